#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A kernel's panic, which DRM draws on the screen of somebody else's miniport: miniport/linear on
# QEMU's VGA. The guest can't say how that ends; the host does, once it has seen the screen.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/desktop.sh"

[ "$(id -u)" = 0 ] || skip_all "needs root"
need_host
modprobe vp_linear 2>/dev/null
modprobe videoport_kms 2>/dev/null
[ -e /sys/module/drm/parameters/panic_screen ] || skip_all "this kernel draws no panic"
CARD_DRIVER=vp_linear
find_card || skip_all "no card in /dev/dri of a device that vp_linear has"

panic()
{
	export KMS_CARD="/dev/dri/$card"
	start show presented "$here/kms_loop" show 1024x768 "$work/show.ppm" &&
	echo 0 >/proc/sys/kernel/panic &&
	echo "videoport-selftest: expect Kernel panic" >/dev/kmsg &&
	answer=$(host panic kms-panic "$(host_name "$address")" "${0##*/}" "$promise") ||
		fail "$answer" || return
	echo c >/proc/sysrq-trigger
}

begin
check "the kernel's panic is on the screen" panic
finish
