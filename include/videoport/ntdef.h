/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Base types of the Windows DDK, x86-64: LONG and ULONG have 32 bits, pointers
 * 64, WCHAR 16.
 */
#ifndef _NTDEF_
#define _NTDEF_

#if !defined(__BYTE_ORDER__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the video port's structures are laid out for little-endian machines"
#endif

/* Calling conventions and linkage mean something to Windows' tools only. */
#define NTAPI
#define FASTCALL
#define DECLSPEC_IMPORT

#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif
#ifndef OPTIONAL
#define OPTIONAL
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

typedef char CHAR, *PCHAR;
typedef char *PSTR;
typedef CONST char *PCSTR;
typedef unsigned char UCHAR, *PUCHAR;
typedef UCHAR BOOLEAN, *PBOOLEAN;
typedef short SHORT, *PSHORT;
typedef unsigned short USHORT, *PUSHORT;
typedef int LONG, *PLONG;
typedef unsigned int ULONG, *PULONG;
typedef long long LONGLONG, *PLONGLONG;
typedef unsigned long long ULONGLONG, *PULONGLONG;
typedef long long LONG_PTR, *PLONG_PTR;
typedef unsigned long long ULONG_PTR, *PULONG_PTR;
typedef ULONG_PTR SIZE_T, *PSIZE_T;
typedef ULONG_PTR KAFFINITY, *PKAFFINITY;

/* The kernel compiles with -fshort-wchar, so this is also what L"" is made of. */
typedef __WCHAR_TYPE__ WCHAR, *PWCHAR, *PWSTR;
typedef CONST WCHAR *PCWSTR;

typedef void *PVOID;
typedef PVOID HANDLE, *PHANDLE;

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

typedef LARGE_INTEGER PHYSICAL_ADDRESS, *PPHYSICAL_ADDRESS;

#ifndef FIELD_OFFSET
#define FIELD_OFFSET(Type, Field) __builtin_offsetof(Type, Field)
#endif

#ifndef CONTAINING_RECORD
#define CONTAINING_RECORD(Address, Type, Field) \
	((Type *)((PCHAR)(Address) - FIELD_OFFSET(Type, Field)))
#endif

#ifndef UNREFERENCED_PARAMETER
#define UNREFERENCED_PARAMETER(P) ((void)(P))
#endif

#endif
