/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_RING_H
#define VG_RING_H

#include "base.h"

typedef struct _VG_RING {
	FRAME_RING_PORT Port;
} VG_RING, *PVG_RING;

/* HwVidQueryInterface */
VP_STATUS NTAPI VgRingQueryInterface(PVOID HwDeviceExtension,
				     PQUERY_INTERFACE Query);

/* DISPATCH, Lock not held: the port driver has something to reap. */
VOID VgRingTell(PVG_EXTENSION Ext);

#endif
