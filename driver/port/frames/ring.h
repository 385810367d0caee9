/* SPDX-License-Identifier: GPL-2.0 */
/* A program's ring: a set of frames, and its place among who presents. */
#ifndef VIDEOPORT_FRAMES_RING_H
#define VIDEOPORT_FRAMES_RING_H

#include <linux/atomic.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/poll.h>

#include "frames/presenter.h"
#include "uapi/videoport.h"

struct vp_adapter;
struct vp_set;
struct vp_waiters;

/**
 * struct vp_ring - frames on their way to the device and back
 * @ref: the file and each call in progress
 * @set: the frames' memory; one reference, until the last of @ref goes
 * @waiters: who waits for its frames; one reference
 * @presenter: its presents
 * @present_lock: one present at a time; guards @batch
 * @batch: frames being checked
 * @read_lock: one taker at a time: what it copies out stays until it is done; guards
 *	@taken
 * @taken: completions on their way to the program
 * @busy: bit per frame between acceptance and taking: set under @present_lock before
 *	the one, cleared under @read_lock after the other
 */
struct vp_ring {
	struct kref ref;
	struct vp_set *set;
	struct vp_waiters *waiters;
	struct vp_presenter presenter;
	struct mutex present_lock; /* guards batch */
	struct videoport_frame batch[VIDEOPORT_MAX_FRAMES];
	struct mutex read_lock; /* held from the first to the last look; guards taken */
	struct videoport_completion taken[VIDEOPORT_MAX_FRAMES];
	atomic64_t busy;
};

/**
 * struct vp_ring_call - what a program asks of its ring
 * @frames: frames to present
 * @count: how many, 0 to VIDEOPORT_MAX_FRAMES
 * @completions: room for completions
 * @max: how many fit
 * @min: wait for so many
 * @patient: wait also while none is under way
 */
struct vp_ring_call {
	const struct videoport_frame __user *frames;
	unsigned int count;
	struct videoport_completion __user *completions;
	unsigned int max;
	unsigned int min;
	bool patient;
};

int vp_ring_create(struct vp_adapter *adapter, struct videoport_ring *arg,
		   struct vp_waiters *waiters, struct vp_ring **to);
void vp_ring_release(struct vp_ring *ring);
void vp_ring_get(struct vp_ring *ring);
void vp_ring_put(struct vp_ring *ring);
struct vp_set *vp_ring_set(struct vp_ring *ring);
bool vp_ring_has_screen(struct vp_ring *ring);
int vp_ring_present(struct vp_ring *ring, const struct vp_ring_call *call);
int vp_ring_take(struct vp_ring *ring, const struct vp_ring_call *call);
__poll_t vp_ring_poll(struct vp_ring *ring);

#endif
