// SPDX-License-Identifier: GPL-2.0
/*
 * One PCI function and the life of its miniport. Every PASSIVE call into a
 * miniport passes the gate, gate.c; interrupt.c, sync.c and ring.c make the
 * calls that cannot sleep and are stopped here before the miniport's memory
 * goes.
 */
#include <linux/aperture.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/pm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "port.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

/**
 * struct vp_registration - what one VideoPortInitialize() was given
 * @node: in vp_glue.init
 * @hw: a copy, zero where the miniport's structure was shorter
 * @context: for HwVidFindAdapter
 */
struct vp_registration {
	struct list_head node;
	VIDEO_HW_INITIALIZATION_DATA hw;
	void *context;
};

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

static void vp_adapter_release(struct device *dev)
{
	struct vp_adapter *adapter = container_of(dev, struct vp_adapter, dev);

	mutex_destroy(&adapter->device_lock);
	mutex_destroy(&adapter->dma_lock);
	mutex_destroy(&adapter->sets_lock);
	vp_monitor_free(adapter);
	kfree(adapter);
}

static struct vp_adapter *vp_adapter_create(struct pci_dev *pdev,
					    struct vp_glue *glue)
{
	struct vp_adapter *adapter = kzalloc(sizeof(*adapter), GFP_KERNEL);

	if (!adapter)
		return NULL;
	adapter->pdev = pdev;
	adapter->glue = glue;
	strscpy(adapter->driver_name, glue->mod_name,
		sizeof(adapter->driver_name));
	strscpy(adapter->bus_id, pci_name(pdev), sizeof(adapter->bus_id));
	vp_gate_init(adapter);
	mutex_init(&adapter->dma_lock);
	INIT_LIST_HEAD(&adapter->dmas);
	INIT_LIST_HEAD(&adapter->buffers);
	vp_packet_init(adapter);
	INIT_LIST_HEAD(&adapter->mappings);
	raw_spin_lock_init(&adapter->objects_lock);
	hash_init(adapter->objects);
	INIT_LIST_HEAD(&adapter->contiguous);
	mutex_init(&adapter->sets_lock);
	INIT_LIST_HEAD(&adapter->sets);
	INIT_LIST_HEAD(&adapter->files);
	init_rwsem(&adapter->map_lock);
	vp_interrupt_init(adapter);
	vp_timer_init(adapter);
	vp_monitor_setup(adapter);
	vp_ring_setup(adapter);
	device_initialize(&adapter->dev);
	adapter->dev.parent = &pdev->dev;
	adapter->dev.release = vp_adapter_release;
	pci_set_drvdata(pdev, adapter);
	return adapter;
}

static int vp_extension_create(struct vp_adapter *adapter,
			       const struct vp_registration *reg)
{
	struct vp_extension *head;

	head = kvzalloc(sizeof(*head) + reg->hw.HwDeviceExtensionSize,
			GFP_KERNEL | __GFP_NOWARN);
	if (!head)
		return -ENOMEM;
	head->adapter = adapter;
	adapter->ext = head->ext;
	adapter->hw = &reg->hw;
	return 0;
}

static void vp_extension_free(struct vp_adapter *adapter)
{
	if (adapter->ext)
		kvfree(container_of(adapter->ext, struct vp_extension, ext));
	adapter->ext = NULL;
	adapter->hw = NULL;
}

static void vp_config_init(struct vp_adapter *adapter,
			   VIDEO_PORT_CONFIG_INFO *config)
{
	struct pci_dev *pdev = adapter->pdev;

	config->Length = sizeof(*config);
	config->SystemIoBusNumber = pdev->bus->number;
	config->AdapterInterfaceType = PCIBus;
	config->BusInterruptLevel = pdev->irq;
	config->BusInterruptVector = pdev->irq;
	config->InterruptMode = LevelSensitive;
	config->InterruptShareable = TRUE;
	config->Master = TRUE;
	config->VideoPortGetProcAddress = vp_proc_address;
	config->SystemMemorySize = (u64)totalram_pages() << PAGE_SHIFT;
}

/* What a miniport took, but for memory that its device may still reach. */
static void vp_reclaim(struct vp_adapter *adapter)
{
	vp_resource_reclaim(adapter);
	vp_rom_reclaim(adapter);
	vp_report_reclaim(adapter);
	vp_memory_reclaim(adapter);
	vp_registry_reclaim(adapter);
	vp_extension_free(adapter);
}

