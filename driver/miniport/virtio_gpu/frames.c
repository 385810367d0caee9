// SPDX-License-Identifier: GPL-2.0
/*
 * The ring: frames on their way to the device and back. A frame is a fenced
 * transfer of its rectangle and a flush, two chains of the queue; it is done
 * when both are answered, in whatever order.
 */
#include "miniport.h"
#include "initguid.h"
#include "virtio_gpu.h"

/* What the device calls a place in the slots' memory */
static ULONGLONG VgSlotAddress(PVG_EXTENSION Ext, PVOID Place)
{
	return Ext->SlotBuffer.Logical.QuadPart +
	       ((PUCHAR)Place - (PUCHAR)Ext->SlotBuffer.Base);
}

static VOID VgBuildChain(PVG_EXTENSION Ext, USHORT Number,
			 PVIRTQ_DESC Table, PGPU_ANSWER Answer,
			 ULONG Flags)
{
	PVG_CHAIN Chain = &Ext->Chains[Number];

	VgSetChain(&Ext->Queue, Number, Table,
		   VgSlotAddress(Ext, Table));
	Chain->Slot = &Ext->Slots[Number / 2];
	Chain->Answer = Answer;
	Chain->Good = GPU_RESULT(GPU_OK_NODATA, Flags);
	Chain->InFlight = FALSE;
}

static VOID VgBuildSlot(PVG_EXTENSION Ext, ULONG Number)
{
	PVG_SLOT_MEMORY Memory =
		(PVG_SLOT_MEMORY)Ext->SlotBuffer.Base + Number;
	USHORT Chain = (USHORT)(2 * Number);

	Memory->Transfer.Header.Type = GPU_TRANSFER_TO_HOST_2D;
	Memory->Transfer.Header.Flags = GPU_FLAG_FENCE;
	Memory->Flush.Header.Type = GPU_RESOURCE_FLUSH;
	VgFillPair(Memory->TransferTable,
		   VgSlotAddress(Ext, &Memory->Transfer), sizeof(GPU_TRANSFER),
		   VgSlotAddress(Ext, &Memory->TransferAnswer),
		   sizeof(GPU_ANSWER));
	VgFillPair(Memory->FlushTable,
		   VgSlotAddress(Ext, &Memory->Flush), sizeof(GPU_FLUSH),
		   VgSlotAddress(Ext, &Memory->FlushAnswer),
		   sizeof(GPU_ANSWER));
	VgBuildChain(Ext, Chain, Memory->TransferTable,
		     &Memory->TransferAnswer, GPU_FLAG_FENCE);
	VgBuildChain(Ext, Chain + 1, Memory->FlushTable,
		     &Memory->FlushAnswer, 0);
	Ext->Slots[Number].Memory = Memory;
	Ext->Slots[Number].Pending = 0;
	Ext->Free[Number] = (UCHAR)Number;
}

/* All that is the same for every frame is written here, once. */
VOID VgBuildSlots(PVG_EXTENSION Ext)
{
	ULONG i;

	VideoPortZeroMemory(Ext->SlotBuffer.Base, Ext->SlotBuffer.Length);
	Ext->SlotCount = (Ext->Queue.Chains - 1) / 2;
	Ext->FreeCount = Ext->SlotCount;
	for (i = 0; i < Ext->SlotCount; i++)
		VgBuildSlot(Ext, i);
}

/*
 * The device is about to be stopped. From here on no answer is taken and every
 * frame is refused; what was on its way is nobody's any more.
 */
VOID VgDropFrames(PVG_EXTENSION Ext)
{
	UCHAR Irql;

	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	Ext->Running = FALSE;
	Ext->Armed = FALSE;
	Ext->Shown = NULL;
	Ext->Draining = NULL;
	Ext->Command.Busy = FALSE;
	Ext->DoneHead = Ext->DoneTail;
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
}

static VOID VgFinish(PVG_EXTENSION Ext, ULONGLONG Sequence, VP_STATUS Status)
{
	PFRAME_COMPLETION Done = &Ext->Done[Ext->DoneTail++ % VG_DONE_MAX];

	Done->Sequence = Sequence;
	Done->Status = Status;
}

