// SPDX-License-Identifier: GPL-2.0
/*
 * Rings, the screen and the device: who is attached, who is shown, and what
 * happens when the device does not answer.
 *
 * A ring's set is attached when it is made. The first present takes the screen
 * and keeps it until the ring is freed. Freeing never waits for the device:
 * the ring goes to a reaper, which stops the scanout, detaches the set and only
 * then lets go of its memory.
 */
#include "initguid.h"

#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "port.h"
#include "frames/ring.h"
#include "trace.h"

/* A frame that takes longer is lost, and the device with it. */
#define VP_DEVICE_TIMEOUT	(2 * HZ)

#define VP_DRAIN_TIMEOUT	(HZ / 2)

static void vp_display_complete(PVOID Context)
{
	struct vp_adapter *adapter = Context;

	set_bit(VP_RING_KICKED, &adapter->irq_flags);
	/* Pairs with vp_dpc(): a DPC that still runs looks at the bit after. */
	smp_mb__after_atomic();
	if (!test_bit(VP_DPC_RUNNING, &adapter->irq_flags))
		tasklet_schedule(&adapter->dpc);
}

/* From here on what the device says is void: it is asked under a new epoch. */
static void vp_display_close(struct vp_adapter *adapter)
{
	u8 irql = vp_ring_lock(adapter);

	adapter->ring_open = false;
	adapter->ring_epoch++;
	adapter->timeouts++;
	vp_ring_unlock(adapter, irql);
}

/* Give all up that the device had when it was closed. */
static void vp_display_abort(struct vp_adapter *adapter)
{
	struct vp_ring *ring;
	bool wake = false;
	u8 irql;

	irql = vp_ring_lock(adapter);
	ring = adapter->display;
	if (ring)
		wake = vp_ring_fail(ring, ring->done + 1, ring->sent,
				    -ETIMEDOUT);
	vp_ring_unlock(adapter, irql);
	if (wake)
		wake_up_interruptible_all(&adapter->ring_wait);
}

/**
 * vp_ring_break() - give a device up that cannot be had back
 * @adapter: the adapter
 *
 * It must not reach memory any more, and nobody is to wait for it.
 *
 * Context: process context, may sleep, device_lock held.
 */
void vp_ring_break(struct vp_adapter *adapter)
{
	struct vp_ring *ring;
	u8 irql;

	vp_bus_master_off(adapter);
	dev_err(&adapter->pdev->dev, "the device does not come back from a reset; it is cut off from memory\n");
	irql = vp_ring_lock(adapter);
	ring = adapter->display;
	adapter->ring_open = false;
	adapter->ring_broken = true;
	if (ring)
		vp_ring_fail(ring, ring->done + 1, ring->head, -EIO);
	vp_ring_unlock(adapter, irql);
	wake_up_interruptible_all(&adapter->ring_wait);
}

/*
 * The attached set after one, without holding sets_lock while the device is
 * waited for: under device_lock no set is detached, so none of them goes.
 */
static struct vp_set *vp_set_next(struct vp_adapter *adapter,
				  struct vp_set *last)
{
	struct vp_set *set, *found = NULL;

	lockdep_assert_held(&adapter->device_lock);
	mutex_lock(&adapter->sets_lock);
	set = list_prepare_entry(last, &adapter->sets, node);
	list_for_each_entry_continue(set, &adapter->sets, node) {
		if (set->attached) {
			found = set;
			break;
		}
	}
	mutex_unlock(&adapter->sets_lock);
	return found;
}

static VP_STATUS vp_display_attach(struct vp_adapter *adapter,
				   struct vp_set *set)
{
	FRAME_RING_INTERFACE *iface = &adapter->ring_if;
	VP_STATUS status = iface->AttachSet(iface->Context, &set->desc);

	vp_returned(adapter);
	return status;
}

/* @set: NULL for none */
static VP_STATUS vp_display_scan_out(struct vp_adapter *adapter,
				     const struct vp_set *set)
{
	FRAME_RING_INTERFACE *iface = &adapter->ring_if;
	VP_STATUS status = iface->Show(iface->Context, set ? set->desc.Id : 0);

	vp_returned(adapter);
	return status;
}

static VP_STATUS vp_display_attach_all(struct vp_adapter *adapter)
{
	struct vp_ring *display = READ_ONCE(adapter->display);
	VP_STATUS status = NO_ERROR;
	struct vp_set *set = NULL;

	while (status == NO_ERROR && (set = vp_set_next(adapter, set)))
		status = vp_display_attach(adapter, set);
	/* Who lets go of the display now waits for device_lock to free it. */
	if (status == NO_ERROR && display)
		status = vp_display_scan_out(adapter, display->set);
	return status;
}

