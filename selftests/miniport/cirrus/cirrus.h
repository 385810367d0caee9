/* SPDX-License-Identifier: GPL-2.0 */
/* What the sources of the miniport for a Cirrus Logic GD5446 share. */
#include <dderror.h>
#include <devioctl.h>
#include <miniport.h>
#include <ntddvdeo.h>
#include <video.h>
#include <vendor\clgd5446.h>

typedef struct _CIRRUS_MODE {
    USHORT Width;
    USHORT Height;
    USHORT Bits;
    BOOLEAN Banked;         // drawn in the window at A0000
    UCHAR Extended;         // SEQ_EXTENDED_MODE
    UCHAR HiddenDac;
} CIRRUS_MODE, *PCIRRUS_MODE;

typedef struct _HW_DEVICE_EXTENSION {
    PUCHAR Ports;           // from 0x3C0
    PHYSICAL_ADDRESS FrameAddress;
    ULONG FrameLength;
    PUCHAR Window;          // A0000, as the miniport has it
    ULONG Mode;

    PUCHAR PointerMemory;   // the device's, behind the last picture
    PVP_DMA_ADAPTER Adapter;
    PUCHAR PointerImage;    // the common buffer in which it is put together
    PHYSICAL_ADDRESS PointerLogical;
    UCHAR PointerControl;
    VIDEO_POINTER_POSITION PointerPosition;
} HW_DEVICE_EXTENSION, *PHW_DEVICE_EXTENSION;

extern const CIRRUS_MODE CirrusModes[];
extern const ULONG CirrusModeCount;

#define CirrusOut(Ext, Port, Value) \
    VideoPortWritePortUchar((Ext)->Ports + (Port), (UCHAR)(Value))
#define CirrusIn(Ext, Port) VideoPortReadPortUchar((Ext)->Ports + (Port))

// Index and data are one port after the other.
#define CirrusSet(Ext, Port, Index, Value) \
    VideoPortWritePortUshort((PUSHORT)((Ext)->Ports + (Port)), \
                             (USHORT)((Index) | (Value) << 8))

UCHAR CirrusGet(PHW_DEVICE_EXTENSION Ext, UCHAR Port, UCHAR Index);

VOID CirrusDescribeMode(ULONG Index, PVIDEO_MODE_INFORMATION Information);
VOID CirrusSetMode(PHW_DEVICE_EXTENSION Ext, ULONG Index);
VP_STATUS CirrusSetColors(PHW_DEVICE_EXTENSION Ext, PVIDEO_CLUT Clut, ULONG Length);

BOOLEAN CirrusGetPointer(PHW_DEVICE_EXTENSION Ext);
VOID CirrusPutPointer(PHW_DEVICE_EXTENSION Ext);
VP_STATUS CirrusSetPointer(PHW_DEVICE_EXTENSION Ext, PVIDEO_POINTER_ATTRIBUTES Pointer,
                           ULONG Length);
VOID CirrusPlacePointer(PHW_DEVICE_EXTENSION Ext, SHORT Column, SHORT Row);
VOID CirrusShowPointer(PHW_DEVICE_EXTENSION Ext, BOOLEAN Shown);
