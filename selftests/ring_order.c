// SPDX-License-Identifier: GPL-2.0
/*
 * What a ring's device is told, in which order, and what its answers become: frames
 * free, queued, done and taken. The device, vp_test's, does as it is told, and
 * answers when it is told to; ring_silence has the one that does not.
 */
#define _GNU_SOURCE
#include "klog.h"
#include "ring_fixture.h"

TEST_F(ring, states)
{
	/* Free to queued and on the device */
	ASSERT_EQ(0, present(0, 2));
	EXPECT_EQ(2, held("queued"));
	EXPECT_EQ(EBUSY, present(0, 1));
	EXPECT_EQ(EBUSY, present(1, 1));

	/* Done, but not taken: still the device's */
	ASSERT_EQ(0, device("complete 1"));
	EXPECT_EQ(EBUSY, present(0, 1));

	ASSERT_EQ(1, take(8, 1));
	EXPECT_EQ(0, self->done[0].frame);
	EXPECT_EQ(1000, self->done[0].cookie);
	EXPECT_EQ(1, self->done[0].sequence);
	EXPECT_EQ(0, self->done[0].status);

	/* Free again, while the other is not */
	EXPECT_EQ(EBUSY, present(1, 1));
	EXPECT_EQ(0, present(0, 1));
	ASSERT_EQ(0, device("complete 2"));
	ASSERT_EQ(2, take(8, 2));
	EXPECT_EQ(1, self->done[0].frame);
	EXPECT_EQ(0, self->done[1].frame);
	EXPECT_EQ(3, self->done[1].sequence);
	EXPECT_LE(self->done[0].time_ns, self->done[1].time_ns);
}

TEST_F(ring, a_finished_frame_is_kept_for_its_turn)
{
	ASSERT_EQ(0, present(0, 4));
	ASSERT_EQ(0, device("complete-last 2"));
	nonblock(self->screen.fd, true);
	EXPECT_EQ(-EAGAIN, take(8, 1));
	EXPECT_EQ(0, events(self->screen.fd) & POLLIN);
	EXPECT_EQ(EBUSY, present(3, 1));

	ASSERT_EQ(0, device("complete 1"));
	ASSERT_EQ(1, take(8, 1));
	EXPECT_EQ(0, self->done[0].frame);
	ASSERT_EQ(0, device("complete 1"));
	ASSERT_EQ(3, take(8, 1));
	for (int i = 0; i < 3; i++) {
		EXPECT_EQ(i + 1, self->done[i].frame);
		EXPECT_EQ(i + 2, self->done[i].sequence);
	}
}

TEST_F(ring, an_error_is_one_frames_own)
{
	ASSERT_EQ(0, present(0, 3));
	ASSERT_EQ(0, device("complete 1"));
	ASSERT_EQ(0, device("error 87"));
	ASSERT_EQ(0, device("complete 1"));
	ASSERT_EQ(3, take(8, 3));
	EXPECT_EQ(0, self->done[0].status);
	EXPECT_EQ(-EIO, self->done[1].status);
	EXPECT_EQ(0, self->done[2].status);
	EXPECT_EQ(0, logged("reset", ""));
	EXPECT_EQ(0, present(1, 1));
	ASSERT_EQ(0, device("complete 1"));
	EXPECT_EQ(1, take(8, 1));
}

TEST_F(ring, batch_is_told_at_once)
{
	int doorbells = held("doorbells");

	ASSERT_EQ(0, present(0, 8));
	EXPECT_EQ(7, logged("submit", " more=1 "));
	EXPECT_EQ(1, logged("submit", " more=0 "));
	EXPECT_EQ(1, logged("submit", " frame=7 rect=0,0,100,50 "));
	EXPECT_EQ(1, logged("submit", "more=0 room=1"));
	EXPECT_EQ(doorbells + 1, held("doorbells"));
	ASSERT_EQ(0, device("complete 8"));
	EXPECT_EQ(8, take(8, 8));
}

TEST_F(ring, damage_reaches_the_device)
{
	self->frames[2].x = 7;
	self->frames[2].y = 11;
	self->frames[2].width = 93;
	self->frames[2].height = 39;
	/* The first one has no predecessor to equal outside a rectangle. */
	ASSERT_EQ(0, begin());
	ASSERT_EQ(0, present(2, 1));
	EXPECT_EQ(1, logged("submit", " frame=2 rect=7,11,93,39 "));
	ASSERT_EQ(0, device("complete 1"));
	EXPECT_EQ(1, take(1, 1));
}

