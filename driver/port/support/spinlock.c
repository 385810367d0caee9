// SPDX-License-Identifier: GPL-2.0
/*
 * A miniport's spin locks. What a processor holds is on a list of its own, so that
 * a release can be checked, and what a routine keeps is given back when it returns.
 */
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/spinlock.h>

#include "adapter.h"
#include "irql.h"
#include "support/memory.h"

/* So deep may a miniport nest its locks before lockdep takes two for one. */
#define VP_LOCK_CLASSES	8

/* Which release of a lock lowers IRQL, because its taking has raised it. */
enum vp_lowers {
	VP_LOWERS_NONE,
	VP_LOWERS_RELEASE,	/* VideoPortReleaseSpinLock() */
	VP_LOWERS_ANY,		/* as the port raised it for a caller that had not */
};

/**
 * struct _VIDEO_PORT_SPIN_LOCK - what a PSPIN_LOCK points to
 * @lock: raw, as it must keep its holder where it is on PREEMPT_RT too
 * @held: on its processor's list. This and all below are the holder's
 * @lowers: which release lowers IRQL
 * @again: times that the holder took it once more
 */
struct _VIDEO_PORT_SPIN_LOCK {
	raw_spinlock_t lock;
	struct vp_irql_held held;
	enum vp_lowers lowers;
	unsigned int again;
};

static bool vp_spinlock_is_mine(PSPIN_LOCK lock)
{
	bool mine;

	preempt_disable();
	mine = vp_irql_held_find(&lock->held, false);
	preempt_enable();
	return mine;
}

static void vp_spinlock_give(struct vp_irql_held *held)
{
	PSPIN_LOCK lock = container_of(held, struct _VIDEO_PORT_SPIN_LOCK, held);

	__acquire(&lock->lock);
	raw_spin_unlock(&lock->lock);
}

/* From here on the list says who has it, which the compiler can't follow. */
static void vp_spinlock_take(PSPIN_LOCK lock, enum vp_lowers lowers)
{
	raw_spin_lock(&lock->lock);
	lock->lowers = lowers;
	lock->again = 0;
	vp_irql_hold(&lock->held);
	__release(&lock->lock);
}

/* Waiting for itself, the processor would wait for ever. */
static bool vp_spinlock_again(struct vp_adapter *adapter, PSPIN_LOCK lock,
			      const char *what, unsigned long caller)
{
	if (likely(!vp_irql_holds()) || !vp_spinlock_is_mine(lock))
		return false;
	vp_warn(adapter, "%s: %pS takes a lock that this processor holds already\n",
		what, (void *)caller);
	lock->again++;
	return true;
}

static void vp_spinlock_drop(PSPIN_LOCK lock, struct vp_irql_held **at)
{
	vp_irql_unhold(at);
	vp_spinlock_give(&lock->held);
}

/* The one that was taken last, and once, as it should be */
static bool vp_spinlock_release_last(PSPIN_LOCK lock, enum vp_lowers *lowers)
{
	bool last;

	preempt_disable();
	last = vp_irql_is_last(&lock->held) && !lock->again;
	if (last) {
		*lowers = lock->lowers;
		vp_irql_unhold_last(&lock->held);
		vp_spinlock_give(&lock->held);
	}
	preempt_enable();
	return last;
}

/* True if the caller has it; while the caller took it more than once, it stays. */
static bool vp_spinlock_release(struct vp_adapter *adapter, PSPIN_LOCK lock,
				enum vp_lowers *lowers, const char *what,
				unsigned long caller)
{
	struct vp_irql_held **at;
	bool held;

	if (likely(vp_spinlock_release_last(lock, lowers)))
		return true;
	preempt_disable();
	held = vp_irql_held_find(&lock->held, false);
	at = vp_irql_held_find(&lock->held, true);
	*lowers = held && (at || lock->again) ? lock->lowers : VP_LOWERS_NONE;
	if (held && lock->again)
		lock->again--;
	else if (at)
		vp_spinlock_drop(lock, at);
	else
		held = false;
	preempt_enable();
	if (!held)
		vp_warn(adapter, "%s: %pS did not take this lock, or released it before\n",
			what, (void *)caller);
	return held;
}

