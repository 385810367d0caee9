// SPDX-License-Identifier: GPL-2.0
/*
 * The device behind the screen: which sets are attached, and what happens when it does
 * not answer.
 *
 * Letting go of a set never waits for the device: a reaper takes the screen dark if it is
 * nobody's, and detaches the set; its memory goes when the device says that it has let go.
 */
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include "adapter.h"
#include "dma/bus_master.h"
#include "frames/display.h"
#include "frames/import.h"
#include "frames/interface.h"
#include "frames/leaving.h"
#include "frames/present.h"
#include "frames/set.h"
#include "frames/watchdog.h"
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
	vp_present_break(adapter);
	vp_leaving_end(adapter);
	schedule_work(&adapter->display.reaper);
}

/* A command's answer is one of the device's, too. */
static VP_STATUS vp_display_returned(struct vp_adapter *adapter, VP_STATUS status)
{
	vp_gate_returned(adapter);
	if (status == NO_ERROR)
		vp_present_answered(adapter);
	return status;
}

static VP_STATUS vp_display_attach_set(struct vp_adapter *adapter, struct vp_set *set)
{
	const FRAME_RING_INTERFACE *iface = vp_interface(adapter);
	VP_STATUS status;

	status = iface->AttachSet(iface->Context, &set->desc, &set->handle);
	return vp_display_returned(adapter, status);
}

static VP_STATUS vp_display_attach_all(struct vp_adapter *adapter)
{
	VP_STATUS status = NO_ERROR;
	struct vp_set *set = NULL;

	while (status == NO_ERROR && (set = vp_set_next_attached(adapter, set)))
		status = vp_display_attach_set(adapter, set);
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
	if (!vp_interface_there(adapter))
		return 0;
	if (vp_present_is_broken(adapter)) {
		schedule_work(&adapter->display.reaper);
		return 0;
	}
	/* It knows of no set now. */
	vp_leaving_end(adapter);
	status = vp_display_attach_all(adapter);
	if (status != NO_ERROR) {
		vp_display_break(adapter);
		return -EIO;
	}
	vp_present_reopen(adapter);
	schedule_work(&adapter->display.reaper);
	return 0;
}

