// SPDX-License-Identifier: GPL-2.0
/* FRAME_RING, as the port driver calls it, on the device of ring_device.c */
#include <videoport/initguid.h>

#include "vp_test.h"

#define MAX_SET_LENGTH 0x40000000

static VP_STATUS ring_limits(PVOID context, PFRAME_RING_LIMITS limits)
{
	struct vpt_ext *t = context;

	vpt_passive_enter(t);
	limits->Flags = t->bench->knobs.scans_out ? FRAME_RING_SCANS_OUT : 0;
	vpt_log_call(t, "limits", "flags=%#x", limits->Flags);
	limits->MaxWidth = VPT_SIDE_MAX;
	limits->MaxHeight = VPT_SIDE_MAX;
	limits->MaxPieces = t->bench->knobs.max_pieces;
	limits->MaxSetLength = MAX_SET_LENGTH;
	limits->DmaAdapter = t->ring.adapter;
	vpt_passive_leave(t);
	return NO_ERROR;
}

static VOID ring_counters(PVOID context, PFRAME_RING_COUNTERS counters)
{
	struct vpt_ext *t = context;

	vpt_passive_enter(t);
	counters->Doorbells = t->ring.doorbells;
	vpt_passive_leave(t);
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
	fault = vpt_set_fault(t, set);
	if (fault)
		vpt_violation(t->bench, fault);

	VideoPortAcquireSpinLock(t, r->lock, &old);
	place = vpt_ring_set(r, 0);
	if (place)
		*place = *set;
	VideoPortReleaseSpinLock(t, r->lock, old);
	return place ? NO_ERROR : ERROR_NOT_ENOUGH_MEMORY;
}

static VP_STATUS ring_attach(PVOID context, PFRAME_SET set)
{
	struct vpt_ext *t = context;
	VP_STATUS status;

	vpt_passive_enter(t);
	status = attach(t, set);
	vpt_log_call(t, "attach",
		     "set=%u %ux%u frames=%u pieces=%u pitch=%u status=%d",
		     set->Id, set->Width, set->Height, set->FrameCount,
		     set->PieceCount, set->Pitch, status);
	vpt_passive_leave(t);
	return status;
}

static VP_STATUS detach(struct vpt_ext *t, ULONG id)
{
	struct vpt_ring *r = &t->ring;
	PFRAME_SET set;
	UCHAR old;

	if (t->bench->knobs.silent)
		return WAIT_TIMEOUT;

	VideoPortAcquireSpinLock(t, r->lock, &old);
	set = id ? vpt_ring_set(r, id) : NULL;
	if (set) {
		set->Id = 0;
		if (r->flying == id)
			vpt_ring_drop(r);
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

	vpt_passive_enter(t);
	status = detach(t, id);
	vpt_log_call(t, "detach", "set=%u status=%d", id, status);
	vpt_passive_leave(t);
	return status;
}

static VP_STATUS ring_show(PVOID context, ULONG id)
{
	struct vpt_ext *t = context;
	struct vpt_ring *r = &t->ring;
	VP_STATUS status = NO_ERROR;
	bool known;
	UCHAR old;

	vpt_passive_enter(t);
	VideoPortAcquireSpinLock(t, r->lock, &old);
	known = !id || vpt_ring_set(r, id);
	if (t->bench->knobs.silent)
		status = WAIT_TIMEOUT;
	else
		r->shown = id;
	VideoPortReleaseSpinLock(t, r->lock, old);
	if (!known)
		vpt_violation(t->bench, "show of a set that is not attached");
	vpt_log_call(t, "show", "set=%u status=%d", id, status);
	vpt_passive_leave(t);
	return status;
}

static VP_STATUS ring_reset(PVOID context)
{
	struct vpt_ext *t = context;
	VP_STATUS status = WAIT_TIMEOUT;

	vpt_passive_enter(t);
	if (!t->bench->knobs.deaf) {
		vpt_ring_forget(t);
		t->bench->knobs.silent = false;
		status = NO_ERROR;
	}
	vpt_log_call(t, "reset", "status=%d", status);
	vpt_passive_leave(t);
	return status;
}

static BOOLEAN ring_submit(PVOID context, ULONG set, ULONG frame,
			   PFRAME_RECT rect, ULONGLONG sequence, BOOLEAN more)
{
	struct vpt_ext *t = context;
	struct vpt_ring *r = &t->ring;
	const char *fault;
	UCHAR old;
	bool room;

	vpt_dispatch_enter(t);
	if (t->bench->knobs.keep_lock)
		VideoPortAcquireSpinLock(t, r->spare, &old);
	VideoPortAcquireSpinLockAtDpcLevel(t, r->lock);
	fault = vpt_submit_fault(r, set, frame, rect);
	room = vpt_ring_take(t, set, sequence, more);
	if (t->bench->knobs.at_once) {
		vpt_ring_finish_all(t);
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
	vpt_dispatch_leave(t);
	return room;
}

static ULONG ring_reap(PVOID context, PFRAME_COMPLETION completions,
		       ULONG count)
{
	struct vpt_ext *t = context;
	struct vpt_ring *r = &t->ring;

	vpt_dispatch_enter(t);
	VideoPortAcquireSpinLockAtDpcLevel(t, r->lock);
	count = min(count, r->done_count);
	memcpy(completions, r->done, count * sizeof(*completions));
	r->done_count -= count;
	memmove(r->done, r->done + count, r->done_count * sizeof(*r->done));
	r->reaped += count;
	VideoPortReleaseSpinLockFromDpcLevel(t, r->lock);
	if (count)
		vpt_log_call(t, "reap", "count=%u", count);
	vpt_dispatch_leave(t);
	return count;
}

static BOOLEAN ring_notify(PVOID context, ULONG frames)
{
	struct vpt_ext *t = context;
	struct vpt_ring *r = &t->ring;
	bool due;

	vpt_dispatch_enter(t);
	VideoPortAcquireSpinLockAtDpcLevel(t, r->lock);
	due = frames && r->done_count >= frames;
	r->notify_at = frames && !due ? r->reaped + frames : 0;
	VideoPortReleaseSpinLockFromDpcLevel(t, r->lock);
	vpt_log_call(t, "notify", "frames=%u answer=%u", frames, !due);
	vpt_dispatch_leave(t);
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
	.Pitch = vpt_ring_pitch,
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
