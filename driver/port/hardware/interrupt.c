// SPDX-License-Identifier: GPL-2.0
/* HwVidInterrupt, the DPC, and what runs while neither does. */
#include <linux/bitops.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>

#include "adapter.h"
#include "compat/intx.h"
#include "hardware/interrupt.h"
#include "irql.h"

static irqreturn_t vp_interrupt_handle(int irq, void *data)
{
	struct vp_adapter *adapter = data;
	BOOLEAN ours = FALSE;
	struct vp_irql_call call;
	unsigned long flags;
	u8 irql;

	raw_spin_lock_irqsave(&adapter->interrupt.lock, flags);
	/* Others may pull a pin that is shared. */
	if (test_bit(VP_INTERRUPT_CONNECTED, &adapter->interrupt.flags) &&
	    !test_bit(VP_INTERRUPT_OFF, &adapter->interrupt.flags)) {
		irql = vp_irql_raise(VP_DEVICE_LEVEL);
		vp_irql_call_begin(&call);
		ours = adapter->hw->HwInterrupt(adapter->ext);
		vp_irql_call_end(adapter, &call);
		vp_irql_lower(irql);
		adapter->interrupt.count += !!ours;
	}
	raw_spin_unlock_irqrestore(&adapter->interrupt.lock, flags);
	return ours ? IRQ_HANDLED : IRQ_NONE;
}

/* Also runs without a DPC: when the ring alone has something to do. */
static void vp_interrupt_dpc(struct tasklet_struct *tasklet)
{
	struct vp_adapter *adapter = from_tasklet(adapter, tasklet, interrupt.dpc);
	PMINIPORT_DPC_ROUTINE routine;
	struct vp_irql_call call;
	unsigned long flags;
	void *context;
	u8 irql;

	/* Once taken, the DPC may be queued anew. */
	raw_spin_lock_irqsave(&adapter->interrupt.dpc_lock, flags);
	routine = adapter->interrupt.dpc_routine;
	context = adapter->interrupt.dpc_context;
	adapter->interrupt.dpc_routine = NULL;
	raw_spin_unlock_irqrestore(&adapter->interrupt.dpc_lock, flags);
	if (routine) {
		set_bit(VP_INTERRUPT_DPC, &adapter->interrupt.flags);
		irql = vp_irql_raise(VP_DISPATCH_LEVEL);
		vp_irql_call_begin(&call);
		routine(adapter->ext, context);
		vp_irql_call_end(adapter, &call);
		vp_irql_lower(irql);
		clear_bit(VP_INTERRUPT_DPC, &adapter->interrupt.flags);
		/* Pairs with vp_interrupt_kick(). */
		smp_mb__after_atomic();
	}
	if (test_and_clear_bit(VP_INTERRUPT_KICKED, &adapter->interrupt.flags))
		adapter->interrupt.service(adapter);
}

/**
 * vp_interrupt_kick() - have the one who serves called where a DPC would run
 * @adapter: the adapter
 *
 * From within the miniport's DPC, it runs once that has returned.
 *
 * Context: any.
 */
void vp_interrupt_kick(struct vp_adapter *adapter)
{
	set_bit(VP_INTERRUPT_KICKED, &adapter->interrupt.flags);
	/* Pairs with vp_interrupt_dpc(): a DPC that still runs looks at the bit after. */
	smp_mb__after_atomic();
	if (!test_bit(VP_INTERRUPT_DPC, &adapter->interrupt.flags))
		tasklet_schedule(&adapter->interrupt.dpc);
}

/* @service: whom vp_interrupt_kick() calls, in softirq context. */
void vp_interrupt_serve(struct vp_adapter *adapter, void (*service)(struct vp_adapter *adapter))
{
	adapter->interrupt.service = service;
}

/* How often the device called, so far. */
u64 vp_interrupt_count(struct vp_adapter *adapter)
{
	return READ_ONCE(adapter->interrupt.count);
}

/* At once, or when DPCs may run: in HwVidFindAdapter they may not yet. */
static void vp_interrupt_run_dpc(struct vp_adapter *adapter)
{
	/* Under the lock, or it might come after vp_interrupt_pause(). */
	lockdep_assert_held(&adapter->interrupt.dpc_lock);
	if (adapter->interrupt.dpc_routine &&
	    test_bit(VP_INTERRUPT_CONNECTED, &adapter->interrupt.flags))
		tasklet_schedule(&adapter->interrupt.dpc);
}

static void vp_interrupt_allow(struct vp_adapter *adapter)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&adapter->interrupt.dpc_lock, flags);
	set_bit(VP_INTERRUPT_CONNECTED, &adapter->interrupt.flags);
	vp_interrupt_run_dpc(adapter);
	raw_spin_unlock_irqrestore(&adapter->interrupt.dpc_lock, flags);
}

