// SPDX-License-Identifier: GPL-2.0
/* I2C and DDC, against a monitor that is made of two wires in memory */
#include <linux/ktime.h>

#include "vp_test.h"

#define SLAVE_WRITE 0xa0
#define SLAVE_READ 0xa1
#define SLAVE_SEGMENT 0x60

/* What the monitor is at */
enum state { IDLE, ADDRESS, OFFSET, SEGMENT, SEND };

/* Wires are 1 where nobody pulls them down. */
static struct monitor {
	UCHAR clock, data;	/* of the miniport's side */
	UCHAR out;		/* of ours */
	enum state state;
	bool acking;
	bool acked;
	unsigned int bits;
	UCHAR byte;
	UCHAR offset;
	UCHAR segment;
	unsigned int held;	/* clock reads for which we hold it low */
	unsigned int hold;	/* ... each time */
	u64 hold_ns;		/* and for so long, each time */
	u64 held_until;
	bool deaf;		/* nothing is acknowledged */
	unsigned int starts, stops;
	UCHAR edid[512];
} m;

static void monitor_reset(void)
{
	unsigned int i, block;
	UCHAR sum;

	memset(&m, 0, sizeof(m));
	m.clock = 1;
	m.data = 1;
	m.out = 1;
	for (block = 0; block < sizeof(m.edid); block += 128) {
		for (sum = 0, i = 0; i < 127; i++) {
			m.edid[block + i] = 7 * i + block / 128 + 1;
			sum += m.edid[block + i];
		}
		m.edid[block + 127] = -sum;
	}
}

static void load(void)
{
	m.byte = m.edid[m.segment * 256 + m.offset++];
	m.bits = 0;
	m.out = m.byte >> 7;
}

/* A whole byte came in: what it means, and whether it is acknowledged */
static bool taken(void)
{
	if (m.deaf)
		return false;
	switch (m.state) {
	case ADDRESS:
		m.state = m.byte == SLAVE_WRITE ? OFFSET :
			  m.byte == SLAVE_READ ? SEND :
			  m.byte == SLAVE_SEGMENT ? SEGMENT : IDLE;
		return m.state != IDLE;
	case OFFSET:
		m.offset = m.byte;
		return true;
	case SEGMENT:
		m.segment = m.byte;
		return true;
	default:
		return false;
	}
}

static void falls(void)
{
	/* Who does not wait for the clock is not understood. */
	if (m.held)
		m.state = IDLE;
	if (m.state == IDLE)
		return;
	if (m.acking) {
		m.acking = false;
		m.bits = 0;
		m.out = 1;
		if (m.state == SEND)
			load();
	} else if (m.state == SEND) {
		if (m.bits < 8) {
			m.bits++;
			m.out = m.bits < 8 ? m.byte >> (7 - m.bits) & 1 : 1;
		} else if (m.acked) {
			load();
		} else {
			m.state = IDLE;
		}
	} else if (m.bits == 8) {
		m.acking = true;
		m.out = !taken();
	}
}

static void rises(void)
{
	m.held = m.hold;
	m.held_until = m.hold_ns ? ktime_get_ns() + m.hold_ns : 0;
	if (m.state == SEND && !m.acking) {
		if (m.bits == 8)
			m.acked = !m.data;
	} else if (m.state != IDLE && !m.acking && m.bits < 8) {
		m.byte = m.byte << 1 | m.data;
		m.bits++;
	}
}

static VOID write_clock(PVOID ext, UCHAR level)
{
	if (level == m.clock)
		return;
	m.clock = level;
	if (level)
		rises();
	else
		falls();
}

static VOID write_data(PVOID ext, UCHAR level)
{
	if (m.clock && level != m.data) {
		m.state = level ? IDLE : ADDRESS;
		m.acking = false;
		m.bits = 0;
		m.out = 1;
		m.starts += !level;
		m.stops += level;
	}
	m.data = level;
}

static BOOLEAN read_clock(PVOID ext)
{
	if (m.held) {
		m.held--;
		return 0;
	}
	if (m.held_until && ktime_get_ns() < m.held_until)
		return 0;
	return m.clock;
}

static BOOLEAN read_data(PVOID ext)
{
	return m.data & m.out;
}

