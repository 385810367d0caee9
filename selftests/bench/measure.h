/* SPDX-License-Identifier: GPL-2.0 */
/* A clock, and how rounds are put in order for their median. */
#ifndef _BENCH_MEASURE_H
#define _BENCH_MEASURE_H

#include <linux/types.h>
#include <time.h>

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

#endif
