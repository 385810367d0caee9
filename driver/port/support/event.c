// SPDX-License-Identifier: GPL-2.0
/* Events, by which a miniport's routines wait for each other. */
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/swait.h>

#include "adapter.h"
#include "gate.h"
#include "irql.h"
#include "support/memory.h"

/**
 * struct vp_event - what a PEVENT points to
 * @eng: the part that the DDK shows
 * @wait: sleepers; its lock guards @set
 * @set: whether a waiter goes through
 * @notification: letting one through leaves it set
 */
struct vp_event {
	ENG_EVENT eng;
	struct swait_queue_head wait;
	bool set;
	bool notification;
};

VP_STATUS VideoPortCreateEvent(PVOID HwDeviceExtension, ULONG EventFlag,
			       PVOID Unused, PEVENT *ppEvent)
{
	struct vp_event *event;

	if (EventFlag & ~(EVENT_TYPE_MASK | INITIAL_EVENT_STATE_MASK))
		return ERROR_INVALID_PARAMETER;
	event = vp_memory_alloc(vp_adapter_of(HwDeviceExtension),
				VP_MEMORY_EVENT, sizeof(*event), 0);
	if (!event)
		return ERROR_NOT_ENOUGH_MEMORY;
	init_swait_queue_head(&event->wait);
	event->notification = EventFlag & NOTIFICATION_EVENT;
	event->set = EventFlag & INITIAL_EVENT_SIGNALED;
	*ppEvent = &event->eng;
	return NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortCreateEvent);

VP_STATUS VideoPortDeleteEvent(PVOID HwDeviceExtension, PEVENT pEvent)
{
	if (!vp_memory_free(vp_adapter_of(HwDeviceExtension), VP_MEMORY_EVENT,
			    pEvent))
		return ERROR_INVALID_PARAMETER;
	return NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortDeleteEvent);

static bool vp_event_exchange(struct vp_event *event, bool set)
{
	unsigned long flags;
	bool old;

	raw_spin_lock_irqsave(&event->wait.lock, flags);
	old = event->set;
	event->set = set;
	raw_spin_unlock_irqrestore(&event->wait.lock, flags);
	return old;
}

LONG VideoPortSetEvent(PVOID HwDeviceExtension, PEVENT pEvent)
{
	struct vp_event *event = container_of(pEvent, struct vp_event, eng);
	bool old;

	if (!vp_irql_dispatch(vp_adapter_of(HwDeviceExtension), __func__))
		return 0;
	/* Who sees it set may delete it at once: its memory waits for RCU. */
	rcu_read_lock();
	old = vp_event_exchange(event, true);
	if (event->notification)
		swake_up_all(&event->wait);
	else
		swake_up_one(&event->wait);
	rcu_read_unlock();
	return old;
}
EXPORT_SYMBOL_GPL(VideoPortSetEvent);

VOID VideoPortClearEvent(PVOID HwDeviceExtension, PEVENT pEvent)
{
	vp_event_exchange(container_of(pEvent, struct vp_event, eng), false);
}
EXPORT_SYMBOL_GPL(VideoPortClearEvent);

LONG VideoPortReadStateEvent(PVOID HwDeviceExtension, PEVENT pEvent)
{
	return READ_ONCE(container_of(pEvent, struct vp_event, eng)->set);
}
EXPORT_SYMBOL_GPL(VideoPortReadStateEvent);

/* One waiter takes a synchronization event with it. */
static bool vp_event_take(struct vp_event *event)
{
	unsigned long flags;
	bool set;

	raw_spin_lock_irqsave(&event->wait.lock, flags);
	set = event->set;
	if (set && !event->notification)
		event->set = false;
	raw_spin_unlock_irqrestore(&event->wait.lock, flags);
	return set;
}

/* Rounded up, and a positive time stands on Windows' calendar. */
static unsigned long vp_wait_jiffies(const LARGE_INTEGER *timeout)
{
	LARGE_INTEGER now;
	s64 ticks = -timeout->QuadPart;

	if (timeout->QuadPart > 0) {
		VideoPortQuerySystemTime(&now);
		ticks = timeout->QuadPart - now.QuadPart;
	}
	if (ticks <= 0)
		return 0;
	/* A wait of more than a month is as good as for ever. */
	ticks = min_t(s64, ticks, 30LL * 86400 * 10000000);
	return nsecs_to_jiffies(ticks * 100) + 1;
}

/*
 * Looked after every second: nothing but the event wakes the waiter, and that may
 * never come.
 */
static bool vp_event_wait(struct vp_adapter *adapter, struct vp_event *event,
			  unsigned long left, unsigned long caller)
{
	unsigned long slice;

	for (; left; left -= slice) {
		slice = min_t(unsigned long, left, HZ);
		if (swait_event_idle_timeout_exclusive(event->wait,
						       vp_event_take(event),
						       slice))
			return true;
		if (vp_gate_give_up(adapter)) {
			vp_warn(adapter, "VideoPortWaitForSingleObject: the wait for an event at %pS is given up\n",
				(void *)caller);
			return false;
		}
	}
	return false;
}

VP_STATUS VideoPortWaitForSingleObject(PVOID HwDeviceExtension, PVOID Object,
				       PLARGE_INTEGER Timeout)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	struct vp_event *event;
	unsigned long left;
	bool set;

	if (!Object)
		return ERROR_INVALID_PARAMETER;
	event = container_of((PEVENT)Object, struct vp_event, eng);
	left = Timeout ? vp_wait_jiffies(Timeout) : MAX_SCHEDULE_TIMEOUT;
	if (!left)
		return vp_event_take(event) ? NO_ERROR : WAIT_TIMEOUT;
	if (!vp_irql_passive(adapter, __func__))
		return ERROR_INVALID_PARAMETER;
	vp_gate_waits(adapter, _RET_IP_);
	set = vp_event_wait(adapter, event, left, _RET_IP_);
	vp_gate_waits(adapter, 0);
	return set ? NO_ERROR : WAIT_TIMEOUT;
}
EXPORT_SYMBOL_GPL(VideoPortWaitForSingleObject);
