// SPDX-License-Identifier: GPL-2.0
/*
 * kms_loop show MODE FILE	show a picture, a part of it as damage; save what was drawn
 *				as FILE; another one for each character that comes in, until
 *				the input ends
 * kms_loop show MODE FILE OTHER	the same, and then ask for that other mode, which is refused
 * kms_loop vgem MODE FILE [PITCH]	the same in a buffer of vgem's, with lines of so many bytes
 * kms_loop colors MODE FILE	the same of a palette's numbers, with other colours for each
 *				character
 * kms_loop console		have the first text console on the frame buffer KMS_FB
 * kms_loop console FILE	save what that has
 * kms_loop busy		flip, and say what is refused while that is on the device, and what
 *				comes, a line of input each
 * kms_loop flip		flip until that fails; when the input has ended, say what calls
 *				and a mapping say
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fb.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kms_device.h"
#include "picture.h"
#include "vgem.h"

static sigjmp_buf touched;

static void on_bus(int signal)
{
	siglongjmp(touched, signal);
}

static void say(const char *what, int error)
{
	printf("%s=%s\n", what, error ? strerrorname_np(-error) : "ok");
	fflush(stdout);
}

static void draw(const struct kms_buffer *buffer, unsigned int from, unsigned int to,
		 unsigned int seed)
{
	for (unsigned int y = from; y < to; y++)
		for (unsigned int x = 0; x < buffer->width; x++)
			kms_line(buffer, y)[x] = (x * 3 + y * 5 + seed) % 251 |
						 (x + y * seed) % 253 << 8 | (x * y) % 255 << 16;
}

/* Many bands, each of them damage, so that they are under way at once */
static int draw_bands(const struct kms *kms, const struct kms_buffer *buffer, unsigned int seed)
{
	struct drm_clip_rect band = { .x2 = buffer->width };

	for (unsigned int y = 0; y + 8 <= buffer->height; y += 8) {
		draw(buffer, y, y + 8, seed + y);
		band.y1 = y;
		band.y2 = y + 8;
		if (kms_dirty(kms, buffer->fb, &band))
			return -EIO;
	}
	return 0;
}

static int save(const struct kms_buffer *buffer, const char *path, const char *word)
{
	if (picture_write(path, buffer->map, buffer->width, buffer->height, buffer->pitch))
		return -errno;
	printf("%s\n", word);
	fflush(stdout);
	return 0;
}

static int ask_for(const struct kms *kms, const char *size)
{
	unsigned int width, height;
	struct kms_buffer buffer;
	const struct drm_mode_modeinfo *mode;

	if (sscanf(size, "%ux%u", &width, &height) != 2)
		return -EINVAL;
	mode = kms_mode(kms, width, height);
	if (!mode)
		return -ENOENT;
	if (kms_buffer_make(kms, &buffer, width, height))
		return -ENOMEM;
	return kms_set(kms, mode, buffer.fb);
}

/* @pitch: of vgem's, or 0: one of the device's own */
static int make(const struct kms *kms, struct kms_buffer *buffer,
		const struct drm_mode_modeinfo *mode, unsigned int pitch)
{
	int vgem, ret;

	if (!pitch)
		return kms_buffer_make(kms, buffer, mode->hdisplay, mode->vdisplay);
	vgem = vgem_open();
	if (vgem < 0)
		return vgem;
	ret = vgem_make(vgem, buffer, pitch, mode->vdisplay);
	return ret ? ret : prime_show(kms, vgem, buffer, mode->hdisplay, mode->vdisplay);
}

static int show(const struct kms *kms, const char *size, const char *path, const char *other,
		bool vgem)
{
	unsigned int width, height, pitch = 0, seed = 2;
	struct kms_buffer buffer;
	const struct drm_mode_modeinfo *mode;

	if (sscanf(size, "%ux%u", &width, &height) != 2)
		return -EINVAL;
	mode = kms_mode(kms, width, height);
	if (!mode)
		return -ENOENT;
	if (vgem) {
		pitch = other ? strtoul(other, NULL, 10) : 4 * width;
		other = NULL;
	}
	if (make(kms, &buffer, mode, pitch))
		return -ENOMEM;
	draw(&buffer, 0, height, 1);
	if (kms_set(kms, mode, buffer.fb) || draw_bands(kms, &buffer, seed))
		return -EIO;
	if (other && !ask_for(kms, other))
		return -EEXIST;
	if (save(&buffer, path, "presented"))
		return -EIO;
	while (getchar() != EOF)
		if (draw_bands(kms, &buffer, ++seed) || save(&buffer, path, "drawn"))
			return -EIO;
	return 0;
}

#define FORMAT_C8 0x20203843

static int color(const struct kms *kms, __u16 *red, __u16 *green, __u16 *blue)
{
	struct drm_mode_crtc_lut lut = {
		.crtc_id = kms->crtc,
		.gamma_size = 256,
		.red = (unsigned long)red,
		.green = (unsigned long)green,
		.blue = (unsigned long)blue,
	};

	return kms_call(kms, DRM_IOCTL_MODE_SETGAMMA, &lut);
}

