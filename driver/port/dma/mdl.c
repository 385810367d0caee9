// SPDX-License-Identifier: GPL-2.0
/*
 * Locked buffers: memory of a program or of the kernel that stays where it is
 * while the device works on it (packet.c). A program's is pinned, counts
 * against its limit of locked memory, and outlives the program if need be.
 */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/interval_tree_generic.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/pfn.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "adapter.h"
#include "dma/mdl.h"
#include "hardware/resource.h"
#include "irql.h"
#include "support/memory.h"

/* A handle is no address: using one as a pointer faults at once. */
#define VP_MDL_HANDLE	0x3d10000000000000UL

static atomic64_t vp_mdl_ids;

static unsigned long vp_mdl_first(const struct vp_mdl *mdl)
{
	return mdl->base;
}

static unsigned long vp_mdl_last(const struct vp_mdl *mdl)
{
	return mdl->base + mdl->length - 1;
}

INTERVAL_TREE_DEFINE(struct vp_mdl, node, unsigned long, last, vp_mdl_first, vp_mdl_last,
		     static, vp_mdl_kernel)

static unsigned long vp_mdl_number(unsigned long handle)
{
	return handle ^ VP_MDL_HANDLE;
}

/* Its place may be kept for long, so the pages must be fit for that. */
static int vp_mdl_pin(struct vp_mdl *mdl, unsigned long base)
{
	unsigned int flags = FOLL_LONGTERM | (mdl->writable ? FOLL_WRITE : 0);
	struct mm_struct *mm = current->mm;
	int ret, pinned;

	if (!mm || current->flags & PF_KTHREAD)
		return -EFAULT;
	ret = account_locked_vm(mm, mdl->count, true);
	if (ret)
		return ret;
	pinned = pin_user_pages_fast(base & PAGE_MASK, mdl->count, flags,
				     mdl->pages);
	if (pinned != mdl->count) {
		if (pinned > 0)
			unpin_user_pages(mdl->pages, pinned);
		account_locked_vm(mm, mdl->count, false);
		return pinned < 0 ? pinned : -EFAULT;
	}
	mmgrab(mm);
	mdl->mm = mm;
	return 0;
}

/* NULL where no memory is. */
static struct page *vp_kernel_page(void *at)
{
	struct page *page = NULL;

	if (is_vmalloc_addr(at))
		page = vmalloc_to_page(at);
	else if (virt_addr_valid(at))
		page = virt_to_page(at);
	if (!page || !pfn_valid(page_to_pfn(page)) || PageReserved(page))
		return NULL;
	return page;
}

static int vp_mdl_collect(struct vp_mdl *mdl, unsigned long base)
{
	unsigned long i;

	base &= PAGE_MASK;
	for (i = 0; i < mdl->count; i++) {
		mdl->pages[i] = vp_kernel_page((void *)(base + i * PAGE_SIZE));
		if (!mdl->pages[i])
			return -EFAULT;
	}
	return 0;
}

static struct vp_mdl *vp_mdl_new(struct vp_adapter *adapter, unsigned long base, u32 length,
				 bool writable, unsigned long caller)
{
	unsigned long count = PFN_UP(offset_in_page(base) + (u64)length);
	struct vp_mdl *mdl;
	int ret;

	mdl = kvzalloc(struct_size(mdl, pages, count), GFP_KERNEL);
	if (!mdl)
		return ERR_PTR(-ENOMEM);
	kref_init(&mdl->ref);
	mdl->adapter = adapter;
	mdl->handle = VP_MDL_HANDLE | atomic64_inc_return(&vp_mdl_ids);
	mdl->caller = caller;
	mdl->offset = offset_in_page(base);
	mdl->length = length;
	mdl->used = length;
	mdl->writable = writable;
	mdl->count = count;
	if (access_ok((void __user *)base, length)) {
		ret = vp_mdl_pin(mdl, base);
	} else if (vp_resource_mapped(adapter, base, length)) {
		/* Without SPARSEMEM_VMEMMAP even the search for its page would fault. */
		ret = -EFAULT;
	} else {
		ret = vp_mdl_collect(mdl, base);
		mdl->base = base;
	}
	if (ret) {
		kvfree(mdl);
		return ERR_PTR(ret);
	}
	return mdl;
}

