// SPDX-License-Identifier: GPL-2.0
/*
 * Frame sets: the memory of a ring, cut from common buffers.
 *
 * A set is held by its ring and by every mapping of it. Its memory goes when
 * the last of them lets go or, whoever still holds it, when the device is
 * removed: the faults of its mappings are then refused. The ring lets go only
 * after the device has given the set up.
 */
#include <linux/bsearch.h>
#include <linux/freezer.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "adapter.h"
#include "dma/common_buffer.h"
#include "frames/import.h"
#include "frames/interface.h"
#include "frames/quota.h"
#include "frames/set.h"
#include "gate.h"

/*
 * A device walks the list of pieces, so few large ones are best, but without
 * an IOMMU or CMA the page allocator has nothing above 4 MiB. From 256 KiB up
 * the device sees no difference; below, it slows down.
 */
#define VP_PIECE_MAX		SZ_4M
#define VP_PIECE_MIN		SZ_256K
#define VP_PIECE_LAST_RESORT	SZ_64K

/* Pages mapped by one fault */
#define VP_FAULT_PAGES		256

/* The next piece: as large as allowed, without more waste than need be. */
static size_t vp_piece_size(u64 left, size_t limit)
{
	if (left < VP_PIECE_MIN)
		return min_t(size_t, roundup_pow_of_two(left), limit);
	while (limit > left)
		limit >>= 1;
	return limit;
}

static void vp_set_add(struct vp_set *set, struct vp_common_buffer *buf)
{
	struct vp_set_piece *last = &set->pieces[set->piece_count - 1];
	struct vp_set_piece *piece = &set->pieces[set->piece_count];

	piece->buffer = buf;
	piece->first = set->piece_count++ ?
		       last->first + (last->buffer->size >> PAGE_SHIFT) : 0;
}

static struct vp_common_buffer *vp_set_piece(struct vp_set *set, size_t size)
{
	PVP_DMA_ADAPTER handle = vp_interface_limits(set->adapter)->DmaAdapter;

	if (set->lasting)
		return vp_common_buffer_alloc_lasting(set->adapter, handle, size,
						      GFP_KERNEL_ACCOUNT, _THIS_IP_);
	return vp_common_buffer_alloc(set->adapter, handle, size, GFP_KERNEL_ACCOUNT, _THIS_IP_);
}

/* One piece more, unless removal has taken what there was. */
static int vp_set_grow(struct vp_set *set, size_t size)
{
	struct vp_adapter *adapter = set->adapter;
	struct vp_common_buffer *buf;
	int ret = -ENODEV;

	if (mutex_lock_killable(&adapter->set.lock))
		return -EINTR;
	if (!list_empty(&set->node)) {
		buf = vp_set_piece(set, size);
		ret = PTR_ERR_OR_ZERO(buf);
		if (!ret)
			vp_set_add(set, buf);
	}
	mutex_unlock(&adapter->set.lock);
	return ret;
}

/* Whether it is to be tried with other memory: smaller pieces slow the device down. */
static bool vp_set_gives_up(const struct vp_set *set, size_t size, int error)
{
	return set->lasting && (error == -EOPNOTSUPP ||
				(error == -ENOMEM && size >> 1 < VP_PIECE_MIN));
}

/*
 * Gigabytes take long. Only a fatal signal ends it: with any other the program would
 * begin anew, for ever if that comes by a timer.
 */
static int vp_set_alloc(struct vp_set *set, bool freezes)
{
	size_t size, limit = VP_PIECE_MAX;
	u64 left = set->bytes;
	int ret;

	set->lasting = true;
	while (left) {
		size = vp_piece_size(left, limit);
		ret = vp_set_grow(set, size);
		if (!ret) {
			left -= min_t(u64, left, size);
		} else if (vp_set_gives_up(set, size, ret)) {
			set->lasting = false;
			limit = VP_PIECE_MAX;
		} else if (ret == -ENOMEM && size >> 1 >= VP_PIECE_LAST_RESORT) {
			limit = size >> 1;
		} else {
			return ret;
		}
		if (fatal_signal_pending(current))
			return -EINTR;
		if (freezes)
			try_to_freeze();
		cond_resched();
	}
	return 0;
}

