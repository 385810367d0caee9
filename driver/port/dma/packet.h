/* SPDX-License-Identifier: GPL-2.0 */
/* Packet-based DMA: transfers of locked buffers. */
#ifndef VIDEOPORT_DMA_PACKET_H
#define VIDEOPORT_DMA_PACKET_H

#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "video.h"

struct vp_adapter;

/* So many transfers later a scatter/gather list's address may come back. */
#define VP_PACKET_RETIRED	64

/**
 * struct vp_packet_state - an adapter's transfers
 * @lock: guards @running, @out and @done
 * @running: started and not completed, by the address of their list
 * @out: how many
 * @done: completed and not taken apart
 * @sweep_lock: who has it takes transfers apart, alone; guards what follows it
 * @retired: lists whose address must not come back soon
 * @next: of @retired
 * @work: takes apart where completing can't
 * @put: hears of adapter objects
 */
struct vp_packet_state {
	raw_spinlock_t lock; /* guards running, done */
	DECLARE_HASHTABLE(running, 8);
	unsigned int out;
	struct list_head done;
	struct mutex sweep_lock; /* as above */
	VP_SCATTER_GATHER_LIST *retired[VP_PACKET_RETIRED];
	unsigned int next;
	struct work_struct work;
	struct notifier_block put;
};

void vp_packet_init(struct vp_adapter *adapter);
bool vp_packet_out(struct vp_adapter *adapter);
void vp_packet_reclaim(struct vp_adapter *adapter);

#endif
