// SPDX-License-Identifier: GPL-2.0
/*
 * The miniport vp_edu on QEMU's edu functions: random data of every length moves
 * to the device and back, through adapters of 24, 32 and 64 bits.
 *
 * A transfer takes the device 0.1 s, so many functions share the lengths. With
 * few of them only a sample is moved, unless FULL=1 is in the environment.
 * The functions have to reach 64 bits: -device edu,dma_mask=0xffffffffffffffff
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <videoport.h>

#include "edu_ioctl.h"
#include "kselftest.h"
#include "edu.h"
#include "wait.h"

#define PCI "/sys/bus/pci"
#define DRIVER PCI "/drivers/vp_edu"

/* So many functions move every length in less than a minute. */
#define ENOUGH_FUNCTIONS 24
#define SAMPLE_STEP 97

/* winerror.h's */
#define NO_ERROR 0
#define ERROR_INVALID_FUNCTION 1
#define ERROR_INVALID_PARAMETER 87
#define ERROR_INSUFFICIENT_BUFFER 122

#define JOBS (EDU_TRANSFER_MAX * EDU_WIDTHS)

struct function {
	const char *address;
	bool message;			/* its interrupt is to be one */
	int fd;
	unsigned int random;
	unsigned int transfers;
	unsigned char shadow[EDU_BUFFER_LENGTH];	/* what the device holds */
};

struct packet {
	EDU_TRANSFER transfer;
	unsigned char data[EDU_TRANSFER_MAX + 1];
};

static const unsigned int widths[EDU_WIDTHS] = { EDU_WIDTH_24, EDU_WIDTH_32, EDU_WIDTH_64 };

static bool has_width[EDU_WIDTHS];	/* the machine has memory that it reaches */
static unsigned int narrowest;		/* of these */

static struct function functions[EDU_MAX];
static int count;

static unsigned int next_job;
static unsigned int wrong;
static bool every_length;
static bool moved[EDU_TRANSFER_MAX + 1][EDU_WIDTHS];	/* both ways */

static unsigned int random_below(struct function *f, unsigned int limit)
{
	f->random = f->random * 1664525 + 1013904223;
	return (f->random >> 8) % limit;
}

/* 0 or an errno, with the miniport's status and count of bytes in r */
static int request(int fd, struct videoport_request *r, unsigned int code,
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

static bool query(struct function *f, EDU_INFO *info)
{
	struct videoport_request r;

	memset(info, 0xa5, sizeof(*info));
	return !request(f->fd, &r, IOCTL_EDU_QUERY, NULL, 0, info, sizeof(*info)) &&
	       r.information == sizeof(*info);
}

static void complain(struct function *f, const char *what, const EDU_TRANSFER *t,
		     const struct videoport_request *r)
{
	if (__atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED) > 10)
		return;
	ksft_print_msg("%s: %s of %u bytes at %u by %u bits: %s, status %u, %u bytes\n",
		       f->address, r->code == IOCTL_EDU_WRITE ? "write" : "read", t->Length,
		       t->Offset, t->Width, what, r->status, r->information);
}

static void write_device(struct function *f, unsigned int width, unsigned int offset,
			 unsigned int length)
{
	struct packet packet = { .transfer = { width, offset, length, 0 } };
	struct videoport_request r;
	unsigned int i;
	int error;

	for (i = 0; i < length; i++)
		packet.data[i] = random_below(f, 256);
	error = request(f->fd, &r, IOCTL_EDU_WRITE, &packet, sizeof(packet.transfer) + length,
			NULL, 0);
	if (error || r.status != NO_ERROR || r.information)
		complain(f, strerror(error), &packet.transfer, &r);
	else
		memcpy(f->shadow + offset, packet.data, length);
	f->transfers++;
}

/* One byte more than asked for has to stay as it was. */
static void read_device(struct function *f, unsigned int width, unsigned int offset,
			unsigned int length)
{
	EDU_TRANSFER transfer = { width, offset, length, 0 };
	unsigned char data[EDU_TRANSFER_MAX + 1];
	struct videoport_request r;
	int error;

	memset(data, ~f->shadow[offset], sizeof(data));
	error = request(f->fd, &r, IOCTL_EDU_READ, &transfer, sizeof(transfer), data,
			length + 1);
	f->transfers++;
	if (error || r.status != NO_ERROR || r.information != length)
		complain(f, strerror(error), &transfer, &r);
	else if (memcmp(data, f->shadow + offset, length))
		complain(f, "other data", &transfer, &r);
	else if (data[length] != (unsigned char)~f->shadow[offset])
		complain(f, "data past the end", &transfer, &r);
}

