# SPDX-License-Identifier: GPL-2.0
# What the scripts here share that are about vp_test; they source it after lib.sh.

# shellcheck disable=SC2034 # for the scripts
driver=vp_test
debugfs=/sys/kernel/debug/vp_test
parameters=/sys/module/videoport/parameters

edus()
{
	functions_of 0x1234 0x11e8
}

[ "$(id -u)" = 0 ] || skip_all "needs root"
edu=$(edus | head -n 1)
[ -n "$edu" ] || skip_all "no edu function (QEMU: -device edu)"
modprobe vp_test 2>/dev/null
[ -e /sys/module/vp_test ] || skip_all "the test module vp_test can't be loaded"

# reload [PARAMETER=VALUE...]: the module anew, no function bound
reload()
{
	for address in $(edus); do
		# Or it would be bound at once.
		echo >"$pci/devices/$address/driver_override"
	done
	rmmod vp_test && modprobe vp_test "$@"
}

bind_all()
{
	for address in $(edus); do
		bind "$address" || return
	done
}

# The names of the calls in the log, in order
calls()
{
	cut -d ' ' -f 1 "$debugfs/$edu/log" | tr '\n' ' ' | sed 's/ $//'
}

port()
{
	"$here/port" "$@"
}

# run_case NAME: one of vp_test's cases, whatever it puts into the log
run_case()
{
	echo "$1" >"$debugfs/$edu/run"
	[ "$(head -n 1 "$debugfs/$edu/run")" = ok ] || fail "$1: $(cat "$debugfs/$edu/run")"
}

# What holds the device: nothing may be left of a miniport that is not bound.
nothing_left()
{
	is_bound "$edu" && fail "$edu is bound" && return 1
	node "$edu" >/dev/null && fail "$edu has a device file" && return 1
	! grep vp_test /proc/iomem || fail "regions are still claimed" || return
	! grep vp_test /proc/interrupts || fail "an interrupt is still connected" || return
	! grep "$(head -n 1 "$pci/devices/$edu/resource" | cut -d ' ' -f 1)" /proc/vmallocinfo ||
		fail "registers are still mapped" || return
	[ ! -e "/sys/kernel/debug/videoport/$edu" ] || fail "debugfs still shows $edu" || return
	command=$(dd if="$pci/devices/$edu/config" bs=2 skip=2 count=1 2>/dev/null |
		od -An -tu2)
	[ $((command & 0x4)) -eq 0 ] || fail "$edu is still bus master" || return
	[ $((command & 0x400)) -eq 0 ] || fail "$edu may not pull its interrupt line"
}

# logged WORDS: since "mark"
mark()
{
	marks=$((${marks:-0} + 1))
	mark="videoport-selftest: $$ $number.$marks${1:+ $1}"
	echo "$mark" >/dev/kmsg
}

logged()
{
	dmesg | sed "1,/$mark/d" | grep "$1" || fail "not in the log: $1"
}
