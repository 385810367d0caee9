#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The guest's part of "make run": load, show, compare, report.
# run-guest.sh MODULE STAY DESKTOP: an empty MODULE is our own miniport's; with "stay" the
# picture stays on the screen afterwards; DESKTOP is for desktop-guest.sh, or empty.
set -eu

module=$1
stay=$2
desktop=$3

say()
{
	echo "== $*"
}

# value NAME FILE: of a line "NAME value" or "NAME=value"
value()
{
	sed -n "s/^$1[= ]//p" "$2"
}

load()
{
	modprobe videoport
	[ -n "$module" ] || takeover take
	start=$(videoport-show --now)
	if [ -n "$module" ]; then
		modprobe "$module"
	else
		takeover load
	fi
}

unload()
{
	if [ -n "$module" ]; then
		rmmod "$module"
	else
		takeover unload
	fi
}

report_ring()
{
	counters=$(echo /sys/kernel/debug/videoport/*/counters)
	buffers=${counters%counters}buffers

	echo "   ring                        $(value ring_frames show.log) frames," \
		"$(value ring_bytes show.log) bytes"
	echo "   common buffers              $(($(wc -l <"$buffers") - 1))"
	echo "   bytes read by the device    $(value bytes "$counters")"
	echo "   doorbells                   $(value doorbells "$counters")"
	echo "   interrupts                  $(value interrupts "$counters")"
}

report()
{
	first=$(($(value first_frame_ns show.log) - start))

	say "Report"
	echo "   mode                        $(value mode show.log)"
	echo "   miniport                    $(value driver show.log) on $(value bus show.log)"
	echo "   frames presented            $(value frames show.log)"
	[ -n "$module" ] || report_ring
	echo "   insmod to first frame       $((first / 1000000)).$((first / 100000 % 10)) ms"
}

cd /tmp
say "Loading the modules, taking the device over"
load
[ -z "$desktop" ] || exec desktop-guest.sh "$desktop" "$stay"

say "Showing an animation and the picture"
mkfifo stay
picture=
[ ! -e /image.ppm ] || picture="-i /image.ppm"
# shellcheck disable=SC2086 # an option and its value, or nothing
videoport-show $picture -s presented.ppm <stay >show.log &
show=$!
exec 8>stay
until grep -q '^presented' show.log; do
	if ! kill -0 $show 2>/dev/null; then
		cat show.log
		echo "videoport-show ended early" >&2
		exit 1
	fi
	usleep 10000
done

say "Comparing the device's scanout with what was presented"
screen=$(host screendump frame.png gpu0)
presented=$(sha256sum presented.ppm)
report

if [ "$screen" != "ok ${presented%% *}" ]; then
	echo "$screen"
	host save presented.ppm presented.ppm >/dev/null
	exit 1
fi
if [ "$stay" = stay ]; then
	say "Close the window to end"
	exit 0
fi
exec 8>&-
wait $show
unload
