// SPDX-License-Identifier: GPL-2.0
/*
 * Requests to HwVidStartIO, against vp_test's: what goes in and comes out, what
 * a program may not, and what a miniport does wrong. A mistake of the miniport's
 * is one warning in the kernel log.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "harness.h"
#include "edu.h"
#include "edu_fixture.h"
#include "klog.h"
#include "packet.h"
#include "wait.h"

#include <ntddvdeo.h>
#include "modules/vp_test/requests.h"

#define ERROR_INVALID_FUNCTION	1
#define ERROR_BUSY		170
#define ERROR_MORE_DATA		234
#define ERROR_IO_PENDING	997

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#endif

#define SPACE_IO	1
#define SPACE_USER_MODE	2

/* What edu's first register reads */
#define EDU_LIFE	0x010000edU

/* 0 or an errno */
static int send_packet(int fd, struct videoport_request *request)
{
	return ioctl(fd, VIDEOPORT_IOC_REQUEST, request) ? errno : 0;
}

static struct videoport_request packet(__u32 code, const void *in, __u32 in_length, void *out,
				       __u32 out_length)
{
	return (struct videoport_request){
		.code = code,
		.in = (uintptr_t)in,
		.out = (uintptr_t)out,
		.in_length = in_length,
		.out_length = out_length,
	};
}

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

TEST_F(miniport, claiming_output_beyond_the_buffer_is_caught)
{
	__u8 out[9];
	struct videoport_request request = packet(VPT_CLAIM, NULL, 0, out, 8);

	memset(out, 0x77, sizeof(out));
	EXPECT_EQ(EIO, send_packet(self->fd, &request));
	EXPECT_EQ(0, request.status);
	EXPECT_EQ(0x77, out[0]);
	EXPECT_EQ(1, klog_count(self->log, "claims 9 bytes of output where there is room for 8"));
}

/* The buffer's length is the caller's, whatever the packet says. */
TEST_F(miniport, output_length_is_not_for_the_miniport_to_change)
{
	__u8 out[16];
	struct videoport_request request = packet(VPT_GROW, NULL, 0, out, 8);

	memset(out, 0x77, sizeof(out));
	EXPECT_EQ(EIO, send_packet(self->fd, &request));
	EXPECT_EQ(0x77, out[8]);
	EXPECT_EQ(1, klog_count(self->log, "claims 16 bytes of output where there is room for 8"));
}

/* What the device may still work on is not the next caller's. */
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

TEST_F(miniport, buffer_that_stays_locked_is_kept)
{
	__u8 out[1024];
	struct videoport_request keep = packet(VPT_KEEP, NULL, 0, out, sizeof(out));
	struct videoport_request echo = packet(VPT_ECHO, out, sizeof(out), out, sizeof(out));
	struct videoport_request kept = packet(VPT_KEPT, NULL, 0, NULL, 0);

	ASSERT_EQ(0, send_packet(self->fd, &keep));
	EXPECT_EQ(1, klog_count(self->log, "buffer locked for DMA"));
	for (int i = 0; i < 100; i++)
		EXPECT_EQ(0, send_packet(self->fd, &echo));
	EXPECT_EQ(0, send_packet(self->fd, &kept));
	EXPECT_EQ(0, klog_count(self->log, "locked"));
}

TEST_F(miniport, status_that_is_none_is_caught)
{
	static const __u32 garbage[] = { 0xc000000d, 0xdeadbeef, 0x10000 };

	for (unsigned int i = 0; i < ARRAY_SIZE(garbage); i++) {
		struct videoport_request request = packet(VPT_STATUS, &garbage[i], 4, NULL, 0);

		EXPECT_EQ(EIO, send_packet(self->fd, &request));
		EXPECT_EQ(garbage[i], request.status);
		EXPECT_EQ(1, klog_count(self->log, "which is no status"));
	}
}

