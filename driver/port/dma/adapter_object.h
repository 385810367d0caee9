/* SPDX-License-Identifier: GPL-2.0 */
/* Steps one and four: what a miniport says of its device's DMA. */
#ifndef VIDEOPORT_DMA_ADAPTER_OBJECT_H
#define VIDEOPORT_DMA_ADAPTER_OBJECT_H

#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/rcupdate.h>
#include <linux/seq_file.h>
#include <linux/xarray.h>

#include "video.h"

struct vp_adapter;

/**
 * struct vp_adapter_object - what VideoPortGetDmaAdapter() returned
 * @rcu: it is looked at where none may sleep
 * @handle: what the miniport holds; never a pointer, never used again
 * @mask: addresses that the device can drive
 * @maximum: bytes of one transfer of a locked buffer, 0 for no limit
 * @scatter: such a transfer may have several pieces
 * @caller: who got it
 * @buffers: common buffers by it; vp_adapter_object_state.lock
 */
struct vp_adapter_object {
	struct rcu_head rcu;
	unsigned long handle;
	u64 mask;
	u32 maximum;
	bool scatter;
	unsigned long caller;
	unsigned long buffers;
};

/**
 * struct vp_adapter_object_state - an adapter's objects
 * @lock: one at a time sets the coherent mask and does what depends on it
 * @objects: by the number in their handle; changed under @lock, read under RCU
 * @put: who hears that one is put, with its handle and itself; called under @lock
 * @stream_mask: widest so far, never narrowed; @lock
 */
struct vp_adapter_object_state {
	struct mutex lock; /* the coherent mask, as above */
	struct xarray objects;
	struct raw_notifier_head put;
	u64 stream_mask;
};

void vp_adapter_object_init(struct vp_adapter *adapter);
void vp_adapter_object_destroy(struct vp_adapter *adapter);
void vp_adapter_object_listen(struct vp_adapter *adapter, struct notifier_block *put);
struct vp_adapter *vp_adapter_object_caller(void *ext, const char *what);
PVP_DMA_ADAPTER vp_adapter_object_new(struct vp_adapter *adapter, const VP_DEVICE_DESCRIPTION *desc,
				      const char *what, unsigned long caller);
bool vp_adapter_object_copy(struct vp_adapter *adapter, unsigned long handle,
			    struct vp_adapter_object *to);
void vp_adapter_object_count(struct vp_adapter *adapter, unsigned long handle, int buffers);
void vp_adapter_object_lock(struct vp_adapter *adapter);
void vp_adapter_object_unlock(struct vp_adapter *adapter);
#define vp_adapter_object_assert_locked(adapter) \
	lockdep_assert_held(&(adapter)->adapter_object.lock)
void vp_adapter_object_forget(struct vp_adapter *adapter);
void vp_adapter_object_show(struct vp_adapter *adapter, struct seq_file *s);

#endif
