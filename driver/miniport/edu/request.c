// SPDX-License-Identifier: GPL-2.0
/* Requests: a program's data to the device's buffer and back. */
#include "edu.h"

typedef VP_STATUS (*PEDU_REQUEST)(PEDU_EXTENSION Ext,
				  PVIDEO_REQUEST_PACKET Packet);

static VP_STATUS EduCheckTransfer(PEDU_EXTENSION Ext, PEDU_TRANSFER Transfer,
				  PEDU_CHANNEL *Channel)
{
	if (Transfer->Reserved || !Transfer->Length ||
	    Transfer->Length > EDU_TRANSFER_MAX ||
	    Transfer->Offset > EDU_BUFFER_LENGTH - Transfer->Length)
		return ERROR_INVALID_PARAMETER;
	switch (Transfer->Width) {
	case EDU_WIDTH_24:
	case EDU_WIDTH_32:
	case EDU_WIDTH_64:
		break;
	default:
		return ERROR_INVALID_PARAMETER;
	}
	*Channel = EduFindChannel(Ext, Transfer->Width);
	return *Channel ? NO_ERROR : ERROR_NOT_ENOUGH_MEMORY;
}

static VP_STATUS EduWriteRequest(PEDU_EXTENSION Ext,
				 PVIDEO_REQUEST_PACKET Packet)
{
	PEDU_TRANSFER Transfer = Packet->InputBuffer;
	PEDU_CHANNEL Channel;
	VP_STATUS Status;

	Status = EduCheckTransfer(Ext, Transfer, &Channel);
	if (Status != NO_ERROR)
		return Status;
	if (Packet->InputBufferLength - sizeof(*Transfer) != Transfer->Length)
		return ERROR_INVALID_PARAMETER;

	VideoPortMoveMemory(Channel->Base, Transfer + 1, Transfer->Length);
	return EduMove(Ext, Channel, Transfer->Offset, Transfer->Length, TRUE);
}

/* Input and output are one buffer, so the input is copied before it is gone. */
static VP_STATUS EduReadRequest(PEDU_EXTENSION Ext,
				PVIDEO_REQUEST_PACKET Packet)
{
	EDU_TRANSFER Transfer = *(PEDU_TRANSFER)Packet->InputBuffer;
	PEDU_CHANNEL Channel;
	VP_STATUS Status;

	Status = EduCheckTransfer(Ext, &Transfer, &Channel);
	if (Status != NO_ERROR)
		return Status;
	if (Packet->OutputBufferLength < Transfer.Length)
		return ERROR_INSUFFICIENT_BUFFER;

	/* What the device does not write reads as zero, not as what was before. */
	VideoPortZeroMemory(Channel->Base, EDU_TRANSFER_MAX);
	Status = EduMove(Ext, Channel, Transfer.Offset, Transfer.Length, FALSE);
	if (Status != NO_ERROR)
		return Status;
	VideoPortMoveMemory(Packet->OutputBuffer, Channel->Base,
			    Transfer.Length);
	Packet->StatusBlock->Information = Transfer.Length;
	return NO_ERROR;
}

static VP_STATUS EduQueryRequest(PEDU_EXTENSION Ext,
				 PVIDEO_REQUEST_PACKET Packet)
{
	PEDU_INFO Info = Packet->OutputBuffer;
	ULONG i;

	VideoPortZeroMemory(Info, sizeof(*Info));
	Info->Id = EduRead(Ext, EDU_ID);
	Info->Alive = EduAlive(Ext);
	Info->Message = EduMessage(Ext);
	Info->Interrupts = Ext->Interrupts;
	Info->Dpcs = Ext->Dpcs;
	for (i = 0; i < EDU_WIDTHS; i++)
		if (Ext->Channels[i].Adapter)
			Info->Logical[i] = Ext->Channels[i].Logical.QuadPart;
	Packet->StatusBlock->Information = sizeof(*Info);
	return NO_ERROR;
}

/* Each with the least that its buffers hold */
static const struct {
	ULONG Code;
	ULONG InputLength;
	ULONG OutputLength;
	PEDU_REQUEST Routine;
} EduRequests[] = {
	{ IOCTL_EDU_WRITE, sizeof(EDU_TRANSFER), 0, EduWriteRequest },
	{ IOCTL_EDU_READ, sizeof(EDU_TRANSFER), 0, EduReadRequest },
	{ IOCTL_EDU_QUERY, 0, sizeof(EDU_INFO), EduQueryRequest },
	{ 0, 0, 0, NULL }
};

static VP_STATUS EduDispatch(PEDU_EXTENSION Ext, PVIDEO_REQUEST_PACKET Packet)
{
	ULONG i;

	for (i = 0; EduRequests[i].Routine; i++) {
		if (EduRequests[i].Code != Packet->IoControlCode)
			continue;
		if (Packet->InputBufferLength < EduRequests[i].InputLength ||
		    Packet->OutputBufferLength < EduRequests[i].OutputLength)
			return ERROR_INSUFFICIENT_BUFFER;
		return EduRequests[i].Routine(Ext, Packet);
	}
	return ERROR_INVALID_FUNCTION;
}

BOOLEAN NTAPI EduStartIO(PVOID HwDeviceExtension,
			 PVIDEO_REQUEST_PACKET Packet)
{
	Packet->StatusBlock->Information = 0;
	Packet->StatusBlock->Status = EduDispatch(HwDeviceExtension, Packet);
	return TRUE;
}
