// SPDX-License-Identifier: GPL-2.0
/*
 * The one queue of presents: between whoever has the screen and the device, under the
 * ring lock. The device's own life (attach, time-out, reset) is in display.c.
 */
#include <linux/ktime.h>
#include <linux/poll.h>

#include "adapter.h"
#include "frames/interface.h"
#include "frames/leaving.h"
#include "frames/present.h"
#include "frames/presenter.h"
#include "frames/set.h"
#include "frames/waiters.h"
#include "frames/watchdog.h"
#include "irql.h"

/* A device's number for a present that only brings a lost picture back */
#define VP_TAG_RESTORE	BIT_ULL(63)

static u8 vp_present_lock(struct vp_adapter *adapter)
	__acquires(&adapter->present.lock)
{
	u8 irql = vp_irql_raise(VP_DISPATCH_LEVEL);

	raw_spin_lock(&adapter->present.lock);
	vp_irql_call_begin(&adapter->present.call);
	return irql;
}

static void vp_present_unlock(struct vp_adapter *adapter, u8 irql)
	__releases(&adapter->present.lock)
{
	vp_irql_call_end(adapter, &adapter->present.call);
	raw_spin_unlock(&adapter->present.lock);
	vp_irql_lower(irql);
}

/* @wake: whoever waits for the presenter that has the screen, who may let go at once. */
static void vp_present_unlock_wake(struct vp_adapter *adapter, u8 irql, bool wake)
	__releases(&adapter->present.lock)
{
	struct vp_presenter *screen = adapter->present.screen;
	struct vp_waiters *waiters = NULL;

	if (wake && screen)
		waiters = vp_waiters_get(screen->waiters);
	vp_present_unlock(adapter, irql);
	if (!waiters)
		return;
	vp_waiters_wake(waiters);
	vp_waiters_put(waiters);
}

/* The upper half of the tags of what is on the device now */
static u64 vp_present_tags(struct vp_adapter *adapter)
{
	return (u64)(adapter->present.epoch & 0x3fffffff) << 32;
}

static bool vp_present_may_send(struct vp_adapter *adapter)
{
	return adapter->present.screen && adapter->present.open && !adapter->present.dimming;
}

/* Whether somebody is to be woken; who wakes up asks the device anew. */
static bool vp_present_advance(struct vp_adapter *adapter)
{
	const FRAME_RING_INTERFACE *iface = vp_interface(adapter);

	if (!vp_presenter_advance(adapter->present.screen))
		return false;
	if (adapter->present.open)
		iface->Notify(iface->Context, 0);
	return true;
}

/* Hand queued presents to the device while it takes them. */
static void vp_present_pump(struct vp_adapter *adapter)
{
	const FRAME_RING_INTERFACE *iface = vp_interface(adapter);
	struct vp_presenter *presenter = adapter->present.screen;
	PFRAME_PRESENT first;
	ULONG count, taken;

	lockdep_assert_held(&adapter->present.lock);
	if (!vp_present_may_send(adapter))
		return;
	while ((count = vp_presenter_run(presenter, vp_present_tags(adapter), &first))) {
		taken = iface->Submit(iface->Context, first, count,
				      vp_presenter_has_more(presenter, count));
		vp_presenter_sent(presenter, min(taken, count));
		if (taken < count)
			break;
	}
	if (presenter->unanswered)
		vp_watchdog_run(adapter);
}

/*
 * It is at work yet on what somebody left who has ended; no longer than on so many as
 * it was given.
 */
static bool vp_present_was_left(struct vp_adapter *adapter)
{
	if (!adapter->present.strays)
		return false;
	adapter->present.strays--;
	vp_leaving_touch(adapter);
	return true;
}

/*
 * The device's word is not trusted: an answer counts only if it names what is on the
 * device now. This one names no present that is; it is from before a time-out, or made up,
 * or of something else.
 */
