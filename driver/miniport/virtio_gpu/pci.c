// SPDX-License-Identifier: GPL-2.0
/*
 * Where the device's structures lie: capabilities in configuration space name
 * a BAR, an offset and a length (virtio 1.2, 4.1.4). All of it is the device's
 * word and is checked before anything is mapped.
 */
#include "virtio_gpu.h"

#define VG_RANGE_MAX 8

/* Where the search for a structure stands */
typedef struct _VG_SEARCH {
	VIDEO_ACCESS_RANGE Ranges[VG_RANGE_MAX];
	PVG_PARTS Parts;
} VG_SEARCH, *PVG_SEARCH;

/* Past the end of configuration space there is nothing: zero. */
static UCHAR VgConfigUchar(PVG_EXTENSION Ext, ULONG Offset)
{
	UCHAR Value = 0;

	if (VideoPortGetBusData(Ext, PCIConfiguration, 0, &Value, Offset,
				sizeof(Value)) != sizeof(Value))
		return 0;
	return Value;
}

static USHORT VgConfigUshort(PVG_EXTENSION Ext, ULONG Offset)
{
	USHORT Value = 0;

	if (VideoPortGetBusData(Ext, PCIConfiguration, 0, &Value, Offset,
				sizeof(Value)) != sizeof(Value))
		return 0;
	return Value;
}

static ULONG VgConfigUlong(PVG_EXTENSION Ext, ULONG Offset)
{
	ULONG Value = 0;

	if (VideoPortGetBusData(Ext, PCIConfiguration, 0, &Value, Offset,
				sizeof(Value)) != sizeof(Value))
		return 0;
	return Value;
}

/* The first capability, or the one behind Offset; 0 at the end of the list */
static UCHAR VgNextCapability(PVG_EXTENSION Ext, UCHAR Offset)
{
	if (Offset)
		Offset = VgConfigUchar(Ext, Offset + 1);
	else if (VgConfigUshort(Ext, PCI_STATUS_OFFSET) & PCI_STATUS_CAPABILITIES)
		Offset = VgConfigUchar(Ext, PCI_CAPABILITY_POINTER);

	Offset &= PCI_CAPABILITY_MASK;
	return Offset < PCI_CAPABILITY_FIRST ? 0 : Offset;
}

BOOLEAN VgMsixEnabled(PVG_EXTENSION Ext)
{
	UCHAR Offset = 0;
	ULONG Left;

	for (Left = PCI_CAPABILITY_MOST; Left; Left--) {
		Offset = VgNextCapability(Ext, Offset);
		if (!Offset)
			return FALSE;
		if (VgConfigUchar(Ext, Offset) == PCI_CAPABILITY_MSIX)
			return (VgConfigUshort(Ext, Offset + PCI_MSIX_CONTROL) &
				PCI_MSIX_ENABLED) != 0;
	}
	return FALSE;
}

/*
 * Ranges are packed: how many stand before a BAR's own depends on which BARs
 * are there and which take two registers. The address tells them apart.
 */
static PVIDEO_ACCESS_RANGE VgFindRange(PVG_EXTENSION Ext, PVG_SEARCH Search,
				       UCHAR Bar)
{
	ULONGLONG Address;
	ULONG Low, i;

	if (Bar >= PCI_BAR_COUNT)
		return NULL;
	Low = VgConfigUlong(Ext, PCI_BAR_OFFSET + 4 * Bar);
	if (Low & PCI_BAR_IS_IO)
		return NULL;
	Address = Low & PCI_BAR_ADDRESS_MASK;
	if ((Low & PCI_BAR_TYPE_MASK) == PCI_BAR_TYPE_64 &&
	    Bar + 1 < PCI_BAR_COUNT)
		Address |= (ULONGLONG)VgConfigUlong(Ext, PCI_BAR_OFFSET +
						    4 * (Bar + 1)) << 32;

	for (i = 0; Address && i < VG_RANGE_MAX; i++) {
		PVIDEO_ACCESS_RANGE Range = &Search->Ranges[i];

		if (Range->RangeLength && !Range->RangeInIoSpace &&
		    (ULONGLONG)Range->RangeStart.QuadPart == Address)
			return Range;
	}
	return NULL;
}

/*
 * Several capabilities may name the same structure; the first that can be used
 * is taken (4.1.4.1), so one that can't is passed over in silence. A structure
 * is aligned to its widest field: none is wider than 4 in the access it needs.
 */
