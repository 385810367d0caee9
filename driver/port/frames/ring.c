// SPDX-License-Identifier: GPL-2.0
/*
 * The ring's states and order. What happens to a frame happens here, under
 * the ring lock; the device's own life (attach, show, time-out, reset) is in
 * display.c.
 *
 * A present is queued, then on the device, then done, each in the order of
 * presents; then it is taken by the program. Where the device scans frames
 * out, one is done only when a later one is on the screen.
 */
#include <linux/ktime.h>
#include <linux/poll.h>
#include <linux/slab.h>

#include "adapter.h"
#include "frames/interface.h"
#include "frames/ring.h"
#include "frames/set.h"
#include "frames/waiters.h"
#include "irql.h"
#include "trace.h"

/* Answers handled at a time, on the stack */
#define VP_RING_CHUNK	16

/* A device's number for a present that only brings a lost picture back */
#define VP_TAG_RESTORE	BIT_ULL(63)

static struct vp_slot *vp_slot(struct vp_ring *ring, u64 n)
{
	return &ring->slots[n % VIDEOPORT_MAX_FRAMES];
}

static u8 vp_ring_lock(struct vp_adapter *adapter)
	__acquires(&adapter->ring.lock)
{
	u8 irql = vp_irql_raise(VP_DISPATCH_LEVEL);

	raw_spin_lock(&adapter->ring.lock);
	vp_irql_call_begin(&adapter->ring.call);
	return irql;
}

static void vp_ring_unlock(struct vp_adapter *adapter, u8 irql)
	__releases(&adapter->ring.lock)
{
	vp_irql_call_end(adapter, &adapter->ring.call);
	raw_spin_unlock(&adapter->ring.lock);
	vp_irql_lower(irql);
}

/* @wake: whoever waits for the ring that has the screen. Its owner may let go at once. */
static void vp_ring_unlock_wake(struct vp_adapter *adapter, u8 irql, bool wake)
	__releases(&adapter->ring.lock)
{
	struct vp_ring *screen = adapter->ring.screen;
	struct vp_waiters *waiters = NULL;

	if (wake && screen)
		waiters = vp_waiters_get(screen->waiters);
	vp_ring_unlock(adapter, irql);
	if (!waiters)
		return;
	vp_waiters_wake(waiters);
	vp_waiters_put(waiters);
}

/* The device has a reason to be given time. */
static void vp_ring_touch(struct vp_adapter *adapter)
{
	adapter->ring.progress = jiffies;
	adapter->ring.looks = 0;
}

static bool vp_ring_scans_out(struct vp_adapter *adapter)
{
	return vp_interface_limits(adapter)->Flags & FRAME_RING_SCANS_OUT;
}

static u64 vp_ring_tag(struct vp_adapter *adapter, u64 n)
{
	return ((u64)(adapter->ring.epoch & 0x7fffffff) << 32) | (u32)n;
}

static u64 vp_ring_restore_tag(struct vp_adapter *adapter)
{
	return VP_TAG_RESTORE | ++adapter->ring.restores;
}

static void vp_rect_all(const struct vp_ring *ring, FRAME_RECT *rect)
{
	rect->Left = 0;
	rect->Top = 0;
	rect->Width = ring->set->desc.Width;
	rect->Height = ring->set->desc.Height;
}

static bool vp_ring_submit(struct vp_adapter *adapter, struct vp_ring *ring,
			   struct vp_slot *slot, u64 n)
{
	u64 tag = vp_ring_tag(adapter, n);
	u32 id = ring->set->desc.Id;

	/*
	 * Where the screen is not what the program was told, its rectangle is
	 * not enough. Where a sleep took back what an earlier present showed,
	 * that has to come again in its turn.
	 */
	if (ring->stale)
		vp_rect_all(ring, &slot->rect);
	if (slot->finished)
		tag = vp_ring_restore_tag(adapter);
	if (!vp_interface(adapter)->Submit(vp_interface(adapter)->Context, id, slot->frame,
					   &slot->rect, tag, n < ring->head))
		return false;
	slot->whole = ring->stale;
	trace_vp_frame_queue(MINOR(adapter->dev.devt), id, slot->frame, n);
	return true;
}

/**
 * vp_ring_watch() - have the watchdog look after the device in a while
 * @adapter: the adapter
 *
 * Context: any.
 */