static bool vp_present_sort(struct vp_adapter *adapter, const FRAME_COMPLETION *answer)
{
	struct vp_presenter *presenter = adapter->present.screen;
	u64 tag = answer->Tag;

	if (tag == (VP_TAG_RESTORE | adapter->present.restores) && presenter)
		vp_presenter_restored(presenter, answer);
	if (tag & VP_TAG_RESTORE)
		return false;
	if (tag & VP_LEAVING_TAG)
		return vp_leaving_answer(adapter, tag);
	if (presenter && tag >> 32 == vp_present_tags(adapter) >> 32)
		return false;
	return vp_present_was_left(adapter);
}

static void vp_present_sort_all(struct vp_adapter *adapter, const FRAME_COMPLETION *answers,
				ULONG count)
{
	struct vp_presenter *presenter = adapter->present.screen;
	u64 now, tags = vp_present_tags(adapter);
	ULONG i = 0, known;
	bool any = false;

	if (!count)
		return;
	now = ktime_get_ns();
	while (i < count) {
		known = presenter ? vp_presenter_answers(presenter, tags, answers + i,
							 count - i, now) : 0;
		any |= known != 0;
		i += known;
		if (i < count)
			any |= vp_present_sort(adapter, &answers[i++]);
	}
	if (any)
		vp_watchdog_touch(adapter);
}

/* What a miniport says that it has put into the room for a chunk */
static ULONG vp_present_reaped(struct vp_adapter *adapter, ULONG count)
{
	if (count != FRAME_RING_LOST)
		return min_t(ULONG, count, VP_PRESENT_CHUNK);
	vp_watchdog_lost(adapter);
	return 0;
}

/* Take what the device has finished: whether there was something */
static bool vp_present_reap(struct vp_adapter *adapter)
{
	const FRAME_RING_INTERFACE *iface = vp_interface(adapter);
	FRAME_COMPLETION *answers = adapter->present.answers;
	ULONG count, total = 0;

	do {
		count = iface->Reap(iface->Context, answers, VP_PRESENT_CHUNK);
		count = vp_present_reaped(adapter, count);
		if (!count)
			break;
		vp_present_sort_all(adapter, answers, count);
		total += count;
		/* A device that makes answers up must not keep us here. */
	} while (count == VP_PRESENT_CHUNK && total < 4 * VIDEOPORT_MAX_FRAMES);
	return total;
}

/* The same, and what follows: whether somebody is to be woken */
static bool vp_present_collect(struct vp_adapter *adapter)
{
	lockdep_assert_held(&adapter->present.lock);
	if (!adapter->present.open || !vp_present_reap(adapter) || !adapter->present.screen)
		return false;
	vp_present_pump(adapter);
	return vp_present_advance(adapter);
}

/*
 * Presents out and completions in, where the miniport has one call for both: whether it
 * was enough
 */
static bool vp_present_turn(struct vp_adapter *adapter)
{
	const FRAME_RING_INTERFACE *iface = vp_interface(adapter);
	struct vp_presenter *presenter = adapter->present.screen;
	FRAME_COMPLETION *answers = adapter->present.answers;
	FRAME_TURN turn = {
		.Completions = answers,
		.CompletionCount = VP_PRESENT_CHUNK,
	};

	turn.PresentCount = vp_presenter_run(presenter, vp_present_tags(adapter), &turn.Presents);
	if (!turn.PresentCount || vp_presenter_has_more(presenter, turn.PresentCount))
		return false;
	iface->Turn(iface->Context, &turn);
	vp_presenter_sent(presenter, min(turn.Taken, turn.PresentCount));
	turn.Reaped = vp_present_reaped(adapter, turn.Reaped);
	vp_present_sort_all(adapter, answers, turn.Reaped);
	vp_watchdog_run(adapter);
	return turn.Taken == turn.PresentCount && turn.Reaped < VP_PRESENT_CHUNK;
}

/* Presents go out, and what has finished comes in: whether somebody is to be woken */
static bool vp_present_exchange(struct vp_adapter *adapter)
{
	if (!vp_present_may_send(adapter) || !vp_interface(adapter)->Turn ||
	    !vp_present_turn(adapter)) {
		vp_present_pump(adapter);
		if (adapter->present.open && vp_present_reap(adapter))
			vp_present_pump(adapter);
	}
	return vp_present_advance(adapter);
}

/*
 * Have the device interrupt for what the sleepers wait for. Where it has
 * finished that already, or its answers went to nobody, look again.
 */
