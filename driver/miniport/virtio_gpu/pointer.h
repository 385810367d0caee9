/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_POINTER_H
#define VG_POINTER_H

#include "base.h"
#include "dma.h"

/* All of it PASSIVE's */
typedef struct _VG_POINTER {
	VG_BUFFER Image;		/* VG_SHAPE_PIXELS pixels */
	ULONG Resource;			/* 0: the device knows of none */
	BOOLEAN Shaped;			/* Image is a pointer's */
	BOOLEAN Shown;
	USHORT HotX;			/* what of it hangs over the screen's edges */
	USHORT HotY;
	SHORT Column;
	SHORT Row;
	ULONG Flags;			/* of the shape, as are the next three */
	ULONG Width;
	ULONG Height;
	ULONG WidthInBytes;
} VG_POINTER, *PVG_POINTER;

BOOLEAN VgPointerPrepare(PVG_EXTENSION Ext);
VOID VgPointerRelease(PVG_EXTENSION Ext);

/* It is off the screen, and has no shape any more. */
VOID VgPointerEnd(PVG_EXTENSION Ext);

/* The device was reset, and then started: what there was is there again. */
VOID VgPointerForget(PVG_EXTENSION Ext);
VOID VgPointerRestore(PVG_EXTENSION Ext);

/* IOCTL_VIDEO_*_POINTER*; ERROR_INVALID_FUNCTION for any other, or without a pointer */
VP_STATUS VgPointerRequest(PVG_EXTENSION Ext, PVIDEO_REQUEST_PACKET Packet);

#endif
