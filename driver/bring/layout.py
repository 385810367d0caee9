# SPDX-License-Identifier: GPL-2.0
"""Enumerations and structures as Microsoft's compiler lays them out."""

import re

from tokens import DIRECTIVE, GAP, TEXT, TOKEN

# An enumeration is an int. GCC takes an unsigned type if no value is negative, and
# eight bytes if one is and another needs all 32 bits.
ENUM = re.compile(rf"\benum\b(?:{GAP}+\w+)?{GAP}*\{{", re.S)
SIZE = " __msvc_enum_size"
HIDDEN = " __msvc_enum"
VALUE = "= (int)("
MARK = re.compile(rf"{TEXT} | {DIRECTIVE} | [=!<>]= | (?P<mark> [=,(){{}}] )", re.X | re.S | re.M)

BRACKETS = rf"{GAP}*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"


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


def alignments(text, names):
    """The text with each alignment of a structure behind the word struct, where both
    compilers take it for the type. Before that word GCC takes it for a variable."""
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


def blank(match):
    return re.sub(r"[^\n]", " ", match[0])


def members(text, names):
    """The text with each alignment of a member marked as one, since GCC's pack takes back
    what Microsoft's does not."""
    plain = re.sub(f"{TEXT}|{DIRECTIVE}", blank, text, flags=re.X | re.S | re.M)
    words = "|".join(sorted(names - {"align"}))
    align = rf"(?:\b_?_declspec{GAP}*\({GAP}*align{BRACKETS}{GAP}*\)|\b(?:{words})\b(?:{BRACKETS})?)"
    opening = re.compile(rf"\b(?:struct|union)\b(?:\s*{align}|\s*\w+)*\s*$")
    done, last, bodies, begin = "", 0, [], 0
    for match in re.finditer(rf"[{{}};]|{align}", plain):
        before = plain[begin:match.start()]
        if match[0] in "{};":
            if match[0] == "{":
                bodies.append(bool(opening.search(before)))
            elif match[0] == "}" and bodies:
                bodies.pop()
            begin = match.end()
        elif bodies and bodies[-1] and not re.search(r"\b(?:struct|union)\s*$", before):
            done += f"{text[last:match.start()]}__msvc_member({text[match.start():match.end()]})"
            last = match.end()
    return done + text[last:]