static VOID VgMapPart(PVG_EXTENSION Ext, PVG_SEARCH Search, UCHAR Capability,
		      PVG_PART Part, ULONG Needed)
{
	ULONG Alignment = Needed < sizeof(ULONG) ? Needed : sizeof(ULONG);
	UCHAR Bar = VgConfigUchar(Ext, Capability + VIRTIO_CAP_BAR);
	ULONG Offset = VgConfigUlong(Ext, Capability + VIRTIO_CAP_OFFSET);
	ULONG Length = VgConfigUlong(Ext, Capability + VIRTIO_CAP_SIZE);
	PVIDEO_ACCESS_RANGE Range = VgFindRange(Ext, Search, Bar);
	PHYSICAL_ADDRESS Start;

	if (Part->Base || !Range || Length < Needed ||
	    (Offset & (Alignment - 1)))
		return;
	if (Offset > Range->RangeLength ||
	    Length > Range->RangeLength - Offset)
		return;

	Start.QuadPart = Range->RangeStart.QuadPart + Offset;
	Part->Base = VideoPortGetDeviceBase(Ext, Start, Length,
					    VIDEO_MEMORY_SPACE_MEMORY);
	Part->Length = Length;
}

static VOID VgMapNotify(PVG_EXTENSION Ext, PVG_SEARCH Search, UCHAR Capability,
			UCHAR Length)
{
	PVG_PARTS Parts = Search->Parts;

	if (Parts->Notify.Base || Length < VIRTIO_CAP_NOTIFY_END)
		return;
	Parts->NotifyMultiplier =
		VgConfigUlong(Ext, Capability + VIRTIO_CAP_NOTIFY_MULTIPLIER);
	VgMapPart(Ext, Search, Capability, &Parts->Notify, sizeof(USHORT));
}

static VOID VgTakeCapability(PVG_EXTENSION Ext, PVG_SEARCH Search,
			     UCHAR Capability)
{
	UCHAR Length = VgConfigUchar(Ext, Capability + VIRTIO_CAP_LENGTH);
	PVG_PARTS Parts = Search->Parts;

	if (VgConfigUchar(Ext, Capability) != PCI_CAPABILITY_VENDOR ||
	    Length < VIRTIO_CAP_END)
		return;

	switch (VgConfigUchar(Ext, Capability + VIRTIO_CAP_TYPE)) {
	case VIRTIO_CAP_COMMON:
		VgMapPart(Ext, Search, Capability, &Parts->Common, COMMON_END);
		break;
	case VIRTIO_CAP_NOTIFY:
		VgMapNotify(Ext, Search, Capability, Length);
		break;
	case VIRTIO_CAP_ISR:
		VgMapPart(Ext, Search, Capability, &Parts->Isr, sizeof(UCHAR));
		break;
	case VIRTIO_CAP_DEVICE:
		VgMapPart(Ext, Search, Capability, &Parts->Device,
			  GPU_CONFIG_END);
		break;
	default:
		break;
	}
}

static VOID VgMapParts(PVG_EXTENSION Ext, PVG_SEARCH Search)
{
	UCHAR Capability = 0;
	ULONG Left;

	for (Left = PCI_CAPABILITY_MOST; Left; Left--) {
		Capability = VgNextCapability(Ext, Capability);
		if (!Capability)
			return;
		VgTakeCapability(Ext, Search, Capability);
	}
}

VP_STATUS VgMapDevice(PVG_EXTENSION Ext)
{
	USHORT Vendor = VIRTIO_VENDOR_ID;
	PVG_PARTS Parts = &Ext->Parts;
	VG_SEARCH Search;
	VP_STATUS Status;

	VideoPortZeroMemory(&Search, sizeof(Search));
	Search.Parts = Parts;
	Status = VideoPortGetAccessRanges(Ext, 0, NULL, VG_RANGE_MAX,
					  Search.Ranges, &Vendor, NULL, NULL);
	if (Status != NO_ERROR)
		return ERROR_DEV_NOT_EXIST;

	VgMapParts(Ext, &Search);
	if (Parts->Common.Base && Parts->Notify.Base && Parts->Isr.Base &&
	    Parts->Device.Base)
		return NO_ERROR;

	VideoPortDebugPrint(Error,
			    "virtio-gpu: no modern virtio structures in memory BARs\n");
	VideoPortLogError(Ext, NULL, ERROR_DEV_NOT_EXIST, VG_LOG_NOT_MODERN);
	VgUnmapDevice(Ext);
	return ERROR_DEV_NOT_EXIST;
}

static VOID VgUnmapPart(PVG_EXTENSION Ext, PVG_PART Part)
{
	if (Part->Base)
		VideoPortFreeDeviceBase(Ext, Part->Base);
	Part->Base = NULL;
}

VOID VgUnmapDevice(PVG_EXTENSION Ext)
{
	VgUnmapPart(Ext, &Ext->Parts.Device);
	VgUnmapPart(Ext, &Ext->Parts.Isr);
	VgUnmapPart(Ext, &Ext->Parts.Notify);
	VgUnmapPart(Ext, &Ext->Parts.Common);
}
