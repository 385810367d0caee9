// SPDX-License-Identifier: GPL-2.0
/*
 * Six threads of one program at a DRM device of videoport_kms: flips, atomic commits,
 * damage and mode sets at once. Each call does as it is told or is refused as DRM says,
 * each event comes once, and the kernel says nothing; afterwards all goes on as before.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "kms_device.h"

#define WIDTH	640
#define HEIGHT	480
#define BUFFERS	3
#define CALLS	60	/* of each thread; flips until so many were taken */
#define MODES	18	/* of the one that sets modes, which take longer; it leaves one set */
_Static_assert(MODES % 3 == 0, "the last sets a mode that the others flip in");
#define FLIPS	2	/* threads that have events */

enum { FLIP, COMMIT, BLOCK, DIRTY, PART, MODE, THREADS };

struct stress {
	struct kms kms;
	const struct drm_mode_modeinfo *mode, *large;
	struct kms_buffer buffer[BUFFERS];
	struct kms_buffer wide;
	atomic_int at_work;
	/* Of flips and commits: how often its event came */
	unsigned char came[FLIPS][CALLS];
	/* What the kernel said that it may not */
	atomic_int wrong;
};

struct worker {
	struct stress *stress;
	pthread_t thread;
	int role;
};

/* One is on its way yet, the screen is just off, or it was larger a moment ago. */
static bool may_be(int ret)
{
	return !ret || ret == -EBUSY || ret == -EINVAL || ret == -ENOSPC;
}

static int once(struct stress *stress, int role, unsigned int i)
{
	const __u32 event = DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT;
	const struct drm_clip_rect part = { i % 600, i % 400, i % 600 + 32, i % 400 + 32 };
	const struct kms *kms = &stress->kms;
	__u32 fb = stress->buffer[i % BUFFERS].fb;

	switch (role) {
	case FLIP:
		return kms_flip(kms, fb, i);
	case COMMIT:
		return kms_commit(kms, event, fb, CALLS + i);
	case BLOCK:
		return kms_commit(kms, 0, fb, 0);
	case DIRTY:
		return kms_dirty(kms, fb, NULL);
	case PART:
		return kms_dirty(kms, fb, &part);
	default:
		return i % 3 == 0 ? kms_set(kms, stress->large, stress->wide.fb) :
		       i % 3 == 1 ? kms_off(kms) : kms_set(kms, stress->mode, fb);
	}
}

static void *work(void *argument)
{
	struct worker *worker = argument;
	struct stress *stress = worker->stress;
	unsigned int calls = worker->role == MODE ? MODES : CALLS;

	for (unsigned int i = 0; i < calls; i++) {
		int ret = once(stress, worker->role, i);

		while (may_be(ret) && ret && worker->role < FLIPS) {
			sched_yield();
			ret = once(stress, worker->role, i);
		}
		if (!may_be(ret))
			atomic_store(&stress->wrong, ret);
	}
	atomic_fetch_sub(&stress->at_work, 1);
	return NULL;
}

/* Events that nobody reads take the room of those to come. */
static bool read_event(struct stress *stress, int timeout)
{
	struct pollfd poll_for = { .fd = stress->kms.fd, .events = POLLIN };
	__u64 user;

	if (poll(&poll_for, 1, timeout) != 1)
		return false;
	if (kms_event(&stress->kms, &user) || user >= FLIPS * CALLS)
		atomic_store(&stress->wrong, -EPROTO);
	else
		stress->came[user / CALLS][user % CALLS]++;
	return true;
}

FIXTURE(stress)
{
	struct stress stress;
};

FIXTURE_SETUP(stress)
{
	struct stress *stress = &self->stress;

	ASSERT_EQ(0, kms_open(&stress->kms));
	stress->mode = kms_mode(&stress->kms, WIDTH, HEIGHT);
	stress->large = kms_mode(&stress->kms, 800, 600);
	ASSERT_NE(NULL, stress->mode);
	ASSERT_NE(NULL, stress->large);
	for (int i = 0; i < BUFFERS; i++)
		ASSERT_EQ(0, kms_buffer_make(&stress->kms, &stress->buffer[i], WIDTH, HEIGHT));
	ASSERT_EQ(0, kms_buffer_make(&stress->kms, &stress->wide, 800, 600));
	ASSERT_EQ(0, kms_set(&stress->kms, stress->mode, stress->buffer[0].fb));
}

FIXTURE_TEARDOWN(stress)
{
	struct stress *stress = &self->stress;

	for (int i = 0; i < BUFFERS; i++)
		munmap(stress->buffer[i].map, stress->buffer[i].size);
	munmap(stress->wide.map, stress->wide.size);
	close(stress->kms.fd);
}

TEST_F(stress, all_at_once)
{
	struct stress *stress = &self->stress;
	struct worker workers[THREADS];
	__u64 user;

	atomic_store(&stress->at_work, THREADS);
	for (int i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){ .stress = stress, .role = i };
		ASSERT_EQ(0, pthread_create(&workers[i].thread, NULL, work, &workers[i]));
	}
	while (atomic_load(&stress->at_work) > 0)
		read_event(stress, 10);
	for (int i = 0; i < THREADS; i++)
		ASSERT_EQ(0, pthread_join(workers[i].thread, NULL));
	EXPECT_EQ(0, atomic_load(&stress->wrong));
	/* Whatever is under way is through before this. */
	ASSERT_EQ(0, kms_off(&stress->kms));
	while (read_event(stress, 0))
		;
	for (int i = 0; i < FLIPS * CALLS; i++)
		EXPECT_EQ(1, stress->came[i / CALLS][i % CALLS]);
	ASSERT_EQ(0, kms_set(&stress->kms, stress->mode, stress->buffer[0].fb));
	ASSERT_EQ(0, kms_flip(&stress->kms, stress->buffer[1].fb, 7));
	ASSERT_EQ(0, kms_event(&stress->kms, &user));
	EXPECT_EQ(7, user);
}

int main(int argc, char **argv)
{
	return kms_tests(test_harness_run, argc, argv);
}
