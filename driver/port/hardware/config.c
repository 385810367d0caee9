// SPDX-License-Identifier: GPL-2.0
/* The function's configuration space. */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/string.h>

#include "adapter.h"

static ULONG vp_config_length(struct pci_dev *pdev, BUS_DATA_TYPE type,
			      ULONG offset, ULONG length)
{
	if (type != PCIConfiguration || offset >= pdev->cfg_size)
		return 0;
	return min_t(ULONG, length, pdev->cfg_size - offset);
}

/* Aligned words where possible: some registers take no smaller access. */
static ULONG vp_config_step(ULONG offset, ULONG left)
{
	if (!(offset & 3) && left >= 4)
		return 4;
	if (!(offset & 1) && left >= 2)
		return 2;
	return 1;
}

ULONG VideoPortGetBusData(PVOID HwDeviceExtension, BUS_DATA_TYPE BusDataType,
			  ULONG SlotNumber, PVOID Buffer, ULONG Offset,
			  ULONG Length)
{
	struct pci_dev *pdev = vp_adapter_of(HwDeviceExtension)->pdev;
	ULONG length = vp_config_length(pdev, BusDataType, Offset, Length);
	ULONG done, step;
	u32 value;

	for (done = 0; done < length; done += step) {
		ULONG at = Offset + done;

		step = vp_config_step(at, length - done);
		if (step == 4)
			pci_read_config_dword(pdev, at, &value);
		else if (step == 2)
			pci_read_config_word(pdev, at, (u16 *)&value);
		else
			pci_read_config_byte(pdev, at, (u8 *)&value);
		memcpy(Buffer + done, &value, step);
	}
	return length;
}
EXPORT_SYMBOL_GPL(VideoPortGetBusData);

ULONG VideoPortSetBusData(PVOID HwDeviceExtension, BUS_DATA_TYPE BusDataType,
			  ULONG SlotNumber, PVOID Buffer, ULONG Offset,
			  ULONG Length)
{
	struct pci_dev *pdev = vp_adapter_of(HwDeviceExtension)->pdev;
	ULONG length = vp_config_length(pdev, BusDataType, Offset, Length);
	ULONG done, step;
	u32 value = 0;

	for (done = 0; done < length; done += step) {
		ULONG at = Offset + done;

		step = vp_config_step(at, length - done);
		memcpy(&value, Buffer + done, step);
		if (step == 4)
			pci_write_config_dword(pdev, at, value);
		else if (step == 2)
			pci_write_config_word(pdev, at, value);
		else
			pci_write_config_byte(pdev, at, value);
	}
	return length;
}
EXPORT_SYMBOL_GPL(VideoPortSetBusData);
