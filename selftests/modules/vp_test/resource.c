// SPDX-License-Identifier: GPL-2.0
/* Access ranges, mappings, registers, configuration space */
#include <linux/pci.h>

#include "vp_test.h"

#define BASE "VideoPortGetDeviceBase"
#define FREE "VideoPortFreeDeviceBase"

static void ranges(struct vpt_ext *t)
{
	VIDEO_ACCESS_RANGE range[3];
	ULONG slot = 99;

	memset(range, 0xa5, sizeof(range));
	expect_eq(t, VideoPortGetAccessRanges(t, 0, NULL, 3, range, NULL, NULL,
					      &slot), NO_ERROR);
	expect_eq(t, range[0].RangeStart.QuadPart,
		  pci_bus_address(t->bench->pdev, 0));
	expect_eq(t, range[0].RangeLength, EDU_BAR_LENGTH);
	expect_eq(t, range[0].RangeInIoSpace, 0);
	expect(t, !memchr_inv(&range[1], 0, 2 * sizeof(range[1])));
	expect_eq(t, slot, PCI_SLOT(t->bench->pdev->devfn));
}

static VP_STATUS ranges_of(struct vpt_ext *t, USHORT vendor, USHORT device,
			   ULONG count)
{
	VIDEO_ACCESS_RANGE range;

	return VideoPortGetAccessRanges(t, 0, NULL, count, &range, &vendor,
					&device, NULL);
}

static void ranges_arguments(struct vpt_ext *t)
{
	expect_eq(t, ranges_of(t, 0x1234, 0x11e8, 1), NO_ERROR);
	expect_eq(t, ranges_of(t, 0x1af4, 0x11e8, 1), ERROR_DEV_NOT_EXIST);
	expect_eq(t, ranges_of(t, 0x1234, 0x1050, 1), ERROR_DEV_NOT_EXIST);
	expect_eq(t, ranges_of(t, 0x1234, 0x11e8, 0), ERROR_MORE_DATA);
	expect_eq(t, VideoPortGetAccessRanges(t, 0, NULL, 1, NULL, NULL, NULL,
					      NULL), ERROR_INVALID_PARAMETER);
}

static PVOID map(struct vpt_ext *t, LONGLONG offset, ULONG length, UCHAR space)
{
	PHYSICAL_ADDRESS address = t->range.RangeStart;

	address.QuadPart += offset;
	return VideoPortGetDeviceBase(t, address, length, space);
}

static void mappings(struct vpt_ext *t)
{
	PUCHAR whole = map(t, 0, EDU_BAR_LENGTH, VIDEO_MEMORY_SPACE_MEMORY);
	PUCHAR part = map(t, EDU_LIVE, 4, VIDEO_MEMORY_SPACE_MEMORY);
	PUCHAR last = map(t, EDU_BAR_LENGTH - 1, 1, VIDEO_MEMORY_SPACE_P6CACHE);

	if (!expect(t, whole) || !expect(t, part) || !expect(t, last))
		return;
	/* Both see the same register. */
	VideoPortWriteRegisterUlong((PULONG)(whole + EDU_LIVE), 0x12345678);
	expect_eq(t, VideoPortReadRegisterUlong((PULONG)part),
		  (ULONG)~0x12345678);
	VideoPortFreeDeviceBase(t, last);
	VideoPortFreeDeviceBase(t, part);
	VideoPortFreeDeviceBase(t, whole);
}

static void mappings_refused(struct vpt_ext *t)
{
	static const struct {
		LONGLONG offset;
		ULONG length;
		UCHAR space;
	} bad[] = {
		{ 0, EDU_BAR_LENGTH + 1, VIDEO_MEMORY_SPACE_MEMORY },
		{ EDU_BAR_LENGTH - 1, 2, VIDEO_MEMORY_SPACE_MEMORY },
		{ EDU_BAR_LENGTH, 1, VIDEO_MEMORY_SPACE_MEMORY },
		{ -1, 2, VIDEO_MEMORY_SPACE_MEMORY },
		{ 4, 0xffffffff, VIDEO_MEMORY_SPACE_MEMORY },
		{ 0, 0, VIDEO_MEMORY_SPACE_MEMORY },
		{ 0, 4096, VIDEO_MEMORY_SPACE_IO },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		expect(t, !map(t, bad[i].offset, bad[i].length, bad[i].space));
		warns(t, BASE "&%u bytes ", bad[i].length);
	}
	expect(t, !map(t, 0, 4096, VIDEO_MEMORY_SPACE_USER_MODE));
	warns(t, BASE "&user space");
}

