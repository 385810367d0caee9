#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The headers that a folder that "make MINIPORT=" builds includes: the DDK's, and what
# Microsoft's compiler brings.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/bring.sh"

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
	printf '#include <%s>\n' ntdef.h miniport.h | miniport '
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

# miniport.h has none of these, and miniports have their own.
own_types()
{
	printf '#include <%s>\n' miniport.h video.h ntddvdeo.h tvout.h windef.h | miniport '
	typedef struct _LIST_ENTRY { struct _LIST_ENTRY *Flink, *Blink; } LIST_ENTRY;
	typedef struct _UNICODE_STRING { USHORT Length, MaximumLength; PWSTR Buffer; }
		UNICODE_STRING;
	typedef ULONG NTSTATUS;' && builds
}

results()
{
	printf '#include <%s>\n' winerror.h | miniport '
	C_ASSERT(E_UNEXPECTED == (HRESULT)0x8000ffff && FAILED(E_FAIL) && SUCCEEDED(S_FALSE));
	C_ASSERT(HRESULT_CODE(MAKE_HRESULT(SEVERITY_ERROR, FACILITY_WIN32, ERROR_BUSY)) == 170);
	void Log(PVOID e) { VideoPortLogError(e, NULL, E_UNEXPECTED, 1); }' && builds
}

# Declared, as a miniport can live without them; and both spellings of one
refusing()
{
	printf '#include <%s>\n' videoagp.h | miniport '
	static PVIDEO_BUGCHECK_CALLBACK Dump;
	BOOLEAN Ask(PVOID e) {
		VIDEO_PORT_AGP_SERVICES s; VIDEO_X86_BIOS_ARGUMENTS r = { 3 };
		VideoPortUnlockBuffer(e, e); VideoPortUnLockBuffer(e, e);
		return VideoPortGetAgpServices(e, &s) && !VideoPortInt10(e, &r) && Dump &&
			VideoPortGetAssociatedDeviceExtension(e);
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

find_tree
begin_bring
together small_names own_types results refusing plain_types display_codes configuration_space \
	control_codes interlocked intrinsics annotations headers_in_any_order

check "bring: the DDK's smaller names are there" small_names
check "bring: the plain types and macros of miniport.h are there" plain_types
check "bring: miniport.h leaves a miniport its own types" own_types
check "bring: HRESULTs are there" results
check "bring: functions that refuse are declared, and both spellings of one" refusing
check "bring: codes, structures and small headers that requests are read with" display_codes
check "bring: miniport.h has the structure of PCI's configuration space" configuration_space
check "bring: a miniport's own control codes can be composed, and any error named" control_codes
check "bring: Interlocked functions are there, with Windows' return values" interlocked
check "bring: intrinsics and register inlines of Windows' amd64 are there" intrinsics
check "bring: annotations old and new mean nothing" annotations
check "bring: the DDK's headers come in any order and letter case" headers_in_any_order

finish
