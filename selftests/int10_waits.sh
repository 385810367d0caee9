#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# How long a call of the video BIOS waits for a helper that does not answer. Where time is
# what the guest's instructions take, waiting costs none of the host's.

. "$(dirname "$0")/lib.sh"
. "$here/int10.sh"
limit=30	# seconds, of driver/port/hardware/int10.c
overdue=10	# of driver/port/gate.h

grep -q 'selftests.icount' /proc/cmdline || skip_all "needs a machine whose time is exact: row time"
need_bios

# lasts LEAST MOST COMMAND...: seconds
lasts()
{
	least=$1
	most=$2
	shift 2
	begun=$(date +%s)
	"$@" || return
	took=$(($(date +%s) - begun))
	[ $took -ge "$least" ] && [ $took -le "$most" ] || fail "it took $took s"
}

# Then it is not asked for each of a list of modes.
is_silent()
{
	bad "$1"
	binds NoInterface=1 && lasts $limit $((limit + 2)) does_not_set &&
	lasts 0 1 does_not_set && same "calls" "$2" "$(asked "$1")"
}

asked_again()
{
	is_silent hangs 1 || return
	bad well
	lasts 0 1 does_not_set && same "calls" 0 "$(asked well)" || return
	unbind "$vga" && bind "$vga" || return
	sets || fail "$(cat "$work/said")"
}

never_listens()
{
	helper /bin/true
	binds NoInterface=1 && lasts $limit $((limit + 2)) does_not_set
}

killed()
{
	calls_and_is_killed hangs && took=$(($(date +%s) - at)) && [ $took -le 1 ] ||
		fail "it took $took s"
}

# Who removes the device waits until the call is overdue, as for any other.
removed()
{
	bad hangs
	binds NoInterface=1 || return
	"$here/videoport-show" -d "$(node "$vga")" -m 640x480 -n 1 </dev/null >"$work/said" 2>&1 &
	echo $! >"$work/left.pid"
	is_asked hangs "$(cat "$work/left.pid")" || return
	lasts $((overdue - 1)) $((overdue + 2)) unbind "$vga"
	status=$?
	await ended "$(cat "$work/left.pid")"
	rm "$work/left.pid"
	return $status
}

begin_int10
check "a helper that hangs has its time, once" is_silent hangs 1
check "and so one that dies" is_silent dies 1
check "one that never listens" never_listens
check "it is asked again when the device is bound anew" asked_again
check "a program that is killed does not wait for one that hangs" killed
check "a device that goes does not wait for one that hangs" removed
finish
