// SPDX-License-Identifier: GPL-2.0
/*
 * One PCI function and the life of its miniport: the one place that knows every
 * room. Each PASSIVE call into a miniport passes the gate, gate.c; interrupt.c,
 * timer.c and ring.c make the calls that cannot sleep and are stopped here before
 * the miniport's memory goes.
 */
#include <linux/aperture.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/pm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "adapter.h"
#include "client.h"
#include "debugfs.h"
#include "dma/adapter_object.h"
#include "dma/bus_master.h"
#include "dma/common_buffer.h"
#include "dma/mdl.h"
#include "dma/packet.h"
#include "frames/display.h"
#include "frames/import.h"
#include "frames/interface.h"
#include "frames/present.h"
#include "frames/set.h"
#include "frames/waiters.h"
#include "gate.h"
#include "hardware/int10.h"
#include "hardware/interrupt.h"
#include "hardware/legacy.h"
#include "hardware/resource.h"
#include "hardware/rom.h"
#include "linear.h"
#include "monitor.h"
#include "procaddr.h"
#include "program/chardev.h"
#include "program/usermap.h"
#include "registration.h"
#include "status.h"
#include "support/contiguous.h"
#include "support/memory.h"
#include "support/registry.h"
#include "support/report.h"
#include "support/timer.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

static void vp_adapter_release(struct device *dev)
{
	struct vp_adapter *adapter = container_of(dev, struct vp_adapter, dev);

	vp_chardev_destroy(adapter);
	vp_monitor_free(adapter);
	vp_waiters_destroy(adapter);
	vp_set_destroy(adapter);
	vp_import_destroy(adapter);
	vp_common_buffer_destroy(adapter);
	vp_adapter_object_destroy(adapter);
	vp_gate_destroy(adapter);
	kfree(adapter);
}

/* From the ground up, as a room may tell one below that it listens. */
static int vp_adapter_init(struct vp_adapter *adapter)
{
	int ret;

	vp_gate_init(adapter);
	vp_memory_init(adapter);
	vp_contiguous_init(adapter);
	vp_timer_init(adapter);
	vp_legacy_init(adapter);
	vp_resource_init(adapter);
	vp_interrupt_init(adapter);
	vp_adapter_object_init(adapter);
	ret = vp_common_buffer_init(adapter);
	if (ret)
		return ret;
	vp_mdl_init(adapter);
	vp_packet_init(adapter);
	vp_import_init(adapter);
	vp_set_init(adapter);
	vp_waiters_init(adapter);
	vp_display_setup(adapter);
	vp_monitor_setup(adapter);
	vp_linear_init(adapter);
	vp_client_init(adapter);
	vp_usermap_init(adapter);
	vp_chardev_setup(adapter);
	return 0;
}

static struct vp_adapter *vp_adapter_create(struct pci_dev *pdev, struct vp_glue *glue)
{
	struct vp_adapter *adapter = kzalloc(sizeof(*adapter), GFP_KERNEL);

	if (!adapter)
		return NULL;
	adapter->pdev = pdev;
	adapter->glue = glue;
	strscpy(adapter->driver_name, glue->mod_name, sizeof(adapter->driver_name));
	strscpy(adapter->bus_id, pci_name(pdev), sizeof(adapter->bus_id));
	if (vp_adapter_init(adapter)) {
		kfree(adapter);
		return NULL;
	}
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
	vp_interrupt_offer(adapter, config);
	config->Master = TRUE;
	config->VideoPortGetProcAddress = vp_procaddr;
	config->SystemMemorySize = (u64)totalram_pages() << PAGE_SHIFT;
}

/* What a miniport took, but for memory that its device may still reach. */
static void vp_reclaim(struct vp_adapter *adapter)
{
	vp_linear_reclaim(adapter);
	vp_resource_reclaim(adapter);
	vp_legacy_reclaim(adapter);
	vp_rom_reclaim(adapter);
	vp_report_reclaim(adapter);
	vp_int10_reclaim(adapter);
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
		ret = vp_registry_init(adapter, vp_bus_master_remapped(adapter));
	if (!ret)
		ret = vp_legacy_claim_listed(adapter);
	if (!ret) {
		vp_config_init(adapter, config);
		status = reg->hw.HwFindAdapter(adapter->ext, reg->context, NULL,
					       config, &again);
		vp_gate_returned(adapter);
		vp_interrupt_heed(adapter, config);
		ret = vp_status_errno(status);
	}
	kfree(config);
	return ret;
}

