// SPDX-License-Identifier: GPL-2.0
/*
 * The control queue: a split virtqueue (virtio 1.2, 2.7) of chains of two
 * descriptors, a request and its answer. A chain's place in the descriptor
 * table is fixed by its number, and two of them are a pair. A frame takes a pair,
 * whose two requests are written there once; whoever else has something for the
 * device borrows the first of any pair that is free, or of the next that comes
 * free. What is in it is the affair of whoever added it, and takes its answer.
 */
#include "virtio_gpu.h"

#define VG_QUEUE_AVAIL 1024
#define VG_QUEUE_USED 2048

/*
 * The memory model: VideoPortInterlocked* are full barriers, against the
 * device too, and nothing else orders memory.
 */
static VOID VgQueueBarrier(PVG_QUEUE Queue)
{
	VideoPortInterlockedExchange(&Queue->Barrier, 0);
}

BOOLEAN VgQueuePrepare(PVG_EXTENSION Ext, PVG_QUEUE_CLIENT Client)
{
	PVG_QUEUE Queue = &Ext->Queue;

	Queue->Client = *Client;
	return VgDmaGet(Ext, &Queue->Buffer, VG_PAGE) &&
	       VideoPortCreateEvent(Ext, SYNCHRONIZATION_EVENT |
				    INITIAL_EVENT_NOT_SIGNALED, NULL,
				    &Queue->Event) == NO_ERROR;
}

VOID VgQueueRelease(PVG_EXTENSION Ext)
{
	PVG_QUEUE Queue = &Ext->Queue;

	if (Queue->Event)
		VideoPortDeleteEvent(Ext, Queue->Event);
	Queue->Event = NULL;
	VgDmaPut(Ext, &Queue->Buffer);
}

/* 2.7.7: interrupt at that many answers from what has been taken. */
static VOID VgQueueAskInterrupt(PVG_QUEUE Queue, USHORT Answers)
{
	if (Queue->EventIndex)
		*Queue->UsedEvent = Queue->Taken + Answers - 1;
	else
		Queue->Avail->Flags = 0;
	VgQueueBarrier(Queue);
}

/* An event that has just passed comes again after 65535 answers. */
static VOID VgQueueAskNoInterrupt(PVG_QUEUE Queue)
{
	if (Queue->EventIndex)
		*Queue->UsedEvent = Queue->Taken - 1;
	else
		Queue->Avail->Flags = VIRTQ_AVAIL_NO_INTERRUPT;
}

static VOID VgQueuePlace(PVG_QUEUE Queue)
{
	PUCHAR Base = Queue->Buffer.Base;

	VideoPortZeroMemory(Base, Queue->Buffer.Length);
	Queue->Desc = (PVIRTQ_DESC)Base;
	Queue->Avail = (PVIRTQ_AVAIL)(Base + VG_QUEUE_AVAIL);
	Queue->Used = (PVIRTQ_USED)(Base + VG_QUEUE_USED);
	Queue->UsedEvent = &Queue->Avail->Ring[Queue->Size];
	Queue->AvailEvent = (volatile USHORT *)&Queue->Used->Ring[Queue->Size];
}

static VOID VgQueueFreeAll(PVG_QUEUE Queue)
{
	USHORT Pairs = Queue->Chains / 2, Pair;

	VideoPortZeroMemory(Queue->Chain, sizeof(Queue->Chain));
	VideoPortZeroMemory(Queue->Lent, sizeof(Queue->Lent));
	for (Pair = 0; Pair < Pairs; Pair++)
		Queue->Free[Pair] = (UCHAR)(Pairs - 1 - Pair);
	Queue->FreeCount = Pairs;
	Queue->LateCount = 0;
}

/*
 * The device is reset: it knows nothing of the queue, and Running is FALSE, so
 * nobody else touches it. Size is a power of two.
 */
BOOLEAN VgQueueBuild(PVG_EXTENSION Ext, USHORT Size, PULONG Features,
		     PUSHORT Doorbell)
{
	PVG_QUEUE Queue = &Ext->Queue;

	if (Size > VG_QUEUE_MAX || !Doorbell)
		return FALSE;
	Queue->EventIndex = (Features[0] & VIRTIO_0_EVENT_INDEX) != 0;
	Queue->Indirect = (Features[0] & VIRTIO_0_INDIRECT_DESC) != 0;
	Queue->Shift = Queue->Indirect ? 0 : 1;
	Queue->Size = Size;
	Queue->Chains = Size >> Queue->Shift;
	Queue->Doorbell = Doorbell;
	Queue->Filled = 0;
	Queue->Published = 0;
	Queue->Told = 0;
	Queue->Taken = 0;
	Queue->InFlight = 0;
	VgQueueFreeAll(Queue);
	VgQueuePlace(Queue);
	VgQueueAskNoInterrupt(Queue);
	return TRUE;
}

