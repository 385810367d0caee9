#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A miniport's life from its own side: what vp_test is called with and in which
# order, and that whatever fails or is left behind, nothing stays.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/edu.sh"

order_at_probe()
{
	reload probe_lock=1 && bind "$edu" || return
	same "calls" "find init get-child get-child start-io start-io interface limits" \
		"$(calls)" || return
	# Each under the device lock and at PASSIVE
	! grep -v 'irql=0 lock=1' "$debugfs/$edu/log" || fail "called in another context" ||
		return
	grep -q 'find.*context=real' "$debugfs/$edu/log" || fail "HwContext is not passed on"
}

roots_alone()
{
	reload && bind "$edu" || return
	same "modes" "400 400 400" \
		"$(stat -c %a "/sys/kernel/debug/videoport/$edu"/* | tr '\n' ' ' | sed 's/ $//')"
}

order_at_removal()
{
	reload && bind "$edu" && echo >"$debugfs/$edu/log" && unbind "$edu" || return
	same "calls" power "$(calls)" || return
	grep -q 'power irql=0 .*state=4' "$debugfs/$edu/log" || fail "$(cat "$debugfs/$edu/log")" ||
		return
	nothing_left
}

# fails_at STAGE CALLS: the binding fails, having called just that, and leaves nothing
fails_at()
{
	reload fail="$1" || return
	bind "$edu" >/dev/null && fail "it binds" && return 1
	same "calls" "$2" "$(calls)" && nothing_left || return
	# And the next one has all of it.
	reload && bind "$edu" && port irq: >"$work/port" || fail "$(cat "$work/port")"
}

no_ring()
{
	bind "$edu" || return
	! grep -q limits "$debugfs/$edu/log" || fail "the ring was asked for its limits"
	file=$(node "$edu") || return
	# A ring is asked for in vain.
	"$here/present_loop" "$file" 2>&1 | grep -qi 'ENOTTY\|ioctl' ||
		fail "a ring can be made"
}

refused_interface()
{
	reload fail=interface && no_ring
}

not_offered()
{
	reload ring=0 && no_ring
}

# Its memory lies beyond what it reaches, and no other adapter object is wider.
narrow_alone()
{
	reload ring=0 && bind "$edu" && port "packet: pool"
}

no_monitor()
{
	reload fail=child && bind "$edu"
}

# The port goes on at PASSIVE, where it may sleep.
lock_kept_at_initialize()
{
	mark
	reload fail=init-lock && bind "$edu" &&
		logged "called at IRQL 0 and returned at 2, with a spin lock held" || return
	! grep -v 'irql=0' "$debugfs/$edu/log" || fail "called at another IRQL" || return
	port irq:
}

buffer_locked_at_initialize()
{
	mark
	reload fail=modes-locked && bind "$edu" &&
		logged "returned with the request's buffer locked for DMA" && unbind "$edu"
}

legacy_interrupts()
{
	reload msi=0 && bind_all && port irq:
}

shared_line()
{
	[ "$(edus | wc -l)" -ge 2 ] || { skip="needs two edu functions"; return; }
	reload msi=0 && bind_all && port irq: >"$work/port" || fail "$(cat "$work/port")" || return
	! grep -q 'SKIP irq: shared line' "$work/port" || skip="they are on two lines"
}

# For whatever driver is next
left_off()
{
	reload msi=0 && bind "$edu" && run_case "api: interrupt left off" &&
		unbind "$edu" && nothing_left && bind "$edu" && port irq:
}

# Two functions, by a pin now
on_one_line()
{
	# shellcheck disable=SC2046 # to make words of them
	set -- $(edus)
	[ $# -ge 2 ] && [ "$(cat "$pci/devices/$1/irq")" = "$(cat "$pci/devices/$2/irq")" ] ||
		{ skip="needs two edu functions on one line"; return 1; }
}

# How often the line called so far: one that is pulled for nobody does so all the time.
line_calls()
{
	awk -v line="$line:" '$1 == line {
		for (i = 2; $i ~ /^[0-9]+$/; i++)
			sum += $i
		print sum
	}' /proc/interrupts
}

