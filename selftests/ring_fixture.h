/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a test of vp_test's ring begins and ends with. The device watches the port
 * driver's side of FRAME_RING: what it has seen broken fails the test.
 */
#ifndef _SELFTESTS_RING_FIXTURE_H
#define _SELFTESTS_RING_FIXTURE_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "harness.h"
#include "edu.h"
#include "fake_ring.h"
#include "screen.h"
#include "wait.h"

#define WIDTH 100
#define HEIGHT 50
#define FRAMES 8

/* A test that broke the device must not break the others. */
static inline int open_ring(struct screen *screen)
{
	if (!edu_node() || screen_open(screen, edu_node()))
		return errno;
	if (!screen_make_ring(screen, WIDTH, HEIGHT, FRAMES))
		return 0;
	screen_close(screen);
	edu_rebind(edu_address[0]);
	edu_write("log", "clear");
	return screen_open(screen, edu_node()) || screen_make_ring(screen, WIDTH, HEIGHT, FRAMES);
}

/* How many promises the device has seen broken */
static inline int close_ring(struct screen *screen)
{
	char violations[32];

	/* Whatever the test left, the device goes along with the freeing. */
	device("knobs");
	screen_close(screen);
	return edu_read("violations", violations, sizeof(violations)) ? -1 : atoi(violations);
}

/* A ring of small frames; the device holds them until it is told. */
FIXTURE(ring)
{
	struct screen screen;
	struct videoport_frame frames[VIDEOPORT_MAX_FRAMES];
	struct videoport_completion done[VIDEOPORT_MAX_FRAMES];
};

FIXTURE_SETUP(ring)
{
	ASSERT_EQ(0, device("knobs"));
	ASSERT_EQ(0, knob("finish", 0));
	ASSERT_EQ(0, edu_write("log", "clear"));
	ASSERT_EQ(0, open_ring(&self->screen));
	for (unsigned int i = 0; i < VIDEOPORT_MAX_FRAMES; i++) {
		self->frames[i].frame = i;
		self->frames[i].cookie = 1000 + i;
	}
}

FIXTURE_TEARDOWN(ring)
{
	EXPECT_EQ(0, close_ring(&self->screen)) {
		fputs(read_log(), stderr);
	}
}

/* Present frames @first to @first + @count - 1, take nothing: 0 or an errno. */
#define present(first, count) \
	(screen_present(&self->screen, &self->frames[first], count, NULL, 0, 0) < 0 ? errno : 0)

/* Take up to @max completions into done[], wait for @min: how many, or -errno. */
#define take(max, min) \
	({ \
		int took = screen_present(&self->screen, NULL, 0, self->done, max, min); \
		took < 0 ? -errno : took; \
	})

/* Have the screen: frame 0 is presented, finished and taken. */
#define begin() \
	(present(0, 1) || device("complete 1") || take(1, 1) != 1)

static inline int nonblock(int fd, bool on)
{
	int flags = fcntl(fd, F_GETFL);

	return fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
}

/* The sequence numbers submitted, in order */
static inline int sequences(unsigned long long *to, int max)
{
	const char *at = read_log();
	int count = 0;

	while (count < max && (at = strstr(at, " seq="))) {
		at += strlen(" seq=");
		to[count++] = strtoull(at, NULL, 10);
	}
	return count;
}

/* A device that reads a frame for as long as it is shown */
FIXTURE(scanout)
{
	struct screen screen;
	struct videoport_frame frames[FRAMES];
	struct videoport_completion done[FRAMES];
};

FIXTURE_SETUP(scanout)
{
	ASSERT_EQ(0, device("knobs"));
	ASSERT_EQ(0, knob("scans_out", 1));
	ASSERT_EQ(0, knob("finish", 0));
	ASSERT_EQ(0, edu_rebind(edu_address[0]));
	ASSERT_EQ(0, edu_write("log", "clear"));
	ASSERT_EQ(0, screen_open(&self->screen, edu_node()));
	ASSERT_EQ(0, screen_make_ring(&self->screen, WIDTH, HEIGHT, FRAMES));
	for (unsigned int i = 0; i < FRAMES; i++)
		self->frames[i].frame = i;
}

FIXTURE_TEARDOWN(scanout)
{
	EXPECT_EQ(0, close_ring(&self->screen)) {
		fputs(read_log(), stderr);
	}
	EXPECT_EQ(0, edu_rebind(edu_address[0]));
}

/* 20 rounds of 64 frames on a device with room for three: how many came in their order */
static inline int rounds_with_little_room(struct screen *screen,
					  const struct videoport_frame *frames,
					  struct videoport_completion *done)
{
	int i, round;

	if (screen_free_ring(screen) ||
	    screen_make_ring(screen, WIDTH, HEIGHT, VIDEOPORT_MAX_FRAMES) ||
	    knob("room", 3) || knob("finish", 1))
		return -1;
	for (round = 0; round < 20; round++) {
		if (screen_present(screen, frames, 64, done, 64, 64) != 64)
			return round;
		for (i = 0; i < 64; i++)
			if (done[i].frame != (__u32)i)
				return round;
	}
	return round;
}

/* vp_test and its devices, or the reason why not; then the tests */
static inline int run_tests(int argc, char **argv)
{
	const char *reason = edu_setup();

	if (reason) {
		ksft_print_header();
		ksft_exit_skip("%s\n", reason);
	}
	return test_harness_run(argc, argv);
}

#endif