static int vp_find_one(struct vp_adapter *adapter,
		       const struct vp_registration *reg)
{
	VIDEO_PORT_CONFIG_INFO *config;
	VP_STATUS status;
	UCHAR again = 0;
	int ret;

	config = kzalloc(sizeof(*config), GFP_KERNEL);
	if (!config)
		return -ENOMEM;
	ret = vp_extension_create(adapter, reg);
	if (!ret)
		ret = vp_registry_init(adapter);
	if (!ret) {
		vp_config_init(adapter, config);
		status = reg->hw.HwFindAdapter(adapter->ext, reg->context, NULL,
					       config, &again);
		vp_returned(adapter);
		ret = vp_errno(status);
	}
	kfree(config);
	return ret;
}

static int vp_find_adapter(struct vp_adapter *adapter)
{
	struct vp_registration *reg;
	int ret = -ENODEV;

	list_for_each_entry(reg, &adapter->glue->init, node) {
		pci_set_master(adapter->pdev);
		ret = vp_find_one(adapter, reg);
		if (!ret)
			return 0;
		/* Its device may be at work on memory that would be freed. */
		vp_timer_forget(adapter);
		if (vp_packet_out(adapter))
			break;
		/* Another registration must find things as this one did. */
		vp_bus_master_off(adapter);
		vp_packet_reclaim(adapter);
		vp_dma_forget(adapter);
		vp_reclaim(adapter);
	}
	dev_err(&adapter->pdev->dev, "the miniport's HwVidFindAdapter refused the device (%d)\n",
		ret);
	return ret;
}

static int vp_miniport_start(struct vp_adapter *adapter)
{
	BOOLEAN initialized;
	int ret;

	ret = vp_find_adapter(adapter);
	if (ret)
		return ret;
	ret = vp_interrupt_connect(adapter);
	if (ret)
		return ret;
	initialized = adapter->hw->HwInitialize(adapter->ext);
	vp_returned(adapter);
	if (!initialized) {
		dev_err(&adapter->pdev->dev, "the miniport's HwVidInitialize failed\n");
		return -EIO;
	}
	adapter->initialized = true;
	ret = vp_monitor_init(adapter);
	if (ret)
		return ret;
	ret = vp_ring_init(adapter);
	if (ret)
		return ret;
	adapter->gate = VP_GATE_OPEN;
	return 0;
}

static int vp_power(struct vp_adapter *adapter, VIDEO_POWER_STATE state)
{
	VIDEO_POWER_MANAGEMENT power = {
		.Length = sizeof(power),
		.PowerState = state,
	};
	VP_STATUS status;

	if (!adapter->initialized || !adapter->hw->HwSetPowerState)
		return 0;
	status = adapter->hw->HwSetPowerState(adapter->ext,
					      DISPLAY_ADAPTER_HW_ID, &power);
	vp_returned(adapter);
	if (status != NO_ERROR)
		dev_warn(&adapter->pdev->dev, "the miniport's HwVidSetPowerState(%d) failed with %d\n",
			 state, status);
	return vp_errno(status);
}

/* Nothing enters the miniport by the gate or by the ring after this. */
static void vp_gate_shut(struct vp_adapter *adapter, enum vp_gate gate)
{
	vp_device_lock_wanted(adapter);
	adapter->gate = gate;
	vp_ring_stop(adapter, gate == VP_GATE_GONE);
	vp_leave(adapter);
}

/* The one way out, of removal and of a probe that failed at any point. */
static void vp_adapter_stop(struct vp_adapter *adapter)
{
	vp_gate_shut(adapter, VP_GATE_GONE);
	vp_monitor_stop(adapter);
	vp_debugfs_del(adapter);
	vp_chardev_del(adapter);
	vp_ring_quiesce(adapter);
	vp_chardev_revoke(adapter);
	vp_device_lock(adapter);
	vp_power(adapter, VideoPowerOff);
	vp_ring_put_interface(adapter);
	vp_leave(adapter);
	vp_timer_pause(adapter);
	vp_interrupt_disconnect(adapter);
	/* Again, as what ran until here may have asked for children. */
	vp_monitor_stop(adapter);
	vp_bus_master_off(adapter);
	vp_ring_reclaim(adapter);
	vp_dma_reclaim(adapter);
	vp_reclaim(adapter);
	vp_contiguous_reclaim(adapter);
	/* Since Linux 6.16 nobody else does. */
	if (adapter->claimed)
		pci_release_regions(adapter->pdev);
	put_device(&adapter->dev);
}