void vp_ring_watch(struct vp_adapter *adapter)
{
	schedule_delayed_work(&adapter->ring.watchdog, VP_RING_PERIOD);
}

/*
 * vp_ring_pump() - hand queued frames to the device while it takes them
 * @adapter: the adapter
 *
 * Context: DISPATCH, the ring lock held.
 */
static void vp_ring_pump(struct vp_adapter *adapter)
{
	struct vp_ring *ring = adapter->ring.screen;
	struct vp_slot *slot;

	lockdep_assert_held(&adapter->ring.lock);
	if (!ring || !adapter->ring.open)
		return;
	while (ring->sent < ring->head) {
		slot = vp_slot(ring, ring->sent + 1);
		/* What failed is not sent again after a sleep. */
		if (!(slot->finished && slot->status) &&
		    !vp_ring_submit(adapter, ring, slot, ring->sent + 1))
			break;
		ring->sent++;
	}
	if (ring->unfinished && !delayed_work_pending(&adapter->ring.watchdog))
		vp_ring_watch(adapter);
}

/*
 * A scanned-out frame waits for its successor. If every other frame has failed
 * behind it, there is none to present, and it must not be kept.
 */
static bool vp_ring_wedged(struct vp_ring *ring)
{
	if (ring->adapter->ring.broken)
		return true;
	return !ring->unfinished && ring->done == ring->taken &&
	       hweight64(ring->busy) == ring->set->desc.FrameCount;
}

static bool vp_slot_done(struct vp_ring *ring, u64 n)
{
	struct vp_slot *slot = vp_slot(ring, n);

	if (!slot->finished)
		return false;
	if (!vp_ring_scans_out(ring->adapter))
		return true;
	return slot->status || n < ring->shown || vp_ring_wedged(ring);
}

/*
 * What the sleepers wait for. Who polls is on the queue without a word, and
 * wants the next one whatever it is.
 */
static u64 vp_ring_target(struct vp_ring *ring)
{
	if (ring->wake_at)
		return ring->wake_at;
	/* Who comes too late to be seen takes the ring lock after us and looks. */
	return waitqueue_active(&ring->waiters->queue) ? ring->done + 1 : 0;
}

static bool vp_ring_advance(struct vp_ring *ring)
{
	struct vp_adapter *adapter = ring->adapter;
	u64 target = vp_ring_target(ring), before = ring->done;
	struct vp_slot *slot;

	while (ring->done < ring->sent && vp_slot_done(ring, ring->done + 1)) {
		slot = vp_slot(ring, ++ring->done);
		adapter->ring.frames += !slot->status;
		if (!slot->status)
			adapter->ring.bytes +=
				(u64)slot->rect.Width * slot->rect.Height * 4;
		trace_vp_frame_done(MINOR(adapter->dev.devt), ring->set->desc.Id, slot->frame,
				    ring->done, slot->status);
	}
	/* Also when nothing more can come: sleepers must not wait for it. */
	if (!target || (ring->done < target && ring->unfinished) ||
	    (!ring->wake_at && ring->done == before))
		return false;
	ring->wake_at = 0;
	if (adapter->ring.open)
		vp_interface(adapter)->Notify(vp_interface(adapter)->Context, 0);
	return true;
}

static void vp_slot_finish(struct vp_ring *ring, u64 n, int status, u64 now)
{
	struct vp_slot *slot = vp_slot(ring, n);

	slot->finished = true;
	slot->status = status;
	slot->time_ns = now;
	ring->unfinished--;
	if (status)
		ring->stale = true;
	else if (slot->whole)
		ring->stale = false;
	if (!status && n > ring->shown) {
		ring->shown = n;
		ring->shown_frame = slot->frame;
	}
}

/*
 * vp_ring_fail() - give presents up that the device will not finish
 * @ring: the ring
 * @first: the first of them
 * @last: the last
 * @status: a negative errno
 *
 * Context: DISPATCH, the ring lock held.
 * Return: whether somebody is to be woken.
 */
static bool vp_ring_fail(struct vp_ring *ring, u64 first, u64 last, int status)
{
	u64 n, now = ktime_get_ns();

	lockdep_assert_held(&ring->adapter->ring.lock);
	for (n = first; n <= last; n++)
		if (!vp_slot(ring, n)->finished)
			vp_slot_finish(ring, n, status, now);
	ring->sent = max(ring->sent, last);
	return vp_ring_advance(ring);
}

