#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What a frame costs, on the guests that "make test" uses: once in guest
# instructions (one processor, exact from run to run), once in wall time. Says
# the median [least, most] of 11 rounds. Then, in guest instructions, what a page
# of a large ring costs, a common buffer among many, and what DRM's calls cost on
# videoport_kms and on the kernel's own driver.
# KERNEL (6.1) may be in the environment.
set -eu

here=$(dirname "$(realpath "$0")")
top=$(realpath "$here/../..")
kernel=${KERNEL:-6.1}
out=$top/build/bench

# measure TITLE COMMAND OPTION...
measure()
{
	echo "== $1"
	command=$2
	shift 2
	"$top/selftests/vm/vm" --kernel "$kernel" --out "$out" --mem 3G --timeout 900 "$@" \
		--device virtio-gpu-pci,id=gpu0,xres=1920,yres=1080,max_hostmem=1G \
		--device edu --file "$out/present:/bin/present" --file "$out/fault:/bin/fault" \
		--file "$out/port:/bin/port" \
		-- sh -c "takeover load && takeover take >/dev/null && $command" 2>"$out/log" ||
		{ cat "$out/log"; exit 1; }
}

"$top/selftests/vm/build" "$kernel" "-j$(nproc)"
mkdir -p "$out"
for program in present fault; do
	${CC:-cc} -O2 -Wall -Wextra -static -I"$top/include/uapi" -o "$out/$program" \
		"$here/$program.c" "$here/../screen.c"
done
"$top/selftests/vm/programs"
library=$("$top/selftests/vm/fetch" source)/tools/testing/selftests
headers=$("$top/selftests/vm/fetch" kernel "$kernel")/usr/src
# shellcheck disable=SC2086 # words
${CC:-cc} -O2 -Wall -Wextra -static -I"$top/include/uapi" -isystem "$library" \
	-idirafter $headers/*-common/include/uapi -D__user= -o "$out/kms" \
	"$here/kms.c" "$here/../kms_device.c"
cp "$top/build/kselftest-amd64/videoport/port" "$out/port"

measure "Linux $kernel, guest instructions a frame" present --icount
measure "Linux $kernel, 2 processors, wall time a frame" present
measure "Linux $kernel, guest instructions a fault" \
	"echo 2000000000 >/sys/module/videoport/parameters/ring_bytes_max && fault" --icount
measure "Linux $kernel, guest instructions of the four steps among 10 and 100,000 buffers" \
	"modprobe vp_test; port --timed >/dev/null && dmesg | grep -o 'vpt time: .*'" --icount

# drm TITLE OPTION...
drm()
{
	echo "== Linux $kernel, guest instructions of DRM's calls, $1: ours, the kernel's, ratio"
	shift
	"$top/selftests/vm/vm" --kernel "$kernel" --out "$out" --mem 2G --timeout 900 \
		--icount "$@" --device virtio-gpu-pci,id=gpu0,xres=1920,yres=1080 \
		--device virtio-gpu-pci,id=gpu1,xres=1920,yres=1080 \
		--file "$out/kms:/bin/kms" --file "$here/kms.sh:/bin/kms.sh" \
		-- kms.sh 2>"$out/log" ||
		{ cat "$out/log"; exit 1; }
}

drm "a device that answers after a while"
# Instructions one by one take QEMU long, and its devices none of them.
drm "a device that answers at once" --qemu=-singlestep
