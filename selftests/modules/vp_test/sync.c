// SPDX-License-Identifier: GPL-2.0
/* Spin locks, events, interlocked operations, the device lock, timer, time */
#include <linux/jiffies.h>
#include <linux/kthread.h>
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

/* No sooner, by the clock that the port driver goes by; a busy machine adds to it. */
static void event_timeouts(struct vpt_ext *t)
{
	PEVENT event = event_new(t, NOTIFICATION_EVENT);
	unsigned long start = jiffies;
	LARGE_INTEGER now;

	if (!event)
		return;
	expect_eq(t, wait(t, event, -60 * MS), WAIT_TIMEOUT);
	expect(t, jiffies - start >= msecs_to_jiffies(60));

	VideoPortQuerySystemTime(&now);
	expect_eq(t, wait(t, event, now.QuadPart + 20 * MS), WAIT_TIMEOUT);
	/* A moment that is over */
	expect_eq(t, wait(t, event, now.QuadPart - 1000 * MS), WAIT_TIMEOUT);
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

#define WAITERS_MAX 3

struct waiter {
	struct vpt_ext *t;
	PEVENT event;
	LONG started;
	LONG through;
	struct task_struct *tasks[WAITERS_MAX];
	struct completion done;
};

static int wait_through(void *data)
{
	struct waiter *w = data;

	VideoPortInterlockedIncrement(&w->started);
	if (VideoPortWaitForSingleObject(w->t, w->event, NULL) == NO_ERROR)
		VideoPortInterlockedIncrement(&w->through);
	complete(&w->done);
	return 0;
}

/* They sleep when this returns: each runs until it does. */
static int start_waiters(struct waiter *w, int count)
{
	int i;

	init_completion(&w->done);
	for (i = 0; i < count; i++) {
		w->tasks[i] = kthread_create(wait_through, w, "vp_test/wait");
		if (!expect(w->t, !IS_ERR(w->tasks[i])))
			break;
		get_task_struct(w->tasks[i]);
		wake_up_process(w->tasks[i]);
		vpt_await(READ_ONCE(w->started) > i &&
			  vpt_asleep(w->tasks[i]));
	}
	return i;
}

static void end_waiters(struct waiter *w, int count)
{
	while (count--)
		put_task_struct(w->tasks[count]);
}

static VOID set_in_dpc(PVOID ext, PVOID context)
{
	VideoPortSetEvent(ext, context);
}

/* Who goes through takes the event along: nothing is left for the other. */
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
		expect_eq(t, VideoPortReadStateEvent(t, w.event), 0);
		expect_eq(t, READ_ONCE(w.through), i);
	}
	expect_eq(t, count, 2);
	end_waiters(&w, count);
	VideoPortDeleteEvent(t, w.event);
}

static void wakes_all(struct vpt_ext *t)
{
	struct waiter w = { .t = t };
	int i, count;

	w.event = event_new(t, NOTIFICATION_EVENT);
	if (!w.event)
		return;
	count = start_waiters(&w, WAITERS_MAX);
	expect_eq(t, READ_ONCE(w.through), 0);
	expect_eq(t, VideoPortQueueDpc(t, set_in_dpc, w.event), TRUE);
	for (i = 0; i < count; i++)
		wait_for_completion(&w.done);
	expect_eq(t, w.through, WAITERS_MAX);
	end_waiters(&w, count);
	VideoPortDeleteEvent(t, w.event);
}

struct lock_taker {
	struct vpt_ext *t;
	bool started;
	struct completion taken;
};

static int take_lock(void *data)
{
	struct lock_taker *l = data;

	WRITE_ONCE(l->started, true);
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
	task = kthread_create(take_lock, &l, "vp_test/lock");
	if (!expect(t, !IS_ERR(task)))
		return;
	get_task_struct(task);
	VideoPortAcquireDeviceLock(t);
	wake_up_process(task);
	/* It has the lock, or it waits for it. */
	vpt_await(READ_ONCE(l.started) && vpt_asleep(task));
	expect(t, !completion_done(&l.taken));
	VideoPortReleaseDeviceLock(t);
	wait_for_completion(&l.taken);
	put_task_struct(task);
}

/* No sooner than a second after it was switched on */
static void timer(struct vpt_ext *t)
{
	unsigned long start = jiffies;

	WRITE_ONCE(t->ticks, 0);
	t->tick_irql = 99;
	VideoPortStartTimer(t);
	vpt_await(READ_ONCE(t->ticks));
	VideoPortStopTimer(t);
	expect(t, t->tick_jiffies - start >= HZ);
	expect_eq(t, t->tick_irql, 2);
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
	{ }
};
