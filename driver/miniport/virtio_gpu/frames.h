/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_FRAMES_H
#define VG_FRAMES_H

#include "base.h"
#include "dma.h"
#include "queue.h"

/*
 * A frame's slot is a pair of the queue's chains; to show another place it borrows a
 * third. So many it takes at most.
 */
#define VG_SLOT_CHAINS 3
#define VG_SLOT_MAX (VG_QUEUE_MAX / 2)

/* Finished frames that wait for Reap: twice what the port driver has out */
#define VG_DONE_MAX (2 * FRAME_RING_MAX_FRAMES)

/* What frames are cut from; FRAME_RING's handle */
typedef struct _VG_SET {
	struct _VG_SET *Next;		/* on the list that it is on */
	struct _VG_SET *Previous;	/* on VG_SETS.First's */
	ULONGLONG Tag;			/* the port driver's, once it is Leaving */
	ULONG Resource;
	ULONG Width;
	ULONG Height;
	ULONG Pitch;
	ULONG FrameCount;
	ULONGLONG FrameLength;
	ULONG Pending;			/* slots in flight; Lock */
	BOOLEAN Leaving;		/* Lock */
} VG_SET, *PVG_SET;

/* A frame's requests, as the device sees them: eight to a page */
typedef struct _VG_SLOT_MEMORY {
	VIRTQ_DESC TransferTable[2];
	VIRTQ_DESC ScreenTable[2];
	VIRTQ_DESC FlushTable[2];
	GPU_TRANSFER Transfer;
	GPU_SCANOUT Screen;
	GPU_FLUSH Flush;
	GPU_ANSWER TransferAnswer;
	GPU_ANSWER ScreenAnswer;
	GPU_ANSWER FlushAnswer;
	UCHAR Rest[192];
} VG_SLOT_MEMORY, *PVG_SLOT_MEMORY;

typedef struct _VG_SLOT {
	PVG_SLOT_MEMORY Memory;
	PVG_SET Set;
	ULONGLONG Tag;
	VP_STATUS Status;
	ULONG Pending;			/* chains that are not answered */
	ULONG Chains;			/* of them and those that are */
} VG_SLOT, *PVG_SLOT;

typedef struct _VG_FRAMES {
	VG_BUFFER Buffer;		/* the slots' memory */
	VOID (*Idle)(PVG_EXTENSION Ext);	/* a leaving set has no frame in flight */

	/* Lock */
	BOOLEAN Armed;			/* the port driver waits for Target */
	ULONG Target;			/* of DoneTail */
	ULONG Resource;			/* on the screen after all that was sent; */
	FRAME_RECT Window;		/* 0: none, or another than was asked for */
	BOOLEAN Unknown;		/* what it shows: the device refused to change */
	ULONG SlotCount;		/* a slot for each pair of the queue */
	ULONG InFlight;			/* slots, */
	ULONG Chains;			/* and all their chains */
	VG_SLOT Slots[VG_SLOT_MAX];
	ULONG DoneHead;			/* frames reaped, and frames finished: */
	ULONG DoneTail;			/* counted for ever */
	FRAME_COMPLETION Done[VG_DONE_MAX];
} VG_FRAMES, *PVG_FRAMES;

/* Idle: called with Lock held */
BOOLEAN VgFramesPrepare(PVG_EXTENSION Ext, VOID (*Idle)(PVG_EXTENSION Ext));
VOID VgFramesRelease(PVG_EXTENSION Ext);

/* The queue is built, and nothing is in flight. FALSE: it is too small. */
BOOLEAN VgFramesBuild(PVG_EXTENSION Ext);

/* The queue is stopped: what was in flight is nobody's any more. */
VOID VgFramesDrop(PVG_EXTENSION Ext);

/*
 * Lock held: the screen is asked to show nothing; it does what it was asked; and
 * whether it may show a resource, once all that was sent is done.
 */
VOID VgFramesLeaveScreen(PVG_EXTENSION Ext);
VOID VgFramesKnowScreen(PVG_EXTENSION Ext);
BOOLEAN VgFramesMayShow(PVG_EXTENSION Ext, ULONG Resource);

/* Lock held: VG_QUEUE_CLIENT.ToGo, as far as frames go */
USHORT VgFramesToGo(PVG_EXTENSION Ext);

/* Lock held: whether the port driver is to be told, which it is once. */
BOOLEAN VgFramesReached(PVG_EXTENSION Ext);

/*
 * Lock held: FRAME_RING_INTERFACE's. Where Reap finds nothing, the device may be
 * lost: that is for the caller to look at.
 */
ULONG VgFramesSubmit(PVG_EXTENSION Ext, PFRAME_PRESENT Presents, ULONG Count,
		     BOOLEAN MoreToCome);
ULONG VgFramesReap(PVG_EXTENSION Ext, PFRAME_COMPLETION Completions,
		   ULONG Count);
BOOLEAN VgFramesNotify(PVG_EXTENSION Ext, ULONG Count);

#endif
