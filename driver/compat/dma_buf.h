/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Linux 6.2 gave the calls of who holds no lock of the dma-buf names of their own; with the
 * names that they had before goes a lock since then.
 */
#ifndef VIDEOPORT_DMA_BUF_H
#define VIDEOPORT_DMA_BUF_H

#include <linux/dma-buf.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define vp_dma_buf_map dma_buf_map_attachment
#define vp_dma_buf_unmap dma_buf_unmap_attachment
#define vp_dma_buf_vmap dma_buf_vmap
#define vp_dma_buf_vunmap dma_buf_vunmap
#else
#define vp_dma_buf_map dma_buf_map_attachment_unlocked
#define vp_dma_buf_unmap dma_buf_unmap_attachment_unlocked
#define vp_dma_buf_vmap dma_buf_vmap_unlocked
#define vp_dma_buf_vunmap dma_buf_vunmap_unlocked
#endif

#endif