/* See vp_memory_kept(): it goes with the last buffer that lies in it. */
static bool vp_mdl_keep(struct vp_adapter *adapter, const struct vp_memory_span *span)
{
	unsigned long at = (unsigned long)span->at, last = at + span->size - 1;
	struct vp_mdl_state *state = &adapter->mdl;
	struct vp_mdl *mdl = NULL;
	unsigned long flags;

	raw_spin_lock_irqsave(&state->lock, flags);
	if (span->size)
		mdl = vp_mdl_kernel_iter_first(&state->kernel, at, last);
	while (mdl && (mdl->owned.memory || mdl->unlocked))
		mdl = vp_mdl_kernel_iter_next(mdl, at, last);
	if (mdl)
		mdl->owned = *span;
	raw_spin_unlock_irqrestore(&state->lock, flags);
	return mdl;
}

static void vp_mdl_unpin(struct vp_mdl *mdl)
{
	unsigned long dirty = 0;

	if (mdl->writable && mdl->used)
		dirty = PFN_UP(mdl->offset + (u64)mdl->used);
	unpin_user_pages_dirty_lock(mdl->pages, dirty, true);
	unpin_user_pages(mdl->pages + dirty, mdl->count - dirty);
	account_locked_vm(mdl->mm, mdl->count, false);
	mmdrop(mdl->mm);
}

/* It is found by nobody any more, but may just have been: hence the lock. */
static void vp_mdl_release(struct kref *ref)
{
	struct vp_mdl *mdl = container_of(ref, struct vp_mdl, ref);
	struct vp_adapter *adapter = mdl->adapter;
	struct vp_mdl_state *state = &adapter->mdl;
	unsigned long flags;

	raw_spin_lock_irqsave(&state->lock, flags);
	if (!mdl->mm)
		vp_mdl_kernel_remove(mdl, &state->kernel);
	raw_spin_unlock_irqrestore(&state->lock, flags);
	if (mdl->mm)
		vp_mdl_unpin(mdl);
	if (mdl->owned.memory && !vp_memory_kept(adapter, &mdl->owned))
		kvfree(mdl->owned.memory);
	kvfree(mdl);
}

static int vp_mdl_add(struct vp_adapter *adapter, struct vp_mdl *mdl)
{
	struct vp_mdl_state *state = &adapter->mdl;
	unsigned long flags;
	int ret;

	raw_spin_lock_irqsave(&state->lock, flags);
	if (!mdl->mm)
		vp_mdl_kernel_insert(mdl, &state->kernel);
	raw_spin_unlock_irqrestore(&state->lock, flags);
	ret = xa_insert(&state->mdls, vp_mdl_number(mdl->handle), mdl, GFP_KERNEL);
	if (ret)
		kref_put(&mdl->ref, vp_mdl_release);
	return ret;
}

static struct vp_mdl *vp_mdl_lock(struct vp_adapter *adapter, unsigned long base, u32 length,
				  bool writable, unsigned long caller)
{
	struct vp_mdl *mdl = vp_mdl_new(adapter, base, length, writable, caller);
	int ret;

	if (IS_ERR(mdl))
		return mdl;
	ret = vp_mdl_add(adapter, mdl);
	return ret ? ERR_PTR(ret) : mdl;
}

PVOID VideoPortLockBuffer(PVOID HwDeviceExtension, PVOID BaseAddress,
			  ULONG Length, VP_LOCK_OPERATION Operation)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	struct vp_mdl *mdl;

	if (!vp_irql_passive(adapter, __func__))
		return NULL;
	if (!Length || Operation > VpModifyAccess) {
		vp_warn(adapter, "%s: %s, called from %pS\n", __func__,
			Length ? "no such access" : "zero length",
			__builtin_return_address(0));
		return NULL;
	}
	mdl = vp_mdl_lock(adapter, (unsigned long)BaseAddress, Length,
			  Operation != VpReadAccess, _RET_IP_);
	if (IS_ERR(mdl)) {
		vp_warn(adapter, "%s: %u bytes at %p cannot be locked (%ld), called from %pS\n",
			__func__, Length, BaseAddress, PTR_ERR(mdl),
			__builtin_return_address(0));
		return NULL;
	}
	return (PVOID)mdl->handle;
}
EXPORT_SYMBOL_GPL(VideoPortLockBuffer);