static void vp_frame_cut(struct vp_set *set, PFRAME frame, unsigned int *from,
			 size_t *offset)
{
	u64 left = set->desc.FrameLength;
	struct vp_common_buffer *buf;
	PFRAME_PIECE piece;
	size_t part;

	while (left) {
		buf = set->pieces[*from].buffer;
		piece = &frame->Pieces[frame->PieceCount++];
		part = min_t(u64, buf->size - *offset, left);
		piece->LogicalAddress.QuadPart = buf->logical + *offset;
		piece->Length = part;
		left -= part;
		*offset += part;
		if (*offset == buf->size) {
			*offset = 0;
			++*from;
		}
	}
}

/* Frames lie end to end in the buffers, so a frame may begin within one. */
static void vp_set_cut_to(struct vp_set *set, PFRAME_PIECE pieces)
{
	unsigned int from = 0, i;
	size_t offset = 0;

	for (i = 0; i < set->desc.FrameCount; i++) {
		set->desc.Frames[i].Pieces = pieces + set->desc.PieceCount;
		vp_frame_cut(set, &set->desc.Frames[i], &from, &offset);
		set->desc.PieceCount += set->desc.Frames[i].PieceCount;
	}
}

static int vp_set_cut(struct vp_set *set)
{
	struct vp_adapter *adapter = set->adapter;
	unsigned int max = set->piece_count + set->desc.FrameCount;
	PFRAME_PIECE pieces;
	bool gone;

	pieces = kvcalloc(max, sizeof(*pieces), GFP_KERNEL_ACCOUNT);
	if (!pieces)
		return -ENOMEM;
	set->desc.Frames[0].Pieces = pieces;
	mutex_lock(&adapter->set.lock);
	gone = list_empty(&set->node);
	if (!gone)
		vp_set_cut_to(set, pieces);
	mutex_unlock(&adapter->set.lock);
	if (gone)
		return -ENODEV;
	if (set->desc.PieceCount > vp_interface_limits(adapter)->MaxPieces)
		return -ENOMEM;
	return 0;
}

/*
 * Give one piece back, and with the last one the set's place. Whoever frees a set does
 * so by piece, as all that is wanted of the lock meanwhile would wait for gigabytes.
 */
static void vp_set_shrink(struct vp_set *set)
{
	struct vp_adapter *adapter = set->adapter;

	lockdep_assert_held(&adapter->set.lock);
	vunmap(set->kernel);
	set->kernel = NULL;
	if (set->piece_count)
		vp_common_buffer_free(adapter, set->pieces[--set->piece_count].buffer);
	if (set->piece_count)
		return;
	list_del_init(&set->node);
	vp_quota_put(set->quota);
	set->quota = NULL;
}

static void vp_set_delete(struct vp_set *set)
{
	if (set->quota)
		vp_quota_put(set->quota);
	if (set->id)
		ida_free(&set->adapter->set.ids, set->id);
	if (set->desc.Frames)
		kvfree(set->desc.Frames[0].Pieces);
	kvfree(set->desc.Frames);
	kvfree(set->pieces);
	kfree(set);
}

static void vp_set_release(struct kref *ref)
{
	struct vp_set *set = container_of(ref, struct vp_set, ref);
	struct vp_adapter *adapter = set->adapter;
	bool listed;

	do {
		mutex_lock(&adapter->set.lock);
		listed = !list_empty(&set->node);
		if (listed)
			vp_set_shrink(set);
		mutex_unlock(&adapter->set.lock);
		cond_resched();
	} while (listed);
	if (set->import)
		vp_import_end(adapter, set->import);
	vp_set_delete(set);
}

void vp_set_get(struct vp_set *set)
{
	kref_get(&set->ref);
}

/**
 * vp_set_put() - let go of a set
 * @set: the set, detached from the device if this is its ring
 *
 * Context: process context, may sleep, takes set.lock; of an import, import.lock and
 * then the dma-buf's.
 */
void vp_set_put(struct vp_set *set)
{
	kref_put(&set->ref, vp_set_release);
}

