// SPDX-License-Identifier: GPL-2.0
/* The four steps as they are meant to be used */
#include <linux/iommu.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "vp_test.h"

#define MANY 500

static u64 width_mask(unsigned int bits)
{
	return bits == 64 ? ~0ULL : (1ULL << bits) - 1;
}

PVP_DMA_ADAPTER vpt_get(struct vpt_ext *t, unsigned int bits)
{
	VP_DEVICE_DESCRIPTION desc = {
		.Dma32BitAddresses = bits == 32,
		.Dma64BitAddresses = bits == 64,
		.MaximumLength = 4096,
	};
	PVP_DMA_ADAPTER adapter = VideoPortGetDmaAdapter(t, &desc);

	expect(t, adapter);
	return adapter;
}

/* The narrower of the widths that a description can name and this machine has */
unsigned int vpt_narrow(struct vpt_ext *t)
{
	struct device *dev = &t->bench->pdev->dev;
	u64 mask = dma_get_mask(dev);
	bool has_24 = !dma_set_mask(dev, DMA_BIT_MASK(24));

	dma_set_mask(dev, mask);
	return has_24 ? 24 : 32;
}

bool vpt_alloc(struct vpt_ext *t, PVP_DMA_ADAPTER adapter, ULONG length,
	       struct vpt_buffer *buf)
{
	buf->adapter = adapter;
	buf->length = length;
	buf->cached = TRUE;
	buf->logical.QuadPart = -1;
	buf->virtual = VideoPortAllocateCommonBuffer(t, adapter, length,
						     &buf->logical, TRUE, NULL);
	return expect(t, buf->virtual) &&
	       expect(t, buf->logical.QuadPart != -1);
}

void vpt_release(struct vpt_ext *t, struct vpt_buffer *buf)
{
	VideoPortReleaseCommonBuffer(t, buf->adapter, buf->length, buf->logical,
				     buf->virtual, buf->cached);
	buf->virtual = NULL;
}

static bool within(const struct vpt_buffer *buf, unsigned int bits)
{
	return buf->logical.QuadPart + buf->length - 1 <= width_mask(bits);
}

/* Once through all four, on every width a description can name */
static void one_width(struct vpt_ext *t, unsigned int bits)
{
	struct vpt_buffer buf;
	PVP_DMA_ADAPTER adapter = vpt_get(t, bits);

	if (!adapter)
		return;
	if (vpt_alloc(t, adapter, 8192, &buf)) {
		expect(t, within(&buf, bits));
		memset(buf.virtual, 0x5a, buf.length);
		vpt_release(t, &buf);
	}
	VideoPortPutDmaAdapter(t, adapter);
}

static void width_64(struct vpt_ext *t)
{
	one_width(t, 64);
}

static void width_32(struct vpt_ext *t)
{
	one_width(t, 32);
}

static void width_24(struct vpt_ext *t)
{
	if (vpt_narrow(t) == 24)
		one_width(t, 24);
	else
		vpt_skip(t, "this machine has no memory for 24-bit DMA");
}

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
	expect_eq(t, dma_get_mask(&t->bench->pdev->dev), width_mask(64));
	if (vpt_alloc(t, adapter, 65536, &buf))
		vpt_release(t, &buf);
	VideoPortPutDmaAdapter(t, adapter);
}

static void sizes(struct vpt_ext *t)
{
	static const ULONG lengths[] = {
		1, 4095, 4096, 4097, 65536, 1000000, 0x100000, 0x400000,
	};
	PVP_DMA_ADAPTER adapter = vpt_get(t, 64);
	struct vpt_buffer buf;
	int i;

	for (i = 0; adapter && i < ARRAY_SIZE(lengths); i++) {
		if (!vpt_alloc(t, adapter, lengths[i], &buf))
			break;
		expect(t, !memchr_inv(buf.virtual, 0, buf.length));
		memset(buf.virtual, 0xa5, buf.length);
		expect(t, !memchr_inv(buf.virtual, 0xa5, buf.length));
		vpt_release(t, &buf);
	}
	VideoPortPutDmaAdapter(t, adapter);
}

/* CacheEnabled changes nothing but must be given back as it was. */
static void cache_enabled(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER adapter = vpt_get(t, 64);
	PHYSICAL_ADDRESS logical;
	PVOID virtual;

	virtual = VideoPortAllocateCommonBuffer(t, adapter, 4096, &logical,
						FALSE, NULL);
	if (expect(t, virtual))
		VideoPortReleaseCommonBuffer(t, adapter, 4096, logical, virtual,
					     FALSE);
	/* Any BOOLEAN that is not 0 is TRUE. */
	virtual = VideoPortAllocateCommonBuffer(t, adapter, 4096, &logical,
						2, NULL);
	if (expect(t, virtual))
		VideoPortReleaseCommonBuffer(t, adapter, 4096, logical, virtual,
					     TRUE);
	VideoPortPutDmaAdapter(t, adapter);
}

