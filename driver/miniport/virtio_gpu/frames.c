// SPDX-License-Identifier: GPL-2.0
/*
 * Frames on their way to the device and back. A frame is a fenced transfer of
 * its damage and a flush, two chains of the queue. Where the screen shows
 * another resource, or another part of it, SET_SCANOUT goes between them: before
 * the transfer it would show what the resource held. The frame is done when all
 * are answered, in whatever order.
 */
#include "virtio_gpu.h"

BOOLEAN VgFramesPrepare(PVG_EXTENSION Ext, VOID (*Idle)(PVG_EXTENSION Ext))
{
	Ext->Frames.Idle = Idle;
	return VgDmaGet(Ext, &Ext->Frames.Buffer,
			VG_SLOT_MAX * sizeof(VG_SLOT_MEMORY));
}

VOID VgFramesRelease(PVG_EXTENSION Ext)
{
	VgDmaPut(Ext, &Ext->Frames.Buffer);
}

static __inline VOID VgFramesFinish(PVG_EXTENSION Ext, ULONGLONG Tag,
				    VP_STATUS Status)
{
	PVG_FRAMES Frames = &Ext->Frames;
	PFRAME_COMPLETION Done =
		&Frames->Done[Frames->DoneTail++ % VG_DONE_MAX];

	Done->Tag = Tag;
	Done->Status = Status;
	Done->Answer = FRAME_SHOWN | FRAME_RELEASED;
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

static __inline VOID VgFramesEnd(PVG_EXTENSION Ext, PVG_SLOT Slot)
{
	PVG_FRAMES Frames = &Ext->Frames;
	PVG_SET Set = Slot->Set;

	VgFramesFinish(Ext, Slot->Tag, Slot->Status);
	Frames->InFlight--;
	Frames->Chains -= Slot->Chains;
	if (VgQueueFree(&Ext->Queue, (USHORT)(Slot - Frames->Slots)))
		VgQueueServeLate(Ext);
	if (!--Set->Pending && Set->Leaving)
		Frames->Idle(Ext);
}

/* Fence: the flags that the answer must have, and only those if all is well */
static __inline VOID VgFramesAnswered(PVG_EXTENSION Ext, PVG_SLOT Slot,
				      ULONGLONG Result, ULONG Fence,
				      ULONG Length)
{
	if ((Result != GPU_RESULT(GPU_OK_NODATA, Fence) ||
	     Length < sizeof(GPU_ANSWER)) && Slot->Status == NO_ERROR)
		Slot->Status = VgFramesStatus(Ext, Result, Fence, Length);
	if (!--Slot->Pending)
		VgFramesEnd(Ext, Slot);
}

static VOID VgFramesTransferred(PVG_EXTENSION Ext, ULONG Number, ULONG Length)
{
	PVG_SLOT Slot = &Ext->Frames.Slots[Number];

	VgFramesAnswered(Ext, Slot, Slot->Memory->TransferAnswer.Result,
			 GPU_FLAG_FENCE, Length);
}

/* After a refusal the next frame tries again. */
static VOID VgFramesScanned(PVG_EXTENSION Ext, ULONG Number, ULONG Length)
{
	PVG_SLOT Slot = &Ext->Frames.Slots[Number];
	ULONGLONG Result = Slot->Memory->ScreenAnswer.Result;

	if (Result == GPU_RESULT(GPU_OK_NODATA, 0) &&
	    Length >= sizeof(GPU_ANSWER))
		VgFramesKnowScreen(Ext);
	else
		VgFramesLeaveScreen(Ext);
	VgFramesAnswered(Ext, Slot, Result, 0, Length);
}

static VOID VgFramesFlushed(PVG_EXTENSION Ext, ULONG Number, ULONG Length)
{
	PVG_SLOT Slot = &Ext->Frames.Slots[Number];

	VgFramesAnswered(Ext, Slot, Slot->Memory->FlushAnswer.Result, 0, Length);
}

/* The first chain of the pair, which others borrow */
static VOID VgFramesOwn(PVG_EXTENSION Ext, USHORT Number)
{
	PVIRTQ_DESC Table = Ext->Frames.Slots[Number].Memory->TransferTable;

	Ext->Queue.Lent[Number].Answered = NULL;
	VgQueueFill(&Ext->Queue, 2 * Number, Table,
		    VgDmaAddress(&Ext->Frames.Buffer, Table),
		    VgFramesTransferred, Number);
}

static VOID VgFramesBuildSlot(PVG_EXTENSION Ext, ULONG Number)
{
	PVG_BUFFER Buffer = &Ext->Frames.Buffer;
	PVG_SLOT_MEMORY Memory = (PVG_SLOT_MEMORY)Buffer->Base + Number;

	Memory->Transfer.Header.Type = GPU_TRANSFER_TO_HOST_2D;
	Memory->Transfer.Header.Flags = GPU_FLAG_FENCE;
	Memory->Screen.Header.Type = GPU_SET_SCANOUT;
	Memory->Flush.Header.Type = GPU_RESOURCE_FLUSH;
	VgQueueFillPair(Memory->TransferTable,
			VgDmaAddress(Buffer, &Memory->Transfer),
			sizeof(GPU_TRANSFER),
			VgDmaAddress(Buffer, &Memory->TransferAnswer),
			sizeof(GPU_ANSWER));
	VgQueueFillPair(Memory->ScreenTable,
			VgDmaAddress(Buffer, &Memory->Screen),
			sizeof(GPU_SCANOUT),
			VgDmaAddress(Buffer, &Memory->ScreenAnswer),
			sizeof(GPU_ANSWER));
	VgQueueFillPair(Memory->FlushTable,
			VgDmaAddress(Buffer, &Memory->Flush), sizeof(GPU_FLUSH),
			VgDmaAddress(Buffer, &Memory->FlushAnswer),
			sizeof(GPU_ANSWER));
	Ext->Frames.Slots[Number].Memory = Memory;
	Ext->Frames.Slots[Number].Pending = 0;
	VgFramesOwn(Ext, (USHORT)Number);
	VgQueueFill(&Ext->Queue, (USHORT)(2 * Number + 1), Memory->FlushTable,
		    VgDmaAddress(Buffer, Memory->FlushTable), VgFramesFlushed,
		    Number);
}

/* All that is the same for every frame is written here, once. */
BOOLEAN VgFramesBuild(PVG_EXTENSION Ext)
{
	PVG_FRAMES Frames = &Ext->Frames;
	ULONG i;

	VideoPortZeroMemory(Frames->Buffer.Base, Frames->Buffer.Length);
	Frames->SlotCount = 0;
	/* With all that others may have lent, a frame that moves the screen fits. */
	if (VgQueueChains(Ext) >= 2 * (2 + VG_QUEUE_LATE))
		Frames->SlotCount = VgQueueChains(Ext) / 2;
	Frames->InFlight = 0;
	Frames->Chains = 0;
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
	Frames->Resource = 0;
	Frames->Unknown = FALSE;
	Frames->DoneHead = Frames->DoneTail;
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
}

VOID VgFramesLeaveScreen(PVG_EXTENSION Ext)
{
	Ext->Frames.Resource = 0;
	Ext->Frames.Unknown = TRUE;
}

VOID VgFramesKnowScreen(PVG_EXTENSION Ext)
{
	Ext->Frames.Unknown = FALSE;
}

BOOLEAN VgFramesMayShow(PVG_EXTENSION Ext, ULONG Resource)
{
	return Ext->Frames.Resource == Resource || Ext->Frames.Unknown;
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
	Answers = 2 * ToGo + VgQueueInFlight(Ext) - (LONG)Frames->Chains;
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

/* Of the same four, in the same order */
static VOID VgFramesCopyRect(PGPU_RECT To, PFRAME_RECT From)
{
	*(PFRAME_RECT)To = *From;
}

/*
 * A device that says "answered" but wrote no answer must not pass with that of
 * an earlier frame: so the answers are wiped.
 */
static VOID VgFramesFill(PVG_EXTENSION Ext, PVG_SLOT_MEMORY Memory,
			 PVG_SET Set, PFRAME_PRESENT Present)
{
	PFRAME_RECT Damage = &Present->Damage;
	PGPU_TRANSFER Transfer = &Memory->Transfer;
	PGPU_FLUSH Flush = &Memory->Flush;

	Transfer->Header.FenceId = VgQueueNextFence(Ext);
	VgFramesCopyRect(&Transfer->Rect, Damage);
	Transfer->Offset = VG_PAGE + Present->Frame * Set->FrameLength +
			   (ULONGLONG)Damage->Top * Set->Pitch +
			   Damage->Left * sizeof(ULONG);
	Transfer->Resource = Set->Resource;
	VgFramesCopyRect(&Flush->Rect, Damage);
	Flush->Resource = Set->Resource;
	Memory->TransferAnswer.Result = 0;
	Memory->FlushAnswer.Result = 0;
}

/* 5.7.6.8: from now on the screen shows that part of the set. */
static VOID VgFramesMove(PVG_EXTENSION Ext, ULONG Number, PVG_SET Set,
			 PFRAME_RECT Window)
{
	PVG_SLOT_MEMORY Memory = Ext->Frames.Slots[Number].Memory;

	VgFramesCopyRect(&Memory->Screen.Rect, Window);
	Memory->Screen.Resource = Set->Resource;
	Memory->ScreenAnswer.Result = 0;
	Ext->Frames.Resource = Set->Resource;
	Ext->Frames.Window = *Window;
	VgQueueAdd(Ext, Memory->ScreenTable,
		   VgDmaAddress(&Ext->Frames.Buffer, Memory->ScreenTable),
		   VgFramesScanned, Number);
}

static BOOLEAN VgFramesMoves(PVG_FRAMES Frames, PFRAME_PRESENT Present)
{
	PVG_SET Set = Present->Set;

	return Frames->Resource != Set->Resource ||
	       Frames->Window.Left != Present->Window.Left ||
	       Frames->Window.Top != Present->Window.Top ||
	       Frames->Window.Width != Present->Window.Width ||
	       Frames->Window.Height != Present->Window.Height;
}

static VOID VgFramesSend(PVG_EXTENSION Ext, PFRAME_PRESENT Present, BOOLEAN Moves)
{
	PVG_QUEUE Queue = &Ext->Queue;
	USHORT Number = VgQueueGet(Queue);
	PVG_SLOT Slot = &Ext->Frames.Slots[Number];
	ULONG Chains = Moves ? VG_SLOT_CHAINS : VG_SLOT_CHAINS - 1;
	PVG_SET Set = Present->Set;

	if (VgQueueWasLent(Queue, Number))
		VgFramesOwn(Ext, Number);
	VgFramesFill(Ext, Slot->Memory, Set, Present);
	Slot->Set = Set;
	Slot->Tag = Present->Tag;
	Slot->Status = NO_ERROR;
	Slot->Pending = Chains;
	Slot->Chains = Chains;
	Set->Pending++;
	Ext->Frames.InFlight++;
	Ext->Frames.Chains += Chains;
	if (!Moves) {
		VgQueuePutPair(Queue, Number);
		return;
	}
	VgQueuePut(Queue, 2 * Number);
	VgFramesMove(Ext, Number, Set, &Present->Window);
	VgQueuePut(Queue, 2 * Number + 1);
}

/*
 * A frame that the device can't be given is finished at once, with an error.
 * Whoever waits for it hears of it from the DPC, as always.
 */
static VOID VgFramesRefuse(PVG_EXTENSION Ext, ULONGLONG Tag, VP_STATUS Status)
{
	VgFramesFinish(Ext, Tag, Status);
	if (VgFramesAtTarget(&Ext->Frames))
		VgQueueCallDpc(Ext);
}

static BOOLEAN VgFramesHaveRoom(PVG_FRAMES Frames)
{
	return Frames->DoneTail - Frames->DoneHead < VG_DONE_MAX - VG_SLOT_MAX;
}

/* A frame that moves the screen borrows a chain of another pair. */
static BOOLEAN VgFramesFit(PVG_EXTENSION Ext, BOOLEAN Moves)
{
	return VgQueueRoom(Ext) > (Moves ? 1 : 0);
}

/* FALSE: not now. What the port driver keeps it submits again after a reset. */
static BOOLEAN VgFramesTake(PVG_EXTENSION Ext, PFRAME_PRESENT Present)
{
	PVG_FRAMES Frames = &Ext->Frames;
	PVG_SET Set = Present->Set;
	BOOLEAN Moves;

	if (!VgFramesHaveRoom(Frames) || VgQueueIsLost(Ext))
		return FALSE;
	if (Present->Frame >= Set->FrameCount || Set->Leaving) {
		VgFramesRefuse(Ext, Present->Tag, ERROR_INVALID_PARAMETER);
		return TRUE;
	}
	Moves = VgFramesMoves(Frames, Present);
	if (!VgFramesFit(Ext, Moves)) {
		VgQueueTake(Ext);
		Moves = VgFramesMoves(Frames, Present);
		if (VgQueueIsLost(Ext) || !VgFramesFit(Ext, Moves))
			return FALSE;
	}
	VgFramesSend(Ext, Present, Moves);
	return TRUE;
}

ULONG VgFramesSubmit(PVG_EXTENSION Ext, PFRAME_PRESENT Presents, ULONG Count,
		     BOOLEAN MoreToCome)
{
	ULONG Taken = 0;

	if (!VgQueueIsRunning(Ext))
		return 0;
	while (Taken < Count && VgFramesTake(Ext, &Presents[Taken]))
		Taken++;
	if (Taken < Count || !MoreToCome)
		VgQueueTell(Ext);
	return Taken;
}

/* Where nothing has come, perhaps the device was not told. */
ULONG VgFramesReap(PVG_EXTENSION Ext, PFRAME_COMPLETION Completions,
		   ULONG Count)
{
	PVG_FRAMES Frames = &Ext->Frames;
	ULONG Head, i;

	if (!VgQueueTake(Ext) && VgQueueIsRunning(Ext))
		VgQueueTell(Ext);
	Head = Frames->DoneHead;
	if (Count > Frames->DoneTail - Head)
		Count = Frames->DoneTail - Head;
	for (i = 0; i < Count; i++)
		Completions[i] = Frames->Done[(Head + i) % VG_DONE_MAX];
	Frames->DoneHead = Head + Count;
	return Count;
}

/*
 * No later than when all that the device has is done: what the port driver
 * still holds back can only be submitted then.
 */
static BOOLEAN VgFramesNotifyAfter(PVG_EXTENSION Ext, ULONG Count)
{
	PVG_FRAMES Frames = &Ext->Frames;
	ULONG Done;

	VgQueueTake(Ext);
	Done = Frames->DoneTail - Frames->DoneHead;
	if (Done >= Count)
		return FALSE;
	Count -= Done;
	if (Frames->InFlight && Count > Frames->InFlight)
		Count = Frames->InFlight;
	Frames->Target = Frames->DoneTail + Count;
	Frames->Armed = TRUE;
	VgQueueArm(Ext);
	return !VgFramesReached(Ext);
}

/*
 * The port driver sleeps next, so this is the last look at whether the device
 * wanted to be told of something.
 */
BOOLEAN VgFramesNotify(PVG_EXTENSION Ext, ULONG Count)
{
	PVG_FRAMES Frames = &Ext->Frames;
	BOOLEAN Asked = TRUE;

	Frames->Armed = FALSE;
	if (!VgQueueIsRunning(Ext)) {
		Asked = !Count || Frames->DoneTail - Frames->DoneHead < Count;
	} else if (!Count) {
		VgQueueArm(Ext);
	} else {
		Asked = VgFramesNotifyAfter(Ext, Count);
		VgQueueTell(Ext);
	}
	return Asked;
}
