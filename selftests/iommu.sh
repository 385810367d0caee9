#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Behind an IOMMU: the logical addresses the device gets are not physical ones,
# and a device that would not use them is refused.

. "$(dirname "$0")/lib.sh"

# Passthrough groups are of the type "identity".
behind_iommu()
{
	[ -e "$pci/devices/$1/iommu_group" ] &&
	grep -q DMA "$pci/devices/$1/iommu_group/type"
}

need_device
need_host
behind_iommu "$gpu" || skip_all "$gpu is not behind an IOMMU that translates"

present()
{
	start show presented "$here/videoport-show" -d "$(node "$gpu")" -n 30 \
		-s "$work/show.ppm" "$@"
}

picture()
{
	present "$@" && shows "$gpu" iommu-picture "$work/show.ppm" && stop show
}


no_fault()
{
	! dmesg | grep -i 'DMAR:.*fault\|AMD-Vi:.*fault'
}

# QEMU's default, iommu_platform=off, takes a logical address for a physical one.
refused()
{
	count=0
	for address in $(gpus); do
		is_bound "$address" && continue
		behind_iommu "$address" || continue
		lines=$(dmesg | wc -l)
		! bind "$address" || fail "$address is bound now" || return
		dmesg | tail -n "+$((lines + 1))" | grep iommu_platform=on ||
			fail "the log does not name iommu_platform=on" || return
		count=$((count + 1))
	done
	[ $count -gt 0 ] || skip="no device without iommu_platform here"
}

begin
check "the picture through translated addresses" picture
check "3840x2160 through translated addresses" picture -m 3840x2160
check "the IOMMU has reported no fault" no_fault
check "a device that does not take logical addresses is refused" refused
finish
