/* SPDX-License-Identifier: GPL-2.0 */
/* Steps two and three: memory that processor and device share. */
#ifndef VIDEOPORT_DMA_COMMON_BUFFER_H
#define VIDEOPORT_DMA_COMMON_BUFFER_H

#include <linux/list.h>
#include <linux/notifier.h>
#include <linux/rhashtable-types.h>
#include <linux/seq_file.h>
#include <linux/types.h>

#include "video.h"

struct page;
struct vm_area_struct;
struct vp_adapter;

/**
 * struct vp_common_buffer - memory that the device can reach
 * @node: in vp_common_buffer_state.list
 * @by_virtual: in vp_common_buffer_state.virtuals, if it is a miniport's
 * @handle: of the adapter object, 0 once that was put
 * @page: what @cpu is of, where it is memory that may outlive the device; or NULL
 * @cpu: what dma_alloc_coherent() returned, or where @page is
 * @addr: the device's address of @cpu
 * @alloc_size: bytes at @cpu
 * @lead: bytes of guard before the miniport's part
 * @size: the miniport's part
 * @virtual: where it is
 * @logical: the device's address of it
 * @mask: the width that it was allocated for
 * @caller: who allocated it
 * @cached: CacheEnabled, to be given again at release
 * @own: the port driver's: a piece of a ring's frames, or a transfer's
 */
struct vp_common_buffer {
	struct list_head node;
	struct rhash_head by_virtual;
	unsigned long handle;
	struct page *page;
	void *cpu;
	dma_addr_t addr;
	size_t alloc_size;
	size_t lead;
	size_t size;
	void *virtual;
	u64 logical;
	u64 mask;
	unsigned long caller;
	bool cached;
	bool own;
};

/**
 * struct vp_common_buffer_state - an adapter's buffers
 *
 * All of it under the lock of the adapter objects, as allocating and freeing
 * depend on the coherent mask.
 *
 * @list: all
 * @virtuals: the miniport's, by @virtual
 * @plain: adapter object of VideoPortGetCommonBuffer(); made once
 * @put: hears of adapter objects
 */
struct vp_common_buffer_state {
	struct list_head list;
	struct rhashtable virtuals;
	PVP_DMA_ADAPTER plain;
	struct notifier_block put;
};

int vp_common_buffer_init(struct vp_adapter *adapter);
void vp_common_buffer_destroy(struct vp_adapter *adapter);
struct vp_common_buffer *vp_common_buffer_alloc(struct vp_adapter *adapter, PVP_DMA_ADAPTER handle,
						size_t size, gfp_t gfp, unsigned long caller);
struct vp_common_buffer *vp_common_buffer_alloc_lasting(struct vp_adapter *adapter,
							PVP_DMA_ADAPTER handle, size_t size,
							gfp_t gfp, unsigned long caller);
void vp_common_buffer_free(struct vp_adapter *adapter, struct vp_common_buffer *buf);
int vp_common_buffer_protect(struct vp_adapter *adapter, const struct vp_common_buffer *buf,
			     struct vm_area_struct *vma);
bool vp_common_buffer_ordinary(struct vp_adapter *adapter);
unsigned long vp_common_buffer_pfn(const struct vp_common_buffer *buf, size_t offset);
void vp_common_buffer_orphan(struct vp_adapter *adapter);
void vp_common_buffer_reclaim(struct vp_adapter *adapter);
void vp_common_buffer_show(struct vp_adapter *adapter, struct seq_file *s);

#endif
