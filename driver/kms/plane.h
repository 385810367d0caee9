/* SPDX-License-Identifier: GPL-2.0 */
/* What each screen is made of and asks of a commit, whatever its hardware is. */
#ifndef VIDEOPORT_KMS_PLANE_H
#define VIDEOPORT_KMS_PLANE_H

#include "drm_compat.h"

extern const struct drm_plane_funcs vk_plane_funcs;
int vk_plane_make(struct vk_device *vk, bool numbers, const struct drm_plane_funcs *funcs,
		  const struct drm_plane_helper_funcs *helpers,
		  const struct drm_crtc_helper_funcs *crtc_helpers);
int vk_plane_check(struct drm_plane *plane, struct drm_atomic_state *state);
int vk_crtc_check(struct drm_crtc *crtc, struct drm_atomic_state *state);
void vk_plane_window(const struct drm_plane_state *state, struct vp_client_rect *window);
bool vk_plane_request(const struct drm_plane_state *old, struct drm_plane_state *new,
		      struct vk_request *request);

/* flip.c */
int vk_flip_page(struct drm_crtc *crtc, struct drm_framebuffer *fb,
		 struct drm_pending_vblank_event *event, u32 flags,
		 struct drm_modeset_acquire_ctx *ctx);
int vk_flip_commit(struct drm_device *drm, struct drm_atomic_state *state, bool nonblock);
struct drm_framebuffer *vk_flip_take_replaced(struct vk_device *vk);
void vk_flip_replace(struct vk_device *vk, struct drm_framebuffer *fb);

#endif
