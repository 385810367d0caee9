// SPDX-License-Identifier: GPL-2.0
/*
 * One who presents. A present is queued, then on the device, then done, each in the
 * order of presents; then it is taken by who presented it. It is done when the device
 * has released its frame: where frames are scanned out, when a later one is on the
 * screen; or, for who wants that, when it is on the screen itself.
 *
 * All of it under the ring lock, and nothing here calls the miniport.
 */
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "adapter.h"
#include "frames/interface.h"
#include "frames/presenter.h"
#include "frames/set.h"
#include "frames/waiters.h"
#include "trace.h"

static struct vp_slot *vp_slot(struct vp_presenter *presenter, u64 n)
{
	return &presenter->slots[n % VIDEOPORT_MAX_FRAMES];
}

static PFRAME_PRESENT vp_slot_present(struct vp_presenter *presenter, u64 n)
{
	return &presenter->presents[n % VIDEOPORT_MAX_FRAMES];
}

/**
 * vp_presenter_begin() - make a presenter
 * @presenter: zeroed
 * @adapter: the adapter, which has a ring
 * @waiters: who waits for its completions; the caller's for as long as it is there
 * @depth: how many presents it may have under way, VIDEOPORT_MAX_FRAMES at most, or fewer
 *	where @until_shown
 * @until_shown: a present is done when it is on the screen
 */
void vp_presenter_begin(struct vp_presenter *presenter, struct vp_adapter *adapter,
			struct vp_waiters *waiters, unsigned int depth, bool until_shown)
{
	presenter->adapter = adapter;
	presenter->waiters = waiters;
	presenter->depth = depth;
	presenter->scans_out = vp_interface_limits(adapter)->Flags & FRAME_RING_SCANS_OUT;
	presenter->until_shown = until_shown;
	presenter->stale = true;
}

/* Whether the screen shows something else with it than with the one before */
static __always_inline bool vp_presenter_moves(struct vp_presenter *presenter, u64 n,
					       const struct vp_set *set,
					       const FRAME_RECT *window)
{
	const FRAME_RECT *before = &vp_slot_present(presenter, n - 1)->Window;

	/* Before the first there is nothing, and the screen is stale. */
	return vp_slot(presenter, n - 1)->set != set ||
	       before->Left != window->Left || before->Top != window->Top ||
	       before->Width != window->Width || before->Height != window->Height;
}

/*
 * Make a present out for the device as it is now. Where the screen is not what the
 * program was told, or shows another place, its rectangle is not enough.
 */
static __always_inline void vp_slot_prepare(struct vp_presenter *presenter, u64 n, u64 tags,
					    bool moves)
{
	PFRAME_PRESENT present = vp_slot_present(presenter, n);
	struct vp_slot *slot = vp_slot(presenter, n);

	present->Set = slot->set->handle;
	present->Tag = tags | (u32)n;
	slot->whole = presenter->stale || moves;
	if (slot->whole)
		present->Damage = present->Window;
}

static __always_inline void vp_slot_fill(struct vp_presenter *presenter, u64 n,
					 struct vp_set *set, const FRAME_RECT *window,
					 const struct videoport_frame *frame)
{
	PFRAME_PRESENT present = vp_slot_present(presenter, n);
	struct vp_slot *slot = vp_slot(presenter, n);

	slot->set = set;
	slot->set_id = set->id;
	slot->cookie = frame->cookie;
	slot->answered = false;
	slot->released = false;
	present->Frame = frame->frame;
	present->Window = *window;
	present->Damage.Left = frame->x;
	present->Damage.Top = frame->y;
	present->Damage.Width = frame->width;
	present->Damage.Height = frame->height;
}

/**
 * vp_presenter_queue() - more presents
 * @presenter: whose
 * @set: an attached set
 * @window: what of the frames the screen shows; NULL: all of it
 * @frames: checked against it
 * @count: how many
 * @now: the device is there, and may be told of them now
 * @tags: the upper half of their tags then
 */
