// SPDX-License-Identifier: GPL-2.0
/* Interrupts, the DPC, synchronized execution, and how the device was started */
#include <linux/completion.h>
#include <linux/pci.h>

#include "await.h"
#include "vp_test.h"

static struct completion irq_seen;
static UCHAR dpc_irql;

static VOID irq_dpc(PVOID ext, PVOID context)
{
	dpc_irql = VideoPortGetCurrentIrql();
	complete(&irq_seen);
}

/* Have the device interrupt, and wait until its DPC has run. */
static bool raise_irq(struct vpt_ext *t, ULONG status)
{
	t->irq_status = 0;
	reinit_completion(&irq_seen);
	vpt_write(t, EDU_IRQ_RAISE, status);
	return vpt_await(completion_done(&irq_seen));
}

/**
 * vpt_run_in_interrupt() - have HwVidInterrupt call a function
 * @t: the device, whose interrupt is raised for it
 * @fn: the function
 */
void vpt_run_in_interrupt(struct vpt_ext *t, void (*fn)(struct vpt_ext *t))
{
	init_completion(&irq_seen);
	t->irq_dpc = irq_dpc;
	t->irq_call = fn;
	expect(t, raise_irq(t, 1));
	t->irq_call = NULL;
	t->irq_dpc = NULL;
}

static void interrupt_and_dpc(struct vpt_ext *t)
{
	LONG before = t->interrupts;
	int i;

	t->irq_irql = 99;
	dpc_irql = 99;
	init_completion(&irq_seen);
	t->irq_dpc = irq_dpc;
	for (i = 1; i <= 50; i++) {
		if (!expect(t, raise_irq(t, i)))
			break;
		expect_eq(t, t->irq_status, i);
	}
	t->irq_dpc = NULL;
	expect_eq(t, t->interrupts - before, 50);
	expect_eq(t, t->irq_irql, 3);
	expect_eq(t, dpc_irql, 2);
	expect_eq(t, VideoPortGetCurrentIrql(), 0);
}

static void await_count(LONG *count, LONG want)
{
	vpt_await(READ_ONCE(*count) - want >= 0);
}

/*
 * One more interrupt of the other's. A line's interrupts are handled one after the
 * other, by all of its devices: all that were raised before are through with this.
 */
static void line_fence(struct vpt_ext *other)
{
	LONG before = READ_ONCE(other->interrupts);

	vpt_write(other, EDU_IRQ_RAISE, 1);
	await_count(&other->interrupts, before + 1);
}

/* Two devices on one line: each takes its own interrupts and no other's. */
static void shared_line(struct vpt_ext *t)
{
	struct vpt_ext *other = vpt_other(t);
	LONG foreign = t->foreign;
	LONG ours = t->interrupts;
	LONG theirs;
	int i;

	if (!other)
		return;
	if (vpt_msi || t->bench->pdev->irq != other->bench->pdev->irq) {
		vpt_skip(t, "the two functions share no interrupt line");
		return;
	}
	theirs = other->interrupts;
	for (i = 1; i <= 10; i++) {
		vpt_write(other, EDU_IRQ_RAISE, 1);
		await_count(&other->interrupts, theirs + i);
	}
	line_fence(other);
	expect_eq(t, other->interrupts - theirs, 11);
	expect_eq(t, t->interrupts, ours);
	expect(t, t->foreign - foreign >= 10);

	/* Nor is it asked about another's while its own is disabled. */
	expect_eq(t, VideoPortDisableInterrupt(t), NO_ERROR);
	foreign = t->foreign;
	line_fence(other);
	line_fence(other);
	expect_eq(t, other->interrupts - theirs, 13);
	expect_eq(t, t->foreign, foreign);
	expect_eq(t, VideoPortEnableInterrupt(t), NO_ERROR);
}

static LONG runs;

static VOID counting_dpc(PVOID ext, PVOID context)
{
	runs++;
}

/* Under a spin lock no DPC runs here, so the first one is still queued. */
static void queued_twice(struct vpt_ext *t)
{
	PSPIN_LOCK lock;
	UCHAR old;

	if (!expect_eq(t, VideoPortCreateSpinLock(t, &lock), NO_ERROR))
		return;
	runs = 0;
	VideoPortAcquireSpinLock(t, lock, &old);
	expect_eq(t, VideoPortQueueDpc(t, counting_dpc, NULL), TRUE);
	expect_eq(t, VideoPortQueueDpc(t, counting_dpc, NULL), FALSE);
	VideoPortReleaseSpinLock(t, lock, old);
	vpt_await(READ_ONCE(runs));
	vpt_dpc_fence(t);
	expect_eq(t, READ_ONCE(runs), 1);
	VideoPortDeleteSpinLock(t, lock);
}

static VOID again_dpc(PVOID ext, PVOID context)
{
	PBOOLEAN queued = context;

	if (++runs < 3)
		*queued &= VideoPortQueueDpc(ext, again_dpc, queued);
	else
		complete(&irq_seen);
}

/* A DPC that runs is queued no more. */
static void queued_from_itself(struct vpt_ext *t)
{
	BOOLEAN queued = TRUE;

	runs = 0;
	init_completion(&irq_seen);
	if (!expect_eq(t, VideoPortQueueDpc(t, again_dpc, &queued), TRUE))
		return;
	wait_for_completion(&irq_seen);
	expect_eq(t, queued, TRUE);
	expect_eq(t, runs, 3);
}

