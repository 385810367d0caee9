#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The promises of "make dkms": what DKMS then has, builds and installs, for this kernel
# and the next; and that a failure leaves all as it was. Needs root, DKMS and the headers
# of a kernel, or of two: installed, or those that the virtual machines use. The machine
# stays as it is: what is written lies in memory, and only these tests see it.
#
# DKMS_MODULES names a folder that gets what was built, for a guest to load.

if [ "$(id -u)" = 0 ] && [ -z "${DKMS_TEST_ROOM:-}" ]; then
	unshare -m true && DKMS_TEST_ROOM=1 exec unshare -m "$0"
fi

. "$(dirname "$0")/lib.sh"

PATH=$PATH:/usr/sbin:/sbin
top=$here/..
[ -e "$top/driver/dkms" ] || top=$here/../..	# run from build/selftests
modules=$(realpath /lib)/modules

# Those that the virtual machines use look as if they were installed.
offer_kernels()
{
	mkdir -p "$modules"
	for fetched in "${XDG_CACHE_HOME:-$HOME/.cache}"/videoport/linux-*/release; do
		[ -e "$fetched" ] || continue
		release=$(cat "$fetched")
		# A flavour is built as the plain one is.
		case $release in
		*-rt-* | *-cloud-*) continue ;;
		esac
		fetched=${fetched%/release}
		[ ! -e "$modules/$release" ] || continue
		mkdir "$modules/$release"
		ln -s "$fetched/headers" "$modules/$release/build"
		ln -s "$fetched/lib/modules/$release/kernel" "$modules/$release"
		depmod "$release" 2>/dev/null
	done
}

# that this machine builds for as its own
kernels()
{
	for build in "$modules"/*/build; do
		words=$("$top/driver/toolchain" "$build" 2>/dev/null) || continue
		build=${build%/build}
		case $words in
		*ARCH=*) ;;
		*) echo "${build##*/}" ;;
		esac
	done | sort -V
}

# Above a folder, for these tests only
cover()
{
	mkdir -p "$room/$2" "$room/$2.work" &&
	mount -t overlay cover -o "lowerdir=$1,upperdir=$room/$2,workdir=$room/$2.work" "$1"
}

# What the machine may have of DKMS is not to be seen, nor anything of ours.
enter_room()
{
	mount -t tmpfs -o mode=755 tmpfs "$room" && cover /usr/src src &&
	cover "${modules%/*}" lib && mkdir "$room/dkms" &&
	mount --bind "$room/dkms" /var/lib/dkms &&
	rm -rf /usr/src/videoport* /usr/src/.videoport* || return
	offer_kernels
	find "$modules"/*/updates "$modules"/*/extra -name 'videoport*.ko*' -delete \
		-o -name 'vp_*.ko*' -delete 2>/dev/null
	first=$(kernels | head -n 1)
	second=$(kernels | sed 1d | tail -n 1)
}

# The port driver alone, as two miniports more prove nothing
copy_tree()
{
	mkdir "$tree"
	tar -C "$top" -c --exclude='*.o' --exclude='*.ko' --exclude='*.mod' --exclude='*.mod.c' \
		--exclude='.*.cmd' --exclude='*_glue.c' --exclude=inf2glue --exclude='*.symvers' \
		Makefile Kbuild LICENSE driver include selftests/ddk |
		tar -C "$tree" -x --no-same-owner
	sed -i 's,driver/miniport/[a-z_]*/,,g' "$tree/Kbuild"
	set_version 0.9
}

[ -x "$top/driver/dkms" ] && [ -e "$top/Makefile" ] || skip_all "no sources here"
[ "$(id -u)" = 0 ] || skip_all "needs root"
[ -n "${DKMS_TEST_ROOM:-}" ] || skip_all "no mounts of its own: the root is no mount point"
for needed in dkms make python3 setpriv setsid; do
	command -v $needed >/dev/null || skip_all "no $needed"
done
room=$(mktemp -d)
tree=$room/tree
version_file=$tree/include/uapi/videoport.h
version=$(sed -n 's/.*VIDEOPORT_VERSION "\(.*\)"/\1/p' "$top/include/uapi/videoport.h")

set_version()
{
	sed -i "s/\(VIDEOPORT_VERSION \)\".*\"/\1\"$1\"/" "$version_file"
}

leave_room()
{
	umount -l "$room" 2>/dev/null
	rmdir "$room"
}

enter_room || { leave_room; skip_all "this kernel lets nobody cover a folder"; }
[ -n "$first" ] || { leave_room; skip_all "no headers of a kernel"; }
copy_tree

# makes WORD...
makes()
{
	(cd "$tree" && env -u MAKEFLAGS make -s --no-print-directory \
		KDIR="$modules/$first/build" "$@") >"$work/words" 2>"$work/said" </dev/null
	status=$?
	cat "$work/words" "$work/said"
	[ $status = 0 ] || cat "$tree/build/dkms.log" 2>/dev/null
	return $status
}

