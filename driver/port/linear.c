// SPDX-License-Identifier: GPL-2.0
/*
 * A frame buffer in the device's memory, as Windows' display driver has it: by four of its
 * requests in their order. All that the miniport answers is copied before it is checked.
 */
#include <linux/io.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "adapter.h"
#include "client.h"
#include "frames/waiters.h"
#include "gate.h"
#include "hardware/resource.h"
#include "linear.h"
#include "monitor.h"
#include "startio.h"

/* A device's colour has so many bits at most. */
#define VP_COLOR_BITS	8

static const void *vp_linear_front(struct vp_adapter *adapter)
{
	return &adapter->linear;
}

static bool vp_linear_is_owner(struct vp_adapter *adapter, const void *owner)
{
	bool is;

	spin_lock(&adapter->linear.lock);
	is = adapter->linear.owner == owner;
	spin_unlock(&adapter->linear.lock);
	return is;
}

static void vp_linear_own(struct vp_adapter *adapter, const void *owner)
{
	spin_lock(&adapter->linear.lock);
	adapter->linear.owner = owner;
	spin_unlock(&adapter->linear.lock);
}

/* Bytes of a pixel that has a number of bits, or 0. */
static unsigned int vp_linear_bytes(unsigned int bits)
{
	switch (bits) {
	case 8:
	case 15:
	case 16:
	case 24:
	case 32:
		return DIV_ROUND_UP(bits, 8);
	default:
		return 0;
	}
}

/* Whether a mode's pixels lie one behind the other, and all of them at once. */
static bool vp_linear_shows(const VIDEO_MODE_INFORMATION *info)
{
	u32 flags = info->AttributeFlags;

	return flags & VIDEO_MODE_GRAPHICS && info->NumberOfPlanes == 1 &&
	       vp_linear_bytes(info->BitsPerPlane) && info->VisScreenWidth &&
	       info->VisScreenHeight &&
	       !(flags & VIDEO_MODE_BANKED && !(flags & VIDEO_MODE_LINEAR));
}

static int vp_linear_mode(struct vp_adapter *adapter, unsigned int index,
			  VIDEO_MODE_INFORMATION *info)
{
	int ret = vp_monitor_information(adapter, index, info);

	return ret ?: vp_linear_shows(info) ? 0 : -EINVAL;
}

/**
 * vp_linear_any() - whether there is a mode for a front end
 * @adapter: the adapter
 *
 * Context: process context, may sleep.
 * Return: true if so.
 */
bool vp_linear_any(struct vp_adapter *adapter)
{
	VIDEO_MODE_INFORMATION info;
	unsigned int i, count, preferred;

	count = vp_monitor_modes(adapter, &preferred);
	for (i = 0; i < count; i++)
		if (!vp_linear_mode(adapter, i, &info))
			return true;
	return false;
}

/**
 * vp_linear_pixel() - what a mode's pixels are
 * @adapter: the adapter
 * @index: the mode's number, a program's
 * @pixel: where it goes
 *
 * Context: process context, may sleep.
 * Return: 0; -EINVAL if there is no such mode, or none that a front end can show.
 */
int vp_linear_pixel(struct vp_adapter *adapter, unsigned int index,
		    struct vp_client_pixel *pixel)
{
	VIDEO_MODE_INFORMATION info;
	int ret = vp_linear_mode(adapter, index, &info);

	if (ret)
		return ret;
	*pixel = (struct vp_client_pixel) {
		.bytes = vp_linear_bytes(info.BitsPerPlane),
		.red = info.RedMask,
		.green = info.GreenMask,
		.blue = info.BlueMask,
		.palette = info.AttributeFlags & VIDEO_MODE_PALETTE_DRIVEN,
	};
	return 0;
}

static void vp_linear_unmap(struct vp_adapter *adapter)
{
	VIDEO_MEMORY memory = { .RequestedVirtualAddress = adapter->linear.ram };

	if (memory.RequestedVirtualAddress)
		vp_startio_put(adapter, IOCTL_VIDEO_UNMAP_VIDEO_MEMORY, &memory, sizeof(memory),
			       NULL, 0, NULL);
	adapter->linear.ram = NULL;
}

