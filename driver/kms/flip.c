// SPDX-License-Identifier: GPL-2.0
/*
 * What programs do with each frame, by the shortest way: damage, and flips that nothing is
 * waited for but the flip before. All else is the helpers', and each of these looks first
 * whether it would disturb them, or they it.
 */
#include <linux/dma-resv.h>

#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>
#include <drm/drm_atomic_uapi.h>
#include <drm/drm_crtc.h>
#include <drm/drm_damage_helper.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem.h>
#include <drm/drm_gem_framebuffer_helper.h>
#include <drm/drm_plane.h>
#include <drm/drm_vblank.h>

#include "kms.h"
#include "drm_compat.h"
#include "plane.h"

/* Whether somebody is drawing there yet, or it is to be copied: the helpers' part */
static bool vk_flip_is_fenced(const struct drm_framebuffer *fb)
{
	return vk_buffer_of(fb->obj[0])->copied ||
	       !dma_resv_test_signaled(fb->obj[0]->resv, DMA_RESV_USAGE_WRITE);
}

/* What the clips cover, in the set; none stand for all. */
static void vk_flip_damage(const struct drm_framebuffer *fb, const struct drm_clip_rect *clips,
			   unsigned int count, struct vp_client_rect *damage)
{
	u32 left = fb->width, top = fb->height, right = 0, bottom = 0, x = 0, y = 0;
	unsigned int i;

	for (i = 0; i < count; i++) {
		left = min_t(u32, left, clips[i].x1);
		top = min_t(u32, top, clips[i].y1);
		right = max_t(u32, right, clips[i].x2);
		bottom = max_t(u32, bottom, clips[i].y2);
	}
	if (!count) {
		left = 0;
		top = 0;
		right = fb->width;
		bottom = fb->height;
	}
	vk_buffer_place(fb, &x, &y);
	damage->x = x + left;
	damage->y = y + top;
	damage->width = right > left ? right - left : 0;
	damage->height = bottom > top ? bottom - top : 0;
}

/* No commit: it never waits for the device, and takes no lock that a commit has. */
static int vk_flip_dirty(struct drm_framebuffer *fb, struct drm_file *file, unsigned int flags,
			 unsigned int color, struct drm_clip_rect *clips, unsigned int count)
{
	struct vk_device *vk = vk_device_of(fb->dev);
	struct vp_client_rect damage;

	if (vk_flip_is_fenced(fb))
		return drm_atomic_helper_dirtyfb(fb, file, flags, color, clips, count);
	vk_flip_damage(fb, clips, count, &damage);
	vk_queue_dirty(&vk->queue, fb, &damage);
	return 0;
}

const struct drm_framebuffer_funcs vk_flip_fb_funcs = {
	.destroy = drm_gem_fb_destroy,
	.create_handle = drm_gem_fb_create_handle,
	.dirty = vk_flip_dirty,
};

static bool vk_flip_was_done(struct drm_crtc_commit *commit)
{
	return !commit || (completion_done(&commit->hw_done) &&
			   completion_done(&commit->flip_done));
}

/* Whether no commit of the helpers' is under way; the locks of plane and CRTC held */
static bool vk_flip_is_settled(struct vk_device *vk)
{
	return vk_flip_was_done(vk->crtc.state->commit) &&
	       vk_flip_was_done(vk->plane.state->commit);
}

/**
 * vk_flip_replace() - let go of what a flip has replaced
 * @vk: the device
 * @fb: what one replaces now, which is kept until the next or a commit is through, as the
 *	device may be at it; or NULL
 *
 * Context: process context, may sleep; the flip before is done.
 */
void vk_flip_replace(struct vk_device *vk, struct drm_framebuffer *fb)
{
	struct drm_framebuffer *before;

	if (fb)
		drm_framebuffer_get(fb);
	before = xchg(&vk->replaced, fb);
	if (before)
		drm_framebuffer_put(before);
}

/**
 * vk_flip_take_replaced() - what the flip before a commit has replaced
 * @vk: the device
 *
 * Of a commit that is not done yet, so that no flip of ours is begun. One that is under
 * way, as where a pointer overtakes it, keeps what it has replaced.
 *
 * Return: for the caller to put when the commit is through, or NULL.
 */
struct drm_framebuffer *vk_flip_take_replaced(struct vk_device *vk)
{
	return vk_queue_is_flipping(&vk->queue) ? NULL : xchg(&vk->replaced, NULL);
}

static void vk_flip_swap(struct vk_device *vk, struct drm_framebuffer *fb)
{
	struct drm_plane_state *state = vk->plane.state;
	unsigned long flags = 0;

	vk_flip_replace(vk, state->fb);
	vk_panic_lock(&vk->drm, flags);
	drm_atomic_set_fb_for_plane(state, fb);
	vk_panic_unlock(&vk->drm, flags);
}

