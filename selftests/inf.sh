#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The promises of driver/inf/inf2glue: what it makes of an INF, in every encoding,
# and how it refuses a broken one. Needs no device and no root.
#
# The tool is $INF2GLUE, or the one that is built in the tree or lies beside this
# script; where there is none and a C compiler is at hand, it is compiled.

here=$(cd "$(dirname "$0")" && pwd)
inf=$here/inf
driver=$here/../driver
[ -d "$driver" ] || driver=$here/../../driver	# run from build/selftests
number=0
failed=0

echo "TAP version 13"

skip_all()
{
	echo "1..0 # SKIP $*"
	exit 4
}

work=$(mktemp -d 2>/dev/null) || skip_all "no folder for temporary files"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

is_tool()
{
	"$1" 2>&1 | grep -q '^usage: inf2glue'
}

find_tool()
{
	for tool in ${INF2GLUE:-"$driver/inf/inf2glue" "$here/inf2glue"}; do
		[ -x "$tool" ] && is_tool "$tool" && return
	done
	[ -z "$INF2GLUE" ] || skip_all "$INF2GLUE is not inf2glue or can't run here"
	[ -f "$driver/inf/inf2glue.c" ] || skip_all "no inf2glue that runs here"
	command -v "$cc" >/dev/null || skip_all "inf2glue is not built and there is no C compiler"
	tool=$work/inf2glue
	"$cc" -std=gnu11 -o "$tool" "$driver"/inf/*.c || skip_all "inf2glue does not compile"
}

# Every check is one line "check <function> <what is promised>"
check()
{
	number=$((number + 1))
	reason=
	if "$1" > "$work/log" 2>&1; then
		echo "ok $number inf: $2${reason:+ # SKIP $reason}"
	else
		echo "not ok $number inf: $2"
		sed 's/^/# /' "$work/log"
		failed=1
	fi
}

# glue FILE [OPTION...]: the glue in $work/glue.c, warnings in $work/errors
glue()
{
	file=$1
	shift
	"$tool" --name vp_test --license GPL "$@" "$file" > "$work/glue.c" 2> "$work/errors" &&
		return
	cat "$work/errors"
	return 1
}

# The fields of the glue's entries, one entry a line: "1af4 1050 PCI_ANY_ID ...",
# "Name 4 01000000"
facts()
{
	awk '
	/^static const u8 value_/ { name = $4; sub(/\[.*/, "", name); inside = 1; next }
	/^};/ { inside = 0 }
	inside { gsub(/0x|[, \t]/, ""); data[name] = data[name] $0; next }
	/^\t\{$/ { entry = ""; next }
	/^\t\},$/ { print entry; entry = ""; next }
	/^\t\t\./ {
		sub(/, \/\*.*/, ""); sub(/,$/, "")
		key = $1; sub(/^[^=]*= /, ""); gsub(/"|^0x/, "")
		if (key == ".data")
			$0 = data[$0]
		if (key == ".override_only")
			$0 = "override"
		if (key != ".size")
			entry = entry (entry == "" ? "" : " ") $0
	}' "$work/glue.c"
}

# has FACT...: each is one whole line of the facts
has()
{
	facts > "$work/facts"
	for fact in "$@"; do
		grep -Fxq "$fact" "$work/facts" && continue
		echo "not there: $fact"
		cat "$work/facts"
		return 1
	done
}

# says TEXT...: each stands somewhere in the glue; says_not TEXT: it doesn't
says()
{
	for text in "$@"; do
		grep -Fq -e "$text" "$work/glue.c" && continue
		echo "not in the glue: $text"
		cat "$work/glue.c"
		return 1
	done
}

says_not()
{
	! grep -F -e "$1" "$work/glue.c"
}

# refuses LINE REASON FILE: exit 1, "FILE:LINE: REASON" on stderr, no output
refuses()
{
	echo stale > "$work/out.c"
	"$tool" --name vp_test --license GPL -o "$work/out.c" "$3" \
		> "$work/stdout" 2> "$work/errors"
	status=$?
	cat "$work/errors"
	[ "$status" -eq 1 ] || { echo "exit status $status"; return 1; }
	grep -Fq -e "$3:$1: $2" "$work/errors" || { echo "expected: line $1: $2"; return 1; }
	[ ! -s "$work/stdout" ] && [ ! -e "$work/out.c" ] || { echo "left output"; return 1; }
}

