// SPDX-License-Identifier: GPL-2.0
/*
 * Where the device's structures lie: capabilities in configuration space name
 * a BAR, an offset and a length (virtio 1.2, 4.1.4). All of it is the device's
 * word and is checked before anything is mapped.
 */
#include "virtio_gpu.h"

#define VG_RANGE_MAX 8

#define VG_LOG_NOT_MODERN 2		/* VideoPortLogError's UniqueId */

/* Where the search for a structure stands */
typedef struct _VG_SEARCH {
	VIDEO_ACCESS_RANGE Ranges[VG_RANGE_MAX];
	PVG_PCI Parts;
} VG_SEARCH, *PVG_SEARCH;

/* Past the end of configuration space there is nothing: zero. */
static UCHAR VgPciConfigUchar(PVG_EXTENSION Ext, ULONG Offset)
{
	UCHAR Value = 0;

	if (VideoPortGetBusData(Ext, PCIConfiguration, 0, &Value, Offset,
				sizeof(Value)) != sizeof(Value))
		return 0;
	return Value;
}

static USHORT VgPciConfigUshort(PVG_EXTENSION Ext, ULONG Offset)
{
	USHORT Value = 0;

	if (VideoPortGetBusData(Ext, PCIConfiguration, 0, &Value, Offset,
				sizeof(Value)) != sizeof(Value))
		return 0;
	return Value;
}

static ULONG VgPciConfigUlong(PVG_EXTENSION Ext, ULONG Offset)
{
	ULONG Value = 0;

	if (VideoPortGetBusData(Ext, PCIConfiguration, 0, &Value, Offset,
				sizeof(Value)) != sizeof(Value))
		return 0;
	return Value;
}

/* The first capability, or the one behind Offset; 0 at the end of the list */
static UCHAR VgPciNextCapability(PVG_EXTENSION Ext, UCHAR Offset)
{
	if (Offset)
		Offset = VgPciConfigUchar(Ext, Offset + 1);
	else if (VgPciConfigUshort(Ext, PCI_STATUS_OFFSET) & PCI_STATUS_CAPABILITIES)
		Offset = VgPciConfigUchar(Ext, PCI_CAPABILITY_POINTER);

	Offset &= PCI_CAPABILITY_MASK;
	return Offset < PCI_CAPABILITY_FIRST ? 0 : Offset;
}

BOOLEAN VgPciMsixEnabled(PVG_EXTENSION Ext)
{
	UCHAR Offset = 0;
	ULONG Left;

	for (Left = PCI_CAPABILITY_MOST; Left; Left--) {
		Offset = VgPciNextCapability(Ext, Offset);
		if (!Offset)
			return FALSE;
		if (VgPciConfigUchar(Ext, Offset) == PCI_CAPABILITY_MSIX)
			return (VgPciConfigUshort(Ext, Offset + PCI_MSIX_CONTROL) &
				PCI_MSIX_ENABLED) != 0;
	}
	return FALSE;
}

/*
 * Ranges are packed: how many stand before a BAR's own depends on which BARs
 * are there and which take two registers. The address tells them apart.
 */
