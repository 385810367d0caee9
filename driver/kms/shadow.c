// SPDX-License-Identifier: GPL-2.0
/*
 * A miniport without a ring: the screen is the device's memory. Programs draw into buffers
 * of the kernel's, of 32 bits a pixel, and what has changed is copied, or converted to
 * what the miniport's mode has.
 */
#include <linux/iosys-map.h>

#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>
#include <drm/drm_atomic_state_helper.h>
#include <drm/drm_color_mgmt.h>
#include <drm/drm_crtc.h>
#include <drm/drm_damage_helper.h>
#include <drm/drm_drv.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem.h>
#include <drm/drm_gem_atomic_helper.h>
#include <drm/drm_gem_framebuffer_helper.h>
#include <drm/drm_gem_shmem_helper.h>
#include <drm/drm_managed.h>
#include <drm/drm_modes.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_plane.h>
#include <drm/drm_print.h>
#include <drm/drm_probe_helper.h>
#include <drm/drm_rect.h>
#include <drm/drm_vblank.h>

#include "kms.h"
#include "drm_compat.h"
#include "plane.h"

/* A buffer may be larger than the screen, so no mode says how large. */
#define VK_SHADOW_SIZE		16384

/**
 * struct vk_shadow_format - what a mode's pixels may be
 * @format: DRM_FORMAT_*
 * @bytes: of a pixel
 * @red: bits of it
 * @green: bits of it
 * @blue: bits of it
 */
struct vk_shadow_format {
	u32 format;
	u32 bytes;
	u32 red;
	u32 green;
	u32 blue;
};

static const struct vk_shadow_format vk_shadow_formats[] = {
	{ DRM_FORMAT_XRGB8888, 4, 0xff0000, 0xff00, 0xff },
	{ DRM_FORMAT_RGB888, 3, 0xff0000, 0xff00, 0xff },
	{ DRM_FORMAT_RGB565, 2, 0xf800, 0x7e0, 0x1f },
#if VK_CONVERT_XRGB1555
	{ DRM_FORMAT_XRGB1555, 2, 0x7c00, 0x3e0, 0x1f },
#endif
	{ DRM_FORMAT_RGB332, 1, 0xe0, 0x1c, 0x3 },
};

DEFINE_DRM_GEM_FOPS(vk_shadow_fops);

const struct drm_driver vk_shadow_driver = {
	.driver_features = DRIVER_MODESET | DRIVER_GEM | DRIVER_ATOMIC,
	.name = "videoport",
	.desc = "A Windows video miniport",
	VK_DATE
	.major = 1,
	.minor = 0,
	.fops = &vk_shadow_fops,
	.dumb_create = drm_gem_shmem_dumb_create,
	.gem_prime_import = vk_dmabuf_import_shadow,
	VK_PRIME_OPS
	VK_CONSOLE_OPS
};

/* The best come first, and have the lower numbers; a palette is set to be one of them. */
static int vk_shadow_rank(struct vk_device *vk, unsigned int index, struct vp_client_pixel *pixel)
{
	const struct vk_shadow_format *format = vk_shadow_formats;
	int i;

	if (vp_client_pixel(vk->client, index, pixel))
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(vk_shadow_formats); i++, format++) {
		if (format->bytes == pixel->bytes &&
		    (pixel->palette ? format->bytes == 1 :
		     format->red == pixel->red && format->green == pixel->green &&
		     format->blue == pixel->blue))
			return i;
	}
	return -EINVAL;
}

/* Where the device has no rate of its own, a mode of ours has another. */
static bool vk_shadow_is(const struct videoport_mode *mode, u32 width, u32 height, u32 refresh)
{
	return mode->width == width && mode->height == height &&
	       (mode->refresh == refresh || mode->refresh <= 1);
}

/**
 * vk_shadow_find() - the miniport's mode of a size
 * @vk: the device
 * @width: pixels
 * @height: pixels
 * @refresh: Hz
 * @format: where the DRM_FORMAT_* of its pixels goes
 * @palette: where it goes whether these are a palette's numbers
 *
 * Return: its number; of several, of the one with the best pixels; or -EINVAL.
 */
static int vk_shadow_find(struct vk_device *vk, u32 width, u32 height, u32 refresh, u32 *format,
			  bool *palette)
{
	unsigned int count, preferred, i;
	struct vp_client_pixel pixel;
	struct videoport_mode mode;
	int rank, best = ARRAY_SIZE(vk_shadow_formats), found = -EINVAL;

	count = vp_client_modes(vk->client, &preferred);
	for (i = 0; i < count; i++) {
		if (vp_client_mode(vk->client, i, &mode) ||
		    !vk_shadow_is(&mode, width, height, refresh))
			continue;
		rank = vk_shadow_rank(vk, i, &pixel);
		if (rank < 0 || rank >= best)
			continue;
		best = rank;
		found = i;
		*format = vk_shadow_formats[rank].format;
		*palette = pixel.palette;
	}
	return found;
}

