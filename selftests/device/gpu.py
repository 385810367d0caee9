# SPDX-License-Identifier: GPL-2.0
"""What a virtio-gpu answers to the requests of its control queue (virtio 1.2, 5.7)."""

import struct

HEADER = struct.Struct("<IIQII")
FENCE = 1

GET_DISPLAY_INFO, CREATE_2D, UNREF, SET_SCANOUT, FLUSH, TRANSFER, ATTACH, DETACH = \
    range(0x100, 0x108)
GET_EDID = 0x10a
OK, OK_DISPLAY_INFO, OK_EDID = 0x1100, 0x1101, 0x1104
BAD_REQUEST, BAD_SCANOUT, BAD_RESOURCE, BAD_PARAMETER = 0x1200, 0x1202, 0x1203, 0x1205

EDID_ROOM = 1024


def edid(width, height):
    """A base block that prefers this mode."""
    block = bytearray(128)
    block[:8] = b"\0\xff\xff\xff\xff\xff\xff\0"
    # Version 1.4, digital, 32 cm by 20 cm
    block[18:23] = 1, 4, 0x80, 32, 20
    block[54:62] = (1, 1, width & 255, 0, width >> 8 << 4,
                    height & 255, 0, height >> 8 << 4)
    block[127] = -sum(block) & 255
    return bytes(block)


class Resource:
    def __init__(self, width, height):
        self.width = width
        self.height = height
        self.backing = None

    def holds(self, rect):
        x, y, width, height = rect
        return width and height and x + width <= self.width and y + height <= self.height


class Gpu:
    """Its resources hold no pixels: it shows them to nobody."""

    def __init__(self):
        self.size = 1280, 800
        self.edid = edid(*self.size)
        self.edid_size = EDID_ROOM
        self.resources = {}
        self.requests = {
            GET_DISPLAY_INFO: self.display_info, GET_EDID: self.get_edid,
            CREATE_2D: self.create, UNREF: self.unref, SET_SCANOUT: self.set_scanout,
            FLUSH: self.flush, TRANSFER: self.transfer, ATTACH: self.attach,
            DETACH: self.detach,
        }

    def reset(self):
        self.resources.clear()

    def resize(self, width, height):
        self.size = width, height
        # A timing has twelve bits for each.
        self.edid = edid(width & 0xfff, height & 0xfff)
        self.edid_size = EDID_ROOM

    def serve(self, request):
        """An answer as bytes, header and all."""
        kind, flags, fence, context, _ = HEADER.unpack_from(request)
        serve = self.requests.get(kind)
        try:
            status, rest = serve(request[HEADER.size:]) if serve else (BAD_REQUEST, b"")
        except struct.error:
            status, rest = BAD_PARAMETER, b""
        if not flags & FENCE:
            fence = 0
        return HEADER.pack(status, flags & FENCE, fence, context, 0) + rest

    def display_info(self, _):
        return OK_DISPLAY_INFO, struct.pack("<6I", 0, 0, *self.size, 1, 0).ljust(24 * 16, b"\0")

    def get_edid(self, _):
        return OK_EDID, struct.pack("<II", self.edid_size, 0) + \
            self.edid[:EDID_ROOM].ljust(EDID_ROOM, b"\0")

    def create(self, request):
        number, _, width, height = struct.unpack_from("<4I", request)
        if not number or number in self.resources:
            return BAD_RESOURCE, b""
        self.resources[number] = Resource(width, height)
        return OK, b""

    def unref(self, request):
        number = struct.unpack_from("<I", request)[0]
        return (OK if self.resources.pop(number, None) else BAD_RESOURCE), b""

    def attach(self, request):
        number, count = struct.unpack_from("<II", request)
        resource = self.resources.get(number)
        if not resource or resource.backing is not None:
            return BAD_RESOURCE, b""
        resource.backing = sum(struct.unpack_from("<QII", request, 8 + 16 * i)[1]
                               for i in range(count))
        return OK, b""

    def detach(self, request):
        resource = self.resources.get(struct.unpack_from("<I", request)[0])
        if not resource or resource.backing is None:
            return BAD_RESOURCE, b""
        resource.backing = None
        return OK, b""

    def set_scanout(self, request):
        *rect, scanout, number = struct.unpack_from("<6I", request)
        if scanout:
            return BAD_SCANOUT, b""
        return self.check(number, rect) if number else (OK, b"")

    def flush(self, request):
        *rect, number = struct.unpack_from("<5I", request)
        return self.check(number, rect)

    def transfer(self, request):
        *rect, offset, number = struct.unpack_from("<4IQI", request)
        resource = self.resources.get(number)
        if resource and resource.backing is None:
            return BAD_RESOURCE, b""
        status = self.check(number, rect)
        if status[0] == OK:
            end = offset + (rect[3] - 1) * 4 * resource.width + 4 * rect[2]
            status = (OK if end <= resource.backing else BAD_PARAMETER), b""
        return status

    def check(self, number, rect):
        resource = self.resources.get(number)
        if not resource:
            return BAD_RESOURCE, b""
        return (OK if resource.holds(rect) else BAD_PARAMETER), b""
