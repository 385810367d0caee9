// SPDX-License-Identifier: GPL-2.0
/*
 * A device's memory in a program, as its miniport, vp_test's here, maps it: what can be
 * mapped and unmapped, and what becomes of it when the device or the file goes.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "klog.h"
#include "request_fixture.h"

#define SPACE_IO	1
#define SPACE_USER_MODE	2

/* What edu's first register reads */
#define EDU_LIFE	0x010000edU

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

TEST_F(miniport, memory_seen_by_a_debugger)
{
	int error, memory = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
	__u32 *registers, word = 0x12345678;

	ASSERT_LE(0, memory);
	registers = map(self->fd, 0, 4096, &error);
	ASSERT_EQ(0, error);
	EXPECT_EQ(4, pwrite(memory, &word, 4, (uintptr_t)(registers + 1)));
	EXPECT_EQ(4, pread(memory, &word, 4, (uintptr_t)(registers + 1)));
	EXPECT_EQ(~0x12345678U, word);
	EXPECT_EQ(4, pread(memory, &word, 4, (uintptr_t)registers));
	EXPECT_EQ(EDU_LIFE, word);
	/* A register takes words. */
	EXPECT_EQ(-1, pread(memory, &word, 1, (uintptr_t)registers));
	EXPECT_EQ(-1, pwrite(memory, &word, 4, (uintptr_t)registers + 2));
	ASSERT_EQ(0, edu_rebind(edu_address[0]));
	EXPECT_EQ(-1, pread(memory, &word, 4, (uintptr_t)registers));
	close(memory);
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
