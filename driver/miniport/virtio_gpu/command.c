// SPDX-License-Identifier: GPL-2.0
/*
 * Commands that somebody waits for: one at a time, at PASSIVE, beside frames
 * that are in flight.
 */
#include "virtio_gpu.h"

/*
 * Two seconds in a hundred slices, anew with each answer to what was in the
 * queue before. Each slice looks at the queue itself, so that neither a lost
 * interrupt nor a lost doorbell costs more than one, and the device is not
 * late where it is the machine that had no time.
 */
#define VG_WAIT_SLICES 100
#define VG_WAIT_SLICE (-200000)		/* 20 ms in units of 100 ns */

static PVG_COMMAND_MEMORY VgCommandMemory(PVG_EXTENSION Ext)
{
	return Ext->Command.Buffer.Base;
}

static ULONGLONG VgCommandAddress(PVG_EXTENSION Ext, ULONG Offset)
{
	return Ext->Command.Buffer.Logical.QuadPart + Offset;
}

static BOOLEAN VgIsLarge(ULONG Length)
{
	return Length > sizeof(((PVG_COMMAND_MEMORY)0)->Request);
}

/*
 * A request to be filled in, zeros but for its header; NULL where there is no
 * memory. It is fenced: without, a device may answer and still be at it
 * (5.7.6.5), and after DETACH_BACKING memory is freed. After a time-out the
 * device may still read the large buffer, so it stays until the device was
 * reset.
 */
PVOID VgBeginCommand(PVG_EXTENSION Ext, ULONG Type, ULONG Length)
{
	PVG_COMMAND Command = &Ext->Command;
	PGPU_HEADER Header;

	if (Ext->Lost || !Ext->Running)
		return NULL;
	if (VgIsLarge(Length)) {
		VgPutBuffer(Ext, &Command->Large);
		if (!VgGetBuffer(Ext, &Command->Large, Length))
			return NULL;
		Header = Command->Large.Base;
	} else {
		Header = (PGPU_HEADER)VgCommandMemory(Ext)->Request;
	}
	VideoPortZeroMemory(Header, Length);
	Header->Type = Type;
	Header->Flags = GPU_FLAG_FENCE;
	Command->Request = Header;
	Command->Length = Length;
	return Header;
}

/* The device can still write there: read each field once. */
volatile VOID *VgAnswer(PVG_EXTENSION Ext)
{
	return VgCommandMemory(Ext)->Answer;
}

VP_STATUS VgAnswerStatus(ULONG Type)
{
	switch (Type) {
	case GPU_ERR_OUT_OF_MEMORY:
		return ERROR_NOT_ENOUGH_MEMORY;
	case GPU_ERR_INVALID_SCANOUT_ID:
	case GPU_ERR_INVALID_RESOURCE_ID:
	case GPU_ERR_INVALID_CONTEXT_ID:
	case GPU_ERR_INVALID_PARAMETER:
		return ERROR_INVALID_PARAMETER;
	default:
		return ERROR_INVALID_FUNCTION;
	}
}

/* Lock held. FALSE: there is no command. */
BOOLEAN VgCommandAnswered(PVG_EXTENSION Ext, ULONG Length)
{
	PVG_COMMAND Command = &Ext->Command;

	if (!Command->Busy)
		return FALSE;
	Ext->Queue.InFlight--;
	Command->Answered = Length;
	Command->Busy = FALSE;
	VideoPortSetEvent(Ext, Command->Event);
	return TRUE;
}

/*
 * What is waited for (a set's frames, or the command), and how far the device
 * is with what it was given before that: so often it may take its time.
 */
typedef struct _VG_WAIT {
	PVG_SET Set;			/* NULL: the command */
	USHORT Start;			/* answers taken at the beginning */
	USHORT Ahead;			/* chains in flight then */
	USHORT Answered;		/* of those, at the last look */
	ULONG Left;			/* slices */
} VG_WAIT, *PVG_WAIT;

static VOID VgBeginWait(PVG_EXTENSION Ext, PVG_WAIT Wait, PVG_SET Set)
{
	Wait->Set = Set;
	Wait->Start = Ext->Queue.Taken;
	Wait->Ahead = Ext->Queue.InFlight;
	Wait->Answered = 0;
	Wait->Left = VG_WAIT_SLICES;
}

/* Our event is written before the chain is published: no answer escapes it. */
static BOOLEAN VgSendCommand(PVG_EXTENSION Ext, PVG_WAIT Wait)
{
	PVG_QUEUE Queue = &Ext->Queue;
	USHORT Chain = Queue->Chains - 1;
	BOOLEAN Ready;
	UCHAR Irql;

	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	Ready = Ext->Running && !Ext->Lost;
	if (Ready) {
		Ext->Command.Request->FenceId = ++Ext->Fence;
		Ext->Command.Busy = TRUE;
		VgBeginWait(Ext, Wait, NULL);
		VgArm(Ext);
		VgSetChain(Queue, Chain, VgCommandMemory(Ext)->Table,
			   VgCommandAddress(Ext, FIELD_OFFSET(VG_COMMAND_MEMORY,
							      Table)));
		VgAddChain(Queue, Chain);
		VgTell(Queue);
	}
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
	return Ready;
}

