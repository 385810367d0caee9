// SPDX-License-Identifier: GPL-2.0
/* The miniport's life: found, initialized, put to sleep and woken. */
#include "virtio_gpu.h"

/*
 * DmaRemapped is the port driver's word for "an IOMMU translates what this
 * device puts on the bus". Without such a value nothing does.
 */
static VP_STATUS NTAPI VgTakeRegistryUlong(PVOID HwDeviceExtension,
					   PVOID Context, PWSTR ValueName,
					   PVOID ValueData, ULONG ValueLength)
{
	if (!ValueData || ValueLength != sizeof(ULONG))
		return ERROR_INVALID_PARAMETER;
	*(PULONG)Context = *(PULONG)ValueData;
	return NO_ERROR;
}

static BOOLEAN VgDmaRemapped(PVG_EXTENSION Ext)
{
	ULONG Value = 0;

	if (VideoPortGetRegistryParameters(Ext, L"DmaRemapped", FALSE,
					   VgTakeRegistryUlong, &Value))
		return FALSE;
	return Value != 0;
}

/*
 * The device is made to say here what it can do, so that one that cannot be
 * driven is refused before anybody counts on it. It is left reset.
 */
static VP_STATUS VgTryDevice(PVG_EXTENSION Ext)
{
	VP_STATUS Status = VgGreetDevice(Ext);

	if (Status == NO_ERROR)
		Status = VgResetDevice(Ext);
	return Status;
}

static VP_STATUS NTAPI VgFindAdapter(PVOID HwDeviceExtension, PVOID HwContext,
				     PWSTR ArgumentString,
				     PVIDEO_PORT_CONFIG_INFO ConfigInfo,
				     PUCHAR Again)
{
	PVG_EXTENSION Ext = HwDeviceExtension;
	VP_STATUS Status;

	if (ConfigInfo->Length < SIZE_OF_NT4_VIDEO_PORT_CONFIG_INFO)
		return ERROR_INVALID_PARAMETER;
	*Again = FALSE;

	Status = VgMapDevice(Ext);
	if (Status != NO_ERROR)
		return Status;
	Ext->DmaRemapped = VgDmaRemapped(Ext);

	Status = VgGetMemory(Ext);
	if (Status != NO_ERROR)
		goto Unmap;
	Status = VgTryDevice(Ext);
	if (Status != NO_ERROR)
		goto PutMemory;

	ConfigInfo->NumEmulatorAccessEntries = 0;
	ConfigInfo->EmulatorAccessEntries = NULL;
	ConfigInfo->EmulatorAccessEntriesContext = 0;
	ConfigInfo->VdmPhysicalVideoMemoryAddress.QuadPart = 0;
	ConfigInfo->VdmPhysicalVideoMemoryLength = 0;
	ConfigInfo->HardwareStateSize = 0;
	return NO_ERROR;

PutMemory:
	VgPutMemory(Ext);
Unmap:
	VgUnmapDevice(Ext);
	return ERROR_DEV_NOT_EXIST;
}

static BOOLEAN NTAPI VgInitialize(PVOID HwDeviceExtension)
{
	PVG_EXTENSION Ext = HwDeviceExtension;

	if (VgStartDevice(Ext) != NO_ERROR)
		return FALSE;
	if (VgReadDisplay(Ext) != NO_ERROR) {
		VgStopDevice(Ext);
		return FALSE;
	}
	return TRUE;
}

/* What the device loses without power, above all sets, the caller restores. */
static VP_STATUS NTAPI VgSetPowerState(PVOID HwDeviceExtension, ULONG HwId,
				       PVIDEO_POWER_MANAGEMENT Power)
{
	PVG_EXTENSION Ext = HwDeviceExtension;

	if (HwId != DISPLAY_ADAPTER_HW_ID)
		return NO_ERROR;

	switch (Power->PowerState) {
	case VideoPowerOn:
		return Ext->Running ? NO_ERROR : VgStartDevice(Ext);
	case VideoPowerStandBy:
	case VideoPowerSuspend:
	case VideoPowerOff:
	case VideoPowerHibernate:
	case VideoPowerShutdown:
		return VgStopDevice(Ext);
	default:
		return ERROR_INVALID_PARAMETER;
	}
}

static VP_STATUS NTAPI VgGetPowerState(PVOID HwDeviceExtension, ULONG HwId,
				       PVIDEO_POWER_MANAGEMENT Power)
{
	return NO_ERROR;
}

ULONG NTAPI DriverEntry(PVOID Context1, PVOID Context2)
{
	VIDEO_HW_INITIALIZATION_DATA Data;

	VideoPortZeroMemory(&Data, sizeof(Data));
	Data.HwInitDataSize = sizeof(Data);
	Data.AdapterInterfaceType = PCIBus;
	Data.HwDeviceExtensionSize = sizeof(VG_EXTENSION);
	Data.HwFindAdapter = VgFindAdapter;
	Data.HwInitialize = VgInitialize;
	Data.HwInterrupt = VgInterrupt;
	Data.HwStartIO = VgStartIO;
	Data.HwSetPowerState = VgSetPowerState;
	Data.HwGetPowerState = VgGetPowerState;
	Data.HwGetVideoChildDescriptor = VgGetChildDescriptor;
	Data.HwQueryInterface = VgQueryInterface;
	return VideoPortInitialize(Context1, Context2, &Data, NULL);
}
