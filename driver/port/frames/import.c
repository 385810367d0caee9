// SPDX-License-Identifier: GPL-2.0
/*
 * Somebody else's dma-buf, mapped for the device until its set goes or the device does,
 * whichever comes first: the set may be held for longer than the device is there.
 */
#include <linux/dma-buf.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "adapter.h"
#include "compat/dma_buf.h"
#include "dma/adapter_object.h"
#include "dma/bus_master.h"
#include "frames/import.h"
#include "frames/interface.h"

/**
 * struct vp_import - a dma-buf that the device may read
 * @node: in vp_import_state.list, empty once the device may not; its lock
 * @buf: one reference
 * @attachment: the device's
 * @table: where the device has it
 */
struct vp_import {
	struct list_head node;
	struct dma_buf *buf;
	struct dma_buf_attachment *attachment;
	struct sg_table *table;
};

static int vp_import_map(struct vp_adapter *adapter, struct vp_import *import)
{
	import->attachment = dma_buf_attach(import->buf, &adapter->pdev->dev);
	if (IS_ERR(import->attachment))
		return -EOPNOTSUPP;
	import->table = vp_dma_buf_map(import->attachment, DMA_TO_DEVICE);
	if (!IS_ERR(import->table))
		return 0;
	dma_buf_detach(import->buf, import->attachment);
	return -EOPNOTSUPP;
}

static void vp_import_unmap(struct vp_adapter *adapter, struct vp_import *import)
{
	lockdep_assert_held(&adapter->import.lock);
	if (list_empty(&import->node))
		return;
	list_del_init(&import->node);
	vp_dma_buf_unmap(import->attachment, import->table, DMA_TO_DEVICE);
	dma_buf_detach(import->buf, import->attachment);
	dma_buf_put(import->buf);
}

/**
 * vp_import_begin() - map a dma-buf for the device
 * @adapter: the adapter
 * @buf: the dma-buf, which is held from here on
 *
 * Context: process context, may sleep, takes import.lock and then the dma-buf's.
 * Return: the import; or an ERR_PTR: -EOPNOTSUPP where whose it is does not give it to
 * this device; -ENODEV when the device is gone; -ENOMEM.
 */
struct vp_import *vp_import_begin(struct vp_adapter *adapter, struct dma_buf *buf)
{
	struct vp_import_state *state = &adapter->import;
	struct vp_import *import = kzalloc(sizeof(*import), GFP_KERNEL_ACCOUNT);
	int ret = -ENODEV;

	if (!import)
		return ERR_PTR(-ENOMEM);
	import->buf = buf;
	mutex_lock(&state->lock);
	if (!state->ended)
		ret = vp_import_map(adapter, import);
	if (!ret) {
		get_dma_buf(buf);
		list_add(&import->node, &state->list);
	}
	mutex_unlock(&state->lock);
	if (!ret)
		return import;
	kfree(import);
	return ERR_PTR(ret);
}

/* Whether the device can read a part as it is */
static bool vp_import_fits(struct vp_adapter *adapter, u64 mask, dma_addr_t at, size_t length)
{
	return length && PAGE_ALIGNED(at) && PAGE_ALIGNED(length) && (u64)at + length - 1 <= mask &&
	       vp_bus_master_sees(adapter, at);
}

/* Whether the next piece goes on where the last one ends */
static bool vp_import_join(PFRAME_PIECE last, dma_addr_t at, size_t length)
{
	if (last->LogicalAddress.QuadPart + last->Length != at ||
	    (u64)last->Length + length > S32_MAX)
		return false;
	last->Length += length;
	return true;
}

static int vp_import_cut_table(struct vp_adapter *adapter, struct sg_table *table, u64 mask,
			       u64 length, PFRAME_PIECE pieces, unsigned int max)
{
	unsigned int count = 0, i;
	struct scatterlist *sg;
	size_t part;

	for_each_sgtable_dma_sg(table, sg, i) {
		part = min_t(u64, sg_dma_len(sg), length);
		if (!vp_import_fits(adapter, mask, sg_dma_address(sg), part))
			return -EOPNOTSUPP;
		if (!count || !vp_import_join(&pieces[count - 1], sg_dma_address(sg), part)) {
			if (count == max)
				return -EOPNOTSUPP;
			pieces[count].LogicalAddress.QuadPart = sg_dma_address(sg);
			pieces[count++].Length = part;
		}
		length -= part;
		if (!length)
			return count;
	}
	return -EOPNOTSUPP;
}

/**
 * vp_import_cut() - what a miniport sees of an import
 * @adapter: the adapter
 * @import: a new one
 * @length: bytes from its beginning, whole pages
 * @pieces: where they go
 * @max: how many fit
 *
 * Context: process context, may sleep, takes import.lock.
 * Return: how many there are; -EOPNOTSUPP where the device can't read it as it is; -ENODEV
 * when removal has taken it.
 */
int vp_import_cut(struct vp_adapter *adapter, const struct vp_import *import, u64 length,
		  PFRAME_PIECE pieces, unsigned int max)
{
	PVP_DMA_ADAPTER handle = vp_interface_limits(adapter)->DmaAdapter;
	struct vp_adapter_object object;
	int ret = -ENODEV;

	if (!vp_adapter_object_copy(adapter, (unsigned long)handle, &object))
		return -EOPNOTSUPP;
	mutex_lock(&adapter->import.lock);
	if (!list_empty(&import->node))
		ret = vp_import_cut_table(adapter, import->table, object.mask, length, pieces, max);
	mutex_unlock(&adapter->import.lock);
	return ret;
}

/**
 * vp_import_end() - take it from the device, unless the device is gone, and let go of it
 * @adapter: the adapter
 * @import: the import, which the device does not read any more
 *
 * Context: process context, may sleep, takes import.lock and then the dma-buf's.
 */
void vp_import_end(struct vp_adapter *adapter, struct vp_import *import)
{
	mutex_lock(&adapter->import.lock);
	vp_import_unmap(adapter, import);
	mutex_unlock(&adapter->import.lock);
	kfree(import);
}

/**
 * vp_import_reclaim() - take all of them from the device, whoever holds them
 * @adapter: an adapter whose device cannot reach memory any more
 *
 * Context: process context, may sleep, takes import.lock and then the dma-bufs'.
 */
void vp_import_reclaim(struct vp_adapter *adapter)
{
	struct vp_import *import, *next;

	mutex_lock(&adapter->import.lock);
	adapter->import.ended = true;
	list_for_each_entry_safe(import, next, &adapter->import.list, node)
		vp_import_unmap(adapter, import);
	mutex_unlock(&adapter->import.lock);
}

void vp_import_init(struct vp_adapter *adapter)
{
	mutex_init(&adapter->import.lock);
	INIT_LIST_HEAD(&adapter->import.list);
}

void vp_import_destroy(struct vp_adapter *adapter)
{
	mutex_destroy(&adapter->import.lock);
}
