#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# libdrm's modetest and drm_info on a card of /dev/dri: its modes, flips and properties.

# shellcheck disable=SC2086 # words
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/desktop.sh"
need_card

# Words, and no function, as what is started has to be the program itself.
there=inside
choose()
{
	modetest="$there /usr/bin/stdbuf -oL /usr/bin/modetest -M $(card_driver) -D pci:$address"
}

# $connector, a number; and $modes: lines "NUMBER WIDTHxHEIGHT"
list_modes()
{
	choose
	$modetest -c >"$work/list" 2>&1 || fail "$(cat "$work/list")" || return
	connector=$(awk '$3 == "connected" { print $1; exit }' "$work/list")
	modes=$(awk '$3 ~ /connected/ { ours = $3 == "connected" }
		ours && sub(/^ *#/, "") { print $1, $4 "x" $8 }' "$work/list")
	[ -n "$connector" ] && [ -n "$modes" ] || fail "$(cat "$work/list")"
}

# The first plane of that kind: "NUMBER CRTC"
plane()
{
	$modetest -p 2>/dev/null | awk -v kind="$1" '
		/^Planes:/ { planes = 1 }
		planes && /^[0-9]+\t/ { id = $1 }
		planes && $2 == "type:" { type = 1 }
		type && $1 == "value:" {
			if ($2 == kind) { print id; exit }
			type = 0
		}'
}

crtc()
{
	$modetest -p 2>/dev/null | awk '
		/^CRTCs:/ { crtcs = 1 }
		crtcs && /^[0-9]+\t/ { print $1; exit }'
}

# run_modetest OPTION...: until it has set its mode and waits for a key
run_modetest()
{
	start modetest 'setting mode .*' $modetest "$@" || return
	pid=$(cat "$work/modetest.pid")
	until grep -q pipe_read "/proc/$pid/wchan"; do
		alive "$pid" || fail "$(cat "$work/modetest.out")" || return
		sleep 0.05
	done
}

# no_complaint: modetest's status is 0 whatever it says
no_complaint()
{
	! grep -v 'set gamma' "$work/modetest.out" |
		grep -i -e failed -e invalid -e "can't" -e unknown
}

# Its pattern's bars: 7 across the upper two thirds of the screen, the first of 5 1/5 in
# the last line. The colours may have fewer bits on the way.
bars()
{
	width=${1%x*}
	height=${1#*x}
	points=
	for bar in 1 3 5 7 9 11 13; do
		points="$points $((width * bar / 14)),$((height / 3))"
	done
	# shellcheck disable=SC2086 # words
	seen=$(look modetest $points $((width / 14)),$((height - 1))) || fail "$seen" || return
	echo "$1: $seen"
	echo "$seen" | sed 's/[df]\(.\)/c\1/g; s/5.$/4./' |
		grep -q "^$1 c.c.c. c.c.0. 0.c.c. 0.c.0. c.0.c. c.0.0. 0.0.c. 0.2.4.\$"
}

one_mode()
{
	run_modetest -s "$connector:#$1" && at_last bars "$2" && no_complaint && stop modetest
}

# kms sets each; a picture in each takes long.
largest_and_smallest()
{
	if inside test -e /usr/bin/weston; then
		cat
	else
		sort -t ' ' -k 2n | sed -n '1p;$p'
	fi
}

pictures_in_modes()
{
	list_modes || return
	echo "$modes" | largest_and_smallest >"$servers/modes"
	while read -r mode size; do
		one_mode "$mode" "$size" </dev/null || fail "mode $mode, $size" || return
	done <"$servers/modes"
	rm "$servers/modes"
}

# flips OPTION...: it says how fast 60 were each time that they are done.
flips()
{
	start modetest 'freq: .*' $modetest "$@" || return
	until [ "$(grep -c '^freq: ' "$work/modetest.out")" -ge 3 ]; do
		alive "$(cat "$work/modetest.pid")" || fail "$(cat "$work/modetest.out")" || return
		sleep 0.05
	done
	no_complaint
}

legacy_flips()
{
	list_modes && flips -s "$connector:#0" -v && stop modetest
}

# It does so until it is killed.
atomic_flips()
{
	list_modes || return
	size=$(echo "$modes" | sed -n '1s/.* //p')
	flips -a -s "$connector@$(crtc):$size" -P "$(plane 1)@$(crtc):$size" -v
}

properties()
{
	list_modes || return
	for property in DPMS EDID link-status; do
		grep -q "^	[0-9]* $property:" "$work/list" || fail "no $property" || return
	done
	# On, as it is
	$modetest -w "$connector:DPMS:0" -s "$connector:#0" >"$work/modetest.out" 2>&1 </dev/null &&
	no_complaint
}

described()
{
	inside drm_info "/dev/dri/$card" >"$work/info" 2>&1 || fail "$(cat "$work/info")" || return
	for words in "Driver: $(card_driver) " "Status: connected" '"type".*= Primary' '"DPMS"' \
		XRGB8888; do
		grep -q "$words" "$work/info" || fail "no $words in" "$(cat "$work/info")" || return
	done
}

# Its image is 64 lines of 64 pixels, all bytes 0x77: CRC-32. Then it walks.
cursor_is_shown()
{
	seen=$(host pointer) && echo "$seen" | grep -q '^ok .* 1 0 0 64 64 3236286379$'
}

cursor_has_moved()
{
	moved=$(host pointer) && [ "$(echo "$moved" | cut -d ' ' -f 3-4)" != \
		"$(echo "$seen" | cut -d ' ' -f 3-4)" ]
}

cursor_is_gone()
{
	host pointer | grep -q '^ok [0-9]* [0-9]* [0-9]* 0 '
}

cursor()
{
	list_modes || return
	if [ ! "$(plane 2)" ]; then
		[ "${device_driver##*/}" != vp_virtio_gpu ] || fail "no cursor plane" || return
		skip="this card has no cursor plane"
		return
	fi
	[ "$(host_name "$address")" = gpu0 ] && ! host pointer | grep -q -e --pointer ||
		{ skip="no host that sees its pointer: vm --pointer"; return; }
	run_modetest -s "$connector:#0" -C && await cursor_is_shown && await cursor_has_moved &&
	no_complaint && stop modetest && await cursor_is_gone
}

goes_in_flips()
{
	list_modes && start modetest 'freq: .*' $modetest -s "$connector:#0" -v && take_away ||
		return
	kill_program modetest
	give_back && list_modes && one_mode 0 "$(echo "$modes" | sed -n '1s/.* //p')"
}

killed_in_flips()
{
	list_modes && start modetest 'freq: .*' $modetest -s "$connector:#0" -v || return
	kill_program modetest
	one_mode 0 "$(echo "$modes" | sed -n '1s/.* //p')"
}

first_mode_is()
{
	list_modes && [ "$(echo "$modes" | sed -n '1s/.* //p')" = "$1" ]
}

other_monitor()
{
	resize 1152 864 || { [ -n "$skip" ]; return; }
	await first_mode_is 1152x864 && one_mode 0 1152x864
}

# The programs' folder does not outlive a sleep, of which Linux' 9p knows nothing: this one
# goes to where memory is.
take_along()
{
	awake=$(mktemp -d)
	for file in /usr/bin/modetest /usr/bin/stdbuf /usr/libexec/coreutils/libstdbuf.so \
		$(inside env LD_TRACE_LOADED_OBJECTS=1 modetest | grep -o '/[^ ]*'); do
		mkdir -p "$awake${file%/*}" && inside cat "$file" >"$awake$file" &&
		chmod +x "$awake$file" || return
	done
	for folder in dev proc sys; do
		mkdir "$awake/$folder" && mount --bind /$folder "$awake/$folder" || return
	done
	there="chroot $awake"
}

sleep_and_wake()
{
	echo deep >/sys/power/mem_sleep || return
	host wakeup 0 || { skip="no host to end it: vm --suspend"; return 1; }
	echo mem >/sys/power/state
}

flips_seen()
{
	grep -c '^freq: ' "$work/modetest.out"
}

more_flips_than()
{
	[ "$(flips_seen)" -gt "$1" ]
}

flips_on()
{
	list_modes && start modetest 'freq: .*' $modetest -s "$connector:#0" -v || return
	for _ in 1 2; do
		sleep_and_wake || { [ -n "$skip" ]; return; }
		await more_flips_than "$(flips_seen)"
	done
	stop modetest
}

# After it nothing of the folder is there.
over_sleep()
{
	grep -q deep /sys/power/mem_sleep 2>/dev/null || { skip="no suspend to RAM"; return; }
	take_along && each flips_on
	status=$?
	umount "$awake"/dev "$awake"/proc "$awake"/sys && rm -r "$awake"
	return $status
}

# What takes long, and kms.sh does with a program of ours in any row
at_length()
{
	inside test -e /usr/bin/weston || { skip="in the rows of DESKTOP=1"; return; }
	"$@"
}

begin
begin_servers
check "drm_info describes the card" each described
check "the bars in modes of all sizes" each pictures_in_modes
check "180 flips" each legacy_flips
check "180 flips of an atomic program" each atomic_flips
check "properties are there, and one is set" each properties
check "a cursor of its own plane, seen by the host" each cursor
check "a program is killed in the middle of flips" at_length each killed_in_flips
check "the monitor gets another size" at_length each other_monitor
check "the card goes in the middle of flips, and comes again" at_length each goes_in_flips
check "a program flips on over suspend to RAM" at_length over_sleep
leave_card
