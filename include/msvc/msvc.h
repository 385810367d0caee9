/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What Microsoft's compiler and its build environment know by themselves. The
 * build puts this header before every source of a miniport; a source never
 * names it.
 */
#ifndef VIDEOPORT_MSVC_H
#define VIDEOPORT_MSVC_H

/* What BUILD says on the compiler's command line: Windows XP, free build */
#define WIN32 100
#define _WIN32 1
#define _WIN64 1
#define WINNT 1
#define NT_UP 0
#define NT_INST 0
#define _WIN32_WINNT 0x0501
#define WINVER 0x0501
#define NTDDI_WINXP 0x05010000
#define NTDDI_VERSION NTDDI_WINXP
#if defined(__x86_64__)
#define _AMD64_ 1
#define AMD64 1
#define _M_AMD64 100
#define _M_X64 100
#elif defined(__aarch64__)
#define _ARM64_ 1
#define ARM64 1
#define _M_ARM64 1
#endif
#ifndef DBG
#define DBG 0
#endif

/* Shared headers ask the compiler who it is: the DDK's, of the time of Windows XP */
#define _MSC_VER 1400
#define _MSC_EXTENSIONS 1
#define _INTEGRAL_MAX_BITS 64
#undef __GNUC__
#undef __KERNEL__
#undef MODULE
#undef linux
#undef __linux
#undef __linux__
#undef __gnu_linux__
#undef unix
#undef __unix
#undef __unix__

/* Words of Linux that mean nothing on Windows are a miniport's own. */
#undef auto
#undef barrier
#undef fallthrough
#undef noinline
#undef noinstr
#undef notrace
#undef __assume
#undef __packed
#undef __pure
#undef __user

/* alloc_text pragmas are then written, and mean nothing */
#define ALLOC_PRAGMA 1

/* Integers by their size: spelled so that "unsigned __int64" is a type, too */
#define __int8 char
#define __int16 short
#define __int32 int
#ifndef __int64
#define __int64 long long
#endif

/*
 * The build puts these around bit fields in arithmetic: their declared type. Where
 * something else may have that name, too, it keeps its own. (5 is a pointer.)
 */
#define __msvc_bits(Type, What) ((Type)(What))
#define __msvc_maybe_bits(Type, What) \
	_Generic((What), char : (What), signed char : (What), unsigned char : (What), \
		 short : (What), unsigned short : (What), int : (What), \
		 unsigned int : (What), long : (What), unsigned long : (What), \
		 long long : (What), unsigned long long : (What), default : \
		 __builtin_choose_expr(__builtin_classify_type(What) == 5, \
				       (What), (Type)(What)))

/*
 * What the build puts into every enum: its size, and a negative value first, which
 * makes it an int. Those of our headers have it, too.
 */
#define __msvc_enum_size __attribute__((__mode__(__SI__)))
#define __msvc_enum __msvc_enum_name(__COUNTER__)
#define __msvc_enum_name(Number) __msvc_enum_paste(Number)
#define __msvc_enum_paste(Number) \
	__msvc_enum_##Number __attribute__((__unused__)) = -1,

/* The build puts it for a cast that is assigned to. */
#define __msvc_assigned(Type, What) \
	(*__builtin_choose_expr(sizeof(Type) == sizeof(What), (Type *)&(What), \
				(void)0))

/* The build puts it around what has an L pasted on. */
#define __msvc_long(What) \
	__builtin_choose_expr(__builtin_types_compatible_p(__typeof__(What), long), \
			      (int)(What), What)

#define __cdecl
#define _cdecl
#define __stdcall
#define _stdcall
#define __fastcall
#define _fastcall
#define __thiscall
#define __vectorcall
#define __pascal
#define __export
#define __near
#define __far
#define __w64
/* There is none here, and no structure with one is to pass for another. */
#define __ptr32 __attribute__((__mode__(__SI__)))
#define __ptr64
#define __sptr
#define __uptr
#define POINTER_32 __ptr32
#define POINTER_64

/*
 * Microsoft's inline functions may stand in headers and need no definition
 * elsewhere. Linux has its own meaning for the same words. That one of them forces
 * is a hint, too: such a function may call itself, or have variable arguments. The
 * build says which ones are for all files.
 */
#undef inline
#undef __inline
#undef __inline__
#define __inline inline __attribute__((__unused__))
#define __msvc_shared __attribute__((__weak__))
#define _inline __inline
#define __forceinline __inline
#define _forceinline __inline

#define __declspec(What) __msvc_##What
#define _declspec(What) __declspec(What)
#define __msvc_align(Bytes) __aligned(Bytes)
/* GCC's pack takes a member's alignment back, Microsoft's does not. */
#ifdef __clang__
#define __msvc_member(Align) Align
#else
#define __msvc_member(Align) \
	Align __attribute__((__warn_if_not_aligned__(sizeof(struct Align { char x; }))))