/* Eight colours, that any device has: which of them it begins with is a matter of @seed. */
static int color_all(const struct kms *kms, unsigned int seed)
{
	__u16 red[256], green[256], blue[256];

	for (unsigned int i = 0; i < 256; i++) {
		red[i] = (i + seed) & 1 ? 0xffff : 0;
		green[i] = (i + seed) & 2 ? 0xffff : 0;
		blue[i] = (i + seed) & 4 ? 0xffff : 0;
	}
	return color(kms, red, green, blue);
}

/* It would stay for who comes next. */
static int color_no_more(const struct kms *kms)
{
	__u16 same[256];

	for (unsigned int i = 0; i < 256; i++)
		same[i] = i * 0x101;
	return color(kms, same, same, same);
}

static int numbers_make(const struct kms *kms, struct kms_buffer *buffer)
{
	struct drm_mode_create_dumb create = {
		.width = buffer->width,
		.height = buffer->height,
		.bpp = 8,
	};
	int ret = kms_call(kms, DRM_IOCTL_MODE_CREATE_DUMB, &create);
	struct drm_mode_map_dumb offset = { .handle = create.handle };
	struct drm_mode_fb_cmd2 add = {
		.width = buffer->width,
		.height = buffer->height,
		.pixel_format = FORMAT_C8,
		.handles = { create.handle },
		.pitches = { create.pitch },
	};

	if (!ret)
		ret = kms_call(kms, DRM_IOCTL_MODE_ADDFB2, &add);
	if (!ret)
		ret = kms_call(kms, DRM_IOCTL_MODE_MAP_DUMB, &offset);
	buffer->fb = add.fb_id;
	buffer->pitch = create.pitch;
	buffer->map = ret ? MAP_FAILED : mmap(NULL, create.size, PROT_READ | PROT_WRITE,
					      MAP_SHARED, kms->fd, offset.offset);
	return ret ? ret : buffer->map == MAP_FAILED ? -errno : 0;
}

static int numbers_save(const struct kms_buffer *numbers, unsigned int seed, const char *path,
			const char *word)
{
	struct kms_buffer colors = *numbers;

	colors.pitch = 4 * numbers->width;
	colors.map = malloc((size_t)colors.pitch * numbers->height);
	if (!colors.map)
		return -ENOMEM;
	for (unsigned int y = 0; y < numbers->height; y++)
		for (unsigned int x = 0; x < numbers->width; x++) {
			unsigned int i = numbers->map[y * numbers->pitch + x] + seed;

			kms_line(&colors, y)[x] = (i & 1 ? 0xff0000 : 0) | (i & 2 ? 0xff00 : 0) |
						  (i & 4 ? 0xff : 0);
		}
	return save(&colors, path, word);
}

static int show_colors(const struct kms *kms, const char *size, const char *path)
{
	struct kms_buffer buffer = { };
	const struct drm_mode_modeinfo *mode;
	unsigned int seed = 0;
	int ret;

	if (sscanf(size, "%ux%u", &buffer.width, &buffer.height) != 2)
		return -EINVAL;
	mode = kms_mode(kms, buffer.width, buffer.height);
	if (!mode)
		return -ENOENT;
	ret = numbers_make(kms, &buffer);
	if (ret)
		return ret;
	for (unsigned int y = 0; y < buffer.height; y++)
		for (unsigned int x = 0; x < buffer.width; x++)
			buffer.map[y * buffer.pitch + x] = x / 3 + y;
	ret = color_all(kms, seed);
	if (!ret)
		ret = kms_set(kms, mode, buffer.fb);
	if (!ret)
		ret = numbers_save(&buffer, seed, path, "presented");
	while (!ret && getchar() != EOF) {
		ret = color_all(kms, ++seed);
		if (!ret)
			ret = numbers_save(&buffer, seed, path, "drawn");
	}
	return ret ? ret : color_no_more(kms);
}

static bool plain(const __u32 *pixels, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (pixels[i] != pixels[0])
			return false;
	return true;
}

static int console_here(int fd, const char *name)
{
	struct fb_con2fbmap to = { .console = 1 };

	if (sscanf(name, "/dev/fb%u", &to.framebuffer) != 1)
		return -EINVAL;
	return ioctl(fd, FBIOPUT_CON2FBMAP, &to) ? -errno : 0;
}

/* It is memory of its own, of which the screen gets copies. */
static int console(const char *path)
{
	const char *name = getenv("KMS_FB") ? getenv("KMS_FB") : "/dev/fb0";
	struct fb_var_screeninfo var;
	struct fb_fix_screeninfo fix;
	int fd = open(name, O_RDWR);
	size_t size;
	void *map;

	if (fd < 0)
		return -errno;
	if (!path)
		return console_here(fd, name);
	if (ioctl(fd, FBIOGET_VSCREENINFO, &var) || ioctl(fd, FBIOGET_FSCREENINFO, &fix))
		return -errno;
	size = (size_t)fix.line_length * var.yres;
	map = malloc(size);
	if (!map || read(fd, map, size) != (ssize_t)size)
		return -errno;
	if (plain(map, size / 4)) {
		fprintf(stderr, "nothing is written there\n");
		return -ENODATA;
	}
	return picture_write(path, map, var.xres, var.yres, fix.line_length) ? -errno : 0;
}