/*
 * The device's word is not trusted: an answer counts only if it names a present
 * that is on the device now. All others are from before a time-out or made up.
 */
static void vp_ring_answer(struct vp_adapter *adapter, struct vp_ring *ring,
			   const FRAME_COMPLETION *answer, u64 now)
{
	u64 n;

	if (!ring || answer->Sequence & VP_TAG_RESTORE)
		return;
	n = ring->done + (u32)((u32)answer->Sequence - (u32)ring->done);
	if (answer->Sequence != vp_ring_tag(adapter, n) || n <= ring->done ||
	    n > ring->sent || vp_slot(ring, n)->finished)
		return;
	vp_slot_finish(ring, n, answer->Status == NO_ERROR ? 0 : -EIO, now);
	vp_ring_touch(adapter);
}

/* The watchdog does it, as this can't wait; it has the last word on when. */
static void vp_ring_lost(struct vp_adapter *adapter)
{
	if (adapter->ring.lost)
		return;
	adapter->ring.lost = true;
	cancel_delayed_work(&adapter->ring.watchdog);
	schedule_delayed_work(&adapter->ring.watchdog, 0);
}

/*
 * vp_ring_collect() - take what the device has finished
 * @adapter: the adapter
 *
 * Context: DISPATCH, the ring lock held.
 * Return: whether somebody is to be woken.
 */
static bool vp_ring_collect(struct vp_adapter *adapter)
{
	FRAME_COMPLETION answers[VP_RING_CHUNK];
	struct vp_ring *ring = adapter->ring.screen;
	ULONG count, i, total = 0;
	u64 now = 0;

	lockdep_assert_held(&adapter->ring.lock);
	if (!adapter->ring.open)
		return false;
	do {
		count = vp_interface(adapter)->Reap(vp_interface(adapter)->Context, answers,
						    VP_RING_CHUNK);
		if (count == FRAME_RING_LOST)
			vp_ring_lost(adapter);
		if (!count || count == FRAME_RING_LOST)
			break;
		if (!now)
			now = ktime_get_ns();
		for (i = 0; i < min_t(ULONG, count, VP_RING_CHUNK); i++)
			vp_ring_answer(adapter, ring, &answers[i], now);
		total += count;
		/* A device that makes answers up must not keep us here. */
	} while (count == VP_RING_CHUNK && total < 4 * VIDEOPORT_MAX_FRAMES);
	if (!total || !ring)
		return false;
	vp_ring_pump(adapter);
	return vp_ring_advance(ring);
}

/* How many more answers the sleepers need of those that can come now. */
static u32 vp_ring_awaited(struct vp_ring *ring)
{
	u64 n, last = min(vp_ring_target(ring), ring->sent);
	u32 count = 0;

	/* One at a time: a frame is done by the answer to its successor. */
	if (vp_ring_scans_out(ring->adapter))
		return 1;
	for (n = ring->done + 1; n <= last; n++)
		count += !vp_slot(ring, n)->finished;
	/* The device may be full of what a ring before this one left. */
	return count ?: ring->sent < ring->head;
}

/*
 * Have the device interrupt for what the sleepers wait for. Where it has
 * finished that already, or its answers went to nobody, look again.
 */
static bool vp_ring_arm(struct vp_adapter *adapter)
{
	struct vp_ring *ring = adapter->ring.screen;
	unsigned int tries;
	bool wake = false;
	u32 awaited;

	for (tries = 0; tries < 3; tries++) {
		if (!adapter->ring.open || !ring || !ring->unfinished ||
		    !vp_ring_target(ring))
			break;
		awaited = vp_ring_awaited(ring);
		if (!awaited || vp_interface(adapter)->Notify(vp_interface(adapter)->Context,
							      awaited))
			break;
		wake |= vp_ring_collect(adapter);
	}
	return wake;
}

static void vp_ring_restore(struct vp_adapter *adapter, struct vp_ring *ring)
{
	FRAME_RECT all;

	vp_rect_all(ring, &all);
	if (ring->shown)
		vp_interface(adapter)->Submit(vp_interface(adapter)->Context,
					      ring->set->desc.Id, ring->shown_frame,
					      &all, vp_ring_restore_tag(adapter),
					      FALSE);
}

/**
 * vp_ring_open() - let the ring have the device
 * @adapter: an adapter that no ring was shown on yet
 *
 * Context: process context.
 */
