// SPDX-License-Identifier: GPL-2.0
/*
 * console_text FILE	save the picture that the first text console's characters are, by
 *			its font and colours, on a frame buffer of KMS_FB's size
 *
 * Nothing of what the kernel has drawn is looked at.
 */
#include <fcntl.h>
#include <linux/fb.h>
#include <linux/kd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "picture.h"

#define COLOURS		16
#define GLYPHS		512
#define GLYPH_LINES	32
#define GLYPH_BYTES	(GLYPH_LINES * 4)

struct text {
	unsigned int columns, lines;
	__u16 *cells;
	unsigned int glyph_width, glyph_height;
	__u8 glyphs[GLYPHS * GLYPH_BYTES];
	__u32 colours[COLOURS];
};

static int text_read_cells(struct text *text)
{
	int fd = open("/dev/vcsa1", O_RDONLY | O_CLOEXEC);
	__u8 head[4];	/* lines, columns, and where the cursor is */
	ssize_t size;

	if (fd < 0 || read(fd, head, sizeof(head)) != sizeof(head))
		return -1;
	text->lines = head[0];
	text->columns = head[1];
	size = 2 * text->lines * text->columns;
	text->cells = malloc(size);
	return text->cells && read(fd, text->cells, size) == size ? 0 : -1;
}

static int text_read_font(struct text *text, int tty)
{
	struct console_font_op font = {
		.op = KD_FONT_OP_GET,
		.width = 32,
		.height = GLYPH_LINES,
		.charcount = GLYPHS,
		.data = text->glyphs,
	};

	if (ioctl(tty, KDFONTOP, &font))
		return -1;
	text->glyph_width = font.width;
	text->glyph_height = font.height;
	return 0;
}

/* The palette is in the order of ANSI's colours, cells name them in that of VGA's. */
static int text_read_colours(struct text *text, int tty)
{
	__u8 palette[COLOURS][3];

	if (ioctl(tty, GIO_CMAP, palette))
		return -1;
	for (int i = 0; i < COLOURS; i++) {
		const __u8 *rgb = palette[(i & 0xa) | (i & 1) << 2 | (i & 4) >> 2];

		text->colours[i] = rgb[0] << 16 | rgb[1] << 8 | rgb[2];
	}
	return 0;
}

static int text_read(struct text *text)
{
	int tty = open("/dev/tty1", O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (tty < 0)
		return -1;
	return text_read_cells(text) || text_read_font(text, tty) ||
	       text_read_colours(text, tty);
}

static __u32 text_pixel(const struct text *text, unsigned int x, unsigned int y)
{
	unsigned int column = x / text->glyph_width, line = y / text->glyph_height;
	const __u8 *glyph;
	__u16 cell;

	if (column >= text->columns || line >= text->lines)
		return text->colours[0];
	cell = text->cells[line * text->columns + column];
	x %= text->glyph_width;
	y %= text->glyph_height;
	/* A font of more than 256 glyphs takes a bit of the colour; the kernel's has 256. */
	glyph = text->glyphs + (cell & 0xff) * GLYPH_LINES * ((text->glyph_width + 7) / 8);
	glyph += y * ((text->glyph_width + 7) / 8) + x / 8;
	return text->colours[(*glyph << x % 8 & 0x80 ? cell >> 8 : cell >> 12) & 0xf];
}

static int screen_new(struct picture *screen)
{
	const char *name = getenv("KMS_FB");
	struct fb_var_screeninfo var;
	int fd = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;

	if (fd < 0 || ioctl(fd, FBIOGET_VSCREENINFO, &var))
		return -1;
	return picture_new(screen, var.xres, var.yres);
}

int main(int argc, char **argv)
{
	static struct text text;
	struct picture screen;

	if (argc != 2)
		return 2;
	if (text_read(&text) || screen_new(&screen)) {
		perror("console_text");
		return 1;
	}
	for (unsigned int y = 0; y < screen.height; y++)
		for (unsigned int x = 0; x < screen.width; x++)
			picture_line(&screen, y)[x] = text_pixel(&text, x, y);
	return !!picture_write(argv[1], screen.pixels, screen.width, screen.height,
			       screen.width * sizeof(*screen.pixels));
}
