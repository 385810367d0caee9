// SPDX-License-Identifier: GPL-2.0
/*
 * A program's ring. What it asks of it, to present frames and to take what is done, is
 * read and written here, under the ring's two mutexes alone.
 */
#include <linux/bitops.h>
#include <linux/freezer.h>
#include <linux/nospec.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "adapter.h"
#include "frames/display.h"
#include "frames/present.h"
#include "frames/presenter.h"
#include "frames/ring.h"
#include "frames/set.h"
#include "frames/waiters.h"

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

/* @set: its reference is the ring's from here on, if there is one */
static struct vp_ring *vp_ring_new(struct vp_adapter *adapter, struct vp_set *set,
				   struct vp_waiters *waiters)
{
	struct vp_ring *ring = kzalloc(sizeof(*ring), GFP_KERNEL_ACCOUNT);

	if (!ring)
		return NULL;
	kref_init(&ring->ref);
	mutex_init(&ring->present_lock);
	mutex_init(&ring->read_lock);
	ring->set = set;
	ring->waiters = vp_waiters_get(waiters);
	vp_presenter_begin(&ring->presenter, adapter, waiters, set->desc.FrameCount, false);
	return ring;
}

static struct vp_ring *vp_ring_make(struct vp_adapter *adapter, struct videoport_ring *arg,
				    struct vp_waiters *waiters)
{
	struct vp_set *set = vp_set_create(adapter, arg, true);
	struct vp_ring *ring;
	int ret;

	if (IS_ERR(set))
		return ERR_CAST(set);
	ring = vp_ring_new(adapter, set, waiters);
	if (!ring) {
		vp_set_put(set);
		return ERR_PTR(-ENOMEM);
	}
	ret = vp_display_attach(set);
	if (ret) {
		vp_ring_put(ring);
		return ERR_PTR(ret);
	}
	return ring;
}

/**
 * vp_ring_create() - make a ring and attach it
 * @adapter: the adapter
 * @arg: geometry; pitch, frame_bytes and map_offset are filled in
 * @waiters: who waits for its frames
 * @to: where the ring goes
 *
 * The device lock is not held while memory is allocated, which may take long.
 *
 * Context: process context, may sleep and freeze, takes the device lock by turns.
 * Return: 0 or the errno that uapi/videoport.h names.
 */
int vp_ring_create(struct vp_adapter *adapter, struct videoport_ring *arg,
		   struct vp_waiters *waiters, struct vp_ring **to)
{
	struct vp_ring *ring;
	int ret;

	ret = vp_display_plan(adapter, arg, VIDEOPORT_MIN_FRAMES);
	if (ret)
		return ret;
	ring = vp_ring_make(adapter, arg, waiters);
	if (IS_ERR(ring))
		return PTR_ERR(ring);
	/* A file has one ring: nothing needs to be told apart. */
	arg->map_offset = 0;
	*to = ring;
	return 0;
}

/**
 * vp_ring_release() - the owner lets go of a ring
 * @ring: the ring; its set's memory is freed behind the caller's back
 *
 * Context: process context, may sleep, but does not wait for the device.
 */
void vp_ring_release(struct vp_ring *ring)
{
	vp_present_end(&ring->presenter);
	vp_display_detach(ring->set);
	vp_ring_put(ring);
}

struct vp_set *vp_ring_set(struct vp_ring *ring)
{
	return ring->set;
}

bool vp_ring_has_screen(struct vp_ring *ring)
{
	return vp_present_screen(ring->presenter.adapter) == &ring->presenter;
}

/* A frame that cannot be; what else is wrong shows under the lock. */
static __always_inline int vp_ring_frame(const FRAME_SET *set, struct videoport_frame *frame)
{
	if (frame->frame >= set->FrameCount || frame->flags)
		return -EINVAL;
	frame->frame = array_index_nospec(frame->frame, set->FrameCount);
	if (!(frame->x | frame->y | frame->width | frame->height)) {
		frame->width = set->Width;
		frame->height = set->Height;
	}
	if (!frame->width || !frame->height ||
	    frame->x >= set->Width || frame->width > set->Width - frame->x ||
	    frame->y >= set->Height || frame->height > set->Height - frame->y)
		return -EINVAL;
	return 0;
}

/* Which frames are in the batch */
static int vp_ring_batch(struct vp_ring *ring, unsigned int count, u64 *seen)
{
	unsigned int i;
	int ret;

	*seen = 0;
	for (i = 0; i < count; i++) {
		ret = vp_ring_frame(&ring->set->desc, &ring->batch[i]);
		if (ret)
			return ret;
		if (*seen & BIT_ULL(ring->batch[i].frame))
			return -EBUSY;
		*seen |= BIT_ULL(ring->batch[i].frame);
	}
	return 0;
}

static u64 vp_ring_all(struct vp_ring *ring)
{
	return GENMASK_ULL(ring->set->desc.FrameCount - 1, 0);
}