# broken LINE REASON EDIT: small.inf with a mistake made by sed
broken()
{
	sed "$3" "$inf/small.inf" > "$work/broken.inf"
	! cmp -s "$inf/small.inf" "$work/broken.inf" || { echo "no change: $3"; return 1; }
	refuses "$1" "$2" "$work/broken.inf"
}

# bytes LINE REASON BYTES [MARK]: a line of those bytes (printf's escapes) after line 1,
# and a mark at the beginning
bytes()
{
	{
		printf "$4"
		sed 1q "$inf/small.inf"
		printf "$3\n"
		sed 1d "$inf/small.inf"
	} > "$work/bytes.inf"
	refuses "$1" "$2" "$work/bytes.inf"
}

# encode utf8|utf16le|utf16be: ASCII on stdin; @ becomes U+1F5A5
encode()
{
	od -An -v -tu1 | awk -v to="$1" '
	function unit(high, low) {
		if (to == "utf16le")
			return sprintf("\\%03o\\%03o", low, high)
		return sprintf("\\%03o\\%03o", high, low)
	}
	function character(byte) {
		if (to == "utf8")
			return byte == 64 ? "\\360\\237\\226\\245" : sprintf("\\%03o", byte)
		return byte == 64 ? unit(216, 61) unit(221, 165) : unit(0, byte)
	}
	{ for (i = 1; i <= NF; i++) printf "%s", character($i + 0) }' > "$work/format"
	printf "$(cat "$work/format")"
}

make_full()
{
	mkdir -p "$work/utf8"
	encode utf8 < "$inf/full.inf" > "$work/utf8/full.inf"
	full=$work/utf8/full.inf
}

# same_as_utf8: glue of stdin's bytes is that of full.inf in UTF-8
same_as_utf8()
{
	mkdir -p "$work/other"
	cat > "$work/other/full.inf"
	glue "$full" && mv "$work/glue.c" "$work/utf8.c" && glue "$work/other/full.inf" || return 1
	cmp "$work/utf8.c" "$work/glue.c"
}

crlf()
{
	awk '{ printf "%s\r\n", $0 }'
}

with_bom()
{
	{ printf '\357\273\277'; cat "$full"; } | same_as_utf8
}

utf8_crlf()
{
	crlf < "$full" | same_as_utf8
}

utf16le()
{
	{ printf '\377\376'; encode utf16le < "$inf/full.inf"; } | same_as_utf8
}

utf16be_crlf()
{
	{ printf '\376\377'; crlf < "$inf/full.inf" | encode utf16be; } | same_as_utf8
}

bad_utf8()
{
	for bytes in '\256' '\303' '\300\257' '\355\240\200' '\364\220\200\200'; do
		# Windows-1252, cut short, longer than need be, surrogate, beyond Unicode
		bytes 2 "not UTF-8" "; $bytes" '\357\273\277' || return 1
	done
}

# Small.inf with a provider in bytes that are no UTF-8
windows_1252()
{
	LC_ALL=C sed "s/^Provider.*/$(printf 'Provider = "M\374ller \256 \200 \303\374"')/" \
		"$inf/small.inf" > "$work/ansi.inf"
	{ crlf < "$work/ansi.inf"; printf '\032'; } > "$work/ansi_crlf.inf"
	for file in ansi ansi_crlf; do
		glue "$work/$file.inf" && [ ! -s "$work/errors" ] &&
		says 'M\303\274ller \302\256 \342\202\254 \303\203\303\274"' || return 1
	done
	bytes 2 "byte 0x81 is neither UTF-8 nor Windows-1252" '; \374 \201'
}

