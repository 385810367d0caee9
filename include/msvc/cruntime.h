/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The part of C's library that Microsoft's compiler puts in by itself, so that
 * a miniport can use it with nothing to link; here the kernel has it.
 */
#ifndef VIDEOPORT_CRUNTIME_H
#define VIDEOPORT_CRUNTIME_H

#include "stddef.h"

void *memcpy(void *Destination, const void *Source, size_t Length);
void *memmove(void *Destination, const void *Source, size_t Length);
void *memset(void *Destination, int Value, size_t Length);
int memcmp(const void *Left, const void *Right, size_t Length);
size_t strlen(const char *String);
int strcmp(const char *Left, const char *Right);
char *strcpy(char *Destination, const char *Source);
char *strcat(char *Destination, const char *Source);

#endif