# refuses TEXT WORD...: in one line, beside make's own
refuses()
{
	text=$1
	shift
	! makes "$@" || fail "no refusal" || return
	same lines 1 "$(grep -vc '^make' "$work/said")" && grep -Fq "$text" "$work/said"
}

# All that a failure must leave as it is
state()
{
	find /usr/src/videoport* /usr/src/.videoport* /var/lib/dkms "$modules"/*/updates \
		"$modules"/*/modules.dep ! -type d -exec cksum {} + -exec ls -l {} + 2>/dev/null |
		sed 's/ [A-Z][a-z][a-z]  *[0-9]* [0-9:]* / /' | sort
}

as_before()
{
	state | diff "$work/before" -
}

# unchanged TEXT WORD...: refuses so, and all is as before
unchanged()
{
	state >"$work/before"
	refuses "$@" && as_before
}

# has PACKAGE VERSION KERNEL
has()
{
	dkms status -m "$1" -v "$2" -k "$3" | grep -q ': installed' ||
		fail "DKMS has no $1 $2 for $3: $(dkms status)"
}

# unpack MODULE KERNEL: what DKMS has installed, to be looked at and for a guest
unpack()
{
	file=$(modinfo -k "$2" -F filename "$1")
	case $file in
	*.xz) xz -dc "$file" ;;
	*.zst) zstd -qdc "$file" ;;
	*) cat "$file" ;;
	esac >"$work/$1.ko"
	[ -z "${DKMS_MODULES:-}" ] ||
		{ mkdir -p "$DKMS_MODULES/$2" && cp "$work/$1.ko" "$DKMS_MODULES/$2"; }
}

# loads MODULE KERNEL: modprobe finds it, and the port driver of the same build
loads()
{
	modprobe -S "$2" --show-depends "$1" >"$work/depends" 2>&1 || cat "$work/depends"
	grep -q "updates/.*/videoport.ko" "$work/depends" && grep -q "/$1.ko" "$work/depends" ||
		fail "modprobe does not find $1 for $2" || return
	link=/var/lib/dkms/videoport/kernel-$2-$(uname -m)
	unpack videoport "$2"
	unpack "$1" "$2"
	# where the kernel gives versions to symbols
	modprobe --dump-modversions "$work/$1.ko" 2>/dev/null | sort >"$work/needed"
	sed -n 's/^\(0x[0-9a-f]*\)\t\([^\t]*\)\t[^\t]*driver\/port\/.*/\1\t\2/p' \
		"$link/module/Module.symvers" | sort >"$work/given"
	cut -f 2 "$work/given" >"$work/names"
	grep -wFf "$work/names" "$work/needed" | comm -23 - "$work/given" >"$work/others"
	same "symbols of another port driver" "" "$(cat "$work/others")"
}