/**
 * vk_flip_page() - as struct drm_crtc_funcs has it
 * @crtc: ours; its lock and its plane's are held
 * @fb: as large as what it replaces, or larger
 * @event: the program's, or NULL
 * @flags: DRM_MODE_PAGE_FLIP_*
 * @ctx: of the locks
 *
 * Return: 0; -EBUSY if the flip before is not done; as the helper.
 */
int vk_flip_page(struct drm_crtc *crtc, struct drm_framebuffer *fb,
		 struct drm_pending_vblank_event *event, u32 flags,
		 struct drm_modeset_acquire_ctx *ctx)
{
	struct vk_device *vk = vk_device_of(crtc->dev);
	struct drm_plane_state *state = vk->plane.state;
	struct vk_request request = { .event = event };

	if (vp_client_is_linear(vk->client))
		return drm_atomic_helper_page_flip(crtc, fb, event, flags, ctx);
	if (vk_queue_is_flipping(&vk->queue))
		return -EBUSY;
	if (!event || flags & ~DRM_MODE_PAGE_FLIP_EVENT || !crtc->state->active ||
	    state->crtc != crtc || !state->visible || !vk_flip_is_settled(vk) ||
	    vk_flip_is_fenced(fb))
		return drm_atomic_helper_page_flip(crtc, fb, event, flags, ctx);
	vk_flip_swap(vk, fb);
	request.set = vk_buffer_of(fb->obj[0])->set;
	vk_plane_window(state, &request.window);
	request.damage = request.window;
	vk_queue_flip(&vk->queue, fb, &request);
	return 0;
}

/* Whether a commit is a flip and nothing else, and nothing is waited for. */
static bool vk_flip_is_plain(struct vk_device *vk, struct drm_atomic_state *state)
{
	struct drm_crtc_state *crtc = drm_atomic_get_new_crtc_state(state, &vk->crtc);
	struct drm_plane_state *plane = drm_atomic_get_new_plane_state(state, &vk->plane);

	return crtc && plane && crtc->event && crtc->active &&
	       !drm_atomic_crtc_needs_modeset(crtc) && !crtc->color_mgmt_changed &&
	       plane->fb && plane->visible && !plane->fence &&
	       (!vk->cursor.dev || !drm_atomic_get_new_plane_state(state, &vk->cursor)) &&
	       !drm_atomic_get_new_connector_state(state, &vk->connector) &&
	       vk_flip_is_settled(vk) && !vk_flip_is_fenced(plane->fb);
}

/* A pointer that moves is no flip, and does not wait for one. */
static bool vk_flip_is_overtaken(struct vk_device *vk, struct drm_atomic_state *state)
{
	struct drm_crtc_state *crtc = drm_atomic_get_new_crtc_state(state, &vk->crtc);

	return state->legacy_cursor_update && !crtc->event &&
	       !drm_atomic_crtc_needs_modeset(crtc) &&
	       !drm_atomic_get_new_plane_state(state, &vk->plane);
}

/* What is done with the commit's states is done at once. */
static int vk_flip_make(struct vk_device *vk, struct drm_atomic_state *state)
{
	struct drm_pending_vblank_event *event = NULL;
	struct drm_plane_state *old, *new;
	struct vk_request request;
	int ret;

	ret = drm_atomic_helper_swap_state(state, false);
	if (ret)
		return ret;
	old = drm_atomic_get_old_plane_state(state, &vk->plane);
	new = drm_atomic_get_new_plane_state(state, &vk->plane);
	swap(event, vk->crtc.state->event);
	vk_flip_replace(vk, old->fb);
	if (!vk_plane_request(old, new, &request)) {
		vk_queue_send(&vk->queue, event);
		return 0;
	}
	request.event = event;
	vk_queue_flip(&vk->queue, new->fb, &request);
	return 0;
}

/**
 * vk_flip_commit() - as struct drm_mode_config_funcs has it
 * @drm: the device
 * @state: what was checked
 * @nonblock: nothing is waited for
 *
 * The helpers know nothing of the flips that are made here, which they are kept behind.
 *
 * Return: 0; -EBUSY if the flip before is not done; as the helper.
 */
int vk_flip_commit(struct drm_device *drm, struct drm_atomic_state *state, bool nonblock)
{
	struct vk_device *vk = vk_device_of(drm);

	if (drm_atomic_get_new_crtc_state(state, &vk->crtc) && vk_queue_is_flipping(&vk->queue)) {
		if (nonblock)
			return -EBUSY;
		if (!vk_flip_is_overtaken(vk, state))
			vk_queue_wait(&vk->queue);
	}
	if (nonblock && vk_flip_is_plain(vk, state))
		return vk_flip_make(vk, state);
	return drm_atomic_helper_commit(drm, state, nonblock);
}
