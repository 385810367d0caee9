# SPDX-License-Identifier: GPL-2.0
"""The declarations of a file that stand outside of all braces."""

import re

from tokens import DIRECTIVE, TEXT

TOKEN = re.compile(rf"""
    {TEXT} | {DIRECTIVE}
  | (?P<end> ^\}} ) | (?P<word> \w+ ) | (?P<mark> [(){{}};=] )
""", re.X | re.S | re.M)

INLINE = {"inline", "__inline", "__inline__", "_inline", "__forceinline", "_forceinline",
          "FORCEINLINE"}
STATIC = {"static"}


class Declaration:
    """A function's: where its words are, its name, and "{" or ";" behind it."""

    def __init__(self):
        self.words = []			# matches of words outside of brackets
        self.name = None
        self.ending = None
        self.end = 0			# where that is
        self.assigns = False

    def has(self, names):
        return any(match["word"] in names for match in self.words)


def functions(text):
    """The prototypes and the definitions of functions."""
    braces = brackets = 0
    current, before = Declaration(), ""
    for match in TOKEN.finditer(text):
        token = match["word"] or match["mark"] or match["end"]
        if not token:
            continue
        if match["end"]:	# whatever #if did to the braces before
            braces, brackets, current = 0, 0, Declaration()
        elif token == "{":
            if not braces and before == ")" and current.name and not current.assigns:
                current.ending, current.end = token, match.start()
                yield current
            braces, current = braces + 1, Declaration()
        elif token == "}":
            braces, current = max(0, braces - 1), Declaration()
        elif braces:
            pass
        elif token == "(":
            if not brackets and current.words:
                current.name = current.words[-1]["word"]
            brackets += 1
        elif token == ")":
            brackets -= 1
        elif token == ";" and not brackets:
            if before == ")" and current.name and not current.assigns:
                current.ending, current.end = token, match.start()
                yield current
            current = Declaration()
        elif token == "=":
            current.assigns = True
        elif not brackets:
            current.words.append(match)
        before = token


def heads(text, names):
    """Where functions of these names are declared: name, first line, last line, "{" or ";"."""
    for found in functions(text):
        if found.name in names:
            first = text.count("\n", 0, found.words[0].start()) + 1
            yield found.name, first, text.count("\n", 0, found.end) + 1, found.ending


def typedefs(text):
    """Names of types: the last word of each declaration that begins with typedef, and those
    between the brackets of a pointer."""
    bodies = re.sub(r"\{[^{}]*\}", " ", re.sub(r"\{[^{}]*\}", " ", text))
    return {name for found in re.findall(r"\btypedef\b([^;{}]*);", bodies)
            for name in re.findall(r"(\w+)\s*(?:[,)\[]|$)", found)}


def prototypes(text, static):
    """Names of functions that other files may have, too."""
    return {found.name for found in functions(text)
            if found.ending == ";" and not found.has(static | {"typedef"})}


def made_public(text, shared, stem):
    """The text without the static of a function that has a prototype without.
    Microsoft's compiler warns of that; GCC has no switch for it. So that the function
    stays the file's own, it gets a name of its own."""
    renamed, drop = set(), []
    for found in functions(text):
        words = [word for word in found.words if word["word"] == "static"]
        if words and found.name in shared:
            renamed.add(found.name)
            drop += words
    for word in reversed(drop):
        text = text[:word.start()] + "      " + text[word.end():]
    defines = "".join(f"#define {name} {name}__{stem}\n" for name in sorted(renamed))
    return f"{defines}#line 1\n{text}" if defines else text


def named(text):
    """The text with __FUNCTION__ as a literal, which others may be put next to."""
    done, last = "", 0
    for found in functions(text):
        if found.ending == "{":
            line = text.count("\n", 0, found.end) + 1
            done += (text[last:found.end] + "\n#undef __FUNCTION__\n"
                     f'#define __FUNCTION__ "{found.name}"\n#line {line}\n')
            last = found.end
    return done + text[last:]


def inlines(text, inline, static, shared):
    """The text with Microsoft's meaning of inline, which is a hint and nothing more.

    A function that is prototyped somewhere is one for all files, so it is weak; any
    other is this file's. A prototype's hint would be a promise here.
    """
    done, last = "", 0
    for found in functions(text):
        if not found.has(inline) or found.words[0].start() < last:
            continue
        drop, put = set(), ""
        if found.ending == ";":
            drop = inline
        elif found.name in shared and not found.has(static):
            drop, put = inline | {"extern"}, "__msvc_shared "
        elif not found.has(static):
            drop, put = {"extern"}, "static "
        done += text[last:found.words[0].start()] + put
        last = found.words[0].start()
        for word in found.words:
            if word["word"] in drop:
                done += text[last:word.start()]
                last = word.end()
    return done + text[last:]
