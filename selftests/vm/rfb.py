# SPDX-License-Identifier: GPL-2.0
"""What QEMU tells a viewer by RFB 3.8 (VNC) of a screen's pointer, and has from it of its size."""

import socket
import struct

NO_PASSWORD = 1
SET_FORMAT, SET_ENCODINGS, UPDATE_REQUEST, SET_SIZE = 0, 2, 3, 251
UPDATE = 0
RAW, POINTER, SIZE = 0, -314, -308
RECT = struct.Struct(">4Hi")
SCREEN = struct.Struct(">I4HI")
# What a SIZE is about: this viewer's request, and that it was taken on
OURS, FORWARDED = 1, 4


class Viewer:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        self.socket.connect(path)
        self.socket.sendall(self.read(12))
        if NO_PASSWORD not in self.read(self.read(1)[0]):
            raise ValueError("the viewer needs a password")
        self.socket.sendall(bytes([NO_PASSWORD]))
        if self.unpack(">I") != (0,):
            raise ValueError("the viewer is refused")
        # others may look on
        self.socket.sendall(b"\1")
        *_, name = self.unpack(">2H16xI")
        self.read(name)

    def read(self, length):
        data = b""
        while len(data) < length:
            more = self.socket.recv(length - len(data))
            if not more:
                raise ValueError("the viewer is sent away")
            data += more
        return data

    def unpack(self, form):
        return struct.unpack(form, self.read(struct.calcsize(form)))

    def rects(self, encoding):
        """A pixel of the picture is asked for, and with it comes what there is besides."""
        self.socket.sendall(struct.pack(">Bxxx4B3H3Bxxx", SET_FORMAT, 32, 24, 0, 1,
                                        255, 255, 255, 16, 8, 0) +
                            struct.pack(">BxH2i", SET_ENCODINGS, 2, RAW, encoding) +
                            struct.pack(">BB4H", UPDATE_REQUEST, 0, 0, 0, 1, 1))
        while True:
            kind, count = self.unpack(">BxH")
            if kind != UPDATE:
                raise ValueError(f"message {kind} is not known to this viewer")
            for _ in range(count):
                yield RECT.unpack(self.read(RECT.size))

    def close(self):
        self.socket.close()


def pointer(path):
    """Hot spot, size and pixels (blue, green, red, how much of it is to be seen)."""
    viewer = Viewer(path)
    try:
        for x, y, width, height, encoding in viewer.rects(POINTER):
            if encoding == POINTER:
                viewer.read(4)
                return x, y, width, height, viewer.read(4 * width * height)
            viewer.read(4 * width * height)
            if encoding == RAW:
                break
    finally:
        viewer.close()
    raise ValueError("this screen has no pointer")


def resize(path, width, height):
    """Another size for the screen's window, which the guest hears of as its monitor's."""
    viewer = Viewer(path)
    try:
        asked = False
        for about, verdict, *size, encoding in viewer.rects(SIZE):
            if encoding == RAW:
                viewer.read(4 * size[0] * size[1])
            elif encoding == SIZE:
                viewer.read(viewer.unpack(">B3x")[0] * SCREEN.size)
                if about == OURS:
                    break
            if not asked:
                viewer.socket.sendall(struct.pack(">Bx2HBx", SET_SIZE, width, height, 1) +
                                      SCREEN.pack(0, 0, 0, width, height, 0))
                asked = True
    finally:
        viewer.close()
    if verdict != FORWARDED:
        raise ValueError("this screen has one size")
