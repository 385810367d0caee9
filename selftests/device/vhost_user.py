# SPDX-License-Identifier: GPL-2.0
"""The back end's side of QEMU's vhost-user protocol, as far as one queue needs it."""

import os
import socket
import struct

import virtqueue

HEADER = struct.Struct("<III")
VERSION, REPLY = 1, 4

GET_FEATURES, SET_FEATURES = 1, 2
SET_MEM_TABLE, SET_VRING_NUM, SET_VRING_ADDR, SET_VRING_BASE = 5, 8, 9, 10
GET_VRING_BASE, SET_VRING_KICK, SET_VRING_CALL = 11, 12, 13
GET_PROTOCOL_FEATURES, SET_PROTOCOL_FEATURES, SET_VRING_ENABLE = 15, 16, 18
SET_BACK_CHANNEL, GET_CONFIG = 21, 24
CONFIG_CHANGED = 2

# Feature bits: EDID; indirect descriptors; event index; "has protocol features"; 1.0
EDID, INDIRECT, EVENT_INDEX, PROTOCOL_FEATURES, VERSION_1 = 1, 28, 29, 30, 32
OFFERED = sum(1 << bit for bit in (EDID, INDIRECT, EVENT_INDEX, PROTOCOL_FEATURES, VERSION_1))
# Protocol features: a channel back, and the device's configuration
PROTOCOL = 1 << 5 | 1 << 9

CONFIG = struct.Struct("<4I")


class BackEnd:
    """One connection, one queue."""

    def __init__(self, connection, scanouts, stopped):
        self.socket = connection
        self.stopped = stopped
        # events_read, events_clear, num_scanouts, num_capsets
        self.config = [0, 0, scanouts, 0]
        self.features = 0
        self.memory = None
        self.size = self.base = 0
        self.addresses = None
        # Descriptors by the request they came with
        self.kept = {}
        self.queue = None
        self.answers = {GET_FEATURES: self.get_features, GET_CONFIG: self.get_config,
                        GET_PROTOCOL_FEATURES: lambda _: struct.pack("<Q", PROTOCOL),
                        GET_VRING_BASE: self.get_base}
        self.orders = {SET_FEATURES: self.set_features, SET_MEM_TABLE: self.set_memory,
                       SET_VRING_NUM: self.set_size, SET_VRING_ADDR: self.set_addresses,
                       SET_VRING_BASE: self.set_base,
                       SET_VRING_ENABLE: self.set_enable}

    def fileno(self):
        return self.socket.fileno()

    def receive(self):
        """Serve one message. False: QEMU has gone."""
        head, fds, *_ = socket.recv_fds(self.socket, HEADER.size, 8)
        if len(head) < HEADER.size:
            return False
        request, _, size = HEADER.unpack(head)
        data = self.socket.recv(size, socket.MSG_WAITALL) if size else b""
        if request in self.answers:
            answer = self.answers[request](data)
            self.socket.sendall(HEADER.pack(request, VERSION | REPLY, len(answer)) + answer)
        elif request in self.orders:
            self.orders[request](data, fds)
        self.keep(request, data, fds)
        return True

    def keep(self, request, data, fds):
        wanted = request == SET_BACK_CHANNEL or \
            request in (SET_VRING_KICK, SET_VRING_CALL) and struct.unpack("<Q", data)[0] == 0
        if wanted and fds:
            fds.append(self.kept.get(request, -1))
            self.kept[request] = fds.pop(0)
        for fd in fds:
            if fd >= 0:
                os.close(fd)

    def get_features(self, _):
        return struct.pack("<Q", OFFERED)

    def get_config(self, data):
        """Offset, length, flags and room for what lies there; all is asked for at once."""
        return data[:12] + CONFIG.pack(*self.config) + data[12 + CONFIG.size:]

    def set_features(self, data, _):
        self.features = struct.unpack("<Q", data)[0]

    def set_memory(self, data, fds):
        count = struct.unpack_from("<I", data)[0]
        regions = [struct.unpack_from("<4Q", data, 8 + 32 * i) for i in range(count)]
        self.memory = virtqueue.Memory(regions, fds)

    def set_size(self, data, _):
        self.size = struct.unpack("<II", data)[1]

    def set_addresses(self, data, _):
        self.addresses = struct.unpack("<II4Q", data)[2:5]

    def set_base(self, data, _):
        self.base = struct.unpack("<II", data)[1]

    def set_enable(self, data, _):
        if struct.unpack("<II", data)[1]:
            self.queue = virtqueue.Queue(self.memory, self.size, self.base, self.addresses,
                                         self.features >> EVENT_INDEX & 1)

    def get_base(self, data):
        """The guest resets the device: the queue is the guest's again."""
        taken = self.queue.taken if self.queue else 0
        self.queue = None
        self.stopped()
        return data[:4] + struct.pack("<I", taken)

    def kicked(self):
        """The descriptor that says so, or -1."""
        return self.kept.get(SET_VRING_KICK, -1)

    def signal(self):
        if SET_VRING_CALL in self.kept:
            os.eventfd_write(self.kept[SET_VRING_CALL], 1)

    def change(self, events):
        """The guest hears of what the first word of the configuration says."""
        self.config[0] = events
        if SET_BACK_CHANNEL in self.kept:
            message = HEADER.pack(CONFIG_CHANGED, VERSION, 0)
            os.write(self.kept[SET_BACK_CHANNEL], message)
