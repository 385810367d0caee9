/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Base types of the Windows DDK, x86-64: LONG and ULONG have 32 bits, pointers
 * 64, WCHAR 16. The part of ntdef.h that Microsoft's miniport.h brings, too.
 */
#ifndef VIDEOPORT_NTBASE_H
#define VIDEOPORT_NTBASE_H

#if !defined(__BYTE_ORDER__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the video port's structures are laid out for little-endian machines"
#endif

/* Calling conventions and linkage mean something to Windows' tools only. */
#define NTAPI
#define FASTCALL
#define NTSYSAPI
#define NTSYSCALLAPI
#define DECLSPEC_IMPORT
#define DECLSPEC_ADDRSAFE
#define RESTRICTED_POINTER

/* Begins an enum, an int to Microsoft's compiler: see include/msvc/msvc.h */
#ifndef __msvc_enum
#define __msvc_enum
#endif

#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif
#ifndef OPTIONAL
#define OPTIONAL
#endif
#ifndef CRITICAL
#define CRITICAL
#endif
#ifndef NOTHING
#define NOTHING
#endif
#ifndef FAR
#define FAR
#endif
#ifndef CONST
#define CONST const
#endif
#ifndef ANYSIZE_ARRAY
#define ANYSIZE_ARRAY 1
#endif

#ifndef FALSE
#define FALSE 0
#endif
#ifndef TRUE
#define TRUE 1
#endif
#ifndef NULL
#define NULL ((void *)0)
#endif

#ifndef __int64
#define __int64 long long
#endif

#ifndef VOID
#define VOID void
#endif

typedef char CHAR, *PCHAR, *PCH, *LPCH;
typedef char *PSTR, *NPSTR, *PSZ;
typedef CONST char *PCSTR, *PCCH, *LPCCH, *PCSZ;
typedef unsigned char UCHAR, *PUCHAR, FCHAR;
typedef CONST UCHAR *PCUCHAR;
typedef UCHAR BOOLEAN, *PBOOLEAN;
typedef short SHORT, *PSHORT, CSHORT, *PCSHORT;
typedef int INT;
typedef unsigned short USHORT, *PUSHORT, FSHORT;
typedef CONST USHORT *PCUSHORT;
typedef int LONG, *PLONG, HRESULT;
typedef unsigned int ULONG, *PULONG, FLONG, CLONG, *PCLONG, LOGICAL, *PLOGICAL;
typedef CONST ULONG *PCULONG;
typedef long long LONGLONG, *PLONGLONG, USN;
typedef unsigned long long ULONGLONG, *PULONGLONG, DWORDLONG, *PDWORDLONG;
typedef long long LONG_PTR, *PLONG_PTR;
typedef unsigned long long ULONG_PTR, *PULONG_PTR;
typedef ULONG_PTR SIZE_T, *PSIZE_T;
typedef ULONG_PTR KAFFINITY, *PKAFFINITY;

/* The kernel compiles with -fshort-wchar, so this is also what L"" is made of. */
typedef __WCHAR_TYPE__ WCHAR, *PWCHAR, *PWSTR, *NWPSTR, *PWCH, *LPWCH;
typedef CONST WCHAR *PCWSTR, *PCWCH, *LPCWCH;

typedef void *PVOID, *PVOID64;
typedef PVOID HANDLE, *PHANDLE;

typedef signed char SCHAR, *PSCHAR;
typedef PSTR LPSTR;
typedef PCSTR LPCSTR;
typedef PWSTR LPWSTR;
typedef PCWSTR LPCWSTR;

typedef signed char INT8, *PINT8;
typedef short INT16, *PINT16;
typedef int INT32, *PINT32;
typedef long long INT64, *PINT64;
typedef unsigned char UINT8, *PUINT8;
typedef unsigned short UINT16, *PUINT16;
typedef unsigned int UINT32, *PUINT32;
typedef unsigned long long UINT64, *PUINT64;
typedef int LONG32, *PLONG32;
typedef long long LONG64, *PLONG64;
typedef unsigned int ULONG32, *PULONG32;
typedef unsigned long long ULONG64, *PULONG64;
typedef unsigned int DWORD32, *PDWORD32;
typedef unsigned long long DWORD64, *PDWORD64;
typedef long long INT_PTR, *PINT_PTR;
typedef unsigned long long UINT_PTR, *PUINT_PTR;
typedef ULONG_PTR DWORD_PTR, *PDWORD_PTR;
typedef LONG_PTR SSIZE_T, *PSSIZE_T;

typedef CHAR CCHAR, *PCCHAR;
typedef ULONG LCID, *PLCID;
typedef USHORT LANGID;
typedef struct _LUID {
	ULONG LowPart;
	LONG HighPart;
} LUID, *PLUID;

