// SPDX-License-Identifier: GPL-2.0
/* Spin locks, events, interlocked operations, the device lock, timer, time */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/timekeeping.h>

#include "vp_test.h"

#define MS 10000LL		/* in Windows' 100 ns */
#define EPOCH 116444736000000000LL	/* 1601 to 1970 in the same */

static void irql_under_locks(struct vpt_ext *t)
{
	PSPIN_LOCK outer, inner;
	UCHAR old = 99;

	if (!expect_eq(t, VideoPortCreateSpinLock(t, &outer), NO_ERROR) ||
	    !expect_eq(t, VideoPortCreateSpinLock(t, &inner), NO_ERROR))
		return;

	expect_eq(t, VideoPortGetCurrentIrql(), 0);
	VideoPortAcquireSpinLock(t, outer, &old);
	expect_eq(t, old, 0);
	expect_eq(t, VideoPortGetCurrentIrql(), 2);

	VideoPortAcquireSpinLockAtDpcLevel(t, inner);
	expect_eq(t, VideoPortGetCurrentIrql(), 2);
	VideoPortReleaseSpinLockFromDpcLevel(t, inner);
	expect_eq(t, VideoPortGetCurrentIrql(), 2);

	VideoPortReleaseSpinLock(t, outer, old);
	expect_eq(t, VideoPortGetCurrentIrql(), 0);

	expect_eq(t, VideoPortDeleteSpinLock(t, inner), NO_ERROR);
	expect_eq(t, VideoPortDeleteSpinLock(t, outer), NO_ERROR);
}

/* Two ordinary acquisitions: the inner one finds IRQL 2 and goes back to it. */
static void nested_spin_locks(struct vpt_ext *t)
{
	PSPIN_LOCK outer, inner;
	UCHAR before = 99, between = 99;

	if (!expect_eq(t, VideoPortCreateSpinLock(t, &outer), NO_ERROR) ||
	    !expect_eq(t, VideoPortCreateSpinLock(t, &inner), NO_ERROR))
		return;

	VideoPortAcquireSpinLock(t, outer, &before);
	VideoPortAcquireSpinLock(t, inner, &between);
	expect_eq(t, before, 0);
	expect_eq(t, between, 2);
	VideoPortReleaseSpinLock(t, inner, between);
	expect_eq(t, VideoPortGetCurrentIrql(), 2);
	VideoPortReleaseSpinLock(t, outer, before);

	VideoPortDeleteSpinLock(t, inner);
	VideoPortDeleteSpinLock(t, outer);
}

static void foreign_spin_lock(struct vpt_ext *t)
{
	PSPIN_LOCK lock;

	if (!expect_eq(t, VideoPortCreateSpinLock(t, &lock), NO_ERROR))
		return;
	expect_eq(t, VideoPortDeleteSpinLock(t, (PSPIN_LOCK)t),
		  ERROR_INVALID_PARAMETER);
	warns(t, "VideoPortDeleteSpinLock&[vp_test]");
	expect_eq(t, VideoPortDeleteSpinLock(t, lock), NO_ERROR);
	expect_eq(t, VideoPortDeleteSpinLock(t, lock), ERROR_INVALID_PARAMETER);
	warns(t, "VideoPortDeleteSpinLock&[vp_test]");
}

#define COUNTS 20000

struct counter {
	struct vpt_ext *t;
	PSPIN_LOCK lock;
	LONG plain;		/* under the lock */
	LONG interlocked;
	struct completion done;
};

static int count_up(void *data)
{
	struct counter *c = data;
	UCHAR old;
	int i;

	for (i = 0; i < COUNTS; i++) {
		VideoPortAcquireSpinLock(c->t, c->lock, &old);
		WRITE_ONCE(c->plain, READ_ONCE(c->plain) + 1);
		VideoPortReleaseSpinLock(c->t, c->lock, old);
		VideoPortInterlockedIncrement(&c->interlocked);
	}
	complete(&c->done);
	return 0;
}

static void counting_race(struct vpt_ext *t)
{
	struct counter c = { .t = t };
	struct task_struct *task;
	int i, tasks = 0;

	if (!expect_eq(t, VideoPortCreateSpinLock(t, &c.lock), NO_ERROR))
		return;
	init_completion(&c.done);
	for (i = 0; i < 3; i++) {
		task = kthread_run(count_up, &c, "vp_test/count");
		tasks += expect(t, !IS_ERR(task));
	}
	for (i = 0; i < tasks; i++)
		wait_for_completion(&c.done);
	expect_eq(t, c.plain, tasks * COUNTS);
	expect_eq(t, c.interlocked, tasks * COUNTS);
	VideoPortDeleteSpinLock(t, c.lock);
}

