/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Buffers of a driver that nobody here wrote: vgem, whose memory is the kernel's. And the
 * way of any DRM buffer from one driver to another.
 */
#ifndef _SELFTESTS_VGEM_H
#define _SELFTESTS_VGEM_H

#include "kms_device.h"

/* Its card, for which the module is loaded; or a negative errno */
int vgem_open(void);

/* Its buffer, mapped: lines of @pitch bytes, a multiple of 4. 0, or a negative errno */
int vgem_make(int vgem, struct kms_buffer *buffer, __u32 pitch, __u32 height);

/*
 * Somebody draws in its buffer, until told to end: a fence's number, or a negative errno.
 * vgem lets nobody wait for longer than 10 s: the end is -ETIMEDOUT then.
 */
int vgem_draw(int vgem, __u32 handle);
int vgem_drawn(int vgem, int fence);

/* From handle to descriptor and back; or a negative errno */
int prime_export(int card, __u32 handle, __u32 flags);
int prime_import(int card, int fd, __u32 *handle);

/* Another driver's buffer as ours: @buffer keeps its memory, and becomes a frame buffer. */
int prime_show(const struct kms *kms, int card, struct kms_buffer *buffer, __u32 width,
	       __u32 height);

#endif
