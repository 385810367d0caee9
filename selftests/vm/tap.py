# SPDX-License-Identifier: GPL-2.0
"""Count single test cases in the output of kselftest's runner."""

import collections
import re

HEADER = re.compile(r"# selftests: \S+: (\S+)$")
FILE = re.compile(r"(not )?ok \d+ selftests: \S+: (\S+)(.*)$")
CASE = re.compile(r"# (not )?ok \d+\b(.*)$")
PLAN = re.compile(r"(# )?1\.\.(\d+)")
SKIP = re.compile(r"# SKIP\b", re.I)


class Count(collections.Counter):
    """Of single test cases, in the output of kselftest's runner."""

    def __init__(self, tap=""):
        super().__init__()
        self.problems = []
        self.files = self.planned_files = 0
        self.start_file()
        for line in tap.splitlines():
            self.take(line)
        if tap and self.files != self.planned_files or not tap:
            self.problem(f"{self.planned_files} tests planned, {self.files} ended")

    def start_file(self):
        self.planned = None
        self.cases = collections.Counter()

    def problem(self, text):
        self["failed"] += 1
        self.problems.append(text)

    def take(self, line):
        plan, case, file = PLAN.match(line), CASE.match(line), FILE.match(line)
        if HEADER.match(line):
            self.start_file()
        elif plan and plan[1]:
            self.planned = int(plan[2])
        elif plan:
            self.planned_files += int(plan[2])
        elif case:
            self.cases[self.result(case[1], case[2])] += 1
        elif file:
            self.files += 1
            self.end_file(file[2], self.result(file[1], file[3]))

    @staticmethod
    def result(negation, rest):
        if negation:
            return "failed"
        return "skipped" if SKIP.search(rest) else "passed"

    def end_file(self, name, result):
        self.update(self.cases)
        ran = self.cases.total()
        if result == "failed" and not self.cases["failed"]:
            self.problem(f"{name} failed outside of its cases")
        elif result == "skipped" and not ran:
            self["skipped"] += 1
        elif self.planned is None:
            self.problem(f"{name} has no plan")
        elif self.planned != ran:
            self.problem(f"{name} planned {self.planned} cases and ran {ran}")

    def __str__(self):
        return ", ".join(f"{self[kind]} {kind}" for kind in ("passed", "failed", "skipped"))


SAMPLES = (
    ("1..1\n# selftests: v: a\n# 1..2\n# ok 1 x\n# ok 2 y\nok 1 selftests: v: a", (2, 0, 0)),
    ("1..1\n# selftests: v: a\n# 1..2\n# ok 1 # SKIP x\n# not ok 2 y\n"
     "not ok 1 selftests: v: a # exit=1", (0, 1, 1)),
    ("1..1\n# selftests: v: a\n# 1..0 # SKIP none\nok 1 selftests: v: a # SKIP", (0, 0, 1)),
    ("1..1\n# selftests: v: a\n# 1..2\n# ok 1 x\nok 1 selftests: v: a", (1, 1, 0)),
    ("1..1\n# selftests: v: a\n# 1..1\n# ok 1 x\nnot ok 1 selftests: v: a # exit=139", (1, 1, 0)),
    ("1..1\n# selftests: v: a\n# 1..3\n# ok 1 x\n#\nnot ok 1 selftests: v: a # TIMEOUT 45 seconds",
     (1, 1, 0)),
    ("1..1\n# selftests: v: a\n# hello\nok 1 selftests: v: a", (0, 1, 0)),
    ("1..2\n# selftests: v: a\n# 1..1\n# ok 1 x\nok 1 selftests: v: a", (1, 1, 0)),
    ("1..1\n# selftests: v: a\n# TAP version 13\n# # ok 7 not a case\n# 1..1\n# ok 1 x # TODO\n"
     "ok 1 selftests: v: a", (1, 0, 0)),
    ("", (0, 1, 0)),
)


def show_cases(cases):
    """Print (name, whether it is so) in TAP; an exit status."""
    print(f"TAP version 13\n1..{len(cases)}")
    for number, (name, good) in enumerate(cases, 1):
        print("ok" if good else "not ok", number, name)
    return 0 if all(good for _, good in cases) else 1


def cases_of_count():
    """Whether Count counts."""
    for number, (tap, expected) in enumerate(SAMPLES, 1):
        count = Count(tap)
        yield (f"counts sample {number} as {count}",
               expected == (count["passed"], count["failed"], count["skipped"]))
