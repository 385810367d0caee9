/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VIDEOPORT_DEBUGFS_H
#define VIDEOPORT_DEBUGFS_H

struct dentry;
struct vp_adapter;

/* The adapter's folder; probe and removal alone */
struct vp_debugfs_state {
	struct dentry *dir;
};

void vp_debugfs_init(void);
void vp_debugfs_exit(void);
void vp_debugfs_add(struct vp_adapter *adapter);
void vp_debugfs_del(struct vp_adapter *adapter);

#endif
