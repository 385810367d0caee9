/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where a program begins and ends what counter.c counts: an instruction of one's own that
 * does nothing. It is the longest of the no-operations that x86 defines, with an address
 * in it that no compiler and no assembler has a reason to write, they fill with 0. So it
 * costs one instruction, and no processor stops or leaves the guest for it, as it would
 * for CPUID or a port.
 */
#ifndef _BENCH_MARK_H
#define _BENCH_MARK_H

/* The first four bytes: nopl with a displacement of 32 bits, and what is in that */
#define MARK_NOP	0x0f, 0x1f, 0x84, 0x00
#define MARK_BEGIN	'v', 'p', 'b', '['
#define MARK_END	'v', 'p', 'b', ']'
#define MARK_SIZE	8

#define MARK_TEXT(...)	MARK_STRING(__VA_ARGS__)
#define MARK_STRING(...) #__VA_ARGS__

/* The next section, numbered from 1, begins. */
static inline void mark_begin(void)
{
#ifdef __x86_64__
	__asm__ volatile(".byte " MARK_TEXT(MARK_NOP) ", " MARK_TEXT(MARK_BEGIN) ::: "memory");
#endif
}

static inline void mark_end(void)
{
#ifdef __x86_64__
	__asm__ volatile(".byte " MARK_TEXT(MARK_NOP) ", " MARK_TEXT(MARK_END) ::: "memory");
#endif
}

#endif
