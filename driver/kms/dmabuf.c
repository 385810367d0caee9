// SPDX-License-Identifier: GPL-2.0
/*
 * Buffers of other drivers, and ours for them. A dumb buffer is exported by the port driver,
 * as a program's frames are. Of somebody else's dma-buf the device reads the memory where
 * it can, as a set of its addresses; where it can't, what is presented of it is copied into
 * a set of ours. What is mapped for the device the port driver has, as it is to be unmapped
 * when the device goes; DRM's own part maps nothing.
 */
#include <linux/dma-buf.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include <drm/drm_drv.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem_shmem_helper.h>
#include <drm/drm_prime.h>

#include "compat/dma_buf.h"
#include "compat/export.h"
#include "kms.h"
#include "drm_compat.h"

/* As the smallest dumb buffer */
#define VK_DMABUF_LEAST		64

/* Frame buffers of one dma-buf may be made at a time. */
static DEFINE_MUTEX(vk_dmabuf_lock); /* guards vk_buffer.set of dma-bufs while it is NULL */

static void vk_dmabuf_release(void *data)
{
	struct drm_gem_object *obj = data;
	struct drm_device *drm = obj->dev;

	drm_gem_object_put(obj);
	drm_dev_put(drm);
}

/**
 * vk_dmabuf_export() - make a dma-buf of a dumb buffer
 * @obj: the buffer, which the dma-buf holds
 * @flags: of its file
 *
 * Context: process context, may sleep.
 * Return: the dma-buf, or an ERR_PTR.
 */
struct dma_buf *vk_dmabuf_export(struct drm_gem_object *obj, int flags)
{
	const struct vp_client_share share = {
		.owner = THIS_MODULE,
		.release = vk_dmabuf_release,
		.data = obj,
		.resv = obj->resv,
	};
	struct dma_buf *buf;

	drm_dev_get(obj->dev);
	drm_gem_object_get(obj);
	buf = vp_client_export(vk_buffer_of(obj)->set, flags, &share);
	if (IS_ERR(buf))
		vk_dmabuf_release(obj);
	return buf;
}

/* For vmap(), where a device draws by itself, as a pointer's image is read; with its lock */
static int vk_dmabuf_vmap(struct drm_gem_object *obj, struct iosys_map *map)
{
	return dma_buf_vmap(obj->import_attach->dmabuf, map);
}

static void vk_dmabuf_vunmap(struct drm_gem_object *obj, struct iosys_map *map)
{
	dma_buf_vunmap(obj->import_attach->dmabuf, map);
}

static const struct drm_gem_object_funcs vk_dmabuf_funcs = {
	.free = vk_buffer_free,
	.vmap = vk_dmabuf_vmap,
	.vunmap = vk_dmabuf_vunmap,
};

static struct drm_gem_object *vk_dmabuf_new(struct drm_device *drm,
					    struct dma_buf_attachment *attachment)
{
	struct vk_buffer *buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);
	size_t size = round_down(attachment->dmabuf->size, PAGE_SIZE);

	if (!buffer)
		return ERR_PTR(-ENOMEM);
	buffer->base.funcs = &vk_dmabuf_funcs;
	drm_gem_private_object_init(drm, &buffer->base, size);
	return &buffer->base;
}

static struct drm_gem_object *vk_dmabuf_new_shadow(struct drm_device *drm,
						   struct dma_buf_attachment *attachment)
{
	return drm_gem_shmem_prime_import_sg_table(drm, attachment, NULL);
}

/* @make: of what DRM's part of it is */
static struct drm_gem_object *
vk_dmabuf_take(struct drm_device *drm, struct dma_buf *buf,
	       struct drm_gem_object *(*make)(struct drm_device *drm,
					      struct dma_buf_attachment *attachment))
{
	struct dma_buf_attachment *attachment;
	struct drm_gem_object *obj;

	if (buf->size < PAGE_SIZE)
		return ERR_PTR(-EINVAL);
	attachment = vk_dmabuf_attach(buf, drm->dev);
	if (IS_ERR(attachment))
		return ERR_CAST(attachment);
	obj = make(drm, attachment);
	if (IS_ERR(obj)) {
		dma_buf_detach(buf, attachment);
		return obj;
	}
	get_dma_buf(buf);
	obj->import_attach = attachment;
	obj->resv = buf->resv;
	return obj;
}

/**
 * vk_dmabuf_import() - let a dma-buf be a buffer of a screen that shows sets
 * @drm: the device
 * @buf: the dma-buf
 *
 * Context: process context, may sleep.
 * Return: the dumb buffer that it is of, or a new object; or an ERR_PTR.
 */
struct drm_gem_object *vk_dmabuf_import(struct drm_device *drm, struct dma_buf *buf)
{
	struct drm_gem_object *obj = vp_client_exported(buf, vk_dmabuf_release);

	if (!obj || obj->dev != drm)
		return vk_dmabuf_take(drm, buf, vk_dmabuf_new);
	drm_gem_object_get(obj);
	return obj;
}

/**
 * vk_dmabuf_import_shadow() - let a dma-buf be what a screen in the device's memory is copied
 *	from
 * @drm: the device
 * @buf: the dma-buf
 *
 * Context: process context, may sleep.
 * Return: as vk_dmabuf_import().
 */
