/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_QUEUE_H
#define VG_QUEUE_H

#include "base.h"
#include "dma.h"

/* As large as QEMU's, in one common buffer of a page */
#define VG_QUEUE_MAX 64

/* Frames leave so many chains for a command that is waited for, and a detach. */
#define VG_QUEUE_RESERVE 2

/* What takes the answer, of Length bytes, to What. Lock held. */
typedef VOID (*VG_ANSWERED)(PVG_EXTENSION Ext, ULONG What, ULONG Length);

typedef struct _VG_CHAIN {
	VG_ANSWERED Answered;
	ULONG What;
	BOOLEAN InFlight;
} VG_CHAIN, *PVG_CHAIN;

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
	UCHAR Free[VG_QUEUE_MAX];	/* chains that are not in flight */
	LONG Barrier;			/* only ever exchanged */
	ULONGLONG Doorbells;
	ULONGLONG Fence;		/* the last one's number */
	VG_CHAIN Chain[VG_QUEUE_MAX];
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

/* Lock held, from here on; where there is no room, nothing is added. */
VOID VgQueueAdd(PVG_EXTENSION Ext, PVIRTQ_DESC Table, ULONGLONG TableAddress,
		VG_ANSWERED Answered, ULONG What);
VOID VgQueueTell(PVG_EXTENSION Ext);
BOOLEAN VgQueueTake(PVG_EXTENSION Ext);
VOID VgQueueArm(PVG_EXTENSION Ext);
VOID VgQueueWatch(PVG_EXTENSION Ext, BOOLEAN On);
VOID VgQueueGiveUp(PVG_EXTENSION Ext, PSTR Message, ULONG Value);
VOID VgQueueCallDpc(PVG_EXTENSION Ext);

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
