/* SPDX-License-Identifier: GPL-2.0 */
/* Presents: their order, from whoever has the screen to the device and back. */
#ifndef VIDEOPORT_FRAMES_PRESENT_H
#define VIDEOPORT_FRAMES_PRESENT_H

#include <linux/poll.h>
#include <linux/spinlock.h>

#include "miniport.h"
#include "video.h"
#include "framering/framering.h"
#include "frames/presenter.h"
#include "irql.h"
#include "uapi/videoport.h"

struct vp_adapter;
struct vp_set;
struct vp_waiters;

/* Answers handled at a time */
#define VP_PRESENT_CHUNK	VIDEOPORT_MAX_FRAMES

/**
 * struct vp_present_wish - completions that a presenter would take
 * @to: room for them
 * @max: how many fit
 * @min: it waits until there are so many
 * @patient: it waits also while none is under way
 * @looked: what the device had finished a moment ago is known
 * @wants: out: so many are wanted yet, and can come: the device interrupts for them. 0:
 *	it need not wait
 * @mark: out: where vp_presenter.wake_at was left for them, at the most
 */
struct vp_present_wish {
	struct videoport_completion *to;
	unsigned int max;
	unsigned int min;
	bool patient;
	bool looked;
	unsigned int wants;
	u64 mark;
};

/**
 * struct vp_present_state - an adapter's one queue of presents
 *
 * @lock guards it all, every presenter's states, and what struct vp_watchdog_state
 * says. DISPATCH calls into the miniport's ring run under it.
 *
 * @lock: the ring lock
 * @call: how the miniport's routine was called
 * @screen: the presenter that has the screen, or NULL
 * @answers: the device's, on their way to presenters
 * @open: the device may be called
 * @dimming: the screen is being taken dark, and no frame may come before that
 * @broken: a reset failed: nothing goes any more
 * @gone: the device was removed
 * @epoch: tells answers from before a reset
 * @restores: no two on the device are numbered alike
 * @strays: presents on the device that were of a presenter that has ended
 */
struct vp_present_state {
	raw_spinlock_t lock; /* the ring lock, as above */
	struct vp_irql_call call;
	struct vp_presenter *screen;
	FRAME_COMPLETION answers[VP_PRESENT_CHUNK];
	bool open;
	bool dimming;
	bool broken;
	bool gone;
	u32 epoch;
	u32 restores;
	u32 strays;
};

/**
 * struct vp_present_counters - what has been done so far
 * @frames: finished without an error
 * @bytes: of them
 * @timeouts: how often the device was given up
 */
struct vp_present_counters {
	u64 frames;
	u64 bytes;
	u64 timeouts;
};

void vp_present_init(struct vp_adapter *adapter);

/* For a presenter */
void vp_present_end(struct vp_presenter *presenter);
int vp_present_refusal(struct vp_presenter *presenter);
int vp_present_accept(struct vp_presenter *presenter, struct vp_set *set,
		      const FRAME_RECT *window, const struct videoport_frame *frames,
		      unsigned int count, struct vp_present_wish *wish);
void vp_present_forget(struct vp_presenter *presenter, const struct vp_set *set);
void vp_present_yield(struct vp_presenter *presenter);
int vp_present_take(struct vp_presenter *presenter, struct vp_present_wish *wish);
void vp_present_untake(struct vp_presenter *presenter, unsigned int count);
bool vp_present_over(struct vp_presenter *presenter, const struct vp_present_wish *wish);
bool vp_present_ready(struct vp_presenter *presenter);
int vp_present_finish(struct vp_presenter *presenter);
__poll_t vp_present_poll(struct vp_presenter *presenter);

/* For who looks after the device */
struct vp_presenter *vp_present_screen(struct vp_adapter *adapter);
bool vp_present_dim(struct vp_adapter *adapter);
void vp_present_dimmed(struct vp_adapter *adapter);
void vp_present_open(struct vp_adapter *adapter);
void vp_present_close(struct vp_adapter *adapter);
void vp_present_abort(struct vp_adapter *adapter);
void vp_present_break(struct vp_adapter *adapter);
void vp_present_stop(struct vp_adapter *adapter, bool gone);
void vp_present_reopen(struct vp_adapter *adapter);
void vp_present_service(struct vp_adapter *adapter);
bool vp_present_waiting(struct vp_adapter *adapter, unsigned long timeout, bool *late);
bool vp_present_busy(struct vp_adapter *adapter);
void vp_present_answered(struct vp_adapter *adapter);
bool vp_present_is_gone(struct vp_adapter *adapter);
bool vp_present_is_broken(struct vp_adapter *adapter);
void vp_present_count(struct vp_adapter *adapter, struct vp_present_counters *counters);

#endif
