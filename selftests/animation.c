// SPDX-License-Identifier: GPL-2.0
#include <err.h>
#include <errno.h>
#include <string.h>

#include "animation.h"

/* Back and forth between 0 and @room. */
static unsigned int bounce(unsigned int way, unsigned int room)
{
	way %= 2 * room + 1;
	return way <= room ? way : 2 * room - way;
}

static struct square square_at(const struct show *show, unsigned int n)
{
	unsigned int width = show->picture->width, height = show->picture->height;
	unsigned int side = (width < height ? width : height) / 4 + 1;
	unsigned int step = side / 16 + 1;

	return (struct square){
		.x = bounce(n * step * 3 / 2, width - side),
		.y = bounce(n * step, height - side),
		.side = side,
	};
}

/* Copy the picture into the square, in its own or in opposite colours. */
static void draw_square(const struct show *show, unsigned int frame,
			const struct square *square, __u32 flip)
{
	for (unsigned int y = square->y; y < square->y + square->side; y++) {
		const __u32 *from = picture_line(show->picture, y);
		__u32 *to = screen_line(show->screen, frame, y);

		for (unsigned int x = square->x; x < square->x + square->side; x++)
			to[x] = from[x] ^ flip;
	}
}

static void draw_picture(const struct show *show, unsigned int frame)
{
	for (unsigned int y = 0; y < show->picture->height; y++)
		memcpy(screen_line(show->screen, frame, y), picture_line(show->picture, y),
		       show->picture->width * sizeof(__u32));
}

/* The rectangle around both squares: where a frame differs from the last one. */
static struct videoport_frame damage(const struct square *a, const struct square *b)
{
	unsigned int right = (a->x > b->x ? a->x : b->x) + a->side;
	unsigned int bottom = (a->y > b->y ? a->y : b->y) + a->side;
	struct videoport_frame frame = {
		.x = a->x < b->x ? a->x : b->x,
		.y = a->y < b->y ? a->y : b->y,
	};

	frame.width = right - frame.x;
	frame.height = bottom - frame.y;
	return frame;
}

/* The ring's frame still holds what was drawn there a round ago. */
static struct videoport_frame draw_next(struct show *show)
{
	unsigned int n = show->presented;
	unsigned int frame = n % show->screen->ring.frames;
	struct square square = square_at(show, n);
	struct videoport_frame next = { .frame = frame };

	if (n < show->screen->ring.frames)
		draw_picture(show, frame);
	else
		draw_square(show, frame, &show->drawn[frame], 0);
	draw_square(show, frame, &square, 0xffffff);
	if (n) {
		struct square last = square_at(show, n - 1);

		next = damage(&last, &square);
		next.frame = frame;
	}
	next.cookie = n;
	show->drawn[frame] = square;
	show->presented++;
	return next;
}

static void take(struct show *show, const struct videoport_completion *done,
		 unsigned int count)
{
	if (count && !show->done)
		show->first_ns = now();
	for (unsigned int i = 0; i < count; i++) {
		if (done[i].status) {
			errno = -done[i].status;
			err(1, "frame %llu", (unsigned long long)done[i].cookie);
		}
		if (done[i].cookie != show->done++)
			errx(1, "frame %llu came out of order",
			     (unsigned long long)done[i].cookie);
	}
}

/*
 * Draw every frame that is free, hand all of them in at once, and wait for no
 * more than one: while this side draws, the device has the others to work on.
 */
void animate(struct show *show)
{
	unsigned int ring_frames = show->screen->ring.frames;
	struct videoport_completion done[VIDEOPORT_MAX_FRAMES];
	struct videoport_frame batch[VIDEOPORT_MAX_FRAMES];
	int taken;

	do {
		unsigned int count = 0;

		while (show->presented < show->total &&
		       show->presented - show->done < ring_frames)
			batch[count++] = draw_next(show);
		taken = screen_present(show->screen, batch, count, done, ring_frames, 1);
		if (taken < 0)
			err(1, "presenting a frame");
		take(show, done, taken);
	} while (taken);
}

/* What is drawn in the device's memory is on the screen, and done with it. */
void animate_memory(struct show *show)
{
	while (show->presented < show->total) {
		draw_next(show);
		if (!show->done++)
			show->first_ns = now();
	}
}

unsigned int draw_still(struct show *show)
{
	draw_picture(show, 0);
	if (!show->presented++)
		show->first_ns = now();
	return 0;
}

/* The last picture goes to the frame whose turn it is; its number. */
unsigned int present_still(struct show *show)
{
	unsigned int frame = show->presented % show->screen->ring.frames;
	struct videoport_frame still = { .frame = frame, .cookie = show->presented };
	struct videoport_completion done[VIDEOPORT_MAX_FRAMES];
	int taken;

	draw_picture(show, frame);
	show->presented++;
	/* A device that scans frames out gives back the one before instead. */
	taken = screen_present(show->screen, &still, 1, done, VIDEOPORT_MAX_FRAMES, 1);
	if (taken < 0)
		err(1, "presenting the picture");
	take(show, done, taken);
	return frame;
}
