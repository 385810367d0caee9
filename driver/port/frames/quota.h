/* SPDX-License-Identifier: GPL-2.0 */
/* How much memory the rings of all devices may have together. */
#ifndef VIDEOPORT_FRAMES_QUOTA_H
#define VIDEOPORT_FRAMES_QUOTA_H

#include <linux/types.h>

u64 vp_quota_room(void);
bool vp_quota_take(u64 bytes);
void vp_quota_return(u64 bytes);

#endif
