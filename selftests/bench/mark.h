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

/* Little-endian: 0f 1f 84 00, and "vpb[" or "vpb]" */
#define MARK_NOP	0x00841f0f
#define MARK_BEGIN	0x5b627076
#define MARK_END	0x5d627076

/* The next section, numbered from 1, begins. */
static inline void mark_begin(void)
{
#ifdef __x86_64__
	__asm__ volatile(".long %c0, %c1" :: "i" (MARK_NOP), "i" (MARK_BEGIN) : "memory");
#endif
}

static inline void mark_end(void)
{
#ifdef __x86_64__
	__asm__ volatile(".long %c0, %c1" :: "i" (MARK_NOP), "i" (MARK_END) : "memory");
#endif
}

#endif
