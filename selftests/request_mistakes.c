// SPDX-License-Identifier: GPL-2.0
/*
 * What a miniport does wrong in HwVidStartIO, vp_test's here: each mistake is EIO for
 * the program and one warning in the kernel log, and harms nobody.
 */
#define _GNU_SOURCE
#include <string.h>

#include "klog.h"
#include "request_fixture.h"

#define ERROR_INVALID_PARAMETER	87
#define ERROR_IO_PENDING	997

TEST_F(miniport, claiming_output_beyond_the_buffer_is_caught)
{
	__u8 out[9];
	struct videoport_request request = packet(VPT_CLAIM, NULL, 0, out, 8);

	memset(out, 0x77, sizeof(out));
	EXPECT_EQ(EIO, send_packet(self->fd, &request));
	EXPECT_EQ(0, request.status);
	EXPECT_EQ(0x77, out[0]);
	EXPECT_EQ(1, klog_count(self->log, "claims 9 bytes of output where there is room for 8"));
}

/* The buffer's length is the caller's, whatever the packet says. */
TEST_F(miniport, output_length_is_not_for_the_miniport_to_change)
{
	__u8 out[16];
	struct videoport_request request = packet(VPT_GROW, NULL, 0, out, 8);

	memset(out, 0x77, sizeof(out));
	EXPECT_EQ(EIO, send_packet(self->fd, &request));
	EXPECT_EQ(0x77, out[8]);
	EXPECT_EQ(1, klog_count(self->log, "claims 16 bytes of output where there is room for 8"));
}

/* What the device may still work on is not the next caller's. */
TEST_F(miniport, buffer_that_stays_locked_is_kept)
{
	__u8 out[1024];
	struct videoport_request keep = packet(VPT_KEEP, NULL, 0, out, sizeof(out));
	struct videoport_request echo = packet(VPT_ECHO, out, sizeof(out), out, sizeof(out));
	struct videoport_request kept = packet(VPT_KEPT, NULL, 0, NULL, 0);

	ASSERT_EQ(0, send_packet(self->fd, &keep));
	EXPECT_EQ(1, klog_count(self->log, "buffer locked for DMA"));
	for (int i = 0; i < 100; i++)
		EXPECT_EQ(0, send_packet(self->fd, &echo));
	EXPECT_EQ(0, send_packet(self->fd, &kept));
	EXPECT_EQ(0, klog_count(self->log, "locked"));
}

TEST_F(miniport, status_that_is_none_is_caught)
{
	static const __u32 garbage[] = { 0xc000000d, 0xdeadbeef, 0x10000 };

	for (unsigned int i = 0; i < ARRAY_SIZE(garbage); i++) {
		struct videoport_request request = packet(VPT_STATUS, &garbage[i], 4, NULL, 0);

		EXPECT_EQ(EIO, send_packet(self->fd, &request));
		EXPECT_EQ(garbage[i], request.status);
		EXPECT_EQ(1, klog_count(self->log, "which is no status"));
	}
}

/* FALSE with a status has completed it, too. */
TEST_F(miniport, packet_that_is_refused_by_false)
{
	struct videoport_request denied = packet(VPT_FALSE, NULL, 0, NULL, 0);

	EXPECT_EQ(EINVAL, send_packet(self->fd, &denied));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, denied.status);
	EXPECT_EQ(0, klog_count(self->log, "HwVidStartIO"));
}

TEST_F(miniport, packet_that_is_not_completed_is_caught)
{
	struct videoport_request left = packet(VPT_LEAVE, NULL, 0, NULL, 0);
	__u32 status = ERROR_IO_PENDING;
	struct videoport_request pending = packet(VPT_STATUS, &status, 4, NULL, 0);

	EXPECT_EQ(EIO, send_packet(self->fd, &left));
	EXPECT_EQ(VIDEOPORT_STATUS_NONE, left.status);
	EXPECT_EQ(1, klog_count(self->log, "without completing the packet"));
	EXPECT_EQ(EIO, send_packet(self->fd, &pending));
	EXPECT_EQ(1, klog_count(self->log, "without completing the packet"));
}

TEST_HARNESS_MAIN
