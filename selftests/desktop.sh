# SPDX-License-Identifier: GPL-2.0
# What the scripts here share that are about a card of /dev/dri and the programs that draw
# on one; they source it after lib.sh.
#
# The environment may hold CARD_DRIVER, a pattern: the driver that has the card's device.
# Without it that is a miniport.

# shellcheck disable=SC2034 # for the scripts
programs=/inside

# use_card FOLDER: $card, $device, $device_driver (folders) and $address (of the PCI
# function). Fails where another driver has it, or none.
use_card()
{
	[ -e "$1/dev" ] && [ -e "$1/device/driver" ] || return
	card=${1##*/}
	device=$(realpath "$1/device")
	device_driver=$(realpath "$device/driver")
	address=$(echo "$device" |
		grep -o '[0-9a-f]*:[0-9a-f]*:[0-9a-f]*\.[0-9a-f]' | tail -n 1)
	# shellcheck disable=SC2254 # it is a pattern
	case ${device_driver##*/} in
	${CARD_DRIVER:-vp_*}) ;;
	*) return 1 ;;
	esac
	# That of a test's miniport has no screen that anybody sees.
	grep -q '^0x03' "/sys/bus/pci/devices/$address/class"
}

# find_card [ADDRESS]: of that function, or the first
find_card()
{
	for folder in /sys/class/drm/card*; do
		use_card "$folder" && [ "${1:-$address}" = "$address" ] && return
	done
	return 1
}

# each FUNCTION [ARGUMENT...]: on a card of each driver; skipped where each skips
each()
{
	ran=
	for one in $(for folder in /sys/class/drm/card*; do
		use_card "$folder" && echo "${device_driver##*/} $address"
	done | sort -u -k 1,1 | cut -d ' ' -f 2); do
		skip=
		find_card "$one" && "$@" || fail "on $one" || return
		kill_all
		[ -n "$skip" ] || ran=yes
	done
	[ -z "$ran" ] || skip=
}

need_card()
{
	[ "$(id -u)" = 0 ] || skip_all "needs root"
	command -v inside >/dev/null || skip_all "no programs that draw: vm --root"
	need_host
	loaded_before=
	[ ! -e /sys/module/videoport_kms ] || loaded_before=yes
	[ -n "${CARD_DRIVER:-}" ] || { modprobe vp_linear; modprobe videoport_kms; } 2>/dev/null
	find_card || skip_all "no card in /dev/dri of a device that ${CARD_DRIVER:-vp_*} has"
	inside true || skip_all "the programs that draw are not there"
}

