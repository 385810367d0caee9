#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What videoport_kms shows stands on the device's own screen, pixel for pixel: the
# console and a program's picture. And a device that goes or sleeps, and a module that is
# unloaded, while a program flips.

. "$(dirname "$0")/lib.sh"
need_device
need_host
find "/lib/modules/$(uname -r)" -name "videoport_kms.ko*" 2>/dev/null | grep -q . ||
	skip_all "videoport_kms is not in /lib/modules: a kernel without DRM has none"

loaded_before=
[ ! -e /sys/module/videoport_kms ] || loaded_before=yes

# The card and the frame buffer of the device, if they are there
card()
{
	for card in "$pci/devices/$gpu"/drm/card*; do
		[ ! -e "$card" ] || export KMS_CARD="/dev/dri/${card##*/}"
	done
	for fb in "$pci/devices/$gpu"/graphics/fb*; do
		[ ! -e "$fb" ] || export KMS_FB="/dev/${fb##*/}"
	done
}

ready()
{
	[ -e /sys/module/$driver ] || modprobe $driver
	[ -e "$pci/devices/$gpu" ] || echo 1 >"$pci/rescan"
	is_bound "$gpu" || bind "$gpu" || return
	modprobe videoport_kms || return
	card
	[ -e "${KMS_CARD:-}" ] || fail "$gpu has no /dev/dri/card"
}

# What the console has is on the screen, when the copy of it has been made.
console_is_shown()
{
	"$here/kms_loop" console "$work/console.ppm" || return
	seen=$(screen_sum "$gpu" kms-console) && [ "$seen" = "$(sum "$work/console.ppm")" ]
}

console()
{
	ready || return
	[ -e "${KMS_FB:-}" ] || { skip="this kernel has no frame buffer device for it"; return; }
	"$here/kms_loop" console || fail "the console can't be had on $KMS_FB" || return
	# No cursor that blinks meanwhile
	printf '\033[2J\033[H\033[?25l' >/dev/tty1
	seq 1 "$1" >/dev/tty1
	printf '\033[33;44mthe quick \033[1mbrown fox\033[0m\n' >/dev/tty1
	await console_is_shown
}

# The characters by their font, whatever the console has drawn
console_by_font()
{
	console 3 || return
	[ -z "$skip" ] || return 0
	"$here/console_text" "$work/text.ppm" && shows "$gpu" kms-text "$work/text.ppm"
}

show()
{
	ready || return
	start show presented "$here/kms_loop" show "$1" "$work/show.ppm"
}

show_is_shown()
{
	seen=$(screen_sum "$gpu" kms-show) && [ "$seen" = "$(sum "$work/show.ppm")" ]
}

# vgem MODE [PITCH]: the same in a buffer of another driver's
vgem()
{
	ready || return
	modprobe -q vgem || { skip="no module vgem"; return; }
	start show presented "$here/kms_loop" vgem "$1" "$work/show.ppm" ${2:+"$2"} &&
		await show_is_shown && stop show
}

# Damage goes out when it can: nobody waits for it.
picture()
{
	show "$1" && await show_is_shown && stop show
}

console_after_a_program()
{
	picture 1024x768 && console 3
}

flip()
{
	ready || return
	start flip presenting "$here/kms_loop" flip
}

# The events of all flips have come, and what is drawn is nowhere.
expected_of_the_gone="flip=ENODEV
touch=ok
dirty=ENODEV
events=0
unmap=ok
close=ok"

flip_saw_it_go()
{
	stop flip &&
	same "a program's calls" "$expected_of_the_gone" "$(echo "$said" | grep '=')"
}

unbind_while_flipping()
{
	for _ in 1 2 3 4 5; do
		flip && unbind "$gpu" && flip_saw_it_go || return
	done
	picture 1024x768
}

remove_while_flipping()
{
	flip && echo 1 >"$pci/devices/$gpu/remove" && flip_saw_it_go || return
	echo 1 >"$pci/rescan"
	await test -e "$pci/devices/$gpu"
	picture 1024x768
}

