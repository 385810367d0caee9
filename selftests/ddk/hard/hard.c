// SPDX-License-Identifier: GPL-2.0
/*
 * What compilers may see in two ways: sizes, places, signs, values. A constant whose name
 * begins with Judge is the same, byte for byte, in what "make MINIPORT=" makes of this
 * file and in what another compiler makes of it for Windows: ./judge.
 */
#include <miniport.h>
#include <ntddvdeo.h>
#include <video.h>

/* Integers and literals */

const ULONGLONG JudgeIntegers[] = {
	sizeof(char), sizeof(short), sizeof(int), sizeof(long), sizeof(unsigned long),
	sizeof(long long), sizeof(__int8), sizeof(__int16), sizeof(__int32), sizeof(__int64),
	sizeof(long *), sizeof(WCHAR), sizeof(HANDLE), sizeof(ULONG_PTR),
	sizeof(SIZE_T), sizeof(BOOLEAN), sizeof(LONG), sizeof(VP_STATUS),
	(char)-1 < 0, (WCHAR)-1 < 0, (long)-1 < 0U,
	(unsigned long)-1 == 0xffffffff, (ULONGLONG)-1 > 0xffffffff,
};

const ULONGLONG JudgeLiterals[] = {
	sizeof(1L), sizeof(1UL), sizeof(1LL), sizeof(1i64), sizeof(1ui64),
	sizeof(0x7fffffff), sizeof(0x80000000), sizeof(0xffffffffL), sizeof(0x100000000),
	sizeof(4294967296), sizeof(0x7fffffffffffffff), sizeof(037777777777),
	-1L < 1U, -1 < 1L, 0xffffffffL > 0, -1 < 0xffffffff, 1ui64 - 2 > 0, 1ui8 - 2 < 0,
	1ui16 - 2 < 0, 1ui32 - 2 > 0, 1i8 - 2 < 0, 2147483648 > 0, -2147483648 > 0,
	sizeof(2147483648), sizeof(1i32), sizeof(1ui64 + 1),
	0x80000000 >> 31, 1L << 31 < 0, 1i64 << 40, -8L >> 1 & 0xff, 0xffffffff + 1,
	'a', 'ab', 'abcd', '\377' < 0, '\x80' & 0xffff, L'\xffff', L'\x20ac', sizeof('a'),
	sizeof("four"), sizeof(L"four"), "\xe4"[0] < 0, L"\xe4"[0],
};

const WCHAR JudgeWide[] = L"na\x00efve \x20ac!";
const UCHAR JudgeNarrow[] = "na\xefve\0\177";

/* Enumerations are ints */

typedef enum Plain { PlainFirst, PlainLast = 0x7fffffff } PLAIN;
typedef enum { SignedMinus = -1, SignedPlus = 1 } SIGNED;
typedef enum { LargeAll = 0xffffffff, LargeHigh = 0x80000000, LargeNext } LARGE;

struct Enums {
	UCHAR Before;
	PLAIN Plain;
	SIGNED Signed : 2;
	LARGE Large : 4;
};

const ULONGLONG JudgeEnums[] = {
	sizeof(enum Plain), sizeof(SIGNED), sizeof(LARGE), sizeof(LargeAll), LargeAll,
	LargeAll < 0, LargeHigh < 0, LargeNext, (enum Plain)-1 < 0, (LARGE)-1 < 0,
	sizeof(struct Enums), FIELD_OFFSET(struct Enums, Plain),
};

const struct Enums JudgeEnumBits = { 1, PlainLast, SignedMinus, 5 };

/* Bit fields: a new unit where the size of the type changes, or it is full */

struct Bits {
	UCHAR A : 3, B : 5, C : 1;
	USHORT D : 9;
	ULONG E : 4;
	ULONG F : 28;
	ULONG : 0;
	ULONG G : 31, H : 2;
	ULONGLONG I : 33;
	ULONG J : 1;
	LONGLONG K : 1;
};

struct Ended {
	ULONG A : 1;
	UCHAR : 0;
	ULONG B : 1;
	USHORT : 0;
	UCHAR C;
	ULONG D : 1;
	int : 3;
	ULONG E : 1;
};

#pragma pack(push, 1)
struct PackedBits {
	UCHAR Before;
	ULONG A : 3, B : 30;
	USHORT C : 15;
	UCHAR D : 1;
	ULONGLONG E : 63;
};

#pragma pack(pop)
union UnitedBits {
	struct {
		ULONG Low : 12;
		ULONG High : 20;
	};
	UCHAR Byte : 7;
	ULONGLONG All;
};

const struct Bits JudgeBits = { 5, 21, 1, 300, 9, 0x7654321, 0x12345678, 3, 0x1abcdef01, 1, -1 };
const struct Ended JudgeEnded = { 1, 1, 0x55, 1, 1 };
const struct PackedBits JudgePackedBits = { 0x11, 5, 0x2bcdef01, 0x7654, 1, 0x123456789abcdef };
const union UnitedBits JudgeUnitedBits = { { 0xabc, 0x12345 } };
const ULONGLONG JudgeBitSizes[] = {
	sizeof(struct Bits), sizeof(struct Ended), sizeof(struct PackedBits),
	sizeof(union UnitedBits), TYPE_ALIGNMENT(struct Bits), TYPE_ALIGNMENT(struct Ended),
};

/* Places */

struct Natural {
	UCHAR A;
	USHORT B;
	UCHAR C;
	long D;
	UCHAR E;
	__int64 F;
	UCHAR G;
	PVOID H;
	UCHAR I[3];
};

#pragma pack(push, outer, 2)
struct Two {
	UCHAR A;
	ULONG B;
	struct Natural C;
	UCHAR D;
	PVOID E;
};

#pragma pack(1)
struct One {
	UCHAR A;
	__int64 B;
	UCHAR C;
	struct Two D;
};

#pragma pack(pop, outer)

__declspec(align(32)) struct Aligned {
	UCHAR A;
};

struct Holder {
	UCHAR A;
	struct Aligned B;
	__declspec(align(16)) UCHAR C;
	union {
		UCHAR D;
		struct {
			USHORT E;
			ULONGLONG F;
		};
	};
	struct {
		UCHAR G;
		long H;
	} Named;

	ULONG Tail[1];
};

const ULONGLONG JudgePlaces[] = {
	sizeof(struct Natural), FIELD_OFFSET(struct Natural, B), FIELD_OFFSET(struct Natural, D),
	FIELD_OFFSET(struct Natural, F), FIELD_OFFSET(struct Natural, H),
	FIELD_OFFSET(struct Natural, I), sizeof(struct Two), FIELD_OFFSET(struct Two, B),
	FIELD_OFFSET(struct Two, C), FIELD_OFFSET(struct Two, E), sizeof(struct One),
	FIELD_OFFSET(struct One, B), FIELD_OFFSET(struct One, C), FIELD_OFFSET(struct One, D),
	sizeof(struct Aligned), sizeof(struct Aligned[3]), sizeof(struct Holder),
	FIELD_OFFSET(struct Holder, B), FIELD_OFFSET(struct Holder, C),
	FIELD_OFFSET(struct Holder, D), FIELD_OFFSET(struct Holder, F),
	FIELD_OFFSET(struct Holder, Named.H), FIELD_OFFSET(struct Holder, Tail),
	TYPE_ALIGNMENT(struct Natural), TYPE_ALIGNMENT(struct Two), TYPE_ALIGNMENT(struct Holder),
};

ULONG NTAPI DriverEntry(PVOID Context1, PVOID Context2)
{
	return ERROR_INVALID_FUNCTION;
}
