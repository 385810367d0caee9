#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# ddk-check.sh FOLDER OUT: compile a miniport's sources against the DDK's own headers
# (mingw-w64's) and link them with nothing but the functions that both the DDK's
# video.h and ours declare. Objects go to OUT.
set -eu

folder=$1
out=$2
top=$(realpath "$(dirname "$0")/../..")
ddk=/usr/share/mingw-w64/include/ddk
tools=x86_64-w64-mingw32

declared()
{
	sed 's,//.*,,' "$1" | grep -oE '\bVideoPort[A-Za-z0-9]+[[:space:]]*\(' |
		tr -d '( \t' | sort -u
}

rm -rf "$out"
mkdir -p "$out/include"

declared $ddk/video.h >"$out/theirs"
declared "$top/include/videoport/video.h" >"$out/ours"
{
	echo "LIBRARY videoprt.sys"
	echo "EXPORTS"
	comm -12 "$out/theirs" "$out/ours"
} >"$out/videoprt.def"
$tools-dlltool -d "$out/videoprt.def" -l "$out/libvideoprt.a"

# Only framering.h is ours to include; the DDK's miniport.h brings no base types here.
cp -r "$top/include/framering" "$out/include/"
for source in "$folder"/*.c; do
	$tools-gcc -O2 -Wall -Werror -ffreestanding -fno-builtin -include ntdef.h \
		-I$ddk -I"$out/include" -c "$source" -o "$out/$(basename "$source" .c).o"
done
$tools-gcc -nostdlib -shared -Wl,--entry=DriverEntry "$out"/*.o "$out/libvideoprt.a" \
	-o "$out/miniport.sys"
