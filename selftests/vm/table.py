# SPDX-License-Identifier: GPL-2.0
"""The README's table of rows, written by "make test TABLE=1": a line for each kernel."""

import os
import re

import machine

HERE = os.path.dirname(os.path.realpath(__file__))
README = os.path.realpath(HERE + "/../../README.md")

BEGIN, END = "<!-- written by make test TABLE=1 -->\n", "<!-- to here -->\n"
HEAD = ("| Debian | kernel | architecture | each row: passed, failed, skipped |\n"
        "| --- | --- | --- | --- |\n")


def cell(row, count):
    """COUNT is a tap.Count."""
    return f"{row} {count['passed']}, {count['failed']}, {count['skipped']}"


def lines(results):
    """RESULTS are tuples (machine.Kernel, row, tap.Count)."""
    rows = {}
    for kernel, row, count in results:
        begin = f"| {machine.debian_here()} | {kernel.release} | {kernel.arch} | "
        rows.setdefault(begin, []).append(cell(row, count))
    return sorted((begin + "; ".join(sorted(cells)) + " |\n" for begin, cells in rows.items()),
                  key=order)


def update(new):
    """Put the lines NEW where the README has those of the same Debian and architectures."""
    with open(README, encoding="utf-8") as file:
        text = file.read()
    before, _, rest = text.partition(BEGIN)
    old, _, after = rest.partition(END)
    again = {order(line)[:2] for line in new}
    kept = [line for line in old.splitlines(True)[2:] if order(line)[:2] not in again]
    with open(README, "w", encoding="utf-8") as file:
        file.write(before + BEGIN + HEAD + "".join(sorted(kept + new, key=order)) + END + after)


def order(line):
    release, kernel, arch = [part.strip() for part in line.split("|")[1:4]]
    numbers = [int(number) for number in re.findall(r"\d+", kernel)]
    return release, arch, numbers[:3], kernel
