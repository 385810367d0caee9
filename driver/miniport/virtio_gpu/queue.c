// SPDX-License-Identifier: GPL-2.0
/*
 * The control queue: a split virtqueue (virtio 1.2, 2.7) of chains of two
 * descriptors, a request and its answer. A chain's place in the descriptor
 * table is fixed by its number, so nothing is allocated when one is used:
 * chains 2n and 2n + 1 are frame slot n's, the last is the commands'.
 */
#include "virtio_gpu.h"

#define VG_CHAINS_LEAST 3		/* a frame and a command */

/*
 * The memory model: VideoPortInterlocked* are full barriers, against the
 * device too, and nothing else orders memory.
 */
static VOID VgBarrier(PVG_QUEUE Queue)
{
	VideoPortInterlockedExchange(&Queue->Barrier, 0);
}

VOID VgComplain(PVG_EXTENSION Ext, PSTR Message, ULONG Value)
{
	if (Ext->Complaints >= VG_COMPLAINT_MAX)
		return;
	Ext->Complaints++;
	VideoPortDebugPrint(Error, Message, Value);
}

static VOID VgPlaceQueue(PVG_EXTENSION Ext, USHORT Size)
{
	PVG_QUEUE Queue = &Ext->Queue;
	PUCHAR Base = Ext->QueueBuffer.Base;

	VideoPortZeroMemory(Base, Ext->QueueBuffer.Length);
	Queue->Desc = (PVIRTQ_DESC)Base;
	Queue->Avail = (PVIRTQ_AVAIL)(Base + VG_QUEUE_AVAIL);
	Queue->Used = (PVIRTQ_USED)(Base + VG_QUEUE_USED);
	Queue->UsedEvent = &Queue->Avail->Ring[Size];
	Queue->AvailEvent = (volatile USHORT *)&Queue->Used->Ring[Size];
}

/*
 * The device is reset: it knows nothing of the queue, and Running is FALSE, so
 * nobody else touches it.
 */
BOOLEAN VgBuildQueue(PVG_EXTENSION Ext, USHORT Size)
{
	PVG_QUEUE Queue = &Ext->Queue;

	Queue->EventIndex = (Ext->Features[0] & VIRTIO_0_EVENT_INDEX) != 0;
	Queue->Indirect = (Ext->Features[0] & VIRTIO_0_INDIRECT_DESC) != 0;
	Queue->Shift = Queue->Indirect ? 0 : 1;
	Queue->Size = Size;
	Queue->Chains = Size >> Queue->Shift;
	if (Queue->Chains < VG_CHAINS_LEAST)
		return FALSE;

	VgPlaceQueue(Ext, Size);
	Queue->Filled = 0;
	Queue->Published = 0;
	Queue->Told = 0;
	Queue->Taken = 0;
	Queue->InFlight = 0;
	VgAskNoInterrupt(Queue);
	VgBuildSlots(Ext);
	return TRUE;
}

VOID VgFillPair(PVIRTQ_DESC Table, ULONGLONG Request, ULONG RequestLength,
		ULONGLONG Answer, ULONG AnswerLength)
{
	Table[0].Address = Request;
	Table[0].Length = RequestLength;
	Table[0].Flags = VIRTQ_DESC_NEXT;
	Table[0].Next = 1;
	Table[1].Address = Answer;
	Table[1].Length = AnswerLength;
	Table[1].Flags = VIRTQ_DESC_WRITE;
	Table[1].Next = 0;
}

/* 2.7.5.3: the chain is a table of its own, or stands in the queue's. */
VOID VgSetChain(PVG_QUEUE Queue, USHORT Chain, PVIRTQ_DESC Table,
		ULONGLONG TableAddress)
{
	USHORT Head = Chain << Queue->Shift;
	PVIRTQ_DESC Desc = &Queue->Desc[Head];

	if (Queue->Indirect) {
		Desc->Address = TableAddress;
		Desc->Length = 2 * sizeof(VIRTQ_DESC);
		Desc->Flags = VIRTQ_DESC_INDIRECT;
		Desc->Next = 0;
		return;
	}
	Desc[0] = Table[0];
	Desc[0].Next = Head + 1;
	Desc[1] = Table[1];
}

VOID VgAddChain(PVG_QUEUE Queue, USHORT Chain)
{
	Queue->Avail->Ring[Queue->Filled & (Queue->Size - 1)] =
		Chain << Queue->Shift;
	Queue->Filled++;
	Queue->InFlight++;
}

/* A frame's: Chain and the one after it */
VOID VgAddChainPair(PVG_QUEUE Queue, USHORT Chain)
{
	USHORT Filled = Queue->Filled, Mask = Queue->Size - 1;

	Queue->Avail->Ring[Filled & Mask] = Chain << Queue->Shift;
	Queue->Avail->Ring[(Filled + 1) & Mask] = (Chain + 1) << Queue->Shift;
	Queue->Filled = Filled + 2;
	Queue->InFlight += 2;
}

