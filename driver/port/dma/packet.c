// SPDX-License-Identifier: GPL-2.0
/*
 * Packet-based DMA: the device works on a locked buffer (mdl.c) where it lies.
 *
 * A transfer is completed where none may sleep and taken apart later, where one
 * may: the unmapping of some platforms sleeps, on PREEMPT_RT at least.
 */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "adapter.h"
#include "dma/adapter_object.h"
#include "dma/common_buffer.h"
#include "dma/mdl.h"
#include "dma/packet.h"
#include "dma/transfer.h"
#include "gate.h"
#include "irql.h"

/* A list as long as this is not kept once its transfer is over. */
#define VP_LIST_KEPT	SZ_4K

static int vp_packet_list(struct vp_transfer *p)
{
	VP_SCATTER_GATHER_LIST *list;
	struct scatterlist *sg;
	int i;

	p->pieces = p->bounce ? 1 : p->table.nents;
	list = kvzalloc(struct_size(list, Elements, p->pieces), vp_transfer_gfp());
	if (!list)
		return -ENOMEM;
	p->list = list;
	list->NumberOfElements = p->pieces;
	if (p->bounce) {
		list->Elements[0].Address.QuadPart = p->bounce->logical;
		list->Elements[0].Length = p->length;
		return 0;
	}
	for_each_sgtable_dma_sg(&p->table, sg, i) {
		list->Elements[i].Address.QuadPart = sg_dma_address(sg);
		list->Elements[i].Length = sg_dma_len(sg);
	}
	return 0;
}

/*
 * The next transfer must not get this one's list: a miniport that completes this
 * one twice would complete that.
 */
static void vp_packet_retire(struct vp_adapter *adapter, struct vp_transfer *p)
{
	unsigned int at = adapter->packet.next++ % VP_PACKET_RETIRED;
	VP_SCATTER_GATHER_LIST *list = p->list;

	lockdep_assert_held(&adapter->packet.sweep_lock);
	if (struct_size(list, Elements, p->pieces) <= VP_LIST_KEPT)
		swap(list, adapter->packet.retired[at]);
	kvfree(list);
}

/* It is nowhere in the lists, and the device is done with it. */
static void vp_packet_free(struct vp_adapter *adapter, struct vp_transfer *p)
{
	/* What the device wrote was fetched when the transfer was completed. */
	vp_transfer_unmap(adapter, p, DMA_ATTR_SKIP_CPU_SYNC);
	vp_mdl_drop(p->mdl);
	vp_packet_retire(adapter, p);
	kfree(p);
}

/*
 * Its adapter may have been put while it was mapped: then it may not start. From
 * here on it may be completed at any time, and so is nobody's to look at.
 */
static bool vp_packet_add(struct vp_adapter *adapter, struct vp_transfer *p)
{
	struct vp_adapter_object dma;
	unsigned long flags;
	bool alive;

	raw_spin_lock_irqsave(&adapter->packet.lock, flags);
	alive = vp_adapter_object_copy(adapter, p->dma, &dma);
	if (alive) {
		hash_add(adapter->packet.running, &p->hash, (unsigned long)p->list);
		adapter->packet.out++;
	}
	raw_spin_unlock_irqrestore(&adapter->packet.lock, flags);
	return alive;
}

/* The device never saw it. */
static void vp_packet_abort(struct vp_transfer *p)
{
	vp_mdl_done(p->mdl);
	vp_mdl_drop(p->mdl);
	kvfree(p->list);
	kfree(p);
}

static int vp_packet_prepare(struct vp_adapter *adapter, struct vp_transfer *p,
			     const struct vp_adapter_object *dma, u32 offset)
{
	int ret;

	if (dma->maximum)
		p->length = min(p->length, dma->maximum);
	ret = vp_transfer_map(adapter, p, dma, offset);
	if (ret)
		return ret;
	ret = vp_packet_list(p);
	if (ret)
		vp_transfer_unmap(adapter, p, 0);
	return ret;
}

static struct vp_transfer *vp_packet_new(struct vp_adapter *adapter,
					 const struct vp_transfer *ask,
					 unsigned long mdl, u32 offset)
{
	struct vp_transfer *p;
	struct vp_adapter_object dma;
	int ret;

	if (!vp_adapter_object_copy(adapter, ask->dma, &dma)) {
		vp_warn(adapter, "VideoPortStartDma: %p is no DMA adapter of this device, or was put before; called from %pS\n",
			(void *)ask->dma, (void *)ask->caller);
		return ERR_PTR(-EINVAL);
	}
	p = kmemdup(ask, sizeof(*ask), vp_transfer_gfp());
	if (!p)
		return ERR_PTR(-ENOMEM);
	p->mdl = vp_mdl_hold(adapter, mdl, offset, p->length, p->to_device,
			     p->caller);
	if (!p->mdl) {
		kfree(p);
		return ERR_PTR(-EINVAL);
	}
	ret = vp_packet_prepare(adapter, p, &dma, offset);
	if (ret) {
		vp_packet_abort(p);
		return ERR_PTR(ret);
	}
	return p;
}

