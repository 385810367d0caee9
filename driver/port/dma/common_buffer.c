// SPDX-License-Identifier: GPL-2.0
/*
 * Steps two and three, and the one type that owns memory the device can reach.
 *
 * All is done under the lock of the adapter objects, as an allocation relies on the
 * coherent mask, and so does its release: by the mask Linux tells whether the memory
 * was decrypted or exchanged for other on the way.
 */
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/rhashtable.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "adapter.h"
#include "dma/adapter_object.h"
#include "dma/bus_master.h"
#include "dma/common_buffer.h"
#include "gate.h"
#include "irql.h"
#include "trace.h"

#define VP_GUARD_BYTE	0x5a

/* All is known to be seen at once by both, or is not kept. */
#define VP_LASTING_ATTRS	(DMA_ATTR_SKIP_CPU_SYNC | DMA_ATTR_NO_WARN)

/**
 * enum vp_common_buffer_kind - whose it is
 * @VP_COMMON_BUFFER_MINIPORT: a miniport's
 * @VP_COMMON_BUFFER_OWN: the port driver's
 * @VP_COMMON_BUFFER_LASTING: the port driver's, its pages counted one by one, so that who
 *	has a reference may keep them longer than the device is there
 */
enum vp_common_buffer_kind {
	VP_COMMON_BUFFER_MINIPORT,
	VP_COMMON_BUFFER_OWN,
	VP_COMMON_BUFFER_LASTING,
};

static bool dma_guard;
module_param(dma_guard, bool, 0644);
MODULE_PARM_DESC(dma_guard,
		 "Put a guarded page before and after each common buffer (default: off)");

static const struct rhashtable_params vp_common_buffer_hash = {
	.key_len = sizeof_field(struct vp_common_buffer, virtual),
	.key_offset = offsetof(struct vp_common_buffer, virtual),
	.head_offset = offsetof(struct vp_common_buffer, by_virtual),
	.automatic_shrinking = true,
};

static void vp_common_buffer_guard_set(struct vp_common_buffer *buf)
{
	memset(buf->cpu, VP_GUARD_BYTE, buf->lead);
	memset(buf->cpu + buf->lead + buf->size, VP_GUARD_BYTE,
	       buf->alloc_size - buf->lead - buf->size);
}

/* Device or driver wrote past its part: the neighbour may have been hit too. */
static void vp_common_buffer_guard_check(struct vp_adapter *adapter, struct vp_common_buffer *buf)
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
static void vp_common_buffer_layout(struct vp_common_buffer *buf, size_t size, bool guard)
{
	buf->size = size;
	buf->lead = guard ? PAGE_SIZE : 0;
	buf->alloc_size = buf->lead + PAGE_ALIGN(size) + buf->lead;
}

/* The rest of the memory would be tried in vain. */
static gfp_t vp_common_buffer_zone(struct vp_adapter *adapter, u64 mask)
{
	if (vp_bus_master_remapped(adapter) || mask == DMA_BIT_MASK(64))
		return 0;
	return mask < DMA_BIT_MASK(32) ? GFP_DMA : GFP_DMA32;
}

/* @buf has its page; without success nothing has changed. */
static int vp_common_buffer_map(struct vp_adapter *adapter, struct vp_common_buffer *buf)
{
	struct device *dev = &adapter->pdev->dev;
	u64 last;

	buf->addr = dma_map_page_attrs(dev, buf->page, 0, buf->alloc_size, DMA_BIDIRECTIONAL,
				       VP_LASTING_ATTRS);
	if (dma_mapping_error(dev, buf->addr))
		return -EOPNOTSUPP;
	last = (u64)buf->addr + buf->alloc_size - 1;
	if (last <= buf->mask && vp_bus_master_sees(adapter, buf->addr))
		return 0;
	dma_unmap_page_attrs(dev, buf->addr, buf->alloc_size, DMA_BIDIRECTIONAL,
			     VP_LASTING_ATTRS);
	return -EOPNOTSUPP;
}

