// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/debug/videoport/<PCI function>/: for root alone. */
#include <linux/bitops.h>
#include <linux/debugfs.h>
#include <linux/seq_file.h>

#include "port.h"
#include "dma/dma.h"

static struct dentry *vp_debugfs_root;

static int adapters_show(struct seq_file *s, void *unused)
{
	struct vp_adapter *adapter = s->private;
	struct vp_dma *dma;

	seq_puts(s, "handle width caller\n");
	mutex_lock(&adapter->dma_lock);
	list_for_each_entry(dma, &adapter->dmas, node)
		seq_printf(s, "%lx %d %pS\n", dma->handle, fls64(dma->mask),
			   (void *)dma->caller);
	mutex_unlock(&adapter->dma_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(adapters);

static int buffers_show(struct seq_file *s, void *unused)
{
	struct vp_adapter *adapter = s->private;
	struct vp_buffer *buf;

	seq_puts(s, "size logical width use caller\n");
	mutex_lock(&adapter->dma_lock);
	list_for_each_entry(buf, &adapter->buffers, node)
		seq_printf(s, "%zu %#llx %d %s %pS\n", buf->size,
			   (u64)vp_buffer_address(buf), fls64(buf->mask),
			   buf->own ? "port" : buf->dma ? "miniport" : "left",
			   (void *)buf->caller);
	mutex_unlock(&adapter->dma_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(buffers);

static int counters_show(struct seq_file *s, void *unused)
{
	struct vp_adapter *adapter = s->private;
	FRAME_RING_COUNTERS counters = { };

	if (adapter->ring_if.Size && !vp_enter(adapter)) {
		adapter->ring_if.Counters(adapter->ring_if.Context, &counters);
		vp_leave(adapter);
	}
	seq_printf(s, "frames %llu\n", READ_ONCE(adapter->frames_done));
	seq_printf(s, "bytes %llu\n", READ_ONCE(adapter->bytes_done));
	seq_printf(s, "doorbells %llu\n", counters.Doorbells);
	seq_printf(s, "interrupts %llu\n", READ_ONCE(adapter->interrupts));
	seq_printf(s, "timeouts %llu\n", READ_ONCE(adapter->timeouts));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counters);

void vp_debugfs_add(struct vp_adapter *adapter)
{
	struct dentry *dir;

	dir = debugfs_create_dir(adapter->bus_id, vp_debugfs_root);
	debugfs_create_file("adapters", 0400, dir, adapter, &adapters_fops);
	debugfs_create_file("buffers", 0400, dir, adapter, &buffers_fops);
	debugfs_create_file("counters", 0400, dir, adapter, &counters_fops);
	adapter->debugfs = dir;
}

/* Waits for readers, so nothing here runs while the adapter is taken apart. */
void vp_debugfs_del(struct vp_adapter *adapter)
{
	debugfs_remove(adapter->debugfs);
}

void vp_debugfs_init(void)
{
	vp_debugfs_root = debugfs_create_dir("videoport", NULL);
}

void vp_debugfs_exit(void)
{
	debugfs_remove(vp_debugfs_root);
}