static int vk_shadow_find_mode(struct vk_device *vk, const struct drm_display_mode *mode,
			       u32 *format, bool *palette)
{
	return vk_shadow_find(vk, mode->hdisplay, mode->vdisplay, drm_mode_vrefresh(mode), format,
			      palette);
}

/**
 * vk_shadow_listed() - which mode of the miniport's stands on the list for one
 * @vk: the device
 * @index: its number
 *
 * Return: that, or of one with better pixels, of its size and rate; or -EINVAL.
 */
int vk_shadow_listed(struct vk_device *vk, unsigned int index)
{
	struct videoport_mode mode;
	bool palette;
	u32 format;

	if (vp_client_mode(vk->client, index, &mode))
		return -EINVAL;
	return vk_shadow_find(vk, mode.width, mode.height, mode.refresh, &format, &palette);
}

/* No memory is shown, or this; a panic finds either. */
static void vk_shadow_publish(struct vk_device *vk, const struct vp_client_screen *screen,
			      u32 format, bool palette)
{
	unsigned long flags = 0;

	lockdep_assert_held(&vk->shadow.lock);
	vk_panic_lock(&vk->drm, flags);
	vk->shadow.screen = screen ? *screen : (struct vp_client_screen) { };
	vk->shadow.format = format;
	vk->shadow.palette = palette;
	vk_panic_unlock(&vk->drm, flags);
}

static void vk_shadow_unset(struct vk_device *vk)
{
	vk_shadow_publish(vk, NULL, 0, false);
	vp_client_unset(vk->client);
}

static bool vk_shadow_matches(const struct vp_client_screen *screen, u32 format,
			      const struct drm_display_mode *mode)
{
	return screen->width == mode->hdisplay && screen->height == mode->vdisplay &&
	       screen->bytes == drm_format_info(format)->cpp[0];
}

static int vk_shadow_set_locked(struct vk_device *vk, const struct drm_crtc_state *crtc,
				const struct drm_framebuffer *fb)
{
	const struct drm_display_mode *mode = &crtc->mode;
	struct vp_client_screen screen;
	bool palette;
	u32 format;
	int ret;

	lockdep_assert_held(&vk->shadow.lock);
	/* Nothing of the mode before is there any more, whatever comes. */
	vk_shadow_publish(vk, NULL, 0, false);
	ret = vk_shadow_find_mode(vk, mode, &format, &palette);
	if (ret >= 0)
		ret = vp_client_set(vk->client, ret, &screen);
	/* The miniport's list may have become another in between. */
	if (!ret && !vk_shadow_matches(&screen, format, mode))
		ret = -EAGAIN;
	if (!ret && palette)
		ret = vk_palette_load(vk, crtc, fb);
	if (!ret)
		vk_shadow_publish(vk, &screen, format, palette);
	return ret;
}

/* @crtc: with the mode that is wanted; @fb: what it will show, or NULL */
static int vk_shadow_set(struct vk_device *vk, const struct drm_crtc_state *crtc,
			 const struct drm_framebuffer *fb)
{
	int ret;

	mutex_lock(&vk->shadow.lock);
	ret = vk_shadow_set_locked(vk, crtc, fb);
	if (ret)
		vk_shadow_unset(vk);
	mutex_unlock(&vk->shadow.lock);
	return ret;
}

/* @rect: of the frame buffer; what of it lies on the screen is drawn */
static void vk_shadow_draw(struct vk_shadow *shadow, struct drm_plane_state *state,
			   const struct drm_rect *rect)
{
	const struct vp_client_screen *set = &shadow->screen;
	struct drm_rect to, screen = DRM_RECT_INIT(0, 0, set->width, set->height);
	int x = state->dst.x1 - (state->src.x1 >> 16), y = state->dst.y1 - (state->src.y1 >> 16);
	unsigned int pitch = set->pitch;
	/* Numbers are taken as they are. */
	u32 format = vk_palette_is_of(state->fb) ? DRM_FORMAT_C8 : shadow->format;
	struct drm_rect from = *rect;
	struct iosys_map map;

	drm_rect_translate(&from, x, y);
	to = from;
	/* A commit that waits may be of the mode before this. */
	if (!drm_rect_intersect(&to, &screen))
		return;
	from = to;
	drm_rect_translate(&from, -x, -y);
	iosys_map_set_vaddr_iomem(&map, set->memory);
	iosys_map_incr(&map, drm_fb_clip_offset(pitch, drm_format_info(shadow->format), &to));
	vk_convert(format, &map, &pitch, to_drm_shadow_plane_state(state), &from);
}

