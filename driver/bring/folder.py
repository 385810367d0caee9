# SPDX-License-Identifier: GPL-2.0
"""What a Windows miniport's folder holds: its sources, its INF, its name."""

import os
import re

import nmake
from files import Refused, find, read_text

CPLUSPLUS = (".cpp", ".cxx", ".cc", ".hpp")
# A sources file names these too; they make no code.
NO_CODE = (".rc", ".mc", ".def", ".h", ".inf", ".inx", ".txt")


def words(text):
    """Split at blanks; quotes keep them. A backslash is a path's unless a quote follows."""
    found = re.findall(r'(?:\\"|[^\s"]|"(?:\\"|[^"])*")+', text)
    return [re.sub(r'(\\?)"', lambda quote: '"' if quote[1] else "", word) for word in found]


class Folder:
    """The folder that "make MINIPORT=" was given."""

    def __init__(self, path, dbg):
        self.path = os.path.normpath(path)
        if not os.path.isdir(path):
            raise Refused(f"{path}: no such folder; MINIPORT= names the folder of a miniport")
        self.names = sorted(os.listdir(path))
        sources = find(path, "sources")
        self.macros = self._macros(sources, dbg) if sources else {}
        self.sources = self._listed(sources) if sources else self._all()
        self.inf = self._inf()
        self.name = self._name()

    def _macros(self, sources, dbg):
        """The macros of a file for Microsoft's BUILD, which makes a free build or a
        checked one for amd64."""
        given = {"FREEBUILD": "0" if dbg else "1", "AMD64": "1", "_BUILDARCH": "AMD64",
                 "TARGET_DIRECTORY": "amd64", "DDKBUILDENV": "chk" if dbg else "fre"}
        def include(name):
            found = find(self.path, name)
            if found and os.path.isfile(found):
                return read_text(found)
            # the build environment's are named by a macro, which is empty here
            if name[:1] in ("\\", "/"):
                return ""
            raise nmake.Unclear(f"!include names {name}, which is not there; add the file or"
                                " take the line out")
        try:
            return nmake.macros(read_text(sources), given, include)
        except nmake.Unclear as error:
            raise Refused(f"{sources}: {error}") from None

    def _with(self, *endings):
        return [name for name in self.names if name.lower().endswith(endings) and
                not os.path.isdir(os.path.join(self.path, name))]

    def _all(self):
        found = self._with(".c")
        other = self._with(*CPLUSPLUS)
        if other:
            self._refuse_cplusplus(other[0])
        if not found:
            dirs = find(self.path, "dirs")
            hint = ("its file \"dirs\" names the folders that do: give one of those" if dirs else
                    "give the folder where the miniport's .c files are")
            raise Refused(f"{self.path}: has no .c file and no file \"sources\"; {hint}")
        paths = [os.path.join(self.path, name) for name in found]
        for path in paths:
            if not os.path.exists(path):
                raise Refused(f"{path}: a link to nowhere; remove it, or add the file")
        return paths

    def _listed(self, sources):
        names = words(" ".join(self.macros.get(key, "") for key in
                               ("SOURCES", "AMD64_SOURCES", "SOURCES_AMD64")))
        found = []
        for name in names:
            ending = os.path.splitext(name)[1].lower()
            if ending in CPLUSPLUS:
                self._refuse_cplusplus(name)
            if ending in NO_CODE:
                continue
            if ending != ".c":
                raise Refused(f"{sources}: {name} is not C; only .c files can be built,"
                              " write it in C or take it out of SOURCES=")
            path = find(self.path, name)
            if not path:
                raise Refused(f"{sources}: SOURCES= names {name}, which is not there;"
                              " add the file or take its name out")
            found.append(path)
        if not found:
            raise Refused(f"{sources}: SOURCES= names no .c file; name the miniport's there,"
                          " or remove the file to build every .c file of the folder")
        return found

    def _refuse_cplusplus(self, name):
        raise Refused(f"{os.path.join(self.path, name)}: C++, which the kernel has no place for;"
                      " write it in C")

    def _inf(self):
        found = self._with(".inf")
        if not found:
            raise Refused(f"{self.path}: has no INF, which says for what PCI device the miniport"
                          " is; put it here (an .inx: as the .inf that is made of it)")
        if len(found) > 1:
            raise Refused(f"{self.path}: has {len(found)} INFs, {' and '.join(found)};"
                          " leave the one of this miniport here")
        return os.path.join(self.path, found[0])

    def _name(self):
        stem = os.path.splitext(os.path.basename(self.inf))[0]
        real = os.path.basename(os.path.realpath(self.path))
        for name in (self.macros.get("TARGETNAME", ""), stem, real, "miniport"):
            name = re.sub(r"[^a-z0-9]+", "_", os.path.basename(name).lower()).strip("_")
            if name:
                return name.removeprefix("vp_") or name
        return None

    def includes(self):
        """The folders that INCLUDES= names and that are here."""
        text = self.macros.get("INCLUDES", "").replace(";", " ")
        found = [find(self.path, word) for word in words(text) if not re.match(r"[\\/]|\w:", word)]
        return [path for path in found if path and os.path.isdir(path)]

    def definitions(self):
        """-D and -U from the macros that hold the compiler's options."""
        found = []
        for key in ("C_DEFINES", "USER_C_FLAGS", "AMD64_FLAGS"):
            options = re.sub(r"(?<!\S)([-/][DU])\s+", r"\1", self.macros.get(key, ""))
            found += [f"-{word[1:]}" for word in words(options)
                      if re.match(r"[-/][DU]\w", word)]
        return found
