/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_QUEUE_H
#define VG_QUEUE_H

#include "base.h"
#include "dma.h"

/* As large as QEMU's, in one common buffer of a page */
#define VG_QUEUE_MAX 64

/*
 * What waits for a pair where frames have them all: a command that is waited for, and a
 * detach
 */
#define VG_QUEUE_LATE 2

/* What takes the answer, of Length bytes, to What. Lock held. */
typedef VOID (*VG_ANSWERED)(PVG_EXTENSION Ext, ULONG What, ULONG Length);

/* What is in a chain, and is not answered as long as it is InFlight */
typedef struct _VG_CHAIN {
	VG_ANSWERED Answered;
	ULONG What;
	BOOLEAN InFlight;
} VG_CHAIN, *PVG_CHAIN;

/* What VgQueueAdd was called with */
typedef struct _VG_LATE {
	PVIRTQ_DESC Table;
	ULONGLONG TableAddress;
	VG_ANSWERED Answered;
	ULONG What;
} VG_LATE, *PVG_LATE;

/*
 * Who is above the queue, and what it asks of them. Set before it is built.
 * ToGo: at which answer from now somebody waits for one; 0: nobody does.
 */
typedef struct _VG_QUEUE_CLIENT {
	USHORT (*ToGo)(PVG_EXTENSION Ext);
	PMINIPORT_DPC_ROUTINE Dpc;
} VG_QUEUE_CLIENT, *PVG_QUEUE_CLIENT;

/* Indexes run free and are cut to the ring's size where it is touched. */
typedef struct _VG_QUEUE {
	VG_BUFFER Buffer;
	VG_QUEUE_CLIENT Client;
	PEVENT Event;			/* set by answers, while Watched */
	volatile BOOLEAN Running;	/* read by the interrupt without lock */
	PVIRTQ_DESC Desc;
	volatile VIRTQ_AVAIL *Avail;
	volatile VIRTQ_USED *Used;
	volatile USHORT *UsedEvent;	/* ours: after which answer to interrupt */
	volatile USHORT *AvailEvent;	/* the device's: at which entry to ring */
	PUSHORT Doorbell;

	/* Lock */
	BOOLEAN Lost;			/* the device talks nonsense or not at all */
	BOOLEAN Watched;		/* somebody waits for any answer */
	BOOLEAN EventIndex;
	BOOLEAN Indirect;
	USHORT Size;
	USHORT Shift;			/* a chain's head is its number shifted */
	USHORT Chains;
	USHORT Filled;			/* next entry of Avail to fill */
	USHORT Published;		/* what the device can see of them */
	USHORT Told;			/* published at the last doorbell */
	USHORT Taken;			/* next entry of Used to take */
	USHORT InFlight;		/* chains that are not answered */
	USHORT FreeCount;
	UCHAR Free[VG_QUEUE_MAX / 2];	/* pairs, neither of them in flight */
	LONG Barrier;			/* only ever exchanged */
	ULONGLONG Doorbells;
	ULONGLONG Fence;		/* the last one's number */
	VG_CHAIN Chain[VG_QUEUE_MAX];
	VG_CHAIN Lent[VG_QUEUE_MAX / 2];	/* what somebody else's first chain has */
	USHORT LateCount;		/* 0 while there are free pairs */
	VG_LATE Late[VG_QUEUE_LATE];	/* the first to come is the first */
} VG_QUEUE, *PVG_QUEUE;

/* PASSIVE, the device reset */
BOOLEAN VgQueuePrepare(PVG_EXTENSION Ext, PVG_QUEUE_CLIENT Client);
VOID VgQueueRelease(PVG_EXTENSION Ext);
BOOLEAN VgQueueBuild(PVG_EXTENSION Ext, USHORT Size, PULONG Features,
		     PUSHORT Doorbell);

/* Where the device finds its three parts */
VOID VgQueuePlaces(PVG_EXTENSION Ext, PULONGLONG Desc, PULONGLONG Avail,
		   PULONGLONG Used);

