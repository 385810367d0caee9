// SPDX-License-Identifier: GPL-2.0
/*
 * depths DEVICE WIDTHxHEIGHTxBITS FILE: set that mode of a miniport that has no ring, draw in
 * the device's memory, and save as FILE, a PPM, what the screen shows then. A device that has
 * less than eight bits of a colour fills it up with the highest ones again, or leaves the rest
 * 0: FILE.zeroes. After that a line of standard input is a wish, and the files saved anew:
 *
 * draw		another picture
 * colors	other colours of a palette
 * pointer	a pointer of two colours, in the middle
 * move X Y	the pointer to there
 * hide		no pointer
 * ranges	draw once more, where the miniport says that programs see its registers
 *
 * It ends with its input, and resets the device.
 */
#include <err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <ntddvdeo.h>

#include "packet.h"
#include "picture.h"

#define EDGE	64
#define MASK	(EDGE / 8 * EDGE)
#define WHITE	0xffffffu

struct depths {
	struct screen screen;
	struct picture picture;
	VIDEO_MODE_INFORMATION mode;
	__u8 *map;
	__u32 colors[256];
	bool shown;
	int x, y;
	struct {
		VIDEO_POINTER_ATTRIBUTES attributes;
		__u8 more[2 * MASK];
	} pointer;
};

static void ask(const struct depths *depths, __u32 code, const void *in, __u32 in_length,
		void *out, __u32 out_length)
{
	if (request_send(depths->screen.fd, code, in, in_length, out, out_length, NULL))
		err(1, "request %#x", code);
}

static void find_mode(struct depths *depths, unsigned int width, unsigned int height,
		      unsigned int bits)
{
	VIDEO_NUM_MODES count;
	VIDEO_MODE_INFORMATION *modes;

	ask(depths, IOCTL_VIDEO_QUERY_NUM_AVAIL_MODES, NULL, 0, &count, sizeof(count));
	if (count.ModeInformationLength != sizeof(*modes))
		errx(1, "modes of %u bytes", count.ModeInformationLength);
	modes = calloc(count.NumModes, sizeof(*modes));
	if (!modes)
		err(1, "%u modes", count.NumModes);
	ask(depths, IOCTL_VIDEO_QUERY_AVAIL_MODES, NULL, 0, modes,
	    count.NumModes * sizeof(*modes));
	for (__u32 i = 0; i < count.NumModes; i++)
		if (modes[i].VisScreenWidth == width && modes[i].VisScreenHeight == height &&
		    modes[i].BitsPerPlane == bits)
			depths->mode = modes[i];
	free(modes);
	if (!depths->mode.Length)
		errx(1, "no mode of %ux%u, %u bits", width, height, bits);
}

/* A DAC keeps six bits of a colour, and shows the lowest one three times. */
static __u32 shown_of_six(__u32 six)
{
	return six << 2 | (six & 1) * 3;
}

static void set_colors(struct depths *depths, unsigned int seed)
{
	struct {
		VIDEO_CLUT clut;
		VIDEO_CLUTDATA more[255];
	} table = { .clut = { .NumEntries = 256 } };
	VIDEO_CLUTDATA *color = (void *)&table + offsetof(VIDEO_CLUT, LookupTable);

	for (unsigned int i = 0; i < 256; i++, color++) {
		color->Red = (i * 5 + seed) % 64;
		color->Green = (i * 11 + i / 64 + seed) % 64;
		color->Blue = 63 - (i * 3 + seed) % 64;
		depths->colors[i] = shown_of_six(color->Red) << 16 |
				    shown_of_six(color->Green) << 8 | shown_of_six(color->Blue);
	}
	ask(depths, IOCTL_VIDEO_SET_COLOR_REGISTERS, &table, sizeof(table), NULL, 0);
}

/* Five or six bits, filled up with the highest ones again */
static __u32 filled(__u32 value, unsigned int bits)
{
	__u32 kept = value >> (8 - bits);

	return kept << (8 - bits) | kept >> (2 * bits - 8);
}

/* What is drawn there, and for 8 bits a palette's number */
static __u32 color_at(unsigned int x, unsigned int y, unsigned int seed)
{
	return (x * 3 + y * 5 + seed) % 251 | (x + y * (seed + 2)) % 253 << 8 |
	       (x * y + seed) % 255 << 16;
}