/* A rectangle of frame @frame's, as the device is told of it; all of it is 0,0,100,50. */
static int present_part(struct screen *screen, struct videoport_frame *frame)
{
	frame->x = 7;
	frame->y = 11;
	frame->width = 5;
	frame->height = 3;
	return screen_present(screen, frame, 1, NULL, 0, 0);
}

/* Where the screen is not what the program was told, its rectangle is not enough. */
TEST_F(ring, damage_grows)
{
	ASSERT_EQ(0, present_part(&self->screen, &self->frames[0]));
	EXPECT_EQ(1, logged("submit", " frame=0 rect=0,0,100,50 window=0,0,100,50 "));
	ASSERT_EQ(0, device("complete 1"));
	ASSERT_EQ(1, take(8, 1));
	ASSERT_EQ(0, present_part(&self->screen, &self->frames[1]));
	EXPECT_EQ(1, logged("submit", " frame=1 rect=7,11,5,3 window=0,0,100,50 "));

	/* One that waits for room when the one before it fails is made out anew. */
	ASSERT_EQ(0, knob("room", 1));
	ASSERT_EQ(0, present_part(&self->screen, &self->frames[2]));
	ASSERT_EQ(0, device("error 87"));
	ASSERT_EQ(1, take(8, 1));
	EXPECT_EQ(-EIO, self->done[0].status);
	EXPECT_EQ(1, logged("submit", " frame=2 rect=0,0,100,50 "));
}

/* One bad frame among good ones: none is taken, and no number is used up. */
TEST_F(ring, all_or_none)
{
	struct videoport_frame good = self->frames[5];

	ASSERT_EQ(0, present(0, 1));
	self->frames[5].frame = FRAMES;
	EXPECT_EQ(EINVAL, present(2, 6));
	self->frames[5] = good;
	self->frames[5].x = WIDTH;
	self->frames[5].width = 1;
	self->frames[5].height = 1;
	EXPECT_EQ(EINVAL, present(2, 6));
	self->frames[5] = good;
	self->frames[5].flags = 1;
	EXPECT_EQ(EINVAL, present(2, 6));
	self->frames[5] = good;
	self->frames[5].frame = 0;
	EXPECT_EQ(EBUSY, present(2, 6));
	self->frames[5].frame = 3;
	EXPECT_EQ(EBUSY, present(2, 6));
	self->frames[5] = good;

	EXPECT_EQ(1, logged("submit", ""));
	ASSERT_EQ(0, present(2, 6));
	ASSERT_EQ(0, device("complete 7"));
	ASSERT_EQ(7, take(8, 7));
	EXPECT_EQ(7, self->done[6].sequence);
}

/* The port driver keeps what the device has no room for, in order. */
TEST_F(ring, little_room)
{
	struct screen *screen = &self->screen;

	ASSERT_EQ(0, screen_free_ring(screen));
	ASSERT_EQ(0, screen_make_ring(screen, WIDTH, HEIGHT, VIDEOPORT_MAX_FRAMES));
	ASSERT_EQ(0, knob("room", 4));
	ASSERT_EQ(0, present(0, VIDEOPORT_MAX_FRAMES));
	for (int round = 0; round < VIDEOPORT_MAX_FRAMES / 4; round++) {
		EXPECT_EQ(4, held("queued"));
		ASSERT_EQ(0, device("complete 4"));
		/* Somebody has to look: nobody waits yet. */
		ASSERT_EQ(4, take(4, 4));
		for (int i = 0; i < 4; i++)
			EXPECT_EQ(round * 4 + i, self->done[i].frame);
	}
	EXPECT_EQ(0, held("queued"));
	EXPECT_EQ(0, take(1, 0));
}

TEST_F(ring, little_room_at_speed)
{
	EXPECT_EQ(20, rounds_with_little_room(&self->screen, self->frames, self->done));
}