control_characters()
{
	bytes 2 "NUL character" '; \000' && bytes 2 "control character 0x07" '; \007' &&
	bytes 2 "control character 0x1a" '; \032' &&	# not at the end
	bytes 2 "control character 0x7f" '; \177' &&
	bytes 2 "control character 0x85" '; \302\205' || return 1
	{ printf '\014\013\t'; cat "$inf/small.inf"; printf '\032'; } > "$work/control.inf"
	glue "$work/control.inf" && [ ! -s "$work/errors" ]
}

bad_utf16()
{
	printf '\377\376;\000\n\000;' > "$work/odd.inf"
	printf '\377\376;\000\n\000\000\330x\000' > "$work/high.inf"
	printf '\377\376;\000\n\000;\000\000\334' > "$work/low.inf"
	printf '\377\376;\000\n\000\000\330' > "$work/end.inf"
	refuses 2 "UTF-16 text ends in the middle" "$work/odd.inf" &&
	refuses 2 "UTF-16 surrogate 0xd800 without" "$work/high.inf" &&
	refuses 2 "UTF-16 surrogate 0xdc00 without" "$work/low.inf" &&
	refuses 2 "UTF-16 surrogate 0xd800 without" "$work/end.inf"
}

no_file()
{
	{
		cat "$inf/small.inf"
		dd if=/dev/zero bs=1024 count=1024 2>/dev/null | tr '\000' ';'
	} > "$work/huge.inf"
	! glue "$work/huge.inf" && grep -q "larger than 1048576 bytes" "$work/errors" || return 1
	! "$tool" --name vp_test --license GPL "$work/nowhere.inf" || return 1
	! "$tool" --name vp_test --license GPL "$work" || return 1
	: > "$work/empty.inf"
	refuses 1 "no [Version] section" "$work/empty.inf"
}

pci_ids()
{
	glue "$full" || return 1
	has "1af4 1050 PCI_ANY_ID PCI_ANY_ID" "1af4 10f0 1af5 0020" \
	    "1af4 PCI_ANY_ID PCI_ANY_ID PCI_ANY_ID 030000 ffff00" \
	    "1af4 PCI_ANY_ID PCI_ANY_ID PCI_ANY_ID 038001 ffffff"
}

pci_once()
{
	glue "$full" && has "1af4 1050 PCI_ANY_ID PCI_ANY_ID" || return 1
	[ "$(grep -c '^1af4' "$work/facts")" -eq 4 ]
}

amd64_first()
{
	glue "$full" && says "0x1af4" && says_not "0xdead" && says_not 'Wrong"'
}

undecorated()
{
	glue "$inf/small.inf" && has "1234 11e8 PCI_ANY_ID PCI_ANY_ID" "Number 4 07000000"
}

# decorated DECORATION: small.inf with its Models section for that alone
decorated()
{
	sed "s/= Models/&, $1/; s/^.Models/&.$1/" "$inf/small.inf" > "$work/decorated.inf"
	glue "$work/decorated.inf" && has "1234 11e8 PCI_ANY_ID PCI_ANY_ID" "Number 4 07000000"
}

other_decorations()
{
	decorated NTamd64.6.1 && [ ! -s "$work/errors" ] &&
	decorated NT && [ ! -s "$work/errors" ] &&
	decorated NTx86 && grep -Fq '[Models.NTx86] is not for x86-64' "$work/errors"
}

revision()
{
	glue "$full" && says "the INF names a revision" &&
	grep -q ':80: warning: .*REV_01: Linux binds to any revision' "$work/errors"
}

alias_by_default()
{
	glue "$full" && says "MODULE_DEVICE_TABLE(pci, pci_table);" && says_not override
}

override_only()
{
	glue "$full" --override-only && says_not "MODULE_DEVICE_TABLE(" &&
	has "1af4 1050 PCI_ANY_ID PCI_ANY_ID override" "1af4 10f0 1af5 0020 override" &&
	[ "$(grep -c 'override$' "$work/facts")" -eq 4 ]
}

numbers()
{
	glue "$full" &&
	has "Decimal 4 00286bee" "Hex 4 eeffc000" "Minus 4 feffffff" "Four 4 44332211"
}

