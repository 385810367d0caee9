/* SPDX-License-Identifier: GPL-2.0 */
/* HwVidInterrupt and the DPC. */
#ifndef VIDEOPORT_HARDWARE_INTERRUPT_H
#define VIDEOPORT_HARDWARE_INTERRUPT_H

#include <linux/interrupt.h>
#include <linux/spinlock.h>

#include "video.h"

struct vp_adapter;

/* struct vp_interrupt_state.flags */
enum {
	VP_INTERRUPT_CONNECTED,	/* HwVidInterrupt and DPCs may run */
	VP_INTERRUPT_DPC,	/* the DPC runs, and will look at the next one after */
	VP_INTERRUPT_KICKED,	/* somebody is to be served once no DPC runs */
	VP_INTERRUPT_OFF,	/* VideoPortDisableInterrupt() */
};

/**
 * struct vp_interrupt_state - an adapter's interrupt and DPC
 * @lock: shuts HwVidInterrupt out; guards @count
 * @irq: 0 without one; probe and removal alone
 * @shut: the device is kept from calling; PASSIVE alone
 * @flags: atomic bits
 * @count: interrupts that the miniport called its own
 * @dpc: runs the DPC, and @service
 * @dpc_lock: guards @dpc_routine and @dpc_context
 * @dpc_routine: NULL: none queued
 * @dpc_context: the miniport's
 * @service: whom vp_interrupt_kick() calls; constant once set
 * @unwanted: the miniport said that there is no interrupt; probe alone
 */
struct vp_interrupt_state {
	raw_spinlock_t lock; /* HwVidInterrupt, as above */
	int irq;
	bool shut;
	unsigned long flags;
	u64 count;
	struct tasklet_struct dpc;
	raw_spinlock_t dpc_lock; /* guards the routine, as above */
	PMINIPORT_DPC_ROUTINE dpc_routine;
	void *dpc_context;
	void (*service)(struct vp_adapter *adapter);
	bool unwanted;
};

void vp_interrupt_init(struct vp_adapter *adapter);
void vp_interrupt_serve(struct vp_adapter *adapter, void (*service)(struct vp_adapter *adapter));
void vp_interrupt_kick(struct vp_adapter *adapter);
void vp_interrupt_forget(struct vp_adapter *adapter);
void vp_interrupt_offer(struct vp_adapter *adapter, VIDEO_PORT_CONFIG_INFO *config);
void vp_interrupt_heed(struct vp_adapter *adapter, const VIDEO_PORT_CONFIG_INFO *config);
int vp_interrupt_connect(struct vp_adapter *adapter);
void vp_interrupt_pause(struct vp_adapter *adapter);
void vp_interrupt_resume(struct vp_adapter *adapter);
void vp_interrupt_disconnect(struct vp_adapter *adapter);
u64 vp_interrupt_count(struct vp_adapter *adapter);

#endif
