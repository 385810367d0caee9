/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What Microsoft's compiler makes instructions of by itself, so that there is
 * nothing to link with.
 */
#ifndef VIDEOPORT_INTRIN_H
#define VIDEOPORT_INTRIN_H

/*
 * Interlocked operations, each a full barrier. Increment and Decrement return
 * the value after, all others the value before. GCC's __sync functions are full
 * barriers on every machine, but they have no exchange of that kind.
 */
#define VIDEOPORT_INTERLOCKED(Suffix, Type) \
static __inline Type _InterlockedIncrement##Suffix(Type volatile *Target) \
{ \
	return __sync_add_and_fetch(Target, 1); \
} \
static __inline Type _InterlockedDecrement##Suffix(Type volatile *Target) \
{ \
	return __sync_sub_and_fetch(Target, 1); \
} \
static __inline Type _InterlockedExchangeAdd##Suffix(Type volatile *Target, Type Value) \
{ \
	return __sync_fetch_and_add(Target, Value); \
} \
static __inline Type _InterlockedOr##Suffix(Type volatile *Target, Type Value) \
{ \
	return __sync_fetch_and_or(Target, Value); \
} \
static __inline Type _InterlockedAnd##Suffix(Type volatile *Target, Type Value) \
{ \
	return __sync_fetch_and_and(Target, Value); \
} \
static __inline Type _InterlockedXor##Suffix(Type volatile *Target, Type Value) \
{ \
	return __sync_fetch_and_xor(Target, Value); \
} \
static __inline Type _InterlockedCompareExchange##Suffix(Type volatile *Target, \
							 Type Value, Type Expected) \
{ \
	return __sync_val_compare_and_swap(Target, Expected, Value); \
} \
static __inline Type _InterlockedExchange##Suffix(Type volatile *Target, Type Value) \
{ \
	Type Old; \
\
	do { \
		Old = *Target; \
	} while (__sync_val_compare_and_swap(Target, Old, Value) != Old); \
	return Old; \
}

VIDEOPORT_INTERLOCKED(, int)
VIDEOPORT_INTERLOCKED(64, long long)

static __inline void *_InterlockedCompareExchangePointer(void *volatile *Target, void *Value,
							 void *Expected)
{
	return __sync_val_compare_and_swap(Target, Expected, Value);
}

static __inline void *_InterlockedExchangePointer(void *volatile *Target, void *Value)
{
	return (void *)_InterlockedExchange64((long long volatile *)Target, (long long)Value);
}

#define InterlockedIncrement _InterlockedIncrement
#define InterlockedDecrement _InterlockedDecrement
#define InterlockedExchangeAdd _InterlockedExchangeAdd
#define InterlockedOr _InterlockedOr
#define InterlockedAnd _InterlockedAnd
#define InterlockedXor _InterlockedXor
#define InterlockedCompareExchange _InterlockedCompareExchange
#define InterlockedExchange _InterlockedExchange

#define InterlockedIncrement64 _InterlockedIncrement64
#define InterlockedDecrement64 _InterlockedDecrement64
#define InterlockedExchangeAdd64 _InterlockedExchangeAdd64
#define InterlockedOr64 _InterlockedOr64
#define InterlockedAnd64 _InterlockedAnd64
#define InterlockedXor64 _InterlockedXor64
#define InterlockedCompareExchange64 _InterlockedCompareExchange64
#define InterlockedExchange64 _InterlockedExchange64

#define InterlockedCompareExchangePointer _InterlockedCompareExchangePointer
#define InterlockedExchangePointer _InterlockedExchangePointer

/* What the processor orders, and what it does while it waits */
#define MemoryBarrier() __sync_synchronize()
#if defined(__x86_64__)
#define _mm_mfence() __asm__ __volatile__("mfence" : : : "memory")
#define _mm_lfence() __asm__ __volatile__("lfence" : : : "memory")
#define _mm_sfence() __asm__ __volatile__("sfence" : : : "memory")
#define _mm_pause() __asm__ __volatile__("pause" : : : "memory")
#define YieldProcessor() _mm_pause()
#else
#define YieldProcessor() __asm__ __volatile__("yield" : : : "memory")
#endif

/* The number of the lowest or the highest bit that is set; 0 and no number if none is */
#define VIDEOPORT_SCAN(Suffix, Type, Lowest, Highest) \
static __inline unsigned char _BitScanForward##Suffix(unsigned int *Index, Type Mask) \
{ \
	if (!Mask) \
		return 0; \
	*Index = Lowest(Mask); \
	return 1; \
} \
static __inline unsigned char _BitScanReverse##Suffix(unsigned int *Index, Type Mask) \
{ \
	if (!Mask) \
		return 0; \
	*Index = Highest(Mask); \
	*Index ^= sizeof(Mask) * 8 - 1; \
	return 1; \
}

