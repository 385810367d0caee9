// SPDX-License-Identifier: GPL-2.0
/*
 * Frame sets. A set is one host resource of a frame's size whose backing is the
 * pad and then all frames: a frame is shown by a transfer from its offset
 * there. (QEMU does this faster than with a resource for each frame.)
 */
#include "virtio_gpu.h"

#define VG_SET_POOL 0x73677647		/* "Gvgs" */

/*
 * The pad goes before the frames in every set's backing: QEMU takes a transfer
 * from offset 0 at full width for one of the whole resource, whatever its
 * height, so no frame may lie at offset 0.
 */
BOOLEAN VgSetsPrepare(PVG_EXTENSION Ext)
{
	return VgDmaGet(Ext, &Ext->Sets.Pad, VG_PAGE);
}

VOID VgSetsRelease(PVG_EXTENSION Ext)
{
	VgDmaPut(Ext, &Ext->Sets.Pad);
}

VOID VgSetsFree(PVG_EXTENSION Ext, PVG_SET List)
{
	PVG_SET Set;

	while (List) {
		Set = List;
		List = Set->Next;
		VideoPortFreePool(Ext, Set);
	}
}

VOID VgSetsForget(PVG_EXTENSION Ext)
{
	PVG_SET List = Ext->Sets.First;

	Ext->Sets.First = NULL;
	VgSetsFree(Ext, List);
}

static VOID VgSetsInsert(PVG_EXTENSION Ext, PVG_SET Set)
{
	Set->Next = Ext->Sets.First;
	if (Set->Next)
		Set->Next->Previous = Set;
	Ext->Sets.First = Set;
}

VOID VgSetsRemove(PVG_EXTENSION Ext, PVG_SET Set)
{
	if (Set->Next)
		Set->Next->Previous = Set->Previous;
	if (Set->Previous)
		Set->Previous->Next = Set->Next;
	else
		Ext->Sets.First = Set->Next;
	Set->Next = NULL;
}

ULONG VgSetsPitch(PVOID Context, ULONG Width, ULONG Height, ULONG Format)
{
	if (Format != FRAME_FORMAT_X8R8G8B8 ||
	    Width < VG_EDGE_MIN || Width > VG_EDGE_MAX ||
	    Height < VG_EDGE_MIN || Height > VG_EDGE_MAX)
		return 0;
	return Width * sizeof(ULONG);
}

static BOOLEAN VgSetsCheckGeometry(PVG_EXTENSION Ext, PFRAME_SET Set)
{
	ULONG Pitch = VgSetsPitch(Ext, Set->Width, Set->Height, Set->Format);

	return Pitch && Set->Pitch == Pitch &&
	       Set->FrameCount && Set->FrameCount <= FRAME_RING_MAX_FRAMES &&
	       Set->FrameLength >= (ULONGLONG)Pitch * Set->Height &&
	       Set->FrameLength <= VG_SET_LENGTH_MAX &&
	       Set->FrameLength * Set->FrameCount <= VG_SET_LENGTH_MAX;
}

static BOOLEAN VgSetsCheckPieces(PFRAME_SET Set)
{
	PFRAME_PIECE Pieces = Set->Frames[0].Pieces;
	ULONGLONG Length = 0;
	ULONG i;

	if (Set->PieceCount >= VG_BACKING_MAX)
		return FALSE;
	for (i = 0; i < Set->PieceCount; i++)
		Length += Pieces[i].Length;
	return Length == Set->FrameLength * Set->FrameCount;
}

/* Commands that name a resource and are answered with yes or no */
static VP_STATUS VgSetsRunResource(PVG_EXTENSION Ext, ULONG Type, ULONG Resource)
{
	PGPU_RESOURCE Request = VgCommandBegin(Ext, Type, sizeof(*Request));

	if (!Request)
		return WAIT_TIMEOUT;
	Request->Resource = Resource;
	return VgCommandRun(Ext, GPU_OK_NODATA, sizeof(GPU_HEADER));
}

static VP_STATUS VgSetsCreate(PVG_EXTENSION Ext, PVG_SET Entry)
{
	PGPU_CREATE_2D Request = VgCommandBegin(Ext, GPU_RESOURCE_CREATE_2D,
						sizeof(*Request));

	if (!Request)
		return WAIT_TIMEOUT;
	Request->Resource = Entry->Resource;
	Request->Format = GPU_FORMAT_B8G8R8X8;
	Request->Width = Entry->Width;
	Request->Height = Entry->Height;
	return VgCommandRun(Ext, GPU_OK_NODATA, sizeof(GPU_HEADER));
}

