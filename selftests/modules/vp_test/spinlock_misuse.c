// SPDX-License-Identifier: GPL-2.0
/* Spin locks taken and released as they must not be, and what is left raised */
#include <linux/cpumask.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#include "vp_test.h"

static PSPIN_LOCK lock_a, lock_b;
static PEVENT event;

/* It tells of one mistake, and looks for no other after. */
static bool left_to_lockdep(struct vpt_ext *t)
{
	if (IS_ENABLED(CONFIG_PROVE_LOCKING))
		vpt_skip(t, "lockdep sees this mistake first");
	return IS_ENABLED(CONFIG_PROVE_LOCKING);
}

static BOOLEAN note(PVOID context)
{
	return VideoPortGetCurrentIrql() == 3;
}

static void locks(struct vpt_ext *t)
{
	UCHAR old;

	VideoPortAcquireSpinLock(t, lock_a, &old);
	expect_eq(t, VideoPortGetCurrentIrql(), 3);
	/* Would let interrupts in */
	expect_eq(t, VideoPortSetEvent(t, event), 0);
	expect_eq(t, VideoPortReadStateEvent(t, event), 0);
	VideoPortReleaseSpinLock(t, lock_a, old);
	expect_eq(t, VideoPortGetCurrentIrql(), 3);
	expect_eq(t, VideoPortSynchronizeExecution(t, VpHighPriority, note,
						   NULL), TRUE);
}

static void locking_interrupt(struct vpt_ext *t)
{
	if (left_to_lockdep(t))
		return;
	if (VideoPortCreateSpinLock(t, &lock_a) != NO_ERROR ||
	    VideoPortCreateEvent(t, NOTIFICATION_EVENT, NULL, &event) !=
	    NO_ERROR)
		return;
	vpt_run_in_interrupt(t, locks);
	warns(t, "VideoPortAcquireSpinLock&IRQL 3&locks");
	warns(t, "VideoPortSetEvent&IRQL 3&locks");
	warns(t, "VideoPortSynchronizeExecution&IRQL 3&locks");
	VideoPortDeleteEvent(t, event);
	VideoPortDeleteSpinLock(t, lock_a);
}

/* Each is given back and can be taken, whatever became of it before. */
static void as_before(struct vpt_ext *t)
{
	PSPIN_LOCK locks[] = { lock_a, lock_b };
	UCHAR old;
	int i;

	expect_eq(t, VideoPortGetCurrentIrql(), 0);
	expect_eq(t, preempt_count(), 0);
	for (i = 0; i < ARRAY_SIZE(locks); i++) {
		VideoPortAcquireSpinLock(t, locks[i], &old);
		expect_eq(t, old, 0);
		expect_eq(t, VideoPortGetCurrentIrql(), 2);
		VideoPortReleaseSpinLock(t, locks[i], old);
		expect_eq(t, VideoPortGetCurrentIrql(), 0);
		expect_eq(t, VideoPortDeleteSpinLock(t, locks[i]), NO_ERROR);
	}
}

/* Hand over hand is right, if each IRQL goes with its place and not with its lock. */
static void hand_over_hand(struct vpt_ext *t)
{
	UCHAR old_a, old_b;

	if (VideoPortCreateSpinLock(t, &lock_a) != NO_ERROR ||
	    VideoPortCreateSpinLock(t, &lock_b) != NO_ERROR)
		return;
	VideoPortAcquireSpinLock(t, lock_a, &old_a);
	VideoPortAcquireSpinLock(t, lock_b, &old_b);
	VideoPortReleaseSpinLock(t, lock_a, old_b);
	expect_eq(t, VideoPortGetCurrentIrql(), 2);
	VideoPortReleaseSpinLock(t, lock_b, old_a);
	as_before(t);
}