/* Where else but from offset to read, so that something written is among it */
static unsigned int near(struct function *f, unsigned int offset, unsigned int length)
{
	unsigned int back = random_below(f, length);

	return back > offset ? 0 : offset - back;
}

static void do_job(struct function *f, unsigned int job)
{
	unsigned int length = job / EDU_WIDTHS + 1;
	unsigned int which = job % EDU_WIDTHS;
	unsigned int offset = random_below(f, EDU_BUFFER_LENGTH - length + 1);

	write_device(f, widths[which], offset, length);
	/* What lies beside a write must not change, so not all are read as written. */
	if (which == 1)
		offset = near(f, offset, length);
	read_device(f, widths[which], offset, length);
	moved[length][which] = true;
}

static bool in_sample(unsigned int job)
{
	unsigned int length = job / EDU_WIDTHS + 1;

	return every_length || length % SAMPLE_STEP == job % EDU_WIDTHS ||
	       !(length & (length - 1)) || length == EDU_TRANSFER_MAX - 1;
}

static void *work(void *argument)
{
	struct function *f = argument;
	unsigned int job;

	write_device(f, narrowest, 0, EDU_TRANSFER_MAX);
	write_device(f, narrowest, EDU_TRANSFER_MAX, EDU_BUFFER_LENGTH - EDU_TRANSFER_MAX);
	for (;;) {
		job = __atomic_fetch_add(&next_job, 1, __ATOMIC_RELAXED);
		if (job >= JOBS)
			return NULL;
		if (has_width[job % EDU_WIDTHS] && in_sample(job))
			do_job(f, job);
	}
}

/* Setting up */

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

/* Every other function is denied messages, which is seen when it is bound. */
static void choose_interrupts(void)
{
	int i;

	for (i = 0; i < count; i++) {
		functions[i].address = edu_address[i];
		functions[i].message = i % 2;
		functions[i].random = i;
		functions[i].fd = -1;
		if (is_bound(edu_address[i]))
			file_write(DRIVER "/unbind", edu_address[i]);
		set(edu_address[i], "msi_bus", functions[i].message ? "1" : "0");
	}
}

/* As udev does when it sees a function, by nothing but the function's alias */
static void load_by_alias(void)
{
	char command[128];
	int i;

	snprintf(command, sizeof(command), "modprobe \"$(cat " PCI "/devices/%.15s/modalias)\"",
		 edu_address[0]);
	if (system(command))
		ksft_print_msg("%s failed\n", command);
	for (i = 0; i < count; i++) {
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
		for (i = 0; i < count; i++) {
			if (strcmp(info.bus_id, edu_address[i]))
				continue;
			functions[i].fd = fd;
			return;
		}
	}
	close(fd);
}

static bool open_all(void)
{
	int i;

	for (i = 0; i < 256; i++)
		open_node(i);
	for (i = 0; i < count; i++) {
		if (functions[i].fd >= 0)
			continue;
		ksft_print_msg("%s is not vp_edu's\n", edu_address[i]);
		return false;
	}
	return true;
}

/* Cases */

static bool answers(void)
{
	bool good = true;
	EDU_INFO info;
	int i;

	for (i = 0; i < count; i++) {
		if (query(&functions[i], &info) && (info.Id & 0xffff) == 0xed &&
		    info.Alive == 1 && info.Message == functions[i].message)
			continue;
		ksft_print_msg("%s: id %#x, alive %u, message %u and not %u\n",
			       functions[i].address, info.Id, info.Alive, info.Message,
			       functions[i].message);
		good = false;
	}
	return good;
}

static bool in_width(void)
{
	bool good = true;
	EDU_INFO info;
	int i, which;

	for (i = 0; i < count; i++) {
		good &= query(&functions[i], &info);
		for (which = 0; which < EDU_WIDTHS; which++) {
			if (!info.Logical[which] == !has_width[which] &&
			    (widths[which] == 64 || !((info.Logical[which] + EDU_TRANSFER_MAX - 1)
						      >> widths[which])))
				continue;
			ksft_print_msg("%s: %u bits: %#llx\n", functions[i].address,
				       widths[which], info.Logical[which]);
			good = false;
		}
	}
	return good;
}

static bool is_remapped(void)
{
	char group[128];

	snprintf(group, sizeof(group), PCI "/devices/%.15s/iommu_group", edu_address[0]);
	return !access(group, F_OK);
}

/* Where memory begins is each machine's own, but for a device behind an IOMMU. */
static void find_widths(void)
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

/*
 * Whether 64 bits are needed is up to the machine's memory, or to an IOMMU that
 * is told to give the higher addresses first.
 */
