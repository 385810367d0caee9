/* SPDX-License-Identifier: GPL-2.0 */
/* What a miniport's DriverEntry said of itself. */
#ifndef VIDEOPORT_REGISTRATION_H
#define VIDEOPORT_REGISTRATION_H

#include <linux/list.h>

#include "miniport.h"
#include "video.h"

struct vp_glue;

/**
 * struct vp_registration - what one VideoPortInitialize() was given
 * @node: in vp_glue.init
 * @hw: a copy, zero where the miniport's structure was shorter
 * @context: for HwVidFindAdapter
 */
struct vp_registration {
	struct list_head node;
	VIDEO_HW_INITIALIZATION_DATA hw;
	void *context;
};

void vp_registration_forget(struct vp_glue *glue);

#endif