typedef union _LARGE_INTEGER {
	struct {
		ULONG LowPart;
		LONG HighPart;
	};
	struct {
		ULONG LowPart;
		LONG HighPart;
	} u;
	LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef union _ULARGE_INTEGER {
	struct {
		ULONG LowPart;
		ULONG HighPart;
	};
	struct {
		ULONG LowPart;
		ULONG HighPart;
	} u;
	ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

typedef LARGE_INTEGER PHYSICAL_ADDRESS, *PPHYSICAL_ADDRESS;

#ifndef FIELD_OFFSET
#define FIELD_OFFSET(Type, Field) ((LONG)__builtin_offsetof(Type, Field))
#endif

#ifndef CONTAINING_RECORD
#define CONTAINING_RECORD(Address, Type, Field) \
	((Type *)((PCHAR)(Address) - FIELD_OFFSET(Type, Field)))
#endif

#ifndef UNREFERENCED_PARAMETER
#define UNREFERENCED_PARAMETER(P) ((void)(P))
#endif
#ifndef UNREFERENCED_LOCAL_VARIABLE
#define UNREFERENCED_LOCAL_VARIABLE(L) ((void)(L))
#endif
#ifndef DBG_UNREFERENCED_PARAMETER
#define DBG_UNREFERENCED_PARAMETER(P) ((void)(P))
#endif
#ifndef DBG_UNREFERENCED_LOCAL_VARIABLE
#define DBG_UNREFERENCED_LOCAL_VARIABLE(L) ((void)(L))
#endif

#ifndef ARGUMENT_PRESENT
#define ARGUMENT_PRESENT(Pointer) ((PVOID)(Pointer) != NULL)
#endif

#ifndef TYPE_ALIGNMENT
#define TYPE_ALIGNMENT(T) (__alignof__(T))
#endif

#ifndef RTL_NUMBER_OF
#define RTL_NUMBER_OF(A) (sizeof(A) / sizeof((A)[0]))
#endif
#ifndef RTL_NUMBER_OF_V1
#define RTL_NUMBER_OF_V1(A) RTL_NUMBER_OF(A)
#define RTL_NUMBER_OF_V2(A) RTL_NUMBER_OF(A)
#define _ARRAYSIZE(A) RTL_NUMBER_OF(A)
#endif
#ifndef RTL_BITS_OF
#define RTL_BITS_OF(A) (sizeof(A) * 8)
#define RTL_BITS_OF_FIELD(Type, Field) (RTL_BITS_OF(RTL_FIELD_TYPE(Type, Field)))
#endif
#ifndef RTL_CONSTANT_STRING
#define RTL_CONSTANT_STRING(S) { sizeof(S) - sizeof((S)[0]), sizeof(S), (S) }
#endif
#ifndef ARRAYSIZE
#define ARRAYSIZE(A) RTL_NUMBER_OF(A)
#endif
#ifndef RTL_FIELD_TYPE
#define RTL_FIELD_TYPE(Type, Field) (((Type *)0)->Field)
#endif
#ifndef RTL_FIELD_SIZE
#define RTL_FIELD_SIZE(Type, Field) (sizeof(RTL_FIELD_TYPE(Type, Field)))
#endif
#ifndef RTL_NUMBER_OF_FIELD
#define RTL_NUMBER_OF_FIELD(Type, Field) \
	(RTL_NUMBER_OF(RTL_FIELD_TYPE(Type, Field)))
#endif
#ifndef RTL_SIZEOF_THROUGH_FIELD
#define RTL_SIZEOF_THROUGH_FIELD(Type, Field) \
	(FIELD_OFFSET(Type, Field) + RTL_FIELD_SIZE(Type, Field))
#endif
#ifndef RTL_CONTAINS_FIELD
#define RTL_CONTAINS_FIELD(Struct, Size, Field) \
	((PCHAR)(&(Struct)->Field + 1) <= &((PCHAR)(Struct))[Size])
#endif

/* Compiles only if the expression is a constant and not 0 */
#ifndef C_ASSERT
#define C_ASSERT(Expression) \
	extern char (*c_assert(void))[(Expression) ? 1 : -1]
#endif

/* Linux has its own of these, which its own files have seen before. */
#ifndef min
#define min(A, B) (((A) < (B)) ? (A) : (B))
#endif
#ifndef max
#define max(A, B) (((A) > (B)) ? (A) : (B))
#endif

#define MINCHAR 0x80
#define MAXCHAR 0x7f
#define MINSHORT 0x8000
#define MAXSHORT 0x7fff
#define MINLONG 0x80000000
#define MAXLONG 0x7fffffff
#define MAXUCHAR 0xff
#define MAXUSHORT 0xffff
#define MAXULONG 0xffffffff
#define MAXLONGLONG (0x7fffffffffffffffll)

#define MAXINT_PTR ((INT_PTR)(MAXUINT_PTR >> 1))
#define MAXLONG_PTR ((LONG_PTR)(MAXULONG_PTR >> 1))
#define MAXUINT_PTR (~((UINT_PTR)0))
#define MAXULONG_PTR (~((ULONG_PTR)0))
#define MININT_PTR (~MAXINT_PTR)
#define MINLONG_PTR (~MAXLONG_PTR)

/* Products and shifts of 64 bits */
#define Int32x32To64(A, B) ((LONGLONG)(LONG)(A) * (LONGLONG)(LONG)(B))
#define UInt32x32To64(A, B) ((ULONGLONG)(ULONG)(A) * (ULONGLONG)(ULONG)(B))
#define Int64ShllMod32(A, B) ((ULONGLONG)(A) << (B))
#define Int64ShraMod32(A, B) ((LONGLONG)(A) >> (B))
#define Int64ShrlMod32(A, B) ((ULONGLONG)(A) >> (B))

#define UNICODE_NULL ((WCHAR)0)
#define ANSI_NULL ((CHAR)0)
#define UNICODE_STRING_MAX_BYTES ((USHORT)65534)
#define UNICODE_STRING_MAX_CHARS (32767)

#ifndef NOP_FUNCTION
#define NOP_FUNCTION ((void)0)
#endif
#ifndef DECLARE_HANDLE
#define DECLARE_HANDLE(Name) typedef HANDLE Name
#endif

/* Structures with parts that old compilers wanted a name for */
#ifndef DUMMYUNIONNAME
#define DUMMYUNIONNAME
#define DUMMYUNIONNAME2
#define DUMMYUNIONNAME3
#define DUMMYSTRUCTNAME
#define DUMMYSTRUCTNAME2
#define _ANONYMOUS_UNION
#define _ANONYMOUS_STRUCT
#endif

#endif
