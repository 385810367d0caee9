# SPDX-License-Identifier: GPL-2.0
"""QEMU's control channels."""

import json
import socket
import time


class Qmp:
    def __init__(self, path):
        self.socket = connect(path)
        self.pending = b""
        self.events = []
        self.answers = []
        self.answer()
        self.run("qmp_capabilities")

    def fileno(self):
        return self.socket.fileno()

    def receive(self):
        data = self.socket.recv(65536)
        *lines, self.pending = (self.pending + data).split(b"\n")
        for message in map(json.loads, lines):
            if "event" in message:
                self.events.append(message["event"])
            else:
                self.answers.append(message)
        return data

    def answer(self):
        while not self.answers:
            if not self.receive():
                raise EOFError("QEMU has gone")
        return self.answers.pop(0)

    def take_event(self, name):
        seen = name in self.events
        self.events = [event for event in self.events if event != name]
        return seen

    def send(self, request):
        self.socket.sendall(json.dumps(request).encode())
        return self.answer()

    def run(self, command, **arguments):
        answer = self.send({"execute": command, "arguments": arguments})
        if "error" in answer:
            raise ValueError(answer["error"]["desc"])
        return answer["return"]


def connect(path):
    """Connect to a socket that QEMU is about to make."""
    for _ in range(6000):
        channel = socket.socket(socket.AF_UNIX)
        try:
            channel.connect(path)
            return channel
        except OSError:
            channel.close()
            time.sleep(0.01)
    raise EOFError("QEMU did not start")
