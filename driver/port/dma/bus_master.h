/* SPDX-License-Identifier: GPL-2.0 */
/* Whether the device reaches memory, and through what. */
#ifndef VIDEOPORT_DMA_BUS_MASTER_H
#define VIDEOPORT_DMA_BUS_MASTER_H

#include <linux/types.h>

struct vp_adapter;

bool vp_bus_master_remapped(struct vp_adapter *adapter);
bool vp_bus_master_sees(struct vp_adapter *adapter, dma_addr_t at);
void vp_bus_master_on(struct vp_adapter *adapter);
void vp_bus_master_off(struct vp_adapter *adapter);

#endif