/* Whether a set's frames are in flight. Only DetachSet asks. */
BOOLEAN VgHasFrames(PVG_EXTENSION Ext, PVG_SET Set)
{
	ULONG i;

	for (i = 0; i < Ext->SlotCount; i++)
		if (Ext->Slots[i].Pending && Ext->Slots[i].Set == Set)
			return TRUE;
	return FALSE;
}

/*
 * 5.7.6.5: a device may answer before it is done. Only an answer that carries
 * the fence says that the transfer was, and the frame's memory with it.
 */
static VP_STATUS VgFrameStatus(PVG_EXTENSION Ext, PVG_CHAIN Chain,
			       ULONGLONG Result, ULONG Length)
{
	ULONG Type = GPU_RESULT_TYPE(Result);
	ULONG Fence = GPU_RESULT_FLAGS(Chain->Good);

	if (Length < sizeof(GPU_ANSWER)) {
		VgComplain(Ext, "virtio-gpu: a frame's answer of %lu bytes is too short\n",
			   Length);
		return ERROR_INVALID_FUNCTION;
	}
	if (Type != GPU_OK_NODATA) {
		VgComplain(Ext, "virtio-gpu: a frame was refused with 0x%lx\n",
			   Type);
		return VgAnswerStatus(Type);
	}
	if ((GPU_RESULT_FLAGS(Result) & Fence) != Fence) {
		VgComplain(Ext, "virtio-gpu: a frame's answer has flags 0x%lx and no fence\n",
			   GPU_RESULT_FLAGS(Result));
		return ERROR_INVALID_FUNCTION;
	}
	return NO_ERROR;
}

/* FALSE: it is not in flight. */
BOOLEAN VgFrameAnswered(PVG_EXTENSION Ext, ULONG Number, ULONG Length)
{
	PVG_CHAIN Chain = &Ext->Chains[Number];
	PVG_SLOT Slot = Chain->Slot;
	ULONGLONG Result = Chain->Answer->Result;

	if (!Chain->InFlight)
		return FALSE;
	Chain->InFlight = FALSE;
	Ext->Queue.InFlight--;
	if ((Result != Chain->Good || Length < sizeof(GPU_ANSWER)) &&
	    Slot->Status == NO_ERROR)
		Slot->Status = VgFrameStatus(Ext, Chain, Result, Length);
	if (--Slot->Pending)
		return TRUE;

	VgFinish(Ext, Slot->Sequence, Slot->Status);
	Ext->Free[Ext->FreeCount++] = (UCHAR)(Number / 2);
	if (Ext->Draining)
		VideoPortSetEvent(Ext, Ext->Command.Event);
	return TRUE;
}

static VOID VgCopyRect(PGPU_RECT To, PFRAME_RECT From)
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
static VOID VgFillSlot(PVG_EXTENSION Ext, PVG_SLOT_MEMORY Memory, PVG_SET Set,
		       ULONG Frame, PFRAME_RECT Rect)
{
	PGPU_TRANSFER Transfer = &Memory->Transfer;
	PGPU_FLUSH Flush = &Memory->Flush;

	Transfer->Header.FenceId = ++Ext->Fence;
	VgCopyRect(&Transfer->Rect, Rect);
	Transfer->Offset = VG_PAGE + Frame * Set->FrameLength +
			   (ULONGLONG)Rect->Top * Set->Pitch +
			   Rect->Left * sizeof(ULONG);
	Transfer->Resource = Set->Resource;
	VgCopyRect(&Flush->Rect, Rect);
	Flush->Resource = Set->Resource;
	Memory->TransferAnswer.Result = 0;
	Memory->FlushAnswer.Result = 0;
}

