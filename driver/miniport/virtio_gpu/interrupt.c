// SPDX-License-Identifier: GPL-2.0
/* When the device interrupts, and what comes of it. */
#include "virtio_gpu.h"

/*
 * 4.1.5.3, 4.1.5.4: an MSI-X message is the queue's and needs no register; the
 * line is shared and the ISR says whose it was. Reading it lets the line go, so it
 * is read also while nothing is made of what the device says.
 */
static BOOLEAN VgInterruptIsOurs(PVG_EXTENSION Ext)
{
	UCHAR Cause;

	if (VgDeviceUsesMsix(Ext))
		return VgQueueIsRunning(Ext);
	Cause = VgPciReadIsr(Ext);
	return Cause != VIRTIO_ISR_GONE &&
	       (Cause & (VIRTIO_ISR_QUEUE | VIRTIO_ISR_CONFIG));
}

BOOLEAN NTAPI VgInterrupt(PVOID HwDeviceExtension)
{
	PVG_EXTENSION Ext = HwDeviceExtension;

	if (!VgInterruptIsOurs(Ext))
		return FALSE;
	if (VgQueueIsRunning(Ext))
		VideoPortQueueDpc(Ext, VgInterruptDpc, NULL);
	return TRUE;
}

VOID NTAPI VgInterruptDpc(PVOID HwDeviceExtension, PVOID Context)
{
	PVG_EXTENSION Ext = HwDeviceExtension;
	BOOLEAN Running, Tell = FALSE;

	VideoPortAcquireSpinLockAtDpcLevel(Ext, Ext->Lock);
	Running = VgQueueIsRunning(Ext);
	if (Running) {
		VgQueueTake(Ext);
		VgQueueArm(Ext);
		Tell = VgFramesReached(Ext) | VgDetachReached(Ext) |
		       VgQueueIsLost(Ext);
	}
	VideoPortReleaseSpinLockFromDpcLevel(Ext, Ext->Lock);

	if (Tell)
		VgRingTell(Ext);
	if (Running && VgDisplayChanged(Ext))
		VideoPortEnumerateChildren(Ext, NULL);
}
