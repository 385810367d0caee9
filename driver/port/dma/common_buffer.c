// SPDX-License-Identifier: GPL-2.0
/*
 * The four steps, and the one type that owns memory the device can reach.
 *
 * Linux keeps one coherent mask a device; a miniport may hold adapters of
 * several widths. dma_lock is held from setting the mask until the allocation
 * that relies on it, and guards both lists.
 */
#include <linux/atomic.h>
#include <linux/dma-mapping.h>
#include <linux/iommu.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "port.h"
#include "dma/dma.h"
#include "trace.h"

/* A handle is no address: using one as a pointer faults at once. */
#define VP_DMA_HANDLE	0xd3a0000000000000UL

#define VP_GUARD_BYTE	0x5a

static atomic64_t vp_dma_ids;

static bool dma_guard;
module_param(dma_guard, bool, 0644);
MODULE_PARM_DESC(dma_guard,
		 "Put a guarded page before and after each common buffer (default: off)");

static struct vp_adapter *vp_dma_caller(void *ext, const char *what)
{
	if (ext)
		return vp_adapter_of(ext);
	pr_warn_ratelimited("videoport: %s: no device extension\n", what);
	return NULL;
}

static struct vp_dma *vp_dma_find(struct vp_adapter *adapter,
				  PVP_DMA_ADAPTER handle)
{
	struct vp_dma *dma;

	lockdep_assert_held(&adapter->dma_lock);
	list_for_each_entry(dma, &adapter->dmas, node)
		if (dma->handle == (unsigned long)handle)
			return dma;
	return NULL;
}

/**
 * vp_dma_copy() - what an adapter object says, where its list may not sleep
 * @adapter: the adapter
 * @handle: the object's
 * @to: where it goes
 *
 * Context: any, packet_lock held.
 * Return: false if there is no such object.
 */
bool vp_dma_copy(struct vp_adapter *adapter, unsigned long handle,
		 struct vp_dma *to)
{
	struct vp_dma *dma;

	lockdep_assert_held(&adapter->packet_lock);
	list_for_each_entry(dma, &adapter->dmas, node) {
		if (dma->handle != handle)
			continue;
		*to = *dma;
		return true;
	}
	return false;
}

static void vp_dma_link(struct vp_adapter *adapter, struct vp_dma *dma)
{
	unsigned long flags;

	lockdep_assert_held(&adapter->dma_lock);
	raw_spin_lock_irqsave(&adapter->packet_lock, flags);
	list_add_tail(&dma->node, &adapter->dmas);
	raw_spin_unlock_irqrestore(&adapter->packet_lock, flags);
}

static void vp_dma_unlink(struct vp_adapter *adapter, struct vp_dma *dma)
{
	unsigned long flags;

	lockdep_assert_held(&adapter->dma_lock);
	raw_spin_lock_irqsave(&adapter->packet_lock, flags);
	list_del(&dma->node);
	raw_spin_unlock_irqrestore(&adapter->packet_lock, flags);
	trace_vp_adapter_put(adapter, dma);
}

static u64 vp_dma_width(const VP_DEVICE_DESCRIPTION *desc)
{
	if (desc->Dma64BitAddresses)
		return DMA_BIT_MASK(64);
	if (desc->Dma32BitAddresses)
		return DMA_BIT_MASK(32);
	return DMA_BIT_MASK(24);
}

/*
 * Streaming mappings are checked against each adapter object (packet.c), so their
 * mask may be wider. Without an IOMMU it must be: of memory that no mask of 24 bits
 * reaches, Linux makes no mapping, but a warning.
 */
static int vp_dma_set_masks(struct vp_adapter *adapter, u64 mask)
{
	struct device *dev = &adapter->pdev->dev;
	int ret;

	lockdep_assert_held(&adapter->dma_lock);
	ret = dma_set_coherent_mask(dev, mask);
	if (!vp_dma_remapped(adapter))
		mask = max_t(u64, mask, DMA_BIT_MASK(32));
	if (ret || mask <= adapter->stream_mask)
		return ret;
	ret = dma_set_mask(dev, mask);
	if (!ret)
		adapter->stream_mask = mask;
	return ret;
}

