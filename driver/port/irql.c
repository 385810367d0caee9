// SPDX-License-Identifier: GPL-2.0
/*
 * IRQL is a value of the processor that code runs on. Whoever raises it may not
 * be moved or preempted until it is lowered again, on PREEMPT_RT too, so an
 * interrupt in between finds the value, raises it further and puts it back.
 */
#include <linux/module.h>

#include "adapter.h"
#include "irql.h"

DEFINE_PER_CPU(struct vp_irql_cpu, vp_irql_cpu);

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
	const struct vp_irql_call *running = __this_cpu_read(vp_irql_cpu.running);

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
	struct vp_irql_held **at = this_cpu_ptr(&vp_irql_cpu.holds);
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
	const struct vp_irql_call *running = __this_cpu_read(vp_irql_cpu.running);

	if (running && running->irql > VP_DISPATCH_LEVEL)
		return running->irql;
	return running || __this_cpu_read(vp_irql_cpu.holds) ? VP_DISPATCH_LEVEL : VP_PASSIVE_LEVEL;
}

/* Give back what a routine keeps; true if there was something. */
static bool vp_irql_drop(struct vp_irql_held *end)
{
	struct vp_irql_held *held = __this_cpu_read(vp_irql_cpu.holds);
	bool kept = held != end;

	while (held != end) {
		__this_cpu_write(vp_irql_cpu.holds, held->below);
		held->give(held);
		held = __this_cpu_read(vp_irql_cpu.holds);
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
	__this_cpu_write(vp_irql_cpu.now, call->irql);
	softirqs = softirq_count() - call->softirqs;
	/* But on PREEMPT_RT, softirqs that are off are in the count. */
	preempt_count_set(call->count +
			  (IS_ENABLED(CONFIG_PREEMPT_RT) ? 0 : softirqs));
	while (softirq_count() > call->softirqs)
		local_bh_enable();
	return kept;
}

/* vp_irql_call_end() has found that it is not as it was. */
void vp_irql_call_mend(struct vp_adapter *adapter, const struct vp_irql_call *call)
{
	u8 irql = vp_irql();
	bool kept = vp_irql_call_repair(call);

	vp_warn(adapter, "the miniport was called at IRQL %u and returned at %u%s\n",
		call->irql, irql, kept ? ", with a spin lock held" : "");
}

UCHAR VideoPortGetCurrentIrql(void)
{
	return vp_irql();
}
EXPORT_SYMBOL_GPL(VideoPortGetCurrentIrql);
