// SPDX-License-Identifier: GPL-2.0
/*
 * The ring's states, order and errors, with a device that does as it is told, and
 * answers when it is told to. ring_silence has the one that does not.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/time.h>

#include "klog.h"
#include "ring_fixture.h"

static const char *last_submit(void)
{
	const char *at, *last = "";

	for (at = read_log(); (at = strstr(at, "submit ")); at++)
		last = at;
	return last;
}

static int nonblock(int fd, bool on)
{
	int flags = fcntl(fd, F_GETFL);

	return fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
}

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
	struct screen *screen = &self->screen;

	ASSERT_EQ(0, screen_free_ring(screen));
	ASSERT_EQ(0, screen_make_ring(screen, WIDTH, HEIGHT, VIDEOPORT_MAX_FRAMES));
	ASSERT_EQ(0, knob("room", 3));
	ASSERT_EQ(0, knob("finish", 1));
	for (int round = 0; round < 20; round++) {
		ASSERT_EQ(64, screen_present(screen, self->frames, 64, self->done, 64, 64));
		for (int i = 0; i < 64; i++)
			ASSERT_EQ(i, self->done[i].frame);
	}
}

/* Nobody waits: no interrupt. All are waited for: one, at the last. */
TEST_F(ring, interrupts_are_few)
{
	ASSERT_EQ(0, present(0, 4));
	ASSERT_EQ(0, device("complete 4"));
	EXPECT_EQ(0, logged("complete", ""));
	EXPECT_EQ(4, take(8, 0));

	ASSERT_EQ(0, knob("finish", 1));
	ASSERT_EQ(8, screen_present(&self->screen, self->frames, 8, self->done, 8, 8));
	EXPECT_GE(1, logged("complete", ""));
	EXPECT_GE(1, logged("notify", "frames=8 "));
}

TEST_F(ring, min_completions)
{
	pid_t child;

	ASSERT_EQ(0, present(0, 5));
	ASSERT_EQ(0, device("complete 2"));
	/* No more than there is room for */
	ASSERT_EQ(1, take(1, 1));
	EXPECT_EQ(0, self->done[0].frame);
	/* One is there, two are to come. */
	child = when_asleep("complete 1", 2);
	ASSERT_EQ(3, take(8, 3));
	EXPECT_EQ(3, self->done[2].frame);
	EXPECT_EQ(0, ended(child));
	/* More than can come: all that do */
	child = when_asleep("complete 1", 1);
	ASSERT_EQ(1, take(8, 5));
	EXPECT_EQ(4, self->done[0].frame);
	EXPECT_EQ(0, take(8, 5));
	EXPECT_EQ(0, ended(child));
}

TEST_F(ring, nonblocking)
{
	int fd = self->screen.fd;

	nonblock(fd, true);
	EXPECT_EQ(-1, read(fd, self->done, sizeof(self->done)));
	EXPECT_EQ(EAGAIN, errno);
	EXPECT_EQ(-EAGAIN, take(1, 1));
	EXPECT_EQ(0, take(1, 0));
	/* Something to present is something to do. */
	EXPECT_EQ(0, screen_present(&self->screen, self->frames, 1, self->done, 1, 1));
	EXPECT_EQ(-EAGAIN, take(1, 1));
	ASSERT_EQ(0, device("complete 1"));
	EXPECT_EQ(1, take(8, 8));
}

TEST_F(ring, poll)
{
	int fd = self->screen.fd;
	struct pollfd in = { .fd = fd, .events = POLLIN };
	pid_t child;

	EXPECT_EQ(POLLOUT, events(fd));
	ASSERT_EQ(0, present(0, 7));
	EXPECT_EQ(POLLOUT, events(fd));
	ASSERT_EQ(0, present(7, 1));
	EXPECT_EQ(0, events(fd));

	child = when_asleep("complete 1", 1);
	EXPECT_EQ(1, poll(&in, 1, -1));
	EXPECT_EQ(POLLIN, in.revents);
	EXPECT_EQ(0, ended(child));
	/* Done is not free. */
	EXPECT_EQ(POLLIN, events(fd));
	ASSERT_EQ(1, take(1, 1));
	EXPECT_EQ(POLLOUT, events(fd));
	ASSERT_EQ(0, device("complete 7"));
	EXPECT_EQ(POLLIN | POLLOUT, events(fd));
	EXPECT_EQ(7, take(8, 8));
}

