# SPDX-License-Identifier: GPL-2.0
"""Casts that are assigned to, which Microsoft's compiler takes for what is cast, as of that
type: ((PUCHAR)p) += 4."""

import re

from bits import LINES, SKIPPED, blank

TYPE = r"\(\s*((?:(?:const|volatile|unsigned|signed|struct|union|enum)\s+)*[A-Za-z_]\w*[\s*]*)\)"
NAME = r"(\*?\s*[A-Za-z_]\w*(?:\s*(?:->|\.)\s*\w+|\s*\[[^\][;{}]*\])*)"
ASSIGNS = r"(?:\+\+|--|(?:<<|>>|[-+*/%&|^])?=(?!=))"
# ((T)x) += 1, and so with ++ before it; (T)x = y where a statement begins
FORMS = (re.compile(rf"\(\s*{TYPE}\s*{NAME}\s*\)(?=\s*{ASSIGNS})"),
         re.compile(rf"(?<=\+\+)\s*\(\s*{TYPE}\s*{NAME}\s*\)|(?<=--)\s*\(\s*{TYPE}\s*{NAME}\s*\)"),
         re.compile(rf"(?<=[;{{}}])\s*{TYPE}\s*{NAME}(?=\s*(?:<<|>>|[-+*/%&|^])?=(?!=))"))


def assigned(text):
    """The text with each of them spelled so that GCC takes it."""
    plain = SKIPPED.sub(blank, text)
    plain = LINES.sub(lambda line: blank(line) if "define" not in line[0] else line[0], plain)
    puts = {}
    for form in FORMS:
        for match in form.finditer(plain):
            kind = next(at for at in range(1, form.groups + 1, 2) if match[at])
            start = match.end() - len(match[0].lstrip())
            words = text[match.start(kind):match.end(kind)], \
                text[match.start(kind + 1):match.end(kind + 1)]
            if not any(start < end and begin < match.end() for begin, (end, _) in puts.items()):
                puts[start] = match.end(), "__msvc_assigned({}, {})".format(*words)
    for start in sorted(puts, reverse=True):
        end, words = puts[start]
        text = text[:start] + words + text[end:]
    return text
