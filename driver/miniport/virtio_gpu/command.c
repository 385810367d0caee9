// SPDX-License-Identifier: GPL-2.0
/*
 * Commands that somebody waits for: one at a time, at PASSIVE, beside frames
 * that are in flight.
 */
#include "virtio_gpu.h"

BOOLEAN VgCommandPrepare(PVG_EXTENSION Ext)
{
	return VgDmaGet(Ext, &Ext->Command.Buffer, sizeof(VG_COMMAND_MEMORY));
}

VOID VgCommandRelease(PVG_EXTENSION Ext)
{
	VgDmaPut(Ext, &Ext->Command.Buffer);
}

VOID VgCommandForget(PVG_EXTENSION Ext)
{
	Ext->Command.Busy = FALSE;
	VgDmaPut(Ext, &Ext->Command.Large);
}

static PVG_COMMAND_MEMORY VgCommandMemory(PVG_EXTENSION Ext)
{
	return Ext->Command.Buffer.Base;
}

static BOOLEAN VgCommandIsLarge(ULONG Length)
{
	return Length > sizeof(((PVG_COMMAND_MEMORY)0)->Request);
}

static BOOLEAN VgCommandIsPossible(PVG_EXTENSION Ext)
{
	return VgQueueIsRunning(Ext) && !VgQueueIsLost(Ext);
}

/*
 * It is fenced: without, a device may answer and still be at it (5.7.6.5), and
 * after DETACH_BACKING memory is freed. After a time-out the device may still
 * read the large buffer, so it stays until the device was reset.
 */
PVOID VgCommandBegin(PVG_EXTENSION Ext, ULONG Type, ULONG Length)
{
	PVG_COMMAND Command = &Ext->Command;
	PGPU_HEADER Header;

	if (!VgCommandIsPossible(Ext))
		return NULL;
	if (VgCommandIsLarge(Length)) {
		VgDmaPut(Ext, &Command->Large);
		if (!VgDmaGet(Ext, &Command->Large, Length))
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

volatile VOID *VgCommandAnswer(PVG_EXTENSION Ext)
{
	return VgCommandMemory(Ext)->Answer;
}

VP_STATUS VgCommandStatus(ULONG Type)
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

static VOID VgCommandAnswered(PVG_EXTENSION Ext, ULONG What, ULONG Length)
{
	Ext->Command.Answered = Length;
	Ext->Command.Busy = FALSE;
}

static BOOLEAN VgCommandPending(PVG_EXTENSION Ext, PVOID What)
{
	return Ext->Command.Busy;
}

/* Our event is written before the chain is published: no answer escapes it. */
static BOOLEAN VgCommandSend(PVG_EXTENSION Ext, PVG_WAIT Wait)
{
	PVG_COMMAND_MEMORY Memory = VgCommandMemory(Ext);
	BOOLEAN Ready;
	UCHAR Irql;

	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	Ready = VgCommandIsPossible(Ext);
	if (Ready) {
		Ext->Command.Request->FenceId = VgQueueNextFence(Ext);
		Ext->Command.Busy = TRUE;
		VgWaitBegin(Ext, Wait, VgCommandPending, NULL);
		VgQueueAdd(Ext, Memory->Table,
			   VgDmaAddress(&Ext->Command.Buffer, Memory->Table),
			   VgCommandAnswered, 0);
		VgQueueTell(Ext);
	}
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
	return Ready;
}

static VP_STATUS VgCommandCheck(PVG_EXTENSION Ext, ULONG Type, ULONG Length)
{
	PGPU_ANSWER Answer = (PGPU_ANSWER)VgCommandAnswer(Ext);
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
	return VgCommandStatus(GPU_RESULT_TYPE(Result));
}

VP_STATUS VgCommandRun(PVG_EXTENSION Ext, ULONG Type, ULONG AnswerLength)
{
	PVG_COMMAND Command = &Ext->Command;
	PVG_COMMAND_MEMORY Memory = VgCommandMemory(Ext);
	BOOLEAN Large = VgCommandIsLarge(Command->Length);
	PVG_BUFFER Buffer = Large ? &Command->Large : &Command->Buffer;
	VP_STATUS Status = WAIT_TIMEOUT;
	VG_WAIT Wait;

	VideoPortZeroMemory(Memory->Answer, AnswerLength);
	VgQueueFillPair(Memory->Table, VgDmaAddress(Buffer, Command->Request),
			Command->Length,
			VgDmaAddress(&Command->Buffer, Memory->Answer),
			AnswerLength);
	if (VgCommandSend(Ext, &Wait))
		Status = VgWaitEnd(Ext, &Wait);
	if (Status != NO_ERROR)
		return Status;
	if (Large)
		VgDmaPut(Ext, &Command->Large);
	return VgCommandCheck(Ext, Type, AnswerLength);
}