static void interlocked(struct vpt_ext *t)
{
	LONG value = -1;

	expect_eq(t, VideoPortInterlockedIncrement(&value), 0);
	expect_eq(t, VideoPortInterlockedIncrement(&value), 1);
	expect_eq(t, VideoPortInterlockedDecrement(&value), 0);
	expect_eq(t, VideoPortInterlockedDecrement(&value), -1);
	expect_eq(t, VideoPortInterlockedExchange(&value, 42), -1);
	expect_eq(t, value, 42);
	value = 0x7fffffff;
	expect_eq(t, VideoPortInterlockedIncrement(&value), -0x80000000LL);
}

static VP_STATUS wait(struct vpt_ext *t, PEVENT event, LONGLONG timeout)
{
	LARGE_INTEGER time;

	time.QuadPart = timeout;
	return VideoPortWaitForSingleObject(t, event, &time);
}

static PEVENT event_new(struct vpt_ext *t, ULONG flags)
{
	PEVENT event = NULL;

	expect_eq(t, VideoPortCreateEvent(t, flags, NULL, &event), NO_ERROR);
	return event;
}

/* For ever, if it comes to that: only for what is set */
static void wait_for_set(struct vpt_ext *t, PEVENT event)
{
	if (expect_eq(t, VideoPortReadStateEvent(t, event), 1))
		expect_eq(t, VideoPortWaitForSingleObject(t, event, NULL),
			  NO_ERROR);
}

/* Stays set for whoever waits, until it is cleared. */
static void notification_event(struct vpt_ext *t)
{
	PEVENT event = event_new(t, NOTIFICATION_EVENT);

	if (!event)
		return;
	expect_eq(t, VideoPortReadStateEvent(t, event), 0);
	expect_eq(t, wait(t, event, 0), WAIT_TIMEOUT);
	expect_eq(t, VideoPortSetEvent(t, event), 0);
	expect_eq(t, VideoPortSetEvent(t, event), 1);
	expect_eq(t, VideoPortReadStateEvent(t, event), 1);
	expect_eq(t, wait(t, event, 0), NO_ERROR);
	wait_for_set(t, event);
	expect_eq(t, VideoPortReadStateEvent(t, event), 1);
	VideoPortClearEvent(t, event);
	expect_eq(t, VideoPortReadStateEvent(t, event), 0);
	expect_eq(t, wait(t, event, 0), WAIT_TIMEOUT);
	expect_eq(t, VideoPortDeleteEvent(t, event), NO_ERROR);
}

/* Lets one wait through. */
static void synchronization_event(struct vpt_ext *t)
{
	PEVENT event = event_new(t, SYNCHRONIZATION_EVENT);

	if (!event)
		return;
	expect_eq(t, VideoPortReadStateEvent(t, event), 0);
	VideoPortSetEvent(t, event);
	VideoPortSetEvent(t, event);
	wait_for_set(t, event);
	expect_eq(t, VideoPortReadStateEvent(t, event), 0);
	expect_eq(t, wait(t, event, 0), WAIT_TIMEOUT);
	VideoPortSetEvent(t, event);
	expect_eq(t, wait(t, event, 0), NO_ERROR);
	expect_eq(t, wait(t, event, 0), WAIT_TIMEOUT);
	expect_eq(t, VideoPortDeleteEvent(t, event), NO_ERROR);
}

static void event_initial(struct vpt_ext *t)
{
	PEVENT event;

	event = event_new(t, NOTIFICATION_EVENT | INITIAL_EVENT_SIGNALED);
	if (!event)
		return;
	expect_eq(t, VideoPortReadStateEvent(t, event), 1);
	expect_eq(t, VideoPortSetEvent(t, event), 1);
	VideoPortDeleteEvent(t, event);

	event = event_new(t, SYNCHRONIZATION_EVENT | INITIAL_EVENT_SIGNALED);
	if (!event)
		return;
	expect_eq(t, wait(t, event, 0), NO_ERROR);
	expect_eq(t, wait(t, event, 0), WAIT_TIMEOUT);
	VideoPortDeleteEvent(t, event);
}

