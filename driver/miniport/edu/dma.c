// SPDX-License-Identifier: GPL-2.0
/* The four steps for each width, and the device's DMA engine */
#include "edu.h"

/* Relative, in units of 100 ns: 10 s, where the device takes 0.1 s */
#define EDU_PATIENCE (-100000000LL)

static PVP_DMA_ADAPTER EduGetAdapter(PEDU_EXTENSION Ext, ULONG Width)
{
	VP_DEVICE_DESCRIPTION Description;

	VideoPortZeroMemory(&Description, sizeof(Description));
	Description.ScatterGather = FALSE;
	Description.Dma32BitAddresses = Width >= EDU_WIDTH_32;
	Description.Dma64BitAddresses = Width >= EDU_WIDTH_64;
	Description.MaximumLength = EDU_TRANSFER_MAX;
	return VideoPortGetDmaAdapter(Ext, &Description);
}

static BOOLEAN EduOpenChannel(PEDU_EXTENSION Ext, PEDU_CHANNEL Channel,
			      ULONG Width)
{
	Channel->Width = Width;
	Channel->Adapter = EduGetAdapter(Ext, Width);
	if (!Channel->Adapter)
		return FALSE;
	Channel->Base = VideoPortAllocateCommonBuffer(Ext, Channel->Adapter,
						      EDU_TRANSFER_MAX,
						      &Channel->Logical, TRUE,
						      NULL);
	if (Channel->Base)
		return TRUE;
	VideoPortPutDmaAdapter(Ext, Channel->Adapter);
	Channel->Adapter = NULL;
	return FALSE;
}

VOID EduCloseChannel(PEDU_EXTENSION Ext, PEDU_CHANNEL Channel)
{
	if (!Channel->Adapter)
		return;
	VideoPortReleaseCommonBuffer(Ext, Channel->Adapter, EDU_TRANSFER_MAX,
				     Channel->Logical, Channel->Base, TRUE);
	VideoPortPutDmaAdapter(Ext, Channel->Adapter);
	Channel->Adapter = NULL;
}

/* Not every machine has memory of every width; one is enough to work with. */
VP_STATUS EduGetMemory(PEDU_EXTENSION Ext)
{
	BOOLEAN Any;

	if (VideoPortCreateEvent(Ext, SYNCHRONIZATION_EVENT |
				 INITIAL_EVENT_NOT_SIGNALED, NULL,
				 &Ext->Event) != NO_ERROR)
		return ERROR_NOT_ENOUGH_MEMORY;

	Any = EduOpenChannel(Ext, &Ext->Channels[0], EDU_WIDTH_24);
	Any |= EduOpenChannel(Ext, &Ext->Channels[1], EDU_WIDTH_32);
	Any |= EduOpenChannel(Ext, &Ext->Channels[2], EDU_WIDTH_64);
	if (Any)
		return NO_ERROR;

	EduPutMemory(Ext);
	return ERROR_NOT_ENOUGH_MEMORY;
}

VOID EduPutMemory(PEDU_EXTENSION Ext)
{
	ULONG i;

	for (i = 0; i < EDU_WIDTHS; i++)
		EduCloseChannel(Ext, &Ext->Channels[i]);
	VideoPortDeleteEvent(Ext, Ext->Event);
}

PEDU_CHANNEL EduFindChannel(PEDU_EXTENSION Ext, ULONG Width)
{
	ULONG i;

	for (i = 0; i < EDU_WIDTHS; i++)
		if (Ext->Channels[i].Adapter && Ext->Channels[i].Width == Width)
			return &Ext->Channels[i];
	return NULL;
}

VOID EduStart(PEDU_EXTENSION Ext, PHYSICAL_ADDRESS Logical, ULONG Offset,
	      ULONG Length, BOOLEAN WriteToDevice)
{
	ULONGLONG Memory = (ULONGLONG)Logical.QuadPart;
	ULONGLONG Window = EDU_WINDOW + Offset;
	ULONG Command = EDU_DMA_START | EDU_DMA_INTERRUPT;

	if (!WriteToDevice)
		Command |= EDU_DMA_TO_MEMORY;
	/* A late end of a transfer that was given up is not this one's. */
	VideoPortClearEvent(Ext, Ext->Event);
	EduWrite64(Ext, EDU_DMA_SOURCE, WriteToDevice ? Memory : Window);
	EduWrite64(Ext, EDU_DMA_DESTINATION, WriteToDevice ? Window : Memory);
	EduWrite(Ext, EDU_DMA_COUNT, Length);
	EduWrite(Ext, EDU_DMA_COMMAND, Command);
}

/* On return the device does not touch memory any more, whatever the status. */
VP_STATUS EduWait(PEDU_EXTENSION Ext)
{
	LARGE_INTEGER Patience;

	Patience.QuadPart = EDU_PATIENCE;
	if (VideoPortWaitForSingleObject(Ext, Ext->Event, &Patience) == NO_ERROR)
		return NO_ERROR;

	if (EduRead(Ext, EDU_DMA_COMMAND) & EDU_DMA_START)
		EduCutOff(Ext);
	VideoPortDebugPrint(Error, "edu: a transfer %s\n",
			    Ext->Lost ? "does not end" :
			    "ended without an interrupt");
	return WAIT_TIMEOUT;
}

/* Between the channel's common buffer and the device's */
VP_STATUS EduMove(PEDU_EXTENSION Ext, PEDU_CHANNEL Channel, ULONG Offset,
		  ULONG Length, BOOLEAN WriteToDevice)
{
	if (Ext->Lost)
		return ERROR_DEV_NOT_EXIST;
	EduStart(Ext, Channel->Logical, Offset, Length, WriteToDevice);
	return EduWait(Ext);
}
