/* SPDX-License-Identifier: GPL-2.0 */
/* The video BIOS: by the Int10 interface where there is one, else by VideoPortInt10. */
#include "vbe.h"

// Of QEMU's own; a BIOS that can't be asked for its list
static const MODE Known[] = {
    { 0x142, 640, 480, 640 * 4 },
    { 0x143, 800, 600, 800 * 4 },
};

static BOOLEAN
Call(PEXT Ext, PINT10_BIOS_ARGUMENTS Arguments, VP_STATUS *Status)
{
    VIDEO_X86_BIOS_ARGUMENTS plain;

    if (Ext->HasInt10) {
        *Status = Ext->Int10.Int10CallBios(Ext->Int10.Context, Arguments);
    } else {
        VideoPortMoveMemory(&plain, Arguments, sizeof(plain));
        *Status = VideoPortInt10(Ext, &plain);
        VideoPortMoveMemory(Arguments, &plain, sizeof(plain));
    }
    if (*Status == NO_ERROR && (Arguments->Eax & 0xFFFF) != VBE_SUCCESS) {
        *Status = ERROR_INVALID_PARAMETER;
    }
    return *Status == NO_ERROR;
}

VP_STATUS
BiosBegin(PEXT Ext)
{
    Ext->Int10.Size = sizeof(Ext->Int10);
    Ext->Int10.Version = VIDEO_PORT_INT10_INTERFACE_VERSION_1;
    if (VideoPortQueryServices(Ext, VideoPortServicesInt10, (PINTERFACE)&Ext->Int10) != NO_ERROR) {
        return ERROR_INVALID_FUNCTION;
    }
    Ext->HasInt10 = TRUE;
    Ext->Int10.InterfaceReference(Ext->Int10.Context);
    Ext->Int10.InterfaceDereference(Ext->Int10.Context);
    return NO_ERROR;
}

static VP_STATUS
Ask(PEXT Ext, USHORT Function, USHORT Cx, USHORT Segment, USHORT Offset)
{
    INT10_BIOS_ARGUMENTS arguments;
    VP_STATUS status;

    VideoPortZeroMemory(&arguments, sizeof(arguments));
    arguments.Eax = Function;
    arguments.Ecx = Cx;
    arguments.Edi = Offset;
    arguments.SegEs = Segment;
    if (Call(Ext, &arguments, &status) &&
        (arguments.SegEs != Segment || arguments.Edi != Offset)) {
        status = ERROR_INVALID_PARAMETER;
    }
    return status;
}

// One with 32 bits in a linear frame buffer, as programs here draw
static VOID
AddMode(PEXT Ext, USHORT Number, const VBE_MODE_BLOCK *Block)
{
    PMODE mode = &Ext->Modes[Ext->NumModes];

    if ((Block->Attributes & 0x81) != 0x81 || Block->BitsPerPixel != 32 ||
        Block->MemoryModel != 6 || Block->FrameBuffer != Ext->Frames.RangeStart.LowPart ||
        Ext->NumModes == MOST_MODES) {
        return;
    }
    mode->Number = Number;
    mode->Width = Block->Width;
    mode->Height = Block->Height;
    mode->Stride = Block->BytesPerLine;
    Ext->NumModes++;
}

static VP_STATUS
ListWith(PEXT Ext, USHORT Segment, USHORT Offset)
{
    VIDEO_PORT_INT10_INTERFACE *int10 = &Ext->Int10;
    VBE_INFO_BLOCK info;
    VBE_MODE_BLOCK block;
    USHORT modes[256];
    VP_STATUS status;
    ULONG i;

    int10->Int10WriteMemory(int10->Context, Segment, Offset, "VBE2", 4);
    status = Ask(Ext, VBE_INFO, 0, Segment, Offset);
    if (status != NO_ERROR) {
        return status;
    }
    int10->Int10ReadMemory(int10->Context, Segment, Offset, &info, sizeof(info));
    if (info.Signature[0] != 'V' || info.Signature[3] != 'A' || info.Version < 0x200) {
        return ERROR_DEV_NOT_EXIST;
    }
    // The list ends by -1; the next call takes its place
    for (i = 0; i < ARRAYSIZE(modes); i++) {
        status = int10->Int10ReadMemory(int10->Context, info.ModesSegment,
            (USHORT)(info.ModesOffset + 2 * i), &modes[i], 2);
        if (status != NO_ERROR) {
            return status;
        }
        if (modes[i] == 0xFFFF) {
            break;
        }
    }
    while (i-- > 0) {
        if (Ask(Ext, VBE_MODE_INFO, modes[i], Segment, Offset) != NO_ERROR) {
            continue;
        }
        int10->Int10ReadMemory(int10->Context, Segment, Offset, &block, sizeof(block));
        AddMode(Ext, modes[i], &block);
    }
    return Ext->NumModes ? NO_ERROR : ERROR_DEV_NOT_EXIST;
}

VP_STATUS
BiosListModes(PEXT Ext)
{
    VIDEO_PORT_INT10_INTERFACE *int10 = &Ext->Int10;
    USHORT segment, offset;
    ULONG length = 4096;
    VP_STATUS status;

    if (!Ext->HasInt10) {
        VideoPortMoveMemory(Ext->Modes, (PVOID)Known, sizeof(Known));
        Ext->NumModes = ARRAYSIZE(Known);
        return NO_ERROR;
    }
    status = int10->Int10AllocateBuffer(int10->Context, &segment, &offset, &length);
    if (status != NO_ERROR) {
        return status;
    }
    // Not at its start, as a miniport may put several things there
    status = ListWith(Ext, segment, (USHORT)(offset + 1024));
    int10->Int10FreeBuffer(int10->Context, segment, offset);
    return status;
}

