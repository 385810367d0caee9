// SPDX-License-Identifier: GPL-2.0
/* Packets of more than one piece, by devices that scatter and by others */
#include <linux/iommu.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "vp_test.h"

#define PAGES 4

/* Pages that follow each other for the processor, but not for the device */
struct shuffled {
	struct page *first;
	PUCHAR bytes;
};

static bool shuffle(struct vpt_ext *t, struct shuffled *s)
{
	struct page *pages[PAGES];

	s->first = alloc_pages(GFP_KERNEL | GFP_DMA, get_order(PAGES * PAGE_SIZE));
	if (!expect(t, s->first))
		return false;
	pages[0] = s->first + 3;
	pages[1] = s->first + 1;
	pages[2] = s->first;
	pages[3] = s->first + 2;
	s->bytes = vmap(pages, PAGES, VM_MAP, PAGE_KERNEL);
	if (expect(t, s->bytes))
		return true;
	__free_pages(s->first, get_order(PAGES * PAGE_SIZE));
	return false;
}

static void unshuffle(struct shuffled *s)
{
	vunmap(s->bytes);
	__free_pages(s->first, get_order(PAGES * PAGE_SIZE));
}

/* Transfers until a buffer is through; how many there were, none moves a byte */
static unsigned int pieces(struct vpt_packet *p, PVOID mdl, ULONG offset,
			   ULONG end, ULONG elements)
{
	unsigned int n = 0;

	while (offset < end && !p->t->bench->failed) {
		p->length = end - offset;
		if (!expect_eq(p->t, vpt_packet_start(p, mdl, offset, true),
			       NO_ERROR) || !vpt_packet_good(p, end - offset))
			break;
		expect_range(p->t, p->list->NumberOfElements, 1, elements);
		expect_eq(p->t, vpt_packet_complete(p, true), NO_ERROR);
		offset += p->length;
		n++;
	}
	expect_eq(p->t, offset, end);
	return n;
}

static void split(struct vpt_ext *t, bool scatter, ULONG maximum,
		  unsigned int transfers)
{
	struct vpt_packet p = { .t = t };
	struct shuffled s;
	PVOID mdl;

	if (!shuffle(t, &s))
		return;
	p.adapter = vpt_packet_get(t, 64, scatter, maximum);
	mdl = VideoPortLockBuffer(t, s.bytes + 100, PAGES * PAGE_SIZE - 200,
				  VpReadAccess);
	if (expect(t, mdl)) {
		expect_eq(t, pieces(&p, mdl, 5, PAGES * PAGE_SIZE - 200,
				    scatter ? PAGES : 1), transfers);
		VideoPortUnLockBuffer(t, mdl);
	}
	VideoPortPutDmaAdapter(t, p.adapter);
	unshuffle(&s);
}

static void scatters(struct vpt_ext *t)
{
	split(t, true, 0, 1);
}

/* In one piece, but more than Linux copies in one with swiotlb=force */
static void large(struct vpt_ext *t)
{
	struct vpt_packet p = { .t = t };
	PUCHAR bytes = kmalloc(SZ_512K, GFP_KERNEL);
	PVOID mdl;

	if (!expect(t, bytes))
		return;
	p.adapter = vpt_packet_get(t, 64, true, 0);
	mdl = VideoPortLockBuffer(t, bytes, SZ_512K, VpReadAccess);
	if (expect(t, mdl)) {
		expect_eq(t, pieces(&p, mdl, 0, SZ_512K, 4), 1);
		VideoPortUnLockBuffer(t, mdl);
	}
	VideoPortPutDmaAdapter(t, p.adapter);
	kfree(bytes);
}

/* An IOMMU makes one piece of all. */
static void scatters_not(struct vpt_ext *t)
{
	split(t, false, 0,
	      device_iommu_mapped(&t->bench->pdev->dev) ? 1 : PAGES);
}

/* 16179 bytes, 1000 at a time */
static void maximum(struct vpt_ext *t)
{
	split(t, true, 1000, 17);
}

const struct vpt_case vpt_packet_pieces[] = {
	{ "packet: a device that scatters", scatters },
	{ "packet: a device that does not", scatters_not },
	{ "packet: MaximumLength", maximum },
	{ "packet: a large one", large },
	{ }
};
