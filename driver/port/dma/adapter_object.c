// SPDX-License-Identifier: GPL-2.0
/*
 * Steps one and four: the adapter object, which says what addresses the device can
 * drive.
 *
 * Linux keeps one coherent mask a device; a miniport may hold adapter objects of
 * several widths. The lock is held from setting the mask until what relies on it is
 * done: an allocation, a mapping, a release.
 */
#include <linux/atomic.h>
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "adapter.h"
#include "dma/adapter_object.h"
#include "dma/bus_master.h"
#include "irql.h"
#include "trace.h"

/* A handle is no address: using one as a pointer faults at once. */
#define VP_ADAPTER_OBJECT_HANDLE	0xd3a0000000000000UL

/* Of every adapter, so that no handle of one is another's. */
static atomic64_t vp_adapter_object_ids;

/**
 * vp_adapter_object_caller() - whose miniport calls, for the four steps
 * @ext: what it gave as its device extension
 * @what: the DDK's name of the call, for the warning
 *
 * Return: the adapter, or NULL after a warning.
 */
struct vp_adapter *vp_adapter_object_caller(void *ext, const char *what)
{
	if (ext)
		return vp_adapter_of(ext);
	pr_warn_ratelimited("videoport: %s: no device extension\n", what);
	return NULL;
}

static unsigned long vp_adapter_object_number(unsigned long handle)
{
	return handle ^ VP_ADAPTER_OBJECT_HANDLE;
}

/**
 * vp_adapter_object_copy() - what an adapter object says
 * @adapter: the adapter
 * @handle: anything that a miniport gave
 * @to: where it goes
 *
 * Context: any.
 * Return: false if there is no such object.
 */
bool vp_adapter_object_copy(struct vp_adapter *adapter, unsigned long handle,
			    struct vp_adapter_object *to)
{
	struct vp_adapter_object *object;

	rcu_read_lock();
	object = xa_load(&adapter->adapter_object.objects, vp_adapter_object_number(handle));
	if (object)
		*to = *object;
	rcu_read_unlock();
	return object;
}

/* What the DDK's three kinds of addresses are in Linux' words. */
static u64 vp_adapter_object_width(const VP_DEVICE_DESCRIPTION *desc)
{
	if (desc->Dma64BitAddresses)
		return DMA_BIT_MASK(64);
	if (desc->Dma32BitAddresses)
		return DMA_BIT_MASK(32);
	return DMA_BIT_MASK(24);
}

/*
 * Streaming mappings are checked against each adapter object (packet.c), so their
 * mask may be wider. Without an IOMMU it must be: of memory that no mask of 24 bits
 * reaches, Linux makes no mapping, but a warning.
 */
static int vp_adapter_object_set_masks(struct vp_adapter *adapter, u64 mask)
{
	struct vp_adapter_object_state *state = &adapter->adapter_object;
	struct device *dev = &adapter->pdev->dev;
	int ret;

	lockdep_assert_held(&state->lock);
	ret = dma_set_coherent_mask(dev, mask);
	if (!vp_bus_master_remapped(adapter))
		mask = max_t(u64, mask, DMA_BIT_MASK(32));
	if (ret || mask <= state->stream_mask)
		return ret;
	ret = dma_set_mask(dev, mask);
	if (!ret)
		state->stream_mask = mask;
	return ret;
}

static int vp_adapter_object_add(struct vp_adapter *adapter, struct vp_adapter_object *object)
{
	struct vp_adapter_object_state *state = &adapter->adapter_object;
	int ret;

	mutex_lock(&state->lock);
	ret = vp_adapter_object_set_masks(adapter, object->mask);
	if (!ret)
		ret = xa_insert(&state->objects, vp_adapter_object_number(object->handle), object,
				GFP_KERNEL);
	mutex_unlock(&state->lock);
	return ret;
}

/**
 * vp_adapter_object_new() - make an adapter object
 * @adapter: the adapter
 * @desc: what it is to say
 * @what: the DDK's name of the call, for the warning
 * @caller: for the record
 *
 * Context: process context, may sleep.
 * Return: its handle, or NULL, after a warning where the platform can't.
 */
PVP_DMA_ADAPTER vp_adapter_object_new(struct vp_adapter *adapter, const VP_DEVICE_DESCRIPTION *desc,
				      const char *what, unsigned long caller)
{
	struct vp_adapter_object *object = kzalloc(sizeof(*object), GFP_KERNEL);
	unsigned long handle;
	int ret;

	if (!object)
		return NULL;
	handle = VP_ADAPTER_OBJECT_HANDLE | atomic64_inc_return(&vp_adapter_object_ids);
	object->handle = handle;
	object->mask = vp_adapter_object_width(desc);
	object->maximum = desc->MaximumLength;
	object->scatter = desc->ScatterGather;
	object->caller = caller;
	ret = vp_adapter_object_add(adapter, object);
	if (ret) {
		vp_warn(adapter, "%s: this machine has no memory for %u-bit DMA (%d)\n",
			what, fls64(object->mask), ret);
		kfree(object);
		return NULL;
	}
	trace_vp_adapter_get(adapter->bus_id, handle, object->mask, caller);
	return (PVP_DMA_ADAPTER)handle;
}

