// SPDX-License-Identifier: GPL-2.0
/*
 * A test card. Each part of it proves something that the eye can check: the
 * line around the edge that no pixel is missing, the grid and the circles that
 * pixels are square, the bars and ramps that no colour is lost or swapped, the
 * gratings that lines and columns are not doubled.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "font.h"
#include "picture.h"

#define BLACK	0x000000
#define WHITE	0xffffff
#define GROUND	0x1b2433
#define GRID	0x36445a
#define PANEL	0x0d131d
#define ACCENT	0xf2b134

struct card {
	struct picture *to;
	int cell;			/* side of a square of the grid */
	int middle_x, middle_y;
};

struct box {
	int x, y, width, height;
};

static int clamp(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

static int root(long long square)
{
	long long result = 0;

	for (long long bit = 1LL << 30; bit; bit >>= 1)
		if ((result + bit) * (result + bit) <= square)
			result += bit;
	return result;
}

static __u32 blend(__u32 under, __u32 over, int cover)
{
	__u32 result = 0;

	for (int shift = 16; shift >= 0; shift -= 8) {
		int low = under >> shift & 0xff;
		int high = over >> shift & 0xff;

		result |= (__u32)(low + (high - low) * cover / 256) << shift;
	}
	return result;
}

static struct box clip(const struct card *card, struct box box)
{
	int right = clamp(box.x + box.width, 0, card->to->width);
	int bottom = clamp(box.y + box.height, 0, card->to->height);

	box.x = clamp(box.x, 0, right);
	box.y = clamp(box.y, 0, bottom);
	box.width = right - box.x;
	box.height = bottom - box.y;
	return box;
}

static void fill(const struct card *card, struct box box, __u32 colour)
{
	box = clip(card, box);
	for (int y = box.y; y < box.y + box.height; y++)
		for (int x = box.x; x < box.x + box.width; x++)
			picture_line(card->to, y)[x] = colour;
}

/* The box's lines all become like its first. */
static void repeat_line(const struct card *card, struct box box)
{
	box = clip(card, box);
	for (int y = box.y + 1; y < box.y + box.height; y++)
		memcpy(picture_line(card->to, y) + box.x,
		       picture_line(card->to, box.y) + box.x,
		       box.width * sizeof(__u32));
}

/* One line of the grid goes through the middle, wherever the edges are. */
static void draw_grid(const struct card *card)
{
	int width = card->to->width, height = card->to->height;
	struct box all = { 0, 0, width, height };

	fill(card, (struct box){ 0, 0, width, 1 }, GROUND);
	for (int x = card->middle_x % card->cell; x < width; x += card->cell)
		picture_line(card->to, 0)[x] = GRID;
	repeat_line(card, all);
	for (int y = card->middle_y % card->cell; y < height; y += card->cell)
		fill(card, (struct box){ 0, y, width, 1 }, GRID);
}

/* Blocks along the edges, and around them the picture's outermost pixels. */
static void draw_edges(const struct card *card)
{
	int width = card->to->width, height = card->to->height;
	int cell = card->cell, deep = cell / 3;
	__u32 colour;

	for (int i = -(width / cell) - 1; i <= width / cell; i++) {
		int x = card->middle_x + i * cell, y = card->middle_y + i * cell;

		colour = i & 1 ? WHITE : BLACK;
		fill(card, (struct box){ x, 0, cell, deep }, colour);
		fill(card, (struct box){ x, height - deep, cell, deep }, colour);
		fill(card, (struct box){ 0, y, deep, cell }, colour);
		fill(card, (struct box){ width - deep, y, deep, cell }, colour);
	}
	for (int i = 0; i < 2; i++) {
		colour = i ? BLACK : WHITE;
		fill(card, (struct box){ i, i, width - 2 * i, 1 }, colour);
		fill(card, (struct box){ i, height - 1 - i, width - 2 * i, 1 }, colour);
		fill(card, (struct box){ i, i, 1, height - 2 * i }, colour);
		fill(card, (struct box){ width - 1 - i, i, 1, height - 2 * i }, colour);
	}
}

/* Distances are in sixteenths of a pixel, so that the line's edges are smooth. */
static void draw_circle(const struct card *card, int x, int y, int radius, int thick)
{
	int outer = radius * 16 + thick * 8, inner = radius * 16 - thick * 8;
	struct box box = clip(card, (struct box){
		x - radius - thick, y - radius - thick,
		2 * (radius + thick) + 1, 2 * (radius + thick) + 1 });

	for (int v = box.y; v < box.y + box.height; v++) {
		__u32 *line = picture_line(card->to, v);

		for (int u = box.x; u < box.x + box.width; u++) {
			long long dx = u - x, dy = v - y;
			long long square = (dx * dx + dy * dy) * 256;
			int far;

			if (square > (outer + 16LL) * (outer + 16) ||
			    square < (inner - 16LL) * (inner - 16))
				continue;
			far = root(square);
			line[u] = blend(line[u], WHITE,
					clamp((outer - far) * 16, 0, 256) *
					clamp((far - inner) * 16, 0, 256) / 256);
		}
	}
}

/* What the bands in the great circle are made of; x and y from the band's corner. */
static __u32 panel(const struct card *card, int x, int y)
{
	(void)card;
	(void)x;
	(void)y;
	return PANEL;
}

static __u32 bars(const struct card *card, int x, int y)
{
	static const __u32 colours[] = {
		0xffffff, 0xffff00, 0x00ffff, 0x00ff00,
		0xff00ff, 0xff0000, 0x0000ff, 0x000000,
	};

	(void)y;
	return colours[clamp(x / (2 * card->cell), 0, 7)];
}

static __u32 ramps(const struct card *card, int x, int y)
{
	__u32 level = clamp(x * 256 / (16 * card->cell), 0, 255);

	switch (2 * y / card->cell) {
	case 0: return level << 16;
	case 1: return level << 8;
	default: return level;
	}
}

static __u32 steps(const struct card *card, int x, int y)
{
	(void)y;
	return clamp(x / card->cell, 0, 15) * 0x111111U;
}

/* Columns in the left half and lines in the right, 4, 3, 2 and 1 pixel wide. */
static __u32 gratings(const struct card *card, int x, int y)
{
	int part = clamp(x / (2 * card->cell), 0, 7);
	int wide = part < 4 ? 4 - part : part - 3;

	return ((part < 4 ? x : y) / wide) & 1 ? WHITE : BLACK;
}

typedef __u32 paint(const struct card *card, int x, int y);

/* From quarter cell @from below the middle to @to, as wide as the circle is there. */
static void draw_band(const struct card *card, int from, int to, paint *colour)
{
	int radius = 8 * card->cell;
	int top = from * card->cell / 4;

	for (int y = top; y < to * card->cell / 4; y++) {
		int half = root((long long)radius * radius - (long long)y * y);
		struct box box = clip(card, (struct box){
			card->middle_x - half, card->middle_y + y, 2 * half + 1, 1 });
		__u32 *line = picture_line(card->to, box.y);

		if (!box.height)
			continue;
		for (int x = box.x; x < box.x + box.width; x++)
			line[x] = colour(card, x - card->middle_x + radius, y - top);
	}
}

/* A line of text; its middle is @down quarter cells below the card's. */
static void draw_text(const struct card *card, const char *text, int down, int dot,
		      __u32 colour)
{
	int length = strlen(text);
	int left = card->middle_x - (length * FONT_ADVANCE - 1) * dot / 2;
	int top = card->middle_y + down * card->cell / 4 - FONT_HEIGHT * dot / 2;

	for (int i = 0; i < length * FONT_ADVANCE * FONT_HEIGHT; i++) {
		int row = i / (length * FONT_ADVANCE), column = i % (length * FONT_ADVANCE);
		int bit = FONT_WIDTH - 1 - column % FONT_ADVANCE;
		struct box square = { left + column * dot, top + row * dot, dot, dot };

		if (bit >= 0 && font_row(text[column / FONT_ADVANCE], row) >> bit & 1)
			fill(card, square, colour);
	}
}

static void draw_words(const struct card *card, bool ring)
{
	int dot = card->cell / 8 ? card->cell / 8 : 1;
	int small = card->cell / 14 ? card->cell / 14 : 1;
	char measure[32];

	snprintf(measure, sizeof(measure), "%u x %u", card->to->width, card->to->height);
	draw_text(card, "VIDEOPORT", -25, dot, WHITE);
	draw_text(card, "FOR LINUX", -20, small, ACCENT);
	draw_text(card, measure, 0, dot, ACCENT);
	draw_text(card, ring ? "COMMON BUFFER" : "LINEAR", 20, small, WHITE);
	draw_text(card, ring ? "BUS-MASTER DMA" : "FRAME BUFFER", 24, small, WHITE);
}

static void draw_corners(const struct card *card)
{
	int radius = 5 * card->cell / 2, away = 3 * card->cell;
	int thick = card->cell / 30 + 1;

	for (int corner = 0; corner < 4; corner++) {
		int x = corner & 1 ? (int)card->to->width - 1 - away : away;
		int y = corner & 2 ? (int)card->to->height - 1 - away : away;

		draw_circle(card, x, y, radius, thick);
	}
}

void card_draw(struct picture *picture, bool ring)
{
	unsigned int side = picture->width < picture->height ?
			    picture->width : picture->height;
	struct card plan = {
		.to = picture,
		.cell = side / 18 ? side / 18 : 1,
		.middle_x = picture->width / 2,
		.middle_y = picture->height / 2,
	};

	draw_grid(&plan);
	draw_corners(&plan);
	draw_edges(&plan);
	draw_band(&plan, -32, -18, panel);
	draw_band(&plan, -18, -9, bars);
	draw_band(&plan, -9, -3, ramps);
	draw_band(&plan, -3, 3, panel);
	draw_band(&plan, 3, 8, gratings);
	draw_band(&plan, 8, 15, steps);
	draw_band(&plan, 15, 32, panel);
	draw_circle(&plan, plan.middle_x, plan.middle_y, 8 * plan.cell,
		    plan.cell / 20 + 1);
	draw_words(&plan, ring);
}
