# SPDX-License-Identifier: GPL-2.0
# Sourced: what ./releases says of this machine, and what a kernel's name means.
#
# A kernel's name is VERSION[-FLAVOUR][-ARCHITECTURE]: 6.1, 6.12-rt, newest-cloud,
# 6.1-arm64. Without an architecture it is this machine's.

vm=$(dirname "$(realpath "$0")")
releases=$(sed -n 's/^\([a-z]*\): .*/\1/p' "$vm/releases" | tr '\n' ' ')

die()
{
	echo "$(basename "$0"): $*" >&2
	exit 1
}

need_debian()
{
	die "make run, test and check take Debian's kernels and packages: use Debian 12" \
		"or 13, or a chroot of one; make and make install need make, gcc, kmod and" \
		"this kernel's headers alone (python3 for MINIPORT=)"
}

# The codename of the Debian release that this machine runs
release_here()
{
	# shellcheck disable=SC1091 # every system has it
	system=$(. /etc/os-release && echo "${ID:-} ${VERSION_CODENAME:-}")
	case " $releases" in
	*" ${system#debian } "*) echo "${system#debian }" ;;
	*) need_debian ;;
	esac
}

# release_kernels RELEASE: the default one first
release_kernels()
{
	sed -n "s/^$1: //p" "$vm/releases"
}

machine_here()
{
	case $(uname -m) in
	x86_64) echo amd64 ;;
	aarch64) echo arm64 ;;
	*) die "no guests for a machine of type $(uname -m): amd64 and arm64 are known" ;;
	esac
}

# known_arch ARCH: as Debian spells it, this machine's without any
known_arch()
{
	case $1 in
	"") machine_here ;;
	amd64 | x86_64 | x86) echo amd64 ;;
	arm64 | aarch64) echo arm64 ;;
	*) die "no architecture $1: amd64 and arm64 are known" ;;
	esac
}

# full_name KERNEL ARCH: with the architecture, where it is another than this machine's
full_name()
{
	if [ "$2" = "$(machine_here)" ]; then
		echo "$1"
	else
		echo "${1%-"$2"}-$2"
	fi
}

# kernel_arch NAME; kernel_flavour NAME: with its "-", or nothing; kernel_version NAME
kernel_arch()
{
	case $1 in
	*-amd64 | *-arm64) echo "${1##*-}" ;;
	*) machine_here ;;
	esac
}

kernel_flavour()
{
	case ${1%-a[mr][dm]64} in
	*-rt) echo -rt ;;
	*-cloud) echo -cloud ;;
	esac
}

kernel_version()
{
	echo "${1%%-*}"
}

# make_words ARCH: what make has to be told to build for it
make_words()
{
	case $1 in
	amd64) words="ARCH=x86_64 CROSS_COMPILE=x86_64-linux-gnu-" ;;
	arm64) words="ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-" ;;
	esac
	[ "$1" != "$(machine_here)" ] || words="${words%=*}="
	echo "$words"
}
