/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_CURSOR_H
#define VG_CURSOR_H

#include "base.h"
#include "dma.h"

#define VG_CURSOR_MAX 16

/* The cursor queue, and the requests on it: a page of its own */
typedef struct _VG_CURSOR_MEMORY {
	VIRTQ_DESC Desc[VG_CURSOR_MAX];
	ULONG Avail[(2 + VG_CURSOR_MAX + 2) / 2];
	ULONG Used[1 + 2 * VG_CURSOR_MAX + 1];
	ULONG Rest[18];
	GPU_CURSOR Request[VG_CURSOR_MAX];
} VG_CURSOR_MEMORY, *PVG_CURSOR_MEMORY;

/* All of it PASSIVE's. Indexes run free, as the control queue's. */
typedef struct _VG_CURSOR {
	VG_BUFFER Buffer;
	PUSHORT Doorbell;		/* NULL: the device has no such queue */
	USHORT Size;
	USHORT Filled;
	USHORT Taken;
	BOOLEAN Lost;			/* until reset */
	BOOLEAN Busy[VG_CURSOR_MAX];	/* by descriptor */
	LONG Barrier;			/* only ever exchanged */
} VG_CURSOR, *PVG_CURSOR;

/* All PASSIVE */
BOOLEAN VgCursorPrepare(PVG_EXTENSION Ext);
VOID VgCursorRelease(PVG_EXTENSION Ext);

/* The device is reset, and is to have a queue of this size, a power of two. */
VOID VgCursorBuild(PVG_EXTENSION Ext, USHORT Size, PUSHORT Doorbell);
VOID VgCursorPlaces(PVG_EXTENSION Ext, PULONGLONG Desc, PULONGLONG Avail,
		    PULONGLONG Used);

/* The device was reset: there is no queue. */
VOID VgCursorForget(PVG_EXTENSION Ext);

/*
 * Send a request. It waits for room alone, and for no answer: of these there is nothing
 * in. WAIT_TIMEOUT where the device does not take them, or makes answers up: then it
 * gets none until reset.
 */
VP_STATUS VgCursorSend(PVG_EXTENSION Ext, PGPU_CURSOR Request);

#define VgCursorIsThere(Ext) ((Ext)->Cursor.Doorbell != NULL)

#endif
