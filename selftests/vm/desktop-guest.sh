#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The guest's part of "make run DESKTOP=": desktop-guest.sh console|weston|xorg [stay]
#
# A miniport is loaded; the picture is taken when it is what the program says it is.

. "$(dirname "$(realpath "$0")")/lib.sh"
. "$(dirname "$(realpath "$0")")/desktop.sh"

say()
{
	echo "== $*"
}

die()
{
	echo "desktop-guest.sh: $*" >&2
	exit 1
}

# This shadows desktop.sh's: there is one device, whatever it is.
host_name()
{
	echo gpu0
}

# The first line comes last, so that all is there once it is.
show_console()
{
	{
		printf '\033[?25l\033[2J\033[3;1H'
		uname -srm
		echo
		dmesg | tail -n 12 | cut -c 1-100
		echo
		cat /proc/fb
		ls -l /dev/dri
		printf '\033[1;1H\033[44m%60s\033[0m\n' "$name"
	} >/dev/tty1 && await first_line
}

first_line()
{
	look frame 2,2 | grep -q ' 0000a.$'
}

# What terminals show. That they answer says that they have drawn all before.
write_session()
{
	cat >"$programs/tmp/session" <<-END
		#!/bin/sh
		drm_info /dev/dri/$card | head -n 20
		stty -icanon -echo
		printf '\033[6n'
		head -c 1 >/tmp/answer
		exec sleep 1000000
	END
	chmod +x "$programs/tmp/session"
}

answered()
{
	[ -s "$programs/tmp/answer" ]
}

show_xorg()
{
	write_session && start_xorg && $x xsetroot -solid '#335577' || return
	size=$(look frame)
	right=${size%x*}
	x_client terminal xterm +lc -u8 -fa "DejaVu Sans Mono" -fs 9 \
		-geometry 90x30+60+60 -e /tmp/session &&
	x_client eyes xeyes -geometry 240x160-60+60 &&
	x_client clock xclock -geometry 240x240-60+300 &&
	await_of xorg answered && await_of xorg both_there && await_of xorg same_as_xwd frame
}

# Something at an eye, and at the clock's corner
both_there()
{
	! look frame $((right - 240)),140 $((right - 290)),310 | grep -q 335577
}

show_weston()
{
	write_session && start_weston &&
	wayland terminal weston-terminal --shell=/tmp/session &&
	await_of weston answered && wayland flower weston-flower &&
	await_of weston same_as_screenshot frame
}

[ -n "${CARD_DRIVER:-}" ] || modprobe videoport_kms || die "no module videoport_kms was built"
find_card || die "no card in /dev/dri of a device that ${CARD_DRIVER:-vp_*} has"
work=$(mktemp -d)
servers=$(mktemp -d)
what=$1
name="$card: $(card_driver) on $address, which ${device_driver##*/} has"
[ "$what" = console ] || inside true || die "the programs are not there"

say "Starting $what on $name"
"show_$what" >"$work/log" 2>&1 || { cat "$work/log"; die "$what shows nothing"; }
host screendump frame.png "$(host_name "$address")" >/dev/null
say "$what on $card, $(host look frame | cut -d ' ' -f 2-)"
if [ "${2:-}" = stay ]; then
	say "Close the window to end"
	exit
fi
kill_servers