VOID VgQueuePlaces(PVG_EXTENSION Ext, PULONGLONG Desc, PULONGLONG Avail,
		   PULONGLONG Used)
{
	ULONGLONG Address = Ext->Queue.Buffer.Logical.QuadPart;

	*Desc = Address;
	*Avail = Address + VG_QUEUE_AVAIL;
	*Used = Address + VG_QUEUE_USED;
}

VOID VgQueueRun(PVG_EXTENSION Ext)
{
	UCHAR Irql;

	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	Ext->Queue.Lost = FALSE;
	Ext->Queue.Running = TRUE;
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
}

/* From here on no answer is taken: what was on its way is nobody's any more. */
VOID VgQueueStop(PVG_EXTENSION Ext)
{
	UCHAR Irql;

	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	Ext->Queue.Running = FALSE;
	Ext->Queue.Watched = FALSE;
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
}

VOID VgQueueFillPair(PVIRTQ_DESC Table, ULONGLONG Request, ULONG RequestLength,
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
VOID VgQueueFill(PVG_QUEUE Queue, USHORT Number, PVIRTQ_DESC Table,
		 ULONGLONG TableAddress, VG_ANSWERED Answered, ULONG What)
{
	USHORT Head = Number << Queue->Shift;
	PVIRTQ_DESC Desc = &Queue->Desc[Head];

	Queue->Chain[Number].Answered = Answered;
	Queue->Chain[Number].What = What;
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

/* The pair is free before who takes the answer adds something. */
static VOID VgQueueLentAnswered(PVG_EXTENSION Ext, ULONG Pair, ULONG Length)
{
	VG_CHAIN Lent = Ext->Queue.Lent[Pair];

	if (VgQueueFree(&Ext->Queue, (USHORT)Pair))
		VgQueueServeLate(Ext);
	Lent.Answered(Ext, Lent.What, Length);
}

static VOID VgQueueAddLate(PVG_QUEUE Queue, PVIRTQ_DESC Table,
			   ULONGLONG TableAddress, VG_ANSWERED Answered,
			   ULONG What)
{
	PVG_LATE Late = &Queue->Late[Queue->LateCount];

	if (Queue->LateCount == VG_QUEUE_LATE)
		return;
	Queue->LateCount++;
	Late->Table = Table;
	Late->TableAddress = TableAddress;
	Late->Answered = Answered;
	Late->What = What;
}

VOID VgQueueAdd(PVG_EXTENSION Ext, PVIRTQ_DESC Table, ULONGLONG TableAddress,
		VG_ANSWERED Answered, ULONG What)
{
	PVG_QUEUE Queue = &Ext->Queue;
	USHORT Pair;

	if (!Queue->FreeCount) {
		VgQueueAddLate(Queue, Table, TableAddress, Answered, What);
		return;
	}
	Pair = VgQueueGet(Queue);
	Queue->Lent[Pair].Answered = Answered;
	Queue->Lent[Pair].What = What;
	VgQueueFill(Queue, 2 * Pair, Table, TableAddress, VgQueueLentAnswered,
		    Pair);
	VgQueuePut(Queue, 2 * Pair);
}

VOID VgQueueServeLate(PVG_EXTENSION Ext)
{
	PVG_QUEUE Queue = &Ext->Queue;
	VG_LATE Late = Queue->Late[0];

	Queue->LateCount--;
	Queue->Late[0] = Queue->Late[1];
	VgQueueAdd(Ext, Late.Table, Late.TableAddress, Late.Answered, Late.What);
	VgQueueTell(Ext);
}

/*
 * 2.7.10: the device wants to be told when the entry that its event names has
 * been published; compared with the last doorbell, not with the last look, so
 * that a later look makes up for an event that came too late for an earlier.
 */
static BOOLEAN VgQueueWantsDoorbell(PVG_QUEUE Queue)
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
VOID VgQueueTell(PVG_EXTENSION Ext)
{
	PVG_QUEUE Queue = &Ext->Queue;

	if (Queue->Published != Queue->Filled) {
		VgQueueBarrier(Queue);
		Queue->Avail->Index = Queue->Filled;
		Queue->Published = Queue->Filled;
		VgQueueBarrier(Queue);
	}
	if (VgQueueWantsDoorbell(Queue)) {
		Queue->Told = Queue->Published;
		Queue->Doorbells++;
		VideoPortWriteRegisterUshort(Queue->Doorbell,
					     GPU_CONTROL_QUEUE);
	} else if ((USHORT)(Queue->Published - Queue->Told) > Queue->Size) {
		Queue->Told = Queue->Published - Queue->Size;
	}
}

VOID VgQueueCallDpc(PVG_EXTENSION Ext)
{
	VideoPortQueueDpc(Ext, Ext->Queue.Client.Dpc, NULL);
}

/*
 * Nothing the device says is trusted any more, and it gets no more work. The
 * port driver hears of it from the DPC, whoever is the one to find out.
 */
VOID VgQueueGiveUp(PVG_EXTENSION Ext, PSTR Message, ULONG Value)
{
	VgComplain(Ext, Message, Value);
	Ext->Queue.Lost = TRUE;
	VgQueueCallDpc(Ext);
}

/* FALSE: no request in flight has it. */
static __inline BOOLEAN VgQueueTakeOne(PVG_EXTENSION Ext, ULONG Id, ULONG Length)
{
	PVG_QUEUE Queue = &Ext->Queue;
	ULONG Number = Id >> Queue->Shift;
	PVG_CHAIN Chain;

	if (Number << Queue->Shift != Id || Number >= Queue->Chains)
		return FALSE;
	Chain = &Queue->Chain[Number];
	if (!Chain->InFlight)
		return FALSE;
	Chain->InFlight = FALSE;
	Queue->InFlight--;
	Chain->Answered(Ext, Chain->What, Length);
	return TRUE;
}

/*
 * The one place that reads the used ring. TRUE if there was something, and then
 * less is in flight than before: nobody who asks until there is nothing can be
 * kept by a device that makes answers up. The index and the identifiers are
 * its word: answers that nobody waits for are nonsense, and what comes after
 * nonsense is not believed.
 */
BOOLEAN VgQueueTake(PVG_EXTENSION Ext)
{
	PVG_QUEUE Queue = &Ext->Queue;
	USHORT Taken = Queue->Taken, Index, Count;

	if (!Queue->Running || Queue->Lost)
		return FALSE;
	Index = Queue->Used->Index;
	Count = Index - Taken;
	if (!Count)
		return FALSE;
	if (Count > Queue->InFlight) {
		VgQueueGiveUp(Ext,
			      "virtio-gpu: %lu answers too many; the device is given up until reset\n",
			      Count - Queue->InFlight);
		return FALSE;
	}

	VgQueueBarrier(Queue);
	while (Taken != Index) {
		volatile VIRTQ_USED_ELEMENT *Element =
			&Queue->Used->Ring[Taken++ & (Queue->Size - 1)];
		ULONG Id = Element->Id;

		if (!VgQueueTakeOne(Ext, Id, Element->Length)) {
			VgQueueGiveUp(Ext,
				      "virtio-gpu: answer to descriptor %lu, for which nobody waits; the device is given up until reset\n",
				      Id);
			return FALSE;
		}
	}
	Queue->Taken = Taken;
	if (Queue->Watched)
		VideoPortSetEvent(Ext, Queue->Event);
	return TRUE;
}

static USHORT VgQueueToGo(PVG_EXTENSION Ext)
{
	return Ext->Queue.Watched ? 1 : Ext->Queue.Client.ToGo(Ext);
}

/*
 * Have the device interrupt for what is waited for. Answers that came before
 * the device could see what is asked bring no interrupt: they are taken here,
 * until none came. Where answers bring new requests that may never be, and the
 * DPC goes on.
 */
VOID VgQueueArm(PVG_EXTENSION Ext)
{
	USHORT Answers = VgQueueToGo(Ext), Turns = 0;

	while (Answers) {
		VgQueueAskInterrupt(&Ext->Queue, Answers);
		if (!VgQueueTake(Ext))
			return;
		if (++Turns > Ext->Queue.Chains) {
			VgQueueCallDpc(Ext);
			return;
		}
		Answers = VgQueueToGo(Ext);
	}
	VgQueueAskNoInterrupt(&Ext->Queue);
}

VOID VgQueueWatch(PVG_EXTENSION Ext, BOOLEAN On)
{
	Ext->Queue.Watched = On;
	VgQueueArm(Ext);
}
