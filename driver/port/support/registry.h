/* SPDX-License-Identifier: GPL-2.0 */
/* A miniport's registry. */
#ifndef VIDEOPORT_SUPPORT_REGISTRY_H
#define VIDEOPORT_SUPPORT_REGISTRY_H

#include <linux/types.h>

struct vp_adapter;
struct vp_glue;
struct vp_registry_key;

/* The function's key: from before HwVidFindAdapter to the end */
struct vp_registry_state {
	struct vp_registry_key *key;
};

int vp_registry_check(const struct vp_glue *glue);
int vp_registry_init(struct vp_adapter *adapter, bool remapped);
void vp_registry_reclaim(struct vp_adapter *adapter);
void vp_registry_forget(struct vp_glue *glue);

#endif
