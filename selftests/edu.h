/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The test miniport vp_test on QEMU's edu functions: load, bind, and talk to
 * its Linux side in debugfs.
 */
#ifndef _SELFTESTS_EDU_H
#define _SELFTESTS_EDU_H

#include <stddef.h>

#define EDU_MAX 64

/* Addresses of the edu functions, in order; an empty one ends them. */
extern char edu_address[EDU_MAX + 1][16];

/* Fill edu_address; how many there are */
int edu_find(void);

/* Load vp_test and bind what there is. NULL, or why that can't be done here. */
const char *edu_setup(void);

/* These return 0 or an errno. */
int edu_bind(const char *address);
int edu_unbind(const char *address);
int edu_rebind(const char *address);

/* Write to, read from a file of the first device in debugfs; 0 or an errno. */
int edu_write(const char *file, const char *format, ...);
int edu_read(const char *file, char *text, size_t size);

/* 0 or an errno, for any file */
int file_write(const char *path, const char *text);
int file_read(const char *path, char *text, size_t size);

/* The device file of a function that a driver has, or NULL */
const char *device_node(const char *driver, const char *address);

/* That of an edu function, of the first one */
const char *edu_node_of(const char *address);
const char *edu_node(void);

#endif
