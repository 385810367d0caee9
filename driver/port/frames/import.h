/* SPDX-License-Identifier: GPL-2.0 */
/* Somebody else's dma-buf, where the device reads it as it is. */
#ifndef VIDEOPORT_FRAMES_IMPORT_H
#define VIDEOPORT_FRAMES_IMPORT_H

#include <linux/err.h>
#include <linux/list.h>
#include <linux/mutex.h>

#include "miniport.h"
#include "video.h"
#include "framering/framering.h"

struct dma_buf;
struct vp_adapter;
struct vp_import;

/**
 * struct vp_import_state - an adapter's imports
 * @lock: held while one is mapped for the device or taken from it; within it dma-bufs' own
 * @list: all that are mapped
 * @ended: no more will be
 */
struct vp_import_state {
	struct mutex lock; /* guards list, ended */
	struct list_head list;
	bool ended;
};

#ifdef CONFIG_DMA_SHARED_BUFFER
void vp_import_init(struct vp_adapter *adapter);
void vp_import_destroy(struct vp_adapter *adapter);
struct vp_import *vp_import_begin(struct vp_adapter *adapter, struct dma_buf *buf);
int vp_import_cut(struct vp_adapter *adapter, const struct vp_import *import, u64 length,
		  PFRAME_PIECE pieces, unsigned int max);
void vp_import_end(struct vp_adapter *adapter, struct vp_import *import);
void vp_import_reclaim(struct vp_adapter *adapter);
#else
static inline void vp_import_init(struct vp_adapter *adapter)
{
}

static inline void vp_import_destroy(struct vp_adapter *adapter)
{
}

static inline struct vp_import *vp_import_begin(struct vp_adapter *adapter, struct dma_buf *buf)
{
	return ERR_PTR(-EOPNOTSUPP);
}

static inline int vp_import_cut(struct vp_adapter *adapter, const struct vp_import *import,
				u64 length, PFRAME_PIECE pieces, unsigned int max)
{
	return -EOPNOTSUPP;
}

static inline void vp_import_end(struct vp_adapter *adapter, struct vp_import *import)
{
}

static inline void vp_import_reclaim(struct vp_adapter *adapter)
{
}
#endif

#endif
