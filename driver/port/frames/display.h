/* SPDX-License-Identifier: GPL-2.0 */
/* The device behind the screen: which sets are attached, and its resets. */
#ifndef VIDEOPORT_FRAMES_DISPLAY_H
#define VIDEOPORT_FRAMES_DISPLAY_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "uapi/videoport.h"

struct vp_adapter;
struct vp_set;

/**
 * struct vp_display_state - an adapter's sets
 * @sets: how many the device may reach; more only under the device lock
 * @lock: guards @dying and @reaped; innermost
 * @dying: sets whose owner let go
 * @reaped: no reaper comes any more
 * @reaper: has the device let go of them
 * @burial: gives their memory back when it has
 * @unburied: sets from @dying on until their memory is back
 * @graveside: who waits for that
 */
struct vp_display_state {
	atomic_t sets;
	spinlock_t lock; /* guards dying, reaped */
	struct list_head dying;
	bool reaped;
	struct work_struct reaper;
	struct work_struct burial;
	atomic_t unburied;
	wait_queue_head_t graveside;
};

void vp_display_setup(struct vp_adapter *adapter);
int vp_display_init(struct vp_adapter *adapter);
int vp_display_plan(struct vp_adapter *adapter, struct videoport_ring *arg, u32 least);
int vp_display_attach(struct vp_set *set);
void vp_display_detach(struct vp_set *set);
void vp_display_blank(struct vp_adapter *adapter);
void vp_display_flush(struct vp_adapter *adapter);
void vp_display_drain(struct vp_adapter *adapter);
int vp_display_restart(struct vp_adapter *adapter);
void vp_display_break(struct vp_adapter *adapter);
void vp_display_quiesce(struct vp_adapter *adapter);
void vp_display_reclaim(struct vp_adapter *adapter);

#endif