static void released_twice(struct vpt_ext *t)
{
	UCHAR old;

	if (VideoPortCreateSpinLock(t, &lock_a) != NO_ERROR ||
	    VideoPortCreateSpinLock(t, &lock_b) != NO_ERROR)
		return;
	VideoPortAcquireSpinLock(t, lock_a, &old);
	VideoPortReleaseSpinLock(t, lock_a, old);
	VideoPortReleaseSpinLock(t, lock_a, old);
	warns(t, "VideoPortReleaseSpinLock&vp_test&did not take this lock");
	VideoPortReleaseSpinLockFromDpcLevel(t, lock_b);
	warns(t, "VideoPortReleaseSpinLockFromDpcLevel&vp_test&did not take");
	as_before(t);
}

static void at_dpc_level(struct vpt_ext *t)
{
	if (VideoPortCreateSpinLock(t, &lock_a) != NO_ERROR ||
	    VideoPortCreateSpinLock(t, &lock_b) != NO_ERROR)
		return;
	VideoPortAcquireSpinLockAtDpcLevel(t, lock_a);
	warns(t, "VideoPortAcquireSpinLockAtDpcLevel&IRQL 0&vp_test");
	expect_eq(t, VideoPortGetCurrentIrql(), 2);
	VideoPortAcquireSpinLockAtDpcLevel(t, lock_a);
	warns(t, "VideoPortAcquireSpinLockAtDpcLevel&holds already");
	VideoPortReleaseSpinLockFromDpcLevel(t, lock_a);
	expect_eq(t, VideoPortGetCurrentIrql(), 2);
	VideoPortReleaseSpinLockFromDpcLevel(t, lock_a);
	expect_eq(t, VideoPortGetCurrentIrql(), 0);
	VideoPortAcquireSpinLockAtDpcLevel(t, lock_b);
	warns(t, "VideoPortAcquireSpinLockAtDpcLevel&IRQL 0&vp_test");
	VideoPortReleaseSpinLock(t, lock_b, 0);
	as_before(t);
}

static void taken_twice(struct vpt_ext *t)
{
	UCHAR old, again;

	if (VideoPortCreateSpinLock(t, &lock_a) != NO_ERROR ||
	    VideoPortCreateSpinLock(t, &lock_b) != NO_ERROR)
		return;
	VideoPortAcquireSpinLock(t, lock_a, &old);
	VideoPortAcquireSpinLock(t, lock_a, &again);
	warns(t, "VideoPortAcquireSpinLock&vp_test&holds already");
	expect_eq(t, again, 2);
	VideoPortReleaseSpinLock(t, lock_a, again);
	expect_eq(t, VideoPortGetCurrentIrql(), 2);
	expect_eq(t, VideoPortDeleteSpinLock(t, lock_a),
		  ERROR_INVALID_PARAMETER);
	warns(t, "VideoPortDeleteSpinLock&vp_test&that it holds");
	VideoPortReleaseSpinLock(t, lock_a, old);
	as_before(t);
}

/* Of the port driver's structure the first is Linux' own lock. */
static bool is_locked(PSPIN_LOCK lock)
{
	return raw_spin_is_locked((raw_spinlock_t *)lock);
}

/* What is held under a DPC's or an interrupt's feet is not its own to release. */
static BOOLEAN releases(PVOID context)
{
	VideoPortReleaseSpinLock(context, lock_a, 0);
	return VideoPortGetCurrentIrql() == 3;
}

static void released_by_another(struct vpt_ext *t)
{
	UCHAR old;

	if (VideoPortCreateSpinLock(t, &lock_a) != NO_ERROR ||
	    VideoPortCreateSpinLock(t, &lock_b) != NO_ERROR)
		return;
	VideoPortAcquireSpinLock(t, lock_a, &old);
	expect_eq(t, VideoPortSynchronizeExecution(t, VpHighPriority, releases,
						   t), TRUE);
	warns(t, "VideoPortReleaseSpinLock&releases&did not take this lock");
	expect_eq(t, VideoPortGetCurrentIrql(), 2);
	expect(t, is_locked(lock_a));
	VideoPortReleaseSpinLock(t, lock_a, old);
	as_before(t);
}