void vp_presenter_queue(struct vp_presenter *presenter, struct vp_set *set,
			const FRAME_RECT *window, const struct videoport_frame *frames,
			unsigned int count, bool now, u64 tags)
{
	FRAME_RECT whole = { .Width = set->desc.Width, .Height = set->desc.Height };
	FRAME_RECT shown = window ? *window : whole;
	u64 n = presenter->head + 1, last = presenter->head + count;
	bool moves = vp_presenter_moves(presenter, n, set, &shown);
	bool ready = now && presenter->ready == presenter->head;

	/*
	 * They are made out at once, unless one before them is not, or the device is being
	 * reset, after which their set has another handle.
	 */
	for (; n <= last; n++, frames++, moves = false) {
		vp_slot_fill(presenter, n, set, &shown, frames);
		if (ready)
			vp_slot_prepare(presenter, n, tags, moves);
	}
	presenter->head = last;
	if (ready)
		presenter->ready = last;
	presenter->unanswered += count;
}

/* What failed is not sent again after a sleep. */
static bool vp_slot_skipped(struct vp_presenter *presenter, u64 n)
{
	return vp_slot(presenter, n)->answered && vp_slot(presenter, n)->status;
}

/**
 * vp_presenter_run() - the next presents that lie in a row
 * @presenter: whose
 * @tags: the upper half of their tags
 * @first: the first of them, made out for the device
 *
 * Return: how many.
 */
ULONG vp_presenter_run(struct vp_presenter *presenter, u64 tags, PFRAME_PRESENT *first)
{
	u64 n, end;

	if (presenter->sent == presenter->head)
		return 0;
	while (presenter->sent < presenter->head &&
	       vp_slot_skipped(presenter, presenter->sent + 1))
		presenter->sent++;
	presenter->ready = max(presenter->ready, presenter->sent);
	n = presenter->sent + 1;
	*first = vp_slot_present(presenter, n);
	end = min(presenter->head, n | (VIDEOPORT_MAX_FRAMES - 1));
	if (presenter->ready >= end && !presenter->skips)
		return end - presenter->sent;
	for (; n <= end && !vp_slot_skipped(presenter, n); n++) {
		if (n <= presenter->ready)
			continue;
		vp_slot_prepare(presenter, n, tags,
				vp_presenter_moves(presenter, n, vp_slot(presenter, n)->set,
						   &vp_slot_present(presenter, n)->Window));
		presenter->ready = n;
	}
	return n - presenter->sent - 1;
}

/* What the device has not been told yet has to be made out anew. */
void vp_presenter_anew(struct vp_presenter *presenter)
{
	presenter->ready = presenter->sent;
}

/* Whether one follows the next @count */
bool vp_presenter_has_more(struct vp_presenter *presenter, ULONG count)
{
	u64 n = presenter->sent + count + 1;

	while (n <= presenter->head && vp_slot_skipped(presenter, n))
		n++;
	return n <= presenter->head;
}

/* The device has taken the next @count. */
void vp_presenter_sent(struct vp_presenter *presenter, ULONG count)
{
	u64 n, last = presenter->sent + count;

	for (n = presenter->sent + 1; trace_vp_frame_queue_enabled() && n <= last; n++)
		trace_vp_frame_queue(MINOR(presenter->adapter->dev.devt),
				     vp_slot(presenter, n)->set_id,
				     vp_slot_present(presenter, n)->Frame, n);
	presenter->sent = last;
	presenter->skips &= last != presenter->head;
}

/**
 * vp_presenter_last() - the last picture, for a device that has lost it
 * @presenter: whose
 * @present: how it is presented; the tag is the caller's
 *
 * Return: whether there is one, and no present on its way brings it back, or another.
 */
bool vp_presenter_last(struct vp_presenter *presenter, PFRAME_PRESENT present)
{
	presenter->held = 0;
	if (!presenter->shown || presenter->shown > presenter->sent ||
	    presenter->head - presenter->shown >= VIDEOPORT_MAX_FRAMES)
		return false;
	*present = *vp_slot_present(presenter, presenter->shown);
	present->Set = vp_slot(presenter, presenter->shown)->set->handle;
	present->Damage = present->Window;
	presenter->held = presenter->shown;
	return true;
}

