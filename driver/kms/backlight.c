// SPDX-License-Identifier: GPL-2.0
/* The light behind the screen, where the miniport can set it: its list of levels. */
#include <linux/backlight.h>
#include <linux/device.h>
#include <linux/slab.h>

#include <drm/drm_connector.h>
#include <drm/drm_print.h>

#include "kms.h"
#include "drm_compat.h"

#if IS_ENABLED(CONFIG_BACKLIGHT_CLASS_DEVICE)

/* The darkest is what a screen gets that is not to be seen, too. */
static int vk_backlight_update(struct backlight_device *light)
{
	struct vk_device *vk = bl_get_data(light);

	return vp_client_brighten(vk->client, vk->levels[backlight_get_brightness(light)]);
}

/* A level between two of the list counts as the lower one. */
static int vk_backlight_brightness(struct backlight_device *light)
{
	struct vk_device *vk = bl_get_data(light);
	int level = vp_client_brightness(vk->client), i = light->props.max_brightness;

	if (level < 0)
		return level;
	while (i && vk->levels[i] > level)
		i--;
	return i;
}

static const struct backlight_ops vk_backlight_ops = {
	.update_status = vk_backlight_update,
	.get_brightness = vk_backlight_brightness,
	VK_BACKLIGHT_ALONE
};

/**
 * vk_backlight_register() - offer the light to programs
 * @connector: ours, of a device that is being registered
 *
 * Return: 0, also where the miniport has none, or none that is to be had.
 */
int vk_backlight_register(struct drm_connector *connector)
{
	struct backlight_properties properties = { .type = BACKLIGHT_RAW };
	struct vk_device *vk = vk_device_of(connector->dev);
	struct backlight_device *light;
	int count = vp_client_levels(vk->client, vk->levels, sizeof(vk->levels));

	if (count < 0)
		return 0;
	properties.max_brightness = count - 1;
	light = backlight_device_register(dev_name(connector->kdev), connector->kdev, vk,
					  &vk_backlight_ops, &properties);
	if (IS_ERR(light)) {
		drm_warn(&vk->drm, "the screen has no light for programs (%ld)\n", PTR_ERR(light));
		return 0;
	}
	vk->light = light;
	light->props.brightness = max(vk_backlight_brightness(light), 0);
	return 0;
}

/**
 * vk_backlight_unregister() - take it from programs
 * @connector: ours, of a device that is gone for programs
 */
void vk_backlight_unregister(struct drm_connector *connector)
{
	struct vk_device *vk = vk_device_of(connector->dev);

	backlight_device_unregister(vk->light);
	vk->light = NULL;
}

#else

int vk_backlight_register(struct drm_connector *connector)
{
	return 0;
}

void vk_backlight_unregister(struct drm_connector *connector)
{
}

#endif
