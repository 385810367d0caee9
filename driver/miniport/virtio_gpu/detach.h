/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_DETACH_H
#define VG_DETACH_H

#include "base.h"
#include "dma.h"
#include "frames.h"

/* What the device is asked for a set that leaves, one after the other */
typedef enum _VG_DETACH_STEP {
	VgDetachIdle,			/* nothing yet */
	VgDetachScreen,			/* SET_SCANOUT to nothing, if it is shown */
	VgDetachBacking,		/* DETACH_BACKING: its memory is ours again */
	VgDetachResource,		/* UNREF */
} VG_DETACH_STEP;

/* Its own memory */
typedef struct _VG_DETACH_MEMORY {
	VIRTQ_DESC Table[2];
	GPU_ANSWER Answer;
	GPU_SCANOUT Request;		/* the largest of the three */
} VG_DETACH_MEMORY, *PVG_DETACH_MEMORY;

typedef struct _VG_DETACH {
	VG_BUFFER Buffer;

	/* Lock */
	VG_DETACH_STEP Step;		/* of Leaving's first */
	PVG_SET Leaving;		/* in the order in which they were detached */
	PVG_SET *LeavingEnd;
	PVG_SET Gone;			/* to be reaped */
	PVG_SET *GoneEnd;
	BOOLEAN Tell;			/* some are gone since the port driver was told */
	PVG_SET Dead;			/* to be freed */
} VG_DETACH, *PVG_DETACH;

BOOLEAN VgDetachPrepare(PVG_EXTENSION Ext);
VOID VgDetachRelease(PVG_EXTENSION Ext);

/* PASSIVE. The device was reset: it knows of no set any more. */
VOID VgDetachForget(PVG_EXTENSION Ext);

/*
 * Lock held: VG_FRAMES.Idle; whether an answer is awaited; whether the port driver
 * is to be told of one; the same, and it is
 */
VOID VgDetachIdleSet(PVG_EXTENSION Ext);
BOOLEAN VgDetachIsBusy(PVG_EXTENSION Ext);
BOOLEAN VgDetachTells(PVG_EXTENSION Ext);
BOOLEAN VgDetachReached(PVG_EXTENSION Ext);

/* Lock held: FRAME_RING_INTERFACE's Reap, as far as sets go */
ULONG VgDetachReap(PVG_EXTENSION Ext, PFRAME_COMPLETION Completions,
		   ULONG Count);

/* FRAME_RING_INTERFACE's, PASSIVE */
VP_STATUS VgDetachSet(PVOID Context, PVOID Handle, ULONGLONG Tag);

#endif
