// SPDX-License-Identifier: GPL-2.0
/*
 * Requests to HwVidStartIO, against vp_test's: what goes in and comes out, what
 * a program may not, and who waits for whom.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "request_fixture.h"
#include "wait.h"

#define ERROR_INVALID_FUNCTION	1
#define ERROR_BUSY		170
#define ERROR_MORE_DATA		234

static void *nowhere(void)
{
	return mmap(NULL, getpagesize(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

TEST_F(miniport, output_is_what_the_miniport_made_of_the_input)
{
	static __u8 in[VIDEOPORT_REQUEST_MAX], out[VIDEOPORT_REQUEST_MAX];
	static const __u32 lengths[] = { 0, 1, 4095, 4096, 4097, VIDEOPORT_REQUEST_MAX };

	for (unsigned int i = 0; i < ARRAY_SIZE(lengths); i++) {
		struct videoport_request request = packet(VPT_ECHO, in, lengths[i], out,
							  lengths[i]);

		memset(in, i + 3, sizeof(in));
		memset(out, 0, sizeof(out));
		ASSERT_EQ(0, send_packet(self->fd, &request));
		EXPECT_EQ(0, request.status);
		EXPECT_EQ(lengths[i], request.information);
		for (__u32 at = 0; at < sizeof(out); at++)
			ASSERT_EQ(at < lengths[i] ? (__u8)~in[at] : 0, out[at]);
	}
}

TEST_F(miniport, no_more_comes_out_than_the_miniport_says)
{
	__u8 in[4] = { 1, 2, 3, 4 }, out[16];
	struct videoport_request request = packet(VPT_ECHO, in, sizeof(in), out, sizeof(out));

	memset(out, 0x77, sizeof(out));
	ASSERT_EQ(0, send_packet(self->fd, &request));
	EXPECT_EQ(sizeof(in), request.information);
	EXPECT_EQ(0xfb, out[3]);
	EXPECT_EQ(0x77, out[4]);
}

TEST_F(miniport, sizes_flags_and_addresses_that_cannot_be)
{
	static __u8 in[VIDEOPORT_REQUEST_MAX + 1];
	struct videoport_request good = packet(VPT_ECHO, in, 8, in, 8);
	struct videoport_request bad;

	bad = good;
	bad.in_length = sizeof(in);
	EXPECT_EQ(EINVAL, send_packet(self->fd, &bad));
	bad = good;
	bad.out_length = sizeof(in);
	EXPECT_EQ(EINVAL, send_packet(self->fd, &bad));
	bad = good;
	bad.out_length = UINT32_MAX;
	EXPECT_EQ(EINVAL, send_packet(self->fd, &bad));
	bad = good;
	bad.flags = 1;
	EXPECT_EQ(EINVAL, send_packet(self->fd, &bad));
	bad = good;
	bad.reserved[1] = 1;
	EXPECT_EQ(EINVAL, send_packet(self->fd, &bad));
	bad = good;
	bad.in = (uintptr_t)nowhere();
	EXPECT_EQ(EFAULT, send_packet(self->fd, &bad));
	bad = good;
	bad.out = (uintptr_t)nowhere();
	EXPECT_EQ(EFAULT, send_packet(self->fd, &bad));
	EXPECT_EQ(EFAULT, send_packet(self->fd, nowhere()));
	EXPECT_EQ(0, send_packet(self->fd, &good));
}

TEST_F(miniport, status_becomes_errno_and_comes_back)
{
	static const struct {
		__u32 status;
		int error;
	} cases[] = {
		{ 0, 0 }, { 1, ENOTTY }, { 8, ENOMEM }, { 55, ENODEV }, { 87, EINVAL },
		{ 122, EINVAL }, { ERROR_BUSY, EBUSY }, { 258, ETIMEDOUT }, { 1117, EIO },
		{ ERROR_MORE_DATA, ENOSPC },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		struct videoport_request request = packet(VPT_STATUS, &cases[i].status, 4, NULL,
							  0);

		EXPECT_EQ(cases[i].error, send_packet(self->fd, &request));
		EXPECT_EQ(cases[i].status, request.status);
	}
	EXPECT_EQ(0, klog_count(self->log, "HwVidStartIO"));
}

TEST_F(miniport, more_data_comes_with_what_fits)
{
	__u32 status = ERROR_MORE_DATA;
	__u8 out[3] = { 0 };
	struct videoport_request request = packet(VPT_FILL, &status, 4, out, sizeof(out));

	EXPECT_EQ(ENOSPC, send_packet(self->fd, &request));
	EXPECT_EQ(ERROR_MORE_DATA, request.status);
	EXPECT_EQ(3, request.information);
	EXPECT_EQ(0x5a, out[2]);
}

TEST_F(miniport, nothing_comes_with_an_error)
{
	__u32 status = ERROR_BUSY;
	__u8 out[3] = { 0 };
	struct videoport_request request = packet(VPT_FILL, &status, 4, out, sizeof(out));

	EXPECT_EQ(EBUSY, send_packet(self->fd, &request));
	EXPECT_EQ(ERROR_BUSY, request.status);
	EXPECT_EQ(0, request.information);
	EXPECT_EQ(0, out[0]);
}

/* What the kernel's memory held before, the echo's output here, is not told. */
TEST_F(miniport, what_the_miniport_leaves_out_is_zero)
{
	static __u8 data[4096];
	struct videoport_request echo = packet(VPT_ECHO, data, sizeof(data), data, sizeof(data));
	struct videoport_request claim = packet(VPT_CLAIM_ALL, NULL, 0, data, sizeof(data));

	EXPECT_EQ(0, send_packet(self->fd, &echo));
	EXPECT_EQ(0xff, data[1000]);
	EXPECT_EQ(0, send_packet(self->fd, &claim));
	for (unsigned int at = 0; at < sizeof(data); at++)
		ASSERT_EQ(0, data[at]);
}

