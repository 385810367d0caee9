// SPDX-License-Identifier: GPL-2.0
/*
 * vp_virtio_gpu on a device that misbehaves: selftests/device, which is told here how.
 * Whatever it does, the machine goes on, no frame is lost for good, and a reset is what
 * puts the device right.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "harness.h"
#include "edu.h"
#include "klog.h"
#include "screen.h"
#include "wait.h"

#define PCI "/sys/bus/pci"
#define DRIVER "vp_virtio_gpu"
/* virtio's vendor and its block device, as which QEMU shows what is none */
#define VENDOR "0x1af4\n"
#define DEVICE "0x1042\n"

#define SIZE 64
#define FRAMES 32

#define NOBODYS 999		/* a descriptor that no queue of 64 has */
#define GIVEN_UP "given up"

#define SET_SCANOUT 0x103
#define TRANSFER 0x105
#define DETACH_BACKING 0x107

/*
 * By their addresses: the device as it should be, then those of which no configuration
 * makes sense, with no scanout and with more than there can be.
 */
#define FUNCTIONS 3

static char functions[FUNCTIONS][16];
static const char *const function = functions[0];

static bool reads(const char *name, const char *file, const char *expected)
{
	char path[512], text[16];

	snprintf(path, sizeof(path), PCI "/devices/%s/%s", name, file);
	return !file_read(path, text, sizeof(text)) && !strcmp(text, expected);
}

