/* SPDX-License-Identifier: GPL-2.0 */
/* The miniport's side of the frames: its FRAME_RING interface. */
#ifndef VIDEOPORT_FRAMES_INTERFACE_H
#define VIDEOPORT_FRAMES_INTERFACE_H

#include <linux/types.h>

#include "miniport.h"
#include "video.h"
#include "framering/framering.h"

struct vp_adapter;

/**
 * struct vp_interface_state - what the miniport offers; constant once published
 * @ring: its functions; Size is 0 where there is no ring
 * @port: ours
 * @limits: what it can do
 */
struct vp_interface_state {
	FRAME_RING_INTERFACE ring;
	FRAME_RING_PORT port;
	FRAME_RING_LIMITS limits;
};

/* Whether there is a ring; what follows is not for where there is none */
#define vp_interface_there(adapter) ((adapter)->interface.ring.Size != 0)

/* The functions */
#define vp_interface(adapter) ((const FRAME_RING_INTERFACE *)&(adapter)->interface.ring)

/* What it can do */
#define vp_interface_limits(adapter) ((const FRAME_RING_LIMITS *)&(adapter)->interface.limits)

int vp_interface_init(struct vp_adapter *adapter);
void vp_interface_put(struct vp_adapter *adapter);
u64 vp_interface_doorbells(struct vp_adapter *adapter);

#endif
