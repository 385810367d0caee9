#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A miniport in the habits of VGA's: legacy ranges, ports by their numbers, no interrupt, a
# mapping that is made once, FALSE with a status. It is miniport/legacy, built as a
# stranger's tree is, on QEMU's VGA.

. "$(dirname "$0")/lib.sh"
driver=vp_legacy

# These shadow lib.sh's: QEMU's VGA has the ports, and its bochs-display has not.
gpus()
{
	functions_of 0x1234 0x1111 | while read -r function; do
		[ "$(cat "$pci/devices/$function/class")" != 0x030000 ] || echo "$function"
	done
}

host_name()
{
	echo linear0
}

claims()
{
	grep ' : videoport legacy$' /proc/ioports
}

[ "$(uname -m)" = x86_64 ] || skip_all "no ports by their numbers on this machine"
mark_log
# Other miniports' are there, too. Its own come with its module, which binds.
before=$(claims)
modprobe vp_legacy 2>/dev/null
vga=$(gpus | head -n 1)
[ -n "$vga" ] && [ -d "$pci/drivers/$driver" ] || skip_all "needs a VGA and $driver"
need_host

binds()
{
	bind "$vga"
}

draws()
{
	start card presented "$here/videoport-show" -d "$(node "$vga")" -n 5 -s "$work/card.ppm" &&
	same "width and height" "640 480" "$(sed -n 2p "$work/card.ppm")" &&
	shows "$vga" legacy "$work/card.ppm" && stop card
}

claimed()
{
	claims >"$work/ports"
	grep -q '01ce-01cf' "$work/ports" && grep -q '01d0-01d0' "$work/ports" ||
		fail "$(cat "$work/ports")"
}

named_once()
{
	same "lines about port 0x2f7" 1 "$(dmesg | grep -c 'port 0x2f7 is not one that')" &&
	no_traces
}

own_address_stays()
{
	"$here/public_ranges" "$(node "$vga")" >"$work/said" 2>&1 && fail "it got one" && return 1
	grep -q 'Input/output error' "$work/said" || fail "$(cat "$work/said")" || return
	log_since | grep -q "answers with an address of the kernel's" || fail "nothing in the log"
}

given_back()
{
	unbind "$vga" && same "ports that are claimed" "$before" "$(claims)"
}

begin
check "it binds, with an interrupt routine and no interrupt" binds
check "its legacy ports are claimed, what overlaps once" claimed
check "it draws: the program has the mapping that the miniport made" draws
check "an access to another port is named once, with no trace" named_once
check "no other address of the kernel's reaches a program" own_address_stays
check "what it claimed is given back" given_back
echo >"$pci/devices/$vga/driver_override"
rmmod vp_legacy
finish
