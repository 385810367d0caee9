// SPDX-License-Identifier: GPL-2.0
/* What a miniport asks of the system */
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/pci.h>

#include "vp_test.h"

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
	expect(t, get(t, "VideoPortUnlockBuffer") == VideoPortUnLockBuffer);
	expect(t, !get(t, "VideoPortDoDma"));
	expect(t, !get(t, "VideoPortGetVersio"));
	expect(t, !get(t, ""));
	expect(t, !get(t, NULL));
}

static void children(struct vpt_ext *t)
{
	expect_eq(t, VideoPortEnumerateChildren(t, NULL), NO_ERROR);
	expect_eq(t, VideoPortFlushRegistry(t), NO_ERROR);
}

const struct vpt_case vpt_system[] = {
	{ "api: version", version },
	{ "api: performance counter", counter },
	{ "api: VGA status", vga },
	{ "api: existence of devices", existence },
	{ "api: device data", device_data },
	{ "api: functions by name", proc_address },
	{ "api: enumerate children", children },
	{ }
};
