// SPDX-License-Identifier: GPL-2.0
/* The module, and a device of it for each adapter that the port driver has. */
#include <linux/module.h>
#include <linux/rcupdate.h>

#include <drm/drm_atomic_helper.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_ioctl.h>
#include <drm/drm_managed.h>
#include <drm/drm_mode_config.h>
#include <drm/drm_modeset_helper.h>
#include <drm/drm_print.h>
#include <drm/drm_probe_helper.h>

#include "compat/export.h"
#include "kms.h"
#include "drm_compat.h"

DEFINE_DRM_GEM_FOPS(vk_fops);

static const struct drm_driver vk_driver = {
	.driver_features = DRIVER_MODESET | DRIVER_GEM | DRIVER_ATOMIC,
	.name = "videoport",
	.desc = "A Windows video miniport",
	VK_DATE
	.major = 1,
	.minor = 0,
	.fops = &vk_fops,
	.dumb_create = vk_buffer_dumb_create,
	.gem_prime_import = vk_dmabuf_import,
	VK_PRIME_OPS
	VK_CONSOLE_OPS
};

static void vk_client_put(struct drm_device *drm, void *client)
{
	vp_client_put(client);
}

static int vk_mode_config_init(struct vk_device *vk)
{
	struct drm_mode_config *config = &vk->drm.mode_config;
	u32 width, height;
	int ret;

	ret = drmm_mode_config_init(&vk->drm);
	if (ret)
		return ret;
	vp_client_limits(vk->client, &width, &height);
	config->max_width = min_t(u32, width, U16_MAX);
	config->max_height = min_t(u32, height, U16_MAX);
	config->preferred_depth = 24;
	config->prefer_shadow = 0;
	config->fb_modifiers_not_supported = true;
	config->funcs = &vk_mode_config_funcs;
	config->helper_private = &vk_mode_config_helpers;
	ret = vp_client_is_linear(vk->client) ? vk_shadow_init(vk) : vk_plane_init(vk);
	if (!ret)
		ret = vk_modes_init(vk);
	if (!ret)
		drm_mode_config_reset(&vk->drm);
	return ret;
}

static int vk_device_init(struct vk_device *vk, struct vp_client *client)
{
	int ret;

	vp_client_get(client);
	vk->client = client;
	/* First, so that it goes last. */
	ret = drmm_add_action_or_reset(&vk->drm, vk_client_put, client);
	if (ret)
		return ret;
	vk_queue_init(&vk->queue, &vk->crtc, client);
	ret = vk_mode_config_init(vk);
	if (ret)
		return ret;
	vp_client_set_data(client, vk);
	return drm_dev_register(&vk->drm, 0);
}

/* Whoever is in vk_done() has come out, and nobody enters. */
static void vk_deafen(struct vp_client *client)
{
	vp_client_set_data(client, NULL);
	synchronize_rcu();
}

/* Nor is anything left to be done for it. */
static void vk_fall_silent(struct vk_device *vk)
{
	bool heard = vp_client_data(vk->client);

	vk_deafen(vk->client);
	if (heard && vp_client_is_linear(vk->client))
		vk_shadow_end(vk);
}

static int vk_add_in(struct vp_client *client, void *group)
{
	const struct drm_driver *driver = &vk_driver;
	struct vk_device *vk;
	int ret;

	if (vp_client_is_linear(client))
		driver = &vk_shadow_driver;
	vk = devm_drm_dev_alloc(vp_client_device(client), driver, struct vk_device, drm);
	if (IS_ERR(vk))
		return PTR_ERR(vk);
	vk->group = group;
	ret = vk_device_init(vk, client);
	if (ret)
		vk_fall_silent(vk);
	return ret;
}

/*
 * What is made for the PCI function is let go of with the adapter, and not with the
 * function, as this module may be gone by then.
 */
static int vk_add(struct vp_client *client)
{
	struct device *parent = vp_client_device(client);
	struct vk_device *vk;
	void *group;
	int ret;

	group = devres_open_group(parent, NULL, GFP_KERNEL);
	if (!group)
		return -ENOMEM;
	ret = vk_add_in(client, group);
	if (ret) {
		devres_release_group(parent, group);
		return ret;
	}
	devres_close_group(parent, group);
	vk = vp_client_data(client);
	vk_console_setup(&vk->drm);
	return 0;
}

/* What was to be shown again after a sleep that has no end holds the device. */
static void vk_forget_sleep(struct vk_device *vk)
{
	struct drm_mode_config *config = &vk->drm.mode_config;

	if (config->suspend_state)
		drm_atomic_state_put(config->suspend_state);
	config->suspend_state = NULL;
}

static void vk_remove(struct vp_client *client)
{
	struct vk_device *vk = vp_client_data(client);

	drm_dev_unplug(&vk->drm);
	/* Nobody waits for a flip from here on. */
	vk_queue_end(&vk->queue);
	drm_atomic_helper_shutdown(&vk->drm);
	vk_forget_sleep(vk);
	vk_fall_silent(vk);
	devres_release_group(vp_client_device(client), vk->group);
}

static void vk_hotplug(struct vp_client *client)
{
	struct vk_device *vk = vp_client_data(client);

	drm_kms_helper_hotplug_event(&vk->drm);
}

static void vk_sleep(struct vp_client *client)
{
	struct vk_device *vk = vp_client_data(client);

	/* It sleeps already where a reset has failed. */
	if (vk->drm.mode_config.suspend_state)
		return;
	if (drm_mode_config_helper_suspend(&vk->drm))
		drm_warn(&vk->drm, "the screen could not be taken dark before sleep\n");
}

static void vk_wake(struct vp_client *client)
{
	struct vk_device *vk = vp_client_data(client);

	if (!vk->drm.mode_config.suspend_state)
		return;
	if (drm_mode_config_helper_resume(&vk->drm))
		drm_warn(&vk->drm, "the screen could not be shown again after sleep\n");
}

static void vk_done(struct vp_client *client)
{
	struct vk_device *vk = vp_client_data(client);

	if (!vk)
		return;
	if (vp_client_is_linear(client))
		vk_shadow_freed(vk);
	else
		vk_queue_run(&vk->queue);
}

static const struct vp_client_ops vk_ops = {
	.add = vk_add,
	.remove = vk_remove,
	.hotplug = vk_hotplug,
	.sleep = vk_sleep,
	.wake = vk_wake,
	.done = vk_done,
};

static int __init vk_init(void)
{
	return vp_client_register(&vk_ops);
}
module_init(vk_init);

static void __exit vk_exit(void)
{
	vp_client_unregister(&vk_ops);
}
module_exit(vk_exit);

MODULE_DESCRIPTION("Windows video miniports as DRM devices");
MODULE_LICENSE("GPL");
MODULE_VERSION(VIDEOPORT_VERSION);
VP_IMPORT();
