# SPDX-License-Identifier: GPL-2.0
"""From the dialect of Microsoft's C compiler to GCC's, line for line.

What is compiled differs from the original in this alone:
 - it is UTF-8 with LF line ends, whatever the original is;
 - an #include names the file that Windows would find: any letter case, either slash;
   one that there is nowhere becomes a message, and the rest is compiled all the same;
 - strings and characters keep their bytes: those of Windows-1252 unless the file is
   UTF-8 without a mark, which that compiler does not know;
 - an enum is an int, whatever its values are;
 - a bit field in arithmetic has the type that it is declared with;
 - a cast that is assigned to is what is cast, as of that type;
 - a parameter that is a PVOID in one declaration of a function is one in all;
 - an alignment of a structure stands where GCC takes it for one;
 - a function is static if it is defined so, whatever its prototypes say;
 - an inline function is the file's own, or weak if another may call it;
 - __FUNCTION__ is a literal if it stands next to one;
 - a long has 32 bits, as on Windows: long is spelled int, 1UL is 1U, 1i64 is 1LL.
Lines keep their numbers.
"""

import re

import bits
import casts
import outline
import parameters
from layout import alignments, enums, members
from macros import DEFINE, SUFFIX_64, definition
from tokens import GAP, TOKEN

NUMBER = re.compile(r"(0[xX][0-9a-fA-F]+|[0-9]+)([uU]?)([lL]|[iI](?:8|16|32|64)|)([uU]?)$")
# A decimal constant among these is an unsigned long; GCC has a longer type for it.
UNSIGNED = range(1 << 31, 1 << 32)
# What the compiler is made to say where a header is missing
ABSENT = "videoport: no header "


def number(text):
    """A constant whose suffix says another size here."""
    match = NUMBER.match(text)
    if not match:
        return text
    suffix = match[3].lower()
    size = "LL" if suffix == SUFFIX_64 else ""
    # one of a type that is narrower than an int becomes that in arithmetic
    unsigned = "" if suffix in ("i8", "i16") else match[2] + match[4]
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


def spelled_out(name):
    """The file's name in an #include, with its folder."""
    return name[1:-1].replace("\\", "/")


def translate(text, include, facts, stem):
    """The text, with include(name, quoted) naming each header."""
    def replace(match):
        if match["include"]:
            name = match[0].partition("include")[2].strip()
            found = include(name[1:-1], name[0] == '"')
            return f"#include {found}" if found else f'#pragma message "{ABSENT}{spelled_out(name)}"'
        if match["pack"]:
            return f"__pragma({match['pack']})"
        if match["number"]:
            # 0xE+1 is one number to GCC, which then means nothing
            behind = match.string[match.end():match.end() + 1]
            apart = match[0][-1] in "eE" and behind in ("+", "-")
            return number(match[0]) + " " * apart
        if match["type"] and is_directive(match.string, match.start()):
            # the next line is another matter
            return "\n".join(map(long, re.split(r"(?<!\\)\n", match[0])))
        if match["type"]:
            return long(match[0])
        return match[0]
    text = bits.typed(parameters.alike(text, facts.void), facts.bits)
    text = DEFINE.sub(definition, casts.assigned(text))
    text = outline.made_public(text, facts.shared, stem)
    text = outline.inlines(text, facts.inline, facts.static, facts.shared)
    text = TOKEN.sub(replace, members(alignments(enums(text), facts.aligned), facts.aligned))
    return outline.named(text) if facts.literal else text


def uses(text, names):
    """Lines where the names stand in code: pairs of name and line."""
    line, last = 1, 0
    for match in TOKEN.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        if match["word"] in names:
            yield match["word"], line


def spelled(text, encoding):
    """The bytes of strings and characters as numbers, in all but wide ones: UTF-8
    without a mark is bytes to Microsoft's compiler, and Windows-1252 is none to clang."""
    def escape(match):
        if not match["text"] or match[0][0] == "/" or text[match.start() - 1] == "L":
            return match[0]
        return re.sub(r"[^\0-\x7f]", lambda char: "".join(f"\\{byte:03o}" for byte in
                                                         char[0].encode(encoding)), match[0])
    return TOKEN.sub(escape, text)