void vp_ring_open(struct vp_adapter *adapter)
{
	u8 irql = vp_ring_lock(adapter);

	adapter->ring.open = true;
	vp_ring_unlock(adapter, irql);
}

/**
 * vp_ring_reopen() - let the ring have the device again
 * @adapter: the adapter, its sets attached and its screen shown afresh
 *
 * Context: process context.
 */
void vp_ring_reopen(struct vp_adapter *adapter)
{
	bool wake;
	u8 irql;

	irql = vp_ring_lock(adapter);
	adapter->ring.open = true;
	adapter->ring.lost = false;
	vp_ring_touch(adapter);
	if (adapter->ring.screen)
		vp_ring_restore(adapter, adapter->ring.screen);
	vp_ring_pump(adapter);
	wake = vp_ring_arm(adapter);
	vp_ring_unlock_wake(adapter, irql, wake);
}

/**
 * vp_ring_service() - take what the device has finished, and wake who waits for it
 * @adapter: the adapter
 *
 * Context: softirq or process context, no lock of the miniport's held.
 */
void vp_ring_service(struct vp_adapter *adapter)
{
	bool wake;
	u8 irql;

	irql = vp_ring_lock(adapter);
	wake = vp_ring_collect(adapter);
	wake |= vp_ring_arm(adapter);
	vp_ring_unlock_wake(adapter, irql, wake);
}

/**
 * vp_ring_close() - let no answer count any more: the device is given up
 * @adapter: the adapter
 *
 * Context: process context.
 */
void vp_ring_close(struct vp_adapter *adapter)
{
	u8 irql = vp_ring_lock(adapter);

	adapter->ring.open = false;
	adapter->ring.lost = false;
	adapter->ring.reset_at = jiffies;
	adapter->ring.epoch++;
	adapter->ring.timeouts++;
	vp_ring_unlock(adapter, irql);
}

/**
 * vp_ring_abort() - give all up that the device had when it was closed
 * @adapter: the adapter; the device does not read any frame now
 *
 * Context: process context.
 */
void vp_ring_abort(struct vp_adapter *adapter)
{
	struct vp_ring *ring;
	bool wake = false;
	u8 irql;

	irql = vp_ring_lock(adapter);
	ring = adapter->ring.screen;
	if (ring)
		wake = vp_ring_fail(ring, ring->done + 1, ring->sent, -ETIMEDOUT);
	vp_ring_unlock_wake(adapter, irql, wake);
}

/**
 * vp_ring_break() - let nobody wait for a device that is cut off
 * @adapter: the adapter
 *
 * Context: process context.
 */
void vp_ring_break(struct vp_adapter *adapter)
{
	struct vp_ring *ring;
	u8 irql;

	irql = vp_ring_lock(adapter);
	ring = adapter->ring.screen;
	adapter->ring.open = false;
	adapter->ring.broken = true;
	if (ring)
		vp_ring_fail(ring, ring->done + 1, ring->head, -EIO);
	vp_ring_unlock(adapter, irql);
	vp_waiters_wake_all(adapter);
}

/**
 * vp_ring_stop() - call the miniport's ring no more
 * @adapter: the adapter
 * @gone: for good; otherwise until vp_ring_reopen()
 *
 * Context: process context.
 */
void vp_ring_stop(struct vp_adapter *adapter, bool gone)
{
	u8 irql = vp_ring_lock(adapter);

	adapter->ring.open = false;
	adapter->ring.gone = gone;
	adapter->ring.epoch++;
	/* What the device has not answered it will be asked again. */
	if (adapter->ring.screen)
		adapter->ring.screen->sent = adapter->ring.screen->done;
	vp_ring_unlock(adapter, irql);
	vp_waiters_wake_all(adapter);
}

/*
 * Whether the miniport wants a reset and may have it: a device that is lost
 * each time it is reset must not keep us at it.
 */
static bool vp_ring_may_reset(struct vp_adapter *adapter, unsigned long timeout)
{
	return !adapter->ring.timeouts || time_after(jiffies, adapter->ring.reset_at + timeout);
}

/*
 * By the clock, and by as many looks as there are in that time. The clock also goes on
 * while the whole machine, the device with it, gets no processor; looks do not.
 */
static bool vp_ring_late(struct vp_adapter *adapter, unsigned long timeout)
{
	return ++adapter->ring.looks >= timeout / VP_RING_PERIOD &&
	       time_after(jiffies, adapter->ring.progress + timeout);
}

