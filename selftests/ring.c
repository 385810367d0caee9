// SPDX-License-Identifier: GPL-2.0
/*
 * The calls of <videoport.h> against a real device: what each does with good
 * values and with bad ones, and that after an error nothing has changed.
 *
 * VIDEOPORT names the device file, /dev/videoport0 without it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

#include "harness.h"
#include "screen.h"
#include "wait.h"

#define WIDTH	640
#define HEIGHT	480
#define FRAMES	3
#define ALL_FRAMES	VIDEOPORT_MAX_FRAMES

#define MODULE_VERSION	"/sys/module/videoport/version"
#define CAP_PARAMETER	"/sys/module/videoport/parameters/ring_bytes_max"

static const char *device_path(void)
{
	const char *path = getenv("VIDEOPORT");

	return path ? path : "/dev/videoport0";
}

/* An address that can't be read or written */
static void *nowhere(void)
{
	return mmap(NULL, getpagesize(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static __u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

/* An ioctl's errno, 0 where it succeeds. */
static int call(int fd, unsigned long request, void *argument)
{
	return ioctl(fd, request, argument) < 0 ? errno : 0;
}

static struct videoport_ring geometry(unsigned int width, unsigned int height,
				      unsigned int frames)
{
	return (struct videoport_ring){
		.width = width,
		.height = height,
		.format = VIDEOPORT_FORMAT_XRGB8888,
		.frames = frames,
	};
}

static int make_ring(int fd, unsigned int width, unsigned int height, unsigned int frames)
{
	struct videoport_ring ring = geometry(width, height, frames);

	return call(fd, VIDEOPORT_IOC_RING, &ring);
}

static int present(const struct screen *screen, const struct videoport_frame *frames,
		   unsigned int count)
{
	return screen_present(screen, frames, count, NULL, 0, 0) < 0 ? errno : 0;
}

static int set_nonblock(int fd)
{
	return fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/*
 * Every frame presented once in one call and taken back: 0, or the line that
 * went wrong. Sequence numbers go on from @sequence, so a frame that an earlier
 * failed call took after all would show.
 */
static int works(const struct screen *screen, __u64 *sequence)
{
	struct videoport_completion done[ALL_FRAMES];
	struct videoport_frame frames[ALL_FRAMES];
	unsigned int count = screen->ring.frames;

	memset(frames, 0, sizeof(frames));
	for (unsigned int i = 0; i < count; i++) {
		frames[i].frame = i;
		frames[i].cookie = ~(__u64)i;
	}
	if (screen_present(screen, frames, count, done, count, count) != (int)count)
		return __LINE__;
	for (unsigned int i = 0; i < count; i++) {
		if (done[i].frame != i || done[i].cookie != ~(__u64)i)
			return __LINE__;
		if (done[i].sequence != ++*sequence || done[i].status)
			return __LINE__;
	}
	return 0;
}

/* The file alone, no ring yet. */
FIXTURE(device)
{
	int fd;
	struct videoport_query query;
};

FIXTURE_SETUP(device)
{
	self->fd = open(device_path(), O_RDWR | O_CLOEXEC);
	ASSERT_LE(0, self->fd);
	/* Closed files' rings go later; freeing one waits until all have gone. */
	ASSERT_EQ(0, make_ring(self->fd, WIDTH, HEIGHT, FRAMES));
	ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_FREE, NULL));
	ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_QUERY, &self->query));
}

FIXTURE_TEARDOWN(device)
{
	close(self->fd);
}

TEST_F(device, query)
{
	struct videoport_query *query = &self->query;
	static const __u64 zero[6];

	EXPECT_NE(0, strnlen(query->driver, sizeof(query->driver)));
	EXPECT_LT(strnlen(query->driver, sizeof(query->driver)), sizeof(query->driver));
	EXPECT_NE(0, strnlen(query->bus_id, sizeof(query->bus_id)));
	EXPECT_LT(strnlen(query->bus_id, sizeof(query->bus_id)), sizeof(query->bus_id));
	EXPECT_EQ(VIDEOPORT_CAP_RING, query->caps & VIDEOPORT_CAP_RING);
	EXPECT_EQ(0, query->caps & ~(VIDEOPORT_CAP_RING | VIDEOPORT_CAP_SCANS_OUT));
	EXPECT_LT(query->preferred_mode, query->modes);
	EXPECT_LE(3840, query->max_width);
	EXPECT_LE(2160, query->max_height);
	EXPECT_NE(0, query->max_ring_bytes);
	EXPECT_EQ(0, query->pad);
	EXPECT_EQ(0, memcmp(query->reserved, zero, sizeof(zero)));
}

