# SPDX-License-Identifier: GPL-2.0
# Sourced after lib.sh by what tests VideoPortInt10, by the miniport in miniport/vbe.

driver=vp_vbe
bad_helpers=
parameter=/sys/module/videoport/parameters/int10_helper

# These shadow lib.sh's: the card that the firmware has started, which QEMU calls so.
gpus()
{
	functions_of 0x1234 0x1111 | while read -r function; do
		[ "$(cat "$pci/devices/$function/boot_vga" 2>/dev/null)" != 1 ] || echo "$function"
	done
}

host_name()
{
	echo linear0
}

need_bios()
{
	[ "$(uname -m)" = x86_64 ] || skip_all "no video BIOS on this machine"
	trap leave EXIT
	trap 'exit 1' HUP INT TERM
	modprobe vp_vbe 2>/dev/null
	vga=$(gpus | head -n 1)
	[ -n "$vga" ] && [ -d "$pci/drivers/$driver" ] || skip_all "needs a VGA that the firmware has started, and $driver"
	helper_before=$(cat $parameter)
	bad_helpers=$(mktemp -d) || skip_all "no folder for temporary files"
	mark_log
}

# begin, and all is as it was however this ends
begin_int10()
{
	begin
	trap 'kill_all; leave; rm -rf "$work"' EXIT
}

# helper PATH
helper()
{
	stop_helpers
	echo "$1" >$parameter
}

# bad NAME: a helper that does so
bad()
{
	stop_helpers
	ln -sf "$here/int10_bad" "$bad_helpers/$1"
	rm -f "$bad_helpers/$1".*
	helper "$bad_helpers/$1"
}

# The kernel has started them
stop_helpers()
{
	for left in "$bad_helpers"/*.pid; do
		# shellcheck disable=SC2046 # numbers
		[ ! -e "$left" ] || kill_helpers $(cat "$left")
		rm -f "$left"
	done
	# shellcheck disable=SC2046 # numbers
	kill_helpers $(pidof videoport-int10)
}

# kill_helpers PID...: where a number is another program's by now, it lives.
kill_helpers()
{
	for process; do
		case $(readlink "/proc/$process/exe") in
		*/int10_bad* | */videoport-int10*)
			kill -9 "$process" 2>/dev/null
			await ended "$process"
			;;
		esac
	done
}

# asked NAME: how many calls that helper was asked for
asked()
{
	cat "$bad_helpers/$1.asked" 2>/dev/null | grep -c .
}

# is_asked NAME PID: until that helper is, by a program
is_asked()
{
	await asked_or_ended "$1" "$2"
	[ -e "$bad_helpers/$1.asked" ] || fail "nobody asks: $(cat "$work/said")"
}

asked_or_ended()
{
	[ -e "$bad_helpers/$1.asked" ] || ended "$2"
}

# binds SETTING...: the miniport, loaded with these, to the VGA
binds()
{
	rmmod vp_vbe 2>/dev/null
	# It would keep its old settings.
	[ ! -e /sys/module/vp_vbe ] || fail "vp_vbe can't be unloaded" || return
	modprobe vp_vbe "registry=$1" && bind "$vga"
}

# sets: a program sets a mode, which takes two calls
sets()
{
	"$here/videoport-show" -d "$(node "$vga")" -m 640x480 -n 1 </dev/null >"$work/said" 2>&1
}

does_not_set()
{
	! sets || fail "a mode is set" || return
	grep -q 'Inappropriate ioctl' "$work/said" || fail "$(cat "$work/said")"
}

# calls_and_is_killed HABIT: while the helper does not answer; $at is when
calls_and_is_killed()
{
	bad "$1"
	binds NoInterface=1 || return
	"$here/videoport-show" -d "$(node "$vga")" -m 640x480 -n 1 </dev/null >"$work/said" 2>&1 &
	echo $! >"$work/killed.pid"
	is_asked "$1" "$(cat "$work/killed.pid")" || return
	# shellcheck disable=SC2034 # for int10_waits.sh
	at=$(date +%s)
	kill -9 "$(cat "$work/killed.pid")"
	await ended "$(cat "$work/killed.pid")"
	rm "$work/killed.pid"
}

# says TIMES WORDS: how often the log has that reason
says()
{
	same "lines of '$2'" "$1" "$(log_since | grep -c "VideoPortInt10: .*$2")"
}

# What there is of it as it was
leave()
{
	if [ -n "$bad_helpers" ]; then
		stop_helpers
		echo "$helper_before" >$parameter
		rm -rf "$bad_helpers"
	fi
	if [ -n "$vga" ]; then
		! is_bound "$vga" || unbind "$vga"
		echo >"$pci/devices/$vga/driver_override"
	fi
	rmmod vp_vbe 2>/dev/null
}
