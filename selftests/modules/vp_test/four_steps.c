// SPDX-License-Identifier: GPL-2.0
/* The four steps, once through by each width, and the device reads and writes */
#include <linux/dma-mapping.h>
#include <linux/pci.h>

#include "vp_test.h"

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

/* Once through all four, on every width a description can name */
static void one_width(struct vpt_ext *t, unsigned int bits)
{
	struct vpt_buffer buf;
	PVP_DMA_ADAPTER adapter = vpt_get(t, bits);

	if (!adapter)
		return;
	if (vpt_alloc(t, adapter, 8192, &buf)) {
		expect(t, vpt_within(&buf, bits));
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
	{ "dma: the device reads and writes", bus_master },
	{ }
};
