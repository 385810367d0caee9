/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_SETS_H
#define VG_SETS_H

#include "base.h"
#include "dma.h"
#include "frames.h"

#define VG_EDGE_MIN 16		/* QEMU's SET_SCANOUT takes nothing smaller */
#define VG_EDGE_MAX 16384
#define VG_BACKING_MAX 16384	/* entries QEMU takes in one ATTACH_BACKING */

/* A transfer's offset has 64 bits, of which QEMU keeps 32. */
#define VG_SET_LENGTH_MAX (0x100000000ULL - VG_PAGE)

typedef struct _VG_SETS {
	VG_BUFFER Pad;
	ULONG LastResource;
	PVG_SET First;			/* of those attached; PASSIVE */
} VG_SETS, *PVG_SETS;

BOOLEAN VgSetsPrepare(PVG_EXTENSION Ext);
VOID VgSetsRelease(PVG_EXTENSION Ext);

/* PASSIVE. The device was reset: it knows of no set any more. */
VOID VgSetsForget(PVG_EXTENSION Ext);

/* PASSIVE: a resource's; never one twice, as an old one may have survived its end */
ULONG VgSetsNumber(PVG_EXTENSION Ext);

/* PASSIVE: off the list, or what is off it freed */
VOID VgSetsRemove(PVG_EXTENSION Ext, PVG_SET Set);
VOID VgSetsFree(PVG_EXTENSION Ext, PVG_SET List);

/* FRAME_RING_INTERFACE's, PASSIVE */
ULONG VgSetsPitch(PVOID Context, ULONG Width, ULONG Height, ULONG Format);
VP_STATUS VgSetsAttach(PVOID Context, PFRAME_SET Set, PVOID *Handle);
VP_STATUS VgSetsDark(PVOID Context);

#endif
