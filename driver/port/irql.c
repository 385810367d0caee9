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

#include "port.h"

static DEFINE_PER_CPU(u8, vp_irql_now);
static DEFINE_PER_CPU(const struct vp_call *, vp_running);

u8 vp_irql(void)
{
	return raw_cpu_read(vp_irql_now);
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

bool vp_passive_at(struct vp_adapter *adapter, const char *what,
		   unsigned long caller)
{
	u8 irql = vp_irql();

	if (irql == VP_PASSIVE_LEVEL)
		return true;
	vp_warn(adapter, "%s: called at IRQL %u by %pS, allowed at PASSIVE_LEVEL only\n",
		what, irql, (void *)caller);
	return false;
}

bool vp_dispatch_at(struct vp_adapter *adapter, const char *what,
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
 * vp_call_begin() - the processor is about to run a miniport's routine
 * @call: for vp_call_end()
 *
 * Context: any, IRQL already raised to what the routine runs at.
 */
void vp_call_begin(struct vp_call *call)
{
	call->count = preempt_count();
	call->softirqs = softirq_count();
	call->irql = vp_irql();
	call->held = NULL;
	if (call->irql == VP_PASSIVE_LEVEL)
		return;
	call->held = vp_locks_held();
	call->outer = __this_cpu_read(vp_running);
	__this_cpu_write(vp_running, call);
}

/**
 * vp_call_running() - the routine that runs at raised IRQL on this processor
 *
 * Context: preemption off.
 * Return: NULL where none does.
 */
const struct vp_call *vp_call_running(void)
{
	return __this_cpu_read(vp_running);
}

/* True if spin locks were kept, too. */
static bool vp_call_repair(const struct vp_call *call)
{
	int softirqs;
	bool kept;

	preempt_disable();
	kept = vp_locks_drop(call->held);
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
 * vp_call_end() - undo what the routine left raised or locked on this processor
 * @adapter: whose routine it was
 * @call: what vp_call_begin() has filled in
 *
 * Whoever came next would be refused all that takes PASSIVE, or wait for a lock
 * for ever.
 *
 * Context: as vp_call_begin().
 */
void vp_call_end(struct vp_adapter *adapter, const struct vp_call *call)
{
	u8 irql = vp_irql();
	bool same, kept;

	same = irql == call->irql && preempt_count() == call->count &&
	       softirq_count() == call->softirqs;
	if (call->irql != VP_PASSIVE_LEVEL) {
		same &= vp_locks_held() == call->held;
		__this_cpu_write(vp_running, call->outer);
	}
	if (same)
		return;
	kept = vp_call_repair(call);
	vp_warn(adapter, "the miniport was called at IRQL %u and returned at %u%s\n",
		call->irql, irql, kept ? ", with a spin lock held" : "");
}

UCHAR VideoPortGetCurrentIrql(void)
{
	return vp_irql();
}
EXPORT_SYMBOL_GPL(VideoPortGetCurrentIrql);
