// SPDX-License-Identifier: GPL-2.0
/*
 * Ranges that are no PCI resources of the function, but where it answers all the same:
 * HwLegacyResourceList and what VideoPortVerifyAccessRanges() names, ports anywhere and
 * memory below 1 MiB. Each is taken from the kernel's resource tree. The ranges of VGA
 * answer for one card of a machine: the kernel's VGA arbiter says for which, and what the
 * tree has there is but the console's mark.
 */
#include <linux/completion.h>
#include <linux/ioport.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/vgaarb.h>

#include "adapter.h"
#include "gate.h"
#include "hardware/legacy.h"
#include "hardware/ports.h"

#define VP_LEGACY_MEMORY	0x100000
#define VP_VGA_PORTS		0x3b0
#define VP_VGA_PORTS_END	0x3e0
#define VP_VGA_MEMORY		0xa0000
#define VP_VGA_MEMORY_END	0xc0000

/* Who holds them for as long as they are touched is done long before. */
#define VP_VGA_SECONDS		5

/* Ranges of one list; VGA's and others are few. */
#define VP_LEGACY_MOST		64

/**
 * struct vp_legacy_range - a range that adapters have claimed
 * @node: in vp_legacy_ranges
 * @start: its first port, or where it is in memory
 * @length: ports or bytes
 * @io: ports
 * @shared: each of its adapters said so
 * @taken: it is ours in the resource tree, not the console's
 * @users: adapters that have it
 */
struct vp_legacy_range {
	struct list_head node;
	u32 start;
	u32 length;
	bool io;
	bool shared;
	bool taken;
	unsigned int users;
};

/* An adapter's */
struct vp_legacy_claim {
	struct list_head node;
	struct vp_legacy_range *range;
};

static LIST_HEAD(vp_legacy_ranges);
static struct vp_adapter *vp_legacy_vga; /* that has ranges of VGA, or NULL */
static DEFINE_MUTEX(vp_legacy_lock); /* guards vp_legacy_ranges, vp_legacy_vga */

static bool vp_legacy_is_vga(u32 start, u32 length, bool io)
{
	u32 first = io ? VP_VGA_PORTS : VP_VGA_MEMORY;
	u32 end = io ? VP_VGA_PORTS_END : VP_VGA_MEMORY_END;

	return start >= first && start < end && length <= end - start;
}

/* Whether some of it is VGA's */
static bool vp_legacy_has_vga(u32 start, u32 length, bool io)
{
	return start < (io ? VP_VGA_PORTS_END : VP_VGA_MEMORY_END) &&
	       start + length > (io ? VP_VGA_PORTS : VP_VGA_MEMORY);
}

/* The other function whose ports these are, though no driver has them; to be put. */
static struct pci_dev *vp_legacy_other(struct vp_adapter *adapter, u32 start, u32 length)
{
	struct pci_dev *pdev = NULL;
	struct resource *range;
	int bar;

	for_each_pci_dev(pdev) {
		for (bar = 0; pdev != adapter->pdev && bar < PCI_STD_NUM_BARS; bar++) {
			range = &pdev->resource[bar];
			if (range->flags & IORESOURCE_IO && resource_size(range) &&
			    range->start < (u64)start + length && range->end >= start)
				return pdev;
		}
	}
	return NULL;
}

static bool vp_legacy_take(struct vp_adapter *adapter, struct vp_legacy_range *range)
{
	/* It outlives the adapter, whose name would be freed. */
	const char *name = "videoport legacy";
	struct pci_dev *other = NULL;

	if (range->io)
		other = vp_legacy_other(adapter, range->start, range->length);
	if (other) {
		vp_warn(adapter, "the ports %#x to %#x are %s's\n", range->start,
			range->start + range->length - 1, pci_name(other));
		pci_dev_put(other);
		return false;
	}
	range->taken = range->io ? request_region(range->start, range->length, name) :
				   request_mem_region(range->start, range->length, name);
	if (range->taken || vp_legacy_is_vga(range->start, range->length, range->io))
		return true;
	vp_warn(adapter, "the legacy %s %#x to %#x are another driver's: %s names it\n",
		range->io ? "ports" : "bytes", range->start, range->start + range->length - 1,
		range->io ? "/proc/ioports" : "/proc/iomem");
	return false;
}

