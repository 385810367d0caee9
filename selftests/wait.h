/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Time and waits. A wait has no limit: whoever runs the tests has one. What must not
 * last longer than so long is looked at where time is exact, and nowhere else.
 */
#ifndef _SELFTESTS_WAIT_H
#define _SELFTESTS_WAIT_H

#include <stdbool.h>
#include <sys/types.h>
#include <unistd.h>

#define TIME_IS_NOT_EXACT "time is not exact here (selftests/vm/vm --icount)"

/* Wait until it is so, and look the less often the longer that takes. */
#define await(condition) \
	do { \
		unsigned int pause = 250; \
		while (!(condition)) { \
			usleep(pause); \
			pause += pause < 50000 ? pause : 0; \
		} \
	} while (0)

/* Whether time goes by with instructions and timers alone, whatever the host does */
bool time_is_exact(void);

/* ms of CLOCK_MONOTONIC */
long long now_ms(void);

/* Wait until the process sleeps in a system call, or has ended. */
void await_asleep(pid_t pid);

/* Whether a child has ended; its status is kept */
bool has_ended(pid_t child);

/* Wait for a child's end; its status */
int ended(pid_t child);

#endif