rmmod_while_flipping()
{
	flip && rmmod $driver && flip_saw_it_go || return
	picture 1024x768
}

rmmod_with_a_card_open()
{
	flip || return
	! rmmod videoport_kms 2>/dev/null || fail "videoport_kms could be unloaded" || return
	kill_program flip
	rmmod videoport_kms && picture 1024x768
}

# Who has the console's memory has it yet, and what is written there is nowhere.
unbind_under_the_console()
{
	ready || return
	[ -e "${KMS_FB:-}" ] || { skip="this kernel has no frame buffer device for it"; return; }
	exec 7<>"$KMS_FB"
	unbind "$gpu" || return
	head -c 100000 /dev/zero >&7 2>/dev/null
	exec 7>&-
	console 5
}

ring_after_us()
{
	ready || return
	"$here/videoport-show" -d "$(node "$gpu")" -m 640x480 -n 1 </dev/null >/dev/null 2>&1 &&
		{ fail "a ring could present while the console has the screen"; return; }
	rmmod videoport_kms || return
	start ring presented "$here/videoport-show" -d "$(node "$gpu")" -m 640x480 -n 5 \
		-s "$work/ring.ppm" && shows "$gpu" kms-ring "$work/ring.ppm" && stop ring
}

can_suspend()
{
	grep -q deep /sys/power/mem_sleep 2>/dev/null
}

sleep_and_wake()
{
	echo deep >/sys/power/mem_sleep || return
	host wakeup 0 || { skip="no host to end it (selftests/vm/vm --suspend)"; return 1; }
	echo mem >/sys/power/state
}

picture_over_suspend()
{
	can_suspend || { skip="no suspend to RAM"; return; }
	show 1024x768 && await show_is_shown || return
	sleep_and_wake || { [ -n "$skip" ]; return; }
	await show_is_shown && stop show
}

more_frames_than()
{
	[ "$(counter "$gpu" frames)" -gt "$1" ]
}

suspend_while_flipping()
{
	can_suspend || { skip="no suspend to RAM"; return; }
	flip || return
	for _ in 1 2 3; do
		sleep_and_wake || { [ -n "$skip" ]; return; }
		await more_frames_than "$(counter "$gpu" frames)"
	done
	unbind "$gpu" && flip_saw_it_go && picture 1024x768
}

# Many times, as what is left of one may hurt the next
load_and_unload()
{
	ready || return
	for _ in 1 2 3 4 5 6 7 8; do
		rmmod videoport_kms && modprobe videoport_kms || return
	done
	console 2
}

begin
check "the console's text is on the screen" console 3
check "the console's text is what its font says" console_by_font
check "the console's text, scrolled" console 200
check "a picture drawn in bands, 640x480" picture 640x480
check "a picture in vgem's memory, which the device reads" vgem 1024x768
check "a picture in vgem's memory with lines too long for it, which is copied" vgem 640x480 65600
check "1920x1080" picture 1920x1080
check "1400x1050, lines of no round length" picture 1400x1050
check "the console is back after a program" console_after_a_program
check "unbind while a program flips" unbind_while_flipping
check "remove and rescan while a program flips" remove_while_flipping
check "the miniport unloaded while a program flips" rmmod_while_flipping
check "an open card pins videoport_kms" rmmod_with_a_card_open
check "unbind while the console's frame buffer is open" unbind_under_the_console
check "the picture outlives suspend to RAM" picture_over_suspend
check "a program flips on over suspend to RAM" suspend_while_flipping
check "load and unload, many times" load_and_unload
check "a ring has the screen when videoport_kms is gone" ring_after_us
is_bound "$gpu" || bind "$gpu"
[ -z "$loaded_before" ] || modprobe videoport_kms
[ -n "$loaded_before" ] || [ ! -e /sys/module/videoport_kms ] || rmmod videoport_kms
finish
