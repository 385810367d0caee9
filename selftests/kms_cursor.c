// SPDX-License-Identifier: GPL-2.0
/* The cursor plane of a videoport_kms screen, and the pointer that a viewer then sees. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "kms_device.h"
#include "seen.h"
#include "wait.h"

#define WIDTH	640
#define HEIGHT	480
#define EDGE	SEEN_EDGE

FIXTURE(cursor)
{
	struct kms kms;
	const struct drm_mode_modeinfo *mode;
	struct kms_buffer screen, image[2];
	unsigned int pixels[2][SEEN_PIXELS];
	struct seen before, seen;
};

/* An errno, or 0 */
static int set(const struct kms *kms, const struct kms_buffer *image, __u32 edge)
{
	struct drm_mode_cursor cursor = {
		.flags = DRM_MODE_CURSOR_BO,
		.crtc_id = kms->crtc,
		.width = edge,
		.height = edge,
		.handle = image ? image->handle : 0,
	};

	return kms_call(kms, DRM_IOCTL_MODE_CURSOR, &cursor);
}

static int move(const struct kms *kms, int x, int y)
{
	struct drm_mode_cursor cursor = {
		.flags = DRM_MODE_CURSOR_MOVE,
		.crtc_id = kms->crtc,
		.x = x,
		.y = y,
	};

	return kms_call(kms, DRM_IOCTL_MODE_CURSOR, &cursor);
}

static void draw(struct kms_buffer *image, unsigned int *pixels, unsigned int seed)
{
	for (unsigned int i = 0; i < SEEN_PIXELS; i++)
		pixels[i] = (i + seed) * 0x1030509;
	/* Where nothing is to be seen a pixel has no colour. */
	for (unsigned int i = 0; i < SEEN_PIXELS; i++)
		if (!(pixels[i] >> 24))
			pixels[i] = 0;
	for (unsigned int y = 0; y < EDGE; y++)
		memcpy(kms_line(image, y), pixels + y * EDGE, 4 * EDGE);
}

FIXTURE_SETUP(cursor)
{
	ASSERT_EQ(0, kms_open(&self->kms));
	self->mode = kms_mode(&self->kms, WIDTH, HEIGHT);
	ASSERT_NE(NULL, self->mode);
	ASSERT_EQ(0, kms_buffer_make(&self->kms, &self->screen, WIDTH, HEIGHT));
	ASSERT_EQ(0, kms_set(&self->kms, self->mode, self->screen.fb));
	for (int i = 0; i < 2; i++) {
		ASSERT_EQ(0, kms_buffer_make(&self->kms, &self->image[i], EDGE, EDGE));
		draw(&self->image[i], self->pixels[i], 77 * i);
	}
	ASSERT_EQ(0, set(&self->kms, &self->image[0], EDGE));
	ASSERT_EQ(0, move(&self->kms, 11, 12));
	await(seen_now(&self->before) && self->before.x == 11 && self->before.shown);
}

/* A mapping is a file's, too. */
static void leave(int fd, const struct kms_buffer *screen, const struct kms_buffer *image)
{
	munmap(screen->map, screen->size);
	for (int i = 0; i < 2; i++)
		munmap(image[i].map, image[i].size);
	close(fd);
}

FIXTURE_TEARDOWN(cursor)
{
	if (self->kms.fd >= 0)
		leave(self->kms.fd, &self->screen, self->image);
}

TEST_F(cursor, its_image)
{
	EXPECT_EQ(seen_sum(self->pixels[0]), self->before.sum);
	ASSERT_EQ(0, set(&self->kms, &self->image[1], EDGE));
	ASSERT_TRUE(seen_after(&self->seen, self->before.requests + 1));
	EXPECT_EQ(seen_sum(self->pixels[1]), self->seen.sum);
	EXPECT_EQ(11, self->seen.x);
	EXPECT_EQ(12, self->seen.y);
}

/* Neither is its image sent again, nor the screen's. */
TEST_F(cursor, a_move_is_a_move)
{
	unsigned int count = self->before.requests;
	__u64 frames = kms_frames(&self->kms);

	for (int i = 1; i <= 100; i++)
		ASSERT_EQ(0, move(&self->kms, 3 * i, 2 * i));
	ASSERT_TRUE(seen_after(&self->seen, count + 100));
	EXPECT_EQ(300, self->seen.x);
	EXPECT_EQ(200, self->seen.y);
	EXPECT_EQ(self->before.sum, self->seen.sum);
	EXPECT_EQ(frames, kms_frames(&self->kms));
}

