/* SPDX-License-Identifier: GPL-2.0 */
/* What who has a ring may do with it. */
#ifndef VIDEOPORT_FRAMES_CLIENT_H
#define VIDEOPORT_FRAMES_CLIENT_H

#include <linux/types.h>

#include "uapi/videoport.h"

struct vp_ring;

int vp_client_present(struct vp_ring *ring, const struct videoport_frame __user *from,
		      unsigned int count);
int vp_client_take(struct vp_ring *ring, struct videoport_completion __user *to,
		   unsigned int max, unsigned int min, bool patient);

#endif
