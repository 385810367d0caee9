// SPDX-License-Identifier: GPL-2.0
/*
 * Packet-based DMA as it is meant to be used: where the device works, and what it
 * leaves. Misuse is in packet_misuse.c
 */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/iommu.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "vp_test.h"

PVP_DMA_ADAPTER vpt_packet_get(struct vpt_ext *t, unsigned int bits,
			       bool scatter, ULONG maximum)
{
	VP_DEVICE_DESCRIPTION desc = {
		.ScatterGather = scatter,
		.Dma32BitAddresses = bits == 32,
		.Dma64BitAddresses = bits == 64,
		.MaximumLength = maximum,
	};
	PVP_DMA_ADAPTER adapter = VideoPortGetDmaAdapter(t, &desc);

	expect(t, adapter);
	return adapter;
}

static VOID execute(PVOID ext, PVP_DMA_ADAPTER adapter,
		    PVP_SCATTER_GATHER_LIST list, PVOID context)
{
	struct vpt_packet *p = context;

	p->irql = VideoPortGetCurrentIrql();
	p->told = p->length;
	p->same = ext == p->t && adapter == p->adapter;
	p->list = list;
	p->calls++;
}

/* Start a transfer of @p->length bytes; what came of it is in @p. */
VP_STATUS vpt_packet_start(struct vpt_packet *p, PVOID mdl, ULONG offset,
			   bool to_device)
{
	p->list = NULL;
	p->calls = 0;
	return VideoPortStartDma(p->t, p->adapter, mdl, offset, &p->length,
				 execute, p, to_device);
}

VP_STATUS vpt_packet_complete(struct vpt_packet *p, bool to_device)
{
	return VideoPortCompleteDma(p->t, p->adapter, p->list, to_device);
}

/* What every transfer's list is like */
bool vpt_packet_good(struct vpt_packet *p, ULONG asked)
{
	ULONG i, total = 0;

	if (!expect_eq(p->t, p->calls, 1) || !expect(p->t, p->list))
		return false;
	for (i = 0; i < p->list->NumberOfElements; i++)
		total += p->list->Elements[i].Length;
	expect_eq(p->t, total, p->length);
	expect_range(p->t, p->length, 1, asked);
	expect_eq(p->t, p->told, p->length);
	expect(p->t, p->same);
	return expect_eq(p->t, p->irql, 2);
}

/* QEMU's edu as it comes, or as it has to be where memory lies beyond that */
static u64 edu_reach(struct vpt_ext *t)
{
	return vpt_narrow(t) == 24 ? DMA_BIT_MASK(28) : DMA_BIT_MASK(32);
}

/* Let the device do it, piece by piece, as its window holds one at a time. */
static bool device_moves(struct vpt_packet *p, bool to_device)
{
	const VP_SCATTER_GATHER_ELEMENT *e = p->list->Elements;

	if (!expect_eq(p->t, p->list->NumberOfElements, 1) ||
	    !expect_range(p->t, e->Address.QuadPart + e->Length - 1, 0,
			  edu_reach(p->t)))
		return false;
	return expect(p->t, vpt_edu_dma(p->t, e->Address.QuadPart, e->Length,
					!to_device));
}

/* One part of a buffer through the device's window, in one direction */
bool vpt_packet_move(struct vpt_packet *p, PVOID mdl, ULONG offset,
		     ULONG length, bool to_device)
{
	p->length = length;
	if (!expect_eq(p->t, vpt_packet_start(p, mdl, offset, to_device),
		       NO_ERROR))
		return false;
	return vpt_packet_good(p, length) && device_moves(p, to_device) &&
	       expect_eq(p->t, vpt_packet_complete(p, to_device), NO_ERROR) &&
	       expect_eq(p->t, p->length, length);
}

/* The first part of a buffer goes to the device and comes back as the second. */
static void there_and_back(struct vpt_packet *p, PVOID mdl, ULONG length)
{
	if (vpt_packet_move(p, mdl, 0, length, true))
		vpt_packet_move(p, mdl, length, length, false);
}

void vpt_fill(PUCHAR bytes, ULONG length, ULONG seed)
{
	ULONG i;

	for (i = 0; i < length; i++)
		bytes[i] = i * 7 + i / 256 + seed;
}

