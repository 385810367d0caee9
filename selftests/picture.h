/* SPDX-License-Identifier: GPL-2.0 */
/* Pictures in memory, 32 bits a pixel as VIDEOPORT_FORMAT_XRGB8888, and PPM files. */
#ifndef _SELFTESTS_PICTURE_H
#define _SELFTESTS_PICTURE_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

struct picture {
	unsigned int width;
	unsigned int height;
	__u32 *pixels;		/* width * height, no gap between lines */
};

/* These return 0, or -1 with errno. */
int picture_new(struct picture *picture, unsigned int width, unsigned int height);
int picture_read(struct picture *picture, const char *path);
int picture_fit(struct picture *to, const struct picture *from);
int picture_write(const char *path, const void *pixels, unsigned int width,
		  unsigned int height, size_t pitch);

void picture_free(struct picture *picture);

static inline __u32 *picture_line(const struct picture *picture, unsigned int y)
{
	return picture->pixels + (size_t)y * picture->width;
}

/* card.c: a test card with its own measure and what holds the pixels written on it */
void card_draw(struct picture *picture, bool ring);

#endif
