// SPDX-License-Identifier: GPL-2.0
/*
 * IRQL is a value of the processor that code runs on. Whoever raises it may not
 * be moved or preempted until it is lowered again, on PREEMPT_RT too, so an
 * interrupt in between finds the value, raises it further and puts it back.
 */
#include <linux/bottom_half.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/preempt.h>

#include "adapter.h"
#include "irql.h"

static DEFINE_PER_CPU(u8, vp_irql_now);
static DEFINE_PER_CPU(const struct vp_irql_call *, vp_irql_running);

/* What this processor holds, the last taken first. An interrupt leaves it as it was. */
static DEFINE_PER_CPU(struct vp_irql_held *, vp_irql_holds);

u8 vp_irql(void)
{
	/* Not raw: between its address and its value another processor may run us. */
	return this_cpu_read(vp_irql_now);
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
u8 vp_irql_raise(u8 level)
{
	u8 old = vp_irql();

	/* First, as it may sleep on PREEMPT_RT. */
	if (old == VP_PASSIVE_LEVEL && level == VP_DISPATCH_LEVEL)
		local_bh_disable();
	preempt_disable();
	__this_cpu_write(vp_irql_now, max(old, level));
	return old;
}

void vp_irql_lower(u8 old)
{
	u8 level = __this_cpu_read(vp_irql_now);

	__this_cpu_write(vp_irql_now, old);
	preempt_enable();
	if (old == VP_PASSIVE_LEVEL && level == VP_DISPATCH_LEVEL)
		local_bh_enable();
}

bool vp_irql_passive_at(struct vp_adapter *adapter, const char *what,
			unsigned long caller)
{
	u8 irql = vp_irql();

	if (irql == VP_PASSIVE_LEVEL)
		return true;
	vp_warn(adapter, "%s: called at IRQL %u by %pS, allowed at PASSIVE_LEVEL only\n",
		what, irql, (void *)caller);
	return false;
}

bool vp_irql_dispatch_at(struct vp_adapter *adapter, const char *what,
			 unsigned long caller)
{
	u8 irql = vp_irql();

	if (irql <= VP_DISPATCH_LEVEL)
		return true;
	vp_warn(adapter, "%s: called at IRQL %u by %pS, allowed up to DISPATCH_LEVEL\n",
		what, irql, (void *)caller);
	return false;
}

/**
 * vp_irql_call_begin() - the processor is about to run a miniport's routine
 * @call: for vp_irql_call_end()
 *
 * Context: any, IRQL already raised to what the routine runs at.
 */
void vp_irql_call_begin(struct vp_irql_call *call)
{
	call->count = preempt_count();
	call->softirqs = softirq_count();
	call->irql = vp_irql();
	call->held = NULL;
	if (call->irql == VP_PASSIVE_LEVEL)
		return;
	call->held = __this_cpu_read(vp_irql_holds);
	call->outer = __this_cpu_read(vp_irql_running);
	__this_cpu_write(vp_irql_running, call);
}

/**
 * vp_irql_hold() - the processor took something that a routine may keep
 * @held: on the list whole before an interrupt can find it there
 *
 * Context: preemption off.
 */
void vp_irql_hold(struct vp_irql_held *held)
{
	held->below = __this_cpu_read(vp_irql_holds);
	barrier();
	__this_cpu_write(vp_irql_holds, held);
}

/**
 * vp_irql_unhold() - it is given back
 * @at: what vp_irql_held_find() returned
 *
 * Context: preemption off since.
 */
void vp_irql_unhold(struct vp_irql_held **at)
{
	WRITE_ONCE(*at, (*at)->below);
}

/* What was taken before the routine that runs now; or NULL */
static struct vp_irql_held *vp_irql_found(void)
{
	const struct vp_irql_call *running = __this_cpu_read(vp_irql_running);

	return running ? running->held : NULL;
}

/**
 * vp_irql_held_find() - where the list of this processor names something
 * @held: what it may hold
 * @own: only if it was taken by the routine that runs now
 *
 * Context: preemption off.
 * Return: for vp_irql_unhold(), or NULL.
 */
struct vp_irql_held **vp_irql_held_find(const struct vp_irql_held *held, bool own)
{
	struct vp_irql_held **at = this_cpu_ptr(&vp_irql_holds);
	struct vp_irql_held *end = own ? vp_irql_found() : NULL;

	while (*at && *at != end) {
		if (*at == held)
			return at;
		at = &(*at)->below;
	}
	return NULL;
}

/**
 * vp_irql_least() - the least level that the routine may go to
 *
 * Context: preemption off.
 * Return: that of its call, or DISPATCH while it holds something.
 */
u8 vp_irql_least(void)
{
	const struct vp_irql_call *running = __this_cpu_read(vp_irql_running);

	if (running && running->irql > VP_DISPATCH_LEVEL)
		return running->irql;
	return running || __this_cpu_read(vp_irql_holds) ? VP_DISPATCH_LEVEL : VP_PASSIVE_LEVEL;
}

/* Give back what a routine keeps; true if there was something. */
static bool vp_irql_drop(struct vp_irql_held *end)
{
	struct vp_irql_held *held = __this_cpu_read(vp_irql_holds);
	bool kept = held != end;

	while (held != end) {
		__this_cpu_write(vp_irql_holds, held->below);
		held->give(held);
		held = __this_cpu_read(vp_irql_holds);
	}
	return kept;
}

/* True if spin locks were kept, too. */
static bool vp_irql_call_repair(const struct vp_irql_call *call)
{
	int softirqs;
	bool kept;

	preempt_disable();
	kept = vp_irql_drop(call->held);
	__this_cpu_write(vp_irql_now, call->irql);
	softirqs = softirq_count() - call->softirqs;
	/* But on PREEMPT_RT, softirqs that are off are in the count. */
	preempt_count_set(call->count +
			  (IS_ENABLED(CONFIG_PREEMPT_RT) ? 0 : softirqs));
	while (softirq_count() > call->softirqs)
		local_bh_enable();
	return kept;
}

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
void vp_irql_call_end(struct vp_adapter *adapter, const struct vp_irql_call *call)
{
	u8 irql = vp_irql();
	bool same, kept;

	same = irql == call->irql && preempt_count() == call->count &&
	       softirq_count() == call->softirqs;
	if (call->irql != VP_PASSIVE_LEVEL) {
		same &= __this_cpu_read(vp_irql_holds) == call->held;
		__this_cpu_write(vp_irql_running, call->outer);
	}
	if (same)
		return;
	kept = vp_irql_call_repair(call);
	vp_warn(adapter, "the miniport was called at IRQL %u and returned at %u%s\n",
		call->irql, irql, kept ? ", with a spin lock held" : "");
}

UCHAR VideoPortGetCurrentIrql(void)
{
	return vp_irql();
}
EXPORT_SYMBOL_GPL(VideoPortGetCurrentIrql);
