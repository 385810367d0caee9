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
	Ring->Version = FRAME_RING_VERSION_1;
	Ring->Context = Ext;
	Ring->InterfaceReference = VgRingReference;
	Ring->InterfaceDereference = VgRingDereference;
	Ring->Limits = VgRingLimits;
	Ring->Counters = VgRingCounters;
	Ring->Pitch = VgSetsPitch;
	Ring->AttachSet = VgSetsAttach;
	Ring->DetachSet = VgSetsDetach;
	Ring->Show = VgSetsShow;
	Ring->Reset = VgRingReset;
	Ring->Submit = VgFramesSubmit;
	Ring->Reap = VgFramesReap;
	Ring->Notify = VgFramesNotify;
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
	if (Query->Version != FRAME_RING_VERSION_1 ||
	    Query->Size < sizeof(FRAME_RING_INTERFACE) ||
	    !Query->Interface || !Port || !Port->Complete)
		return ERROR_INVALID_PARAMETER;

	Ext->Ring.Port.Context = Port->Context;
	Ext->Ring.Port.Complete = Port->Complete;
	VgRingFill(Ext, (PFRAME_RING_INTERFACE)Query->Interface);
	return NO_ERROR;
}
