// SPDX-License-Identifier: GPL-2.0
/*
 * present [DEVICE]: what a frame costs, in nanoseconds. Where QEMU counts
 * instructions as time (-icount shift=0) they are the guest's instructions.
 */
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "../screen.h"
#include "measure.h"

#define CALLS	10000	/* that do nothing, in a round */

/*
 * @batch frames go in with one call, @depth are on their way at most; @side is
 * the rectangle's, 0 for the whole frame.
 */
struct bench {
	const char *name;
	unsigned int width, height, side;
	unsigned int batch, depth;
	unsigned int frames;		/* in a round */
};

static const struct bench benches[] = {
	{ "64x64, present and wait", 640, 480, 64, 1, 1, 500 },
	{ "64x64, batches of 8", 640, 480, 64, 8, 8, 2000 },
	{ "64x64, batches of 32", 640, 480, 64, 32, 32, 3200 },
	{ "64x64, two half batches, depth 8", 640, 480, 64, 4, 8, 2000 },
	{ "64x64, one a call, depth 8", 640, 480, 64, 1, 8, 1000 },
	{ "64x64, one a call, depth 32", 640, 480, 64, 1, 32, 1000 },
	{ "1920x1080, present and wait", 1920, 1080, 0, 1, 1, 100 },
	{ "1920x1080, batches of 8", 1920, 1080, 0, 8, 8, 160 },
	{ "1920x1080, two half batches, depth 8", 1920, 1080, 0, 4, 8, 160 },
	{ "1920x1080, batches of 32", 1920, 1080, 0, 32, 32, 160 },
	{ "1920x1080, one a call, depth 8", 1920, 1080, 0, 1, 8, 160 },
	{ "1920x1080, one a call, depth 32", 1920, 1080, 0, 1, 32, 160 },
	{}
};

/* A ring, and what is done with it */
struct run {
	const struct screen *screen;
	const struct bench *bench;
};

static unsigned int present(const struct screen *screen, const struct bench *bench,
			    unsigned int first, unsigned int count, unsigned int min)
{
	struct videoport_completion done[VIDEOPORT_MAX_FRAMES];
	struct videoport_frame frames[VIDEOPORT_MAX_FRAMES];
	int taken;

	for (unsigned int i = 0; i < count; i++)
		frames[i] = (struct videoport_frame){
			.frame = (first + i) % screen->ring.frames,
			/* not at the left edge: that is a quicker copy for QEMU */
			.x = bench->side,
			.y = bench->side,
			.width = bench->side,
			.height = bench->side,
		};
	taken = screen_present(screen, frames, count, done, VIDEOPORT_MAX_FRAMES, min);
	if (taken < 0)
		err(1, "%s", bench->name);
	for (int i = 0; i < taken; i++)
		if (done[i].status)
			errx(1, "%s: status %d", bench->name, done[i].status);
	return taken;
}

/* One call puts a batch in and takes what has to be back before the next. */
static double run_round(const void *argument)
{
	const struct run *run = argument;
	const struct screen *screen = run->screen;
	const struct bench *bench = run->bench;
	unsigned int presented = 0, done = 0;
	__u64 start = now();

	while (presented < bench->frames) {
		unsigned int on_their_way = presented + bench->batch - done;
		unsigned int room = bench->depth - bench->batch;

		done += present(screen, bench, presented, bench->batch,
				on_their_way > room ? on_their_way - room : 0);
		presented += bench->batch;
	}
	while (done < presented)
		done += present(screen, bench, 0, 0, presented - done);
	return (double)(now() - start) / bench->frames;
}

static void run_bench(struct screen *screen, const struct bench *bench)
{
	unsigned int frames = bench->depth < VIDEOPORT_MIN_FRAMES ?
			      VIDEOPORT_MIN_FRAMES : bench->depth;
	struct run run = { screen, bench };

	if (screen_make_ring(screen, bench->width, bench->height, frames)) {
		if (errno != ENOMEM)
			err(1, "%s", bench->name);
		warnx("%s: no memory for %u frames", bench->name, frames);
		return;
	}
	measure("ours", bench->name, bench->frames, run_round, &run);
	if (screen_free_ring(screen))
		err(1, "freeing the ring");
}

/* What entering and leaving the kernel costs, to be seen in all the others */
static double run_nothing(const void *argument)
{
	const struct run *run = argument;
	__u64 start = now();

	for (unsigned int i = 0; i < CALLS; i++)
		ioctl(run->screen->fd, _IO('v', 0xff));
	return (double)(now() - start) / CALLS;
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : "/dev/videoport0";
	struct screen screen;
	struct run run = { &screen, NULL };

	if (screen_open(&screen, path))
		err(1, "%s", path);
	measure("ours", "a call that does nothing", CALLS, run_nothing, &run);
	for (const struct bench *bench = benches; bench->name; bench++)
		run_bench(&screen, bench);
	screen_close(&screen);
	return 0;
}
