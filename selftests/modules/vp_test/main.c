// SPDX-License-Identifier: GPL-2.0
/*
 * The module: what an INF and its generated glue are for a real miniport,
 * written by hand because the Linux side needs a place to start.
 */
#include <linux/module.h>
#include <linux/pci.h>

#include "vp_test.h"
#include "glue.h"
#include "uapi/videoport.h"

static const struct pci_device_id vpt_ids[] = {
	{ PCI_DEVICE_DRIVER_OVERRIDE(0x1234, 0x11e8,
				     PCI_ID_F_VFIO_DRIVER_OVERRIDE) },
	{ }
};

static const u32 vpt_dword = 0x12345678;
static const u16 vpt_text[] = L"video port";
static const u8 vpt_binary[] = { 1, 0, 2, 0, 3 };
static const u16 vpt_words[] = L"one\0two\0";

/* As the INF tool makes them of AddReg lines. */
static const struct vp_registry_default vpt_defaults[] = {
	{ "TestDword", 4, sizeof(vpt_dword), &vpt_dword },
	{ "TestString", 1, sizeof(vpt_text), vpt_text },
	{ "TestBinary", 3, sizeof(vpt_binary), vpt_binary },
	{ "TestMulti", 7, sizeof(vpt_words), vpt_words },
	{ "TestOverride", 4, sizeof(vpt_dword), &vpt_dword },
};

static struct vp_glue vpt_glue = {
	.pci = {
		.name = KBUILD_MODNAME,
		.id_table = vpt_ids,
	},
	.owner = THIS_MODULE,
	.mod_name = KBUILD_MODNAME,
	.registry = vpt_defaults,
	.registry_count = ARRAY_SIZE(vpt_defaults),
};

static void create_files(struct vpt_bench *b)
{
	vpt_run_files(b);
	vpt_log_files(b);
	vpt_ring_files(b);
}

static int __init vpt_module_init(void)
{
	int err;

	err = vpt_bench_init(&vpt_glue.pci.driver, create_files);
	if (err)
		return err;

	vpt_glue.msi = vpt_msi;
	err = vp_glue_register(&vpt_glue, vpt_driver_entry);
	if (err)
		vpt_bench_exit();
	return err;
}
module_init(vpt_module_init);

static void __exit vpt_module_exit(void)
{
	vp_glue_unregister(&vpt_glue);
	vpt_bench_exit();
}
module_exit(vpt_module_exit);

MODULE_DESCRIPTION("Test miniport for QEMU's edu function");
MODULE_LICENSE("GPL");
MODULE_VERSION(VIDEOPORT_VERSION);
