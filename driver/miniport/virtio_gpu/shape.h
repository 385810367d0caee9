/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_SHAPE_H
#define VG_SHAPE_H

#include "base.h"

#define VG_SHAPE_EDGE 64		/* QEMU shows no other size */
#define VG_SHAPE_PIXELS (VG_SHAPE_EDGE * VG_SHAPE_EDGE)

/*
 * What a pointer of IOCTL_VIDEO_SET_POINTER_ATTR looks like: VG_SHAPE_PIXELS pixels of
 * GPU_FORMAT_B8G8R8A8. Length: bytes of Pointer, which nobody else changes meanwhile.
 * ERROR_INVALID_PARAMETER where it is too large, or of no kind that is known;
 * ERROR_INSUFFICIENT_BUFFER where it is not whole.
 */
VP_STATUS VgShapeDraw(PVIDEO_POINTER_ATTRIBUTES Pointer, ULONG Length,
		      PULONG Pixels);

#endif