static void event_arguments(struct vpt_ext *t)
{
	PEVENT event = NULL;

	expect_eq(t, VideoPortCreateEvent(t, 0x80, NULL, &event),
		  ERROR_INVALID_PARAMETER);
	expect(t, !event);
	expect_eq(t, VideoPortWaitForSingleObject(t, NULL, NULL),
		  ERROR_INVALID_PARAMETER);
	expect_eq(t, VideoPortDeleteEvent(t, (PEVENT)t),
		  ERROR_INVALID_PARAMETER);
	warns(t, "VideoPortDeleteEvent&[vp_test]");

	event = event_new(t, NOTIFICATION_EVENT);
	expect_eq(t, VideoPortDeleteEvent(t, event), NO_ERROR);
	expect_eq(t, VideoPortDeleteEvent(t, event), ERROR_INVALID_PARAMETER);
	warns(t, "VideoPortDeleteEvent&[vp_test]");
}

static u64 wait_ms(struct vpt_ext *t, PEVENT event, LONGLONG timeout)
{
	u64 start = ktime_get_ns();

	expect_eq(t, wait(t, event, timeout), WAIT_TIMEOUT);
	return (ktime_get_ns() - start) / NSEC_PER_MSEC;
}

static void event_timeouts(struct vpt_ext *t)
{
	PEVENT event = event_new(t, NOTIFICATION_EVENT);
	LARGE_INTEGER now;
	u64 took;

	if (!event)
		return;
	took = wait_ms(t, event, -60 * MS);
	expect_range(t, took, 40, 1000);

	VideoPortQuerySystemTime(&now);
	took = wait_ms(t, event, now.QuadPart + 60 * MS);
	expect_range(t, took, 40, 1000);

	/* A moment that is over */
	VideoPortQuerySystemTime(&now);
	took = wait_ms(t, event, now.QuadPart - 1000 * MS);
	expect_range(t, took, 0, 50);
	VideoPortDeleteEvent(t, event);
}

static void wait_raised(struct vpt_ext *t, void *arg)
{
	PEVENT event = arg;

	expect_eq(t, wait(t, event, 0), WAIT_TIMEOUT);
	expect_eq(t, wait(t, event, -MS), ERROR_INVALID_PARAMETER);
	VideoPortSetEvent(t, event);
	expect_eq(t, wait(t, event, 0), NO_ERROR);
	VideoPortClearEvent(t, event);
	expect_eq(t, VideoPortReadStateEvent(t, event), 0);
}

/* At DISPATCH an event may be asked but not waited for. */
static void event_at_dispatch(struct vpt_ext *t)
{
	PEVENT event = event_new(t, NOTIFICATION_EVENT);

	if (!event)
		return;
	vpt_run_in_dpc(t, wait_raised, event);
	warns(t, "VideoPortWaitForSingleObject&IRQL 2&[vp_test]");
	VideoPortDeleteEvent(t, event);
}

struct waiter {
	struct vpt_ext *t;
	PEVENT event;
	LONG through;
	struct completion done;
};

static int wait_through(void *data)
{
	struct waiter *w = data;

	if (VideoPortWaitForSingleObject(w->t, w->event, NULL) == NO_ERROR)
		VideoPortInterlockedIncrement(&w->through);
	complete(&w->done);
	return 0;
}

static int start_waiters(struct waiter *w, int count)
{
	int started = 0;

	init_completion(&w->done);
	while (count--)
		started += !IS_ERR(kthread_run(wait_through, w,
					       "vp_test/wait"));
	/* Long enough for them to sleep, on a slow machine too */
	msleep(100);
	return started;
}

static VOID set_in_dpc(PVOID ext, PVOID context)
{
	VideoPortSetEvent(ext, context);
}

static void wakes_one(struct vpt_ext *t)
{
	struct waiter w = { .t = t };
	int i, count;

	w.event = event_new(t, SYNCHRONIZATION_EVENT);
	if (!w.event)
		return;
	count = start_waiters(&w, 2);
	expect_eq(t, READ_ONCE(w.through), 0);
	for (i = 1; i <= count; i++) {
		VideoPortSetEvent(t, w.event);
		wait_for_completion(&w.done);
		msleep(50);
		expect_eq(t, READ_ONCE(w.through), i);
	}
	expect_eq(t, count, 2);
	VideoPortDeleteEvent(t, w.event);
}