TEST_F(miniport, packet_that_is_not_completed_is_caught)
{
	struct videoport_request left = packet(VPT_LEAVE, NULL, 0, NULL, 0);
	struct videoport_request denied = packet(VPT_FALSE, NULL, 0, NULL, 0);
	__u32 status = ERROR_IO_PENDING;
	struct videoport_request pending = packet(VPT_STATUS, &status, 4, NULL, 0);

	EXPECT_EQ(EIO, send_packet(self->fd, &left));
	EXPECT_EQ(VIDEOPORT_STATUS_NONE, left.status);
	EXPECT_EQ(1, klog_count(self->log, "without completing the packet"));
	EXPECT_EQ(EIO, send_packet(self->fd, &denied));
	EXPECT_EQ(1, klog_count(self->log, "without completing the packet"));
	EXPECT_EQ(EIO, send_packet(self->fd, &pending));
	EXPECT_EQ(1, klog_count(self->log, "without completing the packet"));
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

/* The program's address of a part of BAR 0; NULL with errno in @error */
static __u32 *map_by(int fd, __u32 code, __u32 space, __u32 offset, __u32 length, int *error)
{
	struct vpt_view view = { .offset = offset, .length = length, .space = space };
	struct videoport_request request = packet(code, &view, sizeof(view), &view,
						  sizeof(view));

	*error = send_packet(fd, &request);
	return *error ? NULL : view.address;
}

static __u32 *map(int fd, __u32 offset, __u32 length, int *error)
{
	return map_by(fd, VPT_MAP, SPACE_USER_MODE, offset, length, error);
}

static int unmap_by(int fd, __u32 code, void *address)
{
	struct vpt_view view = { .address = address };
	struct videoport_request request = packet(code, &view, sizeof(view), NULL, 0);

	return send_packet(fd, &request);
}

static int unmap(int fd, void *address)
{
	return unmap_by(fd, VPT_UNMAP, address);
}

static __u32 peek(__u32 *address)
{
	return __atomic_load_n(address, __ATOMIC_RELAXED);
}

static sigjmp_buf fault;
static int fault_signal;

static void on_fault(int signal)
{
	fault_signal = signal;
	siglongjmp(fault, 1);
}

/* The signal that reading there raises, or 0 */
static int reading_raises(__u32 *address)
{
	struct sigaction action = { .sa_handler = on_fault };

	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGSEGV, &action, NULL);
	fault_signal = 0;
	if (!sigsetjmp(fault, 1))
		peek(address);
	return fault_signal;
}

TEST_F(miniport, memory_in_the_program)
{
	__u32 *registers;
	int error;

	registers = map(self->fd, 0, 4096, &error);
	ASSERT_EQ(0, error);
	EXPECT_EQ(EDU_LIFE, peek(registers));
	__atomic_store_n(registers + 1, 0x12345678, __ATOMIC_RELAXED);
	EXPECT_EQ(~0x12345678U, peek(registers + 1));
	EXPECT_EQ(0, unmap(self->fd, registers));
	EXPECT_EQ(SIGSEGV, reading_raises(registers));
	EXPECT_EQ(EINVAL, unmap(self->fd, registers));
	EXPECT_EQ(1, klog_count(self->log, "no memory is mapped"));
}

/* A miniport does not say that it maps for a program: the request does. */
TEST_F(miniport, memory_by_a_display_drivers_requests)
{
	static const __u32 codes[][2] = {
		{ IOCTL_VIDEO_MAP_VIDEO_MEMORY, IOCTL_VIDEO_UNMAP_VIDEO_MEMORY },
		{ IOCTL_VIDEO_SHARE_VIDEO_MEMORY, IOCTL_VIDEO_UNSHARE_VIDEO_MEMORY },
		{ IOCTL_VIDEO_QUERY_PUBLIC_ACCESS_RANGES,
		  IOCTL_VIDEO_FREE_PUBLIC_ACCESS_RANGES },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(codes); i++) {
		__u32 *registers;
		int error;

		registers = map_by(self->fd, codes[i][0], 0, 0, 4096, &error);
		ASSERT_EQ(0, error);
		ASSERT_EQ(0, reading_raises(registers));
		EXPECT_EQ(EDU_LIFE, peek(registers));
		EXPECT_EQ(0, unmap_by(self->fd, codes[i][1], registers));
		EXPECT_EQ(SIGSEGV, reading_raises(registers));
	}
}

TEST_F(miniport, memory_that_is_not_a_window_is_not_unmapped)
{
	__u32 *own = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	__u32 *registers;
	int error;

	registers = map(self->fd, 0, 8192, &error);
	ASSERT_EQ(0, error);
	EXPECT_EQ(EINVAL, unmap(self->fd, own));
	EXPECT_EQ(0, reading_raises(own));
	EXPECT_EQ(EINVAL, unmap(self->fd, registers + 1024));
	EXPECT_EQ(0, reading_raises(registers + 1024));
	EXPECT_EQ(MAP_FAILED, mremap(registers, 8192, 12288, MREMAP_MAYMOVE));
	EXPECT_EQ(0, unmap(self->fd, registers));
}