static void vp_linear_forget(struct vp_adapter *adapter)
{
	if (adapter->linear.memory)
		iounmap(adapter->linear.memory);
	adapter->linear.memory = NULL;
}

/* Where a miniport has the choice, all of the memory is to be seen at once. */
static int vp_linear_set_mode(struct vp_adapter *adapter, const VIDEO_MODE_INFORMATION *info)
{
	VIDEO_MODE mode = { .RequestedMode = info->ModeIndex };

	if (info->AttributeFlags & VIDEO_MODE_BANKED)
		mode.RequestedMode |= VIDEO_MODE_MAP_MEM_LINEAR;
	return vp_startio_put(adapter, IOCTL_VIDEO_SET_CURRENT_MODE, &mode, sizeof(mode), NULL, 0,
			      NULL);
}

static bool vp_linear_same(const VIDEO_MODE_INFORMATION *a, const VIDEO_MODE_INFORMATION *b)
{
	return a->VisScreenWidth == b->VisScreenWidth &&
	       a->VisScreenHeight == b->VisScreenHeight &&
	       a->BitsPerPlane == b->BitsPerPlane && a->RedMask == b->RedMask &&
	       a->GreenMask == b->GreenMask && a->BlueMask == b->BlueMask;
}

/* Not every miniport answers; then the list has said all. */
static int vp_linear_current(struct vp_adapter *adapter, VIDEO_MODE_INFORMATION *info)
{
	VIDEO_MODE_INFORMATION now = { };
	u32 got;

	if (vp_startio(adapter, IOCTL_VIDEO_QUERY_CURRENT_MODE, &now, sizeof(now), &got))
		return 0;
	if (got < sizeof(now) || !vp_linear_same(info, &now)) {
		vp_warn(adapter, "mode %u was set, and the miniport reports another one, %ux%u of %u bits\n",
			info->ModeIndex, now.VisScreenWidth, now.VisScreenHeight,
			now.BitsPerPlane);
		return -EIO;
	}
	*info = now;
	return 0;
}

static int vp_linear_map(struct vp_adapter *adapter, const VIDEO_MODE_INFORMATION *info,
			 struct vp_client_screen *screen)
{
	u64 line = (u64)info->VisScreenWidth * vp_linear_bytes(info->BitsPerPlane);
	u64 bytes = (u64)info->ScreenStride * info->VisScreenHeight;
	VIDEO_MEMORY_INFORMATION answer = { };
	VIDEO_MEMORY memory = { };
	u32 got;
	int ret;

	if (info->ScreenStride < line) {
		vp_warn(adapter, "mode %u has lines of %u pixels and %u bytes\n", info->ModeIndex,
			info->VisScreenWidth, info->ScreenStride);
		return -EIO;
	}
	ret = vp_startio_put(adapter, IOCTL_VIDEO_MAP_VIDEO_MEMORY, &memory, sizeof(memory),
			     &answer, sizeof(answer), &got);
	if (ret)
		return ret;
	if (got >= sizeof(answer)) {
		adapter->linear.ram = answer.VideoRamBase;
		if (bytes <= answer.FrameBufferLength)
			adapter->linear.memory = vp_resource_remap(adapter, answer.FrameBufferBase,
								   bytes);
	}
	if (!adapter->linear.memory) {
		vp_warn(adapter, "mode %u needs %llu bytes, and the miniport has not mapped so many at the frame buffer's address that it answers\n",
			info->ModeIndex, bytes);
		return -EIO;
	}
	screen->memory = adapter->linear.memory;
	screen->pitch = info->ScreenStride;
	screen->width = info->VisScreenWidth;
	screen->height = info->VisScreenHeight;
	screen->bytes = vp_linear_bytes(info->BitsPerPlane);
	return 0;
}

