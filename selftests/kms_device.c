// SPDX-License-Identifier: GPL-2.0
/* A DRM device of videoport_kms, by the kernel's own calls. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kms_device.h"
#include "kselftest.h"

#define FORMAT_XRGB8888 0x34325258

int kms_call(const struct kms *kms, unsigned long request, void *argument)
{
	int ret;

	do
		ret = ioctl(kms->fd, request, argument);
	while (ret && (errno == EINTR || errno == EAGAIN));
	return ret ? -errno : 0;
}

/* The miniports' modes end where the room does. */
static int ask_connector(struct kms *kms)
{
	struct drm_mode_get_connector get = {
		.connector_id = kms->connector,
		.count_modes = KMS_MODES,
		.modes_ptr = (unsigned long)kms->modes,
	};
	int ret;

	/* Without room the kernel asks the connector anew. */
	ret = kms_call(kms, DRM_IOCTL_MODE_GETCONNECTOR,
		       &(struct drm_mode_get_connector){ .connector_id = kms->connector });
	if (!ret)
		ret = kms_call(kms, DRM_IOCTL_MODE_GETCONNECTOR, &get);
	kms->count = get.count_modes;
	if (!ret && kms->count > KMS_MODES)
		ret = -E2BIG;
	return ret;
}

static int ask(struct kms *kms)
{
	struct drm_mode_card_res resources = {
		.count_crtcs = 1,
		.crtc_id_ptr = (unsigned long)&kms->crtc,
		.count_connectors = 1,
		.connector_id_ptr = (unsigned long)&kms->connector,
	};
	struct drm_mode_get_plane_res planes = {
		.count_planes = 1,
		.plane_id_ptr = (unsigned long)&kms->plane,
	};
	int ret;

	if (kms_call(kms, DRM_IOCTL_SET_CLIENT_CAP,
		     &(struct drm_set_client_cap){ DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1 }) ||
	    kms_call(kms, DRM_IOCTL_SET_CLIENT_CAP,
		     &(struct drm_set_client_cap){ DRM_CLIENT_CAP_ATOMIC, 1 }))
		return -EOPNOTSUPP;
	ret = kms_call(kms, DRM_IOCTL_MODE_GETRESOURCES, &resources);
	if (!ret)
		ret = kms_call(kms, DRM_IOCTL_MODE_GETPLANERESOURCES, &planes);
	kms->fb_id = kms_property(kms, kms->plane, DRM_MODE_OBJECT_PLANE, "FB_ID");
	return ret ? ret : ask_connector(kms);
}

static void find_node(struct kms *kms, const char *card)
{
	char pattern[128];
	glob_t found;

	snprintf(pattern, sizeof(pattern), "/sys/class/drm/%s/device/videoport/videoport*",
		 strrchr(card, '/') + 1);
	kms->node[0] = 0;
	if (!glob(pattern, 0, NULL, &found))
		snprintf(kms->node, sizeof(kms->node), "/dev/%s",
			 strrchr(found.gl_pathv[0], '/') + 1);
	globfree(&found);
}

static void find_counters(struct kms *kms, const char *card)
{
	char path[128], function[PATH_MAX];

	snprintf(path, sizeof(path), "/sys/class/drm/%s/device", strrchr(card, '/') + 1);
	if (realpath(path, function))
		snprintf(kms->counters, sizeof(kms->counters),
			 "/sys/kernel/debug/videoport/%.16s/counters", strrchr(function, '/') + 1);
}

/* What KMS_CARD names, or its directory in sysfs; or that of the first virtio-gpu */
static bool find_card(char *card, size_t size)
{
	const char *wanted = getenv("KMS_CARD");
	glob_t found;
	bool there;

	there = !glob(wanted ? wanted : "/sys/bus/pci/drivers/vp_virtio_gpu/*/drm/card*", 0,
		      NULL, &found);
	if (there)
		snprintf(card, size, "/dev/dri/%s", strrchr(found.gl_pathv[0], '/') + 1);
	globfree(&found);
	return there;
}

