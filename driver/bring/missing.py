# SPDX-License-Identifier: GPL-2.0
"""From what the compiler and the linker said to a list of what is missing."""

import collections
import os
import re

import tokens
from dialect import ABSENT

HERE = os.path.dirname(os.path.realpath(__file__))
MOST_PLACES = 6
MOST_ERRORS = 5

MESSAGE = re.compile(r"^(?P<file>[^\s:][^:]*):(?:(?P<line>\d+):(?:\d+:)?)? "
                     r"(?P<kind>fatal error|error|warning|note): (?P<text>.*?)( \[-W[\w=+-]+\])?$")
NO_NAME = re.compile(r"implicit declaration of function '(\w+)'"
                      r"|'(\w+)' undeclared"
                      r"|unknown type name '(\w+)'"
                      r"|(\S+): No such file or directory"
                      # clang's words
                      r"|undeclared (?:function|identifier|library function) '(\w+)'"
                      r"|'(\S+)' file not found")
NO_HEADER = re.compile(f"#pragma message: {ABSENT}(.*)'")
UNDEFINED = re.compile(r"""ERROR: modpost: (?:"(\w+)" \[.*\]|.*: symbol '(\w+)') undefined!""")
# What the rest of the build may say about the module.
OTHER = re.compile(r"ERROR: modpost: (.*)|.*?(multiple definition of .*)|\S*inf2glue: (.*)"
                   r"|\S*ld\.lld: error: (.*)")
# Whether the linker names an object, its copy or the source depends on its age.
TWICE = re.compile(r"(?:\S*ld: )?(?P<second>[^:]+):(?:(?P<line>\d+)|\S+): "
                   r"multiple definition of [`'](?P<name>\w+)'; "
                   r"(?P<object>[^:]+\.o):(?:(?P<first>[^:]+):(?P<before>\d+)|\S+): "
                   "first defined here")
INF = re.compile(r"^(?P<file>.*\.inf):(?P<rest>(?:\d+:)? .*)$", re.I)

# A message about what a macro of our headers, or of C_DEFINES=, became; notes say
# where it stands
ELSEWHERE = re.compile(r"/include/(videoport|msvc)/|^<command-line>$")
EXPANSION = "in expansion of macro "

# A word that another one follows, perhaps behind brackets
WORD = re.compile(r"\b([A-Za-z_]\w*)(?:\s+|\s*\([^()]*\)\s*)(?=[A-Za-z_])")
TEXT = re.compile(tokens.TEXT, re.X | re.S)
KEYWORDS = """auto break case char const continue default do double else enum extern float for
goto if int long register return short signed sizeof static struct switch typedef union unsigned
void volatile while define undef include ifdef ifndef endif pragma defined""".split()

FAILED = re.compile(r"size of (array '\w*c_assert\w*'|unnamed array) is negative")
FLOATING = re.compile(r"SSE register|SSE disabled|x87|__[a-z]+[sd]f[0-9]?$")


def read_hints():
    """What to do about a name: pairs of pattern and advice, the first that fits counts."""
    hints = []
    with open(HERE + "/hints", encoding="ascii") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                pattern, _, advice = line.strip().partition("\t")
                flags = re.I if pattern.endswith(r"\.h") or r"\.h|" in pattern else 0
                hints.append((re.compile(f"(?:{pattern})$", flags), advice.strip()))
    return hints


# Where a header of ours is brought by another, which is the one to include
BROUGHT = {"ntbase.h": "miniport.h", "pciconfig.h": "miniport.h", "cmresource.h": "miniport.h",
           "ntrest.h": "miniport.h", "fsvideo.h": "ntddvdeo.h"}
# What a header uses, one before it defines
HEADERS = ("videoport/ntbase.h", "videoport/ntdef.h", "videoport/miniport.h",
           "msvc/pciconfig.h", "msvc/cmresource.h", "msvc/ntrest.h", "videoport/dderror.h",
           "videoport/winerror.h", "videoport/devioctl.h", "videoport/ntddvdeo.h",
           "msvc/fsvideo.h", "videoport/tvout.h", "videoport/guiddef.h", "videoport/video.h", "msvc/windef.h",
           "msvc/limits.h", "msvc/stdint.h")

