/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A video miniport for virtio-gpu on PCI (virtio 1.2, modern interface only).
 *
 * Locking: the queue, the slots and all that says what is in flight lie under
 * Ext->Lock, which DISPATCH functions, the DPC, the timer and PASSIVE
 * functions share. What only PASSIVE functions touch needs no lock: the port
 * driver calls them one at a time.
 */
#ifndef VIRTIO_GPU_H
#define VIRTIO_GPU_H

#include "miniport.h"
#include "ntddvdeo.h"
#include "video.h"
#include "dderror.h"
#include "devioctl.h"
#include "framering/framering.h"
#include "virtio_hw.h"

#define VG_PAGE 4096

/* The queue, as large as QEMU's, in one common buffer of a page */
#define VG_QUEUE_MAX 64
#define VG_QUEUE_AVAIL 1024
#define VG_QUEUE_USED 2048

/* A frame takes two chains of the queue; one is left for commands. */
#define VG_SLOT_MAX ((VG_QUEUE_MAX - 1) / 2)

/* Finished frames that wait for Reap: twice what the port driver has out */
#define VG_DONE_MAX (2 * FRAME_RING_MAX_FRAMES)

#define VG_SET_MAX 16
#define VG_EDGE_MIN 16		/* QEMU's SET_SCANOUT takes nothing smaller */
#define VG_EDGE_MAX 16384
#define VG_BACKING_MAX 16384	/* entries QEMU takes in one ATTACH_BACKING */
#define VG_MODE_MAX 24

/* A transfer's offset has 64 bits, of which QEMU keeps 32. */
#define VG_SET_LENGTH_MAX (0x100000000ULL - VG_PAGE)

#define VG_COMPLAINT_MAX 16

/* VideoPortLogError's UniqueId */
#define VG_LOG_REMAPPED 1
#define VG_LOG_NOT_MODERN 2
#define VG_LOG_SILENT 3

/* Memory that the device reaches */
typedef struct _VG_BUFFER {
	PVOID Base;
	PHYSICAL_ADDRESS Logical;
	ULONG Length;
} VG_BUFFER, *PVG_BUFFER;

/* A mapped structure of the device */
typedef struct _VG_PART {
	PUCHAR Base;
	ULONG Length;
} VG_PART, *PVG_PART;

typedef struct _VG_PARTS {
	VG_PART Common;
	VG_PART Notify;
	VG_PART Isr;
	VG_PART Device;
	ULONG NotifyMultiplier;
} VG_PARTS, *PVG_PARTS;

/* Indexes run free and are cut to the ring's size where it is touched. */
typedef struct _VG_QUEUE {
	PVIRTQ_DESC Desc;
	volatile VIRTQ_AVAIL *Avail;
	volatile VIRTQ_USED *Used;
	volatile USHORT *UsedEvent;	/* ours: after which answer to interrupt */
	volatile USHORT *AvailEvent;	/* the device's: at which entry to ring */
	PUSHORT Doorbell;
	USHORT Size;
	USHORT Shift;			/* a chain's head is its number shifted */
	USHORT Chains;
	USHORT Filled;			/* next entry of Avail to fill */
	USHORT Published;		/* what the device can see of them */
	USHORT Told;			/* published at the last doorbell */
	USHORT Taken;			/* next entry of Used to take */
	USHORT InFlight;		/* chains that are not answered */
	BOOLEAN EventIndex;
	BOOLEAN Indirect;
	LONG Barrier;			/* only ever exchanged */
	ULONGLONG Doorbells;
} VG_QUEUE, *PVG_QUEUE;

/* A frame's requests, as the device sees them: four to a page */
typedef struct _VG_SLOT_MEMORY {
	VIRTQ_DESC TransferTable[2];
	VIRTQ_DESC FlushTable[2];
	GPU_TRANSFER Transfer;
	GPU_FLUSH Flush;
	GPU_ANSWER TransferAnswer;
	GPU_ANSWER FlushAnswer;
	UCHAR Rest[40];
} VG_SLOT_MEMORY, *PVG_SLOT_MEMORY;

