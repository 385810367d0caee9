// SPDX-License-Identifier: GPL-2.0
/* DMA adapters side by side: their widths, masks and handles */
#include <linux/dma-mapping.h>
#include <linux/kthread.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "vp_test.h"

/* Either width declared, the other fields of no matter to a common buffer */
static void descriptions(struct vpt_ext *t)
{
	VP_DEVICE_DESCRIPTION desc = {
		.ScatterGather = TRUE,
		.Dma32BitAddresses = TRUE,
		.Dma64BitAddresses = TRUE,
		.MaximumLength = 1,
	};
	PVP_DMA_ADAPTER adapter = VideoPortGetDmaAdapter(t, &desc);
	struct vpt_buffer buf;

	if (!expect(t, adapter))
		return;
	/* The 64 bits win, so the device's mask must be as wide as that. */
	expect_eq(t, dma_get_mask(&t->bench->pdev->dev), vpt_width_mask(64));
	if (vpt_alloc(t, adapter, 65536, &buf))
		vpt_release(t, &buf);
	VideoPortPutDmaAdapter(t, adapter);
}

#define ROUNDS 16

/* The widest last: what it sets must not be what the others get. */
static const unsigned int all_widths[] = { 24, 32, 64 };

static unsigned int nth_width(struct vpt_ext *t, unsigned int n)
{
	unsigned int width = all_widths[n % ARRAY_SIZE(all_widths)];

	return width == 24 ? vpt_narrow(t) : width;
}

/* Adapters of all widths at once, their buffers allocated in turn */
static void widths(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER adapters[ARRAY_SIZE(all_widths)];
	struct vpt_buffer *bufs;
	int i, n = ROUNDS * ARRAY_SIZE(all_widths);

	bufs = kcalloc(n, sizeof(*bufs), GFP_KERNEL);
	if (!expect(t, bufs))
		return;

	for (i = 0; i < ARRAY_SIZE(all_widths); i++)
		adapters[i] = vpt_get(t, nth_width(t, i));
	for (i = 0; i < n; i++) {
		if (vpt_alloc(t, adapters[i % 3], 16384, &bufs[i]))
			expect(t, vpt_within(&bufs[i], nth_width(t, i)));
	}
	for (i = n - 1; i >= 0; i--) {
		if (bufs[i].virtual)
			vpt_release(t, &bufs[i]);
	}
	for (i = 0; i < ARRAY_SIZE(all_widths); i++)
		VideoPortPutDmaAdapter(t, adapters[i]);
	kfree(bufs);
}

/* What is mapped wide must not find itself outside the mask. */
static void streaming_mask(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER wide = vpt_get(t, 64);
	PVP_DMA_ADAPTER narrow = vpt_get(t, vpt_narrow(t));

	expect_eq(t, dma_get_mask(&t->bench->pdev->dev), vpt_width_mask(64));
	VideoPortPutDmaAdapter(t, wide);
	VideoPortPutDmaAdapter(t, narrow);
}

#define PLENTY 16

/* A narrow neighbour must not make a wide adapter share its 16 MiB. */
static void wide_beside_narrow(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER wide = vpt_get(t, 64);
	PVP_DMA_ADAPTER narrow = vpt_get(t, vpt_narrow(t));
	struct vpt_buffer bufs[PLENTY], small;
	int n;

	for (n = 0; n < PLENTY; n++) {
		if (!vpt_alloc(t, wide, 0x200000, &bufs[n]))
			break;
		if (vpt_alloc(t, narrow, 4096, &small))
			vpt_release(t, &small);
	}
	while (n--)
		vpt_release(t, &bufs[n]);
	VideoPortPutDmaAdapter(t, narrow);
	VideoPortPutDmaAdapter(t, wide);
}

struct racer {
	struct vpt_ext *t;
	PVP_DMA_ADAPTER adapter;
	unsigned int bits;
	unsigned int bad;
	struct completion done;
};

/* No expect() here: the case's result is for one task at a time. */
static int race(void *data)
{
	struct racer *r = data;
	struct vpt_buffer buf = { .adapter = r->adapter, .length = 8192 };
	int i;

	for (i = 0; i < 300; i++) {
		buf.virtual = VideoPortAllocateCommonBuffer(r->t, r->adapter,
							    buf.length,
							    &buf.logical, FALSE,
							    NULL);
		if (!buf.virtual || !vpt_within(&buf, r->bits))
			r->bad++;
		if (buf.virtual)
			vpt_release(r->t, &buf);
	}
	complete(&r->done);
	return 0;
}

/* The mask of one must not be in force while the other allocates. */
static void widths_race(struct vpt_ext *t)
{
	struct racer r[ARRAY_SIZE(all_widths)] = {};
	struct task_struct *task;
	int i;

	for (i = 0; i < ARRAY_SIZE(r); i++) {
		r[i].t = t;
		r[i].bits = nth_width(t, i);
		r[i].adapter = vpt_get(t, r[i].bits);
		init_completion(&r[i].done);
		task = kthread_run(race, &r[i], "vp_test/%u", r[i].bits);
		if (!expect(t, !IS_ERR(task)))
			complete(&r[i].done);
	}
	for (i = 0; i < ARRAY_SIZE(r); i++) {
		wait_for_completion(&r[i].done);
		expect_eq(t, r[i].bad, 0);
		VideoPortPutDmaAdapter(t, r[i].adapter);
	}
}

/* Handles are ids: a dead one does not come to life with the next adapter. */
static void handles(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER first = vpt_get(t, 32);
	PVP_DMA_ADAPTER next;
	int i;

	VideoPortPutDmaAdapter(t, first);
	for (i = 0; i < 1000; i++) {
		next = vpt_get(t, 32);
		if (!expect(t, next != first))
			break;
		VideoPortPutDmaAdapter(t, next);
	}
}

static void adapters(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER got[100];
	int i, j;

	for (i = 0; i < ARRAY_SIZE(got); i++) {
		got[i] = vpt_get(t, nth_width(t, i));
		for (j = 0; j < i; j++)
			expect(t, got[i] != got[j]);
	}
	while (i--)
		VideoPortPutDmaAdapter(t, got[i]);
}

const struct vpt_case vpt_adapter_object[] = {
	{ "dma: descriptions", descriptions },
	{ "dma: widths side by side", widths },
	{ "dma: streaming mask", streaming_mask },
	{ "dma: wide beside narrow", wide_beside_narrow },
	{ "dma: widths at the same time", widths_race },
	{ "dma: handles are not used again", handles },
	{ "dma: many adapters", adapters },
	{ }
};
