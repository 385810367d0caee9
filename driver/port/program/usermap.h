/* SPDX-License-Identifier: GPL-2.0 */
/* Device memory in the address space of the program that is served. */
#ifndef VIDEOPORT_PROGRAM_USERMAP_H
#define VIDEOPORT_PROGRAM_USERMAP_H

#include <linux/fs.h>
#include <linux/mm_types.h>
#include <linux/rwsem.h>
#include <linux/types.h>

#include "video.h"

struct vp_adapter;
struct vp_window;

/**
 * struct vp_usermap_requester - a program while the miniport has its packet
 * @file: its device file
 * @code: what it asks for
 * @window: what its mmap() is to show
 * @refused: it may not have what the miniport would have shown
 */
struct vp_usermap_requester {
	struct file *file;
	u32 code;
	struct vp_window *window;
	bool refused;
};

/**
 * struct vp_usermap_state - an adapter's windows
 * @requester: whose packet the miniport has; the device lock
 * @task: its task; READ_ONCE by mmap()
 * @lock: shuts faults out; guards @revoked
 * @revoked: no fault gets a page any more
 */
struct vp_usermap_state {
	struct vp_usermap_requester *requester;
	struct task_struct *task;
	struct rw_semaphore lock; /* guards revoked */
	bool revoked;
};

void vp_usermap_init(struct vp_adapter *adapter);
void vp_usermap_begin(struct vp_adapter *adapter, struct vp_usermap_requester *requester);
void vp_usermap_end(struct vp_adapter *adapter);
VP_STATUS vp_usermap_map(struct vp_adapter *adapter, phys_addr_t phys, ULONG length,
			 ULONG space, PVOID *virtual);
bool vp_usermap_wants(struct vp_adapter *adapter, const struct file *filp);
int vp_usermap_mmap(struct vp_adapter *adapter, struct vm_area_struct *vma);
void vp_usermap_revoke(struct vp_adapter *adapter);

#endif
