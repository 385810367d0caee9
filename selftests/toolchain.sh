#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What "make" says where it can't build, before it builds anything; and what it hands
# on to Kbuild. Kernels' headers and compilers are made up here.

. "$(dirname "$0")/lib.sh"

top=$here/..
[ -e "$top/driver/toolchain" ] || top=$here/../..	# run from build/selftests
toolchain=$top/driver/toolchain

[ -x "$toolchain" ] && [ -e "$top/Makefile" ] || skip_all "no sources here"
for needed in make od apt-cache python3; do
	command -v $needed >/dev/null || skip_all "no $needed"
done
case $(uname -m) in
x86_64) us=X86_64 our_gcc=x86_64-linux-gnu-gcc other=ARM64
	other_gcc=aarch64-linux-gnu-gcc other_package=aarch64-linux-gnu other_arch=arm64 ;;
aarch64) us=ARM64 our_gcc=aarch64-linux-gnu-gcc other=X86_64
	other_gcc=x86_64-linux-gnu-gcc other_package=x86-64-linux-gnu other_arch=x86_64 ;;
*) skip_all "this machine is neither x86-64 nor arm64" ;;
esac

# headers OPTION...: that a kernel was configured with, as auto.conf has them
headers()
{
	rm -rf "$work/headers"
	mkdir -p "$work/headers/include/config" "$work/headers/include/generated" \
		"$work/headers/scripts/basic" "$work/headers/scripts/mod"
	printf 'CONFIG_%s\n' "$@" >"$work/headers/include/config/auto.conf"
	echo '#define UTS_RELEASE "9.9.9+deb13-test"' \
		>"$work/headers/include/generated/utsrelease.h"
	# as Debian 12 has it
	echo 9.9.9 >"$work/headers/include/config/kernel.release"
	cp "$(command -v env)" "$work/headers/scripts/basic/fixdep"
	cp "$(command -v env)" "$work/headers/scripts/mod/modpost"
	cat >"$work/headers/Makefile" <<-'END'
		root := $(INSTALL_MOD_PATH)/lib/modules/9.9.9+deb13-test/updates
		modules: ; $(info flags: $(MAKEFLAGS))
		modules_install: ; mkdir -p $(root) && cp scripts/mod/modpost $(root)/x.ko
	END
}

# As Debian's, which name their compiler
debian_headers()
{
	headers "$1=y" CC_IS_GCC=y "GCC_VERSION=$2"
	printf '%s\n' "override CROSS_COMPILE = $3-" "CC = \$(CROSS_COMPILE)gcc-$4" \
		>"$work/headers/.kernelvariables"
}

# machine PROGRAM:VERSION...: has these compilers and no other, and by itself gcc 12
machine()
{
	rm -rf "$work/bin"
	mkdir "$work/bin"
	for tool in sh sed od tr uname make dirname ls cat env sort grep tail mkdir cp \
		    realpath python3; do
		ln -s "$(command -v $tool)" "$work/bin/$tool"
	done
	for pair in gcc:12.2.0 "$@" pahole:1; do
		printf '#!/bin/sh\necho %s\n' "${pair#*:}" >"$work/bin/${pair%:*}"
		chmod +x "$work/bin/${pair%:*}"
	done
	packages "clang-19 lld-19 llvm-19 gcc-14 gcc-14-$other_package"
}

# packages NAME...: that apt knows
packages()
{
	cat >"$work/bin/apt-cache" <<-END
		#!/bin/sh
		case " $* " in *" \$2 "*) echo "Package: \$2" ;; esac
	END
	chmod +x "$work/bin/apt-cache"
}

run()
{
	env -u MAKEFLAGS PATH="$work/bin" "$@" >"$work/words" 2>"$work/said"
	status=$?
	cat "$work/words" "$work/said"
	return $status
}

words()
{
	expected=$1
	shift
	run env "$@" "$toolchain" "$work/headers" && same words "$expected" "$(cat "$work/words")"
}

# refuses TEXT [NAME=VALUE...]: in one line
refuses()
{
	text=$1
	shift
	! run env "$@" "$toolchain" "$work/headers" || fail "no refusal" || return
	same lines 1 "$(wc -l <"$work/said")" && same words "" "$(cat "$work/words")" &&
	grep -Fq "$text" "$work/said" || fail "not said: $text"
}