/* @bytes: of memory of its own */
static struct vp_set *vp_set_new(struct vp_adapter *adapter,
				 const struct videoport_ring *geometry, u64 bytes)
{
	struct vp_set *set = kzalloc(sizeof(*set), GFP_KERNEL_ACCOUNT);
	u64 most;
	int id;

	if (!set)
		return NULL;
	kref_init(&set->ref);
	INIT_LIST_HEAD(&set->node);
	INIT_LIST_HEAD(&set->leaving);
	set->adapter = adapter;
	set->bytes = bytes;
	set->desc.Width = geometry->width;
	set->desc.Height = geometry->height;
	set->desc.Format = FRAME_FORMAT_X8R8G8B8;
	set->desc.Pitch = geometry->pitch;
	set->desc.FrameCount = geometry->frames;
	set->desc.FrameLength = geometry->frame_bytes;
	/* All of the smallest size, and the one that is cut for the tail. */
	most = div_u64(set->bytes, VP_PIECE_LAST_RESORT) + 16;
	set->pieces = kvcalloc(most, sizeof(*set->pieces), GFP_KERNEL_ACCOUNT);
	set->desc.Frames = kvcalloc(geometry->frames, sizeof(FRAME),
				    GFP_KERNEL_ACCOUNT);
	id = ida_alloc_min(&adapter->set.ids, 1, GFP_KERNEL);
	set->id = max(id, 0);
	set->quota = vp_quota_take(set->bytes);
	if (set->pieces && set->desc.Frames && set->id && set->quota)
		return set;
	vp_set_delete(set);
	return NULL;
}

/* Whose device is gone stays off the list, and so without memory. */
static void vp_set_list(struct vp_set *set)
{
	struct vp_adapter *adapter = set->adapter;

	mutex_lock(&adapter->set.lock);
	if (!READ_ONCE(adapter->set.revoked))
		list_add_tail(&set->node, &adapter->set.list);
	mutex_unlock(&adapter->set.lock);
}

/**
 * vp_set_create() - make a set
 * @adapter: the adapter; removal may come meanwhile
 * @geometry: checked, with pitch and frame_bytes filled in
 * @freezes: the caller may be frozen meanwhile, as it holds no lock
 *
 * Context: process context, may sleep, takes set.lock by piece.
 * Return: a zeroed set, not attached, or an ERR_PTR: -ENOMEM; -EINTR for who is killed;
 * -ENODEV when the device is gone.
 */
struct vp_set *vp_set_create(struct vp_adapter *adapter,
			     const struct videoport_ring *geometry, bool freezes)
{
	struct vp_set *set = vp_set_new(adapter, geometry,
					geometry->frame_bytes * geometry->frames);
	int ret;

	if (!set)
		return ERR_PTR(-ENOMEM);
	vp_set_list(set);
	ret = vp_set_alloc(set, freezes);
	if (!ret)
		ret = vp_set_cut(set);
	if (ret) {
		vp_set_put(set);
		return ERR_PTR(ret);
	}
	return set;
}

static int vp_set_cut_import(struct vp_set *set)
{
	unsigned int max = min_t(u64, vp_interface_limits(set->adapter)->MaxPieces,
				 set->desc.FrameLength >> PAGE_SHIFT);
	PFRAME frame = set->desc.Frames;
	int count;

	frame->Pieces = kvcalloc(max, sizeof(*frame->Pieces), GFP_KERNEL_ACCOUNT);
	if (!frame->Pieces)
		return -ENOMEM;
	count = vp_import_cut(set->adapter, set->import, set->desc.FrameLength, frame->Pieces,
			      max);
	if (count < 0)
		return count;
	frame->PieceCount = count;
	set->desc.PieceCount = count;
	return 0;
}

/**
 * vp_set_import() - make a set of one frame of somebody else's memory
 * @adapter: the adapter; removal may come meanwhile
 * @geometry: as in vp_set_create()
 * @buf: the memory
 *
 * The device alone sees it by the set: for programs and the kernel there is the dma-buf.
 *
 * Context: process context, may sleep, takes import.lock and then the dma-buf's.
 * Return: a set, not attached, or an ERR_PTR: -EOPNOTSUPP where the device can't read the
 * memory as it is; -ENOMEM; -ENODEV when the device is gone.
 */
