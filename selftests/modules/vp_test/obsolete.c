// SPDX-License-Identifier: GPL-2.0
/* Common buffers by the obsolete pair of functions */
#include "vp_test.h"

#define GET "VideoPortGetCommonBuffer"
#define FREE "VideoPortFreeCommonBuffer"

static void common(struct vpt_ext *t)
{
	PHYSICAL_ADDRESS logical = {};
	ULONG actual = 0;
	PUCHAR buffer;

	buffer = VideoPortGetCommonBuffer(t, 6000, 4096, &logical, &actual,
					  TRUE);
	if (!expect(t, buffer))
		return;
	expect_eq(t, actual, 6000);
	expect(t, !memchr_inv(buffer, 0, 6000));
	expect_eq(t, logical.QuadPart & 4095, 0);
	expect(t, logical.QuadPart + 6000 <= 0x100000000LL);

	/* Nothing that differs frees it. */
	VideoPortFreeCommonBuffer(t, 5999, buffer, logical, TRUE);
	warns(t, FREE "&5999 bytes&nothing released");
	VideoPortFreeCommonBuffer(t, 6000, buffer, logical, FALSE);
	warns(t, FREE "&nothing released");
	memset(buffer, 0x5a, 6000);
	VideoPortFreeCommonBuffer(t, 6000, buffer, logical, TRUE);
	VideoPortFreeCommonBuffer(t, 6000, buffer, logical, TRUE);
	warns(t, FREE "&released before");
}

static void common_refused(struct vpt_ext *t)
{
	PHYSICAL_ADDRESS logical;
	ULONG actual = 77;

	expect(t, !VideoPortGetCommonBuffer(t, 0, 0, &logical, &actual, TRUE));
	warns(t, GET "&zero length");
	expect_eq(t, actual, 0);
	expect(t, !VideoPortGetCommonBuffer(t, 64, 0, NULL, NULL, TRUE));
	warns(t, GET "&nowhere");
	actual = 77;
	expect(t, !VideoPortGetCommonBuffer(t, 64, 3, &logical, &actual, TRUE));
	warns(t, GET "&alignment 3");
	expect_eq(t, actual, 0);
	expect(t, !VideoPortGetCommonBuffer(t, 64, 8192, &logical, NULL, TRUE));
	warns(t, GET "&alignment 8192");
}

/* One kind of buffer, but what one pair gave the other does not take. */
static void common_mixed(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER adapter = vpt_get(t, 32);
	struct vpt_buffer buf;

	if (!adapter || !vpt_alloc(t, adapter, 4096, &buf))
		return;
	VideoPortFreeCommonBuffer(t, 4096, buf.virtual, buf.logical,
				  buf.cached);
	warns(t, FREE "&nothing released");
	vpt_release(t, &buf);
	VideoPortPutDmaAdapter(t, adapter);
}

const struct vpt_case vpt_obsolete[] = {
	{ "api: obsolete common buffers", common },
	{ "api: obsolete common buffers refused", common_refused },
	{ "api: obsolete and new common buffers", common_mixed },
	{ }
};