/* The device does not take it: its screen may show anything. */
void vp_presenter_unhold(struct vp_presenter *presenter)
{
	presenter->held = 0;
	presenter->stale = true;
	presenter->ready = presenter->sent;
}

/**
 * vp_presenter_rewind() - what the device is not through with it will be asked again
 * @presenter: whose; the device is about to lose all that it has
 */
void vp_presenter_rewind(struct vp_presenter *presenter)
{
	u64 n;

	for (n = presenter->done + 1; n <= presenter->sent; n++)
		if (!vp_slot(presenter, n)->status)
			vp_slot(presenter, n)->released = false;
	presenter->sent = presenter->done;
	presenter->skips = true;
	presenter->held = 0;
	presenter->stale = true;
}

static __always_inline void vp_slot_answer(struct vp_presenter *presenter, u64 n, int status,
					   u64 now)
{
	struct vp_slot *slot = vp_slot(presenter, n);

	slot->answered = true;
	slot->status = status;
	slot->time_ns = now;
	presenter->unanswered--;
	if (status) {
		presenter->stale = true;
		/* Those that are made out are made out anew. */
		presenter->ready = presenter->sent;
	} else if (slot->whole) {
		presenter->stale = false;
	}
	if (!status && n > presenter->shown)
		presenter->shown = n;
}

static bool vp_presenter_releases(struct vp_presenter *presenter, const FRAME_COMPLETION *answer)
{
	return answer->Status != NO_ERROR || answer->Answer & FRAME_RELEASED ||
	       !presenter->scans_out;
}

/* The device's second word of a present that was done with its first, as far as it is kept */
static bool vp_presenter_let_go(struct vp_presenter *presenter, const FRAME_COMPLETION *answer)
{
	u64 n = presenter->done - (u32)((u32)presenter->done - (u32)answer->Tag);
	struct vp_slot *slot = vp_slot(presenter, n);

	if (!presenter->scans_out || !presenter->until_shown || n > presenter->done ||
	    presenter->head - n >= VIDEOPORT_MAX_FRAMES || !(answer->Answer & FRAME_RELEASED) ||
	    !slot->answered || slot->released)
		return false;
	slot->released = true;
	return true;
}

/* Whether it is of a present that is on the device now, whose tag has that upper half */
static __always_inline bool vp_presenter_answer(struct vp_presenter *presenter,
						const FRAME_COMPLETION *answer, u64 now)
{
	u64 n = presenter->done + (u32)((u32)answer->Tag - (u32)presenter->done);
	struct vp_slot *slot = vp_slot(presenter, n);
	bool fresh;

	if (n <= presenter->done || n > presenter->sent)
		return vp_presenter_let_go(presenter, answer);
	if (slot->released)
		return false;
	fresh = !slot->answered;
	if (fresh)
		vp_slot_answer(presenter, n, answer->Status == NO_ERROR ? 0 : -EIO, now);
	slot->released = vp_presenter_releases(presenter, answer);
	return fresh || slot->released;
}

/**
 * vp_presenter_answers() - what the device says of presents
 * @presenter: whose
 * @tags: the upper half of the tags of those that are on the device now
 * @answers: its words, which are not trusted
 * @count: how many
 * @now: the time
 *
 * Return: how many of them, from the first on, are of presents that are on the device now.
 */
ULONG vp_presenter_answers(struct vp_presenter *presenter, u64 tags,
			   const FRAME_COMPLETION *answers, ULONG count, u64 now)
{
	ULONG i;

	for (i = 0; i < count; i++)
		if ((answers[i].Tag ^ tags) >> 32 ||
		    !vp_presenter_answer(presenter, &answers[i], now))
			break;
	return i;
}

/* What it says of the last picture, shown again */
void vp_presenter_restored(struct vp_presenter *presenter, const FRAME_COMPLETION *answer)
{
	if (answer->Status != NO_ERROR)
		vp_presenter_unhold(presenter);
	else if (vp_presenter_releases(presenter, answer))
		presenter->held = 0;
}