/* Main memory, and another function's registers */
static void mappings_foreign(struct vpt_ext *t)
{
	struct vpt_ext *other = vpt_bench_other(t);
	PHYSICAL_ADDRESS address;

	address.QuadPart = 0x100000;
	expect(t, !VideoPortGetDeviceBase(t, address, 4096, 0));
	warns(t, BASE);
	if (other) {
		expect(t, !VideoPortGetDeviceBase(t, other->range.RangeStart,
						  4096, 0));
		warns(t, BASE);
	}
}

static void free_refused(struct vpt_ext *t)
{
	PUCHAR base = map(t, 0, 8192, VIDEO_MEMORY_SPACE_MEMORY);

	if (!expect(t, base))
		return;
	VideoPortFreeDeviceBase(t, base + 4096);
	warns(t, FREE);
	VideoPortFreeDeviceBase(t, NULL);
	warns(t, FREE);
	/* It is still there. */
	expect_eq(t, VideoPortReadRegisterUlong((PULONG)base), 0x010000ed);
	VideoPortFreeDeviceBase(t, base);
	VideoPortFreeDeviceBase(t, base);
	warns(t, FREE);
}

static void registers(struct vpt_ext *t)
{
	expect_eq(t, vpt_read(t, EDU_ID), 0x010000ed);
	vpt_write(t, EDU_LIVE, 0x0f1e2d3c);
	expect_eq(t, vpt_read(t, EDU_LIVE), 0xf0e1d2c3);
	vpt_write(t, EDU_LIVE, 0xffffffff);
	expect_eq(t, vpt_read(t, EDU_LIVE), 0);
}

/* edu takes whole words only, so the narrow ones get memory to work on. */
static void register_widths(struct vpt_ext *t)
{
	UCHAR bytes[8] __aligned(8);

	memset(bytes, 0xee, sizeof(bytes));
	VideoPortWriteRegisterUchar(&bytes[1], 0x12);
	VideoPortWriteRegisterUshort((PUSHORT)&bytes[4], 0x3456);
	expect(t, !memcmp(bytes, "\xee\x12\xee\xee\x56\x34\xee\xee", 8));
	expect_eq(t, VideoPortReadRegisterUchar(&bytes[1]), 0x12);
	expect_eq(t, VideoPortReadRegisterUshort((PUSHORT)&bytes[4]), 0x3456);
	VideoPortWriteRegisterUlong((PULONG)bytes, 0x89abcdef);
	expect(t, !memcmp(bytes, "\xef\xcd\xab\x89\x56\x34\xee\xee", 8));
	expect_eq(t, VideoPortReadRegisterUlong((PULONG)bytes), 0x89abcdef);
}

static ULONG get(struct vpt_ext *t, PVOID buffer, ULONG offset, ULONG length)
{
	return VideoPortGetBusData(t, PCIConfiguration, 0, buffer, offset,
				   length);
}

static void bus_data(struct vpt_ext *t)
{
	UCHAR whole[64], parts[64];
	USHORT ids[2];
	ULONG i;

	expect_eq(t, get(t, ids, 0, sizeof(ids)), sizeof(ids));
	expect_eq(t, ids[0], 0x1234);
	expect_eq(t, ids[1], 0x11e8);

	/* The same bytes however they are asked for */
	expect_eq(t, get(t, whole, 0, sizeof(whole)), sizeof(whole));
	for (i = 0; i + 3 <= sizeof(parts); i += 3)
		expect_eq(t, get(t, parts + i, i, 3), 3);
	expect_eq(t, VideoPortCompareMemory(whole, parts, 63), 63);

	/* Whatever slot is named, it is the caller's own. */
	ids[0] = 0;
	expect_eq(t, VideoPortGetBusData(t, PCIConfiguration, 77, ids, 0, 2), 2);
	expect_eq(t, ids[0], 0x1234);
}

