// SPDX-License-Identifier: GPL-2.0
/* Buffers of vgem, and any DRM buffer's way from one driver to another. */
#define _GNU_SOURCE
#include <drm/vgem_drm.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vgem.h"

static int modprobe(void)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		execlp("modprobe", "modprobe", "-q", "vgem", NULL);
		_exit(127);
	}
	return waitpid(pid, &status, 0) == pid && !status ? 0 : -ENOENT;
}

static bool is_vgem(int fd)
{
	char name[16] = "";
	struct drm_version version = { .name = name, .name_len = sizeof(name) - 1 };

	return !ioctl(fd, DRM_IOCTL_VERSION, &version) && !strcmp(name, "vgem");
}

int vgem_open(void)
{
	glob_t found;
	int fd = -1;

	if (modprobe() || glob("/dev/dri/card*", 0, NULL, &found))
		return -ENOENT;
	for (size_t i = 0; fd < 0 && i < found.gl_pathc; i++) {
		fd = open(found.gl_pathv[i], O_RDWR | O_CLOEXEC);
		if (fd >= 0 && !is_vgem(fd)) {
			close(fd);
			fd = -1;
		}
	}
	globfree(&found);
	return fd < 0 ? -ENOENT : fd;
}

int vgem_make(int vgem, struct kms_buffer *buffer, __u32 pitch, __u32 height)
{
	struct drm_mode_create_dumb create = { .width = pitch / 4, .height = height, .bpp = 32 };
	struct drm_mode_map_dumb offset = { };

	memset(buffer, 0, sizeof(*buffer));
	if (ioctl(vgem, DRM_IOCTL_MODE_CREATE_DUMB, &create))
		return -errno;
	offset.handle = create.handle;
	if (ioctl(vgem, DRM_IOCTL_MODE_MAP_DUMB, &offset))
		return -errno;
	buffer->width = pitch / 4;
	buffer->height = height;
	buffer->pitch = create.pitch;
	buffer->size = create.size;
	buffer->handle = create.handle;
	buffer->map = mmap(NULL, create.size, PROT_READ | PROT_WRITE, MAP_SHARED, vgem,
			   offset.offset);
	return buffer->map == MAP_FAILED ? -errno : 0;
}

int vgem_draw(int vgem, __u32 handle)
{
	struct drm_vgem_fence_attach fence = { .handle = handle, .flags = VGEM_FENCE_WRITE };

	return ioctl(vgem, DRM_IOCTL_VGEM_FENCE_ATTACH, &fence) ? -errno : (int)fence.out_fence;
}

int vgem_drawn(int vgem, int fence)
{
	struct drm_vgem_fence_signal signal = { .fence = fence };

	return ioctl(vgem, DRM_IOCTL_VGEM_FENCE_SIGNAL, &signal) ? -errno : 0;
}

int prime_export(int card, __u32 handle, __u32 flags)
{
	struct drm_prime_handle prime = { .handle = handle, .flags = flags, .fd = -1 };

	return ioctl(card, DRM_IOCTL_PRIME_HANDLE_TO_FD, &prime) ? -errno : prime.fd;
}

int prime_import(int card, int fd, __u32 *handle)
{
	struct drm_prime_handle prime = { .fd = fd };

	if (ioctl(card, DRM_IOCTL_PRIME_FD_TO_HANDLE, &prime))
		return -errno;
	*handle = prime.handle;
	return 0;
}

int prime_show(const struct kms *kms, int card, struct kms_buffer *buffer, __u32 width,
	       __u32 height)
{
	int fd = prime_export(card, buffer->handle, DRM_CLOEXEC | DRM_RDWR), ret;

	if (fd < 0)
		return fd;
	ret = prime_import(kms->fd, fd, &buffer->handle);
	close(fd);
	if (ret)
		return ret;
	buffer->width = width;
	buffer->height = height;
	return kms_buffer_add(kms, buffer, width, height, 0);
}