static int vp_common_buffer_obtain_lasting(struct vp_adapter *adapter,
					   struct vp_common_buffer *buf, gfp_t gfp)
{
	unsigned int order = get_order(buf->alloc_size);
	int ret;

	gfp |= vp_common_buffer_zone(adapter, buf->mask) | __GFP_ZERO | __GFP_COMP |
	       __GFP_NOWARN | __GFP_RETRY_MAYFAIL;
	buf->page = alloc_pages_node(dev_to_node(&adapter->pdev->dev), gfp, order);
	if (!buf->page)
		return -ENOMEM;
	ret = vp_common_buffer_map(adapter, buf);
	if (ret) {
		__free_pages(buf->page, order);
		return ret;
	}
	buf->cpu = page_address(buf->page);
	return 0;
}

static int vp_common_buffer_obtain_coherent(struct vp_adapter *adapter,
					    struct vp_common_buffer *buf, gfp_t gfp)
{
	struct device *dev = &adapter->pdev->dev;
	int ret;

	/* Behind an IOMMU every page of the machine would be tried first. */
	if (buf->alloc_size >> PAGE_SHIFT > totalram_pages() / 2)
		return -ENOMEM;
	ret = dma_set_coherent_mask(dev, buf->mask);
	if (ret)
		return ret;
	buf->cpu = dma_alloc_coherent(dev, buf->alloc_size, &buf->addr,
				      gfp | __GFP_NOWARN | __GFP_RETRY_MAYFAIL);
	return buf->cpu ? 0 : -ENOMEM;
}

static int vp_common_buffer_obtain(struct vp_adapter *adapter, struct vp_common_buffer *buf,
				   gfp_t gfp, enum vp_common_buffer_kind kind)
{
	int ret = kind == VP_COMMON_BUFFER_LASTING ?
		  vp_common_buffer_obtain_lasting(adapter, buf, gfp) :
		  vp_common_buffer_obtain_coherent(adapter, buf, gfp);

	if (ret)
		return ret;
	buf->virtual = buf->cpu + buf->lead;
	buf->logical = buf->addr + buf->lead;
	return 0;
}

/* By the mask that it was allocated under: see above. */
static void vp_common_buffer_return(struct vp_adapter *adapter, struct vp_common_buffer *buf)
{
	struct device *dev = &adapter->pdev->dev;

	if (buf->page) {
		dma_unmap_page_attrs(dev, buf->addr, buf->alloc_size, DMA_BIDIRECTIONAL,
				     VP_LASTING_ATTRS);
		__free_pages(buf->page, get_order(buf->alloc_size));
		return;
	}
	if (dma_set_coherent_mask(dev, buf->mask))
		vp_warn(adapter, "the mask of %d bits that memory was allocated under is refused at its release\n",
			fls64(buf->mask));
	dma_free_coherent(dev, buf->alloc_size, buf->cpu, buf->addr);
}

static int vp_common_buffer_add(struct vp_adapter *adapter, struct vp_common_buffer *buf,
				gfp_t gfp, enum vp_common_buffer_kind kind)
{
	struct vp_common_buffer_state *state = &adapter->common_buffer;
	int ret;

	vp_adapter_object_assert_locked(adapter);
	ret = vp_common_buffer_obtain(adapter, buf, gfp, kind);
	if (ret)
		return ret;
	if (!buf->own)
		ret = rhashtable_insert_fast(&state->virtuals, &buf->by_virtual,
					     vp_common_buffer_hash);
	if (ret) {
		vp_common_buffer_return(adapter, buf);
		return -ENOMEM;
	}
	vp_common_buffer_guard_set(buf);
	list_add_tail(&buf->node, &state->list);
	vp_adapter_object_count(adapter, buf->handle, 1);
	trace_vp_buffer_alloc(adapter->bus_id, buf->logical, buf->size, buf->mask, buf->caller);
	return 0;
}

