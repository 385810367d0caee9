/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_SETS_H
#define VG_SETS_H

#include "base.h"
#include "dma.h"
#include "frames.h"

#define VG_SET_MAX 16
#define VG_EDGE_MIN 16		/* QEMU's SET_SCANOUT takes nothing smaller */
#define VG_EDGE_MAX 16384
#define VG_BACKING_MAX 16384	/* entries QEMU takes in one ATTACH_BACKING */

/* A transfer's offset has 64 bits, of which QEMU keeps 32. */
#define VG_SET_LENGTH_MAX (0x100000000ULL - VG_PAGE)

typedef struct _VG_SETS {
	VG_BUFFER Pad;
	ULONG LastResource;
	VG_SET Set[VG_SET_MAX];
} VG_SETS, *PVG_SETS;

BOOLEAN VgSetsPrepare(PVG_EXTENSION Ext);
VOID VgSetsRelease(PVG_EXTENSION Ext);

/* The device was reset: it knows of no set any more. */
VOID VgSetsForget(PVG_EXTENSION Ext);

/* FRAME_RING_INTERFACE's, PASSIVE */
ULONG VgSetsPitch(PVOID Context, ULONG Width, ULONG Height, ULONG Format);
VP_STATUS VgSetsAttach(PVOID Context, PFRAME_SET Set);
VP_STATUS VgSetsDetach(PVOID Context, ULONG SetId);
VP_STATUS VgSetsShow(PVOID Context, ULONG SetId);

#endif