static bool vp_present_arm(struct vp_adapter *adapter)
{
	struct vp_presenter *presenter = adapter->present.screen;
	unsigned int tries;
	bool wake = false;
	u32 awaited;

	for (tries = 0; tries < 3; tries++) {
		if (!adapter->present.open || !presenter || !presenter->unanswered ||
		    (!vp_presenter_target(presenter) && presenter->sent == presenter->head))
			break;
		awaited = vp_presenter_awaited(presenter);
		if (!awaited || vp_interface(adapter)->Notify(vp_interface(adapter)->Context,
							      awaited))
			break;
		wake |= vp_present_collect(adapter);
	}
	return wake;
}

static void vp_present_restore(struct vp_presenter *presenter)
{
	const FRAME_RING_INTERFACE *iface = vp_interface(presenter->adapter);
	struct vp_present_state *state = &presenter->adapter->present;
	FRAME_PRESENT last;

	if (!vp_presenter_last(presenter, &last))
		return;
	last.Tag = VP_TAG_RESTORE | ++state->restores;
	if (!iface->Submit(iface->Context, &last, 1, FALSE))
		vp_presenter_unhold(presenter);
}

/**
 * vp_present_open() - let presents reach the device
 * @adapter: an adapter that nobody has presented on yet
 *
 * Context: process context.
 */
void vp_present_open(struct vp_adapter *adapter)
{
	u8 irql = vp_present_lock(adapter);

	adapter->present.open = true;
	vp_present_unlock(adapter, irql);
}

/* What was held back goes out; what was called off meanwhile is done with it. */
static bool vp_present_resend(struct vp_adapter *adapter)
{
	bool wake = false;

	vp_present_pump(adapter);
	if (adapter->present.screen)
		wake = vp_present_advance(adapter);
	return vp_present_arm(adapter) || wake;
}

/**
 * vp_present_reopen() - let presents reach the device again
 * @adapter: the adapter, its sets attached afresh
 *
 * Context: process context.
 */
void vp_present_reopen(struct vp_adapter *adapter)
{
	bool wake;
	u8 irql;

	irql = vp_present_lock(adapter);
	adapter->present.open = true;
	adapter->present.dimming = false;
	vp_watchdog_restarted(adapter);
	if (adapter->present.screen)
		vp_present_restore(adapter->present.screen);
	wake = vp_present_resend(adapter);
	vp_present_unlock_wake(adapter, irql, wake);
}

/**
 * vp_present_service() - take what the device has finished, and wake who waits for it
 * @adapter: the adapter
 *
 * Context: softirq or process context, no lock of the miniport's held.
 */
void vp_present_service(struct vp_adapter *adapter)
{
	bool wake;
	u8 irql;

	irql = vp_present_lock(adapter);
	wake = vp_present_collect(adapter);
	wake |= vp_present_arm(adapter);
	vp_present_unlock_wake(adapter, irql, wake);
}

/* What is on the device has to be made out for it anew. */
static void vp_present_new_epoch(struct vp_adapter *adapter)
{
	adapter->present.epoch++;
	if (adapter->present.screen)
		vp_presenter_anew(adapter->present.screen);
}

/**
 * vp_present_close() - let no answer count any more: the device is given up
 * @adapter: the adapter
 *
 * Context: process context.
 */
void vp_present_close(struct vp_adapter *adapter)
{
	u8 irql = vp_present_lock(adapter);

	adapter->present.open = false;
	adapter->present.strays = 0;
	vp_watchdog_reset(adapter);
	vp_present_new_epoch(adapter);
	vp_present_unlock(adapter, irql);
}

/**
 * vp_present_abort() - give all up that the device had when it was closed
 * @adapter: the adapter; the device does not read any frame now
 *
 * Context: process context.
 */
void vp_present_abort(struct vp_adapter *adapter)
{
	struct vp_presenter *screen;
	bool wake = false;
	u8 irql;

	irql = vp_present_lock(adapter);
	screen = adapter->present.screen;
	if (screen)
		wake = vp_presenter_fail(screen, screen->sent, -ETIMEDOUT, true);
	vp_present_unlock_wake(adapter, irql, wake);
}

