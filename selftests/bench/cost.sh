#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# In the guest, of two virtio-gpus: cost.sh cost, what a frame costs on ours and on that
# of the kernel's own driver, then what DRM's calls cost on both; cost.sh rate ROUNDS, what
# either does in a while, in turn.
set -e
takeover load
modprobe virtio_gpu
modprobe virtio_pci
takeover take >/dev/null
pci=/sys/bus/pci
for function in "$pci"/drivers/vp_virtio_gpu/*:*; do
	ours=${peer:-}
	peer=${function##*/}
done
echo "$peer" >"$pci/drivers/vp_virtio_gpu/unbind"
echo >"$pci/devices/$peer/driver_override"
echo "$peer" >"$pci/drivers_probe"
node()
{
	find -H "$pci/devices/$1"/ -path '*/videoport/videoport*' -name 'videoport[0-9]*' |
		sed 's|.*/|/dev/|'
}
card()
{
	find -H "$pci/devices/$1"/ -path '*/drm/card*' -name 'card[0-9]' | sed 's|.*/|/dev/dri/|'
}
if [ "$1" = rate ]; then
	for _ in $(seq "$2"); do
		kms "$(card "$peer")"
		present "$(node "$ours")"
	done
	exit
fi
present "$(node "$ours")"
takeover kms
kms "$(card "$peer")" "$(card "$ours")"
# The kernel's functions, and where our modules lie
host save /proc/kallsyms kallsyms >/dev/null
