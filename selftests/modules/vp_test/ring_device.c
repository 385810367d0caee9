// SPDX-License-Identifier: GPL-2.0
/*
 * A device that isn't there: the sets that it knows, the frames that it holds until
 * it is told to finish them, and its interrupt.
 */
#include "vp_test.h"

/* Where a set may be attached, or NULL */
struct vpt_set *vpt_ring_place(struct vpt_ring *r)
{
	int i;

	for (i = 0; i < VPT_SETS; i++) {
		if (!r->sets[i].number)
			return &r->sets[i];
	}
	return NULL;
}

/* The set of a handle, which the port driver may have made up, or NULL */
struct vpt_set *vpt_ring_set(struct vpt_ring *r, PVOID handle)
{
	int i;

	for (i = 0; i < VPT_SETS; i++) {
		if (r->sets[i].number && handle == &r->sets[i])
			return &r->sets[i];
	}
	return NULL;
}

/*
 * One more completion. If it is the one that an interrupt was asked for, there is one;
 * the lock is held.
 */
void vpt_ring_done(struct vpt_ring *r, ULONGLONG tag, VP_STATUS status, ULONG answer)
{
	if (r->done_count == VPT_JOBS)
		return;

	r->done[r->done_count].Tag = tag;
	r->done[r->done_count].Status = status;
	r->done[r->done_count].Answer = answer;
	r->done_count++;
	if (!r->notify_at || r->reaped + r->done_count < r->notify_at)
		return;

	r->notify_at = 0;
	r->interrupt = true;
}

/* What is on the screen is not read any more; the lock is held. */
static void clear_screen(struct vpt_ext *t)
{
	struct vpt_ring *r = &t->ring;

	if (r->screen.set && t->bench->knobs.scans_out)
		vpt_ring_done(r, r->screen.tag, NO_ERROR, FRAME_RELEASED);
	memset(&r->screen, 0, sizeof(r->screen));
}

/* The device finishes the frame at @index of its queue; the lock is held. */
void vpt_ring_finish(struct vpt_ext *t, ULONG index, VP_STATUS status)
{
	struct vpt_ring *r = &t->ring;
	struct vpt_job job = r->queue[index];
	ULONG answer = FRAME_SHOWN;

	r->queued--;
	memmove(&r->queue[index], &r->queue[index + 1],
		(r->queued - index) * sizeof(r->queue[0]));
	if (!t->bench->knobs.scans_out)
		answer |= FRAME_RELEASED;
	vpt_ring_done(r, job.tag, status, answer);
	if (status != NO_ERROR)
		return;
	clear_screen(t);
	r->screen = job;
}

void vpt_ring_dark(struct vpt_ext *t)
{
	clear_screen(t);
	memset(&t->ring.last, 0, sizeof(t->ring.last));
}

/* Let go of a set; the lock is held. */
static void let_go(struct vpt_ext *t, struct vpt_set *set)
{
	struct vpt_ring *r = &t->ring;

	vpt_ring_done(r, set->tag, NO_ERROR, FRAME_RELEASED);
	memset(set, 0, sizeof(*set));
	r->interrupt = true;
}

/* Its frames come to their end, unless they are to wait for it; the lock is held. */
void vpt_ring_detach(struct vpt_ext *t, struct vpt_set *set)
{
	struct vpt_ring *r = &t->ring;
	ULONG i = 0;

	set->leaving = true;
	if (t->bench->knobs.silent || t->bench->knobs.keep_frames)
		return;
	while (i < r->queued) {
		if (r->queue[i].set == set)
			vpt_ring_finish(t, i, NO_ERROR);
		else
			i++;
	}
	if (r->screen.set == set)
		clear_screen(t);
	if (!t->bench->knobs.keep_sets)
		let_go(t, set);
}

/* The command "release"; the lock is held. */
void vpt_ring_release(struct vpt_ext *t)
{
	struct vpt_ring *r = &t->ring;
	int i;

	for (i = 0; i < VPT_SETS; i++) {
		if (r->sets[i].number && r->sets[i].leaving)
			let_go(t, &r->sets[i]);
	}
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
		vpt_ring_finish(t, 0, NO_ERROR);
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
	memset(&r->screen, 0, sizeof(r->screen));
	memset(&r->last, 0, sizeof(r->last));
	vpt_ring_drop(r);
	r->reaped = 0;
	VideoPortReleaseSpinLock(t, r->lock, old);
}

/* Hold one more frame, where there is room; the lock is held. */
bool vpt_ring_take(struct vpt_ext *t, const FRAME_PRESENT *present, bool more)
{
	struct vpt_ring *r = &t->ring;
	bool room = r->queued < min_t(u32, t->bench->knobs.room, VPT_JOBS);

	if (room) {
		r->queue[r->queued].set = vpt_ring_set(r, present->Set);
		r->queue[r->queued++].tag = present->Tag;
		r->last = *present;
		r->untold = true;
	}
	if (r->untold && (!more || !room)) {
		r->untold = false;
		r->doorbells++;
	}
	return room;
}
