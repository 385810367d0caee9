/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_WAIT_H
#define VG_WAIT_H

#include "base.h"

/* Whether it has not come yet. Lock held. */
typedef BOOLEAN (*VG_PENDING)(PVG_EXTENSION Ext, PVOID What);

/*
 * What is waited for, and how far the device is with what it had before that:
 * so often it may take its time.
 */
typedef struct _VG_WAIT {
	VG_PENDING Pending;
	PVOID What;
	USHORT Start;			/* answers taken at the beginning */
	USHORT Ahead;			/* chains in flight then */
	USHORT Answered;		/* of those, at the last look */
	ULONG Left;			/* slices */
} VG_WAIT, *PVG_WAIT;

/* Lock held: before what is waited for is on its way. */
VOID VgWaitBegin(PVG_EXTENSION Ext, PVG_WAIT Wait, VG_PENDING Pending,
		 PVOID What);

/* PASSIVE: NO_ERROR, or WAIT_TIMEOUT, and then the device is given up. */
VP_STATUS VgWaitEnd(PVG_EXTENSION Ext, PVG_WAIT Wait);

/* PASSIVE: for a device that says nothing by itself */
VOID VgWaitPause(PVG_EXTENSION Ext, ULONG Milliseconds);

#endif
