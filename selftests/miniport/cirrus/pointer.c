/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hardware pointer: its registers are the sequencer's, its image is put together in a
 * common buffer. The device, which is no bus master, has it copied to its own memory;
 * what would be told to one that is, the logical address, is kept.
 */
#include "cirrus.h"

static VOID
SetControl(PHW_DEVICE_EXTENSION Ext, UCHAR Control)
{
    Ext->PointerControl = Control;
    CirrusSet(Ext, SEQ_ADDRESS_PORT, SEQ_POINTER_CONTROL, Control);
}

BOOLEAN
CirrusGetPointer(PHW_DEVICE_EXTENSION Ext)
{
    VP_DEVICE_DESCRIPTION description;
    PHYSICAL_ADDRESS place = Ext->FrameAddress;

    VideoPortZeroMemory(&description, sizeof(description));
    description.Dma32BitAddresses = TRUE;
    description.MaximumLength = POINTER_LENGTH;
    Ext->Adapter = VideoPortGetDmaAdapter(Ext, &description);
    if (Ext->Adapter == NULL) {
        return FALSE;
    }

    Ext->PointerImage = VideoPortAllocateCommonBuffer(Ext, Ext->Adapter, POINTER_LENGTH,
                                                      &Ext->PointerLogical, FALSE, NULL);
    place.QuadPart += Ext->FrameLength;
    Ext->PointerMemory = VideoPortGetDeviceBase(Ext, place, POINTER_AREA,
                                                VIDEO_MEMORY_SPACE_MEMORY);
    if (Ext->PointerImage == NULL || Ext->PointerMemory == NULL) {
        CirrusPutPointer(Ext);
        return FALSE;
    }
    return TRUE;
}

VOID
CirrusPutPointer(PHW_DEVICE_EXTENSION Ext)
{
    if (Ext->PointerImage != NULL) {
        VideoPortReleaseCommonBuffer(Ext, Ext->Adapter, POINTER_LENGTH, Ext->PointerLogical,
                                     Ext->PointerImage, FALSE);
        Ext->PointerImage = NULL;
    }
    if (Ext->PointerMemory != NULL) {
        VideoPortFreeDeviceBase(Ext, Ext->PointerMemory);
        Ext->PointerMemory = NULL;
    }
    if (Ext->Adapter != NULL) {
        VideoPortPutDmaAdapter(Ext, Ext->Adapter);
        Ext->Adapter = NULL;
    }
}

static VOID
SetColor(PHW_DEVICE_EXTENSION Ext, UCHAR Index, UCHAR Value)
{
    CirrusOut(Ext, DAC_ADDRESS_WRITE_PORT, Index);
    CirrusOut(Ext, DAC_DATA_PORT, Value);
    CirrusOut(Ext, DAC_DATA_PORT, Value);
    CirrusOut(Ext, DAC_DATA_PORT, Value);
}

//
// Windows' AND and XOR: 00 black, 01 white, 10 the screen, 11 the screen turned round. The
// device's planes: 00 the screen, 01 turned round, 10 background, 11 foreground.
//

static VOID
DrawLine(PUCHAR Line, PUCHAR And, PUCHAR Xor, ULONG Bytes)
{
    ULONG i;

    for (i = 0; i < Bytes; i++) {
        Line[i] = Xor[i];
        Line[POINTER_LINE / 2 + i] = (UCHAR)~And[i];
    }
}

VP_STATUS
CirrusSetPointer(PHW_DEVICE_EXTENSION Ext, PVIDEO_POINTER_ATTRIBUTES Pointer, ULONG Length)
{
    ULONG bytes, mask, y;

    if (Length < sizeof(*Pointer) || !(Pointer->Flags & VIDEO_MODE_MONO_POINTER) ||
        Pointer->Width == 0 || Pointer->Width > POINTER_EDGE || Pointer->Width % 8 != 0 ||
        Pointer->Height == 0 || Pointer->Height > POINTER_EDGE ||
        Pointer->WidthInBytes != Pointer->Width / 8) {
        return ERROR_INVALID_PARAMETER;
    }
    bytes = Pointer->WidthInBytes;
    mask = bytes * Pointer->Height;
    if (Length - FIELD_OFFSET(VIDEO_POINTER_ATTRIBUTES, Pixels) < 2 * mask) {
        return ERROR_INSUFFICIENT_BUFFER;
    }

    SetControl(Ext, 0);
    VideoPortZeroMemory(Ext->PointerImage, POINTER_LENGTH);
    for (y = 0; y < Pointer->Height; y++) {
        DrawLine(Ext->PointerImage + y * POINTER_LINE, Pointer->Pixels + y * bytes,
                 Pointer->Pixels + mask + y * bytes, bytes);
    }
    VideoPortWriteRegisterBufferUlong(
        (PULONG)(Ext->PointerMemory + POINTER_AREA - POINTER_LENGTH),
        (PULONG)Ext->PointerImage, POINTER_LENGTH / sizeof(ULONG));
    CirrusSet(Ext, SEQ_ADDRESS_PORT, SEQ_POINTER_PATTERN, POINTER_LAST_PATTERN);

    SetControl(Ext, POINTER_COLORS);
    SetColor(Ext, POINTER_BACKGROUND, 0);
    SetColor(Ext, POINTER_FOREGROUND, (1 << DAC_BITS) - 1);
    SetControl(Ext, 0);

    CirrusPlacePointer(Ext, Pointer->Column, Pointer->Row);
    CirrusShowPointer(Ext, (BOOLEAN)(Pointer->Enable & 1));
    return NO_ERROR;
}

//
// There is no place left of the screen or above it: the pointer waits at the edge.
//

VOID
CirrusPlacePointer(PHW_DEVICE_EXTENSION Ext, SHORT Column, SHORT Row)
{
    USHORT x = (USHORT)max(Column, 0), y = (USHORT)max(Row, 0);

    Ext->PointerPosition.Column = Column;
    Ext->PointerPosition.Row = Row;
    CirrusSet(Ext, SEQ_ADDRESS_PORT, SEQ_POINTER_X | (x & 7) << 5, x >> 3);
    CirrusSet(Ext, SEQ_ADDRESS_PORT, SEQ_POINTER_Y | (y & 7) << 5, y >> 3);
}

VOID
CirrusShowPointer(PHW_DEVICE_EXTENSION Ext, BOOLEAN Shown)
{
    SetControl(Ext, (UCHAR)(Shown ? POINTER_SHOW | POINTER_LARGE : 0));
}