static bool find_functions(void)
{
	struct dirent **entries;
	int count, found = 0;

	count = scandir(PCI "/devices", &entries, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		if (found < FUNCTIONS && reads(entries[i]->d_name, "vendor", VENDOR) &&
		    reads(entries[i]->d_name, "device", DEVICE))
			snprintf(functions[found++], sizeof(functions[0]), "%.15s",
				 entries[i]->d_name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return found == FUNCTIONS;
}

static bool is_bound(const char *address)
{
	char path[128];

	snprintf(path, sizeof(path), PCI "/drivers/" DRIVER "/%s", address);
	return !access(path, F_OK);
}

static int bind_to(const char *address)
{
	char path[128];

	if (is_bound(address))
		return 0;
	snprintf(path, sizeof(path), PCI "/devices/%s/driver/unbind", address);
	file_write(path, address);
	snprintf(path, sizeof(path), PCI "/devices/%s/driver_override", address);
	file_write(path, DRIVER);
	return file_write(PCI "/drivers_probe", address);
}

static int bind_function(void)
{
	return bind_to(function);
}

static int unbind_function(void)
{
	return file_write(PCI "/drivers/" DRIVER "/unbind", function);
}

/* Have the device do something: what it answers, -1 for an error. */
static long order(const char *format, ...)
{
	char command[512] = "host device ", answer[128] = "";
	size_t used = strlen(command);
	va_list arguments;
	FILE *pipe;

	va_start(arguments, format);
	vsnprintf(command + used, sizeof(command) - used, format, arguments);
	va_end(arguments);
	pipe = popen(command, "r");
	if (!pipe || !fgets(answer, sizeof(answer), pipe))
		answer[0] = 0;
	if (pipe)
		pclose(pipe);
	return strncmp(answer, "ok", 2) ? -1 : atol(answer + 2);
}

/* How often the device was told, or -1 */
static long times_told(void)
{
	char path[128], text[512], *line;

	snprintf(path, sizeof(path), "/sys/kernel/debug/videoport/%s/counters", function);
	if (file_read(path, text, sizeof(text)))
		return -1;
	line = strstr(text, "doorbells ");
	return line ? atol(line + strlen("doorbells ")) : -1;
}

FIXTURE(bad) {
	struct screen screen;
	struct videoport_frame frames[FRAMES];
	struct videoport_completion done[FRAMES];
	int log;
};

FIXTURE_SETUP(bad)
{
	ASSERT_EQ(0, order("default"));
	ASSERT_EQ(0, bind_function());
	ASSERT_EQ(0, screen_open(&self->screen, device_node(DRIVER, function)));
	ASSERT_EQ(0, screen_make_ring(&self->screen, SIZE, SIZE, FRAMES));
	ASSERT_EQ(0, screen_show(&self->screen, 0));
	for (unsigned int i = 0; i < FRAMES; i++)
		self->frames[i].frame = i;
	self->log = klog_open();
	ASSERT_LE(0, self->log);
}

FIXTURE_TEARDOWN(bad)
{
	EXPECT_EQ(0, order("default"));
	/* Whatever there was, it is over. */
	EXPECT_EQ(0, screen_show(&self->screen, 0)) {
		perror("the frame after");
	}
	screen_close(&self->screen);
	close(self->log);
}

/* Present frames that the device keeps: 0, or -1 with errno. */
static int present(const struct screen *screen, const struct videoport_frame *frames,
		   unsigned int count)
{
	order("hold");
	return screen_present(screen, frames, count, NULL, 0, 0);
}

/* Wait for frames; how many ended so. */
static int take(const struct screen *screen, struct videoport_completion *done,
		unsigned int count, int status)
{
	int ended = 0;

	if (screen_present(screen, NULL, 0, done, count, count) != (int)count)
		return -1;
	for (unsigned int i = 0; i < count; i++)
		ended += done[i].status == status;
	return ended;
}

#define NOBODY_WAITS "for which nobody waits; the device is given up"

/* After one answer that can't be, no other is believed: the device is reset. */
TEST_F(bad, answer_to_nobody)
{
	ASSERT_EQ(0, present(&self->screen, self->frames, 2));
	EXPECT_EQ(0, order("push %d", NOBODYS));
	/* It is seen while more is in flight: no number of answers gives it away. */
	EXPECT_EQ(0, order("interrupt"));
	EXPECT_EQ(2, take(&self->screen, self->done, 2, -ETIMEDOUT));
	EXPECT_EQ(1, klog_count(self->log, NOBODY_WAITS));
}

/* In one go, with one interrupt: the second comes while the first is taken. */
TEST_F(bad, answer_twice)
{
	ASSERT_EQ(0, present(&self->screen, self->frames, 2));
	EXPECT_EQ(0, order("answer"));
	EXPECT_EQ(0, order("again"));
	EXPECT_EQ(0, order("interrupt"));
	EXPECT_EQ(2, take(&self->screen, self->done, 2, -ETIMEDOUT));
	EXPECT_EQ(1, klog_count(self->log, NOBODY_WAITS));
}

TEST_F(bad, answer_to_no_command)
{
	ASSERT_EQ(0, present(&self->screen, self->frames, 2));
	/* The last chain of the queue is used when all others are. */
	EXPECT_EQ(0, order("push 63"));
	EXPECT_EQ(0, order("default"));
	EXPECT_EQ(2, take(&self->screen, self->done, 2, -ETIMEDOUT));
	EXPECT_EQ(1, klog_count(self->log, GIVEN_UP));
}

/* Always ahead of who takes its answers, who could go on taking for ever. */
TEST_F(bad, babble)
{
	long taken;

	ASSERT_EQ(0, present(&self->screen, self->frames, FRAMES - 1));
	EXPECT_EQ(0, order("babble %d 30", NOBODYS));
	await((taken = order("taken")) >= 0);
	/* A queue's worth, and what the device mistakes for it */
	EXPECT_GT(128, taken);
	EXPECT_EQ(0, order("default"));
	EXPECT_EQ(FRAMES - 1, take(&self->screen, self->done, FRAMES - 1, -ETIMEDOUT));
	EXPECT_EQ(1, klog_count(self->log, GIVEN_UP));
}

/* Nothing is under way that a time-out could be for: it is reset for what it said. */
TEST_F(bad, claim_while_idle)
{
	long before = order("resets");

	EXPECT_EQ(0, order("claim 1"));
	EXPECT_EQ(0, order("interrupt"));
	await(order("resets") > before);
	for (int i = 0; i < 8; i++)
		EXPECT_EQ(0, screen_show(&self->screen, i));
	EXPECT_EQ(1, klog_count(self->log, GIVEN_UP));
}

/* ... and is found out by the next present, or by a look at the device before it. */
TEST_F(bad, claim_in_silence)
{
	EXPECT_EQ(0, order("claim 10"));
	/* If the device has it, nothing that it says of it counts. */
	if (screen_show(&self->screen, 0))
		EXPECT_EQ(ETIMEDOUT, errno);
	for (int i = 0; i < 8; i++)
		EXPECT_EQ(0, screen_show(&self->screen, i));
	EXPECT_EQ(1, klog_count(self->log, GIVEN_UP));
}

TEST_F(bad, claim_a_whole_round)
{
	ASSERT_EQ(0, present(&self->screen, self->frames, 2));
	EXPECT_EQ(0, order("claim 65535"));
	EXPECT_EQ(0, order("interrupt"));
	EXPECT_EQ(2, take(&self->screen, self->done, 2, -ETIMEDOUT));
	EXPECT_EQ(1, klog_count(self->log, GIVEN_UP));
}

/* It has answered, and that is an error of the frame's alone. */
TEST_F(bad, frame_refused)
{
	static const char * const twists[] = {
		"type 0x1200", "type 0x1203", "type 0x1101", "type 0", "flags 0", "length 0",
		"length 23",
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(twists); i++) {
		EXPECT_EQ(0, order("twist %s %d", twists[i], TRANSFER));
		EXPECT_EQ(-1, screen_show(&self->screen, 1));
		EXPECT_EQ(EIO, errno);
	}
	EXPECT_EQ(0, order("twist length 0xffffffff %d", TRANSFER));
	EXPECT_EQ(0, screen_show(&self->screen, 1));
	EXPECT_EQ(0, klog_count(self->log, GIVEN_UP));
}

/* Nobody knows then what the screen shows: the next frame goes there again. */
TEST_F(bad, screen_refused)
{
	ASSERT_EQ(0, screen_free_ring(&self->screen));
	ASSERT_EQ(0, screen_make_ring(&self->screen, SIZE, SIZE, FRAMES));
	EXPECT_EQ(0, order("twist type 0x1202 %d", SET_SCANOUT));
	EXPECT_EQ(-1, screen_show(&self->screen, 1));
	EXPECT_EQ(EIO, errno);
	EXPECT_EQ(0, order("twist type 0x1202 %d", SET_SCANOUT));
	EXPECT_EQ(-1, screen_show(&self->screen, 2));
	EXPECT_EQ(EIO, errno);
	EXPECT_EQ(0, screen_show(&self->screen, 1));
	EXPECT_EQ(0, klog_count(self->log, GIVEN_UP));
}

static unsigned long long room(const struct screen *screen)
{
	struct videoport_query query = { .max_ring_bytes = 0 };

	ioctl(screen->fd, VIDEOPORT_IOC_QUERY, &query);
	return query.max_ring_bytes;
}

/* Memory that the device does not give back it may still read: it is reset. */
TEST_F(bad, set_kept)
{
	static const char * const twists[] = { "type 0x1203", "flags 0", "length 0" };
	unsigned long long before = room(&self->screen);
	struct screen second;

	ASSERT_EQ(0, screen_open(&second, device_node(DRIVER, function)));
	for (unsigned int i = 0; i < ARRAY_SIZE(twists); i++) {
		ASSERT_EQ(0, screen_make_ring(&second, SIZE, SIZE, 2));
		EXPECT_EQ(0, order("twist %s %d", twists[i], DETACH_BACKING));
		ASSERT_EQ(0, screen_free_ring(&second));
		await(room(&self->screen) == before);
		EXPECT_EQ(1, klog_count(self->log, GIVEN_UP));
		EXPECT_EQ(0, screen_show(&self->screen, 1));
	}
	screen_close(&second);
}

/* No frame waits for a set that the device is slow to let go of. */
TEST_F(bad, set_let_go_of_slowly)
{
	unsigned long long before = room(&self->screen);
	struct screen second;

	ASSERT_EQ(0, screen_open(&second, device_node(DRIVER, function)));
	ASSERT_EQ(0, screen_make_ring(&second, SIZE, SIZE, 2));
	EXPECT_EQ(0, order("hold"));
	/* Without FREE, which waits for the memory to be back */
	munmap(second.map, screen_ring_bytes(&second));
	second.map = NULL;
	screen_close(&second);
	/* It is asked, and has not answered. */
	await(order("held") > 0);
	ASSERT_EQ(0, screen_present(&self->screen, self->frames, 2, NULL, 0, 0));
	EXPECT_GT(before, room(&self->screen));
	EXPECT_EQ(0, order("default"));
	EXPECT_EQ(2, take(&self->screen, self->done, 2, 0));
	await(room(&self->screen) == before);
	EXPECT_EQ(0, klog_count(self->log, GIVEN_UP));
}

/* A ring that somebody makes: commands, behind what frames there are */
struct maker {
	pthread_t thread;
	pid_t task;
	struct screen screen;
	bool done;
	int error;
};

static void *make(void *argument)
{
	struct maker *maker = argument;

	__atomic_store_n(&maker->task, syscall(SYS_gettid), __ATOMIC_RELEASE);
	maker->error = screen_make_ring(&maker->screen, SIZE, SIZE, 2) ? errno : 0;
	__atomic_store_n(&maker->done, true, __ATOMIC_RELEASE);
	return NULL;
}

/* It has been told to make its ring, and waits for the device. */
static int maker_sleeps(struct maker *maker)
{
	int error = pthread_create(&maker->thread, NULL, make, maker);

	if (error)
		return error;
	await(__atomic_load_n(&maker->task, __ATOMIC_ACQUIRE));
	await_asleep(maker->task);
	return 0;
}

/* As many frames as there are chains for, all of them on the device, which keeps them */
static long fill_queue(const struct screen *screen, const struct videoport_frame *frames)
{
	long count;

	if (present(screen, frames, FRAMES))
		return -1;
	await((count = order("held")) > 0);
	return count;
}

/* A batch of 32 fills the queue, and the device is told once. */
TEST_F(bad, whole_queue)
{
	long before = times_told();

	EXPECT_EQ(2 * FRAMES, fill_queue(&self->screen, self->frames));
	EXPECT_EQ(before + 1, times_told());
	EXPECT_EQ(0, order("default"));
	EXPECT_EQ(FRAMES, take(&self->screen, self->done, FRAMES, 0));
}

/* ... and a command goes in the first chain that comes free, whose frame goes on. */
TEST_F(bad, command_behind_whole_queue)
{
	struct maker maker = { 0 };

	ASSERT_EQ(0, screen_open(&maker.screen, device_node(DRIVER, function)));
	ASSERT_EQ(2 * FRAMES, fill_queue(&self->screen, self->frames));
	ASSERT_EQ(0, maker_sleeps(&maker));
	EXPECT_EQ(2 * FRAMES, order("held"));
	/* A frame, whose chains it takes, and is answered before all the others */
	EXPECT_EQ(0, order("answer 2"));
	await(order("held") == 2 * FRAMES - 1);
	EXPECT_EQ(0, order("answer 1 %d", 2 * FRAMES - 2));
	EXPECT_EQ(1, screen_present(&self->screen, NULL, 0, self->done, FRAMES, 0));
	EXPECT_EQ(0, order("default"));
	EXPECT_EQ(FRAMES - 1, take(&self->screen, self->done, FRAMES - 1, 0));
	pthread_join(maker.thread, NULL);
	EXPECT_EQ(0, maker.error);
	screen_close(&maker.screen);
	EXPECT_EQ(0, klog_count(self->log, GIVEN_UP));
}

/* So does what is asked for a set that leaves, and a command beside it. */
TEST_F(bad, set_leaves_behind_whole_queue)
{
	unsigned long long before = room(&self->screen);
	struct maker maker = { 0 };
	struct screen second;

	ASSERT_EQ(0, screen_open(&maker.screen, device_node(DRIVER, function)));
	ASSERT_EQ(0, screen_open(&second, device_node(DRIVER, function)));
	ASSERT_EQ(0, screen_make_ring(&second, SIZE, SIZE, 2));
	ASSERT_EQ(2 * FRAMES, fill_queue(&self->screen, self->frames));
	munmap(second.map, screen_ring_bytes(&second));
	second.map = NULL;
	screen_close(&second);
	ASSERT_EQ(0, maker_sleeps(&maker));
	EXPECT_EQ(0, order("answer 2"));
	/* One of the two at least; which are asked for together is a matter of who came first. */
	await(order("held") >= 2 * FRAMES - 1);
	EXPECT_EQ(0, order("default"));
	EXPECT_EQ(FRAMES, take(&self->screen, self->done, FRAMES, 0));
	pthread_join(maker.thread, NULL);
	EXPECT_EQ(0, maker.error);
	screen_close(&maker.screen);
	await(room(&self->screen) == before);
	EXPECT_EQ(0, klog_count(self->log, GIVEN_UP));
}

/* A reset forgets what waited for a chain. */
TEST_F(bad, whole_queue_is_reset)
{
	struct maker maker = { 0 };

	ASSERT_EQ(0, screen_open(&maker.screen, device_node(DRIVER, function)));
	ASSERT_EQ(2 * FRAMES, fill_queue(&self->screen, self->frames));
	ASSERT_EQ(0, maker_sleeps(&maker));
	EXPECT_EQ(FRAMES, take(&self->screen, self->done, FRAMES, -ETIMEDOUT));
	EXPECT_EQ(0, order("default"));
	pthread_join(maker.thread, NULL);
	screen_close(&maker.screen);
	for (int i = 0; i < FRAMES; i++)
		EXPECT_EQ(0, screen_show(&self->screen, i));
}

/* An answer each quarter of a second, to the end: the longest pause, in ms */
static long long answer_slowly(const struct maker *maker)
{
	long long last = now_ms(), longest = 0, now;

	while (!__atomic_load_n(&maker->done, __ATOMIC_ACQUIRE)) {
		usleep(250000);
		order("answer");
		now = now_ms();
		if (now - last > longest)
			longest = now - last;
		last = now;
	}
	return longest;
}

/*
 * A time-out is from the device's last answer, whoever's. Where the host itself kept
 * the device from answering for long, nothing is shown, and it is tried again.
 */
TEST_F(bad, slow_but_at_work)
{
	struct maker maker = { 0 };
	long long longest;

	do {
		maker.done = false;
		ASSERT_EQ(0, screen_open(&maker.screen, device_node(DRIVER, function)));
		ASSERT_EQ(0, present(&self->screen, self->frames, 6));
		ASSERT_EQ(0, pthread_create(&maker.thread, NULL, make, &maker));
		longest = answer_slowly(&maker);
		pthread_join(maker.thread, NULL);
		EXPECT_EQ(0, order("default"));
		EXPECT_EQ(6, screen_present(&self->screen, NULL, 0, self->done, 6, 6));
		screen_close(&maker.screen);
	} while (longest > 1000);
	EXPECT_EQ(0, maker.error);
	for (int i = 0; i < 6; i++)
		EXPECT_EQ(0, self->done[i].status);
	EXPECT_EQ(0, klog_count(self->log, GIVEN_UP));
}

/*
 * It is at work yet on what its owner has left when the screen is taken dark, and the next
 * one presents: from its last answer, whosever, as above. ring_silence has the one where
 * nobody takes it dark.
 */
TEST_F(bad, slow_with_what_was_left)
{
	struct screen second;
	long long longest;

	ASSERT_EQ(0, screen_open(&second, device_node(DRIVER, function)));
	do {
		long long last = now_ms();

		longest = 0;
		ASSERT_EQ(0, screen_make_ring(&second, SIZE, SIZE, 4));
		ASSERT_EQ(0, present(&self->screen, self->frames, 10));
		munmap(self->screen.map, screen_ring_bytes(&self->screen));
		self->screen.map = NULL;
		screen_close(&self->screen);
		ASSERT_EQ(0, screen_present(&second, self->frames, 1, NULL, 0, 0));
		for (int i = 0; i < 20; i++) {
			usleep(150000);
			order("answer");
			longest = now_ms() - last > longest ? now_ms() - last : longest;
			last = now_ms();
		}
		EXPECT_EQ(0, order("default"));
		EXPECT_EQ(1, screen_present(&second, NULL, 0, self->done, 1, 1));
		self->screen = second;
		ASSERT_EQ(0, screen_open(&second, device_node(DRIVER, function)));
	} while (longest > 1000);
	screen_close(&second);
	EXPECT_EQ(0, self->done[0].status);
	EXPECT_EQ(0, klog_count(self->log, "it is reset"));
}

/* The guest got no processor for longer than a device has to answer. */
TEST_F(bad, starved_guest)
{
	ASSERT_EQ(0, present(&self->screen, self->frames, 2));
	EXPECT_EQ(0, order("sleep 3"));
	EXPECT_EQ(0, order("default"));
	EXPECT_EQ(2, take(&self->screen, self->done, 2, 0));
	EXPECT_EQ(0, klog_count(self->log, "it is reset"));
}

/* Nothing tells whether it still reads the frames: it is reset. */
TEST_F(bad, silence)
{
	long before = order("resets");

	ASSERT_EQ(0, present(&self->screen, self->frames, 2));
	EXPECT_EQ(2, take(&self->screen, self->done, 2, -ETIMEDOUT));
	EXPECT_EQ(before + 1, order("resets"));
}

/* Bits of the function's command register */
#define READABLE 2		/* it answers to reads and writes */
#define MASTER 4		/* it reaches memory */

static int open_config(void)
{
	char path[128];

	snprintf(path, sizeof(path), PCI "/devices/%s/config", function);
	return open(path, O_RDWR | O_CLOEXEC);
}

static int read_command(int fd, unsigned char *command)
{
	return pread(fd, command, 2, 4) == 2 ? 0 : EIO;
}

static int set_readable(bool on)
{
	unsigned char command[2];
	int fd = open_config(), error = EIO;

	if (!read_command(fd, command)) {
		command[0] = on ? command[0] | READABLE : command[0] & ~READABLE;
		error = pwrite(fd, command, 2, 4) == 2 ? 0 : errno;
	}
	close(fd);
	return error;
}

/* If nobody knows, it does. */
static bool reaches_memory(void)
{
	unsigned char command[2];
	int fd = open_config();
	bool reaches = read_command(fd, command) || command[0] & MASTER;

	close(fd);
	return reaches;
}

/* Where the device says what state it is in (virtio 1.2, 4.1.4) */
struct status_place {
	unsigned char bar;
	unsigned int offset;
};

#define CAP_POINTER 0x34
#define CAP_VENDOR 9
#define COMMON_CFG 1
#define STATUS 20		/* within that */

static bool find_status(struct status_place *place)
{
	unsigned char config[256];
	int fd = open_config(), at = 0;
	bool read = pread(fd, config, sizeof(config), 0) == sizeof(config);

	close(fd);
	if (read)
		at = config[CAP_POINTER];
	/* A capability is of four bytes at least. */
	for (int left = 48; left && at && at + 16 <= (int)sizeof(config); left--) {
		if (config[at] == CAP_VENDOR && config[at + 3] == COMMON_CFG) {
			place->bar = config[at + 4];
			memcpy(&place->offset, config + at + 8, sizeof(place->offset));
			place->offset += STATUS;
			return true;
		}
		at = config[at + 1];
	}
	return false;
}

/* What the device says of its own state, 0 after a reset; or -1 */
static int device_status(void)
{
	struct status_place place;
	size_t page = getpagesize();
	unsigned char *map;
	int fd, status = -1;
	char path[128];

	if (!find_status(&place))
		return -1;
	snprintf(path, sizeof(path), PCI "/devices/%s/resource%u", function, place.bar);
	fd = open(path, O_RDWR | O_CLOEXEC);
	map = mmap(NULL, page, PROT_READ, MAP_SHARED, fd, place.offset / page * page);
	if (map != MAP_FAILED) {
		status = __atomic_load_n(map + place.offset % page, __ATOMIC_RELAXED);
		munmap(map, page);
	}
	close(fd);
	return status;
}

TEST_F(bad, removed_with_frames_under_way)
{
	long before = order("resets");

	EXPECT_TRUE(reaches_memory());
	ASSERT_EQ(0, present(&self->screen, self->frames, 2));
	EXPECT_EQ(0, unbind_function());
	/*
	 * It reaches memory no more, by each of two guards: the miniport's reset, and the
	 * port driver's for one that does not (ring_freeing has that alone). The device
	 * counts whichever comes first.
	 */
	EXPECT_EQ(before + 1, order("resets"));
	EXPECT_EQ(0, device_status());
	EXPECT_FALSE(reaches_memory());
	EXPECT_EQ(-1, screen_show(&self->screen, 4));
	EXPECT_EQ(ENODEV, errno);
	screen_close(&self->screen);
	EXPECT_EQ(0, order("default"));
	EXPECT_EQ(0, bind_function());
	ASSERT_EQ(0, screen_open(&self->screen, device_node(DRIVER, function)));
	ASSERT_EQ(0, screen_make_ring(&self->screen, SIZE, SIZE, FRAMES));
}

/*
 * Nothing that is read or written reaches it: it is no device that can be reset, and one
 * that is removed all the same.
 */
TEST_F(bad, unreadable)
{
	EXPECT_TRUE(reaches_memory());
	ASSERT_EQ(0, set_readable(false));
	EXPECT_EQ(0, order("claim 10"));
	await(screen_show(&self->screen, 1) && errno == EIO);
	EXPECT_EQ(1, klog_count(self->log, "it is cut off from memory"));
	EXPECT_FALSE(reaches_memory());
	screen_close(&self->screen);
	EXPECT_EQ(0, unbind_function());
	EXPECT_EQ(0, set_readable(true));
	EXPECT_EQ(0, order("default"));
	EXPECT_EQ(0, bind_function());
	ASSERT_EQ(0, screen_open(&self->screen, device_node(DRIVER, function)));
	ASSERT_EQ(0, screen_make_ring(&self->screen, SIZE, SIZE, FRAMES));
}

/* From 1 to 16 (virtio 1.2, 5.7.4): not bound, and said why once */
TEST(scanouts_out_of_range)
{
	for (int i = 1; i < FUNCTIONS; i++) {
		int log = klog_open(), warnings = klog_open();

		bind_to(functions[i]);
		EXPECT_FALSE(is_bound(functions[i]));
		EXPECT_EQ(1, klog_count(log, "the device's configuration makes no sense"));
		EXPECT_EQ(1, klog_count(warnings, "virtio-gpu: "));
		close(log);
		close(warnings);
	}
}

/* What the kernel tells udev, from now on */
static int listen_for_events(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);

	if (fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof(address))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* Wait until udev is told that a display has changed. */
static void await_hotplug(int fd)
{
	static const char wanted[] = "HOTPLUG=1";
	char event[8192];
	ssize_t length;

	do
		length = recv(fd, event, sizeof(event), 0);
	while (length > 0 && !memmem(event, length, wanted, sizeof(wanted)));
}

/* The device has another display: tell, and wait until programs hear of it. */
static void change_display(int events)
{
	order("event 1");
	await_hotplug(events);
	order("event 0");
}

static struct videoport_mode preferred_mode(const struct screen *screen)
{
	struct videoport_query query;
	struct videoport_mode mode = { 0 };

	if (!ioctl(screen->fd, VIDEOPORT_IOC_QUERY, &query)) {
		mode.index = query.preferred_mode;
		ioctl(screen->fd, VIDEOPORT_IOC_MODE, &mode);
	}
	return mode;
}

TEST_F(bad, display_changes)
{
	static const unsigned int sizes[][2] = { { 1000, 700 }, { 1920, 1080 }, { 333, 222 } };
	int events = listen_for_events();
	struct videoport_mode mode;

	ASSERT_LE(0, events);
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		EXPECT_EQ(0, order("size %u %u", sizes[i][0], sizes[i][1]));
		change_display(events);
		mode = preferred_mode(&self->screen);
		EXPECT_EQ(sizes[i][0], mode.width);
		EXPECT_EQ(sizes[i][1], mode.height);
	}
	close(events);
}

/* Frames go on meanwhile, and one that is asked for while the device is silent. */
TEST_F(bad, display_changes_with_frames_under_way)
{
	int events = listen_for_events();

	ASSERT_LE(0, events);
	EXPECT_EQ(0, order("size 1000 700"));
	ASSERT_EQ(0, present(&self->screen, self->frames, 4));
	EXPECT_EQ(0, order("event 1"));
	EXPECT_EQ(0, order("default"));
	await_hotplug(events);
	EXPECT_EQ(0, order("event 0"));
	EXPECT_EQ(4, take(&self->screen, self->done, 4, 0));
	EXPECT_EQ(1000, preferred_mode(&self->screen).width);
	close(events);
}

/* What it says of the display may be anything. */
TEST_F(bad, display_of_rubbish)
{
#define HEADER "00ffffffffffff00"
	static const char * const edids[] = {
		"0 " HEADER, "127 " HEADER, "128 " HEADER, "1025 " HEADER,
		"4294967295 " HEADER, "128", "1024 ffff" HEADER,
	};
	static const char * const sizes[] = {
		"0 0", "0 100", "65535 65535", "4294967295 4294967295", "1 1",
	};
	int events = listen_for_events();

	ASSERT_LE(0, events);
	for (unsigned int i = 0; i < ARRAY_SIZE(edids); i++) {
		EXPECT_EQ(0, order("size %s", sizes[i % ARRAY_SIZE(sizes)]));
		EXPECT_EQ(0, order("edid %s", edids[i]));
		change_display(events);
		/* What every monitor shows */
		EXPECT_EQ(1024, preferred_mode(&self->screen).width);
		EXPECT_EQ(0, screen_show(&self->screen, 1));
	}
	EXPECT_EQ(0, order("size 1280 800"));
	change_display(events);
	EXPECT_EQ(1280, preferred_mode(&self->screen).width);
	close(events);
}

static const char *set_up(void)
{
	if (geteuid())
		return "needs root";
	if (!find_functions())
		return "no test device (selftests/vm/vm --test-device)";
	if (access("/sys/module/" DRIVER, F_OK))
		return DRIVER " is not loaded";
	return bind_function() ? "the test device does not bind to " DRIVER : NULL;
}

int main(int argc, char **argv)
{
	const char *reason = set_up();

	if (reason) {
		ksft_print_header();
		ksft_exit_skip("%s\n", reason);
	}
	return test_harness_run(argc, argv);
}
