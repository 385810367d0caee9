// SPDX-License-Identifier: GPL-2.0
/* The memory that the device reaches besides frames, and what guards it. */
#include "virtio_gpu.h"

BOOLEAN VgGetBuffer(PVG_EXTENSION Ext, PVG_BUFFER Buffer, ULONG Length)
{
	Buffer->Base = VideoPortAllocateCommonBuffer(Ext, Ext->DmaAdapter,
						     Length, &Buffer->Logical,
						     TRUE, NULL);
	Buffer->Length = Length;
	return Buffer->Base != NULL;
}

VOID VgPutBuffer(PVG_EXTENSION Ext, PVG_BUFFER Buffer)
{
	if (!Buffer->Base)
		return;
	VideoPortReleaseCommonBuffer(Ext, Ext->DmaAdapter, Buffer->Length,
				     Buffer->Logical, Buffer->Base, TRUE);
	Buffer->Base = NULL;
}

/*
 * The pad goes before the frames in every set's backing: QEMU takes a transfer
 * from offset 0 at full width for one of the whole resource, whatever its
 * height, so no frame may lie at offset 0.
 */
static BOOLEAN VgGetBuffers(PVG_EXTENSION Ext)
{
	return VgGetBuffer(Ext, &Ext->QueueBuffer, VG_PAGE) &&
	       VgGetBuffer(Ext, &Ext->SlotBuffer,
			   VG_SLOT_MAX * sizeof(VG_SLOT_MEMORY)) &&
	       VgGetBuffer(Ext, &Ext->Command.Buffer,
			   sizeof(VG_COMMAND_MEMORY)) &&
	       VgGetBuffer(Ext, &Ext->PadBuffer, VG_PAGE);
}

static BOOLEAN VgGetAdapter(PVG_EXTENSION Ext)
{
	VP_DEVICE_DESCRIPTION Description;

	VideoPortZeroMemory(&Description, sizeof(Description));
	Description.ScatterGather = TRUE;
	Description.Dma32BitAddresses = TRUE;
	Description.Dma64BitAddresses = TRUE;
	Description.MaximumLength = 0xffffffff;
	Ext->DmaAdapter = VideoPortGetDmaAdapter(Ext, &Description);
	return Ext->DmaAdapter != NULL;
}

VP_STATUS VgGetMemory(PVG_EXTENSION Ext)
{
	if (VgGetAdapter(Ext) && VgGetBuffers(Ext) &&
	    VideoPortCreateSpinLock(Ext, &Ext->Lock) == NO_ERROR &&
	    VideoPortCreateEvent(Ext, SYNCHRONIZATION_EVENT |
				 INITIAL_EVENT_NOT_SIGNALED, NULL,
				 &Ext->Command.Event) == NO_ERROR)
		return NO_ERROR;

	VgPutMemory(Ext);
	return ERROR_NOT_ENOUGH_MEMORY;
}

VOID VgPutMemory(PVG_EXTENSION Ext)
{
	if (Ext->Command.Event)
		VideoPortDeleteEvent(Ext, Ext->Command.Event);
	if (Ext->Lock)
		VideoPortDeleteSpinLock(Ext, Ext->Lock);
	VgPutBuffer(Ext, &Ext->PadBuffer);
	VgPutBuffer(Ext, &Ext->Command.Buffer);
	VgPutBuffer(Ext, &Ext->SlotBuffer);
	VgPutBuffer(Ext, &Ext->QueueBuffer);
	if (Ext->DmaAdapter)
		VideoPortPutDmaAdapter(Ext, Ext->DmaAdapter);
	Ext->Command.Event = NULL;
	Ext->Lock = NULL;
	Ext->DmaAdapter = NULL;
}
