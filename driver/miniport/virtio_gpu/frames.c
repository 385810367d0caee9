// SPDX-License-Identifier: GPL-2.0
/*
 * Frames on their way to the device and back. A frame is a fenced transfer of
 * its rectangle and a flush, two chains of the queue: slot n's are 2n and
 * 2n + 1. It is done when both are answered, in whatever order.
 */
#include "virtio_gpu.h"

BOOLEAN VgFramesPrepare(PVG_EXTENSION Ext)
{
	return VgDmaGet(Ext, &Ext->Frames.Buffer,
			VG_SLOT_MAX * sizeof(VG_SLOT_MEMORY));
}

VOID VgFramesRelease(PVG_EXTENSION Ext)
{
	VgDmaPut(Ext, &Ext->Frames.Buffer);
}

static VOID VgFramesFinish(PVG_EXTENSION Ext, ULONGLONG Sequence,
			   VP_STATUS Status)
{
	PVG_FRAMES Frames = &Ext->Frames;
	PFRAME_COMPLETION Done =
		&Frames->Done[Frames->DoneTail++ % VG_DONE_MAX];

	Done->Sequence = Sequence;
	Done->Status = Status;
}

/*
 * 5.7.6.5: a device may answer before it is done. Only an answer that carries
 * the fence says that the transfer was, and the frame's memory with it.
 */
static VP_STATUS VgFramesStatus(PVG_EXTENSION Ext, ULONGLONG Result,
				ULONG Fence, ULONG Length)
{
	ULONG Type = GPU_RESULT_TYPE(Result);

	if (Length < sizeof(GPU_ANSWER)) {
		VgComplain(Ext, "virtio-gpu: a frame's answer of %lu bytes is too short\n",
			   Length);
		return ERROR_INVALID_FUNCTION;
	}
	if (Type != GPU_OK_NODATA) {
		VgComplain(Ext, "virtio-gpu: a frame was refused with 0x%lx\n",
			   Type);
		return VgCommandStatus(Type);
	}
	if ((GPU_RESULT_FLAGS(Result) & Fence) != Fence) {
		VgComplain(Ext, "virtio-gpu: a frame's answer has flags 0x%lx and no fence\n",
			   GPU_RESULT_FLAGS(Result));
		return ERROR_INVALID_FUNCTION;
	}
	return NO_ERROR;
}

/* Fence: the flags that the answer must have, and only those if all is well */
static VOID VgFramesAnswered(PVG_EXTENSION Ext, ULONG Number,
			     ULONGLONG Result, ULONG Fence, ULONG Length)
{
	PVG_SLOT Slot = &Ext->Frames.Slots[Number];

	if ((Result != GPU_RESULT(GPU_OK_NODATA, Fence) ||
	     Length < sizeof(GPU_ANSWER)) && Slot->Status == NO_ERROR)
		Slot->Status = VgFramesStatus(Ext, Result, Fence, Length);
	if (--Slot->Pending)
		return;

	VgFramesFinish(Ext, Slot->Sequence, Slot->Status);
	Ext->Frames.Free[Ext->Frames.FreeCount++] = (UCHAR)Number;
}

static VOID VgFramesTransferred(PVG_EXTENSION Ext, ULONG Chain, ULONG Length)
{
	PVG_SLOT Slot = &Ext->Frames.Slots[Chain / 2];

	VgFramesAnswered(Ext, Chain / 2, Slot->Memory->TransferAnswer.Result,
			 GPU_FLAG_FENCE, Length);
}

static VOID VgFramesFlushed(PVG_EXTENSION Ext, ULONG Chain, ULONG Length)
{
	PVG_SLOT Slot = &Ext->Frames.Slots[Chain / 2];

	VgFramesAnswered(Ext, Chain / 2, Slot->Memory->FlushAnswer.Result, 0,
			 Length);
}