TEST_F(miniport, unknown_code)
{
	struct videoport_request request = packet(VPT_CODE(0x7f), NULL, 0, NULL, 0);

	EXPECT_EQ(ENOTTY, send_packet(self->fd, &request));
	EXPECT_EQ(ERROR_INVALID_FUNCTION, request.status);
}

/* The miniport was asked: the program must learn what it said. */
TEST_F(miniport, output_that_can_not_be_written)
{
	__u32 status = 0;
	struct videoport_request fill = packet(VPT_FILL, &status, sizeof(status), NULL, 64);

	fill.out = 8;
	fill.status = 77;
	fill.information = 77;
	EXPECT_EQ(EFAULT, send_packet(self->fd, &fill));
	EXPECT_EQ(0, fill.status);
	EXPECT_EQ(0, fill.information);
}

TEST_F(miniport, takes_the_capability)
{
	struct videoport_request request = packet(VPT_ECHO, NULL, 0, NULL, 0);
	struct videoport_query query;
	int status;
	pid_t child = fork();

	ASSERT_LE(0, child);
	if (!child) {
		if (setuid(65534))
			_exit(1);
		if (send_packet(self->fd, &request) != EPERM)
			_exit(2);
		_exit(ioctl(self->fd, VIDEOPORT_IOC_QUERY, &query) ? 3 : 0);
	}
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
}

static void nothing(int signal)
{
	(void)signal;
}

TEST_F(miniport, a_signal_ends_the_wait_for_another)
{
	struct sigaction action = { .sa_handler = nothing };
	struct videoport_request mine = packet(VPT_ECHO, NULL, 0, NULL, 0);
	pid_t child, killer;

	sigaction(SIGUSR1, &action, NULL);
	hold(1);
	child = fork();
	ASSERT_LE(0, child);
	if (!child) {
		struct videoport_request theirs = packet(VPT_HOLD, NULL, 0, NULL, 0);

		_exit(send_packet(self->fd, &theirs));
	}
	await(is_held());
	killer = fork();
	ASSERT_LE(0, killer);
	if (!killer) {
		await_asleep(getppid());
		_exit(kill(getppid(), SIGUSR1));
	}
	EXPECT_EQ(EINTR, send_packet(self->fd, &mine));
	EXPECT_FALSE(has_ended(child));
	hold(0);
	EXPECT_EQ(0, ended(child));
	EXPECT_EQ(0, ended(killer));
	EXPECT_EQ(0, send_packet(self->fd, &mine));
}

TEST_F(miniport, device_gone)
{
	struct videoport_request request = packet(VPT_ECHO, NULL, 0, NULL, 0);

	ASSERT_EQ(0, edu_unbind(edu_address[0]));
	EXPECT_EQ(ENODEV, send_packet(self->fd, &request));
	ASSERT_EQ(0, edu_bind(edu_address[0]));
	EXPECT_EQ(ENODEV, send_packet(self->fd, &request));
}

TEST_HARNESS_MAIN