/**
 * vp_present_break() - let nobody wait for a device that is cut off
 * @adapter: the adapter
 *
 * Context: process context.
 */
void vp_present_break(struct vp_adapter *adapter)
{
	struct vp_presenter *screen;
	u8 irql;

	irql = vp_present_lock(adapter);
	screen = adapter->present.screen;
	adapter->present.open = false;
	adapter->present.dimming = false;
	adapter->present.broken = true;
	if (screen)
		vp_presenter_fail(screen, screen->head, -EIO, false);
	vp_present_unlock(adapter, irql);
	vp_waiters_wake_all(adapter);
}

/**
 * vp_present_stop() - call the miniport's ring no more
 * @adapter: the adapter
 * @gone: for good; otherwise until vp_present_reopen()
 *
 * Context: process context.
 */
void vp_present_stop(struct vp_adapter *adapter, bool gone)
{
	struct vp_presenter *screen;
	u8 irql;

	irql = vp_present_lock(adapter);
	screen = adapter->present.screen;
	adapter->present.open = false;
	adapter->present.gone = gone;
	adapter->present.strays = 0;
	if (screen)
		vp_presenter_rewind(screen);
	vp_present_new_epoch(adapter);
	vp_present_unlock(adapter, irql);
	vp_waiters_wake_all(adapter);
}

/* Whether the device has a present or a set to answer for */
static bool vp_present_pending(struct vp_adapter *adapter)
{
	struct vp_presenter *screen = adapter->present.screen;

	return (screen && screen->unanswered) || vp_leaving_any(adapter);
}

/**
 * vp_present_waiting() - whether the device has something to do yet
 * @adapter: the adapter
 * @timeout: jiffies that it may be silent
 * @late: whether it was silent for longer, or is lost, and is to be reset
 *
 * For the watchdog, once a look.
 *
 * Context: process context.
 * Return: true if it has not answered a present, has a set to let go of, or is lost.
 */
bool vp_present_waiting(struct vp_adapter *adapter, unsigned long timeout, bool *late)
{
	bool waiting;
	u8 irql;

	irql = vp_present_lock(adapter);
	waiting = adapter->present.open &&
		  (vp_watchdog_is_lost(adapter) || vp_present_pending(adapter));
	*late = waiting && (vp_watchdog_late(adapter, timeout) |
			    vp_leaving_late(adapter, timeout));
	vp_present_unlock(adapter, irql);
	return waiting;
}

/**
 * vp_present_busy() - whether the device has something to do yet
 * @adapter: the adapter
 *
 * Context: process context.
 */
bool vp_present_busy(struct vp_adapter *adapter)
{
	bool busy;
	u8 irql;

	irql = vp_present_lock(adapter);
	busy = vp_present_pending(adapter);
	vp_present_unlock(adapter, irql);
	return busy;
}

/**
 * vp_present_answered() - the device has done something else than a present, or has it
 *	to do from now on
 * @adapter: the adapter
 *
 * Context: process context.
 */
void vp_present_answered(struct vp_adapter *adapter)
{
	u8 irql = vp_present_lock(adapter);

	vp_watchdog_touch(adapter);
	vp_present_unlock(adapter, irql);
}

/* Whose the screen is, which may change at any time */
struct vp_presenter *vp_present_screen(struct vp_adapter *adapter)
{
	return READ_ONCE(adapter->present.screen);
}

/**
 * vp_present_dim() - hold frames back while the screen is taken dark
 * @adapter: the adapter
 *
 * Context: process context, the device lock held until vp_present_dimmed().
 * Return: whether the screen is nobody's; if not, nothing is held back.
 */
bool vp_present_dim(struct vp_adapter *adapter)
{
	u8 irql = vp_present_lock(adapter);
	bool free = !adapter->present.screen;

	adapter->present.dimming = free;
	vp_present_unlock(adapter, irql);
	return free;
}

/**
 * vp_present_dimmed() - the screen is dark: let frames come
 * @adapter: the adapter
 *
 * Context: process context, the device lock held.
 */
