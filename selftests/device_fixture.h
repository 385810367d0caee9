/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a test of <videoport.h>'s calls against a real device begins and ends with.
 * VIDEOPORT names the device file, /dev/videoport0 without it.
 */
#ifndef _SELFTESTS_DEVICE_FIXTURE_H
#define _SELFTESTS_DEVICE_FIXTURE_H

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "harness.h"
#include "screen.h"

#define WIDTH	640
#define HEIGHT	480
#define FRAMES	3
#define ALL_FRAMES	VIDEOPORT_MAX_FRAMES

static inline const char *device_path(void)
{
	const char *path = getenv("VIDEOPORT");

	return path ? path : "/dev/videoport0";
}

/* An address that can't be read or written */
static inline void *nowhere(void)
{
	return mmap(NULL, getpagesize(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* An ioctl's errno, 0 where it succeeds. */
static inline int call(int fd, unsigned long request, void *argument)
{
	return ioctl(fd, request, argument) < 0 ? errno : 0;
}

static inline struct videoport_ring geometry(unsigned int width, unsigned int height,
					     unsigned int frames)
{
	return (struct videoport_ring){
		.width = width,
		.height = height,
		.format = VIDEOPORT_FORMAT_XRGB8888,
		.frames = frames,
	};
}

static inline int make_ring(int fd, unsigned int width, unsigned int height,
			    unsigned int frames)
{
	struct videoport_ring ring = geometry(width, height, frames);

	return call(fd, VIDEOPORT_IOC_RING, &ring);
}

static inline int present(const struct screen *screen, const struct videoport_frame *frames,
			  unsigned int count)
{
	return screen_present(screen, frames, count, NULL, 0, 0) < 0 ? errno : 0;
}

/*
 * Every frame presented once in one call and taken back: 0, or the line that
 * went wrong. Sequence numbers go on from @sequence, so a frame that an earlier
 * failed call took after all would show.
 */
static inline int works(const struct screen *screen, __u64 *sequence)
{
	struct videoport_completion done[ALL_FRAMES];
	struct videoport_frame frames[ALL_FRAMES];
	unsigned int count = screen->ring.frames;

	memset(frames, 0, sizeof(frames));
	for (unsigned int i = 0; i < count; i++) {
		frames[i].frame = i;
		frames[i].cookie = ~(__u64)i;
	}
	if (screen_present(screen, frames, count, done, count, count) != (int)count)
		return __LINE__;
	for (unsigned int i = 0; i < count; i++) {
		if (done[i].frame != i || done[i].cookie != ~(__u64)i)
			return __LINE__;
		if (done[i].sequence != ++*sequence || done[i].status)
			return __LINE__;
	}
	return 0;
}

/* The file alone, no ring yet. */
FIXTURE(device)
{
	int fd;
	struct videoport_query query;
};

FIXTURE_SETUP(device)
{
	self->fd = open(device_path(), O_RDWR | O_CLOEXEC);
	ASSERT_LE(0, self->fd);
	/* Closed files' rings go later; freeing one waits until all have gone. */
	ASSERT_EQ(0, make_ring(self->fd, WIDTH, HEIGHT, FRAMES));
	ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_FREE, NULL));
	ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_QUERY, &self->query));
}

FIXTURE_TEARDOWN(device)
{
	close(self->fd);
}

/* A file with a mapped ring of three frames. */
FIXTURE(ring)
{
	struct screen screen;
	__u64 sequence;
};

FIXTURE_SETUP(ring)
{
	ASSERT_EQ(0, screen_open(&self->screen, device_path()));
	ASSERT_EQ(0, screen_make_ring(&self->screen, WIDTH, HEIGHT, FRAMES));
	self->sequence = 0;
}

FIXTURE_TEARDOWN(ring)
{
	screen_close(&self->screen);
}

/* The device, or the reason why not; then the tests */
static inline int run_tests(int argc, char **argv)
{
	if (access(device_path(), F_OK)) {
		printf("1..0 # SKIP no %s: load a miniport that has a device\n",
		       device_path());
		return KSFT_SKIP;
	}
	return test_harness_run(argc, argv);
}

#endif