static VP_STATUS vp_packet_start(struct vp_adapter *adapter,
				 struct vp_transfer *p, PEXECUTE_DMA routine,
				 void *context)
{
	PVP_DMA_ADAPTER dma = (PVP_DMA_ADAPTER)p->dma;
	VP_SCATTER_GATHER_LIST *list = p->list;
	struct vp_irql_call call;
	u8 irql;

	if (!vp_packet_add(adapter, p)) {
		vp_transfer_unmap(adapter, p, 0);
		vp_packet_abort(p);
		return ERROR_INVALID_PARAMETER;
	}
	irql = vp_irql_raise(VP_DISPATCH_LEVEL);
	vp_irql_call_begin(&call);
	routine(adapter->ext, dma, list, context);
	vp_irql_call_end(adapter, &call);
	vp_irql_lower(irql);
	return NO_ERROR;
}

VP_STATUS VideoPortStartDma(PVOID HwDeviceExtension,
			    PVP_DMA_ADAPTER VpDmaAdapter, PVOID Mdl,
			    ULONG Offset, PULONG pLength,
			    PEXECUTE_DMA ExecuteDmaRoutine, PVOID Context,
			    BOOLEAN WriteToDevice)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	struct vp_transfer ask = {
		.dma = (unsigned long)VpDmaAdapter,
		.caller = _RET_IP_,
		.to_device = WriteToDevice,
	};
	struct vp_transfer *p;

	/* On PREEMPT_RT nothing can be allocated at raised IRQL. */
	if (IS_ENABLED(CONFIG_PREEMPT_RT) ? !vp_irql_passive(adapter, __func__) :
					    !vp_irql_dispatch(adapter, __func__))
		return ERROR_INVALID_FUNCTION;
	if (!pLength || !*pLength || !ExecuteDmaRoutine) {
		vp_warn(adapter, "%s: %s, called from %pS\n", __func__,
			ExecuteDmaRoutine ? "zero length" : "nothing to call",
			__builtin_return_address(0));
		return ERROR_INVALID_PARAMETER;
	}
	ask.length = *pLength;
	p = vp_packet_new(adapter, &ask, (unsigned long)Mdl, Offset);
	if (PTR_ERR_OR_ZERO(p) == -EINVAL)
		return ERROR_INVALID_PARAMETER;
	if (IS_ERR(p))
		return ERROR_NOT_ENOUGH_MEMORY;
	*pLength = p->length;
	return vp_packet_start(adapter, p, ExecuteDmaRoutine, Context);
}
EXPORT_SYMBOL_GPL(VideoPortStartDma);

/*
 * A list is compared, never followed, until it is known to be ours. @keep: leave the
 * transfer under way until the device is stopped, and let nobody else complete it.
 */
static struct vp_transfer *vp_packet_take(struct vp_adapter *adapter,
					  unsigned long dma,
					  PVP_SCATTER_GATHER_LIST list,
					  bool to_device, bool keep)
{
	struct vp_transfer *p, *found = NULL;
	unsigned long flags;

	raw_spin_lock_irqsave(&adapter->packet.lock, flags);
	hash_for_each_possible(adapter->packet.running, p, hash, (unsigned long)list)
		if (p->list == list && p->dma == dma && dma &&
		    p->to_device == to_device)
			found = p;
	if (found && keep) {
		found->dma = 0;
	} else if (found) {
		hash_del(&found->hash);
		adapter->packet.out--;
	}
	raw_spin_unlock_irqrestore(&adapter->packet.lock, flags);
	return found;
}

/*
 * Take completed transfers apart. On return none is left that was completed before
 * the call.
 */
static void vp_packet_sweep(struct vp_adapter *adapter)
{
	struct vp_transfer *p, *next;
	unsigned long flags;
	LIST_HEAD(done);

	mutex_lock(&adapter->packet.sweep_lock);
	raw_spin_lock_irqsave(&adapter->packet.lock, flags);
	list_splice_init(&adapter->packet.done, &done);
	raw_spin_unlock_irqrestore(&adapter->packet.lock, flags);
	list_for_each_entry_safe(p, next, &done, node)
		vp_packet_free(adapter, p);
	mutex_unlock(&adapter->packet.sweep_lock);
}