static struct vp_common_buffer *vp_common_buffer_new(struct vp_adapter *adapter,
						     PVP_DMA_ADAPTER handle, size_t size,
						     gfp_t gfp, unsigned long caller,
						     enum vp_common_buffer_kind kind)
{
	struct vp_common_buffer *buf = kzalloc(sizeof(*buf), gfp);
	bool own = kind != VP_COMMON_BUFFER_MINIPORT;
	struct vp_adapter_object object;
	int ret = -EINVAL;

	if (!buf)
		return ERR_PTR(-ENOMEM);
	vp_common_buffer_layout(buf, size, READ_ONCE(dma_guard) && !own);
	buf->handle = (unsigned long)handle;
	buf->caller = caller;
	buf->own = own;

	vp_adapter_object_lock(adapter);
	if (vp_adapter_object_copy(adapter, buf->handle, &object)) {
		buf->mask = object.mask;
		ret = vp_common_buffer_add(adapter, buf, gfp, kind);
	}
	vp_adapter_object_unlock(adapter);
	if (ret) {
		kfree(buf);
		return ERR_PTR(ret);
	}
	return buf;
}

/**
 * vp_common_buffer_alloc() - a piece of a frame set, or what a transfer goes through
 * @adapter: the adapter
 * @handle: the adapter object whose width it must respect
 * @size: bytes, whole pages
 * @gfp: GFP_KERNEL; or GFP_KERNEL_ACCOUNT, for the memory cgroup of who calls. Pages
 *	of the page allocator are charged, with an IOMMU or without, and those of CMA,
 *	where a machine has any, are not
 * @caller: for the record
 *
 * Silent on failure: the caller goes on with smaller pieces.
 *
 * Context: process context, may sleep, takes adapter_object.lock.
 * Return: zeroed memory, or an ERR_PTR: -ENOMEM, -EINVAL for a bad handle.
 */
struct vp_common_buffer *vp_common_buffer_alloc(struct vp_adapter *adapter, PVP_DMA_ADAPTER handle,
						size_t size, gfp_t gfp, unsigned long caller)
{
	return vp_common_buffer_new(adapter, handle, size, gfp, caller, VP_COMMON_BUFFER_OWN);
}

/**
 * vp_common_buffer_alloc_lasting() - the same, of pages that may outlive the device
 * @adapter: the adapter
 * @handle: the adapter object whose width it must respect
 * @size: a power of two of whole pages
 * @gfp: as there
 * @caller: for the record
 *
 * Who takes a reference to a page of it keeps that when vp_common_buffer_free() has taken
 * it from the device. Of what dma_alloc_coherent() gives that can't be had.
 *
 * Context: process context, may sleep, takes adapter_object.lock.
 * Return: zeroed memory, or an ERR_PTR: as there; -EOPNOTSUPP where the device can't be
 * given just any pages to share with the processor.
 */
struct vp_common_buffer *vp_common_buffer_alloc_lasting(struct vp_adapter *adapter,
							PVP_DMA_ADAPTER handle, size_t size,
							gfp_t gfp, unsigned long caller)
{
	if (!vp_common_buffer_ordinary(adapter))
		return ERR_PTR(-EOPNOTSUPP);
	return vp_common_buffer_new(adapter, handle, size, gfp, caller,
				    VP_COMMON_BUFFER_LASTING);
}

/* The one place that frees a buffer, whoever let go of it. */
static void vp_common_buffer_remove(struct vp_adapter *adapter, struct vp_common_buffer *buf)
{
	vp_adapter_object_assert_locked(adapter);
	vp_common_buffer_guard_check(adapter, buf);
	trace_vp_buffer_free(adapter->bus_id, buf->logical, buf->size, buf->mask, buf->caller);
	list_del(&buf->node);
	vp_adapter_object_count(adapter, buf->handle, -1);
	if (!buf->own)
		rhashtable_remove_fast(&adapter->common_buffer.virtuals, &buf->by_virtual,
				       vp_common_buffer_hash);
	vp_common_buffer_return(adapter, buf);
	kfree(buf);
}

