// SPDX-License-Identifier: GPL-2.0
/* Common buffers: sizes, contents, many of them, and one that is too large */
#include <linux/iommu.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "vp_test.h"

#define MANY 500

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

const struct vpt_case vpt_common_buffer[] = {
	{ "dma: sizes", sizes },
	{ "dma: CacheEnabled", cache_enabled },
	{ "dma: zeroed", zeroed },
	{ "dma: many buffers", many },
	{ "dma: huge length", huge_length },
	{ }
};
