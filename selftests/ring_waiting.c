// SPDX-License-Identifier: GPL-2.0
/*
 * Whom a ring lets wait, for what and how long, with a device that answers when it is
 * told to: few interrupts, poll, read and signals.
 */
#define _GNU_SOURCE
#include <signal.h>

#include "ring_fixture.h"

/* Nobody waits: no interrupt. All are waited for: one, at the last. */
TEST_F(ring, interrupts_are_few)
{
	ASSERT_EQ(0, present(0, 4));
	ASSERT_EQ(0, device("complete 4"));
	EXPECT_EQ(0, logged("complete", ""));
	EXPECT_EQ(4, take(8, 0));

	ASSERT_EQ(0, knob("finish", 1));
	ASSERT_EQ(8, screen_present(&self->screen, self->frames, 8, self->done, 8, 8));
	EXPECT_GE(1, logged("complete", ""));
	EXPECT_GE(1, logged("notify", "frames=8 "));
}

/* Who polls a file of their own, which has no ring, costs this one nothing. */
TEST_F(ring, another_file_is_polled)
{
	pid_t child = fork();

	if (!child) {
		struct pollfd other = { .events = POLLIN };

		other.fd = open(edu_node(), O_RDWR);
		_exit(poll(&other, 1, -1) < 0);
	}
	await_asleep(child);
	EXPECT_EQ(0, present(0, 4));
	EXPECT_EQ(0, device("complete 4"));
	EXPECT_EQ(0, logged("complete", ""));
	EXPECT_EQ(4, take(8, 0));
	kill(child, SIGKILL);
	ended(child);
}

TEST_F(ring, min_completions)
{
	pid_t child;

	ASSERT_EQ(0, present(0, 5));
	ASSERT_EQ(0, device("complete 2"));
	/* No more than there is room for */
	ASSERT_EQ(1, take(1, 1));
	EXPECT_EQ(0, self->done[0].frame);
	/* One is there, two are to come. */
	child = when_asleep("complete 1", 2);
	ASSERT_EQ(3, take(8, 3));
	EXPECT_EQ(3, self->done[2].frame);
	EXPECT_EQ(0, ended(child));
	/* More than can come: all that do */
	child = when_asleep("complete 1", 1);
	ASSERT_EQ(1, take(8, 5));
	EXPECT_EQ(4, self->done[0].frame);
	EXPECT_EQ(0, take(8, 5));
	EXPECT_EQ(0, ended(child));
}

TEST_F(ring, nonblocking)
{
	int fd = self->screen.fd;

	nonblock(fd, true);
	EXPECT_EQ(-1, read(fd, self->done, sizeof(self->done)));
	EXPECT_EQ(EAGAIN, errno);
	EXPECT_EQ(-EAGAIN, take(1, 1));
	EXPECT_EQ(0, take(1, 0));
	/* Something to present is something to do. */
	EXPECT_EQ(0, screen_present(&self->screen, self->frames, 1, self->done, 1, 1));
	EXPECT_EQ(-EAGAIN, take(1, 1));
	ASSERT_EQ(0, device("complete 1"));
	EXPECT_EQ(1, take(8, 8));
}

TEST_F(ring, poll)
{
	int fd = self->screen.fd;
	struct pollfd in = { .fd = fd, .events = POLLIN };
	pid_t child;

	EXPECT_EQ(POLLOUT, events(fd));
	ASSERT_EQ(0, present(0, 7));
	EXPECT_EQ(POLLOUT, events(fd));
	ASSERT_EQ(0, present(7, 1));
	EXPECT_EQ(0, events(fd));

	child = when_asleep("complete 1", 1);
	EXPECT_EQ(1, poll(&in, 1, -1));
	EXPECT_EQ(POLLIN, in.revents);
	EXPECT_EQ(0, ended(child));
	/* Done is not free. */
	EXPECT_EQ(POLLIN, events(fd));
	ASSERT_EQ(1, take(1, 1));
	EXPECT_EQ(POLLOUT, events(fd));
	ASSERT_EQ(0, device("complete 7"));
	EXPECT_EQ(POLLIN | POLLOUT, events(fd));
	EXPECT_EQ(7, take(8, 8));
}

TEST_F(ring, read)
{
	size_t one = sizeof(self->done[0]);
	int fd = self->screen.fd;
	pid_t child;

	ASSERT_EQ(0, present(0, 4));
	ASSERT_EQ(0, device("complete 3"));
	EXPECT_EQ(-1, read(fd, self->done, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, read(fd, self->done, one - 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ((ssize_t)one, read(fd, self->done, 2 * one - 1));
	EXPECT_EQ(0, self->done[0].frame);
	EXPECT_EQ((ssize_t)(2 * one), read(fd, self->done, 8 * one));
	EXPECT_EQ(2, self->done[1].frame);
	/* And waits when there is none */
	child = when_asleep("complete 1", 1);
	EXPECT_EQ((ssize_t)one, read(fd, self->done, 8 * one));
	EXPECT_EQ(3, self->done[0].frame);
	EXPECT_EQ(0, ended(child));
}

static void nothing(int signal)
{
	(void)signal;
}

/* A signal comes when this process sleeps in a call. */
static pid_t signal_when_asleep(int flags)
{
	struct sigaction action = { .sa_handler = nothing, .sa_flags = flags };
	pid_t child;

	sigaction(SIGUSR1, &action, NULL);
	child = fork();
	if (child)
		return child;
	await_asleep(getppid());
	_exit(kill(getppid(), SIGUSR1));
}

/* What was presented stays presented; the call says how far it came. */
TEST_F(ring, signals)
{
	int fd = self->screen.fd;
	pid_t child;

	child = signal_when_asleep(0);
	EXPECT_EQ(0, screen_present(&self->screen, self->frames, 2, self->done, 8, 2));
	EXPECT_EQ(0, ended(child));
	EXPECT_EQ(2, held("queued"));
	ASSERT_EQ(0, device("complete 1"));
	child = signal_when_asleep(SA_RESTART);
	EXPECT_EQ(1, take(8, 2));
	EXPECT_EQ(0, ended(child));
	EXPECT_EQ(0, self->done[0].frame);
	child = signal_when_asleep(0);
	EXPECT_EQ(-1, read(fd, self->done, sizeof(self->done)));
	EXPECT_EQ(EINTR, errno);
	EXPECT_EQ(0, ended(child));
	ASSERT_EQ(0, device("complete 1"));
	EXPECT_EQ(1, take(8, 1));
	EXPECT_EQ(1, self->done[0].frame);
}

int main(int argc, char **argv)
{
	return run_tests(argc, argv);
}
