// SPDX-License-Identifier: GPL-2.0
/*
 * Physically contiguous memory. It is not for DMA, but a miniport may tell its
 * device all the same, so it goes when common buffers do.
 */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "adapter.h"
#include "irql.h"
#include "support/contiguous.h"

/**
 * struct vp_contiguous - one VideoPortAllocateContiguousMemory()
 * @node: in vp_contiguous_state.blocks
 * @size: bytes of @pages
 * @pages: what the miniport got
 */
struct vp_contiguous {
	struct list_head node;
	size_t size;
	void *pages;
};

/* As a miniport may have told its device where it is: with the common buffers. */
void vp_contiguous_reclaim(struct vp_adapter *adapter)
{
	struct vp_contiguous *block, *next;

	list_for_each_entry_safe(block, next, &adapter->contiguous.blocks, node) {
		list_del(&block->node);
		free_pages_exact(block->pages, block->size);
		kfree(block);
	}
}

/* Where a zone ends, and whether it is there, is each platform's own. */
static void *vp_contiguous_pages(size_t size, u64 highest)
{
	static const gfp_t zones[] = { 0, __GFP_DMA32, __GFP_DMA };
	void *pages;
	int i;

	for (i = 0; i < ARRAY_SIZE(zones); i++) {
		pages = alloc_pages_exact(size, GFP_KERNEL | zones[i] |
					  __GFP_NOWARN);
		if (pages && virt_to_phys(pages + size - 1) <= highest)
			return pages;
		if (pages)
			free_pages_exact(pages, size);
	}
	return NULL;
}

PVOID VideoPortAllocateContiguousMemory(PVOID HwDeviceExtension,
					ULONG NumberOfBytes,
					PHYSICAL_ADDRESS HighestAcceptableAddress)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	struct vp_contiguous *block;

	if (!vp_irql_passive(adapter, __func__) || !NumberOfBytes)
		return NULL;
	block = kzalloc(sizeof(*block), GFP_KERNEL);
	if (!block)
		return NULL;
	block->size = NumberOfBytes;
	block->pages = vp_contiguous_pages(NumberOfBytes,
					   HighestAcceptableAddress.QuadPart);
	if (!block->pages) {
		kfree(block);
		return NULL;
	}
	list_add(&block->node, &adapter->contiguous.blocks);
	return block->pages;
}
EXPORT_SYMBOL_GPL(VideoPortAllocateContiguousMemory);

void vp_contiguous_init(struct vp_adapter *adapter)
{
	INIT_LIST_HEAD(&adapter->contiguous.blocks);
}
