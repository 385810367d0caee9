// SPDX-License-Identifier: GPL-2.0
/*
 * A DRM device of videoport_kms and buffers of other drivers: its own as dma-bufs, and
 * those of vgem as its own. kms.sh looks at what the screen shows of them.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "harness.h"
#include "edu.h"
#include "kms_device.h"
#include "unmapped.h"
#include "vgem.h"
#include "wait.h"

#define WIDTH	640
#define HEIGHT	480

/* Lines longer than a frame of the miniport's may have, so that they are copied */
#define TOO_LONG (4 * 16400)

/* A mode is set, of two buffers the first is shown. */
FIXTURE(prime)
{
	struct kms kms;
	const struct drm_mode_modeinfo *mode;
	struct kms_buffer buffer[2];
	int vgem;
};

FIXTURE_SETUP(prime)
{
	ASSERT_EQ(0, kms_open(&self->kms));
	self->mode = kms_mode(&self->kms, WIDTH, HEIGHT);
	ASSERT_NE(NULL, self->mode);
	for (int i = 0; i < 2; i++)
		ASSERT_EQ(0, kms_buffer_make(&self->kms, &self->buffer[i], WIDTH, HEIGHT));
	ASSERT_EQ(0, kms_set(&self->kms, self->mode, self->buffer[0].fb));
	self->vgem = vgem_open();
}

FIXTURE_TEARDOWN(prime)
{
	for (int i = 0; i < 2; i++)
		if (self->buffer[i].map)
			munmap(self->buffer[i].map, self->buffer[i].size);
	close(self->kms.fd);
	close(self->vgem);
}

#define NO_VGEM "no module vgem"

static __u32 *see(int fd, size_t size, int prot)
{
	return mmap(NULL, size, prot, MAP_SHARED, fd, 0);
}

static __u64 cap(const struct kms *kms)
{
	struct drm_get_cap get = { .capability = DRM_CAP_PRIME };

	return kms_call(kms, DRM_IOCTL_GET_CAP, &get) ? 0 : get.value;
}

static bool same_file(int a, int b)
{
	struct stat of_a, of_b;

	return !fstat(a, &of_a) && !fstat(b, &of_b) && of_a.st_ino == of_b.st_ino;
}

/* Whether it is a dumb buffer of the device's own, and no import */
static bool is_own(const struct kms *kms, __u32 handle)
{
	struct drm_mode_map_dumb map = { .handle = handle };

	return !kms_call(kms, DRM_IOCTL_MODE_MAP_DUMB, &map);
}

/* Bytes that sets have of the device's own memory */
static size_t own_bytes(const struct kms *kms)
{
	char path[128], text[16384], *at, *line;
	size_t bytes = 0;

	snprintf(path, sizeof(path), "%.*sbuffers",
		 (int)(strlen(kms->counters) - strlen("counters")), kms->counters);
	if (file_read(path, text, sizeof(text)))
		return 0;
	for (at = text; (line = strsep(&at, "\n"));)
		if (strstr(line, " port "))
			bytes += strtoul(line, NULL, 10);
	return bytes;
}

/* What a test of imports that the device reads is without, or NULL */
static const char *lacks(int vgem, const struct kms *kms)
{
	if (vgem < 0)
		return NO_VGEM;
	return own_bytes(kms) ? NULL : "no ring: all is copied";
}

static bool shown(const struct kms *kms, __u32 fb)
{
	__u64 before = kms_frames(kms), user;

	if (kms_flip(kms, fb, 7) || kms_event(kms, &user) || user != 7)
		return false;
	await(kms_frames(kms) > before);
	return true;
}

TEST_F(prime, capabilities)
{
	EXPECT_EQ(DRM_PRIME_CAP_IMPORT | DRM_PRIME_CAP_EXPORT, cap(&self->kms));
}

