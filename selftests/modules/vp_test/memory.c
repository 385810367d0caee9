// SPDX-License-Identifier: GPL-2.0
/* Memory that the device does not see */
#include <linux/cache.h>
#include <linux/io.h>
#include <linux/sizes.h>

#include "vp_test.h"

#define TAG 0x74736574		/* "test" */
#define FREE "VideoPortFreePool&[vp_test]"

static void pool(struct vpt_ext *t)
{
	static const SIZE_T lengths[] = { 1, 7, 64, 100, 4096, 5000, 65536 };
	PUCHAR p[ARRAY_SIZE(lengths)];
	int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		p[i] = VideoPortAllocatePool(t, VpPagedPool, lengths[i], TAG);
		if (expect(t, p[i]))
			memset(p[i], i, lengths[i]);
	}
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		if (p[i]) {
			expect(t, !memchr_inv(p[i], i, lengths[i]));
			VideoPortFreePool(t, p[i]);
		}
	}
}

/* Several at a time, as one may be aligned by chance */
static void aligned(struct vpt_ext *t, VP_POOL_TYPE type, SIZE_T length,
		    SIZE_T alignment)
{
	PVOID p[8];
	int i;

	for (i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = VideoPortAllocatePool(t, type, length, TAG);
		if (expect(t, p[i]))
			expect_eq(t, (uintptr_t)p[i] % alignment, 0);
	}
	while (i--)
		VideoPortFreePool(t, p[i]);
}

static void pool_alignment(struct vpt_ext *t)
{
	static const SIZE_T lengths[] = { 1, 8, 24, 100, 200, 1000 };
	int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		aligned(t, VpNonPagedPoolCacheAligned, lengths[i],
			L1_CACHE_BYTES);
		aligned(t, VpPagedPoolCacheAligned, lengths[i], L1_CACHE_BYTES);
		/* Any type serves every base type. */
		aligned(t, VpNonPagedPool, lengths[i], 16);
		aligned(t, VpPagedPool, lengths[i], 16);
	}
}

static void raised_pool(struct vpt_ext *t, void *arg)
{
	PVOID *p = arg, small;

	*p = VideoPortAllocatePool(t, VpNonPagedPool, 2000, TAG);
	small = VideoPortAllocatePool(t, VpNonPagedPool, 8, TAG);
	if (small)
		VideoPortFreePool(t, small);
}

static void pool_at_dispatch(struct vpt_ext *t)
{
	PVOID p = NULL;

	vpt_run_in_dpc(t, raised_pool, &p);
	/* On PREEMPT_RT nothing can be allocated at raised IRQL. */
	expect_eq(t, !p, IS_ENABLED(CONFIG_PREEMPT_RT));
	if (p)
		VideoPortFreePool(t, p);
}

static void pool_refused(struct vpt_ext *t)
{
	expect(t, !VideoPortAllocatePool(t, VpNonPagedPool, 0, TAG));
	warns(t, "VideoPortAllocatePool");
	expect(t, !VideoPortAllocatePool(t, VpNonPagedPool, 1ULL << 40, TAG));
	expect(t, !VideoPortAllocatePool(t, VpNonPagedPool, ~0ULL, TAG));
	expect(t, !VideoPortAllocatePool(t, VpNonPagedPool, ~0ULL - 40, TAG));
}

static void pool_foreign(struct vpt_ext *t)
{
	PUCHAR p = VideoPortAllocatePool(t, VpNonPagedPool, 256, TAG);
	struct vpt_ext *other = vpt_bench_other(t);

	if (!expect(t, p))
		return;
	memset(p, 0x99, 256);
	VideoPortFreePool(t, p + 16);
	warns(t, FREE);
	VideoPortFreePool(t, NULL);
	warns(t, FREE);
	if (other) {
		VideoPortFreePool(other, p);
		warns(t, FREE);
	}
	expect(t, !memchr_inv(p, 0x99, 256));
	VideoPortFreePool(t, p);
	VideoPortFreePool(t, p);
	warns(t, FREE);
}

/* What is no pool is not freed as pool. */
static void pool_other_kind(struct vpt_ext *t)
{
	PSPIN_LOCK lock;

	if (!expect_eq(t, VideoPortCreateSpinLock(t, &lock), NO_ERROR))
		return;
	VideoPortFreePool(t, lock);
	warns(t, FREE);
	expect_eq(t, VideoPortDeleteSpinLock(t, lock), NO_ERROR);
}

/* What is left here is taken back when the device is unbound. */
static void left(struct vpt_ext *t)
{
	PHYSICAL_ADDRESS highest = { .QuadPart = -1 };
	PSPIN_LOCK lock;
	PEVENT event;

	expect(t, VideoPortAllocatePool(t, VpNonPagedPool, SZ_2M - PAGE_SIZE,
					TAG));
	expect(t, VideoPortAllocateContiguousMemory(t, SZ_2M, highest));
	expect_eq(t, VideoPortCreateSpinLock(t, &lock), NO_ERROR);
	expect_eq(t, VideoPortCreateEvent(t, NOTIFICATION_EVENT, NULL, &event),
		  NO_ERROR);
}

