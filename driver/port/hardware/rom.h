/* SPDX-License-Identifier: GPL-2.0 */
/* The function's expansion ROM. */
#ifndef VIDEOPORT_HARDWARE_ROM_H
#define VIDEOPORT_HARDWARE_ROM_H

#include <linux/types.h>

struct vp_adapter;

/* The copy that the miniport has: device lock, as every caller is PASSIVE */
struct vp_rom_state {
	void *image;
	size_t size;
};

void vp_rom_reclaim(struct vp_adapter *adapter);

#endif