ARGUMENT = re.compile(r"(\w[\s*]+)[A-Za-z_]\w*(?=\s*[,)])")


def ddk_names():
    """The names that our headers know, and the header to include for each."""
    names = {}
    for header in HEADERS:
        with open(f"{HERE}/../../include/{header}", encoding="utf-8") as file:
            text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
        # what a function calls its arguments is no name of its header
        text = re.sub(r"\((?!NTAPI)[^()]*\)", lambda list: ARGUMENT.sub(r"\1", list[0]), text)
        header = os.path.basename(header)
        for name in re.findall(r"\b(?:[A-Z]\w+|u?int\w*_t)\b", text):
            names.setdefault(name, BROUGHT.get(header, header))
    return names


def words_of_ours():
    """All words of our headers, and those of the language."""
    words = set(KEYWORDS)
    for place in ("videoport", "msvc"):
        for name in os.listdir(f"{HERE}/../../include/{place}"):
            if name.endswith(".h"):
                with open(f"{HERE}/../../include/{place}/{name}", encoding="utf-8") as file:
                    words |= set(re.findall(r"\w+", file.read()))
    return words


def ddk_functions():
    """The names of functions that the DDK has and ours has not."""
    with open(f"{HERE}/../../selftests/ddk/api", encoding="utf-8") as file:
        return set(re.findall(r"^(VideoPort\w+):", file.read(), re.M))


def lost_headers(folder):
    """Why the folders that INCLUDES= names may not have been looked into."""
    for name in folder.unset:
        yield f"INCLUDES= names $({name}), which is not set: say {name}=folder"
    if folder.lost:
        yield f"INCLUDES= names {' and '.join(folder.lost)}, which" \
              f" {'is' if len(folder.lost) == 1 else 'are'} not on this machine"