static VOID VgFramesBuildSlot(PVG_EXTENSION Ext, ULONG Number)
{
	PVG_BUFFER Buffer = &Ext->Frames.Buffer;
	PVG_SLOT_MEMORY Memory = (PVG_SLOT_MEMORY)Buffer->Base + Number;
	USHORT Chain = (USHORT)(2 * Number);

	Memory->Transfer.Header.Type = GPU_TRANSFER_TO_HOST_2D;
	Memory->Transfer.Header.Flags = GPU_FLAG_FENCE;
	Memory->Flush.Header.Type = GPU_RESOURCE_FLUSH;
	VgQueueFillPair(Memory->TransferTable,
			VgDmaAddress(Buffer, &Memory->Transfer),
			sizeof(GPU_TRANSFER),
			VgDmaAddress(Buffer, &Memory->TransferAnswer),
			sizeof(GPU_ANSWER));
	VgQueueFillPair(Memory->FlushTable,
			VgDmaAddress(Buffer, &Memory->Flush), sizeof(GPU_FLUSH),
			VgDmaAddress(Buffer, &Memory->FlushAnswer),
			sizeof(GPU_ANSWER));
	VgQueueSetChain(Ext, Chain, Memory->TransferTable,
			VgDmaAddress(Buffer, Memory->TransferTable),
			VgFramesTransferred);
	VgQueueSetChain(Ext, Chain + 1, Memory->FlushTable,
			VgDmaAddress(Buffer, Memory->FlushTable),
			VgFramesFlushed);
	Ext->Frames.Slots[Number].Memory = Memory;
	Ext->Frames.Slots[Number].Pending = 0;
	Ext->Frames.Free[Number] = (UCHAR)Number;
}

/* All that is the same for every frame is written here, once. */
BOOLEAN VgFramesBuild(PVG_EXTENSION Ext)
{
	PVG_FRAMES Frames = &Ext->Frames;
	ULONG i;

	VideoPortZeroMemory(Frames->Buffer.Base, Frames->Buffer.Length);
	Frames->SlotCount = 0;
	if (VgQueueChains(Ext))
		Frames->SlotCount = (VgQueueChains(Ext) - 1) / 2;
	Frames->FreeCount = Frames->SlotCount;
	for (i = 0; i < Frames->SlotCount; i++)
		VgFramesBuildSlot(Ext, i);
	return Frames->SlotCount != 0;
}

VOID VgFramesDrop(PVG_EXTENSION Ext)
{
	PVG_FRAMES Frames = &Ext->Frames;
	UCHAR Irql;

	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	Frames->Armed = FALSE;
	Frames->Shown = NULL;
	Frames->DoneHead = Frames->DoneTail;
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
}

VOID VgFramesShow(PVG_EXTENSION Ext, PVG_SET Set)
{
	UCHAR Irql;

	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	Ext->Frames.Shown = Set;
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
}

PVG_SET VgFramesShown(PVG_EXTENSION Ext)
{
	return Ext->Frames.Shown;
}

static BOOLEAN VgFramesPending(PVG_EXTENSION Ext, PVOID Set)
{
	ULONG i;

	for (i = 0; i < Ext->Frames.SlotCount; i++)
		if (Ext->Frames.Slots[i].Pending &&
		    Ext->Frames.Slots[i].Set == Set)
			return TRUE;
	return FALSE;
}

VP_STATUS VgFramesDrain(PVG_EXTENSION Ext, PVG_SET Set)
{
	VG_WAIT Wait;
	UCHAR Irql;

	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	VgWaitBegin(Ext, &Wait, VgFramesPending, Set);
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
	return VgWaitEnd(Ext, &Wait);
}

/*
 * The fewest answers that can finish so many frames, which is right where the
 * device answers in order. Where it does not, the interrupt comes early and the
 * DPC asks anew; it never comes late.
 */