/* HwVidFindAdapter's, before there is an interrupt */
static void queued_early(struct vpt_ext *t)
{
	expect_eq(t, t->early_queued, TRUE);
	vpt_dpc_fence(t);
	expect_eq(t, t->early_runs, 1);
}

struct synchronized {
	struct vpt_ext *t;
	UCHAR irql;
	BOOLEAN answer;
};

static BOOLEAN note_irql(PVOID context)
{
	struct synchronized *s = context;

	s->irql = VideoPortGetCurrentIrql();
	return s->answer;
}

static void synchronize(struct vpt_ext *t, VIDEO_SYNCHRONIZE_PRIORITY priority,
			UCHAR irql)
{
	struct synchronized s = { .t = t };

	for (s.answer = FALSE; s.answer <= TRUE; s.answer++) {
		s.irql = 99;
		expect_eq(t, VideoPortSynchronizeExecution(t, priority,
							   note_irql, &s),
			  s.answer);
		expect_eq(t, s.irql, irql);
	}
}

static void synchronize_irql(struct vpt_ext *t)
{
	PSPIN_LOCK lock;
	UCHAR old;

	synchronize(t, VpLowPriority, 0);
	synchronize(t, VpMediumPriority, 3);
	synchronize(t, VpHighPriority, 3);
	expect_eq(t, VideoPortGetCurrentIrql(), 0);

	if (!expect_eq(t, VideoPortCreateSpinLock(t, &lock), NO_ERROR))
		return;
	VideoPortAcquireSpinLock(t, lock, &old);
	synchronize(t, VpLowPriority, 2);
	synchronize(t, VpHighPriority, 3);
	expect_eq(t, VideoPortGetCurrentIrql(), 2);
	VideoPortReleaseSpinLock(t, lock, old);
	VideoPortDeleteSpinLock(t, lock);
}

static BOOLEAN provoke(PVOID context)
{
	struct vpt_ext *t = context;
	LONG before = READ_ONCE(t->interrupts);

	vpt_write(t, EDU_IRQ_RAISE, 4);
	/* Long enough for another processor to take the interrupt */
	VideoPortStallExecution(50000);
	return READ_ONCE(t->interrupts) == before;
}

/*
 * An interrupt that comes meanwhile waits, and is not lost, be it taken by this
 * processor or by another.
 */
static void synchronize_excludes(struct vpt_ext *t)
{
	LONG before;
	int cpu;

	for_each_online_cpu(cpu) {
		before = READ_ONCE(t->interrupts);
		set_cpus_allowed_ptr(current, cpumask_of(cpu));
		expect_eq(t, VideoPortSynchronizeExecution(t, VpHighPriority,
							   provoke, t), TRUE);
		warns(t, "VideoPortStallExecution: 50000 us&provoke");
		await_count(&t->interrupts, before + 1);
		expect_eq(t, READ_ONCE(t->interrupts) - before, 1);
	}
	set_cpus_allowed_ptr(current, cpu_possible_mask);
}

/* The vector's kind follows the glue, and was settled before HwVidInitialize. */
static void message_signaled(struct vpt_ext *t)
{
	struct pci_dev *pdev = t->bench->pdev;
	USHORT control = 0;

	if (!pdev->msi_cap) {
		vpt_skip(t, "the function has no MSI");
		return;
	}
	if (vpt_msi && !pci_msi_enabled()) {
		vpt_skip(t, "no messages to interrupt by (pci=nomsi)");
		return;
	}
	expect_eq(t, pdev->msi_enabled, vpt_msi);
	VideoPortGetBusData(t, PCIConfiguration, 0, &control,
			    pdev->msi_cap + PCI_MSI_FLAGS, sizeof(control));
	expect_eq(t, control & PCI_MSI_FLAGS_ENABLE, t->msi_at_init &
		  PCI_MSI_FLAGS_ENABLE);
	expect_eq(t, !!(control & PCI_MSI_FLAGS_ENABLE), vpt_msi);
}

static void start(struct vpt_ext *t)
{
	PVIDEO_PORT_CONFIG_INFO config = &t->config;
	int i;

	for (i = 0; i < vpt_initialize_calls; i++)
		expect_eq(t, vpt_initialize_got[i], vpt_initialize_want[i]);
	expect_eq(t, vpt_initialize_late(), ERROR_INVALID_PARAMETER);
	expect(t, !t->dirty);

	expect_eq(t, config->Length, sizeof(*config));
	expect_eq(t, config->AdapterInterfaceType, PCIBus);
	expect_eq(t, config->SystemIoBusNumber, t->bench->pdev->bus->number);
	expect(t, config->SystemMemorySize >= 64 << 20);
	expect_eq(t, config->Master, TRUE);
}

const struct vpt_case vpt_interrupt[] = {
	{ "life: VideoPortInitialize and HwVidFindAdapter", start },
	{ "irq: message-signaled", message_signaled },
	{ "irq: interrupt and DPC", interrupt_and_dpc },
	{ "irq: shared line", shared_line },
	{ "irq: DPC queued twice", queued_twice },
	{ "irq: DPC queued from itself", queued_from_itself },
	{ "irq: DPC queued in HwVidFindAdapter", queued_early },
	{ "irq: synchronized execution", synchronize_irql },
	{ "irq: synchronized execution excludes the interrupt",
	  synchronize_excludes },
	{ }
};
