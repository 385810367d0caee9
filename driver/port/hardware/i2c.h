/* SPDX-License-Identifier: GPL-2.0 */
/* A monitor's I2C bus, for i2c.c and those that offer it to a miniport. */
#ifndef VIDEOPORT_I2C_H
#define VIDEOPORT_I2C_H

#include <linux/types.h>

#include "video.h"

/**
 * struct vp_i2c - a bus of two wires that a miniport moves
 * @ext: the miniport's device extension
 * @line: how to move and read them
 * @delay: microseconds that a level is held
 * @deadline: in jiffies; nobody is waited for after; 0: none
 */
struct vp_i2c {
	void *ext;
	I2C_CALLBACKS line;
	unsigned int delay;
	unsigned long deadline;
};

#define VP_I2C_DELAY	5	/* 100 kHz, which every monitor follows */

bool vp_i2c_start(const struct vp_i2c *bus);
bool vp_i2c_stop(const struct vp_i2c *bus);
bool vp_i2c_write(const struct vp_i2c *bus, const u8 *data, u32 length);
bool vp_i2c_read(const struct vp_i2c *bus, u8 *data, u32 length, bool end);

#endif