void vp_present_dimmed(struct vp_adapter *adapter)
{
	bool wake;
	u8 irql;

	irql = vp_present_lock(adapter);
	adapter->present.dimming = false;
	wake = vp_present_resend(adapter);
	vp_present_unlock_wake(adapter, irql, wake);
}

/* Only tells what to say: who acts on the device passes the gate. */
bool vp_present_is_gone(struct vp_adapter *adapter)
{
	return READ_ONCE(adapter->present.gone);
}

bool vp_present_is_broken(struct vp_adapter *adapter)
{
	return READ_ONCE(adapter->present.broken);
}

/* What all presenters have done so far, and how often the device was given up */
void vp_present_count(struct vp_adapter *adapter, struct vp_present_counters *counters)
{
	u8 irql = vp_present_lock(adapter);

	vp_presenter_count(adapter, &counters->frames, &counters->bytes);
	counters->timeouts = vp_watchdog_resets(adapter);
	vp_present_unlock(adapter, irql);
}

/* Why nothing is accepted, or 0 */
static int vp_present_refused(struct vp_presenter *presenter)
{
	struct vp_present_state *state = &presenter->adapter->present;

	if (state->gone)
		return -ENODEV;
	if (state->broken)
		return -EIO;
	if (presenter->dead)
		return -EINVAL;
	return state->screen && state->screen != presenter ? -EBUSY : 0;
}

static bool vp_present_has_room(struct vp_presenter *presenter, unsigned int count)
{
	return presenter->head - presenter->taken + count <= presenter->depth;
}

/* The screen is the presenter's from now on. */
static void vp_present_get_screen(struct vp_presenter *presenter)
{
	struct vp_present_state *state = &presenter->adapter->present;

	if (state->screen == presenter)
		return;
	state->screen = presenter;
	state->epoch++;
}

/**
 * vp_present_refusal() - why nothing is accepted
 * @presenter: who would present
 *
 * Context: process context.
 * Return: what vp_present_accept() would, whatever the frames.
 */
int vp_present_refusal(struct vp_presenter *presenter)
{
	u8 irql = vp_present_lock(presenter->adapter);
	int ret = vp_present_refused(presenter);

	vp_present_unlock(presenter->adapter, irql);
	return ret;
}

/* Why there is nothing to take and will not be, or 0. */
static int vp_present_verdict(struct vp_presenter *presenter)
{
	struct vp_present_state *state = &presenter->adapter->present;

	if (state->gone)
		return -ENODEV;
	if (presenter->dead)
		return -EINVAL;
	if (state->broken && presenter->done == presenter->taken)
		return -EIO;
	return 0;
}

/* How many more it waits for, of those that can come yet */
static unsigned int vp_present_wants(struct vp_presenter *presenter,
				     const struct vp_present_wish *wish, unsigned int count)
{
	if (count >= wish->min || presenter->adapter->present.broken ||
	    (!wish->patient && !presenter->unanswered))
		return 0;
	return wish->min - count;
}

/*
 * Take what is wished for and there. Who goes to sleep for more is marked from here on; if
 * it is not on the queue yet when the mark is taken away, it finds it gone.
 */
static int vp_present_serve(struct vp_presenter *presenter, struct vp_present_wish *wish)
{
	int count = vp_present_verdict(presenter);

	wish->wants = 0;
	if (count)
		return count;
	count = vp_presenter_peek(presenter, wish->to, wish->max);
	vp_presenter_taken(presenter, count);
	wish->wants = vp_present_wants(presenter, wish, count);
	wish->mark = presenter->taken + wish->wants;
	if (wish->wants)
		vp_presenter_sleep(presenter, wish->mark);
	return count;
}

/**
 * vp_present_accept() - take frames to be presented, all or none
 * @presenter: who presents; it has the screen from now on if nobody has
 * @set: an attached set
 * @window: what of the frames the screen shows, and may be as large; NULL: all
 * @frames: checked against it
 * @count: how many
 * @wish: what of completions is taken at once, as vp_present_take() does; NULL: nothing
 *
 * Context: softirq or process context, no other may present for it meanwhile.
 * Return: how many were taken; -EAGAIN if the presenter's depth allows no more; -EBUSY if
 * another has the screen; -ENODEV; -EIO; -EINVAL for one that has ended.
 */
