// SPDX-License-Identifier: GPL-2.0
/*
 * A ring whose device goes, or sleeps, with frames on their way.
 */
#define _GNU_SOURCE
#include "ring_fixture.h"

static const char *last_submit(void)
{
	const char *at, *last = "";

	for (at = read_log(); (at = strstr(at, "submit ")); at++)
		last = at;
	return last;
}

/* The device goes while a program waits for it. */
TEST_F(ring, unbound)
{
	struct videoport_completion *done = self->done;
	int fd = self->screen.fd;
	pid_t child;

	ASSERT_EQ(0, present(0, 4));
	child = fork();
	if (!child) {
		await_asleep(getppid());
		_exit(edu_unbind(edu_address[0]));
	}
	EXPECT_EQ(-1, screen_present(&self->screen, NULL, 0, done, 4, 4));
	EXPECT_EQ(ENODEV, errno);
	EXPECT_EQ(0, ended(child));
	EXPECT_EQ(POLLERR | POLLHUP, events(fd) & (POLLERR | POLLHUP));
	EXPECT_EQ(-1, read(fd, done, sizeof(*done)));
	EXPECT_EQ(ENODEV, errno);
	EXPECT_EQ(ENODEV, present(5, 1));
	EXPECT_EQ(NULL, edu_node());
	EXPECT_EQ(0, edu_bind(edu_address[0]));
	screen_close(&self->screen);
	ASSERT_EQ(0, screen_open(&self->screen, edu_node()));
	ASSERT_EQ(0, screen_make_ring(&self->screen, WIDTH, HEIGHT, FRAMES));
}

static int sleep_and_wake(void)
{
	int error = file_write("/sys/power/pm_test", "devices");

	file_write("/sys/module/suspend/parameters/pm_test_delay", "0");
	if (!error)
		error = file_write("/sys/power/state", "mem");
	file_write("/sys/power/pm_test", "none");
	return error;
}

/*
 * What the device had not finished it gets again, the last of it told, though a
 * later one has finished before its turn.
 */
TEST_F(ring, sleep)
{
	int doorbells;

	if (access("/sys/power/pm_test", W_OK))
		SKIP(return, "the kernel can't suspend for a test");
	ASSERT_EQ(0, begin());
	ASSERT_EQ(0, present(1, 3));
	ASSERT_EQ(0, device("complete-last 1"));
	ASSERT_EQ(0, take(8, 0));
	doorbells = held("doorbells");
	ASSERT_EQ(0, edu_write("log", "clear"));
	ASSERT_EQ(0, sleep_and_wake());

	EXPECT_EQ(1, logged("power", "state=4"));
	EXPECT_EQ(1, logged("power", "state=1"));
	EXPECT_EQ(1, held("sets"));
	EXPECT_EQ(1, logged("submit", " frame=1 "));
	EXPECT_EQ(1, logged("submit", " frame=2 "));
	/* The picture that stays is that of the last present. */
	EXPECT_NE(NULL, strstr(last_submit(), " frame=3 "));
	EXPECT_NE(NULL, strstr(last_submit(), " more=0 "));
	EXPECT_LT(doorbells, held("doorbells"));
	EXPECT_EQ(0, held("untold"));
	ASSERT_EQ(0, knob("finish", 1));
	ASSERT_EQ(0, device("interrupt"));
	ASSERT_EQ(3, take(8, 3));
	EXPECT_LT(0, held("shown"));
	for (int i = 0; i < 3; i++) {
		EXPECT_EQ(i + 1, self->done[i].frame);
		EXPECT_EQ(0, self->done[i].status);
	}
}

int main(int argc, char **argv)
{
	return run_tests(argc, argv);
}
