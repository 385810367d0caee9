// SPDX-License-Identifier: GPL-2.0
/*
 * A device that isn't there: the sets that it knows, the frames that it holds until
 * it is told to finish them, and its interrupt.
 */
#include "vp_test.h"

/* The attached set of that number; number 0 finds an empty place. */
PFRAME_SET vpt_ring_set(struct vpt_ring *r, ULONG id)
{
	int i;

	for (i = 0; i < VPT_SETS; i++) {
		if (r->sets[i].Id == id)
			return &r->sets[i];
	}
	return NULL;
}

/*
 * One more frame has finished. True if this is the one that an interrupt was
 * asked for; the lock is held.
 */
bool vpt_ring_done(struct vpt_ring *r, ULONGLONG sequence, VP_STATUS status)
{
	if (r->done_count == VPT_JOBS)
		return false;

	r->done[r->done_count].Sequence = sequence;
	r->done[r->done_count].Status = status;
	r->done_count++;
	if (!r->notify_at || r->reaped + r->done_count < r->notify_at)
		return false;

	r->notify_at = 0;
	r->interrupt = true;
	return true;
}

/* The device finishes the frame at @index of its queue; the lock is held. */
bool vpt_ring_finish(struct vpt_ring *r, ULONG index, VP_STATUS status)
{
	ULONGLONG sequence = r->queue[index].Sequence;

	r->queued--;
	memmove(&r->queue[index], &r->queue[index + 1],
		(r->queued - index) * sizeof(r->queue[0]));
	return vpt_ring_done(r, sequence, status);
}

/*
 * Tell the port driver if there is reason to. The lock is held, as framering.h
 * allows.
 */
void vpt_ring_complete(struct vpt_ext *t)
{
	struct vpt_ring *r = &t->ring;

	if (!r->interrupt)
		return;
	r->interrupt = false;
	vpt_log(t->bench, "complete");
	r->port.Complete(r->port.Context);
}

void vpt_ring_finish_all(struct vpt_ext *t)
{
	struct vpt_knobs *knobs = &t->bench->knobs;

	while (knobs->finish && !knobs->silent && t->ring.queued)
		vpt_ring_finish(&t->ring, 0, NO_ERROR);
}

static VOID ring_dpc(PVOID ext, PVOID context)
{
	struct vpt_ext *t = ext;

	VideoPortAcquireSpinLockAtDpcLevel(t, t->ring.lock);
	vpt_ring_finish_all(t);
	vpt_ring_complete(t);
	VideoPortReleaseSpinLockFromDpcLevel(t, t->ring.lock);
}

/* Like a device's interrupt: something may have been finished. */
void vpt_ring_interrupt(struct vpt_ext *t)
{
	VideoPortQueueDpc(t, ring_dpc, NULL);
}

ULONG vpt_ring_pitch(PVOID context, ULONG width, ULONG height, ULONG format)
{
	if (format != FRAME_FORMAT_X8R8G8B8 || width > VPT_SIDE_MAX ||
	    height > VPT_SIDE_MAX)
		return 0;
	/* Not what a program would guess */
	return ALIGN(width * 4, 64);
}

/* The frames in flight are no more; the lock is held. */
void vpt_ring_drop(struct vpt_ring *r)
{
	r->queued = 0;
	r->done_count = 0;
	r->notify_at = 0;
	r->interrupt = false;
	r->untold = false;
}

/* As after a reset, or without power */
void vpt_ring_forget(struct vpt_ext *t)
{
	struct vpt_ring *r = &t->ring;
	UCHAR old;

	VideoPortAcquireSpinLock(t, r->lock, &old);
	memset(r->sets, 0, sizeof(r->sets));
	vpt_ring_drop(r);
	r->shown = 0;
	r->reaped = 0;
	VideoPortReleaseSpinLock(t, r->lock, old);
}

/* Hold one more frame, where there is room; the lock is held. */
bool vpt_ring_take(struct vpt_ext *t, ULONG set, ULONGLONG sequence, bool more)
{
	struct vpt_ring *r = &t->ring;
	bool room = r->queued < min_t(u32, t->bench->knobs.room, VPT_JOBS);

	if (room) {
		r->queue[r->queued++].Sequence = sequence;
		r->flying = set;
		r->untold = true;
	}
	if (r->untold && (!more || !room)) {
		r->untold = false;
		r->doorbells++;
	}
	return room;
}
