# SPDX-License-Identifier: GPL-2.0
"""From the dialect of Microsoft's C compiler to GCC's, line for line.

The build compiles copies. A copy differs from its original in this alone:
 - it is UTF-8 with LF line ends, whatever the original is;
 - an #include names the file that Windows would find: any letter case, either slash;
   one that there is nowhere becomes a message, and the rest is compiled all the same;
 - strings and characters keep their bytes: those of Windows-1252 unless the file is
   UTF-8 without a mark, which that compiler does not know;
 - an enum is an int, whatever its values are;
 - an alignment of a structure stands where GCC takes it for one;
 - a function is not static if the file has a prototype of it that is not;
 - an inline function is the file's own, or weak if another may call it;
 - __FUNCTION__ is a literal if it stands next to one;
 - a long has 32 bits, as on Windows: long is spelled int, 1UL is 1U, 1i64 is 1LL.
Lines keep their numbers and the compiler is told the original's name, so that its
messages, and a debugger, show the original.
"""

import os
import re

import folder
import outline

# What a long may stand among. It belongs to the int, long or double there, over
# comments and lines.
SPECIFIER = (r"\b(?:long|int|double|unsigned|signed|const|volatile|static|extern|register|typedef)"
             r"\b")
GAP = r"(?:\s|\\\n|/\*.*?\*/|//[^\n]*\n)"

TOKEN = re.compile(rf"""
    (?P<include> ^[ \t]*\#[ \t]*include[ \t]* (?: "[^"\n]*" | <[^>\n]*> ) )
  | ^[ \t]*\#[ \t]*pragma[ \t]+ (?P<pack> pack[ \t]* \( [^()\n]* \) )
  | (?P<text> //(?:[^\n\\]|\\.|\\\n)* | /\*.*?\*/
            | "(?:[^"\\\n]|\\.|\\\n)*" | '(?:[^'\\\n]|\\.|\\\n)*' )
  | (?P<number> 0[xX][0-9a-fA-F]+\w* | \.?[0-9](?:[eE][+-]|[\w.])* )
  | (?P<type> {SPECIFIER}(?:{GAP}+{SPECIFIER})* )
  | (?P<word> [A-Za-z_]\w* )
""", re.X | re.S | re.M)

NUMBER = re.compile(r"(0[xX][0-9a-fA-F]+|[0-9]+)([uU]?)([lL]|[iI](?:8|16|32|64)|)([uU]?)$")
# A decimal constant among these is an unsigned long; GCC has a longer type for it.
UNSIGNED = range(1 << 31, 1 << 32)
SUFFIX_64 = "i64"

# What the compiler is made to say where a header is missing
ABSENT = "videoport: no header "


def number(text):
    """A constant whose suffix says another size here."""
    match = NUMBER.match(text)
    if not match:
        return text
    size = "LL" if (match[3] or "").lower() == SUFFIX_64 else ""
    unsigned = match[2] + match[4]
    if not unsigned and not size and match[1][0] != "0" and int(match[1]) in UNSIGNED:
        unsigned = "U"
    return match[1] + unsigned + size


def is_directive(text, start):
    """Whether that place is in a directive, which goes on behind a backslash."""
    line = text.rfind("\n", 0, start) + 1
    while text[max(0, line - 2):line] == "\\\n":
        line = text.rfind("\n", 0, line - 1) + 1
    return text[line:start].lstrip().startswith("#")


def long(text):
    """int for the long among specifiers, unless it is one of two or a double's."""
    found = re.compile(f"({GAP})|\\w+", re.S)
    words = [match[0] for match in found.finditer(text) if not match[1]]
    if words.count("long") != 1 or "double" in words:
        return text
    spelled = {"long": "    " if "int" in words else "int "}
    return found.sub(lambda match: match[1] or spelled.get(match[0], match[0]), text)


def plain(name):
    """The file's name in an #include, without its folder."""
    return re.split(r"[\\/]", name[1:-1])[-1]


