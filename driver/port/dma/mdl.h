/* SPDX-License-Identifier: GPL-2.0 */
/* Locked buffers. */
#ifndef VIDEOPORT_DMA_MDL_H
#define VIDEOPORT_DMA_MDL_H

#include <linux/kref.h>
#include <linux/mm_types.h>
#include <linux/rbtree.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/xarray.h>

#include "support/memory.h"

struct vp_adapter;

/**
 * struct vp_mdl - what VideoPortLockBuffer() locked
 * @ref: the miniport, and each transfer until it is taken apart
 * @node: in vp_mdl_state.kernel, if it is the kernel's memory
 * @last: for @node: where the memory from @node on ends, at the latest
 * @adapter: whose
 * @handle: what the miniport holds; never a pointer, never used again
 * @caller: who locked it
 * @mm: whose memory it is, NULL for the kernel's own
 * @base: where it is in the kernel's, 0 where @mm
 * @owned: what was freed while it was locked, and is freed with it; vp_mdl_state.lock
 * @offset: of the first byte in the first page
 * @length: bytes
 * @used: of them hold what the device wrote; vp_mdl_state.lock
 * @writable: the device may write
 * @unlocked: the miniport has it no more; vp_mdl_state.lock
 * @out: transfers that were not completed; vp_mdl_state.lock
 * @count: entries of @pages
 * @pages: pinned if @mm
 */
struct vp_mdl {
	struct kref ref;
	struct rb_node node;
	unsigned long last;
	struct vp_adapter *adapter;
	unsigned long handle;
	unsigned long caller;
	struct mm_struct *mm;
	unsigned long base;
	struct vp_memory_span owned;
	size_t offset;
	u32 length;
	u32 used;
	bool writable;
	bool unlocked;
	unsigned int out;
	unsigned long count;
	struct page *pages[];
};

/**
 * struct vp_mdl_state - an adapter's locked buffers
 * @lock: guards what the buffers say, and @kernel; innermost
 * @mdls: those that are locked, by the number in their handle; changed at PASSIVE,
 *	read under @lock
 * @kernel: those of the kernel's memory, by address
 * @sweep: takes completed transfers apart; constant once set
 */
struct vp_mdl_state {
	raw_spinlock_t lock; /* as above */
	struct xarray mdls;
	struct rb_root_cached kernel;
	void (*sweep)(struct vp_adapter *adapter);
};

void vp_mdl_init(struct vp_adapter *adapter);
void vp_mdl_listen(struct vp_adapter *adapter, void (*sweep)(struct vp_adapter *adapter));
struct vp_mdl *vp_mdl_hold(struct vp_adapter *adapter, unsigned long handle, u32 offset, u32 length,
			   bool to_device, unsigned long caller);
void vp_mdl_done(struct vp_mdl *mdl);
void vp_mdl_drop(struct vp_mdl *mdl);
void vp_mdl_reclaim(struct vp_adapter *adapter);

#endif
