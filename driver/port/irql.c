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
 *
 * Context: any, IRQL already raised to what the routine runs at.
 * Return: for vp_call_end().
 */
struct vp_call vp_call_begin(void)
{
	return (struct vp_call){
		.count = preempt_count(),
		.softirqs = softirq_count(),
		.irql = vp_irql(),
	};
}

/**
 * vp_call_end() - undo what the routine left raised on this processor
 * @adapter: whose routine it was
 * @call: what vp_call_begin() returned
 *
 * Whoever came next would be refused all that takes PASSIVE.
 *
 * Context: as vp_call_begin().
 */
void vp_call_end(struct vp_adapter *adapter, struct vp_call call)
{
	int softirqs = softirq_count();
	int count = preempt_count();
	u8 irql = vp_irql();

	if (irql == call.irql && count == call.count &&
	    softirqs == call.softirqs)
		return;
	raw_cpu_write(vp_irql_now, call.irql);
	/* But on PREEMPT_RT, softirqs that are off are in the count. */
	if (!IS_ENABLED(CONFIG_PREEMPT_RT) && softirqs > call.softirqs)
		preempt_count_set(call.count + softirqs - call.softirqs);
	else
		preempt_count_set(call.count);
	while (softirq_count() > call.softirqs)
		local_bh_enable();
	vp_warn(adapter, "the miniport was called at IRQL %u and returned at %u%s\n",
		call.irql, irql,
		count == call.count ? "" : ", with a spin lock held");
}

UCHAR VideoPortGetCurrentIrql(void)
{
	return vp_irql();
}
EXPORT_SYMBOL_GPL(VideoPortGetCurrentIrql);
