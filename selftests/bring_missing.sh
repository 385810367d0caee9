#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What "make MINIPORT=" says where a folder can't be built as it is.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/bring.sh"

missing_names()
{
	miniport 'extern VOID NTAPI KeBugCheck(ULONG);
		KSPIN_LOCK Lock;' '    KeStallExecutionProcessor(1);
		VideoPortDoDma(a, b);
		return MY_OWN;' </dev/null
	lists "vp_device.ko can't be built: 4 names are missing" \
		"KeStallExecutionProcessor: $work/folder/device.c:6" \
		"call VideoPortStallExecution" "VideoPortDoDma: $work/folder/device.c:7" \
		"KSPIN_LOCK: $work/folder/device.c:3" "MY_OWN: $work/folder/device.c:8"
}

# What the list says of names that it knows something about, each advice once
advice()
{
	miniport '
	DWORD One; RECT Two; int Three = FILE_READ_ACCESS;' '    Later(1); VideoPortFooBar();
		VideoPortGetMdl(); KeBugCheck(1); KeBugCheckEx(1); try { } finally { }' </dev/null
	printf 'int Later(int x)\n{\n\treturn x;\n}\n' | file later.c
	lists "DWORD: $work/folder/device.c:3" "the DDK's: include windef.h" \
		"Later: $work/folder/device.c:6" \
		"no such function in the DDK: check the spelling" \
		"structured exceptions are not here: check what you touch before" &&
	grep -Fq "defined in $work/folder/later.c:1, but not declared before" "$work/said" &&
	grep -Fq "of the DDK's video port, but not implemented here" "$work/said" &&
	[ "$(grep -c 'of Windows. kernel, which' "$work/said")" = 1 ] &&
	[ "$(grep -c 'include windef.h' "$work/said")" = 1 ]
}

# What fails for want of something else is not listed itself.
causes()
{
	echo 'MY_TYPE Later(MY_TYPE x);' | file all.h
	printf '#include "all.h"\nMY_TYPE Later(MY_TYPE x)\n{\n\treturn x;\n}\n' | file later.c
	miniport '
	#include "all.h"
	__my_annotation VOID NTAPI One(PVOID What);
	_My_sized_(16) VOID Two(PVOID What);' '    Later(1); Further();' </dev/null
	printf 'int Further(void);\n' | file further.h
	printf '#include "further.h"\nint Further(void) { return 1; }\n' | file further.c
	lists "vp_device.ko can't be built: 4 names are missing" \
		"MY_TYPE: $work/folder/all.h:1, $work/folder/later.c:2" \
		"__my_annotation: $work/folder/device.c:4" "_My_sized_: $work/folder/device.c:5" \
		"Further: $work/folder/device.c:8" \
		"declared in $work/folder/further.h:1, which is not included before it is used" &&
	! grep -q "^Errors" "$work/said"
}

undefined_names()
{
	miniport 'extern VOID NTAPI RtlZeroMemory(PVOID, ULONG);' \
		'    RtlZeroMemory(a, 4);' </dev/null
	lists "vp_device.ko can't be built: 1 name is missing" \
		"RtlZeroMemory: $work/folder/device.c:2, $work/folder/device.c:5" \
		"call VideoPortZeroMemory, or memset"
}

ddk_names()
{
	miniport </dev/null
	echo 'ULONG One; VP_STATUS Two; VIDEO_MODE Three; Z Four;' | file device.c
	lists "vp_device.ko can't be built: 4 names are missing" \
		"ULONG: $work/folder/device.c:1" "the DDK's: include miniport.h" \
		"VP_STATUS: $work/folder/device.c:1" "the DDK's: include video.h" \
		"VIDEO_MODE: $work/folder/device.c:1" "the DDK's: include ntddvdeo.h" \
		"Z: $work/folder/device.c:1"
}

missing_header()
{
	printf '#include <%s>\n' NtDDK.h | miniport '' '    KeDelayExecutionThread();'
	lists "vp_device.ko can't be built: 2 names are missing" \
		"NtDDK.h: $work/folder/device.c:1" \
		"KeDelayExecutionThread: $work/folder/device.c:6" || return 1
	printf '#include <%s>\n' StdIO.h | miniport && builds &&
	grep -Fq "device.c:1: StdIO.h is not here, and was not needed" "$work/said"
}