/**
 * vp_ring_restart() - put back on a fresh device what was there before
 * @adapter: the adapter; the device was reset or has slept
 *
 * Context: process context, may sleep, device_lock held.
 * Return: 0, or -EIO if the device fails at it and is cut off.
 */
int vp_ring_restart(struct vp_adapter *adapter)
{
	VP_STATUS status;
	bool wake;
	u8 irql;

	lockdep_assert_held(&adapter->device_lock);
	if (!adapter->ring_if.Size || adapter->ring_broken)
		return 0;
	status = vp_display_attach_all(adapter);
	if (status != NO_ERROR) {
		vp_ring_break(adapter);
		return -EIO;
	}
	irql = vp_ring_lock(adapter);
	wake = vp_ring_reopen(adapter);
	vp_ring_unlock(adapter, irql);
	if (wake)
		wake_up_interruptible_all(&adapter->ring_wait);
	schedule_work(&adapter->reaper);
	return 0;
}

static int vp_display_reset(struct vp_adapter *adapter)
{
	VP_STATUS status;

	lockdep_assert_held(&adapter->device_lock);
	vp_warn(adapter, "the device does not answer; it is reset\n");
	vp_display_close(adapter);
	status = adapter->ring_if.Reset(adapter->ring_if.Context);
	vp_returned(adapter);
	trace_vp_reset(adapter, status);
	/* Only now may the program draw into them again. */
	vp_display_abort(adapter);
	if (status != NO_ERROR) {
		vp_ring_break(adapter);
		return -EIO;
	}
	return vp_ring_restart(adapter);
}

/* One errno for a device that refuses, another for one that is silent. */
static int vp_display_error(struct vp_adapter *adapter, VP_STATUS status)
{
	if (status == ERROR_NOT_ENOUGH_MEMORY)
		return -ENOSPC;
	if (status == WAIT_TIMEOUT)
		vp_display_reset(adapter);
	return vp_errno(status);
}

static void vp_watchdog(struct work_struct *work)
{
	struct vp_adapter *adapter = container_of(to_delayed_work(work),
						  struct vp_adapter, watchdog);
	bool waiting, late;
	u8 irql;

	/* The device may have answered without a word. */
	set_bit(VP_RING_KICKED, &adapter->irq_flags);
	vp_ring_service(adapter);
	if (vp_enter(adapter))
		return;
	irql = vp_ring_lock(adapter);
	waiting = adapter->display && adapter->display->unfinished &&
		  adapter->ring_open;
	late = waiting && time_after(jiffies, adapter->ring_progress +
					      VP_DEVICE_TIMEOUT);
	vp_ring_unlock(adapter, irql);
	if (late)
		vp_display_reset(adapter);
	if (waiting)
		schedule_delayed_work(&adapter->watchdog, VP_WATCHDOG_PERIOD);
	vp_leave(adapter);
}

static void vp_ring_free(struct kref *ref)
{
	struct vp_ring *ring = container_of(ref, struct vp_ring, ref);

	mutex_destroy(&ring->present_lock);
	mutex_destroy(&ring->read_lock);
	if (!IS_ERR_OR_NULL(ring->set))
		vp_set_put(ring->set);
	kfree(ring);
}

void vp_ring_get(struct vp_ring *ring)
{
	kref_get(&ring->ref);
}

void vp_ring_put(struct vp_ring *ring)
{
	kref_put(&ring->ref, vp_ring_free);
}

struct vp_set *vp_ring_set(struct vp_ring *ring)
{
	return ring->set;
}

/* On return the device does not reach the set, by itself or by force. */
static void vp_display_detach(struct vp_adapter *adapter, struct vp_set *set)
{
	FRAME_RING_INTERFACE *iface = &adapter->ring_if;
	VP_STATUS status = NO_ERROR;

	lockdep_assert_held(&adapter->device_lock);
	if (!set->attached)
		return;
	set->attached = false;
	if (adapter->ring_broken)
		return;
	/* Another ring may have the screen by now. */
	if (!READ_ONCE(adapter->display))
		status = vp_display_scan_out(adapter, NULL);
	if (status == NO_ERROR) {
		status = iface->DetachSet(iface->Context, set->desc.Id);
		vp_returned(adapter);
	}
	if (status != NO_ERROR)
		vp_display_reset(adapter);
}

