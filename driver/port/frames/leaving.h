/* SPDX-License-Identifier: GPL-2.0 */
/* Sets that the device is to let go of, until it has. */
#ifndef VIDEOPORT_FRAMES_LEAVING_H
#define VIDEOPORT_FRAMES_LEAVING_H

#include <linux/list.h>
#include <linux/spinlock.h>

struct vp_adapter;
struct vp_set;

/* No present is numbered so. */
#define VP_LEAVING_TAG	BIT_ULL(62)

/**
 * struct vp_leaving_state - an adapter's sets on their way out; @lock but for @gone
 * @lock: within the ring lock
 * @leaving: the device has not let go of them
 * @left: it has, and their memory may go; one reference each
 * @last: the last one's number
 * @since: jiffies since when the device has been at the first of @leaving, or at what is
 *	before it
 * @looks: of the watchdog since then
 * @gone: called when a set has come to @left, under the ring lock; constant
 */
struct vp_leaving_state {
	raw_spinlock_t lock; /* guards both lists and last */
	struct list_head leaving;
	struct list_head left;
	u32 last;
	unsigned long since;
	unsigned int looks;
	void (*gone)(struct vp_adapter *adapter);
};

u64 vp_leaving_add(struct vp_adapter *adapter, struct vp_set *set);
bool vp_leaving_answer(struct vp_adapter *adapter, u64 tag);
bool vp_leaving_any(struct vp_adapter *adapter);
void vp_leaving_touch(struct vp_adapter *adapter);
bool vp_leaving_late(struct vp_adapter *adapter, unsigned long timeout);
void vp_leaving_end(struct vp_adapter *adapter);
struct vp_set *vp_leaving_next(struct vp_adapter *adapter);
void vp_leaving_init(struct vp_adapter *adapter, void (*gone)(struct vp_adapter *adapter));

#endif