int kms_open(struct kms *kms)
{
	char card[64];

	memset(kms, 0, sizeof(*kms));
	if (!find_card(card, sizeof(card)))
		return -ENOENT;
	kms->fd = open(card, O_RDWR | O_CLOEXEC);
	if (kms->fd < 0)
		return -errno;
	find_node(kms, card);
	find_counters(kms, card);
	return ask(kms);
}

/* A frame buffer in the dumb one */
int kms_buffer_add(const struct kms *kms, struct kms_buffer *buffer, __u32 width, __u32 height,
		   __u32 offset)
{
	struct drm_mode_fb_cmd2 add = {
		.width = width,
		.height = height,
		.pixel_format = FORMAT_XRGB8888,
		.handles = { buffer->handle },
		.pitches = { buffer->pitch },
		.offsets = { offset },
	};
	int ret = kms_call(kms, DRM_IOCTL_MODE_ADDFB2, &add);

	buffer->fb = add.fb_id;
	return ret;
}

static int map(const struct kms *kms, struct kms_buffer *buffer)
{
	struct drm_mode_map_dumb offset = { .handle = buffer->handle };
	int ret = kms_call(kms, DRM_IOCTL_MODE_MAP_DUMB, &offset);

	if (ret)
		return ret;
	buffer->map = mmap(NULL, buffer->size, PROT_READ | PROT_WRITE, MAP_SHARED, kms->fd,
			   offset.offset);
	return buffer->map == MAP_FAILED ? -errno : 0;
}

int kms_buffer_make(const struct kms *kms, struct kms_buffer *buffer, __u32 width, __u32 height)
{
	struct drm_mode_create_dumb create = { .width = width, .height = height, .bpp = 32 };
	int ret = kms_call(kms, DRM_IOCTL_MODE_CREATE_DUMB, &create);

	memset(buffer, 0, sizeof(*buffer));
	if (ret)
		return ret;
	buffer->width = width;
	buffer->height = height;
	buffer->pitch = create.pitch;
	buffer->size = create.size;
	buffer->handle = create.handle;
	ret = kms_buffer_add(kms, buffer, width, height, 0);
	return ret ? ret : map(kms, buffer);
}

int kms_buffer_free(const struct kms *kms, struct kms_buffer *buffer)
{
	struct drm_mode_destroy_dumb destroy = { .handle = buffer->handle };
	int ret = kms_call(kms, DRM_IOCTL_MODE_RMFB, &buffer->fb);

	if (buffer->map && munmap(buffer->map, buffer->size) && !ret)
		ret = -errno;
	return ret ? ret : kms_call(kms, DRM_IOCTL_MODE_DESTROY_DUMB, &destroy);
}

int kms_set(const struct kms *kms, const struct drm_mode_modeinfo *mode, __u32 fb)
{
	struct drm_mode_crtc set = {
		.set_connectors_ptr = (unsigned long)&kms->connector,
		.count_connectors = 1,
		.crtc_id = kms->crtc,
		.fb_id = fb,
		.mode_valid = 1,
		.mode = *mode,
	};

	return kms_call(kms, DRM_IOCTL_MODE_SETCRTC, &set);
}

int kms_off(const struct kms *kms)
{
	return kms_call(kms, DRM_IOCTL_MODE_SETCRTC,
			&(struct drm_mode_crtc){ .crtc_id = kms->crtc });
}

int kms_flip(const struct kms *kms, __u32 fb, __u64 user)
{
	struct drm_mode_crtc_page_flip flip = {
		.crtc_id = kms->crtc,
		.fb_id = fb,
		.flags = DRM_MODE_PAGE_FLIP_EVENT,
		.user_data = user,
	};

	return kms_call(kms, DRM_IOCTL_MODE_PAGE_FLIP, &flip);
}

