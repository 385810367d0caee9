// SPDX-License-Identifier: GPL-2.0
/*
 * The gate: who is in the miniport at PASSIVE. The device lock lets in one task
 * at a time, and tells when that one does not come out again.
 *
 * On Windows this lock is a mutex that its owner may take again, so a miniport
 * may do so within a call that the port driver made under it.
 */
#include <linux/freezer.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/sched/signal.h>
#include <linux/timer.h>

#include "adapter.h"
#include "gate.h"
#include "irql.h"

static void vp_gate_overdue(struct timer_list *timer)
{
	struct vp_adapter *adapter = container_of(timer, struct vp_adapter,
						  gate.overdue);
	unsigned long at = READ_ONCE(adapter->gate.waits_at);
	u32 code = READ_ONCE(adapter->gate.request_code);
	char call[32] = "a call";

	if (code)
		snprintf(call, sizeof(call), "HwVidStartIO(%#x)", code);
	/* By name, as a file may pass here when the function is gone. */
	if (at)
		pr_warn("%s %s: the miniport has not returned from %s for %u s: it waits for an event at %pS\n",
			adapter->driver_name, adapter->bus_id, call,
			VP_GATE_SECONDS, (void *)at);
	else
		pr_warn("%s %s: the miniport has not returned from %s for %u s\n",
			adapter->driver_name, adapter->bus_id, call,
			VP_GATE_SECONDS);
}

void vp_gate_init(struct vp_adapter *adapter)
{
	mutex_init(&adapter->gate.lock);
	timer_setup(&adapter->gate.overdue, vp_gate_overdue, 0);
}

void vp_gate_destroy(struct vp_adapter *adapter)
{
	mutex_destroy(&adapter->gate.lock);
}

/* From here on, for who passes it after. The device lock is held. */
void vp_gate_set(struct vp_adapter *adapter, enum vp_gate state)
{
	vp_gate_assert_held(adapter);
	adapter->gate.state = state;
}

static void vp_gate_locked(struct vp_adapter *adapter)
{
	WRITE_ONCE(adapter->gate.owner, current);
	adapter->gate.gave_up = false;
	vp_irql_call_begin(&adapter->gate.call);
	mod_timer(&adapter->gate.overdue, jiffies + VP_GATE_SECONDS * HZ);
}

/**
 * vp_gate_lock() - keep everybody else out of the miniport, gate or no gate
 * @adapter: the adapter
 *
 * Context: process context, may sleep.
 */
void vp_gate_lock(struct vp_adapter *adapter)
{
	mutex_lock(&adapter->gate.lock);
	vp_gate_locked(adapter);
}

/**
 * vp_gate_returned() - a routine of the miniport's has returned at PASSIVE
 * @adapter: the adapter; what the routine left raised or locked is put right
 *
 * Context: process context, the device lock held.
 */
void vp_gate_returned(struct vp_adapter *adapter)
{
	lockdep_assert_held(&adapter->gate.lock);
	vp_irql_call_end(adapter, &adapter->gate.call);
}

/**
 * vp_gate_leave() - come out again, however the device lock was taken
 * @adapter: the adapter
 *
 * Context: the task that took it.
 */
void vp_gate_leave(struct vp_adapter *adapter)
{
	vp_gate_returned(adapter);
	if (adapter->gate.taken)
		vp_warn(adapter, "the miniport returned with the device lock taken %u times more than released\n",
			adapter->gate.taken);
	adapter->gate.taken = 0;
	timer_delete_sync(&adapter->gate.overdue);
	WRITE_ONCE(adapter->gate.owner, NULL);
	mutex_unlock(&adapter->gate.lock);
}

/**
 * vp_gate_lock_wanted() - the same, of a miniport that may never return
 * @adapter: the adapter; an overdue wait for an event is given up
 *
 * Context: process context, may sleep.
 */
void vp_gate_lock_wanted(struct vp_adapter *adapter)
{
	WRITE_ONCE(adapter->gate.wanted, true);
	vp_gate_lock(adapter);
	WRITE_ONCE(adapter->gate.wanted, false);
}

/**
 * vp_gate_want() - have overdue waits for events given up, for as long as it is wanted
 * @adapter: the adapter
 * @wanted: whether it is, by one at a time
 *
 * Context: process context.
 */
void vp_gate_want(struct vp_adapter *adapter, bool wanted)
{
	WRITE_ONCE(adapter->gate.wanted, wanted);
}

/**
 * vp_gate_asks() - say with what HwVidStartIO is called, or 0 when it has returned
 * @adapter: the adapter
 * @code: IOCTL_VIDEO_*
 *
 * Context: process context, the device lock held.
 */
