# SPDX-License-Identifier: GPL-2.0
"""What a kernel's log reports, and whether a test announced it."""

import re

REPORT = re.compile(r"""^(?:
    WARNING: | BUG: | kernel\ BUG | Oops | general\ protection\ fault | UBSAN:
    | Kernel\ panic | (?:rcu:\ )?INFO:\ .*(?:stall|blocked\ for\ more\ than)
    | watchdog:\ BUG: | (?:NMI\ )?watchdog:\ Watchdog\ detected\ hard
    | INFO:\ (?:possible|trying\ to\ register\ non-static) | DMA-API:
    | DMAR:\ \[DMA.*fault | AMD-Vi:.*(?:IO_PAGE_FAULT|fault)
    | ODEBUG: | kmemleak:\ \d+\ new | list_(?:add|del)\ corruption
    | irq\ \d+:\ nobody\ cared | refcount_t: | usercopy: | page\ allocation\ failure
    )""", re.X)
EXPECT = re.compile(r"videoport-selftest: expect (.*)")
PREFIX = re.compile(r"^(<\d+>)?\[ *\d+\.\d+\](\[ *[TC]\d+\])? ?")
# vp_edu reads once by each width that it then closes, this one and the wider.
CLOSED = re.compile(r"edu: the device does not reach memory of (32|64) bits")
CUT = "[ cut here ]"


def reports(log):
    """Yield ("expect", regex) and ("report", text) as they come in a kernel log."""
    before = None
    for line in log.splitlines():
        line = PREFIX.sub("", line)
        if EXPECT.search(line):
            yield "expect", EXPECT.search(line)[1]
        elif CUT in line:
            # A WARN() with a message says it above its WARNING: line.
            before = []
        elif REPORT.match(line):
            yield "report", "\n".join([*(before or []), line])
            before = None
        elif before is not None and len(before) < 5:
            before.append(line)


def unannounced(log):
    """The reports in a kernel log that no test announced; an announcement is
    good for one report."""
    expected, found = [], []
    for kind, text in reports(log):
        if kind == "expect":
            expected.append(text)
            continue
        match = next((e for e in expected if re.search(e, text)), None)
        if match is None:
            found.append(text)
        else:
            expected.remove(match)
    return found


def announced_clamps(log):
    """How often QEMU's edu may at most have clamped an address."""
    return sum({"32": 2, "64": 1}[bits] for bits in CLOSED.findall(log))


SAMPLES = {
    "WARN": "WARNING: CPU: 0 PID: 1 at driver/port/dma/packet.c:1 f+0x1/0x2 [videoport]",
    "BUG": "BUG: kernel NULL pointer dereference, address: 0000000000000000",
    "kernel BUG": "kernel BUG at mm/slub.c:1!",
    "Oops": "Oops: 0002 [#1] PREEMPT SMP NOPTI",
    "general protection": "general protection fault, probably for non-canonical "
                          "address 0xdead: 0000 [#1]",
    "lockdep": "WARNING: possible circular locking dependency detected",
    "KFENCE": "BUG: KFENCE: use-after-free read in f+0x1/0x2",
    "KASAN": "BUG: KASAN: slab-out-of-bounds in f+0x1/0x2",
    "UBSAN": "UBSAN: array-index-out-of-bounds in a.c:1:2",
    "RCU stall": "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:",
    "RCU self stall": "rcu: INFO: rcu_preempt self-detected stall on CPU",
    "DMAR fault": "DMAR: [DMA Write NO_PASID] Request device [00:02.0] fault addr "
                  "0xffffe000 [fault reason 0x05] PTE Write access is not set",
    "soft lockup": "watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [sh:1]",
    "hung task": "INFO: task sh:1 blocked for more than 30 seconds.",
    "panic": "Kernel panic - not syncing: sysrq triggered crash",
    "spurious interrupt": "irq 16: nobody cared (try booting with the irqpoll option)",
}


def cases_of_scan():
    """Whether the scan finds every kind of report, and only those."""
    def stamp(line):
        return f"[    1.234567] {line}\n"

    announce = "videoport-selftest: expect "
    warn = stamp(f"------------{CUT}------------") + stamp("it leaks") + \
        stamp(SAMPLES["WARN"])
    cases = [(f"finds {name}", stamp(line), 1) for name, line in SAMPLES.items()]
    cases += [
        ("passes a plain log", stamp("Linux version 6.1 BUG: WARNING: Oops"), 0),
        ("passes an announced report", stamp(announce + "packet\\.c") + warn, 0),
        ("an announcement matches a WARN's message", stamp(announce + "leaks$") + warn, 1),
        ("an announcement may name the message", stamp(announce + "it leaks") + warn, 0),
        ("an announcement is good once", stamp(announce + "dma") + warn * 2, 1),
        ("an announcement does not reach back", warn + stamp(announce + "dma"), 1),
        ("an announcement covers its own kind", stamp(announce + "KFENCE") + warn, 1),
    ]
    closed = stamp("videoport: edu: the device does not reach memory of %s bits, so")
    clamps = [
        ("a plain log announces no clamp", stamp(SAMPLES["WARN"]), 0),
        ("64 bits closed is one clamp", closed % 64, 1),
        ("32 bits closed on each of two devices", closed % 32 * 2, 4),
    ]
    return [(name, len(unannounced(log)) == count) for name, log, count in cases] + \
        [(name, announced_clamps(log) == count) for name, log, count in clamps]
