/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A clock, how rounds are put in order for their median, and what the rounds of one thing
 * are called: ./report reads these lines, which come in the order of counter.c's sections.
 */
#ifndef _BENCH_MEASURE_H
#define _BENCH_MEASURE_H

#include <linux/types.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "mark.h"

#define ROUNDS	11

/* Nanoseconds */
static inline __u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

/* For qsort(), of doubles */
static inline int by_size(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return left < right ? -1 : left > right;
}

/*
 * Measure @round of @argument, which says how many nanoseconds each of @frames took, and
 * print the median, the least and the most. The first round is not counted.
 */
static inline double measure(const char *who, const char *name, unsigned int frames,
			     double (*round)(const void *argument), const void *argument)
{
	double rounds[ROUNDS];

	round(argument);
	mark_begin();
	for (int i = 0; i < ROUNDS; i++)
		rounds[i] = round(argument);
	mark_end();
	qsort(rounds, ROUNDS, sizeof(*rounds), by_size);
	printf("%s: %s: %u: %.0f [%.0f, %.0f] ns, %.0f/s\n", who, name, frames * ROUNDS,
	       rounds[ROUNDS / 2], rounds[0], rounds[ROUNDS - 1], 1e9 / rounds[ROUNDS / 2]);
	fflush(stdout);
	return rounds[ROUNDS / 2];
}

#endif
