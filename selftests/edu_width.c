// SPDX-License-Identifier: GPL-2.0
/*
 * Which widths vp_edu has on a device that does not reach all of memory, as QEMU's
 * edu with its 28 bits: those that are there move what they are given, the others
 * are refused, and the log says what would help.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "edu_functions.h"
#include "klog.h"
#include "kselftest.h"

#define LENGTH 1000

#define HELP "-device edu,dma_mask=0xffffffffffffffff"

/* 0 or an errno */
static int move(struct function *f, unsigned int code, unsigned int width, unsigned char *data)
{
	struct packet packet = { .transfer = { width, 0, LENGTH, 0 } };
	bool out = code == IOCTL_EDU_WRITE;
	struct videoport_request r;

	memcpy(packet.data, data, LENGTH);
	return edu_request(f->fd, &r, code, &packet,
			   sizeof(packet.transfer) + (out ? LENGTH : 0), data,
			   out ? 0 : LENGTH);
}

static bool same_data(const struct function *f, unsigned int width, const unsigned char *sent,
		      const unsigned char *got)
{
	if (!memcmp(sent, got, LENGTH))
		return true;
	ksft_print_msg("%s: other data by %u bits\n", f->address, width);
	return false;
}

/*
 * The device reads by the width, and writes by the narrowest; only if that was right
 * is it let write by the width.
 */
static bool moves(struct function *f, unsigned int width, unsigned char seed)
{
	unsigned char sent[LENGTH], got[LENGTH] = { 0 };

	for (int i = 0; i < LENGTH; i++)
		sent[i] = i * 7 + i / 256 + seed;
	if (move(f, IOCTL_EDU_WRITE, width, sent) || move(f, IOCTL_EDU_READ, narrowest, got) ||
	    !same_data(f, width, sent, got))
		return false;
	memset(got, 0, sizeof(got));
	return !move(f, IOCTL_EDU_READ, width, got) && same_data(f, width, sent, got);
}

static bool refuses(struct function *f, unsigned int width)
{
	unsigned char data[LENGTH] = { 0 };

	return move(f, IOCTL_EDU_WRITE, width, data) == ENOMEM &&
	       move(f, IOCTL_EDU_READ, width, data) == ENOMEM;
}

/* Functions that lack a width which this machine has memory for */
static int narrow;

static void each_width(bool *open_moves, bool *closed_refuses)
{
	EDU_INFO info;

	for (int i = 0; i < function_count; i++) {
		bool lacks = false;

		if (!edu_query(&functions[i], &info) || !info.Logical[0] != !has_width[0]) {
			*open_moves = false;
			continue;
		}
		for (int which = 0; which < EDU_WIDTHS; which++) {
			if (info.Logical[which]) {
				*open_moves &= moves(&functions[i], widths[which], i + which);
			} else {
				*closed_refuses &= refuses(&functions[i], widths[which]);
				lacks |= has_width[which];
			}
		}
		narrow += lacks;
	}
}

/* To a file of each function, while no driver has it */
static void tell_all(const char *file, const char *text)
{
	char path[128];

	for (int i = 0; i < function_count; i++) {
		snprintf(path, sizeof(path), PCI "/devices/%.15s/%.15s", edu_address[i], file);
		file_write(path, text);
	}
}

/* vp_test takes a function by its override, and vp_edu each that has none. */
static void take_from_vp_test(void)
{
	if (!access("/sys/module/vp_test", F_OK) && system("rmmod vp_test"))
		ksft_exit_fail_msg("vp_test stays loaded\n");
	tell_all("driver_override", "\n");
}

static void give_back(void)
{
	for (int i = 0; i < function_count; i++)
		close(functions[i].fd);
	if (system("rmmod vp_edu"))
		ksft_print_msg("vp_edu stays loaded\n");
	/* As it was before choose_interrupts() */
	tell_all("msi_bus", "1");
	if (system("modprobe vp_test"))
		ksft_print_msg("vp_test is not loaded\n");
}

int main(void)
{
	bool open_moves = true, closed_refuses = true;
	int log, said;

	find_functions();
	take_from_vp_test();
	choose_interrupts();
	log = klog_open();
	load_by_alias();
	find_widths();
	ksft_set_plan(3);
	if (!open_all())
		ksft_exit_fail_msg("vp_edu does not bind\n");
	said = klog_count(log, HELP);
	each_width(&open_moves, &closed_refuses);
	ksft_test_result(open_moves, "each width that is there moves what it is given\n");
	ksft_test_result(closed_refuses, "each that is not is refused\n");
	ksft_test_result(said == narrow,
			 "%d of %d functions do not reach all of memory, and the log says what helps\n",
			 narrow, function_count);
	give_back();
	ksft_finished();
}
