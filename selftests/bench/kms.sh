#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# In the guest: kms on our card and on that of the kernel's own driver, a virtio-gpu each.
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
takeover kms
card()
{
	find -H "$pci/devices/$1"/ -path '*/drm/card*' -name 'card[0-9]' | sed 's|.*/|/dev/dri/|'
}
exec kms "$(card "$ours")" "$(card "$peer")"
