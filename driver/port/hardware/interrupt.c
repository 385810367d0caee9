// SPDX-License-Identifier: GPL-2.0
/* HwVidInterrupt, the DPC, and what runs while neither does */
#include <linux/bitops.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>

#include "port.h"
#include "compat/intx.h"

static irqreturn_t vp_interrupt(int irq, void *data)
{
	struct vp_adapter *adapter = data;
	BOOLEAN ours = FALSE;
	struct vp_call call;
	unsigned long flags;
	u8 irql;

	raw_spin_lock_irqsave(&adapter->irq_lock, flags);
	/* Others may pull a pin that is shared. */
	if (test_bit(VP_IRQ_CONNECTED, &adapter->irq_flags) &&
	    !test_bit(VP_IRQ_OFF, &adapter->irq_flags)) {
		irql = vp_irql_raise(VP_DEVICE_LEVEL);
		vp_call_begin(&call);
		ours = adapter->hw->HwInterrupt(adapter->ext);
		vp_call_end(adapter, &call);
		vp_irql_lower(irql);
		adapter->interrupts += !!ours;
	}
	raw_spin_unlock_irqrestore(&adapter->irq_lock, flags);
	return ours ? IRQ_HANDLED : IRQ_NONE;
}

/* Also runs without a DPC: when the ring alone has something to do. */
static void vp_dpc(struct tasklet_struct *tasklet)
{
	struct vp_adapter *adapter = from_tasklet(adapter, tasklet, dpc);
	PMINIPORT_DPC_ROUTINE routine;
	struct vp_call call;
	unsigned long flags;
	void *context;
	u8 irql;

	/* Once taken, the DPC may be queued anew. */
	raw_spin_lock_irqsave(&adapter->dpc_lock, flags);
	routine = adapter->dpc_routine;
	context = adapter->dpc_context;
	adapter->dpc_routine = NULL;
	raw_spin_unlock_irqrestore(&adapter->dpc_lock, flags);
	if (routine) {
		set_bit(VP_DPC_RUNNING, &adapter->irq_flags);
		irql = vp_irql_raise(VP_DISPATCH_LEVEL);
		vp_call_begin(&call);
		routine(adapter->ext, context);
		vp_call_end(adapter, &call);
		vp_irql_lower(irql);
		clear_bit(VP_DPC_RUNNING, &adapter->irq_flags);
		/* Pairs with vp_display_complete(). */
		smp_mb__after_atomic();
	}
	vp_ring_service(adapter);
}

BOOLEAN VideoPortQueueDpc(PVOID HwDeviceExtension,
			  PMINIPORT_DPC_ROUTINE CallbackRoutine, PVOID Context)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	unsigned long flags;
	bool queue;

	raw_spin_lock_irqsave(&adapter->dpc_lock, flags);
	queue = CallbackRoutine && !adapter->dpc_routine &&
		test_bit(VP_IRQ_CONNECTED, &adapter->irq_flags);
	if (queue) {
		adapter->dpc_routine = CallbackRoutine;
		adapter->dpc_context = Context;
		/* Under the lock, or it might come after vp_interrupt_pause(). */
		tasklet_schedule(&adapter->dpc);
	}
	raw_spin_unlock_irqrestore(&adapter->dpc_lock, flags);
	return queue;
}
EXPORT_SYMBOL_GPL(VideoPortQueueDpc);

BOOLEAN VideoPortSynchronizeExecution(PVOID HwDeviceExtension,
				      VIDEO_SYNCHRONIZE_PRIORITY Priority,
				      PMINIPORT_SYNCHRONIZE_ROUTINE SynchronizeRoutine,
				      PVOID Context)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	struct vp_call call;
	unsigned long flags;
	BOOLEAN ret;
	u8 irql;

	if (Priority == VpLowPriority)
		return SynchronizeRoutine(Context);
	/* The interrupt is shut out already, and would be waited for. */
	if (!vp_dispatch(adapter, __func__))
		return SynchronizeRoutine(Context);
	raw_spin_lock_irqsave(&adapter->irq_lock, flags);
	irql = vp_irql_raise(VP_DEVICE_LEVEL);
	vp_call_begin(&call);
	ret = SynchronizeRoutine(Context);
	vp_call_end(adapter, &call);
	vp_irql_lower(irql);
	raw_spin_unlock_irqrestore(&adapter->irq_lock, flags);
	return ret;
}
EXPORT_SYMBOL_GPL(VideoPortSynchronizeExecution);