binary()
{
	glue "$full" && has "Binary 3 00017f80ff" "None 3"
}

quoting()
{
	glue "$full" &&
	has "Plain 1 740077006f00200077006f007200640073000000" "Empty 1 0000" \
	    "Quoted 1 20006100200022006200220020003b00200063002c00200064000000"
}

substitution()
{
	glue "$full" && has "Percent 1 250052006f006f00740025005c0077006f00720064000000" &&
	says 'MODULE_DESCRIPTION("A device; with 100% of everything");'
}

beyond_16_bits()
{
	glue "$full" && has "Sign 1 3dd8a5dd0000" && says '\360\237\226\245'
}

multi_strings()
{
	glue "$full" &&
	has "Many 7 6f006e0065000000740077006f00000074006800720065006500000""00000"
}

order_of_changes()
{
	glue "$full" && has "Kept 4 01000000" "Later 4 02000000" &&
	says_not '"Gone"' && says_not '"Never"' && says_not '"LATER"'
}

all_sections()
{
	glue "$full" && has "OfHardware 4 03000000" "OfSoftware 4 04000000" \
		'Deep\\Key\\Below 4 01000000' && says_not '"Interrupt'
}

msi()
{
	glue "$full" && says ".msi = true" || return 1
	sed 's/MSISupported, %DWORD%, 1/MSISupported, %DWORD%, 0/' "$full" > "$work/msi.inf"
	glue "$work/msi.inf" && says_not ".msi" || return 1
	sed 's/^AddReg = Inst_Hardware//' "$full" > "$work/msi.inf"
	glue "$work/msi.inf" && says_not ".msi"
}

several_models()
{
	{
		cat "$inf/small.inf"
		printf '%s\n' '[Models]' '%Maker% = Other, PCI\VEN_1234&DEV_11E9' \
			'[Other]' 'AddReg = Others' '[Others]' 'HKR,, NUMBER, 65537, 8'
	} > "$work/models.inf"
	glue "$work/models.inf" &&
	has "1234 11e8 PCI_ANY_ID PCI_ANY_ID" "1234 11e9 PCI_ANY_ID PCI_ANY_ID" \
	    "Number 4 07000000" &&
	grep -q 'NUMBER differs between models' "$work/errors"
}

module_lines()
{
	glue "$full" && says 'MODULE_LICENSE("GPL");' 'MODULE_VERSION("2.5.0.1");' \
		'MODULE_AUTHOR("Maker & Sons, \"best\" \\ \360\237\226\245 \?\"\?/");' \
		'#include "glue.h"' 'vp_glue_register(&glue, DriverEntry)' \
		'vp_glue_unregister(&glue)' '.name = "vp_test"' 'from full.inf' &&
	glue "$inf/small.inf" --license 'a "b\c' && says 'MODULE_LICENSE("a \"b\\c");' &&
	says_not MODULE_VERSION &&
	glue "$full" --version 1.0 && says 'MODULE_VERSION("1.0");' &&
	says_not 'MODULE_VERSION("2.5.0.1");'
}

reproducible()
{
	glue "$full" && mv "$work/glue.c" "$work/first.c" && cp "$full" "$work/other/full.inf" &&
	glue "$work/other/full.inf" -o "$work/second.c" && cmp "$work/first.c" "$work/second.c"
}

