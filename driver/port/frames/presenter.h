/* SPDX-License-Identifier: GPL-2.0 */
/* One who presents: presents in their order, and the state of each. */
#ifndef VIDEOPORT_FRAMES_PRESENTER_H
#define VIDEOPORT_FRAMES_PRESENTER_H

#include <linux/types.h>

#include "miniport.h"
#include "video.h"
#include "framering/framering.h"
#include "uapi/videoport.h"

struct vp_adapter;
struct vp_set;
struct vp_waiters;

/**
 * struct vp_slot - one present, from the call until its completion is taken
 * @set: whose frame; attached for as long as the device is told of it
 * @set_id: of it, for traces, whatever has become of it
 * @cookie: the program's
 * @time_ns: CLOCK_MONOTONIC of the device's first answer
 * @status: 0 or a negative errno, once @answered
 * @answered: it is on the screen, or never will be
 * @released: the device does not read the frame any more
 * @whole: the device was told to read all of the window
 */
struct vp_slot {
	struct vp_set *set;
	u32 set_id;
	u64 cookie;
	u64 time_ns;
	s32 status;
	bool answered;
	bool released;
	bool whole;
};

/**
 * struct vp_presenter_state - what all of an adapter's presenters have done; the ring lock
 * @frames: finished without an error
 * @bytes: of them
 */
struct vp_presenter_state {
	u64 frames;
	u64 bytes;
};

/**
 * struct vp_presenter - who presents, and has the screen from the first present on
 * @adapter: whose screen; constant
 * @waiters: who waits for completions; the user's reference
 * @depth: how many presents it may have under way; constant
 * @scans_out: the device reads a frame for as long as it is shown; constant
 * @until_shown: a present is done when it is on the screen, released or not: its owner lets
 *	the device have a frame for longer by itself; constant
 *
 * Guarded by vp_present_state.lock, the ring lock:
 * @dead: its owner let go; nothing is accepted any more
 * @taken: last present whose completion was taken
 * @done: last present completed in order
 * @sent: last present handed to the device
 * @ready: last present made out for the device as it is now
 * @head: last present accepted. @taken <= @done <= @sent <= @ready <= @head, never
 *	further apart than @depth
 * @unanswered: presents not answered yet
 * @shown: last present that the device has shown, 0 for none
 * @held: a present that was shown before a reset and is again, 0 for none
 * @skips: some that the device was not told of may have failed, and are not to be sent
 * @stale: the screen may differ from what was presented last
 * @wake_at: sleepers want @done to come this far; 0 for none
 * @slots: the present number n is in slot n modulo their number
 * @presents: in the same order, what the device is told
 */
struct vp_presenter {
	struct vp_adapter *adapter;
	struct vp_waiters *waiters;
	unsigned int depth;
	bool scans_out;
	bool until_shown;

	bool dead;
	u64 taken;
	u64 done;
	u64 sent;
	u64 ready;
	u64 head;
	u32 unanswered;
	u64 shown;
	u64 held;
	bool skips;
	bool stale;
	u64 wake_at;
	struct vp_slot slots[VIDEOPORT_MAX_FRAMES];
	FRAME_PRESENT presents[VIDEOPORT_MAX_FRAMES];
};

void vp_presenter_begin(struct vp_presenter *presenter, struct vp_adapter *adapter,
			struct vp_waiters *waiters, unsigned int depth, bool until_shown);

/* The ring lock held, from here on. Towards the device: */
void vp_presenter_queue(struct vp_presenter *presenter, struct vp_set *set,
			const FRAME_RECT *window, const struct videoport_frame *frames,
			unsigned int count, bool now, u64 tags);
ULONG vp_presenter_run(struct vp_presenter *presenter, u64 tags, PFRAME_PRESENT *first);
void vp_presenter_anew(struct vp_presenter *presenter);
bool vp_presenter_has_more(struct vp_presenter *presenter, ULONG count);
void vp_presenter_sent(struct vp_presenter *presenter, ULONG count);
bool vp_presenter_last(struct vp_presenter *presenter, PFRAME_PRESENT present);
void vp_presenter_unhold(struct vp_presenter *presenter);
void vp_presenter_rewind(struct vp_presenter *presenter);
bool vp_presenter_forget(struct vp_presenter *presenter, const struct vp_set *set);
void vp_presenter_drop(struct vp_presenter *presenter);

/* And back */
ULONG vp_presenter_answers(struct vp_presenter *presenter, u64 tags,
			   const FRAME_COMPLETION *answers, ULONG count, u64 now);
void vp_presenter_restored(struct vp_presenter *presenter, const FRAME_COMPLETION *answer);
bool vp_presenter_advance(struct vp_presenter *presenter);
bool vp_presenter_fail(struct vp_presenter *presenter, u64 last, int status,
		       bool again);
unsigned int vp_presenter_peek(struct vp_presenter *presenter, struct videoport_completion *to,
			       unsigned int max);
void vp_presenter_taken(struct vp_presenter *presenter, unsigned int count);
void vp_presenter_untake(struct vp_presenter *presenter, unsigned int count);

/* What is waited for, and how much of it is under way */
void vp_presenter_sleep(struct vp_presenter *presenter, u64 target);
u64 vp_presenter_target(struct vp_presenter *presenter);
u32 vp_presenter_awaited(struct vp_presenter *presenter);
u32 vp_presenter_under_way(struct vp_presenter *presenter);
void vp_presenter_count(struct vp_adapter *adapter, u64 *frames, u64 *bytes);

#endif
