// SPDX-License-Identifier: GPL-2.0
/*
 * Random data of every length moves to the device and back, through adapters of 24,
 * 32 and 64 bits.
 *
 * A transfer takes the device 0.1 s, so many functions share the lengths. With
 * few of them only a sample is moved, unless FULL=1 is in the environment.
 */
#include <pthread.h>
#include <string.h>

#include "edu_functions.h"
#include "edu_move.h"
#include "kselftest.h"

#define SAMPLE_STEP 97

#define JOBS (EDU_TRANSFER_MAX * EDU_WIDTHS)

static unsigned int next_job;
unsigned int wrong;
bool every_length;
static bool moved[EDU_TRANSFER_MAX + 1][EDU_WIDTHS];	/* both ways */

static unsigned int random_below(struct function *f, unsigned int limit)
{
	f->random = f->random * 1664525 + 1013904223;
	return (f->random >> 8) % limit;
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
	error = edu_request(f->fd, &r, IOCTL_EDU_WRITE, &packet,
			    sizeof(packet.transfer) + length, NULL, 0);
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
	error = edu_request(f->fd, &r, IOCTL_EDU_READ, &transfer, sizeof(transfer), data,
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

bool counts_are_right(EDU_INFO *before)
{
	bool good = true;
	EDU_INFO after;
	int i;

	for (i = 0; i < function_count; i++) {
		good &= edu_query(&functions[i], &after);
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

void move_all(void)
{
	pthread_t thread[EDU_MAX];
	int i;

	for (i = 0; i < function_count; i++) {
		if (pthread_create(&thread[i], NULL, work, &functions[i]))
			ksft_exit_fail_msg("no thread\n");
	}
	for (i = 0; i < function_count; i++)
		pthread_join(thread[i], NULL);
}

unsigned int lengths_moved(unsigned int which)
{
	unsigned int length, lengths = 0;

	for (length = 1; length <= EDU_TRANSFER_MAX; length++)
		lengths += moved[length][which];
	return lengths;
}
