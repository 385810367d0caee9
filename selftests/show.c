// SPDX-License-Identifier: GPL-2.0
/*
 * videoport-show: a short animation, then a still picture that stays on the
 * screen until standard input ends; through a ring or, where the miniport has
 * none, in the device's memory. What it does and how fast is printed as
 * key=value lines.
 */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "animation.h"
#include "packet.h"
#include "picture.h"
#include "screen.h"

struct options {
	const char *device;
	const char *picture;
	const char *save;
	unsigned int width, height;
	unsigned int frames;
	unsigned int ring_frames;
};

static unsigned int refresh_of(const struct screen *screen, unsigned int modes)
{
	for (unsigned int i = 0; i < modes; i++) {
		struct videoport_mode mode = { .index = i };

		if (ioctl(screen->fd, VIDEOPORT_IOC_MODE, &mode))
			err(1, "asking for mode %u", i);
		if (mode.width == screen->ring.width && mode.height == screen->ring.height)
			return mode.refresh;
	}
	return 0;
}

static void begin_screen(struct screen *screen, const struct options *options,
			 const struct videoport_query *query)
{
	bool ring = query->caps & VIDEOPORT_CAP_RING;
	struct videoport_mode mode = {
		.index = query->preferred_mode,
		.width = options->width,
		.height = options->height,
	};

	if (!options->width && ioctl(screen->fd, VIDEOPORT_IOC_MODE, &mode))
		err(1, "asking for mode %u", mode.index);
	if (ring && screen_make_ring(screen, mode.width, mode.height, options->ring_frames))
		err(1, "a ring of %u frames of %ux%u", options->ring_frames, mode.width,
		    mode.height);
	if (!ring && memory_open(screen, mode.width, mode.height))
		err(1, "the device's memory at %ux%u", mode.width, mode.height);
}

static void prepare_picture(struct picture *picture, const struct screen *screen,
			    const char *path, bool ring)
{
	struct picture source;

	if (picture_new(picture, screen->ring.width, screen->ring.height))
		err(1, "room for the picture");
	if (!path) {
		card_draw(picture, ring);
		return;
	}
	if (picture_read(&source, path)) {
		if (errno == EINVAL)
			errx(1, "%s: not a whole binary PPM (P6)", path);
		err(1, "%s", path);
	}
	if (picture_fit(picture, &source))
		err(1, "scaling %s", path);
	picture_free(&source);
}

static void report(const struct screen *screen, const struct videoport_query *query)
{
	unsigned int refresh = refresh_of(screen, query->modes);

	printf("mode=%ux%u", screen->ring.width, screen->ring.height);
	printf(refresh > 1 ? "@%u\n" : "\n", refresh);
	printf("driver=%.*s\n", (int)sizeof(query->driver), query->driver);
	printf("bus=%.*s\n", (int)sizeof(query->bus_id), query->bus_id);
	printf("ring_frames=%u\n", screen->ring.frames);
	printf("ring_bytes=%zu\n", screen_ring_bytes(screen));
	printf("pitch=%u\n", screen->ring.pitch);
}

static void report_speed(const struct show *show, __u64 start, __u64 end)
{
	if (!show->total)
		return;
	printf("frames_per_second=%.1f\n", show->total * 1e9 / (end - start));
}

static void wait_for_end_of_input(void)
{
	char buffer[256];
	ssize_t got;

	do {
		got = read(STDIN_FILENO, buffer, sizeof(buffer));
	} while (got > 0);
	if (got < 0)
		err(1, "standard input");
}

/* All of the show; the number of the frame that stays. */
static unsigned int play(struct show *show, bool ring)
{
	__u64 start = now();

	if (ring)
		animate(show);
	else
		animate_memory(show);
	report_speed(show, start, now());
	return ring ? present_still(show) : draw_still(show);
}

static void run(const struct options *options)
{
	struct videoport_query query;
	struct picture picture;
	struct screen screen;
	struct show show = { .screen = &screen, .picture = &picture };
	unsigned int frame;
	bool ring;

	if (screen_open(&screen, options->device) ||
	    ioctl(screen.fd, VIDEOPORT_IOC_QUERY, &query))
		err(1, "%s", options->device);
	ring = query.caps & VIDEOPORT_CAP_RING;
	begin_screen(&screen, options, &query);
	prepare_picture(&picture, &screen, options->picture, ring);
	report(&screen, &query);

	show.total = options->frames;
	frame = play(&show, ring);
	printf("first_frame_ns=%llu\n", (unsigned long long)show.first_ns);
	printf("frames=%u\n", show.presented);

	if (options->save &&
	    picture_write(options->save, screen_line(&screen, frame, 0),
			  screen.ring.width, screen.ring.height, screen.ring.pitch))
		err(1, "%s", options->save);
	puts("presented");
	if (fflush(stdout))
		err(1, "standard output");
	wait_for_end_of_input();
	if (ring)
		screen_close(&screen);
	else
		memory_close(&screen);
	picture_free(&picture);
}

static void die_of_usage(void)
{
	fputs("usage: videoport-show [-d device] [-i picture.ppm] [-n frames] [-s saved.ppm]\n"
	      "                      [-m WIDTHxHEIGHT] [-r ring frames]\n"
	      "       videoport-show --now\n", stderr);
	exit(2);
}

static unsigned int number(const char *text, char **end)
{
	unsigned long value;

	errno = 0;
	value = strtoul(text, end, 10);
	if (*end == text || *text == '-' || errno || value > 0x7fffffff)
		die_of_usage();
	return value;
}

static unsigned int whole_number(const char *text)
{
	char *end;
	unsigned int value = number(text, &end);

	if (*end)
		die_of_usage();
	return value;
}

static void parse_mode(struct options *options, const char *text)
{
	char *end;

	options->width = number(text, &end);
	if (*end != 'x' || !options->width)
		die_of_usage();
	options->height = whole_number(end + 1);
}

static void take_option(struct options *options, int option)
{
	switch (option) {
	case 'd':
		options->device = optarg;
		break;
	case 'i':
		options->picture = optarg;
		break;
	case 'n':
		options->frames = whole_number(optarg);
		break;
	case 's':
		options->save = optarg;
		break;
	case 'm':
		parse_mode(options, optarg);
		break;
	case 'r':
		options->ring_frames = whole_number(optarg);
		break;
	case 'N':
		printf("%llu\n", (unsigned long long)now());
		exit(0);
	default:
		die_of_usage();
	}
}

int main(int argc, char **argv)
{
	static const struct option longs[] = { { "now", no_argument, NULL, 'N' }, {} };
	struct options options = {
		.device = "/dev/videoport0",
		.frames = 60,
		.ring_frames = 3,
	};
	int option;

	while ((option = getopt_long(argc, argv, "d:i:n:s:m:r:", longs, NULL)) != -1)
		take_option(&options, option);
	if (optind != argc)
		die_of_usage();
	run(&options);
	return 0;
}
