# SPDX-License-Identifier: GPL-2.0
"""The README's table of rows, written by "make test TABLE=1"."""

import os
import re

import machine

HERE = os.path.dirname(os.path.realpath(__file__))
README = os.path.realpath(HERE + "/../../README.md")

BEGIN, END = "<!-- written by make test TABLE=1 -->\n", "<!-- to here -->\n"
HEAD = ("| Debian | kernel | architecture | row | passed | failed | skipped |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n")


def line(kernel, row, count):
    """KERNEL is a machine.Kernel, COUNT a tap.Count."""
    cells = [machine.debian_here(), kernel.release, kernel.arch, row,
             *(str(count[kind]) for kind in ("passed", "failed", "skipped"))]
    return "| " + " | ".join(cells) + " |\n"


def update(lines):
    """Put LINES where the README has those of the same Debian and architectures."""
    with open(README, encoding="utf-8") as file:
        text = file.read()
    before, _, rest = text.partition(BEGIN)
    old, _, after = rest.partition(END)
    again = {(order(row)[0], order(row)[1]) for row in lines}
    kept = [row for row in old.splitlines(True)[2:] if order(row)[:2] not in again]
    with open(README, "w", encoding="utf-8") as file:
        file.write(before + BEGIN + HEAD + "".join(sorted(kept + lines, key=order)) + END + after)


def order(row):
    release, kernel, arch, name = [cell.strip() for cell in row.split("|")[1:5]]
    numbers = [int(number) for number in re.findall(r"\d+", kernel)]
    return release, arch, numbers[:3], kernel, name
