// SPDX-License-Identifier: GPL-2.0
/*
 * present [DEVICE]: what a frame costs, in nanoseconds. Where QEMU counts
 * instructions as time (-icount shift=0) they are the guest's instructions.
 *
 * A line each: what was done, the median of the rounds, the least and the most.
 */
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "../screen.h"
#include "mark.h"
#include "measure.h"

#define ROUNDS	11

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
	{ "64x64, present and wait", 640, 480, 64, 1, 1, 2000 },
	{ "64x64, batches of 8", 640, 480, 64, 8, 8, 8000 },
	{ "64x64, batches of 32", 640, 480, 64, 32, 32, 16000 },
	{ "64x64, two half batches, depth 8", 640, 480, 64, 4, 8, 8000 },
	{ "64x64, one a call, depth 8", 640, 480, 64, 1, 8, 4000 },
	{ "64x64, one a call, depth 32", 640, 480, 64, 1, 32, 4000 },
	{ "1920x1080, present and wait", 1920, 1080, 0, 1, 1, 100 },
	{ "1920x1080, batches of 8", 1920, 1080, 0, 8, 8, 160 },
	{ "1920x1080, two half batches, depth 8", 1920, 1080, 0, 4, 8, 160 },
	{ "1920x1080, batches of 32", 1920, 1080, 0, 32, 32, 160 },
	{ "1920x1080, one a call, depth 8", 1920, 1080, 0, 1, 8, 160 },
	{ "1920x1080, one a call, depth 32", 1920, 1080, 0, 1, 32, 160 },
	{}
};

static void report(const char *name, double *rounds)
{
	qsort(rounds, ROUNDS, sizeof(*rounds), by_size);
	printf("%-40s %10.0f [%.0f, %.0f] ns, %.0f/s\n", name, rounds[ROUNDS / 2],
	       rounds[0], rounds[ROUNDS - 1], 1e9 / rounds[ROUNDS / 2]);
	fflush(stdout);
}

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
static double run_round(const struct screen *screen, const struct bench *bench)
{
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

static void run(struct screen *screen, const struct bench *bench)
{
	unsigned int frames = bench->depth < VIDEOPORT_MIN_FRAMES ?
			      VIDEOPORT_MIN_FRAMES : bench->depth;
	double rounds[ROUNDS];

	if (screen_make_ring(screen, bench->width, bench->height, frames)) {
		if (errno != ENOMEM)
			err(1, "%s", bench->name);
		printf("%-40s no memory for %u frames\n", bench->name, frames);
		return;
	}
	run_round(screen, bench);
	mark_begin();
	for (unsigned int i = 0; i < ROUNDS; i++)
		rounds[i] = run_round(screen, bench);
	mark_end();
	report(bench->name, rounds);
	if (screen_free_ring(screen))
		err(1, "freeing the ring");
}

/* What entering and leaving the kernel costs, to be seen in all the others */
static void run_nothing(const struct screen *screen)
{
	const unsigned int calls = 10000;
	double rounds[ROUNDS];

	for (unsigned int i = 0; i < ROUNDS; i++) {
		__u64 start = now();

		for (unsigned int n = 0; n < calls; n++)
			ioctl(screen->fd, _IO('v', 0xff));
		rounds[i] = (double)(now() - start) / calls;
	}
	report("a call that does nothing", rounds);
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : "/dev/videoport0";
	struct screen screen;

	if (screen_open(&screen, path))
		err(1, "%s", path);
	run_nothing(&screen);
	for (const struct bench *bench = benches; bench->name; bench++)
		run(&screen, bench);
	screen_close(&screen);
	return 0;
}
