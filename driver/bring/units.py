# SPDX-License-Identifier: GPL-2.0
"""Bit fields that a compiler without Microsoft's layout would put elsewhere.

Microsoft's begins a new unit where the size of the type changes, and what follows bit
fields begins behind their last unit. GCC does so for x86 alone; elsewhere both agree
where bit fields fill their units.
"""

import re

import bits
from tokens import GAP

SIZES = {8: "char CHAR UCHAR BYTE BOOLEAN __int8 INT8 UINT8",
         16: "short SHORT USHORT WORD __int16 INT16 UINT16",
         32: "int long LONG ULONG INT UINT DWORD BOOL __int32 INT32 UINT32 LONG32 ULONG32",
         64: "LONGLONG ULONGLONG LONG64 ULONG64 __int64 INT64 UINT64 DWORDLONG DWORD64"}
SIZE = {name: size for size, names in SIZES.items() for name in names.split()}
HEAD = re.compile(rf"\b(struct|union)\b[^;=]*$", re.S)
# TYPE Name : width, where a field that only fills has no name
FIELD = re.compile(r"\s*(\w+(?:\s+\w+)*)\s*:.*", re.S)
WIDTH = re.compile(r":\s*(\w+)")
WORDS = {*SIZE, "signed", "unsigned"}
PACKED = re.compile(rf"\bpack{GAP}*\(")


def kind_of(words):
    """The words of the type."""
    words = [word for word in words if word not in bits.QUALIFIERS]
    return words if words[-1] in WORDS else words[:-1]


class Body:
    """What stands in the braces of a structure, as far as it is read."""

    def __init__(self, packed):
        self.packed = packed
        self.size = 0		# of the type of the bit fields that were last
        self.filled = 0		# bits of their unit

    def ends(self):
        """Whether what is no bit field may follow."""
        full = not self.filled
        self.size = self.filled = 0
        return full

    def takes(self, kind, widths):
        """Whether such bit fields lie where they should."""
        sizes = {SIZE.get(word, 0) for word in kind if word not in ("signed", "unsigned")}
        # a short int is a short
        size = min(sizes, default=32)
        alike = size == self.size or self.ends()
        self.size = size
        for width in widths:
            if not size or not width.isdigit():
                return False
            if self.filled + int(width) > size or not int(width):
                if self.packed and self.filled % size:
                    return False
                self.filled = 0
            self.filled = (self.filled + int(width)) % size
        return alike


def unlike(text):
    """The lines where a structure's layout would be another one."""
    plain = bits.SKIPPED.sub(bits.blank, text)
    packed = bool(PACKED.search(plain))
    plain = bits.LINES.sub(bits.blank, plain)
    bodies, last = [], 0
    for mark in re.finditer(r"[;{}]", plain):
        member, start = plain[last:mark.start()], last
        last = mark.end()
        body = bodies[-1] if bodies else None
        field = FIELD.fullmatch(member) if body and mark[0] == ";" else None
        good = True
        if field:
            good = body.takes(kind_of(field[1].split()), WIDTH.findall(member))
        elif body and (member.strip() and mark[0] == ";" or mark[0] == "{"):
            good = body.ends()
        elif body and packed and mark[0] == "}":
            good = body.ends()
        if not good:
            yield plain.count("\n", 0, start + len(member) - len(member.lstrip())) + 1
        if mark[0] == "{":
            head = HEAD.search(member)
            bodies.append(Body(packed) if head and head[1] == "struct" else None)
        elif mark[0] == "}" and bodies:
            bodies.pop()
