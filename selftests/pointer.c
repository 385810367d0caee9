// SPDX-License-Identifier: GPL-2.0
/*
 * vp_virtio_gpu's pointer, by the requests that a display driver makes of it, and what a
 * viewer of the device then sees.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "harness.h"
#include "seen.h"
#include "wait.h"

#include <ntddvdeo.h>
#include <videoport.h>

#define EDGE	SEEN_EDGE
#define PIXELS	SEEN_PIXELS
#define OPAQUE	0xff000000u
#define WHITE	0xffffffffu

/* Room for a pointer of any kind */
struct pointer {
	VIDEO_POINTER_ATTRIBUTES attributes;
	__u8 more[EDGE / 8 * EDGE + 4 * PIXELS];
};

static __u8 *bytes_of(struct pointer *pointer)
{
	return (__u8 *)pointer + offsetof(VIDEO_POINTER_ATTRIBUTES, Pixels);
}

/* An errno, 0 where it succeeds */
static int request(int fd, __u32 code, const void *in, size_t in_length, void *out,
		   size_t out_length)
{
	struct videoport_request packet = {
		.code = code,
		.in = (uintptr_t)in,
		.out = (uintptr_t)out,
		.in_length = in_length,
		.out_length = out_length,
	};

	return ioctl(fd, VIDEOPORT_IOC_REQUEST, &packet) ? errno : 0;
}

static int set(int fd, const struct pointer *pointer, size_t length)
{
	return request(fd, IOCTL_VIDEO_SET_POINTER_ATTR, pointer,
		       offsetof(VIDEO_POINTER_ATTRIBUTES, Pixels) + length, NULL, 0);
}

static int place(int fd, int column, int row)
{
	VIDEO_POINTER_POSITION position = { column, row };

	return request(fd, IOCTL_VIDEO_SET_POINTER_POSITION, &position, sizeof(position),
		       NULL, 0);
}

static size_t colour_length(unsigned int width, unsigned int height)
{
	return (width + 7) / 8 * height + 4 * width * height;
}

/* Of this size, opaque, no two pixels alike */
static void colour(struct pointer *pointer, unsigned int width, unsigned int height)
{
	__u8 *pixels = bytes_of(pointer) + (width + 7) / 8 * height;

	memset(pointer, 0, sizeof(*pointer));
	pointer->attributes.Flags = VIDEO_MODE_COLOR_POINTER;
	pointer->attributes.Width = width;
	pointer->attributes.Height = height;
	pointer->attributes.WidthInBytes = 4 * width;
	pointer->attributes.Enable = 1;
	for (unsigned int i = 0; i < width * height; i++) {
		__u32 pixel = 0x10203 * i & ~OPAQUE;

		memcpy(pixels + 4 * i, &pixel, sizeof(pixel));
	}
}

/* As it comes to the screen */
static void coloured(unsigned int *pixels, unsigned int width, unsigned int height)
{
	memset(pixels, 0, 4 * PIXELS);
	for (unsigned int y = 0; y < height; y++)
		for (unsigned int x = 0; x < width; x++)
			pixels[y * EDGE + x] = 0x10203 * (y * width + x) | OPAQUE;
}

/* That of the virtio-gpu with the lowest address, whose pointer the host knows */
static bool find_path(char *path, size_t size)
{
	glob_t found;
	bool there;

	there = !glob("/sys/bus/pci/drivers/vp_virtio_gpu/*/videoport/videoport*", 0, NULL, &found);
	if (there)
		snprintf(path, size, "/dev/%s", strrchr(found.gl_pathv[0], '/') + 1);
	globfree(&found);
	return there;
}

FIXTURE(pointer)
{
	int fd;
	struct pointer given;
	unsigned int pixels[PIXELS];
	struct seen before, seen;
};

