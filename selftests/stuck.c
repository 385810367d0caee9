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

#include "harness.h"
#include "edu.h"
#include "edu_fixture.h"
#include "klog.h"
#include "packet.h"
#include "wait.h"

#include <ntddvdeo.h>
#include "modules/vp_test/requests.h"

/* A call is overdue then, and the port driver looks once a second. */
#define OVERDUE_MS	10000
#define LOOK_MS		1000

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

/* ... and is where it was sent when this returns */
static pid_t sender_asleep(int fd, __u32 code, __u32 word)
{
	pid_t child = sender(fd, code, word);

	await_asleep(child);
	return child;
}

/* Wait for a line with these words. */
static void await_logged(int log, const char *words)
{
	await(klog_count(log, words));
}

/* What it waits for may still come: it is overdue before it ends. */
TEST_F(miniport, wait_without_end_goes_with_its_program)
{
	long long start = now_ms();
	int log = klog_open();
	pid_t child;

	child = sender_asleep(self->fd, VPT_WAIT, 0);
	ASSERT_LT(0, child);
	kill(child, SIGKILL);
	EXPECT_EQ(SIGKILL, ended(child));
	if (time_is_exact()) {
		ASSERT_LE(OVERDUE_MS, now_ms() - start);
		EXPECT_GE(OVERDUE_MS + 2 * LOOK_MS, now_ms() - start);
	}
	/* Told by a timer, on whatever processor */
	await_logged(log, OVERDUE);
	EXPECT_EQ(0, klog_count(log, OVERDUE));
	close(log);
	EXPECT_EQ(1, klog_count(self->log, "is given up"));
	EXPECT_EQ(0, send_words(self->fd, VPT_ECHO, 0, 0));
}

TEST_F(miniport, wait_without_end_goes_with_its_device)
{
	int status, log = klog_open();
	pid_t child;

	child = sender(self->fd, VPT_WAIT, 0);
	ASSERT_LT(0, child);
	await_logged(log, "waits for an event at vpt_wait_for_ever");
	/* Overdue alone does not end it, as often as it looks. */
	usleep(2 * LOOK_MS * 1000);
	EXPECT_FALSE(has_ended(child));
	ASSERT_EQ(0, edu_unbind(edu_address[0]));
	status = ended(child);
	EXPECT_EQ(ETIMEDOUT, WEXITSTATUS(status));
	EXPECT_EQ(1, klog_count(self->log, "is given up"));
	EXPECT_EQ(0, klog_count(log, OVERDUE));
	close(log);
	ASSERT_EQ(0, edu_bind(edu_address[0]));
}

/*
 * Completed by who has left off waiting, it is kept; by the device's own DPC it is over,
 * also where that interrupts the very same task.
 */
TEST_F(miniport, transfer_outlives_a_wait_that_is_given_up)
{
	int told = klog_open(), locked = klog_open(), freed = klog_open(), put = klog_open();
	pid_t child;

	child = sender_asleep(self->fd, VPT_WAIT_FOR_DMA, 0);
	ASSERT_LT(0, child);
	kill(child, SIGKILL);
	EXPECT_EQ(SIGKILL, ended(child));
	EXPECT_EQ(1, klog_count(self->log, "at work on the 64 bytes of the list"));
	EXPECT_EQ(0, klog_count(told, "at work on the 128 bytes"));
	EXPECT_EQ(1, klog_count(locked, "DMA of the buffer"));
	EXPECT_EQ(1, klog_count(freed, "it is kept until it is unlocked"));
	EXPECT_EQ(0, klog_count(put, "VideoPortPutDmaAdapter"));
	close(told);
	close(locked);
	close(freed);
	close(put);
	/* It goes with the device. */
	EXPECT_EQ(0, edu_rebind(edu_address[0]));
}

TEST_F(miniport, call_that_does_not_return_is_told_of_once)
{
	long long start = now_ms();
	int log = klog_open();
	pid_t child;

	hold(1);
	child = sender(self->fd, VPT_HOLD, 0);
	ASSERT_LT(0, child);
	await_logged(log, OVERDUE);
	if (time_is_exact()) {
		EXPECT_LE(OVERDUE_MS, now_ms() - start);
		EXPECT_GE(OVERDUE_MS + LOOK_MS, now_ms() - start);
		usleep(2 * OVERDUE_MS * 1000);
	}
	EXPECT_FALSE(has_ended(child));
	hold(0);
	EXPECT_EQ(0, ended(child));
	EXPECT_EQ(0, klog_count(log, OVERDUE));
	EXPECT_EQ(1, klog_count(self->log, OVERDUE));
	close(log);
}

