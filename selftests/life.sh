#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A device that goes, sleeps or changes hands while programs present to it.
# CYCLES: how often the last checks load and unload, 12 without it.

. "$(dirname "$0")/lib.sh"
need_device

cycles=${CYCLES:-12}

# Whatever a failed check has left
ready()
{
	[ -e /sys/module/$driver ] || modprobe $driver
	[ -e "$pci/devices/$gpu" ] || echo 1 >"$pci/rescan"
	is_bound "$gpu" || bind "$gpu"
}

loop()
{
	ready || return
	start loop presenting "$here/present_loop" "$(node "$gpu")" "$@"
}

show()
{
	ready || return
	start show presented "$here/videoport-show" -d "$(node "$gpu")" -m 640x480 -n 5 \
		-s "$work/show.ppm" "$@"
}

# The whole way from a program to the screen, the screen itself where there is a
# host to look at it.
shows_again()
{
	show || return
	if command -v host >/dev/null; then
		shows "$gpu" "life-$number" "$work/show.ppm" || return
	fi
	stop show
}

# What every call of a program says once its device is gone
expected_of_the_gone="present=ENODEV
touch=SIGBUS
query=ENODEV
mode=ENODEV
again=ENODEV
read=ENODEV
map=ENODEV
poll=ERRHUP
free=ENODEV
unmap=ok
close=ok"

loop_saw_it_go()
{
	succeeds loop &&
	same "a program's calls" "$expected_of_the_gone" "$(echo "$said" | grep '=')"
}

back()
{
	bind "$gpu" && shows_again
}

unbind_under_way()
{
	loop "$@" || return
	file=$(node "$gpu")
	unbind "$gpu" && loop_saw_it_go || return
	[ ! -e "$file" ] || fail "$file is still there" || return
	back
}

unbind_many_times()
{
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		loop 2 && unbind "$gpu" && loop_saw_it_go && bind "$gpu" || return
	done
	shows_again
}

unbind_with_a_still_picture()
{
	show && unbind "$gpu" || return
	# The program knows nothing yet, and must be able to end.
	stop show && back
}

remove()
{
	echo 1 >"$pci/devices/$gpu/remove"
}

remove_and_rescan()
{
	loop 2 && remove && loop_saw_it_go || return
	echo 1 >"$pci/rescan"
	await test -e "$pci/devices/$gpu"
	back
}

can_load()
{
	find "/lib/modules/$(uname -r)" -name "$driver.ko*" 2>/dev/null | grep -q .
}

unload()
{
	rmmod $driver || return
	[ -n "$(ls /sys/module/videoport/holders)" ] || rmmod videoport
}

rmmod_under_way()
{
	can_load || { skip="$driver is not in /lib/modules"; return; }
	loop 2 && rmmod $driver && loop_saw_it_go || return
	modprobe $driver && back
}

