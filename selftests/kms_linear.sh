#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Any DRM program's picture through somebody else's miniport that has no ring: the example
# in miniport/linear, on QEMU's bochs-display and VGA. What the screen shows is compared
# pixel for pixel; modes of fewer bits show what is left of the picture.

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
find "/lib/modules/$(uname -r)" -name "videoport_kms.ko*" 2>/dev/null | grep -q . ||
	skip_all "videoport_kms is not in /lib/modules: a kernel without DRM has none"
loaded_before=
[ ! -e /sys/module/videoport_kms ] || loaded_before=yes

# ready DEVICE: it has a card and a frame buffer
ready()
{
	[ -e /sys/module/$driver ] || modprobe $driver
	is_bound "$1" || bind "$1" || return
	modprobe videoport_kms || return
	for card in "$pci/devices/$1"/drm/card*; do
		export KMS_CARD="/dev/dri/${card##*/}"
	done
	for fb in "$pci/devices/$1"/graphics/fb*; do
		export KMS_FB="/dev/${fb##*/}"
	done
	[ -e "$KMS_CARD" ] || fail "$1 has no /dev/dri/card"
}

# each FUNCTION [ARGUMENT...]: for each device
each()
{
	for device in $(gpus); do
		ready "$device" && "$@" "$device" || fail "on $device" || return
	done
}

# What is about the card's driver, whichever device it is
on_one()
{
	device=$(gpus | head -n 1)
	ready "$device" && "$@" "$device" || fail "on $device"
}

vga()
{
	for device in $(gpus); do
		read -r class <"$pci/devices/$device/class"
		[ "$class" != 0x030000 ] || echo "$device"
	done
}

# show SIZE: kms_loop draws, some of it as damage, and saves what it has drawn
show()
{
	start show presented "$here/kms_loop" show "$1" "$work/show.ppm"
}

picture()
{
	show "$1" && shows "$2" "kms-linear-$1" "$work/show.ppm" && stop show
}

# Drawn in another driver's buffer
vgem()
{
	modprobe -q vgem || { skip="no module vgem"; return; }
	start show presented "$here/kms_loop" vgem "$1" "$work/show.ppm" &&
	shows "$2" "kms-linear-vgem" "$work/show.ppm" && stop show
}

# What is about a card, whatever it shows
shared()
{
	"$here/kms_prime" >"$work/prime" 2>&1 || fail "$(cat "$work/prime")"
}

# fewer "RED GREEN BLUE..." SIZE DEVICE
fewer()
{
	# shellcheck disable=SC2086 # words
	show "$2" && "$here/fewer-bits" $1 <"$work/show.ppm" >"$work/fewer.ppm" &&
	shows "$3" "kms-linear-$2" "$work/fewer.ppm" && stop show
}

on_vga()
{
	device=$(vga)
	[ "$device" ] || { skip="there is no VGA"; return; }
	ready "$device" && fewer "$@" "$device"
}

# 848x480 has a palette; another has none, and no numbers can be shown there.
own_colors()
{
	device=$(vga)
	[ "$device" ] || { skip="there is no VGA"; return; }
	ready "$device" || return
	! "$here/kms_loop" colors 640x480 "$work/colors.ppm" </dev/null >"$work/said" 2>&1 ||
		fail "a mode without a palette shows its numbers" || return
	start colors presented "$here/kms_loop" colors 848x480 "$work/show.ppm" &&
	shows "$device" kms-linear-colors "$work/show.ppm" || return
	echo >"$work/colors.in"
	await grep -q '^drawn$' "$work/colors.out"
	shows "$device" kms-linear-colors "$work/show.ppm" && stop colors &&
	fewer "3 3 2 palette" 848x480 "$device"
}

since()
{
	[ "$(printf '%s\n' "$1" "$(uname -r)" | sort -V | head -n 1)" = "$1" ]
}

# QEMU 7.2 makes eight bits of five by zeroes, QEMU 10 by the first ones again.
fifteen_bits()
{
	since 6.3 || { skip="Linux before 6.3 has no conversion to XRGB1555"; return; }
	device=$(vga)
	[ "$device" ] || { skip="there is no VGA"; return; }
	ready "$device" && show 720x576 && seen=$(screen_sum "$device" kms-linear-720x576) || return
	for how in shifted filled; do
		"$here/fewer-bits" 5 5 5 $how <"$work/show.ppm" >"$work/fewer.ppm" || return
		[ "$seen" != "$(sum "$work/fewer.ppm")" ] || break
	done
	same "the screen (kms-linear-720x576.ppm)" "$(sum "$work/fewer.ppm")" "$seen" && stop show
}

# One of 32 and one of 16 bits: the former is listed, and that once.
modes_once()
{
	modes=$(cat "$pci/devices/$1"/drm/card*/card*-*/modes) &&
	same "modes of 640x480" 1 "$(echo "$modes" | grep -c '^640x480$')" &&
	same "modes of 720x480" 1 "$(echo "$modes" | grep -c '^720x480$')"
}