static PVP_DMA_ADAPTER vp_dma_new(struct vp_adapter *adapter,
				  const VP_DEVICE_DESCRIPTION *desc,
				  const char *what, unsigned long caller)
{
	struct vp_dma *dma = kzalloc(sizeof(*dma), GFP_KERNEL);
	int ret;

	if (!dma)
		return NULL;
	dma->mask = vp_dma_width(desc);
	dma->maximum = desc->MaximumLength;
	dma->scatter = desc->ScatterGather;
	dma->caller = caller;
	dma->handle = VP_DMA_HANDLE | atomic64_inc_return(&vp_dma_ids);

	mutex_lock(&adapter->dma_lock);
	ret = vp_dma_set_masks(adapter, dma->mask);
	if (!ret)
		vp_dma_link(adapter, dma);
	mutex_unlock(&adapter->dma_lock);
	if (ret) {
		vp_warn(adapter, "%s: this machine has no memory for %u-bit DMA (%d)\n",
			what, fls64(dma->mask), ret);
		kfree(dma);
		return NULL;
	}
	trace_vp_adapter_get(adapter, dma);
	return (PVP_DMA_ADAPTER)dma->handle;
}

PVP_DMA_ADAPTER VideoPortGetDmaAdapter(PVOID HwDeviceExtension,
				       PVP_DEVICE_DESCRIPTION VpDeviceDescription)
{
	struct vp_adapter *adapter = vp_dma_caller(HwDeviceExtension, __func__);

	if (!adapter || !vp_passive(adapter, __func__))
		return NULL;
	if (!VpDeviceDescription) {
		vp_warn(adapter, "%s: no device description, called from %pS\n",
			__func__, __builtin_return_address(0));
		return NULL;
	}
	return vp_dma_new(adapter, VpDeviceDescription, __func__, _RET_IP_);
}
EXPORT_SYMBOL_GPL(VideoPortGetDmaAdapter);

VOID VideoPortPutDmaAdapter(PVOID HwDeviceExtension,
			    PVP_DMA_ADAPTER VpDmaAdapter)
{
	struct vp_adapter *adapter = vp_dma_caller(HwDeviceExtension, __func__);
	struct vp_buffer *buf;
	struct vp_dma *dma;

	if (!adapter || !vp_passive(adapter, __func__))
		return;
	mutex_lock(&adapter->dma_lock);
	dma = vp_dma_find(adapter, VpDmaAdapter);
	if (!dma) {
		mutex_unlock(&adapter->dma_lock);
		vp_warn(adapter, "%s: %lx is no DMA adapter of this device, or was put before; called from %pS\n",
			__func__, (unsigned long)VpDmaAdapter,
			__builtin_return_address(0));
		return;
	}
	list_for_each_entry(buf, &adapter->buffers, node) {
		if (buf->dma != dma)
			continue;
		buf->dma = NULL;
		if (!buf->own)
			vp_warn(adapter, "%s: common buffer of %zu bytes at %p, allocated from %pS, is still out; it stays until the device is stopped\n",
				__func__, buf->size, buf->cpu + buf->lead,
				(void *)buf->caller);
	}
	vp_dma_unlink(adapter, dma);
	vp_packet_orphan(adapter, dma->handle);
	mutex_unlock(&adapter->dma_lock);
	kfree(dma);
}
EXPORT_SYMBOL_GPL(VideoPortPutDmaAdapter);

static void vp_guard_set(struct vp_buffer *buf)
{
	memset(buf->cpu, VP_GUARD_BYTE, buf->lead);
	memset(buf->cpu + buf->lead + buf->size, VP_GUARD_BYTE,
	       buf->alloc_size - buf->lead - buf->size);
}