static bool has_above_4g(void)
{
	if (is_remapped())
		return !system("grep -q iommu.forcedac=1 /proc/cmdline");
	return !system("grep -qE '^[0-9a-f]+-[0-9a-f]{9,} : System RAM' /proc/iomem");
}

static bool above_4g(void)
{
	EDU_INFO info;
	int i;

	for (i = 0; i < count; i++) {
		if (!query(&functions[i], &info) || !(info.Logical[EDU_WIDTHS - 1] >> 32))
			return false;
	}
	return true;
}

struct bad {
	const char *what;
	unsigned int code;
	EDU_TRANSFER transfer;
	unsigned int in_length;
	unsigned int out_length;
	unsigned int status;
};

#define HEADER sizeof(EDU_TRANSFER)

static const struct bad bad_requests[] = {
	{ "no such code", EDU_CODE(99), { 24, 0, 1, 0 }, HEADER, 16,
	  ERROR_INVALID_FUNCTION },
	{ "write nothing", IOCTL_EDU_WRITE, { 24, 0, 0, 0 }, HEADER, 0, ERROR_INVALID_PARAMETER },
	{ "read nothing", IOCTL_EDU_READ, { 24, 0, 0, 0 }, HEADER, 16, ERROR_INVALID_PARAMETER },
	{ "write without a header", IOCTL_EDU_WRITE, { 24, 0, 1, 0 }, HEADER - 1, 0,
	  ERROR_INSUFFICIENT_BUFFER },
	{ "write without all data", IOCTL_EDU_WRITE, { 24, 0, 9, 0 }, HEADER + 8, 0,
	  ERROR_INVALID_PARAMETER },
	{ "write with more data", IOCTL_EDU_WRITE, { 24, 0, 9, 0 }, HEADER + 10, 0,
	  ERROR_INVALID_PARAMETER },
	{ "write too much", IOCTL_EDU_WRITE, { 24, 0, EDU_TRANSFER_MAX + 1, 0 },
	  HEADER + EDU_TRANSFER_MAX + 1, 0, ERROR_INVALID_PARAMETER },
	{ "read too much", IOCTL_EDU_READ, { 24, 0, EDU_TRANSFER_MAX + 1, 0 }, HEADER,
	  EDU_TRANSFER_MAX + 1, ERROR_INVALID_PARAMETER },
	{ "write past the end", IOCTL_EDU_WRITE, { 24, EDU_BUFFER_LENGTH, 1, 0 }, HEADER + 1, 0,
	  ERROR_INVALID_PARAMETER },
	{ "read past the end", IOCTL_EDU_READ, { 24, EDU_BUFFER_LENGTH - 1, 2, 0 }, HEADER, 16,
	  ERROR_INVALID_PARAMETER },
	{ "an offset that wraps", IOCTL_EDU_READ, { 24, 0xffffffff, 2, 0 }, HEADER, 16,
	  ERROR_INVALID_PARAMETER },
	{ "no such width", IOCTL_EDU_READ, { 28, 0, 1, 0 }, HEADER, 16, ERROR_INVALID_PARAMETER },
	{ "reserved bits", IOCTL_EDU_READ, { 24, 0, 1, 1 }, HEADER, 16, ERROR_INVALID_PARAMETER },
	{ "read without room", IOCTL_EDU_READ, { 24, 0, 9, 0 }, HEADER, 8,
	  ERROR_INSUFFICIENT_BUFFER },
	{ "query without room", IOCTL_EDU_QUERY, { }, 0, sizeof(EDU_INFO) - 1,
	  ERROR_INSUFFICIENT_BUFFER },
};

static bool refuses(const struct bad *bad)
{
	struct packet packet = { .transfer = bad->transfer };
	unsigned char out[EDU_TRANSFER_MAX + 1];
	struct videoport_request r;
	int error, expected = bad->status == ERROR_INVALID_FUNCTION ? ENOTTY : EINVAL;

	if (packet.transfer.Width == EDU_WIDTH_24)
		packet.transfer.Width = narrowest;
	error = request(functions[0].fd, &r, bad->code, &packet, bad->in_length, out,
			bad->out_length);
	if (error == expected && r.status == bad->status && !r.information)
		return true;
	ksft_print_msg("%s: errno %d, status %u, %u bytes\n", bad->what, error, r.status,
		       r.information);
	return false;
}

static bool refuses_all(void)
{
	EDU_INFO before, after;
	bool good = true;
	unsigned int i;

	good &= query(&functions[0], &before);
	for (i = 0; i < ARRAY_SIZE(bad_requests); i++)
		good &= refuses(&bad_requests[i]);
	return good && query(&functions[0], &after) && before.Interrupts == after.Interrupts;
}