/* A chain of a request and an answer, in a table of its own */
VOID VgQueueFillPair(PVIRTQ_DESC Table, ULONGLONG Request, ULONG RequestLength,
		     ULONGLONG Answer, ULONG AnswerLength);

/* PASSIVE: from when on, and until when, the device is there */
VOID VgQueueRun(PVG_EXTENSION Ext);
VOID VgQueueStop(PVG_EXTENSION Ext);

/* Lock held, from here on. What a chain has from now on, wherever it had it from */
VOID VgQueueFill(PVG_QUEUE Queue, USHORT Number, PVIRTQ_DESC Table,
		 ULONGLONG TableAddress, VG_ANSWERED Answered, ULONG What);

/*
 * In the first chain of a pair, the second left alone: where none is free, in the next
 * that is.
 */
VOID VgQueueAdd(PVG_EXTENSION Ext, PVIRTQ_DESC Table, ULONGLONG TableAddress,
		VG_ANSWERED Answered, ULONG What);
VOID VgQueueTell(PVG_EXTENSION Ext);
BOOLEAN VgQueueTake(PVG_EXTENSION Ext);
VOID VgQueueArm(PVG_EXTENSION Ext);
VOID VgQueueWatch(PVG_EXTENSION Ext, BOOLEAN On);
VOID VgQueueGiveUp(PVG_EXTENSION Ext, PSTR Message, ULONG Value);
VOID VgQueueCallDpc(PVG_EXTENSION Ext);

/* After VgQueueFree, which says so: what waits for a pair is added in it. */
VOID VgQueueServeLate(PVG_EXTENSION Ext);

/* A frame has a pair to itself, and both its chains stay what they are. */
static __inline USHORT VgQueueGet(PVG_QUEUE Queue)
{
	return Queue->Free[--Queue->FreeCount];
}

static __inline BOOLEAN VgQueueFree(PVG_QUEUE Queue, USHORT Pair)
{
	Queue->Free[Queue->FreeCount++] = (UCHAR)Pair;
	return Queue->LateCount != 0;
}

/* ... but for the first, where somebody else had it meanwhile. */
static __inline BOOLEAN VgQueueWasLent(PVG_QUEUE Queue, USHORT Pair)
{
	return Queue->Lent[Pair].Answered != NULL;
}

/* Off it goes, with the next VgQueueTell */
static __inline VOID VgQueuePut(PVG_QUEUE Queue, USHORT Number)
{
	Queue->Chain[Number].InFlight = TRUE;
	Queue->Avail->Ring[Queue->Filled & (Queue->Size - 1)] =
		Number << Queue->Shift;
	Queue->Filled++;
	Queue->InFlight++;
}

/* Both of a pair */
static __inline VOID VgQueuePutPair(PVG_QUEUE Queue, USHORT Pair)
{
	volatile VIRTQ_AVAIL *Avail = Queue->Avail;
	ULONG Mask = Queue->Size - 1, At = Queue->Filled;
	ULONG Head = 2 * (ULONG)Pair << Queue->Shift;

	Queue->Chain[2 * Pair].InFlight = TRUE;
	Queue->Chain[2 * Pair + 1].InFlight = TRUE;
	Avail->Ring[At & Mask] = (USHORT)Head;
	Avail->Ring[(At + 1) & Mask] = (USHORT)(Head + (1U << Queue->Shift));
	Queue->Filled = (USHORT)(At + 2);
	Queue->InFlight += 2;
}

/* What others may see of it */
#define VgQueueIsRunning(Ext) ((Ext)->Queue.Running)
#define VgQueueIsLost(Ext) ((Ext)->Queue.Lost)
#define VgQueueChains(Ext) ((Ext)->Queue.Chains)
#define VgQueueRoom(Ext) ((Ext)->Queue.FreeCount)
#define VgQueueInFlight(Ext) ((Ext)->Queue.InFlight)
#define VgQueueTaken(Ext) ((Ext)->Queue.Taken)
#define VgQueueDoorbells(Ext) ((Ext)->Queue.Doorbells)
#define VgQueueEvent(Ext) ((Ext)->Queue.Event)
#define VgQueueNextFence(Ext) (++(Ext)->Queue.Fence)

#endif
