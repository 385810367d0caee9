/* SPDX-License-Identifier: GPL-2.0 */
/* A part of a locked buffer as a device sees it. */
#ifndef VIDEOPORT_DMA_TRANSFER_H
#define VIDEOPORT_DMA_TRANSFER_H

#include <linux/gfp.h>
#include <linux/scatterlist.h>
#include <linux/types.h>

#include "video.h"

struct vp_adapter;
struct vp_adapter_object;
struct vp_common_buffer;
struct vp_mdl;

/**
 * struct vp_transfer - a transfer
 * @hash: in vp_packet_state.running until completed
 * @node: in vp_packet_state.done then
 * @mdl: the buffer
 * @dma: handle of the adapter object, 0 once that was put or the transfer is kept;
 *	vp_packet_state.lock
 * @caller: who started it
 * @table: its part of the buffer
 * @bounce: what the device works on instead of the buffer, or NULL
 * @list: what the miniport got, and may write to
 * @pieces: elements of @list
 * @length: bytes
 * @to_device: the device reads
 */
struct vp_transfer {
	struct hlist_node hash;
	struct list_head node;
	struct vp_mdl *mdl;
	unsigned long dma;
	unsigned long caller;
	struct sg_table table;
	struct vp_common_buffer *bounce;
	VP_SCATTER_GATHER_LIST *list;
	unsigned int pieces;
	u32 length;
	bool to_device;
};

gfp_t vp_transfer_gfp(void);
int vp_transfer_map(struct vp_adapter *adapter, struct vp_transfer *p,
		    const struct vp_adapter_object *dma, u32 offset);
void vp_transfer_unmap(struct vp_adapter *adapter, struct vp_transfer *p, unsigned long attrs);
void vp_transfer_fetch(struct vp_adapter *adapter, struct vp_transfer *p);

#endif