TEST_F(cursor, over_the_edge)
{
	ASSERT_EQ(0, move(&self->kms, -7, -20));
	ASSERT_TRUE(seen_after(&self->seen, self->before.requests + 1));
	EXPECT_EQ(7, self->seen.hot_x);
	EXPECT_EQ(20, self->seen.hot_y);
	EXPECT_EQ(1, self->seen.shown);
	/* The one place that means another thing to a miniport */
	ASSERT_EQ(0, move(&self->kms, -1, -1));
	ASSERT_TRUE(seen_after(&self->seen, self->before.requests + 2));
	EXPECT_EQ(1, self->seen.shown);
	EXPECT_EQ(1, self->seen.hot_x);
	/* All of it outside, and back */
	ASSERT_EQ(0, move(&self->kms, -200, 0));
	ASSERT_TRUE(seen_after(&self->seen, self->before.requests + 3));
	EXPECT_EQ(0, self->seen.shown);
	ASSERT_EQ(0, move(&self->kms, WIDTH - 1, HEIGHT - 1));
	ASSERT_TRUE(seen_after(&self->seen, self->before.requests + 4));
	EXPECT_EQ(1, self->seen.shown);
	EXPECT_EQ(WIDTH - 1, self->seen.x);
}

TEST_F(cursor, off_and_on)
{
	ASSERT_EQ(0, set(&self->kms, NULL, 0));
	ASSERT_TRUE(seen_after(&self->seen, self->before.requests + 1));
	EXPECT_EQ(0, self->seen.shown);
	ASSERT_EQ(0, set(&self->kms, &self->image[1], EDGE));
	ASSERT_TRUE(seen_after(&self->seen, self->before.requests + 2));
	EXPECT_EQ(1, self->seen.shown);
	EXPECT_EQ(seen_sum(self->pixels[1]), self->seen.sum);
}

/* With the screen, and with it back again */
TEST_F(cursor, it_goes_with_the_screen)
{
	ASSERT_EQ(0, kms_off(&self->kms));
	await(seen_now(&self->seen) && !self->seen.shown);
	ASSERT_EQ(0, kms_set(&self->kms, self->mode, self->screen.fb));
	ASSERT_EQ(0, set(&self->kms, &self->image[0], EDGE));
	await(seen_now(&self->seen) && self->seen.shown);
	EXPECT_EQ(self->before.sum, self->seen.sum);
}

/* Another mode, and it stays. */
TEST_F(cursor, it_outlives_a_mode)
{
	const struct drm_mode_modeinfo *mode = kms_mode(&self->kms, 800, 600);
	struct kms_buffer screen;

	ASSERT_NE(NULL, mode);
	ASSERT_EQ(0, kms_buffer_make(&self->kms, &screen, 800, 600));
	ASSERT_EQ(0, kms_set(&self->kms, mode, screen.fb));
	ASSERT_EQ(0, move(&self->kms, 700, 500));
	await(seen_now(&self->seen) && self->seen.x == 700);
	EXPECT_EQ(1, self->seen.shown);
	EXPECT_EQ(self->before.sum, self->seen.sum);
	ASSERT_EQ(0, kms_set(&self->kms, self->mode, self->screen.fb));
	EXPECT_EQ(0, kms_buffer_free(&self->kms, &screen));
}

TEST_F(cursor, who_closes_takes_it_along)
{
	leave(self->kms.fd, &self->screen, self->image);
	self->kms.fd = -1;
	await(seen_now(&self->seen) && !self->seen.shown);
}

TEST_F(cursor, what_cannot_be)
{
	struct kms_buffer large;

	ASSERT_EQ(0, kms_buffer_make(&self->kms, &large, 2 * EDGE, 2 * EDGE));
	EXPECT_NE(0, set(&self->kms, &large, 2 * EDGE));
	EXPECT_EQ(0, kms_buffer_free(&self->kms, &large));
	ASSERT_EQ(0, move(&self->kms, 13, 14));
	ASSERT_TRUE(seen_after(&self->seen, self->before.requests + 1));
	EXPECT_EQ(self->before.sum, self->seen.sum);
}

int main(int argc, char **argv)
{
	if (!seen_by_host()) {
		printf("1..0 # SKIP no host that sees a pointer (selftests/vm/vm --pointer)\n");
		return KSFT_SKIP;
	}
	return kms_tests(test_harness_run, argc, argv);
}
