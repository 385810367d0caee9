// SPDX-License-Identifier: GPL-2.0
/* Whether the device reaches memory, and through what. */
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/iommu.h>
#include <linux/pci.h>

#include "adapter.h"
#include "dma/bus_master.h"

/**
 * vp_bus_master_remapped() - whether an IOMMU translates the device's addresses
 * @adapter: the adapter
 *
 * Context: any.
 * Return: true if a logical address differs from a physical one.
 */
bool vp_bus_master_remapped(struct vp_adapter *adapter)
{
	struct iommu_domain *domain;

	domain = iommu_get_domain_for_dev(&adapter->pdev->dev);
	return domain && (domain->type & __IOMMU_DOMAIN_PAGING);
}

/**
 * vp_bus_master_sees() - whether the device and the processor see one memory
 * @adapter: the adapter
 * @at: the logical address that whole pages are mapped at
 *
 * Context: any.
 * Return: false where something has to be done before each sees what the other wrote:
 * caches, or memory that was exchanged for other on the way. Behind an IOMMU none is
 * exchanged for whole pages, and not every kernel's dma_need_sync() knows that.
 */
bool vp_bus_master_sees(struct vp_adapter *adapter, dma_addr_t at)
{
	struct device *dev = &adapter->pdev->dev;

	if (!dev_is_dma_coherent(dev))
		return false;
	return vp_bus_master_remapped(adapter) || !dma_need_sync(dev, at);
}

/**
 * vp_bus_master_on() - let the device reach memory
 * @adapter: the adapter
 *
 * Context: process context, may sleep.
 */
void vp_bus_master_on(struct vp_adapter *adapter)
{
	pci_set_master(adapter->pdev);
}

/**
 * vp_bus_master_off() - cut the device off from memory
 * @adapter: the adapter
 *
 * The answer to a read from its configuration space pushes writes of the device's
 * that are on their way; a PCI Express device says when its reads were answered.
 *
 * Context: process context, may sleep.
 */
void vp_bus_master_off(struct vp_adapter *adapter)
{
	u16 command;

	pci_clear_master(adapter->pdev);
	pci_read_config_word(adapter->pdev, PCI_COMMAND, &command);
	if (!pci_wait_for_pending_transaction(adapter->pdev))
		dev_warn(&adapter->pdev->dev, "the device still waits for memory that it read\n");
}
