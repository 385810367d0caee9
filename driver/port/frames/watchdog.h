/* SPDX-License-Identifier: GPL-2.0 */
/* How long the device has been silent, and when that is too long. */
#ifndef VIDEOPORT_FRAMES_WATCHDOG_H
#define VIDEOPORT_FRAMES_WATCHDOG_H

#include <linux/workqueue.h>

struct vp_adapter;

/* How often a device with something to do is looked at whatever it says */
#define VP_WATCHDOG_PERIOD	(HZ / 4)

/**
 * struct vp_watchdog_state - what is known of the device's silence; the ring lock, but
 *	for @work
 * @lost: the miniport wants a reset
 * @progress: jiffies of the last answer
 * @looks: since then
 * @reset_at: jiffies of the last reset
 * @resets: how often the device was given up
 * @work: runs every VP_WATCHDOG_PERIOD while the device has something to do
 * @watch: what it calls; constant
 */
struct vp_watchdog_state {
	bool lost;
	unsigned long progress;
	unsigned int looks;
	unsigned long reset_at;
	u64 resets;
	struct delayed_work work;
	void (*watch)(struct vp_adapter *adapter);
};

void vp_watchdog_init(struct vp_adapter *adapter, void (*watch)(struct vp_adapter *adapter));
void vp_watchdog_run(struct vp_adapter *adapter);
void vp_watchdog_quiesce(struct vp_adapter *adapter);

/* The ring lock held */
void vp_watchdog_touch(struct vp_adapter *adapter);
void vp_watchdog_lost(struct vp_adapter *adapter);
bool vp_watchdog_is_lost(struct vp_adapter *adapter);
bool vp_watchdog_late(struct vp_adapter *adapter, unsigned long timeout);
void vp_watchdog_reset(struct vp_adapter *adapter);
void vp_watchdog_restarted(struct vp_adapter *adapter);
u64 vp_watchdog_resets(struct vp_adapter *adapter);

#endif