rights()
{
	(cd "$tree" && setpriv --reuid=65534 --regid=65534 --clear-groups \
		driver/dkms install "$modules/$first/build") >"$work/said" 2>&1
	grep -q "run it as root" "$work/said" && same lines 1 "$(wc -l <"$work/said")" || return
	(cd "$tree" && unshare -m sh -c "mount --bind /dev/null $(command -v dkms) &&
		driver/dkms install $modules/$first/build") >"$work/said" 2>&1
	grep -q "apt install dkms" "$work/said" && same lines 1 "$(wc -l <"$work/said")"
}

other_headers()
{
	mkdir "$room/headers"
	ln -s "$modules/$first/build"/* "$modules/$first/build"/.[a-z]* "$room/headers"
	unchanged "which is not $room/headers" dkms KDIR="$room/headers" &&
	unchanged "no kernel headers at /nowhere" dkms KDIR=/nowhere
}

miniport_first()
{
	unchanged "make dkms (without MINIPORT=) first" dkms \
		"MINIPORT=$here/miniport/linear" LICENSE=GPL
}

# Left by somebody: sources without a dkms.conf, a version that DKMS calls broken
half_there()
{
	mkdir -p /usr/src/videoport-0.9 "/var/lib/dkms/videoport/0.8/$first/$(uname -m)/module" \
		"$modules/$first/updates/dkms"
	touch /usr/src/videoport-0.9/left "$modules/$first/updates/dkms/left_by_us.ko" \
		"/var/lib/dkms/videoport/0.8/$first/$(uname -m)/module/left_by_us.ko"
	ln -s /usr/src/videoport-0.8 /var/lib/dkms/videoport/0.8/source
	makes dkms && has videoport 0.9 "$first" &&
	same version 0.9 "$(modinfo -k "$first" -F version videoport)" &&
	[ ! -e /usr/src/videoport-0.9/left ] && [ ! -e /var/lib/dkms/videoport/0.8 ] &&
	[ ! -e "$modules/$first/updates/dkms/left_by_us.ko" ] &&
	[ -e /usr/src/videoport-0.9/LICENSE ] &&
	same "what was built" "" "$(find /usr/src/videoport-0.9 -name '*.o' -o -name '*.ko')"
}

miniport()
{
	makes dkms "MINIPORT=$here/miniport/linear" LICENSE=GPL &&
	has videoport-linear 0.9 "$first" && loads vp_linear "$first" &&
	same "port drivers" 1 "$(find "$modules/$first/updates" -name 'videoport.ko*' | wc -l)"
}

broken_tree()
{
	# the first to be compiled
	file=$(find "$tree/driver/port" -name '*.c' | sort | head -n 1)
	cp "$file" "$work/file"
	echo '#error broken' >>"$file"
	unchanged "can't be built or installed for $first; all is as it was before" dkms &&
	grep -q "error broken" "$tree/build/dkms.log"
	status=$?
	cp "$work/file" "$file"
	return $status
}

broken_miniport()
{
	cp -r "$here/miniport/linear" "$work/linear"
	printf 'void Broken(void)\n{\n\tNoSuchFunction();\n}\n' >>"$work/linear/linear.c"
	state >"$work/before"
	! makes dkms "MINIPORT=$work/linear" LICENSE=GPL &&
	grep -q "NoSuchFunction" "$work/words" && as_before &&
	unchanged "LICENSE= is missing" dkms "MINIPORT=$here/miniport/linear"
}

other_version()
{
	set_version "$version"
	unchanged "no port driver $version for $first: make dkms" dkms \
		"MINIPORT=$here/miniport/linear" LICENSE=GPL
}

building_or_ended()
{
	grep -q "== Building" "$work/words" || ended "$1"
}

stopped()
{
	state >"$work/before"
	setsid sh -c "cd $tree && exec driver/dkms install $modules/$first/build" \
		>"$work/words" 2>&1 </dev/null &
	await building_or_ended $!
	kill -s TERM -- -$!
	wait $!
	cat "$work/words"
	as_before
}

replaced()
{
	makes dkms && has videoport "$version" "$first" &&
	has videoport-linear "$version" "$first" &&
	same version "$version" "$(modinfo -k "$first" -F version videoport)" &&
	loads vp_linear "$first" &&
	same "sources" "/usr/src/videoport-$version /usr/src/videoport-linear-$version" \
		"$(echo /usr/src/videoport*)" && ! dkms status | grep 0\\.9
}

new_kernel()
{
	[ -n "$second" ] && [ -e /etc/kernel/postinst.d/dkms ] ||
		{ skip="no headers of a second kernel"; return; }
	/etc/kernel/postinst.d/dkms "$second"
	# which needs an image to make modules.dep of
	depmod "$second"
	has videoport "$version" "$second" && has videoport-linear "$version" "$second" &&
	has videoport "$version" "$first" && loads vp_linear "$second"
}

# expected CONFIG_NAME=VALUE: the modules that DKMS wants of a kernel that has this
expected()
{
	mkdir -p "$work/headers/include/config"
	echo "$1" >"$work/headers/include/config/auto.conf"
	bash -c 'kernel_source_dir=$1; . "$2"; echo "${BUILT_MODULE_NAME[@]}"' - \
		"$work/headers" "/usr/src/videoport-$version/dkms.conf"
}

without_drm()
{
	same "with DRM" "videoport videoport_kms" "$(expected CONFIG_DRM_KMS_HELPER=m)" &&
	same "without" videoport "$(expected CONFIG_PCI=y)"
}

removed()
{
	makes dkms-remove && same "what is left" "" "$(state | grep -v 'mok\.\|modules.dep')" &&
	! dkms status | grep videoport && makes dkms-remove
}

begin
trap 'kill_all; rm -rf "$work"; leave_room' EXIT

check "dkms: needs root and DKMS" rights
check "dkms: headers that DKMS would not take, or none" other_headers
check "dkms: no miniport before the port driver" miniport_first
check "dkms: the port driver, instead of what was half there" half_there
check "dkms: a miniport, of a package of its own" miniport
check "dkms: a tree that can't be built changes nothing" broken_tree
check "dkms: a miniport that can't be built changes nothing" broken_miniport
check "dkms: no miniport for another version of the port driver" other_version
check "dkms: stopped half-way, it changes nothing" stopped
check "dkms: an older version is replaced, and its miniport built again" replaced
check "dkms: a new kernel gets the port driver, then the miniport" new_kernel
check "dkms: a kernel without DRM gets the port driver without its screens" without_drm
check "dkms: remove leaves nothing" removed

finish
