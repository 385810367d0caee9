#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What Microsoft's compiler takes and means, in a folder that "make MINIPORT=" builds.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/bring.sh"

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
	miniport </dev/null
	for encoding in CP1252 UTF-16 UTF-8; do
		{
			[ $encoding != UTF-8 ] || printf '\357\273\277'
			printf '%s\r\n' "#include \"video.h\"
		C_ASSERT((UCHAR)'é' == 0xe9 && (UCHAR)'€' == 0x80 && sizeof(\"© 1998\") == 7);
		C_ASSERT(L'é' == 0xe9 && L'€' == 0x20ac && sizeof(L\"Größe\") == 12);
		C_ASSERT('\\xe9' == 'é');" | iconv -f UTF-8 -t $encoding
		} >"$work/folder/$encoding.c"
	done
	# Microsoft's compiler takes UTF-8 without a mark for bytes.
	file plain.c <<-'END'
		// é
		#include "video.h"
		C_ASSERT(sizeof("é") == 3 && sizeof("ЖЖ") == 5 && L'é' == 0xe9);
	END
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

# Declared with a PVOID, defined with what it is: a warning on Windows
untyped_parameters()
{
	printf '%s\n' 'typedef struct _EXT { ULONG Id; } EXT, *PEXT;' \
		'BOOLEAN Start(PVOID Extension, IN ULONG, PVOID);' \
		'void Stop(PEXT, void *);' | file all.h
	printf '#include "video.h"\n#include "all.h"\nvoid Stop(PVOID e, PVOID f) { }\n' |
		file other.c
	miniport '#include <miniport.h>
	#include "all.h"
	BOOLEAN Start(IN PEXT Extension, ULONG n,
	    PULONG Result) { *Result = Extension->Id + n; return TRUE; }
	VOID Stop(PEXT e, PVOID f);' '
	{ EXT x = { 5 }; Start(&x, 1, b); Stop(&x, b); missing(); }' </dev/null
	lists "missing: $work/folder/device.c:10" && ! grep "Errors" "$work/said"
}

assigned_casts()
{
	miniport '
	struct X { PVOID p; PVOID q[2]; };
	#define STEP(p, n) ((PUCHAR)p) += (n)
	PVOID Move(PVOID a, struct X *x, ULONG n)
	{
		((PUCHAR)a) += 4; *((PULONG)a)++ = 1; ++((PUSHORT)x->p);
		(PUCHAR)a = (PUCHAR)x->q[1]; ((ULONG_PTR)x->q[n]) |= 1; STEP(a, 2);
		if (((PUCHAR)a) == (PUCHAR)x) n = (ULONG)n;
		return a;
	}' </dev/null && builds
}

# What the compiler has by itself
compilers_own()
{
	printf '#include <%s>\n' string.h | miniport '
	#define TRACE(Format, ...) __noop
	__analysis_noreturn VOID NTAPI Fail(PVOID What);
	C_ASSERT(__builtin_constant_p(abs(-3)));' '
	TRACE("x"); __noop("a", 1); __noop;
	return abs(*(int *)a) + strncmp(a, "VESA", 4);' && builds
}

# A miniport's own function is called, whatever GCC thinks of its name.
own_functions()
{
	miniport '
	int ffs(int Mask) { int i = 0; while (!(Mask & 1 << i)) i++; return i; }
	void exit(int Code) { }
	void Fill(char *p, ULONG n) { while (n--) *p++ = 0; }' '
	{ void Gone(void); if (__builtin_constant_p(ffs(0x00f800))) Gone(); } exit(1);' </dev/null
	builds && ! nm -u "$out/vp_device.ko" | grep -w memset
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
	nm -u "$out/device.o" | grep -qw Changed || return 1
	# all of the register at once, not a byte of it
	! objdump -d "$out/device.o" | grep -E 'movb? +(%[a-d]l|\$0x55),.*\('
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

# Names that are Linux's or GCC's, and none on Windows
free_names()
{
	miniport 'struct { int asm, typeof, fallthrough; } All;
	typedef unsigned char barrier, notrace, __packed, __pure, __user;
	__declspec(noinline) int noinline(int linux, int unix) { return linux + unix; }' '
	ASSERT(a != b)
	return noinline(__min(1, 2), __max(All.asm, 4));' </dev/null && builds
}

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
	grep -F 'char c[] = "\351\200";' "$out/device.c" || return 1
	printf '\357\273\277char c[] = "Ж";\n' >"$work/folder/more.c"
	refuses "$work/folder/more.c:1: converting to execution character set"
)

find_tree
begin_bring
together assigned_casts compilers_own dialect constants strings inlines late_static predefined \
	variable_arguments free_names

check "bring: a long has 32 bits, inline and common symbols are as Microsoft's" dialect
check "bring: a long has 32 bits wherever it stands" long_everywhere
check "bring: a constant has the size that Microsoft's compiler gives it" constants
check "bring: strings and characters keep their bytes" strings
check "bring: inline is a hint" inlines
check "bring: __FUNCTION__ is a string literal" function_names
check "bring: a function that was declared without static may be defined with it" late_static
check "bring: a parameter may be a PVOID in one declaration" untyped_parameters
check "bring: a cast may be assigned to" assigned_casts
check "bring: what the compiler has by itself is there" compilers_own
check "bring: a function of the miniport's own is never the compiler's" own_functions
check "bring: memory is read again behind a volatile access" volatile_order
check "bring: shared headers take the branch for Windows" predefined
check "bring: a macro without its variable arguments has no comma for them" variable_arguments
check "bring: names that only Linux takes are the miniport's" free_names
check "bring: for a kernel of clang, strings are spelled as numbers" for_clang

finish
