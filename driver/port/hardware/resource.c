// SPDX-License-Identifier: GPL-2.0
/* The function's ranges. */
#include <linux/io.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "adapter.h"
#include "hardware/legacy.h"
#include "hardware/ports.h"
#include "hardware/resource.h"
#include "irql.h"

/* Where an access range lies; the rest concerns the mapping itself. */
#define VP_SPACE_KNOWN	(VIDEO_MEMORY_SPACE_IO | VIDEO_MEMORY_SPACE_USER_MODE | \
			 VIDEO_MEMORY_SPACE_DENSE | VIDEO_MEMORY_SPACE_P6CACHE)

/* Instead of a base address register: a range that the miniport claimed */
#define VP_BAR_LEGACY	PCI_NUM_RESOURCES

/**
 * struct vp_mapping - one VideoPortGetDeviceBase() or VideoPortMapMemory()
 * @node: in vp_resource_state.mappings
 * @base: what the miniport got
 * @phys: where that is, unless it is ports
 * @length: bytes
 * @io: a range of ports
 * @combine: writes are combined
 */
struct vp_mapping {
	struct list_head node;
	void __iomem *base;
	phys_addr_t phys;
	ULONG length;
	bool io;
	bool combine;
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

VP_STATUS VideoPortVerifyAccessRanges(PVOID HwDeviceExtension,
				      ULONG NumAccessRanges,
				      PVIDEO_ACCESS_RANGE AccessRanges)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	ULONG i;
	int ret;

	if (!AccessRanges && NumAccessRanges)
		return ERROR_INVALID_PARAMETER;
	for (i = 0; i < NumAccessRanges; i++) {
		VIDEO_ACCESS_RANGE *range = &AccessRanges[i];

		if (range->RangeLength &&
		    vp_bar_find(adapter->pdev, range->RangeStart.QuadPart,
				range->RangeLength, range->RangeInIoSpace) >= 0)
			continue;
		ret = vp_legacy_claim(adapter, range);
		if (!ret)
			continue;
		if (ret == -ERANGE)
			vp_warn(adapter, "%s: %u bytes at bus address %#llx are not within one of the device's ranges, called from %pS\n",
				__func__, range->RangeLength, range->RangeStart.QuadPart,
				__builtin_return_address(0));
		return ERROR_INVALID_PARAMETER;
	}
	return NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortVerifyAccessRanges);

static void __iomem *vp_map_range(phys_addr_t phys, ULONG length, UCHAR space)
{
	if (space & VIDEO_MEMORY_SPACE_IO)
		return VP_PORTS ? (void __iomem *)(unsigned long)phys : ioport_map(phys, length);
	if (space & VIDEO_MEMORY_SPACE_P6CACHE)
		return ioremap_wc(phys, length);
	return ioremap(phys, length);
}

/*
 * Writes to a prefetchable range may be combined. On x86 that is for frame
 * buffers alone, as some devices have registers there (virtio does) and the
 * other memory is just slow. Elsewhere the other memory is for registers alone:
 * on arm64 it takes no access that is not aligned.
 */
static UCHAR vp_space(struct pci_dev *pdev, int bar, UCHAR space, bool frames)
{
	if (!(space & VIDEO_MEMORY_SPACE_IO) && bar != VP_BAR_LEGACY &&
	    pci_resource_flags(pdev, bar) & IORESOURCE_PREFETCH &&
	    (frames || !IS_ENABLED(CONFIG_X86)))
		space |= VIDEO_MEMORY_SPACE_P6CACHE;
	return space;
}

static void __iomem *vp_map(struct vp_adapter *adapter, phys_addr_t phys,
			    ULONG length, UCHAR space)
{
	struct vp_mapping *mapping;

	mapping = kzalloc(sizeof(*mapping), GFP_KERNEL);
	if (!mapping)
		return NULL;
	mapping->io = space & VIDEO_MEMORY_SPACE_IO;
	mapping->combine = space & VIDEO_MEMORY_SPACE_P6CACHE;
	mapping->length = length;
	mapping->phys = phys;
	mapping->base = vp_map_range(phys, length, space);
	if (!mapping->base) {
		kfree(mapping);
		return NULL;
	}
	list_add(&mapping->node, &adapter->resource.mappings);
	return mapping->base;
}

/* Where the processor finds a part of one of the device's ranges; that, or -1. What is
 * claimed besides is where its bus address says.
 */
static int vp_range_phys(struct vp_adapter *adapter, u64 start, ULONG length,
			 bool io, phys_addr_t *phys)
{
	struct pci_dev *pdev = adapter->pdev;
	int bar = -1;

	if (length)
		bar = vp_bar_find(pdev, start, length, io);
	if (bar >= 0)
		*phys = pci_resource_start(pdev, bar) +
			(start - pci_bus_address(pdev, bar));
	if (bar < 0 && length && vp_legacy_has(adapter, start, length, io)) {
		*phys = start;
		bar = VP_BAR_LEGACY;
	}
	return bar;
}