VP_STATUS VideoPortCompleteDma(PVOID HwDeviceExtension,
			       PVP_DMA_ADAPTER VpDmaAdapter,
			       PVP_SCATTER_GATHER_LIST VpScatterGather,
			       BOOLEAN WriteToDevice)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	bool keep = vp_gate_gave_up(adapter);
	struct vp_transfer *p;
	unsigned long flags;

	if (!vp_irql_dispatch(adapter, __func__))
		return ERROR_INVALID_FUNCTION;
	p = vp_packet_take(adapter, (unsigned long)VpDmaAdapter,
			   VpScatterGather, WriteToDevice, keep);
	if (!p) {
		vp_warn(adapter, "%s: %p is no scatter/gather list of adapter %p %s the device, or was completed before; called from %pS\n",
			__func__, VpScatterGather, VpDmaAdapter,
			WriteToDevice ? "to" : "from",
			__builtin_return_address(0));
		return ERROR_INVALID_PARAMETER;
	}
	if (keep) {
		vp_warn(adapter, "%s: a wait was given up in this call, and the device may be at work on the %u bytes of the list %p yet; the memory stays locked until the device is stopped; called from %pS\n",
			__func__, p->length, VpScatterGather, __builtin_return_address(0));
		return ERROR_IO_PENDING;
	}
	vp_transfer_fetch(adapter, p);
	raw_spin_lock_irqsave(&adapter->packet.lock, flags);
	vp_mdl_done(p->mdl);
	list_add_tail(&p->node, &adapter->packet.done);
	raw_spin_unlock_irqrestore(&adapter->packet.lock, flags);
	if (vp_irql() == VP_PASSIVE_LEVEL)
		vp_packet_sweep(adapter);
	else
		schedule_work(&adapter->packet.work);
	return NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortCompleteDma);

static void vp_packet_work(struct work_struct *work)
{
	vp_packet_sweep(container_of(work, struct vp_adapter, packet.work));
}

/*
 * Of an adapter object that is put: its transfers that were not completed stay until
 * the device is stopped.
 */
static int vp_packet_put(struct notifier_block *block, unsigned long handle, void *unused)
{
	struct vp_adapter *adapter = container_of(block, struct vp_adapter, packet.put);
	struct vp_transfer *p;
	unsigned long flags;
	int bucket;

	if (!vp_packet_out(adapter))
		return NOTIFY_OK;
	raw_spin_lock_irqsave(&adapter->packet.lock, flags);
	hash_for_each(adapter->packet.running, bucket, p, hash) {
		if (p->dma != handle)
			continue;
		p->dma = 0;
		vp_warn(adapter, "VideoPortPutDmaAdapter: DMA of %u bytes, started from %pS, was not completed; the memory stays locked until the device is stopped\n",
			p->length, (void *)p->caller);
	}
	raw_spin_unlock_irqrestore(&adapter->packet.lock, flags);
	return NOTIFY_OK;
}

/**
 * vp_packet_out() - whether a transfer was not completed
 * @adapter: the adapter
 *
 * Context: any.
 * Return: true if so.
 */
bool vp_packet_out(struct vp_adapter *adapter)
{
	unsigned long flags;
	bool out;

	raw_spin_lock_irqsave(&adapter->packet.lock, flags);
	out = adapter->packet.out;
	raw_spin_unlock_irqrestore(&adapter->packet.lock, flags);
	return out;
}

void vp_packet_init(struct vp_adapter *adapter)
{
	raw_spin_lock_init(&adapter->packet.lock);
	mutex_init(&adapter->packet.sweep_lock);
	hash_init(adapter->packet.running);
	INIT_LIST_HEAD(&adapter->packet.done);
	INIT_WORK(&adapter->packet.work, vp_packet_work);
	adapter->packet.put.notifier_call = vp_packet_put;
	vp_adapter_object_listen(adapter, &adapter->packet.put);
	vp_mdl_listen(adapter, vp_packet_sweep);
	/* An element's length is a ULONG, and the DDK has no other limit. */
	dma_set_max_seg_size(&adapter->pdev->dev, UINT_MAX);
}

/**
 * vp_packet_reclaim() - take back transfers
 * @adapter: an adapter whose device can no longer reach memory, and whose
 *	miniport runs no more
 *
 * Context: process context, may sleep, takes packet.sweep_lock.
 */
void vp_packet_reclaim(struct vp_adapter *adapter)
{
	struct hlist_node *next;
	struct vp_transfer *p;
	unsigned int i;
	int bucket;

	cancel_work_sync(&adapter->packet.work);
	hash_for_each_safe(adapter->packet.running, bucket, next, p, hash) {
		hash_del(&p->hash);
		list_add_tail(&p->node, &adapter->packet.done);
	}
	adapter->packet.out = 0;
	vp_packet_sweep(adapter);
	for (i = 0; i < VP_PACKET_RETIRED; i++) {
		kvfree(adapter->packet.retired[i]);
		adapter->packet.retired[i] = NULL;
	}
}