/* The other programs of its processor go on: this one, which lets go of it. */
TEST_F(miniport, polling_without_end)
{
	cpu_set_t first;
	pid_t child;

	CPU_ZERO(&first);
	CPU_SET(0, &first);
	ASSERT_EQ(0, sched_setaffinity(0, sizeof(first), &first));
	hold(1);
	child = sender(self->fd, VPT_POLL, 0);
	ASSERT_LT(0, child);
	await(is_held());
	for (int i = 0; i < 20; i++)
		usleep(1000);
	EXPECT_FALSE(has_ended(child));
	hold(0);
	EXPECT_EQ(0, ended(child));
}

static int open_with_ring(struct videoport_ring ring)
{
	int fd = open(edu_node(), O_RDWR | O_CLOEXEC);

	return ioctl(fd, VIDEOPORT_IOC_RING, &ring) ? -1 : fd;
}

#define ASKERS 2

/* Who lets go of a ring; who wants one */
static int ask(int which, const int fds[2], struct videoport_ring ring)
{
	if (which == 0)
		return ioctl(fds[0], VIDEOPORT_IOC_FREE);
	return ioctl(fds[1], VIDEOPORT_IOC_RING, &ring);
}

TEST_F(miniport, other_programs_need_not_wait)
{
	struct videoport_ring ring = { .width = 64, .height = 64, .frames = 2,
				       .format = VIDEOPORT_FORMAT_XRGB8888 };
	int fds[3] = { open_with_ring(ring), self->fd, open_with_ring(ring) };
	struct videoport_frame frame = { 0 };
	struct videoport_present present = { .frames = (uintptr_t)&frame, .count = 1 };
	pid_t child, others[ASKERS];

	ASSERT_LE(0, fds[0]);
	ASSERT_LE(0, fds[2]);
	hold(1);
	child = sender(self->fd, VPT_HOLD, 0);
	ASSERT_LT(0, child);
	await(is_held());
	for (int i = 0; i < ASKERS; i++) {
		others[i] = fork();
		ASSERT_LE(0, others[i]);
		if (!others[i])
			_exit(ask(i, fds, ring));
		await_asleep(others[i]);
	}
	/* One is being made, and there is none yet to let go of. */
	EXPECT_EQ(-1, ioctl(fds[1], VIDEOPORT_IOC_RING, &ring));
	EXPECT_EQ(EBUSY, errno);
	EXPECT_EQ(-1, ioctl(fds[1], VIDEOPORT_IOC_FREE));
	EXPECT_EQ(EINVAL, errno);
	/* Frames, also the first, do not go by where the miniport is stuck. */
	EXPECT_EQ(0, ioctl(fds[2], VIDEOPORT_IOC_PRESENT, &present));
	/* Who came last goes first, as it waits for who came before. */
	for (int i = ASKERS - 1; i >= 0; i--) {
		EXPECT_FALSE(has_ended(others[i]));
		kill(others[i], SIGTERM);
		EXPECT_EQ(SIGTERM, ended(others[i]));
	}
	EXPECT_FALSE(has_ended(child));
	hold(0);
	EXPECT_EQ(0, ended(child));
	/* It was let go of all the same. */
	EXPECT_EQ(0, ioctl(fds[0], VIDEOPORT_IOC_RING, &ring));
	close(fds[0]);
	close(fds[2]);
}

/* Programs are frozen before the device hears of a sleep. */
TEST_F(miniport, wait_without_end_goes_for_a_sleep)
{
	int status, error;
	pid_t child;

	if (file_write("/sys/power/pm_test", "freezer"))
		SKIP(return, "no /sys/power/pm_test");
	file_write("/sys/module/suspend/parameters/pm_test_delay", "0");
	/* The kernel has less patience with programs than we have. */
	file_write("/sys/power/pm_freeze_timeout", "86400000");
	child = sender_asleep(self->fd, VPT_WAIT, 0);
	ASSERT_LT(0, child);
	error = file_write("/sys/power/state", "mem");
	file_write("/sys/power/pm_test", "none");
	file_write("/sys/power/pm_freeze_timeout", "20000");
	EXPECT_EQ(0, error);
	status = ended(child);
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
	/* It can be taken away from this task. */
	usleep(1);
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