def translate(text, include, facts):
    """The text, with include(name, quoted) naming each header."""
    def replace(match):
        if match["include"]:
            name = match[0].partition("include")[2].strip()
            found = include(name[1:-1], name[0] == '"')
            return f"#include {found}" if found else f'#pragma message "{ABSENT}{plain(name)}"'
        if match["pack"]:
            return f"__pragma({match['pack']})"
        if match["number"]:
            return number(match[0])
        if match["type"] and is_directive(text, match.start()):
            # the next line is another matter
            return "\n".join(map(long, re.split(r"(?<!\\)\n", match[0])))
        if match["type"]:
            return long(match[0])
        return match[0]
    text = DEFINE.sub(definition, text)
    text = outline.made_public(text, facts.static)
    text = outline.inlines(text, facts.inline, facts.static, facts.shared)
    text = TOKEN.sub(replace, alignments(enums(text), facts.aligned))
    return outline.named(text) if facts.literal else text


def uses(text, names):
    """Lines where the names stand in code: pairs of name and line."""
    line, last = 1, 0
    for match in TOKEN.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        if match["word"] in names:
            yield match["word"], line


def spelled(text):
    """UTF-8 without a mark is bytes to Microsoft's compiler, in all but wide strings."""
    def escape(match):
        if not match["text"] or match[0][0] == "/" or text[match.start() - 1] == "L":
            return match[0]
        return re.sub(r"[^\0-\x7f]", lambda char: "".join(f"\\{byte:03o}" for byte in
                                                         char[0].encode()), match[0])
    return TOKEN.sub(escape, text)


# An enumeration is an int. GCC takes an unsigned type if no value is negative, and
# eight bytes if one is and another needs all 32 bits.
ENUM = re.compile(rf"\benum\b(?:{GAP}+\w+)?{GAP}*\{{", re.S)
SIZE = " __msvc_enum_size"
HIDDEN = " __msvc_enum"
VALUE = "= (int)("
MARK = re.compile(r"""
    //(?:[^\n\\]|\\.|\\\n)* | /\*.*?\*/ | "(?:[^"\\\n]|\\.|\\\n)*" | '(?:[^'\\\n]|\\.|\\\n)*'
  | ^[ \t]*\#(?:[^\n\\]|\\.|\\\n)* | [=!<>]=
  | (?P<mark> [=,(){}] )
""", re.X | re.S | re.M)


def enumerators(text, start):
    """What stands in an enum's braces, with each value an int; and where that ends."""
    done, depth, value, last = "", 0, False, start
    for match in MARK.finditer(text, start):
        mark = match["mark"]
        depth += {"(": 1, ")": -1}.get(mark, 0)
        if depth or mark not in ("=", ",", "}"):
            continue
        done += text[last:match.start()] + (")" if value and mark != "=" else "")
        last = match.start()
        if mark == "}":
            break
        value = mark == "="
        done += VALUE if value else mark
        last = match.end()
    return done, last


def enums(text):
    """The text with all enumerations signed, and of four bytes."""
    done, last = "", 0
    for match in TOKEN.finditer(text):
        found = ENUM.match(text, match.start()) if match["word"] == "enum" else None
        if found and match.start() >= last:
            values, end = enumerators(text, found.end())
            done += text[last:match.end()] + SIZE
            done += text[match.end():found.end()] + HIDDEN + values
            last = end
    return done + text[last:]


# Where Microsoft's compiler takes an alignment for the type, GCC takes it for a
# variable: before a struct. Behind that word both take it for the type.
DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)((?:\\\n|[^\n])*)", re.M)
PASTED = re.compile(r"##(\s*)([uU]?)([lL]|[iI](?:8|16|32|64))([uU]?)\b(?!\s*##)")
PASTED_LONG = re.compile(r"(?<!#)(?<!\w)(\w+\s*##\s*[lL])\b(?!\s*##)")
BRACKETS = rf"{GAP}*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"


def pasted(match):
    """A suffix behind ## that says another size here."""
    size = "LL" if match[3].lower() == SUFFIX_64 else ""
    unsigned = match[2] + match[4]
    return f"##{match[1]}{unsigned}{size}" if unsigned or size else match[0]


