# SPDX-License-Identifier: GPL-2.0
"""What the dialect says of macros."""

import re

from tokens import GAP

DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)((?:\\\n|[^\n])*)", re.M)
PASTED = re.compile(r"##(\s*)([uU]?)([lL]|[iI](?:8|16|32|64))([uU]?)\b(?!\s*##)")
PASTED_LONG = re.compile(r"(?<!#)(?<!\w)(\w+\s*##\s*[lL])\b(?!\s*##)")

# Behind these there is nothing to paste to.
PASTED_MEMBER = re.compile(r"(->|\.)\s*##\s*(?=\w)")

SUFFIX_64 = "i64"


def pasted(match):
    """A suffix behind ## that says another size here."""
    size = "LL" if match[3].lower() == SUFFIX_64 else ""
    unsigned = match[2] + match[4]
    return f"##{match[1]}{unsigned}{size}" if unsigned or size else match[0]


def definition(match):
    """A #define, with what it pastes. An L alone may also be the end of a name.
    Without variable arguments there is no comma before them."""
    text = PASTED_MEMBER.sub(r"\1", match[0])
    text = PASTED_LONG.sub(r"__msvc_long(\1)", PASTED.sub(pasted, text))
    return re.sub(rf",({GAP}*)__VA_ARGS__\b", r",\1##__VA_ARGS__", text, flags=re.S)


def made_of(text, names):
    """The macros that the text defines with one of these names."""
    wanted = re.compile(r"\b(?:" + "|".join(sorted(names)) + r")\b")
    return {name for name, body in DEFINE.findall(text) if wanted.search(body)}
