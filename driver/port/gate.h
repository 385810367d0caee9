/* SPDX-License-Identifier: GPL-2.0 */
/* Who is in the miniport at PASSIVE. */
#ifndef VIDEOPORT_GATE_H
#define VIDEOPORT_GATE_H

#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/timer.h>

#include "irql.h"

struct vp_adapter;

/* The device lock is not held for longer, unless a call never ends. */
#define VP_GATE_SECONDS		10

/* Whether calls may enter the miniport. */
enum vp_gate {
	VP_GATE_CLOSED,		/* not started yet, or asleep */
	VP_GATE_OPEN,
	VP_GATE_GONE,		/* for good */
};

/**
 * struct vp_gate_state - an adapter's gate
 * @lock: the device lock: PASSIVE calls into the miniport run under it. It guards
 *	all that follows
 * @state: whether there may be any
 * @owner: who has @lock; READ_ONCE by anybody
 * @call: how the miniport's routine was called
 * @foreign: the miniport took @lock itself
 * @taken: by the owner, beyond once
 * @wanted: by who shuts the gate; WRITE_ONCE without @lock
 * @overdue: pending until the owner is; reads those below
 * @request_code: HwVidStartIO runs with it; or 0
 * @waits_at: a wait for an event; or 0
 * @gave_up: such a wait was given up in this call; the owner's
 */
struct vp_gate_state {
	struct mutex lock; /* the device lock, as above */
	enum vp_gate state;
	struct task_struct *owner;
	struct vp_irql_call call;
	bool foreign;
	unsigned int taken;
	bool wanted;
	struct timer_list overdue;
	u32 request_code;
	unsigned long waits_at;
	bool gave_up;
};

#define vp_gate_assert_held(adapter) lockdep_assert_held(&(adapter)->gate.lock)

void vp_gate_init(struct vp_adapter *adapter);
void vp_gate_destroy(struct vp_adapter *adapter);
void vp_gate_set(struct vp_adapter *adapter, enum vp_gate state);
void vp_gate_lock(struct vp_adapter *adapter);
void vp_gate_lock_wanted(struct vp_adapter *adapter);
void vp_gate_want(struct vp_adapter *adapter, bool wanted);
int vp_gate_enter(struct vp_adapter *adapter);
int vp_gate_enter_interruptible(struct vp_adapter *adapter);
void vp_gate_returned(struct vp_adapter *adapter);
void vp_gate_leave(struct vp_adapter *adapter);
void vp_gate_asks(struct vp_adapter *adapter, u32 code);
void vp_gate_waits(struct vp_adapter *adapter, unsigned long at);
bool vp_gate_give_up(struct vp_adapter *adapter);
bool vp_gate_gave_up(struct vp_adapter *adapter);

#endif
