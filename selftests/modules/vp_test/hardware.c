// SPDX-License-Identifier: GPL-2.0
/* Ranges and registers by other ways than resource.c's, the interrupt off and on, ROMs */
#include <linux/pci.h>

#include "await.h"
#include "vp_test.h"

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

/* For the next driver, or nobody */
static void interrupt_left_pulled(struct vpt_ext *t)
{
	interrupt_left_off(t);
	vpt_write(t, EDU_IRQ_RAISE, 1);
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

/* What the PCI core calls around a reset, but for the reset, which edu has not */
static void reset(struct vpt_ext *t)
{
	struct device *dev = &t->bench->pdev->dev;
	const struct pci_error_handlers *errors = to_pci_driver(dev->driver)->err_handler;

	if (!expect(t, errors && errors->reset_prepare && errors->reset_done))
		return;
	device_lock(dev);
	errors->reset_prepare(t->bench->pdev);
	errors->reset_done(t->bench->pdev);
	device_unlock(dev);
}

const struct vpt_case vpt_hardware[] = {
	{ "api: verify access ranges", ranges },
	{ "api: map memory", map_memory },
	{ "api: register buffers", register_buffers },
	{ "api: interrupt off and on", interrupt_off },
	{ "api: interrupt left off", interrupt_left_off, .unlisted = true },
	{ "api: interrupt left pulled", interrupt_left_pulled, .unlisted = true },
	{ "api: reset", reset, .unlocked = true, .unlisted = true },
	{ "api: no ROM", rom_none },
	{ "api: scan a ROM", rom_scan },
	{ }
};