int kms_commit(const struct kms *kms, __u32 flags, __u32 fb, __u64 user)
{
	__u32 object = kms->plane, count = 1, property = kms->fb_id;
	__u64 value = fb;
	struct drm_mode_atomic atomic = {
		.flags = flags,
		.count_objs = 1,
		.objs_ptr = (unsigned long)&object,
		.count_props_ptr = (unsigned long)&count,
		.props_ptr = (unsigned long)&property,
		.prop_values_ptr = (unsigned long)&value,
		.user_data = user,
	};

	return kms_call(kms, DRM_IOCTL_MODE_ATOMIC, &atomic);
}

int kms_dirty(const struct kms *kms, __u32 fb, const struct drm_clip_rect *clip)
{
	struct drm_mode_fb_dirty_cmd dirty = {
		.fb_id = fb,
		.num_clips = !!clip,
		.clips_ptr = (unsigned long)clip,
	};

	return kms_call(kms, DRM_IOCTL_MODE_DIRTYFB, &dirty);
}

int kms_event(const struct kms *kms, __u64 *user)
{
	struct drm_event_vblank event;

	/* One of ours is as long as that, and a read gives whole ones. */
	if (read(kms->fd, &event, sizeof(event)) != sizeof(event))
		return -errno;
	if (event.base.type != DRM_EVENT_FLIP_COMPLETE)
		return -EPROTO;
	*user = event.user_data;
	return 0;
}

bool kms_event_waits(const struct kms *kms)
{
	struct pollfd poll_for = { .fd = kms->fd, .events = POLLIN };

	return poll(&poll_for, 1, 0) == 1;
}

__u32 kms_property(const struct kms *kms, __u32 object, __u32 type, const char *name)
{
	__u32 ids[64];
	__u64 values[64];
	struct drm_mode_obj_get_properties get = {
		.props_ptr = (unsigned long)ids,
		.prop_values_ptr = (unsigned long)values,
		.count_props = 64,
		.obj_id = object,
		.obj_type = type,
	};

	if (kms_call(kms, DRM_IOCTL_MODE_OBJ_GETPROPERTIES, &get))
		return 0;
	for (__u32 i = 0; i < get.count_props && i < 64; i++) {
		struct drm_mode_get_property property = { .prop_id = ids[i] };

		if (!kms_call(kms, DRM_IOCTL_MODE_GETPROPERTY, &property) &&
		    !strcmp(property.name, name))
			return ids[i];
	}
	return 0;
}

const struct drm_mode_modeinfo *kms_mode(const struct kms *kms, __u32 width, __u32 height)
{
	for (unsigned int i = 0; i < kms->count; i++)
		if (kms->modes[i].hdisplay == width && kms->modes[i].vdisplay == height)
			return &kms->modes[i];
	return NULL;
}

__u64 kms_frames(const struct kms *kms)
{
	unsigned long long frames = 0;
	char line[128];
	FILE *file = fopen(kms->counters, "r");

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "frames %llu", &frames) == 1)
			break;
	if (file)
		fclose(file);
	return frames;
}

static int status_of(pid_t pid)
{
	int status;

	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int module(const char *program)
{
	pid_t pid = fork();

	if (!pid) {
		execlp(program, program, "videoport_kms", NULL);
		_exit(127);
	}
	return status_of(pid);
}

static int run_there(int (*run)(int argc, char **argv), int argc, char **argv)
{
	struct kms kms;
	pid_t pid;

	if (kms_open(&kms)) {
		printf("1..0 # SKIP no DRM device of videoport_kms: driver/takeover take\n");
		return KSFT_SKIP;
	}
	close(kms.fd);
	/* The harness does not return. */
	pid = fork();
	if (!pid)
		exit(run(argc, argv));
	return status_of(pid);
}

int kms_tests(int (*run)(int argc, char **argv), int argc, char **argv)
{
	bool loaded = !access("/sys/module/videoport_kms", F_OK);
	int ret;

	if (!loaded && module("modprobe")) {
		printf("1..0 # SKIP no module videoport_kms: a kernel without DRM has none\n");
		return KSFT_SKIP;
	}
	ret = run_there(run, argc, argv);
	/* The console would keep the screen from the tests to come. */
	if (!loaded && module("rmmod"))
		ret = KSFT_FAIL;
	return ret;
}
