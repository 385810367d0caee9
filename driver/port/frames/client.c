// SPDX-License-Identifier: GPL-2.0
/*
 * What a program asks of its ring: to present frames, and to take what is done. Its
 * memory is touched here, under the two mutexes of its own alone.
 */
#include <linux/freezer.h>
#include <linux/nospec.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>

#include "frames/client.h"
#include "frames/display.h"
#include "frames/ring.h"
#include "frames/set.h"
#include "frames/waiters.h"

/* Completions handled at a time, on the stack */
#define VP_CLIENT_CHUNK	16

/* A frame that cannot be; what else is wrong shows under the lock. */
static int vp_client_frame(const FRAME_SET *set, struct videoport_frame *frame)
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

static int vp_client_batch(struct vp_ring *ring, unsigned int count)
{
	unsigned int i;
	u64 seen = 0;
	int ret;

	for (i = 0; i < count; i++) {
		ret = vp_client_frame(&vp_ring_set(ring)->desc, &ring->batch[i]);
		if (ret)
			return ret;
		if (seen & BIT_ULL(ring->batch[i].frame))
			return -EBUSY;
		seen |= BIT_ULL(ring->batch[i].frame);
	}
	return 0;
}

/**
 * vp_client_present() - present frames, all or none, on the screen if it is free
 * @ring: the ring
 * @from: the program's frames
 * @count: how many, at most VIDEOPORT_MAX_FRAMES
 *
 * Context: process context, may sleep; takes the device lock if the ring has not the
 * screen.
 * Return: 0; -EBUSY if another ring has the screen; or the errno that
 * uapi/videoport.h names.
 */
int vp_client_present(struct vp_ring *ring, const struct videoport_frame __user *from,
		      unsigned int count)
{
	int ret;

	if (mutex_lock_interruptible(&ring->present_lock))
		return -ERESTARTSYS;
	ret = copy_from_user(ring->batch, from, count * sizeof(*from)) ?
	      -EFAULT : vp_client_batch(ring, count);
	if (!ret)
		ret = vp_display_take(ring);
	if (!ret)
		ret = vp_ring_accept(ring, ring->batch, count);
	mutex_unlock(&ring->present_lock);
	return ret;
}

/* Taken only once the program has it: a bad address loses nothing. */
static int vp_client_copy(struct vp_ring *ring, struct videoport_completion __user *to,
			  unsigned int max)
{
	struct videoport_completion chunk[VP_CLIENT_CHUNK];
	int count;

	/* Whose page is long in coming keeps others out, and must not keep them unkillable. */
	if (mutex_lock_interruptible(&ring->read_lock))
		return -ERESTARTSYS;
	count = vp_ring_peek(ring, chunk, min_t(unsigned int, max, VP_CLIENT_CHUNK));
	if (count > 0 && copy_to_user(to, chunk, count * sizeof(*to)))
		count = -EFAULT;
	if (count > 0)
		vp_ring_taken(ring, chunk, count);
	mutex_unlock(&ring->read_lock);
	return count;
}

/* All that is there and fits; an error only if there is nothing to return. */
static int vp_client_copy_all(struct vp_ring *ring, struct videoport_completion __user *to,
			      unsigned int max, unsigned int got)
{
	int ret;

	do {
		ret = vp_client_copy(ring, to + got, max - got);
		if (ret < 0)
			return got ?: ret;
		got += ret;
	} while (ret == VP_CLIENT_CHUNK && got < max);
	return got;
}

/*
 * Whoever is awake when tasks are frozen is woken as if by a signal. A sleep of the
 * machine ends no wait: frames presented can't be presented again by a restarted call.
 */
static bool vp_client_thawed(void)
{
	do {
		try_to_freeze();
		spin_lock_irq(&current->sighand->siglock);
		recalc_sigpending();
		spin_unlock_irq(&current->sighand->siglock);
	} while (freezing(current));
	return !signal_pending(current);
}

/**
 * vp_client_take() - take completions
 * @ring: the ring
 * @to: the program's room
 * @max: how many fit, not 0
 * @min: wait for so many
 * @patient: wait also while none is under way
 *
 * Context: process context, may sleep.
 * Return: how many were taken, less than @min after a signal or when no more
 * can come; or, if there is nothing to return, -ENODEV, -EINVAL, -EFAULT, or
 * -ERESTARTSYS after a signal.
 */
int vp_client_take(struct vp_ring *ring, struct videoport_completion __user *to,
		   unsigned int max, unsigned int min, bool patient)
{
	bool last = false, idle;
	int got = 0, ret;
	u64 target;

	for (;;) {
		ret = vp_client_copy_all(ring, to, max, got);
		if (ret == -ERESTARTSYS && vp_client_thawed())
			continue;
		if (ret < 0 || ret >= min || last)
			return ret;
		got = ret;
		target = vp_ring_progress(ring, &idle) + min - got;
		ret = wait_event_freezable(ring->waiters->queue,
					   vp_ring_ready(ring, target, patient));
		if (ret && vp_client_thawed())
			continue;
		if (ret)
			return got ?: ret;
		vp_ring_progress(ring, &idle);
		last = !patient && idle;
	}
}