static void vk_shadow_update(struct drm_plane *plane, struct drm_atomic_state *state)
{
	struct drm_plane_state *old = drm_atomic_get_old_plane_state(state, plane);
	struct drm_plane_state *new = drm_atomic_get_new_plane_state(state, plane);
	struct vk_device *vk = vk_device_of(plane->dev);
	struct drm_atomic_helper_damage_iter iter;
	struct drm_rect rect;
	int idx;

	if (!new->fb || !new->visible || drm_gem_fb_begin_cpu_access(new->fb, DMA_FROM_DEVICE))
		return;
	if (drm_dev_enter(plane->dev, &idx)) {
		mutex_lock(&vk->shadow.lock);
		drm_atomic_helper_damage_iter_init(&iter, old, new);
		drm_atomic_for_each_plane_damage(&iter, &rect) {
			if (vk->shadow.screen.memory)
				vk_shadow_draw(&vk->shadow, new, &rect);
		}
		mutex_unlock(&vk->shadow.lock);
		drm_dev_exit(idx);
	}
	drm_gem_fb_end_cpu_access(new->fb, DMA_FROM_DEVICE);
}

/* A palette's numbers are for a mode that has one. */
static int vk_shadow_plane_check(struct drm_plane *plane, struct drm_atomic_state *state)
{
	struct drm_plane_state *new = drm_atomic_get_new_plane_state(state, plane);
	struct drm_crtc_state *crtc;
	bool palette = false;
	u32 format;

	if (new->crtc && vk_palette_is_of(new->fb)) {
		crtc = drm_atomic_get_new_crtc_state(state, new->crtc);
		if (vk_shadow_find_mode(vk_device_of(plane->dev), &crtc->mode, &format,
					&palette) < 0 || !palette)
			return -EINVAL;
	}
	return vk_plane_check(plane, state);
}

#if VK_HAS_PANIC
/* The memory is the screen: what is written there is seen, whatever else stands still. */
static int vk_shadow_scanout(struct drm_plane *plane, struct drm_scanout_buffer *buffer)
{
	const struct vk_shadow *shadow = &vk_device_of(plane->dev)->shadow;

	if (!shadow->screen.memory)
		return -ENODEV;
	buffer->format = drm_format_info(shadow->format);
	buffer->width = shadow->screen.width;
	buffer->height = shadow->screen.height;
	buffer->pitch[0] = shadow->screen.pitch;
	iosys_map_set_vaddr_iomem(&buffer->map[0], shadow->screen.memory);
	return 0;
}

#define VK_SHADOW_PANIC .get_scanout_buffer = vk_shadow_scanout,
#else
#define VK_SHADOW_PANIC
#endif

static const struct drm_plane_helper_funcs vk_shadow_plane_helpers = {
	DRM_GEM_SHADOW_PLANE_HELPER_FUNCS,
	VK_SHADOW_PANIC
	.atomic_check = vk_shadow_plane_check,
	.atomic_update = vk_shadow_update,
};

static const struct drm_plane_funcs vk_shadow_plane_funcs = {
	.update_plane = drm_atomic_helper_update_plane,
	.disable_plane = drm_atomic_helper_disable_plane,
	.destroy = drm_plane_cleanup,
	DRM_GEM_SHADOW_PLANE_FUNCS,
};

static int vk_shadow_crtc_check(struct drm_crtc *crtc, struct drm_atomic_state *state)
{
	struct drm_crtc_state *new = drm_atomic_get_new_crtc_state(state, crtc);
	struct vk_device *vk = vk_device_of(crtc->dev);
	bool palette;
	u32 format;
	int ret;

	if (new->gamma_lut && drm_color_lut_size(new->gamma_lut) != VK_PALETTE)
		return -EINVAL;
	if (new->enable && drm_atomic_crtc_needs_modeset(new)) {
		ret = vk_shadow_find_mode(vk, &new->mode, &format, &palette);
		if (ret < 0)
			return ret;
	}
	return vk_crtc_check(crtc, state);
}

/* The mode was set before the commit, where a miniport's refusal can be told. */
static void vk_shadow_enable(struct drm_crtc *crtc, struct drm_atomic_state *state)
{
}

