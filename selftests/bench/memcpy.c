// SPDX-License-Identifier: GPL-2.0
/* memcpy: how many frames a second this machine copies, for QEMU has to. */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"

#define FRAMES	100

struct copy {
	void *from;
	void *to;
	size_t size;
};

static double run_round(const void *argument)
{
	const struct copy *copy = argument;
	__u64 start = now();

	for (unsigned int i = 0; i < FRAMES; i++) {
		memcpy(copy->to, copy->from, copy->size);
		/* or it may be done once */
		__asm__ volatile("" ::: "memory");
	}
	return (double)(now() - start) / FRAMES;
}

static void run(const char *name, size_t size)
{
	struct copy copy = { malloc(size), malloc(size), size };

	if (!copy.from || !copy.to)
		err(1, "%s", name);
	memset(copy.from, 1, size);
	measure("memcpy", name, FRAMES, run_round, &copy);
	free(copy.from);
	free(copy.to);
}

int main(void)
{
	run("1920x1080", 1920 * 1080 * 4);
	run("3840x2160", 3840 * 2160 * 4);
	return 0;
}