# The file stays, and with it the port driver alone.
rmmod_with_a_file_open()
{
	can_load || { skip="$driver is not in /lib/modules"; return; }
	# Others that hold the port driver
	for holder in /sys/module/videoport/holders/*; do
		[ "$(basename "$holder")" = $driver ] || rmmod "$(basename "$holder")" || return
	done
	show && rmmod $driver || return
	! rmmod videoport 2>/dev/null || fail "videoport has gone from under a file" || return
	kill_program show
	rmmod videoport && modprobe $driver && back
}

owner_killed()
{
	for _ in 1 2 3; do
		loop 2 || return
		kill_program loop
		shows_again || return
	done
}

can_suspend()
{
	grep -q deep /sys/power/mem_sleep 2>/dev/null && command -v host >/dev/null
}

sleep_and_wake()
{
	[ ! -e /sys/power/mem_sleep ] || echo deep >/sys/power/mem_sleep || return
	host wakeup 0 && echo mem >/sys/power/state
}

picture_over_suspend()
{
	can_suspend || { skip="no suspend to RAM, or no host to end it"; return; }
	show && shows "$gpu" life-before "$work/show.ppm" && sleep_and_wake &&
	shows "$gpu" life-after "$work/show.ppm" && stop show && shows_again
}

more_frames_than()
{
	[ "$(counter "$gpu" frames)" -gt "$1" ]
}

presenting_over_suspend()
{
	can_suspend || { skip="no suspend to RAM, or no host to end it"; return; }
	loop 2 || return
	for _ in 1 2 3; do
		sleep_and_wake || return
		frames=$(counter "$gpu" frames)
		await more_frames_than "$frames"
	done
	kill_program loop
	shows_again
}

# Frozen and thawed, and asleep no further
freeze_and_thaw()
{
	echo mem >/sys/power/state
}

presenting_over_freezing()
{
	echo freezer 2>/dev/null >/sys/power/pm_test || { skip="no /sys/power/pm_test"; return; }
	echo 0 >/sys/module/suspend/parameters/pm_test_delay
	loop && repeat 40 freeze_and_thaw
	status=$?
	echo none >/sys/power/pm_test
	[ $status -eq 0 ] && unbind "$gpu" && loop_saw_it_go && back
}

unbind_after_suspend()
{
	can_suspend || { skip="no suspend to RAM, or no host to end it"; return; }
	loop && sleep_and_wake && unbind "$gpu" && loop_saw_it_go && back
}

# Memory

# Who has asked for a process's stack, in /proc/vmallocinfo: what the compiler has not inlined
fork='copy_process|dup_task_struct|kernel_clone'

# Pages that are free, also those that a processor keeps for itself, or have an owner
# who is looked at elsewhere or comes and goes with processes: their stacks, too, which
# are kept for the next. A process that ends leaves some pages in its processors' batches
# for the LRU lists: they are emptied by who counts, so that nobody ends in between.
accounted_pages()
{
	owned='nr_slab_(un)?reclaimable|nr_page_table_pages|nr_anon_pages'
	awk -v names="^(nr_free_pages|count:|$owned)\$" -v fork="$fork" '
		BEGIN {
			print 1 >"/proc/sys/vm/drop_caches"
			close("/proc/sys/vm/drop_caches")
			print 1 >"/proc/sys/vm/stat_refresh"
			close("/proc/sys/vm/stat_refresh")
		}
		$1 ~ names {
			sum += $2
		}
		$0 ~ fork && match($0, /pages=[0-9]+/) {
			sum += substr($0, RSTART + 6, RLENGTH - 6)
		}
		END { print int(sum) }' /proc/zoneinfo /proc/vmallocinfo
}

# SLUB counts what is in use to the object only where it checks all that it does.
# Otherwise a processor keeps slabs for itself, all of whose objects count.
can_count()
{
	cat /sys/kernel/slab/*/sanity_checks 2>/dev/null | grep -q 1
}

# What is in use: each slab cache's objects; other pages; areas of kernel addresses.
# Areas of ended processes are kept for long, and their vmap_area objects.
look()
{
	echo 3 >/proc/sys/vm/drop_caches
	# RCU and workers free what is theirs to free.
	sleep 0.2
	awk '$1 != "vmap_area" && $2 ~ /^[0-9]+$/ { print $1, $2 }' /proc/slabinfo
	echo "pages -$(accounted_pages)"
	echo "areas $(grep -Evc "unpurged|$fork" /proc/vmallocinfo)"
}

# In a shell of its own, as this one's memory counts
repeat()
{
	count=0
	while [ $count -lt "$1" ]; do
		("$2") || return
		count=$((count + 1))
	done
}

# grown BEFORE AFTER: what is more in use after than before, by one every second cycle.
# The least of all looks comes near the truth.
grown()
{
	awk -v cycles="$cycles" '
		FNR == 1 { file++ }
		!((file, $1) in least) || $2 < least[file, $1] { least[file, $1] = $2 }
		{ names[$1] }
		END {
			for (name in names) {
				more = least[2, name] - least[1, name]
				if (more >= cycles / 2)
					print name, more
			}
		}' "$1" "$2"
}

