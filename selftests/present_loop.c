// SPDX-License-Identifier: GPL-2.0
/*
 * present_loop DEVICE [TOUCHERS]: present until the device is gone, with
 * threads that write to the mapping all the while. Says "presenting" after the
 * first frame, and at the end, a line each, what every call answers by then.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "screen.h"

#define WIDTH	320
#define HEIGHT	240
#define FRAMES	4

static __thread sigjmp_buf after_bus_error;
static atomic_bool stop;

static void on_bus_error(int signal)
{
	(void)signal;
	siglongjmp(after_bus_error, 1);
}

/* Whether the byte could be written. */
static int touch(__u8 *byte)
{
	if (sigsetjmp(after_bus_error, 1))
		return 0;
	__atomic_fetch_add(byte, 1, __ATOMIC_SEQ_CST);
	return 1;
}

/* Page after page, also after the first has failed: each must fail by itself. */
static void *touch_all(void *argument)
{
	const struct screen *screen = argument;
	size_t bytes = screen_ring_bytes(screen);

	while (!stop)
		for (size_t at = 0; at < bytes && !stop; at += 4096)
			touch(screen->map + at);
	return NULL;
}

/* Keeps all frames but one on their way until a call fails; its errno. */
static int present_until_error(const struct screen *screen)
{
	struct videoport_completion done[FRAMES];
	unsigned int presented = 0, back = 0;
	int taken;

	for (;;) {
		struct videoport_frame frame = { .frame = presented % FRAMES };
		unsigned int min = presented - back == FRAMES - 1;

		taken = screen_present(screen, &frame, 1, done, FRAMES, min);
		if (taken < 0)
			return errno;
		for (int i = 0; i < taken; i++)
			if (done[i].status)
				return -done[i].status;
		presented++;
		if (!back && taken) {
			puts("presenting");
			fflush(stdout);
		}
		back += taken;
	}
}

static void say(const char *what, long result)
{
	printf("%s=%s\n", what, result < 0 ? strerrorname_np(errno) : "ok");
}

static bool all_pages_gone(const struct screen *screen)
{
	size_t bytes = screen_ring_bytes(screen);
	bool gone = true;

	for (size_t at = 0; at < bytes; at += 4096)
		if (touch(screen->map + at))
			gone = false;
	return gone;
}

static void say_what_is_left(struct screen *screen)
{
	struct pollfd all = { .fd = screen->fd, .events = POLLIN | POLLOUT };
	struct videoport_completion done;
	struct videoport_query query;
	struct videoport_mode mode = {};

	say("query", ioctl(screen->fd, VIDEOPORT_IOC_QUERY, &query));
	say("mode", ioctl(screen->fd, VIDEOPORT_IOC_MODE, &mode));
	say("again", screen_show(screen, 0));
	say("read", read(screen->fd, &done, sizeof(done)));
	say("map", (long)mmap(NULL, 4096, PROT_READ, MAP_SHARED, screen->fd,
			      screen->ring.map_offset));
	poll(&all, 1, 0);
	printf("poll=%s%s\n", all.revents & POLLERR ? "ERR" : "",
	       all.revents & POLLHUP ? "HUP" : "");
	say("free", ioctl(screen->fd, VIDEOPORT_IOC_FREE));
	say("unmap", munmap(screen->map, screen_ring_bytes(screen)));
	say("close", close(screen->fd));
}

int main(int argc, char **argv)
{
	unsigned int touchers = argc > 2 ? atoi(argv[2]) : 0;
	struct sigaction action = { .sa_handler = on_bus_error };
	pthread_t thread[16];
	struct screen screen;

	if (argc < 2 || touchers > 16)
		errx(2, "usage: present_loop device [touchers, 16 at most]");
	if (screen_open(&screen, argv[1]) ||
	    screen_make_ring(&screen, WIDTH, HEIGHT, FRAMES))
		err(1, "%s", argv[1]);
	sigaction(SIGBUS, &action, NULL);
	for (unsigned int i = 0; i < touchers; i++)
		if (pthread_create(&thread[i], NULL, touch_all, &screen))
			errx(1, "cannot make a thread");

	errno = present_until_error(&screen);
	say("present", -1);
	/* Calls fail before the mapping does; in the end every page of it must. */
	while (!all_pages_gone(&screen))
		usleep(1000);
	puts("touch=SIGBUS");
	stop = true;
	for (unsigned int i = 0; i < touchers; i++)
		pthread_join(thread[i], NULL);
	say_what_is_left(&screen);
	return 0;
}