static VOID VgSendFrame(PVG_EXTENSION Ext, PVG_SET Set, ULONG Frame,
			PFRAME_RECT Rect, ULONGLONG Sequence)
{
	USHORT Number = Ext->Free[--Ext->FreeCount];
	PVG_SLOT Slot = &Ext->Slots[Number];

	VgFillSlot(Ext, Slot->Memory, Set, Frame, Rect);
	Slot->Set = Set;
	Slot->Sequence = Sequence;
	Slot->Status = NO_ERROR;
	Slot->Pending = 2;
	Ext->Chains[2 * Number].InFlight = TRUE;
	Ext->Chains[2 * Number + 1].InFlight = TRUE;
	VgAddChainPair(&Ext->Queue, 2 * Number);
}

/*
 * A frame that the device can't be given is finished at once, with an error.
 * Whoever waits for it hears of it from the DPC, as always.
 */
static VOID VgRefuseFrame(PVG_EXTENSION Ext, ULONGLONG Sequence,
			  VP_STATUS Status)
{
	VgFinish(Ext, Sequence, Status);
	if (VgTargetReached(Ext))
		VideoPortQueueDpc(Ext, VgDpc, NULL);
}

static BOOLEAN VgHasRoom(PVG_EXTENSION Ext)
{
	return Ext->DoneTail - Ext->DoneHead < VG_DONE_MAX - VG_SLOT_MAX;
}

static BOOLEAN VgTakeFrame(PVG_EXTENSION Ext, ULONG SetId, ULONG Frame,
			   PFRAME_RECT Rect, ULONGLONG Sequence)
{
	PVG_SET Set = Ext->Shown;

	/* What the port driver keeps it submits again after the reset. */
	if (!VgHasRoom(Ext) || Ext->Lost)
		return FALSE;
	if (!Set || Set->Id != SetId || Frame >= Set->FrameCount) {
		VgRefuseFrame(Ext, Sequence, ERROR_INVALID_PARAMETER);
		return TRUE;
	}
	if (!Ext->FreeCount)
		VgTakeAnswers(Ext);
	if (!Ext->FreeCount)
		return FALSE;
	VgSendFrame(Ext, Set, Frame, Rect, Sequence);
	return TRUE;
}

static BOOLEAN VgSubmit(PVOID Context, ULONG SetId, ULONG Frame,
			PFRAME_RECT Rect, ULONGLONG Sequence,
			BOOLEAN MoreToCome)
{
	PVG_EXTENSION Ext = Context;
	BOOLEAN Taken;

	VideoPortAcquireSpinLockAtDpcLevel(Ext, Ext->Lock);
	Taken = VgTakeFrame(Ext, SetId, Frame, Rect, Sequence);
	if (Ext->Running && (!Taken || !MoreToCome))
		VgTell(&Ext->Queue);
	VideoPortReleaseSpinLockFromDpcLevel(Ext, Ext->Lock);
	return Taken;
}

/* Where nothing has come, perhaps the device was not told. */
static ULONG VgReap(PVOID Context, PFRAME_COMPLETION Completions, ULONG Count)
{
	PVG_EXTENSION Ext = Context;
	ULONG Reaped = 0;

	VideoPortAcquireSpinLockAtDpcLevel(Ext, Ext->Lock);
	if (!VgTakeAnswers(Ext) && Ext->Running)
		VgTell(&Ext->Queue);
	while (Reaped < Count && Ext->DoneHead != Ext->DoneTail)
		Completions[Reaped++] =
			Ext->Done[Ext->DoneHead++ % VG_DONE_MAX];
	if (!Reaped && Ext->Lost)
		Reaped = FRAME_RING_LOST;
	VideoPortReleaseSpinLockFromDpcLevel(Ext, Ext->Lock);
	return Reaped;
}

/*
 * No later than when all that the device has is done: what the port driver
 * still holds back can only be submitted then.
 */
static BOOLEAN VgNotifyAfter(PVG_EXTENSION Ext, ULONG Frames)
{
	ULONG Done, InFlight;

	VgTakeAnswers(Ext);
	Done = Ext->DoneTail - Ext->DoneHead;
	if (Done >= Frames)
		return FALSE;
	Frames -= Done;
	InFlight = Ext->SlotCount - Ext->FreeCount;
	if (InFlight && Frames > InFlight)
		Frames = InFlight;
	Ext->Target = Ext->DoneTail + Frames;
	Ext->Armed = TRUE;
	VgArm(Ext);
	return !VgTargetReached(Ext);
}

