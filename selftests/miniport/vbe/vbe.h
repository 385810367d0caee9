/* SPDX-License-Identifier: GPL-2.0 */
#include <devioctl.h>
#include <dderror.h>
#include <miniport.h>
#include <ntddvdeo.h>
#include <video.h>

#define VBE_SUCCESS     0x004F

#define VBE_INFO        0x4F00
#define VBE_MODE_INFO   0x4F01
#define VBE_SET_MODE    0x4F02
#define VBE_GET_MODE    0x4F03

#define VBE_LINEAR      0x4000

#pragma pack(push, 1)

typedef struct _VBE_INFO_BLOCK {
    UCHAR Signature[4];
    USHORT Version;
    ULONG OemString;
    ULONG Capabilities;
    USHORT ModesOffset;
    USHORT ModesSegment;
    USHORT TotalMemory;         // of 64 KB
    UCHAR Reserved[492];
} VBE_INFO_BLOCK;

typedef struct _VBE_MODE_BLOCK {
    USHORT Attributes;
    UCHAR Windows[14];
    USHORT BytesPerLine;
    USHORT Width;
    USHORT Height;
    UCHAR CharWidth;
    UCHAR CharHeight;
    UCHAR Planes;
    UCHAR BitsPerPixel;
    UCHAR Banks;
    UCHAR MemoryModel;
    UCHAR BankSize;
    UCHAR Pages;
    UCHAR Reserved;
    UCHAR Masks[9];             // each a size and a position
    ULONG FrameBuffer;
    UCHAR Rest[212];
} VBE_MODE_BLOCK;

#pragma pack(pop)

#define MOST_MODES 32

typedef struct _MODE {
    USHORT Number;
    USHORT Width;
    USHORT Height;
    USHORT Stride;
} MODE, *PMODE;

typedef struct _EXT {
    VIDEO_ACCESS_RANGE Frames;
    VIDEO_PORT_INT10_INTERFACE Int10;
    BOOLEAN HasInt10;
    ULONG NumModes;
    MODE Modes[MOST_MODES];
    PMODE Mode;
    ULONG Failed;               // a line
} EXT, *PEXT;

VP_STATUS BiosBegin(PEXT Ext);
VP_STATUS BiosBounds(PEXT Ext);
VP_STATUS BiosListModes(PEXT Ext);
VP_STATUS BiosSetMode(PEXT Ext, USHORT Number);
