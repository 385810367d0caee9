// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <ntddvdeo.h>

#include "packet.h"

int request_send(int fd, __u32 code, const void *in, __u32 in_length, void *out,
		 __u32 out_length, __u32 *information)
{
	struct videoport_request request = {
		.code = code,
		.in = (uintptr_t)in,
		.out = (uintptr_t)out,
		.in_length = in_length,
		.out_length = out_length,
	};

	if (ioctl(fd, VIDEOPORT_IOC_REQUEST, &request))
		return -1;
	if (information)
		*information = request.information;
	return 0;
}

/* One in which a pixel is as VIDEOPORT_FORMAT_XRGB8888 */
static int is_usable(const VIDEO_MODE_INFORMATION *mode, unsigned int width,
		     unsigned int height)
{
	return mode->VisScreenWidth == width && mode->VisScreenHeight == height &&
	       mode->BitsPerPlane == 32 && mode->NumberOfPlanes == 1 &&
	       mode->RedMask == 0xff0000 && mode->GreenMask == 0xff00 && mode->BlueMask == 0xff;
}

static int find_mode(int fd, unsigned int width, unsigned int height,
		     VIDEO_MODE_INFORMATION *mode)
{
	VIDEO_NUM_MODES count = { 0 };
	__u32 length, got = 0;
	char *modes;
	int ret;

	if (request_send(fd, IOCTL_VIDEO_QUERY_NUM_AVAIL_MODES, NULL, 0, &count, sizeof(count),
			 NULL))
		return -1;
	length = count.NumModes * count.ModeInformationLength;
	modes = calloc(1, length + sizeof(*mode));
	if (!modes)
		return -1;
	ret = request_send(fd, IOCTL_VIDEO_QUERY_AVAIL_MODES, NULL, 0, modes, length, &got);
	for (__u32 at = 0; !ret && at < got; at += count.ModeInformationLength) {
		*mode = *(VIDEO_MODE_INFORMATION *)(modes + at);
		if (is_usable(mode, width, height)) {
			free(modes);
			return 0;
		}
	}
	free(modes);
	if (!ret)
		errno = EINVAL;
	return -1;
}

int memory_open(struct screen *screen, unsigned int width, unsigned int height)
{
	VIDEO_MEMORY_INFORMATION memory;
	VIDEO_MODE_INFORMATION mode;
	VIDEO_MEMORY anywhere = { 0 };
	VIDEO_MODE wanted;

	if (find_mode(screen->fd, width, height, &mode))
		return -1;
	wanted.RequestedMode = mode.ModeIndex;
	if (request_send(screen->fd, IOCTL_VIDEO_SET_CURRENT_MODE, &wanted, sizeof(wanted),
			 NULL, 0, NULL) ||
	    request_send(screen->fd, IOCTL_VIDEO_MAP_VIDEO_MEMORY, &anywhere, sizeof(anywhere),
			 &memory, sizeof(memory), NULL))
		return -1;
	screen->ring.width = width;
	screen->ring.height = height;
	screen->ring.pitch = mode.ScreenStride;
	screen->ring.frames = 1;
	screen->ring.frame_bytes = memory.FrameBufferLength;
	screen->map = memory.FrameBufferBase;
	return 0;
}

void memory_close(struct screen *screen)
{
	VIDEO_MEMORY memory = { .RequestedVirtualAddress = screen->map };

	request_send(screen->fd, IOCTL_VIDEO_UNMAP_VIDEO_MEMORY, &memory, sizeof(memory), NULL,
		     0, NULL);
	screen->map = NULL;
	close(screen->fd);
}
