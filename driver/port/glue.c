// SPDX-License-Identifier: GPL-2.0
/* The modules: ours, and those of miniports, whose DriverEntry runs here. */
#include <linux/module.h>
#include <linux/pci.h>

#include "adapter.h"
#include "debugfs.h"
#include "glue.h"
#include "hardware/int10.h"
#include "program/chardev.h"
#include "registration.h"
#include "status.h"
#include "support/print.h"
#include "support/registry.h"

static void vp_glue_forget(struct vp_glue *glue)
{
	vp_registration_forget(glue);
	vp_registry_forget(glue);
}

int vp_glue_register(struct vp_glue *glue, u32 (*entry)(void *, void *))
{
	int ret;

	INIT_LIST_HEAD(&glue->init);
	INIT_LIST_HEAD(&glue->keys);
	glue->sealed = false;
	ret = vp_registry_check(glue);
	if (ret)
		return ret;
	ret = vp_status_errno(entry(glue, NULL));
	glue->sealed = true;
	if (!ret && list_empty(&glue->init))
		ret = -ENODEV;
	if (!ret) {
		vp_adapter_driver(&glue->pci);
		ret = __pci_register_driver(&glue->pci, glue->owner,
					    glue->mod_name);
	}
	if (ret)
		vp_glue_forget(glue);
	return ret;
}
EXPORT_SYMBOL_GPL(vp_glue_register);

void vp_glue_unregister(struct vp_glue *glue)
{
	pci_unregister_driver(&glue->pci);
	vp_glue_forget(glue);
}
EXPORT_SYMBOL_GPL(vp_glue_unregister);

static int __init vp_module_init(void)
{
	int ret = vp_chardev_init();

	if (!ret)
		vp_debugfs_init();
	return ret;
}
module_init(vp_module_init);

static void __exit vp_module_exit(void)
{
	vp_debugfs_exit();
	vp_chardev_exit();
	vp_int10_exit();
	vp_print_exit();
}
module_exit(vp_module_exit);

MODULE_DESCRIPTION("The Windows video port's common-buffer DMA for Linux");
MODULE_LICENSE("GPL");
MODULE_VERSION(VIDEOPORT_VERSION);
