# SPDX-License-Identifier: GPL-2.0
"""The macros of a file for Microsoft's BUILD: "sources", "dirs"."""

import os
import re

import files
import nmake
from files import Refused

# Words for our make that are none for NMAKE
OURS = {"MINIPORT", "LICENSE", "DBG", "WARNINGS", "KDIR", "INF", "DEVICE_ID", "DEVICE", "ARCH",
        "KERNEL", "IMAGE", "WINDOW", "RELEASE"}
# What the DDK's environment sets, and nobody misses here
DDKS = re.compile(r"\w*(DDK|SDK|WDM|CRT|OAK|MFC|ATL)_(INC|LIB)\w*|BASEDIR|NTMAKEENV|O|OBJ_PATH|"
                  r"INCLUDES|C_DEFINES|USER_C_FLAGS|_NTTREE|_NTDRIVE|_NTROOT|PROJECT_\w+|NT_UP")


class Said:
    """What was said of macros beside the files: by BUILD, by the environment, on make's
    command line."""

    def __init__(self, dbg, environment):
        here = {name.upper(): value for name, value in environment.items()}
        # free or checked, for amd64
        self.given = {**here, "FREEBUILD": "0" if dbg else "1", "AMD64": "1",
                      "_BUILDARCH": "AMD64", "TARGET_DIRECTORY": "amd64",
                      "DDKBUILDENV": "chk" if dbg else "fre"}
        names = environment.get("MINIPORT_SAID", "").upper().split()
        self.fixed = {name: here[name] for name in names if name in here and name not in OURS}


def lookup(name, places):
    """A file that is named from one of the folders, the first that has it, or from the root."""
    if re.match(r"[\\/]", name):
        return files.find("/", name)
    found = (files.find(place, name) for place in places if place)
    return next((path for path in found if path and os.path.isfile(path)), None)


def read(path, said):
    """The nmake.Reader of that file."""
    folder = os.path.dirname(path)

    def include(name, places):
        found = lookup(name, [folder, *reversed(places)])
        if found and os.path.isfile(found):
            return files.read_text(found), os.path.dirname(found)
        # the build environment's are named by a macro, which is empty here
        if name[:1] in ("\\", "/"):
            return "", None
        raise nmake.Unclear(f"!include names {name}, which is not there; add the file or"
                            " take the line out")
    try:
        return nmake.read(files.read_text(path), said.given, said.fixed, include)
    except nmake.Unclear as error:
        raise Refused(f"{path}: {error}") from None


def unset(reader, name):
    """Macros that one is made of, and that nobody has set."""
    return sorted(other for other in reader.unset.get(name, ()) if not DDKS.fullmatch(other))
