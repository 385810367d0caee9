// SPDX-License-Identifier: GPL-2.0
/* The time, and letting it pass. */
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>

#include "irql.h"
#include "video.h"

/* 1601 to 1970 in Windows' units of 100 ns */
#define VP_EPOCH	116444736000000000LL

/* The DDK asks for 50 us at most; this long, other devices lose data. */
#define VP_STALL_MAX	1000

VOID VideoPortStallExecution(ULONG Microseconds)
{
	u8 irql = vp_irql();

	/* Miniports poll by it, for as long as a device does not answer. */
	if (irql == VP_PASSIVE_LEVEL)
		cond_resched();
	else if (irql == VP_DEVICE_LEVEL && Microseconds > VP_STALL_MAX)
		pr_warn_ratelimited("videoport: %s: %u us with interrupts off, called from %pS; leave this to a DPC\n",
				    __func__, Microseconds,
				    __builtin_return_address(0));
	for (; Microseconds >= 1000; Microseconds -= 1000)
		mdelay(1);
	udelay(Microseconds);
}
EXPORT_SYMBOL_GPL(VideoPortStallExecution);

VOID VideoPortQuerySystemTime(PLARGE_INTEGER CurrentTime)
{
	CurrentTime->QuadPart = div_s64(ktime_get_real_ns(), 100) + VP_EPOCH;
}
EXPORT_SYMBOL_GPL(VideoPortQuerySystemTime);

LONGLONG VideoPortQueryPerformanceCounter(PVOID HwDeviceExtension,
					  PLONGLONG PerformanceFrequency)
{
	if (PerformanceFrequency)
		*PerformanceFrequency = NSEC_PER_SEC;
	return ktime_get_ns();
}
EXPORT_SYMBOL_GPL(VideoPortQueryPerformanceCounter);
