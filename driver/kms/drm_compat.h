/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What DRM does differently from Linux 6.1 to 7.3. Distributions move things between
 * versions, so where a configuration tells, it is asked.
 */
#ifndef VIDEOPORT_KMS_DRM_COMPAT_H
#define VIDEOPORT_KMS_DRM_COMPAT_H

#include <linux/dma-buf.h>
#include <linux/version.h>

#include <drm/drm_atomic.h>
#include <drm/drm_drv.h>
#include <drm/drm_format_helper.h>
#include <drm/drm_gem_atomic_helper.h>
#include <drm/drm_gem_framebuffer_helper.h>
#include <drm/drm_prime.h>

#include "kms.h"

struct backlight_device;
struct fb_info;

#if defined(CONFIG_DRM_CLIENT_SETUP) && IS_ENABLED(CONFIG_DRM_TTM_HELPER)
/* From 6.13 on, and in 6.12 as Debian has it */
#define VK_CONSOLE_BY_CLIENT
#include <drm/drm_fbdev_ttm.h>
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 14, 0)
#include <drm/drm_client_setup.h>
#else
#include <drm/clients/drm_client_setup.h>
#endif
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#define VK_NO_CONSOLE
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
#define VK_CONSOLE_BY_TTM
#include <drm/drm_fbdev_ttm.h>
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
#include <drm/drm_fbdev_generic.h>
#else
#include <drm/drm_fb_helper.h>
#endif

/*
 * The console. Each of these draws into memory of its own and copies what has changed
 * into the buffer, which is then mapped for as long as that takes.
 */
static inline void vk_console_setup(struct drm_device *drm)
{
#if defined(VK_CONSOLE_BY_CLIENT)
	drm_client_setup(drm, NULL);
#elif defined(VK_CONSOLE_BY_TTM)
	drm_fbdev_ttm_setup(drm, 32);
#elif !defined(VK_NO_CONSOLE)
	drm_fbdev_generic_setup(drm, 32);
#endif
}

/* Of struct drm_driver */
#if defined(VK_CONSOLE_BY_CLIENT)
#define VK_CONSOLE_OPS DRM_FBDEV_TTM_DRIVER_OPS,
#else
#define VK_CONSOLE_OPS
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 14, 0)
#define VK_DATE .date = "20261127",
#else
#define VK_DATE
#endif

/* These are what there is without them since 6.6. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#define VK_PRIME_OPS \
	.prime_handle_to_fd = drm_gem_prime_handle_to_fd, \
	.prime_fd_to_handle = drm_gem_prime_fd_to_handle, \
	.gem_prime_mmap = drm_gem_prime_mmap,
#else
#define VK_PRIME_OPS
#endif

/*
 * For who maps nothing for a device. Before 6.16 it is mapped at once, unless exporter and
 * importer say the same of whether buffers move.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
static inline void vk_dmabuf_moved(struct dma_buf_attachment *attachment)
{
}

static inline struct dma_buf_attachment *vk_dmabuf_attach(struct dma_buf *buf,
							  struct device *dev)
{
	static const struct dma_buf_attach_ops ops = { .move_notify = vk_dmabuf_moved };

	return buf->ops->pin ? dma_buf_dynamic_attach(buf, dev, &ops, NULL) :
			       dma_buf_attach(buf, dev);
}
#else
static inline struct dma_buf_attachment *vk_dmabuf_attach(struct dma_buf *buf,
							  struct device *dev)
{
	return dma_buf_attach(buf, dev);
}
#endif

/* With a format from 6.17 on */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
static inline struct drm_framebuffer *vk_fb_create(struct drm_device *drm, struct drm_file *file,
						   const struct drm_mode_fb_cmd2 *cmd)
{
	return vk_plane_fb(drm_gem_fb_create_with_funcs(drm, file, cmd,
							&vk_flip_fb_funcs));
}
#else
static inline struct drm_framebuffer *vk_fb_create(struct drm_device *drm, struct drm_file *file,
						   const struct drm_format_info *info,
						   const struct drm_mode_fb_cmd2 *cmd)
{
	return vk_plane_fb(drm_gem_fb_create_with_funcs(drm, file, info, cmd,
							&vk_flip_fb_funcs));
}
#endif

/* What the panic screen looks at while nothing else runs is not to change meanwhile. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#include <drm/drm_panic.h>
#define VK_HAS_PANIC IS_ENABLED(CONFIG_DRM_PANIC)
#define vk_panic_lock(drm, flags) drm_panic_lock(drm, flags)
#define vk_panic_unlock(drm, flags) drm_panic_unlock(drm, flags)
#else
#define VK_HAS_PANIC 0
#define vk_panic_lock(drm, flags) ((void)(flags))
#define vk_panic_unlock(drm, flags) ((void)(flags))
#endif

/* Of struct backlight_ops: a console that is blank, of whichever screen, leaves it alone. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
static inline bool vk_no_console(struct backlight_device *light, struct device *screen)
{
	return false;
}

#define VK_BACKLIGHT_ALONE .controls_device = vk_no_console,
#else
static inline int vk_no_console(struct backlight_device *light, struct fb_info *screen)
{
	return 0;
}

#define VK_BACKLIGHT_ALONE .check_fb = vk_no_console,
#endif

/* Renamed in 7.2 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 2, 0)
#define drm_atomic_state drm_atomic_commit
#define drm_atomic_state_put drm_atomic_commit_put
#endif

/*
 * Conversions have room for a line of their own before 6.7, and the plane's state after.
 * RGB565 asked for an order of bytes before 6.17; XRGB1555 came in 6.3.
 */
#define VK_CONVERT_XRGB1555 (LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0))

static inline void vk_convert(u32 format, struct iosys_map *to, const unsigned int *pitch,
			      struct drm_shadow_plane_state *shadow, const struct drm_rect *rect)
{
	const struct drm_framebuffer *fb = shadow->base.fb;
	const struct iosys_map *from = shadow->data;

	switch (format) {
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)
	case DRM_FORMAT_RGB332:
		drm_fb_xrgb8888_to_rgb332(to, pitch, from, fb, rect);
		break;
	case DRM_FORMAT_RGB565:
		drm_fb_xrgb8888_to_rgb565(to, pitch, from, fb, rect, false);
		break;
#if VK_CONVERT_XRGB1555
	case DRM_FORMAT_XRGB1555:
		drm_fb_xrgb8888_to_xrgb1555(to, pitch, from, fb, rect);
		break;
#endif
	case DRM_FORMAT_RGB888:
		drm_fb_xrgb8888_to_rgb888(to, pitch, from, fb, rect);
		break;
#else
	case DRM_FORMAT_RGB332:
		drm_fb_xrgb8888_to_rgb332(to, pitch, from, fb, rect, &shadow->fmtcnv_state);
		break;
	case DRM_FORMAT_RGB565:
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
		drm_fb_xrgb8888_to_rgb565(to, pitch, from, fb, rect, &shadow->fmtcnv_state, false);
#else
		drm_fb_xrgb8888_to_rgb565(to, pitch, from, fb, rect, &shadow->fmtcnv_state);
#endif
		break;
	case DRM_FORMAT_XRGB1555:
		drm_fb_xrgb8888_to_xrgb1555(to, pitch, from, fb, rect, &shadow->fmtcnv_state);
		break;
	case DRM_FORMAT_RGB888:
		drm_fb_xrgb8888_to_rgb888(to, pitch, from, fb, rect, &shadow->fmtcnv_state);
		break;
#endif
	default:
		drm_fb_memcpy(to, pitch, from, fb, rect);
	}
}

#endif
