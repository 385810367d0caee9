// SPDX-License-Identifier: GPL-2.0
/*
 * Calls into a miniport, vp_test's, that do not return, and what the rest of the
 * machine can still do: each is told of once, and ends when nobody wants it any more.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>

#include "kselftest_harness.h"
#include "edu.h"
#include "edu_fixture.h"
#include "klog.h"
#include "packet.h"

#include <ntddvdeo.h>
#include "modules/vp_test/requests.h"

/* A call is overdue after 10 s; the rest is for a slow machine. */
#define LONG_TEST	120

#define OVERDUE "has not returned from HwVidStartIO(0x"

/* 0 or an errno */
static int send_words(int fd, __u32 code, __u32 first, __u32 second)
{
	__u32 in[2] = { first, second };

	return request_send(fd, code, in, sizeof(in), NULL, 0, NULL) ? errno : 0;
}

/* A process that sends one packet and exits with its errno */
static pid_t sender(int fd, __u32 code, __u32 word)
{
	pid_t child = fork();

	if (!child)
		_exit(send_words(fd, code, word, 0));
	return child;
}

static int has_ended(pid_t child)
{
	int status;

	return waitpid(child, &status, WNOHANG) == child;
}

/* Lines with these words, once there is one or 30 s have gone by */
static int await_logged(int log, const char *words)
{
	int count = 0;

	for (int i = 0; i < 300 && !count; i++) {
		usleep(100000);
		count = klog_count(log, words);
	}
	return count;
}

/* Whether it ends within 30 s */
static int await_end(pid_t child, int *status)
{
	int ended = 0;

	for (int i = 0; i < 300 && !ended; i++) {
		usleep(100000);
		ended = waitpid(child, status, WNOHANG) == child;
	}
	return ended;
}

TEST_F_TIMEOUT(miniport, wait_without_end_goes_with_its_program, LONG_TEST)
{
	int status, log = klog_open();
	pid_t child;

	child = sender(self->fd, VPT_WAIT, 0);
	ASSERT_LT(0, child);
	sleep(2);
	/* What it waits for may still come. */
	kill(child, SIGKILL);
	sleep(2);
	EXPECT_FALSE(has_ended(child));
	EXPECT_EQ(1, await_logged(log, OVERDUE));
	close(log);
	ASSERT_TRUE(await_end(child, &status));
	EXPECT_EQ(1, klog_count(self->log, "is given up"));
	EXPECT_EQ(0, send_words(self->fd, VPT_ECHO, 0, 0));
}

TEST_F_TIMEOUT(miniport, wait_without_end_goes_with_its_device, LONG_TEST)
{
	int status, log = klog_open();
	pid_t child;

	child = sender(self->fd, VPT_WAIT, 0);
	ASSERT_LT(0, child);
	EXPECT_EQ(1, await_logged(log, "waits for an event at vpt_wait_for_ever"));
	/* Overdue alone does not end it. */
	sleep(2);
	EXPECT_FALSE(has_ended(child));
	ASSERT_EQ(0, edu_unbind(edu_address[0]));
	ASSERT_TRUE(await_end(child, &status));
	EXPECT_EQ(ETIMEDOUT, WEXITSTATUS(status));
	EXPECT_EQ(1, klog_count(self->log, "is given up"));
	EXPECT_EQ(0, klog_count(log, OVERDUE));
	close(log);
	ASSERT_EQ(0, edu_bind(edu_address[0]));
}

/* The other programs of its processor go on. */
TEST_F_TIMEOUT(miniport, polling_without_end, LONG_TEST)
{
	int status, log = klog_open();
	cpu_set_t first;
	pid_t child;

	CPU_ZERO(&first);
	CPU_SET(0, &first);
	ASSERT_EQ(0, sched_setaffinity(0, sizeof(first), &first));
	child = sender(self->fd, VPT_POLL, 12000);
	ASSERT_LT(0, child);
	sleep(1);
	EXPECT_EQ(0, klog_count(log, OVERDUE));
	EXPECT_EQ(1, await_logged(log, OVERDUE));
	close(log);
	ASSERT_TRUE(await_end(child, &status));
	EXPECT_EQ(0, WEXITSTATUS(status));
	EXPECT_EQ(1, klog_count(self->log, OVERDUE));
}

static int open_with_ring(struct videoport_ring ring)
{
	int fd = open(edu_node(), O_RDWR | O_CLOEXEC);

	return ioctl(fd, VIDEOPORT_IOC_RING, &ring) ? -1 : fd;
}

#define ASKERS 5

/*
 * Who lets go of a ring; who wants one; who presents its first frame, for which
 * the miniport is asked for the screen. Two share a file where that makes one wait
 * for the other.
 */
