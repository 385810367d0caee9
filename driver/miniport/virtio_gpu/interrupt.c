// SPDX-License-Identifier: GPL-2.0
/* When the device interrupts, and what comes of it. */
#include "virtio_gpu.h"

/*
 * 4.1.5.3, 4.1.5.4: an MSI-X message is the queue's and needs no register; the
 * line is shared and the ISR says whose it was.
 */
BOOLEAN NTAPI VgInterrupt(PVOID HwDeviceExtension)
{
	PVG_EXTENSION Ext = HwDeviceExtension;
	UCHAR Cause;

	if (!Ext->Running)
		return FALSE;
	if (!Ext->Msix) {
		Cause = VideoPortReadRegisterUchar(Ext->Parts.Isr.Base);
		if (Cause == VIRTIO_ISR_GONE ||
		    !(Cause & (VIRTIO_ISR_QUEUE | VIRTIO_ISR_CONFIG)))
			return FALSE;
		if (!(Cause & VIRTIO_ISR_QUEUE))
			return TRUE;
	}
	VideoPortQueueDpc(Ext, VgDpc, NULL);
	return TRUE;
}

BOOLEAN VgTargetReached(PVG_EXTENSION Ext)
{
	return Ext->Armed && (LONG)(Ext->DoneTail - Ext->Target) >= 0;
}

/*
 * At which answer from now somebody waits for one; 0: nobody does. For frames
 * it is the fewest answers that can finish so many, which is right where the
 * device answers in order. Where it does not, the interrupt comes early and the
 * DPC asks anew; it never comes late.
 */
static USHORT VgAnswersToGo(PVG_EXTENSION Ext)
{
	LONG Frames, Answers;

	if (Ext->Command.Busy || Ext->Draining)
		return 1;
	Frames = (LONG)(Ext->Target - Ext->DoneTail);
	if (!Ext->Armed || Frames <= 0)
		return 0;

	/* Two for each, less those that frames on the device have had */
	Answers = 2 * Frames + Ext->Queue.InFlight -
		  2 * (LONG)(Ext->SlotCount - Ext->FreeCount);
	return Answers > 0 ? (USHORT)Answers : 1;
}

/*
 * Answers that came before the device could see what is asked bring no
 * interrupt: they are taken here, until none came. Each turn leaves less in
 * flight.
 */
VOID VgArm(PVG_EXTENSION Ext)
{
	USHORT Answers = VgAnswersToGo(Ext);

	while (Answers) {
		VgAskInterrupt(&Ext->Queue, Answers);
		if (!VgTakeAnswers(Ext))
			return;
		Answers = VgAnswersToGo(Ext);
	}
	VgAskNoInterrupt(&Ext->Queue);
}

VOID NTAPI VgDpc(PVOID HwDeviceExtension, PVOID Context)
{
	PVG_EXTENSION Ext = HwDeviceExtension;
	BOOLEAN Tell = FALSE;

	VideoPortAcquireSpinLockAtDpcLevel(Ext, Ext->Lock);
	if (Ext->Running) {
		VgTakeAnswers(Ext);
		VgArm(Ext);
		Tell = VgTargetReached(Ext) || Ext->Lost;
		if (Tell)
			Ext->Armed = FALSE;
	}
	VideoPortReleaseSpinLockFromDpcLevel(Ext, Ext->Lock);

	if (Tell)
		Ext->Port.Complete(Ext->Port.Context);
}