TEST_F(miniport, memory_of_another_device_is_not_unmapped)
{
	__u32 *registers;
	int fd, error;

	if (!edu_address[1][0])
		SKIP(return, "needs a second edu function");
	fd = open(edu_node_of(edu_address[1]), O_RDWR | O_CLOEXEC);
	ASSERT_LE(0, fd);
	registers = map(fd, 0, 4096, &error);
	ASSERT_EQ(0, error);
	EXPECT_EQ(EINVAL, unmap(self->fd, registers));
	EXPECT_EQ(0, reading_raises(registers));
	EXPECT_EQ(0, unmap(fd, registers));
	close(fd);
}

TEST_F(miniport, memory_begins_where_the_miniport_says)
{
	__u32 *registers;
	int error;

	registers = map(self->fd, 4, 16, &error);
	ASSERT_EQ(0, error);
	EXPECT_EQ(4, (uintptr_t)registers % getpagesize());
	EXPECT_EQ(EDU_LIFE, peek(registers - 1));
	EXPECT_EQ(0, unmap(self->fd, registers));
}

TEST_F(miniport, memory_outside_of_the_device)
{
	int error;

	EXPECT_EQ(NULL, map(self->fd, 0, 0, &error));
	EXPECT_EQ(EINVAL, error);
	EXPECT_EQ(NULL, map(self->fd, 0x100000, 4096, &error));
	EXPECT_EQ(EINVAL, error);
	EXPECT_EQ(NULL, map(self->fd, 0xff000, 0x2000, &error));
	EXPECT_EQ(EINVAL, error);
	EXPECT_EQ(NULL, map(self->fd, 0, UINT32_MAX, &error));
	EXPECT_EQ(EINVAL, error);
	/* Ports are for the miniport alone. */
	EXPECT_EQ(NULL, map_by(self->fd, VPT_MAP, SPACE_USER_MODE | SPACE_IO, 0, 4096, &error));
	EXPECT_EQ(EINVAL, error);
}

TEST_F(miniport, memory_by_plain_mmap_is_refused)
{
	EXPECT_EQ(MAP_FAILED, mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, self->fd, 0));
	EXPECT_EQ(EINVAL, errno);
}

TEST_F(miniport, memory_of_a_removed_device_is_taken_back)
{
	__u32 *touched, *untouched;
	int error;

	touched = map(self->fd, 0, 4096, &error);
	ASSERT_EQ(0, error);
	untouched = map(self->fd, 0, 4096, &error);
	ASSERT_EQ(0, error);
	EXPECT_EQ(EDU_LIFE, peek(touched));
	ASSERT_EQ(0, edu_unbind(edu_address[0]));
	EXPECT_EQ(SIGBUS, reading_raises(touched));
	EXPECT_EQ(SIGBUS, reading_raises(untouched));
	ASSERT_EQ(0, edu_bind(edu_address[0]));
	EXPECT_EQ(SIGBUS, reading_raises(touched));
}

TEST_F(miniport, memory_outlives_the_file)
{
	int error, fd = open(edu_node(), O_RDWR | O_CLOEXEC);
	__u32 *registers;

	registers = map(fd, 0, 4096, &error);
	ASSERT_EQ(0, error);
	close(fd);
	EXPECT_EQ(EDU_LIFE, peek(registers));
	ASSERT_EQ(0, edu_rebind(edu_address[0]));
	EXPECT_EQ(SIGBUS, reading_raises(registers));
}

/* kB that count against the limit of locked memory */
static long locked_memory(void)
{
	char status[4096], *line;

	file_read("/proc/self/status", status, sizeof(status));
	line = strstr(status, "VmLck:");
	return line ? atol(line + 6) : -1;
}

TEST_F(miniport, memory_that_a_miniport_leaves_locked_is_unlocked)
{
	struct vpt_view view = { .length = 16384 };
	struct videoport_request request = packet(VPT_LOCK, &view, sizeof(view), NULL, 0);
	long before = locked_memory();

	ASSERT_LE(0, before);
	view.address = mmap(NULL, view.length, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, view.address);
	EXPECT_EQ(0, send_packet(self->fd, &request));
	EXPECT_EQ(before + 16, locked_memory());
	ASSERT_EQ(0, edu_rebind(edu_address[0]));
	EXPECT_EQ(before, locked_memory());
}

TEST_HARNESS_MAIN
