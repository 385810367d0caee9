/* SPDX-License-Identifier: GPL-2.0 */
/* What each screen is made of and asks of a commit, whatever its hardware is. */
#ifndef VIDEOPORT_KMS_PLANE_H
#define VIDEOPORT_KMS_PLANE_H

#include "drm_compat.h"

extern const struct drm_plane_funcs vk_plane_funcs;
int vk_plane_make(struct vk_device *vk, const struct drm_plane_funcs *funcs,
		  const struct drm_plane_helper_funcs *helpers,
		  const struct drm_crtc_helper_funcs *crtc_helpers);
int vk_plane_check(struct drm_plane *plane, struct drm_atomic_state *state);
int vk_crtc_check(struct drm_crtc *crtc, struct drm_atomic_state *state);

#endif
