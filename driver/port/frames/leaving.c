// SPDX-License-Identifier: GPL-2.0
/*
 * Sets that the device is to let go of. Detaching one does not wait: its memory stays
 * until the device's answer, or until the device can't reach memory at all.
 */
#include "adapter.h"
#include "frames/leaving.h"
#include "frames/set.h"
#include "frames/watchdog.h"

static void vp_leaving_restart(struct vp_leaving_state *state)
{
	lockdep_assert_held(&state->lock);
	state->since = jiffies;
	state->looks = 0;
}

/**
 * vp_leaving_touch() - the device is at work yet on what is before the first of them
 * @adapter: the adapter
 *
 * Context: any.
 */
void vp_leaving_touch(struct vp_adapter *adapter)
{
	struct vp_leaving_state *state = &adapter->leaving;
	unsigned long flags;

	raw_spin_lock_irqsave(&state->lock, flags);
	vp_leaving_restart(state);
	raw_spin_unlock_irqrestore(&state->lock, flags);
}

/**
 * vp_leaving_late() - whether the device takes too long to let go of one
 * @adapter: the adapter
 * @timeout: jiffies that it may take for each
 *
 * Called once a look; as vp_watchdog_late() by the clock and by looks. What else the
 * device answers meanwhile does not count: it may be at work for somebody else for ever.
 *
 * Context: any.
 */
bool vp_leaving_late(struct vp_adapter *adapter, unsigned long timeout)
{
	struct vp_leaving_state *state = &adapter->leaving;
	unsigned long flags;
	bool late;

	raw_spin_lock_irqsave(&state->lock, flags);
	late = !list_empty(&state->leaving) &&
	       ++state->looks >= timeout / VP_WATCHDOG_PERIOD &&
	       time_after(jiffies, state->since + timeout);
	raw_spin_unlock_irqrestore(&state->lock, flags);
	return late;
}

/**
 * vp_leaving_add() - wait for the device to let go of a set
 * @adapter: the adapter
 * @set: the set; a reference goes along
 *
 * Context: any.
 * Return: the number that the device's answer will have.
 */
u64 vp_leaving_add(struct vp_adapter *adapter, struct vp_set *set)
{
	struct vp_leaving_state *state = &adapter->leaving;
	unsigned long flags;

	raw_spin_lock_irqsave(&state->lock, flags);
	if (list_empty(&state->leaving))
		vp_leaving_restart(state);
	set->leaving_tag = VP_LEAVING_TAG | ++state->last;
	list_add_tail(&set->leaving, &state->leaving);
	raw_spin_unlock_irqrestore(&state->lock, flags);
	return set->leaving_tag;
}

static struct vp_set *vp_leaving_find(struct vp_leaving_state *state, u64 tag)
{
	struct vp_set *set;

	list_for_each_entry(set, &state->leaving, leaving)
		if (set->leaving_tag == tag)
			return set;
	return NULL;
}

/**
 * vp_leaving_answer() - the device says that it has let go of one
 * @adapter: the adapter
 * @tag: the number that it says
 *
 * Context: any.
 * Return: whether there is such a one.
 */
bool vp_leaving_answer(struct vp_adapter *adapter, u64 tag)
{
	struct vp_leaving_state *state = &adapter->leaving;
	unsigned long flags;
	struct vp_set *set;

	raw_spin_lock_irqsave(&state->lock, flags);
	set = vp_leaving_find(state, tag);
	if (set) {
		list_move_tail(&set->leaving, &state->left);
		vp_leaving_restart(state);
	}
	raw_spin_unlock_irqrestore(&state->lock, flags);
	if (set)
		state->gone(adapter);
	return set;
}

/* Whether the device still has one to let go of */
bool vp_leaving_any(struct vp_adapter *adapter)
{
	return !list_empty_careful(&adapter->leaving.leaving);
}

/**
 * vp_leaving_end() - the device has let go of all, whatever it says
 * @adapter: an adapter whose device was reset, or can't reach memory
 *
 * Context: any.
 */
void vp_leaving_end(struct vp_adapter *adapter)
{
	struct vp_leaving_state *state = &adapter->leaving;
	unsigned long flags;

	raw_spin_lock_irqsave(&state->lock, flags);
	list_splice_tail_init(&state->leaving, &state->left);
	raw_spin_unlock_irqrestore(&state->lock, flags);
	state->gone(adapter);
}

/* A set that the device has let go of, its reference the caller's, or NULL. */
struct vp_set *vp_leaving_next(struct vp_adapter *adapter)
{
	struct vp_leaving_state *state = &adapter->leaving;
	unsigned long flags;
	struct vp_set *set;

	raw_spin_lock_irqsave(&state->lock, flags);
	set = list_first_entry_or_null(&state->left, struct vp_set, leaving);
	if (set)
		list_del_init(&set->leaving);
	raw_spin_unlock_irqrestore(&state->lock, flags);
	return set;
}

/* @gone: may not sleep, and may be called under the ring lock. */
void vp_leaving_init(struct vp_adapter *adapter, void (*gone)(struct vp_adapter *adapter))
{
	raw_spin_lock_init(&adapter->leaving.lock);
	INIT_LIST_HEAD(&adapter->leaving.leaving);
	INIT_LIST_HEAD(&adapter->leaving.left);
	adapter->leaving.gone = gone;
}
