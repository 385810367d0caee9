/* SPDX-License-Identifier: GPL-2.0 */
/*
 * GUIDs. A source file that includes initguid.h first holds the storage of
 * every GUID it names afterwards; elsewhere DEFINE_GUID only declares.
 */
#ifndef GUID_DEFINED
#define GUID_DEFINED

typedef struct _GUID {
	unsigned int Data1;
	unsigned short Data2;
	unsigned short Data3;
	unsigned char Data4[8];
} GUID;

typedef GUID *LPGUID;
typedef const GUID *LPCGUID;
typedef GUID IID, *LPIID;
typedef GUID CLSID, *LPCLSID;
typedef GUID FMTID, *LPFMTID;

#endif

/*
 * Outside the guard: initguid.h may come after a header that came here
 * already. Windows lets several objects hold the same GUID (selectany); weak
 * is the linker's word for that.
 */
#undef DEFINE_GUID
#ifdef INITGUID
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) \
	extern const GUID name; \
	const GUID name __weak = { \
		l, w1, w2, { b1, b2, b3, b4, b5, b6, b7, b8 } \
	}
#else
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) \
	extern const GUID name
#endif

#ifndef IsEqualGUID
#define IsEqualGUID(a, b) (!__builtin_memcmp(a, b, sizeof(GUID)))
#define IsEqualIID(a, b) IsEqualGUID(a, b)
#define IsEqualCLSID(a, b) IsEqualGUID(a, b)
#endif
