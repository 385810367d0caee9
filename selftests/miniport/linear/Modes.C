// SPDX-License-Identifier: GPL-2.0
/*++

Copyright © 2026 the authors of VideoPort for Linux

Module Name:

    modes.c

Abstract:

    The modes of the linear frame buffer: which there are, and setting one.

--*/

#include "linear.h"

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, LinearMakeModes)
#endif

__declspec(selectany) const LINEAR_MODE LinearModes[] = {
    {  640,  480, 32 },
    {  640,  480, 16 },
    {  800,  600, 32 },
    { 1024,  768, 32 },
    { 1280,  720, 32 },
    { 1280, 1024, 32 },
    { 1920, 1080, 32 },
    {  720,  480, 16 },
    {  848,  480,  8 },
    {  720,  576, 15 },
    {  960,  540, 24 },
};

C_ASSERT(RTL_NUMBER_OF(LinearModes) == 11);

//
// Bytes from one line to the next.
//

static __inline ULONG
LinearStride(
    const LINEAR_MODE *Mode
    )
{
    return Mode->Width * ((Mode->Bits + 7) / 8);
}

//
// A bochs-display has no palette, and neither of the odd ones.
//

static BOOLEAN
LinearHasBits(
    __in PHW_DEVICE_EXTENSION Ext,
    __in USHORT Bits
    )
{
    return (BOOLEAN)(Ext->State.Vga || Bits == 16 || Bits == 32);
}

static VOID
LinearFillColors(
    __inout PVIDEO_MODE_INFORMATION Information,
    __in USHORT Bits
    )
{
    switch (Bits) {
    case 8:
        Information->NumberRedBits = VGA_COLOR_BITS;
        Information->NumberGreenBits = VGA_COLOR_BITS;
        Information->NumberBlueBits = VGA_COLOR_BITS;
        Information->AttributeFlags |= VIDEO_MODE_PALETTE_DRIVEN | VIDEO_MODE_MANAGED_PALETTE;
        break;
    case 15:
    case 16:
        Information->NumberRedBits = 5;
        Information->NumberGreenBits = Bits - 10;
        Information->NumberBlueBits = 5;
        Information->RedMask = Bits == 15 ? 0x7c00 : 0xf800;
        Information->GreenMask = Bits == 15 ? 0x03e0 : 0x07e0;
        Information->BlueMask = 0x001f;
        break;
    default:
        Information->NumberRedBits = 8;
        Information->NumberGreenBits = 8;
        Information->NumberBlueBits = 8;
        Information->RedMask = 0x00ff0000UL;
        Information->GreenMask = 0x0000ff00UL;
        Information->BlueMask = 0x000000ffUL;
        break;
    }
}

static VOID
LinearFillMode(
    __out PVIDEO_MODE_INFORMATION Information,
    __in ULONG Index,
    __in const LINEAR_MODE *Mode
    )
{
    memset(Information, 0, sizeof(*Information));

    Information->Length = sizeof(VIDEO_MODE_INFORMATION);
    Information->ModeIndex = Index;
    Information->VisScreenWidth = Mode->Width;
    Information->VisScreenHeight = Mode->Height;
    Information->ScreenStride = LinearStride(Mode);
    Information->NumberOfPlanes = 1;
    Information->BitsPerPlane = Mode->Bits;
    Information->Frequency = 60;
    Information->XMillimeter = 320;
    Information->YMillimeter = 240;
    Information->AttributeFlags = VIDEO_MODE_GRAPHICS | VIDEO_MODE_COLOR | VIDEO_MODE_LINEAR;
    Information->VideoMemoryBitmapWidth = Mode->Width;
    Information->VideoMemoryBitmapHeight = Mode->Height;
    LinearFillColors(Information, Mode->Bits);
}

