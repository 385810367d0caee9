// SPDX-License-Identifier: GPL-2.0
/*
 * I2C by moving two wires, and the EDID that a monitor tells over it. The
 * kernel's i2c-algo-bit makes whole transfers only; a miniport wants starts,
 * stops and bytes one by one.
 *
 * A wire is let go by writing 1; whoever holds it low wins. The clock is held
 * low between any two of these calls.
 */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "adapter.h"
#include "hardware/i2c.h"
#include "irql.h"

/* A monitor may hold the clock for as long (DDC/CI allows less). */
#define VP_I2C_STRETCH	2000	/* microseconds */

#define VP_DDC_SEGMENT	0x60
#define VP_DDC_WRITE	0xa0
#define VP_DDC_READ	0xa1

/* Two blocks take less than 0.1 s of a monitor that is not slow. */
#define VP_DDC_TIMEOUT	(2 * HZ)

#define VP_EDID_BLOCK	128
#define VP_EDID_TRIES	3

static void vp_i2c_data(const struct vp_i2c *bus, u8 level)
{
	bus->line.WriteDataLine(bus->ext, level);
	udelay(bus->delay);
}

static void vp_i2c_clock_low(const struct vp_i2c *bus)
{
	bus->line.WriteClockLine(bus->ext, 0);
	udelay(bus->delay);
}

/* Each bit stretched a little less than is allowed adds up to half a minute. */
static bool vp_i2c_late(const struct vp_i2c *bus)
{
	return bus->deadline && time_after(jiffies, bus->deadline);
}

/* The other side may hold the clock low until it is ready. */
static bool vp_i2c_clock_high(const struct vp_i2c *bus)
{
	unsigned int waited;

	bus->line.WriteClockLine(bus->ext, 1);
	udelay(bus->delay);
	for (waited = 0; !bus->line.ReadClockLine(bus->ext); waited++) {
		if (waited == VP_I2C_STRETCH)
			return false;
		udelay(1);
	}
	return !vp_i2c_late(bus);
}

/**
 * vp_i2c_start() - take the bus, or begin anew without leaving it
 * @bus: the bus
 *
 * Context: DISPATCH or below.
 * Return: false if another holds a wire.
 */
bool vp_i2c_start(const struct vp_i2c *bus)
{
	vp_i2c_data(bus, 1);
	if (!vp_i2c_clock_high(bus) || !bus->line.ReadDataLine(bus->ext))
		return false;
	vp_i2c_data(bus, 0);
	vp_i2c_clock_low(bus);
	return true;
}

bool vp_i2c_stop(const struct vp_i2c *bus)
{
	vp_i2c_data(bus, 0);
	if (!vp_i2c_clock_high(bus))
		return false;
	vp_i2c_data(bus, 1);
	return bus->line.ReadDataLine(bus->ext);
}

static bool vp_i2c_bit_out(const struct vp_i2c *bus, u8 bit)
{
	vp_i2c_data(bus, bit);
	if (!vp_i2c_clock_high(bus))
		return false;
	vp_i2c_clock_low(bus);
	return true;
}

static int vp_i2c_bit_in(const struct vp_i2c *bus)
{
	int bit;

	vp_i2c_data(bus, 1);
	if (!vp_i2c_clock_high(bus))
		return -1;
	bit = !!bus->line.ReadDataLine(bus->ext);
	vp_i2c_clock_low(bus);
	return bit;
}

/**
 * vp_i2c_write() - send bytes
 * @bus: the bus, started
 * @data: the bytes
 * @length: how many
 *
 * Context: DISPATCH or below.
 * Return: false if one was not acknowledged, or the clock was held too long.
 */
bool vp_i2c_write(const struct vp_i2c *bus, const u8 *data, u32 length)
{
	int bit;

	for (; length; length--, data++) {
		for (bit = 7; bit >= 0; bit--)
			if (!vp_i2c_bit_out(bus, *data >> bit & 1))
				return false;
		/* Low is the acknowledgment. */
		if (vp_i2c_bit_in(bus))
			return false;
	}
	return true;
}

