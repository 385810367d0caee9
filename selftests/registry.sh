#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Ports and ROM, by what vp_io has checked, and the registry as sysfs shows it.

bus=/sys/bus/pci
checks=30
number=0
failed=0

report()
{
	number=$((number + 1))
	if [ "$1" = 0 ]; then
		echo "ok $number $2"
	else
		echo "not ok $number $2"
		failed=1
	fi
}

# value NAME: a DWORD of the registry
value()
{
	od -An -tu4 "$device/videoport_registry/$1" | tr -d ' '
}

rebind()
{
	echo "${device##*/}" >"$device/driver/unbind" &&
		echo "${device##*/}" >$bus/drivers_probe
}

device=$(grep -l 0x8139 $bus/devices/*/device 2>/dev/null | head -n 1)
device=${device%/device}
if [ ! "$device" ] || ! modprobe vp_io; then
	echo "1..0 # SKIP needs an rtl8139 and vp_io"
	exit 4
fi
echo "1..14"
[ ! -e "$device/driver" ] || echo "${device##*/}" >"$device/driver/unbind"
mark="videoport-selftest: begin $$"
echo "$mark" >/dev/kmsg
echo vp_io >"$device/driver_override"
echo "${device##*/}" >$bus/drivers_probe

registry=$device/videoport_registry
[ -d "$registry" ]
report $? "a registry in sysfs"
[ "$(value Failed)" = 0 ]
report $? "no check of vp_io failed (line $(value Failed))"
[ "$(value Checked)" = "$checks" ]
report $? "all checks of vp_io were made ($(value Checked))"
[ "$(stat -c %a "$registry/Checked" "$registry/Kept")" = "600
600" ]
report $? "values are root's alone"
(printf 'four' >"$registry/Mine") 2>/dev/null
[ ! -e "$registry/Mine" ]
report $? "a value that the miniport does not know cannot be made"
printf 'four' >"$registry/Checked"
[ "$(cat "$registry/Checked")" = four ]
report $? "a value is written"
seq 2000 >"$registry/Kept"
[ "$(cat "$registry/Kept")" = "$(seq 2000)" ]
report $? "a value of more than a page is written"
printf 'kept' >"$registry/Kept"
rebind
[ "$(value Checked)" = "$checks" ] && [ "$(cat "$registry/Kept")" = kept ]
report $? "after binding anew a value is the miniport's, else kept"
dmesg | sed "1,/$mark/d" | grep -q "VideoPortStartTimer: the miniport has no HwVidTimer"
report $? "a timer without HwVidTimer is reported"
echo "${device##*/}" >"$device/driver/unbind"
[ ! -e "$registry" ]
report $? "no registry without a driver"
rmmod vp_io
! modprobe vp_io registry=Mine 2>/dev/null
report $? "a setting without a value is refused"
dmesg | sed "1,/$mark/d" | grep -q "registry=Mine: a setting is Name=number or Name=text"
report $? "the log says what a setting is"
modprobe vp_io registry=Mine=0x11,Words=a=b,Kept=7
echo "${device##*/}" >$bus/drivers_probe
[ "$(value Mine)" = 17 ] && [ "$(value Kept)" = 7 ] && [ "$(value Failed)" = 0 ]
report $? "a setting of the module's is a number"
[ "$(od -An -tx1 "$registry/Words")" = " 61 00 3d 00 62 00 00 00" ]
report $? "or else a text, with its end"
echo "${device##*/}" >"$device/driver/unbind"
echo >"$device/driver_override"
rmmod vp_io
exit $failed
