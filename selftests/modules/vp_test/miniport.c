// SPDX-License-Identifier: GPL-2.0
/* The miniport proper: DriverEntry and what the port driver calls after it */
#include <linux/jiffies.h>
#include <linux/pci.h>

#include "vp_test.h"

/* A second registration, tried first, whose device is never there. */
struct decoy_ext {
	UCHAR fill[3 * 4096];
};

static CHAR decoy_context[] = "decoy";
static CHAR real_context[] = "real";

static VOID early_dpc(PVOID ext, PVOID context)
{
	LONG *runs = context;

	++*runs;
}

static VP_STATUS decoy_find(PVOID ext, PVOID context, PWSTR arguments,
			    PVIDEO_PORT_CONFIG_INFO config, PUCHAR again)
{
	/* Dirt that must not show in the next registration's extension. */
	memset(ext, 0xa5, sizeof(struct decoy_ext));
	/* Nor must its DPC run. */
	VideoPortQueueDpc(ext, early_dpc, NULL);
	return ERROR_DEV_NOT_EXIST;
}

static bool map_registers(struct vpt_ext *t)
{
	USHORT vendor = 0x1234;
	USHORT device = 0x11e8;

	if (VideoPortGetAccessRanges(t, 0, NULL, 1, &t->range, &vendor,
				     &device, NULL) != NO_ERROR)
		return false;

	t->regs = VideoPortGetDeviceBase(t, t->range.RangeStart,
					 t->range.RangeLength,
					 VIDEO_MEMORY_SPACE_MEMORY);
	return t->regs;
}

static VP_STATUS find_adapter(PVOID ext, PVOID context, PWSTR arguments,
			      PVIDEO_PORT_CONFIG_INFO config, PUCHAR again)
{
	struct vpt_ext *t = ext;
	bool dirty = memchr_inv(t, 0, sizeof(*t)) || context != real_context;

	t->dirty = dirty;
	t->config = *config;
	if (!map_registers(t))
		return ERROR_DEV_NOT_EXIST;

	t->bench = vpt_bench_begin(t, t->range.RangeStart.QuadPart);
	if (!t->bench)
		return ERROR_NOT_ENOUGH_MEMORY;

	vpt_log_call(t, "find", "context=%s", (char *)context);
	if (vpt_fails("find"))
		return ERROR_DEV_NOT_EXIST;
	if (!vpt_ring_init(t))
		return ERROR_NOT_ENOUGH_MEMORY;
	if (vpt_fails("early-children"))
		VideoPortEnumerateChildren(t, NULL);

	t->early_queued = VideoPortQueueDpc(t, early_dpc, &t->early_runs);
	*again = FALSE;
	return NO_ERROR;
}

/* The MSI capability's control word, or 0 */
static USHORT msi_control(struct vpt_ext *t)
{
	USHORT control = 0;

	if (t->bench->pdev->msi_cap)
		VideoPortGetBusData(t, PCIConfiguration, 0, &control,
				    t->bench->pdev->msi_cap + PCI_MSI_FLAGS,
				    sizeof(control));
	return control;
}

static BOOLEAN initialize(PVOID ext)
{
	struct vpt_ext *t = ext;

	t->msi_at_init = msi_control(t);
	vpt_log_call(t, "init", "msi=%#x", t->msi_at_init);
	if (vpt_fails("init-lock"))
		vpt_leave_raised(t);
	if (vpt_fails("early-children"))
		VideoPortEnumerateChildren(t, NULL);
	if (vpt_fails("init-wait"))
		return vpt_wait_for_ever(t) == NO_ERROR;
	return !vpt_fails("init");
}

static BOOLEAN interrupt(PVOID ext)
{
	struct vpt_ext *t = ext;
	ULONG status = vpt_read(t, EDU_IRQ_STATUS);

	if (!status) {
		t->foreign++;
		return FALSE;
	}

	vpt_write(t, EDU_IRQ_ACK, status);
	t->irq_status |= status;
	t->irq_irql = VideoPortGetCurrentIrql();
	VideoPortInterlockedIncrement(&t->interrupts);
	if (t->irq_call)
		t->irq_call(t);
	if (t->irq_dpc)
		VideoPortQueueDpc(t, t->irq_dpc, NULL);
	return TRUE;
}

static VOID timer(PVOID ext)
{
	struct vpt_ext *t = ext;

	t->tick_irql = VideoPortGetCurrentIrql();
	WRITE_ONCE(t->tick_jiffies, jiffies);
	VideoPortInterlockedIncrement(&t->ticks);
	vpt_log_call(t, "timer", "ticks=%d", t->ticks);
}

/* The second device that is put to sleep has the first, which sleeps, interrupt. */
static void pull_asleep(struct vpt_ext *t)
{
	static struct vpt_ext *asleep;

	/* It does not sleep, but goes. */
	if (READ_ONCE(t->bench->ext) != t)
		return;
	if (asleep)
		vpt_write(asleep, EDU_IRQ_RAISE, 1);
	asleep = asleep ? NULL : t;
}

/* What it waits for may be its device, at work on this. */
static VP_STATUS wait_and_release(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER adapter = vpt_get(t, 32);
	struct vpt_buffer buf;
	VP_STATUS status;

	vpt_alloc(t, adapter, 4096, &buf);
	status = vpt_wait_for_ever(t);
	vpt_release(t, &buf);
	VideoPortPutDmaAdapter(t, adapter);
	return status;
}

