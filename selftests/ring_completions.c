// SPDX-License-Identifier: GPL-2.0
/*
 * How a program gets the completions of a real device: in the call, by read and
 * poll, and without waiting.
 */
#define _GNU_SOURCE
#include <poll.h>

#include "device_fixture.h"
#include "wait.h"

static int set_nonblock(int fd)
{
	return fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* A completion that could not be handed over is still there. */
TEST_F(ring, completions_to_a_bad_pointer)
{
	struct videoport_frame frames[] = { { .frame = 0 }, { .frame = 1, .cookie = 9 } };
	struct pollfd poll_in = { .fd = self->screen.fd, .events = POLLIN };
	struct videoport_completion done[2];

	ASSERT_EQ(0, present(&self->screen, frames, 2));
	ASSERT_EQ(1, poll(&poll_in, 1, -1));
	EXPECT_EQ(-1, screen_present(&self->screen, NULL, 0, nowhere(), 2, 1));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, read(self->screen.fd, nowhere(), sizeof(done)));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(2, screen_present(&self->screen, NULL, 0, done, 2, 2));
	EXPECT_EQ(1, done[0].sequence);
	EXPECT_EQ(2, done[1].sequence);
	EXPECT_EQ(9, done[1].cookie);
}

TEST_F(ring, read)
{
	struct videoport_frame frames[] = { { .frame = 2 }, { .frame = 0 }, { .frame = 1 } };
	struct videoport_completion done[FRAMES];
	unsigned int taken = 0;

	ASSERT_EQ(0, present(&self->screen, frames, FRAMES));
	/* Room for less than one, and for one and a half. */
	EXPECT_EQ(-1, read(self->screen.fd, done, sizeof(*done) - 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(sizeof(*done), read(self->screen.fd, done, sizeof(*done) * 3 / 2));
	EXPECT_EQ(2, done[0].frame);
	for (taken = 1; taken < FRAMES;) {
		ssize_t got = read(self->screen.fd, done + taken,
				   sizeof(done) - taken * sizeof(*done));

		ASSERT_LT(0, got);
		ASSERT_EQ(0, got % sizeof(*done));
		taken += got / sizeof(*done);
	}
	for (unsigned int i = 0; i < FRAMES; i++) {
		EXPECT_EQ(frames[i].frame, done[i].frame);
		EXPECT_EQ(i + 1, done[i].sequence);
	}
	self->sequence = FRAMES;
	EXPECT_EQ(0, works(&self->screen, &self->sequence));
}

TEST_F(ring, nonblocking)
{
	struct videoport_frame frame = { .frame = 0 };
	struct pollfd poll_in = { .fd = self->screen.fd, .events = POLLIN };
	struct videoport_completion done;
	int taken;

	ASSERT_EQ(0, set_nonblock(self->screen.fd));
	EXPECT_EQ(-1, read(self->screen.fd, &done, sizeof(done)));
	EXPECT_EQ(EAGAIN, errno);
	EXPECT_EQ(-1, screen_present(&self->screen, NULL, 0, &done, 1, 1));
	EXPECT_EQ(EAGAIN, errno);
	EXPECT_EQ(0, screen_present(&self->screen, NULL, 0, &done, 1, 0));
	/* Something was done here, so it is no error that none was complete. */
	taken = screen_present(&self->screen, &frame, 1, &done, 1, 1);
	ASSERT_LE(0, taken);
	if (!taken) {
		ASSERT_EQ(1, poll(&poll_in, 1, -1));
		ASSERT_EQ(sizeof(done), read(self->screen.fd, &done, sizeof(done)));
	}
	EXPECT_EQ(1, done.sequence);
	EXPECT_EQ(-1, read(self->screen.fd, &done, sizeof(done)));
	EXPECT_EQ(EAGAIN, errno);
}

static short events(const struct screen *screen)
{
	struct pollfd now = { .fd = screen->fd, .events = POLLIN | POLLOUT };

	return poll(&now, 1, 0) < 0 ? -1 : now.revents;
}

TEST_F(ring, poll)
{
	struct videoport_frame frames[] = { { .frame = 0 }, { .frame = 1 }, { .frame = 2 } };
	struct pollfd poll_in = { .fd = self->screen.fd, .events = POLLIN };
	struct videoport_completion done[FRAMES];

	EXPECT_EQ(POLLOUT, events(&self->screen));
	ASSERT_EQ(0, present(&self->screen, frames, FRAMES));
	EXPECT_EQ(0, events(&self->screen) & POLLOUT);
	ASSERT_EQ(1, poll(&poll_in, 1, -1));
	EXPECT_EQ(POLLIN, poll_in.revents);
	EXPECT_EQ(0, events(&self->screen) & POLLOUT);
	ASSERT_EQ(sizeof(*done), read(self->screen.fd, done, sizeof(*done)));
	EXPECT_EQ(POLLOUT, events(&self->screen) & POLLOUT);
	ASSERT_EQ(2, screen_present(&self->screen, NULL, 0, done, FRAMES, 2));
	EXPECT_EQ(POLLOUT, events(&self->screen));
}

/* A frame becomes free when another process takes its completion. */
TEST_F(ring, poll_waits_for_a_taker)
{
	struct videoport_frame frames[] = { { .frame = 0 }, { .frame = 1 }, { .frame = 2 } };
	struct pollfd poll_out = { .fd = self->screen.fd, .events = POLLOUT };
	struct videoport_completion done;
	pid_t child;

	ASSERT_EQ(0, present(&self->screen, frames, FRAMES));
	child = fork();
	ASSERT_LE(0, child);
	if (!child) {
		await_asleep(getppid());
		_exit(read(self->screen.fd, &done, sizeof(done)) != sizeof(done));
	}
	ASSERT_EQ(1, poll(&poll_out, 1, -1));
	EXPECT_EQ(POLLOUT, poll_out.revents);
	ASSERT_EQ(child, waitpid(child, NULL, 0));
}

int main(int argc, char **argv)
{
	return run_tests(argc, argv);
}
