#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The video BIOS: a miniport sets modes by it, on QEMU's VGA, and what is drawn is on the
# screen; by the helper of driver/int10, and by helpers that do as they should not.

. "$(dirname "$0")/lib.sh"
. "$here/int10.sh"
good=$here/videoport-int10

need_bios
need_host

# draws MODE: pixel for pixel
draws()
{
	[ -x "$good" ] || { skip="no helper was built: no libx86emu-dev"; return; }
	start card presented "$here/videoport-show" -d "$(node "$vga")" -n 5 -m "$1" \
		-s "$work/card.ppm" &&
	same "width and height" "$(echo "$1" | tr x ' ')" "$(sed -n 2p "$work/card.ppm")" &&
	shows "$vga" "vbe-$1" "$work/card.ppm" && stop card
}

# with_good SETTING COMMAND...
with_good()
{
	[ -x "$good" ] || { skip="no helper was built: no libx86emu-dev"; return; }
	helper "$good"
	binds "$1" || return
	shift
	"$@"
}

no_helper()
{
	helper /nowhere/at/all
	binds NoInterface=1 && does_not_set && does_not_set && says 1 "can't be started"
}

# Nor is one asked that listens
off()
{
	bad well
	binds NoInterface=1 && sets || return
	echo >$parameter
	same "its name" "" "$(cat $parameter)" || return
	does_not_set && same "calls" 2 "$(asked well)"
}

both_sizes()
{
	draws 1024x768 && draws 640x480
}

# Killed between two calls
started_again()
{
	draws 640x480 || return
	[ -z "$skip" ] || return 0
	before=$(pidof videoport-int10)
	# shellcheck disable=SC2086 # numbers
	kill_helpers $before
	draws 800x600 || return
	[ "$(pidof videoport-int10)" != "$before" ] || fail "nobody was started"
}

# Another is started as the kernel starts it: it does not stay.
one_listens()
{
	draws 640x480 || return
	[ -z "$skip" ] || return 0
	before=$(pidof videoport-int10)
	"$good" || fail "it fails" || return
	same "who listens" "$before" "$(pidof videoport-int10)" || return
	grep -q '^Max address space *268435456 *268435456' "/proc/$before/limits" ||
		fail "$(cat "/proc/$before/limits")"
}

# peek AT, poke AT: four bytes of the machine's first page, which Linux does not use
peek()
{
	dd bs=1 skip="$1" count=4 if=/dev/mem 2>/dev/null
}

poke()
{
	dd bs=1 seek="$1" conv=notrunc of=/dev/mem 2>/dev/null
}

# What the vector leads to answers that all is well, and is no ROM: mov ax, 0x4f; iret
no_rom()
{
	peek 64 >"$work/vector" && peek 1280 >"$work/code" || fail "/dev/mem" || return
	printf '\270\117\000\317' | poke 1280
	printf '\000\005\000\000' | poke 64
	there=$(peek 64 | od -An -tx1)$(peek 1280 | od -An -tx1)
	if [ "$there" = " 00 05 00 00 b8 4f 00 cf" ]; then
		not_followed
	else
		skip="the machine's first page can't be written"
	fi
	status=$?
	poke 64 <"$work/vector"
	poke 1280 <"$work/code"
	return $status
}

not_followed()
{
	before=$(lines "its answer is not one")
	does_not_set && same "failures" $((before + 1)) "$(lines "its answer is not one")"
}

# Of /dev/full nothing can be mapped.
says_why()
{
	[ -x "$good" ] || { skip="no helper was built: no libx86emu-dev"; return; }
	[ ! -e /dev/log ] || { skip="the machine's log is not the test's"; return; }
	syslogd -n -O "$work/syslog" &
	echo $! >"$work/syslogd.pid"
	await test -S /dev/log
	# shellcheck disable=SC2016 # the inner shell's
	unshare -m sh -c 'mount --bind /dev/full /dev/mem && exec "$0"' "$good"
	same "its status" 1 $?
	status=$?
	stop_syslogd
	[ $status = 0 ] &&
		grep "videoport-int10.*the VGA's memory: No such device" "$work/syslog" ||
		fail "$(cat "$work/syslog")"
}

# It has read all once it has what comes last.
stop_syslogd()
{
	logger "$log_mark"
	await logged_or_ended
	kill "$(cat "$work/syslogd.pid")"
	wait "$(cat "$work/syslogd.pid")"
	rm -f "$work/syslogd.pid" /dev/log
}

logged_or_ended()
{
	grep -Fq "$log_mark" "$work/syslog" || ended "$(cat "$work/syslogd.pid")"
}

# bochs-display, which has the same registers and is no VGA; and a second VGA
others()
{
	others=$(functions_of 0x1234 0x1111 | grep -v "$vga")
	[ -n "$others" ] || { skip="no other device that the miniport takes"; return; }
	own=$vga
	for vga in $others; do
		has_none
		status=$?
		! is_bound "$vga" || unbind "$vga"
		echo >"$pci/devices/$vga/driver_override"
		[ $status = 0 ] || break
	done
	vga=$own
	return $status
}

# lines WORDS: how many the log has of them, about $vga
lines()
{
	log_since | grep -F "$vga" | grep -c "$1"
}

has_none()
{
	bad well
	binds NoInterface=1 && does_not_set || fail "$vga has a BIOS" || return
	same "lines" 1 "$(lines "is not this device's")" && same "calls" 0 "$(asked well)" || return
	! binds NoInterface=0 || fail "$vga has the service" || return
	[ "$(lines 'there is no service 4 (Int10)')" != 0 ] || fail "no word of the service"
}

# fails HABIT: at once, as the helper has answered
fails()
{
	bad "$1"
	binds NoInterface=1 && does_not_set && same "calls" 1 "$(asked "$1")"
}

# succeeds_with HABIT
succeeds_with()
{
	bad "$1"
	binds NoInterface=1 || return
	sets || fail "$(cat "$work/said")" || return
	same "calls" 2 "$(asked "$1")"
}

killed()
{
	calls_and_is_killed hangs && says 1 "is given up"
}

# Nor is the helper given up for good
late()
{
	calls_and_is_killed late || return
	sets || fail "$(cat "$work/said")" || return
	same "calls" 3 "$(asked late)"
}

begin_int10
check "without a helper a call fails, and the log says so once" no_helper
check "an empty name turns it off" off
check "modes of the BIOS's list, by the Int10 interface" with_good NoInterface=0 both_sizes
check "a mode by VideoPortInt10 alone" with_good NoInterface=1 draws 800x600
check "a helper that has died is started again" with_good NoInterface=1 started_again
check "a helper stays alone, and has bounds" with_good NoInterface=1 one_listens
check "a vector to what is no ROM is not followed" with_good NoInterface=1 no_rom
check "the system's log says why a helper can't start" says_why
check "real-mode memory has bounds" with_good Bounds=1 draws 640x480
check "a device whose ROM is not in memory has no BIOS" others
check "an answer with another buffer is a failure" fails rubbish
check "an answer that is too short is a failure" fails shorter
check "an answer that comes twice is one" succeeds_with twice
check "answers for other calls are nobody's" succeeds_with other
check "only root answers" succeeds_with nobody
check "a program that is killed does not wait for a helper that hangs" killed
check "an answer that comes late is nobody's" late
check "no checker of the kernel's finds fault" no_traces
finish
