/* SPDX-License-Identifier: GPL-2.0 */
/* How much memory the rings of all devices may have together. */
#ifndef VIDEOPORT_FRAMES_QUOTA_H
#define VIDEOPORT_FRAMES_QUOTA_H

#include <linux/types.h>

struct vp_quota;

u64 vp_quota_room(void);
struct vp_quota *vp_quota_take(u64 bytes);
struct vp_quota *vp_quota_get(struct vp_quota *quota);
void vp_quota_put(struct vp_quota *quota);

#endif
