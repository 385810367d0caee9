// SPDX-License-Identifier: GPL-2.0
/*
 * The screen: one plane that covers it. An update is a present of the frame buffer's set;
 * what follows of the mode is that the plane's part of it is as large as the screen.
 */
#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>
#include <drm/drm_atomic_state_helper.h>
#include <drm/drm_crtc.h>
#include <drm/drm_damage_helper.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem_framebuffer_helper.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_plane.h>
#include <drm/drm_plane_helper.h>
#include <drm/drm_rect.h>
#include <drm/drm_vblank.h>

#include "kms.h"
#include "drm_compat.h"
#include "plane.h"

static const u32 vk_plane_formats[] = { DRM_FORMAT_XRGB8888, DRM_FORMAT_C8 };

int vk_plane_check(struct drm_plane *plane, struct drm_atomic_state *state)
{
	struct drm_plane_state *new = drm_atomic_get_new_plane_state(state, plane);
	struct drm_crtc_state *crtc_state;

	if (!new->crtc)
		return 0;
	crtc_state = drm_atomic_get_new_crtc_state(state, new->crtc);
	return drm_atomic_helper_check_plane_state(new, crtc_state, DRM_PLANE_NO_SCALING,
						   DRM_PLANE_NO_SCALING, false, false);
}

/* What the screen shows of the buffer */
void vk_plane_window(const struct drm_plane_state *state, struct vp_client_rect *window)
{
	u32 x = 0, y = 0;

	vk_buffer_place(state->fb, &x, &y);
	window->x = x + (state->src.x1 >> 16);
	window->y = y + (state->src.y1 >> 16);
	window->width = drm_rect_width(&state->dst);
	window->height = drm_rect_height(&state->dst);
}

/* @rect: in the frame buffer, within the window */
static void vk_plane_damage(const struct drm_plane_state *state, const struct drm_rect *rect,
			    struct vp_client_rect *damage)
{
	u32 x = 0, y = 0;

	vk_buffer_place(state->fb, &x, &y);
	damage->x = x + rect->x1;
	damage->y = y + rect->y1;
	damage->width = drm_rect_width(rect);
	damage->height = drm_rect_height(rect);
}

/*
 * Whether nobody waits for more than that the commit was made: the buffer was on the
 * screen before, and it is the helpers that want to know.
 */
static bool vk_event_is_early(const struct drm_pending_vblank_event *event,
			      const struct drm_plane_state *old,
			      const struct drm_plane_state *new)
{
	return old->fb == new->fb && drm_rect_equals(&old->src, &new->src) &&
	       !event->base.file_priv && !event->base.fence;
}

/* What of the frame buffer is to be presented, in its pixels, or false if nothing is */
static bool vk_plane_changed(const struct drm_plane_state *old, struct drm_plane_state *new,
			     struct drm_rect *rect)
{
	struct drm_rect shown;

	/* Of a place between two pixels it is larger than what is shown. */
	drm_rect_init(&shown, new->src.x1 >> 16, new->src.y1 >> 16, drm_rect_width(&new->dst),
		      drm_rect_height(&new->dst));
	if (!drm_atomic_helper_damage_merged(old, new, rect) || !drm_rect_intersect(rect, &shown))
		*rect = shown;
	else
		return true;
	/* Where nothing has changed, another buffer is shown all the same. */
	return old->fb != new->fb;
}

/**
 * vk_plane_request() - what an update presents
 * @old: the plane's state before
 * @new: its state
 * @request: where it goes, with no event
 *
 * Return: whether it does anything.
 */
bool vk_plane_request(const struct drm_plane_state *old, struct drm_plane_state *new,
		      struct vk_request *request)
{
	struct drm_rect rect;

	*request = (struct vk_request) { };
	if (!new->fb || !new->visible || !vk_plane_changed(old, new, &rect))
		return false;
	request->set = vk_buffer_of(new->fb->obj[0])->set;
	vk_plane_window(new, &request->window);
	vk_plane_damage(new, &rect, &request->damage);
	return true;
}

static void vk_plane_update(struct drm_plane *plane, struct drm_atomic_state *state)
{
	struct drm_plane_state *old = drm_atomic_get_old_plane_state(state, plane);
	struct drm_plane_state *new = drm_atomic_get_new_plane_state(state, plane);
	struct vk_device *vk = vk_device_of(plane->dev);
	struct drm_crtc_state *crtc = vk->crtc.state;
	struct vk_request request;

	if (!crtc->active || !vk_plane_request(old, new, &request))
		return;
	if (crtc->event && !vk_event_is_early(crtc->event, old, new))
		swap(request.event, crtc->event);
	/* What was damaged of another frame says nothing of this one. */
	vk_dmabuf_refresh(vk_buffer_of(new->fb->obj[0]),
			  old->fb == new->fb ? &request.damage : &request.window);
	vk_queue_add(&vk->queue, new->fb, &request);
}

static const struct drm_plane_helper_funcs vk_plane_helpers = {
	.atomic_check = vk_plane_check,
	.atomic_update = vk_plane_update,
};

const struct drm_plane_funcs vk_plane_funcs = {
	.update_plane = drm_atomic_helper_update_plane,
	.disable_plane = drm_atomic_helper_disable_plane,
	.destroy = drm_plane_cleanup,
	.reset = drm_atomic_helper_plane_reset,
	.atomic_duplicate_state = drm_atomic_helper_plane_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_plane_destroy_state,
};

