/* SPDX-License-Identifier: GPL-2.0 */
/* The modes, and the registers of VGA that make them */
#include "cirrus.h"

const CIRRUS_MODE CirrusModes[] = {
    {  640, 480,  8, FALSE, EXTENDED_8BPP,  HIDDEN_DAC_PALETTE },
    {  640, 480, 16, FALSE, EXTENDED_16BPP, HIDDEN_DAC_565 },
    {  640, 480, 24, FALSE, EXTENDED_24BPP, HIDDEN_DAC_888 },
    {  640, 480, 32, FALSE, EXTENDED_32BPP, HIDDEN_DAC_888 },
    {  800, 600, 16, FALSE, EXTENDED_16BPP, HIDDEN_DAC_565 },
    { 1024, 768,  8, FALSE, EXTENDED_8BPP,  HIDDEN_DAC_PALETTE },
    { 1024, 768, 24, FALSE, EXTENDED_24BPP, HIDDEN_DAC_888 },
    {  320, 200,  8, TRUE,  EXTENDED_8BPP,  HIDDEN_DAC_PALETTE },
};

const ULONG CirrusModeCount = ARRAYSIZE(CirrusModes);

static ULONG
Stride(const CIRRUS_MODE *Mode)
{
    return Mode->Width * Mode->Bits / 8;
}

UCHAR
CirrusGet(PHW_DEVICE_EXTENSION Ext, UCHAR Port, UCHAR Index)
{
    CirrusOut(Ext, Port, Index);
    return CirrusIn(Ext, Port + 1);
}

VOID
CirrusDescribeMode(ULONG Index, PVIDEO_MODE_INFORMATION Information)
{
    const CIRRUS_MODE *mode = &CirrusModes[Index];

    VideoPortZeroMemory(Information, sizeof(*Information));
    Information->Length = sizeof(*Information);
    Information->ModeIndex = Index;
    Information->VisScreenWidth = mode->Width;
    Information->VisScreenHeight = mode->Height;
    Information->ScreenStride = Stride(mode);
    Information->NumberOfPlanes = 1;
    Information->BitsPerPlane = mode->Bits;
    Information->Frequency = 60;
    Information->XMillimeter = 320;
    Information->YMillimeter = 240;
    Information->VideoMemoryBitmapWidth = mode->Width;
    Information->VideoMemoryBitmapHeight = mode->Height;
    Information->AttributeFlags = VIDEO_MODE_COLOR | VIDEO_MODE_GRAPHICS |
        (mode->Banked ? VIDEO_MODE_BANKED : VIDEO_MODE_LINEAR);
    switch (mode->Bits) {
    case 8:
        Information->NumberRedBits = DAC_BITS;
        Information->NumberGreenBits = DAC_BITS;
        Information->NumberBlueBits = DAC_BITS;
        Information->AttributeFlags |= VIDEO_MODE_PALETTE_DRIVEN | VIDEO_MODE_MANAGED_PALETTE;
        break;
    case 16:
        Information->NumberRedBits = 5;
        Information->NumberGreenBits = 6;
        Information->NumberBlueBits = 5;
        Information->RedMask = 0xF800;
        Information->GreenMask = 0x07E0;
        Information->BlueMask = 0x001F;
        break;
    default:
        Information->NumberRedBits = 8;
        Information->NumberGreenBits = 8;
        Information->NumberBlueBits = 8;
        Information->RedMask = 0xFF0000;
        Information->GreenMask = 0x00FF00;
        Information->BlueMask = 0x0000FF;
        break;
    }
}

static const UCHAR Sequencer[] = { 0x03, 0x01, 0x0F, 0x00, 0x0E };
static const UCHAR Graphics[] = { 0x00, 0x00, 0x00, 0x00, 0x00, 0x40, 0x05, 0x0F, 0xFF, 0x00,
    0x00, 0x00 };

