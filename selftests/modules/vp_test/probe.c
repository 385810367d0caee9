// SPDX-License-Identifier: GPL-2.0
/* What the port driver has Linux do, seen by a probe in the kernel's own function */
#include <linux/dma-mapping.h>
#include <linux/kprobes.h>
#include <linux/pci.h>
#include <linux/ptrace.h>
#include <linux/sched.h>

#include "vp_test.h"

/* Calls for this device, or by this task, while a probe is set; one at a time */
static const void *whose;
static unsigned int calls;
static u64 mask;

static int device_call(struct kprobe *probe, struct pt_regs *regs)
{
	struct device *dev = (struct device *)regs_get_kernel_argument(regs, 0);

	if (dev == READ_ONCE(whose)) {
		mask = dev->coherent_dma_mask;
		calls++;
	}
	return 0;
}

static int task_call(struct kprobe *probe, struct pt_regs *regs)
{
	calls += current == READ_ONCE(whose);
	return 0;
}

/* False, and the case is not run, where a kernel has no probes */
static bool probe_set(struct vpt_ext *t, struct kprobe *probe, const void *who)
{
	int err;

	calls = 0;
	WRITE_ONCE(whose, who);
	err = register_kprobe(probe);
	if (err)
		vpt_skip(t, "no probe in %s (%d)", probe->symbol_name, err);
	return !err;
}

/* By the mask Linux tells what became of memory on its way to the device. */
static void released_under(struct vpt_ext *t, struct vpt_buffer *buf, unsigned int bits)
{
	calls = 0;
	vpt_release(t, buf);
	expect_eq(t, calls, 1);
	expect_eq(t, mask, DMA_BIT_MASK(bits));
}

static void release_mask(struct vpt_ext *t)
{
	struct kprobe probe = { .symbol_name = "dma_free_attrs", .pre_handler = device_call };
	PVP_DMA_ADAPTER narrow = vpt_get(t, 32), wide = vpt_get(t, 64);
	struct vpt_buffer low, high;

	if (probe_set(t, &probe, &t->bench->pdev->dev)) {
		if (vpt_alloc(t, narrow, 4096, &low) && vpt_alloc(t, wide, 4096, &high)) {
			released_under(t, &low, 32);
			released_under(t, &high, 64);
		}
		unregister_kprobe(&probe);
	}
	VideoPortPutDmaAdapter(t, narrow);
	VideoPortPutDmaAdapter(t, wide);
}

/*
 * A buffer that is unlocked may be given to others: the device must not reach it any
 * more. The transfer was completed where nothing could be taken apart.
 */
static void unlock_unmaps(struct vpt_ext *t)
{
	struct kprobe probe = { .symbol_name = "dma_unmap_sg_attrs", .pre_handler = device_call };
	PVOID pool = VideoPortAllocatePool(t, VpNonPagedPool, 4096, 0);
	struct vpt_packet p = { .t = t, .length = 4096 };
	PSPIN_LOCK lock;
	PVOID mdl;
	UCHAR old;

	if (!probe_set(t, &probe, &t->bench->pdev->dev))
		return;
	p.adapter = vpt_packet_get(t, 64, true, 0);
	mdl = VideoPortLockBuffer(t, pool, 4096, VpModifyAccess);
	expect_eq(t, VideoPortCreateSpinLock(t, &lock), NO_ERROR);
	expect_eq(t, vpt_packet_start(&p, mdl, 0, true), NO_ERROR);
	VideoPortAcquireSpinLock(t, lock, &old);
	expect_eq(t, vpt_packet_complete(&p, true), NO_ERROR);
	VideoPortReleaseSpinLock(t, lock, old);
	VideoPortUnLockBuffer(t, mdl);
	expect_eq(t, calls, 1);
	unregister_kprobe(&probe);
	VideoPortDeleteSpinLock(t, lock);
	VideoPortPutDmaAdapter(t, p.adapter);
	VideoPortFreePool(t, pool);
}

/* There is no page behind a register, and on some kernels none to be looked for. */
static void lock_registers(struct vpt_ext *t)
{
	struct kprobe probe = { .symbol_name = "vmalloc_to_page", .pre_handler = task_call };

	if (!probe_set(t, &probe, current))
		return;
	expect(t, !VideoPortLockBuffer(t, t->regs, 4096, VpModifyAccess));
	warns(t, "VideoPortLockBuffer: 4096 bytes&cannot be locked");
	expect(t, !VideoPortLockBuffer(t, t->regs + EDU_BAR_LENGTH - 8, 8, VpModifyAccess));
	warns(t, "VideoPortLockBuffer: 8 bytes&cannot be locked");
	expect_eq(t, calls, 0);
	unregister_kprobe(&probe);
}

const struct vpt_case vpt_probe[] = {
	{ "dma: released under the mask it was allocated under", release_mask },
	{ "packet: unlocking unmaps what was completed", unlock_unmaps },
	{ "packet: registers have no pages", lock_registers },
	{ }
};
