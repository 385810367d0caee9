# SPDX-License-Identifier: GPL-2.0
# What the scripts here share; they source it. TAP, devices, pictures.

# shellcheck disable=SC2034 # for the scripts
here=$(cd "$(dirname "$0")" && pwd)
driver=vp_virtio_gpu
pci=/sys/bus/pci

number=0
failed=0

skip_all()
{
	echo "TAP version 13"
	echo "1..0 # SKIP $*"
	exit 4
}

# What the kernel's log has from mark_log on is log_since's.
mark_log()
{
	log_mark="videoport-selftest: ${0##*/} $$"
	echo "$log_mark" >/dev/kmsg
}

log_since()
{
	dmesg | sed "1,/$log_mark/d"
}

# no_traces: of the kernel's checkers, since mark_log
no_traces()
{
	dmesg | grep -Fq "$log_mark" || fail "the log has lost this test's beginning" || return
	! log_since | grep -e 'WARNING:' -e 'Call Trace' -e 'UBSAN'
}

# begin: as many tests as this script's text has calls of check
begin()
{
	work=$(mktemp -d) || skip_all "no folder for temporary files"
	trap 'kill_all; rm -rf "$work"' EXIT
	trap 'exit 1' HUP INT TERM
	echo "TAP version 13"
	echo "1..$(grep -c '^check ' "$0")"
}

# check "what is promised" FUNCTION [ARGUMENT...]
# The function says what is wrong and fails, or sets $skip to a reason.
check()
{
	promise=$1
	shift
	number=$((number + 1))
	skip=
	if "$@" >"$work/log" 2>&1; then
		echo "ok $number $promise${skip:+ # SKIP $skip}"
	else
		echo "not ok $number $promise"
		sed 's/^/# /' "$work/log"
		failed=1
	fi
	kill_all
	rm -rf "${work:?}"/*
}

finish()
{
	exit $failed
}

fail()
{
	echo "$*"
	return 1
}

# same WHAT EXPECTED SEEN
same()
{
	[ "$2" = "$3" ] || fail "$1: expected $2, got ${3:-nothing}"
}

# await COMMAND...: until it succeeds. There is no limit but that of whoever runs the
# tests: a machine may be as slow as it is.
await()
{
	until "$@"; do
		sleep 0.05
	done
}

# Devices

# functions_of VENDOR DEVICE: addresses
functions_of()
{
	for function in "$pci"/devices/*; do
		read -r vendor <"$function/vendor" && read -r device <"$function/device" &&
		[ "$vendor $device" = "$1 $2" ] && echo "${function##*/}"
	done 2>/dev/null
}

gpus()
{
	functions_of 0x1af4 0x1050
}

is_bound()
{
	[ -e "$pci/drivers/$driver/$1" ]
}

bound_gpus()
{
	for address in $(gpus); do
		is_bound "$address" && echo "$address"
	done
}

# The host's name of a device: it has made them in the order of their addresses.
host_name()
{
	echo "gpu$(gpus | grep -n "$1" | sed 's/:.*/ - 1/' | xargs expr)"
}

bind()
{
	if [ -e "$pci/devices/$1/driver" ]; then
		echo "$1" >"$pci/devices/$1/driver/unbind"
	fi
	echo $driver >"$pci/devices/$1/driver_override"
	echo "$1" >"$pci/drivers_probe" 2>/dev/null
	is_bound "$1" || fail "$1 does not bind to $driver"
}

unbind()
{
	echo "$1" >"$pci/drivers/$driver/unbind"
}

# The device file of a function
node()
{
	for class in "$pci/devices/$1"/videoport/*; do
		[ -e "$class" ] && echo "/dev/${class##*/}" && return
	done
	fail "no device file of $1"
}

counter()
{
	sed -n "s/^$2[: ]*//p" "/sys/kernel/debug/videoport/$1/counters"
}

need_device()
{
	[ "$(id -u)" = 0 ] || skip_all "needs root"
	gpu=$(bound_gpus | head -n 1)
	[ -n "$gpu" ] || skip_all "no device is bound to $driver: driver/takeover take"
}

need_host()
{
	command -v host >/dev/null || skip_all "no host to ask for what the screen shows"
}

# Programs in the background

# alive PID: a zombie is not
alive()
{
	case $(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null) in
	'' | Z*) return 1 ;;
	esac
}

ended()
{
	! alive "$1"
}

# start NAME WORD PROGRAM...: until it says WORD; its input stays open until stop
start()
{
	program=$1
	word=$2
	shift 2
	mkfifo "$work/$program.in"
	: >"$work/$program.out"
	sleep 100000 >"$work/$program.in" &
	echo $! >"$work/$program.holder"
	"$@" <"$work/$program.in" >>"$work/$program.out" 2>&1 &
	echo $! >"$work/$program.pid"
	await said_or_ended "$word" && grep -q "^$word\$" "$work/$program.out" && return
	cat "$work/$program.out"
	fail "$program has ended and did not say '$word'"
}

said_or_ended()
{
	grep -q "^$1\$" "$work/$program.out" || ended "$(cat "$work/$program.pid")"
}

end_input()
{
	kill "$(cat "$work/$1.holder")" 2>/dev/null
}

# succeeds NAME: it ends by itself, with status 0; $said is what it has said
succeeds()
{
	wait "$(cat "$work/$1.pid")"
	status=$?
	said=$(cat "$work/$1.out")
	kill_program "$1"
	[ $status -eq 0 ] || fail "$said" || fail "$1 ended with status $status"
}

stop()
{
	end_input "$1"
	succeeds "$1"
}

kill_program()
{
	end_input "$1"
	kill -9 "$(cat "$work/$1.pid")" 2>/dev/null
	wait "$(cat "$work/$1.pid")" "$(cat "$work/$1.holder")" 2>/dev/null
	rm -f "$work/$1.pid" "$work/$1.holder" "$work/$1.in" "$work/$1.out"
}

kill_all()
{
	for left in "$work"/*.pid; do
		[ ! -e "$left" ] || kill_program "$(basename "$left" .pid)"
	done
}

# Pictures

sum()
{
	sha256sum <"$1" | cut -d ' ' -f 1
}

# screen_sum ADDRESS NAME: the sum of what the screen shows; the host keeps NAME.ppm
screen_sum()
{
	answer=$(host screendump "$2" "$(host_name "$1")") || { echo "$answer"; return 1; }
	echo "${answer#ok }"
}

# shows ADDRESS NAME FILE: the screen equals the PPM file, pixel for pixel
shows()
{
	seen=$(screen_sum "$1" "$2") || fail "$seen" || return
	same "the screen ($2.ppm)" "$(sum "$3")" "$seen"
}
