// SPDX-License-Identifier: GPL-2.0
/*
 * Frame sets. A set is one host resource of a frame's size whose backing is the
 * pad and then all frames: a frame is shown by a transfer from its offset
 * there. (QEMU does this faster than with a resource for each frame.)
 */
#include "virtio_gpu.h"

/* The device was reset: it knows of no set any more. */
VOID VgForgetSets(PVG_EXTENSION Ext)
{
	UCHAR Irql;

	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	Ext->Shown = NULL;
	VideoPortZeroMemory(Ext->Sets, sizeof(Ext->Sets));
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
}

static PVG_SET VgFindSet(PVG_EXTENSION Ext, ULONG Id)
{
	ULONG i;

	for (i = 0; i < VG_SET_MAX; i++)
		if (Ext->Sets[i].Id == Id)
			return &Ext->Sets[i];
	return NULL;
}

ULONG VgPitch(PVOID Context, ULONG Width, ULONG Height, ULONG Format)
{
	if (Format != FRAME_FORMAT_X8R8G8B8 ||
	    Width < VG_EDGE_MIN || Width > VG_EDGE_MAX ||
	    Height < VG_EDGE_MIN || Height > VG_EDGE_MAX)
		return 0;
	return Width * sizeof(ULONG);
}

static BOOLEAN VgCheckGeometry(PVG_EXTENSION Ext, PFRAME_SET Set)
{
	ULONG Pitch = VgPitch(Ext, Set->Width, Set->Height, Set->Format);

	return Pitch && Set->Pitch == Pitch &&
	       Set->FrameCount && Set->FrameCount <= FRAME_RING_MAX_FRAMES &&
	       Set->FrameLength >= (ULONGLONG)Pitch * Set->Height &&
	       Set->FrameLength <= VG_SET_LENGTH_MAX &&
	       Set->FrameLength * Set->FrameCount <= VG_SET_LENGTH_MAX;
}

static BOOLEAN VgCheckPieces(PFRAME_SET Set)
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
static VP_STATUS VgRunResource(PVG_EXTENSION Ext, ULONG Type, ULONG Resource)
{
	PGPU_RESOURCE Request = VgBeginCommand(Ext, Type, sizeof(*Request));

	if (!Request)
		return WAIT_TIMEOUT;
	Request->Resource = Resource;
	return VgRunCommand(Ext, GPU_OK_NODATA, sizeof(GPU_HEADER));
}

static VP_STATUS VgCreateResource(PVG_EXTENSION Ext, PVG_SET Entry)
{
	PGPU_CREATE_2D Request = VgBeginCommand(Ext, GPU_RESOURCE_CREATE_2D,
						sizeof(*Request));

	if (!Request)
		return WAIT_TIMEOUT;
	Request->Resource = Entry->Resource;
	Request->Format = GPU_FORMAT_B8G8R8X8;
	Request->Width = Entry->Width;
	Request->Height = Entry->Height;
	return VgRunCommand(Ext, GPU_OK_NODATA, sizeof(GPU_HEADER));
}

/* The pad, then the pieces */
static VOID VgFillBacking(PVG_EXTENSION Ext, PFRAME_SET Set,
			  PGPU_BACKING_ENTRY Entries)
{
	PFRAME_PIECE Pieces = Set->Frames[0].Pieces;
	ULONG i;

	Entries[0].Address = Ext->PadBuffer.Logical.QuadPart;
	Entries[0].Length = Ext->PadBuffer.Length;
	for (i = 0; i < Set->PieceCount; i++) {
		Entries[i + 1].Address = Pieces[i].LogicalAddress.QuadPart;
		Entries[i + 1].Length = Pieces[i].Length;
	}
}

static VP_STATUS VgAttachBacking(PVG_EXTENSION Ext, PFRAME_SET Set,
				 PVG_SET Entry)
{
	ULONG Count = Set->PieceCount + 1;
	PGPU_ATTACH_BACKING Request;

	Request = VgBeginCommand(Ext, GPU_RESOURCE_ATTACH_BACKING,
				 sizeof(*Request) +
				 Count * sizeof(GPU_BACKING_ENTRY));
	if (!Request)
		return Ext->Lost ? WAIT_TIMEOUT : ERROR_NOT_ENOUGH_MEMORY;
	Request->Resource = Entry->Resource;
	Request->EntryCount = Count;
	VgFillBacking(Ext, Set, (PGPU_BACKING_ENTRY)(Request + 1));
	return VgRunCommand(Ext, GPU_OK_NODATA, sizeof(GPU_HEADER));
}