static struct vp_mdl *vp_mdl_find(struct vp_adapter *adapter, unsigned long handle)
{
	struct vp_mdl *mdl;

	lockdep_assert_held(&adapter->mdl.lock);
	mdl = xa_load(&adapter->mdl.mdls, vp_mdl_number(handle));
	return mdl && !mdl->unlocked ? mdl : NULL;
}

static void vp_mdl_unknown(struct vp_adapter *adapter, const char *what,
			   unsigned long handle, unsigned long caller)
{
	vp_warn(adapter, "%s: %p is no locked buffer of this device, or was unlocked before; called from %pS\n",
		what, (void *)handle, (void *)caller);
}

static int vp_mdl_take(struct vp_adapter *adapter, unsigned long handle, struct vp_mdl **to)
{
	struct vp_mdl *mdl;
	unsigned long flags;
	int ret = 0;

	raw_spin_lock_irqsave(&adapter->mdl.lock, flags);
	mdl = vp_mdl_find(adapter, handle);
	if (!mdl)
		ret = -ENOENT;
	else if (mdl->out)
		ret = -EBUSY;
	else
		mdl->unlocked = true;
	raw_spin_unlock_irqrestore(&adapter->mdl.lock, flags);
	*to = mdl;
	return ret;
}

VOID VideoPortUnLockBuffer(PVOID HwDeviceExtension, PVOID Mdl)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	unsigned long handle = (unsigned long)Mdl;
	struct vp_mdl *mdl;
	int ret;

	if (!vp_irql_passive(adapter, __func__))
		return;
	ret = vp_mdl_take(adapter, handle, &mdl);
	if (!ret) {
		/* Whoever gets the memory next must not have it reached by the device. */
		adapter->mdl.sweep(adapter);
		xa_erase(&adapter->mdl.mdls, vp_mdl_number(handle));
		kref_put(&mdl->ref, vp_mdl_release);
	} else if (ret == -ENOENT) {
		vp_mdl_unknown(adapter, __func__, handle, _RET_IP_);
	} else {
		vp_warn(adapter, "%s: DMA of the buffer %lx was not completed; it stays locked; called from %pS\n",
			__func__, handle, __builtin_return_address(0));
	}
}
EXPORT_SYMBOL_GPL(VideoPortUnLockBuffer);

VOID VideoPortSetBytesUsed(PVOID HwDeviceExtension, PDMA pDma, ULONG BytesUsed)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	unsigned long flags, handle = (unsigned long)pDma;
	struct vp_mdl *mdl;
	u32 length = 0;

	raw_spin_lock_irqsave(&adapter->mdl.lock, flags);
	mdl = vp_mdl_find(adapter, handle);
	if (mdl) {
		length = mdl->length;
		if (BytesUsed <= length)
			mdl->used = BytesUsed;
	}
	raw_spin_unlock_irqrestore(&adapter->mdl.lock, flags);
	if (!mdl)
		vp_mdl_unknown(adapter, __func__, handle, _RET_IP_);
	else if (BytesUsed > length)
		vp_warn(adapter, "%s: %u bytes used of a buffer of %u, called from %pS\n",
			__func__, BytesUsed, length,
			__builtin_return_address(0));
}
EXPORT_SYMBOL_GPL(VideoPortSetBytesUsed);