VP_STATUS
BiosSetMode(PEXT Ext, USHORT Number)
{
    INT10_BIOS_ARGUMENTS arguments;
    VP_STATUS status;

    VideoPortZeroMemory(&arguments, sizeof(arguments));
    arguments.Eax = VBE_SET_MODE;
    arguments.Ebx = Number | VBE_LINEAR;
    if (!Call(Ext, &arguments, &status)) {
        return status;
    }
    arguments.Eax = VBE_GET_MODE;
    arguments.Ebx = 0;
    if (Call(Ext, &arguments, &status) && (arguments.Ebx & 0x1FF) != Number) {
        status = ERROR_DEV_NOT_EXIST;
    }
    return status;
}

static VOID
Expect(PEXT Ext, BOOLEAN Holds, ULONG Line)
{
    if (!Holds) {
        Ext->Failed = Line;
        VideoDebugPrint((Error, "vbe: line %d\n", Line));
    }
}

#define EXPECT(condition)   Expect(Ext, !!(condition), __LINE__)

// What real-mode memory there is, and that there is no other
VP_STATUS
BiosBounds(PEXT Ext)
{
    VIDEO_PORT_INT10_INTERFACE *i = &Ext->Int10;
    INT10_BIOS_ARGUMENTS arguments;
    UCHAR bytes[16], rom[2];
    USHORT segment = 0, offset = 0, more;
    ULONG length = 4097;

    EXPECT(i->Int10ReadMemory(i->Context, 0x2000, 0, bytes, 1) != NO_ERROR);
    EXPECT(i->Int10AllocateBuffer(i->Context, &segment, &offset, &length) != NO_ERROR);
    length = 0;
    EXPECT(i->Int10AllocateBuffer(i->Context, &segment, &offset, &length) != NO_ERROR);
    length = 16;
    EXPECT(i->Int10AllocateBuffer(i->Context, &segment, &offset, &length) == NO_ERROR);
    EXPECT(length >= 16);
    more = (USHORT)length;
    EXPECT(i->Int10AllocateBuffer(i->Context, &segment, &offset, &length) != NO_ERROR);

    // Its first and last bytes, by another segment, too
    EXPECT(i->Int10WriteMemory(i->Context, segment, offset, "0123456789abcdef", 16) == NO_ERROR);
    EXPECT(i->Int10ReadMemory(i->Context, segment - 1, offset + 16, bytes, 16) == NO_ERROR);
    EXPECT(bytes[0] == '0' && bytes[15] == 'f');
    EXPECT(i->Int10WriteMemory(i->Context, segment, offset + more - 1, "z", 1) == NO_ERROR);
    EXPECT(i->Int10WriteMemory(i->Context, segment, offset + more - 1, "zz", 2) != NO_ERROR);
    EXPECT(i->Int10ReadMemory(i->Context, segment, offset + more - 1, bytes, 2) != NO_ERROR);
    EXPECT(i->Int10ReadMemory(i->Context, segment, offset, bytes, 0xFFFFFFFF) != NO_ERROR);
    EXPECT(i->Int10ReadMemory(i->Context, segment - 1, offset + 15, bytes, 1) != NO_ERROR);

    // Nobody's: vectors, the machine's memory, VGA's; and the ROM, to read
    EXPECT(i->Int10ReadMemory(i->Context, 0, 0x40, bytes, 4) != NO_ERROR);
    EXPECT(i->Int10WriteMemory(i->Context, 0, 0x40, bytes, 4) != NO_ERROR);
    EXPECT(i->Int10ReadMemory(i->Context, 0x9000, 0, bytes, 4) != NO_ERROR);
    EXPECT(i->Int10ReadMemory(i->Context, 0xB800, 0, bytes, 4) != NO_ERROR);
    EXPECT(i->Int10ReadMemory(i->Context, 0xC000, 0, rom, 2) == NO_ERROR);
    EXPECT(rom[0] == 0x55 && rom[1] == 0xAA);
    EXPECT(i->Int10WriteMemory(i->Context, 0xC000, 0, rom, 2) != NO_ERROR);
    EXPECT(i->Int10ReadMemory(i->Context, 0xFFFF, 0xFFFF, bytes, 1) != NO_ERROR);

    // A call may name no other, either
    VideoPortZeroMemory(&arguments, sizeof(arguments));
    arguments.Eax = VBE_MODE_INFO;
    arguments.SegEs = 0x9000;
    EXPECT(i->Int10CallBios(i->Context, &arguments) == ERROR_INVALID_PARAMETER);
    arguments.SegEs = segment;
    arguments.Edi = offset + more;
    EXPECT(i->Int10CallBios(i->Context, &arguments) == ERROR_INVALID_PARAMETER);

    // It is given back once, by its address
    EXPECT(i->Int10FreeBuffer(i->Context, segment, offset + 1) != NO_ERROR);
    EXPECT(i->Int10FreeBuffer(i->Context, segment, offset) == NO_ERROR);
    EXPECT(i->Int10FreeBuffer(i->Context, segment, offset) != NO_ERROR);
    EXPECT(i->Int10ReadMemory(i->Context, segment, offset, bytes, 1) != NO_ERROR);
    return Ext->Failed ? ERROR_INVALID_PARAMETER : NO_ERROR;
}
