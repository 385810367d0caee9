// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a case by name: write it to "run", then read the file: the first line
 * is "ok", "skip: <reason>" or "fail: <file>:<line>: <text>", the others are
 * the lines that the case must have put into the kernel log, "<level> <words>".
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "vp_test.h"

/*
 * In this order for speed: the kernel lets ten lines of one place through in
 * five seconds, so the slow cases stand between those that warn much.
 */
static const struct vpt_case * const tables[] = {
	vpt_four_steps, vpt_misuse, vpt_packets, vpt_irql_dispatch,
	vpt_interrupt, vpt_packet_misuse, vpt_sync, vpt_release_misuse,
	vpt_irql_device, vpt_resource, vpt_memory, vpt_registry, vpt_print,
	vpt_api, vpt_ddc, vpt_time,
};

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

/* For a thread that, once it runs, sleeps nowhere but where it is to be seen asleep */
bool vpt_asleep(struct task_struct *task)
{
	return !task_is_running(task);
}

static const struct vpt_case *find_case(const char *name)
{
	const struct vpt_case *c;
	int i;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		for (c = tables[i]; c->name; c++) {
			if (!strcmp(c->name, name))
				return c;
		}
	}
	return NULL;
}

static int run_case(struct vpt_bench *b, const struct vpt_case *c)
{
	struct vpt_ext *t = b->ext;

	if (!t)
		return -ENODEV;

	b->failed = false;
	b->lines_len = 0;
	b->lines[0] = '\0';
	strscpy(b->result, "ok", sizeof(b->result));

	if (!c->unlocked)
		VideoPortAcquireDeviceLock(t);
	c->run(t);
	expect_eq(t, VideoPortGetCurrentIrql(), 0);
	if (!c->unlocked)
		VideoPortReleaseDeviceLock(t);
	return 0;
}

static ssize_t run_write(struct file *file, const char __user *data,
			 size_t count, loff_t *pos)
{
	struct vpt_bench *b = file_inode(file)->i_private;
	const struct vpt_case *c;
	char *name;
	int err;

	name = memdup_user_nul(data, min_t(size_t, count, 64));
	if (IS_ERR(name))
		return PTR_ERR(name);

	c = find_case(strim(name));
	kfree(name);
	if (!c)
		return -ENOENT;

	mutex_lock(&vpt_mutex);
	err = run_case(b, c);
	mutex_unlock(&vpt_mutex);
	return err ?: count;
}

static int run_show(struct seq_file *m, void *unused)
{
	struct vpt_bench *b = m->private;

	mutex_lock(&vpt_mutex);
	seq_printf(m, "%s\n%s", b->result, b->lines);
	mutex_unlock(&vpt_mutex);
	return 0;
}

static int run_open(struct inode *inode, struct file *file)
{
	return single_open(file, run_show, inode->i_private);
}

const struct file_operations vpt_run_fops = {
	.owner = THIS_MODULE,
	.open = run_open,
	.read = seq_read,
	.write = run_write,
	.llseek = seq_lseek,
	.release = single_release,
};

static void list_cases(struct seq_file *m, bool timed)
{
	const struct vpt_case *c;
	int i;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		for (c = tables[i]; c->name; c++) {
			if (!c->unlisted && c->timed == timed)
				seq_printf(m, "%s\n", c->name);
		}
	}
}

static int vpt_cases_show(struct seq_file *m, void *unused)
{
	list_cases(m, false);
	return 0;
}

static int vpt_cases_open(struct inode *inode, struct file *file)
{
	return single_open(file, vpt_cases_show, inode->i_private);
}

static int vpt_timed_show(struct seq_file *m, void *unused)
{
	list_cases(m, true);
	return 0;
}

static int vpt_timed_open(struct inode *inode, struct file *file)
{
	return single_open(file, vpt_timed_show, inode->i_private);
}

const struct file_operations vpt_cases_fops = {
	.owner = THIS_MODULE,
	.open = vpt_cases_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

const struct file_operations vpt_timed_fops = {
	.owner = THIS_MODULE,
	.open = vpt_timed_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};
