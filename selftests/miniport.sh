#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The promises of "make MINIPORT=": what it builds of a Windows miniport's folder,
# and what it says where it can't. Needs kernel headers and no device.
#
# The headers are $KDIR's, of $BUILT's port driver, or those that the virtual
# machines use, or the running kernel's.

here=$(cd "$(dirname "$0")" && pwd)
top=$here/..
[ -e "$top/driver/bring/bring" ] || top=$here/../..	# run from build/selftests
bring=$top/driver/bring/bring
example=$here/miniport/linear
number=0
failed=0

echo "TAP version 13"

skip_all()
{
	echo "1..0 # SKIP $*"
	exit 4
}

[ -x "$bring" ] && [ -d "$example" ] || skip_all "no sources here"
command -v python3 >/dev/null || skip_all "no python3"
work=$(mktemp -d 2>/dev/null) || skip_all "no folder for temporary files"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# A tree where the port driver has been built, and the headers it was built with
find_tree()
{
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

# Every check is one line "check <function> <what is promised>"
check()
{
	number=$((number + 1))
	rm -rf "$work/folder"
	mkdir "$work/folder"
	if "$1" >"$work/log" 2>&1; then
		echo "ok $number miniport: $2"
	else
		echo "not ok $number miniport: $2"
		sed 's/^/# /' "$work/log"
		failed=1
	fi
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
	"$bring" --kdir "$kdir" --built "$built" --out "$work/out" --license GPL "$@" \
		"$where" >"$work/said" 2>&1
	status=$?
	cat "$work/said"
	return $status
}

builds()
{
	bring "$work/folder" "$@" && [ -e "$work/out/vp_${module:-device}.ko" ]
}

# refuses TEXT: fails with one line that has the text, and leaves no module
refuses()
{
	rm -rf "$work/out"
	! bring "${folder:-$work/folder}" && [ "$(wc -l <"$work/said")" = 1 ] &&
		grep -Fq -e "$1" "$work/said" && [ ! -e "$work/out/vp_device.ko" ]
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
	modinfo -F "$1" "$work/out/vp_${module:-device}.ko"
}

sums()
{
	(cd "$1" && find . -type f -exec cksum {} + | sort)
}

example_builds()
{
	rm -rf "$work/out"
	sums "$example" >"$work/before"
	module=linear
	bring "$example" "$@" && sums "$example" | cmp "$work/before" - &&
	[ -e "$work/out/vp_linear.ko" ] && [ "$(info license)" = GPL ] &&
	info alias | grep -Fq 'pci:v00001234d00001111sv*sd*' &&
	info depends | grep -qw videoport &&
	! grep -q "warning:" "$work/said" && grep -q "insmod .*/vp_linear.ko" "$work/said"
	status=$?
	module=
	return $status
}

checked_build()
{
	example_builds --dbg 1 && grep -aq 'linear: mode %lu' "$work/out/vp_linear.ko"
}

# seen HABIT...: each pattern occurs in the example
seen()
{
	cat "$example"/*.[cChH] "$example"/*/*.h >"$work/text"
	for habit in "$@"; do
		LC_ALL=C grep -aqE -e "$habit" "$work/text" && continue
		echo "not in the example: $habit"
		return 1
	done
}

every_habit()
{
	seen '\b_In_\b' '\b__in\b' '_bytes_\(' '__in_bcount\(' '__checkReturn' \
		'_Must_inspect_result_' '_Success_\(' '_IRQL_requires_max_' 'pragma alloc_text' \
		'pragma code_seg' 'pragma warning' 'CODE_SEG\("PAGE"\)' 'PAGED_CODE\(\)' '\bIN\b' \
		'\bOUT\b' '\bOPTIONAL\b' 'if defined\(ALLOC_PRAGMA\)' \
		'VideoDebugPrint\(\(' 'L"' '\(__int64\)' 'unsigned __int64' \
		'DECLSPEC_' '__declspec\(' '__stdcall' '__inline' '__forceinline' 'UNALIGNED' \
		'C_ASSERT' 'FIELD_OFFSET' 'ARRAYSIZE' 'RTL_NUMBER_OF' '\bmin\(' \
		'ASSERT\(ext' "'[a-zA-Z]{4}'" 'pragma pack\(push' \
		DUMMYUNIONNAME '"Video\.h"' '<Miniport\.h>' '"DDERROR\.H"' '<ntddvdeo\.H>' \
		'include "inc\\' 'unsigned long' "$(printf '\251')" "$(printf '\r')" &&
	[ -e "$example/sources" ] && [ -e "$example/linear.rc" ]
}

# The compiler's opinion of dialect: sizes, sets of names, inline functions in headers
dialect()
{
	file Shared.h <<-'END'
		#include <VIDEO.H>
		unsigned long Common;
		__inline int Twice(int x) { return 2 * x; }
		typedef struct _INNER { long a; unsigned long int b; } INNER;
		C_ASSERT(sizeof(INNER) == 8);
		C_ASSERT(sizeof(long) == 4 && sizeof(unsigned long) == 4);
		C_ASSERT(sizeof(long long) == 8 && sizeof(unsigned __int64) == 8);
		C_ASSERT(sizeof(1UL) == 4 && sizeof(1L) == 4 && sizeof(1ui64) == 8);
		C_ASSERT(sizeof(1LL) == 8 && 0xffffffffUL == ~0UL);
		C_ASSERT('ABCD' == 0x41424344 && sizeof(L"ab") == 6);
		C_ASSERT(sizeof("long 1UL") == 9);
	END
	printf '#include "shared.h"\nint More(void) { return Twice(Common); }\n' |
		file other.c
	printf '#include "%s"\n' 'SHARED.H' | miniport 'int More(void);' 'Common = More();'
	# a Windows-1252 byte in code and the end of file of DOS
	printf '// \251\r\nchar Sign[] = "\251";\r\n\032' >"$work/folder/sign.c"
	builds
}

# A long wherever C lets it stand, and next to what is none of it
long_everywhere()
{
	miniport '
	typedef long A; typedef long int B; typedef int long C; typedef long unsigned int D;
	typedef int const long E; typedef unsigned /* long */ long F; typedef unsigned
	long G; typedef long/**/int H; typedef volatile unsigned long int I;
	typedef long long J; typedef int long unsigned long K; typedef long signed int L;
	// a comment that ends with int
	long M;
	// and one with a long
	long N;
	#define JUST_LONG long
	int O(void);
	#define LONGER unsigned \
		long
	long (*P)(long, JUST_LONG), *Q;
	C_ASSERT(sizeof(A) == 4 && sizeof(B) == 4 && sizeof(C) == 4 && sizeof(D) == 4);
	C_ASSERT(sizeof(E) == 4 && sizeof(F) == 4 && sizeof(G) == 4 && sizeof(H) == 4);
	C_ASSERT(sizeof(I) == 4 && sizeof(J) == 8 && sizeof(K) == 8 && sizeof(L) == 4);
	C_ASSERT(sizeof(M) == 4 && sizeof(N) == 4 && sizeof(JUST_LONG) == 4);
	C_ASSERT(sizeof(LONGER) == 4 && sizeof(P(0, 0)) == 4 && sizeof(*Q) == 4);
	C_ASSERT((LONGER)-1 > 0 && sizeof(unsigned JUST_LONG) == 4);' </dev/null && builds
}

# Constants whose size is not in sight
constants()
{
	miniport '
	#define UL(x) x##UL
	#define SL(x) (x ## L)
	#define QUAD(x) x##ui64
	#define LOW(r) r##L
	#define MIDDLE(r) r##L##ong
	#define MEMBER(p, m) (p)->##m
	C_ASSERT(0x0E+1 == 15 && 0x3CE-1 == 0x3CD);
	ULONG Member(GUID *p) { return MEMBER(p, Data1); }
	#define BIT(n) (UL(1) << (n))
	#define THROUGH(n) SL(n)
	static ULONG AXL = 3, AXLong = 4, Low = LOW(1);
	#if UL(2) != 2
	#error UL
	#endif
	C_ASSERT(sizeof(BIT(3)) == 4 && ~BIT(0) == 0xFFFFFFFE && sizeof(SL(1)) == 4);
	C_ASSERT(sizeof(THROUGH(0x7fffffff)) == 4 && sizeof(QUAD(1)) == 8);
	C_ASSERT(sizeof(2147483648) == 4 && sizeof(4294967295L) == 4 && -2147483648 > 0);
	C_ASSERT(sizeof(4294967296) == 8 && sizeof(2147483647) == 4 && -2147483647 < 0);' \
		'    LOW(AX) = MIDDLE(AX) + Low; return AXL;' </dev/null && builds
}

# Strings keep the bytes of Windows' code page; wide ones have the characters.
strings()
{
	for encoding in CP1252 UTF-16 UTF-8; do
		miniport "
		C_ASSERT((UCHAR)'é' == 0xe9 && (UCHAR)'€' == 0x80 && sizeof(\"© 1998\") == 7);
		C_ASSERT(L'é' == 0xe9 && L'€' == 0x20ac && sizeof(L\"Größe\") == 12);
		C_ASSERT('\\xe9' == 'é');" </dev/null
		mv "$work/folder/device.c" "$work/utf-8"
		{
			[ $encoding != UTF-8 ] || printf '\357\273\277'
			iconv -f UTF-8 -t $encoding "$work/utf-8"
		} >"$work/folder/device.c"
		builds || return 1
	done
	# Microsoft's compiler takes UTF-8 without a mark for bytes.
	miniport "// é
	C_ASSERT(sizeof(\"é\") == 3 && sizeof(\"ЖЖ\") == 5 && L'é' == 0xe9);" </dev/null
	builds || return 1
	printf '\357\273\277char c[] = "Ж";\n' >"$work/folder/more.c"
	! bring "$work/folder" &&
	grep -Fq "$work/folder/more.c:1: converting to execution character set" "$work/said"
}

# Inline is a hint: any function may have it, and is for all files that name it.
inlines()
{
	cat >"$work/more.h" <<-'END'
		#include "video.h"
		#define INLINE __forceinline
		ULONG Declared(ULONG x);
		__inline ULONG Declared(ULONG x) { static ULONG y; y += x; return y; }
		INLINE ULONG Forced(ULONG x) { return x + 1; }
		__forceinline ULONG Unused(ULONG x) { ULONG Nowhere(ULONG); return Nowhere(x); }
		extern __inline ULONG External(ULONG x)
		{
		    return x + 2;
		}
	END
	file more.h <"$work/more.h"
	printf '#include "more.h"\n__inline void Another(ULONG x) { Declared(x); Forced(x); }\n' |
		file other.c
	miniport '
	#include "more.h"
	__inline ULONG Odd(ULONG n);
	static INLINE ULONG Even(ULONG n) { return n ? Odd(n - 1) : 1; }
	__inline ULONG Odd(ULONG n) { return n ? Even(n - 1) : 0; }
	__forceinline ULONG Itself(ULONG n) { return n ? n * Itself(n - 1) : 1; }
	static __inline void Print(PCHAR Format, ...) { }
	__inline void Silent(ULONG n, ...) { }
	ULONG (*Pointers[])(ULONG) = { Declared, Forced, External, Odd, Even, Itself };
	VOID Another(ULONG x);' '
	Print("", 1); Silent(1, 2); Another(Pointers[1](1));' </dev/null
	builds
}

# A string literal, which another may stand next to, also in a macro
function_names()
{
	miniport '
	#define LOG(Text) VideoPortDebugPrint(0, __FUNCTION__ ": " Text "\n")
	static ULONG One(ULONG a) {
	    C_ASSERT(sizeof(__FUNCTION__) == 4 && sizeof("a" __FUNCTION__ "bc") == 7);
	    return a;
	}
	_When_(b > 0, _In_) PVOID NTAPI Other_Two(b) ULONG b;
	{
	    LOG("b"); return __FUNCTION__;
	}' '    C_ASSERT(sizeof(__FUNCTION__) == 12); One(missing);' </dev/null
	lists "missing: $work/folder/device.c:14" && ! grep "Errors" "$work/said"
}

# The first declaration has no static, the definition has: a warning on Windows
late_static()
{
	echo 'int Helper(void), Another(int);' | file all.h
	printf '#include "all.h"\nstatic int Helper(void) { return 2; }\n%s\n%s\n' \
		'int (*Ours)(void) = Helper;' 'int Another(int Helper) { return Helper; }' |
		file other.c
	miniport '#include "all.h"
	static int Private(void); int Helper(void), Last(int);
	int Helper(void);
	static int Helper(void) { return 1; }
	static int Private(void) { return 2; }' \
		'    Helper(); Private(); Another(1);' </dev/null && builds
}

# A miniport's own function is called, whatever GCC thinks of its name.
own_functions()
{
	miniport '
	int ffs(int Mask) { int i = 0; while (!(Mask & 1 << i)) i++; return i; }
	void exit(int Code) { }
	void Fill(char *p, ULONG n) { while (n--) *p++ = 0; }' '
	{ void Gone(void); if (__builtin_constant_p(ffs(0x00f800))) Gone(); } exit(1);' </dev/null
	builds && ! nm -u "$work/out/vp_device.ko" | grep -w memset
}

# Memory is read again behind a volatile access: the device may have written it.
volatile_order()
{
	echo 'void Changed(void) { }' | file other.c
	miniport '
	void Changed(void);
	void Transfer(ULONG *Buffer, volatile ULONG *Register)
	{
		*Register = 1; Buffer[0] = 7;
		while (*Register & 1)
			;
		if (Buffer[0] != 7) Changed();
	}
	typedef struct { ULONG A : 8, B : 8, C : 16; } REGISTER;
	void Set(volatile REGISTER *Register) { Register->B = 0x55; }' </dev/null && builds &&
	nm -u "$work/out/device.o" | grep -qw Changed || return 1
	# all of the register at once, not a byte of it
	! objdump -d "$work/out/device.o" | grep -E 'movb? +(%[a-d]l|\$0x55),.*\('
}

# What a header that other systems share asks
predefined()
{
	miniport '
	#if defined(__linux__) || defined(linux) || defined(__unix__) || defined(unix) || \
		defined(__KERNEL__) || defined(MODULE) || defined(__GNUC__) || defined(CONFIG_PCI)
	#error not Windows
	#endif
	enum { CONFIG_PCI, CONFIG_SMP };
	#if !defined(_MSC_VER) || _MSC_VER < 1300 || !defined(_MSC_EXTENSIONS) || \
		_INTEGRAL_MAX_BITS < 64 || !defined(_WIN32)
	#error not the compiler
	#endif' </dev/null && builds
}

# Without variable arguments there is no comma before them.
variable_arguments()
{
	miniport '
	#define PRINT(Level, Format, ...) VideoPortDebugPrint(Level, "x: " Format, __VA_ARGS__)
	#define ALL(...) PRINT(0, __VA_ARGS__)
	#define ONE(Format, ...) ALL(Format, \
		__VA_ARGS__)
	#define TEN 10' '
	PRINT(0, "a"); PRINT(0, "%d", TEN); ALL("b"); ONE("c"); ONE("%d", 1);' </dev/null && builds
}

# What a device or a display driver reads must lie where Microsoft's compiler puts it.
layout()
{
	miniport '
	typedef struct { UCHAR A : 4; ULONG B : 4; } BITS;
	#pragma pack(push, 1)
	typedef struct { UCHAR A; ULONG B : 3; union { USHORT C; UCHAR D; }; } PACKED;
	#pragma pack(pop)
	typedef struct { UCHAR A; DECLSPEC_ALIGN(16) UCHAR B; __int64 C; } ALIGNED;
	C_ASSERT(sizeof(BITS) == 8 && sizeof(PACKED) == 7 && sizeof(ALIGNED) == 32);
	C_ASSERT(-1 < FIELD_OFFSET(PACKED, C) && sizeof(FIELD_OFFSET(PACKED, C)) == 4);
	C_ASSERT(FIELD_OFFSET(PACKED, C) == 5 && FIELD_OFFSET(ALIGNED, B) == 16);
	' </dev/null && builds
}

# An enum is an int, in the miniport's own words and in the DDK's.
enums()
{
	miniport '
	#define ALSO(Tag) enum Tag { Tag##A, Tag##B = 2 }
	enum /* { */ One { OneA, OneB /* = 1, } */, OneC = ARRAYSIZE("1,45") }; // enum {
	typedef enum
	{
		TwoMinus = -1, TwoNull, TwoChar = 0x2c,
	#if DBG
		TwoDebug,
	#endif
		TwoAll = 0xFFFFFFFF // no comma
	} TWO;
	typedef enum { False, True, } THREE;
	typedef enum { FourSame = 1 == 1, FourForce = 0x80000000, FourAfter } FOUR;
	typedef ALSO(Five); typedef ALSO(Six);
	struct { THREE Bit : 1; TWO Two : 2; } Bits;
	enum One None(enum One x) { enum One y; enum { Inner = 7 }; y = x + Inner; return y; }
	C_ASSERT((enum One)-1 < 0 && (TWO)-1 < 0 && (THREE)-1 < 0 && (FOUR)-1 < 0);
	C_ASSERT((VIDEO_POWER_STATE)-1 < 0 && (VIDEO_DEBUG_LEVEL)-1 < 0 && Error == 0);
	C_ASSERT((enum Five)-1 < 0 && sizeof(enum Five) == 4 && FiveB == 2 && SixA == 0);
	C_ASSERT(OneA == 0 && OneB == 1 && OneC == 5 && TwoNull == 0 && TwoChar == 44);
	C_ASSERT(TwoAll == -1 && True == 1 && FourSame == 1 && FourAfter == -0x7fffffff);
	C_ASSERT(sizeof(TWO) == 4 && sizeof(FOUR) == 4 && sizeof(TwoAll) == 4);' '
	Bits.Bit = 1; if (Bits.Bit > 0) { int Gone(void); return Gone(); }' </dev/null
	builds || return 1
	miniport '
	#define X(Name, Value) Name = Value,
	enum List { X(A, 1) X(B, 0xFFFFFFFF) };' </dev/null
	lists "$work/folder/device.c:4: specified mode too small for enumerated values"
}

# In arithmetic a bit field is of its declared type.
bit_fields()
{
	file more.h <<-'END'
		typedef struct {
			ULONGLONG Page : 40, Length : 24;	// ULONG Not : 3;
		} WIDE;
		typedef struct { ULONG Pfn:20, Flags : (8 + 4); } NARROW;
		struct both {
			WIDE w[2]; NARROW n, *p;
			struct { ULONG Head : 8, Tail : 8; unsigned long Rest : 16; };
		};
		typedef struct { PUCHAR Page; SHORT Length; ULONG Other; } PLAIN;
		typedef struct { UCHAR Small : 4; int Sign : 4; } SMALL;
		#define PFN(n) ((n)->Pfn << 12)
		#define TAIL(b) (b)->Tail
	END
	printf 'void *Get(void) { return 0; }\n' | file other.c
	miniport '
	#include "video.h"
	#include "more.h"
	struct both *Get(void);
	void Gone(void);
	#define IS(x) if (!(x)) Gone()
	#define LONG_ONE(b) ((b)->Head \
		- 2)
	static LONGLONG Difference(struct both *b, int i) {
		if (i) return (b)->Head - 2; else return (b->Head) - LONG_ONE(b);
	}
	ULONG Check(PLAIN *p, int i)
	{
		struct both a = { 0 }, *b = &a; NARROW *n = &a.n; SMALL small, *s = &small;
		ULONG Head = 1, Tail = 2;
		C_ASSERT(sizeof(b->w[1].Page << 1) == 8);
		C_ASSERT(sizeof((b->n).Pfn + 0) == 4);
		C_ASSERT(sizeof(p->Page + 1) == 8 && sizeof(*(p->Page + 1)) == 1);
		b->Head = Head; b->Tail = Tail; n->Pfn = 0xfffff; b->w[0].Page = 0xffffffffff;
		IS(b->Head - b->Tail > 4);
		IS((b->Head) - TAIL(b) > 4);
		IS((ULONGLONG)PFN(n) == 0xfffff000);
		IS((ULONGLONG)(n->Pfn << 12) == 0xfffff000);
		IS((b->w[0].Page << 12) >> 44 == 0xff);
		IS(b->Rest - 0x10000 > 0);
		IS(Difference(b, 5) > 4 && ++b->Head + 0 == 2 && b->Head-- - 0 == 2);
		IS(b->Head > -1 ? 0 : 1);
		b->Head += 1; b->Head <<= 1; b->Tail++; TAIL(b) = 4; n->Flags |= 8;
		s->Small = 1; s->Sign = -1;
		IS(s->Small - 2 < 0);
		IS(s->Sign - 1 < 0);
		IS(b->Head == 4 && b->Tail == 4 && n->Flags == 8);
		return Get()->Head - Get()->p[3].Pfn + (n->Pfn ? b->Tail : i & b->Head);
	}' </dev/null && builds
}

# An alignment before the word struct is the type's.
alignments()
{
	printf '#define %s\n' 'CACHE LINE(16)' 'LINE(N) __declspec(align(N))' | file own.h
	miniport '
	#include "own.h"
	__declspec(align(32)) struct One { ULONG A, B, C, D, E; };
	typedef DECLSPEC_ALIGN(16) struct _TWO { ULONG A, B, C; } TWO, *PTWO;
	DECLSPEC_CACHEALIGN // DECLSPEC_ALIGN(8) struct {
	typedef union { ULONG A; } THREE;
	typedef CACHE struct
	{ ULONG A; } FOUR;
	typedef struct __declspec(align(8)) _FIVE { ULONG A; } FIVE;
	__declspec(align(64)) struct One Variable;
	C_ASSERT(sizeof(struct One) == 32 && sizeof(TWO) == 16 && sizeof(TWO[2]) == 32);
	C_ASSERT(sizeof(struct _TWO) == 16 && sizeof(THREE) == 64 && sizeof(FOUR) == 16);
	C_ASSERT(sizeof(FIVE) == 8 && sizeof(Variable) == 32);' </dev/null && builds
}

pragmas()
{
	miniport '
	#define ONE 1
	#define TWO 2
	#define PACKED __pragma(pack(push, ONE))
	#define PLAIN __pragma(pack(pop)) __pragma(warning(disable: 4127))
	PACKED typedef struct { UCHAR A; ULONG B; } FIVE; PLAIN
	typedef struct { UCHAR A; ULONG B; } EIGHT;
	#pragma pack(push, two, TWO) // as a macro
	typedef struct { UCHAR A; ULONG B; } SIX;
	#pragma pack(pop, two)
	C_ASSERT(sizeof(FIVE) == 5 && sizeof(EIGHT) == 8 && sizeof(SIX) == 6);
	#define ONCE do { __pragma(warning(suppress: 4127)) } __pragma(optimize("", off)) while (0)
	' '    ONCE;' </dev/null && builds
}

# Names that are Linux's or GCC's, and none on Windows
free_names()
{
	miniport 'struct { int asm, typeof, fallthrough; } All;
	typedef unsigned char barrier, notrace, __packed, __pure, __user;
	__declspec(noinline) int noinline(int linux, int unix) { return linux + unix; }' '
	ASSERT(a != b)
	return noinline(__min(1, 2), __max(All.asm, 4));' </dev/null && builds
}

# Names that the DDK has beside the video port's own
small_names()
{
	printf '#include <%s>\n' initguid.h | miniport '
	DEFINE_GUID(GUID_ONE, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
	static const GUID Two = { 1, 2, 3, { 4, 5, 6, 7, 8, 9, 10, 11 } };
	INT Add(a, b) INT a; short b; { return a + b; }' '
	if (IsEqualGUID(&GUID_ONE, &Two) || IsEqualIID(&GUID_ONE, &Two))
		return PtrToUlong(a) + PtrToUlong(UlongToPtr(Add(1, 2)));' && builds
}

plain_types()
{
	printf '#include <%s>\n' miniport.h | miniport '
	KIRQL a; CSHORT b; CLONG c; FLONG d; HRESULT e; PCH f; PWCH g; PCUCHAR h; PCWCH i; QUAD j;
	PVOID64 k; TCHAR l; PSZ m; LOGICAL n; DWORDLONG o; USN p; PCULONG q; LUID r;
	PCUNICODE_STRING s; KINTERRUPT_POLARITY t; PBANKED_SECTION_ROUTINE u;
	CM_SHARE_DISPOSITION v = CmResourceShareShared;
	EXTERN_C int Outside; DECLARE_HANDLE(HTHING); HTHING Thing;
	C_ASSERT(sizeof(a) == 1 && sizeof(b) == 2 && sizeof(c) == 4 && sizeof(d) == 4);
	C_ASSERT(sizeof(e) == 4 && sizeof(*g) == 2 && sizeof(j) == 8 && sizeof(l) == 1);
	C_ASSERT(sizeof(n) == 4 && sizeof(o) == 8 && sizeof(r) == 8 && sizeof(HTHING) == 8);
	C_ASSERT(sizeof(TEXT("abc")) == 4 && _ARRAYSIZE("abc") == 4 && RTL_BITS_OF(c) == 32);
	C_ASSERT(RTL_BITS_OF_FIELD(LUID, LowPart) == 32 && RTL_NUMBER_OF_V1("abc") == 4);
	C_ASSERT(RTL_FIELD_SIZE(LUID, LowPart) == 4);
	C_ASSERT(RTL_SIZEOF_THROUGH_FIELD(LUID, LowPart) == 4);
	C_ASSERT(UInt32x32To64(0x80000000, 2) == 0x100000000 && Int32x32To64(-1, 2) == -2);
	C_ASSERT(Int64ShrlMod32(1I64 << 40, 8) == 1I64 << 32 && MAXULONG32 == 0xffffffff);
	C_ASSERT(MAXLONGLONG > 0 && MAXLONGLONG + 1ULL == 1ULL << 63 && MAXLONG_PTR > 0);
	C_ASSERT(CmResourceTypeMemory == 3 && CM_RESOURCE_PORT_IO == 1);
	C_ASSERT(IO_RESOURCE_ALTERNATIVE == 8 && InterruptActiveLow == 2);
	UNICODE_STRING Name = RTL_CONSTANT_STRING(L"x");
	int Choose(int x)
	{
		NOP_FUNCTION; x += PAGE_SIZE;
		switch (x & 1) { case 0: return 1; case 1: return 2; DEFAULT_UNREACHABLE; }
	}' && builds
}

display_codes()
{
	printf '#include <%s>\n' ntddvdeo.h limits.h stdint.h excpt.h sdkddkver.h | miniport '
	int Known(ULONG c)
	{
		switch (c) {
		case IOCTL_VIDEO_SET_COLOR_LUT_DATA: case IOCTL_VIDEO_SET_BANK_POSITION:
		case IOCTL_FSVIDEO_COPY_FRAME_BUFFER: case IOCTL_FSVIDEO_SET_CURRENT_MODE:
			return 1;
		}
		return 0;
	}
	int Get(PVIDEOPARAMETERS p) { return p->dwCommand == VP_COMMAND_GET; }
	C_ASSERT(IOCTL_VIDEO_SET_COLOR_LUT_DATA == 0x23047c);
	C_ASSERT(IOCTL_VIDEO_SET_BANK_POSITION == 0x230490);
	C_ASSERT(IOCTL_FSVIDEO_SET_CURSOR_POSITION == 0x340814);
	C_ASSERT(sizeof(VIDEOPARAMETERS) == 356 && sizeof(VIDEO_LUT_RGB256WORDS) == 1536);
	C_ASSERT(FIELD_OFFSET(VIDEO_COLOR_LUT_DATA, LutData) == 8);
	C_ASSERT(INT_MAX > 0 && LONG_MAX == INT_MAX && INT_MIN < 0 && ULONG_MAX == ~0U);
	C_ASSERT(sizeof(uint64_t) == 8 && sizeof(uintptr_t) == sizeof(PVOID));
	C_ASSERT(NTDDI_VERSION < NTDDI_VISTA && _WIN32_WINNT >= _WIN32_WINNT_WINXP);
	' && builds
}

configuration_space()
{
	miniport 'C_ASSERT(sizeof(PCI_COMMON_CONFIG) == 256 && PCI_COMMON_HDR_LENGTH == 64);
	C_ASSERT(FIELD_OFFSET(PCI_COMMON_CONFIG, BaseClass) == 0x0b);
	C_ASSERT(FIELD_OFFSET(PCI_COMMON_CONFIG, u.type0.SubVendorID) == 0x2c);
	C_ASSERT(FIELD_OFFSET(PCI_COMMON_CONFIG, u.type0.ROMBaseAddress) == 0x30);
	C_ASSERT(FIELD_OFFSET(PCI_COMMON_CONFIG, u.type0.InterruptLine) == 0x3c);
	C_ASSERT(sizeof(PCI_SLOT_NUMBER) == 4 && sizeof(PCI_COMMON_HEADER) == 64);
	C_ASSERT(FIELD_OFFSET(PCI_COMMON_CONFIG, u.type1.SecondaryBus) == 0x19);
	C_ASSERT(FIELD_OFFSET(PCI_COMMON_CONFIG, u.type2.InterruptLine) == 0x3c);
	C_ASSERT(sizeof(PCI_PM_CAPABILITY) == 8 && sizeof(PCI_AGP_CAPABILITY) == 12);
	C_ASSERT(FIELD_OFFSET(PCI_PM_CAPABILITY, PMCSR) == 4 && sizeof(PCI_PMC) == 2);
	C_ASSERT(FIELD_OFFSET(PCI_AGP_CAPABILITY, AGPCommand) == 8);
	C_ASSERT(PCI_CAPABILITY_ID_AGP == 2 && PCI_CAPABILITY_ID_MSI == 5);
	C_ASSERT(PCI_CLASS_DISPLAY_CTLR == 3 && PCI_SUBCLASS_VID_OTHER == 0x80);
	C_ASSERT(PCI_ENABLE_SERR == 0x100 && PCI_STATUS_DEVSEL == 0x600);
	C_ASSERT(PCI_DISABLE_LEVEL_INTERRUPT == 0x400 && PCI_TYPE_64BIT == 4);
	int Type(PCI_COMMON_CONFIG *c) { return PCI_CONFIGURATION_TYPE(c); }' </dev/null && builds
}

control_codes()
{
	miniport '
	#define IOCTL_A CTL_CODE(0x8000, 0x900, 1, FILE_READ_ACCESS | FILE_WRITE_ACCESS)
	#define IOCTL_B CTL_CODE(FILE_DEVICE_UNKNOWN, 0x901, METHOD_NEITHER, FILE_SPECIAL_ACCESS)
	DEVICE_TYPE Type;
	C_ASSERT(IOCTL_A == 0x8000e401 && IOCTL_B == 0x222407 && sizeof(Type) == 4);
	C_ASSERT(DEVICE_TYPE_FROM_CTL_CODE(IOCTL_A) == 0x8000);
	C_ASSERT(METHOD_FROM_CTL_CODE(IOCTL_B) == 3 && METHOD_DIRECT_FROM_HARDWARE == 2);
	C_ASSERT(FILE_DEVICE_FULLSCREEN_VIDEO == 0x34);
	#include <dderror.h>
	#include <winerror.h>
	C_ASSERT(ERROR_BUSY == 170 && ERROR_GEN_FAILURE == 31 && ERROR_NOT_SUPPORTED == 50);
	' </dev/null && sed -i "1i #include \"devioctl.h\"\r" "$work/folder/device.c" && builds
}

# values: stdin is what a program of the build machine does with intrin.h
values()
{
	{
		printf '#define __inline inline\n#include <assert.h>\n#include "%s"\n' \
			"$top/include/msvc/intrin.h"
		printf 'int main(void)\n{\n'
		cat
		printf 'return 0;\n}\n'
	} >"$work/values.c"
	cc -O2 -o "$work/values" "$work/values.c" && "$work/values"
}

# Windows' amd64 has these in the compiler, so a miniport has nothing to link with.
# What they return is seen in a program of the build machine.
interlocked()
{
	miniport '
	typedef char Sized[sizeof(InterlockedIncrement((PLONG)0)) == 4 &&
			   sizeof(InterlockedExchange64((LONGLONG *)0, 1)) == 8 ? 1 : -1];
	LONG Count(volatile LONG *p, ULONG *u, PVOID *q, LONG64 *w)
	{
		InterlockedIncrement(u);
		InterlockedOr(p, 1); InterlockedAnd(p, 3); InterlockedXor(p, 1);
		InterlockedOr64(w, 1); InterlockedAnd64(w, 3); InterlockedXor64(w, 1);
		InterlockedExchangePointer(q, NULL);
		InterlockedCompareExchangePointer(q, p, NULL);
		_InterlockedExchangeAdd64(w, InterlockedCompareExchange64(w, 1, 0));
		InterlockedIncrement64(w); InterlockedDecrement64(w);
		return _InterlockedIncrement(p) + InterlockedDecrement(p) +
			InterlockedExchangeAdd(p, 4) +
			InterlockedCompareExchange(p, 1, 0) + InterlockedExchange(p, 2);
	}' </dev/null && builds || return 1
	values <<-'END'
		int n = 5;
		long long w = 1LL << 40;
		void *p = &n;

		assert(InterlockedIncrement(&n) == 6);
		assert(InterlockedDecrement(&n) == 5);
		assert(InterlockedExchangeAdd(&n, 3) == 5 && n == 8);
		assert(InterlockedOr(&n, 1) == 8 && n == 9);
		assert(InterlockedAnd(&n, 3) == 9 && n == 1);
		assert(InterlockedXor(&n, 3) == 1 && n == 2);
		assert(InterlockedCompareExchange(&n, 7, 1) == 2 && n == 2);
		assert(InterlockedCompareExchange(&n, 7, 2) == 2 && n == 7);
		assert(InterlockedExchange(&n, -1) == 7 && n == -1);
		assert(InterlockedIncrement64(&w) == (1LL << 40) + 1);
		assert(InterlockedExchange64(&w, 3) == (1LL << 40) + 1 && w == 3);
		assert(InterlockedCompareExchangePointer(&p, 0, &w) == &n && p == &n);
		assert(InterlockedExchangePointer(&p, &w) == &n && p == &w);
	END
}

intrinsics()
{
	miniport '
	ULONG Card(PULONG r, PUSHORT s, PUCHAR port, ULONG m, ULONG64 *w)
	{
		ULONG i = 0;
		WRITE_REGISTER_ULONG(r, READ_REGISTER_ULONG(r) | READ_REGISTER_USHORT(s));
		WRITE_REGISTER_BUFFER_USHORT(s, s, 2);
		WRITE_PORT_UCHAR(port, READ_PORT_UCHAR(port));
		void *_ReturnAddress(void); void _ReadWriteBarrier(void);
		MemoryBarrier(); YieldProcessor(); _ReadWriteBarrier(); _ReturnAddress();
	#ifdef _AMD64_
		_mm_mfence(); _mm_lfence(); _mm_sfence(); _mm_pause();
		__movsd(r, r + 4, m); __stosq(w, __rdtsc(), 1);
	#endif
		BitScanForward(&i, m); _BitScanReverse64(&i, *w);
		return i + _rotl(m, 3) + _byteswap_ulong(m) + _byteswap_ushort(*s);
	}' </dev/null && builds && values <<-'END'
		unsigned int i = 9, a[4] = { 1, 2, 3, 4 };
		unsigned char b[4] = { 1, 2, 3, 4 };

		assert(!_BitScanForward(&i, 0) && i == 9);
		assert(_BitScanForward(&i, 0x50) && i == 4);
		assert(_BitScanReverse(&i, 0x50) && i == 6);
		assert(_BitScanForward64(&i, 1ULL << 40) && i == 40);
		assert(_BitScanReverse64(&i, 3ULL << 40) && i == 41);
		assert(_rotl(0x80000001, 1) == 3 && _rotr(3, 1) == 0x80000001);
		assert(_rotl(5, 0) == 5 && _rotr(5, 32) == 5);
		assert(_byteswap_ulong(0x12345678) == 0x78563412);
	#ifdef __x86_64__
		__movsd(a, a + 2, 2);
		assert(a[0] == 3 && a[1] == 4 && a[2] == 3);
		__stosd(a + 1, ~0, 2);
		assert(a[0] == 3 && a[1] == ~0 && a[2] == ~0 && a[3] == 4);
		__stosb(b, 7, 3);
		__movsb(b + 2, b + 3, 1);
		assert(b[1] == 7 && b[2] == 4 && b[3] == 4);
	#endif
	END
}

annotations()
{
	miniport '
	__checkReturn __success(return == 0) VP_STATUS f(__in PVOID a, __out_bcount(b) PVOID c,
		__in_ecount_opt(b) PULONG d, __inout_bcount_full(b) PVOID e, ULONG b);
	_IRQL_requires_max_(1) _When_(b > 0, _Out_writes_bytes_to_(b, *d)) VOID
		g(_In_opt_ PVOID a, _Outptr_result_maybenull_ PVOID *c, _In_ ULONG b,
		  _Inout_ PULONG d);
	__drv_maxIRQL(1) __drv_functionClass(X) VOID h(__deref_out_opt PVOID *a, __reserved int b);
	' </dev/null && builds
}

headers_in_any_order()
{
	printf '#include "%s"\n' WinError.h 'NTDDVDEO.h' devIOCTL.h Video.H DdError.h MINIPORT.H \
		INITGUID.H GuidDef.h StdArg.h String.h WinDef.h Sal.h NtDef.h | miniport && builds
}

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

missing_names()
{
	miniport 'extern VOID NTAPI KeBugCheck(ULONG);
		KSPIN_LOCK Lock;' '    KeStallExecutionProcessor(1);
		VideoPortInt10(a, b);
		return MY_OWN;' </dev/null
	lists "vp_device.ko can't be built: 4 names are missing" \
		"KeStallExecutionProcessor: $work/folder/device.c:6" \
		"call VideoPortStallExecution" "VideoPortInt10: $work/folder/device.c:7" \
		"KSPIN_LOCK: $work/folder/device.c:3" "MY_OWN: $work/folder/device.c:8"
}

ddk_names()
{
	miniport </dev/null
	echo 'ULONG One; VP_STATUS Two; VIDEO_MODE Three; Z Four;' | file device.c
	lists "vp_device.ko can't be built: 4 names are missing" \
		"ULONG: $work/folder/device.c:1" "the DDK's: include miniport.h" \
		"VP_STATUS: $work/folder/device.c:1" "the DDK's: include video.h" \
		"VIDEO_MODE: $work/folder/device.c:1" "the DDK's: include ntddvdeo.h" \
		"Z: $work/folder/device.c:1"
}

# What the list says of names that it knows something about, each advice once
advice()
{
	miniport '
	DWORD One; RECT Two; int Three = FILE_READ_ACCESS;' '    Later(1); VideoPortFooBar();
		VideoPortGetMdl(); KeBugCheck(1); KeBugCheckEx(1); try { } finally { }' </dev/null
	printf 'int Later(int x)\n{\n\treturn x;\n}\n' | file later.c
	lists "DWORD: $work/folder/device.c:3" "the DDK's: include windef.h" \
		"Later: $work/folder/device.c:6" \
		"no such function in the DDK: check the spelling" \
		"structured exceptions are not here: check what you touch before" &&
	grep -Fq "defined in $work/folder/later.c:1, but not declared before" "$work/said" &&
	grep -Fq "of the DDK's video port, but not implemented here" "$work/said" &&
	[ "$(grep -c 'of Windows. kernel, which' "$work/said")" = 1 ] &&
	[ "$(grep -c 'include windef.h' "$work/said")" = 1 ]
}

cast_that_is_assigned_to()
{
	miniport '' '    *((PULONG)a)++ = 1;' </dev/null
	write="write p = (PVOID)((PUCHAR)p + bytes)"
	lists "$work/folder/device.c:5: a cast can't be assigned to: $write"
}

undefined_names()
{
	miniport 'extern VOID NTAPI RtlZeroMemory(PVOID, ULONG);' \
		'    RtlZeroMemory(a, 4);' </dev/null
	lists "vp_device.ko can't be built: 1 name is missing" \
		"RtlZeroMemory: $work/folder/device.c:2, $work/folder/device.c:5" \
		"call VideoPortZeroMemory, or memset"
}

missing_header()
{
	printf '#include <%s>\n' NtDDK.h | miniport '' '    KeDelayExecutionThread();'
	lists "vp_device.ko can't be built: 2 names are missing" \
		"NtDDK.h: $work/folder/device.c:1" \
		"KeDelayExecutionThread: $work/folder/device.c:6" || return 1
	printf '#include <%s>\n' StdIO.h | miniport && builds &&
	grep -Fq "device.c:1: StdIO.h is not here, and was not needed" "$work/said"
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

# What only Microsoft's compiler takes
other_compiler()
{
	miniport '#include "ports.inc"
	int Guarded(int x)
	{
		__try { x = 1 / x; } __except (1) { x = 0; }
		return x;
	}
	void Assembled(void)
	{
		__asm { cli }
	}' '    __debugbreak();' </dev/null
	lists "vp_device.ko can't be built: 4 names are missing" \
		"ports.inc: $work/folder/device.c:2" "__try: $work/folder/device.c:5" \
		"structured exceptions are not here: check what you touch before" \
		"_asm: $work/folder/device.c:10" \
		"inline assembly of another compiler: write it in C" \
		"__debugbreak: $work/folder/device.c:14" || return 1
	miniport '#import "x.tlb"' </dev/null
	lists "x.tlb: $work/folder/device.c:2"
}

# A macro of ours is no place that anyone can look at.
failed_macro()
{
	miniport 'C_ASSERT(sizeof(long) == 8);' </dev/null
	lists "$work/folder/device.c:2: the assertion (C_ASSERT) does not hold here" || return 1
	miniport 'int Broken = BROKEN;' </dev/null
	printf '%s\n' 'SOURCES=device.c' 'C_DEFINES=-DBROKEN=1+' | file sources
	lists "$work/folder/device.c:2: expected expression before ';' token"
}

# The compilers for other machines do not know how Microsoft's lays out bit fields.
elsewhere()
(
	mkdir -p "$work/arm/include/config" &&
	ln -s "$(realpath "$kdir/scripts")" "$work/arm/scripts" &&
	echo CONFIG_ARM64=y >"$work/arm/include/config/auto.conf" || return 1
	kdir=$work/arm
	miniport <<-'EOF'
	typedef struct { ULONG A : 3; ULONG B : 29; UCHAR C : 8; UCHAR D; ULONG E : 5; } FULL;
	EOF
	bring "$work/folder"
	! grep 'bit fields' "$work/said" || return 1
	miniport <<-'EOF'
	typedef struct { ULONG A : 3; ULONG B : 29; UCHAR D; } FULL;
	typedef struct {
	    ULONG A : 3;
	    UCHAR B : 5;
	} MIXED;
	EOF
	refuses "$work/folder/device.c:4: bit fields do not fill their type" || return 1
	miniport <<-'EOF'
	#pragma pack(1)
	typedef struct { UCHAR A; ULONG B : 30; } PACKED;
	EOF
	refuses "device.c:2: bit fields do not fill"
)

# Clang has no charset but UTF-8; Kbuild does not look what a kernel was built with.
for_clang()
(
	mkdir -p "$work/clang/include/config" "$work/bin" &&
	ln -s "$(realpath "$kdir/scripts")" "$work/clang/scripts" &&
	printf 'CONFIG_CC_IS_CLANG=y\nCONFIG_X86_64=y\nCONFIG_CLANG_VERSION=190000\n' \
		>"$work/clang/include/config/auto.conf" &&
	cp "$(command -v gcc)" "$work/bin/clang-19" || return 1
	PATH=$work/bin:$PATH
	kdir=$work/clang
	miniport 'char c[] = "é€";' </dev/null
	mv "$work/folder/device.c" "$work/utf-8"
	iconv -f UTF-8 -t CP1252 "$work/utf-8" >"$work/folder/device.c"
	bring "$work/folder"
	grep -F 'char c[] = "\351\200";' "$work/out/device.c" || return 1
	printf '\357\273\277char c[] = "Ж";\n' >"$work/folder/more.c"
	refuses "$work/folder/more.c:1: converting to execution character set"
)

# Where the kernel has its compiler check bounds, a report would be called for.
ends_in_an_array()
{
	miniport <<-'EOF'
	#include "miniport.h"
	typedef struct { ULONG Count; ULONG Of[1]; } LIST;
	ULONG Sum(LIST *List, ULONG Shift);
	ULONG Sum(LIST *List, ULONG Shift)
	{
	    ULONG i, sum = 0;
	    for (i = 0; i < List->Count; i++)
	        sum += List->Of[i] << Shift;
	    return sum;
	}
	EOF
	builds || return 1
	! nm "$work/out/vp_device.ko" | grep ubsan
}

# The linker knows the copies only.
defined_twice()
{
	miniport </dev/null
	printf 'int Before;\nvoid Twice(void) { }\n' | file 'a b.c'
	cp "$work/folder/a b.c" "$work/folder/z.C"
	lists "$work/folder/z.C:2: Twice is also defined in $work/folder/a b.c:2"
}

no_entry()
{
	inf
	echo '#include "video.h"' | file device.c
	lists "DriverEntry"
}

other_errors()
{
	miniport '' '    float x = 1.5f; x *= *(int *)a; if (x > 2) return' </dev/null
	! bring "$work/folder" && grep -q "device.c:[0-9]*: " "$work/said" || return 1
	miniport 'struct { ULONG Length; VOID * POINTER_32 Buffer; } X;' </dev/null
	lists "$work/folder/device.c:2: a pointer of 32 bits, which are not here: declare it ULONG"
}

warnings()
{
	miniport 'static int unused(void) { return 1; }' \
		'    ULONG *x = b; USHORT *y = x;' </dev/null
	rm -rf "$work/out"
	builds && ! grep -q unused "$work/said" && rm -rf "$work/out" &&
	builds --warnings 1 && grep -q "device.c:2: .*unused" "$work/said"
}

inf_warnings()
{
	miniport </dev/null
	printf '%s\n' '[Version]' "Signature = \"\$Windows NT\$\"" '[Manufacturer]' 'Us = Models' \
		'[Models]' 'A = A, PCI\VEN_1234&DEV_1111' 'B = B, PCI\VEN_1234&DEV_2222' \
		'[A.SoftwareSettings]' 'AddReg = A1' '[B.SoftwareSettings]' 'AddReg = B1' \
		'[A1]' 'HKR,,Mem,0x10001,1' '[B1]' 'HKR,,Mem,0x10001,2' | file device.inf
	rm -rf "$work/out"
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
echo "1..$(grep -c '^check ' "$0")"
echo "# $kdir"

check example_builds "the example becomes a module, and no file of it is changed"
check checked_build "DBG=1 makes the example speak"
check every_habit "the example has every habit"
check dialect "a long has 32 bits, inline and common symbols are as Microsoft's"
check long_everywhere "a long has 32 bits wherever it stands"
check constants "a constant has the size that Microsoft's compiler gives it"
check strings "strings and characters keep their bytes"
check inlines "inline is a hint"
check function_names "__FUNCTION__ is a string literal"
check late_static "a function that was declared without static may be defined with it"
check own_functions "a function of the miniport's own is never the compiler's"
check volatile_order "memory is read again behind a volatile access"
check predefined "shared headers take the branch for Windows"
check variable_arguments "a macro without its variable arguments has no comma for them"
check layout "structures lie as Microsoft's compiler lays them"
check enums "an enum is an int, and four bytes"
check bit_fields "a bit field in arithmetic is of its declared type"
check alignments "an alignment before the word struct is the type's"
check pragmas "pragmas for the layout work from macros, others mean nothing"
check free_names "names that only Linux takes are the miniport's"
check small_names "the DDK's smaller names are there"
check plain_types "the plain types and macros of miniport.h are there"
check display_codes "codes, structures and small headers that requests are read with"
check configuration_space "miniport.h has the structure of PCI's configuration space"
check control_codes "a miniport's own control codes can be composed, and any error named"
check interlocked "Interlocked functions are there, with Windows' return values"
check intrinsics "intrinsics and register inlines of Windows' amd64 are there"
check annotations "annotations old and new mean nothing"
check headers_in_any_order "the DDK's headers come in any order and letter case"
check folders_and_slashes "a folder's own headers are found behind either slash"
check sources_file "a sources file names the sources, the module, definitions, headers"
check conditions "a sources file is read as for a free build of amd64"
check own_headers "the folder's own files are included, whatever their names"
check missing_names "undeclared names are listed with places and advice"
check advice "the list says what is known of a name, and each advice once"
check cast_that_is_assigned_to "a cast that is assigned to is told, and what to write"
check undefined_names "names that nobody implements are listed with places and advice"
check ddk_names "names of the DDK are listed with the header that has them"
check missing_header "a missing header is listed, and is no error if nothing needs it"
check other_compiler "what only Microsoft's compiler takes is listed"
check failed_macro "a macro that fails is told where it is used"
check elsewhere "bit fields that would lie elsewhere than on Windows are refused off x86"
check for_clang "for a kernel of clang, strings are spelled as numbers"
check ends_in_an_array "an array of one at the end of a structure is longer"
check defined_twice "what two files define is told with both"
check no_entry "a folder without DriverEntry is told so"
check other_errors "other errors are told with file and line"
check warnings "warnings are quiet unless asked for"
check inf_warnings "warnings of what the INF means are always shown"
check no_license "a licence has to be said, and be one that the kernel takes"
check kernels_licenses "the list of licences is the kernel's"
check bad_folders "folders without C sources are refused in one line"
check bad_files "files that can't be read are named in one line"
check bad_infs "a missing, second or broken INF is refused"

exit $failed