/**
 * vp_common_buffer_free() - free what vp_common_buffer_alloc() returned
 * @adapter: the adapter
 * @buf: the memory, which the device must not be able to reach any more
 *
 * Context: process context, may sleep, takes adapter_object.lock.
 */
void vp_common_buffer_free(struct vp_adapter *adapter, struct vp_common_buffer *buf)
{
	vp_adapter_object_lock(adapter);
	vp_common_buffer_remove(adapter, buf);
	vp_adapter_object_unlock(adapter);
}

/* Whether the kernel may map a buffer's pages as any others */
bool vp_common_buffer_ordinary(struct vp_adapter *adapter)
{
	return dev_is_dma_coherent(&adapter->pdev->dev) &&
	       pgprot_val(pgprot_decrypted(PAGE_KERNEL)) == pgprot_val(PAGE_KERNEL);
}

unsigned long vp_common_buffer_pfn(const struct vp_common_buffer *buf, size_t offset)
{
	void *at = buf->virtual + offset;

	/* Behind an IOMMU the pages may be scattered and only mapped together. */
	if (is_vmalloc_addr(at))
		return vmalloc_to_pfn(at);
	return PHYS_PFN(virt_to_phys(at));
}

/**
 * vp_common_buffer_protect() - let an area's pages be as those of a buffer must be
 * @adapter: the adapter
 * @buf: the buffer
 * @vma: the area, before it has pages
 *
 * Uncached where the device does not snoop, decrypted where it can't decrypt:
 * only the DMA core knows all cases, and it tells by mapping alone. Of a buffer
 * without bytes it maps nothing, having set the protection.
 *
 * Context: process context, may sleep, takes adapter_object.lock.
 * Return: 0, or -ENXIO where programs can't see such memory.
 */
int vp_common_buffer_protect(struct vp_adapter *adapter, const struct vp_common_buffer *buf,
			     struct vm_area_struct *vma)
{
	struct device *dev = &adapter->pdev->dev;
	int ret = -ENXIO;

	if (buf->page)
		return 0;
	vp_adapter_object_lock(adapter);
	/* What can be decrypted depends on the width, too. */
	if (dma_can_mmap(dev) && !dma_set_coherent_mask(dev, buf->mask) &&
	    dma_mmap_coherent(dev, vma, buf->cpu, buf->addr, 0) == -ENXIO)
		ret = 0;
	vp_adapter_object_unlock(adapter);
	return ret;
}

/* What a person could do about it on this machine. */
static const char *vp_common_buffer_advice(struct vp_adapter *adapter, PVP_DMA_ADAPTER handle)
{
	struct vp_adapter_object object = { .mask = DMA_BIT_MASK(64) };

	if (vp_bus_master_remapped(adapter))
		return "the IOMMU has no address range or the machine no memory left";
	vp_adapter_object_copy(adapter, (unsigned long)handle, &object);
	if (object.mask == DMA_BIT_MASK(24))
		return "24-bit DMA reaches 16 MiB alone; Dma32BitAddresses, if the device can";
	if (IS_ENABLED(CONFIG_DMA_CMA))
		return "intel_iommu=on, amd_iommu=on or cma= would help";
	return "intel_iommu=on or amd_iommu=on would help, or 4 MiB at most";
}

