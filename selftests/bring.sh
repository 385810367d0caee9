# SPDX-License-Identifier: GPL-2.0
# What the scripts here share that are about "make MINIPORT="; they source it after
# lib.sh. They need kernel headers and no device.
#
# The headers are $KDIR's, of $BUILT's port driver, or those that the virtual
# machines use, or the running kernel's.

# shellcheck disable=SC2034 # for the scripts
top=$here/..
[ -e "$top/driver/bring/bring" ] || top=$here/../..	# run from build/selftests
bring=$top/driver/bring/bring
example=$here/miniport/linear

# A tree where the port driver has been built, and the headers it was built with
find_tree()
{
	[ -x "$bring" ] && [ -d "$example" ] || skip_all "no sources here"
	command -v python3 >/dev/null || skip_all "no python3"
	built=${BUILT:-$top}
	kdir=${KDIR:-/lib/modules/$(uname -r)/build}
	if [ -z "$KDIR" ]; then
		for symbols in "$top"/build/*/Module.symvers; do
			kernel=$(basename "$(dirname "$symbols")")
			headers=${XDG_CACHE_HOME:-$HOME/.cache}/videoport/linux-$kernel/headers
			[ -e "$headers" ] || continue
			built=$top/build/$kernel
			kdir=$headers
			break
		done
	fi
	[ -e "$kdir" ] && [ -e "$built/Module.symvers" ] ||
		skip_all "the port driver is not built here"
}

# Beside begin's folder one that a check's end leaves: what is built is often the same.
begin_bring()
{
	begin
	kept=$work.kept
	out=$kept/out
	together=
	folder=
	module=
	mkdir "$kept"
	trap 'rm -rf "$work" "$kept"' EXIT
	echo "# $kdir"
}

# file NAME: stdin to a file of the folder, which has CR LF as Windows' editors write
file()
{
	mkdir -p "$work/folder/$(dirname "$1")"
	sed 's/$/\r/' >"$work/folder/$1"
}

inf()
{
	printf '%s\n' '[Version]' "Signature = \"\$Windows NT\$\"" '[Manufacturer]' 'Us = Models' \
		'[Models]' "A device = Install, ${1:-PCI\\VEN_1234&DEV_1111}" '[Install]' |
		file "${2:-device.inf}"
}

# The least miniport; stdin goes in before DriverEntry
miniport()
{
	inf
	{
		cat
		printf '%s\n' '#include "video.h"' "${1:-}" \
			'ULONG DriverEntry(PVOID a, PVOID b)' '{' "${2:-}" '    return 1;' '}'
	} | file "${3:-device.c}"
}

# bring FOLDER [OPTION...]: its words in $work/said, its status
bring()
{
	where=$1
	shift
	"$bring" --kdir "$kdir" --built "$built" --out "$out" --license GPL "$@" \
		"$where" >"$work/said" 2>&1
	status=$?
	cat "$work/said"
	return $status
}

# What the folder holds, in a word
key()
{
	(cd "$work/folder" && find . -type f -exec cksum {} + | sort | cksum | tr ' ' _)
}

# together CHECK...: what these would build by itself is built as one miniport, as a call of
# Kbuild costs more than what it compiles. Where that fails, each is built as it was, and
# the guilty one found.
together()
{
	together=$work/together
	mkdir "$together"
	for name in "$@"; do
		"$name" >/dev/null 2>&1
		rm -rf "$work/folder"
	done
	echo 'SOURCES=\' >"$together/sources"
	for source in "$together"/*/*.c; do
		folder=${source%/*}
		sed -i "s/\<DriverEntry\>/Entry_${folder##*/}/" "$source"
		echo "${folder##*/}\\${source##*/} \\"
	done >>"$together/sources"
	miniport </dev/null
	echo 'device.c' >>"$together/sources"
	mv "$work/folder"/* "$together"
	if bring "$together" >/dev/null; then
		mkdir -p "$kept/built"
		mv "$together"/*/ "$kept/built"
	else
		sed 's/^/# not together: /' "$work/said"
	fi
	rm -rf "$together"
	folder=
	together=
}

builds()
{
	if [ -n "$together" ]; then
		mv "$work/folder" "$together/$(key)"
		return 1
	fi
	[ -z "$*" ] && [ -e "$kept/built/$(key)" ] || builds_alone "$@"
}

builds_alone()
{
	bring "$work/folder" "$@" && [ -e "$out/vp_${module:-device}.ko" ]
}

# refuses TEXT: fails with one line that has the text, and leaves no module
refuses()
{
	rm -rf "$out"
	! bring "${folder:-$work/folder}" && [ "$(wc -l <"$work/said")" = 1 ] &&
		grep -Fq -e "$1" "$work/said" && [ ! -e "$out/vp_device.ko" ]
}

# lists TEXT...: fails, and each text is a whole line, but for blanks before it
lists()
{
	! bring "$work/folder" || return 1
	for text in "$@"; do
		sed 's/^ *//' "$work/said" | grep -Fxq -e "$text" && continue
		echo "not said: $text"
		return 1
	done
}

info()
{
	modinfo -F "$1" "$out/vp_${module:-device}.ko"
}

sums()
{
	(cd "$1" && find . -type f -exec cksum {} + | sort)
}
