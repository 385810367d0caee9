// SPDX-License-Identifier: GPL-2.0
/* What a miniport may ask about the machine and the system it runs on. */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/string.h>
#include <linux/vgaarb.h>

#include "adapter.h"
#include "irql.h"

/* The last Windows whose video port this is, as miniports know it. */
#define VP_WINDOWS_MAJOR	5
#define VP_WINDOWS_MINOR	1
#define VP_WINDOWS_BUILD	2600
#define VP_WINDOWS_SERVICE_PACK	3

VP_STATUS VideoPortGetVersion(PVOID HwDeviceExtension,
			      PVPOSVERSIONINFO pVpOsVersionInfo)
{
	VPOSVERSIONINFO *info = pVpOsVersionInfo;

	if (!info || info->Size < sizeof(*info))
		return ERROR_INVALID_PARAMETER;
	info->MajorVersion = VP_WINDOWS_MAJOR;
	info->MinorVersion = VP_WINDOWS_MINOR;
	info->BuildNumber = VP_WINDOWS_BUILD;
	info->ServicePackMajor = VP_WINDOWS_SERVICE_PACK;
	info->ServicePackMinor = 0;
	return NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortGetVersion);

BOOLEAN VideoPortIsNoVesa(void)
{
	return TRUE;
}
EXPORT_SYMBOL_GPL(VideoPortIsNoVesa);

VP_STATUS VideoPortGetVgaStatus(PVOID HwDeviceExtension, PULONG VgaStatus)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (!VgaStatus)
		return ERROR_INVALID_PARAMETER;
	*VgaStatus = vga_default_device() == adapter->pdev ?
		     DEVICE_VGA_ENABLED : 0;
	return NO_ERROR;
}
EXPORT_SYMBOL_GPL(VideoPortGetVgaStatus);

BOOLEAN VideoPortCheckForDeviceExistence(PVOID HwDeviceExtension,
					 USHORT VendorId, USHORT DeviceId,
					 UCHAR RevisionId, USHORT SubVendorId,
					 USHORT SubSystemId, ULONG Flags)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	bool subsystem = Flags & CDE_USE_SUBSYSTEM_IDS;
	struct pci_dev *pdev = NULL;

	if (!vp_irql_passive(adapter, __func__) ||
	    Flags & ~(CDE_USE_SUBSYSTEM_IDS | CDE_USE_REVISION))
		return FALSE;
	do {
		pdev = pci_get_subsys(VendorId, DeviceId,
				      subsystem ? SubVendorId : PCI_ANY_ID,
				      subsystem ? SubSystemId : PCI_ANY_ID,
				      pdev);
	} while (pdev && Flags & CDE_USE_REVISION &&
		 pdev->revision != RevisionId);
	pci_dev_put(pdev);
	return pdev ? TRUE : FALSE;
}
EXPORT_SYMBOL_GPL(VideoPortCheckForDeviceExistence);

static void vp_controller_data(struct pci_dev *pdev,
			       VIDEO_HARDWARE_CONFIGURATION_DATA *data)
{
	memset(data, 0, sizeof(*data));
	data->InterfaceType = PCIBus;
	data->BusNumber = pdev->bus->number;
	data->Revision = pdev->revision;
	data->Irql = pdev->irq;
	data->Vector = pdev->irq;
}

VP_STATUS VideoPortGetDeviceData(PVOID HwDeviceExtension,
				 VIDEO_DEVICE_DATA_TYPE DeviceDataType,
				 PMINIPORT_QUERY_DEVICE_ROUTINE CallbackRoutine,
				 PVOID Context)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);
	static WCHAR machine[] = L"AT/AT COMPATIBLE";
	VIDEO_HARDWARE_CONFIGURATION_DATA data;
	static WCHAR bus[] = L"PCI";

	if (!vp_irql_passive(adapter, __func__) || !CallbackRoutine)
		return ERROR_INVALID_PARAMETER;
	switch (DeviceDataType) {
	case VpMachineData:
		return CallbackRoutine(HwDeviceExtension, Context,
				       DeviceDataType, machine, sizeof(machine),
				       NULL, 0, NULL, 0);
	case VpBusData:
		return CallbackRoutine(HwDeviceExtension, Context,
				       DeviceDataType, bus, sizeof(bus), NULL,
				       0, NULL, 0);
	case VpControllerData:
		vp_controller_data(adapter->pdev, &data);
		return CallbackRoutine(HwDeviceExtension, Context,
				       DeviceDataType, NULL, 0, &data,
				       sizeof(data), NULL, 0);
	default:
		return ERROR_DEV_NOT_EXIST;
	}
}
EXPORT_SYMBOL_GPL(VideoPortGetDeviceData);