static __u32 draw_pixel(__u8 *at, unsigned int bits, __u32 color, const __u32 *colors)
{
	__u32 red = color >> 16 & 0xff, green = color >> 8 & 0xff, blue = color & 0xff;

	switch (bits) {
	case 8:
		*at = blue;
		return colors[blue];
	case 16:
		*(__u16 *)at = red >> 3 << 11 | green >> 2 << 5 | blue >> 3;
		return filled(red, 5) << 16 | filled(green, 6) << 8 | filled(blue, 5);
	case 24:
		at[0] = blue;
		at[1] = green;
		at[2] = red;
		return color;
	default:
		*(__u32 *)at = color;
		return color;
	}
}

static void draw(struct depths *depths, __u8 *map, unsigned int seed)
{
	unsigned int bits = depths->mode.BitsPerPlane;

	for (unsigned int y = 0; y < depths->picture.height; y++)
		for (unsigned int x = 0; x < depths->picture.width; x++)
			picture_line(&depths->picture, y)[x] =
				draw_pixel(map + y * depths->mode.ScreenStride + x * bits / 8, bits,
					   color_at(x, y, seed), depths->colors);
}

/* What a palette's numbers show now; the device's memory has them. */
static void recolor(struct depths *depths)
{
	for (unsigned int y = 0; y < depths->picture.height; y++)
		for (unsigned int x = 0; x < depths->picture.width; x++)
			picture_line(&depths->picture, y)[x] =
				depths->colors[depths->map[y * depths->mode.ScreenStride + x]];
}

/* Black, white, the screen, the screen turned round: in no order that a mirror keeps */
static unsigned int pointer_kind(unsigned int x, unsigned int y)
{
	return (x / 3 + y / 5 + (x > y)) % 4;
}

static void make_pointer(struct depths *depths)
{
	__u8 *and = (__u8 *)&depths->pointer + offsetof(VIDEO_POINTER_ATTRIBUTES, Pixels);
	__u8 *xor = and + MASK;

	for (unsigned int i = 0; i < EDGE * EDGE; i++) {
		unsigned int kind = pointer_kind(i % EDGE, i / EDGE);

		and[i / 8] |= (kind >> 1) << (7 - i % 8);
		xor[i / 8] |= (kind & 1) << (7 - i % 8);
	}
	depths->pointer.attributes.Flags = VIDEO_MODE_MONO_POINTER;
	depths->pointer.attributes.Width = EDGE;
	depths->pointer.attributes.Height = EDGE;
	depths->pointer.attributes.WidthInBytes = EDGE / 8;
	depths->pointer.attributes.Enable = 1;
	depths->pointer.attributes.Column = depths->x;
	depths->pointer.attributes.Row = depths->y;
}

static void under_pointer(__u32 *pixel, unsigned int kind)
{
	static const __u32 keep[] = { 0, 0, WHITE, WHITE }, turn[] = { 0, WHITE, 0, WHITE };

	*pixel = (*pixel & keep[kind]) ^ turn[kind];
}

static void draw_pointer(struct depths *depths)
{
	struct picture *picture = &depths->picture;

	for (unsigned int i = 0; depths->shown && i < EDGE * EDGE; i++) {
		unsigned int x = depths->x + i % EDGE, y = depths->y + i / EDGE;

		if (x < picture->width && y < picture->height)
			under_pointer(picture_line(picture, y) + x,
				      pointer_kind(i % EDGE, i / EDGE));
	}
}

/* @bits: those of a colour that the device has */
static void save_as(struct depths *depths, const char *path, __u32 bits)
{
	struct picture *picture = &depths->picture, plain = *picture;
	size_t count = (size_t)picture->width * picture->height;

	picture->pixels = malloc(count * sizeof(*picture->pixels));
	if (!picture->pixels)
		err(1, "a picture");
	for (size_t i = 0; i < count; i++)
		picture->pixels[i] = plain.pixels[i] & bits;
	draw_pointer(depths);
	if (picture_write(path, picture->pixels, picture->width, picture->height,
			  4 * picture->width))
		err(1, "%s", path);
	picture_free(picture);
	*picture = plain;
}

static void save(struct depths *depths, const char *path, const char *word)
{
	char zeroes[256];

	save_as(depths, path, WHITE);
	if (depths->mode.BitsPerPlane == 16) {
		snprintf(zeroes, sizeof(zeroes), "%s.zeroes", path);
		save_as(depths, zeroes, 0xf8fcf8);
	}
	printf("%s\n", word);
	if (fflush(stdout))
		err(1, "standard output");
}

