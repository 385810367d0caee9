/* SPDX-License-Identifier: GPL-2.0 */
/* IRQL, and what a processor holds while a miniport's routine runs on it. */
#ifndef VIDEOPORT_IRQL_H
#define VIDEOPORT_IRQL_H

#include <linux/instruction_pointer.h>
#include <linux/types.h>

struct vp_adapter;

#define VP_PASSIVE_LEVEL	0
#define VP_DISPATCH_LEVEL	2
#define VP_DEVICE_LEVEL		3

/**
 * struct vp_irql_held - something that a processor holds and a routine may keep
 * @below: what it had taken before, or NULL
 * @give: gives it back; any context, preemption off
 */
struct vp_irql_held {
	struct vp_irql_held *below;
	void (*give)(struct vp_irql_held *held);
};

/**
 * struct vp_irql_call - how a miniport's routine was called
 * @count: preempt_count()
 * @softirqs: softirq_count()
 * @irql: IRQL
 * @held: what its processor had taken last; NULL at PASSIVE
 * @outer: the routine that it interrupted; raised IRQL only
 */
struct vp_irql_call {
	int count;
	int softirqs;
	u8 irql;
	struct vp_irql_held *held;
	const struct vp_irql_call *outer;
};

u8 vp_irql(void);
u8 vp_irql_raise(u8 level);
void vp_irql_lower(u8 old);

void vp_irql_hold(struct vp_irql_held *held);
void vp_irql_unhold(struct vp_irql_held **at);
struct vp_irql_held **vp_irql_held_find(const struct vp_irql_held *held, bool own);
u8 vp_irql_least(void);

void vp_irql_call_begin(struct vp_irql_call *call);
void vp_irql_call_end(struct vp_adapter *adapter, const struct vp_irql_call *call);

/**
 * vp_irql_passive_at() - whether the caller may sleep by the rules of IRQL
 * @adapter: whose miniport called
 * @what: the DDK's name of the call, for the warning
 * @caller: the place in the miniport, for the warning
 *
 * Return: true, or false after a warning.
 */
bool vp_irql_passive_at(struct vp_adapter *adapter, const char *what, unsigned long caller);
#define vp_irql_passive(adapter, what) vp_irql_passive_at(adapter, what, _RET_IP_)

/* The same for what may be called at DISPATCH, too */
bool vp_irql_dispatch_at(struct vp_adapter *adapter, const char *what, unsigned long caller);
#define vp_irql_dispatch(adapter, what) vp_irql_dispatch_at(adapter, what, _RET_IP_)

#endif