int vp_present_accept(struct vp_presenter *presenter, struct vp_set *set,
		      const FRAME_RECT *window, const struct videoport_frame *frames,
		      unsigned int count, struct vp_present_wish *wish)
{
	struct vp_adapter *adapter = presenter->adapter;
	bool wake = false;
	int ret;
	u8 irql;

	irql = vp_present_lock(adapter);
	ret = vp_present_refused(presenter);
	if (!ret && !vp_present_has_room(presenter, count))
		ret = -EAGAIN;
	if (!ret) {
		vp_present_get_screen(presenter);
		/* The time of the first begins now. */
		if (!presenter->unanswered)
			vp_watchdog_touch(adapter);
		vp_presenter_queue(presenter, set, window, frames, count,
				   vp_present_may_send(adapter), vp_present_tags(adapter));
		wake = vp_present_exchange(adapter);
		if (wish)
			ret = vp_present_serve(presenter, wish);
		wake |= vp_present_arm(adapter);
	}
	vp_present_unlock_wake(adapter, irql, wake);
	return ret;
}

/**
 * vp_present_take() - take completions
 * @presenter: whose
 * @wish: what is wished for, and whether the caller has to wait for more
 *
 * They are nobody else's from here on, unless vp_present_untake() gives them back.
 *
 * Context: process context; no other may take meanwhile.
 * Return: how many were taken, or why there are and will be none.
 */
int vp_present_take(struct vp_presenter *presenter, struct vp_present_wish *wish)
{
	struct vp_adapter *adapter = presenter->adapter;
	bool wake = false;
	int ret;
	u8 irql;

	irql = vp_present_lock(adapter);
	if (presenter->done - presenter->taken < (wish->looked ? wish->min : wish->max))
		wake = vp_present_collect(adapter);
	ret = vp_present_serve(presenter, wish);
	wake |= vp_present_arm(adapter);
	vp_present_unlock_wake(adapter, irql, wake);
	return ret;
}

/**
 * vp_present_untake() - completions have not reached whom they are for
 * @presenter: whose
 * @count: how many of those that were taken last
 *
 * Their slots are not used again meanwhile: the caller's frames are not free.
 *
 * Context: process context, no other may take since they were.
 */
void vp_present_untake(struct vp_presenter *presenter, unsigned int count)
{
	u8 irql = vp_present_lock(presenter->adapter);

	vp_presenter_untake(presenter, count);
	vp_present_unlock(presenter->adapter, irql);
	/* Who has begun to wait meanwhile has not counted them. */
	vp_waiters_wake(presenter->waiters);
}

/**
 * vp_present_over() - whether there is nothing to wait for any more
 * @presenter: whose completions are waited for
 * @wish: what vp_present_take() has left of it
 *
 * Without the lock, for who is on the queue of its waiters already: whatever changes the
 * answer comes before a wake-up. So it is, too, where who sleeps is not marked any more:
 * it has to look again, and is then.
 *
 * Context: any.
 */
bool vp_present_over(struct vp_presenter *presenter, const struct vp_present_wish *wish)
{
	struct vp_present_state *state = &presenter->adapter->present;
	s64 there = READ_ONCE(presenter->done) - READ_ONCE(presenter->taken);
	u64 mark = READ_ONCE(presenter->wake_at);

	return !mark || mark > wish->mark || there >= (s64)wish->wants || READ_ONCE(state->gone) ||
	       READ_ONCE(state->broken) || READ_ONCE(presenter->dead) ||
	       (!wish->patient && !READ_ONCE(presenter->unanswered));
}

/* Whether there is something to take, or never will be; if not, who waits is woken. */
static bool vp_present_look(struct vp_presenter *presenter, bool *wake)
{
	struct vp_adapter *adapter = presenter->adapter;

	*wake = vp_present_collect(adapter);
	if (presenter->done > presenter->taken || vp_present_verdict(presenter))
		return true;
	vp_presenter_sleep(presenter, presenter->taken + 1);
	*wake |= vp_present_arm(adapter);
	return false;
}