/**
 * vp_ring_waiting() - whether the device has something to do yet
 * @adapter: the adapter
 * @timeout: jiffies that it may be silent
 * @late: whether it was silent for longer, or is lost, and is to be reset
 *
 * For the watchdog, which looks every VP_RING_PERIOD.
 *
 * Context: process context.
 * Return: true if it has frames that it has not answered, or is lost.
 */
bool vp_ring_waiting(struct vp_adapter *adapter, unsigned long timeout, bool *late)
{
	struct vp_ring_state *state = &adapter->ring;
	bool waiting;
	u8 irql;

	irql = vp_ring_lock(adapter);
	waiting = state->open && (state->lost || (state->screen && state->screen->unfinished));
	if (!waiting)
		*late = false;
	else if (state->lost)
		*late = vp_ring_may_reset(adapter, timeout);
	else
		*late = vp_ring_late(adapter, timeout);
	vp_ring_unlock(adapter, irql);
	return waiting;
}

/**
 * vp_ring_busy() - whether the device has frames that it has not answered
 * @adapter: the adapter
 *
 * Context: process context.
 */
bool vp_ring_busy(struct vp_adapter *adapter)
{
	bool busy;
	u8 irql;

	irql = vp_ring_lock(adapter);
	busy = adapter->ring.screen && adapter->ring.screen->unfinished;
	vp_ring_unlock(adapter, irql);
	return busy;
}

/**
 * vp_ring_answered() - the device has answered something else than a frame
 * @adapter: the adapter
 *
 * Context: process context.
 */
void vp_ring_answered(struct vp_adapter *adapter)
{
	u8 irql = vp_ring_lock(adapter);

	vp_ring_touch(adapter);
	vp_ring_unlock(adapter, irql);
}

/* Whose the screen is; it changes under the device lock, or to NULL at any time. */
struct vp_ring *vp_ring_screen(struct vp_adapter *adapter)
{
	return READ_ONCE(adapter->ring.screen);
}

/**
 * vp_ring_show() - have the screen
 * @ring: a ring whose set is on it
 *
 * Context: process context, the device lock held.
 * Return: 0, or -EINVAL for one whose owner let go.
 */
int vp_ring_show(struct vp_ring *ring)
{
	struct vp_adapter *adapter = ring->adapter;
	int ret = 0;
	u8 irql;

	irql = vp_ring_lock(adapter);
	if (ring->dead) {
		ret = -EINVAL;
	} else {
		adapter->ring.screen = ring;
		adapter->ring.epoch++;
		ring->stale = true;
	}
	vp_ring_unlock(adapter, irql);
	return ret;
}

/**
 * vp_ring_kill() - accept nothing any more, and give the screen up
 * @ring: a ring whose owner lets go
 *
 * Context: process context.
 */
void vp_ring_kill(struct vp_ring *ring)
{
	struct vp_adapter *adapter = ring->adapter;
	u8 irql;

	irql = vp_ring_lock(adapter);
	ring->dead = true;
	if (adapter->ring.screen == ring) {
		adapter->ring.screen = NULL;
		adapter->ring.epoch++;
	}
	vp_ring_unlock(adapter, irql);
	vp_waiters_wake(ring->waiters);
}

/* Only tells what to say: who acts on the device passes the gate. */
bool vp_ring_is_gone(struct vp_adapter *adapter)
{
	return READ_ONCE(adapter->ring.gone);
}

bool vp_ring_is_broken(struct vp_adapter *adapter)
{
	return READ_ONCE(adapter->ring.broken);
}

/* What all rings have done, so far. */
void vp_ring_count(struct vp_adapter *adapter, struct vp_ring_counters *counters)
{
	u8 irql = vp_ring_lock(adapter);

	counters->frames = adapter->ring.frames;
	counters->bytes = adapter->ring.bytes;
	counters->timeouts = adapter->ring.timeouts;
	vp_ring_unlock(adapter, irql);
}

static void vp_ring_queue(struct vp_ring *ring,
			  const struct videoport_frame *frame)
{
	struct vp_slot *slot = vp_slot(ring, ++ring->head);

	slot->cookie = frame->cookie;
	slot->rect.Left = frame->x;
	slot->rect.Top = frame->y;
	slot->rect.Width = frame->width;
	slot->rect.Height = frame->height;
	slot->frame = frame->frame;
	slot->finished = false;
	slot->whole = false;
	ring->busy |= BIT_ULL(frame->frame);
	if (!ring->unfinished++)
		vp_ring_touch(ring->adapter);
}