static struct vp_ring *vp_dying_pop(struct vp_adapter *adapter)
{
	struct vp_ring *ring;

	mutex_lock(&adapter->sets_lock);
	ring = list_first_entry_or_null(&adapter->dying, struct vp_ring, node);
	if (ring)
		list_del_init(&ring->node);
	mutex_unlock(&adapter->sets_lock);
	return ring;
}

/* Rings that were let go of give their memory back. */
static void vp_display_reap(struct vp_adapter *adapter)
{
	struct vp_ring *ring;

	lockdep_assert_held(&adapter->device_lock);
	while ((ring = vp_dying_pop(adapter))) {
		vp_display_detach(adapter, ring->set);
		vp_ring_put(ring);
	}
}

/* What it leaves because the gate is shut, resume or removal takes up. */
static void vp_reaper(struct work_struct *work)
{
	struct vp_adapter *adapter = container_of(work, struct vp_adapter,
						  reaper);

	if (vp_enter(adapter))
		return;
	vp_display_reap(adapter);
	vp_leave(adapter);
}

/**
 * vp_ring_release() - the owner lets go of a ring
 * @ring: the ring; its set's memory is freed behind the caller's back
 *
 * Context: process context, may sleep, but does not wait for the device.
 */
void vp_ring_release(struct vp_ring *ring)
{
	struct vp_adapter *adapter = ring->adapter;
	bool gone;
	u8 irql;

	irql = vp_ring_lock(adapter);
	ring->dead = true;
	if (adapter->display == ring) {
		adapter->display = NULL;
		adapter->ring_epoch++;
	}
	vp_ring_unlock(adapter, irql);
	wake_up_interruptible_all(&adapter->ring_wait);

	mutex_lock(&adapter->sets_lock);
	gone = adapter->reaped;
	if (!gone) {
		list_add_tail(&ring->node, &adapter->dying);
		schedule_work(&adapter->reaper);
	}
	mutex_unlock(&adapter->sets_lock);
	if (gone)
		vp_ring_put(ring);
}

/**
 * vp_ring_flush() - have released rings give their memory back now
 * @adapter: the adapter
 *
 * Where that is not to be had, for a signal or a gate that is shut, the reaper does
 * it later.
 *
 * Context: process context, may sleep, takes device_lock.
 */
void vp_ring_flush(struct vp_adapter *adapter)
{
	if (vp_enter_interruptible(adapter))
		return;
	vp_display_reap(adapter);
	vp_leave(adapter);
}

static int vp_ring_geometry(struct vp_adapter *adapter,
			    struct videoport_ring *arg)
{
	const FRAME_RING_LIMITS *limits = &adapter->ring_limits;
	u64 bytes;

	if (arg->format != VIDEOPORT_FORMAT_XRGB8888 ||
	    arg->frames < VIDEOPORT_MIN_FRAMES ||
	    arg->frames > VIDEOPORT_MAX_FRAMES ||
	    !arg->width || arg->width > limits->MaxWidth ||
	    !arg->height || arg->height > limits->MaxHeight)
		return -EINVAL;
	arg->pitch = adapter->ring_if.Pitch(adapter->ring_if.Context,
					    arg->width, arg->height,
					    FRAME_FORMAT_X8R8G8B8);
	vp_returned(adapter);
	if (arg->pitch / 4 < arg->width || arg->pitch % 4)
		return -EINVAL;
	bytes = (u64)arg->pitch * arg->height;
	arg->frame_bytes = PAGE_ALIGN(bytes);
	if (arg->frame_bytes > div_u64(limits->MaxSetLength, arg->frames))
		return -EINVAL;
	return 0;
}

static struct vp_ring *vp_ring_new(struct vp_adapter *adapter,
				   struct videoport_ring *arg)
{
	struct vp_ring *ring = kzalloc(sizeof(*ring), GFP_KERNEL);
	VP_STATUS status;

	if (!ring)
		return ERR_PTR(-ENOMEM);
	kref_init(&ring->ref);
	INIT_LIST_HEAD(&ring->node);
	mutex_init(&ring->present_lock);
	mutex_init(&ring->read_lock);
	ring->adapter = adapter;
	ring->set = vp_set_create(adapter, arg);
	if (IS_ERR(ring->set)) {
		int ret = PTR_ERR(ring->set);

		vp_ring_put(ring);
		return ERR_PTR(ret);
	}
	status = vp_display_attach(adapter, ring->set);
	if (status != NO_ERROR) {
		int ret = vp_display_error(adapter, status);

		vp_ring_put(ring);
		return ERR_PTR(ret);
	}
	ring->set->attached = true;
	return ring;
}

