/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What Windows' display driver does for a frame buffer in the device's memory: it has the
 * miniport set a mode and map the memory. And whose the mode is.
 */
#ifndef VIDEOPORT_LINEAR_H
#define VIDEOPORT_LINEAR_H

#include <linux/spinlock.h>
#include <linux/types.h>

#include "video.h"

struct file;
struct vp_adapter;
struct vp_client_color;
struct vp_client_pixel;
struct vp_client_screen;

/**
 * struct vp_linear_state - the mode and its owner
 * @lock: guards @owner; innermost
 * @owner: a program's file, the front end, which this state stands for, or NULL; it
 *	changes with the device lock held, but for a file that is closed
 * @ram: what the miniport has mapped for the front end; device lock
 * @memory: the front end's own mapping of its frame; device lock
 * @shift: bits that the device's colours are narrower than 8; device lock
 */
struct vp_linear_state {
	spinlock_t lock; /* guards owner */
	const void *owner;
	void *ram;
	void __iomem *memory;
	unsigned int shift;
};

void vp_linear_init(struct vp_adapter *adapter);
bool vp_linear_any(struct vp_adapter *adapter);
int vp_linear_pixel(struct vp_adapter *adapter, unsigned int index,
		    struct vp_client_pixel *pixel);
int vp_linear_refusal(struct vp_adapter *adapter);
int vp_linear_set(struct vp_adapter *adapter, unsigned int index,
		  struct vp_client_screen *screen);
int vp_linear_palette(struct vp_adapter *adapter, const struct vp_client_color *colors,
		      unsigned int count);
void vp_linear_unset(struct vp_adapter *adapter);
void vp_linear_reclaim(struct vp_adapter *adapter);

int vp_linear_permit(struct vp_adapter *adapter, u32 code);
void vp_linear_served(struct vp_adapter *adapter, const struct file *file, u32 code);
void vp_linear_closed(struct vp_adapter *adapter, const struct file *file);

#endif