/* The screen is as large as what is shown, so that a plane there must be. */
int vk_crtc_check(struct drm_crtc *crtc, struct drm_atomic_state *state)
{
	struct drm_crtc_state *old = drm_atomic_get_old_crtc_state(state, crtc);
	struct drm_crtc_state *new = drm_atomic_get_new_crtc_state(state, crtc);
	struct vk_device *vk = vk_device_of(crtc->dev);
	int ret;

	if (new->enable && !(new->plane_mask & drm_plane_mask(crtc->primary)))
		return -EINVAL;
	/* A ring of a program's may have the screen. */
	if (new->active && !old->active) {
		ret = vp_client_refusal(vk->client);
		if (ret)
			return ret;
	}
	/* A mode set shows all anew; what else is in a commit is not for both planes. */
	return drm_atomic_crtc_needs_modeset(new) ? drm_atomic_add_affected_planes(state, crtc) : 0;
}

/* The event of what was not presented, or need not be waited for */
static void vk_crtc_flush(struct drm_crtc *crtc, struct drm_atomic_state *state)
{
	struct vk_device *vk = vk_device_of(crtc->dev);
	struct drm_pending_vblank_event *event = NULL;

	swap(event, crtc->state->event);
	vk_queue_send(&vk->queue, event);
}

/* The screen is anybody's from now on. */
static void vk_crtc_disable(struct drm_crtc *crtc, struct drm_atomic_state *state)
{
	struct vk_device *vk = vk_device_of(crtc->dev);

	vk_cursor_hide(vk);
	vk_queue_stop(&vk->queue);
	vp_client_blank(vk->client);
}

static const struct drm_crtc_helper_funcs vk_crtc_helpers = {
	.atomic_check = vk_crtc_check,
	.atomic_flush = vk_crtc_flush,
	.atomic_disable = vk_crtc_disable,
};

static const struct drm_crtc_funcs vk_crtc_funcs = {
	.reset = drm_atomic_helper_crtc_reset,
	.destroy = drm_crtc_cleanup,
	.set_config = drm_atomic_helper_set_config,
	.page_flip = vk_flip_page,
	.atomic_duplicate_state = drm_atomic_helper_crtc_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_crtc_destroy_state,
};

/*
 * The helpers' own waits for a vertical blank by a state that may be gone when events
 * come early. What a flip before has replaced may go when this is done.
 */
static void vk_commit_tail(struct drm_atomic_state *state)
{
	struct drm_device *drm = state->dev;
	struct drm_framebuffer *replaced = vk_flip_take_replaced(vk_device_of(drm));

	drm_atomic_helper_commit_modeset_disables(drm, state);
	drm_atomic_helper_commit_planes(drm, state, 0);
	drm_atomic_helper_commit_modeset_enables(drm, state);
	drm_atomic_helper_commit_hw_done(state);
	drm_atomic_helper_wait_for_flip_done(drm, state);
	drm_atomic_helper_cleanup_planes(drm, state);
	if (replaced)
		drm_framebuffer_put(replaced);
}

const struct drm_mode_config_helper_funcs vk_mode_config_helpers = {
	.atomic_commit_tail = vk_commit_tail,
};

/* A new one, or an ERR_PTR for one that does not lie in its buffer as the device wants it */
struct drm_framebuffer *vk_plane_fb(struct drm_framebuffer *fb)
{
	u32 x, y;
	int ret;

	if (IS_ERR(fb))
		return fb;
	ret = vk_dmabuf_shape(fb);
	if (!ret && vk_buffer_place(fb, &x, &y))
		return fb;
	drm_framebuffer_put(fb);
	return ERR_PTR(ret ?: -EINVAL);
}

const struct drm_mode_config_funcs vk_mode_config_funcs = {
	.fb_create = vk_fb_create,
	.atomic_check = drm_atomic_helper_check,
	.atomic_commit = vk_flip_commit,
};

/**
 * vk_plane_make() - make plane, pointer and CRTC
 * @vk: a device with a mode configuration
 * @numbers: there are modes with a palette, whose numbers programs may draw
 * @funcs: the plane's
 * @helpers: the plane's
 * @crtc_helpers: the CRTC's
 *
 * Return: 0 or a negative errno; what was made goes with the mode configuration.
 */
int vk_plane_make(struct vk_device *vk, bool numbers, const struct drm_plane_funcs *funcs,
		  const struct drm_plane_helper_funcs *helpers,
		  const struct drm_crtc_helper_funcs *crtc_helpers)
{
	struct drm_plane *cursor;
	int ret;

	ret = drm_universal_plane_init(&vk->drm, &vk->plane, 1, funcs, vk_plane_formats,
				       ARRAY_SIZE(vk_plane_formats) - !numbers, NULL,
				       DRM_PLANE_TYPE_PRIMARY, NULL);
	if (ret)
		return ret;
	drm_plane_helper_add(&vk->plane, helpers);
	drm_plane_enable_fb_damage_clips(&vk->plane);
	ret = vk_cursor_init(vk, &cursor);
	if (ret)
		return ret;
	ret = drm_crtc_init_with_planes(&vk->drm, &vk->crtc, &vk->plane, cursor, &vk_crtc_funcs,
					NULL);
	if (ret)
		return ret;
	drm_crtc_helper_add(&vk->crtc, crtc_helpers);
	return 0;
}

/**
 * vk_plane_init() - make them for a screen that shows sets
 * @vk: a device with a mode configuration
 *
 * Return: as vk_plane_make().
 */
int vk_plane_init(struct vk_device *vk)
{
	return vk_plane_make(vk, false, &vk_plane_funcs, &vk_plane_helpers, &vk_crtc_helpers);
}