static int vp_find_adapter(struct vp_adapter *adapter)
{
	struct vp_registration *reg;
	int ret = -ENODEV;

	list_for_each_entry(reg, &adapter->glue->init, node) {
		vp_bus_master_on(adapter);
		ret = vp_find_one(adapter, reg);
		if (!ret)
			return 0;
		/* Its device may be at work on memory that would be freed. */
		vp_timer_forget(adapter);
		vp_interrupt_forget(adapter);
		if (vp_packet_out(adapter))
			break;
		/* Another registration must find things as this one did. */
		vp_bus_master_off(adapter);
		vp_packet_reclaim(adapter);
		vp_mdl_reclaim(adapter);
		vp_common_buffer_orphan(adapter);
		vp_adapter_object_forget(adapter);
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
	vp_gate_returned(adapter);
	if (!initialized) {
		dev_err(&adapter->pdev->dev, "the miniport's HwVidInitialize failed\n");
		return -EIO;
	}
	adapter->adapter.initialized = true;
	ret = vp_monitor_init(adapter);
	if (ret)
		return ret;
	ret = vp_display_init(adapter);
	if (ret)
		return ret;
	vp_gate_set(adapter, VP_GATE_OPEN);
	return 0;
}

static int vp_power(struct vp_adapter *adapter, VIDEO_POWER_STATE state)
{
	VIDEO_POWER_MANAGEMENT power = {
		.Length = sizeof(power),
		.PowerState = state,
	};
	VP_STATUS status;

	if (!adapter->adapter.initialized || !adapter->hw->HwSetPowerState)
		return 0;
	status = adapter->hw->HwSetPowerState(adapter->ext,
					      DISPLAY_ADAPTER_HW_ID, &power);
	vp_gate_returned(adapter);
	if (status != NO_ERROR)
		dev_warn(&adapter->pdev->dev, "the miniport's HwVidSetPowerState(%d) failed with %d\n",
			 state, status);
	return vp_status_errno(status);
}

/* Nothing enters the miniport by the gate or by the ring after this. */
static void vp_adapter_shut(struct vp_adapter *adapter, enum vp_gate gate)
{
	vp_gate_lock_wanted(adapter);
	vp_gate_set(adapter, gate);
	vp_present_stop(adapter, gate == VP_GATE_GONE);
	vp_gate_leave(adapter);
}

/* The one way out, of removal and of a probe that failed at any point. */
static void vp_adapter_stop(struct vp_adapter *adapter)
{
	vp_adapter_shut(adapter, VP_GATE_GONE);
	vp_client_del(adapter);
	vp_monitor_stop(adapter);
	vp_debugfs_del(adapter);
	vp_chardev_del(adapter);
	vp_display_quiesce(adapter);
	vp_chardev_revoke(adapter);
	vp_gate_lock(adapter);
	vp_power(adapter, VideoPowerOff);
	vp_interface_put(adapter);
	vp_gate_leave(adapter);
	vp_timer_pause(adapter);
	vp_interrupt_disconnect(adapter);
	/* Again, as what ran until here may have asked for children. */
	vp_monitor_stop(adapter);
	vp_bus_master_off(adapter);
	vp_display_reclaim(adapter);
	vp_packet_reclaim(adapter);
	vp_mdl_reclaim(adapter);
	vp_adapter_object_forget(adapter);
	vp_common_buffer_reclaim(adapter);
	vp_reclaim(adapter);
	vp_contiguous_reclaim(adapter);
	/* Since Linux 6.16 nobody else does. */
	if (adapter->adapter.claimed) {
		vp_resource_close(adapter);
		pci_release_regions(adapter->pdev);
	}
	put_device(&adapter->dev);
}

static int vp_device_enable(struct vp_adapter *adapter)
{
	struct pci_dev *pdev = adapter->pdev;
	int ret;

	ret = pcim_enable_device(pdev);
	if (!ret)
		ret = pci_request_regions(pdev, adapter->driver_name);
	adapter->adapter.claimed = !ret;
	if (!ret)
		vp_resource_open(adapter);
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
		vp_gate_lock(adapter);
		ret = vp_miniport_start(adapter);
		vp_gate_leave(adapter);
	}
	if (!ret)
		ret = vp_chardev_add(adapter);
	if (ret) {
		vp_adapter_stop(adapter);
		return ret;
	}
	vp_monitor_publish(adapter);
	vp_debugfs_add(adapter);
	vp_client_add(adapter);
	/* For a slot that is reset. */
	pci_save_state(pdev);
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

	vp_adapter_shut(adapter, VP_GATE_CLOSED);
	vp_gate_lock(adapter);
	vp_power(adapter, VideoPowerShutdown);
	vp_gate_leave(adapter);
	vp_timer_pause(adapter);
	vp_interrupt_disconnect(adapter);
	vp_bus_master_off(adapter);
}

/* The device is about to forget everything. */
static void vp_adapter_pause(struct vp_adapter *adapter)
{
	adapter->adapter.paused = true;
	vp_adapter_shut(adapter, VP_GATE_CLOSED);
	vp_gate_lock(adapter);
	vp_power(adapter, VideoPowerOff);
	vp_gate_leave(adapter);
	vp_timer_pause(adapter);
	vp_interrupt_pause(adapter);
	vp_bus_master_off(adapter);
}

static int vp_adapter_unpause(struct vp_adapter *adapter)
{
	int ret;

	if (!adapter->adapter.paused || adapter->adapter.lost)
		return 0;
	adapter->adapter.paused = false;
	/* A device that was cut off for good has nothing to wake up for. */
	if (!vp_present_is_broken(adapter))
		vp_bus_master_on(adapter);
	vp_interrupt_resume(adapter);
	vp_gate_lock(adapter);
	ret = vp_power(adapter, VideoPowerOn);
	if (ret)
		vp_display_break(adapter);
	else
		ret = vp_display_restart(adapter);
	vp_gate_set(adapter, VP_GATE_OPEN);
	vp_gate_leave(adapter);
	vp_timer_resume(adapter);
	/* For a slot that is reset; what was saved before is good for one time. */
	pci_save_state(adapter->pdev);
	return ret;
}

