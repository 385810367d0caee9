// SPDX-License-Identifier: GPL-2.0
/*
 * What a test tells the fake device. Write to "device" in debugfs:
 *   complete N		finish the N oldest frames
 *   complete-last N	finish the N newest, the newest first
 *   error STATUS	finish the oldest with that status
 *   inject TAG STATUS	claim to be through with TAG, whatever that is
 *   release		let go of the sets that were detached
 *   interrupt		call Complete though nothing happened
 *   complete-locked N	as complete, with Complete called under a spin lock
 *			and not from the DPC
 *   knobs		all back to how they were at first
 * Reading the file tells what the device holds.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "vp_test.h"

static const struct vpt_knobs knobs_at_first = {
	.finish = true,
	.room = 64,
	.max_pieces = 16384,
	.turn = true,
};

static int complete_oldest(struct vpt_ext *t, unsigned int count)
{
	if (count > t->ring.queued)
		return -EINVAL;
	while (count--)
		vpt_ring_finish(t, 0, NO_ERROR);
	return 0;
}

static int complete_newest(struct vpt_ext *t, unsigned int count)
{
	if (count > t->ring.queued)
		return -EINVAL;
	while (count--)
		vpt_ring_finish(t, t->ring.queued - 1, NO_ERROR);
	return 0;
}

/* The lock is held. */
static int command(struct vpt_ext *t, const char *text)
{
	struct vpt_ring *r = &t->ring;
	unsigned long long tag;
	unsigned int number;
	int err;

	if (sscanf(text, "complete %u", &number) == 1)
		return complete_oldest(t, number);
	if (sscanf(text, "complete-locked %u", &number) == 1) {
		err = complete_oldest(t, number);
		vpt_ring_complete(t);
		return err;
	}
	if (sscanf(text, "complete-last %u", &number) == 1)
		return complete_newest(t, number);
	if (sscanf(text, "error %u", &number) == 1 && r->queued) {
		vpt_ring_finish(t, 0, number);
		return 0;
	}
	if (sscanf(text, "inject %llu %u", &tag, &number) == 2) {
		vpt_ring_done(r, tag, number, FRAME_SHOWN | FRAME_RELEASED);
		return 0;
	}
	if (!strcmp(text, "release")) {
		vpt_ring_release(t);
		return 0;
	}
	if (!strcmp(text, "interrupt")) {
		r->interrupt = true;
		return 0;
	}
	return -EINVAL;
}

static int device_command(struct vpt_bench *b, const char *text)
{
	struct vpt_ext *t = b->ext;
	UCHAR old;
	int err;

	if (!strcmp(text, "knobs")) {
		b->knobs = knobs_at_first;
		return 0;
	}
	if (!t)
		return -ENODEV;

	VideoPortAcquireSpinLock(t, t->ring.lock, &old);
	err = command(t, text);
	VideoPortReleaseSpinLock(t, t->ring.lock, old);
	if (t->ring.interrupt)
		vpt_ring_interrupt(t);
	return err;
}

static ssize_t device_write(struct file *file, const char __user *data,
			    size_t count, loff_t *pos)
{
	struct vpt_bench *b = file_inode(file)->i_private;
	char *text;
	int err;

	text = memdup_user_nul(data, min_t(size_t, count, 64));
	if (IS_ERR(text))
		return PTR_ERR(text);

	mutex_lock(&vpt_mutex);
	err = device_command(b, strim(text));
	mutex_unlock(&vpt_mutex);
	kfree(text);
	return err ?: count;
}

static int device_show(struct seq_file *m, void *unused)
{
	struct vpt_bench *b = m->private;
	struct vpt_ring *r;
	int i, sets = 0;

	mutex_lock(&vpt_mutex);
	if (b->ext) {
		r = &b->ext->ring;
		for (i = 0; i < VPT_SETS; i++)
			sets += !!r->sets[i].number;
		seq_printf(m, "queued=%u done=%u sets=%d shown=%u untold=%u doorbells=%llu\n",
			   r->queued, r->done_count, sets,
			   r->screen.set ? r->screen.set->number : 0, r->untold,
			   r->doorbells);
	}
	mutex_unlock(&vpt_mutex);
	return 0;
}

static int device_open(struct inode *inode, struct file *file)
{
	return single_open(file, device_show, inode->i_private);
}

static const struct file_operations device_fops = {
	.owner = THIS_MODULE,
	.open = device_open,
	.read = seq_read,
	.write = device_write,
	.llseek = seq_lseek,
	.release = single_release,
};

void vpt_ring_files(struct vpt_bench *b)
{
	struct vpt_knobs *k = &b->knobs;

	*k = knobs_at_first;
	debugfs_create_file("device", 0600, b->dir, b, &device_fops);
	debugfs_create_bool("finish", 0600, b->dir, &k->finish);
	debugfs_create_bool("at_once", 0600, b->dir, &k->at_once);
	debugfs_create_bool("scans_out", 0600, b->dir, &k->scans_out);
	debugfs_create_bool("silent", 0600, b->dir, &k->silent);
	debugfs_create_bool("deaf", 0600, b->dir, &k->deaf);
	debugfs_create_u32("room", 0600, b->dir, &k->room);
	debugfs_create_u32("max_pieces", 0600, b->dir, &k->max_pieces);
	debugfs_create_u32("max_sets", 0600, b->dir, &k->max_sets);
	debugfs_create_bool("turn", 0600, b->dir, &k->turn);
	debugfs_create_bool("keep_frames", 0600, b->dir, &k->keep_frames);
	debugfs_create_bool("keep_sets", 0600, b->dir, &k->keep_sets);
	debugfs_create_bool("refuse_attach", 0600, b->dir, &k->refuse_attach);
	debugfs_create_bool("refuse_detach", 0600, b->dir, &k->refuse_detach);
	debugfs_create_bool("keep_lock", 0600, b->dir, &k->keep_lock);
	debugfs_create_bool("hold", 0600, b->dir, &k->hold);
	debugfs_create_bool("held", 0400, b->dir, &k->held);
}
