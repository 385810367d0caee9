// SPDX-License-Identifier: GPL-2.0
/* What a miniport asks of the system, its buffers, and the obsolete pair */
#include <linux/io.h>
#include <linux/ktime.h>
#include <linux/math64.h>

#include "vp_test.h"

#define GET "VideoPortGetCommonBuffer"
#define FREE "VideoPortFreeCommonBuffer"

static void version(struct vpt_ext *t)
{
	VPOSVERSIONINFO info = { .Size = sizeof(info) };

	expect_eq(t, VideoPortGetVersion(t, &info), NO_ERROR);
	expect_eq(t, info.MajorVersion, 5);
	expect_eq(t, info.MinorVersion, 1);
	expect_eq(t, info.BuildNumber, 2600);
	expect_eq(t, info.ServicePackMajor, 3);
	info.Size--;
	expect_eq(t, VideoPortGetVersion(t, &info), ERROR_INVALID_PARAMETER);
	expect_eq(t, VideoPortGetVersion(t, NULL), ERROR_INVALID_PARAMETER);
	expect_eq(t, VideoPortIsNoVesa(), TRUE);
}

static void counter(struct vpt_ext *t)
{
	LONGLONG frequency = 0, outer, inner, before, after;

	outer = ktime_get_ns();
	before = VideoPortQueryPerformanceCounter(t, &frequency);
	inner = ktime_get_ns();
	VideoPortStallExecution(2000);
	inner = ktime_get_ns() - inner;
	after = VideoPortQueryPerformanceCounter(t, NULL);
	outer = ktime_get_ns() - outer;
	if (!expect(t, frequency > 0))
		return;
	expect(t, after - before <= mul_u64_u64_div_u64(outer, frequency,
							NSEC_PER_SEC));
	expect(t, after - before >= mul_u64_u64_div_u64(inner, frequency,
							NSEC_PER_SEC));
}

static void vga(struct vpt_ext *t)
{
	ULONG status = 77;

	expect_eq(t, VideoPortGetVgaStatus(t, &status), NO_ERROR);
	expect_eq(t, status, 0);
	expect_eq(t, VideoPortGetVgaStatus(t, NULL), ERROR_INVALID_PARAMETER);
}

static BOOLEAN exists(struct vpt_ext *t, USHORT vendor, USHORT device,
		      UCHAR revision, USHORT subsystem, ULONG flags)
{
	return VideoPortCheckForDeviceExistence(t, vendor, device, revision,
						t->bench->pdev->subsystem_vendor,
						subsystem, flags);
}

static void existence(struct vpt_ext *t)
{
	USHORT subsystem = t->bench->pdev->subsystem_device;
	UCHAR revision = t->bench->pdev->revision;
	ULONG both = CDE_USE_REVISION | CDE_USE_SUBSYSTEM_IDS;

	expect_eq(t, exists(t, 0x1234, 0x11e8, 0, 0, 0), TRUE);
	expect_eq(t, exists(t, 0x1234, 0x11e9, 0, 0, 0), FALSE);
	expect_eq(t, exists(t, 0x1234, 0x11e8, revision, subsystem, both),
		  TRUE);
	expect_eq(t, exists(t, 0x1234, 0x11e8, revision + 1, subsystem, both),
		  FALSE);
	expect_eq(t, exists(t, 0x1234, 0x11e8, revision, subsystem + 1, both),
		  FALSE);
	expect_eq(t, exists(t, 0x1234, 0x11e8, revision + 1, subsystem,
			    CDE_USE_SUBSYSTEM_IDS), TRUE);
	expect_eq(t, exists(t, 0x1234, 0x11e8, 0, 0, 0x10), FALSE);
	expect_eq(t, VideoPortCheckForDeviceExistence(t, 0x1234, 0x11e8, 0,
						      0x1234, subsystem,
						      CDE_USE_SUBSYSTEM_IDS),
		  FALSE);
}

struct data {
	unsigned int calls;
	bool good;
};

