#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What a frame costs, on the guests that "make test" uses: once in guest
# instructions (one processor, exact from run to run), once in wall time. Says
# the median [least, most] of 11 rounds. KERNEL (6.1) may be in the environment.
set -eu

here=$(dirname "$(realpath "$0")")
top=$(realpath "$here/../..")
kernel=${KERNEL:-6.1}
out=$top/build/bench

# measure TITLE OPTION...
measure()
{
	echo "== $1"
	shift
	"$top/selftests/vm/vm" --kernel "$kernel" --out "$out" --mem 3G --timeout 900 "$@" \
		--device virtio-gpu-pci,id=gpu0,xres=1920,yres=1080,max_hostmem=1G \
		--file "$out/present:/bin/present" \
		-- sh -c 'takeover load && takeover take >/dev/null && present' 2>"$out/log" ||
		{ cat "$out/log"; exit 1; }
}

"$top/selftests/vm/build" "$kernel" "-j$(nproc)"
mkdir -p "$out"
${CC:-cc} -O2 -Wall -Wextra -static -I"$top/include/uapi" -o "$out/present" \
	"$here/present.c" "$here/../screen.c"

measure "Linux $kernel, guest instructions a frame" --icount
measure "Linux $kernel, 2 processors, wall time a frame"
