// SPDX-License-Identifier: GPL-2.0
/*
 * A DRM device of videoport_kms as a program finds it: dumb buffers, modes, damage,
 * flips and their events, atomic commits, and who has the screen. kms.sh looks at what
 * the screen shows.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "edu.h"
#include "harness.h"
#include "kms_device.h"
#include "screen.h"
#include "wait.h"

#define WIDTH	640
#define HEIGHT	480

/* A mode is set, of two buffers the first is shown. */
FIXTURE(kms)
{
	struct kms kms;
	const struct drm_mode_modeinfo *mode;
	struct kms_buffer buffer[2];
};

FIXTURE_SETUP(kms)
{
	ASSERT_EQ(0, kms_open(&self->kms));
	self->mode = kms_mode(&self->kms, WIDTH, HEIGHT);
	ASSERT_NE(NULL, self->mode);
	for (int i = 0; i < 2; i++)
		ASSERT_EQ(0, kms_buffer_make(&self->kms, &self->buffer[i], WIDTH, HEIGHT));
	ASSERT_EQ(0, kms_set(&self->kms, self->mode, self->buffer[0].fb));
}

FIXTURE_TEARDOWN(kms)
{
	for (int i = 0; i < 2; i++)
		if (self->buffer[i].map)
			munmap(self->buffer[i].map, self->buffer[i].size);
	close(self->kms.fd);
}

TEST_F(kms, every_mode_can_be_set)
{
	struct drm_mode_crtc now = { .crtc_id = self->kms.crtc };
	struct kms_buffer buffer;

	ASSERT_LT(1, self->kms.count);
	EXPECT_EQ(DRM_MODE_TYPE_PREFERRED,
		  self->kms.modes[0].type & DRM_MODE_TYPE_PREFERRED);
	for (unsigned int i = 0; i < self->kms.count; i++) {
		const struct drm_mode_modeinfo *mode = &self->kms.modes[i];

		ASSERT_EQ(0, kms_buffer_make(&self->kms, &buffer, mode->hdisplay,
					     mode->vdisplay));
		EXPECT_EQ(0, kms_set(&self->kms, mode, buffer.fb));
		EXPECT_EQ(0, kms_call(&self->kms, DRM_IOCTL_MODE_GETCRTC, &now));
		EXPECT_EQ(mode->hdisplay, now.mode.hdisplay);
		EXPECT_EQ(mode->vdisplay, now.mode.vdisplay);
		EXPECT_EQ(buffer.fb, now.fb_id);
		EXPECT_EQ(0, kms_buffer_free(&self->kms, &buffer));
	}
}

TEST_F(kms, a_buffer_is_zero_and_keeps_what_is_written)
{
	struct kms_buffer *buffer = &self->buffer[1];

	EXPECT_LE((__u64)buffer->pitch * HEIGHT, buffer->size);
	for (unsigned int y = 0; y < HEIGHT; y++)
		for (unsigned int x = 0; x < WIDTH; x++) {
			ASSERT_EQ(0, kms_line(buffer, y)[x]);
			kms_line(buffer, y)[x] = y * WIDTH + x;
		}
	/* A part of a mapping is of the same buffer after the part before it has gone. */
	ASSERT_EQ(0, munmap(buffer->map, 4096));
	EXPECT_EQ(HEIGHT / 2 * WIDTH, kms_line(buffer, HEIGHT / 2)[0]);
	EXPECT_EQ((HEIGHT - 1) * WIDTH, kms_line(buffer, HEIGHT - 1)[0]);
}

TEST_F(kms, a_buffer_has_no_private_mapping)
{
	struct drm_mode_map_dumb offset = { .handle = self->buffer[0].handle };

	ASSERT_EQ(0, kms_call(&self->kms, DRM_IOCTL_MODE_MAP_DUMB, &offset));
	EXPECT_EQ(MAP_FAILED, mmap(NULL, self->buffer[0].size, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE, self->kms.fd, offset.offset));
	EXPECT_EQ(EINVAL, errno);
}

