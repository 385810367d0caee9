/* SPDX-License-Identifier: GPL-2.0 */
/* What a ring is made of, for ring.c and display.c alone. */
#ifndef VIDEOPORT_RING_H
#define VIDEOPORT_RING_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>

#include "port.h"

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
 * @node: in vp_adapter.dying once the file let go; sets_lock
 * @present_lock: one present at a time; guards @batch
 * @batch: frames being checked
 * @read_lock: one taker at a time: what it copies out stays until it is done
 *
 * Guarded by vp_adapter.ring_lock:
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

/* How often a device with frames under way is looked at whatever it says */
#define VP_WATCHDOG_PERIOD	(HZ / 4)

static inline struct vp_slot *vp_slot(struct vp_ring *ring, u64 n)
{
	return &ring->slots[n % VIDEOPORT_MAX_FRAMES];
}

static inline u8 vp_ring_lock(struct vp_adapter *adapter)
{
	u8 irql = vp_irql_raise(VP_DISPATCH_LEVEL);

	raw_spin_lock(&adapter->ring_lock);
	vp_call_begin(&adapter->ring_call);
	return irql;
}

static inline void vp_ring_unlock(struct vp_adapter *adapter, u8 irql)
{
	vp_call_end(adapter, &adapter->ring_call);
	raw_spin_unlock(&adapter->ring_lock);
	vp_irql_lower(irql);
}

/* ring.c */
void vp_ring_pump(struct vp_adapter *adapter);
bool vp_ring_collect(struct vp_adapter *adapter);
bool vp_ring_fail(struct vp_ring *ring, u64 first, u64 last, int status);
bool vp_ring_reopen(struct vp_adapter *adapter);

/* display.c */
int vp_display_take(struct vp_ring *ring);

#endif