/* Device or driver wrote past its part: the neighbour may have been hit too. */
static void vp_guard_check(struct vp_adapter *adapter, struct vp_buffer *buf)
{
	void *end = buf->cpu + buf->lead + buf->size;
	size_t tail = buf->alloc_size - buf->lead - buf->size;
	u8 *hit;

	hit = memchr_inv(buf->cpu, VP_GUARD_BYTE, buf->lead);
	if (hit)
		vp_warn(adapter, "common buffer of %zu bytes, allocated from %pS, was written %zd bytes before its start\n",
			buf->size, (void *)buf->caller,
			(ssize_t)(buf->cpu + buf->lead - (void *)hit));
	hit = memchr_inv(end, VP_GUARD_BYTE, tail);
	if (hit)
		vp_warn(adapter, "common buffer of %zu bytes, allocated from %pS, was written %zd bytes past its end\n",
			buf->size, (void *)buf->caller,
			(ssize_t)((void *)hit - end));
}

/* What is the port driver's own is whole pages without guards: no waste. */
static void vp_buffer_layout(struct vp_buffer *buf, size_t size, bool guard)
{
	buf->size = size;
	buf->lead = guard ? PAGE_SIZE : 0;
	buf->alloc_size = buf->lead + PAGE_ALIGN(size) + buf->lead;
}

static int vp_buffer_obtain(struct vp_adapter *adapter, struct vp_buffer *buf)
{
	struct device *dev = &adapter->pdev->dev;
	int ret;

	lockdep_assert_held(&adapter->dma_lock);
	/* Behind an IOMMU every page of the machine would be tried first. */
	if (buf->alloc_size >> PAGE_SHIFT > totalram_pages() / 2)
		return -ENOMEM;
	ret = dma_set_coherent_mask(dev, buf->mask);
	if (ret)
		return ret;
	buf->cpu = dma_alloc_coherent(dev, buf->alloc_size, &buf->addr,
				      GFP_KERNEL | __GFP_NOWARN |
				      __GFP_RETRY_MAYFAIL);
	if (!buf->cpu)
		return -ENOMEM;
	vp_guard_set(buf);
	list_add_tail(&buf->node, &adapter->buffers);
	trace_vp_buffer_alloc(adapter, buf);
	return 0;
}

static struct vp_buffer *vp_buffer_new(struct vp_adapter *adapter,
				       PVP_DMA_ADAPTER handle, size_t size,
				       unsigned long caller, bool own)
{
	struct vp_buffer *buf = kzalloc(sizeof(*buf), GFP_KERNEL);
	int ret;

	if (!buf)
		return ERR_PTR(-ENOMEM);
	vp_buffer_layout(buf, size, dma_guard && !own);
	buf->caller = caller;
	buf->own = own;

	mutex_lock(&adapter->dma_lock);
	buf->dma = vp_dma_find(adapter, handle);
	if (buf->dma) {
		buf->mask = buf->dma->mask;
		ret = vp_buffer_obtain(adapter, buf);
	} else {
		ret = -EINVAL;
	}
	mutex_unlock(&adapter->dma_lock);
	if (ret) {
		kfree(buf);
		return ERR_PTR(ret);
	}
	return buf;
}

/**
 * vp_buffer_alloc() - a piece of a frame set, or what a transfer goes through
 * @adapter: the adapter
 * @handle: the DMA adapter whose width it must respect
 * @size: bytes, whole pages
 * @caller: for the record
 *
 * Silent on failure: the caller goes on with smaller pieces.
 *
 * Context: process context, may sleep, takes dma_lock.
 * Return: zeroed memory, or an ERR_PTR: -ENOMEM, -EINVAL for a bad handle.
 */
struct vp_buffer *vp_buffer_alloc(struct vp_adapter *adapter,
				  PVP_DMA_ADAPTER handle, size_t size,
				  unsigned long caller)
{
	return vp_buffer_new(adapter, handle, size, caller, true);
}

static void vp_buffer_destroy(struct vp_adapter *adapter, struct vp_buffer *buf)
{
	lockdep_assert_held(&adapter->dma_lock);
	vp_guard_check(adapter, buf);
	trace_vp_buffer_free(adapter, buf);
	list_del(&buf->node);
	dma_free_coherent(&adapter->pdev->dev, buf->alloc_size, buf->cpu,
			  buf->addr);
	kfree(buf);
}

/**
 * vp_buffer_free() - free what vp_buffer_alloc() returned
 * @adapter: the adapter
 * @buf: the memory, which the device must not be able to reach any more
 *
 * Context: process context, may sleep, takes dma_lock.
 */
