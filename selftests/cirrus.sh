#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A miniport as they were in the nineties: VGA's ports and memory, every depth of pixels, a
# palette, a pointer whose image is put together in a common buffer. It is miniport/cirrus,
# built as a stranger's folder without an INF and with its vendor's kit elsewhere, on QEMU's
# cirrus-vga; and a machine with two cards of VGA.

. "$(dirname "$0")/lib.sh"
driver=vp_cirrus

# These shadow lib.sh's: the devices of this miniport.
gpus()
{
	functions_of 0x1013 0x00b8
}

host_name()
{
	echo cirrus0
}

[ "$(uname -m)" = x86_64 ] || skip_all "no ports by their numbers on this machine"
mark_log
modprobe vp_cirrus 2>/dev/null
need_device
need_host
cirrus=$gpu
debug=/sys/kernel/debug/videoport/$cirrus

# draw MODE: it stays until stop_drawing
draw()
{
	start depths presented "$here/depths" "$(node "$cirrus")" "$1" "$work/depths.ppm" &&
	exec 7>"$work/depths.in"
}

stop_drawing()
{
	exec 7>&-
	stop depths
}

drawn_or_ended()
{
	[ "$(grep -c '^drawn$' "$work/depths.out")" = "$1" ] || ended "$(cat "$work/depths.pid")"
}

# wish NUMBER WORD...: as depths has it; the NUMBERth of its wishes
wish()
{
	count=$1
	shift
	echo "$*" >&7
	await drawn_or_ended "$count"
	[ "$(grep -c '^drawn$' "$work/depths.out")" = "$count" ] || fail "$(cat "$work/depths.out")"
}

# QEMU 7.2 fills 16 bits of a pixel up where there is no pointer, and else does not.
on_screen()
{
	seen=$(screen_sum "$cirrus" "cirrus-$1") || fail "$seen" || return
	[ -e "$work/depths.ppm.zeroes" ] && [ "$seen" = "$(sum "$work/depths.ppm.zeroes")" ] ||
		same "the screen (cirrus-$1.ppm)" "$(sum "$work/depths.ppm")" "$seen"
}

picture()
{
	draw "$1" && on_screen "$1" && stop_drawing
}

palette()
{
	draw 640x480x8 && wish 1 colors && on_screen colors && stop_drawing
}

# pointer MODE: over the picture, over its edges, and away
pointer()
{
	draw "$1" && wish 1 pointer && on_screen "pointer-$1" &&
	wish 2 move 3 5 && on_screen "pointer-moved-$1" &&
	wish 3 move 1001 750 && on_screen "pointer-edge-$1" &&
	wish 4 hide && on_screen "pointer-gone-$1" && stop_drawing
}

lines_of()
{
	tail -n +2 "$debug/$1" | wc -l
}

# The four steps, and three and four again, and one and two
four_steps()
{
	draw 640x480x8 && wish 1 pointer &&
	same "common buffers" 1 "$(lines_of buffers)" &&
	same "adapter objects" 1 "$(lines_of adapters)" && stop_drawing &&
	same "common buffers after a reset" 0 "$(lines_of buffers)" &&
	same "adapter objects after a reset" 0 "$(lines_of adapters)" &&
	draw 640x480x24 && wish 1 pointer && on_screen again && stop_drawing
}

window()
{
	draw 320x200x8 && on_screen window && stop_drawing
}

# Its own mapping of the window, which the program gets at an address of its own
window_twice()
{
	draw 320x200x8 && wish 1 ranges && on_screen ranges && stop_drawing
}

# SIGBUS, and not the next owner's memory
window_goes()
{
	draw 320x200x8 && wish 1 draw && on_screen drawn && unbind "$cirrus" || return
	echo draw >&7
	await drawn_or_ended 2
	! alive "$(cat "$work/depths.pid")" || fail "it draws on" || return
	wait "$(cat "$work/depths.pid")"
	same "how who draws there has ended" 135 $? || return
	kill_program depths
	exec 7>&-
	bind "$cirrus" && picture 320x200x8
}

since_has()
{
	log_since | grep -Fq "$*" || fail "not in the log: $*"
}

# The first is on the same bus, the last behind a bridge.
other_vgas()
{
	functions_of 0x1234 0x1111
}

