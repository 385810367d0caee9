// SPDX-License-Identifier: GPL-2.0
/* The memory that the device reaches besides frames. */
#include "virtio_gpu.h"

BOOLEAN VgDmaPrepare(PVG_EXTENSION Ext)
{
	VP_DEVICE_DESCRIPTION Description;

	VideoPortZeroMemory(&Description, sizeof(Description));
	Description.ScatterGather = TRUE;
	Description.Dma32BitAddresses = TRUE;
	Description.Dma64BitAddresses = TRUE;
	Description.MaximumLength = 0xffffffff;
	Ext->Dma.Adapter = VideoPortGetDmaAdapter(Ext, &Description);
	return Ext->Dma.Adapter != NULL;
}

VOID VgDmaRelease(PVG_EXTENSION Ext)
{
	if (Ext->Dma.Adapter)
		VideoPortPutDmaAdapter(Ext, Ext->Dma.Adapter);
	Ext->Dma.Adapter = NULL;
}

PVP_DMA_ADAPTER VgDmaAdapter(PVG_EXTENSION Ext)
{
	return Ext->Dma.Adapter;
}

BOOLEAN VgDmaGet(PVG_EXTENSION Ext, PVG_BUFFER Buffer, ULONG Length)
{
	Buffer->Base = VideoPortAllocateCommonBuffer(Ext, Ext->Dma.Adapter,
						     Length, &Buffer->Logical,
						     TRUE, NULL);
	Buffer->Length = Length;
	return Buffer->Base != NULL;
}

VOID VgDmaPut(PVG_EXTENSION Ext, PVG_BUFFER Buffer)
{
	if (!Buffer->Base)
		return;
	VideoPortReleaseCommonBuffer(Ext, Ext->Dma.Adapter, Buffer->Length,
				     Buffer->Logical, Buffer->Base, TRUE);
	Buffer->Base = NULL;
}

ULONGLONG VgDmaAddress(PVG_BUFFER Buffer, PVOID Place)
{
	return Buffer->Logical.QuadPart +
	       ((PUCHAR)Place - (PUCHAR)Buffer->Base);
}
