/* SPDX-License-Identifier: GPL-2.0 */
/*
 * FRAME_RING: the one interface that a miniport may add to the DDK's. The port
 * driver asks for it through HwVidQueryInterface; a miniport that offers it
 * gets its frames as common buffers that its device reads as bus master.
 *
 * Nothing here needs linking. Include miniport.h and video.h first; in one
 * source file of the miniport, include initguid.h before this header.
 *
 * The caller keeps two kinds of promise. PASSIVE functions are called one at a
 * time with the device lock held. DISPATCH functions are called one at a time
 * with the ring lock held and must not wait; they may run beside a PASSIVE
 * one, so what both touch needs a spin lock of the miniport's own.
 */
#ifndef _FRAMERING_H_
#define _FRAMERING_H_

/* {7E1A6C39-52B4-4D0C-9B7F-6A0F3C1D58E2} */
DEFINE_GUID(GUID_FRAME_RING, 0x7e1a6c39, 0x52b4, 0x4d0c,
	    0x9b, 0x7f, 0x6a, 0x0f, 0x3c, 0x1d, 0x58, 0xe2);

#define FRAME_RING_VERSION_1 1

/* 32 bits a pixel, little-endian, from bit 0: blue, green, red, unused */
#define FRAME_FORMAT_X8R8G8B8 1

/*
 * FRAME_RING_LIMITS.Flags: the device reads a frame for as long as it is shown,
 * so that one is done with when its successor is. Without the flag the device
 * copies a frame and is done with it when its completion is reaped.
 */
#define FRAME_RING_SCANS_OUT 0x00000001

#define FRAME_RING_MAX_FRAMES 64

#define FRAME_RING_LOST 0xffffffff

/* What the device takes. */
typedef struct _FRAME_RING_LIMITS {
	ULONG Flags;
	ULONG MaxWidth;			/* pixels */
	ULONG MaxHeight;		/* pixels */
	ULONG MaxPieces;		/* pieces of one set */
	ULONGLONG MaxSetLength;		/* bytes of one set */
	PVP_DMA_ADAPTER DmaAdapter;	/* by which it reads frames */
} FRAME_RING_LIMITS, *PFRAME_RING_LIMITS;

typedef struct _FRAME_RING_COUNTERS {
	ULONGLONG Doorbells;		/* times the device was told of work */
} FRAME_RING_COUNTERS, *PFRAME_RING_COUNTERS;

typedef struct _FRAME_PIECE {
	PHYSICAL_ADDRESS LogicalAddress;
	ULONG Length;			/* bytes, whole pages */
} FRAME_PIECE, *PFRAME_PIECE;

typedef struct _FRAME {
	ULONG PieceCount;
	PFRAME_PIECE Pieces;		/* contiguous in the frame, in order */
} FRAME, *PFRAME;

/*
 * A set of frames of one geometry. Frames and pieces stay where they are until
 * the set is detached. The frames' piece lists follow one another without a
 * gap, so Frames[0].Pieces is also the list of the whole set.
 */
typedef struct _FRAME_SET {
	ULONG Id;			/* not 0; no two attached sets share it */
	ULONG Width;			/* pixels */
	ULONG Height;			/* pixels */
	ULONG Format;			/* FRAME_FORMAT_* */
	ULONG Pitch;			/* bytes, as FrameRingPitch chose */
	ULONG FrameCount;
	ULONGLONG FrameLength;		/* bytes of each frame, whole pages */
	PFRAME Frames;
	ULONG PieceCount;		/* of the whole set */
} FRAME_SET, *PFRAME_SET;

typedef struct _FRAME_RECT {
	ULONG Left;
	ULONG Top;
	ULONG Width;			/* not 0 */
	ULONG Height;			/* not 0 */
} FRAME_RECT, *PFRAME_RECT;

typedef struct _FRAME_COMPLETION {
	ULONGLONG Sequence;		/* as submitted */
	VP_STATUS Status;		/* NO_ERROR or the device's own error */
} FRAME_COMPLETION, *PFRAME_COMPLETION;

/*
 * What the port driver hands in: QUERY_INTERFACE.InterfaceSpecificData. The
 * miniport calls Complete at DISPATCH or below when its device may have
 * finished frames, from its DPC or timer routine as a rule; it may hold its
 * own locks. The port driver reaps later, outside that call.
 */
typedef struct _FRAME_RING_PORT {
	PVOID Context;
	VOID (*Complete)(PVOID Context);
} FRAME_RING_PORT, *PFRAME_RING_PORT;

/*
 * What the miniport fills in. The first five fields are the DDK's INTERFACE;
 * Context is handed to every function.
 */
typedef struct _FRAME_RING_INTERFACE {
	USHORT Size;
	USHORT Version;
	PVOID Context;
	PINTERFACE_REFERENCE InterfaceReference;
	PINTERFACE_DEREFERENCE InterfaceDereference;

	/* PASSIVE: what the device takes. */
	VP_STATUS (*Limits)(PVOID Context, PFRAME_RING_LIMITS Limits);

	/* PASSIVE: totals since the device was initialized. */
	VOID (*Counters)(PVOID Context, PFRAME_RING_COUNTERS Counters);

	/*
	 * PASSIVE: bytes from a line to the next for a frame of this geometry,
	 * or 0 if the device can't do it.
	 */
	ULONG (*Pitch)(PVOID Context, ULONG Width, ULONG Height, ULONG Format);

	/*
	 * PASSIVE: let the device read a set. ERROR_NOT_ENOUGH_MEMORY where
	 * it refuses, WAIT_TIMEOUT where it does not answer.
	 */
	VP_STATUS (*AttachSet)(PVOID Context, PFRAME_SET Set);

	/*
	 * PASSIVE: on NO_ERROR the device does not touch the set's memory any
	 * more and has no frame of it in flight. A set that is not attached
	 * is no error.
	 */
	VP_STATUS (*DetachSet)(PVOID Context, ULONG SetId);

	/* PASSIVE: put a set on the screen; 0 takes the screen dark. */
	VP_STATUS (*Show)(PVOID Context, ULONG SetId);

	/*
	 * PASSIVE: stop the device whatever it is doing and start it afresh.
	 * No set is attached afterwards and nothing is in flight; on NO_ERROR
	 * the device works again. On any other status it must be expected to
	 * reach memory still.
	 */
	VP_STATUS (*Reset)(PVOID Context);

	/*
	 * DISPATCH: queue a frame of the set on the screen; the device reads
	 * the rectangle at least. With MoreToCome the device need not be told
	 * yet: another Submit follows at once. FALSE if there is no room now,
	 * in which case the device has been told of all that went before.
	 */
	BOOLEAN (*Submit)(PVOID Context, ULONG SetId, ULONG Frame,
			  PFRAME_RECT Rect, ULONGLONG Sequence,
			  BOOLEAN MoreToCome);

	/*
	 * DISPATCH: take up to Count finished frames; how many there were.
	 * FRAME_RING_LOST where there are none and the device has done what it
	 * can't be trusted after: it takes no more frames until Reset. Complete
	 * is called when that is found out.
	 */
	ULONG (*Reap)(PVOID Context, PFRAME_COMPLETION Completions,
		      ULONG Count);

	/*
	 * DISPATCH: ask for an interrupt when Frames more frames have
	 * finished, counted from what has been reaped; 0 asks for none. FALSE
	 * if so many have finished already, and then none may come.
	 */
	BOOLEAN (*Notify)(PVOID Context, ULONG Frames);
} FRAME_RING_INTERFACE, *PFRAME_RING_INTERFACE;

#endif