static void *vp_common_buffer_give(struct vp_adapter *adapter, PVP_DMA_ADAPTER handle,
				   ULONG length, PPHYSICAL_ADDRESS logical,
				   bool cached, const char *what, unsigned long caller)
{
	struct vp_common_buffer *buf;

	if (!length || !logical) {
		vp_warn(adapter, "%s: %s, called from %pS\n", what,
			length ? "nowhere to put the logical address" :
			"zero length", (void *)caller);
		return NULL;
	}
	buf = vp_common_buffer_new(adapter, handle, length, GFP_KERNEL, caller,
				   VP_COMMON_BUFFER_MINIPORT);
	if (PTR_ERR_OR_ZERO(buf) == -EINVAL) {
		vp_warn(adapter, "%s: %p is no DMA adapter of this device, or was put before; called from %pS\n",
			what, handle, (void *)caller);
		return NULL;
	}
	if (IS_ERR(buf)) {
		vp_warn(adapter, "%s: no %u contiguous bytes for %pS: %s\n",
			what, length, (void *)caller, vp_common_buffer_advice(adapter, handle));
		return NULL;
	}
	buf->cached = cached;
	logical->QuadPart = buf->logical;
	return buf->virtual;
}

PVOID VideoPortAllocateCommonBuffer(PVOID HwDeviceExtension,
				    PVP_DMA_ADAPTER VpDmaAdapter,
				    ULONG DesiredLength,
				    PPHYSICAL_ADDRESS LogicalAddress,
				    BOOLEAN CacheEnabled, PVOID Reserved)
{
	struct vp_adapter *adapter = vp_adapter_object_caller(HwDeviceExtension, __func__);

	if (!adapter || !vp_irql_passive(adapter, __func__))
		return NULL;
	return vp_common_buffer_give(adapter, VpDmaAdapter, DesiredLength,
				     LogicalAddress, CacheEnabled, __func__, _RET_IP_);
}
EXPORT_SYMBOL_GPL(VideoPortAllocateCommonBuffer);

/*
 * Before there were adapter objects a device had one kind of DMA; 32 bits is
 * what every PCI bus master drives.
 */
static PVP_DMA_ADAPTER vp_common_buffer_plain(struct vp_adapter *adapter, unsigned long caller)
{
	static const VP_DEVICE_DESCRIPTION plain = {
		.Dma32BitAddresses = TRUE,
	};
	struct vp_common_buffer_state *state = &adapter->common_buffer;

	if (!state->plain)
		state->plain = vp_adapter_object_new(adapter, &plain,
						     "VideoPortGetCommonBuffer", caller);
	return state->plain;
}

PVOID VideoPortGetCommonBuffer(PVOID HwDeviceExtension, ULONG DesiredLength,
			       ULONG Alignment,
			       PPHYSICAL_ADDRESS LogicalAddress,
			       PULONG pActualLength, BOOLEAN CacheEnabled)
{
	struct vp_adapter *adapter = vp_adapter_object_caller(HwDeviceExtension, __func__);
	PVP_DMA_ADAPTER plain;
	void *buffer;

	if (pActualLength)
		*pActualLength = 0;
	if (!adapter || !vp_irql_passive(adapter, __func__))
		return NULL;
	if (Alignment > PAGE_SIZE || Alignment & (Alignment - 1)) {
		vp_warn(adapter, "%s: alignment %u is no power of two up to a page, called from %pS\n",
			__func__, Alignment, __builtin_return_address(0));
		return NULL;
	}
	plain = vp_common_buffer_plain(adapter, _RET_IP_);
	if (!plain)
		return NULL;
	buffer = vp_common_buffer_give(adapter, plain, DesiredLength, LogicalAddress, CacheEnabled,
				       __func__, _RET_IP_);
	if (buffer && pActualLength)
		*pActualLength = DesiredLength;
	return buffer;
}
EXPORT_SYMBOL_GPL(VideoPortGetCommonBuffer);

/* Only a mistake looks for the device's address: it is to name what was meant. */
static struct vp_common_buffer *vp_common_buffer_meant(struct vp_adapter *adapter, u64 logical)
{
	struct vp_common_buffer *buf;

	list_for_each_entry(buf, &adapter->common_buffer.list, node)
		if (!buf->own && buf->logical == logical)
			return buf;
	return NULL;
}

/* The one lookup. */
static struct vp_common_buffer *vp_common_buffer_find(struct vp_adapter *adapter,
						      void *virtual, u64 logical)
{
	struct vp_common_buffer *buf;

	buf = rhashtable_lookup_fast(&adapter->common_buffer.virtuals, &virtual,
				     vp_common_buffer_hash);
	return buf ?: vp_common_buffer_meant(adapter, logical);
}

