// SPDX-License-Identifier: GPL-2.0
/*
 * A device that isn't there, behind FRAME_RING: it takes frames, holds them
 * until it is told to finish them, and watches whether the port driver keeps
 * framering.h's promises. A broken one counts as a violation and is logged.
 */
#include <videoport/initguid.h>

#include "vp_test.h"

#define MAX_SIDE 4096
#define MAX_SET_LENGTH 0x40000000

static void passive_enter(struct vpt_ext *t)
{
	if (VideoPortGetCurrentIrql())
		vpt_violation(t->bench, "PASSIVE function at raised IRQL");
	if (VideoPortInterlockedIncrement(&t->ring.passive) != 1)
		vpt_violation(t->bench, "two PASSIVE functions at a time");
}

static void passive_leave(struct vpt_ext *t)
{
	VideoPortInterlockedDecrement(&t->ring.passive);
}

static void dispatch_enter(struct vpt_ext *t)
{
	if (VideoPortGetCurrentIrql() != 2)
		vpt_violation(t->bench, "DISPATCH function at another IRQL");
	if (VideoPortInterlockedIncrement(&t->ring.dispatch) != 1)
		vpt_violation(t->bench, "two DISPATCH functions at a time");
}

static void dispatch_leave(struct vpt_ext *t)
{
	VideoPortInterlockedDecrement(&t->ring.dispatch);
}

/* The attached set of that number; number 0 finds an empty place. */
static PFRAME_SET find_set(struct vpt_ring *r, ULONG id)
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

static void finish_all(struct vpt_ext *t)
{
	struct vpt_knobs *knobs = &t->bench->knobs;

	while (knobs->finish && !knobs->silent && t->ring.queued)
		vpt_ring_finish(&t->ring, 0, NO_ERROR);
}

static VOID ring_dpc(PVOID ext, PVOID context)
{
	struct vpt_ext *t = ext;

	VideoPortAcquireSpinLockAtDpcLevel(t, t->ring.lock);
	finish_all(t);
	vpt_ring_complete(t);
	VideoPortReleaseSpinLockFromDpcLevel(t, t->ring.lock);
}

/* Like a device's interrupt: something may have been finished. */
void vpt_ring_interrupt(struct vpt_ext *t)
{
	VideoPortQueueDpc(t, ring_dpc, NULL);
}

static VP_STATUS ring_limits(PVOID context, PFRAME_RING_LIMITS limits)
{
	struct vpt_ext *t = context;

	passive_enter(t);
	limits->Flags = t->bench->knobs.scans_out ? FRAME_RING_SCANS_OUT : 0;
	vpt_log_call(t, "limits", "flags=%#x", limits->Flags);
	limits->MaxWidth = MAX_SIDE;
	limits->MaxHeight = MAX_SIDE;
	limits->MaxPieces = t->bench->knobs.max_pieces;
	limits->MaxSetLength = MAX_SET_LENGTH;
	limits->DmaAdapter = t->ring.adapter;
	passive_leave(t);
	return NO_ERROR;
}

static VOID ring_counters(PVOID context, PFRAME_RING_COUNTERS counters)
{
	struct vpt_ext *t = context;

	passive_enter(t);
	counters->Doorbells = t->ring.doorbells;
	passive_leave(t);
}

static ULONG ring_pitch(PVOID context, ULONG width, ULONG height, ULONG format)
{
	if (format != FRAME_FORMAT_X8R8G8B8 || width > MAX_SIDE ||
	    height > MAX_SIDE)
		return 0;
	/* Not what a program would guess */
	return ALIGN(width * 4, 64);
}

static bool frame_is_whole(PFRAME_SET set, PFRAME frame)
{
	ULONGLONG length = 0;
	ULONG i;

	for (i = 0; i < frame->PieceCount; i++) {
		PFRAME_PIECE piece = &frame->Pieces[i];
		u64 end = piece->LogicalAddress.QuadPart + piece->Length;

		if (!piece->Length || piece->Length % 4096 ||
		    end > 1ULL << 32)
			return false;
		length += piece->Length;
	}
	return length == set->FrameLength;
}

static const char *set_fault(struct vpt_ext *t, PFRAME_SET set)
{
	ULONG i, pieces = 0;

	if (!set->Id || find_set(&t->ring, set->Id))
		return "set with a number that is 0 or in use";
	if (set->Pitch != ring_pitch(t, set->Width, set->Height, set->Format))
		return "set with another pitch";
	if (set->FrameLength < (u64)set->Pitch * set->Height ||
	    set->FrameLength % 4096)
		return "set with a wrong frame length";
	if (set->PieceCount > t->bench->knobs.max_pieces)
		return "set of too many pieces";
	for (i = 0; i < set->FrameCount; i++) {
		if (set->Frames[i].Pieces != set->Frames[0].Pieces + pieces)
			return "set with a gap between its piece lists";
		if (!frame_is_whole(set, &set->Frames[i]))
			return "set with a wrong piece";
		pieces += set->Frames[i].PieceCount;
	}
	return pieces == set->PieceCount ? NULL : "set with a wrong piece count";
}

