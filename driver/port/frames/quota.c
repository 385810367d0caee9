// SPDX-License-Identifier: GPL-2.0
/* How much memory the rings of all devices may have together. */
#include <linux/compiler.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/spinlock.h>

#include "frames/quota.h"

static unsigned long ring_bytes_max;
module_param(ring_bytes_max, ulong, 0644);
MODULE_PARM_DESC(ring_bytes_max,
		 "Most bytes of ring memory for all devices together (default 0: a quarter of the machine's)");

/* Ring memory in use, by all devices: they share the machine's. */
static DEFINE_SPINLOCK(vp_quota_lock);
static u64 vp_quota_used;

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

/**
 * vp_quota_take() - count memory among what rings use
 * @bytes: how much
 *
 * To look and to take are one, or two that look would both take what is left.
 *
 * Return: whether so much was left.
 */
bool vp_quota_take(u64 bytes)
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
 * vp_quota_return() - count it no more
 * @bytes: as it was taken
 */
void vp_quota_return(u64 bytes)
{
	spin_lock(&vp_quota_lock);
	vp_quota_used -= bytes;
	spin_unlock(&vp_quota_lock);
}