/**
 * struct vp_common_buffer_release - what a miniport says that it gives back
 * @handle: of the adapter object
 * @length: bytes
 * @logical: the device's address
 * @virtual: the processor's
 * @cached: CacheEnabled
 */
struct vp_common_buffer_release {
	unsigned long handle;
	ULONG length;
	u64 logical;
	void *virtual;
	bool cached;
};

static bool vp_common_buffer_matches(const struct vp_common_buffer *buf,
				     const struct vp_common_buffer_release *r)
{
	return buf->handle && buf->handle == r->handle && buf->size == r->length &&
	       buf->logical == r->logical && buf->virtual == r->virtual &&
	       buf->cached == r->cached;
}

/* It goes with the device, as if it had never been given back. */
static void vp_common_buffer_keep(struct vp_adapter *adapter, struct vp_common_buffer *buf,
				  const char *what, void *caller)
{
	vp_adapter_object_count(adapter, buf->handle, -1);
	buf->handle = 0;
	vp_warn(adapter, "%s: a wait was given up in this call, and the device may be at work on the %zu bytes at %p yet; they are kept until it is stopped; called from %pS\n",
		what, buf->size, buf->virtual, caller);
}

/* The one place that takes back what a miniport gives. */
static void vp_common_buffer_take(struct vp_adapter *adapter,
				  const struct vp_common_buffer_release *r,
				  const char *what, void *caller)
{
	struct vp_common_buffer *buf;

	vp_adapter_object_lock(adapter);
	buf = vp_common_buffer_find(adapter, r->virtual, r->logical);
	if (!buf)
		vp_warn(adapter, "%s: no common buffer at %p (logical %p), or it was released before; called from %pS\n",
			what, r->virtual, (void *)r->logical, caller);
	else if (!vp_common_buffer_matches(buf, r))
		vp_warn(adapter, "%s: %pS names adapter %p, %u bytes, logical %p, virtual %p, cached %u, but %pS was given adapter %p, %zu bytes, logical %p, virtual %p, cached %u; nothing released\n",
			what, caller, (void *)r->handle, r->length, (void *)r->logical, r->virtual,
			r->cached, (void *)buf->caller, (void *)buf->handle, buf->size,
			(void *)buf->logical, buf->virtual, buf->cached);
	else if (vp_gate_gave_up(adapter))
		vp_common_buffer_keep(adapter, buf, what, caller);
	else
		vp_common_buffer_remove(adapter, buf);
	vp_adapter_object_unlock(adapter);
}

VOID VideoPortReleaseCommonBuffer(PVOID HwDeviceExtension,
				  PVP_DMA_ADAPTER VpDmaAdapter, ULONG Length,
				  PHYSICAL_ADDRESS LogicalAddress,
				  PVOID VirtualAddress, BOOLEAN CacheEnabled)
{
	struct vp_adapter *adapter = vp_adapter_object_caller(HwDeviceExtension, __func__);
	const struct vp_common_buffer_release release = {
		.handle = (unsigned long)VpDmaAdapter,
		.length = Length,
		.logical = LogicalAddress.QuadPart,
		.virtual = VirtualAddress,
		.cached = CacheEnabled,
	};

	if (adapter && vp_irql_passive(adapter, __func__))
		vp_common_buffer_take(adapter, &release, __func__, __builtin_return_address(0));
}
EXPORT_SYMBOL_GPL(VideoPortReleaseCommonBuffer);

