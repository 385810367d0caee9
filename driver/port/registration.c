// SPDX-License-Identifier: GPL-2.0
/* VideoPortInitialize(): what a miniport's DriverEntry says of itself. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "glue.h"
#include "registration.h"

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

/* A miniport's module goes. */
void vp_registration_forget(struct vp_glue *glue)
{
	struct vp_registration *reg, *next;

	list_for_each_entry_safe(reg, next, &glue->init, node) {
		list_del(&reg->node);
		kfree(reg);
	}
}