struct vp_set *vp_set_import(struct vp_adapter *adapter, const struct videoport_ring *geometry,
			     struct dma_buf *buf)
{
	struct vp_set *set = vp_set_new(adapter, geometry, 0);
	int ret;

	if (!set)
		return ERR_PTR(-ENOMEM);
	set->import = vp_import_begin(adapter, buf);
	ret = PTR_ERR_OR_ZERO(set->import);
	if (ret)
		set->import = NULL;
	else
		ret = vp_set_cut_import(set);
	if (ret) {
		vp_set_put(set);
		return ERR_PTR(ret);
	}
	vp_set_list(set);
	return set;
}

/**
 * vp_set_next_attached() - the attached set after one
 * @adapter: the adapter
 * @last: the one, or NULL for the first
 *
 * Under the device lock no set is detached, so none of them goes while the caller
 * waits for the device.
 *
 * Context: process context, may sleep, the device lock held, takes set.lock.
 * Return: the set, or NULL.
 */
struct vp_set *vp_set_next_attached(struct vp_adapter *adapter, struct vp_set *last)
{
	struct vp_set *set, *found = NULL;

	vp_gate_assert_held(adapter);
	mutex_lock(&adapter->set.lock);
	set = list_prepare_entry(last, &adapter->set.list, node);
	list_for_each_entry_continue(set, &adapter->set.list, node) {
		if (set->attached) {
			found = set;
			break;
		}
	}
	mutex_unlock(&adapter->set.lock);
	return found;
}

/**
 * vp_set_mmap() - prepare an area for the memory of a set
 * @set: the set
 * @vma: the area
 *
 * Context: mmap_lock held, may sleep, takes set.lock and adapter_object.lock.
 * Return: 0, -ENODEV when the device is gone, -ENXIO.
 */
int vp_set_mmap(struct vp_set *set, struct vm_area_struct *vma)
{
	struct vp_adapter *adapter = set->adapter;
	int ret = -ENODEV;

	mutex_lock(&adapter->set.lock);
	/* All of its buffers are of one DMA adapter. */
	if (!list_empty(&set->node))
		ret = vp_common_buffer_protect(adapter, set->pieces[0].buffer, vma);
	mutex_unlock(&adapter->set.lock);
	return ret;
}

static int vp_set_by_page(const void *key, const void *element)
{
	unsigned long page = *(const unsigned long *)key;
	const struct vp_set_piece *piece = element;

	if (page < piece->first)
		return -1;
	return page - piece->first >= piece->buffer->size >> PAGE_SHIFT;
}

/* The piece that a page of the set is in, or NULL. */
static const struct vp_set_piece *vp_set_piece_at(const struct vp_set *set, unsigned long page)
{
	return bsearch(&page, set->pieces, set->piece_count, sizeof(*set->pieces),
		       vp_set_by_page);
}

static vm_fault_t vp_set_insert(struct vp_set *set, struct vm_fault *vmf,
				unsigned long page)
{
	const struct vp_set_piece *piece = vp_set_piece_at(set, page);
	struct vm_area_struct *vma = vmf->vma;
	unsigned long addr = vmf->address & PAGE_MASK;
	const struct vp_common_buffer *buf;
	vm_fault_t ret;
	size_t offset;
	int i;

	if (!piece)
		return VM_FAULT_SIGBUS;
	buf = piece->buffer;
	offset = (page - piece->first) << PAGE_SHIFT;
	ret = vmf_insert_pfn(vma, addr, vp_common_buffer_pfn(buf, offset));
	/* Neighbours are for speed; one that fails will fault by itself. */
	for (i = 1; i < VP_FAULT_PAGES && ret == VM_FAULT_NOPAGE; i++) {
		addr += PAGE_SIZE;
		offset += PAGE_SIZE;
		if (addr >= vma->vm_end || offset >= buf->size)
			break;
		if (vmf_insert_pfn(vma, addr, vp_common_buffer_pfn(buf, offset)) !=
		    VM_FAULT_NOPAGE)
			break;
	}
	return ret;
}