TEST_F(device, the_version_is_the_modules)
{
	char version[sizeof(self->query.version) + 1] = "";
	int fd = open(MODULE_VERSION, O_RDONLY);

	ASSERT_LE(0, fd);
	ASSERT_LT(0, read(fd, version, sizeof(version) - 1));
	close(fd);
	version[strcspn(version, "\n")] = 0;
	EXPECT_STREQ(VIDEOPORT_VERSION, version);
	EXPECT_STREQ(version, self->query.version);
}

TEST_F(device, query_fills_the_whole_struct)
{
	struct videoport_query again;

	memset(&again, 0xff, sizeof(again));
	ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_QUERY, &again));
	EXPECT_EQ(0, memcmp(&again, &self->query, sizeof(again)));
}

TEST_F(device, modes)
{
	for (unsigned int i = 0; i < self->query.modes; i++) {
		struct videoport_mode mode = { .index = i };

		ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_MODE, &mode));
		EXPECT_EQ(i, mode.index);
		EXPECT_NE(0, mode.width);
		EXPECT_NE(0, mode.height);
		EXPECT_NE(0, mode.refresh);
		EXPECT_LE(mode.width, self->query.max_width);
		EXPECT_LE(mode.height, self->query.max_height);
	}
}

TEST_F(device, modes_bad)
{
	struct videoport_mode mode = { .index = self->query.modes };

	EXPECT_EQ(EINVAL, call(self->fd, VIDEOPORT_IOC_MODE, &mode));
	mode.index = UINT32_MAX;
	EXPECT_EQ(EINVAL, call(self->fd, VIDEOPORT_IOC_MODE, &mode));
	for (unsigned int i = 0; i < 4; i++) {
		struct videoport_mode reserved = { .index = 0 };

		reserved.reserved[i] = 1ULL << 63;
		EXPECT_EQ(EINVAL, call(self->fd, VIDEOPORT_IOC_MODE, &reserved));
	}
}

TEST_F(device, preferred_mode_makes_a_ring)
{
	struct videoport_mode mode = { .index = self->query.preferred_mode };

	ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_MODE, &mode));
	EXPECT_EQ(0, make_ring(self->fd, mode.width, mode.height, FRAMES));
}

TEST_F(device, unknown_calls)
{
	char room[1024] = {};

	EXPECT_EQ(ENOTTY, call(self->fd, _IO('v', 0xff), room));
	EXPECT_EQ(ENOTTY, call(self->fd, _IO('V', 0xc3), room));
	EXPECT_EQ(ENOTTY, call(self->fd, _IOWR('v', 0xff, struct videoport_ring), room));
	/* A known number with another size or direction is another call. */
	EXPECT_EQ(ENOTTY, call(self->fd, _IOR('v', 0xc0, char[8]), room));
	EXPECT_EQ(ENOTTY, call(self->fd, _IOW('v', 0xc3, char[8]), room));
}

TEST_F(device, bad_pointers)
{
	EXPECT_EQ(EFAULT, call(self->fd, VIDEOPORT_IOC_QUERY, nowhere()));
	EXPECT_EQ(EFAULT, call(self->fd, VIDEOPORT_IOC_MODE, nowhere()));
	EXPECT_EQ(EFAULT, call(self->fd, VIDEOPORT_IOC_RING, nowhere()));
	EXPECT_EQ(EFAULT, call(self->fd, VIDEOPORT_IOC_PRESENT, nowhere()));
}

/* The result can't be written: the caller would have a ring it can't use. */
TEST_F(device, ring_with_read_only_argument)
{
	struct videoport_ring *ring = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE,
					   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_NE(MAP_FAILED, (void *)ring);
	*ring = geometry(WIDTH, HEIGHT, FRAMES);
	ASSERT_EQ(0, mprotect(ring, getpagesize(), PROT_READ));
	EXPECT_EQ(EFAULT, call(self->fd, VIDEOPORT_IOC_RING, ring));
	EXPECT_EQ(0, make_ring(self->fd, WIDTH, HEIGHT, FRAMES));
}

