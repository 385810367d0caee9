// SPDX-License-Identifier: GPL-2.0
/*
 * The pointer that a miniport shows, by the requests of Windows' display driver. A pointer
 * of many colours is a mask, of a bit a pixel, and then the pixels; that these say in their
 * upper eight bits how much of them is to be seen, a miniport may heed or not.
 */
#include <linux/bits.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "adapter.h"
#include "gate.h"
#include "pointer.h"
#include "startio.h"

/* Larger ones are drawn by programs; what a request takes is bounded by it, too. */
#define VP_POINTER_MAX	256

/**
 * vp_pointer_limits() - how large a pointer of the miniport's may be
 * @adapter: the adapter
 * @width: where its largest width goes, pixels
 * @height: where its largest height goes
 *
 * Context: process context, may sleep, takes the device lock.
 * Return: 0; -EOPNOTSUPP if it has none of many colours that may be moved while something
 * is drawn; -ENODEV, -EBUSY as vp_gate_enter(); -ENOMEM.
 */
int vp_pointer_limits(struct vp_adapter *adapter, u32 *width, u32 *height)
{
	u32 wanted = VIDEO_MODE_ASYNC_POINTER | VIDEO_MODE_COLOR_POINTER;
	VIDEO_POINTER_CAPABILITIES told = { };
	u32 got;
	int ret;

	ret = vp_gate_enter(adapter);
	if (ret)
		return ret;
	ret = vp_startio(adapter, IOCTL_VIDEO_QUERY_POINTER_CAPABILITIES, &told, sizeof(told),
			 &got);
	vp_gate_leave(adapter);
	if (ret == -ENOMEM)
		return ret;
	if (ret || got < sizeof(told) || (told.Flags & wanted) != wanted || !told.MaxWidth ||
	    !told.MaxHeight)
		return -EOPNOTSUPP;
	*width = min_t(u32, told.MaxWidth, VP_POINTER_MAX);
	*height = min_t(u32, told.MaxHeight, VP_POINTER_MAX);
	return 0;
}

static int vp_pointer_send(struct vp_adapter *adapter, u32 code, const void *in, u32 length)
{
	int ret = vp_gate_enter(adapter);

	if (ret)
		return ret;
	ret = vp_startio_put(adapter, code, in, length, NULL, 0, NULL);
	vp_gate_leave(adapter);
	return ret;
}

/* Both -1 stand for a pointer that is not there: that one place is left out. */
static SHORT vp_pointer_row(s32 x, s32 y)
{
	y = clamp_t(s32, y, S16_MIN, S16_MAX);
	return x == -1 && y == -1 ? 0 : y;
}

static SHORT vp_pointer_column(s32 x)
{
	return clamp_t(s32, x, S16_MIN, S16_MAX);
}

static void vp_pointer_mask(u8 *mask, const u32 *pixels, u32 width)
{
	u32 i;

	for (i = 0; i < width; i++)
		if (!(pixels[i] >> 24))
			mask[i / 8] |= BIT(7 - i % 8);
}

static void vp_pointer_fill(u8 *to, const u32 *pixels, u32 width, u32 height)
{
	u32 line = DIV_ROUND_UP(width, 8), y;

	for (y = 0; y < height; y++)
		vp_pointer_mask(to + y * line, pixels + y * width, width);
	memcpy(to + height * line, pixels, width * height * sizeof(*pixels));
}

/**
 * vp_pointer_set() - show a pointer
 * @adapter: the adapter
 * @pixels: from above, blue in the lowest eight bits, and in the highest how much is seen
 * @width: within vp_pointer_limits()
 * @height: within these, too
 * @x: where on the screen its left edge is, which may be outside
 * @y: where its upper edge is
 *
 * Context: process context, may sleep, takes the device lock.
 * Return: 0; -ENOMEM; -ENODEV, -EBUSY as vp_gate_enter(); what the miniport says.
 */
int vp_pointer_set(struct vp_adapter *adapter, const u32 *pixels, u32 width, u32 height,
		   s32 x, s32 y)
{
	size_t from = offsetof(VIDEO_POINTER_ATTRIBUTES, Pixels);
	VIDEO_POINTER_ATTRIBUTES *request;
	size_t size;
	int ret;

	if (!width || !height || width > VP_POINTER_MAX || height > VP_POINTER_MAX)
		return -EINVAL;
	size = from + height * (DIV_ROUND_UP(width, 8) + width * sizeof(*pixels));
	size = max(size, sizeof(*request));
	request = kvzalloc(size, GFP_KERNEL);
	if (!request)
		return -ENOMEM;
	request->Flags = VIDEO_MODE_ASYNC_POINTER | VIDEO_MODE_COLOR_POINTER;
	request->Width = width;
	request->Height = height;
	request->WidthInBytes = width * sizeof(*pixels);
	request->Enable = 1;
	request->Column = vp_pointer_column(x);
	request->Row = vp_pointer_row(x, y);
	vp_pointer_fill((u8 *)request + from, pixels, width, height);
	ret = vp_pointer_send(adapter, IOCTL_VIDEO_SET_POINTER_ATTR, request, size);
	kvfree(request);
	return ret;
}

/**
 * vp_pointer_move() - move it
 * @adapter: the adapter, with a pointer
 * @x: where on the screen its left edge is, which may be outside
 * @y: where its upper edge is
 *
 * Context: process context, may sleep, takes the device lock.
 * Return: as vp_pointer_set().
 */
int vp_pointer_move(struct vp_adapter *adapter, s32 x, s32 y)
{
	VIDEO_POINTER_POSITION place = {
		.Column = vp_pointer_column(x),
		.Row = vp_pointer_row(x, y),
	};

	return vp_pointer_send(adapter, IOCTL_VIDEO_SET_POINTER_POSITION, &place, sizeof(place));
}

/**
 * vp_pointer_hide() - take it off the screen, if the device is there
 * @adapter: the adapter, with a pointer
 *
 * Context: process context, may sleep, takes the device lock.
 */
void vp_pointer_hide(struct vp_adapter *adapter)
{
	vp_pointer_send(adapter, IOCTL_VIDEO_DISABLE_POINTER, NULL, 0);
}
