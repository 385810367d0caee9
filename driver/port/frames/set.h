/* SPDX-License-Identifier: GPL-2.0 */
/* Frame sets: the memory that frames are in. */
#ifndef VIDEOPORT_FRAMES_SET_H
#define VIDEOPORT_FRAMES_SET_H

#include <linux/atomic.h>
#include <linux/idr.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/wait.h>

#include "miniport.h"
#include "video.h"
#include "framering/framering.h"
#include "uapi/videoport.h"

struct dma_buf;
struct vm_fault;
struct vp_adapter;
struct vp_common_buffer;
struct vp_import;
struct vp_quota;

/**
 * struct vp_set_piece - what a set's pages are in
 * @buffer: the memory
 * @first: which page of the set is its first
 */
struct vp_set_piece {
	struct vp_common_buffer *buffer;
	unsigned long first;
};

/**
 * struct vp_set - the memory of a ring
 * @ref: the ring, each mapping, and the display while the device may reach it
 * @adapter: whose; held by the file that ring and mappings belong to
 * @id: for traces; no two sets have the same
 * @node: in vp_set_state.list, empty once the memory is gone; its lock
 * @attached: nobody has let go of it, and the device may reach it; the device lock
 * @handle: the miniport's for it, while @attached; the device lock
 * @leaving: in vp_display_state.dying, then in vp_leaving_state's lists; their locks
 * @leaving_tag: vp_leaving_state's number for it
 * @quota: @bytes count among what rings use, until the memory goes
 * @bytes: what the program asked for
 * @pieces: what it is cut from, in order; constant until the memory goes
 * @piece_count: how many
 * @lasting: all of them may outlive the device
 * @import: what it is instead, where it is somebody else's memory; or NULL
 * @kernel: where the kernel sees it in one; NULL until it is wanted, and where one piece
 *	is all; vp_set_state.lock
 * @desc: what the miniport sees
 */
struct vp_set {
	struct kref ref;
	struct vp_adapter *adapter;
	u32 id;
	struct list_head node;
	bool attached;
	PVOID handle;
	struct list_head leaving;
	u64 leaving_tag;
	struct vp_quota *quota;
	u64 bytes;
	struct vp_set_piece *pieces;
	unsigned int piece_count;
	bool lasting;
	struct vp_import *import;
	void *kernel;
	FRAME_SET desc;
};

/**
 * struct vp_set_state - an adapter's sets
 * @lock: guards @list and what its sets are cut from
 * @list: all that have memory
 * @ids: of all sets, until the last reference goes
 * @map_lock: shuts faults, and the kernel's accesses, out; guards @revoked
 * @revoked: no fault gets a page any more
 * @drawn: how many the kernel draws into; more only under @map_lock
 * @undrawn: who waits for their end
 */
struct vp_set_state {
	struct mutex lock; /* guards list, and the sets' pieces */
	struct list_head list;
	struct ida ids;
	struct rw_semaphore map_lock; /* guards revoked */
	bool revoked;
	atomic_t drawn;
	wait_queue_head_t undrawn;
};

void vp_set_init(struct vp_adapter *adapter);
void vp_set_destroy(struct vp_adapter *adapter);
struct vp_set *vp_set_create(struct vp_adapter *adapter, const struct videoport_ring *geometry,
			     bool freezes);
struct vp_set *vp_set_import(struct vp_adapter *adapter, const struct videoport_ring *geometry,
			     struct dma_buf *buf);
void vp_set_get(struct vp_set *set);
void vp_set_put(struct vp_set *set);
struct vp_set *vp_set_next_attached(struct vp_adapter *adapter, struct vp_set *last);
int vp_set_mmap(struct vp_set *set, struct vm_area_struct *vma);
vm_fault_t vp_set_fault(struct vp_set *set, struct vm_fault *vmf, unsigned long page);
int vp_set_access(struct vp_set *set, u64 at, void *buf, int len, bool write);
int vp_set_vmap(struct vp_set *set, void **to);
void vp_set_vunmap(struct vp_set *set);
int vp_set_share(struct vp_set *set, unsigned int frame, struct page **pages,
		 struct vp_quota **quota);
void vp_set_revoke(struct vp_adapter *adapter);
void vp_set_reclaim(struct vp_adapter *adapter);

#endif
