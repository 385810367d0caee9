// SPDX-License-Identifier: GPL-2.0
/*++

Module Name:

    bochsvbe.h

Abstract:

    The registers of QEMU's bochs-display and VGA in their second memory
    range.

--*/

#ifndef _BOCHSVBE_H_
#define _BOCHSVBE_H_

#define BOCHS_EDID_OFFSET       0x0000
#define BOCHS_EDID_LENGTH       128
#define BOCHS_VGA_OFFSET        0x0400      // ports 0x3c0 to 0x3df
#define BOCHS_VBE_OFFSET        0x0500
#define BOCHS_RANGE_LENGTH      0x0600

#define VGA_ATTRIBUTE           0x00
#define VGA_ATTRIBUTE_ON        0x20
#define VGA_MISC_WRITE          0x02
#define VGA_MISC_COLOR          0x01
#define VGA_COLOR_NUMBER        0x08
#define VGA_COLOR_VALUE         0x09        // three, of six bits each
#define VGA_COLOR_BITS          6
#define VGA_STATUS_COLOR        0x1a

#define VBE_ID_FIRST            0xb0c0
#define VBE_ID_LAST             0xb0cf

#define VBE_DISABLED            0x0000
#define VBE_ENABLED             0x0001
#define VBE_LINEAR              0x0040

//
// Sixteen bits each, one after the other.
//

#pragma pack(push, 1)
typedef struct _BOCHS_VBE {
    USHORT Id;
    USHORT Width;
    USHORT Height;
    USHORT BitsPerPixel;
    USHORT Enable;
    USHORT Bank;
    USHORT VirtualWidth;
    USHORT VirtualHeight;
    USHORT XOffset;
    USHORT YOffset;
    USHORT Memory64K;
} BOCHS_VBE, *PBOCHS_VBE;

//
// The first bytes of what a monitor says of itself.
//

typedef struct _EDID_HEADER {
    union {
        UCHAR Magic[8];
        struct {
            unsigned long MagicLow;     // 32 bits, on Windows
            unsigned long MagicHigh;
        } DUMMYSTRUCTNAME;
    } DUMMYUNIONNAME;
    USHORT Manufacturer;
    USHORT Product;
    ULONG Serial;
} EDID_HEADER;
#pragma pack(pop)

#define EDID_MAGIC_LOW          0xffffff00UL
#define EDID_MAGIC_HIGH         0x00ffffffUL

C_ASSERT(FIELD_OFFSET(BOCHS_VBE, Memory64K) == 20);
C_ASSERT(FIELD_OFFSET(EDID_HEADER, Manufacturer) == 8);
C_ASSERT(sizeof(EDID_HEADER) == 16);

#endif // _BOCHSVBE_H_
