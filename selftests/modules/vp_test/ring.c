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
	limits->MaxSets = t->bench->knobs.max_sets;
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

static struct vpt_set *take_place(struct vpt_ring *r, PFRAME_SET set)
{
	struct vpt_set *place = vpt_ring_place(r);

	if (place) {
		place->number = ++r->last_set;
		place->set = *set;
	}
	return place;
}

static VP_STATUS attach(struct vpt_ext *t, PFRAME_SET set, PVOID *handle)
{
	struct vpt_ring *r = &t->ring;
	const char *fault;
	UCHAR old;

	if (t->bench->knobs.silent)
		return WAIT_TIMEOUT;
	if (t->bench->knobs.refuse_attach)
		return ERROR_NOT_ENOUGH_MEMORY;
	fault = vpt_set_fault(t, set);
	if (fault)
		vpt_violation(t->bench, fault);

	VideoPortAcquireSpinLock(t, r->lock, &old);
	*handle = take_place(r, set);
	VideoPortReleaseSpinLock(t, r->lock, old);
	return *handle ? NO_ERROR : ERROR_NOT_ENOUGH_MEMORY;
}

static VP_STATUS ring_attach(PVOID context, PFRAME_SET set, PVOID *handle)
{
	struct vpt_ext *t = context;
	VP_STATUS status;

	vpt_passive_enter(t);
	status = attach(t, set, handle);
	vpt_log_call(t, "attach",
		     "%ux%u frames=%u pieces=%u pitch=%u status=%d",
		     set->Width, set->Height, set->FrameCount,
		     set->PieceCount, set->Pitch, status);
	vpt_passive_leave(t);
	return status;
}

/* Also a silent device is told: that does not wait for it. */
static VP_STATUS ring_detach(PVOID context, PVOID handle, ULONGLONG tag)
{
	struct vpt_ext *t = context;
	struct vpt_ring *r = &t->ring;
	bool refuse = t->bench->knobs.refuse_detach;
	struct vpt_set *set;
	ULONG number = 0;
	UCHAR old;

	vpt_passive_enter(t);
	VideoPortAcquireSpinLock(t, r->lock, &old);
	set = vpt_ring_set(r, handle);
	if (set && !set->leaving) {
		number = set->number;
		set->tag = tag;
		r->owed = refuse;
		if (!refuse)
			vpt_ring_detach(t, set);
	}
	VideoPortReleaseSpinLock(t, r->lock, old);
	if (!number)
		vpt_violation(t->bench, "detach of a set that is not attached");
	vpt_log_call(t, "detach", "set=%u", number);
	vpt_ring_interrupt(t);
	vpt_passive_leave(t);
	return refuse ? WAIT_TIMEOUT : NO_ERROR;
}

static VP_STATUS ring_dark(PVOID context)
{
	struct vpt_ext *t = context;
	VP_STATUS status = NO_ERROR;
	UCHAR old;

	vpt_passive_enter(t);
	WRITE_ONCE(t->ring.dimming, true);
	vpt_hold(t, false);
	VideoPortAcquireSpinLock(t, t->ring.lock, &old);
	if (t->bench->knobs.silent)
		status = WAIT_TIMEOUT;
	else
		vpt_ring_dark(t);
	t->ring.dimming = false;
	VideoPortReleaseSpinLock(t, t->ring.lock, old);
	vpt_log_call(t, "dark", "status=%d", status);
	vpt_passive_leave(t);
	return status;
}