static VP_STATUS note_data(PVOID ext, PVOID context,
			   VIDEO_DEVICE_DATA_TYPE type, PVOID id, ULONG id_length,
			   PVOID config, ULONG config_length, PVOID component,
			   ULONG component_length)
{
	VIDEO_HARDWARE_CONFIGURATION_DATA *hw = config;
	struct vpt_ext *t = ext;
	struct data *d = context;

	d->calls++;
	if (type == VpBusData)
		d->good = id_length == 8 && !memcmp(id, L"PCI", 8);
	else if (type == VpControllerData)
		d->good = config_length == sizeof(*hw) &&
			  hw->InterfaceType == PCIBus &&
			  hw->BusNumber == t->bench->pdev->bus->number &&
			  hw->Revision == t->bench->pdev->revision &&
			  hw->Vector == t->bench->pdev->irq;
	return ERROR_BUSY;
}

static void device_data(struct vpt_ext *t)
{
	struct data d = {};

	expect_eq(t, VideoPortGetDeviceData(t, VpBusData, note_data, &d),
		  ERROR_BUSY);
	expect(t, d.good);
	d.good = false;
	expect_eq(t, VideoPortGetDeviceData(t, VpControllerData, note_data,
					    &d), ERROR_BUSY);
	expect(t, d.good);
	expect_eq(t, VideoPortGetDeviceData(t, VpMachineData, note_data, &d),
		  ERROR_BUSY);
	expect_eq(t, VideoPortGetDeviceData(t, VpMonitorData, note_data, &d),
		  ERROR_DEV_NOT_EXIST);
	expect_eq(t, VideoPortGetDeviceData(t, VpCmosData, note_data, &d),
		  ERROR_DEV_NOT_EXIST);
	expect_eq(t, VideoPortGetDeviceData(t, VpBusData, NULL, &d),
		  ERROR_INVALID_PARAMETER);
	expect_eq(t, d.calls, 3);
}

static void proc_address(struct vpt_ext *t)
{
	PVIDEO_PORT_GET_PROC_ADDRESS get = t->config.VideoPortGetProcAddress;

	if (!expect(t, get))
		return;
	expect(t, get(t, "VideoPortGetVersion") == VideoPortGetVersion);
	expect(t, get(t, "VideoPortZeroMemory") == VideoPortZeroMemory);
	expect(t, !get(t, "VideoPortInt10"));
	expect(t, !get(t, "VideoPortGetVersio"));
	expect(t, !get(t, ""));
	expect(t, !get(t, NULL));
}

static void buffers(struct vpt_ext *t)
{
	PVOID buffer = NULL, none = t;

	expect_eq(t, VideoPortAllocateBuffer(t, 5000, &buffer), NO_ERROR);
	if (!expect(t, buffer))
		return;
	memset(buffer, 0x5a, 5000);
	VideoPortReleaseBuffer(t, buffer);
	VideoPortReleaseBuffer(t, buffer);
	warns(t, "was not taken from the port driver");
	expect_eq(t, VideoPortAllocateBuffer(t, 0, &none),
		  ERROR_INVALID_PARAMETER);
	expect_eq(t, VideoPortAllocateBuffer(t, 1, NULL),
		  ERROR_INVALID_PARAMETER);
	expect_eq(t, VideoPortAllocateBuffer(t, 0xf0000000, &none),
		  ERROR_NOT_ENOUGH_MEMORY);
	expect(t, !none);
}

/* Or NULL: where memory begins and ends is each machine's own. */
static PUCHAR below(struct vpt_ext *t, ULONG size, u64 highest)
{
	PHYSICAL_ADDRESS address = { .QuadPart = highest };
	PUCHAR block = VideoPortAllocateContiguousMemory(t, size, address);

	if (block) {
		expect(t, virt_to_phys(block + size - 1) <= highest);
		memset(block, 0x5a, size);
	}
	return block;
}

static void contiguous(struct vpt_ext *t)
{
	PUCHAR block = below(t, 5 * 4096, ~0ULL);
	phys_addr_t last;
	int bits;

	if (!expect(t, block))
		return;
	last = virt_to_phys(block + 5 * 4096 - 1);
	below(t, 5 * 4096, last);
	below(t, 5 * 4096, last - 1);
	for (bits = 63; bits >= 12; bits--)
		below(t, 5 * 4096, BIT_ULL(bits) - 1);
	if (IS_ENABLED(CONFIG_X86))
		expect(t, below(t, 5 * 4096, 0xffffff));
	expect(t, !below(t, 5 * 4096, 4 * 4096));
	expect(t, below(t, 100, ~0ULL));
	expect(t, !below(t, 0, ~0ULL));
}