static int vp_display_reset(struct vp_adapter *adapter)
{
	VP_STATUS status;

	vp_gate_assert_held(adapter);
	vp_warn(adapter, "the device does not answer; it is reset\n");
	vp_present_close(adapter);
	status = vp_interface(adapter)->Reset(vp_interface(adapter)->Context);
	vp_gate_returned(adapter);
	trace_vp_reset(MINOR(adapter->dev.devt), status);
	/* Only now may the program draw into them again. */
	vp_present_abort(adapter);
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

/* Called every VP_WATCHDOG_PERIOD while the device has something to do. */
static void vp_display_watch(struct vp_adapter *adapter)
{
	bool waiting, late;

	/* The device may have answered without a word. */
	vp_present_service(adapter);
	if (vp_gate_enter(adapter))
		return;
	waiting = vp_present_waiting(adapter, VP_DISPLAY_TIMEOUT, &late);
	if (late)
		vp_display_reset(adapter);
	if (waiting)
		vp_watchdog_run(adapter);
	vp_gate_leave(adapter);
}

/* Frames that come now wait until it is dark, or the device was reset. */
static VP_STATUS vp_display_dark(struct vp_adapter *adapter)
{
	const FRAME_RING_INTERFACE *iface = vp_interface(adapter);
	VP_STATUS status;

	if (!vp_present_dim(adapter))
		return NO_ERROR;
	status = vp_display_returned(adapter, iface->Dark(iface->Context));
	if (status == NO_ERROR)
		vp_present_dimmed(adapter);
	return status;
}

/**
 * vp_display_blank() - take the screen dark if it is nobody's
 * @adapter: the adapter
 *
 * Context: process context, may sleep, takes the device lock.
 */
void vp_display_blank(struct vp_adapter *adapter)
{
	if (vp_gate_enter(adapter))
		return;
	if (!vp_present_is_broken(adapter) && vp_display_dark(adapter) != NO_ERROR)
		vp_display_reset(adapter);
	vp_gate_leave(adapter);
}

/* The device is asked to let go of a set, or does not reach it any more by force. */
static void vp_display_part(struct vp_adapter *adapter, struct vp_set *set)
{
	const FRAME_RING_INTERFACE *iface = vp_interface(adapter);
	VP_STATUS status;
	u64 tag;

	vp_gate_assert_held(adapter);
	set->attached = false;
	/* Its time begins now, unless the device is late with something else. */
	if (!vp_present_busy(adapter))
		vp_present_answered(adapter);
	tag = vp_leaving_add(adapter, set);
	if (vp_present_is_broken(adapter)) {
		vp_leaving_end(adapter);
		return;
	}
	status = vp_display_dark(adapter);
	if (status == NO_ERROR) {
		status = iface->DetachSet(iface->Context, set->handle, tag);
		vp_gate_returned(adapter);
	}
	if (status != NO_ERROR)
		vp_display_reset(adapter);
	else
		vp_watchdog_run(adapter);
}

static struct vp_set *vp_display_dying(struct vp_adapter *adapter)
{
	struct vp_display_state *state = &adapter->display;
	struct vp_set *set;

	spin_lock(&state->lock);
	set = list_first_entry_or_null(&state->dying, struct vp_set, leaving);
	if (set)
		list_del_init(&set->leaving);
	spin_unlock(&state->lock);
	return set;
}

/* The device is asked to let go of all that nobody has any more. */
static void vp_display_reap(struct vp_adapter *adapter)
{
	struct vp_set *set;

	vp_gate_assert_held(adapter);
	while ((set = vp_display_dying(adapter)))
		vp_display_part(adapter, set);
}

/* What it has let go of gives its memory back, which no device lock must hold up. */
static void vp_display_bury(struct work_struct *work)
{
	struct vp_adapter *adapter = container_of(work, struct vp_adapter, display.burial);
	struct vp_set *set;

	while ((set = vp_leaving_next(adapter))) {
		vp_set_put(set);
		atomic_dec(&adapter->display.sets);
		atomic_dec(&adapter->display.unburied);
	}
	wake_up_all(&adapter->display.graveside);
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

/* A set has been let go of; under the ring lock. */
static void vp_display_gone(struct vp_adapter *adapter)
{
	schedule_work(&adapter->display.burial);
}

/**
 * vp_display_detach() - who has a set lets go of it
 * @set: an attached set; no frame of it is presented any more
 *
 * Its memory goes when the device has let go of it and nobody else has the set.
 *
 * Context: process context, may sleep, but does not wait for the device.
 */
void vp_display_detach(struct vp_set *set)
{
	struct vp_adapter *adapter = set->adapter;
	struct vp_display_state *state = &adapter->display;
	bool gone;

	spin_lock(&state->lock);
	gone = state->reaped;
	if (!gone) {
		atomic_inc(&state->unburied);
		list_add_tail(&set->leaving, &state->dying);
		schedule_work(&state->reaper);
	}
	spin_unlock(&state->lock);
	if (gone)
		vp_set_put(set);
}

/**
 * vp_display_flush() - have sets that were let go of give their memory back now
 * @adapter: the adapter
 *
 * Where that is not to be had, for a signal, a gate that is shut or a device that takes
 * its time, the reaper does it later.
 *
 * Context: process context, may sleep, takes the device lock.
 */
void vp_display_flush(struct vp_adapter *adapter)
{
	if (!atomic_read(&adapter->display.unburied) || vp_gate_enter_interruptible(adapter))
		return;
	vp_display_reap(adapter);
	vp_gate_leave(adapter);
	/* The device may have answered without a word. */
	vp_present_service(adapter);
	wait_event_interruptible_timeout(adapter->display.graveside,
					 !atomic_read(&adapter->display.unburied) ||
					 vp_present_is_gone(adapter),
					 2 * VP_DISPLAY_TIMEOUT);
}

/* Why no set is attached, or 0; the device lock held */
static int vp_display_refusal(struct vp_adapter *adapter)
{
	if (!vp_interface_there(adapter))
		return -ENOTTY;
	return vp_present_is_broken(adapter) ? -EIO : 0;
}

static int vp_display_geometry(struct vp_adapter *adapter, struct videoport_ring *arg,
			       u32 least)
{
	const FRAME_RING_LIMITS *limits = vp_interface_limits(adapter);
	u64 bytes;

	if (arg->format != VIDEOPORT_FORMAT_XRGB8888 ||
	    arg->frames < least ||
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

/**
 * vp_display_plan() - what a set would be like
 * @adapter: the adapter
 * @arg: geometry; pitch and frame_bytes are filled in
 * @least: frames that it must have
 *
 * Context: process context, may sleep, takes the device lock.
 * Return: 0; -EINVAL for what the device can't do; as vp_display_attach().
 */
int vp_display_plan(struct vp_adapter *adapter, struct videoport_ring *arg, u32 least)
{
	int ret;

	/* A set that was just let go of may still hold the memory. */
	vp_display_flush(adapter);
	ret = vp_gate_enter_interruptible(adapter);
	if (ret)
		return ret;
	ret = vp_display_refusal(adapter);
	if (!ret)
		ret = vp_display_geometry(adapter, arg, least);
	vp_gate_leave(adapter);
	return ret;
}

/* As many as the device takes, or fewer */
static bool vp_display_has_room(struct vp_adapter *adapter)
{
	ULONG max = vp_interface_limits(adapter)->MaxSets;

	if (!max || atomic_read(&adapter->display.sets) < max)
		return true;
	vp_warn(adapter, "the device takes %u sets of frames at a time, and has them\n", max);
	return false;
}

static int vp_display_try(struct vp_adapter *adapter, struct vp_set *set)
{
	VP_STATUS status;
	int ret;

	ret = vp_display_refusal(adapter);
	if (ret)
		return ret;
	if (!vp_display_has_room(adapter))
		return -ENOSPC;
	status = vp_display_attach_set(adapter, set);
	if (status != NO_ERROR)
		return vp_display_error(adapter, status);
	vp_set_get(set);
	set->attached = true;
	atomic_inc(&adapter->display.sets);
	return 0;
}

/**
 * vp_display_attach() - let the device read a set
 * @set: a set; the display has a reference until vp_display_detach() and the device are
 *	through with it
 *
 * Context: process context, may sleep, takes the device lock.
 * Return: 0, -ENOTTY where there is no ring, -ENODEV, -EBUSY in sleep, -ENOSPC where the
 * device takes no more, -EIO, -ETIMEDOUT, -ERESTARTSYS.
 */
int vp_display_attach(struct vp_set *set)
{
	struct vp_adapter *adapter = set->adapter;
	int ret;

	ret = vp_gate_enter_interruptible(adapter);
	if (ret)
		return ret;
	ret = vp_display_try(adapter, set);
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
		vp_present_open(adapter);
	return ret;
}

/**
 * vp_display_setup() - make the parts that a new adapter has anyway
 * @adapter: the adapter
 */
void vp_display_setup(struct vp_adapter *adapter)
{
	vp_present_init(adapter);
	vp_watchdog_init(adapter, vp_display_watch);
	vp_leaving_init(adapter, vp_display_gone);
	vp_interrupt_serve(adapter, vp_present_service);
	spin_lock_init(&adapter->display.lock);
	init_waitqueue_head(&adapter->display.graveside);
	INIT_WORK(&adapter->display.reaper, vp_display_reaper);
	INIT_WORK(&adapter->display.burial, vp_display_bury);
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
		vp_present_service(adapter);
		if (!vp_present_busy(adapter) || time_after_eq(jiffies, end))
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
	vp_watchdog_quiesce(adapter);
	cancel_work_sync(&adapter->display.reaper);
	/* Nothing that is waited for comes now. */
	wake_up_all(&adapter->display.graveside);
}

/**
 * vp_display_reclaim() - free all sets' memory
 * @adapter: an adapter whose device cannot reach memory any more
 *
 * Context: process context, may sleep.
 */
void vp_display_reclaim(struct vp_adapter *adapter)
{
	struct vp_set *set;

	vp_set_reclaim(adapter);
	vp_import_reclaim(adapter);
	spin_lock(&adapter->display.lock);
	adapter->display.reaped = true;
	spin_unlock(&adapter->display.lock);
	/* It does nothing behind a shut gate, but must not outlive us. */
	cancel_work_sync(&adapter->display.reaper);
	while ((set = vp_display_dying(adapter)))
		vp_leaving_add(adapter, set);
	vp_leaving_end(adapter);
	flush_work(&adapter->display.burial);
}
