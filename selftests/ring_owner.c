// SPDX-License-Identifier: GPL-2.0
/*
 * Who has a real device's screen, and that it can be had again: a ring freed or its
 * file closed with frames on their way.
 */
#define _GNU_SOURCE
#include <stdbool.h>

#include "device_fixture.h"
#include "edu.h"

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

static bool says(const struct screen *screen, const char *line)
{
	char path[64], text[1024];

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", screen->fd);
	return !file_read(path, text, sizeof(text)) && strstr(text, line);
}

/* EBUSY's owner can be found. */
TEST_F(ring, display_owner_is_told)
{
	struct screen other;

	ASSERT_EQ(0, screen_open(&other, device_path()));
	EXPECT_FALSE(says(&other, "videoport-screen:"));
	ASSERT_EQ(0, screen_make_ring(&other, 320, 240, 2));
	EXPECT_TRUE(says(&self->screen, "\nvideoport-frames:\t3\nvideoport-size:\t640x480\n"));
	EXPECT_TRUE(says(&self->screen, "\nvideoport-screen:\tno\n"));
	ASSERT_EQ(0, screen_show(&self->screen, 0));
	EXPECT_TRUE(says(&self->screen, "\nvideoport-screen:\tyes\n"));
	EXPECT_TRUE(says(&other, "\nvideoport-screen:\tno\n"));
	screen_close(&other);
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

int main(int argc, char **argv)
{
	return run_tests(argc, argv);
}
