#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Xorg's modesetting driver on a card of /dev/dri: the screen is what the server says.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/desktop.sh"
need_card
inside sh -c 'command -v Xorg' >/dev/null || skip_all "no Xorg: vm --root desktop"

has_size()
{
	[ "$(look xorg)" = "$1" ]
}

comes_up()
{
	start_xorg || return
	grep -q "modeset(0): using drv /dev/dri/$card" "$programs/tmp/xorg.log" ||
		fail "$(grep modeset "$programs/tmp/xorg.log")" || return
	$x xsetroot -solid '#335577' && at_last same_as_xwd xorg
}

# window NAME COLOUR: an xterm; its colour is nowhere else
window()
{
	x_client "$1" xterm -bg "#$2" -geometry 60x10+100+100 -e sleep 1000000
}

has_colour()
{
	look xorg "$1" | grep -q " $2\$"
}

draws_window()
{
	window first c09060 && await_of first has_colour 105,105 c09060 &&
	at_last same_as_xwd xorg
}

# Much of the screen at once, and little of it often
draws_often()
{
	x_client eyes xeyes -geometry 200x200+500+300 || return
	for colour in ffffff 804020 335577; do
		$x xsetroot -solid "#$colour" && at_last has_colour 1,1 $colour || return
	done
	at_last same_as_xwd xorg
}

# Of another mode, and back
other_mode()
{
	before=$(look xorg)
	$x xrandr -s 800x600 && at_last has_size 800x600 && at_last same_as_xwd xorg &&
	$x xrandr -s "$before" && at_last has_size "$before" && at_last same_as_xwd xorg
}

# The server asks the card when a client asks it.
output()
{
	$x xrandr | sed -n 's/ connected .*//p'
}

lists()
{
	$x xrandr | grep -q "^ *$1 .*+"
}

other_monitor()
{
	resize 1100 700 || { [ -n "$skip" ]; return; }
	await_of xorg lists 1100x700 && $x xrandr --output "$(output)" --preferred &&
	at_last has_size 1100x700 && at_last same_as_xwd xorg
}

switched_off()
{
	$x xset dpms force off && $x xset dpms force on && at_last same_as_xwd xorg
}

again()
{
	end_server first && end_server eyes && end_server xorg && comes_up && draws_window
}

# What it says of that is its own matter; but it draws, and nothing kills it.
goes()
{
	take_away && $x xsetroot -solid '#804020' && $x xset q >/dev/null || return
	kill_servers
	give_back && comes_up && draws_window && kill_servers
}

begin
begin_servers
check "Xorg comes up on this card, its background on the screen" comes_up
check "an xterm: the screen is what xwd says, pixel for pixel" draws_window
check "all of the screen drawn anew, and eyes on it" draws_often
check "another mode, and back" other_mode
check "the monitor gets another size, and xrandr takes it" other_monitor
check "switched off and on" switched_off
check "it ends, and a new one comes up" again
check "the card goes under it, and comes again for a new one" goes
leave_card