static void bus_data_end(struct vpt_ext *t)
{
	ULONG size = t->bench->pdev->cfg_size;
	UCHAR buffer[16];

	memset(buffer, 0xa5, sizeof(buffer));
	expect_eq(t, get(t, buffer, size - 6, 16), 6);
	expect(t, !memchr_inv(buffer + 6, 0xa5, 10));
	expect_eq(t, get(t, buffer, size, 16), 0);
	expect_eq(t, get(t, buffer, 0xffffffff, 16), 0);
	expect_eq(t, get(t, buffer, 0, 0), 0);
	expect_eq(t, VideoPortGetBusData(t, Cmos, 0, buffer, 0, 4), 0);
	expect_eq(t, VideoPortSetBusData(t, Cmos, 0, buffer, 0x3c, 1), 0);
	expect_eq(t, VideoPortSetBusData(t, PCIConfiguration, 0, buffer, size,
					 1), 0);
}

static void bus_data_set(struct vpt_ext *t)
{
	UCHAR before = 0, after = 0, value;

	expect_eq(t, get(t, &before, PCI_INTERRUPT_LINE, 1), 1);
	value = before ^ 0x55;
	expect_eq(t, VideoPortSetBusData(t, PCIConfiguration, 0, &value,
					 PCI_INTERRUPT_LINE, 1), 1);
	expect_eq(t, get(t, &after, PCI_INTERRUPT_LINE, 1), 1);
	expect_eq(t, after, value);
	VideoPortSetBusData(t, PCIConfiguration, 0, &before, PCI_INTERRUPT_LINE,
			    1);
}

static VP_STATUS claim(struct vpt_ext *t, u32 port, u32 ports)
{
	VIDEO_ACCESS_RANGE range = {
		.RangeStart.QuadPart = port,
		.RangeLength = ports,
		.RangeInIoSpace = TRUE,
	};

	return VideoPortVerifyAccessRanges(t, 1, &range);
}

/* Ports that are none of the function's: a number, if they are to be had. */
static void legacy_ports(struct vpt_ext *t)
{
	struct vpt_ext *other = vpt_bench_other(t);
	PHYSICAL_ADDRESS address = { .QuadPart = 0x2f2 };

	if (!IS_ENABLED(CONFIG_X86)) {
		vpt_skip(t, "no ports by their numbers on this machine");
		return;
	}
	expect_eq(t, claim(t, 0x60, 1), ERROR_INVALID_PARAMETER);
	warns(t, "legacy ports 0x60 to 0x60 are another driver's");
	expect_eq(t, claim(t, 0x2f0, 4), NO_ERROR);
	expect_eq(t, claim(t, 0x2f2, 4), NO_ERROR);
	/* What it has lies within, or what another has: then it gets none of it. */
	expect_eq(t, claim(t, 0x2ec, 10), NO_ERROR);
	expect_eq(t, claim(t, 0x5f, 2), ERROR_INVALID_PARAMETER);
	warns(t, "legacy ports 0x5f to 0x60 are another driver's");
	expect(t, VideoPortGetDeviceBase(t, address, 4, VIDEO_MEMORY_SPACE_IO) == (PVOID)0x2f2);
	VideoPortFreeDeviceBase(t, (PVOID)0x2f2);
	expect(t, !VideoPortGetDeviceBase(t, address, 5, VIDEO_MEMORY_SPACE_IO));
	warns(t, BASE "&5 bytes");
	if (!other)
		return;
	expect_eq(t, claim(other, 0x2f0, 4), ERROR_INVALID_PARAMETER);
	warns(t, "ports 0x2f0 to 0x2f3 are another miniport's");
	/* A gap that is to be had, before one that is not */
	expect_eq(t, claim(other, 0x2e0, 2), NO_ERROR);
	expect_eq(t, claim(other, 0x2de, 18), ERROR_INVALID_PARAMETER);
	warns(t, "ports 0x2e2 to 0x2ef are another driver's");
	address.QuadPart = 0x2de;
	expect(t, !VideoPortGetDeviceBase(other, address, 2, VIDEO_MEMORY_SPACE_IO));
	warns(t, BASE "&2 bytes");
}

const struct vpt_case vpt_resource[] = {
	{ "resource: access ranges", ranges },
	{ "resource: arguments of access ranges", ranges_arguments },
	{ "resource: device base", mappings },
	{ "resource: device base outside the range", mappings_refused },
	{ "resource: device base of others", mappings_foreign },
	{ "resource: free device base", free_refused },
	{ "resource: registers", registers },
	{ "resource: register widths", register_widths },
	{ "resource: legacy ports", legacy_ports },
	{ "resource: bus data", bus_data },
	{ "resource: end of bus data", bus_data_end },
	{ "resource: set bus data", bus_data_set },
	{ }
};
