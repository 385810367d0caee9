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
	refuses 'its file "dirs" names no folder that is there' || return 1
	rm "$work/folder/dirs"
	echo 'x' | file device.cpp
	refuses "device.cpp: C++" || return 1
	rm "$work/folder/device.cpp"
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
	refuses "no INF that names a PCI device, nor have the folders around it: say DEVICE_ID=" ||
		return 1
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
	refuses "has 2 INFs, device.inf and second.INF; name the one of this miniport: INF=" ||
		return 1
	module=second
	builds --inf second.INF && grep -Fq "$work/folder/second.INF" "$work/said" || return 1
	module=
	! bring "$work/folder" --inf third.inf &&
		grep -Fq "third.inf: no such file; INF= names a file" "$work/said"
}

# taken INF: it builds, of that INF alone
taken()
{
	rm -rf "$out"
	bring "${folder:-$work/folder}" && [ -e "$out/vp_${module:-device}.ko" ] &&
		grep -Fq "sources and $1" "$work/said"
}

# A part of an INF, and one for another bus, are not in the way.
one_of_several_infs()
{
	miniport </dev/null
	printf '%s\n' '[Registry]' 'HKR,,Mode,0x10001,1' | file added.inf
	inf 'ROOT\VIDEO' root.inf
	taken "$work/folder/device.inf" || return 1
	# of two that would do, the one that installs what is built
	inf 'PCI\VEN_1234&DEV_2222' wide.inf
	printf '%s\n' 'TARGETNAME=wide' 'SOURCES=device.c' | file sources
	echo '; wide.sys' >>"$work/folder/wide.inf"
	module=wide
	taken "$work/folder/wide.inf"
	status=$?
	module=
	return $status
}

inx()
{
	miniport </dev/null
	rm "$work/folder/device.inf"
	printf '%s\n' '[Version]' "Signature = \"\$Windows NT\$\"" \
		'DriverVer = 01/01/2026, 1.2.3.4' '[Manufacturer]' "Us = Models,NT\$ARCH\$" \
		'[Models.NT$ARCH$]' 'A device = Install, PCI\VEN_1234&DEV_3333' '[Install]' |
		file device.inx
	taken "$work/folder/device.inx" && info alias | grep -q d00003333 || return 1
	# what was made of it goes before it
	inf
	taken "$work/folder/device.inf" || return 1
	rm "$work/folder/device.inf"
	sed -i 's/Install,/Install, PCI\\VEN_1/' "$work/folder/device.inx"
	! bring "$work/folder" && grep -Fq "$work/folder/device.inx:7: " "$work/said"
}

# One that names a PCI device lies beside the folder, or above it: no further than BUILD knows.
inf_around()
{
	folder=$work/folder/video/mini
	miniport </dev/null
	mkdir -p "$folder" "$work/folder/install"
	mv "$work/folder/device.c" "$folder"
	echo 'SOURCES=device.c' | file video/mini/sources
	echo 'DIRS=mini' | file video/dirs
	mv "$work/folder/device.inf" "$work/folder/install/card.inf"
	module=card
	taken "$work/folder/install/card.inf" || return 1
	rm "$work/folder/video/dirs"
	refuses "has no INF that names a PCI device" || return 1
	# another miniport's is not taken
	mv "$work/folder/install" "$work/folder/video"
	inf 'PCI\VEN_1234&DEV_2222' video/other/other.inf
	echo 'SOURCES=x.c' | file video/other/sources
	taken "$work/folder/video/install/card.inf" || return 1
	inf 'PCI\VEN_1234&DEV_2222' video/card2.inf
	refuses "2 INFs" || return 1
	# an INF of the folder that names no PCI device
	inf 'ROOT\VIDEO' video/mini/root.inf
	rm "$work/folder/video/card2.inf"
	taken "$work/folder/video/install/card.inf"
	status=$?
	folder=
	module=
	return $status
}

# DEVICE_ID= stands in for an INF, or adds to one.
device_ids()
{
	miniport </dev/null
	rm "$work/folder/device.inf"
	module=folder
	builds --device-id '1234:1111 abcd:EF01' && info alias | grep -q v00001234d00001111 &&
		info alias | grep -q v0000ABCDd0000EF01 &&
		grep -Fq 'sources and DEVICE_ID=1234:1111 abcd:EF01' "$work/said" || return 1
	module=
	inf 'ROOT\VIDEO'
	printf '%s\n' '[Install.SoftwareSettings]' 'AddReg=R' '[R]' 'HKR,,Mode,0x10001,7' |
		sed 's/$/\r/' >>"$work/folder/device.inf"
	builds --device-id 1234:1111 && grep -q Mode "$out/vp_device_glue.c" &&
		[ "$(info alias | wc -l)" = 1 ] || return 1
	inf
	builds --device-id 1234:2222 && [ "$(info alias | wc -l)" = 2 ] || return 1
	for id in 1234 12345:1 1234:111g; do
		! bring "$work/folder" --device-id $id &&
			grep -q "DEVICE_ID=\"$id\" is not vendor:device" "$work/said" || return 1
	done
}

# As NMAKE takes them: the file goes before the environment, the command line before the file.
said_macros()
(
	echo '#define CARD 1' | file sdk/card/card.h
	echo '#define CARD 2' | file own/card/card.h
	mkdir -p "$work/abroad/card"
	cp "$work/folder/sdk/card/card.h" "$work/abroad/card"
	miniport '#include <card/card.h>
	C_ASSERT(CARD == WANTED && LEVEL == 3);' </dev/null
	printf '%s\n' 'LEVEL=3' 'INCLUDES=$(SDK_HERE:here=)' 'SOURCES=$(WHICH).c' \
		'C_DEFINES=-DWANTED=$(CARD) -DLEVEL=$(LEVEL)' | file sources
	export LEVEL=4 WHICH=device CARD=1
	SDK_HERE=sdkhere builds || return 1
	SDK_HERE=$work/abroadhere builds || return 1
	SDK_HERE=own CARD=2 builds || return 1
	refuses_without_sdk || return 1
	MINIPORT_SAID='LEVEL SDK_HERE' SDK_HERE=sdk bring "$work/folder"
	grep -Fq 'the assertion (C_ASSERT) does not hold here' "$work/said"
)

