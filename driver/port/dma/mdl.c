// SPDX-License-Identifier: GPL-2.0
/*
 * Locked buffers: memory of a program or of the kernel that stays where it is
 * while the device works on it (packet.c). A program's is pinned, counts
 * against its limit of locked memory, and outlives the program if need be.
 */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/pfn.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "port.h"
#include "dma/packet.h"

/* A handle is no address: using one as a pointer faults at once. */
#define VP_MDL_HANDLE	0x3d10000000000000UL

static atomic64_t vp_mdl_ids;

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

/* NULL where no memory is, a mapped register for one. */
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

static struct vp_mdl *vp_mdl_new(unsigned long base, u32 length, bool writable,
				 unsigned long caller)
{
	unsigned long count = PFN_UP(offset_in_page(base) + (u64)length);
	struct vp_mdl *mdl;
	int ret;

	mdl = kvzalloc(struct_size(mdl, pages, count), GFP_KERNEL);
	if (!mdl)
		return ERR_PTR(-ENOMEM);
	mdl->handle = VP_MDL_HANDLE | atomic64_inc_return(&vp_mdl_ids);
	mdl->caller = caller;
	mdl->offset = offset_in_page(base);
	mdl->length = length;
	mdl->used = length;
	mdl->writable = writable;
	mdl->count = count;
	if (access_ok((void __user *)base, length)) {
		ret = vp_mdl_pin(mdl, base);
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

/**
 * vp_mdl_adopt() - keep memory of the kernel's as long as it is locked
 * @adapter: whose miniport may have locked it
 * @span: the memory
 *
 * Context: any.
 * Return: true if a locked buffer lies in it: then it goes with the last such.
 */
bool vp_mdl_adopt(struct vp_adapter *adapter, const struct vp_span *span)
{
	unsigned long at = (unsigned long)span->at;
	struct vp_mdl *mdl, *found = NULL;
	unsigned long flags;

	raw_spin_lock_irqsave(&adapter->packet_lock, flags);
	list_for_each_entry(mdl, &adapter->mdls, node)
		if (!mdl->owned.memory && mdl->base < at + span->size &&
		    mdl->base + mdl->length > at)
			found = mdl;
	if (found)
		found->owned = *span;
	raw_spin_unlock_irqrestore(&adapter->packet_lock, flags);
	return found;
}

static void vp_mdl_free(struct vp_adapter *adapter, struct vp_mdl *mdl)
{
	unsigned long dirty = 0;

	if (mdl->mm) {
		if (mdl->writable && mdl->used)
			dirty = PFN_UP(mdl->offset + (u64)mdl->used);
		unpin_user_pages_dirty_lock(mdl->pages, dirty, true);
		unpin_user_pages(mdl->pages + dirty, mdl->count - dirty);
		account_locked_vm(mdl->mm, mdl->count, false);
		mmdrop(mdl->mm);
	}
	if (mdl->owned.memory && !vp_mdl_adopt(adapter, &mdl->owned))
		kvfree(mdl->owned.memory);
	kvfree(mdl);
}

PVOID VideoPortLockBuffer(PVOID HwDeviceExtension, PVOID BaseAddress,
			  ULONG Length, VP_LOCK_OPERATION Operation)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	struct vp_mdl *mdl;
	unsigned long flags;

	if (!vp_passive(adapter, __func__))
		return NULL;
	if (!Length || Operation > VpModifyAccess) {
		vp_warn(adapter, "%s: %s, called from %pS\n", __func__,
			Length ? "no such access" : "zero length",
			__builtin_return_address(0));
		return NULL;
	}
	mdl = vp_mdl_new((unsigned long)BaseAddress, Length,
			 Operation != VpReadAccess, _RET_IP_);
	if (IS_ERR(mdl)) {
		vp_warn(adapter, "%s: %u bytes at %p cannot be locked (%ld), called from %pS\n",
			__func__, Length, BaseAddress, PTR_ERR(mdl),
			__builtin_return_address(0));
		return NULL;
	}
	raw_spin_lock_irqsave(&adapter->packet_lock, flags);
	list_add_tail(&mdl->node, &adapter->mdls);
	raw_spin_unlock_irqrestore(&adapter->packet_lock, flags);
	return (PVOID)mdl->handle;
}
EXPORT_SYMBOL_GPL(VideoPortLockBuffer);

static struct vp_mdl *vp_mdl_find(struct vp_adapter *adapter,
				  unsigned long handle)
{
	struct vp_mdl *mdl;

	lockdep_assert_held(&adapter->packet_lock);
	list_for_each_entry(mdl, &adapter->mdls, node)
		if (mdl->handle == handle)
			return mdl;
	return NULL;
}

static void vp_mdl_unknown(struct vp_adapter *adapter, const char *what,
			   unsigned long handle, unsigned long caller)
{
	vp_warn(adapter, "%s: %lx is no locked buffer of this device, or was unlocked before; called from %pS\n",
		what, handle, (void *)caller);
}

/* -EAGAIN while a completed transfer waits to be taken apart. */
static int vp_mdl_take(struct vp_adapter *adapter, unsigned long handle,
		       struct vp_mdl **to)
{
	struct vp_mdl *mdl;
	unsigned long flags;
	int ret = 0;

	raw_spin_lock_irqsave(&adapter->packet_lock, flags);
	mdl = vp_mdl_find(adapter, handle);
	if (!mdl)
		ret = -ENOENT;
	else if (mdl->out)
		ret = -EBUSY;
	else if (mdl->mapped)
		ret = -EAGAIN;
	else
		list_del(&mdl->node);
	raw_spin_unlock_irqrestore(&adapter->packet_lock, flags);
	*to = mdl;
	return ret;
}

VOID VideoPortUnLockBuffer(PVOID HwDeviceExtension, PVOID Mdl)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	unsigned long handle = (unsigned long)Mdl;
	struct vp_mdl *mdl;
	int ret;

	if (!vp_passive(adapter, __func__))
		return;
	do {
		vp_packet_sweep(adapter);
		ret = vp_mdl_take(adapter, handle, &mdl);
	} while (ret == -EAGAIN);
	if (!ret)
		vp_mdl_free(adapter, mdl);
	else if (ret == -ENOENT)
		vp_mdl_unknown(adapter, __func__, handle, _RET_IP_);
	else
		vp_warn(adapter, "%s: DMA of the buffer %lx was not completed; it stays locked; called from %pS\n",
			__func__, handle, __builtin_return_address(0));
}
EXPORT_SYMBOL_GPL(VideoPortUnLockBuffer);