static const DDC_CONTROL control = {
	.Size = sizeof(control),
	.I2CCallbacks = { write_clock, write_data, read_clock, read_data },
};

static BOOLEAN helper(struct vpt_ext *t, UCHAR segment, PUCHAR edid,
		      ULONG size)
{
	DDC_CONTROL ddc = control;

	ddc.EdidSegment = segment;
	return VideoPortDDCMonitorHelper(t, &ddc, edid, size);
}

static void edid_read(struct vpt_ext *t)
{
	UCHAR edid[256];

	monitor_reset();
	memset(edid, 0xee, sizeof(edid));
	expect_eq(t, helper(t, 0, edid, 128), TRUE);
	expect(t, !memcmp(edid, m.edid, 128));
	expect_eq(t, edid[128], 0xee);
	expect_eq(t, m.starts, 2);
	expect_eq(t, m.stops, 1);
	/* The bus is left free. */
	expect(t, m.clock && m.data);

	expect_eq(t, helper(t, 0, edid, 256), TRUE);
	expect(t, !memcmp(edid, m.edid, 256));
}

static void edid_segment(struct vpt_ext *t)
{
	UCHAR edid[256];

	monitor_reset();
	expect_eq(t, helper(t, 1, edid, 256), TRUE);
	expect(t, !memcmp(edid, m.edid + 256, 256));
}

static void edid_slow(struct vpt_ext *t)
{
	UCHAR edid[128];

	monitor_reset();
	m.hold = 3;
	expect_eq(t, helper(t, 0, edid, 128), TRUE);
	expect(t, !memcmp(edid, m.edid, 128));
}

/* For 1.5 of the 2 ms that each bit may take: 3.4 s for all of them */
static void edid_too_slow(struct vpt_ext *t)
{
	UCHAR edid[256];

	monitor_reset();
	m.hold_ns = 3 * NSEC_PER_MSEC / 2;
	expect_eq(t, helper(t, 0, edid, 256), FALSE);
	expect(t, !memchr_inv(edid, 0, sizeof(edid)));
}

static void edid_refused(struct vpt_ext *t)
{
	DDC_CONTROL ddc = control;
	UCHAR edid[128];

	/* A monitor that holds the clock, one that is not there, a wrong sum */
	monitor_reset();
	m.hold = 1000000;
	memset(edid, 0xee, sizeof(edid));
	expect_eq(t, helper(t, 0, edid, 128), FALSE);
	expect(t, !memchr_inv(edid, 0, sizeof(edid)));
	monitor_reset();
	m.deaf = true;
	expect_eq(t, helper(t, 0, edid, 128), FALSE);
	expect(t, m.clock && m.data);
	monitor_reset();
	m.edid[5]++;
	expect_eq(t, helper(t, 0, edid, 128), FALSE);
	expect(t, !memchr_inv(edid, 0, sizeof(edid)));

	monitor_reset();
	expect_eq(t, helper(t, 0, edid, 127), FALSE);
	expect_eq(t, helper(t, 0, NULL, 128), FALSE);
	expect_eq(t, VideoPortDDCMonitorHelper(t, NULL, edid, 128), FALSE);
	ddc.Size--;
	expect_eq(t, VideoPortDDCMonitorHelper(t, &ddc, edid, 128), FALSE);
	expect_eq(t, m.starts, 0);
}

static void i2c_1(struct vpt_ext *t)
{
	I2C_CALLBACKS line = control.I2CCallbacks;
	VIDEO_PORT_I2C_INTERFACE i2c = {
		.Size = sizeof(i2c),
		.Version = VIDEO_PORT_I2C_INTERFACE_VERSION_1,
	};
	UCHAR to[] = { SLAVE_WRITE, 16 }, from = SLAVE_READ, other = 0x42;
	UCHAR got[4];

	expect_eq(t, VideoPortQueryServices(t, VideoPortServicesI2C,
					    (PINTERFACE)&i2c), NO_ERROR);
	expect(t, i2c.Context == t);
	i2c.InterfaceReference(i2c.Context);
	monitor_reset();
	expect(t, i2c.I2CStart(t, &line));
	expect(t, i2c.I2CWrite(t, &line, to, sizeof(to)));
	expect(t, i2c.I2CStart(t, &line));
	expect(t, i2c.I2CWrite(t, &line, &from, 1));
	expect(t, i2c.I2CRead(t, &line, got, sizeof(got)));
	expect(t, i2c.I2CStop(t, &line));
	expect(t, !memcmp(got, m.edid + 16, sizeof(got)));
	expect(t, !m.acked);

	/* Nobody has this address. */
	expect(t, i2c.I2CStart(t, &line));
	expect(t, !i2c.I2CWrite(t, &line, &other, 1));
	expect(t, i2c.I2CStop(t, &line));
	i2c.InterfaceDereference(i2c.Context);
}

