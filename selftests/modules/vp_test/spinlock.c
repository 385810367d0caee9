// SPDX-License-Identifier: GPL-2.0
/* Spin locks, interlocked operations, the device lock */
#include <linux/completion.h>
#include <linux/kthread.h>

#include "await.h"
#include "vp_test.h"

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

const struct vpt_case vpt_spinlock[] = {
	{ "sync: IRQL under spin locks", irql_under_locks },
	{ "sync: nested spin locks", nested_spin_locks },
	{ "sync: delete a foreign spin lock", foreign_spin_lock },
	{ "sync: three tasks count", counting_race },
	{ "sync: interlocked operations", interlocked },
	{ "sync: the device lock excludes", device_lock_excludes,
	  .unlocked = true },
	{ }
};