static int touch(struct kms_buffer *buffer)
{
	if (sigsetjmp(touched, 1))
		return -EFAULT;
	__atomic_store_n(buffer->map, 1, __ATOMIC_RELAXED);
	return 0;
}

/* Two buffers of the first mode, one on the screen */
static int make_two(const struct kms *kms, struct kms_buffer buffer[2])
{
	for (int i = 0; i < 2; i++)
		if (kms_buffer_make(kms, &buffer[i], kms->modes[0].hdisplay,
				    kms->modes[0].vdisplay))
			return -ENOMEM;
	return kms_set(kms, &kms->modes[0], buffer[0].fb) ? -EIO : 0;
}

static int flip(const struct kms *kms)
{
	struct kms_buffer buffer[2];
	unsigned long sent = 0, seen = 0;
	int ret = make_two(kms, buffer);
	__u64 user;

	if (ret)
		return ret;
	signal(SIGBUS, on_bus);
	while (!kms_flip(kms, buffer[sent % 2].fb, sent)) {
		if (!sent++)
			printf("presenting\n");
		fflush(stdout);
		if (kms_event(kms, &user))
			break;
		seen++;
		if (touch(&buffer[sent % 2]))
			break;
	}
	/* It goes by steps, and is to be gone. */
	while (getchar() != EOF)
		;
	say("flip", kms_flip(kms, buffer[0].fb, 0));
	say("touch", touch(&buffer[0]));
	say("dirty", kms_dirty(kms, buffer[0].fb, NULL));
	printf("events=%ld\n", sent - seen);
	say("unmap", munmap(buffer[0].map, buffer[0].size) ? -errno : 0);
	say("close", close(kms->fd) ? -errno : 0);
	return 0;
}

/* What one call is told while the one before is on the device, which is held */
static int held(const struct kms *kms, const struct kms_buffer *shown,
		const struct kms_buffer *other, bool atomic)
{
	const __u32 event = DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT;

	if (getchar() == EOF)
		return -EPIPE;
	say("first", atomic ? kms_commit(kms, event, other->fb, 1) :
			      kms_flip(kms, other->fb, 1));
	say("flip", kms_flip(kms, shown->fb, 2));
	say("commit", kms_commit(kms, event, shown->fb, 3));
	/* Who draws does not wait. */
	for (int i = 0; i < 50; i++)
		if (kms_dirty(kms, other->fb, NULL))
			return -EIO;
	printf("early=%d\nheld\n", kms_event_waits(kms));
	fflush(stdout);
	return 0;
}

/* And when it is not any more: this one waits for the first. */
static int let_go(const struct kms *kms, const struct kms_buffer *other)
{
	__u64 user;

	if (getchar() == EOF)
		return -EPIPE;
	say("block", kms_commit(kms, 0, other->fb, 0));
	printf("came=%d\n", kms_event_waits(kms));
	if (kms_event(kms, &user) || user != 1)
		return -EPROTO;
	printf("more=%d\nthrough\n", kms_event_waits(kms));
	fflush(stdout);
	return 0;
}

static int busy(const struct kms *kms)
{
	struct kms_buffer buffer[2];
	int ret = make_two(kms, buffer);

	if (ret)
		return ret;
	printf("presented\n");
	fflush(stdout);
	for (int round = 0; round < 2 && !ret; round++) {
		ret = held(kms, &buffer[round], &buffer[!round], round);
		if (!ret)
			ret = let_go(kms, &buffer[!round]);
	}
	return ret;
}

int main(int argc, char **argv)
{
	struct kms kms;
	int ret;

	if ((argc == 2 || argc == 3) && !strcmp(argv[1], "console"))
		return !!console(argv[2]);
	ret = kms_open(&kms);
	if (!ret && (argc == 4 || argc == 5) && !strcmp(argv[1], "show"))
		ret = show(&kms, argv[2], argv[3], argv[4], false);
	else if (!ret && (argc == 4 || argc == 5) && !strcmp(argv[1], "vgem"))
		ret = show(&kms, argv[2], argv[3], argv[4], true);
	else if (!ret && argc == 4 && !strcmp(argv[1], "colors"))
		ret = show_colors(&kms, argv[2], argv[3]);
	else if (!ret && argc == 2 && !strcmp(argv[1], "flip"))
		ret = flip(&kms);
	else if (!ret && argc == 2 && !strcmp(argv[1], "busy"))
		ret = busy(&kms);
	else if (!ret)
		ret = -EINVAL;
	if (ret)
		fprintf(stderr, "kms_loop: %s\n", strerror(-ret));
	return !!ret;
}