/* The pad, then the pieces */
static VOID VgSetsFillBacking(PVG_EXTENSION Ext, PFRAME_SET Set,
			      PGPU_BACKING_ENTRY Entries)
{
	PFRAME_PIECE Pieces = Set->Frames[0].Pieces;
	ULONG i;

	Entries[0].Address = Ext->Sets.Pad.Logical.QuadPart;
	Entries[0].Length = Ext->Sets.Pad.Length;
	for (i = 0; i < Set->PieceCount; i++) {
		Entries[i + 1].Address = Pieces[i].LogicalAddress.QuadPart;
		Entries[i + 1].Length = Pieces[i].Length;
	}
}

static VP_STATUS VgSetsAttachBacking(PVG_EXTENSION Ext, PFRAME_SET Set,
				     PVG_SET Entry)
{
	ULONG Count = Set->PieceCount + 1;
	PGPU_ATTACH_BACKING Request;

	Request = VgCommandBegin(Ext, GPU_RESOURCE_ATTACH_BACKING,
				 sizeof(*Request) +
				 Count * sizeof(GPU_BACKING_ENTRY));
	if (!Request)
		return VgQueueIsLost(Ext) ? WAIT_TIMEOUT : ERROR_NOT_ENOUGH_MEMORY;
	Request->Resource = Entry->Resource;
	Request->EntryCount = Count;
	VgSetsFillBacking(Ext, Set, (PGPU_BACKING_ENTRY)(Request + 1));
	return VgCommandRun(Ext, GPU_OK_NODATA, sizeof(GPU_HEADER));
}

ULONG VgSetsNumber(PVG_EXTENSION Ext)
{
	if (!++Ext->Sets.LastResource)
		++Ext->Sets.LastResource;
	return Ext->Sets.LastResource;
}

static PVG_SET VgSetsMake(PVG_EXTENSION Ext, PFRAME_SET Set)
{
	PVG_SET Entry = VideoPortAllocatePool(Ext, VpNonPagedPool,
					      sizeof(*Entry), VG_SET_POOL);

	if (!Entry)
		return NULL;
	VideoPortZeroMemory(Entry, sizeof(*Entry));
	Entry->Resource = VgSetsNumber(Ext);
	Entry->Width = Set->Width;
	Entry->Height = Set->Height;
	Entry->Pitch = Set->Pitch;
	Entry->FrameCount = Set->FrameCount;
	Entry->FrameLength = Set->FrameLength;
	return Entry;
}

/* The resource with its backing, or none of the two, or WAIT_TIMEOUT */
static VP_STATUS VgSetsBuild(PVG_EXTENSION Ext, PFRAME_SET Set,
			     PVG_SET Entry)
{
	VP_STATUS Status = VgSetsCreate(Ext, Entry);

	if (Status != NO_ERROR)
		return Status;
	Status = VgSetsAttachBacking(Ext, Set, Entry);
	if (Status == NO_ERROR || Status == WAIT_TIMEOUT)
		return Status;
	return VgSetsRunResource(Ext, GPU_RESOURCE_UNREF, Entry->Resource) ?
	       WAIT_TIMEOUT : Status;
}

/* After a time-out the device may have it, until Reset. */
VP_STATUS VgSetsAttach(PVOID Context, PFRAME_SET Set, PVOID *Handle)
{
	PVG_EXTENSION Ext = Context;
	VP_STATUS Status;
	PVG_SET Entry;

	if (!VgSetsCheckGeometry(Ext, Set) || !VgSetsCheckPieces(Set))
		return ERROR_INVALID_PARAMETER;
	if (!VgQueueIsRunning(Ext) || VgQueueIsLost(Ext))
		return WAIT_TIMEOUT;
	Entry = VgSetsMake(Ext, Set);
	if (!Entry)
		return ERROR_NOT_ENOUGH_MEMORY;

	Status = VgSetsBuild(Ext, Set, Entry);
	if (Status != NO_ERROR) {
		VgSetsFree(Ext, Entry);
		return Status == WAIT_TIMEOUT ? Status : ERROR_NOT_ENOUGH_MEMORY;
	}
	VgSetsInsert(Ext, Entry);
	*Handle = Entry;
	return NO_ERROR;
}

/* 5.7.6.8: resource 0 disables the scanout. */
VP_STATUS VgSetsDark(PVOID Context)
{
	PVG_EXTENSION Ext = Context;
	VP_STATUS Status;
	UCHAR Irql;

	if (!VgCommandBegin(Ext, GPU_SET_SCANOUT, sizeof(GPU_SCANOUT)))
		return WAIT_TIMEOUT;
	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	VgFramesLeaveScreen(Ext);
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
	Status = VgCommandRun(Ext, GPU_OK_NODATA, sizeof(GPU_HEADER));
	if (Status != NO_ERROR)
		return Status;
	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	VgFramesKnowScreen(Ext);
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
	return NO_ERROR;
}