/*
 * A message is one device's own, so its line can be shut at the processor. A
 * pin may be shared: the device itself is told not to pull it, if it can be.
 */
static void vp_interrupt_gate(struct vp_adapter *adapter, bool open)
{
	struct pci_dev *pdev = adapter->pdev;

	if (!pci_dev_msi_enabled(pdev) && !pdev->broken_intx_masking)
		pci_intx(pdev, open);
	else if (open)
		enable_irq(adapter->irq);
	else
		disable_irq(adapter->irq);
}

VP_STATUS VideoPortDisableInterrupt(PVOID HwDeviceExtension)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (!vp_passive(adapter, __func__) || !adapter->irq)
		return ERROR_INVALID_FUNCTION;
	if (!test_and_set_bit(VP_IRQ_OFF, &adapter->irq_flags)) {
		vp_interrupt_gate(adapter, false);
		synchronize_irq(adapter->irq);
	}
	return NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortDisableInterrupt);

VP_STATUS VideoPortEnableInterrupt(PVOID HwDeviceExtension)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (!vp_passive(adapter, __func__) || !adapter->irq)
		return ERROR_INVALID_FUNCTION;
	if (test_and_clear_bit(VP_IRQ_OFF, &adapter->irq_flags))
		vp_interrupt_gate(adapter, true);
	return NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortEnableInterrupt);

/*
 * A BH workqueue (Linux 6.9) would cost the same from the interrupt to who waits:
 * on 6.12 within 5 % either way, on PREEMPT_RT within 1 %.
 */
void vp_interrupt_init(struct vp_adapter *adapter)
{
	raw_spin_lock_init(&adapter->irq_lock);
	raw_spin_lock_init(&adapter->dpc_lock);
	tasklet_setup(&adapter->dpc, vp_dpc);
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
	set_bit(VP_IRQ_CONNECTED, &adapter->irq_flags);
	if (!adapter->hw->HwInterrupt)
		return 0;
	if (adapter->glue->msi)
		kinds |= PCI_IRQ_MSIX | PCI_IRQ_MSI;
	ret = pci_alloc_irq_vectors(pdev, 1, 1, kinds);
	if (ret < 0) {
		dev_err(&pdev->dev, "no interrupt vector (%d)\n", ret);
		return ret;
	}
	if (!pci_dev_msi_enabled(pdev))
		flags |= IRQF_SHARED;
	ret = request_irq(pci_irq_vector(pdev, 0), vp_interrupt, flags,
			  adapter->driver_name, adapter);
	if (ret) {
		dev_err(&pdev->dev, "cannot connect interrupt %d (%d)\n",
			pci_irq_vector(pdev, 0), ret);
		pci_free_irq_vectors(pdev);
		return ret;
	}
	adapter->irq = pci_irq_vector(pdev, 0);
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

	raw_spin_lock_irqsave(&adapter->irq_lock, flags);
	raw_spin_lock(&adapter->dpc_lock);
	clear_bit(VP_IRQ_CONNECTED, &adapter->irq_flags);
	raw_spin_unlock(&adapter->dpc_lock);
	raw_spin_unlock_irqrestore(&adapter->irq_lock, flags);
	if (adapter->irq)
		synchronize_irq(adapter->irq);
	tasklet_kill(&adapter->dpc);
	adapter->dpc_routine = NULL;
}

void vp_interrupt_resume(struct vp_adapter *adapter)
{
	set_bit(VP_IRQ_CONNECTED, &adapter->irq_flags);
}

/**
 * vp_interrupt_disconnect() - keep interrupts and DPCs out for good
 * @adapter: the adapter, connected or not
 *
 * Context: process context, may sleep. None of them runs on return.
 */
void vp_interrupt_disconnect(struct vp_adapter *adapter)
{
	vp_interrupt_pause(adapter);
	if (!adapter->irq)
		return;
	/* The next to drive the device must find its pin open. */
	if (test_and_clear_bit(VP_IRQ_OFF, &adapter->irq_flags))
		vp_interrupt_gate(adapter, true);
	free_irq(adapter->irq, adapter);
	pci_free_irq_vectors(adapter->pdev);
	adapter->irq = 0;
}
