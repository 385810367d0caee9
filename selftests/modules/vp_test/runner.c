// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a case by name: write it to "run", then read the file: the first line
 * is "ok", "skip: <reason>" or "fail: <file>:<line>: <text>", the others are
 * the lines that the case must have put into the kernel log, "<level> <words>".
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "vp_test.h"

/*
 * In this order for speed: the kernel lets ten lines of one place through in
 * five seconds, so the slow cases stand between those that warn much.
 */
static const struct vpt_case * const tables[] = {
	vpt_four_steps, vpt_adapter_object, vpt_common_buffer, vpt_misuse,
	vpt_packets, vpt_packet_pieces, vpt_mdl, vpt_irql_dispatch,
	vpt_interrupt, vpt_packet_misuse, vpt_spinlock, vpt_event, vpt_timer,
	vpt_release_misuse, vpt_irql_device, vpt_spinlock_misuse, vpt_resource,
	vpt_memory, vpt_registry, vpt_print, vpt_system, vpt_obsolete,
	vpt_report, vpt_hardware, vpt_ddc, vpt_probe, vpt_time,
};

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

static const struct file_operations run_fops = {
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

static const struct file_operations cases_fops = {
	.owner = THIS_MODULE,
	.open = vpt_cases_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

static const struct file_operations timed_fops = {
	.owner = THIS_MODULE,
	.open = vpt_timed_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

void vpt_run_files(struct vpt_bench *b)
{
	debugfs_create_file("cases", 0400, b->dir, b, &cases_fops);
	debugfs_create_file("timed", 0400, b->dir, b, &timed_fops);
	debugfs_create_file("run", 0600, b->dir, b, &run_fops);
}
