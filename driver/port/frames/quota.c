// SPDX-License-Identifier: GPL-2.0
/* How much memory the rings of all devices may have together. */
#include <linux/compiler.h>
#include <linux/kref.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "frames/quota.h"

/* Who may have one memory besides its set */
#define VP_QUOTA_SHARES	4096

static unsigned long ring_bytes_max;
module_param(ring_bytes_max, ulong, 0644);
MODULE_PARM_DESC(ring_bytes_max,
		 "Most bytes of ring memory for all devices together (default 0: a quarter of the machine's)");

/* Ring memory in use, by all devices: they share the machine's. */
static DEFINE_SPINLOCK(vp_quota_lock);
static u64 vp_quota_used;

/**
 * struct vp_quota - memory that counts, for as long as anybody has it
 * @ref: the set, and whoever its memory was handed to
 * @bytes: how much
 */
struct vp_quota {
	struct kref ref;
	u64 bytes;
};

static u64 vp_quota_left(void)
{
	u64 max = READ_ONCE(ring_bytes_max);

	lockdep_assert_held(&vp_quota_lock);
	if (!max)
		max = (u64)totalram_pages() << PAGE_SHIFT >> 2;
	return vp_quota_used < max ? max - vp_quota_used : 0;
}

/**
 * vp_quota_room() - ring memory left for all devices together
 *
 * Return: bytes.
 */
u64 vp_quota_room(void)
{
	u64 room;

	spin_lock(&vp_quota_lock);
	room = vp_quota_left();
	spin_unlock(&vp_quota_lock);
	return room;
}

/* To look and to take are one, or two that look would both take what is left. */
static bool vp_quota_count(u64 bytes)
{
	bool left;

	spin_lock(&vp_quota_lock);
	left = bytes <= vp_quota_left();
	if (left)
		vp_quota_used += bytes;
	spin_unlock(&vp_quota_lock);
	return left;
}

/**
 * vp_quota_take() - count memory among what rings use
 * @bytes: how much
 *
 * Context: process context, may sleep.
 * Return: what it counts by until vp_quota_put(), or NULL where so much was not left.
 */
struct vp_quota *vp_quota_take(u64 bytes)
{
	struct vp_quota *quota = kmalloc(sizeof(*quota), GFP_KERNEL_ACCOUNT);

	if (!quota)
		return NULL;
	if (!vp_quota_count(bytes)) {
		kfree(quota);
		return NULL;
	}
	kref_init(&quota->ref);
	quota->bytes = bytes;
	return quota;
}

/*
 * The same memory, for one more who may have it longest; NULL where too many have it: each
 * has a reference on each page, and large pages count those of all their parts in one
 * number, which must not overflow. None other may get it meanwhile.
 */
struct vp_quota *vp_quota_get(struct vp_quota *quota)
{
	if (kref_read(&quota->ref) > VP_QUOTA_SHARES)
		return NULL;
	kref_get(&quota->ref);
	return quota;
}

static void vp_quota_release(struct kref *ref)
{
	struct vp_quota *quota = container_of(ref, struct vp_quota, ref);

	spin_lock(&vp_quota_lock);
	vp_quota_used -= quota->bytes;
	spin_unlock(&vp_quota_lock);
	kfree(quota);
}

/* With the last that has it, it counts no more. */
void vp_quota_put(struct vp_quota *quota)
{
	kref_put(&quota->ref, vp_quota_release);
}
