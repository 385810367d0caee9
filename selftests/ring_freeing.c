// SPDX-License-Identifier: GPL-2.0
/*
 * A ring's memory goes back by piece: whatever else wants the lock of the sets meanwhile,
 * a fault or another ring, waits for one piece and not for gigabytes. Seen by probes in
 * the kernel: by which locks are taken and given back between two pieces. And none of it
 * before the device is off the bus, if it has not let go of it.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "ring_fixture.h"

#define TRACING	"/sys/kernel/tracing"
#define TRACE	TRACING "/instances/videoport"

/* Each frame is as large as a piece is at most. */
#define SIDE	1024
#define PIECES	3

#define TASKS	64

/*
 * struct task - what a task has done
 * @name: the task's
 * @last: the lock that it took last
 * @lock: under which it frees pieces
 * @freed: pieces since it took that
 */
struct task {
	char name[64];
	uint64_t last;
	uint64_t lock;
	int freed;
};

static struct task tasks[TASKS];
/* Pieces in all, the most of them without the lock given back, and those in reach */
static int pieces, at_a_time, in_reach;
/* The device can reach memory. */
static bool master;

static struct task *task_of(const char *line)
{
	int length = strcspn(line, "[");
	struct task *task = tasks;

	while (task < tasks + TASKS - 1 && task->name[0] &&
	       (strncmp(task->name, line, length) || task->name[length]))
		task++;
	snprintf(task->name, sizeof(task->name), "%.*s", length, line);
	return task;
}

/* One event */
static void follow(const char *line)
{
	struct task *task = task_of(line);
	const char *at = strstr(line, " lock=");
	uint64_t lock = at ? strtoull(at + strlen(" lock="), NULL, 0) : 0;

	if (strstr(line, ": lock:")) {
		task->last = lock;
	} else if (strstr(line, ": unlock:")) {
		if (lock == task->lock)
			task->freed = 0;
	} else if (strstr(line, ": off:")) {
		master = false;
	} else if (strstr(line, ": free:")) {
		if (!task->lock)
			task->lock = task->last;
		pieces++;
		in_reach += master;
		if (++task->freed > at_a_time)
			at_a_time = task->freed;
	}
}

static int define(const char *event)
{
	int fd = open(TRACING "/kprobe_events", O_WRONLY | O_APPEND);
	int error = fd < 0 || write(fd, event, strlen(event)) < 0 ? errno : 0;

	close(fd);
	return error;
}

/* Why no probe can be set, or NULL */
static const char *set_probes(void)
{
	if (access(TRACING "/kprobe_events", F_OK) &&
	    (mount("none", TRACING, "tracefs", 0, NULL) ||
	     access(TRACING "/kprobe_events", F_OK)))
		return "the kernel has no probes";
	if (define("p:videoport/lock mutex_lock lock=$arg1:x64") ||
	    define("p:videoport/unlock mutex_unlock lock=$arg1:x64"))
		return "no probe in the kernel's mutexes";
	if (mkdir(TRACE, 0700) || file_write(TRACE "/buffer_size_kb", "4096"))
		return "no instance of tracefs";
	return NULL;
}

static void clear_probes(void)
{
	file_write(TRACE "/events/videoport/enable", "0");
	rmdir(TRACE);
	define("-:videoport/free");
	define("-:videoport/lock");
	define("-:videoport/unlock");
	define("-:videoport/off");
}

static int watch(void)
{
	memset(tasks, 0, sizeof(tasks));
	pieces = 0;
	at_a_time = 0;
	in_reach = 0;
	master = true;
	return file_write(TRACE "/events/videoport/enable", "1");
}

static int look(void)
{
	int error = file_write(TRACE "/events/videoport/enable", "0");
	FILE *trace = fopen(TRACE "/trace", "r");
	char *line = NULL;
	size_t size;

	if (!trace)
		return errno;
	while (getline(&line, &size, trace) > 0)
		if (line[0] != '#')
			follow(line);
	free(line);
	fclose(trace);
	return error;
}

/* A ring of several pieces, and what takes and frees is watched */
FIXTURE(freeing)
{
	struct screen screen;
	bool watched;
};

FIXTURE_SETUP(freeing)
{
	const char *reason = set_probes();

	if (reason) {
		clear_probes();
		SKIP(return, "%s", reason);
	}
	/* These are there wherever probes are. */
	ASSERT_EQ(0, define("p:videoport/free videoport:vp_common_buffer_free"));
	ASSERT_EQ(0, define("p:videoport/off pci_clear_master"));
	ASSERT_EQ(0, device("knobs"));
	ASSERT_EQ(0, open_ring(&self->screen));
	ASSERT_EQ(0, screen_free_ring(&self->screen));
	ASSERT_EQ(0, screen_make_ring(&self->screen, SIDE, SIDE, PIECES));
	ASSERT_EQ(0, watch());
	self->watched = true;
}

FIXTURE_TEARDOWN(freeing)
{
	if (!self->watched)
		return;
	/* It was looked at before, where that matters. */
	if (!pieces)
		EXPECT_EQ(0, look());
	EXPECT_EQ(PIECES, pieces);
	EXPECT_EQ(1, at_a_time);
	clear_probes();
	screen_close(&self->screen);
}

TEST_F(freeing, with_the_ring)
{
	/* The harness goes on after a skip in the setup. */
	if (self->watched)
		EXPECT_EQ(0, screen_free_ring(&self->screen));
}

/* By whoever has it mapped last */
TEST_F(freeing, with_the_mapping)
{
	if (!self->watched)
		return;
	EXPECT_EQ(0, ioctl(self->screen.fd, VIDEOPORT_IOC_FREE));
	EXPECT_EQ(0, munmap(self->screen.map, screen_ring_bytes(&self->screen)));
	self->screen.map = NULL;
}

/*
 * Whoever has it yet, and whether the miniport has stopped the device or not: it is off
 * the bus by then, which the PCI core does only when all is freed.
 */
TEST_F(freeing, with_the_device)
{
	if (!self->watched)
		return;
	EXPECT_EQ(0, edu_unbind(edu_address[0]));
	EXPECT_EQ(0, look());
	EXPECT_EQ(0, in_reach);
	EXPECT_EQ(0, edu_bind(edu_address[0]));
}

int main(int argc, char **argv)
{
	return run_tests(argc, argv);
}