TEST_F(device, calls_without_a_ring)
{
	struct videoport_present nothing = {};
	struct videoport_completion done;

	EXPECT_EQ(EINVAL, call(self->fd, VIDEOPORT_IOC_FREE, NULL));
	EXPECT_EQ(EINVAL, call(self->fd, VIDEOPORT_IOC_PRESENT, &nothing));
	EXPECT_EQ(-1, read(self->fd, &done, sizeof(done)));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(MAP_FAILED, mmap(NULL, getpagesize(), PROT_READ, MAP_SHARED, self->fd, 0));
	EXPECT_EQ(EINVAL, errno);
}

/* What a ring says of itself holds together, and its frames can be shown. */
static int check_ring(int fd, unsigned int width, unsigned int height, unsigned int frames)
{
	size_t page = getpagesize();
	struct screen screen = { .fd = fd };
	__u64 sequence = 0;
	struct videoport_ring *ring = &screen.ring;
	int wrong;

	if (screen_make_ring(&screen, width, height, frames))
		return __LINE__;
	if (ring->width != width || ring->height != height || ring->frames != frames)
		return __LINE__;
	if (ring->pitch < width * 4 || ring->pitch % 4)
		return __LINE__;
	if (ring->frame_bytes < (__u64)ring->pitch * height)
		return __LINE__;
	if (ring->frame_bytes % page || ring->map_offset % page)
		return __LINE__;
	for (unsigned int i = 0; i < frames; i++)
		screen_line(&screen, i, height - 1)[width - 1] = i;
	for (unsigned int i = 0; i < frames; i++)
		if (screen_line(&screen, i, height - 1)[width - 1] != i)
			return __LINE__;
	wrong = works(&screen, &sequence);
	if (!wrong && screen_free_ring(&screen))
		return __LINE__;
	return wrong;
}

TEST_F(device, ring_sizes)
{
	EXPECT_EQ(0, check_ring(self->fd, WIDTH, HEIGHT, VIDEOPORT_MIN_FRAMES));
	EXPECT_EQ(0, check_ring(self->fd, 1920, 1080, 3));
	EXPECT_EQ(0, check_ring(self->fd, 64, 64, VIDEOPORT_MAX_FRAMES));
	EXPECT_EQ(0, check_ring(self->fd, 641, 479, 5));
	EXPECT_EQ(0, check_ring(self->fd, 1366, 768, 2));
	/* QEMU has no scanout smaller than that. */
	EXPECT_EQ(0, check_ring(self->fd, 16, 1024, 2));
	EXPECT_EQ(0, check_ring(self->fd, 1024, 16, 2));
	EXPECT_EQ(0, check_ring(self->fd, 16, 16, 2));
}

TEST_F(device, ring_2160p)
{
	EXPECT_EQ(0, check_ring(self->fd, 3840, 2160, 3));
}

TEST_F(device, ring_bad_sizes)
{
	unsigned int max_width = self->query.max_width;
	unsigned int max_height = self->query.max_height;

	EXPECT_EQ(EINVAL, make_ring(self->fd, 0, HEIGHT, FRAMES));
	EXPECT_EQ(EINVAL, make_ring(self->fd, WIDTH, 0, FRAMES));
	EXPECT_EQ(EINVAL, make_ring(self->fd, 0, 0, FRAMES));
	EXPECT_EQ(EINVAL, make_ring(self->fd, max_width + 1, 1, FRAMES));
	EXPECT_EQ(EINVAL, make_ring(self->fd, 1, max_height + 1, FRAMES));
	/* Products that would wrap to something small in 32 or 64 bits. */
	EXPECT_EQ(EINVAL, make_ring(self->fd, 0x40000001, 1, FRAMES));
	EXPECT_EQ(EINVAL, make_ring(self->fd, 0x10000, 0x10000, FRAMES));
	EXPECT_EQ(EINVAL, make_ring(self->fd, 0x80000000, 0x80000000, FRAMES));
	EXPECT_EQ(EINVAL, make_ring(self->fd, UINT32_MAX, UINT32_MAX, FRAMES));
	EXPECT_EQ(EINVAL, make_ring(self->fd, WIDTH, HEIGHT, 0));
	EXPECT_EQ(EINVAL, make_ring(self->fd, WIDTH, HEIGHT, VIDEOPORT_MIN_FRAMES - 1));
	EXPECT_EQ(EINVAL, make_ring(self->fd, WIDTH, HEIGHT, VIDEOPORT_MAX_FRAMES + 1));
	EXPECT_EQ(EINVAL, make_ring(self->fd, WIDTH, HEIGHT, UINT32_MAX));
	EXPECT_EQ(0, make_ring(self->fd, WIDTH, HEIGHT, FRAMES));
}

