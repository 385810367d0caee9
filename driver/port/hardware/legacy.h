/* SPDX-License-Identifier: GPL-2.0 */
/* Ranges that are no PCI resources of the function. */
#ifndef VIDEOPORT_HARDWARE_LEGACY_H
#define VIDEOPORT_HARDWARE_LEGACY_H

#include <linux/list.h>
#include <linux/types.h>

#include "video.h"

struct vp_adapter;

/**
 * struct vp_legacy_state - what an adapter has claimed
 * @claims: of struct vp_legacy_claim; device lock, or probe and removal alone
 * @vga: VGA_RSRC_* that it holds
 * @client: it is known to the arbiter
 */
struct vp_legacy_state {
	struct list_head claims;
	unsigned int vga;
	bool client;
};

void vp_legacy_init(struct vp_adapter *adapter);
int vp_legacy_claim_listed(struct vp_adapter *adapter);
int vp_legacy_claim(struct vp_adapter *adapter, const VIDEO_ACCESS_RANGE *range);
bool vp_legacy_get_vga(struct vp_adapter *adapter);
bool vp_legacy_has(struct vp_adapter *adapter, u64 start, u64 length, bool io);
void vp_legacy_reclaim(struct vp_adapter *adapter);

#endif
