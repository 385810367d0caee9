// SPDX-License-Identifier: GPL-2.0
/*
 * A ring's frames as dma-bufs: what calls answer, whose memory it is, and that it stays
 * when the ring, the file or the device goes.
 */
#define _GNU_SOURCE
#include <linux/dma-buf.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "device_fixture.h"
#include "edu.h"
#include "unmapped.h"

#define PCI "/sys/bus/pci"

/* A descriptor, or a negative errno */
static int export(int fd, unsigned int frame, unsigned int flags)
{
	struct videoport_export export = { .frame = frame, .flags = flags, .fd = -1 };

	return ioctl(fd, VIDEOPORT_IOC_EXPORT, &export) ? -errno : export.fd;
}

static __u32 *see(int fd, size_t size, int prot)
{
	return mmap(NULL, size, prot, MAP_SHARED, fd, 0);
}

/* As programs have to around what they do in it */
static int sync_access(int fd, __u64 flags)
{
	struct dma_buf_sync sync = { .flags = flags };

	return call(fd, DMA_BUF_IOCTL_SYNC, &sync);
}

static __u64 room(int fd)
{
	struct videoport_query query;

	return ioctl(fd, VIDEOPORT_IOC_QUERY, &query) ? 0 : query.max_ring_bytes;
}

static int files(void)
{
	int count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

TEST_F(ring, is_the_frames_memory)
{
	size_t size = self->screen.ring.frame_bytes;
	int fd = export(self->screen.fd, 1, O_RDWR | O_CLOEXEC);
	unsigned int others = 0;
	__u32 *map;

	ASSERT_LE(0, fd);
	EXPECT_EQ((off_t)size, lseek(fd, 0, SEEK_END));
	EXPECT_EQ(FD_CLOEXEC, fcntl(fd, F_GETFD));
	map = see(fd, size, PROT_READ | PROT_WRITE);
	ASSERT_NE(MAP_FAILED, map);
	EXPECT_EQ(0, sync_access(fd, DMA_BUF_SYNC_START | DMA_BUF_SYNC_RW));
	for (size_t i = 0; i < size / 4; i++) {
		others += map[i];
		map[i] = i + 1;
	}
	EXPECT_EQ(0, others);
	EXPECT_EQ(0, sync_access(fd, DMA_BUF_SYNC_END | DMA_BUF_SYNC_RW));
	for (unsigned int y = 0; y < HEIGHT; y++)
		for (unsigned int x = 0; x < WIDTH; x++)
			others += screen_line(&self->screen, 1, y)[x] !=
				  y * self->screen.ring.pitch / 4 + x + 1;
	EXPECT_EQ(0, others);
	/* The neighbours are not. */
	EXPECT_EQ(0, screen_line(&self->screen, 0, HEIGHT - 1)[WIDTH - 1]);
	EXPECT_EQ(0, screen_line(&self->screen, 2, 0)[0]);
	screen_line(&self->screen, 1, 7)[7] = 0xabcdef;
	EXPECT_EQ(0xabcdef, map[7 * self->screen.ring.pitch / 4 + 7]);
	EXPECT_EQ(0, works(&self->screen, &self->sequence));
	/* Nothing is behind it. */
	EXPECT_EQ(MAP_FAILED, mmap(NULL, getpagesize(), PROT_READ, MAP_SHARED, fd, size));
	EXPECT_EQ(MAP_FAILED, see(fd, size + getpagesize(), PROT_READ));
	EXPECT_EQ(MAP_FAILED, mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0));
	EXPECT_EQ(EINVAL, errno);
	munmap(map, size);
	close(fd);
}

