/* SPDX-License-Identifier: GPL-2.0 */
/* Programs' IOCTL_VIDEO_* packets. */
#ifndef VIDEOPORT_PROGRAM_REQUEST_H
#define VIDEOPORT_PROGRAM_REQUEST_H

#include <linux/fs.h>

#include "uapi/videoport.h"

struct vp_adapter;

long vp_request_ioctl(struct vp_adapter *adapter, struct file *filp,
		      struct videoport_request __user *arg);

#endif