TEST_F(device, ring_bad_fields)
{
	struct videoport_ring ring = geometry(WIDTH, HEIGHT, FRAMES);

	ring.format = 0;
	EXPECT_EQ(EINVAL, call(self->fd, VIDEOPORT_IOC_RING, &ring));
	ring.format = VIDEOPORT_FORMAT_XRGB8888 ^ 1;
	EXPECT_EQ(EINVAL, call(self->fd, VIDEOPORT_IOC_RING, &ring));
	for (unsigned int bit = 0; bit < 32; bit++) {
		ring = geometry(WIDTH, HEIGHT, FRAMES);
		ring.flags = 1U << bit;
		EXPECT_EQ(EINVAL, call(self->fd, VIDEOPORT_IOC_RING, &ring));
	}
	for (unsigned int i = 0; i < 4; i++) {
		ring = geometry(WIDTH, HEIGHT, FRAMES);
		ring.reserved[i] = 1;
		EXPECT_EQ(EINVAL, call(self->fd, VIDEOPORT_IOC_RING, &ring));
	}
	EXPECT_EQ(0, make_ring(self->fd, WIDTH, HEIGHT, FRAMES));
}

TEST_F(device, ring_twice)
{
	EXPECT_EQ(0, make_ring(self->fd, WIDTH, HEIGHT, FRAMES));
	EXPECT_EQ(EBUSY, make_ring(self->fd, WIDTH, HEIGHT, FRAMES));
	EXPECT_EQ(0, call(self->fd, VIDEOPORT_IOC_FREE, NULL));
	EXPECT_EQ(EINVAL, call(self->fd, VIDEOPORT_IOC_FREE, NULL));
	EXPECT_EQ(0, check_ring(self->fd, 800, 600, 2));
}

TEST_F(device, rings_over_and_over)
{
	for (unsigned int i = 0; i < 50; i++)
		ASSERT_EQ(0, check_ring(self->fd, 320 + i, 200, 2 + i % 3));
}

TEST_F(device, open_and_close_over_and_over)
{
	for (unsigned int i = 0; i < 200; i++) {
		int fd = open(device_path(), O_RDWR | O_CLOEXEC);

		ASSERT_LE(0, fd);
		ASSERT_EQ(0, i % 2 ? make_ring(fd, 64, 64, 2) : 0);
		ASSERT_EQ(0, close(fd));
	}
}

/* Memory comes back when the ring goes; max_ring_bytes tells what is left. */
TEST_F(device, room_for_rings)
{
	struct screen screen = { .fd = self->fd };
	struct videoport_query during, after;

	ASSERT_EQ(0, screen_make_ring(&screen, 1280, 720, 3));
	ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_QUERY, &during));
	EXPECT_LE(during.max_ring_bytes + screen_ring_bytes(&screen),
		  self->query.max_ring_bytes);
	ASSERT_EQ(0, screen_free_ring(&screen));
	ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_QUERY, &after));
	EXPECT_EQ(self->query.max_ring_bytes, after.max_ring_bytes);
}

TEST_F(device, ring_over_the_room)
{
	unsigned int frames = VIDEOPORT_MAX_FRAMES;
	__u64 frame_bytes = self->query.max_ring_bytes / frames + 1;
	unsigned int width = 4096, height = frame_bytes / (4 * width) + 1;
	struct videoport_query after;

	if (width > self->query.max_width || height > self->query.max_height)
		SKIP(return, "room for the largest ring that the device can do");
	EXPECT_EQ(ENOMEM, make_ring(self->fd, width, height, frames));
	ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_QUERY, &after));
	EXPECT_EQ(self->query.max_ring_bytes, after.max_ring_bytes);
	EXPECT_EQ(0, check_ring(self->fd, WIDTH, HEIGHT, FRAMES));
}

