// SPDX-License-Identifier: GPL-2.0
/* The miniport's life: found, initialized, put to sleep and woken. */
#include "virtio_gpu.h"

static VOID VgEntryRelease(PVG_EXTENSION Ext)
{
	VgPointerRelease(Ext);
	VgCursorRelease(Ext);
	VgDetachRelease(Ext);
	VgSetsRelease(Ext);
	VgFramesRelease(Ext);
	VgCommandRelease(Ext);
	VgQueueRelease(Ext);
	if (Ext->Lock)
		VideoPortDeleteSpinLock(Ext, Ext->Lock);
	Ext->Lock = NULL;
	VgDmaRelease(Ext);
}

/* VG_QUEUE_CLIENT.ToGo: of two who may wait, the one who asks for the sooner */
static USHORT VgEntryToGo(PVG_EXTENSION Ext)
{
	return VgDetachIsBusy(Ext) ? 1 : VgFramesToGo(Ext);
}

static VP_STATUS VgEntryPrepare(PVG_EXTENSION Ext)
{
	VG_QUEUE_CLIENT Client;

	Client.ToGo = VgEntryToGo;
	Client.Dpc = VgInterruptDpc;
	if (VgDmaPrepare(Ext) &&
	    VideoPortCreateSpinLock(Ext, &Ext->Lock) == NO_ERROR &&
	    VgQueuePrepare(Ext, &Client) && VgCommandPrepare(Ext) &&
	    VgFramesPrepare(Ext, VgDetachIdleSet) && VgSetsPrepare(Ext) &&
	    VgDetachPrepare(Ext) && VgCursorPrepare(Ext) &&
	    VgPointerPrepare(Ext)) {
		VgDevicePrepare(Ext);
		return NO_ERROR;
	}
	VgEntryRelease(Ext);
	return ERROR_NOT_ENOUGH_MEMORY;
}

/*
 * The device is made to say here what it can do, so that one that cannot be
 * driven is refused before anybody counts on it. It is left reset.
 */
static VP_STATUS VgEntryTry(PVG_EXTENSION Ext)
{
	VP_STATUS Status = VgDeviceGreet(Ext);

	if (Status == NO_ERROR)
		Status = VgDeviceReset(Ext);
	return Status;
}

static VP_STATUS NTAPI VgEntryFindAdapter(PVOID HwDeviceExtension,
					  PVOID HwContext,
					  PWSTR ArgumentString,
					  PVIDEO_PORT_CONFIG_INFO ConfigInfo,
					  PUCHAR Again)
{
	PVG_EXTENSION Ext = HwDeviceExtension;
	VP_STATUS Status;

	if (ConfigInfo->Length < SIZE_OF_NT4_VIDEO_PORT_CONFIG_INFO)
		return ERROR_INVALID_PARAMETER;
	*Again = FALSE;

	Status = VgPciMap(Ext);
	if (Status != NO_ERROR)
		return Status;
	Status = VgEntryPrepare(Ext);
	if (Status != NO_ERROR)
		goto Unmap;
	Status = VgEntryTry(Ext);
	if (Status != NO_ERROR)
		goto Release;

	ConfigInfo->NumEmulatorAccessEntries = 0;
	ConfigInfo->EmulatorAccessEntries = NULL;
	ConfigInfo->EmulatorAccessEntriesContext = 0;
	ConfigInfo->VdmPhysicalVideoMemoryAddress.QuadPart = 0;
	ConfigInfo->VdmPhysicalVideoMemoryLength = 0;
	ConfigInfo->HardwareStateSize = 0;
	return NO_ERROR;

Release:
	VgEntryRelease(Ext);
Unmap:
	VgPciUnmap(Ext);
	return ERROR_DEV_NOT_EXIST;
}

static BOOLEAN NTAPI VgEntryInitialize(PVOID HwDeviceExtension)
{
	PVG_EXTENSION Ext = HwDeviceExtension;

	if (VgDeviceStart(Ext) != NO_ERROR)
		return FALSE;
	if (VgDisplayRead(Ext) != NO_ERROR) {
		VgDeviceStop(Ext);
		return FALSE;
	}
	return TRUE;
}

/* What the device loses without power, above all sets, the caller restores. */
static VP_STATUS NTAPI VgEntrySetPower(PVOID HwDeviceExtension, ULONG HwId,
				       PVIDEO_POWER_MANAGEMENT Power)
{
	PVG_EXTENSION Ext = HwDeviceExtension;

	if (HwId != DISPLAY_ADAPTER_HW_ID)
		return NO_ERROR;

	switch (Power->PowerState) {
	case VideoPowerOn:
		return VgQueueIsRunning(Ext) ? NO_ERROR : VgDeviceStart(Ext);
	case VideoPowerStandBy:
	case VideoPowerSuspend:
	case VideoPowerOff:
	case VideoPowerHibernate:
	case VideoPowerShutdown:
		return VgDeviceStop(Ext);
	default:
		return ERROR_INVALID_PARAMETER;
	}
}

static VP_STATUS NTAPI VgEntryGetPower(PVOID HwDeviceExtension, ULONG HwId,
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
	Data.HwFindAdapter = VgEntryFindAdapter;
	Data.HwInitialize = VgEntryInitialize;
	Data.HwInterrupt = VgInterrupt;
	Data.HwStartIO = VgDisplayStartIO;
	Data.HwSetPowerState = VgEntrySetPower;
	Data.HwGetPowerState = VgEntryGetPower;
	Data.HwGetVideoChildDescriptor = VgDisplayGetChild;
	Data.HwQueryInterface = VgRingQueryInterface;
	return VideoPortInitialize(Context1, Context2, &Data, NULL);
}