static void vp_legacy_give(struct vp_legacy_range *range)
{
	if (!range->taken)
		return;
	if (range->io)
		release_region(range->start, range->length);
	else
		release_mem_region(range->start, range->length);
}

static void vp_legacy_put(struct vp_legacy_range *range)
{
	mutex_lock(&vp_legacy_lock);
	if (!--range->users) {
		if (range->io)
			vp_ports_close(range->start, range->length);
		vp_legacy_give(range);
		list_del(&range->node);
		kfree(range);
	}
	mutex_unlock(&vp_legacy_lock);
}

static struct vp_legacy_range *vp_legacy_make(struct vp_adapter *adapter, u32 start, u32 length,
					      bool io, bool shared)
{
	struct vp_legacy_range *range = kzalloc(sizeof(*range), GFP_KERNEL);

	if (!range)
		return NULL;
	range->start = start;
	range->length = length;
	range->io = io;
	range->shared = shared;
	if (!vp_legacy_take(adapter, range)) {
		kfree(range);
		return NULL;
	}
	list_add(&range->node, &vp_legacy_ranges);
	if (io)
		vp_ports_open(start, length);
	return range;
}

/* One that another adapter of ours has is shared if both say so. */
static struct vp_legacy_range *vp_legacy_get(struct vp_adapter *adapter, u32 start, u32 length,
					     bool io, bool shared)
{
	struct vp_legacy_range *range, *found = NULL;

	lockdep_assert_held(&vp_legacy_lock);
	list_for_each_entry(range, &vp_legacy_ranges, node)
		if (range->io == io && range->start == start && range->length == length)
			found = range;
	if (found && !(found->shared && shared)) {
		vp_warn(adapter, "the legacy %s %#x to %#x are another miniport's, and not shared\n",
			io ? "ports" : "bytes", start, start + length - 1);
		return NULL;
	}
	if (!found)
		found = vp_legacy_make(adapter, start, length, io, shared);
	if (found)
		found->users++;
	return found;
}

/* Nobody is to turn them off: the miniport touches them unasked. */
static unsigned int vp_legacy_decodes(struct pci_dev *pdev, bool state)
{
	return VGA_RSRC_LEGACY_IO | VGA_RSRC_LEGACY_MEM | VGA_RSRC_NORMAL_IO | VGA_RSRC_NORMAL_MEM;
}

/*
 * One of ours holds them until it leaves, for which another would wait for ever: it is
 * refused at once.
 */
static bool vp_legacy_own_vga(struct vp_adapter *adapter)
{
	bool own;

	mutex_lock(&vp_legacy_lock);
	if (!vp_legacy_vga)
		vp_legacy_vga = adapter;
	own = vp_legacy_vga == adapter;
	if (!own)
		vp_warn(adapter, "VGA's ranges are %s's, whose miniport has them\n",
			vp_legacy_vga->bus_id);
	mutex_unlock(&vp_legacy_lock);
	return own;
}

static void vp_legacy_disown_vga(struct vp_adapter *adapter)
{
	mutex_lock(&vp_legacy_lock);
	if (vp_legacy_vga == adapter)
		vp_legacy_vga = NULL;
	mutex_unlock(&vp_legacy_lock);
}

/**
 * struct vp_vga_wait - a thread that waits for the arbiter
 * @pdev: for which function
 * @what: VGA_RSRC_*
 * @ret: what the arbiter said; once @done
 * @ready: the thread takes a signal
 * @done: the arbiter has said so
 */
struct vp_vga_wait {
	struct pci_dev *pdev;
	unsigned int what;
	int ret;
	struct completion ready;
	struct completion done;
};

static int vp_vga_thread(void *data)
{
	struct vp_vga_wait *wait = data;

	allow_signal(SIGINT);
	complete(&wait->ready);
	wait->ret = vga_get_interruptible(wait->pdev, wait->what);
	complete(&wait->done);
	return 0;
}

/*
 * The arbiter waits until a signal comes, and has no time-out: a thread waits there, and
 * gets the signal. 0, or a negative errno, -ETIMEDOUT among them.
 */
