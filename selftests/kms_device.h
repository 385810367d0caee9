/* SPDX-License-Identifier: GPL-2.0 */
/* A DRM device of videoport_kms, by the kernel's own calls. */
#ifndef _SELFTESTS_KMS_DEVICE_H
#define _SELFTESTS_KMS_DEVICE_H

#include <drm/drm.h>
#include <drm/drm_mode.h>
#include <linux/types.h>
#include <stdbool.h>

#define KMS_MODES 128

/*
 * @node: the videoport device file of the same function
 * @counters: of that, what has been done so far
 * @fb_id: the plane's property of that name
 */
struct kms {
	int fd;
	char node[64];
	char counters[64];
	__u32 connector;
	__u32 crtc;
	__u32 plane;
	__u32 fb_id;
	struct drm_mode_modeinfo modes[KMS_MODES];
	unsigned int count;
};

struct kms_buffer {
	__u32 width;
	__u32 height;
	__u32 pitch;
	__u32 handle;
	__u32 fb;
	__u64 size;
	__u8 *map;
};

/* These return 0, or a negative errno. */
int kms_open(struct kms *kms);
int kms_call(const struct kms *kms, unsigned long request, void *argument);
int kms_buffer_make(const struct kms *kms, struct kms_buffer *buffer, __u32 width, __u32 height);
int kms_buffer_add(const struct kms *kms, struct kms_buffer *buffer, __u32 width, __u32 height,
		   __u32 offset);
int kms_buffer_free(const struct kms *kms, struct kms_buffer *buffer);
int kms_set(const struct kms *kms, const struct drm_mode_modeinfo *mode, __u32 fb);
int kms_off(const struct kms *kms);
int kms_flip(const struct kms *kms, __u32 fb, __u64 user);
/* An atomic one, of the plane's frame buffer alone */
int kms_commit(const struct kms *kms, __u32 flags, __u32 fb, __u64 user);
int kms_dirty(const struct kms *kms, __u32 fb, const struct drm_clip_rect *clip);
/* Wait for one flip's */
int kms_event(const struct kms *kms, __u64 *user);
/* How many have come to the screen */
__u64 kms_frames(const struct kms *kms);
/* A test's, run where the module is there, which goes afterwards unless it was before */
int kms_tests(int (*run)(int argc, char **argv), int argc, char **argv);
bool kms_event_waits(const struct kms *kms);
/* Of an object, by name; 0 where there is none */
__u32 kms_property(const struct kms *kms, __u32 object, __u32 type, const char *name);
const struct drm_mode_modeinfo *kms_mode(const struct kms *kms, __u32 width, __u32 height);

static inline __u32 *kms_line(const struct kms_buffer *buffer, unsigned int y)
{
	return (__u32 *)(buffer->map + (__u64)y * buffer->pitch);
}

#endif