console_is_shown()
{
	"$here/kms_loop" console "$work/console.ppm" || return
	seen=$(screen_sum "$1" kms-linear-console) &&
	[ "$seen" = "$(sum "$work/console.ppm")" ]
}

# The console's memory, whoever draws there
console()
{
	[ -e "$KMS_FB" ] || { skip="this kernel has no frame buffer device for it"; return; }
	# One without a console is off until it is asked for.
	echo 0 >"/sys/class/graphics/${KMS_FB##*/}/blank"
	seq 1000 60000 | head -c 200000 >"$KMS_FB" && await console_is_shown "$1"
}

# The characters by their font, whatever the console has drawn
console_by_font()
{
	[ -e "$KMS_FB" ] || { skip="this kernel has no frame buffer device for it"; return; }
	"$here/kms_loop" console || fail "the console can't be had on $KMS_FB" || return
	echo 0 >"/sys/class/graphics/${KMS_FB##*/}/blank"
	printf '\033[2J\033[H\033[?25lthe quick \033[33;44mbrown \033[1mfox\033[0m\n' >/dev/tty1
	await console_is_shown "$1" && "$here/console_text" "$work/text.ppm" &&
	shows "$1" kms-linear-text "$work/text.ppm"
}

# refuse DEVICE NAME VALUE: the miniport does, until it is 0
refuse()
{
	for byte in 0 8 16 24; do
		# shellcheck disable=SC2059 # a byte by its octal number
		printf "\\$(printf %o $(($3 >> byte & 255)))"
	done >"$pci/devices/$1/videoport_registry/$2"
}

refused()
{
	! "$here/kms_loop" show "$1" "$work/refused.ppm" </dev/null >"$work/said" 2>&1 ||
		fail "it is shown"
}

show_is_shown()
{
	seen=$(screen_sum "$1" kms-linear-refused) && [ "$seen" = "$(sum "$work/show.ppm")" ]
}

# It says so, and what was there before is there again.
mode_refused()
{
	console "$1" && refuse "$1" RefusedWidth 1280 || return
	refused 1280x720 && await console_is_shown "$1" &&
	start show presented "$here/kms_loop" show 1024x768 "$work/show.ppm" 1280x720 &&
	await show_is_shown "$1" && stop show
	ret=$?
	refuse "$1" RefusedWidth 0
	[ $ret = 0 ] && picture 1280x720 "$1"
}

# IOCTL_VIDEO_MAP_VIDEO_MEMORY: there is a mode then, and nothing to draw in.
halfway()
{
	refuse "$1" RefusedRequest $((0x230458)) && refused 1280x720
	ret=$?
	refuse "$1" RefusedRequest 0
	[ $ret = 0 ] && picture 1280x720 "$1"
}

show_memory()
{
	"$here/videoport-show" -d "$(node "$1")" -m 800x600 -n 1 </dev/null
}

is_busy()
{
	! "$@" >"$work/said" 2>&1 || fail "$* has the screen, too" || return
	grep -q 'resource busy' "$work/said" || fail "$(cat "$work/said")"
}

program_is_refused()
{
	show 640x480 && is_busy show_memory "$1" && shows "$1" kms-linear-busy "$work/show.ppm" &&
	stop show
}

# The console gives the screen up when it is blank, and has it again by itself.
program_has_the_screen()
{
	[ -e "$KMS_FB" ] || { skip="this kernel has no frame buffer device for it"; return; }
	console "$1" && echo 4 >"/sys/class/graphics/${KMS_FB##*/}/blank" || return
	start memory presented "$here/videoport-show" -d "$(node "$1")" -m 800x600 -n 1 \
		-s "$work/memory.ppm" || return
	refused 640x480 &&
	shows "$1" kms-linear-memory "$work/memory.ppm" && stop memory &&
	await console_is_shown "$1"
}

flip()
{
	start flip presenting "$here/kms_loop" flip
}

expected_of_the_gone="flip=ENODEV
dirty=ENODEV
events=0
unmap=ok
close=ok"

# What was drawn in is the kernel's memory, and stays.
flip_saw_it_go()
{
	stop flip && same "a program's calls" "$expected_of_the_gone" \
		"$(echo "$said" | grep '=' | grep -v touch)"
}

unbind_while_flipping()
{
	for _ in 1 2 3; do
		ready "$1" && flip && unbind "$1" && flip_saw_it_go || return
	done
	ready "$1" && picture 1024x768 "$1"
}

rmmod_while_flipping()
{
	flip && rmmod $driver && flip_saw_it_go && ready "$1" && picture 1024x768 "$1"
}

