#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Weston on a card of /dev/dri: the screen is what the compositor says.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/desktop.sh"
need_card
inside sh -c 'command -v weston' >/dev/null || skip_all "no Weston: vm --root desktop"

# comes_up [MODE]: with its background, which it draws last
comes_up()
{
	start_weston "$@" && await_of weston has_background && at_last same_as_screenshot weston
}

has_background()
{
	look weston 300,300 | grep -q ' 335577$'
}

draws_window()
{
	before=$(screen_sum "$address" weston) && wayland terminal weston-terminal &&
	at_last same_as_screenshot weston || return
	[ "$(screen_sum "$address" weston)" != "$before" ] || fail "no window is seen"
}

# It draws when the compositor tells that the last picture was shown.
drawn()
{
	grep -c 'wl_callback[@#].*\.done(' "$servers/shm.out"
}

drawn_more_than()
{
	[ "$(drawn)" -gt "$1" ]
}

draws_on()
{
	wayland shm weston-simple-shm && await_of shm drawn_more_than 100 &&
	end_server shm && at_last same_as_screenshot weston
}

other_mode()
{
	kill_servers
	comes_up 1024x768 && same "the screen" 1024x768 "$(look weston)" && draws_window
}

# Whether Weston hears of it is its own matter.
goes()
{
	wayland shm weston-simple-shm && take_away || return
	kill_servers
	give_back && comes_up && draws_window && kill_servers
}

goes_with_its_slot()
{
	kill_servers
	comes_up && wayland shm weston-simple-shm && plug_out || return
	kill_servers
	plug_in && comes_up && draws_window
}

# In the middle of its client's pictures, without a word to the card
killed()
{
	wayland shm weston-simple-shm && await_of shm drawn_more_than 20 || return
	among_servers kill_program weston
	kill_servers
	comes_up && draws_window
}

told()
{
	grep -q '^HOTPLUG=1' "$servers/events.out"
}

# Weston 10 and 14 hear of it and stay as they are.
other_monitor()
{
	kill_servers
	start_udevd && comes_up || return
	resize 1200 900 || { [ -n "$skip" ]; return; }
	await_of events told && await_of weston lists_first 1200x900 &&
	at_last same_as_screenshot weston && draws_window || return
	kill_servers
	comes_up && same "the screen" 1200x900 "$(look weston)" && draws_window
}

begin
begin_servers
check "Weston comes up on this card: the screen is what it says, pixel for pixel" comes_up
check "a terminal's window, pixel for pixel" draws_window
check "a client draws 100 times, each when it is told that the last was shown" draws_on
check "a new Weston, of another mode" other_mode
check "Weston is killed in the middle of flips, and a new one comes up" killed
check "the monitor gets another size: it is told, and a new Weston takes it" other_monitor
check "the card goes under a client at work, and comes again for a new Weston" goes
check "the card leaves the machine under a client at work, and comes again" goes_with_its_slot
leave_card
