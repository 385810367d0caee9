/* SPDX-License-Identifier: GPL-2.0 */
/* A ring: presents in their order, and the state of each frame. */
#ifndef VIDEOPORT_FRAMES_RING_H
#define VIDEOPORT_FRAMES_RING_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "miniport.h"
#include "video.h"
#include "framering/framering.h"
#include "irql.h"
#include "uapi/videoport.h"

struct vp_adapter;
struct vp_set;
struct vp_waiters;

/**
 * struct vp_slot - one present, from the call until its completion is taken
 * @cookie: the program's
 * @time_ns: CLOCK_MONOTONIC of the device's answer
 * @rect: what the device must read
 * @frame: its number
 * @status: 0 or a negative errno, once @finished
 * @finished: the device has answered, or never will
 * @whole: the device was told to read all of the frame
 */
struct vp_slot {
	u64 cookie;
	u64 time_ns;
	FRAME_RECT rect;
	u32 frame;
	s32 status;
	bool finished;
	bool whole;
};

/**
 * struct vp_ring - frames on their way to the device and back
 * @ref: the file and each call in progress
 * @adapter: whose; held by the file
 * @set: the frames' memory; one reference, until the last of @ref goes
 * @waiters: who waits for its frames; one reference
 * @node: in vp_display_state.dying once the file let go; its lock
 * @present_lock: one present at a time; guards @batch
 * @batch: frames being checked
 * @read_lock: one taker at a time: what it copies out stays until it is done
 *
 * Guarded by vp_ring_state.lock:
 * @dead: the file let go; nothing is accepted any more
 * @taken: last present whose completion was taken
 * @done: last present completed in order
 * @sent: last present handed to the device
 * @head: last present accepted. @taken <= @done <= @sent <= @head, and as
 *	a frame is busy until its completion is taken, they are never further
 *	apart than there are frames
 * @busy: bit per frame between acceptance and taking
 * @unfinished: presents not answered yet
 * @shown: last present that the device finished without an error, 0 for none
 * @shown_frame: its frame
 * @stale: the screen may differ from what was presented last
 * @wake_at: sleepers want @done to come this far; 0 for none
 * @slots: the present number n is in slot n modulo their number
 */
struct vp_ring {
	struct kref ref;
	struct vp_adapter *adapter;
	struct vp_set *set;
	struct vp_waiters *waiters;
	struct list_head node;
	struct mutex present_lock; /* guards batch */
	struct videoport_frame batch[VIDEOPORT_MAX_FRAMES];
	struct mutex read_lock; /* held from the first to the last look */

	bool dead;
	u64 taken;
	u64 done;
	u64 sent;
	u64 head;
	u64 busy;
	u32 unfinished;
	u64 shown;
	u32 shown_frame;
	bool stale;
	u64 wake_at;
	struct vp_slot slots[VIDEOPORT_MAX_FRAMES];
};

/**
 * struct vp_ring_state - an adapter's rings
 *
 * @lock guards all but @watchdog, and every ring's states. DISPATCH calls
 * into the miniport's ring run under it.
 *
 * @lock: the ring lock
 * @call: how the miniport's routine was called
 * @screen: the ring that has the screen, or NULL
 * @open: the device may be called
 * @broken: a reset failed: nothing goes any more
 * @gone: the device was removed
 * @epoch: tells answers from before a reset
 * @restores: no two on the device are numbered alike
 * @lost: the miniport wants a reset
 * @progress: jiffies of the last answer
 * @looks: of the watchdog since then
 * @reset_at: jiffies of the last reset
 * @frames: finished without an error
 * @bytes: of them
 * @timeouts: how often the device was given up
 * @watchdog: runs every VP_RING_PERIOD while frames are under way
 * @watch: what it calls; constant
 */
struct vp_ring_state {
	raw_spinlock_t lock; /* the ring lock, as above */
	struct vp_irql_call call;
	struct vp_ring *screen;
	bool open;
	bool broken;
	bool gone;
	u32 epoch;
	u32 restores;
	bool lost;
	unsigned long progress;
	unsigned int looks;
	unsigned long reset_at;
	u64 frames;
	u64 bytes;
	u64 timeouts;
	struct delayed_work watchdog;
	void (*watch)(struct vp_adapter *adapter);
};

/* How often a device with frames under way is looked at whatever it says */
#define VP_RING_PERIOD	(HZ / 4)

/**
 * struct vp_ring_counters - what rings have done
 * @frames: finished without an error
 * @bytes: of them
 * @timeouts: how often the device was given up
 */
struct vp_ring_counters {
	u64 frames;
	u64 bytes;
	u64 timeouts;
};

void vp_ring_init(struct vp_adapter *adapter, void (*watch)(struct vp_adapter *adapter));
struct vp_ring *vp_ring_new(struct vp_adapter *adapter, struct vp_set *set,
			    struct vp_waiters *waiters);
void vp_ring_get(struct vp_ring *ring);
void vp_ring_put(struct vp_ring *ring);
struct vp_set *vp_ring_set(struct vp_ring *ring);

int vp_ring_accept(struct vp_ring *ring, const struct videoport_frame *frames, unsigned int count);
bool vp_ring_ready(struct vp_ring *ring, u64 target, bool patient);
int vp_ring_peek(struct vp_ring *ring, struct videoport_completion *to, unsigned int max);
void vp_ring_taken(struct vp_ring *ring, const struct videoport_completion *completions,
		   unsigned int count);
u64 vp_ring_progress(struct vp_ring *ring, bool *idle);
__poll_t vp_ring_poll(struct vp_ring *ring);

struct vp_ring *vp_ring_screen(struct vp_adapter *adapter);
int vp_ring_show(struct vp_ring *ring);
void vp_ring_kill(struct vp_ring *ring);
void vp_ring_open(struct vp_adapter *adapter);
void vp_ring_close(struct vp_adapter *adapter);
void vp_ring_abort(struct vp_adapter *adapter);
void vp_ring_break(struct vp_adapter *adapter);
void vp_ring_stop(struct vp_adapter *adapter, bool gone);
void vp_ring_reopen(struct vp_adapter *adapter);
void vp_ring_service(struct vp_adapter *adapter);
bool vp_ring_waiting(struct vp_adapter *adapter, unsigned long timeout, bool *late);
bool vp_ring_busy(struct vp_adapter *adapter);
void vp_ring_answered(struct vp_adapter *adapter);
void vp_ring_watch(struct vp_adapter *adapter);
void vp_ring_quiesce(struct vp_adapter *adapter);
bool vp_ring_is_gone(struct vp_adapter *adapter);
bool vp_ring_is_broken(struct vp_adapter *adapter);
void vp_ring_count(struct vp_adapter *adapter, struct vp_ring_counters *counters);

#endif
