// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "picture.h"

#define MAX_SIDE	32768
#define CHANNELS	3

/* Filter weights are fixed point: those of one pixel add up to this. */
#define WEIGHT_SHIFT	14
#define WEIGHT_ONE	16384

int picture_new(struct picture *picture, unsigned int width, unsigned int height)
{
	if (!width || !height || width > MAX_SIDE || height > MAX_SIDE) {
		errno = EINVAL;
		return -1;
	}
	picture->width = width;
	picture->height = height;
	picture->pixels = calloc((size_t)width * height, sizeof(*picture->pixels));
	return picture->pixels ? 0 : -1;
}

void picture_free(struct picture *picture)
{
	free(picture->pixels);
	picture->pixels = NULL;
}

/* The first character after white space and comments. */
static int skip_space(FILE *file)
{
	bool comment = false;
	int c;

	while ((c = getc(file)) != EOF && (comment || isspace(c) || c == '#'))
		comment = c == '#' || (comment && c != '\n');
	return c;
}

static int read_number(FILE *file, unsigned int *number)
{
	int c = skip_space(file);

	if (!isdigit(c))
		return -1;
	for (*number = 0; isdigit(c) && *number <= 65535; c = getc(file))
		*number = *number * 10 + c - '0';
	/* Exactly one white space ends the header's last number. */
	return isspace(c) ? 0 : -1;
}

static int read_header(FILE *file, unsigned int *width, unsigned int *height,
		       unsigned int *max)
{
	if (getc(file) != 'P' || getc(file) != '6' || read_number(file, width) ||
	    read_number(file, height) || read_number(file, max) ||
	    !*max || *max > 65535)
		return -1;
	return 0;
}

static bool read_pixels(FILE *file, struct picture *picture, unsigned int max)
{
	unsigned int bytes = max > 255 ? 2 : 1;
	size_t count = (size_t)picture->width * picture->height;
	__u8 sample[CHANNELS * 2];

	for (size_t i = 0; i < count; i++) {
		__u32 pixel = 0;

		if (fread(sample, CHANNELS * bytes, 1, file) != 1)
			return false;
		for (unsigned int c = 0; c < CHANNELS; c++) {
			unsigned int value = sample[c * bytes];

			if (bytes == 2)
				value = value << 8 | sample[c * bytes + 1];
			if (value > max)
				value = max;
			pixel = pixel << 8 | (value * 255 + max / 2) / max;
		}
		picture->pixels[i] = pixel;
	}
	return true;
}

int picture_read(struct picture *picture, const char *path)
{
	unsigned int width, height, max;
	FILE *file = fopen(path, "rb");
	int ret = -1;

	if (!file)
		return -1;
	errno = EINVAL;
	if (!read_header(file, &width, &height, &max) &&
	    !picture_new(picture, width, height)) {
		if (read_pixels(file, picture, max)) {
			ret = 0;
		} else {
			picture_free(picture);
			errno = EINVAL;
		}
	}
	fclose(file);
	return ret;
}

static int write_line(FILE *file, const __u32 *pixels, unsigned int width)
{
	__u8 line[MAX_SIDE * CHANNELS];
	__u8 *byte = line;

	for (unsigned int x = 0; x < width; x++) {
		*byte++ = pixels[x] >> 16;
		*byte++ = pixels[x] >> 8;
		*byte++ = pixels[x];
	}
	return fwrite(line, CHANNELS, width, file) == width ? 0 : -1;
}

int picture_write(const char *path, const void *pixels, unsigned int width,
		  unsigned int height, size_t pitch)
{
	FILE *file = fopen(path, "wb");
	const char *line = pixels;
	int ret = 0;

	if (!file)
		return -1;
	if (fprintf(file, "P6\n%u %u\n255\n", width, height) < 0)
		ret = -1;
	for (unsigned int y = 0; y < height && !ret; y++, line += pitch)
		ret = write_line(file, (const void *)line, width);
	if (fclose(file))
		ret = -1;
	return ret;
}

/* The source pixels that one target pixel is mixed of, along one side. */
struct mix {
	unsigned int first;
	unsigned int count;
	__u16 *weight;
};

static void mix_free(struct mix *mix)
{
	if (mix)
		free(mix->weight);
	free(mix);
}

