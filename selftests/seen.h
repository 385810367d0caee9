/* SPDX-License-Identifier: GPL-2.0 */
/* A device's pointer as the host sees it: "host pointer", of selftests/vm/host */
#ifndef _SELFTESTS_SEEN_H
#define _SELFTESTS_SEEN_H

#include <stdbool.h>

/* The device shows no other size. */
#define SEEN_EDGE	64
#define SEEN_PIXELS	(SEEN_EDGE * SEEN_EDGE)

/**
 * struct seen - a pointer
 * @requests: how often the device was told something of it
 * @x: left edge of what hangs not over the screen's
 * @y: upper edge
 * @shown: 1, or 0 where it is hidden
 * @hot_x: what of it hangs over the screen's left edge
 * @hot_y: over the upper edge
 * @width: pixels
 * @height: pixels
 * @sum: of its pixels
 */
struct seen {
	unsigned int requests;
	unsigned int x, y;
	unsigned int shown;
	unsigned int hot_x, hot_y;
	unsigned int width, height;
	unsigned int sum;
};

/* Whether there is a host that looks at it */
bool seen_by_host(void);

/* False where there is none yet */
bool seen_now(struct seen *seen);

/* The device's answers to requests are not waited for. Whether it was told so often. */
bool seen_after(struct seen *seen, unsigned int requests);

/* What @sum is for these pixels of SEEN_EDGE lines: CRC-32, of ISO 3309 */
unsigned int seen_sum(const unsigned int *pixels);

#endif
