// SPDX-License-Identifier: GPL-2.0
/* A ring's frames in a program's address space; each area holds their set. */
#include <linux/mm.h>

#include "compat/vm_flags.h"
#include "frames/set.h"
#include "program/ringmap.h"

static void vp_ringmap_open(struct vm_area_struct *vma)
{
	struct vp_set *set = vma->vm_private_data;

	vp_set_get(set);
}

static void vp_ringmap_close(struct vm_area_struct *vma)
{
	vp_set_put(vma->vm_private_data);
}

static vm_fault_t vp_ringmap_fault(struct vm_fault *vmf)
{
	return vp_set_fault(vmf->vma->vm_private_data, vmf, vmf->pgoff);
}

/* Its pages have no struct page that a debugger could ask for. */
static int vp_ringmap_access(struct vm_area_struct *vma, unsigned long addr, void *buf,
			     int len, int write)
{
	u64 at = ((u64)vma->vm_pgoff << PAGE_SHIFT) + addr - vma->vm_start;

	if (write && !(vma->vm_flags & VM_WRITE))
		return -EFAULT;
	return vp_set_access(vma->vm_private_data, at, buf,
			     min_t(unsigned long, len, vma->vm_end - addr), write);
}

static const struct vm_operations_struct vp_ringmap_ops = {
	.open = vp_ringmap_open,
	.close = vp_ringmap_close,
	.fault = vp_ringmap_fault,
	.access = vp_ringmap_access,
};

static bool vp_ringmap_valid(struct vm_area_struct *vma, const struct vp_set *set)
{
	u64 pages = set->desc.FrameLength * set->desc.FrameCount >> PAGE_SHIFT;

	return (vma->vm_flags & VM_MAYSHARE) && vma->vm_pgoff < pages &&
	       vma_pages(vma) <= pages - vma->vm_pgoff;
}

/**
 * vp_ringmap_mmap() - let an area show the frames of a set
 * @set: the set
 * @vma: the area
 *
 * Context: mmap_lock held, may sleep.
 * Return: 0; -EINVAL for an area that is not of the set's pages, or private;
 * -ENODEV when the device is gone; -ENXIO.
 */
int vp_ringmap_mmap(struct vp_set *set, struct vm_area_struct *vma)
{
	int ret;

	if (!vp_ringmap_valid(vma, set))
		return -EINVAL;
	ret = vp_set_mmap(set, vma);
	if (ret)
		return ret;
	vp_vm_flags_set(vma, VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_ops = &vp_ringmap_ops;
	vma->vm_private_data = set;
	vp_set_get(set);
	return 0;
}