# Whoever shares the line goes on.
left_pulled()
{
	reload msi=0 && bind_all || return
	on_one_line || return 0
	line=$(cat "$pci/devices/$edu/irq")
	run_case "api: interrupt left pulled" && before=$(line_calls) && unbind "$edu" || return
	sleep 0.2
	same "calls after the driver has left" "$before" "$(line_calls)" &&
		port irq: && bind "$edu" && port irq:
}

# The device's own call, once it is awake, and what was on its way when it went to sleep
pulled_asleep()
{
	reload msi=0 fail=pull && bind_all || return
	on_one_line || return 0
	line=$(cat "$pci/devices/$edu/irq")
	before=$(line_calls)
	# One after the other
	echo 0 >/sys/power/pm_async && sleep_in_test
	status=$?
	echo 1 >/sys/power/pm_async
	[ -z "$skip" ] || return 0
	[ $status -eq 0 ] || return
	calls=$(($(line_calls) - before))
	[ $calls -le 4 ] || fail "the line called $calls times" || return
	port irq:
}

message_signaled()
{
	reload msi=1 && bind_all && port irq:
}

guards()
{
	reload guard=1 && bind_all && echo 1 >"$parameters"/dma_guard || return
	port misuse: >"$work/port" && port release: >>"$work/port"
	status=$?
	echo 0 >"$parameters"/dma_guard
	[ $status -eq 0 ] || fail "$(cat "$work/port")" || return
	! grep -q 'SKIP misuse: write outside' "$work/port" || fail "$(cat "$work/port")"
}

# kB that are free, caches counted as such
free_memory()
{
	sync
	echo 3 >/proc/sys/vm/drop_caches
	awk '/^(MemFree|Buffers|Cached|SReclaimable):/ { sum += $2 } END { print sum }' \
		/proc/meminfo
}

# leave_behind ROUNDS: each time 2 MiB of each kind of memory, and a little more
leave_behind()
{
	rounds=$1
	while [ "$rounds" -gt 0 ]; do
		bind "$edu" && run_case "misuse: put with buffers out" &&
			run_case "memory: left behind" && unbind "$edu" || return
		rounds=$((rounds - 1))
	done
}

# What is lost is much more than what the kernel keeps at hand, and is lost every time.
reclaims()
{
	reload && leave_behind 8 || return
	for _ in 1 2 3; do
		before=$(free_memory)
		leave_behind 32 || return
		lost=$((before - $(free_memory)))
		[ $lost -ge 32768 ] || return 0
	done
	fail "$lost kB lost in 32 rounds of 2 MiB"
}

named_in_debug_messages()
{
	control=/sys/kernel/debug/dynamic_debug/control
	[ -w $control ] || { skip="no dynamic debug"; return; }
	reload && bind "$edu" && mark || return
	echo "module videoport +p" >$control
	run_case "memory: left behind" && unbind "$edu"
	status=$?
	echo "module videoport -p" >$control
	[ $status -eq 0 ] || return
	logged "$edu.*bytes of pool, tag test, left by the miniport"
}

# printed_at LEVEL: what the case prints of each level then
printed_at()
{
	mark "level $1"
	echo "$1" >"$parameters"/debug_level || return
	run_case "print: levels" || return
	dmesg | sed "1,/$mark/d; s/.*videoport: vpt //; s/\.$//" | grep -E '^an? ' |
		tr '\n' ' ' | sed 's/ $//'
}

prints_up_to_a_level()
{
	same "the level at first" 1 "$(cat "$parameters"/debug_level)" || return
	reload && bind "$edu" || return
	same "at -1" "" "$(printed_at -1)" &&
	same "at 0" "an error" "$(printed_at 0)" &&
	same "at 1" "an error a warning" "$(printed_at 1)" &&
	same "at 2" "an error a warning a trace" "$(printed_at 2)" &&
	same "at 3" "an error a warning a trace an info" "$(printed_at 3)"
	status=$?
	echo 1 >"$parameters"/debug_level
	[ $status -eq 0 ]
}

dropped()
{
	dmesg | sed "1,/$mark/d" |
		sed -n "s/.*videoport: \([0-9]*\) lines of miniports' were dropped.*/\1/p" | grep .
}

