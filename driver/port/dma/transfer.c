// SPDX-License-Identifier: GPL-2.0
/*
 * A part of a locked buffer as the device sees it, mapped where it lies.
 *
 * Linux has one streaming mask a device, the widest that was asked for. Where
 * an address does not suit the adapter object in use, the transfer goes through
 * a common buffer that does.
 */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/scatterlist.h>

#include "adapter.h"
#include "dma/adapter_object.h"
#include "dma/common_buffer.h"
#include "dma/mdl.h"
#include "dma/transfer.h"
#include "irql.h"

/* The low zones are small, and a transfer may be cut short. */
#define VP_BOUNCE_MAX	0x40000

static enum dma_data_direction vp_transfer_direction(const struct vp_transfer *p)
{
	return p->to_device ? DMA_TO_DEVICE : DMA_FROM_DEVICE;
}

/* For what a transfer needs: whoever starts one may be at DISPATCH. */
gfp_t vp_transfer_gfp(void)
{
	return __GFP_NOWARN |
	       (vp_irql() == VP_PASSIVE_LEVEL ? GFP_KERNEL : GFP_ATOMIC);
}

/* An IOTLB or a bounce buffer of Linux' own takes only so much in one piece. */
static unsigned int vp_transfer_segment(struct device *dev)
{
	size_t most = min_t(size_t, dma_max_mapping_size(dev), UINT_MAX);

	return max_t(size_t, most & PAGE_MASK, PAGE_SIZE);
}

static int vp_transfer_table(struct vp_adapter *adapter, struct vp_transfer *p,
			     u32 offset)
{
	struct device *dev = &adapter->pdev->dev;
	size_t from = p->mdl->offset + offset;
	struct page **pages = p->mdl->pages + from / PAGE_SIZE;

	from = offset_in_page(from);
	return sg_alloc_table_from_pages_segment(&p->table, pages,
						 PFN_UP(from + (u64)p->length),
						 from, p->length,
						 vp_transfer_segment(dev),
						 vp_transfer_gfp());
}

static int vp_transfer_map_table(struct vp_adapter *adapter, struct vp_transfer *p,
				 u32 offset)
{
	int ret = vp_transfer_table(adapter, p, offset);

	if (ret)
		return ret;
	ret = dma_map_sgtable(&adapter->pdev->dev, &p->table,
			      vp_transfer_direction(p), DMA_ATTR_NO_WARN);
	if (ret)
		sg_free_table(&p->table);
	return ret;
}

/**
 * vp_transfer_unmap() - the device is through with it, or never saw it
 * @adapter: the adapter
 * @p: the transfer
 * @attrs: DMA_ATTR_SKIP_CPU_SYNC if what the device wrote is of no matter, or was fetched
 *
 * Context: as vp_transfer_map(); of one that was bounced PASSIVE, may sleep.
 */
void vp_transfer_unmap(struct vp_adapter *adapter, struct vp_transfer *p,
		       unsigned long attrs)
{
	if (!p->bounce)
		dma_unmap_sgtable(&adapter->pdev->dev, &p->table,
				  vp_transfer_direction(p), attrs);
	else
		vp_common_buffer_free(adapter, p->bounce);
	sg_free_table(&p->table);
}

/* @count: pieces to look at */
static bool vp_transfer_within(const struct vp_transfer *p, unsigned int count,
			       u64 mask)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(p->table.sgl, sg, count, i)
		if (sg_dma_address(sg) + sg_dma_len(sg) - 1 > mask)
			return false;
	return true;
}

/* Less than was asked for, rather than nothing. */
static struct vp_common_buffer *vp_transfer_bounce_alloc(struct vp_adapter *adapter,
							 const struct vp_transfer *p)
{
	size_t size = min_t(size_t, PAGE_ALIGN((u64)p->length), VP_BOUNCE_MAX);
	struct vp_common_buffer *buf;

	for (;;) {
		buf = vp_common_buffer_alloc(adapter, (PVP_DMA_ADAPTER)p->dma, size, GFP_KERNEL,
					     p->caller);
		if (PTR_ERR_OR_ZERO(buf) != -ENOMEM || size == PAGE_SIZE)
			return buf;
		size = PAGE_ALIGN(size / 2);
	}
}

/*
 * What the device leaves out of what it writes must come back as it was, so the
 * bytes are copied in both directions.
 */
static int vp_transfer_bounce(struct vp_adapter *adapter, struct vp_transfer *p,
			      u32 offset)
{
	struct vp_common_buffer *buf;
	int ret;

	/* dma_alloc_coherent() of some platforms sleeps. */
	if (vp_irql() != VP_PASSIVE_LEVEL)
		return -ENOMEM;
	buf = vp_transfer_bounce_alloc(adapter, p);
	if (IS_ERR(buf))
		return PTR_ERR(buf);
	p->length = min_t(size_t, p->length, buf->size);
	ret = vp_transfer_table(adapter, p, offset);
	if (ret) {
		vp_common_buffer_free(adapter, buf);
		return ret;
	}
	p->bounce = buf;
	sg_copy_to_buffer(p->table.sgl, p->table.orig_nents,
			  buf->virtual, p->length);
	return 0;
}

/**
 * vp_transfer_map() - let the device see it
 * @adapter: the adapter
 * @p: the transfer, with what was asked for; its length may come out shorter
 * @dma: the adapter object in use
 * @offset: bytes from the beginning of the locked buffer
 *
 * Context: up to DISPATCH; at PASSIVE it may sleep, and alone there it may be bounced.
 * Return: 0, -ENOMEM, or what Linux says of it.
 */
int vp_transfer_map(struct vp_adapter *adapter, struct vp_transfer *p,
		    const struct vp_adapter_object *dma, u32 offset)
{
	bool within;
	u32 run;
	int ret;

	for (;;) {
		ret = vp_transfer_map_table(adapter, p, offset);
		/* Linux' own bounce buffers may be full, or turned off. */
		if (ret)
			return vp_transfer_bounce(adapter, p, offset);
		/* Of a device that can't scatter the first piece alone counts. */
		run = sg_dma_len(p->table.sgl);
		within = vp_transfer_within(p, dma->scatter ? p->table.nents : 1,
					    dma->mask);
		if (within && (dma->scatter || p->table.nents == 1))
			return 0;
		/* Nothing happened to the bytes yet. */
		vp_transfer_unmap(adapter, p, DMA_ATTR_SKIP_CPU_SYNC);
		if (!within)
			return vp_transfer_bounce(adapter, p, offset);
		p->length = run;
	}
}

/* What the device wrote gets to where the processor will look for it. */
void vp_transfer_fetch(struct vp_adapter *adapter, struct vp_transfer *p)
{
	if (p->bounce && !p->to_device)
		sg_copy_from_buffer(p->table.sgl, p->table.orig_nents,
				    p->bounce->virtual,
				    p->length);
	else if (!p->bounce)
		dma_sync_sgtable_for_cpu(&adapter->pdev->dev, &p->table,
					 vp_transfer_direction(p));
}