TEST_F(prime, an_export_is_the_buffers_memory)
{
	struct kms_buffer *buffer = &self->buffer[1];
	int fd = prime_export(self->kms.fd, buffer->handle, DRM_CLOEXEC | DRM_RDWR);
	unsigned int others = 0;
	__u32 *map;

	ASSERT_LE(0, fd);
	EXPECT_EQ((off_t)buffer->size, lseek(fd, 0, SEEK_END));
	map = see(fd, buffer->size, PROT_READ | PROT_WRITE);
	ASSERT_NE(MAP_FAILED, map);
	for (unsigned int y = 0; y < HEIGHT; y++)
		for (unsigned int x = 0; x < WIDTH; x++)
			map[y * buffer->pitch / 4 + x] = y * WIDTH + x;
	for (unsigned int y = 0; y < HEIGHT; y++)
		for (unsigned int x = 0; x < WIDTH; x++)
			others += kms_line(buffer, y)[x] != y * WIDTH + x;
	EXPECT_EQ(0, others);
	munmap(map, buffer->size);
	close(fd);
	fd = prime_export(self->kms.fd, buffer->handle, 0);
	ASSERT_LE(0, fd);
	EXPECT_NE(MAP_FAILED, see(fd, buffer->size, PROT_READ));
	close(fd);
}

TEST_F(prime, an_export_comes_back_as_itself)
{
	int fd = prime_export(self->kms.fd, self->buffer[1].handle, DRM_CLOEXEC), again;
	struct kms other = self->kms;
	__u32 handle = 0;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, prime_import(self->kms.fd, fd, &handle));
	EXPECT_EQ(self->buffer[1].handle, handle);
	ASSERT_EQ(0, kms_open(&other));
	ASSERT_EQ(0, prime_import(other.fd, fd, &handle));
	EXPECT_TRUE(is_own(&other, handle));
	again = prime_export(other.fd, handle, DRM_CLOEXEC);
	EXPECT_TRUE(same_file(fd, again));
	close(again);
	close(other.fd);
	/* Also when only the dma-buf has it */
	munmap(self->buffer[1].map, self->buffer[1].size);
	ASSERT_EQ(0, kms_buffer_free(&self->kms, &(struct kms_buffer){
		.handle = self->buffer[1].handle, .fb = self->buffer[1].fb }));
	self->buffer[1].map = NULL;
	ASSERT_EQ(0, prime_import(self->kms.fd, fd, &handle));
	EXPECT_TRUE(is_own(&self->kms, handle));
	close(fd);
}

TEST_F(prime, what_is_wrong)
{
	int null = open("/dev/null", O_RDWR);
	struct kms_buffer buffer;
	__u32 handle;

	EXPECT_EQ(-EBADF, prime_import(self->kms.fd, -1, &handle));
	EXPECT_EQ(-EINVAL, prime_import(self->kms.fd, null, &handle));
	close(null);
	ASSERT_EQ(0, kms_buffer_make(&self->kms, &buffer, WIDTH, HEIGHT));
	handle = buffer.handle;
	ASSERT_EQ(0, kms_buffer_free(&self->kms, &buffer));
	EXPECT_EQ(-ENOENT, prime_export(self->kms.fd, handle, DRM_CLOEXEC));
}

TEST_F(prime, an_export_outlives_the_card)
{
	struct kms_buffer *buffer = &self->buffer[1];
	int fd = prime_export(self->kms.fd, buffer->handle, DRM_CLOEXEC | DRM_RDWR);
	size_t size = buffer->size;
	__u32 *map;

	ASSERT_LE(0, fd);
	kms_line(buffer, 3)[3] = 0x333;
	for (int i = 0; i < 2; i++)
		munmap(self->buffer[i].map, self->buffer[i].size);
	memset(self->buffer, 0, sizeof(self->buffer));
	close(self->kms.fd);
	map = see(fd, size, PROT_READ | PROT_WRITE);
	ASSERT_NE(MAP_FAILED, map);
	EXPECT_EQ(0x333, map[3 * WIDTH + 3]);
	memset(map, 0x77, size);
	ASSERT_EQ(0, kms_open(&self->kms));
	ASSERT_EQ(0, kms_buffer_make(&self->kms, &self->buffer[0], WIDTH, HEIGHT));
	EXPECT_EQ(0, kms_line(&self->buffer[0], 3)[3]);
	EXPECT_EQ(0x77777777, map[size / 4 - 1]);
	munmap(map, size);
	close(fd);
}

