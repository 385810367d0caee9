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

#endif