FIXTURE_SETUP(pointer)
{
	char path[64];

	ASSERT_TRUE(find_path(path, sizeof(path)));
	self->fd = open(path, O_RDWR | O_CLOEXEC);
	ASSERT_LE(0, self->fd);
	colour(&self->given, EDGE, EDGE);
	ASSERT_EQ(0, set(self->fd, &self->given, colour_length(EDGE, EDGE)));
	/* What was sent before has been read when the last is. */
	ASSERT_EQ(0, place(self->fd, 1, 2));
	ASSERT_EQ(0, place(self->fd, 0, 0));
	await(seen_now(&self->before) && !self->before.x && !self->before.y);
}

FIXTURE_TEARDOWN(pointer)
{
	request(self->fd, IOCTL_VIDEO_RESET_DEVICE, NULL, 0, NULL, 0);
	close(self->fd);
}

TEST_F(pointer, capabilities)
{
	VIDEO_POINTER_CAPABILITIES told;

	ASSERT_EQ(0, request(self->fd, IOCTL_VIDEO_QUERY_POINTER_CAPABILITIES, NULL, 0, &told,
			     sizeof(told)));
	EXPECT_EQ(VIDEO_MODE_ASYNC_POINTER | VIDEO_MODE_MONO_POINTER |
		  VIDEO_MODE_COLOR_POINTER, told.Flags);
	EXPECT_EQ(EDGE, told.MaxWidth);
	EXPECT_EQ(EDGE, told.MaxHeight);
}

TEST_F(pointer, a_shape_of_colours)
{
	static const struct { unsigned int width, height; } sizes[] = {
		{ 64, 64 }, { 1, 1 }, { 7, 64 }, { 33, 17 },
	};

	for (unsigned int i = 0; i < 4; i++) {
		unsigned int width = sizes[i].width, height = sizes[i].height;

		colour(&self->given, width, height);
		coloured(self->pixels, width, height);
		ASSERT_EQ(0, set(self->fd, &self->given, colour_length(width, height)));
		ASSERT_TRUE(seen_after(&self->seen, self->before.requests + 1 + i));
		EXPECT_EQ(EDGE, self->seen.width);
		EXPECT_EQ(EDGE, self->seen.height);
		EXPECT_EQ(1, self->seen.shown);
		EXPECT_EQ(seen_sum(self->pixels), self->seen.sum);
	}
}

TEST_F(pointer, its_mask_lets_the_screen_through)
{
	colour(&self->given, EDGE, EDGE);
	coloured(self->pixels, EDGE, EDGE);
	/* The highest bit is the first pixel's. */
	bytes_of(&self->given)[3] = 0x21;
	self->pixels[26] = 0;
	self->pixels[31] = 0;
	ASSERT_EQ(0, set(self->fd, &self->given, colour_length(EDGE, EDGE)));
	ASSERT_TRUE(seen_after(&self->seen, self->before.requests + 1));
	EXPECT_EQ(seen_sum(self->pixels), self->seen.sum);
}

TEST_F(pointer, colours_that_are_half_to_be_seen)
{
	__u8 *pixels = bytes_of(&self->given) + EDGE / 8 * EDGE;

	coloured(self->pixels, EDGE, EDGE);
	for (unsigned int i = 0; i < PIXELS; i++) {
		pixels[4 * i + 3] = i;
		self->pixels[i] = (self->pixels[i] & ~OPAQUE) | i << 24;
	}
	ASSERT_EQ(0, set(self->fd, &self->given, colour_length(EDGE, EDGE)));
	ASSERT_TRUE(seen_after(&self->seen, self->before.requests + 1));
	EXPECT_EQ(seen_sum(self->pixels), self->seen.sum);
}