/*
 * A scanned-out frame waits for its successor. If every other frame has failed
 * behind it, there is none to present, and it must not be kept.
 */
static bool vp_presenter_wedged(struct vp_presenter *presenter)
{
	return !presenter->unanswered && presenter->done == presenter->taken &&
	       presenter->head - presenter->taken == presenter->depth;
}

static bool vp_slot_done(struct vp_presenter *presenter, u64 n)
{
	struct vp_slot *slot = vp_slot(presenter, n);

	/* What is released was answered. */
	if (slot->released && n != presenter->held)
		return true;
	return slot->answered && (presenter->until_shown || vp_presenter_wedged(presenter));
}

static __always_inline void vp_slot_finish(struct vp_presenter *presenter, u64 n)
{
	struct vp_presenter_state *state = &presenter->adapter->presenter;
	PFRAME_PRESENT present = vp_slot_present(presenter, n);
	struct vp_slot *slot = vp_slot(presenter, n);

	if (!slot->status) {
		state->frames++;
		state->bytes += (u64)present->Damage.Width * present->Damage.Height * 4;
	}
	/* Else its arguments are got ready whether anybody wants them or not. */
	if (trace_vp_frame_done_enabled())
		trace_vp_frame_done(MINOR(presenter->adapter->dev.devt), slot->set_id,
				    present->Frame, n, slot->status);
}

/* What the sleepers wait for, when so many were done */
static u64 vp_presenter_wanted(struct vp_presenter *presenter, u64 done)
{
	if (presenter->wake_at)
		return presenter->wake_at;
	/* Who comes too late to be seen takes the ring lock after us and looks. */
	return vp_waiters_any(presenter->waiters) ? done + 1 : 0;
}

/**
 * vp_presenter_target() - what the sleepers wait for
 * @presenter: whose
 *
 * Who polls is on the queue without a word, and wants the next one whatever it is.
 *
 * Return: the number of a present, or 0.
 */
u64 vp_presenter_target(struct vp_presenter *presenter)
{
	return vp_presenter_wanted(presenter, presenter->done);
}

/**
 * vp_presenter_advance() - what is done in its turn counts as done
 * @presenter: whose
 *
 * Return: whether the sleepers are to be woken: for what they wait for, or because
 * nothing more can come.
 */
bool vp_presenter_advance(struct vp_presenter *presenter)
{
	u64 target, before = presenter->done;

	while (presenter->done < presenter->sent &&
	       vp_slot_done(presenter, presenter->done + 1))
		vp_slot_finish(presenter, ++presenter->done);
	/* Nothing new, and nobody marked: whoever is on the queue wants the next one. */
	if (presenter->done == before && !presenter->wake_at)
		return false;
	target = vp_presenter_wanted(presenter, before);
	if (!target || (presenter->done < target && presenter->unanswered) ||
	    (!presenter->wake_at && presenter->done == before))
		return false;
	presenter->wake_at = 0;
	return true;
}

/**
 * vp_presenter_fail() - give presents up that the device will not finish
 * @presenter: whose
 * @last: the last of them
 * @status: a negative errno
 * @again: what was shown will be shown again, and is the device's until its successor is
 *
 * Return: as vp_presenter_advance().
 */
bool vp_presenter_fail(struct vp_presenter *presenter, u64 last, int status, bool again)
{
	u64 n, now = ktime_get_ns();

	presenter->held = again ? presenter->shown : 0;
	for (n = presenter->done + 1; n <= last; n++) {
		if (!vp_slot(presenter, n)->answered)
			vp_slot_answer(presenter, n, status, now);
		vp_slot(presenter, n)->released = true;
	}
	presenter->sent = max(presenter->sent, last);
	return vp_presenter_advance(presenter);
}

/**
 * vp_presenter_forget() - a set goes that may have been presented
 * @presenter: who may have
 * @set: the set; the device may be at work on it yet, but is not told of it any more
 *
 * Return: as vp_presenter_advance().
 */