#endif
#define __msvc_allocate(Segment)
#define __msvc_code_seg(Segment)
#define __msvc_deprecated
#define __msvc_dllexport
#define __msvc_dllimport
#define __msvc_noalias
#define __msvc_noinline __attribute__((__noinline__))
#define __msvc_noreturn __noreturn
#define __msvc_nothrow
#define __msvc_novtable
#define __msvc_restrict
#define __msvc_safebuffers
#define __msvc_selectany __weak
#define __msvc_uuid(Text)

#define FORCEINLINE __forceinline
#define DECLSPEC_NORETURN __declspec(noreturn)
#define DECLSPEC_NOINLINE __declspec(noinline)
#define DECLSPEC_NOTHROW __declspec(nothrow)
#define DECLSPEC_NOVTABLE
#define DECLSPEC_SELECTANY __declspec(selectany)
#define DECLSPEC_ALIGN(Bytes) __declspec(align(Bytes))
#define DECLSPEC_CACHEALIGN DECLSPEC_ALIGN(SYSTEM_CACHE_ALIGNMENT_SIZE)
#define SYSTEM_CACHE_ALIGNMENT_SIZE 64

/* Both machines read memory whole at any address. */
#define __unaligned
#define UNALIGNED
#define UNALIGNED64

/* Assembly is of another syntax: a name that nobody knows is a clear message. */
#define __asm _asm

#define __assume(What) ((void)0)
/* Nothing, whatever stands behind it, or if nothing does */
enum {
	__noop
};

#define __noop(...) ((void)0)
/* Its macros mean something, as those of a #pragma pack() do for that compiler. */
#define __pragma(...) __msvc_pragma(__VA_ARGS__)
#define __msvc_pragma(...) _Pragma(#__VA_ARGS__)

/* Functions, as a source may declare them itself. */
static __inline void _ReadWriteBarrier(void)
{
	__asm__ __volatile__("" : : : "memory");
}

static __inline void _ReadBarrier(void)
{
	_ReadWriteBarrier();
}

static __inline void _WriteBarrier(void)
{
	_ReadWriteBarrier();
}

/* The compiler's own: on arm64 the kernel's needs headers. */
#undef __builtin_return_address
static inline __attribute__((__always_inline__, __unused__)) void *_ReturnAddress(void)
{
	return __builtin_return_address(0);
}

#if DBG
#define ASSERT(What) \
	((What) ? (void)0 : VideoPortDebugPrint(0, "Assertion failed: %s, %s:%d\n", \
						#What, __FILE__, __LINE__))
#else
/* nothing at all, so that it may stand without a semicolon */
#define ASSERT(What)
#endif

/* As the compiler has it */
int abs(int Number);

#define __min(A, B) (((A) < (B)) ? (A) : (B))
#define __max(A, B) (((A) > (B)) ? (A) : (B))

/* The DDK's ntdef.h brings these: between pointers and numbers of 32 bits. */
#define HandleToULong(Handle) ((ULONG)(ULONG_PTR)(Handle))
#define HandleToUlong(Handle) HandleToULong(Handle)
#define HandleToLong(Handle) ((LONG)(LONG_PTR)(Handle))
#define ULongToHandle(Number) ((HANDLE)(ULONG_PTR)(ULONG)(Number))
#define UlongToHandle(Number) ULongToHandle(Number)
#define LongToHandle(Number) ((HANDLE)(LONG_PTR)(LONG)(Number))
#define PtrToUlong(Pointer) ((ULONG)(ULONG_PTR)(Pointer))
#define PtrToUint(Pointer) ((UINT32)(ULONG_PTR)(Pointer))
#define PtrToUshort(Pointer) ((USHORT)(ULONG_PTR)(Pointer))
#define PtrToLong(Pointer) ((LONG)(LONG_PTR)(Pointer))
#define PtrToInt(Pointer) ((INT)(LONG_PTR)(Pointer))
#define PtrToShort(Pointer) ((SHORT)(LONG_PTR)(Pointer))
#define UlongToPtr(Number) ((PVOID)(ULONG_PTR)(ULONG)(Number))
#define ULongToPtr(Number) UlongToPtr(Number)
#define UIntToPtr(Number) ((PVOID)(ULONG_PTR)(UINT32)(Number))
#define LongToPtr(Number) ((PVOID)(LONG_PTR)(LONG)(Number))
#define IntToPtr(Number) ((PVOID)(LONG_PTR)(INT)(Number))

/* Drivers put functions into a segment that Windows may page out. */
#define CODE_SEG(Segment) __declspec(code_seg(Segment))

#include "sal.h"
#include "cruntime.h"
#include "intrin.h"

#endif
