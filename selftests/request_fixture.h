/* SPDX-License-Identifier: GPL-2.0 */
/* The packets that a test sends to vp_test's HwVidStartIO */
#ifndef _SELFTESTS_REQUEST_FIXTURE_H
#define _SELFTESTS_REQUEST_FIXTURE_H

#include <errno.h>
#include <stdint.h>
#include <sys/ioctl.h>

#include "edu_fixture.h"

#include <ntddvdeo.h>
#include <videoport.h>
#include "modules/vp_test/requests.h"

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#endif

/* 0 or an errno */
static inline int send_packet(int fd, struct videoport_request *request)
{
	return ioctl(fd, VIDEOPORT_IOC_REQUEST, request) ? errno : 0;
}

static inline struct videoport_request packet(__u32 code, const void *in, __u32 in_length,
					      void *out, __u32 out_length)
{
	return (struct videoport_request){
		.code = code,
		.in = (uintptr_t)in,
		.out = (uintptr_t)out,
		.in_length = in_length,
		.out_length = out_length,
	};
}

#endif
