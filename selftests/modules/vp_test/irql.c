// SPDX-License-Identifier: GPL-2.0
/* The four steps at raised IRQL: none of them may sleep there, so all refuse. */
#include "vp_test.h"

/* What the four are called with, and what they returned */
struct raised {
	struct vpt_ext *t;
	struct vpt_buffer buf;
	UCHAR irql;
	PVP_DMA_ADAPTER got;
	PVOID allocated;
};

static noinline void four_calls(struct raised *r)
{
	VP_DEVICE_DESCRIPTION desc = { .Dma64BitAddresses = TRUE };
	PHYSICAL_ADDRESS logical;
	struct vpt_buffer buf = r->buf;

	r->irql = VideoPortGetCurrentIrql();
	r->got = VideoPortGetDmaAdapter(r->t, &desc);
	r->allocated = VideoPortAllocateCommonBuffer(r->t, buf.adapter, 4096,
						     &logical, FALSE, NULL);
	vpt_release(r->t, &buf);
	VideoPortPutDmaAdapter(r->t, buf.adapter);
}

static void at_irql(struct vpt_ext *t, UCHAR irql,
		    void (*raise)(struct vpt_ext *t, struct raised *r))
{
	struct raised r = { .t = t };
	PVP_DMA_ADAPTER adapter = vpt_get(t, 64);

	/* Not NULL, so that a call that was not made is seen. */
	r.got = adapter;
	r.allocated = t;
	if (!vpt_alloc(t, adapter, 4096, &r.buf))
		goto put;
	memset(r.buf.virtual, 0x11, r.buf.length);

	raise(t, &r);
	expect_eq(t, r.irql, irql);
	expect(t, !r.got);
	warns(t, "VideoPortGetDmaAdapter&IRQL %u&four_calls", irql);
	expect(t, !r.allocated);
	warns(t, "VideoPortAllocateCommonBuffer&IRQL %u&four_calls", irql);
	warns(t, "VideoPortReleaseCommonBuffer&IRQL %u&vpt_release", irql);
	warns(t, "VideoPortPutDmaAdapter&IRQL %u&four_calls", irql);

	/* Nothing was released or put: both go quietly now. */
	expect(t, !memchr_inv(r.buf.virtual, 0x11, r.buf.length));
	vpt_release(t, &r.buf);
put:
	VideoPortPutDmaAdapter(t, adapter);
}

static void by_spin_lock(struct vpt_ext *t, struct raised *r)
{
	PSPIN_LOCK lock;
	UCHAR old;

	if (!expect_eq(t, VideoPortCreateSpinLock(t, &lock), NO_ERROR))
		return;
	VideoPortAcquireSpinLock(t, lock, &old);
	four_calls(r);
	VideoPortReleaseSpinLock(t, lock, old);
	VideoPortDeleteSpinLock(t, lock);
}

static void spin_lock_held(struct vpt_ext *t)
{
	at_irql(t, 2, by_spin_lock);
}

static void dpc(struct vpt_ext *t, void *arg)
{
	four_calls(arg);
}

static void by_dpc(struct vpt_ext *t, struct raised *r)
{
	vpt_run_in_dpc(t, dpc, r);
}

static void in_dpc(struct vpt_ext *t)
{
	at_irql(t, 2, by_dpc);
}

static BOOLEAN routine(PVOID context)
{
	four_calls(context);
	return TRUE;
}

static void by_synchronization(struct vpt_ext *t, struct raised *r)
{
	VideoPortSynchronizeExecution(t, VpHighPriority, routine, r);
}

static void synchronized(struct vpt_ext *t)
{
	at_irql(t, 3, by_synchronization);
}

const struct vpt_case vpt_irql_dispatch[] = {
	{ "irql: the four steps under a spin lock", spin_lock_held },
	{ "irql: the four steps in a DPC", in_dpc },
	{ }
};

const struct vpt_case vpt_irql_device[] = {
	{ "irql: the four steps in synchronized execution", synchronized },
	{ }
};
