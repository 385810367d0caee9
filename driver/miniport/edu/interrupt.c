// SPDX-License-Identifier: GPL-2.0
/* What the device interrupts for: a transfer is done. */
#include "edu.h"

static VOID NTAPI EduDpc(PVOID HwDeviceExtension, PVOID Context)
{
	PEDU_EXTENSION Ext = HwDeviceExtension;

	VideoPortInterlockedIncrement(&Ext->Dpcs);
	if (VideoPortInterlockedExchange(&Ext->Done, FALSE))
		VideoPortSetEvent(Ext, Ext->Event);
}

/*
 * The line may be shared, and the device holds it until every cause is
 * acknowledged. A message says no more than the line does.
 */
BOOLEAN NTAPI EduInterrupt(PVOID HwDeviceExtension)
{
	PEDU_EXTENSION Ext = HwDeviceExtension;
	ULONG Cause = EduRead(Ext, EDU_IRQ_STATUS);

	if (!Cause || Cause == EDU_GONE)
		return FALSE;
	EduWrite(Ext, EDU_IRQ_ACK, Cause);
	VideoPortInterlockedIncrement(&Ext->Interrupts);
	if (Cause & EDU_IRQ_DMA)
		VideoPortInterlockedExchange(&Ext->Done, TRUE);
	VideoPortQueueDpc(Ext, EduDpc, NULL);
	return TRUE;
}
