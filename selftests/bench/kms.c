// SPDX-License-Identifier: GPL-2.0
/*
 * kms CARD...: what DRM's calls cost on a card, in nanoseconds. Where QEMU counts
 * instructions as time (-icount shift=0) they are the guest's instructions. The first
 * card is called "peer", the second one "ours, by DRM".
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../kms_device.h"
#include "measure.h"

#define FRAMES	100	/* in a round */

struct bench {
	struct kms kms;
	struct kms_buffer buffer[2];
	int (*call)(const struct bench *bench, unsigned int i);
};

static const char *const who[] = { "peer", "ours, by DRM" };

static int dirty_whole(const struct bench *bench, unsigned int i)
{
	(void)i;
	return kms_dirty(&bench->kms, bench->buffer[0].fb, NULL);
}

static int dirty_part(const struct bench *bench, unsigned int i)
{
	const struct drm_clip_rect part = { 64, 64, 128, 128 };

	(void)i;
	return kms_dirty(&bench->kms, bench->buffer[0].fb, &part);
}

static int flip(const struct bench *bench, unsigned int i)
{
	__u64 user;

	return kms_flip(&bench->kms, bench->buffer[i % 2].fb, i) ?:
	       kms_event(&bench->kms, &user);
}

static int commit(const struct bench *bench, unsigned int i)
{
	__u64 user;

	return kms_commit(&bench->kms, DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT,
			  bench->buffer[i % 2].fb, i) ?: kms_event(&bench->kms, &user);
}

static double run_round(const void *argument)
{
	const struct bench *bench = argument;
	__u64 start = now();

	for (unsigned int i = 0; i < FRAMES; i++) {
		int ret = bench->call(bench, i);

		if (ret)
			errx(1, "%s", strerror(-ret));
	}
	return (double)(now() - start) / FRAMES;
}

static void prepare(struct bench *bench, unsigned int width, unsigned int height)
{
	const struct drm_mode_modeinfo *mode = kms_mode(&bench->kms, width, height);

	if (!mode)
		errx(1, "no mode of %ux%u", width, height);
	for (int i = 0; i < 2; i++)
		if (kms_buffer_make(&bench->kms, &bench->buffer[i], width, height))
			errx(1, "no buffer of %ux%u", width, height);
	if (kms_set(&bench->kms, mode, bench->buffer[0].fb))
		errx(1, "%ux%u can't be set", width, height);
}

static void compare(struct bench *cards, int count, unsigned int width, unsigned int height)
{
	static const struct {
		const char *name;
		int (*call)(const struct bench *bench, unsigned int i);
	} calls[] = {
		{ "dirtyfb, whole", dirty_whole },
		{ "dirtyfb, 64x64", dirty_part },
		{ "page flip and its event", flip },
		{ "atomic, nonblocking, and its event", commit },
	};
	char name[64];

	for (int i = 0; i < count; i++)
		prepare(&cards[i], width, height);
	for (unsigned int i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		snprintf(name, sizeof(name), "%s, %ux%u", calls[i].name, width, height);
		for (int n = 0; n < count; n++) {
			/* What is shown first is another one. */
			kms_dirty(&cards[n].kms, cards[n].buffer[0].fb, NULL);
			cards[n].call = calls[i].call;
			measure(who[n], name, FRAMES, run_round, &cards[n]);
		}
	}
}

int main(int argc, char **argv)
{
	struct bench cards[2] = { };

	if (argc != 2 && argc != 3)
		errx(1, "kms CARD...");
	for (int i = 1; i < argc; i++) {
		setenv("KMS_CARD", argv[i], 1);
		if (kms_open(&cards[i - 1].kms))
			errx(1, "%s", argv[i]);
	}
	compare(cards, argc - 1, 640, 480);
	compare(cards, argc - 1, 1920, 1080);
	return 0;
}