/* Into a driver that nobody here wrote, which maps it for a device of its own. */
TEST_F(prime, vgem_has_an_export)
{
	struct dma_buf_sync begin = { .flags = DMA_BUF_SYNC_START | DMA_BUF_SYNC_RW };
	struct dma_buf_sync end = { .flags = DMA_BUF_SYNC_END | DMA_BUF_SYNC_RW };
	struct kms_buffer *buffer = &self->buffer[1];
	int fd, again;
	__u32 handle;

	if (self->vgem < 0)
		SKIP(return, NO_VGEM);
	fd = prime_export(self->kms.fd, buffer->handle, DRM_CLOEXEC | DRM_RDWR);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, prime_import(self->vgem, fd, &handle));
	/* While another device has it, too */
	EXPECT_EQ(0, ioctl(fd, DMA_BUF_IOCTL_SYNC, &begin));
	EXPECT_EQ(0, ioctl(fd, DMA_BUF_IOCTL_SYNC, &end));
	again = prime_export(self->vgem, handle, DRM_CLOEXEC);
	EXPECT_TRUE(same_file(fd, again));
	close(again);
	close(fd);
	/* It has it as long as it likes. */
	munmap(self->buffer[1].map, self->buffer[1].size);
	self->buffer[1].map = NULL;
	close(self->kms.fd);
	fd = prime_export(self->vgem, handle, DRM_CLOEXEC | DRM_RDWR);
	ASSERT_LE(0, fd);
	EXPECT_NE(MAP_FAILED, see(fd, self->buffer[1].size, PROT_READ | PROT_WRITE));
	close(fd);
	ASSERT_EQ(0, kms_open(&self->kms));
}

/* Without memory of the device's own: it reads that of vgem. */
TEST_F(prime, vgems_buffer_is_a_frame)
{
	struct kms_buffer buffer, other;
	const char *why = lacks(self->vgem, &self->kms);
	size_t before;

	if (why)
		SKIP(return, "%s", why);
	before = own_bytes(&self->kms);
	ASSERT_EQ(0, vgem_make(self->vgem, &buffer, 4 * WIDTH, HEIGHT));
	ASSERT_EQ(0, prime_show(&self->kms, self->vgem, &buffer, WIDTH, HEIGHT));
	EXPECT_EQ(before, own_bytes(&self->kms));
	EXPECT_FALSE(is_own(&self->kms, buffer.handle));
	for (int i = 0; i < 20; i++) {
		ASSERT_TRUE(shown(&self->kms, buffer.fb));
		ASSERT_TRUE(shown(&self->kms, self->buffer[i % 2].fb));
	}
	ASSERT_TRUE(shown(&self->kms, buffer.fb));
	for (int i = 0; i < 100; i++)
		ASSERT_EQ(0, kms_dirty(&self->kms, buffer.fb, NULL));
	/* A second frame buffer, of a part; none with other lines, and none that is larger */
	other = buffer;
	EXPECT_EQ(0, kms_buffer_add(&self->kms, &other, WIDTH / 2, HEIGHT / 2, 4 * WIDTH));
	other.pitch = 2 * WIDTH;
	EXPECT_NE(0, kms_buffer_add(&self->kms, &other, WIDTH / 2, HEIGHT, 0));
	other.pitch = 4 * WIDTH;
	EXPECT_NE(0, kms_buffer_add(&self->kms, &other, WIDTH, HEIGHT + 1, 0));
	ASSERT_EQ(0, kms_set(&self->kms, self->mode, self->buffer[0].fb));
	EXPECT_EQ(0, kms_buffer_free(&self->kms, &buffer));
}

/*
 * An event is to come once who draws has ended. Whether it was early, or did not come:
 * where vgem has not waited for us, there was no early.
 */
static int kept_behind(const struct kms *kms, int vgem, int fence)
{
	bool early;
	__u64 user;

	/* No test waits for what must not come any longer. */
	usleep(200000);
	early = kms_event_waits(kms);
	if (vgem_drawn(vgem, fence))
		early = false;
	return early || kms_event(kms, &user);
}

/* Nobody has said so but the buffer itself. */
TEST_F(prime, a_flip_is_kept_behind_who_draws)
{
	struct kms_buffer buffer;
	const char *why = lacks(self->vgem, &self->kms);
	__u32 drawn;
	int fence;

	if (why)
		SKIP(return, "%s", why);
	ASSERT_EQ(0, vgem_make(self->vgem, &buffer, 4 * WIDTH, HEIGHT));
	drawn = buffer.handle;
	ASSERT_EQ(0, prime_show(&self->kms, self->vgem, &buffer, WIDTH, HEIGHT));
	fence = vgem_draw(self->vgem, drawn);
	ASSERT_LT(0, fence);
	ASSERT_EQ(0, kms_flip(&self->kms, buffer.fb, 1));
	EXPECT_EQ(0, kept_behind(&self->kms, self->vgem, fence));
	ASSERT_TRUE(shown(&self->kms, self->buffer[0].fb));
	fence = vgem_draw(self->vgem, drawn);
	ASSERT_LT(0, fence);
	ASSERT_EQ(0, kms_commit(&self->kms, DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT,
				buffer.fb, 2));
	EXPECT_EQ(0, kept_behind(&self->kms, self->vgem, fence));
}

