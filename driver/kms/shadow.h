/* SPDX-License-Identifier: GPL-2.0 */
/* A screen in the device's memory, which shows what was drawn elsewhere. */
#ifndef VIDEOPORT_KMS_SHADOW_H
#define VIDEOPORT_KMS_SHADOW_H

#include <linux/atomic.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include "client.h"

struct drm_display_mode;
struct vk_device;

/**
 * struct vk_shadow - the mode that is set
 * @lock: guards the next three, which change with DRM's panic lock held, too; innermost but
 *	for that and the port driver's
 * @screen: where it is; no memory: none is set
 * @format: DRM_FORMAT_*, of its pixels
 * @palette: these are a palette's numbers
 * @freed: the screen may be free now: @again tells programs
 * @again: shows everything again
 */
struct vk_shadow {
	struct mutex lock; /* guards screen, format and palette */
	struct vp_client_screen screen;
	u32 format;
	bool palette;
	atomic_t freed;
	struct work_struct again;
};

extern const struct drm_driver vk_shadow_driver;
int vk_shadow_init(struct vk_device *vk);
void vk_shadow_freed(struct vk_device *vk);
void vk_shadow_end(struct vk_device *vk);
int vk_shadow_listed(struct vk_device *vk, unsigned int index);

#endif
