/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_DMA_H
#define VG_DMA_H

#include "base.h"

/* Memory that the device reaches */
typedef struct _VG_BUFFER {
	PVOID Base;
	PHYSICAL_ADDRESS Logical;
	ULONG Length;
} VG_BUFFER, *PVG_BUFFER;

typedef struct _VG_DMA {
	PVP_DMA_ADAPTER Adapter;
} VG_DMA, *PVG_DMA;

BOOLEAN VgDmaPrepare(PVG_EXTENSION Ext);
VOID VgDmaRelease(PVG_EXTENSION Ext);

/* The one by which the device reads frames */
PVP_DMA_ADAPTER VgDmaAdapter(PVG_EXTENSION Ext);

BOOLEAN VgDmaGet(PVG_EXTENSION Ext, PVG_BUFFER Buffer, ULONG Length);

/* A buffer that there is not is none to put. */
VOID VgDmaPut(PVG_EXTENSION Ext, PVG_BUFFER Buffer);

/* What the device calls a place in a buffer */
ULONGLONG VgDmaAddress(PVG_BUFFER Buffer, PVOID Place);

#endif
