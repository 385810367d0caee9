// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <linux/types.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "seen.h"
#include "wait.h"

bool seen_by_host(void)
{
	return !system("command -v host >/dev/null && ! host pointer | grep -q -e --pointer");
}

bool seen_now(struct seen *seen)
{
	FILE *host = popen("host pointer", "r");
	int found = 0;

	if (host) {
		found = fscanf(host, "ok %u %u %u %u %u %u %u %u %u", &seen->requests,
			       &seen->x, &seen->y, &seen->shown, &seen->hot_x, &seen->hot_y,
			       &seen->width, &seen->height, &seen->sum);
		pclose(host);
	}
	return found == 9;
}

bool seen_after(struct seen *seen, unsigned int requests)
{
	await(seen_now(seen) && seen->requests >= requests);
	return seen->requests == requests;
}

unsigned int seen_sum(const unsigned int *pixels)
{
	const __u8 *bytes = (const __u8 *)pixels;
	unsigned int sum = ~0u;

	for (size_t i = 0; i < 4 * SEEN_PIXELS; i++) {
		sum ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			sum = sum >> 1 ^ (sum & 1 ? 0xedb88320u : 0);
	}
	return ~sum;
}
