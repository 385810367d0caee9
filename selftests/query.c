// SPDX-License-Identifier: GPL-2.0
/*
 * What a real device says of itself and of its modes, and the calls that it does
 * not know or that need a ring.
 */
#define _GNU_SOURCE
#include "device_fixture.h"

#define MODULE_VERSION	"/sys/module/videoport/version"

TEST_F(device, query)
{
	struct videoport_query *query = &self->query;
	static const __u64 zero[6];

	EXPECT_NE(0, strnlen(query->driver, sizeof(query->driver)));
	EXPECT_LT(strnlen(query->driver, sizeof(query->driver)), sizeof(query->driver));
	EXPECT_NE(0, strnlen(query->bus_id, sizeof(query->bus_id)));
	EXPECT_LT(strnlen(query->bus_id, sizeof(query->bus_id)), sizeof(query->bus_id));
	EXPECT_EQ(VIDEOPORT_CAP_RING, query->caps & VIDEOPORT_CAP_RING);
	EXPECT_EQ(0, query->caps & ~(VIDEOPORT_CAP_RING | VIDEOPORT_CAP_SCANS_OUT));
	EXPECT_LT(query->preferred_mode, query->modes);
	EXPECT_LE(3840, query->max_width);
	EXPECT_LE(2160, query->max_height);
	EXPECT_NE(0, query->max_ring_bytes);
	EXPECT_EQ(0, query->pad);
	EXPECT_EQ(0, memcmp(query->reserved, zero, sizeof(zero)));
}

TEST_F(device, the_version_is_the_modules)
{
	char version[sizeof(self->query.version) + 1] = "";
	int fd = open(MODULE_VERSION, O_RDONLY);

	ASSERT_LE(0, fd);
	ASSERT_LT(0, read(fd, version, sizeof(version) - 1));
	close(fd);
	version[strcspn(version, "\n")] = 0;
	EXPECT_STREQ(VIDEOPORT_VERSION, version);
	EXPECT_STREQ(version, self->query.version);
}

TEST_F(device, query_fills_the_whole_struct)
{
	struct videoport_query again;

	memset(&again, 0xff, sizeof(again));
	ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_QUERY, &again));
	EXPECT_EQ(0, memcmp(&again, &self->query, sizeof(again)));
}

TEST_F(device, modes)
{
	for (unsigned int i = 0; i < self->query.modes; i++) {
		struct videoport_mode mode = { .index = i };

		ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_MODE, &mode));
		EXPECT_EQ(i, mode.index);
		EXPECT_NE(0, mode.width);
		EXPECT_NE(0, mode.height);
		EXPECT_NE(0, mode.refresh);
		EXPECT_LE(mode.width, self->query.max_width);
		EXPECT_LE(mode.height, self->query.max_height);
	}
}

TEST_F(device, modes_bad)
{
	struct videoport_mode mode = { .index = self->query.modes };

	EXPECT_EQ(EINVAL, call(self->fd, VIDEOPORT_IOC_MODE, &mode));
	mode.index = UINT32_MAX;
	EXPECT_EQ(EINVAL, call(self->fd, VIDEOPORT_IOC_MODE, &mode));
	for (unsigned int i = 0; i < 4; i++) {
		struct videoport_mode reserved = { .index = 0 };

		reserved.reserved[i] = 1ULL << 63;
		EXPECT_EQ(EINVAL, call(self->fd, VIDEOPORT_IOC_MODE, &reserved));
	}
}

TEST_F(device, unknown_calls)
{
	char room[1024] = {};

	EXPECT_EQ(ENOTTY, call(self->fd, _IO('v', 0xff), room));
	EXPECT_EQ(ENOTTY, call(self->fd, _IO('V', 0xc3), room));
	EXPECT_EQ(ENOTTY, call(self->fd, _IOWR('v', 0xff, struct videoport_ring), room));
	/* A known number with another size or direction is another call. */
	EXPECT_EQ(ENOTTY, call(self->fd, _IOR('v', 0xc0, char[8]), room));
	EXPECT_EQ(ENOTTY, call(self->fd, _IOW('v', 0xc3, char[8]), room));
}

TEST_F(device, bad_pointers)
{
	EXPECT_EQ(EFAULT, call(self->fd, VIDEOPORT_IOC_QUERY, nowhere()));
	EXPECT_EQ(EFAULT, call(self->fd, VIDEOPORT_IOC_MODE, nowhere()));
	EXPECT_EQ(EFAULT, call(self->fd, VIDEOPORT_IOC_RING, nowhere()));
	EXPECT_EQ(EFAULT, call(self->fd, VIDEOPORT_IOC_PRESENT, nowhere()));
}

TEST_F(device, calls_without_a_ring)
{
	struct videoport_present nothing = {};
	struct videoport_completion done;

	EXPECT_EQ(EINVAL, call(self->fd, VIDEOPORT_IOC_FREE, NULL));
	EXPECT_EQ(EINVAL, call(self->fd, VIDEOPORT_IOC_PRESENT, &nothing));
	EXPECT_EQ(-1, read(self->fd, &done, sizeof(done)));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(MAP_FAILED, mmap(NULL, getpagesize(), PROT_READ, MAP_SHARED, self->fd, 0));
	EXPECT_EQ(EINVAL, errno);
}

int main(int argc, char **argv)
{
	return run_tests(argc, argv);
}
