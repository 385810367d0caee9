/* SPDX-License-Identifier: GPL-2.0 */
/* What each screen asks of a commit, whatever its hardware is. */
#ifndef VIDEOPORT_KMS_PLANE_H
#define VIDEOPORT_KMS_PLANE_H

#include "drm_compat.h"

int vk_plane_check(struct drm_plane *plane, struct drm_atomic_state *state);
int vk_crtc_check(struct drm_crtc *crtc, struct drm_atomic_state *state);

#endif