static void releases_elsewhere(void *t)
{
	VideoPortReleaseSpinLock(t, lock_a, 0);
	VideoPortReleaseSpinLockFromDpcLevel(t, lock_a);
	expect_eq((struct vpt_ext *)t, VideoPortGetCurrentIrql(), 0);
}

/* Nor is what another processor holds. */
static void released_elsewhere(struct vpt_ext *t)
{
	unsigned int other;
	UCHAR old;

	if (VideoPortCreateSpinLock(t, &lock_a) != NO_ERROR ||
	    VideoPortCreateSpinLock(t, &lock_b) != NO_ERROR)
		return;
	VideoPortAcquireSpinLock(t, lock_a, &old);
	other = cpumask_any_but(cpu_online_mask, smp_processor_id());
	if (other >= nr_cpu_ids) {
		vpt_skip(t, "needs a second processor");
	} else {
		smp_call_function_single(other, releases_elsewhere, t, 1);
		warns(t, "VideoPortReleaseSpinLock:&releases_elsewhere&did not take this lock");
		warns(t, "VideoPortReleaseSpinLockFromDpcLevel&releases_elsewhere&did not take");
		expect_eq(t, VideoPortGetCurrentIrql(), 2);
		expect(t, is_locked(lock_a));
	}
	VideoPortReleaseSpinLock(t, lock_a, old);
	as_before(t);
}

/* No lower than the routine was called at */
static void lowers_too_far(struct vpt_ext *t, void *arg)
{
	UCHAR old;

	VideoPortAcquireSpinLock(t, lock_a, &old);
	VideoPortReleaseSpinLock(t, lock_a, 0);
	expect_eq(t, VideoPortGetCurrentIrql(), 2);
}

static void lowered_in_dpc(struct vpt_ext *t)
{
	if (VideoPortCreateSpinLock(t, &lock_a) != NO_ERROR ||
	    VideoPortCreateSpinLock(t, &lock_b) != NO_ERROR)
		return;
	vpt_run_in_dpc(t, lowers_too_far, NULL);
	warns(t, "VideoPortReleaseSpinLock: to IRQL 0 at IRQL 2&lowers_too_far");
	as_before(t);
}

static void keeps_lock(struct vpt_ext *t, void *arg)
{
	UCHAR old;

	VideoPortAcquireSpinLock(t, lock_a, &old);
}

static BOOLEAN keeps_lock_synchronized(PVOID context)
{
	UCHAR old;

	VideoPortAcquireSpinLock(context, lock_b, &old);
	return TRUE;
}

static void left_raised(struct vpt_ext *t)
{
	if (left_to_lockdep(t))
		return;
	if (VideoPortCreateSpinLock(t, &lock_a) != NO_ERROR ||
	    VideoPortCreateSpinLock(t, &lock_b) != NO_ERROR)
		return;
	vpt_run_in_dpc(t, keeps_lock, NULL);
	warns(t, "called at IRQL 2 and returned at 2, with a spin lock held");
	/* That is said when the routine has returned, perhaps elsewhere. */
	vpt_dpc_fence(t);
	VideoPortSynchronizeExecution(t, VpHighPriority, keeps_lock_synchronized,
				      t);
	warns(t, "VideoPortAcquireSpinLock&IRQL 3&keeps_lock");
	warns(t, "called at IRQL 3 and returned at 3, with a spin lock held");
	as_before(t);
}

const struct vpt_case vpt_spinlock_misuse[] = {
	{ "irql: spin lock and event in HwVidInterrupt", locking_interrupt },
	{ "irql: spin locks hand over hand", hand_over_hand },
	{ "irql: a spin lock released twice", released_twice },
	{ "irql: a spin lock taken at DPC level", at_dpc_level },
	{ "irql: a spin lock taken twice", taken_twice },
	{ "irql: a spin lock released by another", released_by_another },
	{ "irql: a spin lock released by another processor", released_elsewhere },
	{ "irql: a spin lock's IRQL too low for a DPC", lowered_in_dpc },
	{ "irql: routines that keep a spin lock", left_raised },
	{ }
};
