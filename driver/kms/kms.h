/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A DRM device whose hardware is a miniport with a ring: one screen, which shows dumb
 * buffers as they are. No pixel is copied by the processor.
 */
#ifndef VIDEOPORT_KMS_H
#define VIDEOPORT_KMS_H

#include <linux/iosys-map.h>

#include <drm/drm_connector.h>
#include <drm/drm_crtc.h>
#include <drm/drm_device.h>
#include <drm/drm_encoder.h>
#include <drm/drm_gem.h>
#include <drm/drm_plane.h>

#include "client.h"
#include "queue.h"
#include "shadow.h"

struct backlight_device;

/**
 * struct vk_device - a screen
 * @drm: holds this memory
 * @client: one reference; the port driver's side
 * @group: what is let go of with the adapter
 * @plane: the whole of the screen
 * @crtc: has the screen while it is active
 * @cursor: the pointer, where the miniport has one
 * @encoder: nothing
 * @connector: the monitor
 * @queue: presents, where there is a ring
 * @replaced: what the last flip took the place of, which the device may be at yet
 * @shadow: the device's memory, where there is none
 * @light: the light behind the screen, or NULL
 * @levels: those that it has
 */
struct vk_device {
	struct drm_device drm;
	struct vp_client *client;
	void *group;
	struct drm_plane plane;
	struct drm_crtc crtc;
	struct drm_plane cursor;
	struct drm_encoder encoder;
	struct drm_connector connector;
	struct vk_queue queue;
	struct drm_framebuffer *replaced;
	struct vk_shadow shadow;
	struct backlight_device *light;
	u8 levels[256];
};

/**
 * struct vk_buffer - a dumb buffer: a set of one frame; or somebody else's dma-buf
 * @base: as DRM sees it
 * @set: the frame's memory. Of a dma-buf NULL until the first frame buffer says how long
 *	its lines are, as what comes until @copied
 * @width: pixels
 * @height: pixels
 * @pitch: bytes
 * @copied: bytes from a line to the next in @set, where that is a copy of the dma-buf; or 0
 * @from: the dma-buf, where it is @copied
 * @dummy: what is drawn into when the device is gone; NULL until somebody does
 */
struct vk_buffer {
	struct drm_gem_object base;
	struct vp_set *set;
	u32 width;
	u32 height;
	u32 pitch;
	u32 copied;
	struct iosys_map from;
	void *dummy;
};

static inline struct vk_device *vk_device_of(struct drm_device *drm)
{
	return container_of(drm, struct vk_device, drm);
}

static inline struct vk_buffer *vk_buffer_of(struct drm_gem_object *obj)
{
	return container_of(obj, struct vk_buffer, base);
}

/* buffer.c */
void vk_buffer_free(struct drm_gem_object *obj);
int vk_buffer_dumb_create(struct drm_file *file, struct drm_device *drm,
			  struct drm_mode_create_dumb *args);
bool vk_buffer_place(const struct drm_framebuffer *fb, u32 *x, u32 *y);

/* plane.c */
extern const struct drm_mode_config_funcs vk_mode_config_funcs;
extern const struct drm_mode_config_helper_funcs vk_mode_config_helpers;
extern const struct drm_framebuffer_funcs vk_flip_fb_funcs;
struct drm_framebuffer *vk_plane_fb(struct drm_framebuffer *fb);
int vk_plane_init(struct vk_device *vk);

/* cursor.c */
int vk_cursor_init(struct vk_device *vk, struct drm_plane **cursor);
void vk_cursor_hide(struct vk_device *vk);

/* dmabuf.c */
struct dma_buf *vk_dmabuf_export(struct drm_gem_object *obj, int flags);
struct drm_gem_object *vk_dmabuf_import(struct drm_device *drm, struct dma_buf *buf);
struct drm_gem_object *vk_dmabuf_import_shadow(struct drm_device *drm, struct dma_buf *buf);
int vk_dmabuf_shape(const struct drm_framebuffer *fb);
void vk_dmabuf_refresh(struct vk_buffer *buffer, const struct vp_client_rect *rect);
void vk_dmabuf_end(struct vk_buffer *buffer);

/* backlight.c */
int vk_backlight_register(struct drm_connector *connector);
void vk_backlight_unregister(struct drm_connector *connector);

/* palette.c */
#define VK_PALETTE	256
bool vk_palette_is_of(const struct drm_framebuffer *fb);
int vk_palette_load(struct vk_device *vk, const struct drm_crtc_state *crtc,
		    const struct drm_framebuffer *fb);

/* modes.c */
int vk_modes_init(struct vk_device *vk);

#endif
