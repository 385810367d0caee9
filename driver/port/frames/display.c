// SPDX-License-Identifier: GPL-2.0
/*
 * The screen and the device behind it: who is attached, who is shown, and what
 * happens when the device does not answer.
 *
 * A ring's set is attached when it is made. The first present takes the screen
 * and keeps it until the ring is freed. Freeing never waits for the device:
 * the ring goes to a reaper, which stops the scanout, detaches the set and only
 * then lets go of its memory.
 */
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include "adapter.h"
#include "dma/bus_master.h"
#include "frames/display.h"
#include "frames/interface.h"
#include "frames/ring.h"
#include "frames/set.h"
#include "gate.h"
#include "hardware/interrupt.h"
#include "status.h"
#include "trace.h"

/* A device that says nothing for so long is lost. */
#define VP_DISPLAY_TIMEOUT	(2 * HZ)

#define VP_DISPLAY_DRAIN	(HZ / 2)

/**
 * vp_display_break() - give a device up that cannot be had back
 * @adapter: the adapter
 *
 * It must not reach memory any more, and nobody is to wait for it.
 *
 * Context: process context, may sleep, the device lock held.
 */
void vp_display_break(struct vp_adapter *adapter)
{
	vp_bus_master_off(adapter);
	dev_err(&adapter->pdev->dev, "the device does not come back from a reset; it is cut off from memory\n");
	vp_ring_break(adapter);
}

/* A command's answer is one of the device's, too. */
static VP_STATUS vp_display_returned(struct vp_adapter *adapter, VP_STATUS status)
{
	vp_gate_returned(adapter);
	if (status == NO_ERROR)
		vp_ring_answered(adapter);
	return status;
}

static VP_STATUS vp_display_attach(struct vp_adapter *adapter, struct vp_set *set)
{
	const FRAME_RING_INTERFACE *iface = vp_interface(adapter);

	return vp_display_returned(adapter, iface->AttachSet(iface->Context, &set->desc));
}

/* @set: NULL for none */
static VP_STATUS vp_display_scan_out(struct vp_adapter *adapter, const struct vp_set *set)
{
	const FRAME_RING_INTERFACE *iface = vp_interface(adapter);
	ULONG id = set ? set->desc.Id : 0;

	return vp_display_returned(adapter, iface->Show(iface->Context, id));
}

static VP_STATUS vp_display_attach_all(struct vp_adapter *adapter)
{
	struct vp_ring *screen = vp_ring_screen(adapter);
	VP_STATUS status = NO_ERROR;
	struct vp_set *set = NULL;

	while (status == NO_ERROR && (set = vp_set_next_attached(adapter, set)))
		status = vp_display_attach(adapter, set);
	/* Who lets go of the screen now waits for the device lock to free it. */
	if (status == NO_ERROR && screen)
		status = vp_display_scan_out(adapter, vp_ring_set(screen));
	return status;
}

/**
 * vp_display_restart() - put back on a fresh device what was there before
 * @adapter: the adapter; the device was reset or has slept
 *
 * Context: process context, may sleep, the device lock held.
 * Return: 0, or -EIO if the device fails at it and is cut off.
 */
int vp_display_restart(struct vp_adapter *adapter)
{
	VP_STATUS status;

	vp_gate_assert_held(adapter);
	if (!vp_interface_there(adapter) || vp_ring_is_broken(adapter))
		return 0;
	status = vp_display_attach_all(adapter);
	if (status != NO_ERROR) {
		vp_display_break(adapter);
		return -EIO;
	}
	vp_ring_reopen(adapter);
	schedule_work(&adapter->display.reaper);
	return 0;
}

static int vp_display_reset(struct vp_adapter *adapter)
{
	VP_STATUS status;

	vp_gate_assert_held(adapter);
	vp_warn(adapter, "the device does not answer; it is reset\n");
	vp_ring_close(adapter);
	status = vp_interface(adapter)->Reset(vp_interface(adapter)->Context);
	vp_gate_returned(adapter);
	trace_vp_reset(MINOR(adapter->dev.devt), status);
	/* Only now may the program draw into them again. */
	vp_ring_abort(adapter);
	if (status != NO_ERROR) {
		vp_display_break(adapter);
		return -EIO;
	}
	return vp_display_restart(adapter);
}

