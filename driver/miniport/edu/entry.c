// SPDX-License-Identifier: GPL-2.0
/* The miniport's life */
#include "edu.h"

static VP_STATUS NTAPI EduFindAdapter(PVOID HwDeviceExtension, PVOID HwContext,
				      PWSTR ArgumentString,
				      PVIDEO_PORT_CONFIG_INFO ConfigInfo,
				      PUCHAR Again)
{
	PEDU_EXTENSION Ext = HwDeviceExtension;
	VP_STATUS Status;

	if (ConfigInfo->Length < SIZE_OF_NT4_VIDEO_PORT_CONFIG_INFO)
		return ERROR_INVALID_PARAMETER;
	*Again = FALSE;

	Status = EduMapDevice(Ext);
	if (Status != NO_ERROR)
		return Status;
	Status = EduGetMemory(Ext);
	if (Status != NO_ERROR) {
		VideoPortFreeDeviceBase(Ext, Ext->Registers);
		return Status;
	}

	ConfigInfo->NumEmulatorAccessEntries = 0;
	ConfigInfo->EmulatorAccessEntries = NULL;
	ConfigInfo->EmulatorAccessEntriesContext = 0;
	ConfigInfo->VdmPhysicalVideoMemoryAddress.QuadPart = 0;
	ConfigInfo->VdmPhysicalVideoMemoryLength = 0;
	ConfigInfo->HardwareStateSize = 0;
	return NO_ERROR;
}

/* An interrupt that somebody before us left is none of ours. */
static BOOLEAN NTAPI EduInitialize(PVOID HwDeviceExtension)
{
	PEDU_EXTENSION Ext = HwDeviceExtension;

	EduWrite(Ext, EDU_IRQ_ACK, EduRead(Ext, EDU_IRQ_STATUS));
	return EduAlive(Ext) && EduProveReach(Ext) == NO_ERROR;
}

/* The device keeps nothing that a request does not set anew. */
static VP_STATUS NTAPI EduSetPowerState(PVOID HwDeviceExtension, ULONG HwId,
					PVIDEO_POWER_MANAGEMENT Power)
{
	return NO_ERROR;
}

static VP_STATUS NTAPI EduGetPowerState(PVOID HwDeviceExtension, ULONG HwId,
					PVIDEO_POWER_MANAGEMENT Power)
{
	return NO_ERROR;
}

static VP_STATUS NTAPI EduGetChildDescriptor(PVOID HwDeviceExtension,
					     PVIDEO_CHILD_ENUM_INFO Child,
					     PVIDEO_CHILD_TYPE Type,
					     PUCHAR Descriptor, PULONG UId,
					     PULONG Unused)
{
	return VIDEO_ENUM_NO_MORE_DEVICES;
}

ULONG NTAPI DriverEntry(PVOID Context1, PVOID Context2)
{
	VIDEO_HW_INITIALIZATION_DATA Data;

	VideoPortZeroMemory(&Data, sizeof(Data));
	Data.HwInitDataSize = sizeof(Data);
	Data.AdapterInterfaceType = PCIBus;
	Data.HwDeviceExtensionSize = sizeof(EDU_EXTENSION);
	Data.HwFindAdapter = EduFindAdapter;
	Data.HwInitialize = EduInitialize;
	Data.HwInterrupt = EduInterrupt;
	Data.HwStartIO = EduStartIO;
	Data.HwSetPowerState = EduSetPowerState;
	Data.HwGetPowerState = EduGetPowerState;
	Data.HwGetVideoChildDescriptor = EduGetChildDescriptor;
	return VideoPortInitialize(Context1, Context2, &Data, NULL);
}
