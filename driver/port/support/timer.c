// SPDX-License-Identifier: GPL-2.0
/* HwVidTimer, which runs once a second while a miniport wants it to. */
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/timer.h>

#include "adapter.h"
#include "irql.h"
#include "support/timer.h"

static void vp_timer_arm(struct vp_adapter *adapter)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&adapter->timer.lock, flags);
	if (adapter->timer.on && !adapter->timer.paused)
		mod_timer(&adapter->timer.timer, jiffies + HZ);
	raw_spin_unlock_irqrestore(&adapter->timer.lock, flags);
}

static void vp_timer_set(struct vp_adapter *adapter, bool on)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&adapter->timer.lock, flags);
	adapter->timer.on = on;
	raw_spin_unlock_irqrestore(&adapter->timer.lock, flags);
	if (on)
		vp_timer_arm(adapter);
}

static void vp_timer_fire(struct timer_list *timer)
{
	struct vp_adapter *adapter = container_of(timer, struct vp_adapter,
						  timer.timer);
	struct vp_irql_call call;
	u8 irql;

	if (!READ_ONCE(adapter->timer.on))
		return;
	irql = vp_irql_raise(VP_DISPATCH_LEVEL);
	vp_irql_call_begin(&call);
	adapter->hw->HwTimer(adapter->ext);
	vp_irql_call_end(adapter, &call);
	vp_irql_lower(irql);
	vp_timer_arm(adapter);
}

VOID VideoPortStartTimer(PVOID HwDeviceExtension)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (!adapter->hw->HwTimer) {
		vp_warn(adapter, "%s: the miniport has no HwVidTimer, called from %pS\n",
			__func__, __builtin_return_address(0));
		return;
	}
	vp_timer_set(adapter, true);
}
EXPORT_SYMBOL_GPL(VideoPortStartTimer);

VOID VideoPortStopTimer(PVOID HwDeviceExtension)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	vp_timer_set(adapter, false);
	timer_delete(&adapter->timer.timer);
}
EXPORT_SYMBOL_GPL(VideoPortStopTimer);

void vp_timer_init(struct vp_adapter *adapter)
{
	raw_spin_lock_init(&adapter->timer.lock);
	timer_setup(&adapter->timer.timer, vp_timer_fire, 0);
}

/**
 * vp_timer_pause() - keep HwVidTimer out, for sleep or for good
 * @adapter: the adapter
 *
 * Context: process context, may sleep. HwVidTimer does not run on return, nor
 * does VideoPortStartTimer() have an effect before vp_timer_resume().
 */
void vp_timer_pause(struct vp_adapter *adapter)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&adapter->timer.lock, flags);
	adapter->timer.paused = true;
	raw_spin_unlock_irqrestore(&adapter->timer.lock, flags);
	timer_delete_sync(&adapter->timer.timer);
}

void vp_timer_resume(struct vp_adapter *adapter)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&adapter->timer.lock, flags);
	adapter->timer.paused = false;
	raw_spin_unlock_irqrestore(&adapter->timer.lock, flags);
	vp_timer_arm(adapter);
}

/* Another miniport routine must not find the timer of a refused one running. */
void vp_timer_forget(struct vp_adapter *adapter)
{
	vp_timer_pause(adapter);
	adapter->timer.on = false;
	vp_timer_resume(adapter);
}