/* The mode is nobody's; what of it the miniport has done is undone. */
static void vp_linear_undo(struct vp_adapter *adapter)
{
	vp_linear_forget(adapter);
	vp_linear_unmap(adapter);
	vp_startio_put(adapter, IOCTL_VIDEO_RESET_DEVICE, NULL, 0, NULL, 0, NULL);
}

static int vp_linear_begin(struct vp_adapter *adapter, VIDEO_MODE_INFORMATION *info,
			   struct vp_client_screen *screen)
{
	int ret;

	vp_linear_forget(adapter);
	vp_linear_unmap(adapter);
	ret = vp_linear_set_mode(adapter, info);
	if (!ret)
		ret = vp_linear_current(adapter, info);
	if (!ret)
		ret = vp_linear_map(adapter, info, screen);
	if (ret)
		vp_linear_undo(adapter);
	adapter->linear.shift = 0;
	if (info->NumberRedBits && info->NumberRedBits < VP_COLOR_BITS)
		adapter->linear.shift = VP_COLOR_BITS - info->NumberRedBits;
	return ret;
}

/**
 * vp_linear_refusal() - why the front end could not set a mode now
 * @adapter: the adapter
 *
 * Context: process context.
 * Return: 0, or -EBUSY if a program has set one.
 */
int vp_linear_refusal(struct vp_adapter *adapter)
{
	return vp_linear_is_owner(adapter, NULL) ||
	       vp_linear_is_owner(adapter, vp_linear_front(adapter)) ? 0 : -EBUSY;
}

/**
 * vp_linear_set() - set a mode for the front end, and map its memory
 * @adapter: the adapter
 * @index: the mode's number, a program's
 * @screen: where that is; until the next call, vp_linear_unset() or
 *	vp_linear_reclaim()
 *
 * Context: process context, may sleep, takes the device lock. The front end draws nothing
 * meanwhile.
 * Return: 0; -EBUSY if a program has set a mode or the device sleeps; -ENODEV; -EINVAL if
 * there is no such mode or none that can be shown; -EIO or what the miniport says, and
 * then no mode is set.
 */
int vp_linear_set(struct vp_adapter *adapter, unsigned int index,
		  struct vp_client_screen *screen)
{
	VIDEO_MODE_INFORMATION info;
	int ret;

	ret = vp_linear_mode(adapter, index, &info);
	if (ret)
		return ret;
	ret = vp_gate_enter(adapter);
	if (ret)
		return ret;
	ret = vp_linear_refusal(adapter);
	if (!ret) {
		ret = vp_linear_begin(adapter, &info, screen);
		vp_linear_own(adapter, ret ? NULL : vp_linear_front(adapter));
	}
	vp_gate_leave(adapter);
	return ret;
}

static int vp_linear_send_palette(struct vp_adapter *adapter,
				  const struct vp_client_color *colors, unsigned int count)
{
	unsigned int i, shift = adapter->linear.shift;
	VIDEO_CLUT *clut;
	size_t size = struct_size(clut, LookupTable, count);
	VIDEO_CLUTDATA *table;
	int ret;

	clut = kzalloc(size, GFP_KERNEL);
	if (!clut)
		return -ENOMEM;
	clut->NumEntries = count;
	/* By the DDK's own declaration there is one entry, which UBSAN takes at its word. */
	table = (void *)clut + offsetof(VIDEO_CLUT, LookupTable);
	for (i = 0; i < count; i++) {
		table[i] = (VIDEO_CLUTDATA) {
			.Red = colors[i].red >> shift,
			.Green = colors[i].green >> shift,
			.Blue = colors[i].blue >> shift,
		};
	}
	ret = vp_startio_put(adapter, IOCTL_VIDEO_SET_COLOR_REGISTERS, clut, size, NULL, 0, NULL);
	kfree(clut);
	return ret;
}

/**
 * vp_linear_palette() - what the numbers that the front end draws stand for
 * @adapter: the adapter
 * @colors: from number 0 on
 * @count: 1 to 256
 *
 * Context: process context, may sleep, takes the device lock.
 * Return: 0; -EBUSY if the mode is not the front end's, or the device sleeps; -ENODEV;
 * -ENOMEM; what the miniport says.
 */