# The compiler's word on the glue, and the port driver's view of it
compiled()
{
	[ -f "$driver/port/glue.h" ] && command -v "$cc" >/dev/null || {
		reason="no C compiler or no sources here"
		return 0
	}
	mkdir -p "$work/include/linux"
	for header in list module pci types; do
		echo '#include "print.h"' > "$work/include/linux/$header.h"
	done
	glue "$full" --override-only || return 1
	"$cc" -std=gnu11 -Wall -Wextra -Wno-missing-field-initializers -Wno-sign-compare -Werror \
		-I"$work/include" -I"$inf" -I"$driver/port" -o "$work/print" \
		"$work/glue.c" "$inf/print.c" && "$work/print" > "$work/said" || return 1
	printf '%s\n' 'license=GPL' 'description=A device; with 100% of everything' \
		"$(printf 'author=Maker & Sons, "best" \\ \360\237\226\245 ?"?/')" \
		'version=2.5.0.1' 'driver vp_test of inf_print, msi' \
		'id 1af4 1050 ffffffff ffffffff 0 0 1' 'id 1af4 10f0 1af5 20 0 0 1' \
		'id 1af4 ffffffff ffffffff ffffffff 30000 ffff00 1' \
		'id 1af4 ffffffff ffffffff ffffffff 38001 ffffff 1' > "$work/expected"
	head -n 9 "$work/said" | diff "$work/expected" - &&
	grep -x 'value Binary 3 5 00017f80ff' "$work/said" &&
	grep -x 'value Empty 1 2 0000' "$work/said" &&
	! grep 'not aligned' "$work/said" &&
	[ "$(tail -n 2 "$work/said" | tr '\n' ' ')" = "DriverEntry unregister vp_test " ]
}

syntax_errors()
{
	broken 20 "quote is not closed" 's/"A maker"/"A maker/' &&
	broken 21 "quote is not closed" 's/"A device"/"A ""device""/' &&
	broken 20 "quote is not closed" 's/"A maker"/"A maker/; s/"A device"/A device"/' &&
	broken 9 "section header is not closed" 's/^.Models./[Models/' &&
	broken 9 "text after a section header" 's/^.Models./& x/' &&
	broken 9 "section without a name" 's/^.Models./[ ]/' &&
	broken 1 "text before the first section" '1s/;/x/'
}

string_errors()
{
	broken 10 "%Device% is not in [Strings]" 's/^Device/Gadget/' &&
	broken 4 "%Nobody% is not in [Strings]" 's/^Provider.*/Provider = %Nobody%/'
}

version_errors()
{
	broken 1 "no [Version] section" 's/^.Version./[Verse]/' &&
	broken 2 "no Signature in [Version]" 's/^Signature/Sign/' &&
	broken 3 'Signature "$MacOS$"' 's/Chicago/MacOS/'
}

id_errors()
{
	broken 6 "no PCI hardware id" 's/PCI.VEN/USB\\VEN/' &&
	broken 1 "no [Manufacturer] section" 's/^.Manuf/[M/' &&
	broken 10 '"PCI\VEN_1234&DEV_11G8" is not a PCI' 's/11E8/11G8/' &&
	broken 10 '"PCI\VEN_1234&DEV_11E" is not a PCI' 's/11E8/11E/' &&
	broken 10 '"PCI\VEN_1234&DEV_11E8&X" is not a PCI' 's/11E8/&\&X/' &&
	broken 10 '"PCI\DEV_11E8" is not a PCI' 's/VEN_1234&//'
}

value_errors()
{
	broken 16 '"7x" is not a number' 's/, 7$/, 7x/' &&
	broken 16 '"4294967296" does not fit' 's/, 7$/, 4294967296/' &&
	broken 16 'a DWORD is one number or four bytes' 's/, 7$/, 7, 8/' &&
	broken 16 'AddReg flags 0x00050000' 's/0x00010001/0x00050000/' &&
	broken 17 '"0g" is not a byte' 's/0a,/0g,/' &&
	broken 17 '"100" is not a byte' 's/0a,/100,/'
}

warnings()
{
	sed 's/^AddReg.*/AddReg = Settings, Nothing/' "$inf/small.inf" > "$work/warn.inf"
	glue "$work/warn.inf" && has "Number 4 07000000" &&
	grep -Fq "$work/warn.inf:13: warning: no section [Nothing]" "$work/errors" || return 1
	sed 's/^HKR,, Bytes.*/HKR,, Path,, %11%\\100%/' \
		"$inf/small.inf" > "$work/warn.inf"
	glue "$work/warn.inf" && has "Path 1 25003100310025005c0031003000300025000000" &&
	grep -q ':17: warning: %11% is a folder' "$work/errors" &&
	grep -q ':17: warning: lone %' "$work/errors"
}

