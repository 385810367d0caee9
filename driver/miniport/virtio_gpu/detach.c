// SPDX-License-Identifier: GPL-2.0
/*
 * Sets on their way out. Nobody waits for that: once no frame of a set is in
 * flight the device is asked for one thing after the other, a set at a time.
 */
#include "virtio_gpu.h"

BOOLEAN VgDetachPrepare(PVG_EXTENSION Ext)
{
	Ext->Detach.LeavingEnd = &Ext->Detach.Leaving;
	Ext->Detach.GoneEnd = &Ext->Detach.Gone;
	return VgDmaGet(Ext, &Ext->Detach.Buffer, VG_PAGE);
}

VOID VgDetachRelease(PVG_EXTENSION Ext)
{
	VgDmaPut(Ext, &Ext->Detach.Buffer);
}

/* What is freed at PASSIVE is taken off under Lock. */
static PVG_SET VgDetachTakeDead(PVG_EXTENSION Ext)
{
	PVG_SET Dead;
	UCHAR Irql;

	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	Dead = Ext->Detach.Dead;
	Ext->Detach.Dead = NULL;
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
	return Dead;
}

VOID VgDetachForget(PVG_EXTENSION Ext)
{
	PVG_DETACH Detach = &Ext->Detach;

	VgSetsFree(Ext, VgDetachTakeDead(Ext));
	VgSetsFree(Ext, Detach->Leaving);
	VgSetsFree(Ext, Detach->Gone);
	Detach->Leaving = NULL;
	Detach->LeavingEnd = &Detach->Leaving;
	Detach->Gone = NULL;
	Detach->GoneEnd = &Detach->Gone;
	Detach->Step = VgDetachIdle;
	Detach->Tell = FALSE;
}

static PVG_DETACH_MEMORY VgDetachMemory(PVG_EXTENSION Ext)
{
	return Ext->Detach.Buffer.Base;
}

/* Gone when the device has answered to all */
static VOID VgDetachEnd(PVG_EXTENSION Ext)
{
	PVG_DETACH Detach = &Ext->Detach;
	PVG_SET Set = Detach->Leaving;

	Detach->Leaving = Set->Next;
	if (!Detach->Leaving)
		Detach->LeavingEnd = &Detach->Leaving;
	Set->Next = NULL;
	*Detach->GoneEnd = Set;
	Detach->GoneEnd = &Set->Next;
	Detach->Step = VgDetachIdle;
	Detach->Tell = TRUE;
}

static VOID VgDetachStep(PVG_EXTENSION Ext);

/*
 * Only a fenced answer says that the device is through with the memory
 * (5.7.6.5). One that keeps it is not worked with any longer.
 */
static VOID VgDetachAnswered(PVG_EXTENSION Ext, ULONG What, ULONG Length)
{
	ULONGLONG Result = VgDetachMemory(Ext)->Answer.Result;

	if (Length < sizeof(GPU_ANSWER) ||
	    Result != GPU_RESULT(GPU_OK_NODATA, GPU_FLAG_FENCE)) {
		VgQueueGiveUp(Ext,
			      "virtio-gpu: a set is not let go of (0x%lx); the device is given up until reset\n",
			      GPU_RESULT_TYPE(Result));
		return;
	}
	if (Ext->Detach.Step == VgDetachScreen)
		VgFramesKnowScreen(Ext);
	if (Ext->Detach.Step == VgDetachResource)
		VgDetachEnd(Ext);
	VgDetachStep(Ext);
}

static VOID VgDetachFill(PVG_EXTENSION Ext, PVG_SET Set)
{
	PVG_DETACH_MEMORY Memory = VgDetachMemory(Ext);
	PGPU_RESOURCE Request = (PGPU_RESOURCE)&Memory->Request;

	VideoPortZeroMemory(Memory, sizeof(*Memory));
	Memory->Request.Header.Flags = GPU_FLAG_FENCE;
	Memory->Request.Header.FenceId = VgQueueNextFence(Ext);
	switch (Ext->Detach.Step) {
	case VgDetachScreen:
		/* 5.7.6.8: resource 0 disables the scanout. */
		Memory->Request.Header.Type = GPU_SET_SCANOUT;
		VgFramesLeaveScreen(Ext);
		break;
	case VgDetachBacking:
		Request->Header.Type = GPU_RESOURCE_DETACH_BACKING;
		Request->Resource = Set->Resource;
		break;
	default:
		Request->Header.Type = GPU_RESOURCE_UNREF;
		Request->Resource = Set->Resource;
		break;
	}
}

