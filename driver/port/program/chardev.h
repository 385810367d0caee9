/* SPDX-License-Identifier: GPL-2.0 */
/* /dev/videoportN */
#ifndef VIDEOPORT_PROGRAM_CHARDEV_H
#define VIDEOPORT_PROGRAM_CHARDEV_H

#include <linux/cdev.h>
#include <linux/list.h>
#include <linux/mutex.h>

struct vp_adapter;

/**
 * struct vp_chardev_state - an adapter's device file
 * @cdev: the file
 * @published: it is there; probe and removal alone
 * @lock: guards @files; innermost
 * @files: all that are open
 */
struct vp_chardev_state {
	struct cdev cdev;
	bool published;
	struct mutex lock; /* guards files */
	struct list_head files;
};

int vp_chardev_init(void);
void vp_chardev_exit(void);
void vp_chardev_setup(struct vp_adapter *adapter);
void vp_chardev_destroy(struct vp_adapter *adapter);
int vp_chardev_add(struct vp_adapter *adapter);
void vp_chardev_del(struct vp_adapter *adapter);
void vp_chardev_revoke(struct vp_adapter *adapter);

#endif