void vp_gate_asks(struct vp_adapter *adapter, u32 code)
{
	WRITE_ONCE(adapter->gate.request_code, code);
}

/**
 * vp_gate_waits() - say where a call that does not return may be found
 * @adapter: the adapter
 * @at: the place in the miniport, or 0 when the wait is over
 *
 * Context: any task; that of another who is not in the miniport has no effect.
 */
void vp_gate_waits(struct vp_adapter *adapter, unsigned long at)
{
	if (READ_ONCE(adapter->gate.owner) == current)
		WRITE_ONCE(adapter->gate.waits_at, at);
}

/**
 * vp_gate_give_up() - whether who is in the miniport should wait no longer
 * @adapter: the adapter
 *
 * Nobody else will end that wait: the program that caused it was killed or is to
 * be frozen; the device is to be removed, put to sleep or shut down; or the
 * miniport is called by those who bind, remove, suspend or resume it, behind a gate
 * that is shut. A call that is not overdue yet is left in peace, as its device may
 * be at work on memory that the miniport would then free.
 *
 * Context: the task that is in the miniport.
 */
bool vp_gate_give_up(struct vp_adapter *adapter)
{
	if (READ_ONCE(adapter->gate.owner) != current ||
	    timer_pending(&adapter->gate.overdue))
		return false;
	if (adapter->gate.state == VP_GATE_OPEN && !READ_ONCE(adapter->gate.wanted) &&
	    !fatal_signal_pending(current) && !freezing(current))
		return false;
	adapter->gate.gave_up = true;
	return true;
}

/**
 * vp_gate_gave_up() - whether a wait was given up in the call that is under way
 * @adapter: the adapter
 *
 * What it waited for may have been the device, which is then not through with what
 * the miniport lets go of.
 *
 * Context: any.
 * Return: true in the task that is in the miniport, until it leaves it; not in a DPC that
 * interrupts it, which is the device's.
 */
bool vp_gate_gave_up(struct vp_adapter *adapter)
{
	return in_task() && READ_ONCE(adapter->gate.owner) == current && adapter->gate.gave_up;
}

/* the device lock is held, and given back if the gate is not open. */
static int vp_gate_pass(struct vp_adapter *adapter)
{
	enum vp_gate gate = adapter->gate.state;

	if (gate == VP_GATE_OPEN)
		return 0;
	vp_gate_leave(adapter);
	return gate == VP_GATE_GONE ? -ENODEV : -EBUSY;
}

/**
 * vp_gate_enter() - pass the gate into the miniport at PASSIVE
 * @adapter: the adapter
 *
 * Context: process context, may sleep. On success the device lock is held.
 * Return: 0, -ENODEV if the device is gone, -EBUSY while it sleeps.
 */
int vp_gate_enter(struct vp_adapter *adapter)
{
	vp_gate_lock(adapter);
	return vp_gate_pass(adapter);
}

/**
 * vp_gate_enter_interruptible() - the same for a program that may be interrupted
 * @adapter: the adapter
 *
 * Context: process context, may sleep. On success the device lock is held.
 * Return: as vp_gate_enter(), or -ERESTARTSYS.
 */
int vp_gate_enter_interruptible(struct vp_adapter *adapter)
{
	if (mutex_lock_interruptible(&adapter->gate.lock))
		return -ERESTARTSYS;
	vp_gate_locked(adapter);
	return vp_gate_pass(adapter);
}

VOID VideoPortAcquireDeviceLock(PVOID HwDeviceExtension)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (!vp_irql_passive(adapter, __func__))
		return;
	if (READ_ONCE(adapter->gate.owner) == current) {
		adapter->gate.taken++;
		return;
	}
	vp_gate_lock(adapter);
	adapter->gate.foreign = true;
}
EXPORT_SYMBOL_GPL(VideoPortAcquireDeviceLock);

VOID VideoPortReleaseDeviceLock(PVOID HwDeviceExtension)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (!vp_irql_passive(adapter, __func__))
		return;
	if (READ_ONCE(adapter->gate.owner) != current) {
		vp_warn(adapter, "%s: the lock is not held; called from %pS\n",
			__func__, __builtin_return_address(0));
	} else if (adapter->gate.taken) {
		adapter->gate.taken--;
	} else if (adapter->gate.foreign) {
		adapter->gate.foreign = false;
		vp_gate_leave(adapter);
	} else {
		vp_warn(adapter, "%s: the lock is the port driver's, which holds it around this call; called from %pS\n",
			__func__, __builtin_return_address(0));
	}
}
EXPORT_SYMBOL_GPL(VideoPortReleaseDeviceLock);