/* One errno for a device that refuses, another for one that is silent. */
static int vp_display_error(struct vp_adapter *adapter, VP_STATUS status)
{
	if (status == ERROR_NOT_ENOUGH_MEMORY)
		return -ENOSPC;
	if (status == WAIT_TIMEOUT)
		vp_display_reset(adapter);
	return vp_status_errno(status);
}

/* Called every VP_RING_PERIOD while frames are under way. */
static void vp_display_watch(struct vp_adapter *adapter)
{
	bool waiting, late;

	/* The device may have answered without a word. */
	vp_ring_service(adapter);
	if (vp_gate_enter(adapter))
		return;
	waiting = vp_ring_waiting(adapter, VP_DISPLAY_TIMEOUT, &late);
	if (late)
		vp_display_reset(adapter);
	if (waiting)
		vp_ring_watch(adapter);
	vp_gate_leave(adapter);
}

/* On return the device does not reach the set, by itself or by force. */
static void vp_display_detach(struct vp_adapter *adapter, struct vp_set *set)
{
	const FRAME_RING_INTERFACE *iface = vp_interface(adapter);
	VP_STATUS status = NO_ERROR;

	vp_gate_assert_held(adapter);
	if (!set->attached)
		return;
	set->attached = false;
	if (vp_ring_is_broken(adapter))
		return;
	/* Another ring may have the screen by now. */
	if (!vp_ring_screen(adapter))
		status = vp_display_scan_out(adapter, NULL);
	if (status == NO_ERROR)
		status = vp_display_returned(adapter,
					     iface->DetachSet(iface->Context, set->desc.Id));
	if (status != NO_ERROR)
		vp_display_reset(adapter);
}

static struct vp_ring *vp_display_dying(struct vp_adapter *adapter)
{
	struct vp_display_state *state = &adapter->display;
	struct vp_ring *ring;

	spin_lock(&state->lock);
	ring = list_first_entry_or_null(&state->dying, struct vp_ring, node);
	if (ring)
		list_del_init(&ring->node);
	spin_unlock(&state->lock);
	return ring;
}

/* Rings that were let go of give their memory back. */
static void vp_display_reap(struct vp_adapter *adapter)
{
	struct vp_ring *ring;

	vp_gate_assert_held(adapter);
	while ((ring = vp_display_dying(adapter))) {
		vp_display_detach(adapter, vp_ring_set(ring));
		vp_ring_put(ring);
	}
}

/* What it leaves because the gate is shut, resume or removal takes up. */
static void vp_display_reaper(struct work_struct *work)
{
	struct vp_adapter *adapter = container_of(work, struct vp_adapter, display.reaper);

	if (vp_gate_enter(adapter))
		return;
	vp_display_reap(adapter);
	vp_gate_leave(adapter);
}

/**
 * vp_display_release() - the owner lets go of a ring
 * @ring: the ring; its set's memory is freed behind the caller's back
 *
 * Context: process context, may sleep, but does not wait for the device.
 */
void vp_display_release(struct vp_ring *ring)
{
	struct vp_adapter *adapter = ring->adapter;
	struct vp_display_state *state = &adapter->display;
	bool gone;

	vp_ring_kill(ring);
	spin_lock(&state->lock);
	gone = state->reaped;
	if (!gone) {
		list_add_tail(&ring->node, &state->dying);
		schedule_work(&state->reaper);
	}
	spin_unlock(&state->lock);
	if (gone)
		vp_ring_put(ring);
}

/**
 * vp_display_flush() - have released rings give their memory back now
 * @adapter: the adapter
 *
 * Where that is not to be had, for a signal or a gate that is shut, the reaper does
 * it later.
 *
 * Context: process context, may sleep, takes the device lock.
 */
void vp_display_flush(struct vp_adapter *adapter)
{
	if (vp_gate_enter_interruptible(adapter))
		return;
	vp_display_reap(adapter);
	vp_gate_leave(adapter);
}