static void common(struct vpt_ext *t)
{
	PHYSICAL_ADDRESS logical = {};
	ULONG actual = 0;
	PUCHAR buffer;

	buffer = VideoPortGetCommonBuffer(t, 6000, 4096, &logical, &actual,
					  TRUE);
	if (!expect(t, buffer))
		return;
	expect_eq(t, actual, 6000);
	expect(t, !memchr_inv(buffer, 0, 6000));
	expect_eq(t, logical.QuadPart & 4095, 0);
	expect(t, logical.QuadPart + 6000 <= 0x100000000LL);

	/* Nothing that differs frees it. */
	VideoPortFreeCommonBuffer(t, 5999, buffer, logical, TRUE);
	warns(t, FREE "&5999 bytes&nothing released");
	VideoPortFreeCommonBuffer(t, 6000, buffer, logical, FALSE);
	warns(t, FREE "&nothing released");
	memset(buffer, 0x5a, 6000);
	VideoPortFreeCommonBuffer(t, 6000, buffer, logical, TRUE);
	VideoPortFreeCommonBuffer(t, 6000, buffer, logical, TRUE);
	warns(t, FREE "&released before");
}

static void common_refused(struct vpt_ext *t)
{
	PHYSICAL_ADDRESS logical;
	ULONG actual = 77;

	expect(t, !VideoPortGetCommonBuffer(t, 0, 0, &logical, &actual, TRUE));
	warns(t, GET "&zero length");
	expect_eq(t, actual, 0);
	expect(t, !VideoPortGetCommonBuffer(t, 64, 0, NULL, NULL, TRUE));
	warns(t, GET "&nowhere");
	actual = 77;
	expect(t, !VideoPortGetCommonBuffer(t, 64, 3, &logical, &actual, TRUE));
	warns(t, GET "&alignment 3");
	expect_eq(t, actual, 0);
	expect(t, !VideoPortGetCommonBuffer(t, 64, 8192, &logical, NULL, TRUE));
	warns(t, GET "&alignment 8192");
}

/* One kind of buffer, but what one pair gave the other does not take. */
static void common_mixed(struct vpt_ext *t)
{
	PVP_DMA_ADAPTER adapter = vpt_get(t, 32);
	struct vpt_buffer buf;

	if (!adapter || !vpt_alloc(t, adapter, 4096, &buf))
		return;
	VideoPortFreeCommonBuffer(t, 4096, buf.virtual, buf.logical,
				  buf.cached);
	warns(t, FREE "&nothing released");
	vpt_release(t, &buf);
	VideoPortPutDmaAdapter(t, adapter);
}

/* As a service and as functions it is the same. */
static void debug_report(struct vpt_ext *t)
{
	PVIDEO_DEBUG_REPORT r = VideoPortDbgReportCreate(t, 0xea, 1, 2, 3, 4);
	VIDEO_PORT_DEBUG_REPORT_INTERFACE service = {
		.Size = sizeof(service),
		.Version = VIDEO_PORT_DEBUG_REPORT_INTERFACE_VERSION_1,
	};
	static UCHAR data[VIDEO_DEBUG_REPORT_MAX_SIZE + 128];

	if (!expect(t, r))
		return;
	expect_eq(t, VideoPortDbgReportSecondaryData(r, "text", 4), TRUE);
	expect_eq(t, VideoPortDbgReportSecondaryData(r, data, sizeof(data)),
		  FALSE);
	expect_eq(t, VideoPortDbgReportSecondaryData(r, data, 0xffffffff),
		  FALSE);
	expect_eq(t, VideoPortDbgReportSecondaryData(r, NULL, 4), FALSE);
	expect_eq(t, VideoPortDbgReportSecondaryData(r, data, 0x7f00), TRUE);
	if (!expect_eq(t, VideoPortQueryServices(t, VideoPortServicesDebugReport,
						 (PINTERFACE)&service),
		       NO_ERROR))
		return;
	expect(t, service.Context == t);
	service.DbgReportComplete(r);
	warns(t, "reports trouble 0xea");
	VideoPortDbgReportComplete(r);
	warns(t, "is no debug report");
	/* One that is left: removal takes it. */
	expect(t, VideoPortDbgReportCreate(t, 0, 0, 0, 0, 0));
}

