// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "edu_functions.h"
#include "kselftest.h"

const unsigned int widths[EDU_WIDTHS] = { EDU_WIDTH_24, EDU_WIDTH_32, EDU_WIDTH_64 };

bool has_width[EDU_WIDTHS];	/* the machine has memory that it reaches */
unsigned int narrowest;		/* of these */

struct function functions[EDU_MAX];
int function_count;

int edu_request(int fd, struct videoport_request *r, unsigned int code,
		const void *in, size_t in_length, void *out, size_t out_length)
{
	memset(r, 0, sizeof(*r));
	r->code = code;
	r->in = (uintptr_t)in;
	r->in_length = in_length;
	r->out = (uintptr_t)out;
	r->out_length = out_length;
	return ioctl(fd, VIDEOPORT_IOC_REQUEST, r) ? errno : 0;
}

bool edu_query(struct function *f, EDU_INFO *info)
{
	struct videoport_request r;

	memset(info, 0xa5, sizeof(*info));
	return !edu_request(f->fd, &r, IOCTL_EDU_QUERY, NULL, 0, info, sizeof(*info)) &&
	       r.information == sizeof(*info);
}

static int set(const char *address, const char *file, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), PCI "/devices/%.15s/%.15s", address, file);
	return file_write(path, text);
}

static bool is_bound(const char *address)
{
	char path[128];

	snprintf(path, sizeof(path), DRIVER "/%.15s", address);
	return !access(path, F_OK);
}

bool denies_messages(void)
{
	return !system("grep -qwE 'pci=([^ ]+,)?nomsi' /proc/cmdline");
}

void choose_interrupts(void)
{
	bool messages = !denies_messages();
	int i;

	for (i = 0; i < function_count; i++) {
		functions[i].address = edu_address[i];
		functions[i].message = messages && i % 2;
		functions[i].random = i;
		functions[i].fd = -1;
		if (is_bound(edu_address[i]))
			file_write(DRIVER "/unbind", edu_address[i]);
		set(edu_address[i], "msi_bus", functions[i].message ? "1" : "0");
	}
}

void find_functions(void)
{
	ksft_print_header();
	if (geteuid())
		ksft_exit_skip("needs root\n");
	function_count = edu_find();
	if (!function_count)
		ksft_exit_skip("no edu function (QEMU: -device edu)\n");
}

void load_by_alias(void)
{
	char command[128];
	int i;

	snprintf(command, sizeof(command), "modprobe \"$(cat " PCI "/devices/%.15s/modalias)\"",
		 edu_address[0]);
	if (system(command))
		ksft_print_msg("%s failed\n", command);
	for (i = 0; i < function_count; i++) {
		if (!is_bound(edu_address[i]))
			file_write(PCI "/drivers_probe", edu_address[i]);
	}
}

static void open_node(int number)
{
	struct videoport_query info;
	char path[32];
	int fd, i;

	snprintf(path, sizeof(path), "/dev/videoport%d", number);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return;
	if (!ioctl(fd, VIDEOPORT_IOC_QUERY, &info) && !strcmp(info.driver, "vp_edu")) {
		for (i = 0; i < function_count; i++) {
			if (strcmp(info.bus_id, edu_address[i]))
				continue;
			functions[i].fd = fd;
			return;
		}
	}
	close(fd);
}

bool open_all(void)
{
	int i;

	for (i = 0; i < 256; i++)
		open_node(i);
	for (i = 0; i < function_count; i++) {
		if (functions[i].fd >= 0)
			continue;
		ksft_print_msg("%s is not vp_edu's\n", edu_address[i]);
		return false;
	}
	return true;
}

bool is_remapped(void)
{
	char group[128];

	snprintf(group, sizeof(group), PCI "/devices/%.15s/iommu_group", edu_address[0]);
	return !access(group, F_OK);
}

/* Where memory begins is each machine's own, but for a device behind an IOMMU. */
void find_widths(void)
{
	unsigned long long first = ~0ULL, start;
	FILE *map = fopen("/proc/iomem", "r");
	char line[256];
	int which;

	while (map && fgets(line, sizeof(line), map)) {
		if (strstr(line, ": System RAM") && sscanf(line, "%llx-", &start) == 1 &&
		    start < first)
			first = start;
	}
	if (map)
		fclose(map);
	for (which = EDU_WIDTHS - 1; which >= 0; which--) {
		has_width[which] = widths[which] == 64 || is_remapped() ||
				   !(first >> widths[which]);
		if (has_width[which])
			narrowest = widths[which];
	}
}