void vp_buffer_free(struct vp_adapter *adapter, struct vp_buffer *buf)
{
	mutex_lock(&adapter->dma_lock);
	vp_buffer_destroy(adapter, buf);
	mutex_unlock(&adapter->dma_lock);
}

dma_addr_t vp_buffer_address(const struct vp_buffer *buf)
{
	return buf->addr + buf->lead;
}

size_t vp_buffer_size(const struct vp_buffer *buf)
{
	return buf->size;
}

unsigned long vp_buffer_pfn(const struct vp_buffer *buf, size_t offset)
{
	void *at = buf->cpu + buf->lead + offset;

	/* Behind an IOMMU the pages may be scattered and only mapped together. */
	if (is_vmalloc_addr(at))
		return vmalloc_to_pfn(at);
	return PHYS_PFN(virt_to_phys(at));
}

/**
 * vp_buffer_protect() - let an area's pages be as those of a buffer must be
 * @adapter: the adapter
 * @buf: the buffer
 * @vma: the area, before it has pages
 *
 * Uncached where the device does not snoop, decrypted where it can't decrypt:
 * only the DMA core knows all cases, and it tells by mapping alone. Of a buffer
 * without bytes it maps nothing, having set the protection.
 *
 * Context: process context, may sleep, takes dma_lock.
 * Return: 0, or -ENXIO where programs can't see such memory.
 */
int vp_buffer_protect(struct vp_adapter *adapter, const struct vp_buffer *buf,
		      struct vm_area_struct *vma)
{
	struct device *dev = &adapter->pdev->dev;
	int ret = -ENXIO;

	mutex_lock(&adapter->dma_lock);
	/* What can be decrypted depends on the width, too. */
	if (dma_can_mmap(dev) && !dma_set_coherent_mask(dev, buf->mask) &&
	    dma_mmap_coherent(dev, vma, buf->cpu, buf->addr, 0) == -ENXIO)
		ret = 0;
	mutex_unlock(&adapter->dma_lock);
	return ret;
}

/* What a person could do about it on this machine. */
static const char *vp_dma_advice(struct vp_adapter *adapter)
{
	if (vp_dma_remapped(adapter))
		return "the IOMMU has no address range or the machine no memory left";
	if (IS_ENABLED(CONFIG_DMA_CMA))
		return "intel_iommu=on, amd_iommu=on or cma= would help";
	return "intel_iommu=on or amd_iommu=on would help, or 4 MiB at most";
}

static void *vp_buffer_give(struct vp_adapter *adapter, PVP_DMA_ADAPTER handle,
			    ULONG length, PPHYSICAL_ADDRESS logical,
			    bool cached, const char *what, unsigned long caller)
{
	struct vp_buffer *buf;

	if (!length || !logical) {
		vp_warn(adapter, "%s: %s, called from %pS\n", what,
			length ? "nowhere to put the logical address" :
			"zero length", (void *)caller);
		return NULL;
	}
	buf = vp_buffer_new(adapter, handle, length, caller, false);
	if (PTR_ERR_OR_ZERO(buf) == -EINVAL) {
		vp_warn(adapter, "%s: %lx is no DMA adapter of this device, or was put before; called from %pS\n",
			what, (unsigned long)handle, (void *)caller);
		return NULL;
	}
	if (IS_ERR(buf)) {
		vp_warn(adapter, "%s: no %u contiguous bytes for %pS: %s\n",
			what, length, (void *)caller, vp_dma_advice(adapter));
		return NULL;
	}
	buf->cached = cached;
	logical->QuadPart = vp_buffer_address(buf);
	return buf->cpu + buf->lead;
}

PVOID VideoPortAllocateCommonBuffer(PVOID HwDeviceExtension,
				    PVP_DMA_ADAPTER VpDmaAdapter,
				    ULONG DesiredLength,
				    PPHYSICAL_ADDRESS LogicalAddress,
				    BOOLEAN CacheEnabled, PVOID Reserved)
{
	struct vp_adapter *adapter = vp_dma_caller(HwDeviceExtension, __func__);

	if (!adapter || !vp_passive(adapter, __func__))
		return NULL;
	return vp_buffer_give(adapter, VpDmaAdapter, DesiredLength,
			      LogicalAddress, CacheEnabled, __func__, _RET_IP_);
}
EXPORT_SYMBOL_GPL(VideoPortAllocateCommonBuffer);