TEST_F(kms, a_frame_buffer_lies_within_its_dumb_buffer)
{
	struct kms_buffer part = self->buffer[1];
	__u32 half = part.pitch * HEIGHT / 2;

	EXPECT_EQ(0, kms_buffer_add(&self->kms, &part, WIDTH / 2, HEIGHT / 2, half + 4 * 100));
	EXPECT_NE(0, kms_buffer_add(&self->kms, &part, WIDTH, HEIGHT / 2, half + 4));
	/* Its lines would begin anew in those of the buffer. */
	EXPECT_EQ(-EINVAL, kms_buffer_add(&self->kms, &part, WIDTH, HEIGHT / 2, 4));
	EXPECT_NE(0, kms_buffer_add(&self->kms, &part, WIDTH, HEIGHT, half));
	EXPECT_NE(0, kms_buffer_add(&self->kms, &part, WIDTH, HEIGHT / 2, 2));
	part.pitch /= 2;
	EXPECT_EQ(-EINVAL, kms_buffer_add(&self->kms, &part, WIDTH / 2, HEIGHT / 2, 0));
}

TEST_F(kms, damage)
{
	struct drm_clip_rect clip = { 10, 10, 20, 20 }, outside = { 700, 500, 800, 600 };

	EXPECT_EQ(0, kms_dirty(&self->kms, self->buffer[0].fb, &clip));
	EXPECT_EQ(0, kms_dirty(&self->kms, self->buffer[0].fb, NULL));
	EXPECT_EQ(0, kms_dirty(&self->kms, self->buffer[0].fb, &outside));
	/* Not shown */
	EXPECT_EQ(0, kms_dirty(&self->kms, self->buffer[1].fb, &clip));
	EXPECT_EQ(-ENOENT, kms_dirty(&self->kms, 12345, &clip));
	for (int i = 0; i < 500; i++)
		ASSERT_EQ(0, kms_dirty(&self->kms, self->buffer[0].fb, &clip));
}

TEST_F(kms, each_flip_has_one_event)
{
	__u64 user;

	for (__u64 i = 0; i < 100; i++) {
		ASSERT_EQ(0, kms_flip(&self->kms, self->buffer[i % 2].fb, 1000 + i));
		ASSERT_EQ(0, kms_event(&self->kms, &user));
		ASSERT_EQ(1000 + i, user);
		ASSERT_FALSE(kms_event_waits(&self->kms));
	}
}

TEST_F(kms, flips_and_damage_in_turn)
{
	struct drm_clip_rect clip = { 10, 10, 20, 20 };
	__u64 user;

	for (__u64 i = 0; i < 100; i++) {
		ASSERT_EQ(0, kms_flip(&self->kms, self->buffer[i % 2].fb, i));
		ASSERT_EQ(0, kms_dirty(&self->kms, self->buffer[i % 2].fb, &clip));
		ASSERT_EQ(0, kms_event(&self->kms, &user));
		ASSERT_EQ(i, user);
	}
	EXPECT_FALSE(kms_event_waits(&self->kms));
}

/* The old one may go at once, as its event may be on its way yet. */
TEST_F(kms, a_buffer_goes_while_it_is_flipped)
{
	struct kms_buffer other;
	__u64 user;

	for (__u64 i = 0; i < 50; i++) {
		ASSERT_EQ(0, kms_buffer_make(&self->kms, &other, WIDTH, HEIGHT));
		ASSERT_EQ(0, kms_flip(&self->kms, other.fb, i));
		/* A buffer that is shown takes the screen with it. */
		ASSERT_EQ(0, kms_buffer_free(&self->kms, &other));
		ASSERT_EQ(0, kms_event(&self->kms, &user));
		ASSERT_EQ(i, user);
		ASSERT_EQ(0, kms_set(&self->kms, self->mode, self->buffer[0].fb));
	}
	EXPECT_FALSE(kms_event_waits(&self->kms));
}

TEST_F(kms, close_while_flipping)
{
	for (int i = 0; i < 20; i++) {
		ASSERT_EQ(0, kms_flip(&self->kms, self->buffer[1].fb, 1));
		for (int b = 0; b < 2; b++)
			ASSERT_EQ(0, munmap(self->buffer[b].map, self->buffer[b].size));
		ASSERT_EQ(0, close(self->kms.fd));
		ASSERT_EQ(0, kms_open(&self->kms));
		for (int b = 0; b < 2; b++)
			ASSERT_EQ(0, kms_buffer_make(&self->kms, &self->buffer[b], WIDTH,
						     HEIGHT));
		ASSERT_EQ(0, kms_set(&self->kms, self->mode, self->buffer[0].fb));
	}
}

