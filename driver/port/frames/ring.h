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

/* Completions handled at a time */
#define VP_RING_CHUNK	16

/**
 * struct vp_ring - frames on their way to the device and back
 * @ref: the file and each call in progress
 * @set: the frames' memory; one reference, until the last of @ref goes
 * @waiters: who waits for its frames; one reference
 * @presenter: its presents
 * @present_lock: one present at a time; guards @batch
 * @batch: frames being checked
 * @read_lock: one taker at a time: what it copies out stays until it is done; guards
 *	@chunk
 * @chunk: completions on their way to the program
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
	struct mutex read_lock; /* held from the first to the last look; guards chunk */
	struct videoport_completion chunk[VP_RING_CHUNK];
	atomic64_t busy;
};

int vp_ring_create(struct vp_adapter *adapter, struct videoport_ring *arg,
		   struct vp_waiters *waiters, struct vp_ring **to);
void vp_ring_release(struct vp_ring *ring);
void vp_ring_get(struct vp_ring *ring);
void vp_ring_put(struct vp_ring *ring);
struct vp_set *vp_ring_set(struct vp_ring *ring);
bool vp_ring_has_screen(struct vp_ring *ring);
int vp_ring_present(struct vp_ring *ring, const struct videoport_frame __user *from,
		    unsigned int count);
int vp_ring_take(struct vp_ring *ring, struct videoport_completion __user *to,
		 unsigned int max, unsigned int min, bool patient, bool looked);
__poll_t vp_ring_poll(struct vp_ring *ring);

#endif