int vp_linear_palette(struct vp_adapter *adapter, const struct vp_client_color *colors,
		      unsigned int count)
{
	int ret = vp_gate_enter(adapter);

	if (ret)
		return ret;
	ret = -EBUSY;
	if (vp_linear_is_owner(adapter, vp_linear_front(adapter)))
		ret = vp_linear_send_palette(adapter, colors, count);
	vp_gate_leave(adapter);
	return ret;
}

/**
 * vp_linear_unset() - the front end gives the mode up, and what it has of the memory
 * @adapter: the adapter, whose device may sleep or be gone
 *
 * Context: process context, may sleep, takes the device lock.
 */
void vp_linear_unset(struct vp_adapter *adapter)
{
	bool gone = vp_gate_enter(adapter);

	if (gone)
		vp_gate_lock(adapter);
	if (vp_linear_is_owner(adapter, vp_linear_front(adapter))) {
		if (gone)
			vp_linear_forget(adapter);
		else
			vp_linear_undo(adapter);
		vp_linear_own(adapter, NULL);
	}
	vp_gate_leave(adapter);
}

/* Whatever the front end has left; what the miniport has mapped is resource.c's to unmap. */
void vp_linear_reclaim(struct vp_adapter *adapter)
{
	vp_linear_forget(adapter);
	adapter->linear.ram = NULL;
}

/* Whether a request changes what the screen shows, or how. */
static bool vp_linear_changes(u32 code)
{
	switch (code) {
	case IOCTL_VIDEO_SET_CURRENT_MODE:
	case IOCTL_VIDEO_RESET_DEVICE:
	case IOCTL_VIDEO_SET_COLOR_REGISTERS:
	case IOCTL_VIDEO_SET_PALETTE_REGISTERS:
	case IOCTL_VIDEO_RESTORE_HARDWARE_STATE:
	case IOCTL_VIDEO_LOAD_AND_SET_FONT:
	case IOCTL_VIDEO_MAP_VIDEO_MEMORY:
		return true;
	default:
		return false;
	}
}

/**
 * vp_linear_permit() - whether a program's request may go to the miniport
 * @adapter: the adapter
 * @code: IOCTL_VIDEO_*
 *
 * Context: process context, the device lock held.
 * Return: 0; -EBUSY if it would disturb the front end, which has set the mode.
 */
int vp_linear_permit(struct vp_adapter *adapter, u32 code)
{
	return vp_linear_changes(code) &&
	       vp_linear_is_owner(adapter, vp_linear_front(adapter)) ? -EBUSY : 0;
}

/**
 * vp_linear_served() - the miniport has done what a program asked for
 * @adapter: the adapter
 * @file: the program's
 * @code: IOCTL_VIDEO_*
 *
 * The mode is then the program's that has set it last, or nobody's.
 *
 * Context: process context, may sleep, the device lock held.
 */
void vp_linear_served(struct vp_adapter *adapter, const struct file *file, u32 code)
{
	switch (code) {
	case IOCTL_VIDEO_SET_CURRENT_MODE:
		vp_linear_own(adapter, file);
		break;
	case IOCTL_VIDEO_RESET_DEVICE:
		vp_linear_own(adapter, NULL);
		vp_waiters_wake_all(adapter);
		break;
	}
}

/**
 * vp_linear_closed() - a program's file is closed
 * @adapter: the adapter
 * @file: the program's
 *
 * The mode stays as it is until somebody sets another one.
 *
 * Context: process context, may sleep.
 */
void vp_linear_closed(struct vp_adapter *adapter, const struct file *file)
{
	bool was;

	spin_lock(&adapter->linear.lock);
	was = adapter->linear.owner == file;
	if (was)
		adapter->linear.owner = NULL;
	spin_unlock(&adapter->linear.lock);
	if (was)
		vp_waiters_wake_all(adapter);
}

void vp_linear_init(struct vp_adapter *adapter)
{
	spin_lock_init(&adapter->linear.lock);
}
