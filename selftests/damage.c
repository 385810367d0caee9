// SPDX-License-Identifier: GPL-2.0
/*
 * damage DEVICE SAVED SEED COUNT: show noise, then change COUNT rectangles of
 * it, each told to the device as damage and no more. SAVED is what the screen
 * must show in the end. Says "presented" and keeps it there until standard
 * input ends.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "picture.h"
#include "screen.h"

#define WIDTH	800
#define HEIGHT	600
#define FRAMES	4

struct canvas {
	struct screen screen;
	struct picture picture;		/* what the last presented frame shows */
	unsigned int seed;
	unsigned int presented;
	unsigned int done;
};

static unsigned int any(struct canvas *canvas, unsigned int from, unsigned int to)
{
	return from + rand_r(&canvas->seed) % (to - from + 1);
}

static void noise(struct canvas *canvas, const struct videoport_frame *rect)
{
	for (unsigned int y = rect->y; y < rect->y + rect->height; y++)
		for (unsigned int x = rect->x; x < rect->x + rect->width; x++)
			picture_line(&canvas->picture, y)[x] = any(canvas, 0, 0xffffff);
}

static void fill_frame(struct canvas *canvas, unsigned int frame)
{
	for (unsigned int y = 0; y < HEIGHT; y++)
		memcpy(screen_line(&canvas->screen, frame, y),
		       picture_line(&canvas->picture, y), WIDTH * sizeof(__u32));
}

static void take(struct canvas *canvas, unsigned int min)
{
	struct videoport_completion done[FRAMES];
	int taken = screen_present(&canvas->screen, NULL, 0, done, FRAMES, min);

	if (taken < 0)
		err(1, "taking completions");
	for (int i = 0; i < taken; i++) {
		errno = -done[i].status;
		if (done[i].status)
			err(1, "frame %u", canvas->done + i);
	}
	canvas->done += taken;
}

static void present(struct canvas *canvas, struct videoport_frame rect)
{
	if (canvas->presented - canvas->done == FRAMES)
		take(canvas, 1);
	noise(canvas, &rect);
	rect.frame = canvas->presented % FRAMES;
	fill_frame(canvas, rect.frame);
	if (screen_present(&canvas->screen, &rect, 1, NULL, 0, 0) < 0)
		err(1, "presenting frame %u", canvas->presented);
	canvas->presented++;
}

static struct videoport_frame any_rect(struct canvas *canvas)
{
	struct videoport_frame rect = {
		.x = any(canvas, 0, WIDTH - 1),
		.y = any(canvas, 0, HEIGHT - 1),
	};

	/* Mostly small, so that what is beside a rectangle counts too. */
	rect.width = any(canvas, 1, (WIDTH - rect.x - 1) / any(canvas, 1, 8) + 1);
	rect.height = any(canvas, 1, (HEIGHT - rect.y - 1) / any(canvas, 1, 8) + 1);
	return rect;
}

int main(int argc, char **argv)
{
	struct videoport_frame all = { .width = WIDTH, .height = HEIGHT };
	struct canvas canvas = {};

	if (argc != 5)
		errx(2, "usage: damage device saved seed count");
	canvas.seed = atoi(argv[3]);
	if (screen_open(&canvas.screen, argv[1]) ||
	    screen_make_ring(&canvas.screen, WIDTH, HEIGHT, FRAMES))
		err(1, "%s", argv[1]);
	if (picture_new(&canvas.picture, WIDTH, HEIGHT))
		err(1, "room for the picture");
	present(&canvas, all);
	for (int i = atoi(argv[4]); i > 0; i--)
		present(&canvas, any_rect(&canvas));
	take(&canvas, canvas.presented - canvas.done);
	if (picture_write(argv[2], canvas.picture.pixels, WIDTH, HEIGHT,
			  WIDTH * sizeof(__u32)))
		err(1, "%s", argv[2]);
	puts("presented");
	fflush(stdout);
	while (getchar() != EOF)
		continue;
	screen_close(&canvas.screen);
	picture_free(&canvas.picture);
	return 0;
}