/*
 * A triangle as wide as two target pixels, or two source pixels if those are
 * larger: bilinear when the picture grows, and no source pixel is left out when
 * it shrinks. In halves of a pixel over both scales, so that all is integer.
 */
static void mix_pixel(struct mix *mix, unsigned int i, unsigned int from, unsigned int to)
{
	__s64 centre = (2 * (__s64)i + 1) * from;
	__s64 reach = 2 * (__s64)(from > to ? from : to);
	__s64 first = (centre - reach) / (2 * (__s64)to);
	__s64 last = (centre + reach) / (2 * (__s64)to);
	__s64 sum = 0, rest = WEIGHT_ONE;
	unsigned int best = 0;

	if (first < 0)
		first = 0;
	if (last > from - 1)
		last = from - 1;
	for (__s64 j = first; j <= last; j++) {
		__s64 far = llabs((2 * j + 1) * to - centre);

		sum += far < reach ? reach - far : 0;
	}
	mix->first = first;
	mix->count = last - first + 1;
	for (unsigned int j = 0; j < mix->count; j++) {
		__s64 far = llabs((2 * (first + j) + 1) * to - centre);
		__s64 near = far < reach ? reach - far : 0;

		mix->weight[j] = near * WEIGHT_ONE / sum;
		rest -= mix->weight[j];
		if (mix->weight[j] > mix->weight[best])
			best = j;
	}
	/* A plain colour must stay what it is: no rounding may be lost. */
	mix->weight[best] += rest;
}

static struct mix *mix_new(unsigned int from, unsigned int to)
{
	size_t most = 2 * (size_t)(from > to ? from / to + 1 : 1) + 2;
	struct mix *mix = calloc(to, sizeof(*mix));
	__u16 *weight = calloc(to * most, sizeof(*weight));

	if (!mix || !weight) {
		free(mix);
		free(weight);
		return NULL;
	}
	for (unsigned int i = 0; i < to; i++) {
		mix[i].weight = weight + i * most;
		mix_pixel(&mix[i], i, from, to);
	}
	return mix;
}

static __u32 mix_colour(const struct mix *mix, const __u32 *pixels, size_t step)
{
	__u32 red = WEIGHT_ONE / 2, green = red, blue = red;

	pixels += mix->first * step;
	for (unsigned int j = 0; j < mix->count; j++, pixels += step) {
		__u32 weight = mix->weight[j];

		red += weight * (*pixels >> 16 & 0xff);
		green += weight * (*pixels >> 8 & 0xff);
		blue += weight * (*pixels & 0xff);
	}
	return (red >> WEIGHT_SHIFT) << 16 | (green >> WEIGHT_SHIFT) << 8 |
		blue >> WEIGHT_SHIFT;
}

/* Scale to the middle of @to, @width wide and @height high. */
static int scale(struct picture *to, const struct picture *from, unsigned int width,
		 unsigned int height)
{
	struct mix *across = mix_new(from->width, width);
	struct mix *down = mix_new(from->height, height);
	struct picture narrow = { .pixels = NULL };
	int ret = -1;

	if (!across || !down || picture_new(&narrow, width, from->height))
		goto out;
	for (unsigned int y = 0; y < from->height; y++)
		for (unsigned int x = 0; x < width; x++)
			picture_line(&narrow, y)[x] =
				mix_colour(&across[x], picture_line(from, y), 1);
	for (unsigned int y = 0; y < height; y++) {
		__u32 *line = picture_line(to, y + (to->height - height) / 2);

		line += (to->width - width) / 2;
		for (unsigned int x = 0; x < width; x++)
			line[x] = mix_colour(&down[y], narrow.pixels + x, width);
	}
	ret = 0;
out:
	picture_free(&narrow);
	mix_free(down);
	mix_free(across);
	return ret;
}

/* As large as it goes in with its own aspect, the rest of @to stays as it is. */
int picture_fit(struct picture *to, const struct picture *from)
{
	__u64 wide = (__u64)to->height * from->width;
	__u64 high = (__u64)to->width * from->height;
	unsigned int width = to->width, height = to->height;

	if (wide > high)
		height = (high + from->width / 2) / from->width;
	else
		width = (wide + from->height / 2) / from->height;
	return scale(to, from, width ? width : 1, height ? height : 1);
}