static VP_STATUS set_power(PVOID ext, ULONG id, PVIDEO_POWER_MANAGEMENT power)
{
	vpt_log_call(ext, "power", "id=%#x state=%u", id, power->PowerState);
	if (power->PowerState >= VideoPowerOff)
		vpt_ring_forget(ext);
	if (vpt_fails("pull") && power->PowerState >= VideoPowerOff)
		pull_asleep(ext);
	if (vpt_fails("power"))
		return wait_and_release(ext);
	return NO_ERROR;
}

static VP_STATUS get_power(PVOID ext, ULONG id, PVIDEO_POWER_MANAGEMENT power)
{
	vpt_log_call(ext, "query-power", "id=%#x state=%u", id,
		     power->PowerState);
	return NO_ERROR;
}

static VP_STATUS query_interface(PVOID ext, PQUERY_INTERFACE query)
{
	struct vpt_ext *t = ext;

	if (!IsEqualGUID(query->InterfaceType, &GUID_FRAME_RING))
		return ERROR_INVALID_PARAMETER;

	vpt_log_call(t, "interface", "version=%u", query->Version);
	if (!vpt_offer_ring || vpt_fails("interface"))
		return ERROR_INVALID_FUNCTION;
	return vpt_ring_interface(t, query);
}

static const VIDEO_HW_INITIALIZATION_DATA decoy_data = {
	.HwInitDataSize = SIZE_OF_W2K_VIDEO_HW_INITIALIZATION_DATA,
	.AdapterInterfaceType = PCIBus,
	.HwFindAdapter = decoy_find,
	.HwInitialize = initialize,
	.HwStartIO = vpt_start_io,
	.HwDeviceExtensionSize = sizeof(struct decoy_ext),
};

static const VIDEO_HW_INITIALIZATION_DATA real_data = {
	.HwInitDataSize = sizeof(VIDEO_HW_INITIALIZATION_DATA),
	/* AdapterInterfaceType is left out, as the DDK asks of Plug and Play miniports. */
	.HwFindAdapter = find_adapter,
	.HwInitialize = initialize,
	.HwInterrupt = interrupt,
	.HwStartIO = vpt_start_io,
	.HwTimer = timer,
	.HwSetPowerState = set_power,
	.HwGetPowerState = get_power,
	.HwGetVideoChildDescriptor = vpt_child,
	.HwQueryInterface = query_interface,
	.HwDeviceExtensionSize = sizeof(struct vpt_ext),
};

/*
 * VideoPortInitialize() may only be called here, so its refusals are collected
 * here, for the case "life: initialize" to look at.
 */
const ULONG vpt_initialize_want[] = {
	ERROR_INVALID_PARAMETER,	/* no structure */
	ERROR_INVALID_PARAMETER,	/* none of the DDK's sizes */
	ERROR_INVALID_PARAMETER,	/* no HwFindAdapter */
	ERROR_INVALID_PARAMETER,	/* no HwInitialize */
	ERROR_INVALID_PARAMETER,	/* no HwStartIO */
	ERROR_DEV_NOT_EXIST,		/* not a PCI function */
	NO_ERROR,			/* the decoy, as Windows 2000 has it */
	NO_ERROR,			/* and NT 4 */
	NO_ERROR,
};

ULONG vpt_initialize_got[ARRAY_SIZE(vpt_initialize_want)];
const unsigned int vpt_initialize_calls = ARRAY_SIZE(vpt_initialize_want);

static PVOID entry_context;

/* After DriverEntry */
ULONG vpt_initialize_late(void)
{
	VIDEO_HW_INITIALIZATION_DATA data = real_data;

	return VideoPortInitialize(entry_context, NULL, &data, real_context);
}

u32 vpt_driver_entry(void *context1, void *context2)
{
	VIDEO_HW_INITIALIZATION_DATA data;
	PULONG got = vpt_initialize_got;

	entry_context = context1;

	*got++ = VideoPortInitialize(context1, context2, NULL, NULL);

	data = real_data;
	data.HwInitDataSize = 24;
	*got++ = VideoPortInitialize(context1, context2, &data, NULL);

	data = real_data;
	data.HwFindAdapter = NULL;
	*got++ = VideoPortInitialize(context1, context2, &data, NULL);

	data = real_data;
	data.HwInitialize = NULL;
	*got++ = VideoPortInitialize(context1, context2, &data, NULL);

	data = real_data;
	data.HwStartIO = NULL;
	*got++ = VideoPortInitialize(context1, context2, &data, NULL);

	data = real_data;
	data.AdapterInterfaceType = Isa;
	*got++ = VideoPortInitialize(context1, context2, &data, NULL);

	data = decoy_data;
	*got++ = VideoPortInitialize(context1, context2, &data, decoy_context);
	data.HwInitDataSize = SIZE_OF_NT4_VIDEO_HW_INITIALIZATION_DATA;
	*got++ = VideoPortInitialize(context1, context2, &data, decoy_context);

	data = real_data;
	if (vpt_fails("no-power"))
		data.HwSetPowerState = NULL;
	*got = VideoPortInitialize(context1, context2, &data, real_context);
	/* It was copied: what becomes of ours is of no matter. */
	memset(&data, 0, sizeof(data));
	return *got;
}
