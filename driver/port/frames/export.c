// SPDX-License-Identifier: GPL-2.0
/*
 * A frame as a dma-buf, for other drivers and other programs. It has the frame's pages and
 * nothing of the device, which may go: its own mapping of them is taken from it then, and
 * whoever has the dma-buf goes on with the memory until the last lets go of it.
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/iosys-map.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "client.h"
#include "compat/export.h"
#include "compat/vm_flags.h"
#include "frames/export.h"
#include "frames/quota.h"
#include "frames/set.h"

/**
 * struct vp_export - a frame's memory, until the last lets go
 * @share: what a front end has to do with it
 * @quota: it counts among what rings use
 * @pages: one reference each
 * @count: how many
 * @lock: guards @attached, and what each of them has mapped; within the dma-buf's own
 * @attached: other devices
 */
struct vp_export {
	struct vp_client_share share;
	struct vp_quota *quota;
	struct page **pages;
	unsigned long count;
	struct mutex lock; /* guards attached */
	struct list_head attached;
};

/**
 * struct vp_export_user - another device
 * @node: in vp_export.attached
 * @dev: the device
 * @table: as it has the pages, or NULL
 * @direction: which way that is for
 */
struct vp_export_user {
	struct list_head node;
	struct device *dev;
	struct sg_table *table;
	enum dma_data_direction direction;
};

static int vp_export_attach(struct dma_buf *buf, struct dma_buf_attachment *attachment)
{
	struct vp_export *export = buf->priv;
	struct vp_export_user *user = kzalloc(sizeof(*user), GFP_KERNEL);

	if (!user)
		return -ENOMEM;
	user->dev = attachment->dev;
	attachment->priv = user;
	mutex_lock(&export->lock);
	list_add(&user->node, &export->attached);
	mutex_unlock(&export->lock);
	return 0;
}

static void vp_export_detach(struct dma_buf *buf, struct dma_buf_attachment *attachment)
{
	struct vp_export *export = buf->priv;
	struct vp_export_user *user = attachment->priv;

	mutex_lock(&export->lock);
	list_del(&user->node);
	mutex_unlock(&export->lock);
	kfree(user);
}

/* In parts as large as the other device's bus takes at once */
static int vp_export_table(const struct vp_export *export, struct device *dev,
			   struct sg_table *table)
{
	unsigned int most = min_t(size_t, dma_max_mapping_size(dev), UINT_MAX);

	return sg_alloc_table_from_pages_segment(table, export->pages, export->count, 0,
						 export->count << PAGE_SHIFT, most, GFP_KERNEL);
}

static struct sg_table *vp_export_map(struct dma_buf_attachment *attachment,
				      enum dma_data_direction direction)
{
	struct vp_export *export = attachment->dmabuf->priv;
	struct vp_export_user *user = attachment->priv;
	struct sg_table *table = kzalloc(sizeof(*table), GFP_KERNEL);
	int ret;

	if (!table)
		return ERR_PTR(-ENOMEM);
	ret = vp_export_table(export, attachment->dev, table);
	if (ret)
		goto free;
	ret = dma_map_sgtable(attachment->dev, table, direction, 0);
	if (ret)
		goto free_table;
	mutex_lock(&export->lock);
	user->table = table;
	user->direction = direction;
	mutex_unlock(&export->lock);
	return table;

free_table:
	sg_free_table(table);
free:
	kfree(table);
	return ERR_PTR(ret);
}

static void vp_export_unmap(struct dma_buf_attachment *attachment, struct sg_table *table,
			    enum dma_data_direction direction)
{
	struct vp_export *export = attachment->dmabuf->priv;
	struct vp_export_user *user = attachment->priv;

	mutex_lock(&export->lock);
	if (user->table == table)
		user->table = NULL;
	mutex_unlock(&export->lock);
	dma_unmap_sgtable(attachment->dev, table, direction, 0);
	sg_free_table(table);
	kfree(table);
}

static int vp_export_begin_access(struct dma_buf *buf, enum dma_data_direction direction)
{
	struct vp_export *export = buf->priv;
	struct vp_export_user *user;

	mutex_lock(&export->lock);
	list_for_each_entry(user, &export->attached, node)
		if (user->table)
			dma_sync_sgtable_for_cpu(user->dev, user->table, user->direction);
	mutex_unlock(&export->lock);
	return 0;
}

static int vp_export_end_access(struct dma_buf *buf, enum dma_data_direction direction)
{
	struct vp_export *export = buf->priv;
	struct vp_export_user *user;

	mutex_lock(&export->lock);
	list_for_each_entry(user, &export->attached, node)
		if (user->table)
			dma_sync_sgtable_for_device(user->dev, user->table, user->direction);
	mutex_unlock(&export->lock);
	return 0;
}

