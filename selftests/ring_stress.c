// SPDX-License-Identifier: GPL-2.0
/*
 * Thousands of frames on a real device, in batches of any size, under signals and
 * from two processes.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/time.h>

#include "device_fixture.h"

/* Batches and rectangles of every size, as many on their way as there are frames. */
struct stress {
	const struct screen *screen;
	unsigned int seed;
	__u64 presented;
	__u64 done;
};

static unsigned int any(struct stress *stress, unsigned int from, unsigned int to)
{
	return from + rand_r(&stress->seed) % (to - from + 1);
}

static unsigned int fill_batch(struct stress *stress, struct videoport_frame *batch,
			       __u64 left)
{
	const struct videoport_ring *ring = &stress->screen->ring;
	unsigned int room = ring->frames - (stress->presented - stress->done);
	unsigned int count = any(stress, 0, room < left ? room : left);

	for (unsigned int i = 0; i < count; i++) {
		unsigned int x = any(stress, 0, ring->width - 1);
		unsigned int y = any(stress, 0, ring->height - 1);

		batch[i] = (struct videoport_frame){
			.frame = stress->presented % ring->frames,
			.x = x,
			.y = y,
			.width = any(stress, 1, ring->width - x),
			.height = any(stress, 1, ring->height - y),
			.cookie = stress->presented++,
		};
	}
	return count;
}

/* Whether these are the next completions. */
static int in_order(struct stress *stress, const struct videoport_completion *done,
		    int count)
{
	for (int i = 0; i < count; i++) {
		if (done[i].cookie != stress->done || done[i].status ||
		    done[i].frame != stress->done % stress->screen->ring.frames)
			return 0;
		if (done[i].sequence != ++stress->done)
			return 0;
	}
	return 1;
}

/* Present @total frames and take all back; 0 or the line that went wrong. */
static int run_stress(struct stress *stress, __u64 total)
{
	unsigned int frames = stress->screen->ring.frames;
	struct videoport_completion done[ALL_FRAMES];
	struct videoport_frame batch[ALL_FRAMES];

	while (stress->done < total) {
		unsigned int count = fill_batch(stress, batch, total - stress->presented);
		unsigned int max = any(stress, 1, frames);
		int taken = screen_present(stress->screen, batch, count, done, max,
					   any(stress, 0, max));

		if (taken < 0 || taken > (int)max)
			return __LINE__;
		if (!in_order(stress, done, taken))
			return __LINE__;
	}
	return 0;
}

TEST_F(ring, stress)
{
	struct stress stress = { .screen = &self->screen, .seed = 1 };

	ASSERT_EQ(0, run_stress(&stress, 1000)) {
		TH_LOG("after %llu frames", (unsigned long long)stress.done);
	}
}

TEST_F(device, stress_64_frames)
{
	struct screen screen = { .fd = self->fd };
	struct stress stress = { .screen = &screen, .seed = 2 };

	ASSERT_EQ(0, screen_make_ring(&screen, 200, 100, 64));
	ASSERT_EQ(0, run_stress(&stress, 5000)) {
		TH_LOG("after %llu frames", (unsigned long long)stress.done);
	}
}

static atomic_int alarms;

static void count_alarm(int signal)
{
	(void)signal;
	alarms++;
}

/* Signals end waits early; no frame and no completion may be lost by it. */
TEST_F(ring, stress_under_signals)
{
	struct sigaction action = { .sa_handler = count_alarm };
	struct itimerval often = { { 0, 500 }, { 0, 500 } }, never = { { 0, 0 }, { 0, 0 } };
	struct stress stress = { .screen = &self->screen, .seed = 3 };
	int wrong;

	/* The harness has its own use of SIGALRM in the parent alone. */
	ASSERT_EQ(0, sigaction(SIGALRM, &action, NULL));
	ASSERT_EQ(0, setitimer(ITIMER_REAL, &often, NULL));
	do
		wrong = run_stress(&stress, stress.done + 1000);
	while (!wrong && !alarms);
	ASSERT_EQ(0, setitimer(ITIMER_REAL, &never, NULL));
	EXPECT_EQ(0, wrong) {
		TH_LOG("after %llu frames", (unsigned long long)stress.done);
	}
}

static int read_all(int fd, unsigned int total)
{
	for (__u64 sequence = 0; sequence < total;) {
		struct videoport_completion done[2];
		ssize_t got = read(fd, done, sizeof(done));

		/* Nothing was on its way just then. */
		if (got < 0 && errno == EAGAIN)
			continue;
		if (got <= 0 || got % sizeof(*done))
			return 1;
		for (size_t i = 0; i < got / sizeof(*done); i++)
			if (done[i].sequence != ++sequence || done[i].status)
				return 1;
	}
	return 0;
}

/* One process presents, another reads the same file. */
TEST_F(ring, two_processes)
{
	struct pollfd poll_out = { .fd = self->screen.fd, .events = POLLOUT };
	const unsigned int total = 300;
	pid_t child;
	int status;

	child = fork();
	ASSERT_LE(0, child);
	if (!child)
		_exit(read_all(self->screen.fd, total));
	for (unsigned int i = 0; i < total; i++) {
		struct videoport_frame frame = { .frame = i % FRAMES };

		ASSERT_EQ(1, poll(&poll_out, 1, -1));
		ASSERT_EQ(POLLOUT, poll_out.revents & (POLLOUT | POLLERR | POLLHUP));
		ASSERT_EQ(0, present(&self->screen, &frame, 1));
	}
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
}

int main(int argc, char **argv)
{
	return run_tests(argc, argv);
}