VOID VideoPortFreeCommonBuffer(PVOID HwDeviceExtension, ULONG Length,
			       PVOID VirtualAddress,
			       PHYSICAL_ADDRESS LogicalAddress,
			       BOOLEAN CacheEnabled)
{
	struct vp_adapter *adapter = vp_adapter_object_caller(HwDeviceExtension, __func__);
	struct vp_common_buffer_release release = {
		.length = Length,
		.logical = LogicalAddress.QuadPart,
		.virtual = VirtualAddress,
		.cached = CacheEnabled,
	};

	if (!adapter || !vp_irql_passive(adapter, __func__))
		return;
	release.handle = (unsigned long)adapter->common_buffer.plain;
	vp_common_buffer_take(adapter, &release, __func__, __builtin_return_address(0));
}
EXPORT_SYMBOL_GPL(VideoPortFreeCommonBuffer);

/* Of an adapter object that is put: its buffers stay until the device is stopped. */
static int vp_common_buffer_put(struct notifier_block *block, unsigned long handle, void *data)
{
	struct vp_adapter *adapter = container_of(block, struct vp_adapter, common_buffer.put);
	const struct vp_adapter_object *object = data;
	struct vp_common_buffer *buf;

	vp_adapter_object_assert_locked(adapter);
	/* Or it would be looked for among all that there are. */
	if (!object->buffers)
		return NOTIFY_OK;
	list_for_each_entry(buf, &adapter->common_buffer.list, node) {
		if (buf->handle != handle)
			continue;
		buf->handle = 0;
		if (!buf->own)
			vp_warn(adapter, "VideoPortPutDmaAdapter: common buffer of %zu bytes at %p, allocated from %pS, is still out; it stays until the device is stopped\n",
				buf->size, buf->virtual, (void *)buf->caller);
	}
	return NOTIFY_OK;
}

/**
 * vp_common_buffer_orphan() - let no buffer be a miniport's that refused the device
 * @adapter: the adapter
 *
 * The memory stays: a miniport that is asked next turns bus mastering on, and the
 * device may still be at work for the one before.
 *
 * Context: process context, may sleep, takes adapter_object.lock.
 */
void vp_common_buffer_orphan(struct vp_adapter *adapter)
{
	struct vp_common_buffer *buf;

	vp_adapter_object_lock(adapter);
	list_for_each_entry(buf, &adapter->common_buffer.list, node)
		buf->handle = 0;
	adapter->common_buffer.plain = NULL;
	vp_adapter_object_unlock(adapter);
}

/**
 * vp_common_buffer_reclaim() - take back what a miniport left
 * @adapter: an adapter whose device can no longer reach memory
 *
 * Context: process context, may sleep, takes adapter_object.lock.
 */
void vp_common_buffer_reclaim(struct vp_adapter *adapter)
{
	struct vp_common_buffer *buf, *next;

	vp_adapter_object_lock(adapter);
	list_for_each_entry_safe(buf, next, &adapter->common_buffer.list, node)
		vp_common_buffer_remove(adapter, buf);
	adapter->common_buffer.plain = NULL;
	vp_adapter_object_unlock(adapter);
}

/* What debugfs says of them. */
void vp_common_buffer_show(struct vp_adapter *adapter, struct seq_file *s)
{
	struct vp_common_buffer *buf;

	seq_puts(s, "size logical width use caller\n");
	vp_adapter_object_lock(adapter);
	list_for_each_entry(buf, &adapter->common_buffer.list, node)
		seq_printf(s, "%zu %#llx %d %s %pS\n", buf->size, buf->logical, fls64(buf->mask),
			   buf->own ? "port" : buf->handle ? "miniport" : "left",
			   (void *)buf->caller);
	vp_adapter_object_unlock(adapter);
}

int vp_common_buffer_init(struct vp_adapter *adapter)
{
	INIT_LIST_HEAD(&adapter->common_buffer.list);
	adapter->common_buffer.put.notifier_call = vp_common_buffer_put;
	vp_adapter_object_listen(adapter, &adapter->common_buffer.put);
	return rhashtable_init(&adapter->common_buffer.virtuals, &vp_common_buffer_hash);
}

void vp_common_buffer_destroy(struct vp_adapter *adapter)
{
	rhashtable_destroy(&adapter->common_buffer.virtuals);
}
