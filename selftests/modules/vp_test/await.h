/* SPDX-License-Identifier: GPL-2.0 */
/* Waiting for what others do. By itself, as it takes Linux' headers that cases do without. */
#ifndef VPT_AWAIT_H
#define VPT_AWAIT_H

#include <linux/delay.h>
#include <linux/sched/signal.h>

/* For a thread that, once it runs, sleeps nowhere but where it is to be seen asleep */
static inline bool vpt_asleep(struct task_struct *task)
{
	return !task_is_running(task);
}

/*
 * Sleep until it is so, for as long as it takes: only a hang lasts, and its end is
 * up to who runs the tests. False if that one kills the program.
 */
#define vpt_await(cond) \
({ \
	while (!(cond) && !fatal_signal_pending(current)) \
		usleep_range(100, 1000); \
	!!(cond); \
})

#endif