/*
 * The port driver sleeps next, so this is the last look at whether the device
 * wanted to be told of something.
 */
static BOOLEAN VgNotify(PVOID Context, ULONG Frames)
{
	PVG_EXTENSION Ext = Context;
	BOOLEAN Asked = TRUE;

	VideoPortAcquireSpinLockAtDpcLevel(Ext, Ext->Lock);
	Ext->Armed = FALSE;
	if (!Ext->Running) {
		Asked = !Frames || Ext->DoneTail - Ext->DoneHead < Frames;
	} else if (!Frames) {
		VgArm(Ext);
	} else {
		Asked = VgNotifyAfter(Ext, Frames);
		Ext->Armed = Asked;
		VgTell(&Ext->Queue);
	}
	VideoPortReleaseSpinLockFromDpcLevel(Ext, Ext->Lock);
	return Asked;
}

static VP_STATUS VgLimits(PVOID Context, PFRAME_RING_LIMITS Limits)
{
	PVG_EXTENSION Ext = Context;

	Limits->Flags = 0;
	Limits->MaxWidth = VG_EDGE_MAX;
	Limits->MaxHeight = VG_EDGE_MAX;
	Limits->MaxPieces = VG_BACKING_MAX - 1;
	Limits->MaxSetLength = VG_SET_LENGTH_MAX;
	Limits->DmaAdapter = Ext->DmaAdapter;
	return NO_ERROR;
}

static VOID VgCounters(PVOID Context, PFRAME_RING_COUNTERS Counters)
{
	PVG_EXTENSION Ext = Context;
	UCHAR Irql;

	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	Counters->Doorbells = Ext->Queue.Doorbells;
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
}

static VP_STATUS VgReset(PVOID Context)
{
	VP_STATUS Status = VgStopDevice(Context);

	return Status == NO_ERROR ? VgStartDevice(Context) : Status;
}

/* The interface lives as long as the device: nothing to count. */
static VOID NTAPI VgReference(PVOID Context)
{
}

static VOID NTAPI VgDereference(PVOID Context)
{
}

static VOID VgFillInterface(PVG_EXTENSION Ext, PFRAME_RING_INTERFACE Ring)
{
	Ring->Size = sizeof(*Ring);
	Ring->Version = FRAME_RING_VERSION_1;
	Ring->Context = Ext;
	Ring->InterfaceReference = VgReference;
	Ring->InterfaceDereference = VgDereference;
	Ring->Limits = VgLimits;
	Ring->Counters = VgCounters;
	Ring->Pitch = VgPitch;
	Ring->AttachSet = VgAttachSet;
	Ring->DetachSet = VgDetachSet;
	Ring->Show = VgShow;
	Ring->Reset = VgReset;
	Ring->Submit = VgSubmit;
	Ring->Reap = VgReap;
	Ring->Notify = VgNotify;
}

VP_STATUS NTAPI VgQueryInterface(PVOID HwDeviceExtension,
				 PQUERY_INTERFACE Query)
{
	PVG_EXTENSION Ext = HwDeviceExtension;
	PFRAME_RING_PORT Port = Query->InterfaceSpecificData;

	if (VideoPortCompareMemory((PVOID)Query->InterfaceType,
				   (PVOID)&GUID_FRAME_RING,
				   sizeof(GUID)) != sizeof(GUID))
		return ERROR_INVALID_FUNCTION;
	if (Query->Version != FRAME_RING_VERSION_1 ||
	    Query->Size < sizeof(FRAME_RING_INTERFACE) ||
	    !Query->Interface || !Port || !Port->Complete)
		return ERROR_INVALID_PARAMETER;

	Ext->Port.Context = Port->Context;
	Ext->Port.Complete = Port->Complete;
	VgFillInterface(Ext, (PFRAME_RING_INTERFACE)Query->Interface);
	return NO_ERROR;
}