# What other drivers of a card call a miniport by: there are none.
child_interfaces()
{
	printf '#include <%s>\n' i2cgpio.h | miniport '' '    I2CControl Control;
		I2CINTERFACE *One; PGPIOINTERFACE Two; Control.Flags = I2C_FLAGS_START;'
	lists "vp_device.ko can't be built: 5 names are missing" \
		"i2cgpio.h: $work/folder/device.c:1" "I2CControl: $work/folder/device.c:6" \
		"I2CINTERFACE: $work/folder/device.c:7" "PGPIOINTERFACE: $work/folder/device.c:7" \
		"I2C_FLAGS_START: $work/folder/device.c:7" &&
	grep -Fq "for a monitor's I2C call VideoPortDDCMonitorHelper" "$work/said" &&
	[ "$(grep -c "of i2cgpio.h: no driver of a card's child" "$work/said")" = 1 ] || return 1
	printf '#include <%s>\n' i2cgpio.h | miniport && builds &&
	grep -Fq "device.c:1: i2cgpio.h is not here, and was not needed" "$work/said"
}

# What only Microsoft's compiler takes
other_compiler()
{
	miniport '#include "ports.inc"
	int Guarded(int x)
	{
		__try { x = 1 / x; } __except (1) { x = 0; }
		return x;
	}
	void Assembled(void)
	{
		__asm { cli }
	}' '    __debugbreak();' </dev/null
	lists "vp_device.ko can't be built: 4 names are missing" \
		"ports.inc: $work/folder/device.c:2" "__try: $work/folder/device.c:5" \
		"structured exceptions are not here: check what you touch before" \
		"_asm: $work/folder/device.c:10" \
		"inline assembly of another compiler: write it in C" \
		"__debugbreak: $work/folder/device.c:14" || return 1
	miniport '#import "x.tlb"' </dev/null
	lists "x.tlb: $work/folder/device.c:2"
}

# A macro of ours is no place that anyone can look at.
failed_macro()
{
	miniport 'C_ASSERT(sizeof(long) == 8);' </dev/null
	lists "$work/folder/device.c:2: the assertion (C_ASSERT) does not hold here" || return 1
	miniport 'int Broken = BROKEN;' </dev/null
	printf '%s\n' 'SOURCES=device.c' 'C_DEFINES=-DBROKEN=1+' | file sources
	lists "$work/folder/device.c:2: expected expression before ';' token"
}

# The linker knows the copies only.
defined_twice()
{
	miniport </dev/null
	printf 'int Before;\nvoid Twice(void) { }\n' | file 'a b.c'
	cp "$work/folder/a b.c" "$work/folder/z.C"
	lists "$work/folder/z.C:2: Twice is also defined in $work/folder/a b.c:2"
}

no_entry()
{
	inf
	echo '#include "video.h"' | file device.c
	lists "DriverEntry"
}

other_errors()
{
	miniport '' '    float x = 1.5f; x *= *(int *)a; if (x > 2) return' </dev/null
	! bring "$work/folder" && grep -q "device.c:[0-9]*: " "$work/said" || return 1
	miniport 'struct { ULONG Length; VOID * POINTER_32 Buffer; } X;' </dev/null
	lists "$work/folder/device.c:2: a pointer of 32 bits, which are not here: declare it ULONG"
}

warnings()
{
	miniport 'static int unused(void) { return 1; }' \
		'    ULONG *x = b; USHORT *y = x;' </dev/null
	rm -rf "$out"
	builds && ! grep -q unused "$work/said" && rm -rf "$out" &&
	builds --warnings 1 && grep -q "device.c:2: .*unused" "$work/said"
}

find_tree
begin_bring

check "bring: undeclared names are listed with places and advice" missing_names
check "bring: the list says what is known of a name, and each advice once" advice
check "bring: the list blames the cause, and not what fails for want of it" causes
check "bring: names that nobody implements are listed with places and advice" undefined_names
check "bring: an interface that other drivers of a card ask for is not here" child_interfaces
check "bring: names of the DDK are listed with the header that has them" ddk_names
check "bring: a missing header is listed, and is no error if nothing needs it" missing_header
check "bring: what only Microsoft's compiler takes is listed" other_compiler
check "bring: a macro that fails is told where it is used" failed_macro
check "bring: what two files define is told with both" defined_twice
check "bring: a folder without DriverEntry is told so" no_entry
check "bring: other errors are told with file and line" other_errors
check "bring: warnings are quiet unless asked for" warnings

finish
