// SPDX-License-Identifier: GPL-2.0
/*
 * Presents to a real device: frames and damage, good and bad, and that nothing has
 * changed after an error.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <stdint.h>
#include <time.h>

#include "device_fixture.h"

static __u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
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

int main(int argc, char **argv)
{
	return run_tests(argc, argv);
}
