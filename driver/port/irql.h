/* SPDX-License-Identifier: GPL-2.0 */
/* IRQL, and what a processor holds while a miniport's routine runs on it. */
#ifndef VIDEOPORT_IRQL_H
#define VIDEOPORT_IRQL_H

#include <linux/bottom_half.h>
#include <linux/compiler.h>
#include <linux/instruction_pointer.h>
#include <linux/minmax.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
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

/**
 * struct vp_irql_cpu - a processor's; an interrupt leaves it as it was
 * @now: its IRQL
 * @running: the routine that runs there at raised IRQL, or NULL
 * @holds: what it holds, the last taken first
 */
struct vp_irql_cpu {
	u8 now;
	const struct vp_irql_call *running;
	struct vp_irql_held *holds;
};

DECLARE_PER_CPU(struct vp_irql_cpu, vp_irql_cpu);

static inline u8 vp_irql(void)
{
	/* Not raw: between its address and its value another processor may run us. */
	return this_cpu_read(vp_irql_cpu.now);
}

/**
 * vp_irql_raise() - enter a part that must not sleep
 * @level: VP_DISPATCH_LEVEL or VP_DEVICE_LEVEL; no effect below the present one
 *
 * At DISPATCH no DPC runs on this processor but the caller's own.
 *
 * Context: any; to VP_DEVICE_LEVEL only with interrupts off.
 * Return: the level before, for vp_irql_lower().
 */
static inline u8 vp_irql_raise(u8 level)
{
	u8 old = vp_irql();

	/* First, as it may sleep on PREEMPT_RT. */
	if (old == VP_PASSIVE_LEVEL && level == VP_DISPATCH_LEVEL)
		local_bh_disable();
	preempt_disable();
	__this_cpu_write(vp_irql_cpu.now, max(old, level));
	return old;
}

static inline void vp_irql_lower(u8 old)
{
	u8 level = __this_cpu_read(vp_irql_cpu.now);

	__this_cpu_write(vp_irql_cpu.now, old);
	preempt_enable();
	if (old == VP_PASSIVE_LEVEL && level == VP_DISPATCH_LEVEL)
		local_bh_enable();
}

/**
 * vp_irql_hold() - the processor took something that a routine may keep
 * @held: on the list whole before an interrupt can find it there
 *
 * Context: preemption off.
 */
static inline void vp_irql_hold(struct vp_irql_held *held)
{
	held->below = __this_cpu_read(vp_irql_cpu.holds);
	barrier();
	__this_cpu_write(vp_irql_cpu.holds, held);
}

/* Whether the processor holds anything. With preemption on the caller holds nothing. */
static inline bool vp_irql_holds(void)
{
	return this_cpu_read(vp_irql_cpu.holds);
}

/* Whether it is what the routine that runs now took last; preemption off */
static inline bool vp_irql_is_last(const struct vp_irql_held *held)
{
	const struct vp_irql_call *running = __this_cpu_read(vp_irql_cpu.running);

	return __this_cpu_read(vp_irql_cpu.holds) == held && (!running || running->held != held);
}

/* That is given back; preemption off since */
static inline void vp_irql_unhold_last(const struct vp_irql_held *held)
{
	__this_cpu_write(vp_irql_cpu.holds, held->below);
}

void vp_irql_unhold(struct vp_irql_held **at);
struct vp_irql_held **vp_irql_held_find(const struct vp_irql_held *held, bool own);
u8 vp_irql_least(void);

/**
 * vp_irql_call_begin() - the processor is about to run a miniport's routine
 * @call: for vp_irql_call_end()
 *
 * Context: any, IRQL already raised to what the routine runs at.
 */
static inline void vp_irql_call_begin(struct vp_irql_call *call)
{
	call->count = preempt_count();
	call->softirqs = softirq_count();
	call->irql = vp_irql();
	call->held = NULL;
	if (call->irql == VP_PASSIVE_LEVEL)
		return;
	call->held = __this_cpu_read(vp_irql_cpu.holds);
	call->outer = __this_cpu_read(vp_irql_cpu.running);
	__this_cpu_write(vp_irql_cpu.running, call);
}

void vp_irql_call_mend(struct vp_adapter *adapter, const struct vp_irql_call *call);

/**
 * vp_irql_call_end() - undo what the routine left raised or locked on this processor
 * @adapter: whose routine it was
 * @call: what vp_irql_call_begin() has filled in
 *
 * Whoever came next would be refused all that takes PASSIVE, or wait for a lock
 * for ever.
 *
 * Context: as vp_irql_call_begin().
 */
static inline void vp_irql_call_end(struct vp_adapter *adapter, const struct vp_irql_call *call)
{
	bool same;

	same = vp_irql() == call->irql && preempt_count() == call->count &&
	       softirq_count() == call->softirqs;
	if (call->irql != VP_PASSIVE_LEVEL) {
		same &= __this_cpu_read(vp_irql_cpu.holds) == call->held;
		__this_cpu_write(vp_irql_cpu.running, call->outer);
	}
	if (unlikely(!same))
		vp_irql_call_mend(adapter, call);
}

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