/* Answers to what was never asked, or has been answered */
TEST_F(ring, made_up_answers)
{
	unsigned long long seq[8];
	char text[64];

	ASSERT_EQ(0, present(0, 2));
	ASSERT_EQ(2, sequences(seq, 8));
	for (int bit = 0; bit < 63; bit += 7) {
		snprintf(text, sizeof(text), "inject %llu 0", seq[1] ^ (2ULL << bit));
		ASSERT_EQ(0, device(text));
	}
	snprintf(text, sizeof(text), "inject %llu 0", seq[1] + 1);
	ASSERT_EQ(0, device(text));
	ASSERT_EQ(0, device("inject 0 0"));
	ASSERT_EQ(0, device("inject 18446744073709551615 0"));
	ASSERT_EQ(0, device("interrupt"));
	EXPECT_EQ(0, take(8, 0));

	/* The first again after its answer, with another word */
	ASSERT_EQ(0, device("complete 1"));
	EXPECT_EQ(1, take(8, 1));
	snprintf(text, sizeof(text), "inject %llu 87", seq[0]);
	ASSERT_EQ(0, device(text));
	ASSERT_EQ(0, device("complete 1"));
	ASSERT_EQ(1, take(8, 1));
	EXPECT_EQ(1, self->done[0].frame);
	EXPECT_EQ(0, self->done[0].status);
	EXPECT_EQ(0, take(8, 0));
}

/* Each present comes back to a processor that is as it was. */
TEST_F(ring, spin_lock_that_submit_keeps)
{
	int log = klog_open();

	ASSERT_LE(0, log);
	ASSERT_EQ(0, knob("finish", 1));
	ASSERT_EQ(0, knob("keep_lock", 1));
	EXPECT_EQ(0, present(0, 1));
	EXPECT_EQ(1, klog_count(log, "at IRQL 2 and returned at 2, with a spin lock held"));
	close(log);
	ASSERT_EQ(0, knob("keep_lock", 0));
	/* It can be taken away from this task. */
	usleep(1);
	EXPECT_EQ(0, present(1, 2));
}

/* A batch that ends at the beginning of the port driver's table is one to the device. */
TEST_F(ring, a_batch_that_wraps)
{
	int doorbells;

	ASSERT_EQ(0, screen_free_ring(&self->screen));
	ASSERT_EQ(0, screen_make_ring(&self->screen, WIDTH, HEIGHT, VIDEOPORT_MAX_FRAMES));
	ASSERT_EQ(0, present(0, 40));
	ASSERT_EQ(0, device("complete 40"));
	ASSERT_EQ(40, take(64, 40));
	doorbells = held("doorbells");
	ASSERT_EQ(0, present(0, 40));
	EXPECT_EQ(40, held("queued"));
	EXPECT_EQ(doorbells + 1, held("doorbells"));
	ASSERT_EQ(0, device("complete 40"));
	ASSERT_EQ(40, take(64, 40));
	for (int i = 0; i < 40; i++)
		EXPECT_EQ(i, self->done[i].frame);
}

/* Turn is the miniport's to offer. */
TEST(without_turn)
{
	struct videoport_completion done[VIDEOPORT_MAX_FRAMES];
	struct videoport_frame frames[VIDEOPORT_MAX_FRAMES] = { };
	struct screen screen;
	int doorbells;

	ASSERT_EQ(0, device("knobs"));
	ASSERT_EQ(0, knob("turn", 0));
	ASSERT_EQ(0, edu_rebind(edu_address[0]));
	ASSERT_EQ(0, screen_open(&screen, edu_node()));
	ASSERT_EQ(0, screen_make_ring(&screen, WIDTH, HEIGHT, FRAMES));
	for (int i = 0; i < VIDEOPORT_MAX_FRAMES; i++)
		frames[i].frame = i;
	doorbells = held("doorbells");
	ASSERT_EQ(8, screen_present(&screen, frames, 8, done, 8, 8));
	EXPECT_EQ(doorbells + 1, held("doorbells"));
	EXPECT_EQ(20, rounds_with_little_room(&screen, frames, done));
	EXPECT_EQ(0, close_ring(&screen));
	EXPECT_EQ(0, edu_rebind(edu_address[0]));
}

/* Complete may be called within Submit, and with a lock of the miniport's. */
TEST_F(ring, answers_within_submit)
{
	ASSERT_EQ(0, knob("finish", 1));
	ASSERT_EQ(0, knob("at_once", 1));
	for (int i = 0; i < 20; i++)
		ASSERT_EQ(8, screen_present(&self->screen, self->frames, 8, self->done, 8, 8));
}

TEST_F(ring, complete_under_a_lock)
{
	for (int i = 0; i < FRAMES; i++) {
		ASSERT_EQ(0, present(i, 1));
		/* Has the device say so when the frame is done */
		EXPECT_EQ(0, events(self->screen.fd) & POLLIN);
		ASSERT_EQ(0, device("complete-locked 1"));
		await(!held("done"));
		ASSERT_EQ(1, take(1, 1));
	}
}

int main(int argc, char **argv)
{
	return run_tests(argc, argv);
}
