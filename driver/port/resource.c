// SPDX-License-Identifier: GPL-2.0
/* The function's ranges and its configuration space. */
#include <linux/io.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "port.h"

/**
 * struct vp_mapping - one VideoPortGetDeviceBase()
 * @node: in vp_adapter.mappings
 * @base: what the miniport got
 */
struct vp_mapping {
	struct list_head node;
	void __iomem *base;
};

static bool vp_bar_used(struct pci_dev *pdev, int bar)
{
	return pci_resource_len(pdev, bar) &&
	       (pci_resource_flags(pdev, bar) &
		(IORESOURCE_MEM | IORESOURCE_IO));
}

static void vp_range_fill(struct pci_dev *pdev, int bar,
			  VIDEO_ACCESS_RANGE *range)
{
	range->RangeStart.QuadPart = pci_bus_address(pdev, bar);
	/* 32 bits on Windows too: a larger range shows its first 4 GiB. */
	range->RangeLength = min_t(u64, pci_resource_len(pdev, bar), U32_MAX);
	range->RangeInIoSpace =
		!!(pci_resource_flags(pdev, bar) & IORESOURCE_IO);
	range->RangeVisible = TRUE;
}

VP_STATUS VideoPortGetAccessRanges(PVOID HwDeviceExtension,
				   ULONG NumRequestedResources,
				   PIO_RESOURCE_DESCRIPTOR RequestedResources,
				   ULONG NumAccessRanges,
				   PVIDEO_ACCESS_RANGE AccessRanges,
				   PVOID VendorId, PVOID DeviceId, PULONG Slot)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	struct pci_dev *pdev = adapter->pdev;
	ULONG count = 0;
	int bar;

	if (!AccessRanges && NumAccessRanges)
		return ERROR_INVALID_PARAMETER;
	if ((VendorId && *(USHORT *)VendorId != pdev->vendor) ||
	    (DeviceId && *(USHORT *)DeviceId != pdev->device))
		return ERROR_DEV_NOT_EXIST;
	memset(AccessRanges, 0, array_size(NumAccessRanges,
					   sizeof(*AccessRanges)));
	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		if (!vp_bar_used(pdev, bar))
			continue;
		if (count == NumAccessRanges)
			return ERROR_MORE_DATA;
		vp_range_fill(pdev, bar, &AccessRanges[count++]);
	}
	if (Slot)
		*Slot = PCI_SLOT(pdev->devfn);
	return NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortGetAccessRanges);

/* The base address register that a bus address lies in, or -1. */
static int vp_bar_find(struct pci_dev *pdev, u64 start, ULONG length, bool io)
{
	u64 base, size;
	int bar;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		if (!vp_bar_used(pdev, bar) ||
		    !(pci_resource_flags(pdev, bar) & IORESOURCE_IO) == io)
			continue;
		base = pci_bus_address(pdev, bar);
		size = pci_resource_len(pdev, bar);
		if (start >= base && start - base < size &&
		    length <= size - (start - base))
			return bar;
	}
	return -1;
}

static void __iomem *vp_map(struct vp_adapter *adapter, int bar, u64 start,
			    ULONG length, UCHAR space)
{
	u64 offset = start - pci_bus_address(adapter->pdev, bar);
	phys_addr_t phys = pci_resource_start(adapter->pdev, bar) + offset;
	struct vp_mapping *mapping;

	mapping = kzalloc(sizeof(*mapping), GFP_KERNEL);
	if (!mapping)
		return NULL;
	mapping->base = space & VIDEO_MEMORY_SPACE_P6CACHE ?
			ioremap_wc(phys, length) : ioremap(phys, length);
	if (!mapping->base) {
		kfree(mapping);
		return NULL;
	}
	list_add(&mapping->node, &adapter->mappings);
	return mapping->base;
}

