// SPDX-License-Identifier: GPL-2.0
/* What keeps a miniport's routines apart, and what lets them wait. */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/swait.h>
#include <linux/timekeeping.h>
#include <linux/timer.h>

#include "port.h"

/* 1601 to 1970 in Windows' units of 100 ns */
#define VP_EPOCH	116444736000000000LL

/* The DDK asks for 50 us at most; this long, other devices lose data. */
#define VP_STALL_MAX	1000

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
	event = vp_object_alloc(vp_adapter_of(HwDeviceExtension),
				VP_OBJECT_EVENT, sizeof(*event), 0);
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
	if (!vp_object_free(vp_adapter_of(HwDeviceExtension), VP_OBJECT_EVENT,
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

	if (!vp_dispatch(vp_adapter_of(HwDeviceExtension), __func__))
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
	if (!vp_passive(adapter, __func__))
		return ERROR_INVALID_PARAMETER;
	vp_gate_waits(adapter, _RET_IP_);
	set = vp_event_wait(adapter, event, left, _RET_IP_);
	vp_gate_waits(adapter, 0);
	return set ? NO_ERROR : WAIT_TIMEOUT;
}
EXPORT_SYMBOL_GPL(VideoPortWaitForSingleObject);

/*
 * An atomic operation that returns a value is a full barrier among processors.
 * On x86 a locked instruction is one against coherent DMA too; elsewhere
 * a device may stand outside of the domain that it covers.
 */
static void vp_device_barrier(void)
{
	if (!IS_ENABLED(CONFIG_X86))
		mb(); /* against the device, see above */
}

LONG VideoPortInterlockedIncrement(PLONG Addend)
{
	LONG ret;

	vp_device_barrier();
	ret = atomic_inc_return((atomic_t *)Addend);
	vp_device_barrier();
	return ret;
}
EXPORT_SYMBOL_GPL(VideoPortInterlockedIncrement);

LONG VideoPortInterlockedDecrement(PLONG Addend)
{
	LONG ret;

	vp_device_barrier();
	ret = atomic_dec_return((atomic_t *)Addend);
	vp_device_barrier();
	return ret;
}
EXPORT_SYMBOL_GPL(VideoPortInterlockedDecrement);

LONG VideoPortInterlockedExchange(PLONG Target, LONG Value)
{
	LONG ret;

	vp_device_barrier();
	ret = atomic_xchg((atomic_t *)Target, Value);
	vp_device_barrier();
	return ret;
}
EXPORT_SYMBOL_GPL(VideoPortInterlockedExchange);

static void vp_timer_arm(struct vp_adapter *adapter)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&adapter->timer_lock, flags);
	if (adapter->timer_on && !adapter->timer_paused)
		mod_timer(&adapter->timer, jiffies + HZ);
	raw_spin_unlock_irqrestore(&adapter->timer_lock, flags);
}

static void vp_timer_set(struct vp_adapter *adapter, bool on)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&adapter->timer_lock, flags);
	adapter->timer_on = on;
	raw_spin_unlock_irqrestore(&adapter->timer_lock, flags);
	if (on)
		vp_timer_arm(adapter);
}

static void vp_timer(struct timer_list *timer)
{
	struct vp_adapter *adapter = container_of(timer, struct vp_adapter,
						  timer);
	struct vp_call call;
	u8 irql;

	if (!READ_ONCE(adapter->timer_on))
		return;
	irql = vp_irql_raise(VP_DISPATCH_LEVEL);
	vp_call_begin(&call);
	adapter->hw->HwTimer(adapter->ext);
	vp_call_end(adapter, &call);
	vp_irql_lower(irql);
	vp_timer_arm(adapter);
}

VOID VideoPortStartTimer(PVOID HwDeviceExtension)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (!adapter->hw->HwTimer) {
		vp_warn(adapter, "%s: the miniport has no HwVidTimer, called from %pS\n",
			__func__, __builtin_return_address(0));
		return;
	}
	vp_timer_set(adapter, true);
}
EXPORT_SYMBOL_GPL(VideoPortStartTimer);

VOID VideoPortStopTimer(PVOID HwDeviceExtension)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	vp_timer_set(adapter, false);
	timer_delete(&adapter->timer);
}
EXPORT_SYMBOL_GPL(VideoPortStopTimer);

void vp_timer_init(struct vp_adapter *adapter)
{
	raw_spin_lock_init(&adapter->timer_lock);
	timer_setup(&adapter->timer, vp_timer, 0);
}

/**
 * vp_timer_pause() - keep HwVidTimer out, for sleep or for good
 * @adapter: the adapter
 *
 * Context: process context, may sleep. HwVidTimer does not run on return, nor
 * does VideoPortStartTimer() have an effect before vp_timer_resume().
 */
void vp_timer_pause(struct vp_adapter *adapter)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&adapter->timer_lock, flags);
	adapter->timer_paused = true;
	raw_spin_unlock_irqrestore(&adapter->timer_lock, flags);
	timer_delete_sync(&adapter->timer);
}

void vp_timer_resume(struct vp_adapter *adapter)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&adapter->timer_lock, flags);
	adapter->timer_paused = false;
	raw_spin_unlock_irqrestore(&adapter->timer_lock, flags);
	vp_timer_arm(adapter);
}

/* Another miniport routine must not find the timer of a refused one running. */
void vp_timer_forget(struct vp_adapter *adapter)
{
	vp_timer_pause(adapter);
	adapter->timer_on = false;
	vp_timer_resume(adapter);
}

VOID VideoPortStallExecution(ULONG Microseconds)
{
	u8 irql = vp_irql();

	/* Miniports poll by it, for as long as a device does not answer. */
	if (irql == VP_PASSIVE_LEVEL)
		cond_resched();
	else if (irql == VP_DEVICE_LEVEL && Microseconds > VP_STALL_MAX)
		pr_warn_ratelimited("videoport: %s: %u us with interrupts off, called from %pS; leave this to a DPC\n",
				    __func__, Microseconds,
				    __builtin_return_address(0));
	for (; Microseconds >= 1000; Microseconds -= 1000)
		mdelay(1);
	udelay(Microseconds);
}
EXPORT_SYMBOL_GPL(VideoPortStallExecution);

VOID VideoPortQuerySystemTime(PLARGE_INTEGER CurrentTime)
{
	CurrentTime->QuadPart = div_s64(ktime_get_real_ns(), 100) + VP_EPOCH;
}
EXPORT_SYMBOL_GPL(VideoPortQuerySystemTime);
