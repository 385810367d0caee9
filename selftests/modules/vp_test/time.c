// SPDX-License-Identifier: GPL-2.0
/*
 * How long things take, where a machine's time is exact: in QEMU with -icount, where
 * an instruction is a nanosecond, and nothing but instructions makes time go by.
 */
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/mm.h>

#include "vp_test.h"

#define MS 10000LL		/* in Windows' 100 ns */

static VP_STATUS wait(struct vpt_ext *t, PEVENT event, LONGLONG timeout)
{
	LARGE_INTEGER time = { .QuadPart = timeout };

	return VideoPortWaitForSingleObject(t, event, &time);
}

static u64 wait_us(struct vpt_ext *t, PEVENT event, LONGLONG timeout)
{
	u64 start = ktime_get_ns();

	expect_eq(t, wait(t, event, timeout), WAIT_TIMEOUT);
	return (ktime_get_ns() - start) / NSEC_PER_USEC;
}

/*
 * Two ticks of the kernel's clock are added, and what others run before the waiter: less
 * than it would be in another unit, or twice.
 */
static void event_timeouts(struct vpt_ext *t)
{
	u64 most = 100000;
	LARGE_INTEGER now;
	PEVENT event;

	if (!expect_eq(t, VideoPortCreateEvent(t, NOTIFICATION_EVENT, NULL,
					       &event), NO_ERROR))
		return;
	expect_range(t, wait_us(t, event, -60 * MS), 60000, most);
	VideoPortQuerySystemTime(&now);
	expect_range(t, wait_us(t, event, now.QuadPart + 60 * MS), 59900,
		     most);
	/* A moment that is over */
	expect_range(t, wait_us(t, event, now.QuadPart - 1000 * MS), 0, 1000);
	VideoPortDeleteEvent(t, event);
}

/* Once a second while it is on, and not at all when it is off */
static void timer(struct vpt_ext *t)
{
	WRITE_ONCE(t->ticks, 0);
	VideoPortStartTimer(t);
	msleep(3500);
	VideoPortStopTimer(t);
	expect_eq(t, READ_ONCE(t->ticks), 3);
	msleep(2500);
	expect_eq(t, READ_ONCE(t->ticks), 3);
}

/* Off before its second is over */
static void timer_off(struct vpt_ext *t)
{
	WRITE_ONCE(t->ticks, 0);
	VideoPortStartTimer(t);
	msleep(500);
	VideoPortStopTimer(t);
	msleep(1500);
	expect_eq(t, READ_ONCE(t->ticks), 0);
}

static u64 stalled(ULONG us)
{
	u64 start = ktime_get_ns();

	VideoPortStallExecution(us);
	return ktime_get_ns() - start;
}

/* No less than asked for, and little more: a tick may fall into it. */
static void stall(struct vpt_ext *t)
{
	static const ULONG us[] = { 1, 50, 1000, 2500, 30000 };
	u64 least;
	int i;

	for (i = 0; i < ARRAY_SIZE(us); i++) {
		least = us[i] * NSEC_PER_USEC;
		expect_range(t, stalled(us[i]), least - least / 100,
			     least + least / 10 + 50 * NSEC_PER_USEC);
	}
}

/* As many as there may be, of what costs as much with them as without */
#define MANY 100000

static bool pool_fill(struct vpt_ext *t, PVOID *pool, int first, int end)
{
	int i;

	for (i = first; i < end; i++)
		pool[i] = VideoPortAllocatePool(t, VpNonPagedPool, 64, 0);
	return expect(t, pool[end - 1]);
}

/* The oldest is given back, and another taken. */
static u64 pool_ns(struct vpt_ext *t, PVOID *pool, int count)
{
	u64 start = ktime_get_ns();
	int i;

	for (i = 0; i < 1000; i++) {
		VideoPortFreePool(t, pool[i % count]);
		pool_fill(t, pool, i % count, i % count + 1);
	}
	return ktime_get_ns() - start;
}

/* In a tree they are twelve comparisons more; in a list 100,000. */
static void pool_among_many(struct vpt_ext *t)
{
	PVOID *pool = kvcalloc(MANY, sizeof(*pool), GFP_KERNEL);
	u64 few;
	int i;

	if (!expect(t, pool) || !pool_fill(t, pool, 0, 10))
		return;
	few = pool_ns(t, pool, 10);
	pool_fill(t, pool, 10, MANY);
	expect_range(t, pool_ns(t, pool, MANY), 0, few + few / 2);
	for (i = 0; i < MANY; i++)
		VideoPortFreePool(t, pool[i]);
	kvfree(pool);
}

static u64 four_steps_ns(struct vpt_ext *t)
{
	u64 start = ktime_get_ns();
	struct vpt_buffer buf;
	PVP_DMA_ADAPTER adapter;
	int i;

	for (i = 0; i < 10; i++) {
		adapter = vpt_get(t, 64);
		if (vpt_alloc(t, adapter, 4096, &buf))
			vpt_release(t, &buf);
		VideoPortPutDmaAdapter(t, adapter);
	}
	return ktime_get_ns() - start;
}

/* Without a tick of the clock and what it brings */
static u64 four_steps_least(struct vpt_ext *t)
{
	u64 least = U64_MAX;
	int i;

	for (i = 0; i < 10; i++)
		least = min(least, four_steps_ns(t));
	return least;
}

static void four_steps_among_many(struct vpt_ext *t)
{
	struct vpt_buffer *many = kvcalloc(MANY, sizeof(*many), GFP_KERNEL);
	PVP_DMA_ADAPTER adapter = vpt_get(t, 64);
	u64 few = four_steps_least(t), much;
	int count = 0;

	if (expect(t, many) && expect(t, adapter))
		while (count < MANY && vpt_alloc(t, adapter, 4096, &many[count]))
			count++;
	expect_eq(t, count, MANY);
	/* A table that has grown is filled anew behind our back. */
	msleep(1000);
	much = four_steps_least(t);
	expect_range(t, much, 0, few + few / 5);
	pr_info("videoport: vpt time: the four steps, ten times: %llu ns among 10 buffers, %llu ns among 100,000\n",
		few, much);
	while (count--)
		vpt_release(t, &many[count]);
	VideoPortPutDmaAdapter(t, adapter);
	kvfree(many);
}

static VOID note_run(PVOID ext, PVOID context)
{
	*(PBOOLEAN)context = TRUE;
}

/* It waits for no other thread, but where one happens to be at work. */
static void dpc_at_once(struct vpt_ext *t)
{
	int i, at_once = 0;

	for (i = 0; i < 100; i++) {
		BOOLEAN ran = FALSE;

		expect_eq(t, VideoPortQueueDpc(t, note_run, &ran), TRUE);
		at_once += READ_ONCE(ran);
		vpt_dpc_fence(t);
	}
	expect_range(t, at_once, 90, 100);
}

const struct vpt_case vpt_time[] = {
	{ "time: time-outs of events", event_timeouts, .timed = true },
	{ "time: the timer ticks once a second", timer, .timed = true },
	{ "time: the timer is switched off", timer_off, .timed = true },
	{ "time: stall", stall, .timed = true },
	{ "time: a DPC queued at PASSIVE runs at once", dpc_at_once, .timed = true },
	{ "time: pool among 100,000", pool_among_many, .timed = true },
	{ "time: four steps among 100,000 buffers", four_steps_among_many, .timed = true },
	{ }
};
