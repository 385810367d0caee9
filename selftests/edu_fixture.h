/* SPDX-License-Identifier: GPL-2.0 */
/* What a test of requests to vp_test begins with: its device file, and the log. */
#ifndef _SELFTESTS_EDU_FIXTURE_H
#define _SELFTESTS_EDU_FIXTURE_H

#include <fcntl.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "edu.h"
#include "klog.h"

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
	close(self->log);
	close(self->fd);
}

#endif