bool vp_presenter_forget(struct vp_presenter *presenter, const struct vp_set *set)
{
	u64 n, now = ktime_get_ns();

	for (n = presenter->done + 1; n <= presenter->head; n++) {
		if (vp_slot(presenter, n)->set != set)
			continue;
		if (!vp_slot(presenter, n)->answered)
			vp_slot_answer(presenter, n, -ECANCELED, now);
		vp_slot(presenter, n)->released = true;
	}
	if (vp_slot(presenter, presenter->shown)->set == set) {
		presenter->shown = 0;
		presenter->held = 0;
	}
	/* Another set may come to lie where this one was. */
	presenter->stale = true;
	presenter->skips = true;
	vp_presenter_anew(presenter);
	return vp_presenter_advance(presenter);
}

/* All of it, taken or not: nobody will ask for it. */
void vp_presenter_drop(struct vp_presenter *presenter)
{
	presenter->taken = presenter->head;
	presenter->done = presenter->head;
	presenter->sent = presenter->head;
	presenter->ready = presenter->head;
	presenter->unanswered = 0;
	presenter->shown = 0;
	presenter->held = 0;
	presenter->stale = true;
	presenter->wake_at = 0;
}

/**
 * vp_presenter_peek() - completions that may be taken
 * @presenter: whose
 * @to: room for them
 * @max: how many fit
 *
 * Return: how many there are.
 */
unsigned int vp_presenter_peek(struct vp_presenter *presenter, struct videoport_completion *to,
			       unsigned int max)
{
	unsigned int count = min_t(u64, max, presenter->done - presenter->taken), i;
	struct vp_slot *slot;
	u64 n;

	for (i = 0; i < count; i++) {
		n = presenter->taken + 1 + i;
		slot = vp_slot(presenter, n);
		to[i].cookie = slot->cookie;
		to[i].sequence = n;
		to[i].time_ns = slot->time_ns;
		to[i].frame = vp_slot_present(presenter, n)->Frame;
		to[i].status = slot->status;
	}
	return count;
}

void vp_presenter_taken(struct vp_presenter *presenter, unsigned int count)
{
	presenter->taken += count;
}

/* The last @count were not; who has ended needs none. */
void vp_presenter_untake(struct vp_presenter *presenter, unsigned int count)
{
	if (!presenter->dead)
		presenter->taken -= count;
}

/* Sleepers want the present of this number, or an earlier one that others want. */
void vp_presenter_sleep(struct vp_presenter *presenter, u64 target)
{
	if (!presenter->wake_at || target < presenter->wake_at)
		presenter->wake_at = target;
}

/* How many of the presents that are not done, up to @last, the device has not answered */
static u32 vp_presenter_unanswered(struct vp_presenter *presenter, u64 last)
{
	u32 count = 0;
	u64 n;

	/* Where it has answered none, they need not be looked at. */
	if (presenter->unanswered == presenter->head - presenter->done)
		return last > presenter->done ? last - presenter->done : 0;
	for (n = presenter->done + 1; n <= last; n++)
		count += !vp_slot(presenter, n)->answered;
	return count;
}

/* How many more answers the sleepers need of those that can come now */
u32 vp_presenter_awaited(struct vp_presenter *presenter)
{
	u64 last = min(vp_presenter_target(presenter), presenter->sent);

	/* One at a time: a frame is released with the answer to its successor. */
	if (presenter->scans_out)
		return 1;
	/* The device may be full of what a presenter before this one left. */
	return vp_presenter_unanswered(presenter, last) ?: presenter->sent < presenter->head;
}

/* How many presents the device has and has not answered */
u32 vp_presenter_under_way(struct vp_presenter *presenter)
{
	return vp_presenter_unanswered(presenter, presenter->sent);
}

void vp_presenter_count(struct vp_adapter *adapter, u64 *frames, u64 *bytes)
{
	*frames = adapter->presenter.frames;
	*bytes = adapter->presenter.bytes;
}