ULONG VideoPortGetBytesUsed(PVOID HwDeviceExtension, PDMA pDma)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	unsigned long flags, handle = (unsigned long)pDma;
	struct vp_mdl *mdl;
	u32 used = 0;

	raw_spin_lock_irqsave(&adapter->mdl.lock, flags);
	mdl = vp_mdl_find(adapter, handle);
	if (mdl)
		used = mdl->used;
	raw_spin_unlock_irqrestore(&adapter->mdl.lock, flags);
	if (!mdl)
		vp_mdl_unknown(adapter, __func__, handle, _RET_IP_);
	return used;
}
EXPORT_SYMBOL_GPL(VideoPortGetBytesUsed);

/**
 * vp_mdl_hold() - keep a buffer locked for a transfer
 * @adapter: whose miniport asks
 * @handle: what it gave for a buffer
 * @offset: of the transfer in the buffer
 * @length: of the transfer, not 0
 * @to_device: the device reads
 * @caller: for the warning
 *
 * Context: any.
 * Return: the buffer, or NULL after a warning.
 */
struct vp_mdl *vp_mdl_hold(struct vp_adapter *adapter, unsigned long handle,
			   u32 offset, u32 length, bool to_device,
			   unsigned long caller)
{
	static const char what[] = "VideoPortStartDma";
	bool inside = false, allowed = false;
	struct vp_mdl *mdl;
	unsigned long flags;

	raw_spin_lock_irqsave(&adapter->mdl.lock, flags);
	mdl = vp_mdl_find(adapter, handle);
	if (mdl) {
		inside = (u64)offset + length <= mdl->length;
		allowed = to_device || mdl->writable;
		if (inside && allowed) {
			mdl->out++;
			kref_get(&mdl->ref);
		}
	}
	raw_spin_unlock_irqrestore(&adapter->mdl.lock, flags);
	if (inside && allowed)
		return mdl;
	if (!mdl)
		vp_mdl_unknown(adapter, what, handle, caller);
	else if (!inside)
		vp_warn(adapter, "%s: %u bytes at %u are not within the buffer %lx, called from %pS\n",
			what, length, offset, handle, (void *)caller);
	else
		vp_warn(adapter, "%s: the buffer %lx was locked for the device to read, not to write; called from %pS\n",
			what, handle, (void *)caller);
	return NULL;
}

/**
 * vp_mdl_done() - a transfer of a buffer was completed, or never began
 * @mdl: the buffer
 *
 * Context: any.
 */
void vp_mdl_done(struct vp_mdl *mdl)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&mdl->adapter->mdl.lock, flags);
	mdl->out--;
	raw_spin_unlock_irqrestore(&mdl->adapter->mdl.lock, flags);
}

/**
 * vp_mdl_drop() - a transfer of a buffer is nowhere any more
 * @mdl: the buffer, which may go with it
 *
 * Context: process context, may sleep.
 */
void vp_mdl_drop(struct vp_mdl *mdl)
{
	kref_put(&mdl->ref, vp_mdl_release);
}

/**
 * vp_mdl_reclaim() - unlock what a miniport left
 * @adapter: an adapter whose transfers are all gone. A request may be on its way out
 *	yet: vp_memory_kept()
 *
 * Context: process context, may sleep.
 */
void vp_mdl_reclaim(struct vp_adapter *adapter)
{
	struct vp_mdl *mdl;
	unsigned long number;

	xa_for_each(&adapter->mdl.mdls, number, mdl) {
		dev_dbg(&adapter->pdev->dev, "a buffer of %u bytes, locked by %pS, left by the miniport\n",
			mdl->length, (void *)mdl->caller);
		xa_erase(&adapter->mdl.mdls, number);
		kref_put(&mdl->ref, vp_mdl_release);
	}
}

/* @sweep: called before a buffer is unlocked, in process context. */
void vp_mdl_listen(struct vp_adapter *adapter, void (*sweep)(struct vp_adapter *adapter))
{
	adapter->mdl.sweep = sweep;
}

void vp_mdl_init(struct vp_adapter *adapter)
{
	raw_spin_lock_init(&adapter->mdl.lock);
	xa_init(&adapter->mdl.mdls);
	adapter->mdl.kernel = RB_ROOT_CACHED;
	vp_memory_listen(adapter, vp_mdl_keep);
}