static void move(struct vpt_ext *t)
{
	char up[] = "0123456789";
	char down[] = "0123456789";

	VideoPortMoveMemory(up + 2, up, 8);
	expect(t, !strcmp(up, "0101234567"));
	VideoPortMoveMemory(down, down + 2, 8);
	expect(t, !strcmp(down, "2345678989"));
	VideoPortMoveMemory(down, up, 0);
	expect(t, !strcmp(down, "2345678989"));
}

static void zero(struct vpt_ext *t)
{
	UCHAR bytes[16];

	memset(bytes, 0xff, sizeof(bytes));
	VideoPortZeroMemory(bytes + 3, 9);
	expect(t, !memchr_inv(bytes, 0xff, 3));
	expect(t, !memchr_inv(bytes + 3, 0, 9));
	expect(t, !memchr_inv(bytes + 12, 0xff, 4));
	VideoPortZeroMemory(bytes, 0);
	expect_eq(t, bytes[0], 0xff);
}

static void compare(struct vpt_ext *t)
{
	expect_eq(t, VideoPortCompareMemory("abcdefgh", "abcdefgh", 8), 8);
	expect_eq(t, VideoPortCompareMemory("abcdefgh", "abcdeFgh", 8), 5);
	expect_eq(t, VideoPortCompareMemory("abcdefgh", "Abcdefgh", 8), 0);
	expect_eq(t, VideoPortCompareMemory("abcdefgh", "abcdefgH", 8), 7);
	expect_eq(t, VideoPortCompareMemory("abcdefgh", "abcdefgH", 7), 7);
	expect_eq(t, VideoPortCompareMemory("a", "b", 0), 0);
}

static void buffers(struct vpt_ext *t)
{
	PVOID buffer = NULL, none = t;

	expect_eq(t, VideoPortAllocateBuffer(t, 5000, &buffer), NO_ERROR);
	if (!expect(t, buffer))
		return;
	memset(buffer, 0x5a, 5000);
	VideoPortReleaseBuffer(t, buffer);
	VideoPortReleaseBuffer(t, buffer);
	warns(t, "was not taken from the port driver");
	expect_eq(t, VideoPortAllocateBuffer(t, 0, &none),
		  ERROR_INVALID_PARAMETER);
	expect_eq(t, VideoPortAllocateBuffer(t, 1, NULL),
		  ERROR_INVALID_PARAMETER);
	expect_eq(t, VideoPortAllocateBuffer(t, 0xf0000000, &none),
		  ERROR_NOT_ENOUGH_MEMORY);
	expect(t, !none);
}

/* Or NULL: where memory begins and ends is each machine's own. */
static PUCHAR below(struct vpt_ext *t, ULONG size, u64 highest)
{
	PHYSICAL_ADDRESS address = { .QuadPart = highest };
	PUCHAR block = VideoPortAllocateContiguousMemory(t, size, address);

	if (block) {
		expect(t, virt_to_phys(block + size - 1) <= highest);
		memset(block, 0x5a, size);
	}
	return block;
}

static void contiguous(struct vpt_ext *t)
{
	PUCHAR block = below(t, 5 * 4096, ~0ULL);
	phys_addr_t last;
	int bits;

	if (!expect(t, block))
		return;
	last = virt_to_phys(block + 5 * 4096 - 1);
	below(t, 5 * 4096, last);
	below(t, 5 * 4096, last - 1);
	for (bits = 63; bits >= 12; bits--)
		below(t, 5 * 4096, BIT_ULL(bits) - 1);
	if (IS_ENABLED(CONFIG_X86))
		expect(t, below(t, 5 * 4096, 0xffffff));
	expect(t, !below(t, 5 * 4096, 4 * 4096));
	expect(t, below(t, 100, ~0ULL));
	expect(t, !below(t, 0, ~0ULL));
}

const struct vpt_case vpt_memory[] = {
	{ "memory: pool", pool },
	{ "memory: alignment of pool", pool_alignment },
	{ "memory: pool at DISPATCH", pool_at_dispatch },
	{ "memory: pool that can't be", pool_refused },
	{ "memory: free what is not pool", pool_foreign },
	{ "memory: free another kind of object", pool_other_kind },
	{ "memory: left behind", left, .unlisted = true },
	{ "memory: move", move },
	{ "memory: zero", zero },
	{ "memory: compare", compare },
	{ "api: buffers", buffers },
	{ "api: contiguous memory", contiguous },
	{ }
};
