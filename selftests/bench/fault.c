// SPDX-License-Identifier: GPL-2.0
/*
 * fault [DEVICE]: what the first touch of a page costs, at the beginning and at the end
 * of a ring of 1 GiB, in nanoseconds: with -icount shift=0 the guest's instructions.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "../screen.h"
#include "measure.h"

#define SIDE	4096
#define FRAMES	16

/* @offset: of a page that no fault before has brought along */
static double touch(struct screen *screen, size_t offset)
{
	size_t bytes = screen_ring_bytes(screen);
	double rounds[ROUNDS];
	__u64 start;

	for (unsigned int i = 0; i < ROUNDS; i++) {
		munmap(screen->map, bytes);
		screen->map = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, screen->fd,
				   screen->ring.map_offset);
		if (screen->map == MAP_FAILED)
			err(1, "mmap");
		start = now();
		__atomic_store_n(&screen->map[offset], 1, __ATOMIC_RELAXED);
		rounds[i] = now() - start;
	}
	qsort(rounds, ROUNDS, sizeof(*rounds), by_size);
	printf("a page at %10zu: %10.0f [%.0f, %.0f] ns\n", offset, rounds[ROUNDS / 2],
	       rounds[0], rounds[ROUNDS - 1]);
	return rounds[ROUNDS / 2];
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : "/dev/videoport0";
	struct screen screen;
	double first, last;

	if (screen_open(&screen, path) || screen_make_ring(&screen, SIDE, SIDE, FRAMES))
		err(1, "%s", path);
	first = touch(&screen, 0);
	/* the beginning of a last piece, whatever the size of pieces up to 4 MiB */
	last = touch(&screen, screen_ring_bytes(&screen) - (4 << 20));
	printf("last to first: %.2f\n", last / first);
	screen_close(&screen);
	return 0;
}
