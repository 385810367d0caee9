#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What a miniport's life can be kept up by, and for how long: most of this is waiting,
# which costs nothing where time is instructions.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/edu.sh"

ticked()
{
	grep -q timer "$debugfs/$1/log"
}

quiet_after_removal()
{
	reload && bind "$edu" && run_case "sync: timer left on" || return
	await ticked "$edu"
	unbind "$edu" && echo >"$debugfs/$edu/log" || return
	sleep 2.2
	same "calls two seconds later" "" "$(calls)"
}

# Nobody can end it but the port driver.
wait_at_initialize()
{
	mark
	reload fail=init-wait || return
	bind "$edu" >/dev/null && fail "it binds" && return 1
	logged "the wait for an event at vpt_wait_for_ever.* is given up" && nothing_left
}

power_that_waits()
{
	mark
	reload fail=power && bind "$edu" && unbind "$edu" &&
		logged "the wait for an event at vpt_wait_for_ever.* is given up" && nothing_left
}

# The device may be what is waited for.
release_after_a_wait()
{
	mark
	reload fail=power && bind "$edu" && unbind "$edu" &&
		logged "a wait was given up in this call.* 4096 bytes" &&
		! dmesg | sed "1,/$mark/d" | grep "is still out"
}

begin
check "a removal stops a timer that was left on" quiet_after_removal
check "HwVidInitialize does not wait for ever" wait_at_initialize
check "a removal does not wait for ever for HwVidSetPowerState" power_that_waits
check "what is released after a wait that was given up is kept" release_after_a_wait
reload
finish
