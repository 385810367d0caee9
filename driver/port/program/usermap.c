// SPDX-License-Identifier: GPL-2.0
/*
 * Device memory in the address space of the program whose request the miniport
 * serves: what Windows does with a process handle.
 *
 * The miniport needs the address at once, for its answer, so vm_mmap() runs
 * under the device lock, which therefore stands before mmap_lock in the order of
 * adapter.h. It comes back to us in mmap(), which recognizes the requester by its
 * task: no other thread of the program can map a window.
 */
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/pci.h>
#include <linux/sched.h>
#include <linux/security.h>
#include <linux/slab.h>

#include "adapter.h"
#include "compat/vm_flags.h"
#include "hardware/legacy.h"
#include "hardware/resource.h"
#include "program/usermap.h"
#include "winerror.h"

/* Pages mapped by one fault */
#define VP_WINDOW_PAGES		256

/**
 * struct vp_window - a part of a device's range in a program
 * @ref: each area that shows it, and who makes it
 * @adapter: held by the areas' file
 * @pfn: its first page
 * @pages: how many
 * @combine: writes are combined
 */
struct vp_window {
	struct kref ref;
	struct vp_adapter *adapter;
	unsigned long pfn;
	unsigned long pages;
	bool combine;
};

static void vp_window_release(struct kref *ref)
{
	struct vp_window *window = container_of(ref, struct vp_window, ref);

	if (window->combine)
		arch_io_free_memtype_wc(PFN_PHYS(window->pfn),
					PFN_PHYS(window->pages));
	kfree(window);
}

static void vp_window_put(struct vp_window *window)
{
	kref_put(&window->ref, vp_window_release);
}

static void vp_window_open(struct vm_area_struct *vma)
{
	struct vp_window *window = vma->vm_private_data;

	kref_get(&window->ref);
}

static void vp_window_close(struct vm_area_struct *vma)
{
	vp_window_put(vma->vm_private_data);
}

static vm_fault_t vp_window_insert(struct vp_window *window,
				   struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	unsigned long addr = vmf->address & PAGE_MASK;
	unsigned long page = vmf->pgoff;
	vm_fault_t ret;
	int i;

	if (page >= window->pages)
		return VM_FAULT_SIGBUS;
	ret = vmf_insert_pfn(vma, addr, window->pfn + page);
	/* Neighbours are for speed; one that fails will fault by itself. */
	for (i = 1; i < VP_WINDOW_PAGES && ret == VM_FAULT_NOPAGE; i++) {
		addr += PAGE_SIZE;
		if (addr >= vma->vm_end || page + i >= window->pages ||
		    vmf_insert_pfn(vma, addr, window->pfn + page + i) !=
		    VM_FAULT_NOPAGE)
			break;
	}
	return ret;
}

static vm_fault_t vp_window_fault(struct vm_fault *vmf)
{
	struct vp_window *window = vmf->vma->vm_private_data;
	struct vp_adapter *adapter = window->adapter;
	vm_fault_t ret = VM_FAULT_SIGBUS;

	down_read(&adapter->usermap.lock);
	if (!adapter->usermap.revoked)
		ret = vp_window_insert(window, vmf);
	up_read(&adapter->usermap.lock);
	return ret;
}

/* By words: a register may bear nothing else, and arm64 stops at what it does not bear. */
static void vp_window_words(void __iomem *memory, void *buf, int len, bool write)
{
	u32 word;
	int i;

	for (i = 0; i < len; i += sizeof(word)) {
		if (write) {
			memcpy(&word, buf + i, sizeof(word));
			writel(word, memory + i);
		} else {
			word = readl(memory + i);
			memcpy(buf + i, &word, sizeof(word));
		}
	}
}

/*
 * generic_access_phys() sees only what the program has touched, and not whether the
 * device is still there.
 */
static int vp_window_copy(const struct vp_window *window, u64 at, void *buf, int len, bool write)
{
	phys_addr_t page = PFN_PHYS(window->pfn) + (at & PAGE_MASK);
	void __iomem *memory;

	if (at >> PAGE_SHIFT >= window->pages)
		return -EFAULT;
	len = min_t(int, len, PAGE_SIZE - offset_in_page(at));
	if (!window->combine && (at | len) % sizeof(u32))
		return -EFAULT;
	memory = window->combine ? ioremap_wc(page, PAGE_SIZE) : ioremap(page, PAGE_SIZE);
	if (!memory)
		return -ENOMEM;
	if (!window->combine)
		vp_window_words(memory + offset_in_page(at), buf, len, write);
	else if (write)
		memcpy_toio(memory + offset_in_page(at), buf, len);
	else
		memcpy_fromio(buf, memory + offset_in_page(at), len);
	iounmap(memory);
	return len;
}