gcc_of_debian()
{
	debian_headers $us 140200 "${our_gcc%-gcc}" 14
	machine $our_gcc-12:12.2.0 && refuses "made by gcc-14: apt install gcc-14" &&
	machine $our_gcc-14:14.2.0 && words "" &&
	rm "$work/bin/gcc" && words "HOSTCC=$our_gcc-14"
}

no_such_package()
{
	ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 ||
		{ skip="no lists of packages"; return; }
	debian_headers $us 140200 "${our_gcc%-gcc}" 14
	machine gcc:12 && packages gcc-12 &&
	refuses "has no package gcc-14: build on Debian 13"
}

gcc_of_others()
{
	headers $us=y CC_IS_GCC=y GCC_VERSION=140100
	machine && refuses "made by gcc-14: apt install gcc-14" &&
	rm "$work/bin/gcc" && refuses "made by gcc-14: apt install gcc-14" &&
	machine gcc:14 && words "" &&
	machine gcc:15.1.0 && words "" &&
	machine gcc-14:14.2.0 && words CC=gcc-14
}

clang()
{
	headers $us=y CC_IS_CLANG=y CLANG_VERSION=190107 LD_IS_LLD=y
	machine gcc:14 && refuses "made by clang-19: apt install clang-19 lld-19 llvm-19" &&
	machine clang-19:19 llvm-nm-19:19 llvm-ar-19:19 llvm-objcopy-19:19 &&
	refuses "made by clang-19: apt install lld-19" &&
	machine clang-19:19 ld.lld-19:19 llvm-nm-19:19 llvm-ar-19:19 llvm-objcopy-19:19 &&
	words "LLVM=-19 CC=clang-19" &&
	machine clang:18 clang-18:18 && words "LLVM=-18 CC=clang-18" LLVM=-18 &&
	words "LLVM=$work/bin/ CC=$work/bin/clang" "LLVM=$work/bin/" &&
	machine clang:20 ld.lld:20 llvm-nm:20 llvm-ar:20 llvm-objcopy:20 &&
	words "LLVM=1 CC=clang" && words "LLVM=1 CC=clang" LLVM=1 &&
	machine clang:16 ld.lld:16 llvm-nm:16 llvm-ar:16 llvm-objcopy:16 &&
	refuses "made by clang-19: apt install clang-19 lld-19 llvm-19" &&
	headers $us=y CC_IS_CLANG=y CLANG_VERSION=190107 LD_IS_BFD=y &&
	machine clang-19:19 && words CC=clang-19
}

machines()
{
	debian_headers $other 140200 "${other_gcc%-gcc}" 14
	machine gcc-14:14.2.0 &&
	refuses "made by gcc-14: apt install gcc-14-$other_package" ARCH=$other_arch &&
	machine $other_gcc-14:14 &&
	words "ARCH=$other_arch CROSS_COMPILE=${other_gcc%gcc}" ARCH=$other_arch &&
	words "ARCH=$other_arch CROSS_COMPILE=${other_gcc%gcc}" &&
	headers $other=y CC_IS_GCC=y GCC_VERSION=140100 && machine my-gcc:14 &&
	words "ARCH=$other_arch CROSS_COMPILE=my-" CROSS_COMPILE=my-
}

arch_names()
{
	headers X86_64=y
	machine gcc:14
	refuses "no ARCH=mips here: x86_64 (or amd64), arm64 (or aarch64)" ARCH=mips &&
	refuses "are for x86_64" ARCH=arm64 || return
	run env ARCH=amd64 "$toolchain" "$work/headers" && grep -q ARCH=x86_64 "$work/words"
}

own_compiler()
{
	headers $us=y CC_IS_GCC=y GCC_VERSION=140100
	machine && words CC=mine "MAKEFLAGS= -- CC=mine" CC=mine
}

# Programs that the headers bring: not there, another machine's, wanting another libc
headers_tools()
{
	headers $us=y
	machine
	rm "$work/headers/scripts/mod/modpost"
	refuses "make -C $work/headers modules_prepare" || return
	headers $us=y
	printf '\1\1' | dd of="$work/headers/scripts/mod/modpost" bs=1 seek=18 conv=notrunc 2>&1
	refuses "modpost is another machine's program" || return
	headers $us=y
	LC_ALL=C sed -i 's/GLIBC_2\.[1-9][0-9]/GLIBC_2.99/g' "$work/headers/scripts/mod/modpost"
	refuses "modpost needs GLIBC_2.99, which" && grep -q "build on Debian 13" "$work/said" ||
		return
	headers $us=y
	LC_ALL=C sed -i 's/libc\.so\.6/libq.so.9/g' "$work/headers/scripts/mod/modpost"
	refuses "modpost needs libq.so.9: install the library"
}

