// SPDX-License-Identifier: GPL-2.0
/*
 * Dumb buffers: each is a frame set of one frame, which the device reads as bus master.
 * Whoever holds one when the device goes, a mapping or the kernel's console, has a page
 * that nobody looks at from then on.
 */
#include <linux/iosys-map.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <drm/drm_drv.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem_framebuffer_helper.h>
#include <drm/drm_vma_manager.h>

#include "kms.h"

/*
 * Edges of the smallest, pixels: Xorg tries a device with a buffer of one, and no miniport
 * says how small its frames may be.
 */
#define VK_BUFFER_LEAST	64

/* One page, as often as the buffer has pages */
static void *vk_buffer_nowhere(size_t size)
{
	unsigned long count = size >> PAGE_SHIFT, i;
	struct page *page, **pages;
	void *at = NULL;

	pages = kvmalloc_array(count, sizeof(*pages), GFP_KERNEL);
	page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	for (i = 0; pages && page && i < count; i++)
		pages[i] = page;
	if (pages && page)
		at = vmap(pages, count, VM_MAP, PAGE_KERNEL);
	kvfree(pages);
	if (!at && page)
		__free_page(page);
	return at;
}

static void vk_buffer_unmap(void *at)
{
	struct page *page = vmalloc_to_page(at);

	vunmap(at);
	__free_page(page);
}

/* By munmap(), too, so it neither waits for the device nor takes a lock of its. */
void vk_buffer_free(struct drm_gem_object *obj)
{
	struct vk_device *vk = vk_device_of(obj->dev);
	struct vk_buffer *buffer = vk_buffer_of(obj);

	if (buffer->set) {
		vk_queue_forget(&vk->queue, buffer->set);
		vp_client_free(vk->client, buffer->set);
	}
	if (buffer->dummy)
		vk_buffer_unmap(buffer->dummy);
	if (obj->import_attach)
		vk_dmabuf_end(buffer);
	drm_gem_object_release(obj);
	kfree(buffer);
}

/* Made once, for whoever has the buffer then: it goes with it. */
static int vk_buffer_dummy(struct vk_buffer *buffer)
{
	void *at;

	if (READ_ONCE(buffer->dummy))
		return 0;
	at = vk_buffer_nowhere(buffer->base.size);
	if (!at)
		return -ENOMEM;
	if (cmpxchg(&buffer->dummy, NULL, at))
		vk_buffer_unmap(at);
	return 0;
}

/* A program can do nothing about SIGBUS, says Documentation/gpu/drm-uapi.rst. */
static vm_fault_t vk_buffer_fault_nowhere(struct vk_buffer *buffer, struct vm_fault *vmf)
{
	if (vk_buffer_dummy(buffer))
		return VM_FAULT_OOM;
	return vmf_insert_pfn(vmf->vma, vmf->address,
			      page_to_pfn(vmalloc_to_page(buffer->dummy)));
}

static vm_fault_t vk_buffer_fault(struct vm_fault *vmf)
{
	struct drm_gem_object *obj = vmf->vma->vm_private_data;
	unsigned long page = vmf->pgoff - drm_vma_node_start(&obj->vma_node);
	vm_fault_t ret;
	int idx;

	/* What was mapped is taken away only once this is seen by all. */
	if (!drm_dev_enter(obj->dev, &idx))
		return vk_buffer_fault_nowhere(vk_buffer_of(obj), vmf);
	ret = vp_client_fault(vk_buffer_of(obj)->set, vmf, page);
	drm_dev_exit(idx);
	return ret;
}

/* For a debugger: the pages may have no struct page. */
static int vk_buffer_access(struct vm_area_struct *vma, unsigned long addr, void *buf, int len,
			    int write)
{
	struct drm_gem_object *obj = vma->vm_private_data;
	unsigned long page = vma->vm_pgoff - drm_vma_node_start(&obj->vma_node);

	if (write && !(vma->vm_flags & VM_WRITE))
		return -EFAULT;
	return vp_client_access(vk_buffer_of(obj)->set,
				((u64)page << PAGE_SHIFT) + addr - vma->vm_start, buf,
				min_t(unsigned long, len, vma->vm_end - addr), write);
}

