/* SPDX-License-Identifier: GPL-2.0 */
/* A device file and the ring that a program has of it. */
#ifndef _SELFTESTS_SCREEN_H
#define _SELFTESTS_SCREEN_H

#include <linux/types.h>
#include <stddef.h>

#include <videoport.h>

struct screen {
	int fd;
	struct videoport_ring ring;
	__u8 *map;
};

/* These return 0, or -1 with errno. */
int screen_open(struct screen *screen, const char *path);
int screen_make_ring(struct screen *screen, unsigned int width, unsigned int height,
		     unsigned int frames);
int screen_free_ring(struct screen *screen);

/* Frees the ring and closes the file. */
void screen_close(struct screen *screen);

/*
 * Present @count frames, take up to @max completions, wait for @min of them.
 * How many were taken, or -1 with errno.
 */
int screen_present(const struct screen *screen, const struct videoport_frame *frames,
		   unsigned int count, struct videoport_completion *completions,
		   unsigned int max, unsigned int min);

/* Present all of one frame and wait for it; 0 or -1 with errno. */
int screen_show(const struct screen *screen, unsigned int frame);

static inline size_t screen_ring_bytes(const struct screen *screen)
{
	return screen->ring.frame_bytes * screen->ring.frames;
}

static inline __u32 *screen_line(const struct screen *screen, unsigned int frame,
				 unsigned int y)
{
	return (__u32 *)(screen->map + frame * screen->ring.frame_bytes +
			    (size_t)y * screen->ring.pitch);
}

#endif