# This shadows lib.sh's, whose devices are all of one kind.
host_name()
{
	for kind in "gpu 0x1af4 0x1050" "linear 0x1234 0x1111"; do
		# shellcheck disable=SC2086 # words
		place=$(functions_of ${kind#* } | grep -n "^$1\$" | cut -d : -f 1)
		[ -z "$place" ] || echo "${kind%% *}$((place - 1))"
	done
}

# The name that programs know the card's driver by
card_driver()
{
	cut -d ' ' -f 1 "/sys/kernel/debug/dri/${card#card}/name"
}

take_away()
{
	echo "${device##*/}" >"$device_driver/unbind"
}

give_back()
{
	echo "${device##*/}" >"$device_driver/bind" && await find_card "$address"
}

# Out of the machine, and into it again
plug_out()
{
	echo 1 >"$device/remove"
}

plug_in()
{
	echo 1 >"$pci/rescan"
	await test -e "$pci/devices/$address/vendor"
	driver=${device_driver##*/}
	modprobe "$driver" && bind "$address" && await find_card "$address"
}

# resize WIDTH HEIGHT: of the device's monitor. Fails, with $skip, where the host can't.
resize()
{
	[ "$(host_name "$address")" = gpu0 ] && host resize "$1" "$2" ||
		{ skip="no host that gives the monitor another size: vm --pointer"; return 1; }
}

# The list that was made when the card was asked last
lists_first()
{
	[ "$(head -n 1 /sys/class/drm/"$card-$(connector)"/modes)" = "$1" ]
}

# look NAME [X,Y...]: the screen's size, and its colours there
look()
{
	screen_sum "$address" "$1" >/dev/null && seen=$(host look "$@") && echo "${seen#ok }"
}

# A ring of the next test has the screen, if it had it before.
leave_card()
{
	kill_servers
	[ -n "${CARD_DRIVER:-}$loaded_before" ] || rmmod videoport_kms
	finish
}

# Programs that outlive a check; what they say is in $servers/NAME.out.

begin_servers()
{
	servers=$(mktemp -d)
	trap 'kill_all; kill_servers; rm -rf "$work" "$servers"' EXIT
}

# among_servers FUNCTION...: of lib.sh, for one of these
among_servers()
{
	of_check=$work
	work=$servers
	"$@"
	status=$?
	work=$of_check
	return $status
}

# serve NAME WORD PROGRAM...: as start
serve()
{
	among_servers start "$@"
}

server_is_there()
{
	[ -e "$servers/$1.pid" ] && ! server_ended "$1"
}

server_ended()
{
	ended "$(cat "$servers/$1.pid")"
}

# end_server NAME: as its user would
end_server()
{
	kill "$(cat "$servers/$1.pid")" && await server_ended "$1" || return
	among_servers kill_program "$1"
	true
}

kill_servers()
{
	among_servers kill_all
}

# await_of NAME COMMAND...: until it succeeds, or that server ends
await_of()
{
	server=$1
	shift
	until "$@"; do
		! server_ended "$server" || { tail -n 20 "$servers/$server.out"; return 1; }
		sleep 0.05
	done
}

# at_last COMMAND...: it succeeds at one of many times. For what a program has done before,
# as the card may still be at work on it, but on nothing else.
at_last()
{
	for _ in $(seq 20); do
		! "$@" || return 0
	done
	fail "not so: $*"
}

# udevd, as programs hear of events by it; and what it tells of cards
start_udevd()
{
	serve udevd '.*' inside /lib/systemd/systemd-udevd --debug &&
	await_of udevd test -S $programs/run/udev/control &&
	serve events 'KERNEL .*' env SYSTEMD_IGNORE_CHROOT=1 inside stdbuf -oL \
		udevadm monitor --property --subsystem-match=drm
}

# Xorg

start_xorg()
{
	cat >"$programs/tmp/xorg.conf" <<-END
		Section "ServerFlags"
			Option "AutoAddDevices" "false"
			Option "AutoAddGPU" "false"
		EndSection
		Section "Device"
			Identifier "card"
			Driver "modesetting"
			Option "kmsdev" "/dev/dri/$card"
			Option "AccelMethod" "none"
		EndSection
	END
	# It says its number when it takes clients.
	serve xorg 0 inside Xorg :0 -displayfd 1 -config /tmp/xorg.conf -logfile /tmp/xorg.log \
		-extension GLX -nocursor -noreset -s 0 vt2 -keeptty
}

# A client of it is "$x PROGRAM".
x="env DISPLAY=:0 inside"

# x_client NAME PROGRAM...: one that stays
x_client()
{
	client=$1
	shift
	serve "$client" started env DISPLAY=:0 inside sh -c 'echo started && exec "$@"' sh "$@"
}

# same_as_xwd NAME: the screen is what the server says, pixel for pixel
same_as_xwd()
{
	$x xwd -root -silent -out /tmp/root.xwd && inside xwdtopnm /tmp/root.xwd \
		2>/dev/null >"$programs/tmp/root.ppm" || fail "no xwd" || return
	shows "$address" "$1" "$programs/tmp/root.ppm"
}

# Weston

# Debian 12's Weston, 10, takes the terminal itself; 14 has seatd do it.
start_seat()
{
	seat=--tty=2
	inside sh -c 'command -v seatd' >/dev/null || return 0
	seat=
	server_is_there seat || serve seat '.*seatd started.*' inside seatd -l info
}

# start_weston [MODE]: a screen where nothing moves but what clients draw
start_weston()
{
	start_seat || return
	cat >"$programs/tmp/weston.ini" <<-END
		[core]
		idle-time=0
		[shell]
		background-color=0xff335577
		clock-format=none
		locking=false
		startup-animation=none
		[output]
		name=$(connector)
		mode=${1:-preferred}
	END
	# shellcheck disable=SC2086 # a word, or none
	serve weston '.*launching .*desktop-shell.*' env LIBSEAT_BACKEND=seatd inside weston \
		$seat --socket=wayland-0 --backend=drm-backend.so --drm-device="$card" \
		--use-pixman --debug --continue-without-input --config=/tmp/weston.ini
}

# The name of the connector that has a monitor
connector()
{
	for status in /sys/class/drm/"$card"-*/status; do
		[ "$(cat "$status")" != connected ] || basename "${status%/status}" | cut -d - -f 2-
	done | head -n 1
}

# wayland NAME PROGRAM...: a client of it, until it has its window on the screen, or is told
# that its first picture was. Newer libraries write "#" before an object's number.
wayland()
{
	client=$1
	shift
	serve "$client" '.*\(wl_surface[@#][0-9]*\.enter(\|wl_callback[@#][0-9]*\.done([1-9]\).*' \
		env WAYLAND_DISPLAY=wayland-0 WAYLAND_DEBUG=client inside "$@"
}

# same_as_screenshot NAME: the screen is what Weston says, pixel for pixel
same_as_screenshot()
{
	rm -f "$programs"/tmp/wayland-screenshot*
	WAYLAND_DISPLAY=wayland-0 inside sh -c 'cd /tmp && exec weston-screenshooter' &&
	inside sh -c 'pngtopnm /tmp/wayland-screenshot*' >"$programs/tmp/shot.ppm" ||
		fail "no screenshot" || return
	shows "$address" "$1" "$programs/tmp/shot.ppm"
}