TEST_F(pointer, a_shape_of_two_colours)
{
	VIDEO_POINTER_ATTRIBUTES *attributes = &self->given.attributes;

	memset(&self->given, 0, sizeof(self->given));
	attributes->Flags = VIDEO_MODE_MONO_POINTER;
	attributes->Width = 8;
	attributes->Height = 2;
	attributes->WidthInBytes = 8;
	attributes->Enable = 1;
	/* Black, white, the screen, the screen turned round, and the rest the screen */
	bytes_of(&self->given)[0] = 0x3f;
	bytes_of(&self->given)[8] = 0xff;
	bytes_of(&self->given)[16] = 0x50;
	self->pixels[0] = OPAQUE;
	self->pixels[1] = WHITE;
	self->pixels[3] = OPAQUE;
	ASSERT_EQ(0, set(self->fd, &self->given, 32));
	ASSERT_TRUE(seen_after(&self->seen, self->before.requests + 1));
	EXPECT_EQ(seen_sum(self->pixels), self->seen.sum);
}

TEST_F(pointer, it_is_moved)
{
	VIDEO_POINTER_POSITION told;
	unsigned int count = self->before.requests;

	ASSERT_EQ(0, place(self->fd, 300, 200));
	ASSERT_TRUE(seen_after(&self->seen, ++count));
	EXPECT_EQ(300, self->seen.x);
	EXPECT_EQ(200, self->seen.y);
	EXPECT_EQ(self->before.sum, self->seen.sum);
	ASSERT_EQ(0, request(self->fd, IOCTL_VIDEO_QUERY_POINTER_POSITION, NULL, 0, &told,
			     sizeof(told)));
	EXPECT_EQ(300, told.Column);
	EXPECT_EQ(200, told.Row);
}

/* More than the queue has room for, and than its indexes count to */
TEST_F(pointer, it_is_moved_often)
{
	unsigned int count = USHRT_MAX + 500;

	for (unsigned int i = 1; i <= count; i++)
		ASSERT_EQ(0, place(self->fd, i % 1000, i % 700));
	ASSERT_TRUE(seen_after(&self->seen, self->before.requests + count));
	EXPECT_EQ(count % 1000, self->seen.x);
	EXPECT_EQ(count % 700, self->seen.y);
}

/* The device has no place outside the screen. */
TEST_F(pointer, over_the_edge)
{
	unsigned int count = self->before.requests;

	ASSERT_EQ(0, place(self->fd, -5, -63));
	ASSERT_TRUE(seen_after(&self->seen, ++count));
	EXPECT_EQ(0, self->seen.x);
	EXPECT_EQ(0, self->seen.y);
	EXPECT_EQ(5, self->seen.hot_x);
	EXPECT_EQ(63, self->seen.hot_y);
	EXPECT_EQ(1, self->seen.shown);

	ASSERT_EQ(0, place(self->fd, SHRT_MIN, 40));
	ASSERT_TRUE(seen_after(&self->seen, ++count));
	EXPECT_EQ(0, self->seen.x);
	EXPECT_EQ(40, self->seen.y);
	EXPECT_EQ(EDGE - 1, self->seen.hot_x);
	EXPECT_EQ(0, self->seen.hot_y);
}

TEST_F(pointer, off_the_screen_and_on_again)
{
	unsigned int count = self->before.requests;

	ASSERT_EQ(0, request(self->fd, IOCTL_VIDEO_DISABLE_POINTER, NULL, 0, NULL, 0));
	ASSERT_TRUE(seen_after(&self->seen, ++count));
	EXPECT_EQ(0, self->seen.shown);
	/* Unseen, it may be moved. */
	ASSERT_EQ(0, place(self->fd, 9, 8));
	ASSERT_EQ(0, request(self->fd, IOCTL_VIDEO_ENABLE_POINTER, NULL, 0, NULL, 0));
	count += 2;
	ASSERT_TRUE(seen_after(&self->seen, count));
	EXPECT_EQ(1, self->seen.shown);
	EXPECT_EQ(9, self->seen.x);
	EXPECT_EQ(8, self->seen.y);
	/* As display drivers hide it */
	ASSERT_EQ(0, place(self->fd, -1, -1));
	ASSERT_TRUE(seen_after(&self->seen, ++count));
	EXPECT_EQ(0, self->seen.shown);
	self->given.attributes.Enable = 0;
	ASSERT_EQ(0, set(self->fd, &self->given, colour_length(EDGE, EDGE)));
	ASSERT_TRUE(seen_after(&self->seen, ++count));
	EXPECT_EQ(0, self->seen.shown);
}

