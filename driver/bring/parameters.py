# SPDX-License-Identifier: GPL-2.0
"""Functions that are declared with a PVOID and defined with another pointer there, which
Microsoft's compiler only warns of."""

import re

import outline
from bits import SKIPPED, blank

# What says nothing of the type
WORDS = re.compile(r"\b(?:IN|OUT|OPTIONAL|CONST|const|volatile|__?[a-z]\w*|_[A-Z]\w*_)\b"
                   r"(?:\([^()]*\))?")
VOID = {"PVOID", "LPVOID", "void*", "VOID*"}
PARAMETER = re.compile(r"(.*?)(\w+)\s*", re.S)


def brackets(plain, found):
    """Where the parameters of a function lie in the text: places of each."""
    name = next(word for word in reversed(found.words) if word["word"] == found.name)
    start = plain.index("(", name.end()) + 1
    depth, places, last = 1, [], start
    for at in range(start, found.end):
        depth += {"(": 1, ")": -1}.get(plain[at], 0)
        if not depth or depth == 1 and plain[at] == ",":
            places.append((last, at))
            last = at + 1
        if not depth:
            break
    return places


def parts(text):
    """The type of a parameter in few words, and whether a name stands behind it."""
    words = WORDS.sub(" ", text).split()
    spelled = "".join(words)
    if not re.fullmatch(r"[\w*]+", spelled):
        return "", False
    pieces = re.findall(r"\w+|\*", " ".join(words))
    has_name = len(pieces) > 1 and pieces[-1] != "*"
    kind = pieces[:-1] if has_name else pieces
    return "".join(kind) if kind[-1] == "*" or len(kind) == 1 else "", has_name


def differing(texts):
    """Names of functions: which parameters are a PVOID here and something else there."""
    seen = {}
    for text in texts:
        plain = SKIPPED.sub(blank, text)
        for found in outline.functions(text):
            for number, (start, end) in enumerate(brackets(plain, found)):
                seen.setdefault((found.name, number), set()).add(parts(plain[start:end])[0])
    names = {}
    for (name, number), kinds in seen.items():
        if kinds & VOID and len(kinds) > 1 and "" not in kinds:
            names.setdefault(name, set()).add(number)
    return names


def alike(text, names):
    """The text with a void pointer in all of these places; a definition has its own type in
    its braces."""
    plain = SKIPPED.sub(blank, text)
    puts = []
    for found in outline.functions(text):
        places = brackets(plain, found) if found.name in names else []
        inside = ""
        for number in sorted(names.get(found.name, ())):
            start, end = places[number] if number < len(places) else (0, 0)
            kind, has_name = parts(plain[start:end])
            if not kind or kind in VOID:
                continue
            name = PARAMETER.fullmatch(plain[start:end])[2] if has_name else ""
            lines = "\n" * plain.count("\n", start, end)
            puts.append((start, end, f"{lines}void *{name and name + '__'}"))
            inside += f" {text[start:end].strip()} = {name}__;".replace("\n", " ") if name else ""
        if found.ending == "{" and inside:
            puts.append((found.end + 1, found.end + 1, inside))
    for start, end, words in sorted(puts, reverse=True):
        text = text[:start] + words + text[end:]
    return text