static void wakes_all(struct vpt_ext *t)
{
	struct waiter w = { .t = t };
	int i, count;

	w.event = event_new(t, NOTIFICATION_EVENT);
	if (!w.event)
		return;
	count = start_waiters(&w, 3);
	expect_eq(t, READ_ONCE(w.through), 0);
	expect_eq(t, VideoPortQueueDpc(t, set_in_dpc, w.event), TRUE);
	for (i = 0; i < count; i++)
		wait_for_completion(&w.done);
	expect_eq(t, w.through, 3);
	VideoPortDeleteEvent(t, w.event);
}

struct lock_taker {
	struct vpt_ext *t;
	struct completion taken;
};

static int take_lock(void *data)
{
	struct lock_taker *l = data;

	VideoPortAcquireDeviceLock(l->t);
	VideoPortReleaseDeviceLock(l->t);
	complete(&l->taken);
	return 0;
}

static void device_lock_excludes(struct vpt_ext *t)
{
	struct lock_taker l = { .t = t };
	struct task_struct *task;

	init_completion(&l.taken);
	VideoPortAcquireDeviceLock(t);
	task = kthread_run(take_lock, &l, "vp_test/lock");
	msleep(100);
	expect(t, !completion_done(&l.taken));
	VideoPortReleaseDeviceLock(t);
	if (expect(t, !IS_ERR(task)))
		wait_for_completion(&l.taken);
}

/* Once a second while it is on, and not at all when it is off */
static void timer(struct vpt_ext *t)
{
	LONG ticks;

	t->ticks = 0;
	t->tick_irql = 99;
	VideoPortStartTimer(t);
	msleep(3500);
	VideoPortStopTimer(t);
	/* A call that had begun may still have been running. */
	msleep(20);
	ticks = READ_ONCE(t->ticks);
	expect_range(t, ticks, 2, 4);
	expect_eq(t, t->tick_irql, 2);
	msleep(1500);
	expect_eq(t, READ_ONCE(t->ticks), ticks);
}

/* Removal stops it. */
static void timer_left(struct vpt_ext *t)
{
	VideoPortStartTimer(t);
}

static void system_time(struct vpt_ext *t)
{
	s64 before = ktime_get_real_ns() / 100 + EPOCH;
	LARGE_INTEGER now;

	VideoPortQuerySystemTime(&now);
	expect(t, now.QuadPart >= before);
	expect(t, now.QuadPart <= ktime_get_real_ns() / 100 + EPOCH);
}

/*
 * How many ns the kernel's own delay of 1 us takes: an emulated processor is a
 * poor judge of its speed. The least of several, as the host may stop it.
 */
static u64 delay_scale(void)
{
	u64 start, best = U64_MAX;
	int i;

	for (i = 0; i < 20; i++) {
		start = ktime_get_ns();
		mdelay(1);
		best = min(best, ktime_get_ns() - start);
	}
	return best / 1000;
}

/* The most of several, as the counter by which it stalls may leap when emulated. */
static u64 stalled(ULONG us)
{
	u64 start, most = 0;
	int i;

	for (i = 0; i < 3; i++) {
		start = ktime_get_ns();
		VideoPortStallExecution(us);
		most = max(most, ktime_get_ns() - start);
	}
	return most;
}

static void stall(struct vpt_ext *t)
{
	static const ULONG us[] = { 50, 1000, 2500, 30000 };
	u64 scale = delay_scale();
	int i;

	for (i = 0; i < ARRAY_SIZE(us); i++)
		expect_range(t, stalled(us[i]), us[i] * scale / 4,
			     NSEC_PER_SEC);
}

const struct vpt_case vpt_sync[] = {
	{ "sync: IRQL under spin locks", irql_under_locks },
	{ "sync: nested spin locks", nested_spin_locks },
	{ "sync: delete a foreign spin lock", foreign_spin_lock },
	{ "sync: three tasks count", counting_race },
	{ "sync: interlocked operations", interlocked },
	{ "sync: notification event", notification_event },
	{ "sync: synchronization event", synchronization_event },
	{ "sync: initial state of an event", event_initial },
	{ "sync: arguments of events", event_arguments },
	{ "sync: time-outs", event_timeouts },
	{ "sync: events at DISPATCH", event_at_dispatch },
	{ "sync: a synchronization event wakes one", wakes_one },
	{ "sync: a notification event set in a DPC wakes all", wakes_all },
	{ "sync: the device lock excludes", device_lock_excludes,
	  .unlocked = true },
	{ "sync: timer", timer },
	{ "sync: timer left on", timer_left, .unlisted = true },
	{ "sync: system time", system_time },
	{ "sync: stall", stall },
	{ }
};