/* For a debugger, as vp_ringmap_access(). */
static int vp_window_access(struct vm_area_struct *vma, unsigned long addr, void *buf,
			    int len, int write)
{
	struct vp_window *window = vma->vm_private_data;
	struct vp_adapter *adapter = window->adapter;
	u64 at = ((u64)vma->vm_pgoff << PAGE_SHIFT) + addr - vma->vm_start;
	int ret = -EFAULT;

	if (write && !(vma->vm_flags & VM_WRITE))
		return ret;
	len = min_t(unsigned long, len, vma->vm_end - addr);
	down_read(&adapter->usermap.lock);
	if (!adapter->usermap.revoked)
		ret = vp_window_copy(window, at, buf, len, write);
	up_read(&adapter->usermap.lock);
	return ret;
}

static const struct vm_operations_struct vp_window_ops = {
	.open = vp_window_open,
	.close = vp_window_close,
	.fault = vp_window_fault,
	.access = vp_window_access,
};

/* True for the requester alone, which then holds the device lock. */
static bool vp_requesting(struct vp_adapter *adapter)
{
	return READ_ONCE(adapter->usermap.task) == current;
}

/**
 * vp_usermap_wants() - whether mmap() is our own, for the window that is being made
 * @adapter: the adapter
 * @filp: what is mapped
 *
 * A program that calls mmap() by itself wants its ring.
 *
 * Context: mmap_lock held.
 * Return: true if so.
 */
bool vp_usermap_wants(struct vp_adapter *adapter, const struct file *filp)
{
	return vp_requesting(adapter) && adapter->usermap.requester->file == filp &&
	       adapter->usermap.requester->window;
}

/**
 * vp_usermap_mmap() - let an area show the window that is being made
 * @adapter: the adapter
 * @vma: the area; vp_usermap_wants() its file
 *
 * Context: mmap_lock held.
 * Return: 0, or -EINVAL for an area of another size.
 */
int vp_usermap_mmap(struct vp_adapter *adapter, struct vm_area_struct *vma)
{
	struct vp_window *window = adapter->usermap.requester->window;

	if (vma->vm_pgoff || vma_pages(vma) != window->pages)
		return -EINVAL;
	vp_vm_flags_set(vma, VM_PFNMAP | VM_IO | VM_DONTEXPAND | VM_DONTDUMP);
	/* What a device has is never encrypted. */
	vma->vm_page_prot = pgprot_decrypted(window->combine ?
					     pgprot_writecombine(vma->vm_page_prot) :
					     pgprot_noncached(vma->vm_page_prot));
	vma->vm_ops = &vp_window_ops;
	vma->vm_private_data = window;
	kref_get(&window->ref);
	return 0;
}

/* The range that these whole pages lie in, so that no other device's do. */
static struct resource *vp_window_range(struct vp_adapter *adapter,
					phys_addr_t start, phys_addr_t end)
{
	struct resource *range;
	int bar;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		range = &adapter->pdev->resource[bar];
		if (range->flags & IORESOURCE_MEM && start >= range->start &&
		    end - 1 <= range->end)
			return range;
	}
	return NULL;
}

/* Where the kernel has it mapped otherwise, that decides. */
static bool vp_window_combines(const struct resource *range, phys_addr_t start,
			       phys_addr_t end, ULONG space)
{
	return range && (range->flags & IORESOURCE_PREFETCH ||
			 space & VIDEO_MEMORY_SPACE_P6CACHE) &&
	       !arch_io_reserve_memtype_wc(start, end - start);
}

static struct vp_window *vp_window_create(struct vp_adapter *adapter,
					  phys_addr_t phys, ULONG length,
					  ULONG space)
{
	phys_addr_t start = phys & PAGE_MASK;
	phys_addr_t end = PAGE_ALIGN(phys + length);
	struct vp_window *window;
	struct resource *range;

	range = vp_window_range(adapter, start, end);
	if (!range && !vp_legacy_has(adapter, start, end - start, false))
		return ERR_PTR(-EINVAL);
	window = kzalloc(sizeof(*window), GFP_KERNEL_ACCOUNT);
	if (!window)
		return ERR_PTR(-ENOMEM);
	kref_init(&window->ref);
	window->adapter = adapter;
	window->pfn = PHYS_PFN(start);
	window->pages = PHYS_PFN(end - start);
	window->combine = vp_window_combines(range, start, end, space);
	return window;
}

/* Where the requester sees the window, or a negative errno. */
static unsigned long vp_window_show(struct vp_usermap_requester *requester,
				    struct vp_window *window)
{
	unsigned long addr;

