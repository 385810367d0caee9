// SPDX-License-Identifier: GPL-2.0
/*
 * A ring where Linux gives devices copies of memory, as where memory is encrypted: it works,
 * and its frames are for nobody else, as their memory can't outlive the device.
 */
#define _GNU_SOURCE
#include "device_fixture.h"
#include "edu.h"

TEST_F(ring, works_and_is_not_shared)
{
	struct videoport_export export = { .flags = O_RDWR };

	EXPECT_EQ(EOPNOTSUPP, call(self->screen.fd, VIDEOPORT_IOC_EXPORT, &export));
	EXPECT_EQ(0, works(&self->screen, &self->sequence));
}

int main(int argc, char **argv)
{
	char text[4096];

	if (file_read("/proc/cmdline", text, sizeof(text)) || !strstr(text, "swiotlb=force")) {
		printf("1..0 # SKIP Linux gives devices no copies here: boot with swiotlb=force\n");
		return KSFT_SKIP;
	}
	return run_tests(argc, argv);
}
