// SPDX-License-Identifier: GPL-2.0
/*
 * A ring of a real device in a program's memory: what can be mapped, and for how
 * long.
 */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdint.h>

#include "device_fixture.h"

static void *map(const struct screen *screen, __u64 offset, size_t length, int flags)
{
	return mmap(NULL, length, PROT_READ | PROT_WRITE, flags, screen->fd,
		    screen->ring.map_offset + offset);
}

TEST_F(ring, map_parts)
{
	struct screen *screen = &self->screen;
	__u64 frame_bytes = screen->ring.frame_bytes;
	__u64 last = screen_ring_bytes(screen) - getpagesize();
	__u32 *frame = map(screen, frame_bytes, frame_bytes, MAP_SHARED);
	__u32 *page = map(screen, last, getpagesize(), MAP_SHARED);

	ASSERT_NE(MAP_FAILED, (void *)frame);
	ASSERT_NE(MAP_FAILED, (void *)page);
	*frame = 0x1234567;
	EXPECT_EQ(0x1234567, *screen_line(screen, 1, 0));
	*(__u32 *)(screen->map + last) = 0x89abcde;
	EXPECT_EQ(0x89abcde, *page);
}

TEST_F(ring, map_read_only)
{
	struct screen *screen = &self->screen;
	__u32 *map = mmap(NULL, screen_ring_bytes(screen), PROT_READ, MAP_SHARED,
			     screen->fd, screen->ring.map_offset);

	ASSERT_NE(MAP_FAILED, (void *)map);
	*screen_line(screen, 0, 0) = 7;
	EXPECT_EQ(7, *map);
}

#define EXPECT_NO_MAP(offset, length, flags) do { \
	errno = 0; \
	EXPECT_EQ(MAP_FAILED, map(&self->screen, offset, length, flags)); \
	EXPECT_EQ(EINVAL, errno); \
} while (0)

TEST_F(ring, map_bad_ranges)
{
	size_t bytes = screen_ring_bytes(&self->screen);
	size_t page = getpagesize();

	EXPECT_NO_MAP(0, bytes + page, MAP_SHARED);
	EXPECT_NO_MAP(page, bytes, MAP_SHARED);
	EXPECT_NO_MAP(bytes, page, MAP_SHARED);
	EXPECT_NO_MAP(bytes - page, 2 * page, MAP_SHARED);
	EXPECT_NO_MAP(1ULL << 40, page, MAP_SHARED);
	EXPECT_NO_MAP((1ULL << 62) - self->screen.ring.map_offset, page, MAP_SHARED);
	EXPECT_NO_MAP(page / 2, page, MAP_SHARED);
	EXPECT_EQ(0, works(&self->screen, &self->sequence));
}

#ifdef __x86_64__
/* A system call as a 32-bit program makes it; its addresses have 32 bits. */
static long call_32(long number, void *argument)
{
	long ret;

	asm volatile("int $0x80" : "=a" (ret) : "a" (number), "b" (argument) :
		     "r8", "r9", "r10", "r11", "memory");
	return (int)ret;
}

/* A kernel without such calls ends who tries. */
static bool can_call_32(void)
{
	const long getpid_32 = 20;
	pid_t child = fork();
	int status = -1;

	if (!child)
		_exit(call_32(getpid_32, NULL) != getpid());
	waitpid(child, &status, 0);
	return !status;
}

/* mmap() of a program without large files: its offset has 31 bits. */
TEST_F(ring, map_by_a_32_bit_program)
{
	const long old_mmap = 90;
	__u64 bytes = screen_ring_bytes(&self->screen);
	__u32 *arguments = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	__u8 *frames;
	long address;

	if (!can_call_32())
		SKIP(return, "the kernel runs no 32-bit programs");
	ASSERT_NE(MAP_FAILED, (void *)arguments);
	ASSERT_GE(INT32_MAX, self->screen.ring.map_offset + bytes);
	arguments[0] = 0;
	arguments[1] = bytes;
	arguments[2] = PROT_READ;
	arguments[3] = MAP_SHARED;
	arguments[4] = self->screen.fd;
	arguments[5] = self->screen.ring.map_offset;
	memset(self->screen.map, 0x3c, bytes);
	address = call_32(old_mmap, arguments);
	ASSERT_FALSE(address < 0 && address > -4096);
	frames = (__u8 *)(uintptr_t)(__u32)address;
	EXPECT_EQ(0, memcmp(frames, self->screen.map, bytes));
}
#endif

TEST_F(ring, map_private)
{
	EXPECT_NO_MAP(0, screen_ring_bytes(&self->screen), MAP_PRIVATE);
	EXPECT_NO_MAP(0, getpagesize(), MAP_PRIVATE);
	EXPECT_EQ(0, works(&self->screen, &self->sequence));
}

