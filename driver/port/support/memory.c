// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that the device does not see, and the record of every small thing a
 * miniport takes: pool, spin locks, events. A pointer that a miniport gives
 * back is compared, never followed, until it is known to be ours.
 */
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/rbtree.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "adapter.h"
#include "irql.h"
#include "support/memory.h"

#define VP_TAG_BUFFER	0x66754256	/* "VBuf" */

/**
 * struct vp_memory_object - the head of what vp_memory_alloc() returns
 * @node: in vp_memory_state.objects
 * @rcu: for what must outlast its last look, or is freed where none may sleep
 * @kind: what it is
 * @tag: four characters of the miniport's, pool only
 * @size: bytes of @data
 * @data: the miniport's part, aligned to a cache line as every pool type may be
 */
struct vp_memory_object {
	struct rb_node node;
	struct rcu_head rcu;
	enum vp_memory_kind kind;
	u32 tag;
	size_t size;
	u8 data[] ____cacheline_aligned;
};

/**
 * vp_memory_kept() - ask whether memory must outlive its owner's letting go
 * @adapter: whose miniport may have locked it for DMA
 * @span: the memory
 *
 * Who locks memory knows; this room only lets it be asked.
 *
 * Context: any.
 * Return: true if it is locked: then it is freed with what locks it.
 */
bool vp_memory_kept(struct vp_adapter *adapter, const struct vp_memory_span *span)
{
	return adapter->memory.keep && adapter->memory.keep(adapter, span);
}

/* @keep: answers vp_memory_kept(). */
void vp_memory_listen(struct vp_adapter *adapter,
		      bool (*keep)(struct vp_adapter *, const struct vp_memory_span *))
{
	adapter->memory.keep = keep;
}

void vp_memory_init(struct vp_adapter *adapter)
{
	raw_spin_lock_init(&adapter->memory.lock);
	adapter->memory.objects = RB_ROOT;
}

static bool vp_memory_before(struct rb_node *a, const struct rb_node *b)
{
	return (unsigned long)a < (unsigned long)b;
}

/* @key: compared, never followed */
static int vp_memory_compare(const void *key, const struct rb_node *node)
{
	unsigned long at = (unsigned long)key;
	unsigned long data = (unsigned long)rb_entry(node, struct vp_memory_object, node)->data;

	return at < data ? -1 : at > data;
}

static struct vp_memory_object *vp_memory_find(struct vp_adapter *adapter,
					       enum vp_memory_kind kind, const void *ptr)
{
	struct rb_node *node = rb_find(ptr, &adapter->memory.objects, vp_memory_compare);
	struct vp_memory_object *object = rb_entry_safe(node, struct vp_memory_object, node);

	return object && object->kind == kind ? object : NULL;
}

/**
 * vp_memory_alloc() - memory that comes back with the device at the latest
 * @adapter: whose miniport asks
 * @kind: what for
 * @size: bytes
 * @tag: for the log
 *
 * Context: DISPATCH or below.
 * Return: uninitialized memory, or NULL.
 */
void *vp_memory_alloc(struct vp_adapter *adapter, enum vp_memory_kind kind,
		      size_t size, u32 tag)
{
	gfp_t gfp = vp_irql() == VP_PASSIVE_LEVEL ? GFP_KERNEL : GFP_ATOMIC;
	struct vp_memory_object *object;
	unsigned long flags;
	size_t total;

	if (size > KMALLOC_MAX_SIZE - sizeof(*object))
		return NULL;
	/* On PREEMPT_RT even an atomic allocation may sleep. */
	if (IS_ENABLED(CONFIG_PREEMPT_RT) && gfp == GFP_ATOMIC)
		return NULL;
	/* Of the small sizes only powers of two are aligned to a cache line. */
	total = sizeof(*object) + size;
	if (total <= 256)
		total = roundup_pow_of_two(total);
	object = kmalloc(total, gfp | __GFP_NOWARN);
	if (!object)
		return NULL;
	object->kind = kind;
	object->tag = tag;
	object->size = size;
	raw_spin_lock_irqsave(&adapter->memory.lock, flags);
	rb_add(&object->node, &adapter->memory.objects, vp_memory_before);
	raw_spin_unlock_irqrestore(&adapter->memory.lock, flags);
	return object->data;
}

/**
 * vp_memory_free_at() - free what vp_memory_alloc() returned
 * @adapter: whose miniport asks
 * @kind: what it should be
 * @ptr: anything
 * @what: the DDK's name of the call, for the warning
 * @caller: for the warning
 *
 * Context: DISPATCH or below.
 * Return: false, after a warning, if @ptr is no such object.
 */
