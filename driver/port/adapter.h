/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an adapter is composed of. Each part belongs to the room of its name, which
 * alone reaches into it; the first lines are constant and everybody's to read.
 *
 * Lock order, outermost first:
 *   client.c's own lock	the front end and its clients; within it a front end's locks
 *   vp_ring.present_lock, vp_ring.read_lock
 *   gate.lock			the device lock: PASSIVE calls into the miniport
 *   umhelper_sem		the kernel's, read: programs are not frozen meanwhile
 *   vp_int10_lock		the one call to the video BIOS, which waits for a program
 *   mmap_lock			see below
 *   import.lock		dma-bufs that the device reads; within it a dma-buf's own
 *   set.lock			frame sets
 *   packet.sweep_lock		completed transfers are taken apart
 *   adapter_object.lock	the coherent mask, adapter objects, common buffers
 *   set.map_lock, usermap.lock	mappings against their revocation
 *   chardev.lock, waiters.lock	open files
 *   monitor.lock		modes
 *   vp_registry_key.lock	the registry
 *   present.lock		the ring lock: DISPATCH calls into the miniport's ring
 *   a miniport's own spin locks
 *   interrupt.lock		HwVidInterrupt and synchronized execution
 *   packet.lock
 *   interrupt.dpc_lock, timer.lock, memory.lock, mdl.lock, display.lock, leaving.lock,
 *   linear.lock
 * Memory management calls in with mmap_lock held and takes set.lock,
 * import.lock, adapter_object.lock and the locks of mappings, and never the device lock:
 * usermap.c maps and unmaps under that one. User memory is not touched under any
 * of them, as a page may be long in coming, but for VideoPortLockBuffer(), which
 * pins it under the device lock.
 */
#ifndef VIDEOPORT_ADAPTER_H
#define VIDEOPORT_ADAPTER_H

#include <linux/device.h>
#include <linux/pci.h>

#include "client.h"
#include "dma/adapter_object.h"
#include "dma/common_buffer.h"
#include "dma/mdl.h"
#include "dma/packet.h"
#include "debugfs.h"
#include "frames/display.h"
#include "frames/import.h"
#include "frames/interface.h"
#include "frames/leaving.h"
#include "frames/present.h"
#include "frames/set.h"
#include "frames/waiters.h"
#include "frames/watchdog.h"
#include "gate.h"
#include "glue.h"
#include "hardware/int10.h"
#include "hardware/interrupt.h"
#include "hardware/legacy.h"
#include "hardware/resource.h"
#include "hardware/rom.h"
#include "linear.h"
#include "miniport.h"
#include "monitor.h"
#include "program/chardev.h"
#include "program/usermap.h"
#include "support/contiguous.h"
#include "support/memory.h"
#include "support/refused.h"
#include "support/registry.h"
#include "support/timer.h"
#include "video.h"

/**
 * struct vp_adapter_state - how far an adapter has come; probe removal, sleep and
 *	reset alone, under the lock of @pdev
 * @claimed: the function's regions, as published
 * @initialized: HwVidInitialize succeeded
 * @paused: the device is left alone until it is resumed
 * @lost: it was reset, or has failed, and is left alone for good
 */
struct vp_adapter_state {
	bool claimed;
	bool initialized;
	bool paused;
	bool lost;
};

/**
 * struct vp_adapter - one PCI function driven by a miniport
 * @dev: the device file's. Its reference count holds this memory, so an open file
 *	outlives the function
 * @pdev: valid until the gate is VP_GATE_GONE
 * @glue: as long as @pdev
 * @hw: as long as @pdev
 * @ext: the miniport's device extension, within a struct vp_extension
 * @driver_name: the miniport's module
 * @bus_id: the function
 */
struct vp_adapter {
	struct device dev;
	struct pci_dev *pdev;
	struct vp_glue *glue;
	const VIDEO_HW_INITIALIZATION_DATA *hw;
	void *ext;
	char driver_name[32];
	char bus_id[32];

	/* private: a part for each room, which its header describes */
	struct vp_adapter_state adapter;
	struct vp_gate_state gate;
	struct vp_memory_state memory;
	struct vp_contiguous_state contiguous;
	struct vp_registry_state registry;
	struct vp_refused_state refused;
	struct vp_int10_state int10;
	struct vp_timer_state timer;
	struct vp_rom_state rom;
	struct vp_legacy_state legacy;
	struct vp_resource_state resource;
	struct vp_interrupt_state interrupt;
	struct vp_adapter_object_state adapter_object;
	struct vp_common_buffer_state common_buffer;
	struct vp_mdl_state mdl;
	struct vp_packet_state packet;
	struct vp_interface_state interface;
	struct vp_import_state import;
	struct vp_set_state set;
	struct vp_waiters_state waiters;
	struct vp_leaving_state leaving;
	struct vp_watchdog_state watchdog;
	struct vp_presenter_state presenter;
	struct vp_present_state present;
	struct vp_display_state display;
	struct vp_monitor_state monitor;
	struct vp_linear_state linear;
	struct vp_client_state client;
	struct vp_usermap_state usermap;
	struct vp_chardev_state chardev;
	struct vp_debugfs_state debugfs;
};

/* What lies before every device extension. */
struct vp_extension {
	struct vp_adapter *adapter;
	u8 ext[] __aligned(16);
};

static inline struct vp_adapter *vp_adapter_of(void *ext)
{
	struct vp_extension *head = container_of(ext, struct vp_extension, ext);

	return head->adapter;
}

/* Miniports make mistakes in loops; the log must survive them. */
#define vp_warn(adapter, fmt, ...) \
	dev_warn_ratelimited(&(adapter)->pdev->dev, fmt, ##__VA_ARGS__)

void vp_adapter_driver(struct pci_driver *pci);

#endif
