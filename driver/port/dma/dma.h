/* SPDX-License-Identifier: GPL-2.0 */
/* What dma.c keeps, for dma.c, packet.c, trace points and debugfs.c alone. */
#ifndef VIDEOPORT_DMA_H
#define VIDEOPORT_DMA_H

#include <linux/list.h>
#include <linux/types.h>

struct vp_adapter;

/**
 * struct vp_dma - an adapter object
 * @node: in vp_adapter.dmas
 * @handle: what the miniport holds; never a pointer, never used again
 * @mask: addresses that the device can drive
 * @maximum: bytes of one transfer of a locked buffer, 0 for no limit
 * @scatter: such a transfer may have several pieces
 * @caller: who got it
 */
struct vp_dma {
	struct list_head node;
	unsigned long handle;
	u64 mask;
	u32 maximum;
	bool scatter;
	unsigned long caller;
};

/**
 * struct vp_buffer - memory that the device can reach
 * @node: in vp_adapter.buffers
 * @dma: the adapter object, NULL once that was put
 * @cpu: what dma_alloc_coherent() returned
 * @addr: the device's address of @cpu
 * @alloc_size: what was asked of dma_alloc_coherent()
 * @lead: bytes of guard before the miniport's part
 * @size: the miniport's part
 * @mask: the width that it was allocated for
 * @caller: who allocated it
 * @cached: CacheEnabled, to be given again at release
 * @own: the port driver's: a piece of a ring's frames, or a transfer's
 */
struct vp_buffer {
	struct list_head node;
	struct vp_dma *dma;
	void *cpu;
	dma_addr_t addr;
	size_t alloc_size;
	size_t lead;
	size_t size;
	u64 mask;
	unsigned long caller;
	bool cached;
	bool own;
};

bool vp_dma_copy(struct vp_adapter *adapter, unsigned long handle,
		 struct vp_dma *to);

#endif
