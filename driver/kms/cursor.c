// SPDX-License-Identifier: GPL-2.0
/* The pointer that the miniport shows over whatever is on the screen. */
#include <linux/iosys-map.h>
#include <linux/slab.h>

#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>
#include <drm/drm_crtc.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem_framebuffer_helper.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_plane.h>
#include <drm/drm_print.h>
#include <drm/drm_rect.h>

#include "kms.h"
#include "drm_compat.h"
#include "plane.h"

static const u32 vk_cursor_formats[] = { DRM_FORMAT_ARGB8888 };

static int vk_cursor_check(struct drm_plane *plane, struct drm_atomic_state *state)
{
	struct drm_plane_state *new = drm_atomic_get_new_plane_state(state, plane);
	struct drm_mode_config *config = &plane->dev->mode_config;
	struct drm_crtc_state *crtc_state;

	if (!new->crtc)
		return 0;
	if (new->crtc_w > config->cursor_width || new->crtc_h > config->cursor_height)
		return -EINVAL;
	crtc_state = drm_atomic_get_new_crtc_state(state, new->crtc);
	return drm_atomic_helper_check_plane_state(new, crtc_state, DRM_PLANE_NO_SCALING,
						   DRM_PLANE_NO_SCALING, true, true);
}

/* All of the plane, also what hangs over the screen's edges: the miniport cuts that off. */
static void vk_cursor_copy(const struct drm_plane_state *state, const struct iosys_map *from,
			   u32 *to)
{
	const struct drm_framebuffer *fb = state->fb;
	size_t line = state->crtc_w * sizeof(*to);
	size_t at = (state->src_y >> 16) * fb->pitches[0] + (state->src_x >> 16) * sizeof(*to);
	u32 y;

	for (y = 0; y < state->crtc_h; y++, at += fb->pitches[0])
		iosys_map_memcpy_from(to + y * state->crtc_w, from, at, line);
}

static int vk_cursor_read(const struct drm_plane_state *state, u32 *to)
{
	struct iosys_map map[DRM_FORMAT_MAX_PLANES], data[DRM_FORMAT_MAX_PLANES];
	int ret;

	ret = drm_gem_fb_begin_cpu_access(state->fb, DMA_FROM_DEVICE);
	if (ret)
		return ret;
	ret = drm_gem_fb_vmap(state->fb, map, data);
	if (!ret) {
		vk_cursor_copy(state, &data[0], to);
		drm_gem_fb_vunmap(state->fb, map);
	}
	drm_gem_fb_end_cpu_access(state->fb, DMA_FROM_DEVICE);
	return ret;
}

static int vk_cursor_show(struct vk_device *vk, const struct drm_plane_state *state)
{
	u32 *pixels = kvmalloc_array(state->crtc_w, state->crtc_h * sizeof(*pixels), GFP_KERNEL);
	int ret = -ENOMEM;

	if (pixels)
		ret = vk_cursor_read(state, pixels);
	if (!ret)
		ret = vp_client_pointer_set(vk->client, pixels, state->crtc_w, state->crtc_h,
					    state->crtc_x, state->crtc_y);
	kvfree(pixels);
	return ret;
}

/* Who draws anew shows another frame buffer, as with every driver. */
static bool vk_cursor_is_new(const struct drm_plane_state *old, const struct drm_plane_state *new,
			     struct drm_crtc_state *crtc)
{
	return !old->visible || old->fb != new->fb || old->src_x != new->src_x ||
	       old->src_y != new->src_y || old->crtc_w != new->crtc_w ||
	       old->crtc_h != new->crtc_h ||
	       drm_atomic_crtc_needs_modeset(crtc);
}

static void vk_cursor_update(struct drm_plane *plane, struct drm_atomic_state *state)
{
	struct drm_plane_state *old = drm_atomic_get_old_plane_state(state, plane);
	struct drm_plane_state *new = drm_atomic_get_new_plane_state(state, plane);
	struct vk_device *vk = vk_device_of(plane->dev);
	int ret = 0;

	if (!new->fb || !new->visible || !vk->crtc.state->active)
		vp_client_pointer_hide(vk->client);
	else if (vk_cursor_is_new(old, new, vk->crtc.state))
		ret = vk_cursor_show(vk, new);
	else if (old->crtc_x != new->crtc_x || old->crtc_y != new->crtc_y)
		ret = vp_client_pointer_move(vk->client, new->crtc_x, new->crtc_y);
	if (ret && ret != -ENODEV)
		drm_warn_once(&vk->drm, "the miniport does not show the pointer (%d)\n", ret);
}

static const struct drm_plane_helper_funcs vk_cursor_helpers = {
	.atomic_check = vk_cursor_check,
	.atomic_update = vk_cursor_update,
};

/**
 * vk_cursor_init() - make the pointer's plane
 * @vk: a device with a mode configuration
 * @cursor: where it goes; NULL if the miniport has none
 *
 * Return: 0 or a negative errno; what was made goes with the mode configuration.
 */
int vk_cursor_init(struct vk_device *vk, struct drm_plane **cursor)
{
	struct drm_mode_config *config = &vk->drm.mode_config;
	u32 width, height;
	int ret;

	*cursor = NULL;
	ret = vp_client_pointer(vk->client, &width, &height);
	if (ret)
		return ret == -EOPNOTSUPP ? 0 : ret;
	ret = drm_universal_plane_init(&vk->drm, &vk->cursor, 1, &vk_plane_funcs,
				       vk_cursor_formats, ARRAY_SIZE(vk_cursor_formats), NULL,
				       DRM_PLANE_TYPE_CURSOR, NULL);
	if (ret)
		return ret;
	drm_plane_helper_add(&vk->cursor, &vk_cursor_helpers);
	config->cursor_width = width;
	config->cursor_height = height;
	*cursor = &vk->cursor;
	return 0;
}

/**
 * vk_cursor_hide() - take the pointer off a screen that goes dark
 * @vk: the device, with a pointer or without
 *
 * Context: process context, may sleep.
 */
void vk_cursor_hide(struct vk_device *vk)
{
	if (vk->cursor.dev)
		vp_client_pointer_hide(vk->client);
}
