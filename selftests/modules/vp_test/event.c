// SPDX-License-Identifier: GPL-2.0
/* Events: their state, who waits for them and whom they wake */
#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>

#include "await.h"
#include "vp_test.h"

#define MS 10000LL		/* in Windows' 100 ns */

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

const struct vpt_case vpt_event[] = {
	{ "sync: notification event", notification_event },
	{ "sync: synchronization event", synchronization_event },
	{ "sync: initial state of an event", event_initial },
	{ "sync: arguments of events", event_arguments },
	{ "sync: time-outs", event_timeouts },
	{ "sync: events at DISPATCH", event_at_dispatch },
	{ "sync: a synchronization event wakes one", wakes_one },
	{ "sync: a notification event set in a DPC wakes all", wakes_all },
	{ }
};