VIDEOPORT_SCAN(, unsigned int, __builtin_ctz, __builtin_clz)
VIDEOPORT_SCAN(64, unsigned long long, __builtin_ctzll, __builtin_clzll)

#define BitScanForward _BitScanForward
#define BitScanReverse _BitScanReverse
#define BitScanForward64 _BitScanForward64
#define BitScanReverse64 _BitScanReverse64

static __inline unsigned int _rotl(unsigned int Value, int Count)
{
	return Value << (Count & 31) | Value >> (-Count & 31);
}

static __inline unsigned int _rotr(unsigned int Value, int Count)
{
	return Value >> (Count & 31) | Value << (-Count & 31);
}

#define _byteswap_ushort(Value) __builtin_bswap16(Value)
#define _byteswap_ulong(Value) __builtin_bswap32(Value)
#define _byteswap_uint64(Value) __builtin_bswap64(Value)

#if defined(__x86_64__)
static __inline unsigned long long __rdtsc(void)
{
	unsigned int Low, High;

	__asm__ __volatile__("rdtsc" : "=a" (Low), "=d" (High));
	return (unsigned long long)High << 32 | Low;
}

/* Each is one instruction: no library moves or stores in wider pieces. */
#define VIDEOPORT_MOVE(Name, Size, Type) \
static __inline void Name(Type *To, const Type *From, __SIZE_TYPE__ Count) \
{ \
	__asm__ __volatile__("rep movs" Size : "+D" (To), "+S" (From), "+c" (Count) \
			     : : "memory"); \
}

#define VIDEOPORT_STORE(Name, Size, Type) \
static __inline void Name(Type *To, Type Value, __SIZE_TYPE__ Count) \
{ \
	__asm__ __volatile__("rep stos" Size : "+D" (To), "+c" (Count) \
			     : "a" (Value) : "memory"); \
}

VIDEOPORT_MOVE(__movsb, "b", unsigned char)
VIDEOPORT_MOVE(__movsw, "w", unsigned short)
VIDEOPORT_MOVE(__movsd, "l", unsigned int)
VIDEOPORT_MOVE(__movsq, "q", unsigned long long)
VIDEOPORT_STORE(__stosb, "b", unsigned char)
VIDEOPORT_STORE(__stosw, "w", unsigned short)
VIDEOPORT_STORE(__stosd, "l", unsigned int)
VIDEOPORT_STORE(__stosq, "q", unsigned long long)
#endif

/*
 * Windows' amd64 has these in miniport.h. They touch devices, so here they are the
 * video port's own: addresses are those that VideoPortGetDeviceBase gave.
 */
#define READ_REGISTER_UCHAR(Register) VideoPortReadRegisterUchar(Register)
#define READ_REGISTER_USHORT(Register) VideoPortReadRegisterUshort(Register)
#define READ_REGISTER_ULONG(Register) VideoPortReadRegisterUlong(Register)
#define READ_REGISTER_BUFFER_UCHAR(Register, Buffer, Count) \
	VideoPortReadRegisterBufferUchar(Register, Buffer, Count)
#define READ_REGISTER_BUFFER_USHORT(Register, Buffer, Count) \
	VideoPortReadRegisterBufferUshort(Register, Buffer, Count)
#define READ_REGISTER_BUFFER_ULONG(Register, Buffer, Count) \
	VideoPortReadRegisterBufferUlong(Register, Buffer, Count)
#define WRITE_REGISTER_UCHAR(Register, Value) VideoPortWriteRegisterUchar(Register, Value)
#define WRITE_REGISTER_USHORT(Register, Value) VideoPortWriteRegisterUshort(Register, Value)
#define WRITE_REGISTER_ULONG(Register, Value) VideoPortWriteRegisterUlong(Register, Value)
#define WRITE_REGISTER_BUFFER_UCHAR(Register, Buffer, Count) \
	VideoPortWriteRegisterBufferUchar(Register, Buffer, Count)
#define WRITE_REGISTER_BUFFER_USHORT(Register, Buffer, Count) \
	VideoPortWriteRegisterBufferUshort(Register, Buffer, Count)
#define WRITE_REGISTER_BUFFER_ULONG(Register, Buffer, Count) \
	VideoPortWriteRegisterBufferUlong(Register, Buffer, Count)

#define READ_PORT_UCHAR(Port) VideoPortReadPortUchar(Port)
#define READ_PORT_USHORT(Port) VideoPortReadPortUshort(Port)
#define READ_PORT_ULONG(Port) VideoPortReadPortUlong(Port)
#define WRITE_PORT_UCHAR(Port, Value) VideoPortWritePortUchar(Port, Value)
#define WRITE_PORT_USHORT(Port, Value) VideoPortWritePortUshort(Port, Value)
#define WRITE_PORT_ULONG(Port, Value) VideoPortWritePortUlong(Port, Value)

#endif
