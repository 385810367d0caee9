// SPDX-License-Identifier: GPL-2.0
/* Waiting for the device, at PASSIVE, beside frames that come and go. */
#include "virtio_gpu.h"

/*
 * Two seconds in a hundred slices, anew with each answer to what was in the
 * queue before. Each slice looks at the queue itself, so that neither a lost
 * interrupt nor a lost doorbell costs more than one, and the device is not
 * late where it is the machine that had no time.
 */
#define VG_WAIT_SLICES 100
#define VG_WAIT_SLICE 20		/* ms */

#define VG_WAIT_MILLISECOND (-10000)	/* from now, in units of 100 ns */

VOID VgWaitPause(PVG_EXTENSION Ext, ULONG Milliseconds)
{
	LARGE_INTEGER Time;

	Time.QuadPart = (LONGLONG)Milliseconds * VG_WAIT_MILLISECOND;
	VideoPortWaitForSingleObject(Ext, VgQueueEvent(Ext), &Time);
}

VOID VgWaitBegin(PVG_EXTENSION Ext, PVG_WAIT Wait, VG_PENDING Pending,
		 PVOID What)
{
	Wait->Pending = Pending;
	Wait->What = What;
	Wait->Start = VgQueueTaken(Ext);
	Wait->Ahead = VgQueueInFlight(Ext);
	Wait->Answered = 0;
	Wait->Left = VG_WAIT_SLICES;
	VideoPortClearEvent(Ext, VgQueueEvent(Ext));
	VgQueueWatch(Ext, TRUE);
}

/* Answers beyond those ahead are no reason to wait longer: they never end. */
static VOID VgWaitMeasure(PVG_EXTENSION Ext, PVG_WAIT Wait)
{
	USHORT Answered = VgQueueTaken(Ext) - Wait->Start;

	if (Answered > Wait->Ahead)
		Answered = Wait->Ahead;
	if (Answered > Wait->Answered) {
		Wait->Answered = Answered;
		Wait->Left = VG_WAIT_SLICES;
	}
}

static BOOLEAN VgWaitPending(PVG_EXTENSION Ext, PVG_WAIT Wait)
{
	BOOLEAN Pending;
	UCHAR Irql;

	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	VgQueueTake(Ext);
	VgQueueTell(Ext);
	VgWaitMeasure(Ext, Wait);
	Pending = Wait->Pending(Ext, Wait->What);
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
	return Pending;
}

/* What the port driver waits for may have come while we waited: the DPC looks. */
static VOID VgWaitOver(PVG_EXTENSION Ext, BOOLEAN Late)
{
	UCHAR Irql;

	VideoPortAcquireSpinLock(Ext, Ext->Lock, &Irql);
	if (Late && !VgQueueIsLost(Ext))
		VgQueueGiveUp(Ext,
			      "virtio-gpu: no answer for %lu ms; the device is given up until reset\n",
			      VG_WAIT_SLICES * VG_WAIT_SLICE);
	VgQueueWatch(Ext, FALSE);
	VgQueueCallDpc(Ext);
	VideoPortReleaseSpinLock(Ext, Ext->Lock, Irql);
}

VP_STATUS VgWaitEnd(PVG_EXTENSION Ext, PVG_WAIT Wait)
{
	BOOLEAN Pending = VgWaitPending(Ext, Wait);

	while (Pending && Wait->Left && !VgQueueIsLost(Ext)) {
		Wait->Left--;
		VgWaitPause(Ext, VG_WAIT_SLICE);
		Pending = VgWaitPending(Ext, Wait);
	}
	VgWaitOver(Ext, Pending);
	return Pending ? WAIT_TIMEOUT : NO_ERROR;
}