/*
 * Before there were adapter objects a device had one kind of DMA; 32 bits is
 * what every PCI bus master drives.
 */
static PVP_DMA_ADAPTER vp_dma_plain(struct vp_adapter *adapter,
				    unsigned long caller)
{
	static const VP_DEVICE_DESCRIPTION plain = {
		.Dma32BitAddresses = TRUE,
	};

	if (!adapter->plain_dma)
		adapter->plain_dma = vp_dma_new(adapter, &plain,
						"VideoPortGetCommonBuffer",
						caller);
	return adapter->plain_dma;
}

PVOID VideoPortGetCommonBuffer(PVOID HwDeviceExtension, ULONG DesiredLength,
			       ULONG Alignment,
			       PPHYSICAL_ADDRESS LogicalAddress,
			       PULONG pActualLength, BOOLEAN CacheEnabled)
{
	struct vp_adapter *adapter = vp_dma_caller(HwDeviceExtension, __func__);
	void *buffer;

	if (pActualLength)
		*pActualLength = 0;
	if (!adapter || !vp_passive(adapter, __func__))
		return NULL;
	if (Alignment > PAGE_SIZE || Alignment & (Alignment - 1)) {
		vp_warn(adapter, "%s: alignment %u is no power of two up to a page, called from %pS\n",
			__func__, Alignment, __builtin_return_address(0));
		return NULL;
	}
	if (!vp_dma_plain(adapter, _RET_IP_))
		return NULL;
	buffer = vp_buffer_give(adapter, adapter->plain_dma, DesiredLength,
				LogicalAddress, CacheEnabled, __func__,
				_RET_IP_);
	if (buffer && pActualLength)
		*pActualLength = DesiredLength;
	return buffer;
}
EXPORT_SYMBOL_GPL(VideoPortGetCommonBuffer);

/* The one lookup: by either address, so that a mismatch can be named. */
static struct vp_buffer *vp_buffer_find(struct vp_adapter *adapter,
					void *virtual, u64 logical)
{
	struct vp_buffer *buf;

	list_for_each_entry(buf, &adapter->buffers, node)
		if (!buf->own && buf->cpu + buf->lead == virtual)
			return buf;
	list_for_each_entry(buf, &adapter->buffers, node)
		if (!buf->own && vp_buffer_address(buf) == logical)
			return buf;
	return NULL;
}

static bool vp_release_matches(const struct vp_buffer *buf,
			       PVP_DMA_ADAPTER handle, ULONG length,
			       u64 logical, void *virtual, bool cached)
{
	return buf->dma && buf->dma->handle == (unsigned long)handle &&
	       buf->size == length && vp_buffer_address(buf) == logical &&
	       buf->cpu + buf->lead == virtual && buf->cached == cached;
}

/* The one place that frees what a miniport gives back. */
static void vp_buffer_take(struct vp_adapter *adapter, PVP_DMA_ADAPTER handle,
			   ULONG length, u64 logical, void *virtual,
			   bool cached, const char *what, void *caller)
{
	struct vp_buffer *buf;

	mutex_lock(&adapter->dma_lock);
	buf = vp_buffer_find(adapter, virtual, logical);
	if (!buf)
		vp_warn(adapter, "%s: no common buffer at %p (logical %p), or it was released before; called from %pS\n",
			what, virtual, (void *)logical, caller);
	else if (vp_release_matches(buf, handle, length, logical, virtual,
				    cached))
		vp_buffer_destroy(adapter, buf);
	else
		vp_warn(adapter, "%s: %pS names adapter %lx, %u bytes, logical %p, virtual %p, cached %u, but %pS was given adapter %lx, %zu bytes, logical %p, virtual %p, cached %u; nothing released\n",
			what, caller, (unsigned long)handle, length,
			(void *)logical, virtual, cached, (void *)buf->caller,
			buf->dma ? buf->dma->handle : 0, buf->size,
			(void *)(unsigned long)vp_buffer_address(buf),
			buf->cpu + buf->lead, buf->cached);
	mutex_unlock(&adapter->dma_lock);
}

