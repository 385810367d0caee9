// SPDX-License-Identifier: GPL-2.0
/* What hangs on the device and what it can show: children, EDID, modes. */
#include <linux/module.h>
#include <linux/nospec.h>
#include <linux/slab.h>

#include "adapter.h"
#include "gate.h"
#include "monitor.h"
#include "startio.h"

#define VP_CHILDREN_MAX		32
#define VP_MODES_MAX		1024

/* The first detailed timing is the preferred mode (VESA E-EDID 1.4, 3.10.1). */
#define VP_EDID_TIMING		54

static bool vp_edid_preferred(const u8 *edid, u32 *width, u32 *height)
{
	static const u8 header[] = { 0, 255, 255, 255, 255, 255, 255, 0 };
	const u8 *timing = edid + VP_EDID_TIMING;

	if (memcmp(edid, header, sizeof(header)) || !(timing[0] | timing[1]))
		return false;
	*width = timing[2] | (timing[4] & 0xf0) << 4;
	*height = timing[5] | (timing[7] & 0xf0) << 4;
	return *width && *height;
}

/* Child 0 is for what ACPI describes; a device's own begin at 1. */
static void vp_child_edid(struct vp_adapter *adapter, u8 *edid)
{
	VIDEO_CHILD_ENUM_INFO info = {
		.Size = sizeof(info),
		.ChildDescriptorSize = VP_MONITOR_EDID,
	};
	VIDEO_CHILD_TYPE type;
	VP_STATUS status;
	ULONG uid, unused;

	for (info.ChildIndex = 1; info.ChildIndex <= VP_CHILDREN_MAX;
	     info.ChildIndex++) {
		memset(edid, 0, VP_MONITOR_EDID);
		type = Other;
		status = adapter->hw->HwGetVideoChildDescriptor(adapter->ext,
								&info, &type,
								edid, &uid,
								&unused);
		vp_gate_returned(adapter);
		if (status == VIDEO_ENUM_INVALID_DEVICE)
			continue;
		if (status != VIDEO_ENUM_MORE_DEVICES || type == Monitor)
			break;
	}
}

static void vp_mode_fill(struct videoport_mode *mode, u32 index,
			 const VIDEO_MODE_INFORMATION *info)
{
	*mode = (struct videoport_mode) {
		.index = index,
		.width = info->VisScreenWidth,
		.height = info->VisScreenHeight,
		.refresh = info->Frequency,
	};
}

/* What was known before is not known any more. */
static void vp_modes_replace(struct vp_adapter *adapter, VIDEO_MODE_INFORMATION *modes,
			     u32 count)
{
	mutex_lock(&adapter->monitor.lock);
	swap(adapter->monitor.modes, modes);
	adapter->monitor.count = count;
	adapter->monitor.preferred = 0;
	mutex_unlock(&adapter->monitor.lock);
	kfree(modes);
}

static int vp_modes_read(struct vp_adapter *adapter, VIDEO_NUM_MODES num)
{
	VIDEO_MODE_INFORMATION *modes = NULL;
	u32 size = num.NumModes * num.ModeInformationLength;
	u32 got, i;
	void *raw;
	int ret;

	raw = kvzalloc(size, GFP_KERNEL);
	if (!raw)
		return -ENOMEM;
	ret = vp_startio(adapter, IOCTL_VIDEO_QUERY_AVAIL_MODES, raw, size,
			 &got);
	if (!ret) {
		modes = kcalloc(num.NumModes, sizeof(*modes), GFP_KERNEL);
		ret = modes ? 0 : -ENOMEM;
	}
	for (i = 0; !ret && i < got / num.ModeInformationLength; i++)
		memcpy(&modes[i], raw + i * num.ModeInformationLength, sizeof(*modes));
	if (!ret)
		vp_modes_replace(adapter, modes, i);
	kvfree(raw);
	return ret;
}