/**
 * vp_set_fault() - give a mapping its memory
 * @set: the set that the mapping holds
 * @vmf: the fault
 * @page: which page of the set
 *
 * Context: mmap_lock held, may sleep, takes map_lock.
 * Return: VM_FAULT_NOPAGE, or VM_FAULT_SIGBUS when the device is gone.
 */
vm_fault_t vp_set_fault(struct vp_set *set, struct vm_fault *vmf,
			unsigned long page)
{
	struct vp_adapter *adapter = set->adapter;
	vm_fault_t ret = VM_FAULT_SIGBUS;

	down_read(&adapter->set.map_lock);
	if (!adapter->set.revoked)
		ret = vp_set_insert(set, vmf, page);
	up_read(&adapter->set.map_lock);
	return ret;
}

static int vp_set_copy(struct vp_set *set, u64 at, void *buf, int len, bool write)
{
	const struct vp_set_piece *piece = vp_set_piece_at(set, at >> PAGE_SHIFT);
	size_t offset;
	void *memory;

	if (!piece)
		return -EFAULT;
	offset = at - ((u64)piece->first << PAGE_SHIFT);
	memory = piece->buffer->virtual + offset;
	len = min_t(size_t, len, piece->buffer->size - offset);
	if (write)
		memcpy(memory, buf, len);
	else
		memcpy(buf, memory, len);
	return len;
}

/**
 * vp_set_access() - for a debugger, what is mapped
 * @set: the set that the mapping holds
 * @at: the first byte, from the beginning of the set
 * @buf: the other end
 * @len: bytes
 * @write: into the set
 *
 * Context: mmap_lock held, may sleep, takes map_lock.
 * Return: bytes copied, up to the end of a piece; or -EFAULT, also when the device is
 * gone.
 */
int vp_set_access(struct vp_set *set, u64 at, void *buf, int len, bool write)
{
	struct vp_adapter *adapter = set->adapter;
	int ret = -EFAULT;

	down_read(&adapter->set.map_lock);
	if (!adapter->set.revoked)
		ret = vp_set_copy(set, at, buf, len, write);
	up_read(&adapter->set.map_lock);
	return ret;
}

static void vp_set_pages(const struct vp_set *set, struct page **pages)
{
	const struct vp_common_buffer *buf;
	unsigned int i;
	size_t offset;

	for (i = 0; i < set->piece_count; i++) {
		buf = set->pieces[i].buffer;
		for (offset = 0; offset < buf->size; offset += PAGE_SIZE)
			*pages++ = pfn_to_page(vp_common_buffer_pfn(buf, offset));
	}
}

/*
 * Once, and kept: who draws by it does so often. The kernel's own mapping of a piece is
 * what it is, so that of many is made only where it is an ordinary one.
 */
