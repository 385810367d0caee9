# SPDX-License-Identifier: GPL-2.0
"""Which INF says for what device a folder's miniport is."""

import os
import re

import files
from files import Refused

ENDINGS = (".inf", ".inx")
LARGEST = 1024 * 1024		# what inf2glue reads
MOST_LEVELS = 8			# of folders above
# What ends a tree of folders
ROOTS = (".git", ".hg", ".svn")

# What an INF may be good for
NOTHING, INSTALLS, PCI = range(3)


def text_of(path):
    try:
        return files.read_text(path) if os.path.getsize(path) <= LARGEST else ""
    except OSError:
        return ""


def kind(path):
    """Whether it names a PCI device; or is an INF at all, not a part of one."""
    lines = [line.partition(";")[0].strip().lower() for line in text_of(path).split("\n")]
    sections = {line[1:].partition("]")[0].strip() for line in lines if line.startswith("[")}
    if not {"version", "manufacturer"} <= sections:
        return NOTHING
    return PCI if any(re.search(r"\bpci\\(ven|cc)_", line) for line in lines) else INSTALLS


def names_in(folder):
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def within(folder):
    """The INFs that lie there: what was made of an .inx goes before it."""
    names = names_in(folder)
    made = {name.lower() for name in names}
    return [os.path.join(folder, name) for name in names
            if name.lower().endswith(ENDINGS) and not os.path.isdir(os.path.join(folder, name)) and
            not (name.lower().endswith(".inx") and name[:-4].lower() + ".inf" in made)]


def is_build(folder):
    """Whether Microsoft's BUILD goes through that folder."""
    return any(files.find(folder, name) for name in ("sources", "dirs"))


def has_sources(folder):
    return any(name.lower() == "sources" or name.lower().endswith(".c")
               for name in names_in(folder))


def inner(folder):
    """Folders in it that are not hidden."""
    paths = [os.path.join(folder, name) for name in names_in(folder) if name[0] != "."]
    return [path for path in paths if os.path.isdir(path)]


def levels(folder):
    """Folders to look into, the nearest first: in it; above and beside it, up to where the
    tree that BUILD knows ends, and one more."""
    yield inner(folder)
    here = folder
    for _ in range(MOST_LEVELS):
        same = os.path.realpath(here)
        if same == "/" or any(root in names_in(here) for root in ROOTS):
            return
        above = os.path.join(here, "..")
        yield [above, *(path for path in inner(above) if os.path.realpath(path) != same)]
        if not is_build(above):
            return
        here = above


def one_of(paths, target, where):
    """The one among them; if there are more, the one that installs the target."""
    wanted = [path for path in paths if target and f"{target.lower()}.sys" in text_of(path).lower()]
    paths = wanted or paths
    if len(paths) > 1:
        names = [os.path.relpath(path, where) for path in paths]
        raise Refused(f"{where}: has {len(names)} INFs, {' and '.join(names)}; name the one of"
                      f" this miniport: INF={paths[0]}")
    return paths[0] if paths else None


def elsewhere(folder, target):
    """One that names a PCI device, not in the folder but near it."""
    for places in levels(folder):
        found = []
        for place in places:
            paths = [path for path in within(place) if kind(path) == PCI]
            # another miniport's INF is that one's
            if has_sources(place):
                paths = [path for path in paths
                         if target and f"{target.lower()}.sys" in text_of(path).lower()]
            found += paths
        if found:
            return os.path.normpath(one_of(found, target, folder))
    return None


def named(folder, name):
    """The file that INF= says, from the folder or from here."""
    for place in (folder, "."):
        path = files.find(place, name) or name
        if os.path.isfile(path):
            return path
    raise Refused(f"{name}: no such file; INF= names a file, from here or from {folder}")


def choose(folder, target, name, ids):
    """The INF of a folder; None if there is none and IDS stand in for it."""
    if name:
        return named(folder, name)
    here = within(folder)
    kinds = {path: kind(path) for path in here}
    for wanted in (PCI, INSTALLS) if ids else (PCI,):
        found = one_of([path for path in here if kinds[path] == wanted], target, folder)
        if found or (ids and wanted == INSTALLS):
            return found
    found = elsewhere(folder, target)
    if found:
        return found
    # what it lacks is told with its line
    here = [path for path in here if kinds[path] == INSTALLS] or here
    if not here:
        raise Refused(f"{folder}: has no INF that names a PCI device, nor have the folders around"
                      " it: say DEVICE_ID=vendor:device, as in DEVICE_ID=1234:1111, or INF=file")
    return one_of(here, target, folder)


def stamped(path):
    """What an .inx becomes: its placeholders are filled in for amd64. The bytes, and as many
    lines."""
    with open(path, "rb") as file:
        data = file.read()
    if not path.lower().endswith(".inx"):
        return data
    text, encoding = files.read(path)
    text = re.sub(r"\$ARCH\$", "amd64", text, flags=re.I)
    return text.encode(encoding, "replace")


def empty(name):
    """An INF without a model, for a folder that has none."""
    return ('[Version]\nSignature = "$Windows NT$"\n[Manufacturer]\n'
            f'"{name}" = Models\n[Models]\n').encode()
