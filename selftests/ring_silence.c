// SPDX-License-Identifier: GPL-2.0
/*
 * The ring with a device that falls silent, talks nonsense or is deaf, and how long
 * the port driver waits for it. ring_order has the one that answers.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdint.h>

#include "ring_fixture.h"
#include "packet.h"

#include <ntddvdeo.h>
#include "modules/vp_test/requests.h"

/* The port driver gives a device so long, and looks so often. */
#define TIMEOUT_MS 2000
#define LOOK_MS 250

static bool in_time(long long start)
{
	long long ms = now_ms() - start;

	return !time_is_exact() || (ms >= TIMEOUT_MS && ms <= TIMEOUT_MS + 2 * LOOK_MS);
}

TEST_F(ring, silence)
{
	unsigned long long seq[8];
	long long start = now_ms();
	char text[64];

	ASSERT_EQ(0, begin());
	ASSERT_EQ(0, knob("silent", 1));
	ASSERT_EQ(0, present(1, 2));
	ASSERT_EQ(3, sequences(seq, 8));
	ASSERT_EQ(2, take(8, 2));
	EXPECT_TRUE(in_time(start));
	for (int i = 0; i < 2; i++) {
		EXPECT_EQ(i + 1, self->done[i].frame);
		EXPECT_EQ(-ETIMEDOUT, self->done[i].status);
	}

	/* Reset once, and put back what was there, the last good picture too */
	await_logged("submit", " frame=0 ", 2);
	EXPECT_EQ(1, logged("reset", "status=0"));
	EXPECT_EQ(2, logged("attach", "status=0"));
	EXPECT_EQ(2, logged("submit", " frame=0 rect=0,0,100,50 "));
	EXPECT_EQ(1, held("sets"));

	/* Answers from before come too late, for frames presented anew too. */
	ASSERT_EQ(0, present(1, 2));
	for (int i = 1; i < 3; i++) {
		snprintf(text, sizeof(text), "inject %llu 0", seq[i]);
		ASSERT_EQ(0, device(text));
	}
	EXPECT_EQ(0, take(8, 0));
	ASSERT_EQ(0, knob("finish", 1));
	ASSERT_EQ(0, device("interrupt"));
	ASSERT_EQ(2, take(8, 2));
	EXPECT_EQ(0, self->done[0].status);
	EXPECT_EQ(0, self->done[1].status);
	EXPECT_EQ(5, self->done[1].sequence);
}

/* A device that talks nonsense all the time is as good as silent. */
TEST_F(ring, babble)
{
	long long start = now_ms();
	pid_t child;

	ASSERT_EQ(0, present(0, 1));
	child = fork();
	if (!child) {
		while (!device("inject 123456789 0"))
			usleep(50000);
		_exit(1);
	}
	ASSERT_EQ(1, take(8, 1));
	EXPECT_EQ(-ETIMEDOUT, self->done[0].status);
	EXPECT_TRUE(in_time(start));
	kill(child, SIGKILL);
	ended(child);
}

/* What waits for room when the device falls silent is not lost with the rest. */
TEST_F(ring, silence_with_little_room)
{
	ASSERT_EQ(0, begin());
	ASSERT_EQ(0, knob("room", 2));
	ASSERT_EQ(0, knob("silent", 1));
	ASSERT_EQ(0, knob("finish", 1));
	ASSERT_EQ(8, screen_present(&self->screen, self->frames, 8, self->done, 8, 8));
	for (int i = 0; i < 8; i++) {
		EXPECT_EQ(i, self->done[i].frame);
		EXPECT_EQ(i < 2 ? -ETIMEDOUT : 0, self->done[i].status);
	}
	EXPECT_EQ(1, logged("reset", ""));
}

static bool bus_master(void)
{
	unsigned char command[2] = { 0 };
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/config", edu_address[0]);
	fd = open(path, O_RDONLY);
	if (fd < 0 || pread(fd, command, 2, 4) != 2)
		command[0] = 4;
	close(fd);
	return command[0] & 4;
}

