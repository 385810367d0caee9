#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What the virtual machines' names of kernels, releases and architectures are, and that
# a fetch that can't be is said in one line and goes on with the next call. Needs
# Debian, and root where a file system is to be full or a system another.

. "$(dirname "$0")/lib.sh"

vm=$here/vm
[ -x "$vm/fetch" ] || skip_all "no sources here"
command -v apt-get >/dev/null || skip_all "not a Debian system"
release=$("$vm/kernels" 2>/dev/null) || skip_all "not a Debian release that is known here"
default=$(echo "$release" | head -n 1)

# says TEXT COMMAND...: it fails, with one line that has this text
says()
{
	text=$1
	shift
	! "$@" >"$work/out" 2>"$work/said" || fail "no failure: $*" || return
	# What it is about to do is said, too.
	grep -v -e ^Updating -e ^Fetching -e ^Unpacking "$work/said" >"$work/line"
	same "lines of $*" 1 "$(wc -l <"$work/line")" && grep -q "$text" "$work/line" ||
		fail "$(cat "$work/said")"
}

kernels()
{
	says "no kernel 5.10 in .*there are $default .*newest" "$vm/fetch" kernel 5.10 &&
		says "no kernel $default-xt in" "$vm/fetch" kernel "$default-xt" &&
		says "no kernel rt in" "$vm/fetch" kernel rt
}

architectures()
{
	says "no architecture mips: amd64 and arm64 are known" "$vm/kernels" mips &&
		same "names for itself" "$release" "$("$vm/kernels" "$(uname -m)")"
}

releases()
{
	says "no release sarge; there are bookworm trixie" "$vm/elsewhere" sarge true
}

rows()
{
	says "no row $default/sofa; $default has .*basic" "$vm/test" "$default/sofa"
}

programs()
{
	says "no group root-sofa in packages: there are drm desktop" "$vm/fetch" root sofa amd64
}

desktops()
{
	says "no DESKTOP sofa: there are console, weston and xorg" env DESKTOP=sofa "$vm/run"
}

as_root()
{
	[ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null || { skip="needs root"; return 1; }
}

# In a mount namespace of its own
another_system()
{
	as_root || return 0
	printf 'ID=fedora\nVERSION_ID=40\n' >"$work/os-release"
	says "use Debian 12 or 13" unshare -m sh -c "
		mount --bind $work/os-release \"\$(realpath /etc/os-release)\" && exec $vm/kernels"
}

# A proxy that nobody is at, for every way to the archive
no_network()
{
	cat >"$work/apt.conf" <<-'END'
		Acquire::http::Proxy "http://127.0.0.1:9";
		Acquire::https::Proxy "http://127.0.0.1:9";
		Acquire::Retries "0";
	END
	says "no lists of packages" env XDG_CACHE_HOME="$work" APT_CONFIG="$work/apt.conf" \
		"$vm/fetch" kernel "$default"
}

no_space()
{
	as_root || return 0
	mkdir "$work/cache"
	says "no space in .*: 0 MB are free" unshare -m sh -c "
		mount -t tmpfs -o size=300k none $work/cache &&
		XDG_CACHE_HOME=$work/cache exec $vm/fetch kernel $default"
}

begin
check "fetch: an unknown kernel is told those that there are" kernels
check "fetch: an unknown architecture is told those that there are" architectures
check "fetch: an unknown release is told those that there are" releases
check "fetch: an unknown row is told those that there are" rows
check "fetch: an unknown group of a guest's programs is told those that there are" programs
check "run: an unknown desktop is told those that there are" desktops
check "fetch: another system is told what it can do" another_system
check "fetch: no network is said in one line" no_network
check "fetch: no space is said in one line" no_space
finish
