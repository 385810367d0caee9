// SPDX-License-Identifier: GPL-2.0
/*
 * Who sleeps until frames are done. The queue is a file's and not a ring's, as epoll
 * keeps it for as long as the file is open, and a ring may be freed before.
 */
#include <linux/slab.h>

#include "adapter.h"
#include "frames/waiters.h"

/**
 * vp_waiters_new() - a queue for a file that is opened
 * @adapter: the adapter
 *
 * Context: process context, may sleep.
 * Return: the queue, or NULL.
 */
struct vp_waiters *vp_waiters_new(struct vp_adapter *adapter)
{
	struct vp_waiters *waiters = kzalloc(sizeof(*waiters), GFP_KERNEL_ACCOUNT);

	if (!waiters)
		return NULL;
	kref_init(&waiters->ref);
	init_waitqueue_head(&waiters->queue);
	mutex_lock(&adapter->waiters.lock);
	list_add(&waiters->node, &adapter->waiters.list);
	mutex_unlock(&adapter->waiters.lock);
	return waiters;
}

/**
 * vp_waiters_end() - the file is closed
 * @adapter: the adapter
 * @waiters: the file's; a ring of the file's may have them yet
 *
 * Context: process context, may sleep.
 */
void vp_waiters_end(struct vp_adapter *adapter, struct vp_waiters *waiters)
{
	mutex_lock(&adapter->waiters.lock);
	list_del(&waiters->node);
	mutex_unlock(&adapter->waiters.lock);
	vp_waiters_put(waiters);
}

struct vp_waiters *vp_waiters_get(struct vp_waiters *waiters)
{
	kref_get(&waiters->ref);
	return waiters;
}

static void vp_waiters_release(struct kref *ref)
{
	kfree(container_of(ref, struct vp_waiters, ref));
}

/* Context: any but with raw locks held. */
void vp_waiters_put(struct vp_waiters *waiters)
{
	kref_put(&waiters->ref, vp_waiters_release);
}

/* Context: softirq or process context, no raw lock held. */
void vp_waiters_wake(struct vp_waiters *waiters)
{
	struct vp_listener *listener;

	wake_up_interruptible_all(&waiters->queue);
	rcu_read_lock();
	listener = rcu_dereference(waiters->listener);
	if (listener)
		listener->woken(listener);
	rcu_read_unlock();
}

/**
 * vp_waiters_listen() - be called from now on, or not any more
 * @waiters: the caller's
 * @listener: NULL: on return nobody is called or will be
 *
 * Context: process context, may sleep.
 */
void vp_waiters_listen(struct vp_waiters *waiters, struct vp_listener *listener)
{
	rcu_assign_pointer(waiters->listener, listener);
	if (!listener)
		synchronize_rcu();
}

/* Whether the front end wants the next completion: from the next look at the device on */
void vp_waiters_want(struct vp_waiters *waiters, bool wanted)
{
	WRITE_ONCE(waiters->wanted, wanted);
}

/* Whether somebody wants the next completion */
bool vp_waiters_any(struct vp_waiters *waiters)
{
	/* Who comes too late to be seen looks. */
	return waitqueue_active(&waiters->queue) || READ_ONCE(waiters->wanted);
}

/**
 * vp_waiters_wake_all() - something concerns every file
 * @adapter: the adapter
 *
 * Context: process context, may sleep.
 */
void vp_waiters_wake_all(struct vp_adapter *adapter)
{
	struct vp_waiters *waiters;

	mutex_lock(&adapter->waiters.lock);
	list_for_each_entry(waiters, &adapter->waiters.list, node)
		vp_waiters_wake(waiters);
	mutex_unlock(&adapter->waiters.lock);
}

void vp_waiters_init(struct vp_adapter *adapter)
{
	mutex_init(&adapter->waiters.lock);
	INIT_LIST_HEAD(&adapter->waiters.list);
}

void vp_waiters_destroy(struct vp_adapter *adapter)
{
	mutex_destroy(&adapter->waiters.lock);
}