static int vp_device_enable(struct vp_adapter *adapter)
{
	struct pci_dev *pdev = adapter->pdev;
	int ret;

	ret = pcim_enable_device(pdev);
	if (!ret)
		ret = pci_request_regions(pdev, adapter->driver_name);
	adapter->claimed = !ret;
	return ret;
}

static int vp_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct vp_glue *glue = container_of(pdev->driver, struct vp_glue, pci);
	struct vp_adapter *adapter;
	int ret;

	if ((pdev->class >> 16) == PCI_BASE_CLASS_DISPLAY) {
		ret = aperture_remove_conflicting_pci_devices(pdev,
							      glue->mod_name);
		if (ret)
			return ret;
	}
	adapter = vp_adapter_create(pdev, glue);
	if (!adapter)
		return -ENOMEM;
	ret = vp_device_enable(adapter);
	if (!ret) {
		vp_device_lock(adapter);
		ret = vp_miniport_start(adapter);
		vp_leave(adapter);
	}
	if (!ret)
		ret = vp_chardev_add(adapter);
	if (ret) {
		vp_adapter_stop(adapter);
		return ret;
	}
	vp_debugfs_add(adapter);
	return 0;
}

static void vp_remove(struct pci_dev *pdev)
{
	vp_adapter_stop(pci_get_drvdata(pdev));
}

/* The machine goes down or starts another kernel: memory must be left alone. */
static void vp_shutdown(struct pci_dev *pdev)
{
	struct vp_adapter *adapter = pci_get_drvdata(pdev);

	vp_gate_shut(adapter, VP_GATE_CLOSED);
	vp_device_lock(adapter);
	vp_power(adapter, VideoPowerShutdown);
	vp_leave(adapter);
	vp_timer_pause(adapter);
	vp_interrupt_disconnect(adapter);
	vp_bus_master_off(adapter);
}

static int vp_suspend(struct device *dev)
{
	struct vp_adapter *adapter = dev_get_drvdata(dev);

	if (!adapter->hw->HwSetPowerState) {
		dev_err(dev, "the miniport has no HwVidSetPowerState: it cannot be brought back after sleep\n");
		return -EBUSY;
	}
	vp_ring_drain(adapter);
	vp_gate_shut(adapter, VP_GATE_CLOSED);
	vp_device_lock(adapter);
	vp_power(adapter, VideoPowerOff);
	vp_leave(adapter);
	vp_timer_pause(adapter);
	vp_interrupt_pause(adapter);
	vp_bus_master_off(adapter);
	return 0;
}

static int vp_resume(struct device *dev)
{
	struct vp_adapter *adapter = dev_get_drvdata(dev);
	int ret;

	/* A device that was cut off for good has nothing to wake up for. */
	if (!adapter->ring_broken)
		pci_set_master(adapter->pdev);
	vp_interrupt_resume(adapter);
	vp_device_lock(adapter);
	ret = vp_power(adapter, VideoPowerOn);
	if (ret)
		vp_ring_break(adapter);
	else
		ret = vp_ring_restart(adapter);
	adapter->gate = VP_GATE_OPEN;
	vp_leave(adapter);
	vp_timer_resume(adapter);
	return ret;
}

static DEFINE_SIMPLE_DEV_PM_OPS(vp_pm_ops, vp_suspend, vp_resume);

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
	ret = vp_errno(entry(glue, NULL));
	glue->sealed = true;
	if (!ret && list_empty(&glue->init))
		ret = -ENODEV;
	if (!ret) {
		glue->pci.probe = vp_probe;
		glue->pci.remove = vp_remove;
		glue->pci.shutdown = vp_shutdown;
		glue->pci.driver.pm = pm_sleep_ptr(&vp_pm_ops);
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

static int __init vp_init(void)
{
	int ret = vp_chardev_init();

	if (!ret)
		vp_debugfs_init();
	return ret;
}
module_init(vp_init);

static void __exit vp_exit(void)
{
	vp_debugfs_exit();
	vp_chardev_exit();
}
module_exit(vp_exit);

MODULE_DESCRIPTION("The Windows video port's common-buffer DMA for Linux");
MODULE_LICENSE("GPL");
MODULE_VERSION(VIDEOPORT_VERSION);