static void vk_shadow_disable_screen(struct vk_device *vk)
{
	vk_cursor_hide(vk);
	mutex_lock(&vk->shadow.lock);
	vk_shadow_unset(vk);
	mutex_unlock(&vk->shadow.lock);
}

static void vk_shadow_disable(struct drm_crtc *crtc, struct drm_atomic_state *state)
{
	if (!drm_atomic_get_new_crtc_state(state, crtc)->active)
		vk_shadow_disable_screen(vk_device_of(crtc->dev));
}

/* Other colours, or what had colours has numbers now */
static bool vk_shadow_recolors(struct vk_device *vk, struct drm_atomic_state *state)
{
	struct drm_plane_state *old = drm_atomic_get_old_plane_state(state, &vk->plane);
	struct drm_plane_state *new = drm_atomic_get_new_plane_state(state, &vk->plane);

	return vk->crtc.state->color_mgmt_changed ||
	       (new && vk_palette_is_of(old->fb) != vk_palette_is_of(new->fb));
}

static void vk_shadow_flush(struct drm_crtc *crtc, struct drm_atomic_state *state)
{
	struct vk_device *vk = vk_device_of(crtc->dev);
	int ret = 0;

	if (!vk_shadow_recolors(vk, state))
		return;
	mutex_lock(&vk->shadow.lock);
	if (vk->shadow.palette)
		ret = vk_palette_load(vk, crtc->state, vk->plane.state->fb);
	mutex_unlock(&vk->shadow.lock);
	if (ret && ret != -ENODEV)
		drm_warn_once(&vk->drm, "the miniport does not take the colours (%d)\n", ret);
}

static const struct drm_crtc_helper_funcs vk_shadow_crtc_helpers = {
	.atomic_check = vk_shadow_crtc_check,
	.atomic_flush = vk_shadow_flush,
	.atomic_enable = vk_shadow_enable,
	.atomic_disable = vk_shadow_disable,
};

static void vk_shadow_commit_tail(struct drm_atomic_state *state)
{
	struct drm_device *drm = state->dev;

	drm_atomic_helper_commit_modeset_disables(drm, state);
	drm_atomic_helper_commit_modeset_enables(drm, state);
	drm_atomic_helper_commit_planes(drm, state, DRM_PLANE_COMMIT_ACTIVE_ONLY);
	/* There is none, and so programs learn that it is done. */
	drm_atomic_helper_fake_vblank(state);
	drm_atomic_helper_commit_hw_done(state);
	drm_atomic_helper_cleanup_planes(drm, state);
}

static const struct drm_mode_config_helper_funcs vk_shadow_mode_config_helpers = {
	.atomic_commit_tail = vk_shadow_commit_tail,
};

static bool vk_shadow_is_set(struct vk_device *vk)
{
	bool is;

	mutex_lock(&vk->shadow.lock);
	is = vk->shadow.screen.memory;
	mutex_unlock(&vk->shadow.lock);
	return is;
}

/* As it was; what it shows comes with the next commit. */
static void vk_shadow_set_back(struct vk_device *vk, const struct drm_crtc_state *crtc)
{
	int ret = vk_shadow_set(vk, crtc, vk->plane.state->fb);

	if (ret)
		drm_warn(&vk->drm, "the mode before can't be set any more either (%d)\n", ret);
	else
		schedule_work(&vk->shadow.again);
}

/*
 * A miniport may refuse a mode, which has to be known before the commit is made: after
 * that, it can't fail any more. No other commit of this CRTC is under way or begins.
 */
static int vk_shadow_commit(struct drm_device *drm, struct drm_atomic_state *state, bool nonblock)
{
	struct vk_device *vk = vk_device_of(drm);
	struct drm_crtc_state *old = drm_atomic_get_old_crtc_state(state, &vk->crtc);
	struct drm_crtc_state *new = drm_atomic_get_new_crtc_state(state, &vk->crtc);
	bool was_set;
	int ret;

	if (!new || !new->active || !drm_atomic_crtc_needs_modeset(new))
		return drm_atomic_helper_commit(drm, state, nonblock);
	ret = drm_crtc_commit_wait(old->commit);
	if (ret)
		return ret;
	was_set = vk_shadow_is_set(vk);
	/* A mode set has the plane with it. */
	ret = vk_shadow_set(vk, new, drm_atomic_get_new_plane_state(state, &vk->plane)->fb);
	if (!ret)
		ret = drm_atomic_helper_commit(drm, state, nonblock);
	if (ret && was_set)
		vk_shadow_set_back(vk, old);
	else if (ret)
		vk_shadow_disable_screen(vk);
	return ret;
}