# Each line is printed, or counted.
prints_or_counts()
{
	reload && bind "$edu" && mark && run_case "print: flood" || return
	await dropped
	printed=$(dmesg | sed "1,/$mark/d" | grep -c "vpt flood")
	same "lines" 300 $((printed + $(dropped))) || return
	echo 2 >"$parameters"/debug_level && mark && run_case "print: flood"
	status=$?
	echo 1 >"$parameters"/debug_level
	[ $status -eq 0 ] || return
	same "lines at 2" 300 "$(dmesg | sed "1,/$mark/d" | grep -c "vpt flood")"
}

reports()
{
	for data in /sys/class/devcoredump/devcd*/data; do
		[ -e "$data" ] && echo "$data"
	done
}

no_reports()
{
	[ -z "$(reports)" ]
}

debug_report()
{
	[ -e /sys/class/devcoredump ] || { skip="no device core dumps"; return; }
	# A device has one, until it is fetched.
	for data in $(reports); do
		echo >"$data"
	done
	await no_reports
	reload && bind "$edu" && run_case "api: debug report" || return
	cat "$(reports)" >"$work/report" || return
	echo >"$(reports)"
	line="vp_test: code 0xea, arguments 0x1 0x2 0x3 0x4"
	same "report" "$line
text" "$(head -c $((${#line} + 5)) "$work/report")" || return
	same "bytes" $((${#line} + 5 + 0x7f00)) "$(stat -c %s "$work/report")"
}

# From here on events are heard.
listen()
{
	command -v uevent >/dev/null || { skip="no uevent, busybox' program"; return 1; }
	reload && bind "$edu" && echo >"$debugfs/$edu/log" || return
	# By a program for each, as what it writes itself stays in its buffer.
	# shellcheck disable=SC2016 # for that one to expand
	uevent sh -c 'echo "$SUBSYSTEM $ACTION $HOTPLUG"' >"$work/events" &
	listener=$!
	await again_heard
}

asks_children_again()
{
	listen || { [ -n "$skip" ]; return; }
	kill $listener
	grep -q '^get-child irql=0' "$debugfs/$edu/log" || fail "no child was asked for"
}

again_heard()
{
	run_case "api: enumerate children" && grep -q '^videoport change 1' "$work/events"
}

# What became of device files, and what was said of their displays
told()
{
	sed -n 's/^videoport change 1/hotplug/p; s/^videoport \(add\|remove\) *$/\1/p' \
		"$work/events" | tr '\n' ' '
}

# Those of HwVidInitialize, then those that the miniport asked for
asked_twice()
{
	[ "$(grep -c '^get-child' "$debugfs/$edu/log")" -ge 4 ]
}

heard_the_end()
{
	told | grep -q 'add.*remove'
}

# The removal waits for what is under way, so that all is said before its event.
asks_children_early()
{
	listen || { [ -n "$skip" ]; return; }
	reload fail=early-children && bind "$edu" && await asked_twice && unbind "$edu" || return
	await heard_the_end
	kill $listener
	# Both calls of the miniport's may be answered by one event.
	same "events" "add hotplug remove" \
		"$(told | sed 's/^\(hotplug \)*remove //; s/hotplug hotplug/hotplug/; s/ $//')"
}

ticks_awake()
{
	sed '1,/^power.*state=1/d' "$debugfs/$edu/log" | grep -q timer
}

# Devices are put to sleep and woken, and nothing else.
sleep_in_test()
{
	echo devices 2>/dev/null >/sys/power/pm_test || { skip="no /sys/power/pm_test"; return; }
	echo 0 >/sys/module/suspend/parameters/pm_test_delay
	echo mem >/sys/power/state
	status=$?
	echo none >/sys/power/pm_test
	[ $status -eq 0 ] || fail "it does not suspend"
}

sleeps()
{
	reload && bind "$edu" && echo >"$debugfs/$edu/log" || return
	run_case "sync: timer left on" && sleep_in_test || return
	[ -z "$skip" ] || return 0
	# shellcheck disable=SC2046 # to make one line of them
	same "states" "4 1" "$(echo $(sed -n 's/^power.*state=//p' "$debugfs/$edu/log"))" ||
		return
	# Interrupts, DPCs and the timer are back.
	await ticks_awake
	port irq: && port "sync: timer"
}

resets()
{
	reload && bind "$edu" && echo >"$debugfs/$edu/log" || return
	run_case "sync: timer left on" && run_case "api: reset" || return
	# shellcheck disable=SC2046 # to make one line of them
	same "states" "4 1" "$(echo $(sed -n 's/^power.*state=//p' "$debugfs/$edu/log"))" ||
		return
	await ticks_awake
	port irq: && port "sync: timer"
}

# Nobody can set it up again: programs are told.
resets_without_power()
{
	mark
	reload fail=no-power && bind "$edu" && file=$(node "$edu") && exec 5<>"$file" || return
	run_case "api: reset" && logged "the miniport has no HwVidSetPowerState" &&
		dd bs=32 count=1 <&5 2>&1 | grep 'No such device'
	status=$?
	exec 5<&-
	[ $status -eq 0 ] && unbind "$edu" && nothing_left && bind "$edu" && port irq:
}

rmmod_with_an_open_file()
{
	reload && bind "$edu" && file=$(node "$edu") || return
	exec 5<>"$file" || return
	rmmod vp_test || return
	dd bs=32 count=1 <&5 2>&1 | grep -q 'No such device' || fail "the file does not say ENODEV"
	status=$?
	exec 5<&-
	modprobe vp_test && [ $status -eq 0 ]
}

unloads_every_miniport()
{
	command -v takeover >/dev/null || { skip="no takeover in the PATH"; return; }
	modprobe vp_edu && takeover unload || return
	[ ! -e /sys/module/videoport ] || fail "videoport is still loaded"
	status=$?
	takeover load && takeover take && modprobe vp_test && [ $status -eq 0 ]
}

begin
check "a probe calls in order, under the device lock, at PASSIVE" order_at_probe
check "what debugfs shows is root's alone" roots_alone
check "a removal calls HwVidSetPowerState and nothing after it" order_at_removal
check "nothing is left where HwVidFindAdapter fails" fails_at find "find"
check "nothing is left where HwVidInitialize fails" fails_at init "find init"
check "nothing is left where there are too many modes" fails_at modes \
	"find init get-child get-child start-io power"
check "nothing is left where FRAME_RING has another version" fails_at version \
	"find init get-child get-child start-io start-io interface power"
check "nothing is left where FRAME_RING lacks a function" fails_at function \
	"find init get-child get-child start-io start-io interface power"
check "a miniport that refuses FRAME_RING has a device file, but no ring" refused_interface
check "a miniport without FRAME_RING has a device file, but no ring" not_offered
check "packets of a miniport whose one adapter has 24 bits" narrow_alone
check "a miniport without a monitor binds" no_monitor
check "a spin lock that HwVidInitialize keeps is given back" lock_kept_at_initialize
check "a buffer of the port driver's own is kept while it is locked" buffer_locked_at_initialize
check "interrupts by a pin" legacy_interrupts
check "interrupts by a shared pin" shared_line
check "interrupts by a pin that was left shut" left_off
check "interrupts by a pin that is pulled when its driver leaves" left_pulled
check "interrupts by a pin that is pulled in sleep" pulled_asleep
check "interrupts by message" message_signaled
check "guard pages find what is written outside a buffer" guards
check "removal reclaims what was left behind" reclaims
check "what was left behind is named in debug messages" named_in_debug_messages
check "a miniport's debug messages are printed up to a level" prints_up_to_a_level
check "a miniport's debug messages are printed, or counted" prints_or_counts
check "a debug report is a device core dump" debug_report
check "children are asked for again, and udev hears of it" asks_children_again
check "children asked for before the device file is there are told of after it" asks_children_early
check "a sleep calls HwVidSetPowerState and brings interrupts back" sleeps
check "a reset calls HwVidSetPowerState and brings interrupts back" resets
check "a reset without HwVidSetPowerState cuts the device off" resets_without_power
check "an open file does not hold the miniport" rmmod_with_an_open_file
check "takeover unloads every miniport" unloads_every_miniport
reload
finish