static VP_STATUS attach(struct vpt_ext *t, PFRAME_SET set)
{
	struct vpt_ring *r = &t->ring;
	const char *fault;
	PFRAME_SET place;
	UCHAR old;

	if (t->bench->knobs.silent)
		return WAIT_TIMEOUT;
	if (t->bench->knobs.refuse_attach)
		return ERROR_NOT_ENOUGH_MEMORY;
	fault = set_fault(t, set);
	if (fault)
		vpt_violation(t->bench, fault);

	VideoPortAcquireSpinLock(t, r->lock, &old);
	place = find_set(r, 0);
	if (place)
		*place = *set;
	VideoPortReleaseSpinLock(t, r->lock, old);
	return place ? NO_ERROR : ERROR_NOT_ENOUGH_MEMORY;
}

static VP_STATUS ring_attach(PVOID context, PFRAME_SET set)
{
	struct vpt_ext *t = context;
	VP_STATUS status;

	passive_enter(t);
	status = attach(t, set);
	vpt_log_call(t, "attach",
		     "set=%u %ux%u frames=%u pieces=%u pitch=%u status=%d",
		     set->Id, set->Width, set->Height, set->FrameCount,
		     set->PieceCount, set->Pitch, status);
	passive_leave(t);
	return status;
}

/* The frames in flight are no more; the lock is held. */
static void drop_queue(struct vpt_ring *r)
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
	drop_queue(r);
	r->shown = 0;
	r->reaped = 0;
	VideoPortReleaseSpinLock(t, r->lock, old);
}

static VP_STATUS detach(struct vpt_ext *t, ULONG id)
{
	struct vpt_ring *r = &t->ring;
	PFRAME_SET set;
	UCHAR old;

	if (t->bench->knobs.silent)
		return WAIT_TIMEOUT;

	VideoPortAcquireSpinLock(t, r->lock, &old);
	set = id ? find_set(r, id) : NULL;
	if (set) {
		set->Id = 0;
		if (r->flying == id)
			drop_queue(r);
		if (r->shown == id)
			r->shown = 0;
	}
	VideoPortReleaseSpinLock(t, r->lock, old);
	return NO_ERROR;
}

static VP_STATUS ring_detach(PVOID context, ULONG id)
{
	struct vpt_ext *t = context;
	VP_STATUS status;

	passive_enter(t);
	status = detach(t, id);
	vpt_log_call(t, "detach", "set=%u status=%d", id, status);
	passive_leave(t);
	return status;
}

static VP_STATUS ring_show(PVOID context, ULONG id)
{
	struct vpt_ext *t = context;
	struct vpt_ring *r = &t->ring;
	VP_STATUS status = NO_ERROR;
	bool known;
	UCHAR old;

	passive_enter(t);
	VideoPortAcquireSpinLock(t, r->lock, &old);
	known = !id || find_set(r, id);
	if (t->bench->knobs.silent)
		status = WAIT_TIMEOUT;
	else
		r->shown = id;
	VideoPortReleaseSpinLock(t, r->lock, old);
	if (!known)
		vpt_violation(t->bench, "show of a set that is not attached");
	vpt_log_call(t, "show", "set=%u status=%d", id, status);
	passive_leave(t);
	return status;
}

static VP_STATUS ring_reset(PVOID context)
{
	struct vpt_ext *t = context;
	VP_STATUS status = WAIT_TIMEOUT;

	passive_enter(t);
	if (!t->bench->knobs.deaf) {
		vpt_ring_forget(t);
		t->bench->knobs.silent = false;
		status = NO_ERROR;
	}
	vpt_log_call(t, "reset", "status=%d", status);
	passive_leave(t);
	return status;
}

static const char *submit_fault(struct vpt_ring *r, ULONG id, ULONG frame,
				PFRAME_RECT rect)
{
	PFRAME_SET set = find_set(r, id);

	if (!id || !set)
		return "frame of a set that is not attached";
	if (r->shown != id)
		return "frame of a set that is not shown";
	if (frame >= set->FrameCount)
		return "frame that is none of the set's";
	if (!rect->Width || !rect->Height ||
	    (u64)rect->Left + rect->Width > set->Width ||
	    (u64)rect->Top + rect->Height > set->Height)
		return "rectangle outside the frame";
	return NULL;
}

