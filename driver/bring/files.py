# SPDX-License-Identifier: GPL-2.0
"""Files of a Windows folder: found by any letter case, read in any encoding."""

import os
import re


BLOCK = 128


class Refused(Exception):
    """The folder can't be built: one line, with what to do."""


def find(folder, path):
    """A file by a Windows path: any letter case, either slash. None if there is none."""
    current = folder
    for part in re.split(r"[\\/]+", path):
        if part in ("", "."):
            continue
        if part != ".." and not os.path.exists(os.path.join(current, part)):
            names = os.listdir(current) if os.path.isdir(current) else []
            part = next((name for name in sorted(names) if name.lower() == part.lower()), None)
            if part is None:
                return None
        current = os.path.join(current, part)
    return os.path.normpath(current)


def encoding(data):
    """What Windows' editors save: with a mark at the beginning, or without."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if data[:3] == b"\xef\xbb\xbf":
        return "utf-8-sig"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def ended(text):
    """The text up to the Control-Z that ended files once; behind it was what the disk's last
    block had."""
    text = re.sub(r"\x1a[\x1a\s]*\Z", "\n", text)
    last = max(0, len(text) - BLOCK)
    return text[:last] + text[last:].partition("\x1a")[0]


def read(path):
    """A text file, and its encoding."""
    with open(path, "rb") as file:
        data = file.read()
    text = data.decode(encoding(data), "replace").replace("\r\n", "\n").replace("\r", "\n")
    return ended(text), encoding(data)


def read_text(path):
    return read(path)[0]