VOID VideoPortSetBytesUsed(PVOID HwDeviceExtension, PDMA pDma, ULONG BytesUsed)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	unsigned long flags, handle = (unsigned long)pDma;
	struct vp_mdl *mdl;
	u32 length = 0;

	raw_spin_lock_irqsave(&adapter->packet_lock, flags);
	mdl = vp_mdl_find(adapter, handle);
	if (mdl) {
		length = mdl->length;
		if (BytesUsed <= length)
			mdl->used = BytesUsed;
	}
	raw_spin_unlock_irqrestore(&adapter->packet_lock, flags);
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

	raw_spin_lock_irqsave(&adapter->packet_lock, flags);
	mdl = vp_mdl_find(adapter, handle);
	if (mdl)
		used = mdl->used;
	raw_spin_unlock_irqrestore(&adapter->packet_lock, flags);
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

	raw_spin_lock_irqsave(&adapter->packet_lock, flags);
	mdl = vp_mdl_find(adapter, handle);
	if (mdl) {
		inside = (u64)offset + length <= mdl->length;
		allowed = to_device || mdl->writable;
		mdl->out += inside && allowed;
		mdl->mapped += inside && allowed;
	}
	raw_spin_unlock_irqrestore(&adapter->packet_lock, flags);
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

/* A transfer of the buffer is nowhere any more. */
void vp_mdl_drop(struct vp_adapter *adapter, struct vp_mdl *mdl)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&adapter->packet_lock, flags);
	mdl->mapped--;
	raw_spin_unlock_irqrestore(&adapter->packet_lock, flags);
}

static struct vp_mdl *vp_mdl_pop(struct vp_adapter *adapter)
{
	struct vp_mdl *mdl;
	unsigned long flags;

	raw_spin_lock_irqsave(&adapter->packet_lock, flags);
	mdl = list_first_entry_or_null(&adapter->mdls, struct vp_mdl, node);
	if (mdl)
		list_del(&mdl->node);
	raw_spin_unlock_irqrestore(&adapter->packet_lock, flags);
	return mdl;
}

/* No transfer is left, but a request may be on its way out: vp_mdl_adopt(). */
void vp_mdl_reclaim(struct vp_adapter *adapter)
{
	struct vp_mdl *mdl;

	while ((mdl = vp_mdl_pop(adapter))) {
		dev_dbg(&adapter->pdev->dev, "a buffer of %u bytes, locked by %pS, left by the miniport\n",
			mdl->length, (void *)mdl->caller);
		vp_mdl_free(adapter, mdl);
	}
}
