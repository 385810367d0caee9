/* SPDX-License-Identifier: GPL-2.0 */
/* What every room starts from: the DDK, the frame ring, virtio's numbers. */
#ifndef VG_BASE_H
#define VG_BASE_H

#include "miniport.h"
#include "ntddvdeo.h"
#include "video.h"
#include "dderror.h"
#include "devioctl.h"
#include "framering/framering.h"
#include "virtio_hw.h"

#define VG_PAGE 4096

/* Made of the rooms' parts in virtio_gpu.h; a room looks into its own alone. */
typedef struct _VG_EXTENSION VG_EXTENSION, *PVG_EXTENSION;

#endif
