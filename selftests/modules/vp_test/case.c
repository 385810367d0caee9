// SPDX-License-Identifier: GPL-2.0
/* What a case calls: to say what must be true, and to have itself called elsewhere */
#include <linux/completion.h>

#include "vp_test.h"

bool vpt_check(struct vpt_ext *t, bool ok, const char *file, int line,
	       const char *text)
{
	struct vpt_bench *b = t->bench;

	if (ok || b->failed)
		return ok;

	b->failed = true;
	snprintf(b->result, sizeof(b->result), "fail: %s:%d: %s", file, line,
		 text);
	return false;
}

bool vpt_check_eq(struct vpt_ext *t, u64 got, u64 want, const char *file,
		  int line, const char *text)
{
	char what[160];

	if (got == want)
		return true;

	snprintf(what, sizeof(what), "%s is %#llx, not %#llx", text, got, want);
	return vpt_check(t, false, file, line, what);
}

bool vpt_check_range(struct vpt_ext *t, u64 got, u64 low, u64 high,
		     const char *file, int line, const char *text)
{
	char what[160];

	if (got >= low && got <= high)
		return true;

	snprintf(what, sizeof(what), "%s is %llu, not %llu to %llu", text, got,
		 low, high);
	return vpt_check(t, false, file, line, what);
}

/* Not run here, and why; a failure seen before stays one. */
void vpt_skip(struct vpt_ext *t, const char *reason, ...)
{
	struct vpt_bench *b = t->bench;
	va_list args;
	int len;

	if (b->failed)
		return;

	len = scnprintf(b->result, sizeof(b->result), "skip: ");
	va_start(args, reason);
	vsnprintf(b->result + len, sizeof(b->result) - len, reason, args);
	va_end(args);
}

void vpt_expect_line(struct vpt_ext *t, int level, const char *text, ...)
{
	struct vpt_bench *b = t->bench;
	struct va_format vaf = { .fmt = text };
	va_list args;

	va_start(args, text);
	vaf.va = &args;
	b->lines_len += scnprintf(b->lines + b->lines_len,
				  sizeof(b->lines) - b->lines_len,
				  "%d %pV\n", level, &vaf);
	va_end(args);
}

/* Another device of this miniport, or NULL */
struct vpt_ext *vpt_other(struct vpt_ext *t)
{
	struct vpt_ext *other = vpt_bench_other(t);

	if (!other)
		vpt_skip(t, "needs a second edu function");
	return other;
}

struct dpc_call {
	struct completion done;
	void (*fn)(struct vpt_ext *t, void *arg);
	void *arg;
};

static VOID dpc_routine(PVOID ext, PVOID context)
{
	struct dpc_call *call = context;

	call->fn(ext, call->arg);
	complete(&call->done);
}

/* Call a function at DISPATCH in the device's DPC and wait until it is done. */
void vpt_run_in_dpc(struct vpt_ext *t,
		    void (*fn)(struct vpt_ext *t, void *arg), void *arg)
{
	struct dpc_call call = { .fn = fn, .arg = arg };

	init_completion(&call.done);
	/* Without a time limit: the DPC would write to this stack later. */
	if (expect_eq(t, VideoPortQueueDpc(t, dpc_routine, &call), TRUE))
		wait_for_completion(&call.done);
}

static void nothing(struct vpt_ext *t, void *arg)
{
}

/* A device's DPCs run one after the other: those that ran are through with this. */
void vpt_dpc_fence(struct vpt_ext *t)
{
	vpt_run_in_dpc(t, nothing, NULL);
}