_Use_decl_annotations_
BOOLEAN
LinearMakeModes(
    PHW_DEVICE_EXTENSION Ext
    )
{
    unsigned __int64 need;
    ULONG i;

    PAGED_CODE();

    Ext->Modes = VideoPortAllocatePool(Ext, VpPagedPool,
                                       FIELD_OFFSET(LINEAR_MODES, Mode) +
                                       sizeof(VIDEO_MODE_INFORMATION) *
                                       RTL_NUMBER_OF(LinearModes), LINEAR_TAG);
    if (Ext->Modes == NULL) {
        return FALSE;
    }

    Ext->Modes->Count = 0;
    Ext->CurrentMode = 0;
    for (i = 0; i < RTL_NUMBER_OF(LinearModes); i++) {
        need = (unsigned __int64)LinearStride(&LinearModes[i]) * LinearModes[i].Height;
        if (need > Ext->FrameLength || LinearModes[i].Width > Ext->MaximumWidth ||
            !LinearHasBits(Ext, LinearModes[i].Bits)) {
            continue;
        }
        if (LinearModes[i].Width == LINEAR_DEFAULT_WIDTH &&
            LinearModes[i].Height == LINEAR_DEFAULT_HEIGHT) {
            Ext->CurrentMode = Ext->Modes->Count;
        }
        LinearFillMode(&Ext->Modes->Mode[Ext->Modes->Count], Ext->Modes->Count,
                       &LinearModes[i]);
        Ext->Modes->Count++;
    }

    VideoDebugPrint((Trace, "linear: %lu modes\n", Ext->Modes->Count));
    return (BOOLEAN)(Ext->Modes->Count != 0);
}

//
// A VGA shows nothing until its attribute controller is told to. Reading the
// status makes it take an index next.
//

static VOID
LinearUnblank(
    PHW_DEVICE_EXTENSION Ext
    )
{
    PUCHAR vga = (PUCHAR)Ext->Registers + BOCHS_VGA_OFFSET;

    VideoPortWriteRegisterUchar(vga + VGA_MISC_WRITE, VGA_MISC_COLOR);
    (VOID)VideoPortReadRegisterUchar(vga + VGA_STATUS_COLOR);
    VideoPortWriteRegisterUchar(vga + VGA_ATTRIBUTE, VGA_ATTRIBUTE_ON);
}

VOID
LinearSetMode(
    PHW_DEVICE_EXTENSION Ext,
    ULONG Index
    )
{
    PVIDEO_MODE_INFORMATION mode = &Ext->Modes->Mode[Index];

    ASSERT(Index < Ext->Modes->Count);

    if (Ext->State.Vga) {
        LinearUnblank(Ext);
    }

    WRITE_VBE(Ext, Enable, VBE_DISABLED);
    WRITE_VBE(Ext, BitsPerPixel, mode->BitsPerPlane);
    WRITE_VBE(Ext, Width, mode->VisScreenWidth);
    WRITE_VBE(Ext, Height, mode->VisScreenHeight);
    WRITE_VBE(Ext, Bank, 0);
    WRITE_VBE(Ext, VirtualWidth, mode->VideoMemoryBitmapWidth);
    WRITE_VBE(Ext, VirtualHeight, mode->VideoMemoryBitmapHeight);
    WRITE_VBE(Ext, XOffset, 0);
    WRITE_VBE(Ext, YOffset, 0);
    WRITE_VBE(Ext, Enable, VBE_ENABLED | VBE_LINEAR);

    Ext->CurrentMode = Index;
    Ext->State.ModeSet = 1;
    VideoDebugPrint((Info, "linear: mode %lu, %lu x %lu\n", Index,
                     mode->VisScreenWidth, mode->VisScreenHeight));
}

VOID
LinearSetColors(
    PHW_DEVICE_EXTENSION Ext,
    const VIDEO_CLUT *Clut
    )
{
    PUCHAR vga = (PUCHAR)Ext->Registers + BOCHS_VGA_OFFSET;
    ULONG i;

    for (i = 0; i < Clut->NumEntries; i++) {
        VideoPortWriteRegisterUchar(vga + VGA_COLOR_NUMBER, (UCHAR)(Clut->FirstEntry + i));
        VideoPortWriteRegisterUchar(vga + VGA_COLOR_VALUE, Clut->LookupTable[i].RgbArray.Red);
        VideoPortWriteRegisterUchar(vga + VGA_COLOR_VALUE, Clut->LookupTable[i].RgbArray.Green);
        VideoPortWriteRegisterUchar(vga + VGA_COLOR_VALUE, Clut->LookupTable[i].RgbArray.Blue);
    }
}

//
// What was shown before is not for everybody's eyes.
//

VOID
LinearClear(
    PHW_DEVICE_EXTENSION Ext
    )
{
    PVIDEO_MODE_INFORMATION mode = &Ext->Modes->Mode[Ext->CurrentMode];

    if (Ext->Frames != NULL) {
        VideoPortZeroDeviceMemory(Ext->Frames, mode->ScreenStride * mode->VisScreenHeight);
    }
}

VOID
LinearDisable(
    PHW_DEVICE_EXTENSION Ext
    )
{
    WRITE_VBE(Ext, Enable, VBE_DISABLED);
}