static void i2c_2(struct vpt_ext *t)
{
	VIDEO_I2C_CONTROL line = {
		write_clock, write_data, read_clock, read_data, 20,
	};
	VIDEO_PORT_I2C_INTERFACE_2 i2c = {
		.Size = sizeof(i2c),
		.Version = VIDEO_PORT_I2C_INTERFACE_VERSION_2,
	};
	UCHAR to[] = { SLAVE_WRITE, 16 }, from = SLAVE_READ;
	UCHAR got[4];

	expect_eq(t, VideoPortQueryServices(t, VideoPortServicesI2C,
					    (PINTERFACE)&i2c), NO_ERROR);
	monitor_reset();
	expect(t, i2c.I2CStart(t, &line));
	expect(t, i2c.I2CWrite(t, &line, to, sizeof(to)));
	expect(t, i2c.I2CStart(t, &line));
	expect(t, i2c.I2CWrite(t, &line, &from, 1));
	/* There is more to come, then there is not. */
	expect(t, i2c.I2CRead(t, &line, got, 2, FALSE));
	expect(t, m.acked);
	expect(t, i2c.I2CRead(t, &line, got + 2, 2, TRUE));
	expect(t, !m.acked);
	expect(t, i2c.I2CStop(t, &line));
	expect(t, !memcmp(got, m.edid + 16, sizeof(got)));
}

static VP_STATUS query(struct vpt_ext *t, VIDEO_PORT_SERVICES type, ULONG size,
		       USHORT version)
{
	union {
		INTERFACE head;
		UCHAR room[256];
	} u = {};

	u.head.Size = size;
	u.head.Version = version;
	return VideoPortQueryServices(t, type, &u.head);
}

#define QUERY "VideoPortQueryServices"

static void services_refused(struct vpt_ext *t)
{
	expect_eq(t, query(t, VideoPortServicesAGP,
			   sizeof(VIDEO_PORT_AGP_INTERFACE), 1),
		  ERROR_INVALID_FUNCTION);
	warns(t, QUERY "&no service 1 (AGP) of version 1");
	expect_eq(t, query(t, VideoPortServicesInt10,
			   sizeof(VIDEO_PORT_INT10_INTERFACE), 1),
		  ERROR_INVALID_FUNCTION);
	warns(t, QUERY "&no service 4 (Int10)");
	expect_eq(t, query(t, 77, sizeof(INTERFACE), 1),
		  ERROR_INVALID_FUNCTION);
	warns(t, QUERY "&no service 77");
	expect_eq(t, query(t, VideoPortServicesI2C,
			   sizeof(VIDEO_PORT_I2C_INTERFACE) - 1, 1),
		  ERROR_INVALID_PARAMETER);
	warns(t, QUERY "&(I2C) of version 1");
	expect_eq(t, query(t, VideoPortServicesI2C,
			   sizeof(VIDEO_PORT_I2C_INTERFACE), 3),
		  ERROR_INVALID_PARAMETER);
	warns(t, QUERY "&(I2C) of version 3");
	expect_eq(t, VideoPortQueryServices(t, VideoPortServicesI2C, NULL),
		  ERROR_INVALID_PARAMETER);
}

const struct vpt_case vpt_ddc[] = {
	{ "ddc: EDID", edid_read, .timed = true },
	{ "ddc: EDID of another segment", edid_segment, .timed = true },
	{ "ddc: a monitor that holds the clock a while", edid_slow,
	  .timed = true },
	{ "ddc: a monitor that holds the clock for ever", edid_too_slow },
	{ "ddc: no EDID", edid_refused },
	{ "ddc: I2C service, version 1", i2c_1 },
	{ "ddc: I2C service, version 2", i2c_2 },
	{ "ddc: services that there are not", services_refused },
	{ }
};