/*
 * After a refusal there may be no mode where DRM knows of one. It is set again by who sets
 * modes, and not by who just draws.
 */
static int vk_shadow_check(struct drm_device *drm, struct drm_atomic_state *state)
{
	struct vk_device *vk = vk_device_of(drm);
	struct drm_crtc_state *new = drm_atomic_get_new_crtc_state(state, &vk->crtc);

	if (new && new->active && drm_atomic_get_new_connector_state(state, &vk->connector) &&
	    !vk_shadow_is_set(vk))
		new->mode_changed = true;
	return drm_atomic_helper_check(drm, state);
}

static const struct drm_mode_config_funcs vk_shadow_mode_config_funcs = {
	.fb_create = drm_gem_fb_create_with_dirty,
	.atomic_check = vk_shadow_check,
	.atomic_commit = vk_shadow_commit,
};

static struct drm_framebuffer *vk_shadow_shown(struct vk_device *vk)
{
	struct drm_framebuffer *fb;

	drm_modeset_lock(&vk->plane.mutex, NULL);
	fb = vk->plane.state->fb;
	if (fb)
		drm_framebuffer_get(fb);
	drm_modeset_unlock(&vk->plane.mutex);
	return fb;
}

/* A mode that was refused may have been set back, or a program have given the screen up. */
static void vk_shadow_again(struct work_struct *work)
{
	struct vk_device *vk = container_of(work, struct vk_device, shadow.again);
	struct drm_framebuffer *fb = vk_shadow_shown(vk);
	struct drm_clip_rect all = { };

	if (fb) {
		all.x2 = fb->width;
		all.y2 = fb->height;
		drm_atomic_helper_dirtyfb(fb, NULL, 0, 0, &all, 1);
		drm_framebuffer_put(fb);
	}
	if (atomic_xchg(&vk->shadow.freed, 0))
		drm_kms_helper_hotplug_event(&vk->drm);
}

static bool vk_shadow_has_palette(struct vk_device *vk)
{
	unsigned int count, preferred, i;
	struct vp_client_pixel pixel;

	count = vp_client_modes(vk->client, &preferred);
	for (i = 0; i < count; i++)
		if (vk_shadow_rank(vk, i, &pixel) >= 0 && pixel.palette &&
		    vk_shadow_listed(vk, i) == i)
			return true;
	return false;
}

static int vk_shadow_make(struct vk_device *vk)
{
	bool palette = vk_shadow_has_palette(vk);
	int ret = vk_plane_make(vk, palette, &vk_shadow_plane_funcs, &vk_shadow_plane_helpers,
				&vk_shadow_crtc_helpers);

	if (ret || !palette)
		return ret;
	drm_crtc_enable_color_mgmt(&vk->crtc, 0, false, VK_PALETTE);
	return drm_mode_crtc_set_gamma_size(&vk->crtc, VK_PALETTE);
}

/**
 * vk_shadow_init() - make plane and CRTC of a screen in the device's memory
 * @vk: a device with a mode configuration
 *
 * Return: 0; -ENODEV if the miniport has no mode that DRM has a format for; another
 * negative errno; what was made goes with the mode configuration.
 */
int vk_shadow_init(struct vk_device *vk)
{
	struct drm_mode_config *config = &vk->drm.mode_config;
	unsigned int count, preferred, i;
	int ret;

	count = vp_client_modes(vk->client, &preferred);
	for (i = 0; i < count && vk_shadow_listed(vk, i) < 0; i++)
		;
	if (i == count)
		return -ENODEV;
	ret = drmm_mutex_init(&vk->drm, &vk->shadow.lock);
	if (ret)
		return ret;
	INIT_WORK(&vk->shadow.again, vk_shadow_again);
	config->max_width = VK_SHADOW_SIZE;
	config->max_height = VK_SHADOW_SIZE;
	config->funcs = &vk_shadow_mode_config_funcs;
	config->helper_private = &vk_shadow_mode_config_helpers;
	return vk_shadow_make(vk);
}

/**
 * vk_shadow_freed() - a program may have given the screen up
 * @vk: the device
 *
 * Context: any.
 */
void vk_shadow_freed(struct vk_device *vk)
{
	atomic_set(&vk->shadow.freed, 1);
	schedule_work(&vk->shadow.again);
}

/**
 * vk_shadow_end() - nothing is shown again of itself
 * @vk: a device that is gone for programs; nobody schedules @again
 */
void vk_shadow_end(struct vk_device *vk)
{
	cancel_work_sync(&vk->shadow.again);
}
