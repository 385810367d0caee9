/* SPDX-License-Identifier: GPL-2.0 */
/* Packets on their way to HwVidStartIO. */
#ifndef VIDEOPORT_STARTIO_H
#define VIDEOPORT_STARTIO_H

#include <linux/types.h>

#include "video.h"

struct vp_adapter;

int vp_startio(struct vp_adapter *adapter, u32 code, void *out, u32 out_len, u32 *information);
int vp_startio_put(struct vp_adapter *adapter, u32 code, const void *in, u32 in_len, void *out,
		   u32 out_len, u32 *information);
int vp_startio_send(struct vp_adapter *adapter, VIDEO_REQUEST_PACKET *packet,
		    STATUS_BLOCK *answer);
void vp_startio_free(struct vp_adapter *adapter, u32 code, void *buffer, u32 size);

#endif
