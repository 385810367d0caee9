/* SPDX-License-Identifier: GPL-2.0 */
/* A frame as a dma-buf, whose memory outlives the device. */
#ifndef VIDEOPORT_FRAMES_EXPORT_H
#define VIDEOPORT_FRAMES_EXPORT_H

#include <linux/err.h>
#include <linux/types.h>

struct dma_buf;
struct vp_client_share;
struct vp_set;

#ifdef CONFIG_DMA_SHARED_BUFFER
struct dma_buf *vp_export(struct vp_set *set, unsigned int frame, int flags,
			  const struct vp_client_share *share);
void *vp_export_data(const struct dma_buf *buf, void (*release)(void *data));
#else
static inline struct dma_buf *vp_export(struct vp_set *set, unsigned int frame, int flags,
					const struct vp_client_share *share)
{
	return ERR_PTR(-ENOTTY);
}

static inline void *vp_export_data(const struct dma_buf *buf, void (*release)(void *data))
{
	return NULL;
}
#endif

#endif
