/* SPDX-License-Identifier: GPL-2.0 */
/* The pointer that a miniport shows, by the requests of Windows' display driver. */
#ifndef VIDEOPORT_POINTER_H
#define VIDEOPORT_POINTER_H

#include <linux/types.h>

struct vp_adapter;

int vp_pointer_limits(struct vp_adapter *adapter, u32 *width, u32 *height);
int vp_pointer_set(struct vp_adapter *adapter, const u32 *pixels, u32 width, u32 height,
		   s32 x, s32 y);
int vp_pointer_move(struct vp_adapter *adapter, s32 x, s32 y);
void vp_pointer_hide(struct vp_adapter *adapter);

#endif