static int vp_ring_refusal(struct vp_ring *ring, const struct videoport_frame *frames,
			   unsigned int count)
{
	struct vp_adapter *adapter = ring->adapter;
	unsigned int i;

	if (adapter->ring.gone)
		return -ENODEV;
	if (adapter->ring.broken)
		return -EIO;
	if (ring->dead)
		return -EINVAL;
	if (adapter->ring.screen != ring)
		return -EBUSY;
	for (i = 0; i < count; i++)
		if (ring->busy & BIT_ULL(frames[i].frame))
			return -EBUSY;
	return 0;
}

/**
 * vp_ring_accept() - take frames to be presented, all or none
 * @ring: the ring
 * @frames: checked against its set, no two the same
 * @count: how many
 *
 * Context: process context.
 * Return: 0 or the errno that uapi/videoport.h names.
 */
int vp_ring_accept(struct vp_ring *ring, const struct videoport_frame *frames, unsigned int count)
{
	struct vp_adapter *adapter = ring->adapter;
	bool wake = false;
	unsigned int i;
	int ret;
	u8 irql;

	irql = vp_ring_lock(adapter);
	ret = vp_ring_refusal(ring, frames, count);
	if (!ret) {
		for (i = 0; i < count; i++)
			vp_ring_queue(ring, &frames[i]);
		vp_ring_pump(adapter);
		wake = vp_ring_collect(adapter);
		wake |= vp_ring_arm(adapter);
	}
	vp_ring_unlock_wake(adapter, irql, wake);
	return ret;
}

/* Why there is nothing to take and will not be, or 0. */
static int vp_ring_state(struct vp_ring *ring)
{
	if (ring->adapter->ring.gone)
		return -ENODEV;
	if (ring->dead)
		return -EINVAL;
	if (ring->adapter->ring.broken && ring->done == ring->taken)
		return -EIO;
	return 0;
}

/**
 * vp_ring_ready() - whether sleeping has come to an end
 * @ring: the ring
 * @target: sleep until the present of this number is done
 * @patient: sleep also while none is under way
 *
 * If not, the device interrupts for it.
 *
 * Context: process context.
 * Return: true if so.
 */
bool vp_ring_ready(struct vp_ring *ring, u64 target, bool patient)
{
	struct vp_adapter *adapter = ring->adapter;
	bool ready, wake;
	u8 irql;

	irql = vp_ring_lock(adapter);
	wake = vp_ring_collect(adapter);
	ready = ring->done >= target || vp_ring_state(ring) ||
		(!patient && !ring->unfinished);
	if (!ready) {
		if (!ring->wake_at || target < ring->wake_at)
			ring->wake_at = target;
		wake |= vp_ring_arm(adapter);
	}
	vp_ring_unlock_wake(adapter, irql, wake);
	return ready;
}

/**
 * vp_ring_peek() - what may be taken
 * @ring: the ring
 * @to: room for completions
 * @max: how many fit
 *
 * Context: process context; no other may take meanwhile.
 * Return: how many there are, or why there are and will be none.
 */
int vp_ring_peek(struct vp_ring *ring, struct videoport_completion *to, unsigned int max)
{
	struct vp_adapter *adapter = ring->adapter;
	unsigned int count, i;
	struct vp_slot *slot;
	bool wake = false;
	int ret;
	u8 irql;

	irql = vp_ring_lock(adapter);
	if (ring->done - ring->taken < max)
		wake = vp_ring_collect(adapter);
	ret = vp_ring_state(ring);
	count = ret ? 0 : min_t(u64, max, ring->done - ring->taken);
	for (i = 0; i < count; i++) {
		slot = vp_slot(ring, ring->taken + 1 + i);
		to[i].cookie = slot->cookie;
		to[i].sequence = ring->taken + 1 + i;
		to[i].time_ns = slot->time_ns;
		to[i].frame = slot->frame;
		to[i].status = slot->status;
	}
	vp_ring_unlock_wake(adapter, irql, wake);
	return ret ?: count;
}

/**
 * vp_ring_taken() - completions have reached whom they are for
 * @ring: the ring
 * @completions: what vp_ring_peek() gave
 * @count: how many
 *
 * Context: process context.
 */