/* At a large page's boundary memory management would map all of a piece, were it one. */
TEST_F(ring, wherever_it_is_mapped)
{
	const size_t large = 2 << 20, words = getpagesize() / 4;
	size_t size, pages, others = 0;
	uintptr_t area;
	__u32 *map;
	int fd;

	ASSERT_EQ(0, screen_free_ring(&self->screen));
	ASSERT_EQ(0, screen_make_ring(&self->screen, 1024, 768, 2));
	size = self->screen.ring.frame_bytes;
	pages = size / getpagesize();
	for (size_t page = 0; page < 2 * pages; page++)
		screen_line(&self->screen, 0, 0)[page * words] = page + 1;
	fd = export(self->screen.fd, 1, O_RDWR);
	ASSERT_LE(0, fd);
	area = (uintptr_t)mmap(NULL, size + large, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	map = mmap((void *)((area + large - 1) & ~(large - 1)), size, PROT_READ | PROT_WRITE,
		   MAP_SHARED | MAP_FIXED, fd, 0);
	ASSERT_NE(MAP_FAILED, map);
	for (size_t i = 0; i < pages; i++) {
		size_t page = (pages / 2 + i) % pages;

		others += map[page * words] != pages + page + 1;
	}
	EXPECT_EQ(0, others);
	munmap((void *)area, size + large);
	close(fd);
}

TEST_F(ring, for_reading_alone)
{
	size_t size = self->screen.ring.frame_bytes;
	int fd = export(self->screen.fd, 0, O_RDONLY);

	ASSERT_LE(0, fd);
	EXPECT_EQ(0, fcntl(fd, F_GETFD));
	EXPECT_EQ(MAP_FAILED, see(fd, size, PROT_READ | PROT_WRITE));
	EXPECT_EQ(EACCES, errno);
	EXPECT_NE(MAP_FAILED, see(fd, size, PROT_READ));
	close(fd);
}

TEST_F(ring, what_is_wrong)
{
	struct videoport_export export_one = { .pad = 1 };
	int fd = self->screen.fd, before = files(), other;

	EXPECT_EQ(-EINVAL, export(fd, FRAMES, O_RDWR));
	EXPECT_EQ(-EINVAL, export(fd, ~0U, O_RDWR));
	EXPECT_EQ(-EINVAL, export(fd, 0, O_ACCMODE));
	EXPECT_EQ(-EINVAL, export(fd, 0, O_RDWR | O_NONBLOCK));
	EXPECT_EQ(EINVAL, call(fd, VIDEOPORT_IOC_EXPORT, &export_one));
	export_one = (struct videoport_export){ .reserved = { 0, 1 } };
	EXPECT_EQ(EINVAL, call(fd, VIDEOPORT_IOC_EXPORT, &export_one));
	EXPECT_EQ(EFAULT, call(fd, VIDEOPORT_IOC_EXPORT, nowhere()));
	other = open(device_path(), O_RDONLY);
	ASSERT_LE(0, other);
	EXPECT_EQ(-EBADF, export(other, 0, O_RDONLY));
	close(other);
	other = open(device_path(), O_RDWR);
	ASSERT_LE(0, other);
	EXPECT_EQ(-EINVAL, export(other, 0, O_RDWR));
	close(other);
	EXPECT_EQ(before, files());
}

/* More than one ring may have at a time, by far */
#define TOO_MANY 10000

static int export_many(int fd, int *files)
{
	for (int i = 0; i < TOO_MANY; i++) {
		files[i] = export(fd, i % FRAMES, O_RDWR);
		if (files[i] < 0) {
			errno = -files[i];
			return i;
		}
	}
	return TOO_MANY;
}

/* Each has references on the pages, which may not be without end. */
TEST_F(ring, more_exports_than_can_be)
{
	struct rlimit many = { 2 * TOO_MANY, 2 * TOO_MANY };
	int *files = calloc(TOO_MANY, sizeof(*files)), count, more;

	ASSERT_TRUE(files);
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &many));
	count = export_many(self->screen.fd, files);
	EXPECT_EQ(4096, count);
	EXPECT_EQ(EMFILE, errno);
	close(files[0]);
	more = export(self->screen.fd, 0, O_RDWR);
	EXPECT_LE(0, more);
	close(more);
	for (int i = 1; i < count; i++)
		close(files[i]);
	EXPECT_EQ(0, works(&self->screen, &self->sequence));
}

TEST_F(ring, no_room_for_a_descriptor)
{
	struct rlimit few = { }, many;
	int other;

	ASSERT_EQ(0, getrlimit(RLIMIT_NOFILE, &many));
	other = dup(self->screen.fd);
	ASSERT_LE(0, other);
	few.rlim_cur = other;
	few.rlim_max = many.rlim_max;
	close(other);
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &few));
	EXPECT_EQ(-EMFILE, export(self->screen.fd, 0, O_RDWR));
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &many));
	other = export(self->screen.fd, 0, O_RDWR);
	EXPECT_LE(0, other);
	close(other);
}

/* What can be read and not be written is found when all has been made. */
TEST_F(ring, no_descriptor_without_an_answer)
{
	struct videoport_export *export_one = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE,
						   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int before = files();

	ASSERT_NE(MAP_FAILED, export_one);
	export_one->flags = O_RDWR;
	ASSERT_EQ(0, mprotect(export_one, getpagesize(), PROT_READ));
	EXPECT_EQ(EFAULT, call(self->screen.fd, VIDEOPORT_IOC_EXPORT, export_one));
	EXPECT_EQ(before, files());
}

TEST_F(ring, more_than_once)
{
	size_t size = self->screen.ring.frame_bytes;
	int first = export(self->screen.fd, 0, O_RDWR), second = export(self->screen.fd, 0, O_RDWR);
	__u32 *map[2];

	ASSERT_LE(0, first);
	ASSERT_LE(0, second);
	map[0] = see(first, size, PROT_READ | PROT_WRITE);
	ASSERT_NE(MAP_FAILED, map[0]);
	close(first);
	map[1] = see(second, size, PROT_READ | PROT_WRITE);
	ASSERT_NE(MAP_FAILED, map[1]);
	map[0][1] = 1234;
	EXPECT_EQ(1234, map[1][1]);
	munmap(map[0], size);
	EXPECT_EQ(1234, map[1][1]);
	munmap(map[1], size);
	close(second);
}

