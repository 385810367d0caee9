/* SPDX-License-Identifier: GPL-2.0 */
/* vp_test's fake device, which does as it is told, and what it was called with */
#ifndef _SELFTESTS_FAKE_RING_H
#define _SELFTESTS_FAKE_RING_H

#include <sys/types.h>

/* Tell the device; 0 or an errno. */
int device(const char *command);
int knob(const char *name, unsigned int value);

/* A number that reading "device" tells, as in held("queued") */
int held(const char *name);

/* What the port driver has called, and how many calls of a name with @part there are */
const char *read_log(void);
int logged(const char *name, const char *part);

/* Who hears of a time-out hears it before the reset: wait for what that brings. */
void await_logged(const char *name, const char *part, int count);

/*
 * Another process tells the device, so often, while this one sleeps in a call. Its
 * exit status is that of device().
 */
pid_t when_asleep(const char *command, unsigned int times);

int events(int fd);

/* Room for rings, in bytes */
unsigned long long room(int fd);

#endif
