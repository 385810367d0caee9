/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_COMMAND_H
#define VG_COMMAND_H

#include "base.h"
#include "dma.h"

/* Its own memory */
typedef struct _VG_COMMAND_MEMORY {
	VIRTQ_DESC Table[2];
	UCHAR Rest[32];
	UCHAR Request[VG_PAGE - 64];
	UCHAR Answer[VG_PAGE];
} VG_COMMAND_MEMORY, *PVG_COMMAND_MEMORY;

typedef struct _VG_COMMAND {
	VG_BUFFER Buffer;
	VG_BUFFER Large;		/* a request that Buffer can't hold */
	PGPU_HEADER Request;
	ULONG Length;			/* bytes of it */
	BOOLEAN Busy;			/* Lock */
	ULONG Answered;			/* bytes, as the device says; Lock */
} VG_COMMAND, *PVG_COMMAND;

BOOLEAN VgCommandPrepare(PVG_EXTENSION Ext);
VOID VgCommandRelease(PVG_EXTENSION Ext);

/* The device was reset: it reads no request any more. */
VOID VgCommandForget(PVG_EXTENSION Ext);

/*
 * A request to be filled in, zeros but for its header; NULL where there is no
 * memory, or no device any more.
 */
PVOID VgCommandBegin(PVG_EXTENSION Ext, ULONG Type, ULONG Length);

/*
 * Send it and wait for the answer, which is checked to be of that type and at
 * least so long.
 */
VP_STATUS VgCommandRun(PVG_EXTENSION Ext, ULONG Type, ULONG AnswerLength);

/* The device can still write there: read each field once. */
volatile VOID *VgCommandAnswer(PVG_EXTENSION Ext);

/* What a refusal means */
VP_STATUS VgCommandStatus(ULONG Type);

#endif
