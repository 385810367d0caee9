// SPDX-License-Identifier: GPL-2.0
/*
 * The four steps with wrong arguments, release's own apart (release.c). Each
 * mistake is refused with one line in the log, and what was right before still
 * is.
 */
#include <linux/mm.h>

#include "vp_test.h"

#define ALLOC "VideoPortAllocateCommonBuffer"
#define GET "VideoPortGetDmaAdapter"
#define PUT "VideoPortPutDmaAdapter"
#define RELEASE "VideoPortReleaseCommonBuffer"

/* Allocate, release and put with what is no adapter of this device. */
static void bad_adapter(struct vpt_ext *t, PVP_DMA_ADAPTER bad)
{
	PVP_DMA_ADAPTER adapter = vpt_get(t, 64);
	PHYSICAL_ADDRESS logical;
	struct vpt_buffer buf;
	struct vpt_buffer wrong;

	logical.QuadPart = 0x1234;
	expect(t, !VideoPortAllocateCommonBuffer(t, bad, 4096, &logical, FALSE,
						 NULL));
	warns(t, ALLOC);
	expect_eq(t, logical.QuadPart, 0x1234);

	if (vpt_alloc(t, adapter, 4096, &buf)) {
		wrong = buf;
		wrong.adapter = bad;
		vpt_release(t, &wrong);
		warns(t, RELEASE);
		vpt_release(t, &buf);
	}
	VideoPortPutDmaAdapter(t, bad);
	warns(t, PUT);
	VideoPortPutDmaAdapter(t, adapter);
}

static void null_adapter(struct vpt_ext *t)
{
	bad_adapter(t, NULL);
}

/* Were one of these followed as a pointer, the guest would crash or worse. */
static void garbage_adapter(struct vpt_ext *t)
{
	bad_adapter(t, (PVP_DMA_ADAPTER)0xdeadbeefUL);
}

static void pointer_as_adapter(struct vpt_ext *t)
{
	bad_adapter(t, (PVP_DMA_ADAPTER)t);
}

static void dead_adapter(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER dead = vpt_get(t, 64);

	VideoPortPutDmaAdapter(t, dead);
	bad_adapter(t, dead);
}

static void foreign_adapter(struct vpt_ext *t)
{
	struct vpt_ext *other = vpt_other(t);
	PVP_DMA_ADAPTER foreign;

	if (!other)
		return;
	foreign = vpt_get(other, 64);
	bad_adapter(t, foreign);
	/* It is alive where it belongs: no line in the log for this. */
	VideoPortPutDmaAdapter(other, foreign);
}

static void null_arguments(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER adapter;

	expect(t, !VideoPortGetDmaAdapter(t, NULL));
	warns(t, GET);

	adapter = vpt_get(t, 64);
	expect(t, !VideoPortAllocateCommonBuffer(t, adapter, 4096, NULL, FALSE,
						 NULL));
	warns(t, ALLOC);
	VideoPortPutDmaAdapter(t, adapter);
}

static void null_extension(struct vpt_ext *t)
{
	VP_DEVICE_DESCRIPTION desc = { .Dma64BitAddresses = TRUE };

	expect(t, !VideoPortGetDmaAdapter(NULL, &desc));
	warns(t, GET);
}

static void zero_length(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER adapter = vpt_get(t, 64);
	PHYSICAL_ADDRESS logical;

	expect(t, !VideoPortAllocateCommonBuffer(t, adapter, 0, &logical, FALSE,
						 NULL));
	warns(t, ALLOC "&zero");
	VideoPortPutDmaAdapter(t, adapter);
}

static void put_twice(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER adapter = vpt_get(t, 64);

	VideoPortPutDmaAdapter(t, adapter);
	VideoPortPutDmaAdapter(t, adapter);
	warns(t, PUT);
	VideoPortPutDmaAdapter(t, adapter);
	warns(t, PUT);
}

/*
 * Two buffers out: each is named with the place that allocated it. The device
 * may be using them, so they live until the device is unbound.
 */
static void put_early(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER adapter = vpt_get(t, 64);
	struct vpt_buffer bufs[2], next;

	if (!vpt_alloc(t, adapter, 4096, &bufs[0]) ||
	    !vpt_alloc(t, adapter, 0x200000, &bufs[1]))
		return;
	memset(bufs[0].virtual, 0x33, bufs[0].length);
	memset(bufs[1].virtual, 0x44, bufs[1].length);

	VideoPortPutDmaAdapter(t, adapter);
	warns(t, PUT "& 4096 bytes&vpt_alloc");
	warns(t, PUT "& 2097152 bytes&vpt_alloc");

	adapter = vpt_get(t, 64);
	if (vpt_alloc(t, adapter, 4096, &next))
		vpt_release(t, &next);
	VideoPortPutDmaAdapter(t, adapter);
	expect(t, !memchr_inv(bufs[0].virtual, 0x33, bufs[0].length));
	expect(t, !memchr_inv(bufs[1].virtual, 0x44, bufs[1].length));

	/* Without its adapter a buffer can't be released any more. */
	next = bufs[0];
	vpt_release(t, &next);
	warns(t, RELEASE);
	expect_eq(t, bufs[0].virtual[0], 0x33);
}

static void overrun(struct vpt_ext *t, ULONG length, LONG offset,
		    const char *words)
{
	PVP_DMA_ADAPTER adapter = vpt_get(t, 64);
	struct vpt_buffer buf;

	if (vpt_alloc(t, adapter, length, &buf)) {
		buf.virtual[offset] ^= 0xff;
		vpt_release(t, &buf);
		warns(t, "%s", words);
	}
	VideoPortPutDmaAdapter(t, adapter);
}

/* Between the buffer's end and the page's */
static void write_past(struct vpt_ext *t)
{
	overrun(t, 100, 100, " 100 bytes&vpt_alloc&past its end");
	overrun(t, 100, 4095, " 100 bytes&vpt_alloc&past its end");
	overrun(t, 4097, 4097, " 4097 bytes&vpt_alloc&past its end");
}

static void write_outside(struct vpt_ext *t)
{
	if (!vpt_guard) {
		vpt_skip(t, "vp_test was not loaded with guard=1");
		return;
	}
	overrun(t, 4096, -1, " 4096 bytes&before its start");
	overrun(t, 4096, -4096, " 4096 bytes&before its start");
	overrun(t, 4096, 4096, " 4096 bytes&past its end");
	overrun(t, 4096, 8191, " 4096 bytes&past its end");
}

const struct vpt_case vpt_misuse[] = {
	{ "misuse: no adapter", null_adapter },
	{ "misuse: garbage for an adapter", garbage_adapter },
	{ "misuse: a pointer for an adapter", pointer_as_adapter },
	{ "misuse: adapter that was put", dead_adapter },
	{ "misuse: adapter of another device", foreign_adapter },
	{ "misuse: null arguments", null_arguments },
	{ "misuse: null extension", null_extension },
	{ "misuse: zero length", zero_length },
	{ "misuse: put twice", put_twice },
	{ "misuse: put with buffers out", put_early },
	{ "misuse: write past a buffer in its page", write_past },
	{ "misuse: write outside a buffer's pages", write_outside },
	{ }
};