static PVG_SET VgTakeSet(PVG_EXTENSION Ext, PFRAME_SET Set)
{
	PVG_SET Entry = VgFindSet(Ext, 0);

	if (!Entry)
		return NULL;
	/* Never a number twice: an old resource may have survived its end. */
	if (!++Ext->LastResource)
		++Ext->LastResource;
	Entry->Id = Set->Id;
	Entry->Resource = Ext->LastResource;
	Entry->Width = Set->Width;
	Entry->Height = Set->Height;
	Entry->Pitch = Set->Pitch;
	Entry->FrameCount = Set->FrameCount;
	Entry->FrameLength = Set->FrameLength;
	return Entry;
}

/* The resource with its backing, or none of the two, or WAIT_TIMEOUT */
static VP_STATUS VgBuildResource(PVG_EXTENSION Ext, PFRAME_SET Set,
				 PVG_SET Entry)
{
	VP_STATUS Status = VgCreateResource(Ext, Entry);

	if (Status != NO_ERROR)
		return Status;
	Status = VgAttachBacking(Ext, Set, Entry);
	if (Status == NO_ERROR || Status == WAIT_TIMEOUT)
		return Status;
	return VgRunResource(Ext, GPU_RESOURCE_UNREF, Entry->Resource) ?
	       WAIT_TIMEOUT : Status;
}

/*
 * After a time-out the set stays on the list: for all that is known the device
 * has it, and only DetachSet or Reset can say that it has not.
 */
VP_STATUS VgAttachSet(PVOID Context, PFRAME_SET Set)
{
	PVG_EXTENSION Ext = Context;
	VP_STATUS Status;
	PVG_SET Entry;

	if (!Set->Id || VgFindSet(Ext, Set->Id) ||
	    !VgCheckGeometry(Ext, Set) || !VgCheckPieces(Set))
		return ERROR_INVALID_PARAMETER;
	if (!Ext->Running || Ext->Lost)
		return WAIT_TIMEOUT;
	Entry = VgTakeSet(Ext, Set);
	if (!Entry)
		return ERROR_NOT_ENOUGH_MEMORY;

	Status = VgBuildResource(Ext, Set, Entry);
	if (Status == NO_ERROR || Status == WAIT_TIMEOUT)
		return Status;
	Entry->Id = 0;
	return ERROR_NOT_ENOUGH_MEMORY;
}

/* Frames are submitted to what is shown, and to nothing else. */
static VOID VgSetShown(PVG_EXTENSION Ext, PVG_SET Set)
{
	UCHAR Irql;

	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	Ext->Shown = Set;
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
}

/* 5.7.6.8: resource 0 disables the scanout. */
static VP_STATUS VgSetScanout(PVG_EXTENSION Ext, PVG_SET Set)
{
	PGPU_SCANOUT Request = VgBeginCommand(Ext, GPU_SET_SCANOUT,
					      sizeof(*Request));

	if (!Request)
		return WAIT_TIMEOUT;
	if (Set) {
		Request->Resource = Set->Resource;
		Request->Rect.Width = Set->Width;
		Request->Rect.Height = Set->Height;
	}
	return VgRunCommand(Ext, GPU_OK_NODATA, sizeof(GPU_HEADER));
}

VP_STATUS VgShow(PVOID Context, ULONG SetId)
{
	PVG_EXTENSION Ext = Context;
	PVG_SET Set = NULL;
	VP_STATUS Status;

	if (SetId) {
		Set = VgFindSet(Ext, SetId);
		if (!Set)
			return ERROR_INVALID_PARAMETER;
	} else {
		VgSetShown(Ext, NULL);
	}
	Status = VgSetScanout(Ext, Set);
	if (Status == NO_ERROR)
		VgSetShown(Ext, Set);
	return Status;
}

/*
 * UNREF ends the backing too; asking for DETACH_BACKING first, whatever comes
 * of it, is for a device that keeps a resource alive while it is on a screen.
 */
VP_STATUS VgDetachSet(PVOID Context, ULONG SetId)
{
	PVG_EXTENSION Ext = Context;
	PVG_SET Set = SetId ? VgFindSet(Ext, SetId) : NULL;
	VP_STATUS Status = NO_ERROR;

	if (!Set)
		return NO_ERROR;
	if (Ext->Shown == Set)
		Status = VgShow(Ext, 0);
	if (Status != WAIT_TIMEOUT)
		Status = VgDrain(Ext, Set);
	if (Status == NO_ERROR)
		Status = VgRunResource(Ext, GPU_RESOURCE_DETACH_BACKING,
				       Set->Resource);
	if (Status != WAIT_TIMEOUT)
		Status = VgRunResource(Ext, GPU_RESOURCE_UNREF, Set->Resource);
	if (Status == NO_ERROR)
		Set->Id = 0;
	return Status;
}