static bool submit(struct vpt_ext *t, ULONG set, ULONGLONG sequence, bool more)
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

static BOOLEAN ring_submit(PVOID context, ULONG set, ULONG frame,
			   PFRAME_RECT rect, ULONGLONG sequence, BOOLEAN more)
{
	struct vpt_ext *t = context;
	struct vpt_ring *r = &t->ring;
	const char *fault;
	UCHAR old;
	bool room;

	dispatch_enter(t);
	if (t->bench->knobs.keep_lock)
		VideoPortAcquireSpinLock(t, r->spare, &old);
	VideoPortAcquireSpinLockAtDpcLevel(t, r->lock);
	fault = submit_fault(r, set, frame, rect);
	room = submit(t, set, sequence, more);
	if (t->bench->knobs.at_once) {
		finish_all(t);
		vpt_ring_complete(t);
	}
	VideoPortReleaseSpinLockFromDpcLevel(t, r->lock);

	if (fault)
		vpt_violation(t->bench, fault);
	vpt_log_call(t, "submit",
		     "set=%u frame=%u rect=%u,%u,%u,%u seq=%llu more=%u room=%u",
		     set, frame, rect->Left, rect->Top, rect->Width,
		     rect->Height, sequence, more, room);
	if (!more || !room)
		vpt_ring_interrupt(t);
	dispatch_leave(t);
	return room;
}

static ULONG ring_reap(PVOID context, PFRAME_COMPLETION completions,
		       ULONG count)
{
	struct vpt_ext *t = context;
	struct vpt_ring *r = &t->ring;

	dispatch_enter(t);
	VideoPortAcquireSpinLockAtDpcLevel(t, r->lock);
	count = min(count, r->done_count);
	memcpy(completions, r->done, count * sizeof(*completions));
	r->done_count -= count;
	memmove(r->done, r->done + count, r->done_count * sizeof(*r->done));
	r->reaped += count;
	VideoPortReleaseSpinLockFromDpcLevel(t, r->lock);
	if (count)
		vpt_log_call(t, "reap", "count=%u", count);
	dispatch_leave(t);
	return count;
}

static BOOLEAN ring_notify(PVOID context, ULONG frames)
{
	struct vpt_ext *t = context;
	struct vpt_ring *r = &t->ring;
	bool due;

	dispatch_enter(t);
	VideoPortAcquireSpinLockAtDpcLevel(t, r->lock);
	due = frames && r->done_count >= frames;
	r->notify_at = frames && !due ? r->reaped + frames : 0;
	VideoPortReleaseSpinLockFromDpcLevel(t, r->lock);
	vpt_log_call(t, "notify", "frames=%u answer=%u", frames, !due);
	dispatch_leave(t);
	return !due;
}

static VOID ring_reference(PVOID context)
{
}

static const FRAME_RING_INTERFACE ring_interface = {
	.Size = sizeof(FRAME_RING_INTERFACE),
	.Version = FRAME_RING_VERSION_1,
	.InterfaceReference = ring_reference,
	.InterfaceDereference = ring_reference,
	.Limits = ring_limits,
	.Counters = ring_counters,
	.Pitch = ring_pitch,
	.AttachSet = ring_attach,
	.DetachSet = ring_detach,
	.Show = ring_show,
	.Reset = ring_reset,
	.Submit = ring_submit,
	.Reap = ring_reap,
	.Notify = ring_notify,
};

VP_STATUS vpt_ring_interface(struct vpt_ext *t, PQUERY_INTERFACE query)
{
	PFRAME_RING_INTERFACE ring = (PFRAME_RING_INTERFACE)query->Interface;

	if (query->Size < sizeof(*ring) ||
	    query->Version != FRAME_RING_VERSION_1)
		return ERROR_INVALID_PARAMETER;

	t->ring.port = *(PFRAME_RING_PORT)query->InterfaceSpecificData;
	*ring = ring_interface;
	ring->Context = t;
	if (vpt_fails("version"))
		ring->Version = 99;
	if (vpt_fails("function"))
		ring->Submit = NULL;
	return NO_ERROR;
}

/* From HwVidFindAdapter */
bool vpt_ring_init(struct vpt_ext *t)
{
	VP_DEVICE_DESCRIPTION desc = {
		.ScatterGather = TRUE,
		.Dma32BitAddresses = TRUE,
	};

	/* Without a ring a test's adapter is the only one. */
	if (vpt_offer_ring)
		t->ring.adapter = VideoPortGetDmaAdapter(t, &desc);
	return (t->ring.adapter || !vpt_offer_ring) &&
	       VideoPortCreateSpinLock(t, &t->ring.lock) == NO_ERROR &&
	       VideoPortCreateSpinLock(t, &t->ring.spare) == NO_ERROR;
}
