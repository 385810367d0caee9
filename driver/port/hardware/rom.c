// SPDX-License-Identifier: GPL-2.0
/* The function's expansion ROM. */
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "adapter.h"
#include "hardware/rom.h"
#include "irql.h"
#include "support/memory.h"

static void *vp_rom_copy(struct pci_dev *pdev, ULONG length)
{
	void __iomem *rom;
	void *image;
	size_t size;

	rom = pci_map_rom(pdev, &size);
	if (!rom)
		return NULL;
	image = kvzalloc(length, GFP_KERNEL | __GFP_NOWARN);
	if (image)
		memcpy_fromio(image, rom, min_t(size_t, length, size));
	pci_unmap_rom(pdev, rom);
	return image;
}

PVOID VideoPortGetRomImage(PVOID HwDeviceExtension, PVOID Unused1,
			   ULONG Unused2, ULONG Length)
{
	struct vp_adapter *adapter = vp_adapter_of(HwDeviceExtension);

	if (!vp_irql_passive(adapter, __func__))
		return NULL;
	vp_rom_reclaim(adapter);
	/* More than a ROM can hold must not be a way to much memory. */
	if (!Length ||
	    Length > pci_resource_len(adapter->pdev, PCI_ROM_RESOURCE))
		return NULL;
	adapter->rom.image = vp_rom_copy(adapter->pdev, Length);
	adapter->rom.size = Length;
	return adapter->rom.image;
}
EXPORT_SYMBOL_GPL(VideoPortGetRomImage);

void vp_rom_reclaim(struct vp_adapter *adapter)
{
	struct vp_memory_span span = {
		.memory = adapter->rom.image,
		.at = adapter->rom.image,
		.size = adapter->rom.size,
	};

	if (adapter->rom.image && vp_memory_kept(adapter, &span))
		vp_warn(adapter, "VideoPortGetRomImage: the image before is locked for DMA; it is kept until it is unlocked\n");
	else
		kvfree(adapter->rom.image);
	adapter->rom.image = NULL;
}

/* By bytes, as the ROM may be mapped device memory. */
static bool vp_rom_at(PUCHAR rom, const u8 *string)
{
	for (; *string; string++, rom++)
		if (readb((void __iomem *)rom) != *string)
			return false;
	return true;
}

BOOLEAN VideoPortScanRom(PVOID HwDeviceExtension, PUCHAR RomBase,
			 ULONG RomLength, PUCHAR String)
{
	size_t length, i;

	if (!RomBase || !String)
		return FALSE;
	length = strlen(String);
	for (i = 0; length && i + length <= RomLength; i++)
		if (vp_rom_at(RomBase + i, String))
			return TRUE;
	return FALSE;
}
EXPORT_SYMBOL_GPL(VideoPortScanRom);
