/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_FRAMES_H
#define VG_FRAMES_H

#include "base.h"
#include "dma.h"
#include "queue.h"

/* A frame takes two chains of the queue; one is left for commands. */
#define VG_SLOT_MAX ((VG_QUEUE_MAX - 1) / 2)

/* Finished frames that wait for Reap: twice what the port driver has out */
#define VG_DONE_MAX (2 * FRAME_RING_MAX_FRAMES)

/* What frames are cut from */
typedef struct _VG_SET {
	ULONG Id;			/* 0: none */
	ULONG Resource;
	ULONG Width;
	ULONG Height;
	ULONG Pitch;
	ULONG FrameCount;
	ULONGLONG FrameLength;
} VG_SET, *PVG_SET;

/* A frame's requests, as the device sees them: four to a page */
typedef struct _VG_SLOT_MEMORY {
	VIRTQ_DESC TransferTable[2];
	VIRTQ_DESC FlushTable[2];
	GPU_TRANSFER Transfer;
	GPU_FLUSH Flush;
	GPU_ANSWER TransferAnswer;
	GPU_ANSWER FlushAnswer;
	UCHAR Rest[40];
} VG_SLOT_MEMORY, *PVG_SLOT_MEMORY;

typedef struct _VG_SLOT {
	PVG_SLOT_MEMORY Memory;
	PVG_SET Set;
	ULONGLONG Sequence;
	VP_STATUS Status;
	ULONG Pending;			/* chains that are not answered */
} VG_SLOT, *PVG_SLOT;

typedef struct _VG_FRAMES {
	VG_BUFFER Buffer;		/* the slots' memory */

	/* Lock */
	BOOLEAN Armed;			/* the port driver waits for Target */
	ULONG Target;			/* of DoneTail */
	PVG_SET Shown;			/* frames go there; NULL: nowhere */
	ULONG SlotCount;
	ULONG FreeCount;
	UCHAR Free[VG_SLOT_MAX];
	VG_SLOT Slots[VG_SLOT_MAX];
	ULONG DoneHead;			/* frames reaped, and frames finished: */
	ULONG DoneTail;			/* counted for ever */
	FRAME_COMPLETION Done[VG_DONE_MAX];
} VG_FRAMES, *PVG_FRAMES;

BOOLEAN VgFramesPrepare(PVG_EXTENSION Ext);
VOID VgFramesRelease(PVG_EXTENSION Ext);

/* The queue is built, and nothing is in flight. FALSE: it is too small. */
BOOLEAN VgFramesBuild(PVG_EXTENSION Ext);

/* The queue is stopped: what was in flight is nobody's any more. */
VOID VgFramesDrop(PVG_EXTENSION Ext);

/* PASSIVE: frames of this set are taken, and of no other; NULL: of none. */
VOID VgFramesShow(PVG_EXTENSION Ext, PVG_SET Set);
PVG_SET VgFramesShown(PVG_EXTENSION Ext);

/* PASSIVE: wait until no frame of a set is in flight. */
VP_STATUS VgFramesDrain(PVG_EXTENSION Ext, PVG_SET Set);

/* Lock held: VG_QUEUE_CLIENT.ToGo */
USHORT VgFramesToGo(PVG_EXTENSION Ext);

/* Lock held: whether the port driver is to be told, which it is once. */
BOOLEAN VgFramesReached(PVG_EXTENSION Ext);

/* FRAME_RING_INTERFACE's */
BOOLEAN VgFramesSubmit(PVOID Context, ULONG SetId, ULONG Frame,
		       PFRAME_RECT Rect, ULONGLONG Sequence,
		       BOOLEAN MoreToCome);
ULONG VgFramesReap(PVOID Context, PFRAME_COMPLETION Completions, ULONG Count);
BOOLEAN VgFramesNotify(PVOID Context, ULONG Frames);

#endif
