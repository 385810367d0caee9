/* SPDX-License-Identifier: GPL-2.0 */
/* What else of C's string.h there is to link with: the kernel's. */
#ifndef _INC_STRING
#define _INC_STRING

#include "cruntime.h"

int strncmp(const char *Left, const char *Right, size_t Length);
char *strncpy(char *Destination, const char *Source, size_t Length);
char *strncat(char *Destination, const char *Source, size_t Length);
char *strchr(const char *String, int Character);
char *strrchr(const char *String, int Character);
char *strstr(const char *String, const char *Part);
char *strpbrk(const char *String, const char *Characters);
size_t strspn(const char *String, const char *Characters);
size_t strcspn(const char *String, const char *Characters);
size_t strnlen(const char *String, size_t Length);
void *memchr(const void *Memory, int Value, size_t Length);

#endif
