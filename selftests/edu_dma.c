// SPDX-License-Identifier: GPL-2.0
/*
 * The miniport vp_edu on QEMU's edu functions: how it binds, where its common
 * buffers lie, what it refuses, and that data moves right (edu_move.c).
 *
 * The functions have to reach 64 bits: -device edu,dma_mask=0xffffffffffffffff
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "edu_functions.h"
#include "edu_move.h"
#include "kselftest.h"
#include "wait.h"

/* So many functions move every length in less than a minute. */
#define ENOUGH_FUNCTIONS 24

static bool answers(void)
{
	bool good = true;
	EDU_INFO info;
	int i;

	for (i = 0; i < function_count; i++) {
		if (edu_query(&functions[i], &info) && (info.Id & 0xffff) == 0xed &&
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

	for (i = 0; i < function_count; i++) {
		good &= edu_query(&functions[i], &info);
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

	for (i = 0; i < function_count; i++) {
		if (!edu_query(&functions[i], &info) || !(info.Logical[EDU_WIDTHS - 1] >> 32))
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
	error = edu_request(functions[0].fd, &r, bad->code, &packet, bad->in_length, out,
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

	good &= edu_query(&functions[0], &before);
	for (i = 0; i < ARRAY_SIZE(bad_requests); i++)
		good &= refuses(&bad_requests[i]);
	return good && edu_query(&functions[0], &after) && before.Interrupts == after.Interrupts;
}

static void test_moving(void)
{
	static EDU_INFO before[EDU_MAX];
	unsigned int which;
	int i;

	every_length = function_count >= ENOUGH_FUNCTIONS || getenv("FULL");
	for (i = 0; i < function_count; i++)
		edu_query(&functions[i], &before[i]);
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
	*error = edu_request(functions[0].fd, &r, IOCTL_EDU_READ, &transfer, sizeof(transfer),
			     data, sizeof(data));
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
	return (!error || error == ENODEV) && !edu_query(&functions[0], &info) && errno == ENODEV;
}

int main(void)
{
	bool good;

	find_functions();
	choose_interrupts();
	load_by_alias();
	find_widths();
	ksft_set_plan(10);
	ksft_test_result(open_all(), "vp_edu is loaded by its alias and binds %d functions\n",
			 function_count);
	if (ksft_get_fail_cnt())
		ksft_exit_fail();
	good = answers();
	if (good && denies_messages())
		ksft_test_result_skip("no messages to interrupt by on this machine (pci=nomsi)\n");
	else
		ksft_test_result(good, "each answers, half by message and half by line\n");
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
