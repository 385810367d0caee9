// SPDX-License-Identifier: GPL-2.0
/* HwVidTimer, and the time of day */
#include <linux/jiffies.h>
#include <linux/ktime.h>

#include "await.h"
#include "vp_test.h"

#define EPOCH 116444736000000000LL	/* 1601 to 1970 in Windows' 100 ns */

/* No sooner than a second after it was switched on */
static void timer(struct vpt_ext *t)
{
	unsigned long start = jiffies;

	WRITE_ONCE(t->ticks, 0);
	t->tick_irql = 99;
	VideoPortStartTimer(t);
	vpt_await(READ_ONCE(t->ticks));
	VideoPortStopTimer(t);
	expect(t, t->tick_jiffies - start >= HZ);
	expect_eq(t, t->tick_irql, 2);
}

/* Removal stops it. */
static void timer_left(struct vpt_ext *t)
{
	VideoPortStartTimer(t);
}

static void system_time(struct vpt_ext *t)
{
	s64 before = ktime_get_real_ns() / 100 + EPOCH;
	LARGE_INTEGER now;

	VideoPortQuerySystemTime(&now);
	expect(t, now.QuadPart >= before);
	expect(t, now.QuadPart <= ktime_get_real_ns() / 100 + EPOCH);
}

const struct vpt_case vpt_timer[] = {
	{ "sync: timer", timer },
	{ "sync: timer left on", timer_left, .unlisted = true },
	{ "sync: system time", system_time },
	{ }
};
