// SPDX-License-Identifier: GPL-2.0
/*
 * One bench a PCI function. A miniport has no unload routine, so the Linux
 * side learns of binding and unbinding from the bus: before the port driver
 * tears a device down, running cases end and no new one starts.
 */
#include <linux/debugfs.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "vp_test.h"

/* One case at a time, and none while a device comes or goes */
DEFINE_MUTEX(vpt_mutex);

static LIST_HEAD(benches);
/* Guards the list. The innermost lock: taken with the device lock held. */
static DEFINE_MUTEX(benches_mutex);
static struct dentry *vpt_root;
/* What main.c knows and this file does not: the miniport's driver, and who has files */
static const struct device_driver *our_driver;
static void (*create_files)(struct vpt_bench *b);

static bool is_ours(const struct device *dev)
{
	return dev->driver == our_driver;
}

static struct vpt_bench *bench_find(const char *name)
{
	struct vpt_bench *b;

	list_for_each_entry(b, &benches, list) {
		if (!strcmp(b->name, name))
			return b;
	}
	return NULL;
}

/* Another bound device, or NULL; vpt_mutex held, so that it stays bound */
struct vpt_ext *vpt_bench_other(const struct vpt_ext *t)
{
	struct vpt_ext *other = NULL;
	struct vpt_bench *b;

	mutex_lock(&benches_mutex);
	list_for_each_entry(b, &benches, list) {
		if (b->ext && b->ext != t)
			other = b->ext;
	}
	mutex_unlock(&benches_mutex);
	return other;
}

static struct vpt_bench *bench_create(const char *name)
{
	struct vpt_bench *b = kzalloc(sizeof(*b), GFP_KERNEL);

	if (!b)
		return NULL;

	strscpy(b->name, name, sizeof(b->name));
	raw_spin_lock_init(&b->log_lock);
	b->dir = debugfs_create_dir(name, vpt_root);
	create_files(b);
	list_add_tail(&b->list, &benches);
	return b;
}

/* The function that is being bound and whose BAR 0 the bus sees at @bar */
static struct pci_dev *find_function(u64 bar)
{
	struct pci_dev *pdev = NULL;

	for_each_pci_dev(pdev) {
		if (is_ours(&pdev->dev) && pci_bus_address(pdev, 0) == bar)
			return pdev;
	}
	return NULL;
}

/* From HwVidFindAdapter, which is told everything but whose function it is */
struct vpt_bench *vpt_bench_begin(struct vpt_ext *t, u64 bar)
{
	struct pci_dev *pdev = find_function(bar);
	struct vpt_bench *b;

	if (!pdev)
		return NULL;

	mutex_lock(&benches_mutex);
	b = bench_find(pci_name(pdev)) ?: bench_create(pci_name(pdev));
	if (b) {
		b->probing = t;
		b->pdev = pdev;
	}
	mutex_unlock(&benches_mutex);

	/* It stays as long as it is bound, and no longer do we look at it. */
	pci_dev_put(pdev);
	return b;
}

static void bench_change(struct vpt_bench *b, unsigned long action)
{
	switch (action) {
	case BUS_NOTIFY_BOUND_DRIVER:
		b->ext = b->probing;
		break;
	case BUS_NOTIFY_UNBIND_DRIVER:
	case BUS_NOTIFY_DRIVER_NOT_BOUND:
		b->ext = NULL;
		b->probing = NULL;
		b->pdev = NULL;
		break;
	}
}

static int bench_notify(struct notifier_block *nb, unsigned long action,
			void *data)
{
	struct device *dev = data;
	struct vpt_bench *b;

	if (action == BUS_NOTIFY_UNBIND_DRIVER && is_ours(dev))
		vpt_log_flush();

	mutex_lock(&vpt_mutex);
	mutex_lock(&benches_mutex);
	b = bench_find(dev_name(dev));
	if (b && (is_ours(dev) || action == BUS_NOTIFY_DRIVER_NOT_BOUND))
		bench_change(b, action);
	mutex_unlock(&benches_mutex);
	mutex_unlock(&vpt_mutex);
	return NOTIFY_OK;
}

static struct notifier_block bench_nb = { .notifier_call = bench_notify };

int vpt_bench_init(const struct device_driver *driver,
		   void (*files)(struct vpt_bench *b))
{
	int err;

	our_driver = driver;
	create_files = files;
	err = vpt_log_init();
	if (err)
		return err;

	vpt_root = debugfs_create_dir("vp_test", NULL);
	err = bus_register_notifier(&pci_bus_type, &bench_nb);
	if (err)
		vpt_log_exit();
	return err;
}

void vpt_bench_exit(void)
{
	struct vpt_bench *b, *next;

	bus_unregister_notifier(&pci_bus_type, &bench_nb);
	debugfs_remove(vpt_root);
	list_for_each_entry_safe(b, next, &benches, list) {
		kvfree(b->log);
		kfree(b);
	}
	vpt_log_exit();
}