unbind_under_the_console()
{
	[ -e "$KMS_FB" ] || { skip="this kernel has no frame buffer device for it"; return; }
	exec 7<>"$KMS_FB"
	unbind "$1" || return
	head -c 100000 /dev/zero >&7 2>/dev/null
	exec 7>&-
	ready "$1" && console "$1"
}

can_suspend()
{
	grep -q deep /sys/power/mem_sleep 2>/dev/null
}

sleep_and_wake()
{
	echo deep >/sys/power/mem_sleep || return
	host wakeup 0 && echo mem >/sys/power/state
}

# The device forgets mode and memory; the picture is drawn nowhere else meanwhile.
picture_over_suspend()
{
	can_suspend || { skip="no suspend to RAM"; return; }
	show 1024x768 && sleep_and_wake && shows "$1" kms-linear-awake "$work/show.ppm" &&
	stop show
}

flip_over_suspend()
{
	can_suspend || { skip="no suspend to RAM"; return; }
	flip && sleep_and_wake && sleep_and_wake && unbind "$1" && flip_saw_it_go &&
	ready "$1" && picture 1024x768 "$1"
}

picture_over_reset()
{
	show 1024x768 && echo 1 >"$pci/devices/$1/reset" &&
	shows "$1" kms-linear-reset "$work/show.ppm" && stop show
}

resets()
{
	able=
	for device in $(gpus); do
		[ ! -e "$pci/devices/$device/reset" ] || able="$able $device"
	done
	[ "$able" ] || { skip="no device can be reset alone"; return; }
	for device in $able; do
		ready "$device" && picture_over_reset "$device" || fail "on $device" || return
	done
}

light()
{
	light=$(echo "$pci/devices/$1"/drm/card*/card*-*/card*-*/max_brightness)
	light=${light%/*}
	[ -e "$light" ]
}

has_no_light()
{
	! light "$1" || fail "a light that the miniport does not know of"
}

# Its levels are 10, 30, 50, 80 and 100, told in no order, and it takes no other.
light_of_the_screen()
{
	[ -e /sys/class/backlight ] || { skip="this kernel has no backlights"; return; }
	light "$1" || fail "the screen has no light" || return
	same "its scale" 4 "$(cat "$light/max_brightness")" &&
	same "as the miniport has it at first" 2 "$(cat "$light/brightness")" || return
	for step in 4 0 3 1 2; do
		echo $step >"$light/brightness" &&
		same "brightness" $step "$(cat "$light/actual_brightness")" || return
	done
	# IOCTL_VIDEO_QUERY_SUPPORTED_BRIGHTNESS
	refuse "$1" RefusedRequest $((0x230494)) &&
	unbind "$1" && ready "$1" && has_no_light "$1"
	ret=$?
	refuse "$1" RefusedRequest 0
	[ $ret = 0 ] && unbind "$1" && ready "$1" && light "$1"
}

load_and_unload()
{
	for _ in 1 2 3 4; do
		rmmod videoport_kms && modprobe videoport_kms || return
	done
	ready "$1" && console "$1" && rmmod videoport_kms &&
	start memory presented "$here/videoport-show" -d "$(node "$1")" -m 800x600 -n 1 \
		-s "$work/memory.ppm" &&
	shows "$1" kms-linear-memory "$work/memory.ppm" && stop memory
}

begin
check "the console's memory is on the screen" each console
check "the console's text is what its font says" each console_by_font
check "640x480, drawn in bands" each picture 640x480
check "1920x1080" each picture 1920x1080
check "a picture in another driver's memory" each vgem 1024x768
check "buffers of other drivers, and ours for them" each shared
check "a mode of 16 bits" each fewer "5 6 5" 720x480
check "a mode of 15 bits" fifteen_bits
check "a mode of 24 bits" on_vga "8 8 8" 960x540
check "a mode of 8 bits, with a palette" on_vga "3 3 2 palette" 848x480
check "a mode of 8 bits, in a program's own colours" own_colors
check "of modes of a size the one with the best pixels is listed" each modes_once
check "a mode that the miniport refuses" on_one mode_refused
check "a miniport that fails halfway" on_one halfway
check "a program can't have the screen that DRM has" on_one program_is_refused
check "DRM can't have the screen that a program has" on_one program_has_the_screen
check "the light behind the screen" on_one light_of_the_screen
check "unbind while a program flips" on_one unbind_while_flipping
check "the miniport unloaded while a program flips" on_one rmmod_while_flipping
check "unbind while the console's frame buffer is open" on_one unbind_under_the_console
check "the picture outlives suspend to RAM" each picture_over_suspend
check "a program flips on over suspend to RAM" each flip_over_suspend
check "the picture outlives a reset of the device" resets
check "load and unload, and a program has the memory again" each load_and_unload
for device in $(gpus); do
	is_bound "$device" || bind "$device"
done
[ -z "$loaded_before" ] || modprobe videoport_kms
[ -n "$loaded_before" ] || [ ! -e /sys/module/videoport_kms ] || rmmod videoport_kms
finish
