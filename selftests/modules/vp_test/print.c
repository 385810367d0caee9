// SPDX-License-Identifier: GPL-2.0
/*
 * Debug prints by Windows' rules. Each line is looked for in the kernel log,
 * whole.
 */
#include <linux/slab.h>

#include "vp_test.h"

struct unicode_string {
	USHORT Length;		/* bytes, without a terminator */
	USHORT MaximumLength;
	PWSTR Buffer;
};

#define print(level, ...) VideoPortDebugPrint(level, "vpt " __VA_ARGS__)

static void numbers(struct vpt_ext *t)
{
	/* In Linux an l means 64 bits, and these would not be negative. */
	print(Error, "long %ld %d.\n", -1, -2);
	logs(t, 3, "vpt long -1 -2.");
	print(Error, "ulong %lu %lx %08lX.\n", 0xfffffffeU, 0xabcdU, 0xabcdU);
	logs(t, 3, "vpt ulong 4294967294 abcd 0000ABCD.");
	print(Error, "I64 %I64x %I64d %I64u.\n", 0x123456789abcdefULL, -5LL,
	      0x8000000000000000ULL);
	logs(t, 3, "vpt I64 123456789abcdef -5 9223372036854775808.");
	print(Error, "mixed %lu %I64x %c %5d|%-5d|%%.\n", 1U, 2ULL, 'c', 42, 42);
	logs(t, 3, "vpt mixed 1 2 c    42|42   |%%.");
	print(Warn, "sizes %hx %hd %I32d %llx %Iu.\n", 0x12345678, 0x1ffff,
	      -2, 0x123456789ULL, 0x123456789ULL);
	logs(t, 4, "vpt sizes 5678 -1 -2 123456789 4886718345.");
}

/* As they stand, and without an argument, so that the next one has its own */
static void as_they_stand(struct vpt_ext *t)
{
	print(Warn, "unknown %y %5n %Z %d.\n", 7);
	logs(t, 4, "vpt unknown %%y %%5n %%Z 7.");
	print(Warn, "percent %d%", 7);
	logs(t, 4, "vpt percent 7%%");
}

static void strings(struct vpt_ext *t)
{
	WCHAR not_terminated[] = L"countedXXX";
	struct unicode_string counted = { 14, 20, not_terminated };

	print(Warn, "s %s %.3s|%5s|%-5s|.\n", "narrow", "cut off", "r", "l");
	logs(t, 4, "vpt s narrow cut|    r|l    |.");
	print(Warn, "ws %ws and %s.\n", L"wide", "after");
	logs(t, 4, "vpt ws wide and after.");
	print(Warn, "S %S.\n", L"other width");
	logs(t, 4, "vpt S other width.");
	print(Warn, "wZ %wZ|%lu.\n", &counted, 3U);
	logs(t, 4, "vpt wZ counted|3.");
}

/* A module parameter decides; miniport_life.sh sets it. */
static void levels(struct vpt_ext *t)
{
	print(Error, "an error.\n");
	logs(t, 3, "vpt an error.");
	print(Warn, "a warning.\n");
	logs(t, 4, "vpt a warning.");
	print(Trace, "a trace.\n");
	print(Info, "an info.\n");
}

static void many_lines(struct vpt_ext *t)
{
	int i;

	for (i = 0; i < 300; i++)
		print(i % 2 ? Error : Warn, "flood %d.\n", i);
}

static void in_dpc(struct vpt_ext *t, void *arg)
{
	print(Error, "at IRQL %d.\n", VideoPortGetCurrentIrql());
}

static BOOLEAN synchronized(PVOID context)
{
	in_dpc(context, NULL);
	return TRUE;
}

static void raised(struct vpt_ext *t)
{
	vpt_run_in_dpc(t, in_dpc, NULL);
	logs(t, 3, "vpt at IRQL 2.");
	VideoPortSynchronizeExecution(t, VpHighPriority, synchronized, t);
	logs(t, 3, "vpt at IRQL 3.");
}

static void bad_strings(struct vpt_ext *t)
{
	struct unicode_string empty = {};

	print(Error, "null %s %ws %wZ %wZ.\n", NULL, NULL, NULL, &empty);
	logs(t, 3, "vpt null (null) (null) (null) (null)");
}

/* Cut to a line's length */
static void long_strings(struct vpt_ext *t)
{
	static WCHAR wide[1500];
	char *narrow = kmalloc(ARRAY_SIZE(wide), GFP_KERNEL);
	ULONG i;

	if (!expect(t, narrow))
		return;
	for (i = 0; i < ARRAY_SIZE(wide) - 1; i++) {
		wide[i] = 'w';
		narrow[i] = 'n';
	}
	wide[i] = 0;
	narrow[i] = 0;
	print(Warn, "narrow %s after\n", narrow);
	logs(t, 4, "vpt narrow nnnnnnnn");
	print(Warn, "wide %ws after\n", wide);
	logs(t, 4, "vpt wide wwwwwwww");
	kfree(narrow);
}

static void log_error(struct vpt_ext *t)
{
	VIDEO_REQUEST_PACKET packet = { .IoControlCode = 0xabcd };

	VideoPortLogError(t, NULL, ERROR_NOT_ENOUGH_MEMORY, 4711);
	logs(t, 3, "8&4711");
	VideoPortLogError(t, &packet, ERROR_BUSY, 4712);
	logs(t, 3, "170&4712&0xabcd");
}

const struct vpt_case vpt_print[] = {
	{ "print: numbers", numbers },
	{ "print: unknown conversions", as_they_stand },
	{ "print: strings", strings },
	{ "print: levels", levels },
	{ "print: flood", many_lines, .unlisted = true },
	{ "print: at raised IRQL", raised },
	{ "print: null strings", bad_strings },
	{ "print: strings longer than a line", long_strings },
	{ "print: VideoPortLogError", log_error },
	{ }
};
