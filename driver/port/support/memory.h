/* SPDX-License-Identifier: GPL-2.0 */
/* The record of every small thing that a miniport takes. */
#ifndef VIDEOPORT_SUPPORT_MEMORY_H
#define VIDEOPORT_SUPPORT_MEMORY_H

#include <linux/instruction_pointer.h>
#include <linux/rbtree.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct vp_adapter;

enum vp_memory_kind {
	VP_MEMORY_POOL,
	VP_MEMORY_LOCK,
	VP_MEMORY_EVENT,
};

/**
 * struct vp_memory_span - memory on its way to be freed
 * @memory: what kvfree() takes
 * @at: of it, what a miniport may have locked for DMA
 * @size: bytes of that
 */
struct vp_memory_span {
	void *memory;
	void *at;
	size_t size;
};

/**
 * struct vp_memory_state - what an adapter's miniport took
 * @lock: guards @objects; innermost
 * @objects: by address. A tree, as it is searched with interrupts off where nothing can
 *	be allocated, and has to do for ten objects as for 100,000
 * @keep: whom vp_memory_kept() asks; constant once set
 */
struct vp_memory_state {
	raw_spinlock_t lock; /* guards objects */
	struct rb_root objects;
	bool (*keep)(struct vp_adapter *adapter, const struct vp_memory_span *span);
};

void vp_memory_init(struct vp_adapter *adapter);
void vp_memory_listen(struct vp_adapter *adapter,
		      bool (*keep)(struct vp_adapter *, const struct vp_memory_span *));
bool vp_memory_kept(struct vp_adapter *adapter, const struct vp_memory_span *span);
void *vp_memory_alloc(struct vp_adapter *adapter, enum vp_memory_kind kind, size_t size, u32 tag);
bool vp_memory_free_at(struct vp_adapter *adapter, enum vp_memory_kind kind, void *ptr,
		       const char *what, unsigned long caller);
#define vp_memory_free(adapter, kind, ptr) \
	vp_memory_free_at(adapter, kind, ptr, __func__, _RET_IP_)
void vp_memory_reclaim(struct vp_adapter *adapter);

#endif
