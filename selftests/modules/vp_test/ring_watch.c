// SPDX-License-Identifier: GPL-2.0
/*
 * Whether the port driver keeps framering.h's promises. A broken one counts as a
 * violation and is logged.
 */
#include "vp_test.h"

void vpt_passive_enter(struct vpt_ext *t)
{
	if (VideoPortGetCurrentIrql())
		vpt_violation(t->bench, "PASSIVE function at raised IRQL");
	if (t->ring.owed)
		vpt_violation(t->bench, "no reset of a device that keeps a set");
	if (VideoPortInterlockedIncrement(&t->ring.passive) != 1)
		vpt_violation(t->bench, "two PASSIVE functions at a time");
}

void vpt_passive_leave(struct vpt_ext *t)
{
	VideoPortInterlockedDecrement(&t->ring.passive);
}

void vpt_dispatch_enter(struct vpt_ext *t)
{
	if (VideoPortGetCurrentIrql() != 2)
		vpt_violation(t->bench, "DISPATCH function at another IRQL");
	if (VideoPortInterlockedIncrement(&t->ring.dispatch) != 1)
		vpt_violation(t->bench, "two DISPATCH functions at a time");
}

void vpt_dispatch_leave(struct vpt_ext *t)
{
	VideoPortInterlockedDecrement(&t->ring.dispatch);
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

const char *vpt_set_fault(struct vpt_ext *t, PFRAME_SET set)
{
	ULONG i, pieces = 0;

	if (set->Pitch != vpt_ring_pitch(t, set->Width, set->Height,
					 set->Format))
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

static bool rect_is_within(const FRAME_RECT *rect, const FRAME_RECT *outer)
{
	return rect->Width && rect->Height && rect->Left >= outer->Left &&
	       rect->Top >= outer->Top &&
	       (u64)rect->Left + rect->Width <= (u64)outer->Left + outer->Width &&
	       (u64)rect->Top + rect->Height <= (u64)outer->Top + outer->Height;
}

static bool rect_is(const FRAME_RECT *rect, const FRAME_RECT *other)
{
	return !memcmp(rect, other, sizeof(*rect));
}

/* The lock is held. */
const char *vpt_submit_fault(struct vpt_ring *r, const FRAME_PRESENT *present)
{
	struct vpt_set *set = vpt_ring_set(r, present->Set);
	FRAME_RECT frame = { };

	if (r->dimming)
		return "frame while the screen is taken dark";
	if (!set)
		return "frame of a set that is not attached";
	if (set->leaving)
		return "frame of a set that was detached";
	if (present->Frame >= set->set.FrameCount)
		return "frame that is none of the set's";
	frame.Width = set->set.Width;
	frame.Height = set->set.Height;
	if (!rect_is_within(&present->Window, &frame))
		return "window outside the frame";
	if (!rect_is_within(&present->Damage, &present->Window))
		return "damage outside the window";
	if ((r->last.Set != present->Set || !rect_is(&r->last.Window, &present->Window)) &&
	    !rect_is(&present->Damage, &present->Window))
		return "less than all of another window";
	return NULL;
}
