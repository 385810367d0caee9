// SPDX-License-Identifier: GPL-2.0
/*
 * A ring of a device that reads a frame for as long as it is shown.
 */
#define _GNU_SOURCE
#include "ring_fixture.h"

TEST_F(scanout, query)
{
	struct videoport_query query;

	ASSERT_EQ(0, ioctl(self->screen.fd, VIDEOPORT_IOC_QUERY, &query));
	EXPECT_EQ(VIDEOPORT_CAP_RING | VIDEOPORT_CAP_SCANS_OUT, query.caps);
}

TEST_F(scanout, done_when_the_successor_is_shown)
{
	ASSERT_EQ(0, present(0, 1));
	ASSERT_EQ(0, device("complete 1"));
	/* Shown, and the last: nothing more can come. */
	EXPECT_EQ(0, take(8, 1));
	EXPECT_EQ(EBUSY, present(0, 1));

	ASSERT_EQ(0, present(1, 1));
	EXPECT_EQ(0, take(8, 0));
	ASSERT_EQ(0, device("complete 1"));
	ASSERT_EQ(1, take(8, 1));
	EXPECT_EQ(0, self->done[0].frame);
	EXPECT_EQ(EBUSY, present(1, 1));

	/* Three in turn, the first of them free when the second is shown */
	ASSERT_EQ(0, present(2, 3));
	ASSERT_EQ(0, device("complete 3"));
	ASSERT_EQ(3, take(8, 3));
	EXPECT_EQ(1, self->done[0].frame);
	EXPECT_EQ(3, self->done[2].frame);
	EXPECT_EQ(EBUSY, present(4, 1));
	EXPECT_EQ(0, take(8, 8));
}

TEST_F(scanout, waiting_for_a_successor)
{
	pid_t child;

	ASSERT_EQ(0, present(0, 3));
	child = when_asleep("complete 3", 1);
	ASSERT_EQ(2, take(8, 3));
	EXPECT_EQ(0, ended(child));
	child = when_asleep("complete 1", 1);
	ASSERT_EQ(1, screen_present(&self->screen, &self->frames[3], 1, self->done, 8, 1));
	EXPECT_EQ(2, self->done[0].frame);
	EXPECT_EQ(0, ended(child));
}

/* A frame with an error was never shown, so it is done at once. */
TEST_F(scanout, error)
{
	ASSERT_EQ(0, present(0, 2));
	ASSERT_EQ(0, device("complete 1"));
	ASSERT_EQ(0, device("error 87"));
	/* The first is on the screen still, and order is kept. */
	EXPECT_EQ(0, take(8, 0));
	ASSERT_EQ(0, present(2, 1));
	ASSERT_EQ(0, device("complete 1"));
	ASSERT_EQ(2, take(8, 2));
	EXPECT_EQ(0, self->done[0].status);
	EXPECT_EQ(-EIO, self->done[1].status);
	EXPECT_EQ(EBUSY, present(2, 1));
	EXPECT_EQ(0, present(1, 1));
}

TEST_F(scanout, free)
{
	ASSERT_EQ(0, present(0, 3));
	ASSERT_EQ(0, device("complete 1"));
	ASSERT_EQ(0, screen_free_ring(&self->screen));
	EXPECT_EQ(0, held("sets"));
	EXPECT_EQ(0, held("shown"));
	ASSERT_EQ(0, screen_make_ring(&self->screen, WIDTH, HEIGHT, FRAMES));
}

int main(int argc, char **argv)
{
	return run_tests(argc, argv);
}
