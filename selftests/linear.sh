#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A program draws through somebody else's miniport: the example in miniport/linear,
# built as a stranger's folder is, on QEMU's bochs-display and VGA.

. "$(dirname "$0")/lib.sh"
driver=vp_linear

# These shadow lib.sh's: the devices of this miniport.
gpus()
{
	functions_of 0x1234 0x1111
}

host_name()
{
	echo "linear$(gpus | grep -n "$1" | sed 's/:.*/ - 1/' | xargs expr)"
}

modprobe vp_linear 2>/dev/null
need_device
need_host

# draw NAME ADDRESS [OPTION...]: videoport-show; it saves what it has drawn
draw()
{
	name=$1
	address=$2
	shift 2
	start "$name" presented "$here/videoport-show" -d "$(node "$address")" -n 5 \
		-s "$work/$name.ppm" "$@"
}

# each FUNCTION [ARGUMENT...]: for each device
each()
{
	for device in $(bound_gpus); do
		"$@" "$device" || fail "on $device" || return
	done
}

mode()
{
	draw mode "$2" -m "$1" && shows "$2" "linear-$1" "$work/mode.ppm" &&
	same "width and height" "$(echo "$1" | tr x ' ')" "$(sed -n 2p "$work/mode.ppm")" &&
	stop mode
}

# A screen of one colour would compare equal, too: the card has its ramps here.
colourful()
{
	draw card "$1" && shows "$1" linear-card "$work/card.ppm" || return
	tail -c +$(($(stat -c %s "$work/card.ppm") * 2 / 5)) "$work/card.ppm" |
		head -c 30000 | od -An -v -tx1 | sort -u >"$work/seen"
	[ "$(wc -l <"$work/seen")" -gt 20 ] && stop card
}

no_such_mode()
{
	"$here/videoport-show" -d "$(node "$1")" -m 644x484 </dev/null >"$work/said" 2>&1 &&
		fail "it is set" && return 1
	grep -q 'Invalid argument' "$work/said" || fail "$(cat "$work/said")"
}

unbound_while_mapped()
{
	draw held "$1" && unbind "$1" && stop held && bind "$1" && mode 640x480 "$1"
}

# Frames are prefetchable: the miniport has all of them mapped, the program, too.
combines_writes()
{
	types=/sys/kernel/debug/x86/pat_memtype_list
	[ -r $types ] || { skip="the kernel shows no memory types"; return; }
	start=$(head -n 1 "$pci/devices/$1/resource" | cut -d ' ' -f 1)
	grep "mem $start-" $types >"$work/alone" && ! grep -v ' write-combining$' "$work/alone" &&
	draw held "$1" && grep "mem $start-" $types >"$work/both" &&
	! grep -v ' write-combining$' "$work/both" && stop held
}

# All of the above indexes what a structure ends in: [1].
no_reports()
{
	! dmesg | grep 'UBSAN.*linear'
}

begin
check "the test card at the preferred mode" each colourful
check "640x480" each mode 640x480
check "1280x720" each mode 1280x720
check "1920x1080" each mode 1920x1080
check "a mode that is not there" each no_such_mode
check "a device unbound while a program has its memory" each unbound_while_mapped
check "writes to the frames are combined" each combines_writes
check "no checker of the kernel's finds fault with the miniport" no_reports
finish