/* A frame buffer from a place on that may lie between two pixels, in 65,536ths of one */
static int commit_from(const struct kms *kms, __u32 fb, __u32 x)
{
	__u32 object = kms->plane, count = 2;
	__u32 properties[] = {
		kms_property(kms, kms->plane, DRM_MODE_OBJECT_PLANE, "FB_ID"),
		kms_property(kms, kms->plane, DRM_MODE_OBJECT_PLANE, "SRC_X"),
	};
	__u64 values[] = { fb, x };
	struct drm_mode_atomic atomic = {
		.count_objs = 1,
		.objs_ptr = (unsigned long)&object,
		.count_props_ptr = (unsigned long)&count,
		.props_ptr = (unsigned long)properties,
		.prop_values_ptr = (unsigned long)values,
	};

	return kms_call(kms, DRM_IOCTL_MODE_ATOMIC, &atomic);
}

/* Xorg tries a device so, and no miniport has frames so small. */
TEST_F(kms, a_buffer_of_one_pixel)
{
	struct kms_buffer buffer;

	ASSERT_EQ(0, kms_buffer_make(&self->kms, &buffer, 1, 1));
	EXPECT_LE(4, buffer.pitch);
	EXPECT_LE(4, buffer.size);
	kms_line(&buffer, 0)[0] = 1;
	EXPECT_EQ(0, kms_buffer_free(&self->kms, &buffer));
}

/* It comes to the screen, though what DRM calls damaged is larger than that. */
TEST_F(kms, a_part_between_two_pixels)
{
	struct kms_buffer wide;
	__u64 frames;

	ASSERT_EQ(0, kms_buffer_make(&self->kms, &wide, WIDTH + 1, HEIGHT));
	frames = kms_frames(&self->kms);
	ASSERT_EQ(0, commit_from(&self->kms, wide.fb, 0x8000));
	await(kms_frames(&self->kms) > frames);
	ASSERT_EQ(0, commit_from(&self->kms, self->buffer[0].fb, 0));
	EXPECT_EQ(0, kms_buffer_free(&self->kms, &wide));
}

TEST_F(kms, atomic_commits)
{
	const __u32 nonblock = DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT;
	struct drm_mode_crtc now = { .crtc_id = self->kms.crtc };
	__u64 user;

	EXPECT_EQ(0, kms_commit(&self->kms, DRM_MODE_ATOMIC_TEST_ONLY, self->buffer[1].fb, 0));
	ASSERT_EQ(0, kms_call(&self->kms, DRM_IOCTL_MODE_GETCRTC, &now));
	EXPECT_EQ(self->buffer[0].fb, now.fb_id);
	EXPECT_NE(0, kms_commit(&self->kms, 0, 12345, 0));
	EXPECT_EQ(0, kms_commit(&self->kms, 0, self->buffer[1].fb, 0));
	ASSERT_EQ(0, kms_call(&self->kms, DRM_IOCTL_MODE_GETCRTC, &now));
	EXPECT_EQ(self->buffer[1].fb, now.fb_id);
	for (__u64 i = 0; i < 100; i++) {
		ASSERT_EQ(0, kms_commit(&self->kms, nonblock, self->buffer[i % 2].fb, i));
		ASSERT_EQ(0, kms_event(&self->kms, &user));
		ASSERT_EQ(i, user);
	}
	EXPECT_FALSE(kms_event_waits(&self->kms));
}

/* It comes with the event, for who waits elsewhere. */
TEST_F(kms, a_fence_of_a_commit)
{
	__u32 objects[] = { self->kms.plane, self->kms.crtc }, counts[] = { 1, 1 };
	__s32 fence = -1;
	__u32 properties[] = {
		self->kms.fb_id,
		kms_property(&self->kms, self->kms.crtc, DRM_MODE_OBJECT_CRTC, "OUT_FENCE_PTR"),
	};
	__u64 user, values[] = { self->buffer[1].fb, (unsigned long)&fence };
	struct drm_mode_atomic atomic = {
		.flags = DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT,
		.count_objs = 2,
		.objs_ptr = (unsigned long)objects,
		.count_props_ptr = (unsigned long)counts,
		.props_ptr = (unsigned long)properties,
		.prop_values_ptr = (unsigned long)values,
		.user_data = 5,
	};
	struct pollfd poll_for;

	ASSERT_EQ(0, kms_call(&self->kms, DRM_IOCTL_MODE_ATOMIC, &atomic));
	ASSERT_LE(0, fence);
	poll_for = (struct pollfd){ .fd = fence, .events = POLLIN };
	EXPECT_EQ(1, poll(&poll_for, 1, -1));
	ASSERT_EQ(0, kms_event(&self->kms, &user));
	EXPECT_EQ(5, user);
	EXPECT_EQ(0, close(fence));
}