/* The memory of a ring is new to its owner: nothing of another's pictures. */
TEST_F(device, ring_is_zeroed)
{
	struct screen screen = { .fd = self->fd };

	ASSERT_EQ(0, screen_make_ring(&screen, WIDTH, HEIGHT, FRAMES));
	memset(screen.map, 0xa5, screen_ring_bytes(&screen));
	ASSERT_EQ(0, screen_free_ring(&screen));
	ASSERT_EQ(0, screen_make_ring(&screen, WIDTH, HEIGHT, FRAMES));
	for (size_t i = 0; i < screen_ring_bytes(&screen); i++)
		ASSERT_EQ(0, screen.map[i]);
}

FIXTURE(cap)
{
	int fd;
	char saved[32];
};

static int write_cap(const char *value)
{
	int fd = open(CAP_PARAMETER, O_WRONLY);
	int ret = fd < 0 || write(fd, value, strlen(value)) < 0;

	if (fd >= 0)
		close(fd);
	return ret;
}

FIXTURE_SETUP(cap)
{
	int fd = open(CAP_PARAMETER, O_RDONLY);

	ASSERT_LE(0, fd);
	ASSERT_LT(0, read(fd, self->saved, sizeof(self->saved) - 1));
	close(fd);
	self->fd = open(device_path(), O_RDWR | O_CLOEXEC);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(cap)
{
	EXPECT_EQ(0, write_cap(self->saved));
	close(self->fd);
}

TEST_F(cap, limits_a_ring)
{
	struct videoport_query query;

	ASSERT_EQ(0, write_cap("2000000"));
	ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_QUERY, &query));
	EXPECT_GE(2000000, query.max_ring_bytes);
	EXPECT_EQ(ENOMEM, make_ring(self->fd, WIDTH, HEIGHT, 2));
	EXPECT_EQ(0, make_ring(self->fd, 320, 240, 2));
	ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_QUERY, &query));
	EXPECT_GE(2000000 - 2 * 320 * 240 * 4, query.max_ring_bytes);
}

/* A file with a mapped ring of three frames. */
FIXTURE(ring)
{
	struct screen screen;
	__u64 sequence;
};

FIXTURE_SETUP(ring)
{
	ASSERT_EQ(0, screen_open(&self->screen, device_path()));
	ASSERT_EQ(0, screen_make_ring(&self->screen, WIDTH, HEIGHT, FRAMES));
	self->sequence = 0;
}

FIXTURE_TEARDOWN(ring)
{
	screen_close(&self->screen);
}

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
	if (self->screen.ring.map_offset >= page) {
		EXPECT_NO_MAP(-page, page, MAP_SHARED);
		EXPECT_NO_MAP(-page, 2 * page, MAP_SHARED);
	}
	EXPECT_EQ(0, works(&self->screen, &self->sequence));
}

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

TEST_F(ring, present_one)
{
	struct videoport_frame frame = { .frame = 2, .cookie = 0x123456789abcdef0 };
	struct videoport_completion done;
	__u64 before = now();

	memset(&done, 0xff, sizeof(done));
	ASSERT_EQ(1, screen_present(&self->screen, &frame, 1, &done, 1, 1));
	EXPECT_EQ(frame.cookie, done.cookie);
	EXPECT_EQ(1, done.sequence);
	EXPECT_EQ(2, done.frame);
	EXPECT_EQ(0, done.status);
	EXPECT_LE(before, done.time_ns);
	EXPECT_GE(now(), done.time_ns);
}

TEST_F(ring, present_nothing)
{
	struct videoport_completion done;

	/* Nothing is on its way, so there is nothing to wait for. */
	EXPECT_EQ(0, screen_present(&self->screen, NULL, 0, &done, 1, 1));
	EXPECT_EQ(0, screen_present(&self->screen, NULL, 0, NULL, 0, 0));
	EXPECT_EQ(0, works(&self->screen, &self->sequence));
}

TEST_F(ring, damage)
{
	struct videoport_frame good[] = {
		{ .frame = 0, .x = 0, .y = 0, .width = WIDTH, .height = HEIGHT },
		{ .frame = 0, .x = 0, .y = 0, .width = 1, .height = 1 },
		{ .frame = 0, .x = WIDTH - 1, .y = HEIGHT - 1, .width = 1, .height = 1 },
		{ .frame = 0, .x = 3, .y = 0, .width = 1, .height = HEIGHT },
		{ .frame = 0, .x = 0, .y = 7, .width = WIDTH, .height = 1 },
		{ .frame = 0 },
	};
	struct videoport_completion done;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		ASSERT_EQ(1, screen_present(&self->screen, &good[i], 1, &done, 1, 1));
		EXPECT_EQ(0, done.status);
		EXPECT_EQ(i + 1, done.sequence);
	}
}