static int vp_modes_ask(struct vp_adapter *adapter)
{
	VIDEO_NUM_MODES num = { };
	int ret;

	/* A miniport without modes shows nothing, but may do other things. */
	ret = vp_startio(adapter, IOCTL_VIDEO_QUERY_NUM_AVAIL_MODES, &num,
			 sizeof(num), NULL);
	if (ret)
		return 0;
	if (!num.NumModes) {
		vp_modes_replace(adapter, NULL, 0);
		return 0;
	}
	if (num.NumModes > VP_MODES_MAX ||
	    num.ModeInformationLength < sizeof(VIDEO_MODE_INFORMATION) ||
	    num.ModeInformationLength > PAGE_SIZE) {
		vp_warn(adapter, "the miniport reports %u modes of %u bytes each\n",
			num.NumModes, num.ModeInformationLength);
		return -EIO;
	}
	return vp_modes_read(adapter, num);
}

static void vp_mode_prefer(struct vp_adapter *adapter, u32 width, u32 height)
{
	struct vp_monitor_state *state = &adapter->monitor;
	u32 i;

	mutex_lock(&state->lock);
	for (i = 0; i < state->count; i++) {
		if (state->modes[i].VisScreenWidth == width &&
		    state->modes[i].VisScreenHeight == height) {
			state->preferred = i;
			break;
		}
	}
	mutex_unlock(&state->lock);
}

/* The monitor comes first: what it can show depends on it. */
static int vp_monitor_ask(struct vp_adapter *adapter)
{
	u32 width, height;
	u8 *edid;
	int ret;

	edid = kzalloc(VP_MONITOR_EDID, GFP_KERNEL);
	if (!edid)
		return -ENOMEM;
	if (adapter->hw->HwGetVideoChildDescriptor)
		vp_child_edid(adapter, edid);
	mutex_lock(&adapter->monitor.lock);
	memcpy(adapter->monitor.edid, edid, VP_MONITOR_EDID);
	mutex_unlock(&adapter->monitor.lock);
	ret = vp_modes_ask(adapter);
	if (!ret && vp_edid_preferred(edid, &width, &height))
		vp_mode_prefer(adapter, width, height);
	kfree(edid);
	return ret;
}

/* A program that listens for the event asks anew what there is. */
static void vp_monitor_tell(struct vp_adapter *adapter)
{
	char *event[2] = { "HOTPLUG=1" };

	kobject_uevent_env(&adapter->dev.kobj, KOBJ_CHANGE, event);
}

static void vp_children_again(struct work_struct *work)
{
	struct vp_adapter *adapter = container_of(work, struct vp_adapter,
						  monitor.work);
	struct vp_monitor_state *state = &adapter->monitor;
	bool published;
	int ret;

	ret = vp_gate_enter(adapter);
	if (ret)
		return;
	ret = vp_monitor_ask(adapter);
	vp_gate_leave(adapter);
	if (ret)
		return;
	mutex_lock(&state->lock);
	published = state->published;
	state->owed = !published;
	mutex_unlock(&state->lock);
	if (published)
		vp_monitor_tell(adapter);
	if (state->changed)
		state->changed(adapter);
}

VP_STATUS VideoPortEnumerateChildren(PVOID HwDeviceExtension, PVOID Reserved)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (!adapter->hw->HwGetVideoChildDescriptor)
		return ERROR_INVALID_FUNCTION;
	/* Later, as the miniport may be called with the device lock held. */
	schedule_work(&adapter->monitor.work);
	return NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortEnumerateChildren);

void vp_monitor_setup(struct vp_adapter *adapter)
{
	mutex_init(&adapter->monitor.lock);
	INIT_WORK(&adapter->monitor.work, vp_children_again);
}

/* @changed: hears of other children; process context, may sleep. */
void vp_monitor_serve(struct vp_adapter *adapter, void (*changed)(struct vp_adapter *adapter))
{
	adapter->monitor.changed = changed;
}

