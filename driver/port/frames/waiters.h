/* SPDX-License-Identifier: GPL-2.0 */
/* Who sleeps until frames are done: a queue for each open file. */
#ifndef VIDEOPORT_FRAMES_WAITERS_H
#define VIDEOPORT_FRAMES_WAITERS_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/wait.h>

struct vp_adapter;

/**
 * struct vp_listener - one who is called instead of being woken
 * @woken: what for may not be so; softirq or process context, under RCU, may not sleep
 */
struct vp_listener {
	void (*woken)(struct vp_listener *listener);
};

/**
 * struct vp_waiters - those of one file, or of a front end in the kernel
 * @ref: the file, its ring, and who wakes them
 * @node: in vp_waiters_state.list
 * @queue: the sleepers
 * @listener: the front end's, which hears of what concerns it, or NULL
 * @wanted: the front end wants to hear of the next completion
 */
struct vp_waiters {
	struct kref ref;
	struct list_head node;
	wait_queue_head_t queue;
	struct vp_listener __rcu *listener;
	bool wanted;
};

/**
 * struct vp_waiters_state - those of all of an adapter's files
 * @lock: guards @list; innermost but for the queues' own
 * @list: one for each open file
 */
struct vp_waiters_state {
	struct mutex lock; /* guards list */
	struct list_head list;
};

void vp_waiters_init(struct vp_adapter *adapter);
void vp_waiters_destroy(struct vp_adapter *adapter);
struct vp_waiters *vp_waiters_new(struct vp_adapter *adapter);
void vp_waiters_end(struct vp_adapter *adapter, struct vp_waiters *waiters);
struct vp_waiters *vp_waiters_get(struct vp_waiters *waiters);
void vp_waiters_put(struct vp_waiters *waiters);
void vp_waiters_listen(struct vp_waiters *waiters, struct vp_listener *listener);
void vp_waiters_want(struct vp_waiters *waiters, bool wanted);
bool vp_waiters_any(struct vp_waiters *waiters);
void vp_waiters_wake(struct vp_waiters *waiters);
void vp_waiters_wake_all(struct vp_adapter *adapter);

#endif
