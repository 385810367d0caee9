# SPDX-License-Identifier: GPL-2.0
"""What a Windows miniport's folder holds: its sources, its INF, its name."""

import os
import re

import inf
import sources
import tree
from files import Refused, find

CPLUSPLUS = (".cpp", ".cxx", ".cc", ".hpp")
# A sources file names these too; they make no code.
NO_CODE = (".rc", ".mc", ".def", ".h", ".inf", ".inx", ".txt")


def words(text):
    """Split at blanks; quotes keep them. A backslash is a path's unless a quote follows."""
    found = re.findall(r'(?:\\"|[^\s"]|"(?:\\"|[^"])*")+', text)
    return [re.sub(r'(\\?)"', lambda quote: '"' if quote[1] else "", word) for word in found]


class Folder:
    """The folder that "make MINIPORT=" was given, or that of its tree that holds a miniport."""

    def __init__(self, path, dbg, inf_name="", ids=()):
        given = os.path.normpath(path)
        if not os.path.isdir(path):
            raise Refused(f"{path}: no such folder; MINIPORT= names the folder of a miniport")
        said = sources.Said(dbg, os.environ)
        self.path = tree.miniport(given, said)
        self.chosen = self.path != given
        self.names = sorted(os.listdir(self.path))
        listed = find(self.path, "sources")
        reader = sources.read(listed, said) if listed else None
        self.macros = reader.macros if listed else {}
        self.unset = sources.unset(reader, "INCLUDES") if listed else []
        self.sources = self._listed(listed) if listed else self._all()
        self.ids = ids
        self.inf = inf.choose(self.path, self.macros.get("TARGETNAME", ""), inf_name, ids)
        self.name = self._name()
        self.lost = []			# what INCLUDES= names and is not here
        self.includes = self._includes()

    def _with(self, *endings):
        return [name for name in self.names if name.lower().endswith(endings) and
                not os.path.isdir(os.path.join(self.path, name))]

    def _all(self):
        found = self._with(".c")
        other = self._with(*CPLUSPLUS)
        if other:
            self._refuse_cplusplus(other[0])
        if not found:
            raise Refused(f"{self.path}: has no .c file and no file \"sources\"; give the folder"
                          " where the miniport's .c files are")
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

    def _name(self):
        stem = os.path.splitext(os.path.basename(self.inf or ""))[0]
        real = os.path.basename(os.path.realpath(self.path))
        for name in (self.macros.get("TARGETNAME", ""), stem, real, "miniport"):
            name = re.sub(r"[^a-z0-9]+", "_", os.path.basename(name).lower()).strip("_")
            if name:
                return name.removeprefix("vp_") or name
        return None

    def _includes(self):
        """The folders that INCLUDES= names and that are here."""
        found = []
        for word in words(self.macros.get("INCLUDES", "").replace(";", " ")):
            # from the root of this machine, or of a drive that is none of its
            places = ["/"] if re.match(r"[\\/]", word) else [self.path, "."]
            paths = [find(place, word) for place in places if not re.match(r"\w:", word)]
            path = next((path for path in paths if path and os.path.isdir(path)), None)
            if path:
                found.append(path)
            else:
                self.lost.append(word)
        return found

    def definitions(self):
        """-D and -U from the macros that hold the compiler's options."""
        found = []
        for key in ("C_DEFINES", "USER_C_FLAGS", "AMD64_FLAGS"):
            options = re.sub(r"(?<!\S)([-/][DU])\s+", r"\1", self.macros.get(key, ""))
            found += [f"-{word[1:]}" for word in words(options)
                      if re.match(r"[-/][DU]\w", word)]
        return found