typedef struct _VG_SET {
	ULONG Id;			/* 0: free */
	ULONG Resource;
	ULONG Width;
	ULONG Height;
	ULONG Pitch;
	ULONG FrameCount;
	ULONGLONG FrameLength;
} VG_SET, *PVG_SET;

typedef struct _VG_SLOT {
	PVG_SLOT_MEMORY Memory;
	PVG_SET Set;
	ULONGLONG Sequence;
	VP_STATUS Status;
	ULONG Pending;			/* chains that are not answered */
} VG_SLOT, *PVG_SLOT;

/* A slot's chain; a frame has two of them, so that its number names both. */
typedef struct _VG_CHAIN {
	PVG_SLOT Slot;
	PGPU_ANSWER Answer;
	ULONGLONG Good;			/* Answer's result if all is well */
	BOOLEAN InFlight;
} VG_CHAIN, *PVG_CHAIN;

/* The one command's own memory */
typedef struct _VG_COMMAND_MEMORY {
	VIRTQ_DESC Table[2];
	UCHAR Rest[32];
	UCHAR Request[VG_PAGE - 64];
	UCHAR Answer[VG_PAGE];
} VG_COMMAND_MEMORY, *PVG_COMMAND_MEMORY;

typedef struct _VG_COMMAND {
	VG_BUFFER Buffer;
	VG_BUFFER Large;		/* a request that Buffer can't hold */
	PEVENT Event;
	PGPU_HEADER Request;
	ULONG Length;			/* bytes of it */
	BOOLEAN Busy;
	ULONG Answered;			/* bytes, as the device says */
} VG_COMMAND, *PVG_COMMAND;

typedef struct _VG_MODE {
	ULONG Width;
	ULONG Height;
} VG_MODE, *PVG_MODE;

typedef struct _VG_EXTENSION {
	/* Set up once */
	VG_PARTS Parts;
	PVP_DMA_ADAPTER DmaAdapter;
	PSPIN_LOCK Lock;
	VG_BUFFER QueueBuffer;
	VG_BUFFER SlotBuffer;
	VG_BUFFER PadBuffer;
	BOOLEAN DmaRemapped;
	FRAME_RING_PORT Port;

	/* Set up whenever the device is started */
	ULONG Features[VIRTIO_FEATURE_WORDS];
	BOOLEAN Msix;
	volatile BOOLEAN Running;	/* read by the interrupt without lock */

	/* Under Lock */
	BOOLEAN Lost;			/* the device talks nonsense or not at all */
	BOOLEAN Armed;			/* the port driver waits for Target */
	ULONG Target;			/* of DoneTail */
	ULONG Complaints;
	ULONGLONG Fence;
	PVG_SET Shown;			/* frames go there; NULL: nowhere */
	PVG_SET Draining;		/* DetachSet waits for its last frame */
	VG_QUEUE Queue;
	ULONG SlotCount;
	ULONG FreeCount;
	UCHAR Free[VG_SLOT_MAX];
	VG_SLOT Slots[VG_SLOT_MAX];
	VG_CHAIN Chains[2 * VG_SLOT_MAX];
	ULONG DoneHead;			/* frames reaped, and frames finished: */
	ULONG DoneTail;			/* counted for ever */
	FRAME_COMPLETION Done[VG_DONE_MAX];
	VG_SET Sets[VG_SET_MAX];

	/* PASSIVE only, but for Busy and Answered */
	VG_COMMAND Command;
	ULONG LastResource;
	ULONG CurrentMode;
	ULONG ModeCount;
	VG_MODE Modes[VG_MODE_MAX];
	ULONG EdidLength;
	UCHAR Edid[GPU_EDID_MAX];
} VG_EXTENSION, *PVG_EXTENSION;

/* dma.c */
BOOLEAN VgGetBuffer(PVG_EXTENSION Ext, PVG_BUFFER Buffer, ULONG Length);
VOID VgPutBuffer(PVG_EXTENSION Ext, PVG_BUFFER Buffer);
VP_STATUS VgGetMemory(PVG_EXTENSION Ext);
VOID VgPutMemory(PVG_EXTENSION Ext);