# Of the lines in a file, those whose name is in another, too
also_in()
{
	awk 'NR == FNR { names[$1]; next } $1 in names' "$2" "$1"
}

# grows ROUND CYCLE: look after more cycles, until nothing seems to have grown that did in
# the round before; the least of the looks is what the next round begins from
grows()
{
	repeat "$cycles" "$2" || return 2
	: >"$work/look.$1"
	for _ in $(seq "${looks:-10}"); do
		look >>"$work/look.$1"
		grown "$work/look.$(($1 - 1))" "$work/look.$1" >"$work/grown"
		[ "$1" = 1 ] || also_in "$work/grown" "$work/suspects" >"$work/both"
		[ "$1" = 1 ] || mv "$work/both" "$work/grown"
		[ -s "$work/grown" ] || return 1
	done
	mv "$work/grown" "$work/suspects"
}

# What leaks grows in every round. What is only late to be freed does not: it is a matter
# of the machine's pace how late, but not that it is freed.
leaks_nothing()
{
	can_count || { skip="boot with slub_debug=F to have memory counted"; return; }
	repeat 10 "$1" && repeat 3 look >"$work/look.0" || return
	for round in 1 2 3; do
		grows $round "$1"
		case $? in
		1) return 0 ;;
		2) return 1 ;;
		esac
	done
	suspects=$(cat "$work/suspects")
	fail "more in use after each $cycles times $1: $suspects"
}

cycle_ring()
{
	ready || return
	"$here/videoport-show" -d "$(node "$gpu")" -m 320x240 -n 3 </dev/null >"$work/once" 2>&1 ||
		{ cat "$work/once"; return 1; }
}

# A ring that its owner leaves behind goes with the device.
cycle_unbind_first()
{
	ready || return
	start show presented "$here/videoport-show" -d "$(node "$gpu")" -m 320x240 -n 1 &&
	unbind "$gpu" && bind "$gpu" || return
	kill_program show
}

cycle_load()
{
	cycle_ring && unload && modprobe $driver && is_bound "$gpu"
}

load_leaks_nothing()
{
	can_load || { skip="$driver is not in /lib/modules"; return; }
	leaks_nothing cycle_load
}

lose_some()
{
	head -c 4096 /dev/zero >>/dev/shm/life-leak/page && mktemp -d /dev/shm/life-leak/XXXXXX
}

# The measure has to see one page and one object a cycle, else it proves nothing.
finds_a_leak()
{
	mkdir /dev/shm/life-leak
	looks=2
	! leaks_nothing lose_some
	status=$?
	looks=
	rm -r /dev/shm/life-leak
	[ -n "$skip" ] ||
	{ [ $status -eq 0 ] && echo "$suspects" | grep '^pages' && echo "$suspects" | grep dentry; }
}

begin
check "unbind while a program presents" unbind_under_way
check "unbind while a program presents and threads draw" unbind_under_way 8
check "unbind and bind ten times under a program" unbind_many_times
check "unbind while a picture stands still" unbind_with_a_still_picture
check "remove and rescan while a program presents" remove_and_rescan
check "rmmod of the miniport while a program presents" rmmod_under_way
check "an open file pins the port driver, not the miniport" rmmod_with_a_file_open
check "the owner killed, another presents at once" owner_killed
check "the picture outlives suspend to RAM" picture_over_suspend
check "a program presents on over suspend to RAM" presenting_over_suspend
check "a program's wait outlasts freezing" presenting_over_freezing
check "unbind after suspend to RAM" unbind_after_suspend
check "the measure of memory finds what every cycle loses" finds_a_leak
check "ring and free leak nothing" leaks_nothing cycle_ring
check "bind, ring, present, unbind under the ring leak nothing" leaks_nothing cycle_unbind_first
check "load, ring, present, unload leak nothing" load_leaks_nothing
finish
