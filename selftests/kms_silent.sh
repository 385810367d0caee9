#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# videoport_kms on a device that does as it is told: one that does not answer, and one
# whose monitor changes.

. "$(dirname "$0")/lib.sh"
need_host
[ "$(id -u)" = 0 ] || skip_all "needs root"
# QEMU gives it the number of a disk; the first is the one that does as it is told.
gpu=$(functions_of 0x1af4 0x1042 | head -n 1)
[ -n "$gpu" ] && host device held >/dev/null ||
	skip_all "no device that does as it is told (selftests/vm/vm --test-device)"
find "/lib/modules/$(uname -r)" -name "videoport_kms.ko*" 2>/dev/null | grep -q . ||
	skip_all "videoport_kms is not in /lib/modules: a kernel without DRM has none"
bound_before=
! is_bound "$gpu" || bound_before=yes
loaded_before=
[ ! -e /sys/module/videoport_kms ] || loaded_before=yes

ready()
{
	host device default >/dev/null
	is_bound "$gpu" || bind "$gpu" || return
	modprobe videoport_kms || return
	for card in "$pci/devices/$gpu"/drm/card*; do
		export KMS_CARD="/dev/dri/${card##*/}"
	done
	[ -e "$KMS_CARD" ] || fail "$gpu has no card"
}

flip()
{
	ready || return
	start flip presenting "$here/kms_loop" flip
}

is_held()
{
	[ "$(host device held)" != "ok 0" ]
}

resets()
{
	answer=$(host device resets)
	echo "${answer#ok }"
}

more_resets_than()
{
	[ "$(resets)" -gt "$1" ]
}

more_frames_than()
{
	[ "$(counter "$gpu" frames)" -gt "$1" ]
}

# The events of all flips have come.
flip_saw_it_go()
{
	stop flip && same "events to come" "events=0" "$(echo "$said" | grep events=)"
}

flips_over_a_reset()
{
	flip || return
	before=$(resets)
	host device hold && await more_resets_than "$before" && host device default || return
	await more_frames_than "$(counter "$gpu" frames)"
	unbind "$gpu" && flip_saw_it_go
}

unbind_a_silent_device()
{
	flip && host device hold && await is_held || return
	unbind "$gpu" && flip_saw_it_go
}

# Who draws does not wait for the device.
drawing_on_a_silent_device()
{
	ready || return
	start show presented "$here/kms_loop" show 640x480 "$work/show.ppm" &&
	host device hold || return
	for n in 1 2 3; do
		echo >"$work/show.in"
		await said_so_often "$n"
	done
	is_held || fail "the device had nothing to do" || return
	host device default && stop show
}

expected_while_held="first=ok
flip=EBUSY
commit=EBUSY
early=0"
expected_afterwards="block=ok
came=1
more=0"

has_said()
{
	[ "$(grep -cx "$1" "$work/busy.out")" -ge "$2" ]
}

# One flip at a time: by the old call, and by the new one.
one_flip_at_a_time()
{
	ready || return
	start busy presented "$here/kms_loop" busy || return
	for round in 1 2; do
		host device hold >/dev/null && echo >"$work/busy.in" || return
		await has_said held $round
		host device default >/dev/null && echo >"$work/busy.in" || return
		await has_said through $round
	done
	stop busy && same "what calls say" \
		"$(printf '%s\n' "$expected_while_held" "$expected_afterwards" \
			"$expected_while_held" "$expected_afterwards")" \
		"$(echo "$said" | grep =)"
}

said_so_often()
{
	[ "$(grep -c '^drawn$' "$work/show.out")" -ge "$1" ]
}

first_mode_is()
{
	[ "$(cat "$pci/devices/$gpu"/drm/card*/card*-*/modes | head -n 1)" = "$1" ]
}

another_monitor()
{
	ready || return
	for size in "1280 720" "800 600"; do
		host device size $size && host device event 1 || return
		await first_mode_is "$(echo "$size" | tr ' ' x)"
		host device event 0 || return
	done
}

begin
check "flips go on after a reset" flips_over_a_reset
check "unbind a silent device while a program flips" unbind_a_silent_device
check "who draws does not wait for a silent device" drawing_on_a_silent_device
check "one flip at a time, and its event once" one_flip_at_a_time
check "another monitor's modes come by themselves" another_monitor
host device default >/dev/null
# Bound anew it has the number that the next test knows it by.
! is_bound "$gpu" || unbind "$gpu"
[ -z "$bound_before" ] || bind "$gpu"
[ -n "$loaded_before" ] || [ ! -e /sys/module/videoport_kms ] || rmmod videoport_kms
finish
