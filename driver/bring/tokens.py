# SPDX-License-Identifier: GPL-2.0
"""What the parts of the dialect look for in a text."""

import re

# Comments, strings and characters, which nothing is looked for in
TEXT = r"""
    //(?:[^\n\\]|\\.|\\\n)* | /\*.*?\*/ | "(?:[^"\\\n]|\\.|\\\n)*" | '(?:[^'\\\n]|\\.|\\\n)*'
"""
# A line of the preprocessor's, which goes on behind a backslash
DIRECTIVE = r"^[ \t]*\#(?:[^\n\\]|\\.|\\\n)*"

# What a long may stand among. It belongs to the int, long or double there, over
# comments and lines.
SPECIFIER = (r"\b(?:long|int|double|unsigned|signed|const|volatile|static|extern|register|typedef)"
             r"\b")
GAP = r"(?:\s|\\\n|/\*.*?\*/|//[^\n]*\n)"

TOKEN = re.compile(rf"""
    (?P<include> ^[ \t]*\#[ \t]*include[ \t]* (?: "[^"\n]*" | <[^>\n]*> ) )
  | ^[ \t]*\#[ \t]*pragma[ \t]+ (?P<pack> pack[ \t]* \( [^()\n]* \) )
  | (?P<text> {TEXT} )
  | (?P<number> 0[xX][0-9a-fA-F]+\w* | \.?[0-9](?:[eE][+-]|[\w.])* )
  | (?P<type> {SPECIFIER}(?:{GAP}+{SPECIFIER})* )
  | (?P<word> [A-Za-z_]\w* )
""", re.X | re.S | re.M)
