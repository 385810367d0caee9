// SPDX-License-Identifier: GPL-2.0
/*
 * Rings of a real device made and freed: sizes that can be and that cannot, how
 * much memory there is for them, and that it comes back and is clean.
 */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdint.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "device_fixture.h"
#include "edu.h"

#define CAP_PARAMETER	"/sys/module/videoport/parameters/ring_bytes_max"

TEST_F(device, preferred_mode_makes_a_ring)
{
	struct videoport_mode mode = { .index = self->query.preferred_mode };

	ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_MODE, &mode));
	EXPECT_EQ(0, make_ring(self->fd, mode.width, mode.height, FRAMES));
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

/* Who may only read learns what is there, and changes nothing. */
TEST_F(device, read_only_descriptor)
{
	struct videoport_ring ring = geometry(WIDTH, HEIGHT, FRAMES);
	struct videoport_request request = { .code = 0 };
	struct videoport_present present = { .count = 0 };
	struct videoport_mode mode = { .index = 0 };
	int fd = open(device_path(), O_RDONLY | O_CLOEXEC);

	ASSERT_LE(0, fd);
	EXPECT_EQ(0, call(fd, VIDEOPORT_IOC_QUERY, &self->query));
	EXPECT_EQ(0, call(fd, VIDEOPORT_IOC_MODE, &mode));
	EXPECT_EQ(EBADF, call(fd, VIDEOPORT_IOC_RING, &ring));
	EXPECT_EQ(EBADF, call(fd, VIDEOPORT_IOC_PRESENT, &present));
	EXPECT_EQ(EBADF, call(fd, VIDEOPORT_IOC_FREE, NULL));
	EXPECT_EQ(EBADF, call(fd, VIDEOPORT_IOC_REQUEST, &request));
	EXPECT_EQ(ENOTTY, call(fd, _IO('v', 0xff), NULL));
	close(fd);
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

#define GROUPS	"/sys/fs/cgroup"
#define GROUP	GROUPS "/videoport-selftest"
#define MB	(1024 * 1024)

/* A memory cgroup of 64 MB, in which the test runs */
FIXTURE(group)
{
	int fd;
	bool made;
};

static bool has_cma(void)
{
	FILE *file = fopen("/proc/meminfo", "r");
	unsigned long kilobytes = 0;
	char line[128];

	while (file && fgets(line, sizeof(line), file))
		sscanf(line, "CmaTotal: %lu", &kilobytes);
	if (file)
		fclose(file);
	return kilobytes;
}

/* Why there is none, or NULL */
static const char *enter_group(void)
{
	char text[256];

	if (has_cma())
		return "memory of CMA is charged to nobody";
	if (access(GROUPS "/cgroup.controllers", F_OK) &&
	    mount("none", GROUPS, "cgroup2", 0, NULL))
		return "no cgroup2 file system";
	file_write(GROUPS "/cgroup.subtree_control", "+memory");
	if (file_read(GROUPS "/cgroup.subtree_control", text, sizeof(text)) ||
	    !strstr(text, "memory"))
		return "the kernel has no memory cgroups";
	if (mkdir(GROUP, 0700) || file_write(GROUP "/memory.max", "67108864") ||
	    file_write(GROUP "/cgroup.procs", "0"))
		return "no cgroup can be made";
	return NULL;
}

static long long charged(void)
{
	char text[32];

	return file_read(GROUP "/memory.current", text, sizeof(text)) ? -1 : atoll(text);
}

FIXTURE_SETUP(group)
{
	const char *reason = enter_group();

	if (reason)
		SKIP(return, "%s", reason);
	self->made = true;
	self->fd = open(device_path(), O_RDWR | O_CLOEXEC);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(group)
{
	if (!self->made)
		return;
	close(self->fd);
	file_write(GROUPS "/cgroup.procs", "0");
	rmdir(GROUP);
}

/* Within a megabyte, as a processor keeps some of what it charges. */
TEST_F(group, is_charged_for_a_ring)
{
	long long before = charged(), during, bytes = 3 * 1920 * 1080 * 4;

	/* The harness goes on after a skip in the setup. */
	if (!self->made)
		return;
	ASSERT_LE(0, before);
	ASSERT_EQ(0, make_ring(self->fd, 1920, 1080, 3));
	during = charged();
	EXPECT_LE(before + bytes - MB, during);
	ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_FREE, NULL));
	EXPECT_GE(before + MB, charged());
}

/* And nobody is killed for it. */
TEST_F(group, limits_a_ring)
{
	if (!self->made)
		return;
	EXPECT_EQ(ENOMEM, make_ring(self->fd, 1920, 1080, 10));
	EXPECT_EQ(0, make_ring(self->fd, 1920, 1080, 3));
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

/* Two devices share the machine's memory. */
TEST_F(cap, limits_all_devices_together)
{
	struct videoport_query query;
	int other = open("/dev/videoport1", O_RDWR | O_CLOEXEC);

	if (other < 0)
		SKIP(return, "needs a second device");
	ASSERT_EQ(0, write_cap("2000000"));
	ASSERT_EQ(0, make_ring(self->fd, 320, 240, 4));
	ASSERT_EQ(0, call(other, VIDEOPORT_IOC_QUERY, &query));
	if (!(query.caps & VIDEOPORT_CAP_RING))
		SKIP(return, "the second device has no rings");
	EXPECT_GE(2000000 - 4 * 320 * 240 * 4, query.max_ring_bytes);
	EXPECT_EQ(ENOMEM, make_ring(other, 320, 240, 4));
	EXPECT_EQ(0, make_ring(other, 320, 240, 2));
	close(other);
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

int main(int argc, char **argv)
{
	return run_tests(argc, argv);
}