PVP_DMA_ADAPTER VideoPortGetDmaAdapter(PVOID HwDeviceExtension,
				       PVP_DEVICE_DESCRIPTION VpDeviceDescription)
{
	struct vp_adapter *adapter = vp_adapter_object_caller(HwDeviceExtension, __func__);

	if (!adapter || !vp_irql_passive(adapter, __func__))
		return NULL;
	if (!VpDeviceDescription) {
		vp_warn(adapter, "%s: no device description, called from %pS\n",
			__func__, __builtin_return_address(0));
		return NULL;
	}
	return vp_adapter_object_new(adapter, VpDeviceDescription, __func__, _RET_IP_);
}
EXPORT_SYMBOL_GPL(VideoPortGetDmaAdapter);

VOID VideoPortPutDmaAdapter(PVOID HwDeviceExtension, PVP_DMA_ADAPTER VpDmaAdapter)
{
	struct vp_adapter *adapter = vp_adapter_object_caller(HwDeviceExtension, __func__);
	unsigned long handle = (unsigned long)VpDmaAdapter;
	struct vp_adapter_object_state *state;
	struct vp_adapter_object *object;

	if (!adapter || !vp_irql_passive(adapter, __func__))
		return;
	state = &adapter->adapter_object;
	mutex_lock(&state->lock);
	object = xa_erase(&state->objects, vp_adapter_object_number(handle));
	/* Those that still use it look for it under locks of theirs. */
	if (object)
		raw_notifier_call_chain(&state->put, handle, object);
	mutex_unlock(&state->lock);
	if (!object) {
		vp_warn(adapter, "%s: %p is no DMA adapter of this device, or was put before; called from %pS\n",
			__func__, VpDmaAdapter, __builtin_return_address(0));
		return;
	}
	trace_vp_adapter_put(adapter->bus_id, handle, object->mask, object->caller);
	kfree_rcu(object, rcu);
}
EXPORT_SYMBOL_GPL(VideoPortPutDmaAdapter);

/* See struct vp_adapter_object_state. */
/**
 * vp_adapter_object_count() - buffers come to an adapter object, or leave it
 * @adapter: the adapter
 * @handle: of the object; one that was put is counted no more
 * @buffers: how many more
 *
 * Context: process context, the lock held.
 */
void vp_adapter_object_count(struct vp_adapter *adapter, unsigned long handle, int buffers)
{
	struct vp_adapter_object_state *state = &adapter->adapter_object;
	struct vp_adapter_object *object;

	lockdep_assert_held(&state->lock);
	object = xa_load(&state->objects, vp_adapter_object_number(handle));
	if (object)
		object->buffers += buffers;
}

void vp_adapter_object_lock(struct vp_adapter *adapter)
{
	mutex_lock(&adapter->adapter_object.lock);
}

void vp_adapter_object_unlock(struct vp_adapter *adapter)
{
	mutex_unlock(&adapter->adapter_object.lock);
}

/**
 * vp_adapter_object_forget() - drop all of a miniport that refused the device, or left
 * @adapter: the adapter
 *
 * Nobody is told: who uses them is taken care of by the caller.
 *
 * Context: process context, may sleep.
 */
void vp_adapter_object_forget(struct vp_adapter *adapter)
{
	struct vp_adapter_object_state *state = &adapter->adapter_object;
	struct vp_adapter_object *object;
	unsigned long number;

	mutex_lock(&state->lock);
	xa_for_each(&state->objects, number, object) {
		xa_erase(&state->objects, number);
		trace_vp_adapter_put(adapter->bus_id, object->handle, object->mask, object->caller);
		kfree_rcu(object, rcu);
	}
	mutex_unlock(&state->lock);
}

/* What debugfs says of them. */
void vp_adapter_object_show(struct vp_adapter *adapter, struct seq_file *s)
{
	struct vp_adapter_object *object;
	unsigned long number;

	seq_puts(s, "handle width caller\n");
	mutex_lock(&adapter->adapter_object.lock);
	xa_for_each(&adapter->adapter_object.objects, number, object)
		seq_printf(s, "%lx %d %pS\n", object->handle, fls64(object->mask),
			   (void *)object->caller);
	mutex_unlock(&adapter->adapter_object.lock);
}

/* @put hears, under the lock, of each object that is put. */
void vp_adapter_object_listen(struct vp_adapter *adapter, struct notifier_block *put)
{
	raw_notifier_chain_register(&adapter->adapter_object.put, put);
}

void vp_adapter_object_init(struct vp_adapter *adapter)
{
	mutex_init(&adapter->adapter_object.lock);
	xa_init(&adapter->adapter_object.objects);
	RAW_INIT_NOTIFIER_HEAD(&adapter->adapter_object.put);
}

void vp_adapter_object_destroy(struct vp_adapter *adapter)
{
	xa_destroy(&adapter->adapter_object.objects);
	mutex_destroy(&adapter->adapter_object.lock);
}
