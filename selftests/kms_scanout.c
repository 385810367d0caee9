// SPDX-License-Identifier: GPL-2.0
/*
 * A DRM device of a miniport whose device reads a frame for as long as it is shown: it
 * lets go of it when the next one is, which a program does not wait for.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

#include "harness.h"
#include "edu.h"
#include "fake_ring.h"
#include "kms_device.h"
#include "kselftest.h"
#include "wait.h"

/* A mode is set, of two buffers the first is shown. */
FIXTURE(scanout)
{
	struct kms kms;
	struct kms_buffer buffer[2];
};

FIXTURE_SETUP(scanout)
{
	const struct drm_mode_modeinfo *mode;

	ASSERT_EQ(0, kms_open(&self->kms));
	ASSERT_LT(0, self->kms.count);
	mode = &self->kms.modes[0];
	for (int i = 0; i < 2; i++)
		ASSERT_EQ(0, kms_buffer_make(&self->kms, &self->buffer[i], mode->hdisplay,
					     mode->vdisplay));
	ASSERT_EQ(0, kms_set(&self->kms, mode, self->buffer[0].fb));
}

FIXTURE_TEARDOWN(scanout)
{
	char violations[32];

	EXPECT_EQ(0, knob("finish", 1));
	while (held("queued") > 0)
		EXPECT_EQ(0, device("complete 1"));
	for (int i = 0; i < 2; i++)
		EXPECT_EQ(0, kms_buffer_free(&self->kms, &self->buffer[i]));
	close(self->kms.fd);
	ASSERT_EQ(0, edu_read("violations", violations, sizeof(violations)));
	EXPECT_EQ(0, atoi(violations)) {
		fputs(read_log(), stderr);
	}
}

TEST_F(scanout, an_event_when_it_is_shown)
{
	__u64 user;

	ASSERT_EQ(0, knob("finish", 0));
	for (int i = 1; i <= 10; i++) {
		ASSERT_EQ(0, kms_flip(&self->kms, self->buffer[i % 2].fb, i));
		await(held("queued") == 1);
		EXPECT_FALSE(kms_event_waits(&self->kms));
		ASSERT_EQ(0, device("complete 1"));
		await(kms_event_waits(&self->kms));
		ASSERT_EQ(0, kms_event(&self->kms, &user));
		EXPECT_EQ(i, user);
	}
}

/* What is read all the time is up to date; a device that is told does not mind. */
TEST_F(scanout, damage_of_what_is_shown)
{
	__u64 user;

	for (int i = 0; i < 100; i++)
		ASSERT_EQ(0, kms_dirty(&self->kms, self->buffer[0].fb, NULL));
	for (int i = 0; i < 20; i++) {
		ASSERT_EQ(0, kms_flip(&self->kms, self->buffer[i % 2].fb, i));
		ASSERT_EQ(0, kms_dirty(&self->kms, self->buffer[i % 2].fb, NULL));
		ASSERT_EQ(0, kms_event(&self->kms, &user));
		ASSERT_EQ(i, user);
	}
}

/* What is shown stays the device's until another is, or nothing. */
TEST_F(scanout, a_buffer_that_is_shown_goes)
{
	ASSERT_EQ(0, kms_buffer_free(&self->kms, &self->buffer[0]));
	ASSERT_EQ(0, kms_set(&self->kms, &self->kms.modes[0], self->buffer[1].fb));
	ASSERT_EQ(0, kms_off(&self->kms));
	EXPECT_EQ(0, held("shown"));
	ASSERT_EQ(0, kms_buffer_make(&self->kms, &self->buffer[0], self->kms.modes[0].hdisplay,
				     self->kms.modes[0].vdisplay));
}

static int as_a_scanout(bool scans_out)
{
	return device("knobs") || knob("scans_out", scans_out) || edu_rebind(edu_address[0]);
}

int main(int argc, char **argv)
{
	const char *reason = edu_setup();
	char card[64];
	int ret;

	if (reason) {
		printf("1..0 # SKIP %s\n", reason);
		return KSFT_SKIP;
	}
	if (as_a_scanout(true))
		return KSFT_FAIL;
	snprintf(card, sizeof(card), "/sys/bus/pci/devices/%s/drm/card*", edu_address[0]);
	setenv("KMS_CARD", card, true);
	ret = kms_tests(test_harness_run, argc, argv);
	return as_a_scanout(false) ? KSFT_FAIL : ret;
}
