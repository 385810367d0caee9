// SPDX-License-Identifier: GPL-2.0
/* The modules: ours, and those of miniports, whose DriverEntry runs here. */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "adapter.h"
#include "debugfs.h"
#include "glue.h"
#include "program/chardev.h"
#include "registration.h"
#include "status.h"
#include "support/registry.h"

/* The structure grew with Windows; its length says which one a miniport means. */
static bool vp_init_data_valid(const VIDEO_HW_INITIALIZATION_DATA *hw)
{
	switch (hw->HwInitDataSize) {
	case SIZE_OF_NT4_VIDEO_HW_INITIALIZATION_DATA:
	case SIZE_OF_W2K_VIDEO_HW_INITIALIZATION_DATA:
	case SIZE_OF_WXP_VIDEO_HW_INITIALIZATION_DATA:
		break;
	default:
		return false;
	}
	return hw->HwFindAdapter && hw->HwInitialize && hw->HwStartIO;
}

ULONG VideoPortInitialize(PVOID Argument1, PVOID Argument2,
			  PVIDEO_HW_INITIALIZATION_DATA HwInitializationData,
			  PVOID HwContext)
{
	struct vp_glue *glue = Argument1;
	struct vp_registration *reg;

	if (!glue || glue->sealed || !HwInitializationData ||
	    !vp_init_data_valid(HwInitializationData))
		return ERROR_INVALID_PARAMETER;
	/* Since Windows 2000 nobody looks at it: most set PCIBus, or leave a 0. */
	if (HwInitializationData->AdapterInterfaceType != PCIBus &&
	    HwInitializationData->AdapterInterfaceType != Internal)
		return ERROR_DEV_NOT_EXIST;
	reg = kzalloc(sizeof(*reg), GFP_KERNEL);
	if (!reg)
		return ERROR_NOT_ENOUGH_MEMORY;
	memcpy(&reg->hw, HwInitializationData,
	       HwInitializationData->HwInitDataSize);
	reg->context = HwContext;
	list_add_tail(&reg->node, &glue->init);
	return NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortInitialize);

static void vp_glue_forget(struct vp_glue *glue)
{
	struct vp_registration *reg, *next;

	list_for_each_entry_safe(reg, next, &glue->init, node) {
		list_del(&reg->node);
		kfree(reg);
	}
	vp_registry_forget(glue);
}

int vp_glue_register(struct vp_glue *glue, u32 (*entry)(void *, void *))
{
	int ret;

	INIT_LIST_HEAD(&glue->init);
	INIT_LIST_HEAD(&glue->keys);
	glue->sealed = false;
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
}
module_exit(vp_module_exit);

MODULE_DESCRIPTION("The Windows video port's common-buffer DMA for Linux");
MODULE_LICENSE("GPL");
MODULE_VERSION(VIDEOPORT_VERSION);
