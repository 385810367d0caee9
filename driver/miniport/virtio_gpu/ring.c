// SPDX-License-Identifier: GPL-2.0
/* FRAME_RING: what of the rooms the port driver calls, and what we call of it. */
#include "miniport.h"
#include "initguid.h"
#include "virtio_gpu.h"

VOID VgRingTell(PVG_EXTENSION Ext)
{
	if (Ext->Ring.Port.Complete)
		Ext->Ring.Port.Complete(Ext->Ring.Port.Context);
}

static VP_STATUS VgRingLimits(PVOID Context, PFRAME_RING_LIMITS Limits)
{
	Limits->Flags = 0;
	Limits->MaxWidth = VG_EDGE_MAX;
	Limits->MaxHeight = VG_EDGE_MAX;
	Limits->MaxPieces = VG_BACKING_MAX - 1;
	Limits->MaxSets = 0;
	Limits->MaxSetLength = VG_SET_LENGTH_MAX;
	Limits->DmaAdapter = VgDmaAdapter(Context);
	return NO_ERROR;
}

static VOID VgRingCounters(PVOID Context, PFRAME_RING_COUNTERS Counters)
{
	PVG_EXTENSION Ext = Context;
	UCHAR Irql;

	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	Counters->Doorbells = VgQueueDoorbells(Ext);
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
}

static VP_STATUS VgRingReset(PVOID Context)
{
	VP_STATUS Status = VgDeviceStop(Context);

	return Status == NO_ERROR ? VgDeviceStart(Context) : Status;
}

/*
 * What was taken off the queue may have let a set's next step begin, whose
 * answer brings an interrupt only if it is asked for. What comes while it is
 * asked for, the DPC finds.
 */
static VOID VgRingAfter(PVG_EXTENSION Ext)
{
	if (!VgDetachIsBusy(Ext) || !VgQueueIsRunning(Ext) ||
	    VgQueueIsLost(Ext))
		return;
	VgQueueArm(Ext);
	VgQueueCallDpc(Ext);
}

static ULONG VgRingSubmit(PVOID Context, PFRAME_PRESENT Presents, ULONG Count,
			  BOOLEAN MoreToCome)
{
	PVG_EXTENSION Ext = Context;
	ULONG Taken;

	VideoPortAcquireSpinLockAtDpcLevel(Ext, Ext->Lock);
	Taken = VgFramesSubmit(Ext, Presents, Count, MoreToCome);
	VgRingAfter(Ext);
	VideoPortReleaseSpinLockFromDpcLevel(Ext, Ext->Lock);
	return Taken;
}

/* Lock held */
static ULONG VgRingTake(PVG_EXTENSION Ext, PFRAME_COMPLETION Completions,
			ULONG Count)
{
	ULONG Reaped = VgFramesReap(Ext, Completions, Count);

	Reaped += VgDetachReap(Ext, Completions + Reaped, Count - Reaped);
	VgRingAfter(Ext);
	if (!Reaped && VgQueueIsLost(Ext))
		Reaped = FRAME_RING_LOST;
	return Reaped;
}

static ULONG VgRingReap(PVOID Context, PFRAME_COMPLETION Completions,
			ULONG Count)
{
	PVG_EXTENSION Ext = Context;
	ULONG Reaped;

	VideoPortAcquireSpinLockAtDpcLevel(Ext, Ext->Lock);
	Reaped = VgRingTake(Ext, Completions, Count);
	VideoPortReleaseSpinLockFromDpcLevel(Ext, Ext->Lock);
	return Reaped;
}

static VOID VgRingTurn(PVOID Context, PFRAME_TURN Turn)
{
	PVG_EXTENSION Ext = Context;

	VideoPortAcquireSpinLockAtDpcLevel(Ext, Ext->Lock);
	Turn->Taken = VgFramesSubmit(Ext, Turn->Presents, Turn->PresentCount,
				     FALSE);
	Turn->Reaped = VgRingTake(Ext, Turn->Completions,
				  Turn->CompletionCount);
	VideoPortReleaseSpinLockFromDpcLevel(Ext, Ext->Lock);
}

/*
 * The port driver sleeps next, so this is the last look at whether the device
 * wanted to be told of something.
 */
static BOOLEAN VgRingNotify(PVOID Context, ULONG Count)
{
	PVG_EXTENSION Ext = Context;
	BOOLEAN Asked;

	VideoPortAcquireSpinLockAtDpcLevel(Ext, Ext->Lock);
	Asked = VgFramesNotify(Ext, Count);
	if (VgDetachTells(Ext))
		VgQueueCallDpc(Ext);
	VideoPortReleaseSpinLockFromDpcLevel(Ext, Ext->Lock);
	return Asked;
}

/* The interface lives as long as the device: nothing to count. */
static VOID NTAPI VgRingReference(PVOID Context)
{
}

static VOID NTAPI VgRingDereference(PVOID Context)
{
}

static VOID VgRingFill(PVG_EXTENSION Ext, PFRAME_RING_INTERFACE Ring)
{
	Ring->Size = sizeof(*Ring);
	Ring->Version = FRAME_RING_VERSION_2;
	Ring->Context = Ext;
	Ring->InterfaceReference = VgRingReference;
	Ring->InterfaceDereference = VgRingDereference;
	Ring->Limits = VgRingLimits;
	Ring->Counters = VgRingCounters;
	Ring->Pitch = VgSetsPitch;
	Ring->AttachSet = VgSetsAttach;
	Ring->DetachSet = VgDetachSet;
	Ring->Dark = VgSetsDark;
	Ring->Reset = VgRingReset;
	Ring->Submit = VgRingSubmit;
	Ring->Reap = VgRingReap;
	Ring->Notify = VgRingNotify;
	Ring->Turn = VgRingTurn;
}

VP_STATUS NTAPI VgRingQueryInterface(PVOID HwDeviceExtension,
				     PQUERY_INTERFACE Query)
{
	PVG_EXTENSION Ext = HwDeviceExtension;
	PFRAME_RING_PORT Port = Query->InterfaceSpecificData;

	if (VideoPortCompareMemory((PVOID)Query->InterfaceType,
				   (PVOID)&GUID_FRAME_RING,
				   sizeof(GUID)) != sizeof(GUID))
		return ERROR_INVALID_FUNCTION;
	if (Query->Version != FRAME_RING_VERSION_2 ||
	    Query->Size < sizeof(FRAME_RING_INTERFACE) ||
	    !Query->Interface || !Port || !Port->Complete)
		return ERROR_INVALID_PARAMETER;

	Ext->Ring.Port.Context = Port->Context;
	Ext->Ring.Port.Complete = Port->Complete;
	VgRingFill(Ext, (PFRAME_RING_INTERFACE)Query->Interface);
	return NO_ERROR;
}