/* What a program waits for elsewhere, as a file */
static int fence_of(int vgem, __u32 handle)
{
	struct dma_buf_export_sync_file file = { .flags = DMA_BUF_SYNC_READ, .fd = -1 };
	int fd = prime_export(vgem, handle, DRM_CLOEXEC | DRM_RDWR);

	if (fd < 0 || ioctl(fd, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &file))
		return -errno;
	close(fd);
	return file.fd;
}

TEST_F(prime, a_commit_is_kept_behind_its_fence)
{
	__u32 properties[] = {
		self->kms.fb_id,
		kms_property(&self->kms, self->kms.plane, DRM_MODE_OBJECT_PLANE, "IN_FENCE_FD"),
	};
	__u32 object = self->kms.plane, count = 2;
	struct kms_buffer buffer;
	__u64 values[2];
	struct drm_mode_atomic atomic = {
		.flags = DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT,
		.count_objs = 1,
		.objs_ptr = (unsigned long)&object,
		.count_props_ptr = (unsigned long)&count,
		.props_ptr = (unsigned long)properties,
		.prop_values_ptr = (unsigned long)values,
	};
	int drawn, fence;

	if (self->vgem < 0)
		SKIP(return, NO_VGEM);
	ASSERT_EQ(0, vgem_make(self->vgem, &buffer, 4 * WIDTH, HEIGHT));
	drawn = vgem_draw(self->vgem, buffer.handle);
	ASSERT_LT(0, drawn);
	fence = fence_of(self->vgem, buffer.handle);
	ASSERT_LE(0, fence);
	values[0] = self->buffer[1].fb;
	values[1] = fence;
	ASSERT_EQ(0, kms_call(&self->kms, DRM_IOCTL_MODE_ATOMIC, &atomic));
	EXPECT_EQ(0, kept_behind(&self->kms, self->vgem, drawn));
	EXPECT_EQ(0, close(fence));
}

TEST_F(prime, what_the_device_can_not_read_is_copied)
{
	struct kms_buffer buffer;
	const char *why = lacks(self->vgem, &self->kms);
	size_t before;

	if (why)
		SKIP(return, "%s", why);
	before = own_bytes(&self->kms);
	ASSERT_EQ(0, vgem_make(self->vgem, &buffer, TOO_LONG, HEIGHT));
	ASSERT_EQ(0, prime_show(&self->kms, self->vgem, &buffer, WIDTH, HEIGHT));
	EXPECT_LT(before, own_bytes(&self->kms));
	for (int i = 0; i < 5; i++) {
		ASSERT_TRUE(shown(&self->kms, buffer.fb));
		ASSERT_TRUE(shown(&self->kms, self->buffer[i % 2].fb));
	}
	EXPECT_EQ(0, kms_buffer_free(&self->kms, &buffer));
	/* Smaller than what a miniport is asked for */
	ASSERT_EQ(0, vgem_make(self->vgem, &buffer, 4 * 32, 32));
	EXPECT_EQ(0, prime_show(&self->kms, self->vgem, &buffer, 32, 32));
}

/* All dma-bufs that there are, or -1 */
static int dma_bufs(void)
{
	static char text[1 << 18];
	int count;

	if (file_read("/sys/kernel/debug/dma_buf/bufinfo", text, sizeof(text)))
		return -1;
	for (const char *at = text; (at = strstr(at, "\nTotal ")); at++)
		if (sscanf(at, "\nTotal %d objects", &count) == 1)
			return count;
	return -1;
}