static const struct vm_operations_struct vk_buffer_vm_ops = {
	.open = drm_gem_vm_open,
	.close = drm_gem_vm_close,
	.fault = vk_buffer_fault,
	.access = vk_buffer_access,
};

static int vk_buffer_mmap(struct drm_gem_object *obj, struct vm_area_struct *vma)
{
	return vp_client_mmap(vk_buffer_of(obj)->set, vma);
}

/* The console warns of a buffer that it can't draw into, and draws after the device is gone. */
static int vk_buffer_vmap(struct drm_gem_object *obj, struct iosys_map *map)
{
	struct vk_buffer *buffer = vk_buffer_of(obj);
	void *at;
	int ret;

	ret = vp_client_vmap(buffer->set, &at);
	if (ret == -ENODEV) {
		ret = vk_buffer_dummy(buffer);
		at = buffer->dummy;
	}
	if (!ret)
		iosys_map_set_vaddr(map, at);
	return ret;
}

static void vk_buffer_vunmap(struct drm_gem_object *obj, struct iosys_map *map)
{
	struct vk_buffer *buffer = vk_buffer_of(obj);

	if (map->vaddr != buffer->dummy)
		vp_client_vunmap(buffer->set);
}

static const struct drm_gem_object_funcs vk_buffer_funcs = {
	.free = vk_buffer_free,
	.export = vk_dmabuf_export,
	.mmap = vk_buffer_mmap,
	.vm_ops = &vk_buffer_vm_ops,
	.vmap = vk_buffer_vmap,
	.vunmap = vk_buffer_vunmap,
};

static struct vk_buffer *vk_buffer_new(struct vk_device *vk, u32 width, u32 height)
{
	struct vk_buffer *buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);
	u64 bytes;

	if (!buffer)
		return ERR_PTR(-ENOMEM);
	buffer->set = vp_client_make(vk->client, width, height, &buffer->pitch, &bytes);
	if (IS_ERR(buffer->set)) {
		struct vp_set *error = buffer->set;

		kfree(buffer);
		return ERR_CAST(error);
	}
	buffer->width = width;
	buffer->height = height;
	buffer->base.funcs = &vk_buffer_funcs;
	drm_gem_private_object_init(&vk->drm, &buffer->base, bytes);
	return buffer;
}

/**
 * vk_buffer_dumb_create() - make a dumb buffer
 * @file: whose it will be
 * @drm: the device
 * @args: the program's; where lines have another number of bits a pixel than 32, their
 *	bytes count
 *
 * Context: process context, may sleep.
 * Return: 0 or a negative errno.
 */
int vk_buffer_dumb_create(struct drm_file *file, struct drm_device *drm,
			  struct drm_mode_create_dumb *args)
{
	u64 width = max_t(u64, DIV_ROUND_UP_ULL((u64)args->width * args->bpp, 32), VK_BUFFER_LEAST);
	struct vk_buffer *buffer;
	int ret;

	if (width > U32_MAX)
		return -EINVAL;
	buffer = vk_buffer_new(vk_device_of(drm), width,
			       max_t(u32, args->height, VK_BUFFER_LEAST));
	if (IS_ERR(buffer))
		return PTR_ERR(buffer);
	args->pitch = buffer->pitch;
	args->size = buffer->base.size;
	ret = drm_gem_handle_create(file, &buffer->base, &args->handle);
	drm_gem_object_put(&buffer->base);
	return ret;
}

/**
 * vk_buffer_place() - where in its buffer a frame buffer lies
 * @fb: of 32 bits a pixel
 * @x: its left edge, pixels
 * @y: its upper edge
 *
 * Return: whether it lies within, with lines as long as the buffer's.
 */
bool vk_buffer_place(const struct drm_framebuffer *fb, u32 *x, u32 *y)
{
	const struct vk_buffer *buffer = vk_buffer_of(fb->obj[0]);

	if (fb->pitches[0] != buffer->pitch || fb->offsets[0] % 4)
		return false;
	*y = fb->offsets[0] / buffer->pitch;
	*x = fb->offsets[0] % buffer->pitch / 4;
	return (u64)*x + fb->width <= buffer->width && (u64)*y + fb->height <= buffer->height;
}
