// SPDX-License-Identifier: GPL-2.0
/* The miniport's side of the frames: asked for once, checked, and then constant. */
#include "initguid.h"

#include "adapter.h"
#include "frames/interface.h"
#include "gate.h"
#include "hardware/interrupt.h"

/* The miniport's word that there is something to reap; from its DPC, or anywhere. */
static void vp_interface_complete(PVOID Context)
{
	vp_interrupt_kick(Context);
}

static bool vp_interface_valid(const FRAME_RING_INTERFACE *ring)
{
	return ring->Size >= sizeof(*ring) &&
	       ring->Version == FRAME_RING_VERSION_2 && ring->Limits &&
	       ring->Counters && ring->Pitch && ring->AttachSet &&
	       ring->DetachSet && ring->Dark && ring->Reset &&
	       ring->Submit && ring->Reap && ring->Notify;
}

static VP_STATUS vp_interface_ask_limits(struct vp_adapter *adapter)
{
	FRAME_RING_INTERFACE *ring = &adapter->interface.ring;
	VP_STATUS status = ring->Limits(ring->Context, &adapter->interface.limits);

	vp_gate_returned(adapter);
	return status;
}

/**
 * vp_interface_init() - ask the miniport for a ring
 * @adapter: an adapter whose HwVidInitialize succeeded
 *
 * Context: process context, may sleep, the device lock held.
 * Return: 0 with or without a ring; -EIO if what it offers is not one.
 */
int vp_interface_init(struct vp_adapter *adapter)
{
	FRAME_RING_INTERFACE *ring = &adapter->interface.ring;
	QUERY_INTERFACE query = {
		.InterfaceType = &GUID_FRAME_RING,
		.Size = sizeof(*ring),
		.Version = FRAME_RING_VERSION_2,
		.Interface = (PINTERFACE)ring,
		.InterfaceSpecificData = &adapter->interface.port,
	};
	VP_STATUS status;

	if (!adapter->hw->HwQueryInterface)
		return 0;
	adapter->interface.port.Context = adapter;
	adapter->interface.port.Complete = vp_interface_complete;
	ring->Size = sizeof(*ring);
	ring->Version = FRAME_RING_VERSION_2;
	status = adapter->hw->HwQueryInterface(adapter->ext, &query);
	vp_gate_returned(adapter);
	if (status != NO_ERROR) {
		memset(ring, 0, sizeof(*ring));
		return 0;
	}
	if (!vp_interface_valid(ring) || vp_interface_ask_limits(adapter) != NO_ERROR) {
		dev_err(&adapter->pdev->dev, "the miniport's FRAME_RING interface is incomplete\n");
		memset(ring, 0, sizeof(*ring));
		return -EIO;
	}
	return 0;
}

/**
 * vp_interface_put() - say that the miniport's ring is not used any more
 * @adapter: an adapter being removed, its device quiet
 *
 * Context: process context, may sleep, the device lock held.
 */
void vp_interface_put(struct vp_adapter *adapter)
{
	FRAME_RING_INTERFACE *ring = &adapter->interface.ring;

	if (ring->Size && ring->InterfaceDereference)
		ring->InterfaceDereference(ring->Context);
	vp_gate_returned(adapter);
}

/* How often the device was told of frames, or 0 while nobody may ask. */
u64 vp_interface_doorbells(struct vp_adapter *adapter)
{
	FRAME_RING_INTERFACE *ring = &adapter->interface.ring;
	FRAME_RING_COUNTERS counters = { };

	if (ring->Size && !vp_gate_enter(adapter)) {
		ring->Counters(ring->Context, &counters);
		vp_gate_leave(adapter);
	}
	return counters.Doorbells;
}