/**
 * vp_monitor_init() - ask the miniport for children and modes
 * @adapter: an adapter whose HwVidInitialize succeeded
 *
 * Context: process context, may sleep, the device lock held.
 * Return: 0; -ENOMEM; -EIO if the answers make no sense.
 */
int vp_monitor_init(struct vp_adapter *adapter)
{
	return vp_monitor_ask(adapter);
}

/**
 * vp_monitor_publish() - let programs hear of children from now on
 * @adapter: an adapter whose device file is there
 *
 * A miniport may ask for its children as early as in HwVidFindAdapter. No event names
 * a file before it is there, and none is lost for that.
 *
 * Context: process context, may sleep.
 */
void vp_monitor_publish(struct vp_adapter *adapter)
{
	struct vp_monitor_state *state = &adapter->monitor;
	bool owed;

	mutex_lock(&state->lock);
	state->published = true;
	owed = state->owed;
	mutex_unlock(&state->lock);
	if (owed)
		vp_monitor_tell(adapter);
}

/**
 * vp_monitor_stop() - ask for children no more
 * @adapter: an adapter that is gone for good
 *
 * Context: process context, may sleep, the device lock not held.
 */
void vp_monitor_stop(struct vp_adapter *adapter)
{
	cancel_work_sync(&adapter->monitor.work);
}

void vp_monitor_free(struct vp_adapter *adapter)
{
	mutex_destroy(&adapter->monitor.lock);
	kfree(adapter->monitor.modes);
}

/**
 * vp_monitor_modes() - how many modes there are
 * @adapter: the adapter
 * @preferred: where the number of the monitor's goes
 *
 * Context: process context, may sleep.
 * Return: the number, 0 where the miniport has none.
 */
unsigned int vp_monitor_modes(struct vp_adapter *adapter, unsigned int *preferred)
{
	unsigned int count;

	mutex_lock(&adapter->monitor.lock);
	*preferred = adapter->monitor.preferred;
	count = adapter->monitor.count;
	mutex_unlock(&adapter->monitor.lock);
	return count;
}

/**
 * vp_monitor_edid() - what the monitor says of itself
 * @adapter: the adapter
 * @edid: room for VP_MONITOR_EDID bytes
 *
 * Context: process context, may sleep.
 */
void vp_monitor_edid(struct vp_adapter *adapter, u8 *edid)
{
	mutex_lock(&adapter->monitor.lock);
	memcpy(edid, adapter->monitor.edid, VP_MONITOR_EDID);
	mutex_unlock(&adapter->monitor.lock);
}

/**
 * vp_monitor_information() - what the miniport says of a mode
 * @adapter: the adapter
 * @index: its number, a program's
 * @info: where it goes
 *
 * Context: process context, may sleep.
 * Return: 0; -EINVAL if there is no such mode, or not any more.
 */
int vp_monitor_information(struct vp_adapter *adapter, unsigned int index,
			   VIDEO_MODE_INFORMATION *info)
{
	struct vp_monitor_state *state = &adapter->monitor;
	int ret = -EINVAL;

	mutex_lock(&state->lock);
	if (index < state->count) {
		*info = state->modes[array_index_nospec(index, state->count)];
		ret = 0;
	}
	mutex_unlock(&state->lock);
	return ret;
}

/**
 * vp_monitor_mode() - what a mode is
 * @adapter: the adapter
 * @index: its number, a program's
 * @mode: where it goes
 *
 * Context: process context, may sleep.
 * Return: 0; -EINVAL if there is no such mode, or not any more.
 */
int vp_monitor_mode(struct vp_adapter *adapter, unsigned int index, struct videoport_mode *mode)
{
	VIDEO_MODE_INFORMATION info;
	int ret = vp_monitor_information(adapter, index, &info);

	if (!ret)
		vp_mode_fill(mode, index, &info);
	return ret;
}