USHORT VgFramesToGo(PVG_EXTENSION Ext)
{
	PVG_FRAMES Frames = &Ext->Frames;
	LONG ToGo = (LONG)(Frames->Target - Frames->DoneTail), Answers;

	if (!Frames->Armed || ToGo <= 0)
		return 0;

	/* Two for each, less those that frames on the device have had */
	Answers = 2 * ToGo + VgQueueInFlight(Ext) -
		  2 * (LONG)(Frames->SlotCount - Frames->FreeCount);
	return Answers > 0 ? (USHORT)Answers : 1;
}

static BOOLEAN VgFramesAtTarget(PVG_FRAMES Frames)
{
	return Frames->Armed &&
	       (LONG)(Frames->DoneTail - Frames->Target) >= 0;
}

BOOLEAN VgFramesReached(PVG_EXTENSION Ext)
{
	BOOLEAN Reached = VgFramesAtTarget(&Ext->Frames);

	if (Reached)
		Ext->Frames.Armed = FALSE;
	return Reached;
}

static VOID VgFramesCopyRect(PGPU_RECT To, PFRAME_RECT From)
{
	To->X = From->Left;
	To->Y = From->Top;
	To->Width = From->Width;
	To->Height = From->Height;
}

/*
 * A device that says "answered" but wrote no answer must not pass with that of
 * an earlier frame: so the answers are wiped.
 */
static VOID VgFramesFill(PVG_EXTENSION Ext, PVG_SLOT_MEMORY Memory,
			 PVG_SET Set, ULONG Frame, PFRAME_RECT Rect)
{
	PGPU_TRANSFER Transfer = &Memory->Transfer;
	PGPU_FLUSH Flush = &Memory->Flush;

	Transfer->Header.FenceId = VgQueueNextFence(Ext);
	VgFramesCopyRect(&Transfer->Rect, Rect);
	Transfer->Offset = VG_PAGE + Frame * Set->FrameLength +
			   (ULONGLONG)Rect->Top * Set->Pitch +
			   Rect->Left * sizeof(ULONG);
	Transfer->Resource = Set->Resource;
	VgFramesCopyRect(&Flush->Rect, Rect);
	Flush->Resource = Set->Resource;
	Memory->TransferAnswer.Result = 0;
	Memory->FlushAnswer.Result = 0;
}

static VOID VgFramesSend(PVG_EXTENSION Ext, PVG_SET Set, ULONG Frame,
			 PFRAME_RECT Rect, ULONGLONG Sequence)
{
	USHORT Number = Ext->Frames.Free[--Ext->Frames.FreeCount];
	PVG_SLOT Slot = &Ext->Frames.Slots[Number];

	VgFramesFill(Ext, Slot->Memory, Set, Frame, Rect);
	Slot->Set = Set;
	Slot->Sequence = Sequence;
	Slot->Status = NO_ERROR;
	Slot->Pending = 2;
	VgQueueAddPair(Ext, 2 * Number);
}

/*
 * A frame that the device can't be given is finished at once, with an error.
 * Whoever waits for it hears of it from the DPC, as always.
 */
static VOID VgFramesRefuse(PVG_EXTENSION Ext, ULONGLONG Sequence,
			   VP_STATUS Status)
{
	VgFramesFinish(Ext, Sequence, Status);
	if (VgFramesAtTarget(&Ext->Frames))
		VgQueueCallDpc(Ext);
}

static BOOLEAN VgFramesHaveRoom(PVG_FRAMES Frames)
{
	return Frames->DoneTail - Frames->DoneHead < VG_DONE_MAX - VG_SLOT_MAX;
}