static int ask(int which, const int fds[3], struct videoport_ring ring)
{
	struct videoport_frame frame = { 0 };
	struct videoport_present present = { .frames = (uintptr_t)&frame, .count = 1 };

	if (which == 0)
		return ioctl(fds[0], VIDEOPORT_IOC_FREE);
	if (which <= 2)
		return ioctl(fds[1], VIDEOPORT_IOC_RING, &ring);
	return ioctl(fds[2], VIDEOPORT_IOC_PRESENT, &present);
}

TEST_F_TIMEOUT(miniport, other_programs_need_not_wait, LONG_TEST)
{
	struct videoport_ring ring = { .width = 64, .height = 64, .frames = 2,
				       .format = VIDEOPORT_FORMAT_XRGB8888 };
	int fds[3] = { open_with_ring(ring), self->fd, open_with_ring(ring) };
	pid_t child, others[ASKERS];
	int status;

	ASSERT_LE(0, fds[0]);
	ASSERT_LE(0, fds[2]);
	child = sender(self->fd, VPT_SLEEP, 4000);
	ASSERT_LT(0, child);
	sleep(1);
	for (int i = 0; i < ASKERS; i++) {
		others[i] = fork();
		ASSERT_LE(0, others[i]);
		if (!others[i])
			_exit(ask(i, fds, ring));
		usleep(250000);
	}
	/* There is none yet to let go of. */
	EXPECT_EQ(-1, ioctl(fds[1], VIDEOPORT_IOC_FREE));
	EXPECT_EQ(EINVAL, errno);
	/* Who came last goes first, as it waits for who came before. */
	for (int i = ASKERS - 1; i >= 0; i--) {
		EXPECT_FALSE(has_ended(others[i]));
		kill(others[i], SIGTERM);
		ASSERT_EQ(others[i], waitpid(others[i], &status, 0));
		EXPECT_TRUE(WIFSIGNALED(status));
	}
	EXPECT_FALSE(has_ended(child));
	ASSERT_TRUE(await_end(child, &status));
	/* It was let go of all the same. */
	EXPECT_EQ(0, ioctl(fds[0], VIDEOPORT_IOC_RING, &ring));
	close(fds[0]);
	close(fds[2]);
}

static int write_text(const char *path, const char *text)
{
	int error = 0, fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return errno;
	if (write(fd, text, strlen(text)) < 0)
		error = errno;
	close(fd);
	return error;
}

/* Programs are frozen before the device hears of a sleep. */
TEST_F_TIMEOUT(miniport, wait_without_end_goes_for_a_sleep, LONG_TEST)
{
	int status, error;
	pid_t child;

	if (write_text("/sys/power/pm_test", "freezer"))
		SKIP(return, "no /sys/power/pm_test");
	write_text("/sys/module/suspend/parameters/pm_test_delay", "0");
	child = sender(self->fd, VPT_WAIT, 0);
	ASSERT_LT(0, child);
	sleep(1);
	error = write_text("/sys/power/state", "mem");
	write_text("/sys/power/pm_test", "none");
	EXPECT_EQ(0, error);
	ASSERT_TRUE(await_end(child, &status));
	EXPECT_EQ(ETIMEDOUT, WEXITSTATUS(status));
	EXPECT_EQ(1, klog_count(self->log, "is given up"));
}

/* The program comes back to a processor that is as it was. */
TEST_F(miniport, spin_lock_that_stays_held)
{
	EXPECT_EQ(0, send_words(self->fd, VPT_RAISE, 0, 0));
	EXPECT_EQ(1, klog_count(self->log, "at IRQL 0 and returned at 2, with a spin lock held"));
	EXPECT_EQ(0, send_words(self->fd, VPT_OUT_OF_ORDER, 0, 0));
	EXPECT_EQ(2, klog_count(self->log, "IRQL"));
	usleep(100000);
	EXPECT_EQ(0, send_words(self->fd, VPT_ECHO, 0, 0));
	EXPECT_EQ(0, klog_count(self->log, "IRQL"));
	EXPECT_EQ(0, edu_rebind(edu_address[0]));
}

/* The owner of the device lock may take it again, but not give the port's away. */
TEST_F(miniport, device_lock_within_a_call)
{
	EXPECT_EQ(0, send_words(self->fd, VPT_DEVICE_LOCK, 2, 2));
	EXPECT_EQ(0, klog_count(self->log, "lock"));
	EXPECT_EQ(0, send_words(self->fd, VPT_DEVICE_LOCK, 1, 2));
	EXPECT_EQ(1, klog_count(self->log, "VideoPortReleaseDeviceLock: the lock is the port"));
	EXPECT_EQ(0, send_words(self->fd, VPT_DEVICE_LOCK, 3, 1));
	EXPECT_EQ(1, klog_count(self->log, "lock taken 2 times more than released"));
	EXPECT_EQ(0, send_words(self->fd, VPT_DEVICE_LOCK, 0, 0));
	EXPECT_EQ(0, klog_count(self->log, "lock"));
}

TEST_HARNESS_MAIN
