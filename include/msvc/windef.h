/* SPDX-License-Identifier: GPL-2.0 */
/* The types of Windows programs, which headers shared with a miniport use. */
#ifndef _WINDEF_
#define _WINDEF_

#include "ntbase.h"

typedef int BOOL, *PBOOL, *LPBOOL;
typedef INT *PINT, *LPINT;
typedef unsigned int UINT, *PUINT;
typedef unsigned char BYTE, *PBYTE, *LPBYTE;
typedef unsigned short WORD, *PWORD, *LPWORD;
typedef unsigned int DWORD, *PDWORD, *LPDWORD;
typedef void *LPVOID;
typedef CONST void *LPCVOID;

#define MAKEWORD(Low, High) \
	((WORD)((BYTE)(Low) | (WORD)(BYTE)(High) << 8))
#define MAKELONG(Low, High) \
	((LONG)((WORD)(Low) | (DWORD)(WORD)(High) << 16))
#define LOWORD(Value) ((WORD)(ULONG_PTR)(Value))
#define HIWORD(Value) ((WORD)((ULONG_PTR)(Value) >> 16))
#define LOBYTE(Value) ((BYTE)(ULONG_PTR)(Value))
#define HIBYTE(Value) ((BYTE)((ULONG_PTR)(Value) >> 8))

typedef struct tagRECT {
	LONG left;
	LONG top;
	LONG right;
	LONG bottom;
} RECT, *PRECT, *LPRECT;

typedef struct _RECTL {
	LONG left;
	LONG top;
	LONG right;
	LONG bottom;
} RECTL, *PRECTL, *LPRECTL;

typedef struct tagPOINT {
	LONG x;
	LONG y;
} POINT, *PPOINT, *LPPOINT;

typedef struct _POINTL {
	LONG x;
	LONG y;
} POINTL, *PPOINTL;

typedef struct tagSIZE {
	LONG cx;
	LONG cy;
} SIZE, *PSIZE, *LPSIZE, SIZEL, *PSIZEL, *LPSIZEL;

#endif
