# SPDX-License-Identifier: GPL-2.0
"""Bit fields in arithmetic, where Microsoft's compiler gives them their declared type.

GCC makes an int of a field that an int holds, whatever it is declared as, and a type of
its own width of one that is wider than an int: a page number loses its upper bits when
it is shifted.
"""

import os
import re

import files
from tokens import DIRECTIVE, GAP, TEXT

DDK = os.path.realpath(os.path.dirname(__file__) + "/../../include/videoport")

STRUCT = re.compile(rf"\b(?:struct|union)\b{GAP}*\w*{GAP}*\{{", re.S)
# TYPE Name : width, Name : width
FIELDS = re.compile(r"\s*((?:\w+\s+)+?)(\w+\s*:.*)", re.S)
NAME = re.compile(r"(?:^|,)\s*(\w+)\s*:")
# of a member that is not one
PLAIN = re.compile(r"(\w+)\s*(?:\[[^\]]*\]\s*)*(?:,|\)|$)")
QUALIFIERS = {"const", "volatile"}
SKIPPED = re.compile(rf"{TEXT}", re.X | re.S)
LINES = re.compile(DIRECTIVE, re.M | re.S)
TOKEN = re.compile(r"\w+|->|\+\+|--|<<=|>>=|[-+*/%&|^<>=!]=|<<|>>|&&|\|\||\S")

BEHIND = {"<<", ">>", "+", "-", "*", "/", "%", "&", "|", "^", "<", ">", "<=", ">="}
BEFORE = BEHIND | {"~"}
COMPARING = {"==", "!=", "<=", ">="}
CLOSING = {")": "(", "]": "["}
KEYWORDS = {"return", "else", "do", "case", "sizeof"}


def blank(match):
    return re.sub(r"[^\n]", " ", match[0])


def members(text):
    """What is declared in structures, without the semicolons."""
    plain = LINES.sub(blank, SKIPPED.sub(blank, text))
    for match in STRUCT.finditer(plain):
        depth, end = 1, match.end()
        while depth and end < len(plain):
            depth += {"{": 1, "}": -1}.get(plain[end], 0)
            end += 1
        # a structure in it is found by itself
        yield from re.split(r"[;{}]", plain[match.end():end - 1])


def declared(texts):
    """The bit fields: names to the words that give them their type."""
    kinds, others = {}, set()
    for member in (member for text in texts for member in members(text)):
        field = FIELDS.fullmatch(member)
        if not field:
            others |= set(PLAIN.findall(member))
            continue
        kind = " ".join(word for word in field[1].split() if word not in QUALIFIERS)
        for name in NAME.findall(field[2]):
            kinds.setdefault(name, set()).add(kind)
    if kinds:
        for header in os.listdir(DDK):
            for member in members(files.read_text(f"{DDK}/{header}")):
                others |= set(PLAIN.findall(member))
    return {name: f"__msvc_{'maybe_' * (name in others)}bits({kind.pop()}, "
            for name, kind in kinds.items() if len(kind) == 1}


def is_name(word):
    """Whether what stands in brackets behind it is its arguments."""
    return bool(re.match(r"\w", word)) and word not in KEYWORDS


def opening(tokens, at):
    """The bracket that belongs to the closing one there."""
    depth, pair = 0, (tokens[at][0], CLOSING[tokens[at][0]])
    while at >= 0:
        depth += {pair[0]: 1, pair[1]: -1}.get(tokens[at][0], 0)
        if not depth:
            return at
        at -= 1
    return None


def beginning(tokens, at):
    """The first token of the expression whose last is that behind . or ->."""
    while at is not None and at > 0 and tokens[at - 1][0] in (".", "->"):
        at -= 2
        while at is not None and at >= 0 and tokens[at][0] in CLOSING:
            at = opening(tokens, at)
            if at and (tokens[at][0] == "[" or is_name(tokens[at - 1][0])):
                at -= 1		# what is indexed, or called
    return at


def in_arithmetic(tokens, first, last):
    """Whether an operator stands beside the expression or the brackets around it."""
    def token(at):
        return tokens[at][0] if 0 <= at < len(tokens) else ""
    while token(first - 1) == "(" and token(last + 1) == ")" and not is_name(token(first - 2)):
        first, last = first - 1, last + 1
    before, behind = token(first - 1), token(last + 1)
    if before in ("++", "--") or behind in ("++", "--") or \
            behind.endswith("=") and behind not in COMPARING:
        return False
    # & and * may also take an address, or follow one
    binary = before not in ("&", "*") or re.match(r"[\w)\]]", token(first - 2))
    return behind in BEHIND or before in BEFORE and bool(binary)


def part(text, fields, start, end):
    """What to put into a piece of the text: pairs of place and words."""
    tokens = [(match[0], start + match.start(), start + match.end())
              for match in TOKEN.finditer(text[start:end].replace("\\\n", " \n"))]
    for at, (name, _, behind) in enumerate(tokens):
        if name not in fields or not at or tokens[at - 1][0] not in (".", "->"):
            continue
        first = beginning(tokens, at)
        if first is not None and first >= 0 and in_arithmetic(tokens, first, at):
            yield tokens[first][1], fields[name]
            yield behind, ")"


def typed(text, fields):
    """The text with each bit field in arithmetic of its declared type."""
    if not fields:
        return text
    plain = SKIPPED.sub(blank, text)
    puts, last = [], 0
    for line in LINES.finditer(plain):
        puts += part(plain, fields, last, line.start())
        puts += part(plain, fields, *line.span())
        last = line.end()
    puts += part(plain, fields, last, len(plain))
    for at, words in sorted(puts, key=lambda put: put[0], reverse=True):
        text = text[:at] + words + text[at:]
    return text
