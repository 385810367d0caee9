/* SPDX-License-Identifier: GPL-2.0 */
/* Physically contiguous memory that is nobody's to reach by DMA, but may be. */
#ifndef VIDEOPORT_SUPPORT_CONTIGUOUS_H
#define VIDEOPORT_SUPPORT_CONTIGUOUS_H

#include <linux/list.h>

struct vp_adapter;

/* Blocks; PASSIVE callers, so the device lock */
struct vp_contiguous_state {
	struct list_head blocks;
};

void vp_contiguous_init(struct vp_adapter *adapter);
void vp_contiguous_reclaim(struct vp_adapter *adapter);

#endif
