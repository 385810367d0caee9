// SPDX-License-Identifier: GPL-2.0
/*
 * A device's memory where the kernel is locked down, for which there is no way back:
 * only on a machine that is started with the word selftests.lockdown.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "request_fixture.h"

#define SECURITY	"/sys/kernel/security"

#define SPACE_USER_MODE	2

/* Why not, or NULL */
static const char *lock_down(void)
{
	char words[4096];

	if (file_read("/proc/cmdline", words, sizeof(words)) ||
	    !strstr(words, "selftests.lockdown"))
		return "this machine is not to be locked down";
	if (access(SECURITY "/lockdown", F_OK) &&
	    mount("none", SECURITY, "securityfs", 0, NULL))
		return "no securityfs";
	if (file_write(SECURITY "/lockdown", "integrity"))
		return "the kernel can't be locked down";
	return NULL;
}

/* 0 or an errno; the program's address is in @view */
static int map(int fd, __u32 code, struct vpt_view *view)
{
	struct videoport_request request = packet(code, view, sizeof(*view), view,
						  sizeof(*view));

	return send_packet(fd, &request);
}

TEST_F(miniport, memory_in_a_locked_down_kernel)
{
	struct vpt_view before = { .length = 4096, .space = SPACE_USER_MODE };
	struct vpt_view after = before, asked = { .length = 4096 };
	struct videoport_request request;
	const char *reason;

	ASSERT_EQ(0, map(self->fd, VPT_MAP, &before));
	reason = lock_down();
	if (reason)
		SKIP(return, "%s", reason);
	EXPECT_EQ(EPERM, map(self->fd, VPT_MAP, &after));
	EXPECT_EQ(EPERM, map(self->fd, IOCTL_VIDEO_MAP_VIDEO_MEMORY, &asked));
	/* What was given before can be given back. */
	request = packet(VPT_UNMAP, &before, sizeof(before), NULL, 0);
	EXPECT_EQ(0, send_packet(self->fd, &request));
}

TEST_HARNESS_MAIN
