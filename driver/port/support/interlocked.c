// SPDX-License-Identifier: GPL-2.0
/* Interlocked operations, which order what they stand between for the device, too. */
#include <linux/atomic.h>
#include <linux/module.h>

#include "video.h"

/*
 * An atomic operation that returns a value is a full barrier among processors.
 * On x86 a locked instruction is one against coherent DMA too; elsewhere
 * a device may stand outside of the domain that it covers.
 */
static void vp_device_barrier(void)
{
	if (!IS_ENABLED(CONFIG_X86))
		mb(); /* against the device, see above */
}

LONG VideoPortInterlockedIncrement(PLONG Addend)
{
	LONG ret;

	vp_device_barrier();
	ret = atomic_inc_return((atomic_t *)Addend);
	vp_device_barrier();
	return ret;
}
EXPORT_SYMBOL_GPL(VideoPortInterlockedIncrement);

LONG VideoPortInterlockedDecrement(PLONG Addend)
{
	LONG ret;

	vp_device_barrier();
	ret = atomic_dec_return((atomic_t *)Addend);
	vp_device_barrier();
	return ret;
}
EXPORT_SYMBOL_GPL(VideoPortInterlockedDecrement);

LONG VideoPortInterlockedExchange(PLONG Target, LONG Value)
{
	LONG ret;

	vp_device_barrier();
	ret = atomic_xchg((atomic_t *)Target, Value);
	vp_device_barrier();
	return ret;
}
EXPORT_SYMBOL_GPL(VideoPortInterlockedExchange);
