// SPDX-License-Identifier: GPL-2.0
/*
 * How bright the miniport's screen is, by the requests of Windows' display driver. The
 * miniport has a list of levels, and one for each source of power.
 */
#include <linux/minmax.h>
#include <linux/sort.h>

#include "adapter.h"
#include "brightness.h"
#include "gate.h"
#include "startio.h"

static int vp_brightness_by_level(const void *a, const void *b)
{
	return *(const u8 *)a - *(const u8 *)b;
}

/* From the darkest on, each once */
static u32 vp_brightness_sort(u8 *levels, u32 count)
{
	u32 i, kept = 0;

	sort(levels, count, sizeof(*levels), vp_brightness_by_level, NULL);
	for (i = 0; i < count; i++)
		if (!kept || levels[i] != levels[kept - 1])
			levels[kept++] = levels[i];
	return kept;
}

/**
 * vp_brightness_levels() - which levels there are
 * @adapter: the adapter
 * @levels: where they go, the darkest first
 * @max: how many fit
 *
 * Context: process context, may sleep, takes the device lock.
 * Return: how many there are; -EOPNOTSUPP if there are not two; -ENODEV, -EBUSY as
 * vp_gate_enter(); -ENOMEM.
 */
int vp_brightness_levels(struct vp_adapter *adapter, u8 *levels, u32 max)
{
	u32 got;
	int ret;

	ret = vp_gate_enter(adapter);
	if (ret)
		return ret;
	ret = vp_startio(adapter, IOCTL_VIDEO_QUERY_SUPPORTED_BRIGHTNESS, levels, max, &got);
	vp_gate_leave(adapter);
	if (ret == -ENOMEM)
		return ret;
	got = ret ? 0 : vp_brightness_sort(levels, min(got, max));
	return got < 2 ? -EOPNOTSUPP : got;
}

/**
 * vp_brightness_get() - which is set
 * @adapter: an adapter that has some
 *
 * Context: process context, may sleep, takes the device lock.
 * Return: the level, by the source of power that it goes by; -EIO for an answer that is
 * none; -ENODEV, -EBUSY as vp_gate_enter(); what the miniport says.
 */
int vp_brightness_get(struct vp_adapter *adapter)
{
	DISPLAY_BRIGHTNESS now = { };
	u32 got;
	int ret;

	ret = vp_gate_enter(adapter);
	if (ret)
		return ret;
	ret = vp_startio(adapter, IOCTL_VIDEO_QUERY_DISPLAY_BRIGHTNESS, &now, sizeof(now), &got);
	vp_gate_leave(adapter);
	if (ret)
		return ret;
	if (got < sizeof(now))
		return -EIO;
	return now.ucDisplayPolicy == DISPLAYPOLICY_DC ? now.ucDCBrightness : now.ucACBrightness;
}

/**
 * vp_brightness_set() - set one, whatever the source of power
 * @adapter: an adapter that has some
 * @level: one of vp_brightness_levels()
 *
 * Context: process context, may sleep, takes the device lock.
 * Return: 0; -ENODEV, -EBUSY as vp_gate_enter(); what the miniport says.
 */
int vp_brightness_set(struct vp_adapter *adapter, u8 level)
{
	DISPLAY_BRIGHTNESS wanted = {
		.ucDisplayPolicy = DISPLAYPOLICY_BOTH,
		.ucACBrightness = level,
		.ucDCBrightness = level,
	};
	int ret;

	ret = vp_gate_enter(adapter);
	if (ret)
		return ret;
	ret = vp_startio_put(adapter, IOCTL_VIDEO_SET_DISPLAY_BRIGHTNESS, &wanted, sizeof(wanted),
			     NULL, 0, NULL);
	vp_gate_leave(adapter);
	return ret;
}