/**
 * vp_ring_create() - make a ring and attach it
 * @adapter: the adapter
 * @arg: geometry; pitch, frame_bytes and map_offset are filled in
 * @to: where the ring goes
 *
 * Context: process context, may sleep, takes device_lock.
 * Return: 0 or the errno that uapi/videoport.h names.
 */
int vp_ring_create(struct vp_adapter *adapter, struct videoport_ring *arg,
		   struct vp_ring **to)
{
	struct vp_ring *ring;
	int ret;

	ret = vp_enter_interruptible(adapter);
	if (ret)
		return ret;
	/* A ring that was just closed may still hold the memory. */
	vp_display_reap(adapter);
	if (!adapter->ring_if.Size)
		ret = -ENOTTY;
	else if (adapter->ring_broken)
		ret = -EIO;
	else
		ret = vp_ring_geometry(adapter, arg);
	if (!ret) {
		ring = vp_ring_new(adapter, arg);
		ret = PTR_ERR_OR_ZERO(ring);
	}
	vp_leave(adapter);
	if (ret)
		return ret;
	arg->map_offset = (u64)ring->set->desc.Id << VP_SET_SHIFT;
	*to = ring;
	return 0;
}

static int vp_display_show(struct vp_ring *ring)
{
	struct vp_adapter *adapter = ring->adapter;
	VP_STATUS status;
	int ret = 0;
	u8 irql;

	status = vp_display_scan_out(adapter, ring->set);
	if (status != NO_ERROR)
		return vp_display_error(adapter, status);
	irql = vp_ring_lock(adapter);
	if (ring->dead) {
		ret = -EINVAL;
	} else {
		adapter->display = ring;
		adapter->ring_epoch++;
		ring->stale = true;
	}
	vp_ring_unlock(adapter, irql);
	return ret;
}

/**
 * vp_display_take() - have the screen for a ring that wants to present
 * @ring: the ring
 *
 * Context: process context, may sleep, takes device_lock.
 * Return: 0; -EBUSY if another ring has it; -ENODEV; -EIO; -ETIMEDOUT;
 * -ERESTARTSYS.
 */
int vp_display_take(struct vp_ring *ring)
{
	struct vp_adapter *adapter = ring->adapter;
	struct vp_ring *display;
	int ret;

	ret = vp_enter_interruptible(adapter);
	if (ret)
		return ret;
	display = READ_ONCE(adapter->display);
	if (adapter->ring_broken)
		ret = -EIO;
	else if (!ring->set->attached)
		ret = -EINVAL;
	else if (display && display != ring)
		ret = -EBUSY;
	else if (!display)
		ret = vp_display_show(ring);
	vp_leave(adapter);
	return ret;
}

static bool vp_ring_if_valid(const FRAME_RING_INTERFACE *iface)
{
	return iface->Size >= sizeof(*iface) &&
	       iface->Version == FRAME_RING_VERSION_1 && iface->Limits &&
	       iface->Counters && iface->Pitch && iface->AttachSet &&
	       iface->DetachSet && iface->Show && iface->Reset &&
	       iface->Submit && iface->Reap && iface->Notify;
}

static VP_STATUS vp_ring_ask_limits(struct vp_adapter *adapter)
{
	FRAME_RING_INTERFACE *iface = &adapter->ring_if;
	VP_STATUS status = iface->Limits(iface->Context, &adapter->ring_limits);

	vp_returned(adapter);
	return status;
}

/**
 * vp_ring_init() - ask the miniport for a ring
 * @adapter: an adapter whose HwVidInitialize succeeded
 *
 * Context: process context, may sleep, device_lock held.
 * Return: 0 with or without a ring; -EIO if what it offers is not one.
 */
