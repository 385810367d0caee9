#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# ddk-check.sh FOLDER OUT [OPTION...]: compile a miniport's sources against the DDK's own headers
# (mingw-w64's) and link them with nothing but the functions that both the DDK's
# video.h and ours declare. Objects go to OUT. OPTIONs are for the compiler, beside
# what the folder's file "sources" defines. SDK in the environment: where else headers are.
set -eu

folder=$1
out=$2
shift 2
top=$(realpath "$(dirname "$0")/../..")
ddk=/usr/share/mingw-w64/include/ddk
tools=x86_64-w64-mingw32

declared()
{
	sed 's,//.*,,' "$1" | grep -oE '\bVideoPort[A-Za-z0-9]+[[:space:]]*\(' |
		tr -d '( \t' | sort -u
}

# Windows finds a header in any letter case and behind either slash. Here a header of
# just that name is put in the way, which includes the one that is meant.
forward()
{
	cat "$folder"/*.[cChH] "$folder"/*/*.[hH] 2>/dev/null | tr -d '\r' |
		sed -nE 's/^[ \t]*#[ \t]*include[ \t]*["<]([^">]+)[">].*/\1/p' | sort -u |
		while IFS= read -r name; do
			path=$(printf '%s' "$name" | tr '\\' '/')
			found=$(find "$folder" ${SDK:+"$SDK"} "$ddk" "$ddk/.." -ipath "*/$path" |
				head -n 1)
			[ -z "$found" ] || [ "$(basename "$found")" = "$name" ] ||
				echo "#include \"$(realpath "$found")\"" >"$out/include/$name"
		done
}

rm -rf "$out"
mkdir -p "$out/include"

declared $ddk/video.h >"$out/theirs"
declared "$top/include/videoport/video.h" >"$out/ours"
{
	echo "LIBRARY videoprt.sys"
	echo "EXPORTS"
	comm -12 "$out/theirs" "$out/ours"
	# Microsoft's compiler puts these in by itself.
	printf '%s\n' memcmp memcpy memmove memset
} >"$out/videoprt.def"
$tools-dlltool -d "$out/videoprt.def" -l "$out/libvideoprt.a"

# Only framering.h is ours to include; the DDK's miniport.h brings no base types here.
cp -r "$top/include/framering" "$out/include/"
forward
if [ -e "$folder/sources" ]; then
	# shellcheck disable=SC2046 # a list of words
	set -- $(sed -n 's/^C_DEFINES=//p' "$folder/sources" | tr -d '\r' | tr ' ' '\n' |
		sed -n 's,^[/-]D,-D,p') "$@"
fi
# Microsoft's miniport.h has an ASSERT, and its ntdef.h brings guiddef.h; its compiler
# knows these pragmas and constants.
for source in "$folder"/*.[cC]; do
	case $source in
	*.mod.c | *_glue.c) continue ;;
	esac
	$tools-gcc -O2 -Wall -Werror -Wno-unknown-pragmas -Wno-multichar "$@" \
		-ffreestanding -fno-builtin -include ntdef.h -include guiddef.h \
		-D'ASSERT(What)=((void)0)' \
		-I$ddk -I"$out/include" -x c -c "$source" -o "$out/$(basename "${source%.?}").o"
done
$tools-gcc -nostdlib -shared -Wl,--entry=DriverEntry "$out"/*.o "$out/libvideoprt.a" \
	-o "$out/miniport.sys"