static VOID VgDetachSend(PVG_EXTENSION Ext, PVG_SET Set)
{
	PVG_BUFFER Buffer = &Ext->Detach.Buffer;
	PVG_DETACH_MEMORY Memory = VgDetachMemory(Ext);
	ULONG Length = Ext->Detach.Step == VgDetachScreen ?
		       sizeof(GPU_SCANOUT) : sizeof(GPU_RESOURCE);

	VgDetachFill(Ext, Set);
	VgQueueFillPair(Memory->Table, VgDmaAddress(Buffer, &Memory->Request),
			Length, VgDmaAddress(Buffer, &Memory->Answer),
			sizeof(GPU_ANSWER));
	VgQueueAdd(Ext, Memory->Table, VgDmaAddress(Buffer, Memory->Table),
		   VgDetachAnswered, 0);
	VgQueueTell(Ext);
}

/*
 * The next thing to ask for, if there is one now. UNREF ends the backing too;
 * asking for DETACH_BACKING first is for a device that keeps a resource alive
 * while it is on a screen.
 */
static VOID VgDetachStep(PVG_EXTENSION Ext)
{
	PVG_DETACH Detach = &Ext->Detach;
	PVG_SET Set = Detach->Leaving;

	if (!Set || (Detach->Step == VgDetachIdle && Set->Pending))
		return;
	if (!VgQueueIsRunning(Ext) || VgQueueIsLost(Ext))
		return;
	Detach->Step++;
	if (Detach->Step == VgDetachScreen &&
	    !VgFramesMayShow(Ext, Set->Resource))
		Detach->Step++;
	VgDetachSend(Ext, Set);
}

VOID VgDetachIdleSet(PVG_EXTENSION Ext)
{
	if (Ext->Detach.Step == VgDetachIdle)
		VgDetachStep(Ext);
}

BOOLEAN VgDetachIsBusy(PVG_EXTENSION Ext)
{
	return Ext->Detach.Leaving != NULL;
}

BOOLEAN VgDetachTells(PVG_EXTENSION Ext)
{
	return Ext->Detach.Tell;
}

BOOLEAN VgDetachReached(PVG_EXTENSION Ext)
{
	BOOLEAN Tell = Ext->Detach.Tell;

	Ext->Detach.Tell = FALSE;
	return Tell;
}

ULONG VgDetachReap(PVG_EXTENSION Ext, PFRAME_COMPLETION Completions,
		   ULONG Count)
{
	PVG_DETACH Detach = &Ext->Detach;
	ULONG Reaped = 0;
	PVG_SET Set;

	while (Reaped < Count && Detach->Gone) {
		Set = Detach->Gone;
		Detach->Gone = Set->Next;
		if (!Detach->Gone)
			Detach->GoneEnd = &Detach->Gone;
		Completions[Reaped].Tag = Set->Tag;
		Completions[Reaped].Status = NO_ERROR;
		Completions[Reaped++].Answer = FRAME_RELEASED;
		Set->Next = Detach->Dead;
		Detach->Dead = Set;
	}
	return Reaped;
}

VP_STATUS VgDetachSet(PVOID Context, PVOID Handle, ULONGLONG Tag)
{
	PVG_EXTENSION Ext = Context;
	PVG_DETACH Detach = &Ext->Detach;
	BOOLEAN First;
	PVG_SET Set = Handle;
	UCHAR Irql;

	VgSetsFree(Ext, VgDetachTakeDead(Ext));
	VgSetsRemove(Ext, Set);
	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	First = !Detach->Leaving;
	Set->Tag = Tag;
	Set->Leaving = TRUE;
	*Detach->LeavingEnd = Set;
	Detach->LeavingEnd = &Set->Next;
	if (First)
		VgDetachStep(Ext);
	/* What has come meanwhile, the DPC finds. */
	if (VgQueueIsRunning(Ext)) {
		VgQueueArm(Ext);
		VgQueueCallDpc(Ext);
	}
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
	return NO_ERROR;
}