/*
 * The area holds the dma-buf, so nothing has to be taken from it ever. Not as a page: of a
 * large one memory management would map all around it, other frames too, and what others
 * pin of it would no longer count.
 */
static vm_fault_t vp_export_fault(struct vm_fault *vmf)
{
	const struct vp_export *export = vmf->vma->vm_private_data;

	if (vmf->pgoff >= export->count)
		return VM_FAULT_SIGBUS;
	return vmf_insert_pfn(vmf->vma, vmf->address & PAGE_MASK,
			      page_to_pfn(export->pages[vmf->pgoff]));
}

static const struct vm_operations_struct vp_export_vm_ops = {
	.fault = vp_export_fault,
};

static int vp_export_mmap(struct dma_buf *buf, struct vm_area_struct *vma)
{
	if (!(vma->vm_flags & VM_MAYSHARE))
		return -EINVAL;
	vp_vm_flags_set(vma, VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_ops = &vp_export_vm_ops;
	vma->vm_private_data = buf->priv;
	return 0;
}

static int vp_export_vmap(struct dma_buf *buf, struct iosys_map *map)
{
	const struct vp_export *export = buf->priv;
	void *at = vmap(export->pages, export->count, VM_MAP, PAGE_KERNEL);

	if (!at)
		return -ENOMEM;
	iosys_map_set_vaddr(map, at);
	return 0;
}

static void vp_export_vunmap(struct dma_buf *buf, struct iosys_map *map)
{
	vunmap(map->vaddr);
}

static void vp_export_free(struct vp_export *export)
{
	unsigned long i;

	for (i = 0; export->quota && i < export->count; i++)
		put_page(export->pages[i]);
	if (export->quota)
		vp_quota_put(export->quota);
	mutex_destroy(&export->lock);
	kvfree(export->pages);
	kfree(export);
}

static void vp_export_release(struct dma_buf *buf)
{
	struct vp_export *export = buf->priv;
	struct vp_client_share share = export->share;

	vp_export_free(export);
	if (share.release)
		share.release(share.data);
}

static const struct dma_buf_ops vp_export_ops = {
	.attach = vp_export_attach,
	.detach = vp_export_detach,
	.map_dma_buf = vp_export_map,
	.unmap_dma_buf = vp_export_unmap,
	.begin_cpu_access = vp_export_begin_access,
	.end_cpu_access = vp_export_end_access,
	.mmap = vp_export_mmap,
	.vmap = vp_export_vmap,
	.vunmap = vp_export_vunmap,
	.release = vp_export_release,
};

static struct vp_export *vp_export_new(struct vp_set *set, unsigned int frame)
{
	struct vp_export *export = kzalloc(sizeof(*export), GFP_KERNEL_ACCOUNT);
	int ret = -ENOMEM;

	if (!export)
		return ERR_PTR(ret);
	mutex_init(&export->lock);
	INIT_LIST_HEAD(&export->attached);
	export->count = set->desc.FrameLength >> PAGE_SHIFT;
	export->pages = kvmalloc_array(export->count, sizeof(*export->pages),
				       GFP_KERNEL_ACCOUNT);
	if (export->pages)
		ret = vp_set_share(set, frame, export->pages, &export->quota);
	if (!ret)
		return export;
	vp_export_free(export);
	return ERR_PTR(ret);
}

/**
 * vp_export() - make a dma-buf of a frame
 * @set: the set
 * @frame: of this number, which it has
 * @flags: O_RDWR, O_RDONLY or O_WRONLY: what may be done by its file
 * @share: what a front end has to do with it, or NULL
 *
 * Context: process context, may sleep, takes set.lock.
 * Return: one reference; -ENODEV when the device is gone; -EOPNOTSUPP where the memory
 * can't outlive it; -EMFILE where too many have the set's; -ENOMEM; -ENOTTY where the kernel
 * has no dma-bufs.
 */
struct dma_buf *vp_export(struct vp_set *set, unsigned int frame, int flags,
			  const struct vp_client_share *share)
{
	struct vp_export *export = vp_export_new(set, frame);
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct dma_buf *buf;

	if (IS_ERR(export))
		return ERR_CAST(export);
	info.ops = &vp_export_ops;
	info.size = set->desc.FrameLength;
	info.flags = flags;
	info.priv = export;
	if (share) {
		export->share = *share;
		info.owner = share->owner;
		info.resv = share->resv;
	}
	buf = dma_buf_export(&info);
	if (IS_ERR(buf))
		vp_export_free(export);
	return buf;
}

/* What a front end's share says of a dma-buf, known by its @release; or NULL */
void *vp_export_data(const struct dma_buf *buf, void (*release)(void *data))
{
	const struct vp_export *export = buf->priv;

	if (buf->ops != &vp_export_ops || export->share.release != release)
		return NULL;
	return export->share.data;
}

VP_IMPORT_DMA_BUF();