void vp_ring_taken(struct vp_ring *ring, const struct videoport_completion *completions,
		   unsigned int count)
{
	struct vp_adapter *adapter = ring->adapter;
	unsigned int i;
	bool full;
	u8 irql;

	irql = vp_ring_lock(adapter);
	full = hweight64(ring->busy) == ring->set->desc.FrameCount;
	for (i = 0; i < count; i++)
		ring->busy &= ~BIT_ULL(completions[i].frame);
	ring->taken += count;
	vp_ring_unlock(adapter, irql);
	/* Who waits for a frame to draw has one now. */
	if (full)
		vp_waiters_wake(ring->waiters);
}

/* How far a program has taken completions, and whether none is under way. */
u64 vp_ring_progress(struct vp_ring *ring, bool *idle)
{
	*idle = !READ_ONCE(ring->unfinished);
	return READ_ONCE(ring->taken);
}

/**
 * vp_ring_poll() - what a program may do without waiting
 * @ring: the ring
 *
 * Context: process context, after poll_wait() on its waiters.
 * Return: EPOLLIN, EPOLLOUT; EPOLLERR and EPOLLHUP when the device is gone.
 */
__poll_t vp_ring_poll(struct vp_ring *ring)
{
	struct vp_adapter *adapter = ring->adapter;
	__poll_t mask = 0;
	u64 all;
	u8 irql;

	all = GENMASK_ULL(ring->set->desc.FrameCount - 1, 0);
	/* Has the device interrupt for the next completion if there is none. */
	vp_ring_ready(ring, READ_ONCE(ring->taken) + 1, true);
	irql = vp_ring_lock(adapter);
	if (vp_ring_state(ring))
		mask = EPOLLERR | EPOLLHUP;
	if (ring->done > ring->taken)
		mask |= EPOLLIN | EPOLLRDNORM;
	if (ring->busy != all)
		mask |= EPOLLOUT | EPOLLWRNORM;
	vp_ring_unlock(adapter, irql);
	return mask;
}

/**
 * vp_ring_new() - a ring for a set
 * @adapter: the adapter
 * @set: the set; its reference is the ring's from here on
 * @waiters: who waits for its frames
 *
 * Context: process context, may sleep.
 * Return: a ring with one reference, or NULL.
 */
struct vp_ring *vp_ring_new(struct vp_adapter *adapter, struct vp_set *set,
			    struct vp_waiters *waiters)
{
	struct vp_ring *ring = kzalloc(sizeof(*ring), GFP_KERNEL_ACCOUNT);

	if (!ring)
		return NULL;
	kref_init(&ring->ref);
	INIT_LIST_HEAD(&ring->node);
	mutex_init(&ring->present_lock);
	mutex_init(&ring->read_lock);
	ring->adapter = adapter;
	ring->set = set;
	ring->waiters = vp_waiters_get(waiters);
	return ring;
}

static void vp_ring_free(struct kref *ref)
{
	struct vp_ring *ring = container_of(ref, struct vp_ring, ref);

	mutex_destroy(&ring->present_lock);
	mutex_destroy(&ring->read_lock);
	vp_set_put(ring->set);
	vp_waiters_put(ring->waiters);
	kfree(ring);
}

void vp_ring_get(struct vp_ring *ring)
{
	kref_get(&ring->ref);
}

void vp_ring_put(struct vp_ring *ring)
{
	kref_put(&ring->ref, vp_ring_free);
}

struct vp_set *vp_ring_set(struct vp_ring *ring)
{
	return ring->set;
}

static void vp_ring_watchdog(struct work_struct *work)
{
	struct vp_adapter *adapter = container_of(to_delayed_work(work), struct vp_adapter,
						  ring.watchdog);

	adapter->ring.watch(adapter);
}

/**
 * vp_ring_quiesce() - let the watchdog run no more
 * @adapter: an adapter being removed, its gate shut for good
 *
 * Context: process context, may sleep.
 */
void vp_ring_quiesce(struct vp_adapter *adapter)
{
	cancel_delayed_work_sync(&adapter->ring.watchdog);
}

/* @watch: looks after a device that has frames; process context, may sleep. */
void vp_ring_init(struct vp_adapter *adapter, void (*watch)(struct vp_adapter *adapter))
{
	raw_spin_lock_init(&adapter->ring.lock);
	INIT_DELAYED_WORK(&adapter->ring.watchdog, vp_ring_watchdog);
	adapter->ring.watch = watch;
}