/*
 * 2.7.10: the device wants to be told when the entry that its event names has
 * been published; compared with the last doorbell, not with the last look, so
 * that a later look makes up for an event that came too late for an earlier.
 */
static BOOLEAN VgWantsDoorbell(PVG_QUEUE Queue)
{
	USHORT Since = Queue->Published - Queue->Told;

	if (!Since)
		return FALSE;
	if (!Queue->EventIndex)
		return !(Queue->Used->Flags & VIRTQ_USED_NO_NOTIFY);
	return (USHORT)(Queue->Published - *Queue->AvailEvent - 1) < Since;
}

/*
 * 2.7.13: publish what was filled in, the entries before the index and the
 * index before the device's event is read; then ring if it is wanted. With
 * nothing to publish this is another look: QEMU orders its event and its last
 * read of the index loosely, and once in a million the two cross.
 *
 * What was published a whole queue ago has been seen: its chains have been
 * used again since. So Told never needs to lie further back, and the 16 bits
 * of the indexes never wrap around it.
 */
VOID VgTell(PVG_QUEUE Queue)
{
	if (Queue->Published != Queue->Filled) {
		VgBarrier(Queue);
		Queue->Avail->Index = Queue->Filled;
		Queue->Published = Queue->Filled;
		VgBarrier(Queue);
	}
	if (VgWantsDoorbell(Queue)) {
		Queue->Told = Queue->Published;
		Queue->Doorbells++;
		VideoPortWriteRegisterUshort(Queue->Doorbell,
					     GPU_CONTROL_QUEUE);
	} else if ((USHORT)(Queue->Published - Queue->Told) > Queue->Size) {
		Queue->Told = Queue->Published - Queue->Size;
	}
}

/* 2.7.7: interrupt at that many answers from what has been taken. */
VOID VgAskInterrupt(PVG_QUEUE Queue, USHORT Answers)
{
	if (Queue->EventIndex)
		*Queue->UsedEvent = Queue->Taken + Answers - 1;
	else
		Queue->Avail->Flags = 0;
	VgBarrier(Queue);
}

/* An event that has just passed comes again after 65535 answers. */
VOID VgAskNoInterrupt(PVG_QUEUE Queue)
{
	if (Queue->EventIndex)
		*Queue->UsedEvent = Queue->Taken - 1;
	else
		Queue->Avail->Flags = VIRTQ_AVAIL_NO_INTERRUPT;
}

/*
 * Nothing the device says is trusted any more, and it gets no more work. The
 * port driver hears of it from the DPC, whoever is the one to find out.
 */
VOID VgGiveUp(PVG_EXTENSION Ext, PSTR Message, ULONG Value)
{
	VgComplain(Ext, Message, Value);
	Ext->Lost = TRUE;
	Ext->Shown = NULL;
	VideoPortQueueDpc(Ext, VgDpc, NULL);
}

/* FALSE: no request in flight has it. */
static BOOLEAN VgTakeAnswer(PVG_EXTENSION Ext, ULONG Id, ULONG Length)
{
	PVG_QUEUE Queue = &Ext->Queue;
	ULONG Chain = Id >> Queue->Shift;

	if (Chain << Queue->Shift != Id)
		Chain = VG_QUEUE_MAX;
	if (Chain < 2 * Ext->SlotCount)
		return VgFrameAnswered(Ext, Chain, Length);
	return Chain == Queue->Chains - 1U && VgCommandAnswered(Ext, Length);
}

/*
 * The one place that reads the used ring. TRUE if there was something, and then
 * less is in flight than before: nobody who asks until there is nothing can be
 * kept by a device that makes answers up. The index and the identifiers are
 * its word: answers that nobody waits for are nonsense, and what comes after
 * nonsense is not believed.
 */
BOOLEAN VgTakeAnswers(PVG_EXTENSION Ext)
{
	PVG_QUEUE Queue = &Ext->Queue;
	USHORT Taken = Queue->Taken, Index, Count;

	if (!Ext->Running || Ext->Lost)
		return FALSE;
	Index = Queue->Used->Index;
	Count = Index - Taken;
	if (!Count)
		return FALSE;
	if (Count > Queue->InFlight) {
		VgGiveUp(Ext,
			 "virtio-gpu: %lu answers too many; the device is given up until reset\n",
			 Count - Queue->InFlight);
		return FALSE;
	}

	VgBarrier(Queue);
	while (Taken != Index) {
		volatile VIRTQ_USED_ELEMENT *Element =
			&Queue->Used->Ring[Taken++ & (Queue->Size - 1)];

		ULONG Id = Element->Id;

		if (!VgTakeAnswer(Ext, Id, Element->Length)) {
			VgGiveUp(Ext,
				 "virtio-gpu: answer to descriptor %lu, for which nobody waits; the device is given up until reset\n",
				 Id);
			return FALSE;
		}
	}
	Queue->Taken = Taken;
	return TRUE;
}