static VP_STATUS ring_reset(PVOID context)
{
	struct vpt_ext *t = context;
	VP_STATUS status = WAIT_TIMEOUT;

	t->ring.owed = false;
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

/* The lock is held. */
static bool submit_one(struct vpt_ext *t, const FRAME_PRESENT *present, bool more)
{
	const char *fault = vpt_submit_fault(&t->ring, present);
	const FRAME_RECT *rect = &present->Damage, *window = &present->Window;
	bool room = vpt_ring_take(t, present, more);

	if (t->bench->knobs.at_once) {
		vpt_ring_finish_all(t);
		vpt_ring_complete(t);
	}
	if (fault)
		vpt_violation(t->bench, fault);
	vpt_log_call(t, "submit",
		     "frame=%u rect=%u,%u,%u,%u window=%u,%u,%u,%u seq=%llu more=%u room=%u",
		     present->Frame, rect->Left, rect->Top, rect->Width,
		     rect->Height, window->Left, window->Top, window->Width,
		     window->Height, present->Tag, more, room);
	return room;
}

static ULONG submit(struct vpt_ext *t, PFRAME_PRESENT presents, ULONG count,
		    bool more)
{
	struct vpt_ring *r = &t->ring;
	ULONG taken = 0;
	UCHAR old;

	if (t->bench->knobs.keep_lock)
		VideoPortAcquireSpinLock(t, r->spare, &old);
	VideoPortAcquireSpinLockAtDpcLevel(t, r->lock);
	while (taken < count &&
	       submit_one(t, &presents[taken], more || taken + 1 < count))
		taken++;
	VideoPortReleaseSpinLockFromDpcLevel(t, r->lock);
	if (!more || taken < count)
		vpt_ring_interrupt(t);
	return taken;
}

static ULONG ring_submit(PVOID context, PFRAME_PRESENT presents, ULONG count,
			 BOOLEAN more)
{
	ULONG taken;

	vpt_dispatch_enter(context);
	taken = submit(context, presents, count, more);
	vpt_dispatch_leave(context);
	return taken;
}

static ULONG reap(struct vpt_ext *t, PFRAME_COMPLETION completions, ULONG count)
{
	struct vpt_ring *r = &t->ring;

	VideoPortAcquireSpinLockAtDpcLevel(t, r->lock);
	count = min(count, r->done_count);
	memcpy(completions, r->done, count * sizeof(*completions));
	r->done_count -= count;
	memmove(r->done, r->done + count, r->done_count * sizeof(*r->done));
	r->reaped += count;
	VideoPortReleaseSpinLockFromDpcLevel(t, r->lock);
	if (count)
		vpt_log_call(t, "reap", "count=%u", count);
	return count;
}

static ULONG ring_reap(PVOID context, PFRAME_COMPLETION completions,
		       ULONG count)
{
	vpt_dispatch_enter(context);
	count = reap(context, completions, count);
	vpt_dispatch_leave(context);
	return count;
}

static VOID ring_turn(PVOID context, PFRAME_TURN turn)
{
	vpt_dispatch_enter(context);
	turn->Taken = submit(context, turn->Presents, turn->PresentCount, false);
	turn->Reaped = reap(context, turn->Completions, turn->CompletionCount);
	vpt_dispatch_leave(context);
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
	.Version = FRAME_RING_VERSION_2,
	.InterfaceReference = ring_reference,
	.InterfaceDereference = ring_reference,
	.Limits = ring_limits,
	.Counters = ring_counters,
	.Pitch = vpt_ring_pitch,
	.AttachSet = ring_attach,
	.DetachSet = ring_detach,
	.Dark = ring_dark,
	.Reset = ring_reset,
	.Submit = ring_submit,
	.Reap = ring_reap,
	.Notify = ring_notify,
	.Turn = ring_turn,
};

VP_STATUS vpt_ring_interface(struct vpt_ext *t, PQUERY_INTERFACE query)
{
	PFRAME_RING_INTERFACE ring = (PFRAME_RING_INTERFACE)query->Interface;

	if (query->Size < sizeof(*ring) ||
	    query->Version != FRAME_RING_VERSION_2)
		return ERROR_INVALID_PARAMETER;

	t->ring.port = *(PFRAME_RING_PORT)query->InterfaceSpecificData;
	*ring = ring_interface;
	ring->Context = t;
	if (!t->bench->knobs.turn)
		ring->Turn = NULL;
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