static int vp_vga_get(struct pci_dev *pdev, unsigned int what)
{
	struct vp_vga_wait wait = { .pdev = pdev, .what = what };
	struct task_struct *thread;
	long left;

	init_completion(&wait.ready);
	init_completion(&wait.done);
	thread = kthread_create(vp_vga_thread, &wait, "videoport-vga");
	if (IS_ERR(thread))
		return PTR_ERR(thread);
	/* It ends by itself, too. */
	get_task_struct(thread);
	wake_up_process(thread);
	/* Before that a signal would be lost. */
	wait_for_completion(&wait.ready);
	left = wait_for_completion_killable_timeout(&wait.done, VP_VGA_SECONDS * HZ);
	if (left <= 0)
		send_sig(SIGINT, thread, 1);
	kthread_stop(thread);
	put_task_struct(thread);
	return wait.ret == -ERESTARTSYS && !left ? -ETIMEDOUT : wait.ret;
}

/*
 * Held until the miniport leaves, as nothing says when it touches them. Others than us
 * hold them for as long as they touch them.
 */
static bool vp_legacy_hold_vga(struct vp_adapter *adapter, bool io)
{
	unsigned int what = io ? VGA_RSRC_LEGACY_IO : VGA_RSRC_LEGACY_MEM;
	struct vp_legacy_state *state = &adapter->legacy;
	int ret;

	if (state->vga & what)
		return true;
	if (!vp_legacy_own_vga(adapter))
		return false;
	if (!state->client)
		state->client = !vga_client_register(adapter->pdev, vp_legacy_decodes);
	ret = vp_vga_get(adapter->pdev, what);
	if (!ret) {
		state->vga |= what;
		return true;
	}
	if (ret == -ETIMEDOUT)
		vp_warn(adapter, "VGA's ranges are another card's, whose driver or program in /dev/vga_arbiter has kept them for %d s\n",
			VP_VGA_SECONDS);
	else
		vp_warn(adapter, "VGA's ranges can't be had: error %d\n", ret);
	if (!state->vga)
		vp_legacy_disown_vga(adapter);
	return false;
}

/**
 * vp_legacy_get_vga() - have the VGA's ports and memory, until the miniport leaves
 * @adapter: the adapter
 *
 * Context: process context, may sleep for VP_VGA_SECONDS, the device lock held.
 * Return: true; false if they are another's, and the log says so.
 */
bool vp_legacy_get_vga(struct vp_adapter *adapter)
{
	return vp_legacy_hold_vga(adapter, true) && vp_legacy_hold_vga(adapter, false);
}

/* The adapter's claim that a port or a byte is in */
static struct vp_legacy_claim *vp_legacy_at(struct vp_adapter *adapter, u64 place, bool io)
{
	struct vp_legacy_claim *claim;

	list_for_each_entry(claim, &adapter->legacy.claims, node)
		if (claim->range->io == io && place >= claim->range->start &&
		    place - claim->range->start < claim->range->length)
			return claim;
	return NULL;
}

/* Where what the adapter has not claimed from there on ends */
static u64 vp_legacy_gap_end(struct vp_adapter *adapter, u64 start, u64 end, bool io)
{
	struct vp_legacy_claim *claim;

	list_for_each_entry(claim, &adapter->legacy.claims, node)
		if (claim->range->io == io && claim->range->start > start)
			end = min_t(u64, end, claim->range->start);
	return end;
}

static bool vp_legacy_claim_gap(struct vp_adapter *adapter, u32 start, u32 length, bool io,
				bool shared)
{
	struct vp_legacy_claim *claim;

	if (vp_legacy_has_vga(start, length, io) && !vp_legacy_hold_vga(adapter, io))
		return false;
	claim = kzalloc(sizeof(*claim), GFP_KERNEL);
	if (!claim)
		return false;
	mutex_lock(&vp_legacy_lock);
	claim->range = vp_legacy_get(adapter, start, length, io, shared);
	mutex_unlock(&vp_legacy_lock);
	if (!claim->range) {
		kfree(claim);
		return false;
	}
	list_add(&claim->node, &adapter->legacy.claims);
	return true;
}