static void ranges(struct vpt_ext *t)
{
	VIDEO_ACCESS_RANGE range[2] = { t->range, t->range };

	expect_eq(t, VideoPortVerifyAccessRanges(t, 2, range), NO_ERROR);
	range[1].RangeStart.QuadPart += 4096;
	range[1].RangeLength -= 4096;
	expect_eq(t, VideoPortVerifyAccessRanges(t, 2, range), NO_ERROR);
	range[1].RangeLength++;
	expect_eq(t, VideoPortVerifyAccessRanges(t, 2, range),
		  ERROR_INVALID_PARAMETER);
	warns(t, "VideoPortVerifyAccessRanges");
	range[1] = t->range;
	range[1].RangeInIoSpace = TRUE;
	expect_eq(t, VideoPortVerifyAccessRanges(t, 2, range),
		  ERROR_INVALID_PARAMETER);
	warns(t, "VideoPortVerifyAccessRanges");
	expect_eq(t, VideoPortVerifyAccessRanges(t, 1, NULL),
		  ERROR_INVALID_PARAMETER);
	expect_eq(t, VideoPortVerifyAccessRanges(t, 0, NULL), NO_ERROR);
}

static void map_memory(struct vpt_ext *t)
{
	ULONG length = 4096, space = VIDEO_MEMORY_SPACE_P6CACHE;
	PVOID base = NULL;

	expect_eq(t, VideoPortMapMemory(t, t->range.RangeStart, &length, &space,
					&base), NO_ERROR);
	if (!expect(t, base))
		return;
	expect_eq(t, length, 4096);
	expect_eq(t, space, 0);
	expect_eq(t, VideoPortReadRegisterUlong(base), 0x010000ed);
	expect_eq(t, VideoPortUnmapMemory(t, base, NULL), NO_ERROR);
	expect_eq(t, VideoPortUnmapMemory(t, base, NULL),
		  ERROR_INVALID_PARAMETER);
	warns(t, "VideoPortUnmapMemory&not mapped");

	length = EDU_BAR_LENGTH + 1;
	base = t;
	expect_eq(t, VideoPortMapMemory(t, t->range.RangeStart, &length, &space,
					&base), ERROR_INVALID_PARAMETER);
	warns(t, "VideoPortMapMemory");
	expect(t, !base && !length);
	length = 4096;
	/* No program waits for it here. */
	space = VIDEO_MEMORY_SPACE_USER_MODE;
	base = t;
	expect_eq(t, VideoPortMapMemory(t, t->range.RangeStart, &length, &space,
					&base), ERROR_INVALID_PARAMETER);
	warns(t, "no program waits for this memory");
	expect(t, !base);
	length = 4096;
	space = 0x40;
	expect_eq(t, VideoPortMapMemory(t, t->range.RangeStart, &length, &space,
					&base), ERROR_INVALID_PARAMETER);
}

static void register_buffers(struct vpt_ext *t)
{
	ULONG longs[3] = { 0x11111111, 0x22222222, 0x33333333 };
	USHORT shorts[3] = { 0x1111, 0x2222, 0x3333 };
	UCHAR chars[3] = { 1, 2, 3 };
	ULONG to[4] = {}, from[4] = {};

	VideoPortWriteRegisterBufferUlong(to, longs, 3);
	expect(t, !memcmp(to, longs, sizeof(longs)) && !to[3]);
	VideoPortReadRegisterBufferUlong(to, from, 3);
	expect(t, !memcmp(from, longs, sizeof(longs)) && !from[3]);
	VideoPortWriteRegisterBufferUshort((PUSHORT)to, shorts, 3);
	expect(t, !memcmp(to, "\x11\x11\x22\x22\x33\x33\x22\x22", 8));
	VideoPortReadRegisterBufferUshort((PUSHORT)to, (PUSHORT)from, 3);
	expect(t, !memcmp(from, "\x11\x11\x22\x22\x33\x33\x22\x22", 8));
	VideoPortWriteRegisterBufferUchar((PUCHAR)to, chars, 3);
	expect(t, !memcmp(to, "\1\2\3\x22", 4));
	VideoPortReadRegisterBufferUchar((PUCHAR)to, (PUCHAR)from, 3);
	expect(t, !memcmp(from, "\1\2\3\x22", 4));
	VideoPortZeroDeviceMemory(to, 6);
	expect(t, !memcmp(to, "\0\0\0\0\0\0\x22\x22", 8));
}

