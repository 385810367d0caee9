#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What "make MINIPORT=" reads of a folder: its files, its INF, its file "sources"; and the
# licence that it is told.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/bring.sh"

folders_and_slashes()
{
	echo '#define FOUND DEEP' | file Inc/Deep/Deep.H
	printf '#include "..\\\\INC\\\\deep\\\\deep.h"\n' | file Inc/outer.h
	printf '#define DEEP 1\n#include "inc\\\\Outer.h"\n' |
		miniport 'C_ASSERT(FOUND == 1);' && builds
}

sources_file()
{
	miniport '#if !defined(FLAG) || !defined(APART)
	#error no FLAG
	#endif
	C_ASSERT(VALUE == 3 && sizeof(TEXT) == 4);
	#include <Extra.h>
	void Last(void);' '    Last();' 'Main.C' </dev/null
	echo 'void Last(void) { }' | file last.c
	echo '#define EXTRA' | file more/extra.h
	echo 'int x' | file broken.c
	printf '%s\n' '# comment' 'TARGETNAME = My-Card 2' 'TARGETTYPE=MINIPORT' 'MORE=more' \
		'C_DEFINES=/DFLAG -DVALUE=3 /D  APART -DTEXT=\"abc\"' \
		"INCLUDES=\$(DDK_INC_PATH);\$(MORE)" \
		'SOURCES= main.c \' '# old.c \' '  # older' '  last.c \' '   card.rc' | file SOURCES
	module=my_card_2
	builds
	status=$?
	module=
	return $status
}

# What a file "sources" says for a free build of amd64
conditions()
{
	miniport '
	#if !defined(FREE) || defined(CHECKED) || !defined(COMMON) || defined(NEVER)
	#error conditions
	#endif' </dev/null
	echo 'x' | file x86.c
	printf '%s\n' '!ifndef NEVER' 'C_DEFINES=-DCOMMON' 'SOURCES=device.c' '!endif' |
		file common.inc
	printf '%s\n' '!include common.inc' '!IF "$(_BUILDARCH)"=="x86"' 'SOURCES=x86.c' \
		'!if 1' 'SOURCES=x86.c' '!endif' '!ELSE IF defined(NEVER)' 'SOURCES=x86.c' '!ELSE' \
		'!if $(FREEBUILD) && !0' 'C_DEFINES=$(C_DEFINES) -DFREE' '!else' \
		'C_DEFINES=$(C_DEFINES) -DCHECKED' '!endif' '!ENDIF' \
		'!ifdef NEVER' 'C_DEFINES=-DNEVER' '!endif' | file sources
	builds || return 1
	sed -i 's/!defined(FREE) || defined(CHECKED)/!defined(CHECKED) || defined(FREE)/' \
		"$work/folder/device.c"
	builds --dbg 1 || return 1
	echo '!include $(NTMAKEENV)\sources.inc' | file common.inc
	printf '%s\n' '!include common.inc' 'SOURCES=device.c' | file sources
	miniport </dev/null
	builds || return 1
	echo '!include sources' | file sources
	refuses "$work/folder/sources: !include goes round in a circle" || return 1
	echo '!include nowhere.inc' | file sources
	refuses "$work/folder/sources: !include names nowhere.inc, which is not there" || return 1
	printf '%s\n' '!if 0' '!error no' '!else' '!error yes' '!endif' | file sources
	refuses "$work/folder/sources: !error yes" || return 1
	printf '%s\n' '!if $(A) + 1' 'SOURCES=device.c' '!endif' | file sources
	refuses "$work/folder/sources: the condition \"!if \$(A) + 1\" is not understood"
}

# What is included may be C, or have the name of a header of the C library.
own_headers()
{
	echo 'static const ULONG Table[] = { 1, SIZE };' | file Tables.C
	echo '#define SIZE 2' | file inc/Limits.h
	printf '#include "inc\\limits.h"\n#include "memory.h"\n' | file all.h
	echo '#define MEMORY 3' | file Memory.h
	echo 'SOURCES=device.c' | file sources
	miniport '
	#include "all.h"
	#include "tables.c"
	C_ASSERT(MEMORY == 3 && ARRAYSIZE(Table) == 2);' </dev/null && builds
}