/* A device that is lost may not reach memory, and nobody waits for it. */
TEST_F(ring, deaf)
{
	struct videoport_ring ring = {
		.width = WIDTH, .height = HEIGHT, .frames = 2,
		.format = VIDEOPORT_FORMAT_XRGB8888,
	};
	int fd;

	EXPECT_EQ(true, bus_master());
	ASSERT_EQ(0, begin());
	ASSERT_EQ(0, knob("room", 2));
	ASSERT_EQ(0, knob("silent", 1));
	ASSERT_EQ(0, knob("deaf", 1));
	ASSERT_EQ(4, screen_present(&self->screen, self->frames, 4, self->done, 8, 4));
	for (int i = 0; i < 4; i++)
		EXPECT_GT(0, self->done[i].status);
	EXPECT_EQ(-ETIMEDOUT, self->done[0].status);
	EXPECT_EQ(1, logged("reset", ""));
	EXPECT_EQ(false, bus_master());

	EXPECT_EQ(EIO, present(0, 1));
	fd = open(edu_node(), O_RDWR);
	ASSERT_LE(0, fd);
	EXPECT_EQ(-1, ioctl(fd, VIDEOPORT_IOC_RING, &ring));
	EXPECT_EQ(EIO, errno);
	close(fd);
	EXPECT_EQ(0, screen_free_ring(&self->screen));

	/* A new start is the way back. */
	ASSERT_EQ(0, device("knobs"));
	ASSERT_EQ(0, edu_rebind(edu_address[0]));
	EXPECT_EQ(true, bus_master());
	screen_close(&self->screen);
	ASSERT_EQ(0, screen_open(&self->screen, edu_node()));
	ASSERT_EQ(0, screen_make_ring(&self->screen, WIDTH, HEIGHT, FRAMES));
	EXPECT_EQ(0, screen_show(&self->screen, 0));
}

/* The closer does not wait, and the memory goes after the device let go. */
TEST_F(ring, close_with_frames_in_flight)
{
	unsigned long long before, bytes = screen_ring_bytes(&self->screen);
	int fd = open(edu_node(), O_RDWR);
	long long start;

	ASSERT_LE(0, fd);
	before = room(fd);
	ASSERT_EQ(0, present(0, 8));
	ASSERT_EQ(0, knob("silent", 1));
	munmap(self->screen.map, bytes);
	self->screen.map = NULL;
	start = now_ms();
	ASSERT_EQ(0, close(self->screen.fd));
	if (time_is_exact())
		EXPECT_GT(10, now_ms() - start);
	await(room(fd) != before);
	EXPECT_EQ(before + bytes, room(fd));
	EXPECT_EQ(1, logged("reset", "status=0"));
	EXPECT_EQ(0, held("sets"));
	/* Teardown closes this one. */
	self->screen.fd = fd;
}

/* Silent when it is asked to attach: reset, and the others' sets come back. */
TEST_F(ring, silent_attach)
{
	struct screen second;

	ASSERT_EQ(0, screen_open(&second, edu_node()));
	ASSERT_EQ(0, begin());
	ASSERT_EQ(0, knob("silent", 1));
	EXPECT_EQ(-1, screen_make_ring(&second, WIDTH, HEIGHT, 4));
	EXPECT_EQ(ETIMEDOUT, errno);
	EXPECT_EQ(1, logged("reset", "status=0"));
	EXPECT_EQ(1, held("sets"));
	EXPECT_EQ(2, logged("submit", " frame=0 "));
	EXPECT_EQ(0, screen_make_ring(&second, WIDTH, HEIGHT, 4));
	ASSERT_EQ(0, knob("finish", 1));
	EXPECT_EQ(0, screen_show(&self->screen, 0));
	screen_close(&second);
}

