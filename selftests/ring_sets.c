// SPDX-License-Identifier: GPL-2.0
/*
 * Sets of frames and the one screen, as the device is told of them: attached, shown,
 * detached, refused.
 */
#define _GNU_SOURCE
#include "klog.h"
#include "ring_fixture.h"

TEST_F(ring, geometry)
{
	struct videoport_query query;

	ASSERT_EQ(0, ioctl(self->screen.fd, VIDEOPORT_IOC_QUERY, &query));
	EXPECT_STREQ("vp_test", query.driver);
	EXPECT_STREQ(edu_address[0], query.bus_id);
	EXPECT_EQ(VIDEOPORT_CAP_RING, query.caps);
	EXPECT_EQ(3, query.modes);
	EXPECT_EQ(1, query.preferred_mode);
	EXPECT_EQ(4096, query.max_width);
	EXPECT_EQ(4096, query.max_height);
	/* The miniport chose it: a multiple of 64. */
	EXPECT_EQ(448, self->screen.ring.pitch);
	EXPECT_EQ(1, logged("attach", " 100x50 frames=8 "));
	/* Nothing is shown before the first present. */
	EXPECT_EQ(0, held("shown"));
}

TEST_F(ring, too_large_for_the_device)
{
	struct videoport_ring ring = {
		.width = 4097, .height = 16, .frames = 2, .format = VIDEOPORT_FORMAT_XRGB8888,
	};
	int fd = open(edu_node(), O_RDWR);

	ASSERT_LE(0, fd);
	EXPECT_EQ(-1, ioctl(fd, VIDEOPORT_IOC_RING, &ring));
	EXPECT_EQ(EINVAL, errno);
	ring.width = 16;
	ring.height = 4097;
	EXPECT_EQ(-1, ioctl(fd, VIDEOPORT_IOC_RING, &ring));
	EXPECT_EQ(EINVAL, errno);
	/* 64 MiB each: 32 of them are more than a set may have. */
	ring.width = 4096;
	ring.height = 4096;
	ring.frames = 32;
	EXPECT_EQ(-1, ioctl(fd, VIDEOPORT_IOC_RING, &ring));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(1, logged("attach", ""));
	close(fd);
}

TEST_F(ring, free_with_frames_in_flight)
{
	ASSERT_EQ(0, present(0, 8));
	ASSERT_EQ(0, screen_free_ring(&self->screen));
	EXPECT_EQ(0, held("sets"));
	EXPECT_EQ(0, held("shown"));
	EXPECT_EQ(0, held("queued"));
	/* Dark first, then detached */
	EXPECT_EQ(1, logged("dark", "status=0"));
	EXPECT_EQ(1, logged("detach", ""));
	EXPECT_EQ(0, logged("reset", ""));
	ASSERT_EQ(0, screen_make_ring(&self->screen, WIDTH, HEIGHT, FRAMES));
	/* A new ring counts from 1 again, and knows nothing of the old frames. */
	ASSERT_EQ(0, present(0, 1));
	ASSERT_EQ(0, device("complete 1"));
	ASSERT_EQ(1, take(8, 1));
	EXPECT_EQ(1, self->done[0].sequence);
}

TEST_F(ring, one_display)
{
	struct screen second;
	struct videoport_frame frame = { .frame = 0 };

	ASSERT_EQ(0, screen_open(&second, edu_node()));
	ASSERT_EQ(0, screen_make_ring(&second, WIDTH, HEIGHT, 2));
	EXPECT_EQ(2, held("sets"));
	/* Whoever presents first has it. */
	ASSERT_EQ(0, present(0, 1));
	EXPECT_EQ(-1, screen_present(&second, &frame, 1, NULL, 0, 0));
	EXPECT_EQ(EBUSY, errno);
	ASSERT_EQ(0, device("complete 1"));
	ASSERT_EQ(1, take(1, 1));
	EXPECT_EQ(-1, screen_present(&second, &frame, 1, NULL, 0, 0));
	EXPECT_EQ(EBUSY, errno);

	ASSERT_EQ(0, screen_free_ring(&self->screen));
	ASSERT_EQ(0, screen_present(&second, &frame, 1, NULL, 0, 0));
	EXPECT_EQ(1, held("queued"));
	EXPECT_EQ(1, held("sets"));
	ASSERT_EQ(0, screen_make_ring(&self->screen, WIDTH, HEIGHT, FRAMES));
	EXPECT_EQ(EBUSY, present(0, 1));
	screen_close(&second);
	ASSERT_EQ(0, device("knobs"));
	EXPECT_EQ(0, screen_show(&self->screen, 0));
}

TEST_F(ring, one_ring_a_file)
{
	struct videoport_ring ring = self->screen.ring;

	EXPECT_EQ(-1, ioctl(self->screen.fd, VIDEOPORT_IOC_RING, &ring));
	EXPECT_EQ(EBUSY, errno);
	EXPECT_EQ(1, held("sets"));
}

TEST_F(ring, the_device_refuses_a_set)
{
	struct screen second;
	unsigned long long before;

	ASSERT_EQ(0, screen_open(&second, edu_node()));
	before = room(second.fd);
	ASSERT_EQ(0, knob("refuse_attach", 1));
	EXPECT_EQ(-1, screen_make_ring(&second, WIDTH, HEIGHT, 4));
	EXPECT_EQ(ENOSPC, errno);
	EXPECT_EQ(before, room(second.fd));
	EXPECT_EQ(1, held("sets"));
	EXPECT_EQ(0, logged("reset", ""));
	ASSERT_EQ(0, knob("refuse_attach", 0));
	screen_close(&second);
}