VP_STATUS VideoPortCreateSpinLock(PVOID HwDeviceExtension,
				  PSPIN_LOCK *SpinLock)
{
	static struct lock_class_key keys[VP_LOCK_CLASSES];
	static atomic_t made;
	PSPIN_LOCK lock;

	lock = vp_memory_alloc(vp_adapter_of(HwDeviceExtension),
			       VP_MEMORY_LOCK, sizeof(*lock), 0);
	if (!lock)
		return ERROR_NOT_ENOUGH_MEMORY;
	raw_spin_lock_init(&lock->lock);
	lock->held.give = vp_spinlock_give;
	/* A miniport may nest its locks, in the order that it made them or not. */
	lockdep_set_class(&lock->lock,
			  &keys[atomic_inc_return(&made) % VP_LOCK_CLASSES]);
	*SpinLock = lock;
	return NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortCreateSpinLock);

VP_STATUS VideoPortDeleteSpinLock(PVOID HwDeviceExtension, PSPIN_LOCK SpinLock)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (vp_spinlock_is_mine(SpinLock)) {
		vp_warn(adapter, "%s: %pS deletes a lock that it holds\n",
			__func__, __builtin_return_address(0));
		return ERROR_INVALID_PARAMETER;
	}
	if (!vp_memory_free(adapter, VP_MEMORY_LOCK, SpinLock))
		return ERROR_INVALID_PARAMETER;
	return NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortDeleteSpinLock);

VOID VideoPortAcquireSpinLock(PVOID HwDeviceExtension, PSPIN_LOCK SpinLock,
			      PUCHAR OldIrql)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	/* Refused it cannot be: the caller takes the lock for held. */
	vp_irql_dispatch(adapter, __func__);
	*OldIrql = vp_irql_raise(VP_DISPATCH_LEVEL);
	if (!vp_spinlock_again(adapter, SpinLock, __func__, _RET_IP_))
		vp_spinlock_take(SpinLock, VP_LOWERS_RELEASE);
}
EXPORT_SYMBOL_GPL(VideoPortAcquireSpinLock);

VOID VideoPortReleaseSpinLock(PVOID HwDeviceExtension, PSPIN_LOCK SpinLock,
			      UCHAR NewIrql)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	u8 least, irql = vp_irql();
	enum vp_lowers lowers;

	if (!vp_spinlock_release(adapter, SpinLock, &lowers, __func__, _RET_IP_) ||
	    lowers == VP_LOWERS_NONE)
		return;
	least = vp_irql_least();
	if (NewIrql > irql || NewIrql < least)
		vp_warn(adapter, "%s: to IRQL %u at IRQL %u, allowed from %u; called from %pS\n",
			__func__, NewIrql, irql, least,
			__builtin_return_address(0));
	vp_irql_lower(clamp(NewIrql, least, irql));
}
EXPORT_SYMBOL_GPL(VideoPortReleaseSpinLock);

VOID VideoPortAcquireSpinLockAtDpcLevel(PVOID HwDeviceExtension,
					PSPIN_LOCK SpinLock)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	bool low = vp_irql() < VP_DISPATCH_LEVEL;

	if (low)
		vp_warn(adapter, "%s: called at IRQL %u by %pS, allowed at DISPATCH_LEVEL only\n",
			__func__, vp_irql(), __builtin_return_address(0));
	if (vp_spinlock_again(adapter, SpinLock, __func__, _RET_IP_)) {
		/* Each of its releases takes one raise back. */
		if (SpinLock->lowers == VP_LOWERS_ANY)
			vp_irql_raise(VP_DISPATCH_LEVEL);
		return;
	}
	/* A DPC that came while it is held could wait for its holder for ever. */
	if (low)
		vp_irql_raise(VP_DISPATCH_LEVEL);
	vp_spinlock_take(SpinLock, low ? VP_LOWERS_ANY : VP_LOWERS_NONE);
}
EXPORT_SYMBOL_GPL(VideoPortAcquireSpinLockAtDpcLevel);

VOID VideoPortReleaseSpinLockFromDpcLevel(PVOID HwDeviceExtension,
					  PSPIN_LOCK SpinLock)
{
	enum vp_lowers lowers;

	vp_spinlock_release(vp_adapter_of(HwDeviceExtension), SpinLock, &lowers,
			    __func__, _RET_IP_);
	if (lowers == VP_LOWERS_ANY)
		vp_irql_lower(vp_irql_least());
}
EXPORT_SYMBOL_GPL(VideoPortReleaseSpinLockFromDpcLevel);
