# SPDX-License-Identifier: GPL-2.0
"""What a file "sources", which Microsoft's BUILD reads by NMAKE, says."""

import re

# What a condition may consist of: strings, numbers, operators
TOKEN = re.compile(r'\s*("[^"]*"|\d+|==|!=|&&|\|\||[!()<>])')
# Files that include each other
MOST = 20
PYTHON = {"&&": " and ", "||": " or ", "!": " not "}


class Unclear(Exception):
    """A directive that can't be followed."""


def holds(text, line):
    """Whether a condition does, its macros replaced by what they are."""
    parts, at, text = [], 0, text.strip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise Unclear(f'the condition "{line}" is not understood; leave what holds for amd64')
        word = match[1]
        # any letter case will do: what is compared is ours
        parts.append(PYTHON.get(word, repr(word.lower()) if word[0] == '"' else word))
        at = match.end()
    try:
        return bool(eval("".join(parts), {"__builtins__": {}}))	# pylint: disable=eval-used
    except (SyntaxError, TypeError):
        raise Unclear(f'the condition "{line}" is not understood; leave what holds for amd64') \
            from None


def lines(text):
    """Its lines, without comments and joined where a backslash ends one."""
    # a line that is all comment does not end what goes on behind a backslash
    text = re.sub(r"^[ \t]*#.*\n", "", text, flags=re.M)
    text = re.sub(r"#.*", "", text)
    return re.sub(r"\\[ \t]*\n", " ", text).split("\n")


class Reader:
    """The macros so far, and which conditions hold around the next line."""

    def __init__(self, given, fixed, include):
        self.macros = {**given, **fixed}
        self.fixed = fixed		# what no line changes
        self.include = include
        self.active = []		# of each !if: holds now, held before, at its !else
        self.places = [None]		# the folders of the files that are being read
        self.unset = {}			# macros, and those that they would be made of

    def expand(self, text, into=None):
        """What nobody has said is empty."""
        def value(match):
            name = (match[1] or match[3]).upper()
            if name not in self.macros:
                self.unset.setdefault(into, set()).add(name)
            text = self.macros.get(name, "")
            return text.replace(match[2].partition("=")[0], match[2].partition("=")[2]) \
                if match[2] else text
        return re.sub(r"\$\((\w+)(?::([^()=]+=[^()]*))?\)|\$(\w)", value, text)

    def condition(self, word, rest, line):
        if word.endswith("def"):
            known = rest.strip().upper() in self.macros
            return known != word.endswith("ndef")
        defined = re.sub(r"defined\s*\(\s*(\w+)\s*\)", lambda name:
                         str(int(name[1].upper() in self.macros)), rest, flags=re.I)
        return holds(self.expand(defined), line)

    def directive(self, word, rest, line):
        if word in ("if", "ifdef", "ifndef"):
            now = all(state[0] for state in self.active) and self.condition(word, rest, line)
            self.active.append([now, now])
        elif word.startswith("else") and self.active:
            state = self.active[-1]
            around = all(outer[0] for outer in self.active[:-1])
            inner = re.match(r"else\s*(if\w*)(.*)", word + " " + rest, re.I)
            state[0] = around and not state[1] and \
                (not inner or self.condition(inner[1].lower(), inner[2], line))
            state[1] |= state[0]
        elif word == "endif" and self.active:
            self.active.pop()
        elif word == "include" and all(state[0] for state in self.active):
            self.read(*self.include(self.expand(rest).strip(' "<>'), self.places))
        elif word == "error" and all(state[0] for state in self.active):
            raise Unclear(line)

    def read(self, text, place):
        if len(self.places) > MOST:
            raise Unclear("!include goes round in a circle; take one of them out")
        self.places.append(place)
        self.read_lines(text)
        self.places.pop()

    def read_lines(self, text):
        for line in lines(text):
            found = re.match(r"!\s*(\w+)(.*)", line.strip())
            if found:
                self.directive(found[1].lower(), found[2], line.strip())
                continue
            match = re.match(r"\s*(\w+)\s*=(.*)", line)
            if match and all(state[0] for state in self.active):
                self.assign(match[1].upper(), match[2])

    def assign(self, name, text):
        if name not in self.fixed:
            self.macros[name] = self.expand(text, name).strip()


def read(text, given, fixed, include):
    """The Reader of a text. GIVEN are macros that it may change, FIXED those that it can't, as
    of NMAKE's environment and command line. include(name, places) is the text of another file
    and its folder, looked for from the folders of the files that include each other."""
    reader = Reader(given, fixed, include)
    reader.read(text, None)
    return reader