static int vp_display_geometry(struct vp_adapter *adapter,
			       struct videoport_ring *arg)
{
	const FRAME_RING_LIMITS *limits = vp_interface_limits(adapter);
	u64 bytes;

	if (arg->format != VIDEOPORT_FORMAT_XRGB8888 ||
	    arg->frames < VIDEOPORT_MIN_FRAMES ||
	    arg->frames > VIDEOPORT_MAX_FRAMES ||
	    !arg->width || arg->width > limits->MaxWidth ||
	    !arg->height || arg->height > limits->MaxHeight)
		return -EINVAL;
	arg->pitch = vp_interface(adapter)->Pitch(vp_interface(adapter)->Context,
						  arg->width, arg->height,
						  FRAME_FORMAT_X8R8G8B8);
	vp_gate_returned(adapter);
	if (arg->pitch / 4 < arg->width || arg->pitch % 4)
		return -EINVAL;
	bytes = (u64)arg->pitch * arg->height;
	arg->frame_bytes = PAGE_ALIGN(bytes);
	if (arg->frame_bytes > div_u64(limits->MaxSetLength, arg->frames))
		return -EINVAL;
	return 0;
}

/* Why there are no rings, or 0 */
static int vp_display_state(struct vp_adapter *adapter)
{
	if (!vp_interface_there(adapter))
		return -ENOTTY;
	return vp_ring_is_broken(adapter) ? -EIO : 0;
}

/* What a ring would be like */
static int vp_display_plan(struct vp_adapter *adapter, struct videoport_ring *arg)
{
	int ret = vp_gate_enter_interruptible(adapter);

	if (ret)
		return ret;
	/* A ring that was just closed may still hold the memory. */
	vp_display_reap(adapter);
	ret = vp_display_state(adapter);
	if (!ret)
		ret = vp_display_geometry(adapter, arg);
	vp_gate_leave(adapter);
	return ret;
}

static int vp_display_attach_new(struct vp_adapter *adapter, struct vp_set *set)
{
	VP_STATUS status;
	int ret;

	ret = vp_gate_enter_interruptible(adapter);
	if (ret)
		return ret;
	ret = vp_display_state(adapter);
	if (!ret) {
		status = vp_display_attach(adapter, set);
		set->attached = status == NO_ERROR;
		if (!set->attached)
			ret = vp_display_error(adapter, status);
	}
	vp_gate_leave(adapter);
	return ret;
}

static struct vp_ring *vp_display_ring(struct vp_adapter *adapter, struct videoport_ring *arg,
				       struct vp_waiters *waiters)
{
	struct vp_set *set = vp_set_create(adapter, arg);
	struct vp_ring *ring;
	int ret;

	if (IS_ERR(set))
		return ERR_CAST(set);
	ring = vp_ring_new(adapter, set, waiters);
	if (!ring) {
		vp_set_put(set);
		return ERR_PTR(-ENOMEM);
	}
	ret = vp_display_attach_new(adapter, set);
	if (ret) {
		vp_ring_put(ring);
		return ERR_PTR(ret);
	}
	return ring;
}

/**
 * vp_display_create() - make a ring and attach it
 * @adapter: the adapter
 * @arg: geometry; pitch, frame_bytes and map_offset are filled in
 * @waiters: who waits for its frames
 * @to: where the ring goes
 *
 * The device lock is not held while memory is allocated, which may take long.
 *
 * Context: process context, may sleep and freeze, takes the device lock twice.
 * Return: 0 or the errno that uapi/videoport.h names.
 */
int vp_display_create(struct vp_adapter *adapter, struct videoport_ring *arg,
		      struct vp_waiters *waiters, struct vp_ring **to)
{
	struct vp_ring *ring;
	int ret;

	ret = vp_display_plan(adapter, arg);
	if (ret)
		return ret;
	ring = vp_display_ring(adapter, arg, waiters);
	if (IS_ERR(ring))
		return PTR_ERR(ring);
	/* A file has one ring: nothing needs to be told apart. */
	arg->map_offset = 0;
	*to = ring;
	return 0;
}

