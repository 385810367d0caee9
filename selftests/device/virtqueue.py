# SPDX-License-Identifier: GPL-2.0
"""Memory that is a guest's, and a split virtqueue in it (virtio 1.2, 2.7)."""

import mmap
import os
import struct

DESC = struct.Struct("<QIHH")
NEXT, WRITE, INDIRECT = 1, 2, 4


class Memory:
    """The guest's, by the addresses that the guest and that QEMU have for it."""

    def __init__(self, regions, fds):
        self.regions = []
        for (guest, size, user, offset), fd in zip(regions, fds):
            view = memoryview(mmap.mmap(fd, offset + size))[offset:]
            self.regions.append((guest, user, size, view))

    def at(self, address, length, which=0):
        for region in self.regions:
            start = address - region[which]
            if 0 <= start and start + length <= region[2]:
                return region[3][start:start + length]
        raise ValueError(f"no memory at {address:#x}")

    def at_user(self, address, length):
        return self.at(address, length, which=1)


class Chain:
    """A request, and room for its answer."""

    def __init__(self, head, parts):
        self.head = head
        self.request = b"".join(bytes(view) for view, write in parts if not write)
        self.room = [view for view, write in parts if write]

    def write(self, answer):
        """How much of the answer there was room for."""
        done = 0
        for view in self.room:
            part = answer[done:done + len(view)]
            view[:len(part)] = part
            done += len(part)
        return done


class Queue:
    """One that the guest has set up. Its indexes run free."""

    def __init__(self, memory, size, base, addresses, event_index):
        self.memory = memory
        self.size = size
        self.event_index = event_index
        desc, used, avail = addresses
        self.desc = memory.at_user(desc, 16 * size)
        # As 16-bit words: an index is read and written in one piece.
        self.avail = memory.at_user(avail, 6 + 2 * size).cast("H")
        self.used = memory.at_user(used, 6 + 8 * size)
        self.used_words = self.used.cast("H")
        # Whoever set it up may have gone on since.
        self.taken = base
        self.answered = self.signalled = self.used_words[1]

    def avail_index(self):
        return self.avail[1]

    def used_event(self):
        return self.avail[2 + self.size]

    def take(self):
        """The next chain, or None; then the guest will say when there is one."""
        if self.taken == self.avail_index():
            self.used_words[2 + 4 * self.size] = self.taken
            # A system call is time enough for that to be seen before we look again.
            os.sched_yield()
            if self.taken == self.avail_index():
                return None
        head = self.avail[2 + self.taken % self.size]
        self.taken = (self.taken + 1) & 0xffff
        return Chain(head, list(self.parts(head)))

    def parts(self, head):
        table, index = self.desc, head
        while True:
            address, length, flags, following = DESC.unpack_from(table, 16 * index)
            if flags & INDIRECT:
                table, index = self.memory.at(address, length), 0
                continue
            yield self.memory.at(address, length), flags & WRITE
            if not flags & NEXT:
                return
            index = following

    def answer(self, head, length, count=1):
        """Put answers to one head, each seen by the guest at once."""
        for _ in range(count):
            struct.pack_into("<II", self.used, 4 + 8 * (self.answered % self.size),
                             head, length)
            self.claim(1)

    def claim(self, count):
        """Claim answers that are not there."""
        self.answered = (self.answered + count) & 0xffff
        self.used_words[1] = self.answered

    def wants_signal(self):
        before, self.signalled = self.signalled, self.answered
        if not self.event_index:
            return not self.avail[0] & 1
        since = (self.answered - before) & 0xffff
        return (self.answered - self.used_event() - 1) & 0xffff < since
