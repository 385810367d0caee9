// SPDX-License-Identifier: GPL-2.0
/*
 * VideoPortReleaseCommonBuffer() with arguments that are not exactly those of
 * the allocation: refused with one line in the log, and the buffer stays whole.
 */
#include "vp_test.h"

#define PUT "VideoPortPutDmaAdapter"
#define RELEASE "VideoPortReleaseCommonBuffer"

/*
 * Release with one argument changed by @change: refused, and neither the
 * content nor the place of the buffer is lost.
 */
static void bad_release(struct vpt_ext *t,
			void (*change)(struct vpt_buffer *wrong))
{
	PVP_DMA_ADAPTER adapter = vpt_get(t, 64);
	struct vpt_buffer buf, wrong, next;

	if (!vpt_alloc(t, adapter, 8192, &buf))
		goto put;
	memset(buf.virtual, 0x77, buf.length);

	wrong = buf;
	change(&wrong);
	vpt_release(t, &wrong);

	/* Freed memory would be handed out again here, and zeroed. */
	if (vpt_alloc(t, adapter, 8192, &next)) {
		expect(t, next.virtual != buf.virtual);
		vpt_release(t, &next);
	}
	expect(t, !memchr_inv(buf.virtual, 0x77, buf.length));
	vpt_release(t, &buf);
put:
	VideoPortPutDmaAdapter(t, adapter);
}

static void shorter(struct vpt_buffer *wrong)
{
	wrong->length--;
}

static void longer(struct vpt_buffer *wrong)
{
	wrong->length++;
}

static void no_length(struct vpt_buffer *wrong)
{
	wrong->length = 0;
}

static void wrong_length(struct vpt_ext *t)
{
	bad_release(t, shorter);
	warns(t, RELEASE "& 8191 bytes& 8192 bytes");
	bad_release(t, longer);
	warns(t, RELEASE "& 8193 bytes& 8192 bytes");
	bad_release(t, no_length);
	warns(t, RELEASE "& 0 bytes& 8192 bytes");
}

static void other_logical(struct vpt_buffer *wrong)
{
	wrong->logical.QuadPart += 4096;
}

static void high_logical(struct vpt_buffer *wrong)
{
	wrong->logical.HighPart ^= 0x40000000;
}

static void wrong_logical(struct vpt_ext *t)
{
	bad_release(t, other_logical);
	warns(t, RELEASE "&8192 bytes");
	bad_release(t, high_logical);
	warns(t, RELEASE "&8192 bytes");
}

static void no_virtual(struct vpt_buffer *wrong)
{
	wrong->virtual = NULL;
}

static void other_virtual(struct vpt_buffer *wrong)
{
	wrong->virtual++;
}

static void wrong_virtual(struct vpt_ext *t)
{
	bad_release(t, no_virtual);
	warns(t, RELEASE "&8192 bytes");
	bad_release(t, other_virtual);
	warns(t, RELEASE "&8192 bytes");
}

/* The second page on its own, right in itself */
static void interior(struct vpt_buffer *wrong)
{
	wrong->virtual += 4096;
	wrong->logical.QuadPart += 4096;
	wrong->length -= 4096;
}

static void part(struct vpt_ext *t)
{
	bad_release(t, interior);
	warns(t, RELEASE);
}

static void other_cached(struct vpt_buffer *wrong)
{
	wrong->cached = !wrong->cached;
}

static void wrong_cached(struct vpt_ext *t)
{
	bad_release(t, other_cached);
	warns(t, RELEASE "&cached 0&cached 1");
}

/* By another adapter of the same device, as wide as the right one */
static void wrong_adapter(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER right = vpt_get(t, 64);
	PVP_DMA_ADAPTER left = vpt_get(t, 64);
	struct vpt_buffer buf, wrong;

	if (vpt_alloc(t, right, 4096, &buf)) {
		wrong = buf;
		wrong.adapter = left;
		vpt_release(t, &wrong);
		warns(t, RELEASE);
		buf.virtual[4095] = 1;
		vpt_release(t, &buf);
	}
	VideoPortPutDmaAdapter(t, left);
	VideoPortPutDmaAdapter(t, right);
}

/* With every argument right but the extension */
static void wrong_device(struct vpt_ext *t)
{
	struct vpt_ext *other = vpt_other(t);
	struct vpt_buffer buf, wrong;
	PVP_DMA_ADAPTER adapter;

	if (!other)
		return;
	adapter = vpt_get(t, 64);
	if (vpt_alloc(t, adapter, 4096, &buf)) {
		wrong = buf;
		vpt_release(other, &wrong);
		warns(t, RELEASE);
		vpt_release(t, &buf);
	}
	VideoPortPutDmaAdapter(other, adapter);
	warns(t, PUT);
	VideoPortPutDmaAdapter(t, adapter);
}

static void release_twice(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER adapter = vpt_get(t, 64);
	struct vpt_buffer buf, again;

	if (vpt_alloc(t, adapter, 4096, &buf)) {
		again = buf;
		vpt_release(t, &buf);
		vpt_release(t, &again);
		warns(t, RELEASE);
	}
	VideoPortPutDmaAdapter(t, adapter);
}

const struct vpt_case vpt_release_misuse[] = {
	{ "release: with a wrong length", wrong_length },
	{ "release: with a wrong logical address", wrong_logical },
	{ "release: with a wrong virtual address", wrong_virtual },
	{ "release: a part", part },
	{ "release: with a wrong CacheEnabled", wrong_cached },
	{ "release: with a wrong adapter", wrong_adapter },
	{ "release: on another device", wrong_device },
	{ "release: twice", release_twice },
	{ }
};