/* Growing a mapping of a range must not give what lies behind that range. */
TEST_F(ring, map_does_not_grow)
{
	size_t page = getpagesize();
	void *map_page = map(&self->screen, 0, page, MAP_SHARED);

	ASSERT_NE(MAP_FAILED, map_page);
	EXPECT_EQ(MAP_FAILED, mremap(map_page, page, 2 * page, MREMAP_MAYMOVE));
}

TEST_F(ring, unmap_part)
{
	struct screen *screen = &self->screen;
	size_t page = getpagesize();
	__u8 *middle = screen->map + screen->ring.frame_bytes;

	memset(screen->map, 0x5a, screen_ring_bytes(screen));
	ASSERT_EQ(0, munmap(middle, page));
	EXPECT_EQ(0x5a, middle[-1]);
	EXPECT_EQ(0x5a, middle[page]);
	EXPECT_EQ(0, works(screen, &self->sequence));
	middle = map(screen, screen->ring.frame_bytes, page, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, (void *)middle);
	EXPECT_EQ(0x5a, *middle);
}

/* Frames stay as long as a mapping of them does, freed ring or closed file. */
TEST_F(ring, map_outlives_the_ring)
{
	struct screen *screen = &self->screen;
	struct screen second = { .fd = screen->fd };

	memset(screen->map, 0x11, screen_ring_bytes(screen));
	ASSERT_EQ(0, screen_show(screen, 0));
	ASSERT_EQ(0, ioctl(screen->fd, VIDEOPORT_IOC_FREE));
	EXPECT_NO_MAP(0, getpagesize(), MAP_SHARED);
	ASSERT_EQ(0, screen_make_ring(&second, WIDTH, HEIGHT, FRAMES));
	memset(screen->map, 0x22, screen_ring_bytes(screen));
	for (size_t i = 0; i < screen_ring_bytes(screen); i += getpagesize()) {
		ASSERT_EQ(0x22, screen->map[i]);
		ASSERT_EQ(0, second.map[i]);
	}
	EXPECT_EQ(0, works(&second, &self->sequence));
}

TEST_F(ring, map_outlives_the_file)
{
	struct screen *screen = &self->screen;

	memset(screen->map, 0x11, screen_ring_bytes(screen));
	ASSERT_EQ(0, close(screen->fd));
	ASSERT_EQ(0, screen_open(&(struct screen){}, device_path()));
	memset(screen->map + screen->ring.frame_bytes, 0x22, screen->ring.frame_bytes);
	EXPECT_EQ(0x11, screen->map[0]);
	EXPECT_EQ(0x22, screen->map[screen->ring.frame_bytes]);
	EXPECT_EQ(0, munmap(screen->map, screen_ring_bytes(screen)));
	screen->map = NULL;
}

/* What a debugger reads and writes, across pieces and to the end, touched or not. */
TEST_F(ring, map_seen_by_a_debugger)
{
	struct screen screen = { .fd = self->screen.fd };
	int memory = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
	size_t bytes;
	__u8 *copy;

	ASSERT_LE(0, memory);
	ASSERT_EQ(0, screen_free_ring(&self->screen));
	ASSERT_EQ(0, screen_make_ring(&screen, 1920, 1080, 3));
	bytes = screen_ring_bytes(&screen);
	copy = malloc(bytes);
	ASSERT_NE(NULL, copy);
	for (size_t i = 0; i < bytes; i++)
		copy[i] = i * 31 >> 7;
	ASSERT_EQ((ssize_t)bytes, pwrite(memory, copy, bytes, (uintptr_t)screen.map));
	EXPECT_EQ(0, memcmp(copy, screen.map, bytes));
	memset(copy, 0, bytes);
	ASSERT_EQ((ssize_t)bytes, pread(memory, copy, bytes, (uintptr_t)screen.map));
	EXPECT_EQ(0, memcmp(copy, screen.map, bytes));
	/* Not beyond its end, and not what it may not write itself */
	EXPECT_EQ(100, pread(memory, copy, 100, (uintptr_t)screen.map + bytes - 100));
	ASSERT_EQ(0, mprotect(screen.map, bytes, PROT_READ));
	EXPECT_EQ(-1, pwrite(memory, copy, 1, (uintptr_t)screen.map));
	close(memory);
	free(copy);
	munmap(screen.map, bytes);
}

TEST_F(ring, map_is_shared_with_a_child)
{
	struct screen *screen = &self->screen;
	pid_t child = fork();
	int status;

	ASSERT_LE(0, child);
	if (!child) {
		*screen_line(screen, 1, 2) = 0xc0ffee;
		munmap(screen->map + screen->ring.frame_bytes, screen->ring.frame_bytes);
		_exit(0);
	}
	ASSERT_EQ(child, waitpid(child, &status, 0));
	ASSERT_EQ(0, status);
	EXPECT_EQ(0xc0ffee, *screen_line(screen, 1, 2));
	EXPECT_EQ(0, works(screen, &self->sequence));
}

int main(int argc, char **argv)
{
	return run_tests(argc, argv);
}