/**
 * vp_present_ready() - whether there is something to take, or never will be
 * @presenter: whose
 *
 * If not, the device interrupts for it.
 *
 * Context: process context.
 * Return: true if so.
 */
bool vp_present_ready(struct vp_presenter *presenter)
{
	struct vp_adapter *adapter = presenter->adapter;
	bool ready, wake;
	u8 irql;

	irql = vp_present_lock(adapter);
	ready = vp_present_look(presenter, &wake);
	vp_present_unlock_wake(adapter, irql, wake);
	return ready;
}

/**
 * vp_present_finish() - take all completions there are, for who wants no more than their
 *	number
 * @presenter: whose
 *
 * Context: softirq or process context; no other may take meanwhile.
 * Return: as vp_present_peek(), what the device has finished being known.
 */
int vp_present_finish(struct vp_presenter *presenter)
{
	struct vp_adapter *adapter = presenter->adapter;
	int ret;
	u8 irql;

	irql = vp_present_lock(adapter);
	ret = vp_present_verdict(presenter);
	if (!ret) {
		ret = presenter->done - presenter->taken;
		vp_presenter_taken(presenter, ret);
	}
	vp_present_unlock(adapter, irql);
	return ret;
}

/**
 * vp_present_poll() - what may be taken without waiting
 * @presenter: who would
 *
 * Context: process context, after poll_wait() on its waiters.
 * Return: EPOLLIN; EPOLLERR and EPOLLHUP when the device is gone.
 */
__poll_t vp_present_poll(struct vp_presenter *presenter)
{
	struct vp_adapter *adapter = presenter->adapter;
	__poll_t mask = 0;
	bool wake;
	u8 irql;

	irql = vp_present_lock(adapter);
	vp_present_look(presenter, &wake);
	if (vp_present_verdict(presenter))
		mask = EPOLLERR | EPOLLHUP;
	if (presenter->done > presenter->taken)
		mask |= EPOLLIN | EPOLLRDNORM;
	vp_present_unlock_wake(adapter, irql, wake);
	return mask;
}

/**
 * vp_present_forget() - a set goes that may have been presented
 * @presenter: who may have
 * @set: the set, still attached
 *
 * What is under way of it is done with -ECANCELED.
 *
 * Context: process context.
 */
void vp_present_forget(struct vp_presenter *presenter, const struct vp_set *set)
{
	struct vp_adapter *adapter = presenter->adapter;
	bool wake;
	u8 irql;

	irql = vp_present_lock(adapter);
	wake = vp_presenter_forget(presenter, set);
	if (adapter->present.screen == presenter) {
		vp_present_pump(adapter);
		wake |= vp_present_advance(adapter);
	}
	vp_present_unlock_wake(adapter, irql, wake);
}

/* The screen is nobody's then, and what the device has of the presenter's a stray. */
static void vp_present_leave(struct vp_presenter *presenter)
{
	struct vp_present_state *state = &presenter->adapter->present;

	lockdep_assert_held(&state->lock);
	if (state->screen != presenter)
		return;
	state->screen = NULL;
	state->epoch++;
	state->strays += vp_presenter_under_way(presenter);
}

/**
 * vp_present_yield() - give the screen up until the next present, and drop what there is
 * @presenter: whose completions nobody will take
 *
 * Context: process context; no other may present or take meanwhile.
 */
void vp_present_yield(struct vp_presenter *presenter)
{
	u8 irql = vp_present_lock(presenter->adapter);

	vp_present_leave(presenter);
	vp_presenter_drop(presenter);
	vp_present_unlock(presenter->adapter, irql);
}

/**
 * vp_present_end() - accept nothing any more, and give the screen up
 * @presenter: one whose owner lets go
 *
 * Context: process context.
 */
void vp_present_end(struct vp_presenter *presenter)
{
	struct vp_adapter *adapter = presenter->adapter;
	u8 irql;

	irql = vp_present_lock(adapter);
	presenter->dead = true;
	vp_present_leave(presenter);
	vp_present_unlock(adapter, irql);
	vp_waiters_wake(presenter->waiters);
}

void vp_present_init(struct vp_adapter *adapter)
{
	raw_spin_lock_init(&adapter->present.lock);
}
