// SPDX-License-Identifier: GPL-2.0
/* What hangs on the device and what it can show, as the miniport says. */
#include <drm/drm_atomic_state_helper.h>
#include <drm/drm_connector.h>
#include <drm/drm_edid.h>
#include <drm/drm_encoder.h>
#include <drm/drm_modes.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_probe_helper.h>

#include "kms.h"

/* Where the device has no rate of its own */
#define VK_REFRESH	60

/* drm_cvt_mode() would round the width. Nobody sees what is between lines and frames. */
static struct drm_display_mode *vk_mode_new(struct drm_device *drm,
					    const struct videoport_mode *from)
{
	unsigned int refresh = from->refresh > 1 ? from->refresh : VK_REFRESH;
	struct drm_display_mode *mode = drm_mode_create(drm);

	if (!mode)
		return NULL;
	mode->type = DRM_MODE_TYPE_DRIVER;
	mode->hdisplay = from->width;
	mode->hsync_start = from->width;
	mode->hsync_end = from->width;
	mode->htotal = from->width;
	mode->vdisplay = from->height;
	mode->vsync_start = from->height;
	mode->vsync_end = from->height;
	mode->vtotal = from->height;
	mode->clock = DIV_ROUND_UP_ULL((u64)from->width * from->height * refresh, 1000);
	drm_mode_set_name(mode);
	return mode;
}

static bool vk_mode_add(struct drm_connector *connector, unsigned int index, bool preferred)
{
	struct vk_device *vk = vk_device_of(connector->dev);
	struct drm_display_mode *mode;
	struct videoport_mode from;

	if (vp_client_is_linear(vk->client) && vk_shadow_listed(vk, index) != index)
		return false;
	if (vp_client_mode(vk->client, index, &from) || !from.width || !from.height ||
	    from.width > vk->drm.mode_config.max_width ||
	    from.height > vk->drm.mode_config.max_height)
		return false;
	mode = vk_mode_new(connector->dev, &from);
	if (!mode)
		return false;
	if (preferred)
		mode->type |= DRM_MODE_TYPE_PREFERRED;
	drm_mode_probed_add(connector, mode);
	return true;
}

/* One that says that it is longer than what there is of it is no use. */
static void vk_edid_update(struct drm_connector *connector)
{
	struct vk_device *vk = vk_device_of(connector->dev);
	struct edid *edid;
	bool valid;

	edid = kzalloc(VP_CLIENT_EDID, GFP_KERNEL);
	if (!edid)
		return;
	vp_client_edid(vk->client, (u8 *)edid);
	valid = edid->header[1] == 0xff &&
		(edid->extensions + 1) * EDID_LENGTH <= VP_CLIENT_EDID && drm_edid_is_valid(edid);
	drm_connector_update_edid_property(connector, valid ? edid : NULL);
	kfree(edid);
}

static int vk_connector_get_modes(struct drm_connector *connector)
{
	struct vk_device *vk = vk_device_of(connector->dev);
	unsigned int count, preferred, i;
	int added = 0;

	vk_edid_update(connector);
	count = vp_client_modes(vk->client, &preferred);
	if (vp_client_is_linear(vk->client))
		preferred = vk_shadow_listed(vk, preferred);
	for (i = 0; i < count; i++)
		added += vk_mode_add(connector, i, i == preferred);
	return added;
}

static const struct drm_connector_helper_funcs vk_connector_helpers = {
	.get_modes = vk_connector_get_modes,
};

static const struct drm_connector_funcs vk_connector_funcs = {
	.fill_modes = drm_helper_probe_single_connector_modes,
	.destroy = drm_connector_cleanup,
	.late_register = vk_backlight_register,
	.early_unregister = vk_backlight_unregister,
	.reset = drm_atomic_helper_connector_reset,
	.atomic_duplicate_state = drm_atomic_helper_connector_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_connector_destroy_state,
};

static const struct drm_encoder_funcs vk_encoder_funcs = {
	.destroy = drm_encoder_cleanup,
};

/**
 * vk_modes_init() - make encoder and connector
 * @vk: a device with a CRTC
 *
 * Return: 0 or a negative errno; what was made goes with the mode configuration.
 */
int vk_modes_init(struct vk_device *vk)
{
	int ret;

	ret = drm_encoder_init(&vk->drm, &vk->encoder, &vk_encoder_funcs,
			       DRM_MODE_ENCODER_VIRTUAL, NULL);
	if (ret)
		return ret;
	vk->encoder.possible_crtcs = drm_crtc_mask(&vk->crtc);
	ret = drm_connector_init(&vk->drm, &vk->connector, &vk_connector_funcs,
				 DRM_MODE_CONNECTOR_VIRTUAL);
	if (ret)
		return ret;
	drm_connector_helper_add(&vk->connector, &vk_connector_helpers);
	drm_connector_attach_edid_property(&vk->connector);
	vk->connector.polled = DRM_CONNECTOR_POLL_HPD;
	return drm_connector_attach_encoder(&vk->connector, &vk->encoder);
}
