/* SPDX-License-Identifier: GPL-2.0 */
/* A square that moves over a picture, and the picture that stays in the end */
#ifndef _SELFTESTS_ANIMATION_H
#define _SELFTESTS_ANIMATION_H

#include <time.h>

#include "picture.h"
#include "screen.h"

struct square {
	unsigned int x, y, side;
};

/* An animation under way. Frame n goes to the ring's frame n % ring.frames. */
struct show {
	const struct screen *screen;
	const struct picture *picture;
	unsigned int total;
	unsigned int presented;
	unsigned int done;
	__u64 first_ns;
	struct square drawn[VIDEOPORT_MAX_FRAMES];	/* where each frame has one */
};

static inline __u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

/* Through a ring, or in the device's memory; whatever goes wrong ends the program. */
void animate(struct show *show);
void animate_memory(struct show *show);

/* The number of the frame that stays, in the device's memory or presented */
unsigned int draw_still(struct show *show);
unsigned int present_still(struct show *show);

#endif