/* Silent when it is to let go of a set, while another's is on the screen */
TEST_F(ring, silent_detach)
{
	struct screen second;
	unsigned long long before;

	ASSERT_EQ(0, screen_open(&second, edu_node()));
	before = room(second.fd);
	ASSERT_EQ(0, screen_make_ring(&second, WIDTH, HEIGHT, 4));
	ASSERT_EQ(0, begin());
	ASSERT_EQ(0, knob("silent", 1));
	ASSERT_EQ(0, screen_free_ring(&second));
	EXPECT_EQ(0, logged("dark", ""));
	await(room(second.fd) == before);
	EXPECT_EQ(1, logged("reset", "status=0"));
	EXPECT_EQ(1, held("sets"));
	/* Who has the screen is not disturbed by more than that. */
	ASSERT_EQ(0, knob("finish", 1));
	EXPECT_EQ(0, screen_show(&self->screen, 0));
	screen_close(&second);
}

/* It is at work for another all the while, which is no excuse. */
TEST_F(ring, set_kept_at_work)
{
	unsigned long long before;
	struct screen second;

	ASSERT_EQ(0, screen_open(&second, edu_node()));
	before = room(second.fd);
	ASSERT_EQ(0, screen_make_ring(&second, WIDTH, HEIGHT, 4));
	ASSERT_EQ(0, begin());
	ASSERT_EQ(0, knob("finish", 1));
	ASSERT_EQ(0, knob("keep_sets", 1));
	munmap(second.map, screen_ring_bytes(&second));
	second.map = NULL;
	ASSERT_EQ(0, close(second.fd));
	await_logged("detach", "", 1);
	await(screen_show(&self->screen, 0) || logged("reset", ""));
	EXPECT_EQ(1, logged("reset", "status=0"));
	await(room(self->screen.fd) == before);
	EXPECT_EQ(1, held("sets"));
}

static void *hold(void *fd)
{
	return (void *)(intptr_t)request_send(*(int *)fd, VPT_HOLD, NULL, 0, NULL, 0, NULL);
}

/*
 * Keep all others out of the miniport until the device is told otherwise: a thread, as
 * a process would keep this one's files open.
 */
static int keep_out(int *fd, pthread_t *thread)
{
	char text[8];

	if (knob("hold", 1) || pthread_create(thread, NULL, hold, fd))
		return -1;
	await(!edu_read("held", text, sizeof(text)) && *text == 'Y');
	return 0;
}

/*
 * It is at work yet on what the screen's last owner has left, and that one's set is not
 * let go of before; the next owner's frame has no time-out of its own meanwhile.
 */
TEST_F(ring, slow_with_what_was_left)
{
	unsigned long long before, bytes = screen_ring_bytes(&self->screen);
	struct screen second;
	pthread_t thread;
	void *held;

	ASSERT_EQ(0, screen_open(&second, edu_node()));
	before = room(second.fd);
	ASSERT_EQ(0, screen_make_ring(&second, WIDTH, HEIGHT, 4));
	ASSERT_EQ(0, present(0, FRAMES));
	ASSERT_EQ(0, knob("keep_frames", 1));
	/* Nobody takes the screen dark before it is the next one's. */
	ASSERT_EQ(0, keep_out(&second.fd, &thread));
	munmap(self->screen.map, screen_ring_bytes(&self->screen));
	self->screen.map = NULL;
	ASSERT_EQ(0, close(self->screen.fd));
	self->screen = second;
	ASSERT_EQ(0, present(0, 1));
	ASSERT_EQ(0, knob("hold", 0));
	pthread_join(thread, &held);
	EXPECT_EQ(NULL, held);
	await_logged("detach", "", 1);
	EXPECT_EQ(0, logged("dark", ""));
	for (int i = 0; i < FRAMES; i++) {
		usleep(TIMEOUT_MS / 2 * 1000);
		EXPECT_EQ(0, device("complete 1"));
	}
	EXPECT_EQ(0, device("complete 1"));
	EXPECT_EQ(1, take(1, 1));
	EXPECT_EQ(0, self->done[0].status);
	EXPECT_EQ(0, device("release"));
	EXPECT_EQ(0, logged("reset", ""));
	ASSERT_EQ(0, screen_free_ring(&self->screen));
	await(room(self->screen.fd) == before + bytes);
}

