// SPDX-License-Identifier: GPL-2.0
/*
 * A large ring is made, which takes long: others are not kept waiting, and who makes it
 * can be killed. Where time is exact, as both are about how long.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <time.h>

#include "ring_fixture.h"

#define SIDE	2048
#define LARGE	12		/* frames: 192 MiB */

static long long now_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int ring_of(int fd, unsigned int side, unsigned int frames)
{
	struct videoport_ring ring = {
		.width = side,
		.height = side,
		.format = VIDEOPORT_FORMAT_XRGB8888,
		.frames = frames,
	};

	return ioctl(fd, VIDEOPORT_IOC_RING, &ring) ? errno : 0;
}

/* @all: how long the large ring takes, in ns */
FIXTURE(making)
{
	int fd;
	long long all;
};

/* This process goes before the one that makes a ring, at each place that lets it. */
FIXTURE_SETUP(making)
{
	struct sched_param first = { .sched_priority = 1 };
	long long start;

	if (!time_is_exact())
		SKIP(return, TIME_IS_NOT_EXACT);
	ASSERT_EQ(0, device("knobs"));
	self->fd = open(edu_node(), O_RDWR | O_CLOEXEC);
	ASSERT_LE(0, self->fd);
	start = now_ns();
	ASSERT_EQ(0, ring_of(self->fd, SIDE, LARGE));
	self->all = now_ns() - start;
	ASSERT_EQ(0, ioctl(self->fd, VIDEOPORT_IOC_FREE));
	ASSERT_EQ(0, sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &first));
}

FIXTURE_TEARDOWN(making)
{
	close(self->fd);
}

static pid_t make_large(void)
{
	pid_t child = fork();

	if (!child)
		_exit(ring_of(open(edu_node(), O_RDWR | O_CLOEXEC), SIDE, LARGE));
	return child;
}

TEST_F(making, ends_by_a_signal)
{
	pid_t child = make_large();
	long long start;
	int status;

	usleep(self->all / 4000);
	start = now_ns();
	ASSERT_EQ(0, kill(child, SIGKILL));
	status = ended(child);
	EXPECT_GT(self->all / 4, now_ns() - start);
	EXPECT_TRUE(WIFSIGNALED(status));
}

/* Each call of another's has to enter the miniport. */
TEST_F(making, keeps_nobody_waiting)
{
	pid_t child = make_large();
	long long start, longest = 0;
	unsigned int calls = 0;

	while (!has_ended(child)) {
		usleep(100);
		start = now_ns();
		ASSERT_EQ(EINVAL, ring_of(self->fd, SIDE * 4, 2));
		start = now_ns() - start;
		longest = start > longest ? start : longest;
		calls++;
	}
	EXPECT_EQ(0, ended(child));
	EXPECT_LT(3, calls);
	/* Where the lock is held throughout it is all of it. */
	EXPECT_GT(self->all * 3 / 4, longest);
}

int main(int argc, char **argv)
{
	return run_tests(argc, argv);
}