/* Of each pass nothing is left: not in the port driver, and not in vgem. */
TEST_F(prime, imports_go)
{
	struct drm_gem_close close = { };
	struct kms_buffer buffer;
	int buffers = dma_bufs();
	const char *why = lacks(self->vgem, &self->kms);
	size_t before;

	if (why)
		SKIP(return, "%s", why);
	before = own_bytes(&self->kms);
	for (int i = 0; i < 50; i++) {
		ASSERT_EQ(0, vgem_make(self->vgem, &buffer, i % 2 ? 4 * 32 : 4 * WIDTH, HEIGHT));
		close.handle = buffer.handle;
		ASSERT_EQ(0, prime_show(&self->kms, self->vgem, &buffer, 32, 32));
		ASSERT_EQ(0, kms_buffer_free(&self->kms, &buffer));
		ASSERT_EQ(0, ioctl(self->vgem, DRM_IOCTL_GEM_CLOSE, &close));
	}
	/* Memory goes when the device has let go of it. */
	await(own_bytes(&self->kms) == before && dma_bufs() == buffers);
}

static const char *address_of(const struct kms *kms)
{
	static char address[17];

	return sscanf(kms->counters, "/sys/kernel/debug/videoport/%16[^/]", address) == 1 ?
	       address : "";
}

static int driver_write(const struct kms *kms, const char *file)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/pci/drivers/vp_virtio_gpu/%s", file);
	return file_write(path, address_of(kms));
}

static int references(const char *module)
{
	char path[64], text[16];

	snprintf(path, sizeof(path), "/sys/module/%s/refcnt", module);
	return file_read(path, text, sizeof(text)) ? -1 : atoi(text);
}

/* Whatever is under way; what is somebody else's stays his, and so do exports. */
TEST_F(prime, the_device_goes)
{
	struct kms_buffer *own = &self->buffer[1], buffer, copied;
	int fd = prime_export(self->kms.fd, own->handle, DRM_CLOEXEC | DRM_RDWR);
	const char *why = lacks(self->vgem, &self->kms);
	size_t size = own->size;
	bool watched;
	__u32 *map;

	if (why)
		SKIP(return, "%s", why);
	ASSERT_LE(0, fd);
	map = see(fd, size, PROT_READ | PROT_WRITE);
	ASSERT_NE(MAP_FAILED, map);
	kms_line(own, 5)[5] = 0x555;
	ASSERT_EQ(0, vgem_make(self->vgem, &buffer, 4 * WIDTH, HEIGHT));
	ASSERT_EQ(0, prime_show(&self->kms, self->vgem, &buffer, WIDTH, HEIGHT));
	ASSERT_EQ(0, vgem_make(self->vgem, &copied, TOO_LONG, HEIGHT));
	ASSERT_EQ(0, prime_show(&self->kms, self->vgem, &copied, WIDTH, HEIGHT));
	ASSERT_TRUE(shown(&self->kms, copied.fb));
	ASSERT_TRUE(shown(&self->kms, buffer.fb));
	ASSERT_EQ(0, kms_flip(&self->kms, copied.fb, 1));
	watched = unmapped_watch(address_of(&self->kms));
	ASSERT_EQ(0, driver_write(&self->kms, "unbind"));
	/* Ours are in parts of powers of two. */
	if (watched)
		EXPECT_EQ(buffer.size, unmapped(buffer.size));
	EXPECT_EQ(-ENODEV, kms_flip(&self->kms, buffer.fb, 1));
	memset(buffer.map, 1, buffer.size);
	memset(copied.map, 1, copied.size);
	EXPECT_EQ(0x555, map[5 * WIDTH + 5]);
	memset(map, 0x66, size);
	for (int i = 0; i < 2; i++)
		munmap(self->buffer[i].map, self->buffer[i].size);
	memset(self->buffer, 0, sizeof(self->buffer));
	watched = unmapped_watch(address_of(&self->kms));
	close(self->kms.fd);
	/* DRM's part of the import had mapped nothing. */
	if (watched)
		EXPECT_EQ(0, unmapped(buffer.size));
	/* The dma-buf alone is left of it, and pins what it needs: not the miniport. */
	EXPECT_LT(0, references("videoport_kms"));
	EXPECT_EQ(0x66666666, map[size / 4 - 1]);
	munmap(map, size);
	map = see(fd, size, PROT_READ);
	ASSERT_NE(MAP_FAILED, map);
	EXPECT_EQ(0x66666666, map[0]);
	munmap(map, size);
	close(fd);
	await(!references("videoport_kms"));
	munmap(buffer.map, buffer.size);
	munmap(copied.map, copied.size);
	ASSERT_EQ(0, driver_write(&self->kms, "bind"));
	ASSERT_EQ(0, kms_open(&self->kms));
}

int main(int argc, char **argv)
{
	return kms_tests(test_harness_run, argc, argv);
}
