#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Structures in a folder that "make MINIPORT=" builds lie as Microsoft's compiler lays them.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/bring.sh"

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

# GCC's pack takes it back, which must not go unsaid.
packed_alignment()
{
	printf '#define %s\n' 'LINE(N) __declspec(align(N))' | file own.h
	miniport '
	#include "own.h"
	#pragma pack(push, 1)
	LINE(16) struct One { UCHAR A; ULONG B; };
	struct LINE(8) Two { UCHAR A; };
	LINE(32) UCHAR Variable;
	#pragma pack(pop)
	struct Three { UCHAR A; LINE(8) struct Two *B; struct { UCHAR C; LINE(4) UCHAR D; } E; };
	static struct Two *None(struct Two *x) { LINE(16) UCHAR Local = 1; x->A = Local; return x; }
	C_ASSERT(sizeof(struct One) == 16 && FIELD_OFFSET(struct One, B) == 1);
	C_ASSERT(sizeof(struct Three) == 24 && FIELD_OFFSET(struct Three, E.D) == 20);
	' </dev/null && builds || return 1
	miniport '
	#include "own.h"
	#pragma pack(1)
	struct One { UCHAR A; LINE(4) UCHAR B; };' </dev/null
	lists "vp_device.ko can't be built" \
		"$work/folder/device.c:5: 'B' offset 1 in 'struct One' isn't aligned to 4"
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
	! nm "$out/vp_device.ko" | grep ubsan
}

find_tree
begin_bring
together layout enums bit_fields alignments pragmas

check "bring: structures lie as Microsoft's compiler lays them" layout
check "bring: an enum is an int, and four bytes" enums
check "bring: a bit field in arithmetic is of its declared type" bit_fields
check "bring: an alignment before the word struct is the type's" alignments
check "bring: an alignment within #pragma pack is kept, or refused" packed_alignment
check "bring: pragmas for the layout work from macros, others mean nothing" pragmas
check "bring: bit fields that would lie elsewhere than on Windows are refused off x86" elsewhere
check "bring: an array of one at the end of a structure is longer" ends_in_an_array

finish