struct drm_gem_object *vk_dmabuf_import_shadow(struct drm_device *drm, struct dma_buf *buf)
{
	/* Which gives ours back, and others only to who says how they are mapped. */
	struct drm_gem_object *obj = drm_gem_prime_import_dev(drm, buf, drm->dev);

	if (PTR_ERR(obj) != -EINVAL)
		return obj;
	return vk_dmabuf_take(drm, buf, vk_dmabuf_new_shadow);
}

/* Memory of ours that what is presented is copied into */
static struct vp_set *vk_dmabuf_copy(struct vk_buffer *buffer)
{
	struct vk_device *vk = vk_device_of(buffer->base.dev);
	struct dma_buf *buf = buffer->base.import_attach->dmabuf;
	struct vp_set *set;
	u64 bytes;
	int ret;

	ret = vp_dma_buf_vmap(buf, &buffer->from);
	if (ret)
		return ERR_PTR(ret);
	set = vp_client_make(vk->client, max_t(u32, buffer->width, VK_DMABUF_LEAST),
			     max_t(u32, buffer->height, VK_DMABUF_LEAST), &buffer->copied,
			     &bytes);
	if (IS_ERR(set)) {
		vp_dma_buf_vunmap(buf, &buffer->from);
		buffer->copied = 0;
	}
	return set;
}

/* The whole of it, as long as its lines are: frame buffers lie within. */
static int vk_dmabuf_shape_by(struct vk_buffer *buffer, u32 pitch)
{
	struct drm_mode_config *config = &buffer->base.dev->mode_config;
	struct dma_buf *buf = buffer->base.import_attach->dmabuf;
	struct vk_device *vk = vk_device_of(buffer->base.dev);
	struct vp_set *set = ERR_PTR(-EOPNOTSUPP);

	lockdep_assert_held(&vk_dmabuf_lock);
	if (pitch < 4 || pitch % 4)
		return -EINVAL;
	buffer->pitch = pitch;
	buffer->width = min_t(u32, pitch / 4, config->max_width);
	buffer->height = min_t(u64, buffer->base.size / pitch, config->max_height);
	if (!buffer->height)
		return -EINVAL;
	if (buffer->width >= VK_DMABUF_LEAST && buffer->height >= VK_DMABUF_LEAST &&
	    buffer->width == pitch / 4)
		set = vp_client_import(vk->client, buf, pitch, buffer->height);
	if (PTR_ERR(set) == -EOPNOTSUPP)
		set = vk_dmabuf_copy(buffer);
	if (IS_ERR(set))
		return PTR_ERR(set);
	buffer->set = set;
	return 0;
}

/**
 * vk_dmabuf_shape() - let the device read what a frame buffer is of
 * @fb: the frame buffer
 *
 * Context: process context, may sleep.
 * Return: 0, also for a dumb buffer; -EINTR; or why it can be neither read nor copied.
 */
int vk_dmabuf_shape(const struct drm_framebuffer *fb)
{
	struct vk_buffer *buffer = vk_buffer_of(fb->obj[0]);
	int ret = 0;

	if (!fb->obj[0]->import_attach)
		return 0;
	if (mutex_lock_interruptible(&vk_dmabuf_lock))
		return -EINTR;
	if (!buffer->set)
		ret = vk_dmabuf_shape_by(buffer, fb->pitches[0]);
	mutex_unlock(&vk_dmabuf_lock);
	return ret;
}

static void vk_dmabuf_lines(const struct vk_buffer *buffer, const struct vp_client_rect *rect,
			    void *to)
{
	u32 y;

	for (y = rect->y; y < rect->y + rect->height; y++)
		iosys_map_memcpy_from(to + (u64)y * buffer->copied + rect->x * 4, &buffer->from,
				      (u64)y * buffer->pitch + rect->x * 4, rect->width * 4);
}

/**
 * vk_dmabuf_refresh() - copy what is about to be presented, where it is copied
 * @buffer: any buffer
 * @rect: what may have changed of it; a part of a frame buffer's
 *
 * Context: process context, may sleep.
 */
void vk_dmabuf_refresh(struct vk_buffer *buffer, const struct vp_client_rect *rect)
{
	struct dma_buf *buf;
	void *to;

	if (!buffer->copied)
		return;
	buf = buffer->base.import_attach->dmabuf;
	if (dma_buf_begin_cpu_access(buf, DMA_FROM_DEVICE))
		return;
	/* Removal waits for what comes, so nothing there is to wait for another driver. */
	if (!vp_client_vmap(buffer->set, &to)) {
		vk_dmabuf_lines(buffer, rect, to);
		vp_client_vunmap(buffer->set);
	}
	dma_buf_end_cpu_access(buf, DMA_FROM_DEVICE);
}

/* Of a buffer without a set any more: what DRM and we have of the dma-buf */
void vk_dmabuf_end(struct vk_buffer *buffer)
{
	struct drm_gem_object *obj = &buffer->base;

	if (buffer->copied)
		vp_dma_buf_vunmap(obj->import_attach->dmabuf, &buffer->from);
	drm_prime_gem_destroy(obj, NULL);
}

VP_IMPORT_DMA_BUF();