static void show_pointer(struct depths *depths)
{
	depths->x = (depths->picture.width - EDGE) / 2;
	depths->y = (depths->picture.height - EDGE) / 2;
	make_pointer(depths);
	ask(depths, IOCTL_VIDEO_SET_POINTER_ATTR, &depths->pointer, sizeof(depths->pointer), NULL,
	    0);
	depths->shown = true;
}

static void move_pointer(struct depths *depths)
{
	VIDEO_POINTER_POSITION place = { .Column = depths->x, .Row = depths->y };

	ask(depths, IOCTL_VIDEO_SET_POINTER_POSITION, &place, sizeof(place), NULL, 0);
}

static void draw_by_ranges(struct depths *depths)
{
	VIDEO_PUBLIC_ACCESS_RANGES range;

	ask(depths, IOCTL_VIDEO_QUERY_PUBLIC_ACCESS_RANGES, NULL, 0, &range, sizeof(range));
	if (range.VirtualAddress == depths->map)
		errx(1, "that is the same mapping");
	draw(depths, range.VirtualAddress, 77);
	for (unsigned int y = 0; y < depths->picture.height; y++)
		if (memcmp(depths->map + y * depths->mode.ScreenStride,
			   range.VirtualAddress + y * depths->mode.ScreenStride,
			   depths->mode.ScreenStride))
			errx(1, "the two mappings are not of the same memory");
}

static void grant(struct depths *depths, const char *wish)
{
	if (!strcmp(wish, "draw\n")) {
		draw(depths, depths->map, 5);
	} else if (!strcmp(wish, "colors\n")) {
		set_colors(depths, 29);
		recolor(depths);
	} else if (!strcmp(wish, "pointer\n")) {
		show_pointer(depths);
	} else if (sscanf(wish, "move %d %d", &depths->x, &depths->y) == 2) {
		move_pointer(depths);
	} else if (!strcmp(wish, "hide\n")) {
		ask(depths, IOCTL_VIDEO_DISABLE_POINTER, NULL, 0, NULL, 0);
		depths->shown = false;
	} else if (!strcmp(wish, "ranges\n")) {
		draw_by_ranges(depths);
	} else {
		errx(2, "what is %s", wish);
	}
}

static void set_mode(struct depths *depths)
{
	VIDEO_MODE wanted = { .RequestedMode = depths->mode.ModeIndex };
	VIDEO_MEMORY anywhere = { 0 };
	VIDEO_MEMORY_INFORMATION memory;

	ask(depths, IOCTL_VIDEO_SET_CURRENT_MODE, &wanted, sizeof(wanted), NULL, 0);
	ask(depths, IOCTL_VIDEO_MAP_VIDEO_MEMORY, &anywhere, sizeof(anywhere), &memory,
	    sizeof(memory));
	if (memory.FrameBufferLength < depths->mode.ScreenStride * depths->picture.height)
		errx(1, "%u bytes are no screen", memory.FrameBufferLength);
	depths->map = memory.FrameBufferBase;
}

int main(int argc, char **argv)
{
	static struct depths depths;
	unsigned int width, height, bits;
	VIDEO_MEMORY memory;
	char wish[80];

	if (argc != 4 || sscanf(argv[2], "%ux%ux%u", &width, &height, &bits) != 3)
		errx(2, "usage: depths DEVICE WIDTHxHEIGHTxBITS FILE");
	if (screen_open(&depths.screen, argv[1]) || picture_new(&depths.picture, width, height))
		err(1, "%s", argv[1]);
	find_mode(&depths, width, height, bits);
	set_mode(&depths);
	if (bits == 8)
		set_colors(&depths, 0);
	draw(&depths, depths.map, 1);
	save(&depths, argv[3], "presented");
	while (fgets(wish, sizeof(wish), stdin)) {
		grant(&depths, wish);
		save(&depths, argv[3], "drawn");
	}
	memory.RequestedVirtualAddress = depths.map;
	ask(&depths, IOCTL_VIDEO_UNMAP_VIDEO_MEMORY, &memory, sizeof(memory), NULL, 0);
	ask(&depths, IOCTL_VIDEO_RESET_DEVICE, NULL, 0, NULL, 0);
	return 0;
}
