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

#define FRAME_RING_VERSION_2 2

/* 32 bits a pixel, little-endian, from bit 0: blue, green, red, unused */
#define FRAME_FORMAT_X8R8G8B8 1

/*
 * FRAME_RING_LIMITS.Flags: the device reads a frame for as long as it is shown,
 * so that one is released when its successor is shown. Without the flag the
 * device copies a frame: all that it says of one it says at once.
 */
#define FRAME_RING_SCANS_OUT 0x00000001

#define FRAME_RING_MAX_FRAMES 64

/* Reap's and FRAME_TURN.Reaped's word for a device that needs Reset */
#define FRAME_RING_LOST 0xffffffff

/* What the device takes. */
typedef struct _FRAME_RING_LIMITS {
	ULONG Flags;
	ULONG MaxWidth;			/* pixels */
	ULONG MaxHeight;		/* pixels */
	ULONG MaxPieces;		/* pieces of one set */
	ULONG MaxSets;			/* attached at a time; 0: any number */
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
 * the set is released. The frames' piece lists follow one another without a
 * gap, so Frames[0].Pieces is also the list of the whole set.
 */
typedef struct _FRAME_SET {
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

/*
 * A frame of any attached set, to be on the screen after those before it. Where
 * Set or Window is another than in the one before, Damage is all of Window.
 */
typedef struct _FRAME_PRESENT {
	PVOID Set;			/* AttachSet's handle */
	ULONG Frame;
	FRAME_RECT Window;		/* of the frame: the screen is as large */
	FRAME_RECT Damage;		/* within Window: to be read at least */
	ULONGLONG Tag;			/* comes back in completions */
} FRAME_PRESENT, *PFRAME_PRESENT;

/* FRAME_COMPLETION.Answer */
#define FRAME_SHOWN	0x00000001	/* it is on the screen */
#define FRAME_RELEASED	0x00000002	/* its memory is not read any more */

/*
 * What has become of a present: shown and released, in one completion or, by a
 * device that scans out, in two. One that failed is released, whatever Answer
 * says, and the screen shows what it showed. Or of a set: released.
 */
typedef struct _FRAME_COMPLETION {
	ULONGLONG Tag;			/* FRAME_PRESENT's, or DetachSet's */
	VP_STATUS Status;		/* NO_ERROR or the device's own error */
	ULONG Answer;			/* FRAME_SHOWN, FRAME_RELEASED */
} FRAME_COMPLETION, *PFRAME_COMPLETION;

/* Submit and Reap in one call */
typedef struct _FRAME_TURN {
	PFRAME_PRESENT Presents;
	ULONG PresentCount;
	ULONG Taken;			/* out: as Submit returns */
	PFRAME_COMPLETION Completions;
	ULONG CompletionCount;
	ULONG Reaped;			/* out: as Reap returns */
} FRAME_TURN, *PFRAME_TURN;

/*
 * What the port driver hands in: QUERY_INTERFACE.InterfaceSpecificData. The
 * miniport calls Complete at DISPATCH or below when its device may have
 * finished frames or released a set, from its DPC or timer routine as a rule; it may hold its
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
	 * PASSIVE: let the device read a set. Handle, which is not NULL, stands
	 * for it until it is released. ERROR_NOT_ENOUGH_MEMORY where the device
	 * refuses, WAIT_TIMEOUT where it does not answer.
	 */
	VP_STATUS (*AttachSet)(PVOID Context, PFRAME_SET Set, PVOID *Handle);

	/*
	 * PASSIVE: take a set away from the device, without waiting for it.
	 * No frame of it is submitted any more; those that are under way come
	 * to their end, and a screen that shows one goes dark. When the
	 * device does not touch the set's memory any more, a completion with
	 * Tag says FRAME_RELEASED, and Complete is called for it unasked. On
	 * anything but NO_ERROR none will come.
	 */
	VP_STATUS (*DetachSet)(PVOID Context, PVOID Handle, ULONGLONG Tag);

	/* PASSIVE: take the screen dark, until a frame is submitted. */
	VP_STATUS (*Dark)(PVOID Context);

	/*
	 * PASSIVE: stop the device whatever it is doing and start it afresh.
	 * No set is attached afterwards and nothing is in flight; on NO_ERROR
	 * the device works again. On any other status it must be expected to
	 * reach memory still.
	 */
	VP_STATUS (*Reset)(PVOID Context);

	/*
	 * DISPATCH: queue Count presents, in their order; how many were taken,
	 * fewer where there is no room now. With MoreToCome the device need not
	 * be told yet: another Submit follows at once. Where fewer were taken
	 * it has been told of all that were.
	 */
	ULONG (*Submit)(PVOID Context, PFRAME_PRESENT Presents, ULONG Count,
			BOOLEAN MoreToCome);

	/*
	 * DISPATCH: take up to Count completions; how many there were.
	 * FRAME_RING_LOST where there are none and the device has done what it
	 * can't be trusted after: it takes no more frames until Reset. Complete
	 * is called when that is found out.
	 */
	ULONG (*Reap)(PVOID Context, PFRAME_COMPLETION Completions,
		      ULONG Count);

	/*
	 * DISPATCH: ask for an interrupt when Count more completions can be
	 * reaped; 0 asks for none. FALSE if so many can be already, and then
	 * none may come.
	 */
	BOOLEAN (*Notify)(PVOID Context, ULONG Count);

	/* DISPATCH: the same as Submit and then Reap. NULL where there is none. */
	VOID (*Turn)(PVOID Context, PFRAME_TURN Turn);
} FRAME_RING_INTERFACE, *PFRAME_RING_INTERFACE;

#endif