/* Each transfer is one interrupt and one DPC, by message and by line. */
static bool counts_are_right(EDU_INFO *before)
{
	bool good = true;
	EDU_INFO after;
	int i;

	for (i = 0; i < count; i++) {
		good &= query(&functions[i], &after);
		if (after.Interrupts - before[i].Interrupts == functions[i].transfers &&
		    after.Dpcs - before[i].Dpcs == functions[i].transfers)
			continue;
		ksft_print_msg("%s (message %u): %u transfers, %u interrupts, %u DPCs\n",
			       functions[i].address, functions[i].message,
			       functions[i].transfers, after.Interrupts - before[i].Interrupts,
			       after.Dpcs - before[i].Dpcs);
		good = false;
	}
	return good;
}

static void move_all(void)
{
	pthread_t thread[EDU_MAX];
	int i;

	for (i = 0; i < count; i++) {
		if (pthread_create(&thread[i], NULL, work, &functions[i]))
			ksft_exit_fail_msg("no thread\n");
	}
	for (i = 0; i < count; i++)
		pthread_join(thread[i], NULL);
}

static unsigned int lengths_moved(unsigned int which)
{
	unsigned int length, lengths = 0;

	for (length = 1; length <= EDU_TRANSFER_MAX; length++)
		lengths += moved[length][which];
	return lengths;
}

static void test_moving(void)
{
	static EDU_INFO before[EDU_MAX];
	unsigned int which;
	int i;

	every_length = count >= ENOUGH_FUNCTIONS || getenv("FULL");
	for (i = 0; i < count; i++)
		query(&functions[i], &before[i]);
	move_all();
	for (which = 0; which < EDU_WIDTHS; which++) {
		unsigned int lengths = lengths_moved(which);

		if (!has_width[which]) {
			ksft_test_result_skip("no memory for a device of %u bits\n",
					      widths[which]);
			continue;
		}
		ksft_test_result(!wrong && (!every_length || lengths == EDU_TRANSFER_MAX),
				 "%u of %u lengths move both ways by %u bits%s\n", lengths,
				 EDU_TRANSFER_MAX, widths[which],
				 every_length ? "" : " (FULL=1 moves all)");
	}
	ksft_test_result(counts_are_right(before), "a transfer is one interrupt and one DPC\n");
}

/* A function goes while its request runs: the request ends, later ones fail. */
static _Atomic pid_t reader;

static void *read_once(void *argument)
{
	EDU_TRANSFER transfer = { narrowest, 0, EDU_TRANSFER_MAX, 0 };
	static unsigned char data[EDU_TRANSFER_MAX];
	struct videoport_request r;
	int *error = argument;

	reader = gettid();
	*error = request(functions[0].fd, &r, IOCTL_EDU_READ, &transfer, sizeof(transfer), data,
			 sizeof(data));
	return NULL;
}

static bool survives_unbind(void)
{
	pthread_t thread;
	EDU_INFO info;
	int error;

	if (pthread_create(&thread, NULL, read_once, &error))
		return false;
	await(reader);
	await_asleep(reader);
	file_write(DRIVER "/unbind", edu_address[0]);
	pthread_join(thread, NULL);
	if (error && error != ENODEV)
		ksft_print_msg("the request ended with %s\n", strerror(error));
	return (!error || error == ENODEV) && !query(&functions[0], &info) && errno == ENODEV;
}

int main(void)
{
	ksft_print_header();
	if (geteuid())
		ksft_exit_skip("needs root\n");
	count = edu_find();
	if (!count)
		ksft_exit_skip("no edu function (QEMU: -device edu)\n");
	choose_interrupts();
	load_by_alias();
	find_widths();
	ksft_set_plan(10);
	ksft_test_result(open_all(), "vp_edu is loaded by its alias and binds %d functions\n",
			 count);
	if (ksft_get_fail_cnt())
		ksft_exit_fail();
	ksft_test_result(answers(), "each answers, half by message and half by line\n");
	ksft_test_result(in_width(), "common buffers lie within their widths\n");
	if (has_above_4g())
		ksft_test_result(above_4g(), "common buffers of 64 bits lie above 4 GiB\n");
	else
		ksft_test_result_skip("no memory above 4 GiB to prove 64 bits by\n");
	ksft_test_result(refuses_all(), "bad requests are refused\n");
	test_moving();
	ksft_test_result(survives_unbind(), "a function goes while its request runs\n");
	ksft_finished();
}