BOOLEAN VideoPortQueueDpc(PVOID HwDeviceExtension,
			  PMINIPORT_DPC_ROUTINE CallbackRoutine, PVOID Context)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	unsigned long flags;
	bool queue;
	u8 irql;

	/* A DPC that is queued at PASSIVE runs when this ends, and not when ksoftirqd does. */
	irql = vp_irql_raise(VP_DISPATCH_LEVEL);
	raw_spin_lock_irqsave(&adapter->interrupt.dpc_lock, flags);
	queue = CallbackRoutine && !adapter->interrupt.dpc_routine;
	if (queue) {
		adapter->interrupt.dpc_routine = CallbackRoutine;
		adapter->interrupt.dpc_context = Context;
		vp_interrupt_run_dpc(adapter);
	}
	raw_spin_unlock_irqrestore(&adapter->interrupt.dpc_lock, flags);
	vp_irql_lower(irql);
	return queue;
}
EXPORT_SYMBOL_GPL(VideoPortQueueDpc);

BOOLEAN VideoPortSynchronizeExecution(PVOID HwDeviceExtension,
				      VIDEO_SYNCHRONIZE_PRIORITY Priority,
				      PMINIPORT_SYNCHRONIZE_ROUTINE SynchronizeRoutine,
				      PVOID Context)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	struct vp_irql_call call;
	unsigned long flags;
	BOOLEAN ret;
	u8 irql;

	if (Priority == VpLowPriority)
		return SynchronizeRoutine(Context);
	/* The interrupt is shut out already, and would be waited for. */
	if (!vp_irql_dispatch(adapter, __func__))
		return SynchronizeRoutine(Context);
	raw_spin_lock_irqsave(&adapter->interrupt.lock, flags);
	irql = vp_irql_raise(VP_DEVICE_LEVEL);
	vp_irql_call_begin(&call);
	ret = SynchronizeRoutine(Context);
	vp_irql_call_end(adapter, &call);
	vp_irql_lower(irql);
	raw_spin_unlock_irqrestore(&adapter->interrupt.lock, flags);
	return ret;
}
EXPORT_SYMBOL_GPL(VideoPortSynchronizeExecution);

/* A pin may be shared: the device itself is told not to pull it, if it can be. */
static bool vp_interrupt_by_pin(struct vp_adapter *adapter)
{
	return !pci_dev_msi_enabled(adapter->pdev) && !adapter->pdev->broken_intx_masking;
}

/* Not by pci_intx(), whose devres opens the pin once the driver has left. */
static void vp_interrupt_pin(struct pci_dev *pdev, bool open)
{
	u16 command;

	pci_read_config_word(pdev, PCI_COMMAND, &command);
	if (open)
		command &= ~PCI_COMMAND_INTX_DISABLE;
	else
		command |= PCI_COMMAND_INTX_DISABLE;
	pci_write_config_word(pdev, PCI_COMMAND, command);
}

/*
 * The device is kept from calling while its miniport is not asked: nobody else would
 * take the call, and of a shared line the kernel would lose its patience with all. A
 * message is one device's own, so its line can be shut at the processor.
 */
static void vp_interrupt_shut(struct vp_adapter *adapter, bool shut)
{
	struct vp_interrupt_state *state = &adapter->interrupt;

	if (!state->irq)
		return;
	/* The bit is lost where the device is reset, so it is written again. */
	if (vp_interrupt_by_pin(adapter))
		vp_interrupt_pin(adapter->pdev, !shut);
	else if (shut == state->shut)
		return;
	state->shut = shut;
	if (vp_interrupt_by_pin(adapter))
		return;
	if (shut)
		disable_irq(state->irq);
	else
		enable_irq(state->irq);
}

static void vp_interrupt_open(struct vp_adapter *adapter)
{
	unsigned long flags = READ_ONCE(adapter->interrupt.flags);
	bool off = flags & BIT(VP_INTERRUPT_OFF) || !(flags & BIT(VP_INTERRUPT_CONNECTED));

	vp_interrupt_shut(adapter, off);
}

VP_STATUS VideoPortDisableInterrupt(PVOID HwDeviceExtension)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (!vp_irql_passive(adapter, __func__) || !adapter->interrupt.irq)
		return ERROR_INVALID_FUNCTION;
	vp_interrupt_shut(adapter, true);
	set_bit(VP_INTERRUPT_OFF, &adapter->interrupt.flags);
	synchronize_irq(adapter->interrupt.irq);
	return NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortDisableInterrupt);

VP_STATUS VideoPortEnableInterrupt(PVOID HwDeviceExtension)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (!vp_irql_passive(adapter, __func__) || !adapter->interrupt.irq)
		return ERROR_INVALID_FUNCTION;
	clear_bit(VP_INTERRUPT_OFF, &adapter->interrupt.flags);
	vp_interrupt_open(adapter);
	return NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortEnableInterrupt);

/**
 * vp_interrupt_offer() - what HwVidFindAdapter is told, and may take back
 * @adapter: the adapter
 * @config: before HwVidFindAdapter
 */
void vp_interrupt_offer(struct vp_adapter *adapter, VIDEO_PORT_CONFIG_INFO *config)
{
	config->BusInterruptLevel = adapter->pdev->irq;
	config->BusInterruptVector = adapter->pdev->irq;
	config->InterruptMode = LevelSensitive;
	config->InterruptShareable = TRUE;
}

