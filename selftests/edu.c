// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <videoport.h>

#include "edu.h"

#define PCI "/sys/bus/pci"
#define IDS "0x1234\n0x11e8\n"

char edu_address[EDU_MAX + 1][16];

int file_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int error = 0;

	if (fd < 0)
		return errno;
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		error = errno;
	close(fd);
	return error;
}

int file_read(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t used = 0;
	ssize_t got;

	text[0] = '\0';
	if (fd < 0)
		return errno;
	do {
		got = read(fd, text + used, size - 1 - used);
		used += got > 0 ? got : 0;
	} while (got > 0 && used < size - 1);
	text[used] = '\0';
	close(fd);
	return got < 0 ? errno : 0;
}

static int is_edu(const char *address)
{
	char path[512], ids[32];
	size_t len;

	snprintf(path, sizeof(path), PCI "/devices/%s/vendor", address);
	file_read(path, ids, sizeof(ids));
	len = strlen(ids);
	snprintf(path, sizeof(path), PCI "/devices/%s/device", address);
	file_read(path, ids + len, sizeof(ids) - len);
	return !strcmp(ids, IDS);
}

static int by_address(const void *a, const void *b)
{
	return strcmp(a, b);
}

int edu_find(void)
{
	DIR *dir = opendir(PCI "/devices");
	struct dirent *entry;
	int count = 0;

	if (!dir)
		return 0;
	while (count < EDU_MAX && (entry = readdir(dir))) {
		if (strlen(entry->d_name) < sizeof(edu_address[0]) && is_edu(entry->d_name))
			snprintf(edu_address[count++], sizeof(edu_address[0]), "%s",
				 entry->d_name);
	}
	closedir(dir);
	qsort(edu_address, count, sizeof(edu_address[0]), by_address);
	return count;
}

static int is_bound(const char *address)
{
	char path[128];

	snprintf(path, sizeof(path), PCI "/drivers/vp_test/%s", address);
	return !access(path, F_OK);
}

int edu_bind(const char *address)
{
	char path[128];
	int error;

	if (is_bound(address))
		return 0;
	snprintf(path, sizeof(path), PCI "/devices/%s/driver_override", address);
	error = file_write(path, "vp_test");
	if (!error)
		file_write(PCI "/drivers_probe", address);
	if (!error && !is_bound(address))
		error = ENODEV;
	return error;
}

int edu_unbind(const char *address)
{
	return file_write(PCI "/drivers/vp_test/unbind", address);
}

int edu_rebind(const char *address)
{
	int error = edu_unbind(address);

	return error ? error : edu_bind(address);
}

const char *edu_setup(void)
{
	int i;

	if (geteuid())
		return "needs root";
	if (!edu_find())
		return "no edu function (QEMU: -device edu)";
	if (access("/sys/module/vp_test", F_OK) && system("modprobe vp_test"))
		return "the test module vp_test can't be loaded";
	for (i = 0; edu_address[i][0]; i++) {
		if (edu_bind(edu_address[i]))
			return "an edu function does not bind to vp_test";
	}
	if (access("/sys/kernel/debug/vp_test", F_OK))
		return "debugfs is not mounted";
	return NULL;
}

static void debugfs_path(char *path, size_t size, const char *file)
{
	snprintf(path, size, "/sys/kernel/debug/vp_test/%s/%s", edu_address[0], file);
}

int edu_write(const char *file, const char *format, ...)
{
	char path[128], text[128];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	debugfs_path(path, sizeof(path), file);
	return file_write(path, text);
}

int edu_read(const char *file, char *text, size_t size)
{
	char path[128];

	debugfs_path(path, sizeof(path), file);
	return file_read(path, text, size);
}

const char *device_node(const char *driver, const char *address)
{
	static char path[32];
	struct videoport_query query;
	int fd, i, found;

	for (i = 0; i < 32; i++) {
		snprintf(path, sizeof(path), "/dev/videoport%d", i);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		found = !ioctl(fd, VIDEOPORT_IOC_QUERY, &query) &&
			!strcmp(query.driver, driver) &&
			!strcmp(query.bus_id, address);
		close(fd);
		if (found)
			return path;
	}
	return NULL;
}

const char *edu_node_of(const char *address)
{
	return device_node("vp_test", address);
}

const char *edu_node(void)
{
	return edu_node_of(edu_address[0]);
}