/* pci.c */
VP_STATUS VgMapDevice(PVG_EXTENSION Ext);
VOID VgUnmapDevice(PVG_EXTENSION Ext);
BOOLEAN VgMsixEnabled(PVG_EXTENSION Ext);

/* device.c */
VP_STATUS VgResetDevice(PVG_EXTENSION Ext);
VP_STATUS VgGreetDevice(PVG_EXTENSION Ext);
VP_STATUS VgStartDevice(PVG_EXTENSION Ext);
VP_STATUS VgStopDevice(PVG_EXTENSION Ext);

/* queue.c: all but VgBuildQueue and VgFillPair under Lock */
BOOLEAN VgBuildQueue(PVG_EXTENSION Ext, USHORT Size);
VOID VgFillPair(PVIRTQ_DESC Table, ULONGLONG Request, ULONG RequestLength,
		ULONGLONG Answer, ULONG AnswerLength);
VOID VgSetChain(PVG_QUEUE Queue, USHORT Chain, PVIRTQ_DESC Table,
		ULONGLONG TableAddress);
VOID VgAddChain(PVG_QUEUE Queue, USHORT Chain);
VOID VgAddChainPair(PVG_QUEUE Queue, USHORT Chain);
VOID VgTell(PVG_QUEUE Queue);
VOID VgAskInterrupt(PVG_QUEUE Queue, USHORT Answers);
VOID VgAskNoInterrupt(PVG_QUEUE Queue);
BOOLEAN VgTakeAnswers(PVG_EXTENSION Ext);
VOID VgGiveUp(PVG_EXTENSION Ext, PSTR Message, ULONG Value);
VOID VgComplain(PVG_EXTENSION Ext, PSTR Message, ULONG Value);

/* interrupt.c */
BOOLEAN NTAPI VgInterrupt(PVOID HwDeviceExtension);
VOID NTAPI VgDpc(PVOID HwDeviceExtension, PVOID Context);
VOID VgArm(PVG_EXTENSION Ext);
BOOLEAN VgTargetReached(PVG_EXTENSION Ext);

/* command.c: PASSIVE, but for VgCommandAnswered and VgAnswerStatus */
PVOID VgBeginCommand(PVG_EXTENSION Ext, ULONG Type, ULONG Length);
volatile VOID *VgAnswer(PVG_EXTENSION Ext);
VP_STATUS VgRunCommand(PVG_EXTENSION Ext, ULONG Type, ULONG AnswerLength);
VP_STATUS VgDrain(PVG_EXTENSION Ext, PVG_SET Set);
BOOLEAN VgCommandAnswered(PVG_EXTENSION Ext, ULONG Length);
VP_STATUS VgAnswerStatus(ULONG Type);

/* display.c */
VP_STATUS VgReadDisplay(PVG_EXTENSION Ext);
BOOLEAN NTAPI VgStartIO(PVOID HwDeviceExtension,
			PVIDEO_REQUEST_PACKET Packet);
VP_STATUS NTAPI VgGetChildDescriptor(PVOID HwDeviceExtension,
				     PVIDEO_CHILD_ENUM_INFO Child,
				     PVIDEO_CHILD_TYPE Type,
				     PUCHAR Descriptor, PULONG UId,
				     PULONG Unused);

/* sets.c: PASSIVE */
VOID VgForgetSets(PVG_EXTENSION Ext);
ULONG VgPitch(PVOID Context, ULONG Width, ULONG Height, ULONG Format);
VP_STATUS VgAttachSet(PVOID Context, PFRAME_SET Set);
VP_STATUS VgDetachSet(PVOID Context, ULONG SetId);
VP_STATUS VgShow(PVOID Context, ULONG SetId);

/* frames.c */
VOID VgBuildSlots(PVG_EXTENSION Ext);
VOID VgDropFrames(PVG_EXTENSION Ext);
BOOLEAN VgFrameAnswered(PVG_EXTENSION Ext, ULONG Number, ULONG Length);
BOOLEAN VgHasFrames(PVG_EXTENSION Ext, PVG_SET Set);
VP_STATUS NTAPI VgQueryInterface(PVOID HwDeviceExtension,
				 PQUERY_INTERFACE Query);

#endif
