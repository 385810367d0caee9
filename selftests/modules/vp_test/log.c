// SPDX-License-Identifier: GPL-2.0
/*
 * What the port driver called, in order: "log" in debugfs, a line a call with
 * its IRQL and whether the device lock was held. Writing to the file empties
 * it.
 */
#include <linux/debugfs.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/refcount.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "await.h"
#include "vp_test.h"

#define LOG_BYTES (256 * 1024)

static bool probe_lock;
module_param(probe_lock, bool, 0644);
MODULE_PARM_DESC(probe_lock, "find out in each call whether the device lock is held");

static struct workqueue_struct *vpt_wq;

/*
 * A miniport can't ask who holds the device lock. So somebody else tries to
 * take it, and gets it during the call, or is seen to wait for it.
 */
struct lock_probe {
	struct work_struct work;
	struct task_struct *task;
	struct vpt_ext *t;
	struct completion taken;
	refcount_t users;
};

static void lock_probe_put(struct lock_probe *p)
{
	if (refcount_dec_and_test(&p->users))
		kfree(p);
}

static void lock_probe_work(struct work_struct *work)
{
	struct lock_probe *p = container_of(work, struct lock_probe, work);

	WRITE_ONCE(p->task, current);
	VideoPortAcquireDeviceLock(p->t);
	complete(&p->taken);
	VideoPortReleaseDeviceLock(p->t);
	lock_probe_put(p);
}

static bool lock_is_waited_for(struct lock_probe *p)
{
	struct task_struct *task = READ_ONCE(p->task);

	return task && vpt_asleep(task);
}

/* '1' held, '0' not held, '-' not known */
static char lock_state(struct vpt_ext *t)
{
	struct lock_probe *p;
	char state;

	/* Past the unbinding nobody waits for the work. */
	if (!probe_lock || VideoPortGetCurrentIrql() || !t->bench->probing)
		return '-';

	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return '-';
	INIT_WORK(&p->work, lock_probe_work);
	init_completion(&p->taken);
	refcount_set(&p->users, 2);
	p->t = t;
	queue_work(vpt_wq, &p->work);
	vpt_await(completion_done(&p->taken) || lock_is_waited_for(p));
	state = completion_done(&p->taken) ? '0' : '1';
	lock_probe_put(p);
	return state;
}

static __printf(2, 0) void log_append(struct vpt_bench *b, const char *text,
				      va_list args)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&b->log_lock, flags);
	if (b->log) {
		b->log_len += vscnprintf(b->log + b->log_len,
					 LOG_BYTES - b->log_len, text, args);
		b->log_len += scnprintf(b->log + b->log_len,
					LOG_BYTES - b->log_len, "\n");
	}
	raw_spin_unlock_irqrestore(&b->log_lock, flags);
}

void vpt_log(struct vpt_bench *b, const char *text, ...)
{
	va_list args;

	va_start(args, text);
	log_append(b, text, args);
	va_end(args);
}

void vpt_log_call(struct vpt_ext *t, const char *call, const char *text, ...)
{
	struct va_format vaf = { .fmt = text };
	char lock = lock_state(t);
	va_list args;

	va_start(args, text);
	vaf.va = &args;
	vpt_log(t->bench, "%s irql=%u lock=%c %pV", call,
		VideoPortGetCurrentIrql(), lock, &vaf);
	va_end(args);
}

/* The port driver broke a promise: nothing to go on with, but to be seen. */
void vpt_violation(struct vpt_bench *b, const char *what)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&b->log_lock, flags);
	b->violations++;
	raw_spin_unlock_irqrestore(&b->log_lock, flags);
	vpt_log(b, "violation %s", what);
}

static int log_show(struct seq_file *m, void *unused)
{
	struct vpt_bench *b = m->private;
	char *copy = kvmalloc(LOG_BYTES, GFP_KERNEL);
	size_t len;

	if (!copy)
		return -ENOMEM;

	raw_spin_lock_irq(&b->log_lock);
	len = b->log_len;
	memcpy(copy, b->log, len);
	raw_spin_unlock_irq(&b->log_lock);
	seq_write(m, copy, len);
	kvfree(copy);
	return 0;
}

static int log_open(struct inode *inode, struct file *file)
{
	return single_open(file, log_show, inode->i_private);
}

static ssize_t log_write(struct file *file, const char __user *data,
			 size_t count, loff_t *pos)
{
	struct vpt_bench *b = file_inode(file)->i_private;

	raw_spin_lock_irq(&b->log_lock);
	b->log_len = 0;
	b->violations = 0;
	raw_spin_unlock_irq(&b->log_lock);
	return count;
}

static const struct file_operations log_fops = {
	.owner = THIS_MODULE,
	.open = log_open,
	.read = seq_read,
	.write = log_write,
	.llseek = seq_lseek,
	.release = single_release,
};

void vpt_log_files(struct vpt_bench *b)
{
	b->log = kvzalloc(LOG_BYTES, GFP_KERNEL);
	if (b->log)
		debugfs_create_file("log", 0600, b->dir, b, &log_fops);
	debugfs_create_u32("violations", 0400, b->dir, &b->violations);
}

/* Before a device goes: whoever tries to take its lock is through. */
void vpt_log_flush(void)
{
	flush_workqueue(vpt_wq);
}

int vpt_log_init(void)
{
	vpt_wq = alloc_workqueue("vp_test", WQ_UNBOUND, 0);
	return vpt_wq ? 0 : -ENOMEM;
}

void vpt_log_exit(void)
{
	destroy_workqueue(vpt_wq);
}