static void *vp_map_kernel(struct vp_adapter *adapter, u64 start, ULONG length,
			   UCHAR space, bool frames, const char *what,
			   void *caller)
{
	bool io = space & VIDEO_MEMORY_SPACE_IO;
	void __iomem *base = NULL;
	phys_addr_t phys;
	int bar;

	bar = vp_range_phys(adapter, start, length, io, &phys);
	if (bar >= 0)
		base = vp_map(adapter, phys, length,
			      vp_space(adapter->pdev, bar, space, frames));
	if (!base)
		vp_warn(adapter, "%s: cannot map %u bytes at bus address %#llx for %pS: %s\n",
			what, length, start, caller,
			bar >= 0 ? "no memory" :
			"not within one of the device's ranges");
	return (__force void *)base;
}

PVOID VideoPortGetDeviceBase(PVOID HwDeviceExtension, PHYSICAL_ADDRESS IoAddress,
			     ULONG NumberOfUchars, UCHAR InIoSpace)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (!vp_irql_passive(adapter, __func__))
		return NULL;
	if (InIoSpace & VIDEO_MEMORY_SPACE_USER_MODE) {
		vp_warn(adapter, "%s: user space is VideoPortMapMemory's to map, called from %pS\n",
			__func__, __builtin_return_address(0));
		return NULL;
	}
	return vp_map_kernel(adapter, IoAddress.QuadPart, NumberOfUchars,
			     InIoSpace, false, __func__,
			     __builtin_return_address(0));
}
EXPORT_SYMBOL_GPL(VideoPortGetDeviceBase);

/* Whether to map and to unmap means the program that is served */
static bool vp_resource_for_user(struct vp_adapter *adapter)
{
	return adapter->resource.user->wanted(adapter);
}

static VP_STATUS vp_map_user_range(struct vp_adapter *adapter, u64 start,
				   ULONG length, ULONG space, PVOID *virtual)
{
	phys_addr_t phys;

	/* A program gets memory; ports are the miniport's to touch. */
	if (space & VIDEO_MEMORY_SPACE_IO ||
	    vp_range_phys(adapter, start, length, false, &phys) < 0)
		return ERROR_INVALID_PARAMETER;
	return adapter->resource.user->map(adapter, phys, length, space, virtual);
}

VP_STATUS VideoPortMapMemory(PVOID HwDeviceExtension,
			     PHYSICAL_ADDRESS PhysicalAddress, PULONG Length,
			     PULONG InIoSpace, PVOID *VirtualAddress)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	u64 start = PhysicalAddress.QuadPart;
	VP_STATUS status;
	void *base;

	if (!vp_irql_passive(adapter, __func__))
		return ERROR_INVALID_PARAMETER;
	if (!Length || !InIoSpace || !VirtualAddress ||
	    *InIoSpace & ~VP_SPACE_KNOWN)
		return ERROR_INVALID_PARAMETER;
	if (*InIoSpace & VIDEO_MEMORY_SPACE_USER_MODE ||
	    vp_resource_for_user(adapter)) {
		status = vp_map_user_range(adapter, start, *Length, *InIoSpace,
					   VirtualAddress);
		if (status != NO_ERROR)
			*VirtualAddress = NULL;
	} else {
		base = vp_map_kernel(adapter, start, *Length, *InIoSpace, true,
				     __func__, __builtin_return_address(0));
		*VirtualAddress = base;
		status = base ? NO_ERROR : ERROR_INVALID_PARAMETER;
	}
	if (status != NO_ERROR)
		*Length = 0;
	*InIoSpace &= VIDEO_MEMORY_SPACE_IO;
	return status;
}
EXPORT_SYMBOL_GPL(VideoPortMapMemory);

static void vp_unmap(struct vp_mapping *mapping)
{
	list_del(&mapping->node);
	if (mapping->io && !VP_PORTS)
		ioport_unmap(mapping->base);
	else if (!mapping->io)
		iounmap(mapping->base);
	kfree(mapping);
}

/* The one lookup of what was mapped for the miniport itself. */
static bool vp_unmap_kernel(struct vp_adapter *adapter, void *base,
			    const char *what, void *caller)
{
	struct vp_mapping *mapping;

	list_for_each_entry(mapping, &adapter->resource.mappings, node) {
		if ((__force void *)mapping->base == base) {
			vp_unmap(mapping);
			return true;
		}
	}
	vp_warn(adapter, "%s: %p is not mapped, called from %pS\n", what, base,
		caller);
	return false;
}