int vp_ring_init(struct vp_adapter *adapter)
{
	FRAME_RING_INTERFACE *iface = &adapter->ring_if;
	QUERY_INTERFACE query = {
		.InterfaceType = &GUID_FRAME_RING,
		.Size = sizeof(*iface),
		.Version = FRAME_RING_VERSION_1,
		.Interface = (PINTERFACE)iface,
		.InterfaceSpecificData = &adapter->ring_port,
	};
	VP_STATUS status;

	if (!adapter->hw->HwQueryInterface)
		return 0;
	adapter->ring_port.Context = adapter;
	adapter->ring_port.Complete = vp_display_complete;
	iface->Size = sizeof(*iface);
	iface->Version = FRAME_RING_VERSION_1;
	status = adapter->hw->HwQueryInterface(adapter->ext, &query);
	vp_returned(adapter);
	if (status != NO_ERROR) {
		memset(iface, 0, sizeof(*iface));
		return 0;
	}
	if (!vp_ring_if_valid(iface) ||
	    vp_ring_ask_limits(adapter) != NO_ERROR) {
		dev_err(&adapter->pdev->dev, "the miniport's FRAME_RING interface is incomplete\n");
		memset(iface, 0, sizeof(*iface));
		return -EIO;
	}
	adapter->ring_open = true;
	return 0;
}

/**
 * vp_ring_setup() - make the parts that a new adapter has anyway
 * @adapter: the adapter
 */
void vp_ring_setup(struct vp_adapter *adapter)
{
	raw_spin_lock_init(&adapter->ring_lock);
	init_waitqueue_head(&adapter->ring_wait);
	INIT_DELAYED_WORK(&adapter->watchdog, vp_watchdog);
	INIT_WORK(&adapter->reaper, vp_reaper);
	INIT_LIST_HEAD(&adapter->dying);
}

/**
 * vp_ring_drain() - wait for the frames on the device, for a short while
 * @adapter: an adapter about to sleep
 *
 * What is left is presented again after the sleep.
 *
 * Context: process context, may sleep.
 */
void vp_ring_drain(struct vp_adapter *adapter)
{
	unsigned long end = jiffies + VP_DRAIN_TIMEOUT;
	bool busy;
	u8 irql;

	do {
		set_bit(VP_RING_KICKED, &adapter->irq_flags);
		vp_ring_service(adapter);
		irql = vp_ring_lock(adapter);
		busy = adapter->display && adapter->display->unfinished;
		vp_ring_unlock(adapter, irql);
		if (busy)
			schedule_timeout_uninterruptible(1);
	} while (busy && time_before(jiffies, end));
}

/**
 * vp_ring_stop() - call the miniport's ring no more
 * @adapter: the adapter
 * @gone: for good; otherwise until vp_ring_restart()
 *
 * Context: process context, device_lock held.
 */
void vp_ring_stop(struct vp_adapter *adapter, bool gone)
{
	u8 irql;

	lockdep_assert_held(&adapter->device_lock);
	irql = vp_ring_lock(adapter);
	adapter->ring_open = false;
	adapter->ring_gone = gone;
	adapter->ring_epoch++;
	/* What the device has not answered it will be asked again. */
	if (adapter->display)
		adapter->display->sent = adapter->display->done;
	vp_ring_unlock(adapter, irql);
	wake_up_interruptible_all(&adapter->ring_wait);
}

/**
 * vp_ring_quiesce() - let no work of the ring's run any more
 * @adapter: an adapter being removed, its gate shut for good
 *
 * Context: process context, may sleep.
 */
void vp_ring_quiesce(struct vp_adapter *adapter)
{
	cancel_delayed_work_sync(&adapter->watchdog);
	cancel_work_sync(&adapter->reaper);
}

/**
 * vp_ring_put_interface() - say that the miniport's ring is not used any more
 * @adapter: an adapter being removed, its device quiet
 *
 * Context: process context, may sleep, device_lock held.
 */
void vp_ring_put_interface(struct vp_adapter *adapter)
{
	FRAME_RING_INTERFACE *iface = &adapter->ring_if;

	if (iface->Size && iface->InterfaceDereference)
		iface->InterfaceDereference(iface->Context);
	vp_returned(adapter);
}

/**
 * vp_ring_reclaim() - free all rings' memory
 * @adapter: an adapter whose device cannot reach memory any more
 *
 * Context: process context, may sleep.
 */
void vp_ring_reclaim(struct vp_adapter *adapter)
{
	struct vp_ring *ring;

	vp_set_reclaim(adapter);
	mutex_lock(&adapter->sets_lock);
	adapter->reaped = true;
	mutex_unlock(&adapter->sets_lock);
	/* It does nothing behind a shut gate, but must not outlive us. */
	cancel_work_sync(&adapter->reaper);
	while ((ring = vp_dying_pop(adapter)))
		vp_ring_put(ring);
}
