/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _INC_STDDEF
#define _INC_STDDEF

typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;
typedef __WCHAR_TYPE__ wchar_t;

#ifndef NULL
#define NULL ((void *)0)
#endif

#ifndef offsetof
#define offsetof(Type, Field) __builtin_offsetof(Type, Field)
#endif

#endif