TEST_F(ring, damage_bad)
{
	static const struct videoport_frame bad[] = {
		{ .width = WIDTH + 1, .height = 1 },
		{ .width = 1, .height = HEIGHT + 1 },
		{ .x = 1, .width = WIDTH, .height = 1 },
		{ .y = 1, .width = 1, .height = HEIGHT },
		{ .x = WIDTH, .width = 1, .height = 1 },
		{ .y = HEIGHT, .width = 1, .height = 1 },
		{ .x = UINT32_MAX, .width = 2, .height = 1 },
		{ .y = UINT32_MAX, .width = 1, .height = 2 },
		{ .x = 1, .width = UINT32_MAX, .height = 1 },
		{ .y = 1, .width = 1, .height = UINT32_MAX },
		{ .x = 1 },
		{ .y = 1 },
		{ .width = 1 },
		{ .height = 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		EXPECT_EQ(EINVAL, present(&self->screen, &bad[i], 1)) {
			TH_LOG("rectangle %zu", i);
		}
	}
	EXPECT_EQ(0, works(&self->screen, &self->sequence));
}

TEST_F(ring, present_bad_frames)
{
	struct videoport_frame frame = { .frame = FRAMES };

	EXPECT_EQ(EINVAL, present(&self->screen, &frame, 1));
	frame.frame = UINT32_MAX;
	EXPECT_EQ(EINVAL, present(&self->screen, &frame, 1));
	for (unsigned int bit = 0; bit < 32; bit++) {
		frame = (struct videoport_frame){ .flags = 1U << bit };
		EXPECT_EQ(EINVAL, present(&self->screen, &frame, 1));
	}
	EXPECT_EQ(EFAULT, present(&self->screen, NULL, 1));
	EXPECT_EQ(EFAULT, present(&self->screen, nowhere(), 1));
	EXPECT_EQ(0, works(&self->screen, &self->sequence));
}

/* One that can't be spoils the call, and no frame before it was taken. */
TEST_F(ring, present_all_or_none)
{
	struct videoport_frame frames[] = { { .frame = 0 }, { .frame = 1 }, { .frame = 2 } };
	struct videoport_completion done;

	frames[2].x = WIDTH + 1;
	EXPECT_EQ(EINVAL, present(&self->screen, frames, 3));
	frames[2] = (struct videoport_frame){ .frame = 1 };
	EXPECT_EQ(EBUSY, present(&self->screen, frames, 3));
	frames[2] = (struct videoport_frame){ .frame = FRAMES };
	EXPECT_EQ(EINVAL, present(&self->screen, frames, 3));
	EXPECT_EQ(0, screen_present(&self->screen, NULL, 0, &done, 1, 1));
	EXPECT_EQ(0, works(&self->screen, &self->sequence));
}

TEST_F(ring, present_bad_fields)
{
	struct videoport_frame frame = { .frame = 0 };
	struct videoport_present good = { .frames = (uintptr_t)&frame, .count = 1 };
	struct videoport_present bad;

	bad = good;
	bad.count = VIDEOPORT_MAX_FRAMES + 1;
	EXPECT_EQ(EINVAL, call(self->screen.fd, VIDEOPORT_IOC_PRESENT, &bad));
	bad.count = UINT32_MAX;
	EXPECT_EQ(EINVAL, call(self->screen.fd, VIDEOPORT_IOC_PRESENT, &bad));
	bad = good;
	bad.pad = 1;
	EXPECT_EQ(EINVAL, call(self->screen.fd, VIDEOPORT_IOC_PRESENT, &bad));
	for (unsigned int bit = 0; bit < 32; bit++) {
		bad = good;
		bad.flags = 1U << bit;
		EXPECT_EQ(EINVAL, call(self->screen.fd, VIDEOPORT_IOC_PRESENT, &bad));
	}
	for (unsigned int i = 0; i < 2; i++) {
		bad = good;
		bad.reserved[i] = 1;
		EXPECT_EQ(EINVAL, call(self->screen.fd, VIDEOPORT_IOC_PRESENT, &bad));
	}
	EXPECT_EQ(0, works(&self->screen, &self->sequence));
}

/* Not free: from its present until its completion was taken, done or not. */
TEST_F(ring, present_busy)
{
	struct videoport_frame frame = { .frame = 1 };
	struct pollfd poll_in = { .fd = self->screen.fd, .events = POLLIN };
	struct videoport_completion done;

	ASSERT_EQ(0, present(&self->screen, &frame, 1));
	EXPECT_EQ(EBUSY, present(&self->screen, &frame, 1));
	ASSERT_EQ(1, poll(&poll_in, 1, -1));
	EXPECT_EQ(EBUSY, present(&self->screen, &frame, 1));
	EXPECT_EQ(1, screen_present(&self->screen, NULL, 0, &done, 1, 1));
	EXPECT_EQ(1, done.sequence);
	self->sequence = 1;
	EXPECT_EQ(0, works(&self->screen, &self->sequence));
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

TEST_F(ring, free_with_frames_on_their_way)
{
	struct videoport_frame frames[] = { { .frame = 0 }, { .frame = 1 }, { .frame = 2 } };

	for (unsigned int i = 0; i < 50; i++) {
		ASSERT_EQ(0, present(&self->screen, frames, FRAMES));
		ASSERT_EQ(0, screen_free_ring(&self->screen));
		ASSERT_EQ(0, screen_make_ring(&self->screen, WIDTH, HEIGHT, FRAMES));
	}
	/* A new ring counts from 1, whatever became of the old one's frames. */
	EXPECT_EQ(0, works(&self->screen, &self->sequence));
}

TEST_F(ring, close_with_frames_on_their_way)
{
	struct videoport_frame frames[] = { { .frame = 0 }, { .frame = 1 }, { .frame = 2 } };

	for (unsigned int i = 0; i < 50; i++) {
		ASSERT_EQ(0, present(&self->screen, frames, FRAMES));
		munmap(self->screen.map, screen_ring_bytes(&self->screen));
		ASSERT_EQ(0, close(self->screen.fd));
		ASSERT_EQ(0, screen_open(&self->screen, device_path()));
		ASSERT_EQ(0, screen_make_ring(&self->screen, WIDTH, HEIGHT, FRAMES));
	}
	EXPECT_EQ(0, works(&self->screen, &self->sequence));
}

/* The display belongs to the ring that shows, until that ring goes. */
TEST_F(ring, display_has_one_owner)
{
	struct videoport_frame frame = { .frame = 0 };
	struct screen other;
	__u64 sequence = 0;

	ASSERT_EQ(0, screen_open(&other, device_path()));
	ASSERT_EQ(0, screen_show(&self->screen, 0));
	self->sequence++;
	ASSERT_EQ(0, screen_make_ring(&other, 320, 240, 2));
	EXPECT_EQ(EBUSY, present(&other, &frame, 1));
	EXPECT_EQ(0, works(&self->screen, &self->sequence));
	ASSERT_EQ(0, screen_free_ring(&self->screen));
	EXPECT_EQ(0, works(&other, &sequence));
	screen_close(&other);
	ASSERT_EQ(0, screen_make_ring(&self->screen, WIDTH, HEIGHT, FRAMES));
	self->sequence = 0;
	EXPECT_EQ(0, works(&self->screen, &self->sequence));
}

TEST_F(ring, display_after_the_owner_closed)
{
	struct videoport_frame frame = { .frame = 0 };
	struct screen other;
	__u64 sequence = 0;

	ASSERT_EQ(0, works(&self->screen, &self->sequence));
	ASSERT_EQ(0, screen_open(&other, device_path()));
	ASSERT_EQ(0, screen_make_ring(&other, 320, 240, 2));
	close(self->screen.fd);
	/* A mapping holds the file. */
	EXPECT_EQ(EBUSY, present(&other, &frame, 1));
	munmap(self->screen.map, screen_ring_bytes(&self->screen));
	self->screen.map = NULL;
	EXPECT_EQ(0, works(&other, &sequence));
}

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
	if (access(device_path(), F_OK)) {
		printf("1..0 # SKIP no %s: load a miniport that has a device\n",
		       device_path());
		return KSFT_SKIP;
	}
	return test_harness_run(argc, argv);
}