PVOID VideoPortGetDeviceBase(PVOID HwDeviceExtension, PHYSICAL_ADDRESS IoAddress,
			     ULONG NumberOfUchars, UCHAR InIoSpace)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	bool io = InIoSpace & VIDEO_MEMORY_SPACE_IO;
	u64 start = IoAddress.QuadPart;
	void __iomem *base = NULL;
	int bar = -1;

	if (!vp_passive(adapter, __func__))
		return NULL;
	if (NumberOfUchars)
		bar = vp_bar_find(adapter->pdev, start, NumberOfUchars, io);
	/* Ports would need functions that are not declared. */
	if (bar >= 0 && !io)
		base = vp_map(adapter, bar, start, NumberOfUchars, InIoSpace);
	if (!base)
		vp_warn(adapter, "%s: cannot map %u bytes at bus address %#llx for %pS: %s\n",
			__func__, NumberOfUchars, start,
			__builtin_return_address(0),
			bar < 0 ? "not within one of the device's ranges" :
			io ? "port space is not supported" : "no memory");
	return (__force void *)base;
}
EXPORT_SYMBOL_GPL(VideoPortGetDeviceBase);

static void vp_unmap(struct vp_mapping *mapping)
{
	list_del(&mapping->node);
	iounmap(mapping->base);
	kfree(mapping);
}

VOID VideoPortFreeDeviceBase(PVOID HwDeviceExtension, PVOID MappedAddress)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	struct vp_mapping *mapping;

	if (!vp_passive(adapter, __func__))
		return;
	list_for_each_entry(mapping, &adapter->mappings, node) {
		if ((__force void *)mapping->base == MappedAddress) {
			vp_unmap(mapping);
			return;
		}
	}
	vp_warn(adapter, "%s: %p is not mapped, called from %pS\n", __func__,
		MappedAddress, __builtin_return_address(0));
}
EXPORT_SYMBOL_GPL(VideoPortFreeDeviceBase);

void vp_resource_reclaim(struct vp_adapter *adapter)
{
	struct vp_mapping *mapping, *next;

	list_for_each_entry_safe(mapping, next, &adapter->mappings, node)
		vp_unmap(mapping);
}

static ULONG vp_config_length(struct pci_dev *pdev, BUS_DATA_TYPE type,
			      ULONG offset, ULONG length)
{
	if (type != PCIConfiguration || offset >= pdev->cfg_size)
		return 0;
	return min_t(ULONG, length, pdev->cfg_size - offset);
}

/* Aligned words where possible: some registers take no smaller access. */
static ULONG vp_config_step(ULONG offset, ULONG left)
{
	if (!(offset & 3) && left >= 4)
		return 4;
	if (!(offset & 1) && left >= 2)
		return 2;
	return 1;
}

ULONG VideoPortGetBusData(PVOID HwDeviceExtension, BUS_DATA_TYPE BusDataType,
			  ULONG SlotNumber, PVOID Buffer, ULONG Offset,
			  ULONG Length)
{
	struct pci_dev *pdev = vp_adapter_of(HwDeviceExtension)->pdev;
	ULONG length = vp_config_length(pdev, BusDataType, Offset, Length);
	ULONG done, step;
	u32 value;

	for (done = 0; done < length; done += step) {
		ULONG at = Offset + done;

		step = vp_config_step(at, length - done);
		if (step == 4)
			pci_read_config_dword(pdev, at, &value);
		else if (step == 2)
			pci_read_config_word(pdev, at, (u16 *)&value);
		else
			pci_read_config_byte(pdev, at, (u8 *)&value);
		memcpy(Buffer + done, &value, step);
	}
	return length;
}
EXPORT_SYMBOL_GPL(VideoPortGetBusData);

ULONG VideoPortSetBusData(PVOID HwDeviceExtension, BUS_DATA_TYPE BusDataType,
			  ULONG SlotNumber, PVOID Buffer, ULONG Offset,
			  ULONG Length)
{
	struct pci_dev *pdev = vp_adapter_of(HwDeviceExtension)->pdev;
	ULONG length = vp_config_length(pdev, BusDataType, Offset, Length);
	ULONG done, step;
	u32 value = 0;

	for (done = 0; done < length; done += step) {
		ULONG at = Offset + done;

		step = vp_config_step(at, length - done);
		memcpy(&value, Buffer + done, step);
		if (step == 4)
			pci_write_config_dword(pdev, at, value);
		else if (step == 2)
			pci_write_config_word(pdev, at, value);
		else
			pci_write_config_byte(pdev, at, value);
	}
	return length;
}
EXPORT_SYMBOL_GPL(VideoPortSetBusData);