static void buffer_moves(struct vpt_ext *t, PUCHAR bytes, ULONG length)
{
	struct vpt_packet p = {
		.t = t,
		.adapter = vpt_packet_get(t, vpt_narrow(t), false, 0),
	};
	PVOID mdl;

	vpt_fill(bytes, length, length);
	memset(bytes + length, 0, length + 1);
	mdl = VideoPortLockBuffer(t, bytes, 2 * length, VpModifyAccess);
	if (expect(t, mdl)) {
		there_and_back(&p, mdl, length);
		VideoPortUnLockBuffer(t, mdl);
		expect_eq(t, VideoPortCompareMemory(bytes, bytes + length,
						    length), length);
		expect_eq(t, bytes[2 * length], 0);
	}
	VideoPortPutDmaAdapter(t, p.adapter);
}

static void pool(struct vpt_ext *t)
{
	static const ULONG lengths[] = { 1, 3, 1000, EDU_DMA_MAX };
	PUCHAR bytes;
	int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		bytes = VideoPortAllocatePool(t, VpNonPagedPool,
					      2 * lengths[i] + 1, 0x6b636150);
		if (!expect(t, bytes))
			return;
		buffer_moves(t, bytes, lengths[i]);
		VideoPortFreePool(t, bytes);
	}
}

/* Whether Linux lets a device at this memory by another address, or at a copy */
static bool elsewhere(struct vpt_ext *t, PUCHAR bytes)
{
	struct device *dev = &t->bench->pdev->dev;
	dma_addr_t at = dma_map_single(dev, bytes, 1, DMA_TO_DEVICE);

	if (!expect(t, !dma_mapping_error(dev, at)))
		return true;
	dma_unmap_single(dev, at, 1, DMA_TO_DEVICE);
	return at != virt_to_phys(bytes);
}

/* The device works on the very memory, where it can reach it. */
static void in_place(struct vpt_ext *t)
{
	struct vpt_packet p = { .t = t, .length = EDU_DMA_MAX };
	PUCHAR bytes = alloc_pages_exact(PAGE_SIZE, GFP_KERNEL | GFP_DMA);
	bool remapped;
	PVOID mdl;

	if (!expect(t, bytes))
		return;
	remapped = elsewhere(t, bytes);
	p.adapter = vpt_packet_get(t, 64, false, 0);
	mdl = VideoPortLockBuffer(t, bytes, PAGE_SIZE, VpModifyAccess);
	vpt_fill(bytes, EDU_DMA_MAX, 1);
	memset(bytes + EDU_DMA_MAX, 0, EDU_DMA_MAX);
	if (expect_eq(t, vpt_packet_start(&p, mdl, 0, true), NO_ERROR) &&
	    vpt_packet_good(&p, EDU_DMA_MAX)) {
		if (!remapped)
			expect_eq(t, p.list->Elements[0].Address.QuadPart,
				  virt_to_phys(bytes));
		expect_eq(t, vpt_packet_complete(&p, true), NO_ERROR);
		/* Logical addresses are beyond edu's 28 bits there. */
		if (!remapped) {
			there_and_back(&p, mdl, EDU_DMA_MAX);
			expect(t, !memcmp(bytes, bytes + EDU_DMA_MAX,
					  EDU_DMA_MAX));
		}
	}
	VideoPortUnLockBuffer(t, mdl);
	VideoPortPutDmaAdapter(t, p.adapter);
	free_pages_exact(bytes, PAGE_SIZE);
}

static void complete_and_write(struct vpt_ext *t, void *arg)
{
	struct vpt_packet *p = arg;

	p->status = vpt_packet_complete(p, false);
	p->bytes[0] = 0x11;
}

/*
 * What the device wrote is there when the transfer is completed, what it left
 * out is as before, and what the processor writes then, stays. The processor
 * plays the device, so as to reach a copy that Linux makes with swiotlb=force.
 */
static void fetched(struct vpt_ext *t)
{
	PUCHAR bytes = kmalloc(64, GFP_KERNEL);
	struct vpt_packet p = { .t = t, .length = 64, .bytes = bytes };
	PVOID mdl;

	if (!expect(t, bytes))
		return;
	memset(bytes, 0x3c, 64);
	p.adapter = vpt_packet_get(t, 64, false, 0);
	mdl = VideoPortLockBuffer(t, bytes, 64, VpModifyAccess);
	if (expect_eq(t, vpt_packet_start(&p, mdl, 0, false), NO_ERROR) &&
	    vpt_packet_good(&p, 64)) {
		memset(phys_to_virt(p.list->Elements[0].Address.QuadPart), 0x5a,
		       32);
		vpt_run_in_dpc(t, complete_and_write, &p);
		expect_eq(t, p.status, NO_ERROR);
		expect(t, !memchr_inv(bytes + 1, 0x5a, 31));
		expect(t, !memchr_inv(bytes + 32, 0x3c, 32));
	}
	VideoPortUnLockBuffer(t, mdl);
	expect_eq(t, bytes[0], 0x11);
	VideoPortPutDmaAdapter(t, p.adapter);
	kfree(bytes);
}