/* Dirty pages come back clean, as often as one likes. */
static void zeroed(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER adapter = vpt_get(t, 64);
	struct vpt_buffer buf;
	int i;

	for (i = 0; adapter && i < 64; i++) {
		if (!vpt_alloc(t, adapter, 3 * 4096 + i, &buf))
			break;
		expect(t, !memchr_inv(buf.virtual, 0, buf.length));
		memset(buf.virtual, 0xff, buf.length);
		vpt_release(t, &buf);
	}
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
			expect(t, within(&bufs[i], nth_width(t, i)));
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

	expect_eq(t, dma_get_mask(&t->bench->pdev->dev), width_mask(64));
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
		if (!buf.virtual || !within(&buf, r->bits))
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

static int by_logical(const void *a, const void *b)
{
	const struct vpt_buffer *x = a, *y = b;

	return x->logical.QuadPart < y->logical.QuadPart ? -1 :
	       x->logical.QuadPart > y->logical.QuadPart;
}

static void apart(struct vpt_ext *t, const struct vpt_buffer *bufs, int n)
{
	int i;

	for (i = 1; i < n; i++) {
		if (!expect(t, bufs[i - 1].logical.QuadPart + bufs[i - 1].length
			    <= bufs[i].logical.QuadPart))
			return;
	}
}

/* Each keeps what was written to it, so no two share memory. */
static void many(struct vpt_ext *t)
{
	static const ULONG lengths[] = { 1, 300, 4096, 5000, 16384, 65536 };
	PVP_DMA_ADAPTER adapter = vpt_get(t, 64);
	struct vpt_buffer *bufs;
	int i, n = 0;

	bufs = kvcalloc(MANY, sizeof(*bufs), GFP_KERNEL);
	if (!expect(t, bufs))
		goto put;

	for (n = 0; n < MANY; n++) {
		if (!vpt_alloc(t, adapter, lengths[n % 6], &bufs[n]))
			break;
		memset(bufs[n].virtual, n % 251, bufs[n].length);
	}
	for (i = 0; i < n; i++)
		expect(t, !memchr_inv(bufs[i].virtual, i % 251, bufs[i].length));

	sort(bufs, n, sizeof(*bufs), by_logical, NULL);
	apart(t, bufs, n);
	/* 7 has no divisor in common with 500, so this meets every one once. */
	for (i = 0; n == MANY && i < n; i++)
		vpt_release(t, &bufs[i * 7 % MANY]);
	kvfree(bufs);
put:
	VideoPortPutDmaAdapter(t, adapter);
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

/* No more contiguous memory than the buddy allocator has, unless remapped */
static void huge_length(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER adapter = vpt_get(t, 64);
	PHYSICAL_ADDRESS logical;
	PVOID virtual;

	virtual = VideoPortAllocateCommonBuffer(t, adapter, 0xffffffff,
						&logical, FALSE, NULL);
	expect(t, !virtual);
	warns(t, "VideoPortAllocateCommonBuffer&4294967295");

	virtual = VideoPortAllocateCommonBuffer(t, adapter, 64 << 20, &logical,
						FALSE, NULL);
	if (virtual) {
		/* Only an IOMMU can make so much contiguous. */
		expect(t, device_iommu_mapped(&t->bench->pdev->dev));
		VideoPortReleaseCommonBuffer(t, adapter, 64 << 20, logical,
					     virtual, FALSE);
	} else {
		warns(t, "VideoPortAllocateCommonBuffer&67108864&iommu");
	}
	VideoPortPutDmaAdapter(t, adapter);
}

/* The device fetches what was written, and what it writes can be read. */
static void bus_master(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER adapter = vpt_get(t, vpt_narrow(t));
	struct vpt_buffer buf;
	int i;

	if (!adapter)
		return;
	if (!vpt_alloc(t, adapter, 2 * EDU_DMA_MAX, &buf))
		goto put;

	for (i = 0; i < EDU_DMA_MAX; i++)
		buf.virtual[i] = i * 7 + i / 256;
	expect(t, vpt_edu_dma(t, buf.logical.QuadPart, EDU_DMA_MAX, false));
	expect(t, vpt_edu_dma(t, buf.logical.QuadPart + EDU_DMA_MAX,
			      EDU_DMA_MAX, true));
	expect_eq(t, VideoPortCompareMemory(buf.virtual,
					    buf.virtual + EDU_DMA_MAX,
					    EDU_DMA_MAX), EDU_DMA_MAX);
	/* Past the part that it was told to write, nothing has changed. */
	expect(t, vpt_edu_dma(t, buf.logical.QuadPart, 4, true));
	expect_eq(t, buf.virtual[4], 4 * 7);
	vpt_release(t, &buf);
put:
	VideoPortPutDmaAdapter(t, adapter);
}

const struct vpt_case vpt_four_steps[] = {
	{ "dma: 64 bits", width_64 },
	{ "dma: 32 bits", width_32 },
	{ "dma: 24 bits", width_24 },
	{ "dma: without the device lock", width_64, .unlocked = true },
	{ "dma: descriptions", descriptions },
	{ "dma: sizes", sizes },
	{ "dma: CacheEnabled", cache_enabled },
	{ "dma: zeroed", zeroed },
	{ "dma: widths side by side", widths },
	{ "dma: streaming mask", streaming_mask },
	{ "dma: wide beside narrow", wide_beside_narrow },
	{ "dma: widths at the same time", widths_race },
	{ "dma: many buffers", many },
	{ "dma: handles are not used again", handles },
	{ "dma: many adapters", adapters },
	{ "dma: huge length", huge_length },
	{ "dma: the device reads and writes", bus_master },
	{ }
};