bool vp_memory_free_at(struct vp_adapter *adapter, enum vp_memory_kind kind,
		       void *ptr, const char *what, unsigned long caller)
{
	struct vp_memory_object *found;
	struct vp_memory_span span;
	unsigned long flags;

	raw_spin_lock_irqsave(&adapter->memory.lock, flags);
	found = vp_memory_find(adapter, kind, ptr);
	if (found)
		rb_erase(&found->node, &adapter->memory.objects);
	raw_spin_unlock_irqrestore(&adapter->memory.lock, flags);
	if (!found) {
		vp_warn(adapter, "%s: %p was not taken from the port driver, or was given back before; called from %pS\n",
			what, ptr, (void *)caller);
		return false;
	}
	span = (struct vp_memory_span){
		.memory = found, .at = found->data, .size = found->size,
	};
	if (kind == VP_MEMORY_POOL && vp_memory_kept(adapter, &span))
		vp_warn(adapter, "%s: %p is locked for DMA; it is kept until it is unlocked; called from %pS\n",
			what, ptr, (void *)caller);
	else if (kind == VP_MEMORY_EVENT || vp_irql() != VP_PASSIVE_LEVEL)
		kfree_rcu(found, rcu);
	else
		kfree(found);
	return true;
}

/* Windows leaks what a miniport forgets; here it comes back, and is counted. */
void vp_memory_reclaim(struct vp_adapter *adapter)
{
	struct vp_memory_object *object, *next;

	rbtree_postorder_for_each_entry_safe(object, next, &adapter->memory.objects, node) {
		if (object->kind == VP_MEMORY_POOL)
			dev_dbg(&adapter->pdev->dev, "%zu bytes of pool, tag %.4s, left by the miniport\n",
				object->size, (char *)&object->tag);
		kfree(object);
	}
	adapter->memory.objects = RB_ROOT;
}

PVOID VideoPortAllocatePool(PVOID HwDeviceExtension, VP_POOL_TYPE PoolType,
			    SIZE_T NumberOfBytes, ULONG Tag)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (!NumberOfBytes) {
		vp_warn(adapter, "%s: zero length, called from %pS\n", __func__,
			__builtin_return_address(0));
		return NULL;
	}
	return vp_memory_alloc(adapter, VP_MEMORY_POOL, NumberOfBytes, Tag);
}
EXPORT_SYMBOL_GPL(VideoPortAllocatePool);

VOID VideoPortFreePool(PVOID HwDeviceExtension, PVOID Ptr)
{
	vp_memory_free(vp_adapter_of(HwDeviceExtension), VP_MEMORY_POOL, Ptr);
}
EXPORT_SYMBOL_GPL(VideoPortFreePool);

VP_STATUS VideoPortAllocateBuffer(PVOID HwDeviceExtension, ULONG Size,
				  PVOID *Buffer)
{
	if (!Size || !Buffer)
		return ERROR_INVALID_PARAMETER;
	*Buffer = vp_memory_alloc(vp_adapter_of(HwDeviceExtension),
				  VP_MEMORY_POOL, Size, VP_TAG_BUFFER);
	return *Buffer ? NO_ERROR : ERROR_NOT_ENOUGH_MEMORY;
}
EXPORT_SYMBOL_GPL(VideoPortAllocateBuffer);

VOID VideoPortReleaseBuffer(PVOID HwDeviceExtension, PVOID Buffer)
{
	vp_memory_free(vp_adapter_of(HwDeviceExtension), VP_MEMORY_POOL,
		       Buffer);
}
EXPORT_SYMBOL_GPL(VideoPortReleaseBuffer);

VOID VideoPortMoveMemory(PVOID Destination, PVOID Source, ULONG Length)
{
	memmove(Destination, Source, Length);
}
EXPORT_SYMBOL_GPL(VideoPortMoveMemory);

VOID VideoPortZeroMemory(PVOID Destination, ULONG Length)
{
	memset(Destination, 0, Length);
}
EXPORT_SYMBOL_GPL(VideoPortZeroMemory);

ULONG VideoPortCompareMemory(PVOID Source1, PVOID Source2, SIZE_T Length)
{
	const u8 *a = Source1, *b = Source2;
	SIZE_T i;

	for (i = 0; i < Length && a[i] == b[i]; i++)
		;
	return i;
}
EXPORT_SYMBOL_GPL(VideoPortCompareMemory);
