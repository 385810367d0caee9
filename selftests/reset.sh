#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A function that is reset, or has PCI errors, while programs present to it. QEMU gives
# both only to one behind a port.

. "$(dirname "$0")/lib.sh"
need_device
need_host

# bound_gpus that are behind a port
behind_ports()
{
	for address in $(bound_gpus); do
		case $(realpath "$pci/devices/$address/..") in
		*/pci????:??) ;;
		*) echo "$address" ;;
		esac
	done
}

gpu=$(behind_ports | head -n 1)
[ -n "$gpu" ] || skip_all "no device of $driver is behind a port"

mark()
{
	mark="videoport-selftest: $$ $number"
	echo "$mark" >/dev/kmsg
}

logged()
{
	dmesg | sed "1,/$mark/d" | grep "$1"
}

function_reset()
{
	[ -w "$pci/devices/$gpu/reset" ] || { skip="the function has no reset"; return; }
	echo 1 >"$pci/devices/$gpu/reset"
}

# pci_error NAME: one that QEMU knows, and its repair
pci_error()
{
	[ -e "$pci/devices/$gpu/aer_dev_fatal" ] || { skip="no error reporting here"; return; }
	request='"human-monitor-command", "arguments": {"command-line":'
	host qmp "{\"execute\": $request \"pcie_aer_inject_error $(host_name "$gpu") $1\"}}" &&
		await logged "device recovery" && logged "device recovery successful"
}

fatal_error()
{
	pci_error MALF_TLP
}

other_error()
{
	pci_error COMP_ABORT
}

# The watchdog has nothing to do with it.
picture_over()
{
	mark
	start show presented "$here/videoport-show" -d "$(node "$gpu")" -m 640x480 -n 5 \
		-s "$work/show.ppm" && shows "$gpu" "reset-$number" "$work/show.ppm" || return
	"$1" || return
	[ -z "$skip" ] || return 0
	shows "$gpu" "reset-$number-after" "$work/show.ppm" && stop show &&
		! logged "does not answer"
}

more_frames_than()
{
	[ "$(counter "$gpu" frames)" -gt "$1" ]
}

presenting_over()
{
	mark
	start loop presenting "$here/present_loop" "$(node "$gpu")" 2 || return
	for _ in 1 2 3; do
		"$1" || return
		[ -z "$skip" ] || return 0
		mark
		frames=$(counter "$gpu" frames)
		await more_frames_than "$frames"
	done
	! logged "does not answer"
}

begin
check "the picture outlives a function-level reset" picture_over function_reset
check "a program presents on over a function-level reset" presenting_over function_reset
check "the picture outlives a fatal PCI error" picture_over fatal_error
check "a program presents on over fatal PCI errors" presenting_over fatal_error
check "the picture outlives another PCI error" picture_over other_error
finish
