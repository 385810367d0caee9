// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "inf.h"

/* All memory lasts as long as the program, in a chain of chunks */
struct chunk {
	struct chunk *next;
	max_align_t memory[];
};

#define CHUNK_BYTES	65536

/* Zeroed memory; never NULL */
void *take(size_t size)
{
	const size_t unit = sizeof(max_align_t);
	static struct chunk *chunks;
	static size_t left, total;
	struct chunk *chunk;
	size_t room;

	size = (size + unit - 1) / unit * unit;
	if (size > left) {
		room = size > CHUNK_BYTES ? size : CHUNK_BYTES;
		total += room;
		if (total > INF_MAX_MEMORY)
			die(0, "takes more than %u MiB with its %%strings%% put in",
			    INF_MAX_MEMORY >> 20);
		chunk = calloc(1, sizeof(*chunk) + room);
		if (!chunk)
			die(0, "out of memory");
		chunk->next = chunks;
		chunks = chunk;
		left = room;
	}
	left -= size;
	return (char *)chunks->memory + left;
}
