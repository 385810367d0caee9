// SPDX-License-Identifier: GPL-2.0
/*
 * The cursor queue (virtio 1.2, 5.7.2): requests of one descriptor, to which the device
 * has nothing to say but that it has read them. Nobody waits for that, so the queue has
 * no interrupt; what is done is looked for when there is more to do.
 */
#include "virtio_gpu.h"

/* Two seconds, as for a command */
#define VG_CURSOR_POLLS 400
#define VG_CURSOR_PAUSE 5		/* ms */

static PVG_CURSOR_MEMORY VgCursorMemory(PVG_EXTENSION Ext)
{
	return Ext->Cursor.Buffer.Base;
}

static volatile VIRTQ_AVAIL *VgCursorAvail(PVG_EXTENSION Ext)
{
	return (volatile VIRTQ_AVAIL *)VgCursorMemory(Ext)->Avail;
}

static volatile VIRTQ_USED *VgCursorUsed(PVG_EXTENSION Ext)
{
	return (volatile VIRTQ_USED *)VgCursorMemory(Ext)->Used;
}

BOOLEAN VgCursorPrepare(PVG_EXTENSION Ext)
{
	return VgDmaGet(Ext, &Ext->Cursor.Buffer, VG_PAGE);
}

VOID VgCursorRelease(PVG_EXTENSION Ext)
{
	VgDmaPut(Ext, &Ext->Cursor.Buffer);
}

VOID VgCursorForget(PVG_EXTENSION Ext)
{
	Ext->Cursor.Doorbell = NULL;
}

VOID VgCursorBuild(PVG_EXTENSION Ext, USHORT Size, PUSHORT Doorbell)
{
	PVG_CURSOR Cursor = &Ext->Cursor;

	VideoPortZeroMemory(Cursor->Buffer.Base, Cursor->Buffer.Length);
	VideoPortZeroMemory(Cursor->Busy, sizeof(Cursor->Busy));
	VgCursorAvail(Ext)->Flags = VIRTQ_AVAIL_NO_INTERRUPT;
	Cursor->Doorbell = Doorbell;
	Cursor->Size = Size;
	Cursor->Filled = 0;
	Cursor->Taken = 0;
	Cursor->Lost = FALSE;
}

VOID VgCursorPlaces(PVG_EXTENSION Ext, PULONGLONG Desc, PULONGLONG Avail,
		    PULONGLONG Used)
{
	PVG_CURSOR_MEMORY Memory = VgCursorMemory(Ext);
	PVG_BUFFER Buffer = &Ext->Cursor.Buffer;

	*Desc = VgDmaAddress(Buffer, Memory->Desc);
	*Avail = VgDmaAddress(Buffer, Memory->Avail);
	*Used = VgDmaAddress(Buffer, Memory->Used);
}

static VOID VgCursorBarrier(PVG_EXTENSION Ext)
{
	VideoPortInterlockedExchange(&Ext->Cursor.Barrier, 0);
}

static VOID VgCursorGiveUp(PVG_EXTENSION Ext, PSTR Message, ULONG Value)
{
	VgComplain(Ext, Message, Value);
	Ext->Cursor.Lost = TRUE;
}

/*
 * What the device has read may be filled anew. Its word is checked, and ends this if it
 * leaps: after as many answers as there are descriptors the next is to nobody.
 */
static VOID VgCursorTake(PVG_EXTENSION Ext)
{
	PVG_CURSOR Cursor = &Ext->Cursor;
	volatile VIRTQ_USED *Used = VgCursorUsed(Ext);
	USHORT Index = Used->Index;
	ULONG Id;

	if (Index == Cursor->Taken)
		return;
	VgCursorBarrier(Ext);
	while (Cursor->Taken != Index) {
		Id = Used->Ring[Cursor->Taken++ & (Cursor->Size - 1)].Id;
		if (Id >= Cursor->Size || !Cursor->Busy[Id]) {
			VgCursorGiveUp(Ext,
				       "virtio-gpu: the cursor queue answers descriptor %lu, for which nobody waits; it is given up until reset\n",
				       Id);
			return;
		}
		Cursor->Busy[Id] = FALSE;
	}
}

/* A descriptor that the device does not read, or Size */
static USHORT VgCursorFree(PVG_CURSOR Cursor)
{
	USHORT Number = 0;

	while (Number < Cursor->Size && Cursor->Busy[Number])
		Number++;
	return Number;
}

static USHORT VgCursorAwaitFree(PVG_EXTENSION Ext)
{
	PVG_CURSOR Cursor = &Ext->Cursor;
	USHORT Number;
	ULONG Left;

	VgCursorTake(Ext);
	Number = VgCursorFree(Cursor);
	for (Left = VG_CURSOR_POLLS;
	     Left && Number == Cursor->Size && !Cursor->Lost; Left--) {
		VgWaitPause(Ext, VG_CURSOR_PAUSE);
		VgCursorTake(Ext);
		Number = VgCursorFree(Cursor);
	}
	if (Number == Cursor->Size && !Cursor->Lost)
		VgCursorGiveUp(Ext,
			       "virtio-gpu: the cursor queue stands still for %lu ms; it is given up until reset\n",
			       VG_CURSOR_POLLS * VG_CURSOR_PAUSE);
	return Number;
}

/*
 * The device is told whether it wants that or not, which it must bear (2.7.10): it is
 * not often, and its wishes would be one thing more to check.
 */
static VOID VgCursorPublish(PVG_EXTENSION Ext, USHORT Number)
{
	volatile VIRTQ_AVAIL *Avail = VgCursorAvail(Ext);
	PVG_CURSOR Cursor = &Ext->Cursor;

	Avail->Ring[Cursor->Filled & (Cursor->Size - 1)] = Number;
	/* The event of an answer that is long past, where the device goes by events */
	Avail->Ring[Cursor->Size] = Cursor->Taken - 1;
	Cursor->Filled++;
	VgCursorBarrier(Ext);
	Avail->Index = Cursor->Filled;
	VgCursorBarrier(Ext);
	VideoPortWriteRegisterUshort(Cursor->Doorbell, GPU_CURSOR_QUEUE);
}

VP_STATUS VgCursorSend(PVG_EXTENSION Ext, PGPU_CURSOR Request)
{
	PVG_CURSOR_MEMORY Memory = VgCursorMemory(Ext);
	PVG_CURSOR Cursor = &Ext->Cursor;
	USHORT Number;

	if (!Cursor->Doorbell || Cursor->Lost)
		return WAIT_TIMEOUT;
	Number = VgCursorAwaitFree(Ext);
	if (Cursor->Lost)
		return WAIT_TIMEOUT;
	Cursor->Busy[Number] = TRUE;
	Memory->Request[Number] = *Request;
	Memory->Desc[Number].Address =
		VgDmaAddress(&Cursor->Buffer, &Memory->Request[Number]);
	Memory->Desc[Number].Length = sizeof(*Request);
	Memory->Desc[Number].Flags = 0;
	Memory->Desc[Number].Next = 0;
	VgCursorPublish(Ext, Number);
	return NO_ERROR;
}