VOID VideoPortReleaseCommonBuffer(PVOID HwDeviceExtension,
				  PVP_DMA_ADAPTER VpDmaAdapter, ULONG Length,
				  PHYSICAL_ADDRESS LogicalAddress,
				  PVOID VirtualAddress, BOOLEAN CacheEnabled)
{
	struct vp_adapter *adapter = vp_dma_caller(HwDeviceExtension, __func__);

	if (adapter && vp_passive(adapter, __func__))
		vp_buffer_take(adapter, VpDmaAdapter, Length,
			       LogicalAddress.QuadPart, VirtualAddress,
			       CacheEnabled, __func__,
			       __builtin_return_address(0));
}
EXPORT_SYMBOL_GPL(VideoPortReleaseCommonBuffer);

VOID VideoPortFreeCommonBuffer(PVOID HwDeviceExtension, ULONG Length,
			       PVOID VirtualAddress,
			       PHYSICAL_ADDRESS LogicalAddress,
			       BOOLEAN CacheEnabled)
{
	struct vp_adapter *adapter = vp_dma_caller(HwDeviceExtension, __func__);

	if (adapter && vp_passive(adapter, __func__))
		vp_buffer_take(adapter, adapter->plain_dma, Length,
			       LogicalAddress.QuadPart, VirtualAddress,
			       CacheEnabled, __func__,
			       __builtin_return_address(0));
}
EXPORT_SYMBOL_GPL(VideoPortFreeCommonBuffer);

/**
 * vp_dma_remapped() - whether an IOMMU translates the device's addresses
 * @adapter: the adapter
 *
 * Return: true if a logical address differs from a physical one.
 */
bool vp_dma_remapped(struct vp_adapter *adapter)
{
	struct iommu_domain *domain;

	domain = iommu_get_domain_for_dev(&adapter->pdev->dev);
	return domain && (domain->type & __IOMMU_DOMAIN_PAGING);
}

/**
 * vp_bus_master_off() - cut the device off from memory
 * @adapter: the adapter
 *
 * The answer to a read from its configuration space pushes writes of the device's
 * that are on their way; a PCI Express device says when its reads were answered.
 *
 * Context: process context, may sleep.
 */
void vp_bus_master_off(struct vp_adapter *adapter)
{
	u16 command;

	pci_clear_master(adapter->pdev);
	pci_read_config_word(adapter->pdev, PCI_COMMAND, &command);
	if (!pci_wait_for_pending_transaction(adapter->pdev))
		dev_warn(&adapter->pdev->dev, "the device still waits for memory that it read\n");
}

/**
 * vp_dma_forget() - drop all adapters of a miniport that refused the device
 * @adapter: the adapter
 *
 * Its buffers stay: a miniport that is asked next turns bus mastering on, and
 * the device may still be at work for the one before.
 *
 * Context: process context, may sleep, takes dma_lock.
 */
void vp_dma_forget(struct vp_adapter *adapter)
{
	struct vp_dma *dma, *next;
	struct vp_buffer *buf;

	mutex_lock(&adapter->dma_lock);
	list_for_each_entry(buf, &adapter->buffers, node)
		buf->dma = NULL;
	list_for_each_entry_safe(dma, next, &adapter->dmas, node) {
		vp_dma_unlink(adapter, dma);
		kfree(dma);
	}
	adapter->plain_dma = NULL;
	mutex_unlock(&adapter->dma_lock);
}

/**
 * vp_dma_reclaim() - take back what a miniport left
 * @adapter: an adapter whose device can no longer reach memory
 *
 * Context: process context, may sleep, takes dma_lock.
 */
void vp_dma_reclaim(struct vp_adapter *adapter)
{
	struct vp_buffer *buf, *next;

	vp_packet_reclaim(adapter);
	vp_dma_forget(adapter);
	mutex_lock(&adapter->dma_lock);
	list_for_each_entry_safe(buf, next, &adapter->buffers, node)
		vp_buffer_destroy(adapter, buf);
	mutex_unlock(&adapter->dma_lock);
}
