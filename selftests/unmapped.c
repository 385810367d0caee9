// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "edu.h"
#include "unmapped.h"

#define TRACING "/sys/kernel/tracing"
#define WORD "unmapped_size="

/* It is emptied by being opened so, and not by what is written. */
static bool forget(void)
{
	int fd = open(TRACING "/trace", O_WRONLY | O_TRUNC);

	return fd >= 0 && !close(fd);
}

bool unmapped_watch(const char *address)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/iommu_group", address);
	return !access(path, F_OK) && forget() &&
	       !file_write(TRACING "/events/iommu/unmap/enable", "1");
}

size_t unmapped(size_t part)
{
	static char text[1 << 20];
	size_t bytes = 0, size;

	file_write(TRACING "/events/iommu/unmap/enable", "0");
	if (file_read(TRACING "/trace", text, sizeof(text)))
		return 0;
	for (const char *at = text; (at = strstr(at, WORD)); at++) {
		size = strtoul(at + strlen(WORD), NULL, 10);
		if (!part || size == part)
			bytes += size;
	}
	return bytes;
}