TEST_F(ring, every_call_in_its_context)
{
	ASSERT_EQ(0, file_write("/sys/module/vp_test/parameters/probe_lock", "1"));
	ASSERT_EQ(0, screen_free_ring(&self->screen));
	ASSERT_EQ(0, edu_write("log", "clear"));
	ASSERT_EQ(0, screen_make_ring(&self->screen, WIDTH, HEIGHT, FRAMES));
	ASSERT_EQ(0, knob("finish", 1));
	ASSERT_EQ(0, screen_show(&self->screen, 0));
	ASSERT_EQ(0, knob("silent", 1));
	ASSERT_EQ(-1, screen_show(&self->screen, 0));
	ASSERT_EQ(ETIMEDOUT, errno);
	await_logged("submit", " frame=0 ", 3);
	ASSERT_EQ(0, screen_free_ring(&self->screen));
	ASSERT_EQ(0, file_write("/sys/module/vp_test/parameters/probe_lock", "0"));

	EXPECT_EQ(2, logged("attach", "irql=0 lock=1"));
	EXPECT_EQ(1, logged("reset", "irql=0 lock=1"));
	EXPECT_EQ(1, logged("dark", "irql=0 lock=1"));
	EXPECT_EQ(1, logged("detach", "irql=0 lock=1"));
	EXPECT_EQ(3, logged("submit", "irql=2"));
	ASSERT_EQ(0, screen_make_ring(&self->screen, WIDTH, HEIGHT, FRAMES));
}

/* After a reset the frame that was on the screen is there again. */
TEST_F(scanout, silence)
{
	ASSERT_EQ(0, present(0, 1));
	ASSERT_EQ(0, device("complete 1"));
	ASSERT_EQ(0, take(8, 0));
	ASSERT_EQ(0, knob("silent", 1));
	ASSERT_EQ(0, present(1, 1));
	/* The shown one stays the device's, and holds the other back. */
	EXPECT_EQ(0, take(8, 1));
	await_logged("submit", " frame=0 ", 2);
	EXPECT_EQ(1, logged("reset", "status=0"));
	EXPECT_EQ(2, logged("submit", " frame=0 rect=0,0,100,50 "));
	ASSERT_EQ(0, knob("finish", 1));
	ASSERT_EQ(2, screen_present(&self->screen, &self->frames[2], 1, self->done, 8, 2));
	EXPECT_EQ(0, self->done[0].status);
	EXPECT_EQ(-ETIMEDOUT, self->done[1].status);
}

TEST_F(ring, little_room_without_the_watchdog)
{
	long long start = now_ms();

	ASSERT_EQ(20, rounds_with_little_room(&self->screen, self->frames, self->done));
	/* The watchdog's help would take a quarter of a second each time. */
	if (time_is_exact())
		EXPECT_GT(LOOK_MS, now_ms() - start);
}

/* Nor does the watchdog find what Complete was called for. */
TEST_F(ring, complete_without_the_watchdog)
{
	for (int i = 0; i < FRAMES; i++) {
		long long start = now_ms();

		ASSERT_EQ(0, present(i, 1));
		EXPECT_EQ(0, events(self->screen.fd) & POLLIN);
		ASSERT_EQ(0, device("complete-locked 1"));
		await(!held("done"));
		if (time_is_exact())
			EXPECT_GT(LOOK_MS / 5, now_ms() - start);
		ASSERT_EQ(1, take(1, 1));
	}
}

int main(int argc, char **argv)
{
	return run_tests(argc, argv);
}