static int vp_set_join(struct vp_set *set)
{
	const struct vp_set_piece *last = &set->pieces[set->piece_count - 1];
	unsigned long count = last->first + (last->buffer->size >> PAGE_SHIFT);
	struct page **pages;

	if (set->kernel || set->piece_count == 1)
		return 0;
	if (!vp_common_buffer_ordinary(set->adapter))
		return -EOPNOTSUPP;
	pages = kvmalloc_array(count, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	vp_set_pages(set, pages);
	set->kernel = vmap(pages, count, VM_MAP, PAGE_KERNEL);
	kvfree(pages);
	return set->kernel ? 0 : -ENOMEM;
}

/**
 * vp_set_vmap() - let the kernel draw into a set
 * @set: the set
 * @to: where it is, until vp_set_vunmap()
 *
 * Removal waits for that, so nothing of the device's may be waited for meanwhile.
 *
 * Context: process context, may sleep, takes set.lock and map_lock.
 * Return: 0; -ENODEV when the device is gone; -ENOMEM; -EOPNOTSUPP where the set's memory
 * can't be mapped so.
 */
int vp_set_vmap(struct vp_set *set, void **to)
{
	struct vp_adapter *adapter = set->adapter;
	int ret = -ENODEV;

	mutex_lock(&adapter->set.lock);
	if (!list_empty(&set->node))
		ret = vp_set_join(set);
	mutex_unlock(&adapter->set.lock);
	if (ret)
		return ret;
	down_read(&adapter->set.map_lock);
	if (adapter->set.revoked) {
		up_read(&adapter->set.map_lock);
		return -ENODEV;
	}
	*to = set->kernel ?: set->pieces[0].buffer->virtual;
	/* Not the lock itself: what the caller takes meanwhile others take before it. */
	atomic_inc(&adapter->set.drawn);
	up_read(&adapter->set.map_lock);
	return 0;
}

void vp_set_vunmap(struct vp_set *set)
{
	if (atomic_dec_and_test(&set->adapter->set.drawn))
		wake_up_all(&set->adapter->set.undrawn);
}

/* References to the pages from one on; set.lock */
static void vp_set_take(const struct vp_set *set, unsigned long from, unsigned long count,
			struct page **pages)
{
	const struct vp_set_piece *piece = vp_set_piece_at(set, from);
	unsigned long page, offset;

	for (page = from; page < from + count; page++) {
		offset = (page - piece->first) << PAGE_SHIFT;
		if (offset == piece->buffer->size) {
			piece++;
			offset = 0;
		}
		pages[page - from] = pfn_to_page(vp_common_buffer_pfn(piece->buffer, offset));
		get_page(pages[page - from]);
	}
}

/**
 * vp_set_share() - have a frame's memory longer than the set, and the device
 * @set: the set
 * @frame: of this number, which it has
 * @pages: where its pages go, one reference each
 * @quota: where it goes by what they count, one reference; what is left of a set counts as
 *	all of it
 *
 * Context: process context, may sleep, takes set.lock.
 * Return: 0; -ENODEV when the device is gone; -EOPNOTSUPP where the memory can't outlive it;
 * -EMFILE where too many have it.
 */
int vp_set_share(struct vp_set *set, unsigned int frame, struct page **pages,
		 struct vp_quota **quota)
{
	unsigned long count = set->desc.FrameLength >> PAGE_SHIFT;
	struct vp_adapter *adapter = set->adapter;
	int ret = 0;

	mutex_lock(&adapter->set.lock);
	/* Removal takes it by piece, the lock not held in between. */
	if (list_empty(&set->node) || READ_ONCE(adapter->set.revoked))
		ret = -ENODEV;
	else if (!set->lasting)
		ret = -EOPNOTSUPP;
	if (!ret) {
		*quota = vp_quota_get(set->quota);
		ret = *quota ? 0 : -EMFILE;
	}
	if (!ret)
		vp_set_take(set, frame * count, count, pages);
	mutex_unlock(&adapter->set.lock);
	return ret;
}

/**
 * vp_set_revoke() - let no fault through any more
 * @adapter: an adapter being removed
 *
 * Context: process context, may sleep, takes map_lock. On return nobody is in a set's
 * memory by vp_set_vmap() or ever will be.
 */
void vp_set_revoke(struct vp_adapter *adapter)
{
	down_write(&adapter->set.map_lock);
	WRITE_ONCE(adapter->set.revoked, true);
	up_write(&adapter->set.map_lock);
	wait_event(adapter->set.undrawn, !atomic_read(&adapter->set.drawn));
}

/**
 * vp_set_reclaim() - free every set's memory, whoever holds the set
 * @adapter: an adapter whose mappings are revoked and whose device cannot
 *	reach memory
 *
 * Context: process context, may sleep, takes set.lock.
 */
void vp_set_reclaim(struct vp_adapter *adapter)
{
	struct vp_set *set;

	do {
		mutex_lock(&adapter->set.lock);
		set = list_first_entry_or_null(&adapter->set.list, struct vp_set, node);
		if (set)
			vp_set_shrink(set);
		mutex_unlock(&adapter->set.lock);
		cond_resched();
	} while (set);
}

void vp_set_init(struct vp_adapter *adapter)
{
	mutex_init(&adapter->set.lock);
	INIT_LIST_HEAD(&adapter->set.list);
	ida_init(&adapter->set.ids);
	init_rwsem(&adapter->set.map_lock);
	init_waitqueue_head(&adapter->set.undrawn);
}

void vp_set_destroy(struct vp_adapter *adapter)
{
	ida_destroy(&adapter->set.ids);
	mutex_destroy(&adapter->set.lock);
}