def definition(match):
    """A #define, with what it pastes. An L alone may also be the end of a name.
    Without variable arguments there is no comma before them."""
    text = PASTED_LONG.sub(r"__msvc_long(\1)", PASTED.sub(pasted, match[0]))
    return re.sub(rf",({GAP}*)__VA_ARGS__\b", r",\1##__VA_ARGS__", text, flags=re.S)


def made_of(text, names):
    """The macros that the text defines with one of these names."""
    wanted = re.compile(r"\b(?:" + "|".join(sorted(names)) + r")\b")
    return {name for name, body in DEFINE.findall(text) if wanted.search(body)}


LITERAL = re.compile(r'"\s*__FUNCTION__|__FUNCTION__\s*"')


class Facts:
    """What one file has to know of the others."""

    def __init__(self):
        self.aligned = {"align", "DECLSPEC_ALIGN", "DECLSPEC_CACHEALIGN"}
        self.inline = set(outline.INLINE)
        self.static = set(outline.STATIC)
        self.literal = False		# whether __FUNCTION__ stands next to a string
        self.shared = set()		# functions that have a prototype

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
        for text in texts:
            self.shared |= outline.prototypes(text, self.static)


def alignments(text, names):
    """The text with each alignment of a structure behind the word struct."""
    words = "|".join(sorted({*names, "__declspec", "_declspec"} - {"align"}))
    found = re.compile(rf"\b((?:{words})\b(?:{BRACKETS})?)(?=((?:{GAP}+typedef)?{GAP}*))\2"
                       rf"\b(struct|union)\b(?={GAP}*\w*{GAP}*\{{)", re.S)
    done, last = "", 0
    for match in TOKEN.finditer(text):
        moved = found.match(text, match.start()) if match["word"] else None
        if moved and match.start() >= last:
            gap = moved[2] if "typedef" in moved[2] else moved[2].lstrip(" ")
            done += text[last:match.start()] + gap + moved[3] + " " + moved[1]
            last = moved.end()
    return done + text[last:]


class Copies:
    """Copies of sources, and of the headers that they include, in one folder."""

    def __init__(self, out, ours, paths, reserved):
        self.out = out
        self.ours = ours		# our headers: lower-case names to names
        self.paths = paths		# folders that INCLUDES= names
        self.taken = set(reserved)	# names that a copy can't have
        self.names = {}			# original: name of the copy
        self.waiting = []
        self.facts = Facts()

    def add(self, path):
        """The name of the copy of that file."""
        path = os.path.realpath(path)
        if path not in self.names:
            stem, ending = os.path.splitext(os.path.basename(path))
            stem = re.sub(r"\W", "_", stem)
            ending = ending.lower() if ending.lower() == ".c" else ending
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
        """What to write behind #include: the DDK's names are always ours."""
        own = self.ours.get(re.split(r"[\\/]", name)[-1].lower())
        if own:
            return f"<{own}>"
        here = [os.path.dirname(path)] if quoted else []
        for place in here + self.paths + ([] if quoted else [os.path.dirname(path)]):
            found = folder.find(place, name)
            if found and os.path.isfile(found):
                return f'"{self.add(found)}"'
        return None

    def write(self):
        """Write every copy that is not there as it should be; remove the rest."""
        while self.waiting:		# until all headers are known, and their macros
            self._translate(self.waiting.pop())
        self.facts.learn([folder.read_text(path) for path in self.names])
        for path in self.names:
            text = self._translate(path)
            shown = path.replace("\\", r"\\").replace('"', r"\"")
            self.put(self.names[path], f'#line 1 "{shown}"\n{text}\n')

    def _translate(self, path):
        text, encoding = folder.read(path)
        return translate(spelled(text) if encoding == "utf-8" else text,
                         lambda name, quoted: self._include(path, name, quoted), self.facts)

    def put(self, name, text):
        """Write a file unless it holds that already: make looks at its time."""
        path = os.path.join(self.out, name)
        data = text.encode("utf-8", "replace")
        if os.path.exists(path):
            with open(path, "rb") as file:
                if file.read() == data:
                    return
        with open(path, "wb") as file:
            file.write(data)
