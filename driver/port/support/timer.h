/* SPDX-License-Identifier: GPL-2.0 */
/* HwVidTimer, once a second. */
#ifndef VIDEOPORT_SUPPORT_TIMER_H
#define VIDEOPORT_SUPPORT_TIMER_H

#include <linux/spinlock.h>
#include <linux/timer.h>

struct vp_adapter;

/**
 * struct vp_timer_state - an adapter's timer
 * @timer: calls HwVidTimer
 * @lock: guards the rest
 * @on: the miniport started it
 * @paused: the port driver stopped it
 */
struct vp_timer_state {
	struct timer_list timer;
	raw_spinlock_t lock; /* guards on, paused */
	bool on;
	bool paused;
};

void vp_timer_init(struct vp_adapter *adapter);
void vp_timer_pause(struct vp_adapter *adapter);
void vp_timer_resume(struct vp_adapter *adapter);
void vp_timer_forget(struct vp_adapter *adapter);

#endif