static void is_fetched(struct vpt_ext *t)
{
	if (device_iommu_mapped(&t->bench->pdev->dev))
		vpt_skip(t, "logical addresses are not the processor's");
	else
		fetched(t);
}

/* Too high, and in pieces: still one that the adapter's width reaches */
static void narrow(struct vpt_ext *t)
{
	struct vpt_packet p = { .t = t, .length = 0x10000 };
	PVP_DMA_ADAPTER wide;
	PUCHAR bytes;
	PVOID mdl;

	if (vpt_narrow(t) != 24) {
		vpt_skip(t, "this machine has no memory for 24-bit DMA");
		return;
	}
	wide = vpt_packet_get(t, 64, true, 0);
	bytes = vmalloc(0x10000);
	p.adapter = vpt_packet_get(t, 24, false, 0);
	mdl = VideoPortLockBuffer(t, bytes, 0x10000, VpReadAccess);
	if (expect(t, mdl)) {
		if (expect_eq(t, vpt_packet_start(&p, mdl, 0, true),
			      NO_ERROR) && vpt_packet_good(&p, 0x10000)) {
			expect_eq(t, p.list->NumberOfElements, 1);
			expect_eq(t, p.length, 0x10000);
			expect_range(t, p.list->Elements[0].Address.QuadPart +
				     p.list->Elements[0].Length - 1, 0,
				     DMA_BIT_MASK(24));
			expect_eq(t, vpt_packet_complete(&p, true), NO_ERROR);
		}
		VideoPortUnLockBuffer(t, mdl);
	}
	vfree(bytes);
	VideoPortPutDmaAdapter(t, p.adapter);
	VideoPortPutDmaAdapter(t, wide);
}

/* What the device does not write stays as it was. */
static void partly(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER wide = vpt_packet_get(t, 64, true, 0);
	struct vpt_packet p = { .t = t, .length = 64 };
	PUCHAR bytes = vmalloc(PAGE_SIZE);
	PVOID mdl;

	p.adapter = vpt_packet_get(t, vpt_narrow(t), false, 0);
	memset(bytes, 0x3c, 128);
	mdl = VideoPortLockBuffer(t, bytes, PAGE_SIZE, VpModifyAccess);
	if (expect_eq(t, vpt_packet_start(&p, mdl, 8, false), NO_ERROR) &&
	    vpt_packet_good(&p, 64)) {
		p.list->Elements[0].Length = 4;
		device_moves(&p, false);
		expect_eq(t, vpt_packet_complete(&p, false), NO_ERROR);
		expect(t, !memchr_inv(bytes, 0x3c, 8));
		expect(t, !memchr_inv(bytes + 12, 0x3c, 116));
	}
	VideoPortUnLockBuffer(t, mdl);
	vfree(bytes);
	VideoPortPutDmaAdapter(t, p.adapter);
	VideoPortPutDmaAdapter(t, wide);
}

static void in_dpc(struct vpt_ext *t, void *arg)
{
	struct vpt_packet *p = arg;

	p->status = vpt_packet_start(p, p->mdl, 0, true);
	if (p->status == NO_ERROR)
		p->status = vpt_packet_complete(p, true);
}

/* A miniport starts the next part where it completes the one before. */
static void dpc(struct vpt_ext *t)
{
	struct vpt_packet p = { .t = t, .length = 4096 };
	PUCHAR bytes;

	bytes = VideoPortAllocatePool(t, VpNonPagedPool, 4096, 0x6b636150);
	p.adapter = vpt_packet_get(t, 64, true, 0);
	p.mdl = VideoPortLockBuffer(t, bytes, 4096, VpReadAccess);
	if (expect(t, p.mdl)) {
		vpt_run_in_dpc(t, in_dpc, &p);
		if (IS_ENABLED(CONFIG_PREEMPT_RT)) {
			warns(t, "VideoPortStartDma&IRQL 2");
		} else {
			expect_eq(t, p.status, NO_ERROR);
			expect_eq(t, p.calls, 1);
		}
		VideoPortUnLockBuffer(t, p.mdl);
	}
	VideoPortPutDmaAdapter(t, p.adapter);
	VideoPortFreePool(t, bytes);
}

const struct vpt_case vpt_packets[] = {
	{ "packet: pool, there and back", pool },
	{ "packet: in place", in_place },
	{ "packet: fetched when completed", is_fetched },
	{ "packet: narrow beside wide", narrow },
	{ "packet: the device writes a part", partly },
	{ "packet: in a DPC", dpc },
	{ }
};
