/* SPDX-License-Identifier: GPL-2.0 */
/* Locked buffers and transfers, for mdl.c and packet.c alone. */
#ifndef VIDEOPORT_PACKET_H
#define VIDEOPORT_PACKET_H

#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/scatterlist.h>
#include <linux/types.h>

#include "port.h"

/**
 * struct vp_mdl - what VideoPortLockBuffer() locked
 * @node: in vp_adapter.mdls
 * @handle: what the miniport holds; never a pointer, never used again
 * @caller: who locked it
 * @mm: whose memory it is, NULL for the kernel's own
 * @base: where it is in the kernel's, 0 where @mm
 * @owned: what was freed while it was locked, and is freed with it; packet_lock
 * @offset: of the first byte in the first page
 * @length: bytes
 * @used: of them hold what the device wrote; packet_lock
 * @writable: the device may write
 * @out: transfers that were not completed; packet_lock
 * @mapped: transfers that were not taken apart, @out among them; packet_lock
 * @count: entries of @pages
 * @pages: pinned if @mm
 */
struct vp_mdl {
	struct list_head node;
	unsigned long handle;
	unsigned long caller;
	struct mm_struct *mm;
	unsigned long base;
	struct vp_span owned;
	size_t offset;
	u32 length;
	u32 used;
	bool writable;
	unsigned int out;
	unsigned int mapped;
	unsigned long count;
	struct page *pages[];
};

struct vp_mdl *vp_mdl_hold(struct vp_adapter *adapter, unsigned long handle,
			   u32 offset, u32 length, bool to_device,
			   unsigned long caller);
void vp_mdl_drop(struct vp_adapter *adapter, struct vp_mdl *mdl);
void vp_mdl_reclaim(struct vp_adapter *adapter);
void vp_packet_sweep(struct vp_adapter *adapter);

#endif