refuses_without_sdk()
{
	! bring "$work/folder" &&
		sed 's/^ *//' "$work/said" | grep -Fx "card/card.h: $work/folder/device.c:2" &&
		grep -Fq 'INCLUDES= names $(SDK_HERE), which is not set: say SDK_HERE=folder' \
		"$work/said" &&
		! SDK_HERE=/opt/none/here bring "$work/folder" && grep -Fq \
		'INCLUDES= names /opt/none/, which is not on this machine' "$work/said"
}

# A tree is walked to the folder that holds a miniport; what is common lies above it.
trees()
{
	mkdir -p "$work/folder/x/disp" "$work/folder/x/mini"
	miniport 'C_ASSERT(ABOVE == 1 && BESIDE == 2);
	#include <beside.h>
	void Shared(void);' 'Shared(); VideoPortInitialize(a, b, NULL, NULL);' </dev/null
	mv "$work/folder/device.c" "$work/folder/device.inf" "$work/folder/x/mini"
	sed -i '1i #include "beside.h"' "$work/folder/x/mini/device.c"
	echo 'void Shared(void) { }' | file x/shared.c
	echo '#define BESIDE 2' | file x/inc/beside.h
	echo 'C_DEFINES=-DABOVE=1' | file common.inc
	printf '!include more.inc\n' | file x/all.inc
	printf '!include ..\\..\\common.inc\n' | file x/more.inc
	printf '%s\n' '!include ..\all.inc' 'TARGETNAME=device' 'INCLUDES=..\inc' \
		'SOURCES=device.c ..\shared.c' | file x/mini/sources
	echo 'SOURCES=draw.c' | file x/disp/sources
	echo 'int x;' | file x/disp/draw.c
	echo 'DIRS=x' | file dirs
	printf '%s\n' 'DIRS= \' '  disp \' '  mini{amd64} nowhere' | file x/dirs
	builds && grep -Fq "2 sources in $work/folder/x/mini and" "$work/said" || return 1
	mkdir "$work/folder/x/two"
	cp "$work/folder/x/mini/"* "$work/folder/x/two"
	echo 'DIRS=disp mini two' | file x/dirs
	refuses "its tree holds 2 miniports: name one, MINIPORT=$work/folder/x/mini or MINIPORT=" ||
		return 1
	echo 'DIRS=disp ..' | file x/dirs
	refuses "but none of these calls VideoPortInitialize"
}

# Of the DDK's name, and yet another header
headers_of_its_name()
{
	echo '#define MY_REG 4' | file hw/video.h
	echo '#define MY_CODE 5' | file winerror.h
	mkdir -p "$work/folder/ddk"
	{ cat "$top/include/videoport/ntddvdeo.h"; echo '#error a copy'; } |
		file ddk/NtDdVdeo.h
	miniport '
	#include <hw\Video.h>
	#include "WinError.h"
	#include <ddk/ntddvdeo.h>
	C_ASSERT(MY_REG == 4 && MY_CODE == 5 && sizeof(VIDEO_NUM_MODES) == 8);' </dev/null && builds
}

# Control-Z near the end, and what the last block of the disk had behind it
control_z()
{
	miniport </dev/null
	printf '\032\r\n' >>"$work/folder/device.c"
	printf 'int a;\r\n\032\032\r\n \032' >"$work/folder/b.c"
	printf 'int c;\r\n\032int x\r\n#e' >"$work/folder/d.c"
	builds
}

# Where it is left to choose, a folder of the same name gets a place of its own.
two_of_a_name()
{
	mkdir "$work/tree"
	ln -s "$(realpath "$top")/driver" "$(realpath "$top")/include" "$work/tree"
	cat >"$work/places" <<-END
		import importlib.machinery, sys
		sys.dont_write_bytecode = True
		sys.path.insert(0, "$top/driver/bring")
		bring = importlib.machinery.SourceFileLoader("bring", "$bring").load_module()
		bring.TOP = "$work/tree"
		import types
		for path in sys.argv[1:]:
		    build = types.SimpleNamespace(folder=types.SimpleNamespace(name="x", path=path))
		    place = bring.Build.place(build)
		    bring.os.makedirs(place, exist_ok=True)
		    with open(place + "/Kbuild", "w") as file:
		        file.write(f"{bring.WRITTEN_FOR}{ascii(path)}\\n")
		    print(place[len(bring.TOP):])
	END
	python3 "$work/places" /a /b /a /b >"$work/said" 2>"$work/errors" &&
	printf '/build/miniport/x%s\n' '' _2 '' _2 | diff - "$work/said"
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
check "bring: of several INFs the one is taken that names a PCI device" one_of_several_infs
check "bring: an .inx is an INF" inx
check "bring: an INF beside the folder or above it is found" inf_around
check "bring: DEVICE_ID= stands in for an INF, or adds to it" device_ids
check "bring: macros of the environment and of the command line count" said_macros
check "bring: a tree is walked to its miniport" trees
check "bring: a header of a DDK's name that is another one is the folder's" headers_of_its_name
check "bring: Control-Z ends a file" control_z
check "bring: two folders of one name do not overwrite each other" two_of_a_name

finish
