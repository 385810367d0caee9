# SPDX-License-Identifier: GPL-2.0
"""Copies of a folder's sources, in the dialect of GCC.

Lines keep their numbers and the compiler is told the original's name, so that its
messages, and a debugger, show the original.
"""

import os
import re

import bits
import dialect
import files
import outline
import parameters
from macros import DEFINE, made_of

LITERAL = re.compile(r'"\s*__FUNCTION__|__FUNCTION__\s*"')
VOLATILE = re.compile(r"\bvolatile\b")
# How the kernel is configured is not for the miniport to see.
CONFIG = re.compile(r"\bCONFIG_\w+")


# Names that two headers may both declare and yet be two
MOST_SHARED = 5


def declared(text):
    """Names that a header gives a meaning."""
    return {name for name, _ in DEFINE.findall(text)} | outline.prototypes(text, outline.STATIC) | \
        set(re.findall(r"\b(?:struct|union|enum)\s+(\w+)\s*\{", text))


class Facts:
    """What one file has to know of the others."""

    def __init__(self):
        self.aligned = {"align", "DECLSPEC_ALIGN", "DECLSPEC_CACHEALIGN"}
        self.inline = set(outline.INLINE)
        self.static = set(outline.STATIC)
        self.literal = False		# whether __FUNCTION__ stands next to a string
        self.volatile = False		# whether anything is
        self.shared = set()		# functions that have a prototype
        self.bits = {}			# bit fields, and the types of them
        self.void = {}			# functions whose declarations differ in a PVOID

    def learn(self, texts):
        """Macros may be made of macros that another file has."""
        known = (self.aligned, self.inline, self.static)
        before = None
        while before != [len(names) for names in known]:
            before = [len(names) for names in known]
            for text in texts:
                for names in known:
                    names |= made_of(text, names)
        self.literal = any(LITERAL.search(text) for text in texts)
        self.bits = bits.declared(texts)
        self.void = parameters.differing(texts)
        self.volatile = any(VOLATILE.search(text) for text in texts)
        for text in texts:
            self.shared |= outline.prototypes(text, self.static)


class Copies:
    """Copies of sources, and of the headers that they include, in one folder."""

    def __init__(self, out, headers, paths, reserved):
        self.out = out
        # our headers: lower-case names to names; those that a folder may have, too; where
        # they are
        self.ours, self.plain, self.folders = headers
        self.declared = {}		# what they declare
        self.paths = paths		# folders that INCLUDES= names
        self.taken = set(reserved)	# names that a copy can't have
        self.names = {}			# original: name of the copy
        self.waiting = []
        self.facts = Facts()
        self.ascii = False		# the compiler has no Windows-1252

    def add(self, path, included=False):
        """The name of the copy of that file."""
        path = os.path.realpath(path)
        if path not in self.names:
            stem, ending = os.path.splitext(os.path.basename(path))
            stem = re.sub(r"\W", "_", stem)
            if ending.lower() == ".c":	# one that is included is not compiled by itself
                ending = ".inc" if included else ".c"
            name, tries = stem + ending, 1
            while name.lower() in self.taken:
                tries += 1
                name = f"{stem}_{tries}{ending}"
            self.taken.add(name.lower())
            self.names[path] = name
            self.waiting.append(path)
        return self.names[path]

    def original(self, path):
        """What that path is a copy of: no two copies differ by letter case alone."""
        names = {os.path.join(self.out, name).lower(): given for given, name in self.names.items()}
        return names.get(path.lower(), path)

    def _include(self, path, name, quoted):
        """What to write behind #include: the DDK's names are ours, but for other files that
        the folder has under them."""
        beside = os.path.dirname(path)
        places = [beside, *self.paths] if quoted else [*self.paths, beside]
        parts = re.split(r"[\\/]", name)
        own = self.ours.get(parts[-1].lower())
        if own and (own in self.plain or len(parts) == 1):
            places = [beside] if quoted else []
        for place in places:
            found = files.find(place, name)
            if found and os.path.isfile(found) and not (own and self._is_copy(found, own)):
                return f'"{self.add(found, True)}"'
        return f"<{own}>" if own else None

    def _is_copy(self, path, own):
        """Whether a file of the folder is what we have under its name: it declares the same."""
        if own in self.plain:
            return False
        if own not in self.declared:
            text = next(files.read_text(f"{place}/{own}") for place in self.folders
                        if os.path.exists(f"{place}/{own}"))
            self.declared[own] = declared(text)
        return len(self.declared[own]) < MOST_SHARED or \
            len(self.declared[own] & declared(files.read_text(path))) >= MOST_SHARED

    def write(self, options):
        """Write every copy that is not there as it should be; remove the rest."""
        while self.waiting:		# until all headers are known, and their macros
            self._translate(self.waiting.pop())
        texts = [files.read_text(path) for path in self.names]
        self.facts.learn(texts)
        theirs = set(CONFIG.findall("\n".join(texts))) - set(CONFIG.findall(" ".join(options)))
        hidden = "".join(f"#undef {name}\n" for name in sorted(theirs))
        for path, name in self.names.items():
            text = self._translate(path)
            shown = path.replace("\\", r"\\").replace('"', r"\"")
            self.put(name, f'{hidden if name.endswith(".c") else ""}#line 1 "{shown}"\n{text}\n')

    def _translate(self, path):
        text, encoding = files.read(path)
        if encoding == "utf-8" or self.ascii:
            try:
                text = dialect.spelled(text, "utf-8" if encoding == "utf-8" else "cp1252")
            except UnicodeEncodeError as error:
                line = text.count("\n", 0, text.index(error.object)) + 1
                raise files.Refused(f"{path}:{line}: converting to execution character set:"
                                     f" Windows-1252 has no {error.object}") from None
        return dialect.translate(text, lambda name, quoted: self._include(path, name, quoted),
                                 self.facts, re.sub(r"\W", "_", self.names[path]))

    def put(self, name, text):
        """Write a file unless it holds that already: make looks at its time."""
        self.put_bytes(name, text.encode("utf-8", "replace"))

    def put_bytes(self, name, data):
        path = os.path.join(self.out, name)
        if os.path.exists(path):
            with open(path, "rb") as file:
                if file.read() == data:
                    return
        with open(path, "wb") as file:
            file.write(data)