/* As many as the device takes at a time, which the log tells */
TEST(sets_up_to_a_limit)
{
	struct screen screens[3];
	int log;

	ASSERT_EQ(0, device("knobs"));
	ASSERT_EQ(0, knob("max_sets", 2));
	ASSERT_EQ(0, edu_rebind(edu_address[0]));
	for (int i = 0; i < 3; i++)
		ASSERT_EQ(0, screen_open(&screens[i], edu_node()));
	ASSERT_EQ(0, screen_make_ring(&screens[0], WIDTH, HEIGHT, 2));
	ASSERT_EQ(0, screen_make_ring(&screens[1], WIDTH, HEIGHT, 2));
	log = klog_open();
	ASSERT_LE(0, log);
	EXPECT_EQ(-1, screen_make_ring(&screens[2], WIDTH, HEIGHT, 2));
	EXPECT_EQ(ENOSPC, errno);
	EXPECT_EQ(1, klog_count(log, "the device takes 2 sets of frames at a time"));
	close(log);
	ASSERT_EQ(0, screen_free_ring(&screens[0]));
	EXPECT_EQ(0, screen_make_ring(&screens[2], WIDTH, HEIGHT, 2));
	for (int i = 0; i < 3; i++)
		screen_close(&screens[i]);
	ASSERT_EQ(0, device("knobs"));
	EXPECT_EQ(0, edu_rebind(edu_address[0]));
}

/* The memory of a set is kept until the device has let go of it, and nobody waits. */
TEST_F(ring, kept_until_let_go_of)
{
	unsigned long long before, bytes = screen_ring_bytes(&self->screen);
	int fd = open(edu_node(), O_RDWR);

	ASSERT_LE(0, fd);
	before = room(fd);
	ASSERT_EQ(0, knob("keep_sets", 1));
	munmap(self->screen.map, bytes);
	self->screen.map = NULL;
	ASSERT_EQ(0, close(self->screen.fd));
	await_logged("detach", "", 1);
	EXPECT_EQ(1, held("sets"));
	EXPECT_EQ(before, room(fd));
	ASSERT_EQ(0, device("release"));
	await(room(fd) != before);
	EXPECT_EQ(before + bytes, room(fd));
	EXPECT_EQ(0, held("sets"));
	EXPECT_EQ(0, logged("reset", ""));
	/* Teardown closes this one. */
	self->screen.fd = fd;
}

/* No answer will come: the device is reset, and the others' sets are there again. */
TEST_F(ring, a_set_that_is_not_let_go_of)
{
	char path[128], counters[256];
	unsigned long long before;
	struct screen second;

	snprintf(path, sizeof(path), "/sys/kernel/debug/videoport/%s/counters", edu_address[0]);
	ASSERT_EQ(0, screen_open(&second, edu_node()));
	before = room(second.fd);
	ASSERT_EQ(0, screen_make_ring(&second, WIDTH, HEIGHT, 4));
	ASSERT_EQ(0, knob("refuse_detach", 1));
	munmap(second.map, screen_ring_bytes(&second));
	second.map = NULL;
	screen_close(&second);
	await_logged("detach", "", 1);
	/* Asks the miniport, too, and so not before that. */
	ASSERT_EQ(0, file_read(path, counters, sizeof(counters)));
	EXPECT_EQ(1, logged("reset", "status=0"));
	await(room(self->screen.fd) == before);
	EXPECT_EQ(1, held("sets"));
	ASSERT_EQ(0, knob("finish", 1));
	EXPECT_EQ(0, screen_show(&self->screen, 0));
}

static bool is_held(void)
{
	char text[8];

	edu_read("held", text, sizeof(text));
	return *text == 'Y';
}

/* Who takes the screen while it goes dark is seen when it has. */
TEST_F(ring, dark_before_the_next_frame)
{
	struct videoport_frame frame = { .frame = 0 };
	struct screen second;

	ASSERT_EQ(0, screen_open(&second, edu_node()));
	ASSERT_EQ(0, screen_make_ring(&second, WIDTH, HEIGHT, 2));
	ASSERT_EQ(0, begin());
	ASSERT_EQ(0, knob("hold", 1));
	munmap(self->screen.map, screen_ring_bytes(&self->screen));
	self->screen.map = NULL;
	ASSERT_EQ(0, close(self->screen.fd));
	await(is_held());
	EXPECT_EQ(0, screen_present(&second, &frame, 1, NULL, 0, 0));
	EXPECT_EQ(0, held("queued"));
	ASSERT_EQ(0, knob("hold", 0));
	await(held("queued") == 1);
	/* Teardown closes this one. */
	self->screen = second;
}

/* Fewer pieces than a ring is made of; the limit is read when it is bound. */
TEST(too_many_pieces)
{
	struct screen screen;
	unsigned long long before;

	ASSERT_EQ(0, device("knobs"));
	ASSERT_EQ(0, knob("max_pieces", 3));
	ASSERT_EQ(0, edu_rebind(edu_address[0]));
	ASSERT_EQ(0, screen_open(&screen, edu_node()));
	before = room(screen.fd);
	EXPECT_EQ(-1, screen_make_ring(&screen, 1024, 1024, 4));
	EXPECT_NE(0, errno);
	EXPECT_EQ(before, room(screen.fd));
	EXPECT_EQ(0, held("sets"));
	EXPECT_EQ(0, screen_make_ring(&screen, 64, 64, 2));
	screen_close(&screen);
	ASSERT_EQ(0, device("knobs"));
	EXPECT_EQ(0, edu_rebind(edu_address[0]));
}

int main(int argc, char **argv)
{
	return run_tests(argc, argv);
}
