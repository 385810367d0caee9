/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The registers of a Cirrus Logic GD5446, as a vendor's kit has them for all of its
 * drivers: a folder that says INCLUDES=$(SDK) finds it. Written by what QEMU's cirrus-vga
 * does with them.
 */
#ifndef _CLGD5446_H_
#define _CLGD5446_H_

// Offsets from 0x3C0, where VGA's ports are
#define ATT_ADDRESS_PORT        0x00
#define MISC_OUTPUT_PORT        0x02
#define SEQ_ADDRESS_PORT        0x04
#define SEQ_DATA_PORT           0x05
#define DAC_PIXEL_MASK_PORT     0x06
#define DAC_ADDRESS_WRITE_PORT  0x08
#define DAC_DATA_PORT           0x09
#define GRAPH_ADDRESS_PORT      0x0E
#define GRAPH_DATA_PORT         0x0F
#define CRTC_ADDRESS_PORT       0x14
#define CRTC_DATA_PORT          0x15
#define INPUT_STATUS_1_PORT     0x1A

#define MISC_COLOR              0xEF
#define ATT_VIDEO_ON            0x20

// The sequencer, and what it has beyond VGA's
#define SEQ_RESET               0x00
#define SEQ_UNLOCK              0x06
#define SEQ_UNLOCK_KEY          0x12
#define SEQ_EXTENDED_MODE       0x07
#define SEQ_MEMORY_SIZE         0x0F
#define SEQ_POINTER_X           0x10    // bits 7:5 of the index are its lowest three
#define SEQ_POINTER_Y           0x11
#define SEQ_POINTER_CONTROL     0x12
#define SEQ_POINTER_PATTERN     0x13

#define MEMORY_SIZE_MASK        0x98
#define MEMORY_SIZE_4MB         0x98

#define EXTENDED_8BPP           0x01
#define EXTENDED_24BPP          0x05
#define EXTENDED_16BPP          0x07
#define EXTENDED_32BPP          0x09

#define POINTER_SHOW            0x01
#define POINTER_COLORS          0x02    // the DAC's ports are its two colours'
#define POINTER_LARGE           0x04

// A pointer of 64 lines, each of two planes of 8 bytes, behind the last picture
#define POINTER_EDGE            64
#define POINTER_LINE            (2 * POINTER_EDGE / 8)
#define POINTER_LENGTH          (POINTER_EDGE * POINTER_LINE)
#define POINTER_AREA            0x4000
#define POINTER_LAST_PATTERN    0x3C
#define POINTER_BACKGROUND      0x00
#define POINTER_FOREGROUND      0x0F

#define CRTC_CHIP_ID            0x27
#define CHIP_ID_GD5446          0xB8

// The DAC's hidden register, behind four reads of the pixel mask
#define HIDDEN_DAC_PALETTE      0x00
#define HIDDEN_DAC_565          0xC1
#define HIDDEN_DAC_888          0xC5

#define DAC_BITS                6

#endif // _CLGD5446_H_