static VOID
SetTiming(PHW_DEVICE_EXTENSION Ext, const CIRRUS_MODE *Mode)
{
    USHORT across = Mode->Width / 8, offset = (USHORT)(Stride(Mode) / 8);
    USHORT lines = Mode->Height - 1, total = Mode->Height + 43, retrace = Mode->Height + 9;
    UCHAR crtc[0x19] = { 0 };
    UCHAR i;

    crtc[0x00] = (UCHAR)(across + 15);
    crtc[0x01] = (UCHAR)(across - 1);
    crtc[0x02] = (UCHAR)across;
    crtc[0x03] = (UCHAR)(0x80 | ((across + 18) & 0x1F));
    crtc[0x04] = (UCHAR)(across + 3);
    crtc[0x05] = (UCHAR)((across + 15) & 0x1F);
    crtc[0x06] = (UCHAR)total;
    crtc[0x07] = (UCHAR)((total >> 8 & 1) | (lines >> 8 & 1) << 1 | (retrace >> 8 & 1) << 2 |
        (lines >> 8 & 1) << 3 | 0x10 | (total >> 9 & 1) << 5 | (lines >> 9 & 1) << 6 |
        (retrace >> 9 & 1) << 7);
    crtc[0x09] = (UCHAR)(0x40 | (lines >> 9 & 1) << 5);
    crtc[0x10] = (UCHAR)retrace;
    crtc[0x11] = (UCHAR)((retrace + 2) & 0x0F);
    crtc[0x12] = (UCHAR)lines;
    crtc[0x13] = (UCHAR)offset;
    crtc[0x15] = (UCHAR)lines;
    crtc[0x16] = (UCHAR)total;
    crtc[0x17] = 0xC3;
    crtc[0x18] = 0xFF;

    // Bit 7 of register 0x11 guards the first ones.
    CirrusSet(Ext, CRTC_ADDRESS_PORT, 0x11, 0);
    for (i = 0; i < sizeof(crtc); i++) {
        CirrusSet(Ext, CRTC_ADDRESS_PORT, i, crtc[i]);
    }
    CirrusSet(Ext, CRTC_ADDRESS_PORT, 0x1A, 0);
    CirrusSet(Ext, CRTC_ADDRESS_PORT, 0x1B, 0x22 | (offset >> 8 & 1) << 4);
    CirrusSet(Ext, CRTC_ADDRESS_PORT, 0x1D, 0);
}

static VOID
SetHiddenDac(PHW_DEVICE_EXTENSION Ext, UCHAR Value)
{
    int i;

    CirrusOut(Ext, DAC_PIXEL_MASK_PORT, 0xFF);
    CirrusIn(Ext, DAC_ADDRESS_WRITE_PORT);
    for (i = 0; i < 4; i++) {
        CirrusIn(Ext, DAC_PIXEL_MASK_PORT);
    }
    CirrusOut(Ext, DAC_PIXEL_MASK_PORT, Value);
    CirrusIn(Ext, DAC_ADDRESS_WRITE_PORT);
}

static VOID
SetAttribute(PHW_DEVICE_EXTENSION Ext, UCHAR Index, UCHAR Value)
{
    CirrusOut(Ext, ATT_ADDRESS_PORT, Index);
    CirrusOut(Ext, ATT_ADDRESS_PORT, Value);
}

VOID
CirrusSetMode(PHW_DEVICE_EXTENSION Ext, ULONG Index)
{
    const CIRRUS_MODE *mode = &CirrusModes[Index];
    UCHAR i;

    CirrusOut(Ext, MISC_OUTPUT_PORT, MISC_COLOR);
    CirrusSet(Ext, SEQ_ADDRESS_PORT, SEQ_UNLOCK, SEQ_UNLOCK_KEY);
    for (i = 0; i < sizeof(Sequencer); i++) {
        CirrusSet(Ext, SEQ_ADDRESS_PORT, i, Sequencer[i]);
    }
    CirrusSet(Ext, SEQ_ADDRESS_PORT, SEQ_EXTENDED_MODE, mode->Extended);
    CirrusShowPointer(Ext, FALSE);
    for (i = 0; i < sizeof(Graphics); i++) {
        CirrusSet(Ext, GRAPH_ADDRESS_PORT, i, Graphics[i]);
    }
    SetTiming(Ext, mode);
    SetHiddenDac(Ext, mode->HiddenDac);

    // Reading the status makes the attribute controller take an index next.
    CirrusIn(Ext, INPUT_STATUS_1_PORT);
    for (i = 0; i < 0x10; i++) {
        SetAttribute(Ext, i, i);
    }
    SetAttribute(Ext, 0x10, 0x41);
    SetAttribute(Ext, 0x11, 0x00);
    SetAttribute(Ext, 0x12, 0x0F);
    SetAttribute(Ext, 0x13, 0x00);
    SetAttribute(Ext, 0x14, 0x00);
    CirrusOut(Ext, ATT_ADDRESS_PORT, ATT_VIDEO_ON);
    Ext->Mode = Index;
}

VP_STATUS
CirrusSetColors(PHW_DEVICE_EXTENSION Ext, PVIDEO_CLUT Clut, ULONG Length)
{
    ULONG i;

    if (Length < FIELD_OFFSET(VIDEO_CLUT, LookupTable) || Clut->NumEntries == 0 ||
        Clut->FirstEntry + Clut->NumEntries > 256 ||
        Length - FIELD_OFFSET(VIDEO_CLUT, LookupTable) <
            Clut->NumEntries * sizeof(Clut->LookupTable[0])) {
        return ERROR_INVALID_PARAMETER;
    }

    for (i = 0; i < Clut->NumEntries; i++) {
        CirrusOut(Ext, DAC_ADDRESS_WRITE_PORT, Clut->FirstEntry + i);
        CirrusOut(Ext, DAC_DATA_PORT, Clut->LookupTable[i].RgbArray.Red);
        CirrusOut(Ext, DAC_DATA_PORT, Clut->LookupTable[i].RgbArray.Green);
        CirrusOut(Ext, DAC_DATA_PORT, Clut->LookupTable[i].RgbArray.Blue);
    }
    return NO_ERROR;
}