	requester->window = window;
	addr = vm_mmap(requester->file, 0, PFN_PHYS(window->pages),
		       PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	requester->window = NULL;
	return addr;
}

/**
 * vp_usermap_map() - show device memory to the program being served
 * @adapter: the adapter
 * @phys: within one of the device's ranges, or of those that the miniport has claimed, as
 *	is @length
 * @length: bytes
 * @space: VIDEO_MEMORY_SPACE_*
 * @virtual: where the program's address goes
 *
 * Context: process context, may sleep, the device lock held, takes mmap_lock.
 * Return: NO_ERROR; ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY;
 * ERROR_ACCESS_DENIED where the kernel is locked down.
 */
VP_STATUS vp_usermap_map(struct vp_adapter *adapter, phys_addr_t phys, ULONG length,
			 ULONG space, PVOID *virtual)
{
	struct vp_window *window;
	unsigned long addr;

	if (!vp_requesting(adapter)) {
		vp_warn(adapter, "no program waits for this memory: map user space in HwVidStartIO, while a program's request runs\n");
		return ERROR_INVALID_PARAMETER;
	}
	/* A window is what sysfs' resource files are, and goes where they go. */
	if (security_locked_down(LOCKDOWN_PCI_ACCESS)) {
		adapter->usermap.requester->refused = true;
		return ERROR_ACCESS_DENIED;
	}
	window = vp_window_create(adapter, phys, length, space);
	if (IS_ERR(window)) {
		vp_warn(adapter, "%u bytes at %pa cannot be mapped for a program: error %ld\n",
			length, &phys, PTR_ERR(window));
		return ERROR_INVALID_PARAMETER;
	}
	addr = vp_window_show(adapter->usermap.requester, window);
	vp_window_put(window);
	if (IS_ERR_VALUE(addr))
		return (long)addr == -ENOMEM ? ERROR_NOT_ENOUGH_MEMORY :
					       ERROR_INVALID_PARAMETER;
	*virtual = (void *)(addr + offset_in_page(phys));
	return NO_ERROR;
}

/* Bytes that a mapping of ours at the beginning of this page has, or 0. */
static size_t vp_window_at(struct vp_adapter *adapter, unsigned long addr)
{
	struct vm_area_struct *vma;
	struct vp_window *window;
	size_t bytes = 0;

	mmap_read_lock(current->mm);
	vma = find_vma(current->mm, addr);
	if (vma && vma->vm_start == addr && vma->vm_ops == &vp_window_ops) {
		window = vma->vm_private_data;
		if (window->adapter == adapter)
			bytes = vma->vm_end - vma->vm_start;
	}
	mmap_read_unlock(current->mm);
	return bytes;
}

/*
 * vp_usermap_unmap() - take device memory from the program being served
 * @adapter: the adapter
 * @virtual: what vp_usermap_map() gave, in the same process
 *
 * Context: process context, may sleep, the device lock held, takes mmap_lock.
 * Return: NO_ERROR, or ERROR_INVALID_PARAMETER.
 */
static VP_STATUS vp_usermap_unmap(struct vp_adapter *adapter, PVOID virtual)
{
	unsigned long addr = (unsigned long)virtual & PAGE_MASK;
	size_t bytes = 0;

	if (vp_requesting(adapter))
		bytes = vp_window_at(adapter, addr);
	if (bytes && !vm_munmap(addr, bytes))
		return NO_ERROR;
	vp_warn(adapter, "VideoPortUnmapMemory: no memory is mapped for this program at the address that it names\n");
	return ERROR_INVALID_PARAMETER;
}

/*
 * vp_usermap_wanted() - whether to map and to unmap means the program
 * @adapter: the adapter
 *
 * Windows' display driver, which asks for these, shares the kernel's memory with
 * the miniport, and the miniport does not say that it maps for another. Here a
 * program stands in the display driver's place.
 *
 * Return: true while a program's request to get or give back memory is served.
 */
static bool vp_usermap_wanted(struct vp_adapter *adapter)
{
	if (!vp_requesting(adapter))
		return false;
	switch (adapter->usermap.requester->code) {
	case IOCTL_VIDEO_MAP_VIDEO_MEMORY:
	case IOCTL_VIDEO_UNMAP_VIDEO_MEMORY:
	case IOCTL_VIDEO_SHARE_VIDEO_MEMORY:
	case IOCTL_VIDEO_UNSHARE_VIDEO_MEMORY:
	case IOCTL_VIDEO_QUERY_PUBLIC_ACCESS_RANGES:
	case IOCTL_VIDEO_FREE_PUBLIC_ACCESS_RANGES:
		return true;
	default:
		return false;
	}
}

/**
 * vp_usermap_begin() - the miniport gets a program's packet
 * @adapter: the adapter
 * @requester: the program, whose task calls
 *
 * Context: process context, the device lock held until vp_usermap_end().
 */
void vp_usermap_begin(struct vp_adapter *adapter, struct vp_usermap_requester *requester)
{
	adapter->usermap.requester = requester;
	WRITE_ONCE(adapter->usermap.task, current);
}

void vp_usermap_end(struct vp_adapter *adapter)
{
	WRITE_ONCE(adapter->usermap.task, NULL);
	adapter->usermap.requester = NULL;
}

/**
 * vp_usermap_revoke() - let no fault through any more
 * @adapter: an adapter being removed
 *
 * Context: process context, may sleep, takes usermap.lock.
 */
void vp_usermap_revoke(struct vp_adapter *adapter)
{
	down_write(&adapter->usermap.lock);
	adapter->usermap.revoked = true;
	up_write(&adapter->usermap.lock);
}

static const struct vp_resource_user vp_usermap_user = {
	.wanted = vp_usermap_wanted,
	.map = vp_usermap_map,
	.unmap = vp_usermap_unmap,
};

void vp_usermap_init(struct vp_adapter *adapter)
{
	init_rwsem(&adapter->usermap.lock);
	vp_resource_serve(adapter, &vp_usermap_user);
}
