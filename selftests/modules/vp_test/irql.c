// SPDX-License-Identifier: GPL-2.0
/* Raised IRQL: what may sleep is refused there. */
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

/* What sleeps, a few at a time, as the log is told no more at once. */
static void sleeps_1(struct vpt_ext *t)
{
	VIDEO_ACCESS_RANGE range = t->range;
	LARGE_INTEGER ms = { .QuadPart = -10000 };
	PHYSICAL_ADDRESS high = { .QuadPart = -1 };
	ULONG space = VIDEO_MEMORY_SPACE_MEMORY;
	PVOID address = NULL;
	UCHAR event[64] = {};

	expect(t, !VideoPortGetDeviceBase(t, range.RangeStart, 4096, 0));
	VideoPortFreeDeviceBase(t, t->regs);
	expect(t, VideoPortMapMemory(t, range.RangeStart, &range.RangeLength,
				     &space, &address) != NO_ERROR);
	expect(t, VideoPortUnmapMemory(t, t->regs, NULL) != NO_ERROR);
	expect(t, !VideoPortGetRomImage(t, NULL, 0, 16));
	expect(t, !VideoPortAllocateContiguousMemory(t, 4096, high));
	expect(t, VideoPortWaitForSingleObject(t, event, &ms) != NO_ERROR);
	VideoPortAcquireDeviceLock(t);
	VideoPortReleaseDeviceLock(t);
}

static void sleeps_2(struct vpt_ext *t)
{
	DDC_CONTROL ddc = {};
	UCHAR byte = 0;

	expect(t, VideoPortGetRegistryParameters(t, L"TestDword", FALSE, NULL,
						 NULL) != NO_ERROR);
	expect(t, VideoPortSetRegistryParameters(t, L"Late", &byte, 1) !=
		  NO_ERROR);
	expect(t, !VideoPortLockBuffer(t, t, 64, VpReadAccess));
	VideoPortUnLockBuffer(t, NULL);
	expect(t, VideoPortDisableInterrupt(t) != NO_ERROR);
	expect(t, VideoPortEnableInterrupt(t) != NO_ERROR);
	expect(t, !VideoPortDbgReportCreate(t, 1, 0, 0, 0, 0));
	expect(t, !VideoPortDbgReportSecondaryData(NULL, &byte, 1));
	VideoPortDbgReportComplete(NULL);
	expect(t, !VideoPortDDCMonitorHelper(t, &ddc, &byte, 1));
}

static void sleeping_interrupt(struct vpt_ext *t)
{
	vpt_run_in_interrupt(t, sleeps_1);
	warns(t, "VideoPortGetDeviceBase&IRQL 3&sleeps_1");
	warns(t, "VideoPortFreeDeviceBase&IRQL 3&sleeps_1");
	warns(t, "VideoPortMapMemory&IRQL 3&sleeps_1");
	warns(t, "VideoPortUnmapMemory&IRQL 3&sleeps_1");
	warns(t, "VideoPortGetRomImage&IRQL 3&sleeps_1");
	warns(t, "VideoPortAllocateContiguousMemory&IRQL 3&sleeps_1");
	warns(t, "VideoPortWaitForSingleObject&IRQL 3&sleeps_1");
	warns(t, "VideoPortAcquireDeviceLock&IRQL 3&sleeps_1");
	warns(t, "VideoPortReleaseDeviceLock&IRQL 3&sleeps_1");
}

static void sleeping_interrupt_2(struct vpt_ext *t)
{
	vpt_run_in_interrupt(t, sleeps_2);
	warns(t, "VideoPortGetRegistryParameters&IRQL 3&sleeps_2");
	warns(t, "VideoPortSetRegistryParameters&IRQL 3&sleeps_2");
	warns(t, "VideoPortLockBuffer&IRQL 3&sleeps_2");
	warns(t, "VideoPortUnLockBuffer&IRQL 3&sleeps_2");
	warns(t, "VideoPortDisableInterrupt&IRQL 3&sleeps_2");
	warns(t, "VideoPortEnableInterrupt&IRQL 3&sleeps_2");
	warns(t, "VideoPortDbgReportCreate&IRQL 3&sleeps_2");
	warns(t, "VideoPortDbgReportSecondaryData&IRQL 3&sleeps_2");
	warns(t, "VideoPortDbgReportComplete&IRQL 3&sleeps_2");
	warns(t, "VideoPortDDCMonitorHelper&IRQL 3&sleeps_2");
}

const struct vpt_case vpt_irql_dispatch[] = {
	{ "irql: the four steps under a spin lock", spin_lock_held },
	{ "irql: the four steps in a DPC", in_dpc },
	{ }
};

const struct vpt_case vpt_irql_device[] = {
	{ "irql: the four steps in synchronized execution", synchronized },
	{ "irql: what sleeps, in HwVidInterrupt", sleeping_interrupt },
	{ "irql: what else sleeps, in HwVidInterrupt", sleeping_interrupt_2 },
	{ }
};