/**
 * vp_i2c_read() - receive bytes
 * @bus: the bus, the other side addressed for reading
 * @data: where they go
 * @length: how many
 * @end: the last of them is the last before a stop
 *
 * Context: DISPATCH or below.
 * Return: false if the clock was held too long.
 */
bool vp_i2c_read(const struct vp_i2c *bus, u8 *data, u32 length, bool end)
{
	int bit, i;

	for (; length; length--, data++) {
		*data = 0;
		for (i = 0; i < 8; i++) {
			bit = vp_i2c_bit_in(bus);
			if (bit < 0)
				return false;
			*data = *data << 1 | bit;
		}
		if (!vp_i2c_bit_out(bus, end && length == 1))
			return false;
	}
	return true;
}

static bool vp_ddc_segment(const struct vp_i2c *bus, u8 segment)
{
	const u8 select[] = { VP_DDC_SEGMENT, segment };

	/* Older monitors do not know segments and need not be told of the first. */
	return !segment ||
	       (vp_i2c_start(bus) && vp_i2c_write(bus, select, sizeof(select)));
}

static bool vp_ddc_read(const struct vp_i2c *bus, u8 segment, u8 *to,
			u32 length)
{
	const u8 from[] = { VP_DDC_WRITE, 0 };
	const u8 read = VP_DDC_READ;
	bool ok;

	ok = vp_ddc_segment(bus, segment) && vp_i2c_start(bus) &&
	     vp_i2c_write(bus, from, sizeof(from)) && vp_i2c_start(bus) &&
	     vp_i2c_write(bus, &read, 1) && vp_i2c_read(bus, to, length, true);
	return vp_i2c_stop(bus) && ok;
}

/*
 * A block of 128 bytes adds up to 0; a wire that hangs gives all the same. Of
 * the second block nothing is asked: many monitors have none.
 */
static bool vp_edid_valid(const u8 *edid)
{
	u8 sum = 0;
	u32 i;

	for (i = 0; i < VP_EDID_BLOCK; i++)
		sum += edid[i];
	return !sum && memchr_inv(edid, *edid, VP_EDID_BLOCK);
}

static bool vp_ddc_valid(const DDC_CONTROL *ddc)
{
	return ddc && ddc->Size == sizeof(*ddc) &&
	       ddc->I2CCallbacks.WriteClockLine &&
	       ddc->I2CCallbacks.WriteDataLine &&
	       ddc->I2CCallbacks.ReadClockLine && ddc->I2CCallbacks.ReadDataLine;
}

BOOLEAN VideoPortDDCMonitorHelper(PVOID HwDeviceExtension, PVOID DDCControl,
				  PUCHAR EdidBuffer, ULONG EdidBufferSize)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	const DDC_CONTROL *ddc = DDCControl;
	struct vp_i2c bus = {
		.ext = HwDeviceExtension,
		.delay = VP_I2C_DELAY,
		.deadline = (jiffies + VP_DDC_TIMEOUT) | 1,	/* 0: none */
	};
	u32 length, try;

	if (!vp_irql_passive(adapter, __func__) || !vp_ddc_valid(ddc) ||
	    !EdidBuffer || EdidBufferSize < VP_EDID_BLOCK)
		return FALSE;
	bus.line = ddc->I2CCallbacks;
	length = EdidBufferSize < 2 * VP_EDID_BLOCK ? VP_EDID_BLOCK :
						      2 * VP_EDID_BLOCK;
	for (try = 0; try < VP_EDID_TRIES && !vp_i2c_late(&bus); try++) {
		cond_resched();
		memset(EdidBuffer, 0, EdidBufferSize);
		if (vp_ddc_read(&bus, ddc->EdidSegment, EdidBuffer, length) &&
		    vp_edid_valid(EdidBuffer))
			return TRUE;
	}
	memset(EdidBuffer, 0, EdidBufferSize);
	return FALSE;
}
EXPORT_SYMBOL_GPL(VideoPortDDCMonitorHelper);
