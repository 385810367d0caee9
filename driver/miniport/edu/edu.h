/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A video miniport for QEMU's edu function (docs/specs/edu.txt there): it shows
 * nothing, but moves data both ways as bus master.
 *
 * The port driver hands in one request at a time, so one transfer is under way
 * at most. Interrupt and DPC share with it what is only touched by
 * VideoPortInterlocked*, and the event.
 */
#ifndef EDU_H
#define EDU_H

#include "miniport.h"
#include "ntddvdeo.h"
#include "video.h"
#include "dderror.h"
#include "devioctl.h"
#include "edu_ioctl.h"

#define EDU_VENDOR_ID 0x1234
#define EDU_DEVICE_ID 0x11e8

/* Registers: below EDU_DMA_SOURCE they take 4 bytes, from there 4 or 8. */
#define EDU_ID 0x00
#define EDU_LIVENESS 0x04
#define EDU_STATUS 0x20
#define EDU_IRQ_STATUS 0x24
#define EDU_IRQ_ACK 0x64
#define EDU_DMA_SOURCE 0x80
#define EDU_DMA_DESTINATION 0x88
#define EDU_DMA_COUNT 0x90
#define EDU_DMA_COMMAND 0x98
#define EDU_REGISTERS_END 0xa0

#define EDU_ID_MASK 0x0000ffff
#define EDU_ID_EDU 0x000000ed
#define EDU_IRQ_DMA 0x00000100
#define EDU_DMA_START 0x01
#define EDU_DMA_TO_MEMORY 0x02
#define EDU_DMA_INTERRUPT 0x04
#define EDU_WINDOW 0x40000
#define EDU_GONE 0xffffffff

/* Memory that the device reaches through an adapter of one width */
typedef struct _EDU_CHANNEL {
	ULONG Width;
	PVP_DMA_ADAPTER Adapter;	/* NULL: no such memory, or none that it reaches */
	PUCHAR Base;
	PHYSICAL_ADDRESS Logical;
} EDU_CHANNEL, *PEDU_CHANNEL;

typedef struct _EDU_EXTENSION {
	PUCHAR Registers;
	PEVENT Event;			/* the transfer is done */
	EDU_CHANNEL Channels[EDU_WIDTHS];
	BOOLEAN Lost;			/* cut off from memory for good */
	LONG Done;			/* interrupt to DPC: a transfer is */
	LONG Interrupts;
	LONG Dpcs;
} EDU_EXTENSION, *PEDU_EXTENSION;

/* device.c */
ULONG EduRead(PEDU_EXTENSION Ext, ULONG Offset);
VOID EduWrite(PEDU_EXTENSION Ext, ULONG Offset, ULONG Value);
VOID EduWrite64(PEDU_EXTENSION Ext, ULONG Offset, ULONGLONG Value);
BOOLEAN EduAlive(PEDU_EXTENSION Ext);
BOOLEAN EduMessage(PEDU_EXTENSION Ext);
VOID EduCutOff(PEDU_EXTENSION Ext);
VP_STATUS EduMapDevice(PEDU_EXTENSION Ext);

/* interrupt.c */
BOOLEAN NTAPI EduInterrupt(PVOID HwDeviceExtension);

/* dma.c: PASSIVE */
VP_STATUS EduGetMemory(PEDU_EXTENSION Ext);
VOID EduPutMemory(PEDU_EXTENSION Ext);
VOID EduCloseChannel(PEDU_EXTENSION Ext, PEDU_CHANNEL Channel);
PEDU_CHANNEL EduFindChannel(PEDU_EXTENSION Ext, ULONG Width);
VOID EduStart(PEDU_EXTENSION Ext, PHYSICAL_ADDRESS Logical, ULONG Offset,
	      ULONG Length, BOOLEAN WriteToDevice);
VP_STATUS EduWait(PEDU_EXTENSION Ext);
VP_STATUS EduMove(PEDU_EXTENSION Ext, PEDU_CHANNEL Channel, ULONG Offset,
		  ULONG Length, BOOLEAN WriteToDevice);

/* reach.c: PASSIVE, and interrupts come */
VP_STATUS EduProveReach(PEDU_EXTENSION Ext);

/* request.c */
BOOLEAN NTAPI EduStartIO(PVOID HwDeviceExtension,
			 PVIDEO_REQUEST_PACKET Packet);

#endif