static BOOLEAN VgPending(PVG_EXTENSION Ext, PVG_WAIT Wait)
{
	USHORT Answered;
	BOOLEAN Pending;
	UCHAR Irql;

	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	VgTakeAnswers(Ext);
	VgTell(&Ext->Queue);
	Pending = Wait->Set ? VgHasFrames(Ext, Wait->Set) : Ext->Command.Busy;
	Answered = Ext->Queue.Taken - Wait->Start;
	if (Answered > Wait->Ahead)
		Answered = Wait->Ahead;
	if (Answered > Wait->Answered) {
		Wait->Answered = Answered;
		Wait->Left = VG_WAIT_SLICES;
	}
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
	return Pending;
}

/* What the port driver waits for was put last while we waited. */
static VOID VgEndWait(PVG_EXTENSION Ext, BOOLEAN Lost)
{
	BOOLEAN Reached;
	UCHAR Irql;

	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	if (Lost && !Ext->Lost)
		VgGiveUp(Ext,
			 "virtio-gpu: no answer for %lu ms; the device is given up until reset\n",
			 VG_WAIT_SLICES * 20);
	Ext->Draining = NULL;
	VgArm(Ext);
	Reached = VgTargetReached(Ext);
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);

	if (Reached)
		VideoPortQueueDpc(Ext, VgDpc, NULL);
}

static VP_STATUS VgFinishWait(PVG_EXTENSION Ext, PVG_WAIT Wait)
{
	BOOLEAN Pending = VgPending(Ext, Wait);
	LARGE_INTEGER Slice;

	Slice.QuadPart = VG_WAIT_SLICE;
	while (Wait->Left && Pending && !Ext->Lost) {
		Wait->Left--;
		VideoPortWaitForSingleObject(Ext, Ext->Command.Event, &Slice);
		Pending = VgPending(Ext, Wait);
	}
	VgEndWait(Ext, Pending);
	return Pending ? WAIT_TIMEOUT : NO_ERROR;
}

/* Wait until no frame of a set is in flight. */
VP_STATUS VgDrain(PVG_EXTENSION Ext, PVG_SET Set)
{
	VG_WAIT Wait;
	UCHAR Irql;

	VideoPortClearEvent(Ext, Ext->Command.Event);
	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	Ext->Draining = Set;
	VgBeginWait(Ext, &Wait, Set);
	VgArm(Ext);
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
	return VgFinishWait(Ext, &Wait);
}

static VP_STATUS VgCheckAnswer(PVG_EXTENSION Ext, ULONG Type, ULONG Length)
{
	PGPU_ANSWER Answer = (PGPU_ANSWER)VgAnswer(Ext);
	ULONG Answered = Ext->Command.Answered;
	ULONGLONG Result = Answer->Result;

	if (Answered >= Length && GPU_RESULT_TYPE(Result) == Type &&
	    (GPU_RESULT_FLAGS(Result) & GPU_FLAG_FENCE))
		return NO_ERROR;
	if (Answered < sizeof(*Answer) || GPU_RESULT_TYPE(Result) == Type) {
		VgComplain(Ext, "virtio-gpu: an answer of %lu bytes is too short or has no fence\n",
			   Answered);
		return ERROR_INVALID_FUNCTION;
	}
	VgComplain(Ext, "virtio-gpu: a command was refused with 0x%lx\n",
		   GPU_RESULT_TYPE(Result));
	return VgAnswerStatus(GPU_RESULT_TYPE(Result));
}

/*
 * Send what VgBeginCommand began and wait for the answer, which is checked to
 * be of that type and at least so long.
 */
VP_STATUS VgRunCommand(PVG_EXTENSION Ext, ULONG Type, ULONG AnswerLength)
{
	PVG_COMMAND Command = &Ext->Command;
	PVG_COMMAND_MEMORY Memory = VgCommandMemory(Ext);
	BOOLEAN Large = VgIsLarge(Command->Length);
	ULONGLONG Request = Large ? (ULONGLONG)Command->Large.Logical.QuadPart :
		VgCommandAddress(Ext, FIELD_OFFSET(VG_COMMAND_MEMORY, Request));
	VP_STATUS Status = WAIT_TIMEOUT;
	VG_WAIT Wait;

	VideoPortZeroMemory(Memory->Answer, AnswerLength);
	VideoPortClearEvent(Ext, Command->Event);
	VgFillPair(Memory->Table, Request, Command->Length,
		   VgCommandAddress(Ext, FIELD_OFFSET(VG_COMMAND_MEMORY, Answer)),
		   AnswerLength);
	if (VgSendCommand(Ext, &Wait))
		Status = VgFinishWait(Ext, &Wait);
	if (Status != NO_ERROR)
		return Status;
	if (Large)
		VgPutBuffer(Ext, &Command->Large);
	return VgCheckAnswer(Ext, Type, AnswerLength);
}
