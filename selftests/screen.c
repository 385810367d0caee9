// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "screen.h"

int screen_open(struct screen *screen, const char *path)
{
	memset(screen, 0, sizeof(*screen));
	screen->fd = open(path, O_RDWR | O_CLOEXEC);
	return screen->fd < 0 ? -1 : 0;
}

int screen_make_ring(struct screen *screen, unsigned int width, unsigned int height,
		     unsigned int frames)
{
	struct videoport_ring ring = {
		.width = width,
		.height = height,
		.format = VIDEOPORT_FORMAT_XRGB8888,
		.frames = frames,
	};
	void *map;

	if (ioctl(screen->fd, VIDEOPORT_IOC_RING, &ring))
		return -1;
	map = mmap(NULL, ring.frame_bytes * ring.frames, PROT_READ | PROT_WRITE,
		   MAP_SHARED, screen->fd, ring.map_offset);
	if (map == MAP_FAILED) {
		int error = errno;

		ioctl(screen->fd, VIDEOPORT_IOC_FREE);
		errno = error;
		return -1;
	}
	screen->ring = ring;
	screen->map = map;
	return 0;
}

int screen_free_ring(struct screen *screen)
{
	if (screen->map)
		munmap(screen->map, screen_ring_bytes(screen));
	screen->map = NULL;
	return ioctl(screen->fd, VIDEOPORT_IOC_FREE);
}

void screen_close(struct screen *screen)
{
	if (screen->map)
		screen_free_ring(screen);
	close(screen->fd);
	screen->fd = -1;
}

int screen_present(const struct screen *screen, const struct videoport_frame *frames,
		   unsigned int count, struct videoport_completion *completions,
		   unsigned int max, unsigned int min)
{
	struct videoport_present present = {
		.frames = (uintptr_t)frames,
		.completions = (uintptr_t)completions,
		.count = count,
		.max_completions = max,
		.min_completions = min,
	};

	if (ioctl(screen->fd, VIDEOPORT_IOC_PRESENT, &present))
		return -1;
	return present.completed;
}

int screen_show(const struct screen *screen, unsigned int frame)
{
	struct videoport_frame all = { .frame = frame };
	struct videoport_completion done;
	int taken = screen_present(screen, &all, 1, &done, 1, 1);

	if (taken < 0)
		return -1;
	if (taken && done.status) {
		errno = -done.status;
		return -1;
	}
	return 0;
}