# Sixteen thousand uses of a string of four thousand characters
bounded()
{
	awk 'BEGIN {
		for (i = 0; i < 4000; i++) long = long "x"
		while ((getline line < ARGV[1]) > 0) {
			print line
			if (line == "[Settings]")
				for (i = 0; i < 16000; i++) print "HKR,,n" i ",,%Long%"
		}
		print "Long = " long
	}' "$inf/small.inf" > "$work/long.inf"
	! glue "$work/long.inf" && grep -q "takes more than" "$work/errors" || return 1
	sed 's/,%Long%/,%Long%%Long%/' "$work/long.inf" > "$work/longer.inf"
	refuses 16 "longer than 4096 characters" "$work/longer.inf"
}

usage()
{
	! "$tool" --name 1x --license GPL "$inf/small.inf" &&
	! "$tool" --name 'a-b' --license GPL "$inf/small.inf" &&
	! "$tool" --name a "$inf/small.inf" && ! "$tool" --name a --license '' "$inf/small.inf" &&
	! "$tool" --name a --license GPL && ! "$tool" --name a --license GPL -o "$work/no/where" \
		"$inf/small.inf"
}

our_own()
{
	own=$driver/miniport/virtio_gpu/virtio_gpu.inf
	[ -f "$own" ] || { reason="no driver sources here"; return 0; }
	glue "$own" --override-only && [ ! -s "$work/errors" ] && says ".msi = true" &&
	has "1af4 1050 PCI_ANY_ID PCI_ANY_ID override"
}

cc=${CC:-cc}
[ -f "$inf/full.inf" ] || skip_all "the sample INFs are not in $inf"
find_tool
echo "1..$(grep -c '^check ' "$0")"
echo "# $tool"
make_full

check with_bom "UTF-8 with a byte-order mark is read like UTF-8"
check utf8_crlf "CR LF ends a line like LF"
check utf16le "UTF-16LE is read like UTF-8"
check utf16be_crlf "UTF-16BE with CR LF is read like UTF-8"
check pci_ids "ids with SUBSYS and CC and compatible ids are in the PCI table"
check pci_once "an id that occurs twice is in the PCI table once"
check amd64_first "sections for NTamd64 go before undecorated ones and NTx86"
check undecorated "undecorated sections serve where there are no others"
check other_decorations "versions of NTamd64, NT, and at last others serve too"
check revision "REV is told as not matched"
check alias_by_default "a module carries its PCI alias"
check override_only "with --override-only it carries none and binds on demand"
check numbers "DWORD values: decimal, hex, negative, four bytes"
check binary "binary values, over several lines, and an empty one"
check quoting "text in quotes keeps blanks, quotes, semicolons, commas"
check substitution "%strings% are put in, %% is a percent sign"
check beyond_16_bits "text beyond 16 bits is a surrogate pair in a value"
check multi_strings "lists of strings, and one that is added to"
check order_of_changes "later lines overwrite, spare, delete as their flags say"
check all_sections "values of the install section, .HW and .SoftwareSettings"
check msi "MSISupported is heeded where it is 1 and reached"
check several_models "several models share a module, differing values are told"
check module_lines "licence, description, author, version, entry and exit"
check reproducible "the same INF makes the same glue, to stdout or a file"
check compiled "the glue compiles without warning and means what the INF says"
check our_own "virtio_gpu.inf makes glue without warning"
check warnings "a missing AddReg section, a lone %, a folder are told with their line"
check bad_utf8 "broken UTF-8 is refused with its line"
check windows_1252 "Windows-1252 is read where nothing says UTF-8, as Windows does"
check control_characters "other control characters are refused"
check bad_utf16 "broken UTF-16 is refused with its line"
check no_file "a missing, empty or huge file and a folder are refused"
check syntax_errors "open quotes and headers are refused with their line"
check string_errors "an undefined %string% is refused with its line"
check version_errors "a missing or strange Version is refused"
check id_errors "bad PCI ids, or none, are refused with their line"
check value_errors "bad values are refused with their line"
check bounded "a small file can't ask for much memory"
check usage "bad options are refused"

exit $failed