# For programs of this machine
host_compiler()
{
	headers $us=y
	machine
	rm "$work/bin/gcc"
	refuses "no compiler for programs of this machine: install gcc" || return
	printf '#!/bin/sh\nexit 1\n' >"$work/bin/gcc"
	chmod +x "$work/bin/gcc"
	refuses "gcc has no C library to build programs with: install libc6-dev"
}

no_headers()
{
	machine
	rm -rf "$work/headers"
	refuses "no kernel headers at $work/headers: install linux-headers-" || return
	mkdir "$work/headers"
	refuses "is no folder of kernel headers"
}

without_pahole()
{
	headers $us=y
	machine
	rm "$work/bin/pahole"
	words "CONFIG_DEBUG_INFO_BTF_MODULES= CONFIG_PAHOLE_VERSION=0"
}

# Both commands say it, and begin nothing.
before_building()
{
	headers $us=y CC_IS_GCC=y GCC_VERSION=140100
	machine
	for what in modules "miniport MINIPORT=$here/miniport/linear LICENSE=GPL"; do
		# shellcheck disable=SC2086 # a list of words
		! run make -C "$top" KDIR="$work/headers" $what || fail "$what: done" || return
		grep -q "apt install gcc-14" "$work/said" || fail "$what: not said" || return
		! grep -q "== Building\|flags:" "$work/words" || fail "$what: begun" || return
	done
}

# makes TEXT WORD...: fails, saying so in one line
makes()
{
	text=$1
	shift
	! run make -s --no-print-directory "$@" || fail "no refusal: $*" || return
	same lines 1 "$(wc -l <"$work/said")" && grep -Fq "$text" "$work/said"
}

kbuilds_riddles()
{
	headers $us=y
	machine
	mkdir "$work/a b"
	cp -r "$top/Makefile" "$top/driver" "$work/a b"
	makes "O= is not for these" -C "$top" KDIR="$work/headers" O=x &&
	makes "MO= is not for these" -C "$top" KDIR="$work/headers" MO=x install &&
	makes "rename $work/a b" -C "$work/a b" KDIR="$work/headers" &&
	makes "rename $work/a b" -C "$work/a b" test &&
	makes "rename $work/a b" -C "$work/a b" MINIPORT=x &&
	makes "rename $work/c d" -C "$top" KDIR="$work/c d"
}

jobs()
{
	headers $us=y
	machine
	run make -C "$top" -j3 KDIR="$work/headers" modules &&
	grep -q 'flags:.*jobserver' "$work/words" && ! grep -q 'jobserver unavailable' "$work/said"
}

# installs NAME: below the folder of that variable
installs()
{
	rm -rf "$work/root"
	run make -C "$top" KDIR="$work/headers" "$1=$work/root" install &&
	grep -q '^updates/x.ko:' "$work/root/lib/modules/9.9.9+deb13-test/modules.dep"
}

install_for_modprobe()
{
	for depmod in /sbin/depmod /usr/sbin/depmod; do
		[ ! -x $depmod ] || break
	done
	[ -x $depmod ] || { skip="no depmod"; return; }
	headers $us=y
	machine
	installs INSTALL_MOD_PATH && installs DESTDIR
}

begin

check "toolchain: the compiler that Debian's headers name, or its package" gcc_of_debian
check "toolchain: no such package here, but on another release" no_such_package
check "toolchain: other headers: the same compiler, a newer one, or its package" gcc_of_others
check "toolchain: what clang has made, clang builds" clang
check "toolchain: another machine's kernel" machines
check "toolchain: names of machines" arch_names
check "toolchain: who says CC= chooses" own_compiler
check "toolchain: the headers' own programs" headers_tools
check "toolchain: a compiler for programs, and the C library" host_compiler
check "toolchain: no headers, or no kernel's" no_headers
check "toolchain: no BTF without pahole" without_pahole
check "make: refuses before it builds" before_building
check "make: O=, MO= and paths that Kbuild can't do" kbuilds_riddles
check "make: -j reaches Kbuild" jobs
check "make: install is enough for modprobe" install_for_modprobe

finish