inf_warnings()
{
	miniport </dev/null
	printf '%s\n' '[Version]' "Signature = \"\$Windows NT\$\"" '[Manufacturer]' 'Us = Models' \
		'[Models]' 'A = A, PCI\VEN_1234&DEV_1111' 'B = B, PCI\VEN_1234&DEV_2222' \
		'[A.SoftwareSettings]' 'AddReg = A1' '[B.SoftwareSettings]' 'AddReg = B1' \
		'[A1]' 'HKR,,Mem,0x10001,1' '[B1]' 'HKR,,Mem,0x10001,2' | file device.inf
	rm -rf "$out"
	builds && grep -q 'device.inf:.* warning: .*Mem' "$work/said"
}

no_license()
{
	miniport </dev/null
	! bring "$work/folder" --license '' && grep -q '^bring: LICENSE= is missing' "$work/said" &&
	! bring "$work/folder" --license Proprietary &&
	grep -q '^bring: LICENSE="Proprietary" is not GPL-compatible' "$work/said" &&
	[ "$(wc -l <"$work/said")" = 1 ] && builds --license 'Dual MIT/GPL' &&
	[ "$(info license)" = 'Dual MIT/GPL' ]
}

kernels_licenses()
{
	header=$(find -L "$kdir"/../*-common/include/linux "$kdir/include/linux" \
		"$kdir"/source/include/linux -name license.h 2>/dev/null | head -n 1)
	[ -n "$header" ] || { echo "no license.h in $kdir"; return 0; }
	sed -n 's/.*license, \("[^"]*"\).*/\1/p' "$header" >"$work/theirs"
	sed -n '/^LICENSES/,/)/p' "$bring" | grep -o '"[^"]*"' | diff - "$work/theirs"
}

bad_folders()
{
	folder=$work/nowhere
	refuses "nowhere: no such folder" || return 1
	folder=
	inf
	refuses "has no .c file" || return 1
	echo 'DIRS=a b' | file dirs
	refuses 'its file "dirs" names' || return 1
	echo 'x' | file device.cpp
	refuses "device.cpp: C++" || return 1
	rm "$work/folder/device.cpp" "$work/folder/dirs"
	echo 'SOURCES=nothing.c' | file sources
	refuses "names nothing.c, which is not there" || return 1
	echo 'SOURCES=fast.asm' | file sources
	refuses "fast.asm is not C" || return 1
	echo 'TARGETNAME=x' | file sources
	refuses "SOURCES= names no .c file"
}

bad_files()
{
	miniport </dev/null
	mkdir "$work/folder/old.c" "$work/folder/old.inf"
	builds || return 1
	ln -s nowhere "$work/folder/z.c"
	refuses "$work/folder/z.c: a link to nowhere" || return 1
	rm "$work/folder/z.c"
	echo 'SOURCES=device.c old.c' | file sources
	refuses "$work/folder/old.c: Is a directory"
}

bad_infs()
{
	miniport </dev/null
	rm "$work/folder/device.inf"
	refuses "has no INF" || return 1
	inf 'PCI\VEN_1&DEV_1'
	! bring "$work/folder" && grep -Fq "$work/folder/device.inf:6: \"PCI\\VEN_1&DEV_1\"" \
		"$work/said" || return 1
	inf 'USB\VID_1234'
	! bring "$work/folder" && grep -Fq \
		"$work/folder/device.inf:3: no PCI hardware id in any Models section: write" \
		"$work/said" || return 1
	printf '; \000\r\n' >>"$work/folder/device.inf"
	! bring "$work/folder" &&
		grep -Fq "$work/folder/device.inf:8: NUL character" "$work/said" || return 1
	inf
	printf '; \256 \200\r\n' >>"$work/folder/device.inf"	# as Windows takes it
	builds || return 1
	inf '' second.INF
	refuses "has 2 INFs, device.inf and second.INF"
}

find_tree
begin_bring

check "bring: a folder's own headers are found behind either slash" folders_and_slashes
check "bring: a sources file names the sources, the module, definitions, headers" sources_file
check "bring: a sources file is read as for a free build of amd64" conditions
check "bring: the folder's own files are included, whatever their names" own_headers
check "bring: warnings of what the INF means are always shown" inf_warnings
check "bring: a licence has to be said, and be one that the kernel takes" no_license
check "bring: the list of licences is the kernel's" kernels_licenses
check "bring: folders without C sources are refused in one line" bad_folders
check "bring: files that can't be read are named in one line" bad_files
check "bring: a missing, second or broken INF is refused" bad_infs

finish