static void vp_legacy_unclaim(struct vp_legacy_claim *claim)
{
	vp_legacy_put(claim->range);
	list_del(&claim->node);
	kfree(claim);
}

/**
 * vp_legacy_claim() - claim a range for the miniport
 * @adapter: the adapter
 * @range: outside of the function's own
 *
 * Lists overlap: what the miniport has already is left out.
 *
 * Context: process context, may sleep, the device lock held.
 * Return: 0, and the miniport has all of it, perhaps since before; or nothing is claimed:
 * -EBUSY, and the log says why; -ERANGE where no legacy range can be.
 */
int vp_legacy_claim(struct vp_adapter *adapter, const VIDEO_ACCESS_RANGE *range)
{
	struct list_head *claims = &adapter->legacy.claims, *before = claims->next;
	bool io = range->RangeInIoSpace;
	u64 start = range->RangeStart.QuadPart, end = io ? VP_PORTS : VP_LEGACY_MEMORY, next;
	struct vp_legacy_claim *claim;

	if (!range->RangeLength || start >= end || range->RangeLength > end - start)
		return -ERANGE;
	for (end = start + range->RangeLength; start < end; start = next) {
		claim = vp_legacy_at(adapter, start, io);
		if (claim) {
			next = claim->range->start + claim->range->length;
			continue;
		}
		next = vp_legacy_gap_end(adapter, start, end, io);
		if (vp_legacy_claim_gap(adapter, start, next - start, io, range->RangeShareable))
			continue;
		while (claims->next != before)
			vp_legacy_unclaim(list_first_entry(claims, struct vp_legacy_claim, node));
		return -EBUSY;
	}
	return 0;
}

/**
 * vp_legacy_has() - whether the miniport has claimed a range
 * @adapter: the adapter
 * @start: its first port, or where it is in memory
 * @length: ports or bytes
 * @io: ports
 *
 * Context: process context, the device lock held.
 * Return: true if its claims have all of it.
 */
bool vp_legacy_has(struct vp_adapter *adapter, u64 start, u64 length, bool io)
{
	struct vp_legacy_claim *claim;
	u64 end = start + length;

	if (!length)
		return false;
	while (start < end && (claim = vp_legacy_at(adapter, start, io)))
		start = claim->range->start + claim->range->length;
	return start >= end;
}

/**
 * vp_legacy_claim_listed() - claim what DriverEntry or HwVidLegacyResources listed
 * @adapter: an adapter with an extension
 *
 * Context: process context, may sleep, the device lock held.
 * Return: 0, or -EBUSY if one of them can't be had.
 */
int vp_legacy_claim_listed(struct vp_adapter *adapter)
{
	const VIDEO_HW_INITIALIZATION_DATA *hw = adapter->hw;
	VIDEO_ACCESS_RANGE *list = hw->HwLegacyResourceList;
	ULONG count = hw->HwLegacyResourceCount, i;

	if (hw->HwGetLegacyResources) {
		hw->HwGetLegacyResources(adapter->pdev->vendor, adapter->pdev->device, &list,
					 &count);
		vp_gate_returned(adapter);
	}
	if (!list)
		return 0;
	for (i = 0; i < min(count, VP_LEGACY_MOST); i++)
		if (vp_legacy_claim(adapter, &list[i]))
			return -EBUSY;
	return 0;
}

/* Everything goes back. */
void vp_legacy_reclaim(struct vp_adapter *adapter)
{
	struct vp_legacy_state *state = &adapter->legacy;
	struct vp_legacy_claim *claim, *next;

	list_for_each_entry_safe(claim, next, &state->claims, node)
		vp_legacy_unclaim(claim);
	if (state->vga & VGA_RSRC_LEGACY_IO)
		vga_put(adapter->pdev, VGA_RSRC_LEGACY_IO);
	if (state->vga & VGA_RSRC_LEGACY_MEM)
		vga_put(adapter->pdev, VGA_RSRC_LEGACY_MEM);
	state->vga = 0;
	vp_legacy_disown_vga(adapter);
	if (state->client)
		vga_client_unregister(adapter->pdev);
	state->client = false;
}

void vp_legacy_init(struct vp_adapter *adapter)
{
	INIT_LIST_HEAD(&adapter->legacy.claims);
}