TEST_F(pointer, a_reset_takes_it_away)
{
	ASSERT_EQ(0, request(self->fd, IOCTL_VIDEO_RESET_DEVICE, NULL, 0, NULL, 0));
	ASSERT_TRUE(seen_after(&self->seen, self->before.requests + 1));
	EXPECT_EQ(0, self->seen.shown);
	/* There is nothing to show. */
	EXPECT_NE(0, request(self->fd, IOCTL_VIDEO_ENABLE_POINTER, NULL, 0, NULL, 0));
}

/* The device forgets all that it knew. */
TEST_F(pointer, it_outlives_suspend_to_ram)
{
	if (system("grep -q deep /sys/power/mem_sleep 2>/dev/null"))
		SKIP(return, "no suspend to RAM");
	ASSERT_EQ(0, place(self->fd, 77, 66));
	ASSERT_TRUE(seen_after(&self->seen, self->before.requests + 1));
	if (system("echo deep >/sys/power/mem_sleep && host wakeup 0 >/dev/null"))
		SKIP(return, "no host to end it");
	ASSERT_EQ(0, system("echo mem >/sys/power/state"));
	ASSERT_TRUE(seen_after(&self->seen, self->before.requests + 2));
	EXPECT_EQ(77, self->seen.x);
	EXPECT_EQ(66, self->seen.y);
	EXPECT_EQ(1, self->seen.shown);
	EXPECT_EQ(self->before.sum, self->seen.sum);
}

/* What can't be is refused, and what there was stays. */
TEST_F(pointer, what_cannot_be)
{
	VIDEO_POINTER_ATTRIBUTES *attributes = &self->given.attributes;
	size_t length = colour_length(EDGE, EDGE);

	EXPECT_EQ(EINVAL, set(self->fd, &self->given, length - 1));
	EXPECT_EQ(EINVAL, set(self->fd, &self->given, 0));
	attributes->Width = EDGE + 1;
	EXPECT_EQ(EINVAL, set(self->fd, &self->given, length));
	attributes->Width = 0;
	EXPECT_EQ(EINVAL, set(self->fd, &self->given, length));
	attributes->Width = EDGE;
	attributes->Height = INT_MAX;
	EXPECT_EQ(EINVAL, set(self->fd, &self->given, length));
	attributes->Height = EDGE;
	attributes->Flags = 0;
	EXPECT_EQ(EINVAL, set(self->fd, &self->given, length));
	attributes->Flags = VIDEO_MODE_MONO_POINTER | VIDEO_MODE_COLOR_POINTER;
	EXPECT_EQ(EINVAL, set(self->fd, &self->given, length));
	attributes->Flags = VIDEO_MODE_MONO_POINTER;
	attributes->WidthInBytes = 0x80000000;
	EXPECT_EQ(EINVAL, set(self->fd, &self->given, length));
	attributes->WidthInBytes = 7;
	EXPECT_EQ(EINVAL, set(self->fd, &self->given, length));
	EXPECT_NE(0, request(self->fd, IOCTL_VIDEO_SET_POINTER_POSITION, attributes, 3, NULL, 0));

	ASSERT_EQ(0, place(self->fd, 4, 4));
	ASSERT_TRUE(seen_after(&self->seen, self->before.requests + 1));
	EXPECT_EQ(self->before.sum, self->seen.sum);
}

int main(int argc, char **argv)
{
	char path[64];

	if (!find_path(path, sizeof(path))) {
		printf("1..0 # SKIP no virtio-gpu of vp_virtio_gpu: driver/takeover take\n");
		return KSFT_SKIP;
	}
	if (!seen_by_host()) {
		printf("1..0 # SKIP no host that sees a pointer (selftests/vm/vm --pointer)\n");
		return KSFT_SKIP;
	}
	return test_harness_run(argc, argv);
}