static PVIDEO_ACCESS_RANGE VgPciFindRange(PVG_EXTENSION Ext, PVG_SEARCH Search,
					  UCHAR Bar)
{
	ULONGLONG Address;
	ULONG Low, i;

	if (Bar >= PCI_BAR_COUNT)
		return NULL;
	Low = VgPciConfigUlong(Ext, PCI_BAR_OFFSET + 4 * Bar);
	if (Low & PCI_BAR_IS_IO)
		return NULL;
	Address = Low & PCI_BAR_ADDRESS_MASK;
	if ((Low & PCI_BAR_TYPE_MASK) == PCI_BAR_TYPE_64 &&
	    Bar + 1 < PCI_BAR_COUNT)
		Address |= (ULONGLONG)VgPciConfigUlong(Ext, PCI_BAR_OFFSET +
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
static VOID VgPciMapPart(PVG_EXTENSION Ext, PVG_SEARCH Search, UCHAR Capability,
			 PVG_PART Part, ULONG Needed)
{
	ULONG Alignment = Needed < sizeof(ULONG) ? Needed : sizeof(ULONG);
	UCHAR Bar = VgPciConfigUchar(Ext, Capability + VIRTIO_CAP_BAR);
	ULONG Offset = VgPciConfigUlong(Ext, Capability + VIRTIO_CAP_OFFSET);
	ULONG Length = VgPciConfigUlong(Ext, Capability + VIRTIO_CAP_SIZE);
	PVIDEO_ACCESS_RANGE Range = VgPciFindRange(Ext, Search, Bar);
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

static VOID VgPciMapNotify(PVG_EXTENSION Ext, PVG_SEARCH Search, UCHAR Capability,
			   UCHAR Length)
{
	PVG_PCI Parts = Search->Parts;

	if (Parts->Notify.Base || Length < VIRTIO_CAP_NOTIFY_END)
		return;
	Parts->NotifyMultiplier =
		VgPciConfigUlong(Ext, Capability + VIRTIO_CAP_NOTIFY_MULTIPLIER);
	VgPciMapPart(Ext, Search, Capability, &Parts->Notify, sizeof(USHORT));
}

static VOID VgPciTakeCapability(PVG_EXTENSION Ext, PVG_SEARCH Search,
				UCHAR Capability)
{
	UCHAR Length = VgPciConfigUchar(Ext, Capability + VIRTIO_CAP_LENGTH);
	PVG_PCI Parts = Search->Parts;

	if (VgPciConfigUchar(Ext, Capability) != PCI_CAPABILITY_VENDOR ||
	    Length < VIRTIO_CAP_END)
		return;

	switch (VgPciConfigUchar(Ext, Capability + VIRTIO_CAP_TYPE)) {
	case VIRTIO_CAP_COMMON:
		VgPciMapPart(Ext, Search, Capability, &Parts->Common, COMMON_END);
		break;
	case VIRTIO_CAP_NOTIFY:
		VgPciMapNotify(Ext, Search, Capability, Length);
		break;
	case VIRTIO_CAP_ISR:
		VgPciMapPart(Ext, Search, Capability, &Parts->Isr, sizeof(UCHAR));
		break;
	case VIRTIO_CAP_DEVICE:
		VgPciMapPart(Ext, Search, Capability, &Parts->Device,
			     GPU_CONFIG_END);
		break;
	default:
		break;
	}
}

static VOID VgPciMapParts(PVG_EXTENSION Ext, PVG_SEARCH Search)
{
	UCHAR Capability = 0;
	ULONG Left;

	for (Left = PCI_CAPABILITY_MOST; Left; Left--) {
		Capability = VgPciNextCapability(Ext, Capability);
		if (!Capability)
			return;
		VgPciTakeCapability(Ext, Search, Capability);
	}
}

VP_STATUS VgPciMap(PVG_EXTENSION Ext)
{
	USHORT Vendor = VIRTIO_VENDOR_ID;
	PVG_PCI Parts = &Ext->Pci;
	VG_SEARCH Search;
	VP_STATUS Status;

	VideoPortZeroMemory(&Search, sizeof(Search));
	Search.Parts = Parts;
	Status = VideoPortGetAccessRanges(Ext, 0, NULL, VG_RANGE_MAX,
					  Search.Ranges, &Vendor, NULL, NULL);
	if (Status != NO_ERROR)
		return ERROR_DEV_NOT_EXIST;

	VgPciMapParts(Ext, &Search);
	if (Parts->Common.Base && Parts->Notify.Base && Parts->Isr.Base &&
	    Parts->Device.Base)
		return NO_ERROR;

	VideoPortDebugPrint(Error,
			    "virtio-gpu: no modern virtio structures in memory BARs\n");
	VideoPortLogError(Ext, NULL, ERROR_DEV_NOT_EXIST, VG_LOG_NOT_MODERN);
	VgPciUnmap(Ext);
	return ERROR_DEV_NOT_EXIST;
}

static VOID VgPciUnmapPart(PVG_EXTENSION Ext, PVG_PART Part)
{
	if (Part->Base)
		VideoPortFreeDeviceBase(Ext, Part->Base);
	Part->Base = NULL;
}

VOID VgPciUnmap(PVG_EXTENSION Ext)
{
	VgPciUnmapPart(Ext, &Ext->Pci.Device);
	VgPciUnmapPart(Ext, &Ext->Pci.Isr);
	VgPciUnmapPart(Ext, &Ext->Pci.Notify);
	VgPciUnmapPart(Ext, &Ext->Pci.Common);
}

/* 4.1.4.4 */
PUSHORT VgPciDoorbell(PVG_EXTENSION Ext, USHORT Number)
{
	PVG_PART Notify = &Ext->Pci.Notify;
	ULONGLONG Offset = (ULONGLONG)Number * Ext->Pci.NotifyMultiplier;

	if (Offset + sizeof(USHORT) > Notify->Length ||
	    (Offset & (sizeof(USHORT) - 1)))
		return NULL;
	return (PUSHORT)(Notify->Base + Offset);
}

UCHAR VgPciReadIsr(PVG_EXTENSION Ext)
{
	return VideoPortReadRegisterUchar(Ext->Pci.Isr.Base);
}

static PUCHAR VgPciCommon(PVG_EXTENSION Ext, ULONG Offset)
{
	return Ext->Pci.Common.Base + Offset;
}

UCHAR VgPciRead8(PVG_EXTENSION Ext, ULONG Offset)
{
	return VideoPortReadRegisterUchar(VgPciCommon(Ext, Offset));
}

USHORT VgPciRead16(PVG_EXTENSION Ext, ULONG Offset)
{
	return VideoPortReadRegisterUshort((PUSHORT)VgPciCommon(Ext, Offset));
}

ULONG VgPciRead32(PVG_EXTENSION Ext, ULONG Offset)
{
	return VideoPortReadRegisterUlong((PULONG)VgPciCommon(Ext, Offset));
}

VOID VgPciWrite8(PVG_EXTENSION Ext, ULONG Offset, UCHAR Value)
{
	VideoPortWriteRegisterUchar(VgPciCommon(Ext, Offset), Value);
}

VOID VgPciWrite16(PVG_EXTENSION Ext, ULONG Offset, USHORT Value)
{
	VideoPortWriteRegisterUshort((PUSHORT)VgPciCommon(Ext, Offset), Value);
}

VOID VgPciWrite32(PVG_EXTENSION Ext, ULONG Offset, ULONG Value)
{
	VideoPortWriteRegisterUlong((PULONG)VgPciCommon(Ext, Offset), Value);
}

/* 4.1.3.1: a 64-bit field is two of 32 bits to the driver. */
VOID VgPciWrite64(PVG_EXTENSION Ext, ULONG Offset, ULONGLONG Value)
{
	VgPciWrite32(Ext, Offset, (ULONG)Value);
	VgPciWrite32(Ext, Offset + 4, (ULONG)(Value >> 32));
}

ULONG VgPciReadConfig(PVG_EXTENSION Ext, ULONG Offset)
{
	PUCHAR Place = Ext->Pci.Device.Base + Offset;

	return VideoPortReadRegisterUlong((PULONG)Place);
}

VOID VgPciWriteConfig(PVG_EXTENSION Ext, ULONG Offset, ULONG Value)
{
	PUCHAR Place = Ext->Pci.Device.Base + Offset;

	VideoPortWriteRegisterUlong((PULONG)Place, Value);
}
