// SPDX-License-Identifier: GPL-2.0
/* How long the device has been silent, and when that is too long. */
#include <linux/jiffies.h>

#include "adapter.h"
#include "frames/watchdog.h"

/* The device has a reason to be given time. */
void vp_watchdog_touch(struct vp_adapter *adapter)
{
	adapter->watchdog.progress = jiffies;
	adapter->watchdog.looks = 0;
}

/**
 * vp_watchdog_run() - look after the device in a while
 * @adapter: the adapter
 *
 * Context: any.
 */
void vp_watchdog_run(struct vp_adapter *adapter)
{
	if (!delayed_work_pending(&adapter->watchdog.work))
		schedule_delayed_work(&adapter->watchdog.work, VP_WATCHDOG_PERIOD);
}

/**
 * vp_watchdog_lost() - the miniport wants a reset
 * @adapter: the adapter
 *
 * The watchdog sees to it, as the caller can't wait; it has the last word on when.
 *
 * Context: DISPATCH, the ring lock held.
 */
void vp_watchdog_lost(struct vp_adapter *adapter)
{
	if (adapter->watchdog.lost)
		return;
	adapter->watchdog.lost = true;
	cancel_delayed_work(&adapter->watchdog.work);
	schedule_delayed_work(&adapter->watchdog.work, 0);
}

bool vp_watchdog_is_lost(struct vp_adapter *adapter)
{
	return adapter->watchdog.lost;
}

/*
 * Whether the miniport wants a reset and may have it: a device that is lost
 * each time it is reset must not keep us at it.
 */
static bool vp_watchdog_may_reset(struct vp_watchdog_state *state, unsigned long timeout)
{
	return !state->resets || time_after(jiffies, state->reset_at + timeout);
}

/**
 * vp_watchdog_late() - whether a device with something to do is to be reset
 * @adapter: the adapter
 * @timeout: jiffies that it may be silent
 *
 * Called once a look. By the clock, and by as many looks as there are in that time: the
 * clock also goes on while the whole machine, the device with it, gets no processor;
 * looks do not.
 *
 * Context: the ring lock held.
 */
bool vp_watchdog_late(struct vp_adapter *adapter, unsigned long timeout)
{
	struct vp_watchdog_state *state = &adapter->watchdog;

	if (state->lost)
		return vp_watchdog_may_reset(state, timeout);
	return ++state->looks >= timeout / VP_WATCHDOG_PERIOD &&
	       time_after(jiffies, state->progress + timeout);
}

/* The device is given up. */
void vp_watchdog_reset(struct vp_adapter *adapter)
{
	adapter->watchdog.lost = false;
	adapter->watchdog.reset_at = jiffies;
	adapter->watchdog.resets++;
}

/* It works again, and is given all the time that a new one is. */
void vp_watchdog_restarted(struct vp_adapter *adapter)
{
	adapter->watchdog.lost = false;
	vp_watchdog_touch(adapter);
}

u64 vp_watchdog_resets(struct vp_adapter *adapter)
{
	return adapter->watchdog.resets;
}

/**
 * vp_watchdog_quiesce() - look no more
 * @adapter: an adapter whose gate is shut
 *
 * Context: process context, may sleep.
 */
void vp_watchdog_quiesce(struct vp_adapter *adapter)
{
	cancel_delayed_work_sync(&adapter->watchdog.work);
}

static void vp_watchdog_work(struct work_struct *work)
{
	struct vp_adapter *adapter = container_of(to_delayed_work(work), struct vp_adapter,
						  watchdog.work);

	adapter->watchdog.watch(adapter);
}

/* @watch: looks after a device that has something to do; process context, may sleep. */
void vp_watchdog_init(struct vp_adapter *adapter, void (*watch)(struct vp_adapter *adapter))
{
	INIT_DELAYED_WORK(&adapter->watchdog.work, vp_watchdog_work);
	adapter->watchdog.watch = watch;
}