static BOOLEAN VgFramesTake(PVG_EXTENSION Ext, ULONG SetId, ULONG Frame,
			    PFRAME_RECT Rect, ULONGLONG Sequence)
{
	PVG_FRAMES Frames = &Ext->Frames;
	PVG_SET Set = Frames->Shown;

	/* What the port driver keeps it submits again after the reset. */
	if (!VgFramesHaveRoom(Frames) || VgQueueIsLost(Ext))
		return FALSE;
	if (!Set || Set->Id != SetId || Frame >= Set->FrameCount) {
		VgFramesRefuse(Ext, Sequence, ERROR_INVALID_PARAMETER);
		return TRUE;
	}
	if (!Frames->FreeCount)
		VgQueueTake(Ext);
	if (!Frames->FreeCount)
		return FALSE;
	VgFramesSend(Ext, Set, Frame, Rect, Sequence);
	return TRUE;
}

BOOLEAN VgFramesSubmit(PVOID Context, ULONG SetId, ULONG Frame,
		       PFRAME_RECT Rect, ULONGLONG Sequence,
		       BOOLEAN MoreToCome)
{
	PVG_EXTENSION Ext = Context;
	BOOLEAN Taken;

	VideoPortAcquireSpinLockAtDpcLevel(Ext, Ext->Lock);
	Taken = VgFramesTake(Ext, SetId, Frame, Rect, Sequence);
	if (VgQueueIsRunning(Ext) && (!Taken || !MoreToCome))
		VgQueueTell(Ext);
	VideoPortReleaseSpinLockFromDpcLevel(Ext, Ext->Lock);
	return Taken;
}

/* Where nothing has come, perhaps the device was not told. */
ULONG VgFramesReap(PVOID Context, PFRAME_COMPLETION Completions, ULONG Count)
{
	PVG_EXTENSION Ext = Context;
	PVG_FRAMES Frames = &Ext->Frames;
	ULONG Reaped = 0;

	VideoPortAcquireSpinLockAtDpcLevel(Ext, Ext->Lock);
	if (!VgQueueTake(Ext) && VgQueueIsRunning(Ext))
		VgQueueTell(Ext);
	while (Reaped < Count && Frames->DoneHead != Frames->DoneTail)
		Completions[Reaped++] =
			Frames->Done[Frames->DoneHead++ % VG_DONE_MAX];
	if (!Reaped && VgQueueIsLost(Ext))
		Reaped = FRAME_RING_LOST;
	VideoPortReleaseSpinLockFromDpcLevel(Ext, Ext->Lock);
	return Reaped;
}

/*
 * No later than when all that the device has is done: what the port driver
 * still holds back can only be submitted then.
 */
static BOOLEAN VgFramesNotifyAfter(PVG_EXTENSION Ext, ULONG Count)
{
	PVG_FRAMES Frames = &Ext->Frames;
	ULONG Done, InFlight;

	VgQueueTake(Ext);
	Done = Frames->DoneTail - Frames->DoneHead;
	if (Done >= Count)
		return FALSE;
	Count -= Done;
	InFlight = Frames->SlotCount - Frames->FreeCount;
	if (InFlight && Count > InFlight)
		Count = InFlight;
	Frames->Target = Frames->DoneTail + Count;
	Frames->Armed = TRUE;
	VgQueueArm(Ext);
	return !VgFramesReached(Ext);
}

/*
 * The port driver sleeps next, so this is the last look at whether the device
 * wanted to be told of something.
 */
BOOLEAN VgFramesNotify(PVOID Context, ULONG Count)
{
	PVG_EXTENSION Ext = Context;
	PVG_FRAMES Frames = &Ext->Frames;
	BOOLEAN Asked = TRUE;

	VideoPortAcquireSpinLockAtDpcLevel(Ext, Ext->Lock);
	Frames->Armed = FALSE;
	if (!VgQueueIsRunning(Ext)) {
		Asked = !Count || Frames->DoneTail - Frames->DoneHead < Count;
	} else if (!Count) {
		VgQueueArm(Ext);
	} else {
		Asked = VgFramesNotifyAfter(Ext, Count);
		VgQueueTell(Ext);
	}
	VideoPortReleaseSpinLockFromDpcLevel(Ext, Ext->Lock);
	return Asked;
}