class Report:
    """What went wrong in a build."""

    def __init__(self, output, original):
        self.original = original		# file in a message: what to show
        self.missing = collections.defaultdict(list)	# name: places
        self.absent = collections.defaultdict(list)	# header: places
        self.undefined = []			# names that the linker misses
        self.defined = {}			# functions of the folder that are missing: place
        self.errors = []			# all other errors
        self.warnings = []
        self.expected = []			# errors that say what was, and their places
        self.defined = self.declared = {}	# where functions are that are missing elsewhere
        self.inf_warnings = []			# of what the INF means: never hidden
        self.held = None			# a message whose notes may follow
        for line in output.splitlines():
            self._take(line)
        self._release()

    def _take(self, line):
        message, undefined = MESSAGE.match(line), UNDEFINED.match(line)
        inf, other, twice = INF.match(line), OTHER.match(line), TWICE.match(line)
        if message:
            self._hold(message.groupdict())
        elif undefined:
            self.undefined.append(undefined[1] or undefined[2])
        elif inf:
            self.errors.append(self.original(inf["file"]) + ":" + inf["rest"])
        elif twice:
            self.errors.append(f"{self._defined(twice['second'], twice['line'])}: {twice['name']}"
                               " is also defined in"
                               f" {self._defined(twice['first'] or twice['object'], twice['before'])}")
        elif other:
            self.errors.append(next(filter(None, other.groups())))

    def _defined(self, path, line):
        """Where the linker found it: an object or a source, perhaps with a line."""
        return self.original(re.sub(r"\.o$", ".c", path)) + (f":{line}" if line else "")

    def _hold(self, message):
        """A message stands where its macro is used, not where we have it from."""
        if message["kind"] != "note":
            self._release()
            self.held = message
        elif self.held and message["text"].startswith(EXPANSION) and \
                ELSEWHERE.search(self.held["file"]):
            self.held.update(file=message["file"], line=message["line"])
        elif NO_HEADER.search(message["text"]):
            self._message(message)

    def _release(self):
        if self.held:
            self._message(self.held)
        self.held = None

    def _message(self, message):
        place = self.original(message["file"]) + (f":{message['line']}" if message["line"] else "")
        missing = NO_NAME.search(message["text"])
        absent = NO_HEADER.search(message["text"])
        if absent:
            if place not in self.absent[absent[1]]:
                self.absent[absent[1]].append(place)
        elif message["kind"] == "warning":
            of_inf = message["file"].lower().endswith(".inf")
            (self.inf_warnings if of_inf else self.warnings).append(
                f"{place}: {'warning: ' if of_inf else ''}{message['text']}")
        elif missing:
            name = next(filter(None, missing.groups()))
            if place not in self.missing[name]:
                self.missing[name].append(place)
        elif FAILED.search(message["text"]):
            self.errors.append(f"{place}: the assertion (C_ASSERT) does not hold here")
        elif message["text"].startswith("lvalue required"):
            self.errors.append(f"{place}: a cast can't be assigned to: write"
                               " p = (PVOID)((PUCHAR)p + bytes)")
        elif message["text"].startswith("invalid pointer mode"):
            self.errors.append(f"{place}: a pointer of 32 bits, which are not here: declare it"
                               " ULONG")
        elif FLOATING.search(message["text"]):
            self.errors.append(f"{place}: floating point, which drivers can't use here:"
                               " compute with integers")
        else:
            self.errors.append(f"{place}: {message['text']}")
            if message["text"].startswith("expected"):
                self.expected.append((self.errors[-1], place))

    def locate(self, build):
        """What the sources tell of the names. The linker knows no lines."""
        self._name_words(build)
        heads = list(build.heads(set(self.missing)))
        self.defined = {name: f"{path}:{lines[0]}" for name, path, lines, ending in heads
                        if ending == "{"}
        self.declared = {name: f"{path}:{lines[0]}" for name, path, lines, ending in heads
                         if ending == ";"}
        causes = {place for name, places in self.missing.items() for place in places
                  if name not in self.defined and name not in self.declared}
        for name, path, lines, _ in heads:
            # one that failed for want of a type is not missing itself
            if causes & {f"{path}:{line}" for line in lines}:
                self.missing.pop(name, None)
        for name in self.undefined:
            self.missing.setdefault(name, [])
        for name, place in build.uses(set(self.undefined)):
            if place not in self.missing[name]:
                self.missing[name].append(place)

    def _name_words(self, build):
        """Behind a word that it does not know the compiler only says that something else was
        expected."""
        if not self.expected:
            return
        known = build.known() | words_of_ours()
        for error, place in self.expected:
            found = [match[1] for match in WORD.finditer(TEXT.sub(" ", build.line(place)))
                     if match[1] not in known]
            if found and error in self.errors:
                self.errors.remove(error)
                self.missing[found[0]] += [place] * (place not in self.missing[found[0]])

    def lines(self, folder):
        """What to tell: names with the same advice stand together."""
        hints, known, refused = read_hints(), ddk_names(), ddk_functions()
        groups = collections.defaultdict(list)
        for name, places in [*sorted(self.absent.items()), *sorted(self.missing.items())]:
            more = f" and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
            advice = next(text for pattern, text in hints if pattern.match(os.path.basename(name)))
            if name in known and name not in self.undefined:
                advice = f"the DDK's: include {known[name]}"
            elif name in self.absent:
                advice += "".join(f"; {reason}" for reason in lost_headers(folder)
                                  if advice.startswith("no such file"))
            elif name in self.declared:
                advice = f"declared in {self.declared[name]}, which is not included before it is" \
                         " used"
            elif name in self.defined:
                advice = f"defined in {self.defined[name]}, but not declared before it is used:" \
                         " declare it in a header that both include"
            elif name.startswith("VideoPort") and name not in refused:
                advice = "no such function in the DDK: check the spelling"
            where = ", ".join(places[:MOST_PLACES]) + more
            groups[advice].append(f"  {name}: {where}" if where else f"  {name}")
        for advice, names in groups.items():
            yield from names
            yield f"      {advice}"
        yield from self._error_lines()

    def _error_lines(self):
        """What no list of names says. Much of it goes away when the names are there."""
        errors = [*dict.fromkeys(self.errors)]
        most = MOST_ERRORS if self.missing or self.absent else len(errors)
        if errors:
            yield "Errors:" if most == len(errors) else "Errors, perhaps for want of these names:"
        yield from ("  " + line for line in errors[:most])
        if len(errors) > most:
            yield f"  and {len(errors) - most} more"