/* Who waits for a frame to draw has one now. */
static void vp_ring_unbusy(struct vp_ring *ring, u64 frames)
{
	if (atomic64_fetch_andnot(frames, &ring->busy) == vp_ring_all(ring))
		vp_waiters_wake(ring->waiters);
}

/* Frames and completions are read and written by words, so many each. */
#define VP_RING_WORDS	4

static_assert(sizeof(struct videoport_frame) == VP_RING_WORDS * sizeof(u64));
static_assert(sizeof(struct videoport_completion) == VP_RING_WORDS * sizeof(u64));

/*
 * By words: the kernel's check of a copy of no constant size costs more than to copy the
 * few that a call has as a rule.
 */
static bool vp_ring_read(struct videoport_frame *to, const struct videoport_frame __user *from,
			 unsigned int count)
{
	const u64 __user *source = (const u64 __user *)from;
	u64 *target = (u64 *)to, *end = target + count * VP_RING_WORDS;

	if (!user_read_access_begin(from, count * sizeof(*from)))
		return false;
	for (; target < end; target += VP_RING_WORDS, source += VP_RING_WORDS) {
		unsafe_get_user(target[0], &source[0], fault);
		unsafe_get_user(target[1], &source[1], fault);
		unsafe_get_user(target[2], &source[2], fault);
		unsafe_get_user(target[3], &source[3], fault);
	}
	user_read_access_end();
	return true;
fault:
	user_read_access_end();
	return false;
}

static bool vp_ring_write(struct videoport_completion __user *to,
			  const struct videoport_completion *from, unsigned int count)
{
	const u64 *source = (const u64 *)from, *end = source + count * VP_RING_WORDS;
	u64 __user *target = (u64 __user *)to;

	if (!user_write_access_begin(to, count * sizeof(*to)))
		return false;
	for (; source < end; target += VP_RING_WORDS, source += VP_RING_WORDS) {
		unsafe_put_user(source[0], &target[0], fault);
		unsafe_put_user(source[1], &target[1], fault);
		unsafe_put_user(source[2], &target[2], fault);
		unsafe_put_user(source[3], &target[3], fault);
	}
	user_write_access_end();
	return true;
fault:
	user_write_access_end();
	return false;
}

/* What is wished for, once @got have been taken */
static void vp_ring_wish(struct vp_ring *ring, const struct vp_ring_call *call,
			 unsigned int got, struct vp_present_wish *wish)
{
	wish->to = ring->taken;
	wish->max = min_t(unsigned int, call->max - got, VIDEOPORT_MAX_FRAMES);
	wish->min = call->min > got ? call->min - got : 0;
	wish->patient = call->patient;
}

static u64 vp_ring_frames(struct vp_ring *ring, unsigned int count)
{
	u64 frames = 0;
	unsigned int i;

	for (i = 0; i < count; i++)
		frames |= BIT_ULL(ring->taken[i].frame);
	return frames;
}

/*
 * What was taken, to the program: a bad address loses nothing. Its frames are free only
 * then, so that no other present can take its place.
 */
static int vp_ring_give(struct vp_ring *ring, struct videoport_completion __user *to,
			int count)
{
	if (count <= 0)
		return count;
	if (!vp_ring_write(to, ring->taken, count)) {
		vp_present_untake(&ring->presenter, count);
		return -EFAULT;
	}
	vp_ring_unbusy(ring, vp_ring_frames(ring, count));
	return count;
}

/* All that is there and fits */
static int vp_ring_look(struct vp_ring *ring, const struct vp_ring_call *call,
			unsigned int got, struct vp_present_wish *wish)
{
	int ret;

	/* Whose page is long in coming keeps others out, and must not keep them unkillable. */
	if (mutex_lock_interruptible(&ring->read_lock))
		return -ERESTARTSYS;
	vp_ring_wish(ring, call, got, wish);
	ret = vp_present_take(&ring->presenter, wish);
	ret = vp_ring_give(ring, call->completions + got, ret);
	mutex_unlock(&ring->read_lock);
	return ret;
}

/*
 * Whoever is awake when tasks are frozen is woken as if by a signal. A sleep of the
 * machine ends no wait: frames presented can't be presented again by a restarted call.
 */
static bool vp_ring_thawed(void)
{
	struct sighand_struct *sighand = rcu_dereference_protected(current->sighand, true);

	do {
		try_to_freeze();
		spin_lock_irq(&sighand->siglock);
		recalc_sigpending();
		spin_unlock_irq(&sighand->siglock);
	} while (freezing(current));
	return !signal_pending(current);
}