# is_refused DRIVER FUNCTION: it does not bind
is_refused()
{
	! (driver=$1 && bind "$2") || fail "$2 is bound to $1, too"
}

# Each has a miniport that wants VGA's ranges: who comes second is refused, at once.
second_card()
{
	vga=$(other_vgas | head -n 1)
	[ "$vga" ] || { skip="needs another VGA"; return; }
	modprobe vp_legacy || { skip="needs the miniport legacy"; return; }
	in_turn
	ret=$?
	kill_all
	one_card && return $ret
}

in_turn()
{
	is_refused vp_legacy "$vga" && since_has "VGA's ranges are $cirrus's, whose miniport" &&
	picture 640x480x8 || return
	unbind "$cirrus"
	(driver=vp_legacy && bind "$vga") && is_refused $driver "$cirrus" &&
	since_has "VGA's ranges are $vga's, whose miniport" || return
	! log_since | grep -Fq "not within one of the device's ranges"
}

# As before the other one's miniport was there
one_card()
{
	echo >"$pci/devices/$vga/driver_override"
	rmmod vp_legacy && bind "$cirrus" && picture 640x480x8
}

# A program may keep them for another card as long as it wants. The arbiter lets both have
# them that had them at boot: so it has to be one behind a bridge.
held_by_a_program()
{
	vga=$(other_vgas | tail -n 1)
	[ "$vga" ] || { skip="needs another VGA"; return; }
	[ -e /dev/vga_arbiter ] || { skip="this kernel has no /dev/vga_arbiter"; return; }
	# Who has VGA's ranges would hold up the lock, and this shell.
	[ ! -e /sys/module/vp_legacy ] || fail "vp_legacy could not be unloaded" || return
	unbind "$cirrus" && ! is_bound "$cirrus" || fail "$cirrus can't be unbound" || return
	exec 8<>/dev/vga_arbiter
	printf 'target PCI:%s' "$vga" >&8 && printf 'lock io+mem' >&8 &&
	is_refused $driver "$cirrus" &&
	since_has "VGA's ranges are another card's, whose driver or program in /dev/vga_arbiter"
	ret=$?
	exec 8>&-
	bind "$cirrus" && picture 640x480x8 && return $ret
}

# kms SIZE [BITS...]: DRM's picture, as the miniport's best mode of that size has it
kms()
{
	find "/lib/modules/$(uname -r)" -name "videoport_kms.ko*" 2>/dev/null | grep -q . ||
		{ skip="videoport_kms is not in /lib/modules"; return; }
	size=$1
	shift
	modprobe videoport_kms || return
	for card in "$pci/devices/$cirrus"/drm/card*; do
		export KMS_CARD="/dev/dri/${card##*/}"
	done
	start show presented "$here/kms_loop" show "$size" "$work/show.ppm" &&
	"$here/fewer-bits" "$@" <"$work/show.ppm" >"$work/depths.ppm" &&
	on_screen "kms-$size" && stop show
	ret=$?
	kill_all
	rmmod videoport_kms && return $ret
}

begin
check "8 bits a pixel, and a palette" picture 640x480x8
check "16 bits a pixel" picture 640x480x16
check "24 bits a pixel" picture 640x480x24
check "32 bits a pixel" picture 640x480x32
check "the largest mode of 8 bits" picture 1024x768x8
check "the largest mode of 24 bits" picture 1024x768x24
check "other colours of the palette" palette
check "a pointer of the device's, over 8 bits" pointer 1024x768x8
check "a pointer of the device's, over 24 bits" pointer 640x480x24
check "a pointer over 16 bits" pointer 640x480x16
check "a pointer over 32 bits" pointer 640x480x32
check "its image is in a common buffer: the four steps, twice" four_steps
check "VGA's memory at A0000, in a program" window
check "the miniport's own mapping of it, in a program" window_twice
check "VGA's memory leaves a program with the device" window_goes
check "two cards of VGA: the second one's miniport is refused by name" second_card
check "VGA's ranges that a program keeps are not waited for without end" held_by_a_program
check "DRM draws: 32 bits a pixel" kms 640x480 8 8 8
check "DRM draws: 16 bits a pixel" kms 800x600 5 6 5
check "DRM draws: 24 bits a pixel" kms 1024x768 8 8 8
finish