/* It counts among what rings have until the last lets go. */
TEST_F(device, memory_stays_when_the_ring_goes)
{
	__u64 before = room(self->fd);
	struct videoport_ring ring = geometry(WIDTH, HEIGHT, FRAMES);
	__u32 *map;
	int fd;

	ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_RING, &ring));
	fd = export(self->fd, 2, O_RDWR);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_FREE, NULL));
	EXPECT_GE(before, room(self->fd) + ring.frame_bytes);
	map = see(fd, ring.frame_bytes, PROT_READ | PROT_WRITE);
	ASSERT_NE(MAP_FAILED, map);
	memset(map, 0x5a, ring.frame_bytes);
	close(fd);
	EXPECT_GE(before, room(self->fd) + ring.frame_bytes);
	/* Others' frames lie elsewhere. */
	ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_RING, &ring));
	EXPECT_EQ(0x5a5a5a5a, map[0]);
	EXPECT_EQ(0x5a5a5a5a, map[ring.frame_bytes / 4 - 1]);
	ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_FREE, NULL));
	munmap(map, ring.frame_bytes);
	/* A file's last user lets go of it when it is done with all else. */
	EXPECT_EQ(before, room(self->fd));
}

static int pages_free(void)
{
	char text[4096], *at;

	if (file_read("/proc/meminfo", text, sizeof(text)))
		return -1;
	at = strstr(text, "MemFree:");
	return at ? atoi(at + strlen("MemFree:")) / 4 : -1;
}

TEST_F(device, memory_comes_back)
{
	struct videoport_ring ring = geometry(1920, 1080, 2);
	int before = 0, fd;

	for (int i = 0; i < 60; i++) {
		ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_RING, &ring));
		fd = export(self->fd, i % 2, O_RDWR);
		ASSERT_LE(0, fd);
		ASSERT_EQ(0, call(self->fd, VIDEOPORT_IOC_FREE, NULL));
		close(fd);
		if (i == 10)
			before = pages_free();
	}
	/* Those of 50 rings would be 200,000. */
	EXPECT_GT(50000, before - pages_free());
}

/* The PCI function of the device file, and its driver */
static int function_of(const char *node, char *address, char *driver)
{
	struct videoport_query query;
	int fd = open(node, O_RDWR);
	int error = call(fd, VIDEOPORT_IOC_QUERY, &query);

	close(fd);
	strcpy(address, query.bus_id);
	strcpy(driver, query.driver);
	return error;
}

static int driver_write(const char *driver, const char *file, const char *address)
{
	char path[128];

	snprintf(path, sizeof(path), PCI "/drivers/%s/%s", driver, file);
	return file_write(path, address);
}

/* With nothing else of the file left */
TEST_F(ring, memory_stays_when_the_device_goes)
{
	size_t size = self->screen.ring.frame_bytes;
	int fd = export(self->screen.fd, 0, O_RDWR);
	char address[32], driver[32];
	__u32 *map, *late;
	bool watched;

	ASSERT_LE(0, fd);
	map = see(fd, size, PROT_READ | PROT_WRITE);
	ASSERT_NE(MAP_FAILED, map);
	map[0] = 1;
	ASSERT_EQ(0, function_of(device_path(), address, driver));
	watched = unmapped_watch(address);
	ASSERT_EQ(0, driver_write(driver, "unbind", address));
	/* Behind an IOMMU the device's own way to it is gone. */
	if (watched)
		EXPECT_LE(screen_ring_bytes(&self->screen), unmapped(0));
	EXPECT_EQ(-ENODEV, export(self->screen.fd, 0, O_RDWR));
	screen_close(&self->screen);
	for (size_t i = 1; i < size / 4; i++)
		map[i] = map[i - 1] + 1;
	late = see(fd, size, PROT_READ);
	ASSERT_NE(MAP_FAILED, late);
	EXPECT_EQ(size / 4, late[size / 4 - 1]);
	EXPECT_EQ(0, sync_access(fd, DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ));
	EXPECT_EQ(0, sync_access(fd, DMA_BUF_SYNC_END | DMA_BUF_SYNC_READ));
	ASSERT_EQ(0, driver_write(driver, "bind", address));
	ASSERT_EQ(0, screen_open(&self->screen, device_path()));
	ASSERT_EQ(0, screen_make_ring(&self->screen, WIDTH, HEIGHT, FRAMES));
	EXPECT_EQ(0, works(&self->screen, &self->sequence));
	EXPECT_EQ(size / 4, late[size / 4 - 1]);
	munmap(map, size);
	munmap(late, size);
	close(fd);
}

int main(int argc, char **argv)
{
	return run_tests(argc, argv);
}