static void interrupt_off(struct vpt_ext *t)
{
	LONG before;

	expect_eq(t, VideoPortDisableInterrupt(t), NO_ERROR);
	expect_eq(t, VideoPortDisableInterrupt(t), NO_ERROR);
	before = READ_ONCE(t->interrupts);
	vpt_write(t, EDU_IRQ_RAISE, 1);
	VideoPortStallExecution(20000);
	expect_eq(t, READ_ONCE(t->interrupts), before);
	expect_eq(t, VideoPortEnableInterrupt(t), NO_ERROR);
	expect_eq(t, VideoPortEnableInterrupt(t), NO_ERROR);
	/* What came meanwhile is not lost. */
	vpt_await(READ_ONCE(t->interrupts) != before);
	expect_eq(t, READ_ONCE(t->interrupts), before + 1);
	vpt_write(t, EDU_IRQ_RAISE, 1);
	vpt_await(READ_ONCE(t->interrupts) != before + 1);
	expect_eq(t, READ_ONCE(t->interrupts), before + 2);
}

static void interrupt_left_off(struct vpt_ext *t)
{
	expect_eq(t, VideoPortDisableInterrupt(t), NO_ERROR);
}

static void rom_none(struct vpt_ext *t)
{
	expect(t, !VideoPortGetRomImage(t, NULL, 0, 0));
	/* Longer than any ROM of this function */
	expect(t, !VideoPortGetRomImage(t, NULL, 0, 0x80000000));
}

static void rom_scan(struct vpt_ext *t)
{
	static UCHAR rom[] = "one IBM two";

	expect_eq(t, VideoPortScanRom(t, rom, 11, "IBM"), TRUE);
	expect_eq(t, VideoPortScanRom(t, rom, 7, "IBM"), TRUE);
	expect_eq(t, VideoPortScanRom(t, rom, 6, "IBM"), FALSE);
	expect_eq(t, VideoPortScanRom(t, rom, 11, "one IBM two "), FALSE);
	expect_eq(t, VideoPortScanRom(t, rom, 11, "ATI"), FALSE);
	expect_eq(t, VideoPortScanRom(t, rom, 11, ""), FALSE);
	expect_eq(t, VideoPortScanRom(t, NULL, 11, "IBM"), FALSE);
	expect_eq(t, VideoPortScanRom(t, rom, 11, NULL), FALSE);
}

static void children(struct vpt_ext *t)
{
	expect_eq(t, VideoPortEnumerateChildren(t, NULL), NO_ERROR);
	expect_eq(t, VideoPortFlushRegistry(t), NO_ERROR);
}

const struct vpt_case vpt_api[] = {
	{ "api: version", version },
	{ "api: performance counter", counter },
	{ "api: VGA status", vga },
	{ "api: existence of devices", existence },
	{ "api: device data", device_data },
	{ "api: functions by name", proc_address },
	{ "api: buffers", buffers },
	{ "api: contiguous memory", contiguous },
	{ "api: obsolete common buffers", common },
	{ "api: obsolete common buffers refused", common_refused },
	{ "api: obsolete and new common buffers", common_mixed },
	{ "api: debug report", debug_report },
	{ "api: verify access ranges", ranges },
	{ "api: map memory", map_memory },
	{ "api: register buffers", register_buffers },
	{ "api: interrupt off and on", interrupt_off },
	{ "api: interrupt left off", interrupt_left_off, .unlisted = true },
	{ "api: no ROM", rom_none },
	{ "api: scan a ROM", rom_scan },
	{ "api: enumerate children", children },
	{ }
};
