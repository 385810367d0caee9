# SPDX-License-Identifier: GPL-2.0
"""The folder of a tree that holds the miniport, by the files "dirs" of Microsoft's BUILD."""

import os
import re

import files
import sources
from files import Refused

ENTRY = re.compile(r"\bVideoPortInitialize\b")


def below(folder, said):
    """The folders that its file "dirs" names."""
    path = files.find(folder, "dirs")
    macros = sources.read(path, said).macros
    names = " ".join(macros.get(key, "") for key in ("DIRS", "OPTIONAL_DIRS")).split()
    # a name may have the platforms behind it: x{amd64,i386}
    found = [files.find(folder, name.partition("{")[0]) for name in names]
    return [path for path in found if path and os.path.isdir(path)]


def holds_miniport(folder):
    """Whether a source there, or one that its file "sources" names, begins one."""
    names = [name for name in os.listdir(folder) if name.lower().endswith(".c")]
    listed = files.find(folder, "sources")
    if listed:
        names += re.findall(r"[\w.\\/]+\.c\b", files.read_text(listed), re.I)
    paths = {files.find(folder, name) for name in names} - {None}
    return any(os.path.isfile(path) and ENTRY.search(files.read_text(path)) for path in paths)


def leaves(folder, said, seen):
    """The folders of the tree that BUILD makes something of."""
    same = os.path.realpath(folder)
    if same in seen:
        return
    seen.add(same)
    if files.find(folder, "sources") or not files.find(folder, "dirs"):
        yield folder
        return
    for path in below(folder, said):
        yield from leaves(path, said, seen)


def miniport(folder, said):
    """The folder itself, or the one of its tree that holds a miniport."""
    if not files.find(folder, "dirs") or files.find(folder, "sources"):
        return folder
    there = list(leaves(folder, said, set()))
    found = [path for path in there if holds_miniport(path)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(f"{folder}: its tree holds {len(found)} miniports: name one,"
                      f" MINIPORT={' or MINIPORT='.join(found)}")
    names = f" {', '.join(there)}, but none of these calls VideoPortInitialize" if there else \
        " no folder that is there"
    raise Refused(f"{folder}: has no .c file and no file \"sources\"; its file \"dirs\""
                  f" names{names}")
