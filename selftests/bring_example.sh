#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The example folder, which has what published miniports have: what "make MINIPORT="
# makes of it.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/bring.sh"

sums()
{
	(cd "$1" && find . -type f -exec cksum {} + | sort)
}

example_builds()
{
	rm -rf "$out"
	sums "$example" >"$work/before"
	module=linear
	bring "$example" "$@" && sums "$example" | cmp "$work/before" - &&
	[ -e "$out/vp_linear.ko" ] && [ "$(info license)" = GPL ] &&
	info alias | grep -Fq 'pci:v00001234d00001111sv*sd*' &&
	info depends | grep -qw videoport &&
	! grep -q "warning:" "$work/said" && grep -q "insmod .*/vp_linear.ko" "$work/said"
	status=$?
	module=
	return $status
}

checked_build()
{
	example_builds --dbg 1 && grep -aq 'linear: mode %lu' "$out/vp_linear.ko"
}

# seen HABIT...: each pattern occurs in the example
seen()
{
	cat "$example"/*.[cChH] "$example"/*/*.h >"$work/text"
	for habit in "$@"; do
		LC_ALL=C grep -aqE -e "$habit" "$work/text" && continue
		echo "not in the example: $habit"
		return 1
	done
}

every_habit()
{
	seen '\b_In_\b' '\b__in\b' '_bytes_\(' '__in_bcount\(' '__checkReturn' \
		'_Must_inspect_result_' '_Success_\(' '_IRQL_requires_max_' 'pragma alloc_text' \
		'pragma code_seg' 'pragma warning' 'CODE_SEG\("PAGE"\)' 'PAGED_CODE\(\)' '\bIN\b' \
		'\bOUT\b' '\bOPTIONAL\b' 'if defined\(ALLOC_PRAGMA\)' \
		'VideoDebugPrint\(\(' 'L"' '\(__int64\)' 'unsigned __int64' \
		'DECLSPEC_' '__declspec\(' '__stdcall' '__inline' '__forceinline' 'UNALIGNED' \
		'C_ASSERT' 'FIELD_OFFSET' 'ARRAYSIZE' 'RTL_NUMBER_OF' '\bmin\(' \
		'ASSERT\(ext' "'[a-zA-Z]{4}'" 'pragma pack\(push' \
		DUMMYUNIONNAME '"Video\.h"' '<Miniport\.h>' '"DDERROR\.H"' '<ntddvdeo\.H>' \
		'include "inc\\' 'unsigned long' "$(printf '\251')" "$(printf '\r')" &&
	[ -e "$example/sources" ] && [ -e "$example/linear.rc" ]
}

find_tree
begin_bring

check "bring: the example becomes a module, and no file of it is changed" example_builds
check "bring: DBG=1 makes the example speak" checked_build
check "bring: the example has every habit" every_habit

finish