/* Until there is what is wished for, or it may be looked for, or a signal: -ERESTARTSYS */
static int vp_ring_sleep(struct vp_ring *ring, const struct vp_present_wish *wish)
{
	struct wait_queue_head *queue = &ring->waiters->queue;
	DEFINE_WAIT(entry);
	int ret;

	ret = prepare_to_wait_event(queue, &entry, TASK_INTERRUPTIBLE | TASK_FREEZABLE);
	if (!ret && !vp_present_over(&ring->presenter, wish))
		schedule();
	finish_wait(queue, &entry);
	return ret;
}

/* @got were taken, and @wish says whether the program waits for more. */
static int vp_ring_wait(struct vp_ring *ring, const struct vp_ring_call *call,
			unsigned int got, struct vp_present_wish *wish)
{
	int ret;

	while (wish->wants) {
		ret = vp_ring_sleep(ring, wish);
		wish->looked = true;
		if (!ret)
			ret = vp_ring_look(ring, call, got, wish);
		if (ret == -ERESTARTSYS && vp_ring_thawed())
			continue;
		if (ret < 0)
			return got ?: ret;
		got += ret;
	}
	return got;
}

/**
 * vp_ring_take() - take completions
 * @ring: the ring
 * @call: how many, not 0, and for how many to wait
 *
 * Context: process context, may sleep.
 * Return: how many were taken, less than asked for after a signal or when no more
 * can come; or, if there is nothing to return, -ENODEV, -EINVAL, -EFAULT, or
 * -ERESTARTSYS after a signal.
 */
int vp_ring_take(struct vp_ring *ring, const struct vp_ring_call *call)
{
	struct vp_present_wish wish = { };
	int got;

	do {
		got = vp_ring_look(ring, call, 0, &wish);
	} while (got == -ERESTARTSYS && vp_ring_thawed());
	return got < 0 ? got : vp_ring_wait(ring, call, got, &wish);
}

/* What it says of the frames; with @wish it takes, too. */
static int vp_ring_accept(struct vp_ring *ring, unsigned int count, struct vp_present_wish *wish)
{
	u64 frames;
	int ret;

	ret = vp_ring_batch(ring, count, &frames);
	if (ret)
		return ret;
	if (atomic64_read(&ring->busy) & frames)
		return vp_present_refusal(&ring->presenter) ?: -EBUSY;
	/* Before that: they may be taken before the call returns. */
	atomic64_or(frames, &ring->busy);
	ret = vp_present_accept(&ring->presenter, ring->set, NULL, ring->batch, count, wish);
	if (ret < 0)
		vp_ring_unbusy(ring, frames);
	return ret;
}

/*
 * Present what the program has in its memory, and take what there is, unless another
 * takes just now: who may be long at it, and frames do not wait for that.
 *
 * @taking: whether it took, and read_lock is held
 */
static int vp_ring_turn(struct vp_ring *ring, const struct vp_ring_call *call,
			struct vp_present_wish *wish, bool *taking)
{
	int ret;

	*taking = false;
	if (mutex_lock_interruptible(&ring->present_lock))
		return -ERESTARTSYS;
	ret = -EFAULT;
	if (vp_ring_read(ring->batch, call->frames, call->count)) {
		*taking = call->max && mutex_trylock(&ring->read_lock);
		if (*taking)
			vp_ring_wish(ring, call, 0, wish);
		ret = vp_ring_accept(ring, call->count, *taking ? wish : NULL);
	}
	mutex_unlock(&ring->present_lock);
	return ret;
}

/* Frames are on their way: take what comes, and wait for it. */
static int vp_ring_presented(struct vp_ring *ring, const struct vp_ring_call *call, int got,
			     struct vp_present_wish *wish, bool taking)
{
	if (!call->max)
		return 0;
	if (!taking)
		got = vp_ring_take(ring, call);
	else if (got >= 0 && wish->wants)
		got = vp_ring_wait(ring, call, got, wish);
	/* The program must learn that they are. */
	return got == -ERESTARTSYS || got == -EFAULT ? 0 : got;
}

/**
 * vp_ring_present() - present frames, all or none, on the screen if it is free, and take
 *	completions
 * @ring: the ring
 * @call: what and how many; none are taken if none fit
 *
 * Context: process context, may sleep.
 * Return: how many were taken, less than asked for after a signal or when no more
 * can come; -EBUSY if another ring has the screen; or the errno that uapi/videoport.h
 * names.
 */
int vp_ring_present(struct vp_ring *ring, const struct vp_ring_call *call)
{
	struct vp_present_wish wish = { };
	bool taking;
	int ret, got;

	ret = vp_ring_turn(ring, call, &wish, &taking);
	got = ret;
	if (taking) {
		got = vp_ring_give(ring, call->completions, ret);
		mutex_unlock(&ring->read_lock);
	}
	return ret < 0 ? ret : vp_ring_presented(ring, call, got, &wish, taking);
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
	__poll_t mask = vp_present_poll(&ring->presenter);

	if (atomic64_read(&ring->busy) != vp_ring_all(ring))
		mask |= EPOLLOUT | EPOLLWRNORM;
	return mask;
}