VOID VideoPortFreeDeviceBase(PVOID HwDeviceExtension, PVOID MappedAddress)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (vp_irql_passive(adapter, __func__))
		vp_unmap_kernel(adapter, MappedAddress, __func__,
				__builtin_return_address(0));
}
EXPORT_SYMBOL_GPL(VideoPortFreeDeviceBase);

VP_STATUS VideoPortUnmapMemory(PVOID HwDeviceExtension, PVOID VirtualAddress,
			       HANDLE ProcessHandle)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (!vp_irql_passive(adapter, __func__))
		return ERROR_INVALID_PARAMETER;
	/* For a display driver a miniport names no process. */
	if (ProcessHandle || vp_resource_for_user(adapter))
		return adapter->resource.user->unmap(adapter, VirtualAddress);
	return vp_unmap_kernel(adapter, VirtualAddress, __func__,
			       __builtin_return_address(0)) ?
	       NO_ERROR : ERROR_INVALID_PARAMETER;
}
EXPORT_SYMBOL_GPL(VideoPortUnmapMemory);

/**
 * vp_resource_mapped() - whether there is a register of the device's
 * @adapter: the adapter
 * @base: where the miniport sees something
 * @length: bytes of it
 *
 * Context: process context, the device lock held.
 * Return: true if a mapping of a range has a part of it.
 */
bool vp_resource_mapped(struct vp_adapter *adapter, unsigned long base, u32 length)
{
	struct vp_mapping *mapping;
	unsigned long start;

	list_for_each_entry(mapping, &adapter->resource.mappings, node) {
		start = (__force unsigned long)mapping->base;
		if (base < start + mapping->length && start < base + length)
			return true;
	}
	return false;
}

static struct vp_mapping *vp_mapping_of(struct vp_adapter *adapter, const void *at)
{
	struct vp_mapping *mapping;
	const void *start;

	list_for_each_entry(mapping, &adapter->resource.mappings, node) {
		start = (__force const void *)mapping->base;
		if (!mapping->io && at >= start && at < start + mapping->length)
			return mapping;
	}
	return NULL;
}

/**
 * vp_resource_find() - the mapping that the miniport has an address of
 * @adapter: the adapter
 * @at: the address
 * @base: where the mapping begins
 * @phys: where that is
 * @length: bytes of it
 *
 * Context: process context, the device lock held.
 * Return: false if there is none of memory.
 */
bool vp_resource_find(struct vp_adapter *adapter, const void *at, const void **base,
		      phys_addr_t *phys, u32 *length)
{
	struct vp_mapping *mapping = vp_mapping_of(adapter, at);

	if (!mapping)
		return false;
	*base = (__force const void *)mapping->base;
	*phys = mapping->phys;
	*length = mapping->length;
	return true;
}

/**
 * vp_resource_remap() - map once more what the miniport has mapped
 * @adapter: the adapter
 * @at: the miniport's address
 * @bytes: not 0
 *
 * The miniport may unmap what is its own at any time.
 *
 * Context: process context, may sleep, the device lock held.
 * Return: what iounmap() takes, before the function's regions are released; NULL if there
 * is not so much from @at in one mapping of memory, or no memory for that.
 */
void __iomem *vp_resource_remap(struct vp_adapter *adapter, const void *at, u64 bytes)
{
	struct vp_mapping *mapping = vp_mapping_of(adapter, at);
	phys_addr_t phys;
	u64 offset;

	if (!mapping)
		return NULL;
	offset = at - (__force const void *)mapping->base;
	if (bytes > mapping->length - offset)
		return NULL;
	phys = mapping->phys + offset;
	return mapping->combine ? ioremap_wc(phys, bytes) : ioremap(phys, bytes);
}

static void vp_resource_ports(struct vp_adapter *adapter, void (*change)(u32, u32))
{
	struct pci_dev *pdev = adapter->pdev;
	int bar;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		if (pci_resource_flags(pdev, bar) & IORESOURCE_IO)
			change(pci_resource_start(pdev, bar), pci_resource_len(pdev, bar));
}

/* The function's regions are claimed: its ports are the miniport's. */
void vp_resource_open(struct vp_adapter *adapter)
{
	vp_resource_ports(adapter, vp_ports_open);
}

void vp_resource_close(struct vp_adapter *adapter)
{
	vp_resource_ports(adapter, vp_ports_close);
}

void vp_resource_reclaim(struct vp_adapter *adapter)
{
	struct vp_mapping *mapping, *next;

	list_for_each_entry_safe(mapping, next, &adapter->resource.mappings, node)
		vp_unmap(mapping);
}

/* @user: who maps for programs; before the miniport runs. */
void vp_resource_serve(struct vp_adapter *adapter, const struct vp_resource_user *user)
{
	adapter->resource.user = user;
}

void vp_resource_init(struct vp_adapter *adapter)
{
	INIT_LIST_HEAD(&adapter->resource.mappings);
}
