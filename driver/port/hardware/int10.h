/* SPDX-License-Identifier: GPL-2.0 */
/* The video BIOS, by a program in user space. */
#ifndef VIDEOPORT_HARDWARE_INT10_H
#define VIDEOPORT_HARDWARE_INT10_H

#include <linux/types.h>

#include "video.h"

struct vp_adapter;

/**
 * struct vp_int10_state - an adapter's video BIOS; PASSIVE callers, so the device lock
 * @buffer: what the miniport sees as real-mode memory, or NULL
 * @told: bits of reasons, each named in the log once
 * @silent: the helper has not answered, and is asked no more
 */
struct vp_int10_state {
	u8 *buffer;
	unsigned long told;
	bool silent;
};

bool vp_int10_has_bios(struct vp_adapter *adapter);
VP_STATUS vp_int10_allocate(PVOID context, PUSHORT seg, PUSHORT off, PULONG length);
VP_STATUS vp_int10_free(PVOID context, USHORT seg, USHORT off);
VP_STATUS vp_int10_read(PVOID context, USHORT seg, USHORT off, PVOID buffer, ULONG length);
VP_STATUS vp_int10_write(PVOID context, USHORT seg, USHORT off, PVOID buffer, ULONG length);
VP_STATUS vp_int10_bios(PVOID context, PINT10_BIOS_ARGUMENTS arguments);
void vp_int10_reclaim(struct vp_adapter *adapter);
void vp_int10_exit(void);

#endif
