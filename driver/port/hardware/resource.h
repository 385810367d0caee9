/* SPDX-License-Identifier: GPL-2.0 */
/* The function's ranges. */
#ifndef VIDEOPORT_HARDWARE_RESOURCE_H
#define VIDEOPORT_HARDWARE_RESOURCE_H

#include <linux/list.h>
#include <linux/types.h>

#include "video.h"

struct vp_adapter;

/**
 * struct vp_resource_user - who maps a range for a program
 * @wanted: whether to map and to unmap means the program that is served
 * @map: shows it a range, as VideoPortMapMemory() does
 * @unmap: takes it away, as VideoPortUnmapMemory() does
 *
 * Context: process context, may sleep, the device lock held.
 */
struct vp_resource_user {
	bool (*wanted)(struct vp_adapter *adapter);
	VP_STATUS (*map)(struct vp_adapter *adapter, phys_addr_t phys, ULONG length, ULONG space,
			 PVOID *virtual);
	VP_STATUS (*unmap)(struct vp_adapter *adapter, PVOID virtual);
};

/**
 * struct vp_resource_state - what is mapped
 * @mappings: for the miniport; device lock, or probe and removal alone
 * @user: constant once set
 */
struct vp_resource_state {
	struct list_head mappings;
	const struct vp_resource_user *user;
};

void vp_resource_init(struct vp_adapter *adapter);
void vp_resource_serve(struct vp_adapter *adapter, const struct vp_resource_user *user);
bool vp_resource_mapped(struct vp_adapter *adapter, unsigned long base, u32 length);
bool vp_resource_find(struct vp_adapter *adapter, const void *at, const void **base,
		      phys_addr_t *phys, u32 *length);
void __iomem *vp_resource_remap(struct vp_adapter *adapter, const void *at, u64 bytes);
void vp_resource_open(struct vp_adapter *adapter);
void vp_resource_close(struct vp_adapter *adapter);
void vp_resource_reclaim(struct vp_adapter *adapter);

#endif
