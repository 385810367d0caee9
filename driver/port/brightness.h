/* SPDX-License-Identifier: GPL-2.0 */
/* How bright the miniport's screen is, by the requests of Windows' display driver. */
#ifndef VIDEOPORT_BRIGHTNESS_H
#define VIDEOPORT_BRIGHTNESS_H

#include <linux/types.h>

struct vp_adapter;

int vp_brightness_levels(struct vp_adapter *adapter, u8 *levels, u32 max);
int vp_brightness_get(struct vp_adapter *adapter);
int vp_brightness_set(struct vp_adapter *adapter, u8 level);

#endif
