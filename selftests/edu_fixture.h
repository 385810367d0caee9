/* SPDX-License-Identifier: GPL-2.0 */
/* What a test of requests to vp_test begins with: its device file, and the log. */
#ifndef _SELFTESTS_EDU_FIXTURE_H
#define _SELFTESTS_EDU_FIXTURE_H

#include <fcntl.h>
#include <unistd.h>

#include "harness.h"
#include "edu.h"
#include "klog.h"

/* Whether HwVidStartIO keeps from returning, where it is asked for that */
static inline void hold(int on)
{
	edu_write("hold", "%d", on);
}

static inline int is_held(void)
{
	char text[8];

	return !edu_read("held", text, sizeof(text)) && *text == 'Y';
}

FIXTURE(miniport) {
	int fd;
	int log;
};

FIXTURE_SETUP(miniport)
{
	const char *reason = edu_setup();

	if (reason)
		SKIP(return, "%s", reason);
	self->fd = open(edu_node(), O_RDWR | O_CLOEXEC);
	ASSERT_LE(0, self->fd);
	self->log = klog_open();
	ASSERT_LE(0, self->log);
}

FIXTURE_TEARDOWN(miniport)
{
	/* Whoever waits there is not left for the next. */
	hold(0);
	close(self->log);
	close(self->fd);
}

#endif
