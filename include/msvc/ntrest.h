/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What else Microsoft's miniport.h brings for every miniport: of its winnt.h and
 * wdm.h, with whose mingw-w64 versions ours can't be compared.
 */
#ifndef VIDEOPORT_NTREST_H
#define VIDEOPORT_NTREST_H

typedef UCHAR KIRQL, *PKIRQL;

/* 64 bits that are copied whole */
typedef struct _QUAD {
	union {
		long long UseThisFieldToCopy;
		double DoNotUseThisField;
	};
} QUAD, *PQUAD, UQUAD, *PUQUAD;

/* Names of a character that programs choose; drivers are built without UNICODE. */
#ifdef UNICODE
typedef WCHAR TCHAR, *PTCHAR, TUCHAR, *PTUCHAR, *PTSTR, *LPTSTR;
typedef CONST WCHAR *PCTSTR, *LPCTSTR;
#define __TEXT(Quote) L##Quote
#else
typedef char TCHAR, *PTCHAR, *PTSTR, *LPTSTR;
typedef unsigned char TUCHAR, *PTUCHAR;
typedef CONST char *PCTSTR, *LPCTSTR;
#define __TEXT(Quote) Quote
#endif
#ifndef TEXT
#define TEXT(Quote) __TEXT(Quote)
#endif

#define EXTERN_C extern
#define STDAPICALLTYPE
#define RTL_CONST_CAST(Type) (Type)
#define DEFAULT_UNREACHABLE \
	default: \
		__builtin_unreachable()

#ifndef DECLSPEC_DEPRECATED
#define DECLSPEC_DEPRECATED
#endif
#ifndef DECLSPEC_UUID
#define DECLSPEC_UUID(Text)
#endif

/* A page of Windows, whatever the kernel calls one */
#define PAGE_SIZE 0x1000
#define PAGE_SHIFT 12

#define MAXINT ((INT)0x7fffffff)
#define MININT ((INT)~MAXINT)
#define MAXUINT 0xffffffffU
#define MAXBYTE 0xff
#define MAXWORD 0xffff
#define MAXDWORD 0xffffffff
#define MAXINT8 ((INT8)0x7f)
#define MAXINT16 ((INT16)0x7fff)
#define MAXINT32 ((INT32)0x7fffffff)
#define MAXINT64 ((INT64)0x7fffffffffffffffLL)
#define MAXLONG32 ((LONG32)0x7fffffff)
#define MAXLONG64 ((LONG64)0x7fffffffffffffffLL)
#define MAXUINT8 ((UINT8)0xff)
#define MAXUINT16 ((UINT16)0xffff)
#define MAXUINT32 ((UINT32)0xffffffff)
#define MAXUINT64 ((UINT64)~0ULL)
#define MAXULONG32 ((ULONG32)0xffffffff)
#define MAXULONG64 ((ULONG64)~0ULL)
#define MAXULONGLONG ((ULONGLONG)~0ULL)
#define MINLONGLONG ((LONGLONG)~MAXLONGLONG)

#endif
