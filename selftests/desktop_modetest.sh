#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# libdrm's modetest and drm_info on a card of /dev/dri: its modes, flips and properties.

# shellcheck disable=SC2086 # words
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/desktop.sh"
need_card

# Words, and no function, as what is started has to be the program itself.
modetest="inside stdbuf -oL modetest -M $(card_driver)"

# $connector, a number; and $modes: lines "NUMBER WIDTHxHEIGHT"
list_modes()
{
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
	echo "$seen" | grep -q "^$1 c.c.c. c.c.0. 0.c.c. 0.c.0. c.0.c. c.0.0. 0.0.c. 0.2.4.\$"
}

one_mode()
{
	run_modetest -s "$connector:#$1" && at_last bars "$2" && no_complaint && stop modetest
}

every_mode()
{
	list_modes || return
	echo "$modes" >"$servers/modes"
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

goes_in_flips()
{
	list_modes && start modetest 'freq: .*' $modetest -s "$connector:#0" -v && take_away ||
		return
	kill_program modetest
	give_back && list_modes && one_mode 0 "$(echo "$modes" | sed -n '1s/.* //p')"
}

begin
begin_servers
check "drm_info describes the card" described
check "every mode, its bars on the screen" every_mode
check "180 flips" legacy_flips
check "180 flips of an atomic program" atomic_flips
check "properties are there, and one is set" properties
check "the card goes in the middle of flips, and comes again" goes_in_flips
finish
