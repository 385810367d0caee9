/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's log, from a moment on. */
#ifndef _SELFTESTS_KLOG_H
#define _SELFTESTS_KLOG_H

/* A file descriptor that reads what is logged from now on, or -1 with errno */
int klog_open(void);

/* Lines with these words since the log was opened or counted */
int klog_count(int log, const char *words);

#endif