/* An event also for the same buffer again */
TEST_F(kms, an_event_without_another_buffer)
{
	__u64 user;

	for (__u64 i = 0; i < 20; i++) {
		ASSERT_EQ(0, kms_flip(&self->kms, self->buffer[0].fb, i));
		ASSERT_EQ(0, kms_event(&self->kms, &user));
		ASSERT_EQ(i, user);
	}
	EXPECT_FALSE(kms_event_waits(&self->kms));
}

#define MANY	100
#define CAP	"/sys/module/videoport/parameters/ring_bytes_max"

static int show_each(const struct kms *kms, const struct drm_mode_modeinfo *mode,
		     struct kms_buffer *buffers)
{
	__u64 user;

	if (kms_set(kms, mode, buffers[0].fb))
		return __LINE__;
	for (unsigned int i = 0; i < MANY; i++)
		if (kms_flip(kms, buffers[i].fb, i) || kms_event(kms, &user) || user != i)
			return __LINE__;
	return kms_off(kms) ? __LINE__ : 0;
}

/* Each in its turn, as the screen has one owner */
static int present_each(struct screen *screens)
{
	for (unsigned int i = 0; i < MANY; i++)
		if (screen_show(&screens[i], 1) || screen_free_ring(&screens[i]))
			return __LINE__;
	return 0;
}

/* Rings of as many programs, and a program's buffers, up to all that there may be */
TEST_F(kms, a_hundred_rings_beside_a_hundred_buffers)
{
	struct kms_buffer *buffers = calloc(MANY, sizeof(*buffers)), more;
	struct screen *screens = calloc(MANY, sizeof(*screens)), other;
	char cap[32];

	ASSERT_TRUE(buffers && screens);
	ASSERT_EQ(0, file_read(CAP, cap, sizeof(cap)));
	for (int i = 0; i < MANY; i++) {
		ASSERT_EQ(0, screen_open(&screens[i], self->kms.node));
		ASSERT_EQ(0, screen_make_ring(&screens[i], 64, 64, 2));
		ASSERT_EQ(0, kms_buffer_make(&self->kms, &buffers[i], WIDTH, HEIGHT));
	}
	ASSERT_EQ(0, screen_open(&other, self->kms.node));
	/* No more than there is already */
	ASSERT_EQ(0, file_write(CAP, "1"));
	EXPECT_EQ(-ENOMEM, kms_buffer_make(&self->kms, &more, WIDTH, HEIGHT));
	EXPECT_EQ(-1, screen_make_ring(&other, 64, 64, 2));
	EXPECT_EQ(ENOMEM, errno);
	EXPECT_EQ(0, show_each(&self->kms, self->mode, buffers));
	EXPECT_EQ(0, present_each(screens));
	ASSERT_EQ(0, file_write(CAP, cap));
	EXPECT_EQ(0, screen_make_ring(&other, 64, 64, 2));
	screen_close(&other);
	for (int i = 0; i < MANY; i++) {
		screen_close(&screens[i]);
		EXPECT_EQ(0, kms_buffer_free(&self->kms, &buffers[i]));
	}
	ASSERT_EQ(0, kms_set(&self->kms, self->mode, self->buffer[0].fb));
}

TEST_F(kms, the_screen_is_a_rings_or_ours)
{
	struct videoport_frame frame = { .frame = 0 };
	struct screen screen;

	ASSERT_EQ(0, screen_open(&screen, self->kms.node));
	ASSERT_EQ(0, screen_make_ring(&screen, WIDTH, HEIGHT, 2));
	EXPECT_EQ(-1, screen_present(&screen, &frame, 1, NULL, 0, 0));
	EXPECT_EQ(EBUSY, errno);
	ASSERT_EQ(0, kms_off(&self->kms));
	EXPECT_EQ(0, screen_show(&screen, 0));
	EXPECT_EQ(-EBUSY, kms_set(&self->kms, self->mode, self->buffer[0].fb));
	ASSERT_EQ(0, screen_free_ring(&screen));
	EXPECT_EQ(0, kms_set(&self->kms, self->mode, self->buffer[0].fb));
	screen_close(&screen);
}

int main(int argc, char **argv)
{
	return kms_tests(test_harness_run, argc, argv);
}
