// SPDX-License-Identifier: GPL-2.0
/* public_ranges DEVICE: where a miniport says that programs see its device's registers. */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>

#include <ntddvdeo.h>

#include "packet.h"

int main(int argc, char **argv)
{
	VIDEO_PUBLIC_ACCESS_RANGES range = { 0 };
	int fd;

	if (argc != 2)
		errx(2, "usage: public_ranges DEVICE");
	fd = open(argv[1], O_RDWR | O_CLOEXEC);
	if (fd < 0)
		err(1, "%s", argv[1]);
	if (request_send(fd, IOCTL_VIDEO_QUERY_PUBLIC_ACCESS_RANGES, NULL, 0, &range, sizeof(range),
			 NULL))
		err(1, "asking for ranges");
	printf("%p\n", range.VirtualAddress);
	return 0;
}
