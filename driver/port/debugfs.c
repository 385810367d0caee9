// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/debug/videoport/<PCI function>/: for root alone. */
#include <linux/debugfs.h>
#include <linux/seq_file.h>

#include "adapter.h"
#include "debugfs.h"
#include "dma/adapter_object.h"
#include "dma/common_buffer.h"
#include "frames/interface.h"
#include "frames/present.h"
#include "hardware/interrupt.h"

static struct dentry *vp_debugfs_root;

static int adapters_show(struct seq_file *s, void *unused)
{
	vp_adapter_object_show(s->private, s);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(adapters);

static int buffers_show(struct seq_file *s, void *unused)
{
	vp_common_buffer_show(s->private, s);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(buffers);

static int counters_show(struct seq_file *s, void *unused)
{
	struct vp_adapter *adapter = s->private;
	struct vp_present_counters presents;

	/* Of what nobody waits for the device says nothing. */
	vp_present_service(adapter);
	vp_present_count(adapter, &presents);
	seq_printf(s, "frames %llu\n", presents.frames);
	seq_printf(s, "bytes %llu\n", presents.bytes);
	seq_printf(s, "doorbells %llu\n", vp_interface_doorbells(adapter));
	seq_printf(s, "interrupts %llu\n", vp_interrupt_count(adapter));
	seq_printf(s, "timeouts %llu\n", presents.timeouts);
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
	adapter->debugfs.dir = dir;
}

/* Waits for readers, so nothing here runs while the adapter is taken apart. */
void vp_debugfs_del(struct vp_adapter *adapter)
{
	debugfs_remove(adapter->debugfs.dir);
}

void vp_debugfs_init(void)
{
	vp_debugfs_root = debugfs_create_dir("videoport", NULL);
}

void vp_debugfs_exit(void)
{
	debugfs_remove(vp_debugfs_root);
}
