/* SPDX-License-Identifier: GPL-2.0 */
/* A packet for a miniport, and the screen of one that has no ring. */
#ifndef _SELFTESTS_PACKET_H
#define _SELFTESTS_PACKET_H

#include <linux/types.h>

#include <videoport.h>

#include "screen.h"

/* 0, or -1 with errno; @information may be NULL. */
int request_send(int fd, __u32 code, const void *in, __u32 in_length, void *out,
		 __u32 out_length, __u32 *information);

/*
 * Set a mode and map the device's memory as a ring of one frame: what is drawn
 * there is on the screen. 0, or -1 with errno, EINVAL where there is no such mode.
 */
int memory_open(struct screen *screen, unsigned int width, unsigned int height);

/* Unmap it and close the file. */
void memory_close(struct screen *screen);

#endif