/* As on removal, but for what only removal takes back. */
static void vp_adapter_lose(struct vp_adapter *adapter)
{
	if (adapter->adapter.lost)
		return;
	adapter->adapter.lost = true;
	vp_adapter_shut(adapter, VP_GATE_GONE);
	vp_client_del(adapter);
	vp_display_quiesce(adapter);
	vp_chardev_revoke(adapter);
	vp_timer_pause(adapter);
	vp_interrupt_disconnect(adapter);
	vp_bus_master_off(adapter);
}

static int vp_suspend(struct device *dev)
{
	struct vp_adapter *adapter = dev_get_drvdata(dev);

	if (adapter->adapter.lost)
		return 0;
	if (!adapter->hw->HwSetPowerState) {
		dev_err(dev, "the miniport has no HwVidSetPowerState: it cannot be brought back after sleep\n");
		return -EBUSY;
	}
	/* A miniport may wait for ever for what does not come. */
	vp_gate_want(adapter, true);
	vp_client_sleep(adapter);
	vp_gate_want(adapter, false);
	vp_display_drain(adapter);
	vp_adapter_pause(adapter);
	return 0;
}

static int vp_resume(struct device *dev)
{
	struct vp_adapter *adapter = dev_get_drvdata(dev);
	int ret = vp_adapter_unpause(adapter);

	vp_client_wake(adapter);
	return ret;
}

/* Unlike sleep, a reset can't be refused. */
static void vp_adapter_before_reset(struct vp_adapter *adapter)
{
	if (adapter->adapter.lost || adapter->adapter.paused)
		return;
	if (adapter->hw->HwSetPowerState) {
		vp_gate_want(adapter, true);
		vp_client_before_reset(adapter);
		vp_gate_want(adapter, false);
		vp_adapter_pause(adapter);
		return;
	}
	dev_err(&adapter->pdev->dev, "the device is reset and the miniport has no HwVidSetPowerState: it cannot be brought back; unbind and bind it\n");
	vp_adapter_lose(adapter);
}

static void vp_reset_prepare(struct pci_dev *pdev)
{
	struct vp_adapter *adapter = pci_get_drvdata(pdev);

	if (adapter->hw->HwSetPowerState)
		vp_display_drain(adapter);
	vp_adapter_before_reset(adapter);
}

static void vp_adapter_after_reset(struct vp_adapter *adapter)
{
	vp_adapter_unpause(adapter);
	vp_client_after_reset(adapter);
}

static void vp_reset_done(struct pci_dev *pdev)
{
	vp_adapter_after_reset(pci_get_drvdata(pdev));
}

/* Others below the same port may go on, whatever becomes of this one: hence the reset. */
static pci_ers_result_t vp_error_detected(struct pci_dev *pdev, pci_channel_state_t state)
{
	struct vp_adapter *adapter = pci_get_drvdata(pdev);

	if (state != pci_channel_io_perm_failure) {
		vp_adapter_before_reset(adapter);
		return PCI_ERS_RESULT_NEED_RESET;
	}
	dev_err(&pdev->dev, "the device has failed for good; unbind and bind it, or remove and rescan it\n");
	vp_adapter_lose(adapter);
	return PCI_ERS_RESULT_DISCONNECT;
}

static pci_ers_result_t vp_slot_reset(struct pci_dev *pdev)
{
	struct vp_adapter *adapter = pci_get_drvdata(pdev);

	if (adapter->adapter.lost)
		return PCI_ERS_RESULT_NONE;
	pci_restore_state(pdev);
	/* As it was when all was well; but its miniport does not run yet. */
	vp_interrupt_pause(adapter);
	vp_bus_master_off(adapter);
	return pci_device_is_present(pdev) ? PCI_ERS_RESULT_RECOVERED : PCI_ERS_RESULT_DISCONNECT;
}

static void vp_error_resume(struct pci_dev *pdev)
{
	vp_adapter_after_reset(pci_get_drvdata(pdev));
}

static const struct pci_error_handlers vp_pci_errors = {
	.error_detected = vp_error_detected,
	.slot_reset = vp_slot_reset,
	.reset_prepare = vp_reset_prepare,
	.reset_done = vp_reset_done,
	.resume = vp_error_resume,
};

static DEFINE_SIMPLE_DEV_PM_OPS(vp_pm_ops, vp_suspend, vp_resume);

/**
 * vp_adapter_driver() - what a miniport's functions are driven by
 * @pci: the PCI driver; the caller fills in name and ids
 */
void vp_adapter_driver(struct pci_driver *pci)
{
	pci->probe = vp_probe;
	pci->remove = vp_remove;
	pci->shutdown = vp_shutdown;
	pci->err_handler = &vp_pci_errors;
	pci->driver.pm = pm_sleep_ptr(&vp_pm_ops);
}