/* @config: after HwVidFindAdapter; level and vector 0 say that there is none. */
void vp_interrupt_heed(struct vp_adapter *adapter, const VIDEO_PORT_CONFIG_INFO *config)
{
	adapter->interrupt.unwanted = adapter->pdev->irq && !config->BusInterruptLevel &&
				      !config->BusInterruptVector;
}

/*
 * A BH workqueue (Linux 6.9) would cost the same from the interrupt to who waits:
 * on 6.12 within 5 % either way, on PREEMPT_RT within 1 %.
 */
void vp_interrupt_init(struct vp_adapter *adapter)
{
	raw_spin_lock_init(&adapter->interrupt.lock);
	raw_spin_lock_init(&adapter->interrupt.dpc_lock);
	tasklet_setup(&adapter->interrupt.dpc, vp_interrupt_dpc);
}

/**
 * vp_interrupt_connect() - let interrupts and DPCs into the miniport
 * @adapter: an adapter whose HwVidFindAdapter succeeded
 *
 * One vector. MSI-X and MSI only where the INF asks for them: on Windows too a
 * miniport that does not expect a message-signaled interrupt never gets one.
 *
 * Context: process context, may sleep.
 * Return: 0 or a negative errno.
 */
int vp_interrupt_connect(struct vp_adapter *adapter)
{
	struct pci_dev *pdev = adapter->pdev;
	unsigned int kinds = PCI_IRQ_INTX;
	unsigned long flags = 0;
	int ret;

	/* A miniport without HwVidInterrupt may still use DPCs. */
	vp_interrupt_allow(adapter);
	if (!adapter->hw->HwInterrupt || adapter->interrupt.unwanted)
		return 0;
	if (adapter->glue->msi)
		kinds |= PCI_IRQ_MSIX | PCI_IRQ_MSI;
	ret = pci_alloc_irq_vectors(pdev, 1, 1, kinds);
	if (ret < 0) {
		/* Who polls a device without one is in order. */
		dev_info(&pdev->dev, "no interrupt vector (%d): the miniport goes on without\n",
			 ret);
		return 0;
	}
	if (!pci_dev_msi_enabled(pdev))
		flags |= IRQF_SHARED;
	ret = request_irq(pci_irq_vector(pdev, 0), vp_interrupt_handle, flags,
			  adapter->driver_name, adapter);
	if (ret) {
		dev_err(&pdev->dev, "cannot connect interrupt %d (%d)\n",
			pci_irq_vector(pdev, 0), ret);
		pci_free_irq_vectors(pdev);
		return ret;
	}
	adapter->interrupt.irq = pci_irq_vector(pdev, 0);
	return 0;
}

/**
 * vp_interrupt_pause() - keep interrupts and DPCs out for a while
 * @adapter: the adapter
 *
 * Context: process context, may sleep. None of them runs on return.
 */
void vp_interrupt_pause(struct vp_adapter *adapter)
{
	unsigned long flags;

	vp_interrupt_shut(adapter, true);
	raw_spin_lock_irqsave(&adapter->interrupt.lock, flags);
	raw_spin_lock(&adapter->interrupt.dpc_lock);
	clear_bit(VP_INTERRUPT_CONNECTED, &adapter->interrupt.flags);
	raw_spin_unlock(&adapter->interrupt.dpc_lock);
	raw_spin_unlock_irqrestore(&adapter->interrupt.lock, flags);
	if (adapter->interrupt.irq)
		synchronize_irq(adapter->interrupt.irq);
	tasklet_kill(&adapter->interrupt.dpc);
}

/* Another miniport routine must not have the DPC of a refused one run. */
void vp_interrupt_forget(struct vp_adapter *adapter)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&adapter->interrupt.dpc_lock, flags);
	adapter->interrupt.dpc_routine = NULL;
	raw_spin_unlock_irqrestore(&adapter->interrupt.dpc_lock, flags);
}

void vp_interrupt_resume(struct vp_adapter *adapter)
{
	vp_interrupt_allow(adapter);
	vp_interrupt_open(adapter);
}

/**
 * vp_interrupt_disconnect() - keep interrupts and DPCs out for good
 * @adapter: the adapter, connected or not
 *
 * Context: process context, may sleep. None of them runs on return.
 */
void vp_interrupt_disconnect(struct vp_adapter *adapter)
{
	bool pin = vp_interrupt_by_pin(adapter);

	vp_interrupt_pause(adapter);
	if (!adapter->interrupt.irq)
		return;
	/* Others on the line must find it open. */
	if (!pin)
		vp_interrupt_shut(adapter, false);
	free_irq(adapter->interrupt.irq, adapter);
	/* A pin that is pulled stays shut till pci_enable_device() of whoever comes next. */
	if (pin)
		pci_check_and_unmask_intx(adapter->pdev);
	pci_free_irq_vectors(adapter->pdev);
	adapter->interrupt.irq = 0;
}
