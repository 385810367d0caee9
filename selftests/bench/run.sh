#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What "make bench" runs: what a frame costs, ours and the kernel's own driver's side by
# side on two virtio-gpus of one guest. Once in guest instructions, counted by a plugin
# (./counter.c), on a device that answers at once and on one that takes a while; once by the
# clock, in turn, on two processors. Then, in guest instructions, what a page of a large
# ring costs, and a common buffer among many. Tables go to build/bench/bench.md and .csv.
#
# In the environment: KERNEL (6.1); QUICK=1, instructions alone, on the device that takes a
# while; PROFILE=1, by function.
set -eu

here=$(dirname "$(realpath "$0")")
top=$(realpath "$here/../..")
kernel=${KERNEL:-6.1}
out=$top/build/bench

guest()
{
	"$top/selftests/vm/vm" --kernel "$kernel" --out "$out/vm" --mem 3G --timeout 900 "$@" \
		2>"$out/log" || { cat "$out/log"; exit 1; }
}

# both OPTION... -- WORD...: a guest of two virtio-gpus runs cost.sh with these words
both()
{
	guest --device virtio-gpu-pci,id=gpu0,xres=1920,yres=1080,max_hostmem=1G \
		--device virtio-gpu-pci,id=gpu1,xres=1920,yres=1080,max_hostmem=1G \
		--file "$out/present:/bin/present" --file "$out/kms:/bin/kms" \
		--file "$here/cost.sh:/bin/cost.sh" "$@"
}

# cost NAME OPTION...
cost()
{
	name=$1
	shift
	echo "bench: Linux $kernel, guest instructions, $name" >&2
	# Paths as seen from the guest's folder, since words are what QEMU's options are cut in
	both --icount --qemu="-plugin ../counter.so,out=../$name.counts" "$@" \
		-- cost.sh cost >"$out/$name.text"
	mv "$out/vm/kallsyms" "$out/$name.kallsyms"
}

qemu=$(qemu-system-x86_64 --version | sed -n '1s/.*version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
# shellcheck disable=SC2086 # a list of words
set -- $qemu
if [ "$1" -lt 9 ]; then
	plugin=1
elif [ "$1.$2" = 9.0 ]; then
	plugin=2
else
	plugin=3
fi
# Instructions one by one take QEMU long, and its devices none of them.
slowly=-singlestep
if [ "$1" -gt 8 ]; then
	slowly="-accel tcg,one-insn-per-tb=on"
fi

"$top/selftests/vm/build" "$kernel" "-j$(nproc)"
mkdir -p "$out"
rm -f "$out"/*.text "$out"/*.counts
${CC:-cc} -O2 -Wall -Wextra -shared -fPIC -fvisibility=hidden -DPLUGIN_VERSION=$plugin \
	-o "$out/counter.so" "$here/counter.c"
${CC:-cc} -O2 -Wall -Wextra -o "$out/memcpy" "$here/memcpy.c"
for program in present fault; do
	${CC:-cc} -O2 -Wall -Wextra -static -I"$top/include/uapi" -o "$out/$program" \
		"$here/$program.c" "$here/../screen.c"
done
library=$("$top/selftests/vm/fetch" source)/tools/testing/selftests
headers=$("$top/selftests/vm/fetch" kernel "$kernel")/usr/src
# shellcheck disable=SC2086 # words
${CC:-cc} -O2 -Wall -Wextra -static -I"$top/include/uapi" -isystem "$library" \
	-idirafter $headers/*-common/include/uapi -D__user= -o "$out/kms" \
	"$here/kms.c" "$here/../kms_device.c"

cost later
if [ -z "${QUICK:-}" ]; then
	cost once "--qemu=$slowly"
	echo "bench: Linux $kernel, two processors, by the clock" >&2
	both -- cost.sh rate 5 >"$out/rate.text"
	"$out/memcpy" >"$out/memcpy.text"
fi
{
	echo "Linux $kernel, QEMU $1.$2, $(date -u +%Y-%m-%d): make bench"
	"$here/report" "$out"
} >"$out/bench.md"
cat "$out/bench.md"
[ -z "${QUICK:-}" ] || exit 0

# others TITLE COMMAND OPTION...
others()
{
	echo
	echo "Linux $kernel, guest instructions: $1"
	command=$2
	shift 2
	guest --icount --device virtio-gpu-pci,id=gpu0,xres=1920,yres=1080,max_hostmem=1G \
		--device edu --file "$out/fault:/bin/fault" --file "$out/port:/bin/port" \
		-- sh -c "takeover load && takeover take >/dev/null && $command"
}

"$top/selftests/vm/programs"
cp "$top/build/kselftest-amd64/videoport/port" "$out/port"
others "a fault" \
	"echo 2000000000 >/sys/module/videoport/parameters/ring_bytes_max && fault"
others "the four steps among 10 and 100,000 buffers" \
	"modprobe vp_test; port --timed >/dev/null && dmesg | grep -o 'vpt time: .*'"