TEST_F(ring, read)
{
	size_t one = sizeof(self->done[0]);
	int fd = self->screen.fd;
	pid_t child;

	ASSERT_EQ(0, present(0, 4));
	ASSERT_EQ(0, device("complete 3"));
	EXPECT_EQ(-1, read(fd, self->done, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, read(fd, self->done, one - 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ((ssize_t)one, read(fd, self->done, 2 * one - 1));
	EXPECT_EQ(0, self->done[0].frame);
	EXPECT_EQ((ssize_t)(2 * one), read(fd, self->done, 8 * one));
	EXPECT_EQ(2, self->done[1].frame);
	/* And waits when there is none */
	child = when_asleep("complete 1", 1);
	EXPECT_EQ((ssize_t)one, read(fd, self->done, 8 * one));
	EXPECT_EQ(3, self->done[0].frame);
	EXPECT_EQ(0, ended(child));
}

static void nothing(int signal)
{
	(void)signal;
}

/* A signal comes when this process sleeps in a call. */
static pid_t signal_when_asleep(int flags)
{
	struct sigaction action = { .sa_handler = nothing, .sa_flags = flags };
	pid_t child;

	sigaction(SIGUSR1, &action, NULL);
	child = fork();
	if (child)
		return child;
	await_asleep(getppid());
	_exit(kill(getppid(), SIGUSR1));
}

/* What was presented stays presented; the call says how far it came. */
TEST_F(ring, signals)
{
	int fd = self->screen.fd;
	pid_t child;

	child = signal_when_asleep(0);
	EXPECT_EQ(0, screen_present(&self->screen, self->frames, 2, self->done, 8, 2));
	EXPECT_EQ(0, ended(child));
	EXPECT_EQ(2, held("queued"));
	ASSERT_EQ(0, device("complete 1"));
	child = signal_when_asleep(SA_RESTART);
	EXPECT_EQ(1, take(8, 2));
	EXPECT_EQ(0, ended(child));
	EXPECT_EQ(0, self->done[0].frame);
	child = signal_when_asleep(0);
	EXPECT_EQ(-1, read(fd, self->done, sizeof(self->done)));
	EXPECT_EQ(EINTR, errno);
	EXPECT_EQ(0, ended(child));
	ASSERT_EQ(0, device("complete 1"));
	EXPECT_EQ(1, take(8, 1));
	EXPECT_EQ(1, self->done[0].frame);
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

TEST_F(ring, free_with_frames_in_flight)
{
	ASSERT_EQ(0, present(0, 8));
	ASSERT_EQ(0, screen_free_ring(&self->screen));
	EXPECT_EQ(0, held("sets"));
	EXPECT_EQ(0, held("shown"));
	EXPECT_EQ(0, held("queued"));
	/* Dark first, then detached */
	EXPECT_EQ(1, logged("show", "set=0 status=0"));
	EXPECT_EQ(1, logged("detach", "status=0"));
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

/* The device goes while a program waits for it. */
TEST_F(ring, unbound)
{
	struct videoport_completion *done = self->done;
	int fd = self->screen.fd;
	pid_t child;

	ASSERT_EQ(0, present(0, 4));
	child = fork();
	if (!child) {
		await_asleep(getppid());
		_exit(edu_unbind(edu_address[0]));
	}
	EXPECT_EQ(-1, screen_present(&self->screen, NULL, 0, done, 4, 4));
	EXPECT_EQ(ENODEV, errno);
	EXPECT_EQ(0, ended(child));
	EXPECT_EQ(POLLERR | POLLHUP, events(fd) & (POLLERR | POLLHUP));
	EXPECT_EQ(-1, read(fd, done, sizeof(*done)));
	EXPECT_EQ(ENODEV, errno);
	EXPECT_EQ(ENODEV, present(5, 1));
	EXPECT_EQ(NULL, edu_node());
	EXPECT_EQ(0, edu_bind(edu_address[0]));
	screen_close(&self->screen);
	ASSERT_EQ(0, screen_open(&self->screen, edu_node()));
	ASSERT_EQ(0, screen_make_ring(&self->screen, WIDTH, HEIGHT, FRAMES));
}

static int sleep_and_wake(void)
{
	int error = file_write("/sys/power/pm_test", "devices");

	file_write("/sys/module/suspend/parameters/pm_test_delay", "0");
	if (!error)
		error = file_write("/sys/power/state", "mem");
	file_write("/sys/power/pm_test", "none");
	return error;
}

/*
 * What the device had not finished it gets again, the last of it told, though a
 * later one has finished before its turn.
 */
TEST_F(ring, sleep)
{
	int doorbells;

	if (access("/sys/power/pm_test", W_OK))
		SKIP(return, "the kernel can't suspend for a test");
	ASSERT_EQ(0, begin());
	ASSERT_EQ(0, present(1, 3));
	ASSERT_EQ(0, device("complete-last 1"));
	ASSERT_EQ(0, take(8, 0));
	doorbells = held("doorbells");
	ASSERT_EQ(0, edu_write("log", "clear"));
	ASSERT_EQ(0, sleep_and_wake());

	EXPECT_EQ(1, logged("power", "state=4"));
	EXPECT_EQ(1, logged("power", "state=1"));
	EXPECT_EQ(1, held("sets"));
	EXPECT_LT(0, held("shown"));
	EXPECT_EQ(1, logged("submit", " frame=1 "));
	EXPECT_EQ(1, logged("submit", " frame=2 "));
	/* The picture that stays is that of the last present. */
	EXPECT_NE(NULL, strstr(last_submit(), " frame=3 "));
	EXPECT_NE(NULL, strstr(last_submit(), " more=0 "));
	EXPECT_LT(doorbells, held("doorbells"));
	EXPECT_EQ(0, held("untold"));
	ASSERT_EQ(0, knob("finish", 1));
	ASSERT_EQ(0, device("interrupt"));
	ASSERT_EQ(3, take(8, 3));
	for (int i = 0; i < 3; i++) {
		EXPECT_EQ(i + 1, self->done[i].frame);
		EXPECT_EQ(0, self->done[i].status);
	}
}

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