static int vp_display_show(struct vp_ring *ring)
{
	struct vp_adapter *adapter = ring->adapter;
	VP_STATUS status;

	status = vp_display_scan_out(adapter, vp_ring_set(ring));
	if (status != NO_ERROR)
		return vp_display_error(adapter, status);
	return vp_ring_show(ring);
}

/**
 * vp_display_take() - have the screen for a ring that wants to present
 * @ring: the ring
 *
 * Context: process context, may sleep; takes the device lock if the ring has not the
 * screen.
 * Return: 0; -EBUSY if another ring has it; -EINVAL for one whose owner let go;
 * -ENODEV; -EIO; -ETIMEDOUT; -ERESTARTSYS.
 */
int vp_display_take(struct vp_ring *ring)
{
	struct vp_adapter *adapter = ring->adapter;
	struct vp_ring *screen;
	int ret;

	if (vp_ring_screen(adapter) == ring)
		return 0;
	ret = vp_gate_enter_interruptible(adapter);
	if (ret)
		return ret;
	screen = vp_ring_screen(adapter);
	if (vp_ring_is_broken(adapter))
		ret = -EIO;
	else if (!vp_ring_set(ring)->attached)
		ret = -EINVAL;
	else if (screen && screen != ring)
		ret = -EBUSY;
	else if (!screen)
		ret = vp_display_show(ring);
	vp_gate_leave(adapter);
	return ret;
}

/**
 * vp_display_init() - take the miniport's ring, if it offers one
 * @adapter: an adapter whose HwVidInitialize succeeded
 *
 * Context: process context, may sleep, the device lock held.
 * Return: 0 with or without a ring; -EIO if what it offers is not one.
 */
int vp_display_init(struct vp_adapter *adapter)
{
	int ret = vp_interface_init(adapter);

	if (!ret && vp_interface_there(adapter))
		vp_ring_open(adapter);
	return ret;
}

/**
 * vp_display_setup() - make the parts that a new adapter has anyway
 * @adapter: the adapter
 */
void vp_display_setup(struct vp_adapter *adapter)
{
	vp_ring_init(adapter, vp_display_watch);
	vp_interrupt_serve(adapter, vp_ring_service);
	spin_lock_init(&adapter->display.lock);
	INIT_WORK(&adapter->display.reaper, vp_display_reaper);
	INIT_LIST_HEAD(&adapter->display.dying);
}

/**
 * vp_display_drain() - wait for the frames on the device, for a short while
 * @adapter: an adapter about to sleep
 *
 * What is left is presented again after the sleep.
 *
 * Context: process context, may sleep.
 */
void vp_display_drain(struct vp_adapter *adapter)
{
	unsigned long end = jiffies + VP_DISPLAY_DRAIN;

	for (;;) {
		vp_ring_service(adapter);
		if (!vp_ring_busy(adapter) || time_after_eq(jiffies, end))
			return;
		schedule_timeout_uninterruptible(1);
	}
}

/**
 * vp_display_quiesce() - let no work of the ring's run any more
 * @adapter: an adapter being removed, its gate shut for good
 *
 * Context: process context, may sleep.
 */
void vp_display_quiesce(struct vp_adapter *adapter)
{
	vp_ring_quiesce(adapter);
	cancel_work_sync(&adapter->display.reaper);
}

/**
 * vp_display_reclaim() - free all rings' memory
 * @adapter: an adapter whose device cannot reach memory any more
 *
 * Context: process context, may sleep.
 */
void vp_display_reclaim(struct vp_adapter *adapter)
{
	struct vp_ring *ring;

	vp_set_reclaim(adapter);
	spin_lock(&adapter->display.lock);
	adapter->display.reaped = true;
	spin_unlock(&adapter->display.lock);
	/* It does nothing behind a shut gate, but must not outlive us. */
	cancel_work_sync(&adapter->display.reaper);
	while ((ring = vp_display_dying(adapter)))
		vp_ring_put(ring);
}
