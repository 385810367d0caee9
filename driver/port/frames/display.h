/* SPDX-License-Identifier: GPL-2.0 */
/* The screen and the device behind it: who is attached, shown, reset. */
#ifndef VIDEOPORT_FRAMES_DISPLAY_H
#define VIDEOPORT_FRAMES_DISPLAY_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "uapi/videoport.h"

struct vp_adapter;
struct vp_ring;
struct vp_waiters;

/**
 * struct vp_display_state - an adapter's screen
 * @lock: guards @dying and @reaped; innermost
 * @dying: rings whose owner is gone
 * @reaped: no reaper comes any more
 * @reaper: gives their memory back
 */
struct vp_display_state {
	spinlock_t lock; /* guards dying, reaped */
	struct list_head dying;
	bool reaped;
	struct work_struct reaper;
};

void vp_display_setup(struct vp_adapter *adapter);
int vp_display_init(struct vp_adapter *adapter);
int vp_display_create(struct vp_adapter *adapter, struct videoport_ring *arg,
		      struct vp_waiters *waiters, struct vp_ring **to);
int vp_display_take(struct vp_ring *ring);
void vp_display_release(struct vp_ring *ring);
void vp_display_flush(struct vp_adapter *adapter);
void vp_display_drain(struct vp_adapter *adapter);
int vp_display_restart(struct vp_adapter *adapter);
void vp_display_break(struct vp_adapter *adapter);
void vp_display_quiesce(struct vp_adapter *adapter);
void vp_display_reclaim(struct vp_adapter *adapter);

#endif
