/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_DISPLAY_H
#define VG_DISPLAY_H

#include "base.h"

#define VG_MODE_MAX 24

typedef struct _VG_MODE {
	ULONG Width;
	ULONG Height;
} VG_MODE, *PVG_MODE;

typedef struct _VG_DISPLAY {
	ULONG Generation;		/* of the configuration the DPC has seen */
	volatile BOOLEAN Stale;		/* the device has another to tell of */

	/* PASSIVE */
	BOOLEAN HasEdid;
	ULONG CurrentMode;
	ULONG ModeCount;
	VG_MODE Modes[VG_MODE_MAX];
	ULONG EdidLength;
	UCHAR Edid[GPU_EDID_MAX];
} VG_DISPLAY, *PVG_DISPLAY;

/* The device is about to be started, with these features. */
VOID VgDisplayPrepare(PVG_EXTENSION Ext, PULONG Features);

/* PASSIVE: what is preferred, the EDID, the modes; or WAIT_TIMEOUT */
VP_STATUS VgDisplayRead(PVG_EXTENSION Ext);

/*
 * DPC: whether the device says that the display has changed, once each time.
 * HwVidGetVideoChildDescriptor and the modes then are what it is now.
 */
BOOLEAN VgDisplayChanged(PVG_EXTENSION Ext);

/* PASSIVE: HwVidStartIO, HwVidGetVideoChildDescriptor */
BOOLEAN NTAPI VgDisplayStartIO(PVOID HwDeviceExtension,
			       PVIDEO_REQUEST_PACKET Packet);
VP_STATUS NTAPI VgDisplayGetChild(PVOID HwDeviceExtension,
				  PVIDEO_CHILD_ENUM_INFO Child,
				  PVIDEO_CHILD_TYPE Type, PUCHAR Descriptor,
				  PULONG UId, PULONG Unused);

#endif
