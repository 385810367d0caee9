// SPDX-License-Identifier: GPL-2.0
/* Requests that only a test sends, some of them served as they must not be */
#include <linux/bottom_half.h>

#include "await.h"
#include "vp_test.h"
#include "requests.h"

static VP_STATUS echo(PVIDEO_REQUEST_PACKET p)
{
	ULONG length = min(p->InputBufferLength, p->OutputBufferLength);
	PUCHAR in = p->InputBuffer;
	PUCHAR out = p->OutputBuffer;
	ULONG i;

	if (in != out)
		return ERROR_INVALID_PARAMETER;

	for (i = 0; i < length; i++)
		out[i] = ~in[i];
	p->StatusBlock->Information = length;
	return NO_ERROR;
}

static VP_STATUS fill(PVIDEO_REQUEST_PACKET p)
{
	VP_STATUS status = *(PULONG)p->InputBuffer;

	memset(p->OutputBuffer, 0x5a, p->OutputBufferLength);
	p->StatusBlock->Information = p->OutputBufferLength;
	return status;
}

static VP_STATUS map(struct vpt_ext *t, PVIDEO_REQUEST_PACKET p)
{
	struct vpt_view *view = p->InputBuffer;
	PHYSICAL_ADDRESS at = t->range.RangeStart;
	VP_STATUS status;

	at.QuadPart += view->offset;
	status = VideoPortMapMemory(t, at, &view->length, &view->space,
				    &view->address);
	if (status == NO_ERROR)
		p->StatusBlock->Information = sizeof(*view);
	return status;
}

static VP_STATUS unmap(struct vpt_ext *t, PVIDEO_REQUEST_PACKET p)
{
	struct vpt_view *view = p->InputBuffer;

	return VideoPortUnmapMemory(t, view->address, (HANDLE)-1);
}

noinline VP_STATUS vpt_wait_for_ever(struct vpt_ext *t)
{
	VP_STATUS status;
	PEVENT event;

	status = VideoPortCreateEvent(t, NOTIFICATION_EVENT, NULL, &event);
	if (status != NO_ERROR)
		return status;
	status = VideoPortWaitForSingleObject(t, event, NULL);
	VideoPortDeleteEvent(t, event);
	return status;
}

static void start_transfer(struct vpt_packet *p, PVP_DMA_ADAPTER adapter, ULONG length)
{
	p->adapter = adapter;
	p->length = length;
	p->bytes = VideoPortAllocatePool(p->t, VpNonPagedPool, length, 0x6b636150);
	p->mdl = VideoPortLockBuffer(p->t, p->bytes, length, VpReadAccess);
	vpt_packet_start(p, p->mdl, 0, true);
}

static void end_transfer(struct vpt_packet *p)
{
	VideoPortUnLockBuffer(p->t, p->mdl);
	VideoPortFreePool(p->t, p->bytes);
}

static VOID complete_in_dpc(PVOID ext, PVOID context)
{
	vpt_packet_complete(context, true);
}

/* Who waits says that both are completed; of one the device says so, by a DPC. */
static VP_STATUS wait_for_dma(struct vpt_ext *t)
{
	struct vpt_packet own = { .t = t }, device = { .t = t };
	PVP_DMA_ADAPTER adapter = vpt_get(t, 64);
	VP_STATUS status;

	start_transfer(&own, adapter, 64);
	start_transfer(&device, adapter, 128);
	status = vpt_wait_for_ever(t);
	/* So that it runs on top of this task */
	local_bh_disable();
	VideoPortQueueDpc(t, complete_in_dpc, &device);
	local_bh_enable();
	vpt_dpc_fence(t);
	vpt_packet_complete(&own, true);
	end_transfer(&own);
	end_transfer(&device);
	VideoPortPutDmaAdapter(t, adapter);
	return status;
}

/* Until the test lets go */
VP_STATUS vpt_hold(struct vpt_ext *t, bool poll)
{
	struct vpt_knobs *knobs = &t->bench->knobs;

	WRITE_ONCE(knobs->held, true);
	if (poll) {
		while (READ_ONCE(knobs->hold) &&
		       !fatal_signal_pending(current))
			VideoPortStallExecution(1000);
	} else {
		vpt_await(!READ_ONCE(knobs->hold));
	}
	WRITE_ONCE(knobs->held, false);
	return NO_ERROR;
}

static VP_STATUS lock_and_release(struct vpt_ext *t,
				  const struct vpt_locks *times)
{
	ULONG i;

	for (i = 0; i < times->acquired; i++)
		VideoPortAcquireDeviceLock(t);
	for (i = 0; i < times->released; i++)
		VideoPortReleaseDeviceLock(t);
	return NO_ERROR;
}

static VP_STATUS lock(struct vpt_ext *t, PVIDEO_REQUEST_PACKET p)
{
	struct vpt_view *view = p->InputBuffer;

	return VideoPortLockBuffer(t, view->address, view->length,
				   VpModifyAccess) ?
	       NO_ERROR : ERROR_NOT_ENOUGH_MEMORY;
}

/* A display driver's requests, of a miniport that takes its caller for one */
VP_STATUS vpt_display_request(struct vpt_ext *t, PVIDEO_REQUEST_PACKET p)
{
	struct vpt_view *view = p->InputBuffer;

	if (p->InputBufferLength < sizeof(*view))
		return ERROR_INVALID_FUNCTION;
	switch (p->IoControlCode) {
	case IOCTL_VIDEO_MAP_VIDEO_MEMORY:
	case IOCTL_VIDEO_SHARE_VIDEO_MEMORY:
	case IOCTL_VIDEO_QUERY_PUBLIC_ACCESS_RANGES:
		return map(t, p);
	case IOCTL_VIDEO_UNMAP_VIDEO_MEMORY:
	case IOCTL_VIDEO_UNSHARE_VIDEO_MEMORY:
	case IOCTL_VIDEO_FREE_PUBLIC_ACCESS_RANGES:
		return VideoPortUnmapMemory(t, view->address, NULL);
	default:
		return ERROR_INVALID_FUNCTION;
	}
}

static VP_STATUS grow(PVIDEO_REQUEST_PACKET p)
{
	p->OutputBufferLength *= 2;
	p->StatusBlock->Information = p->OutputBufferLength;
	return NO_ERROR;
}

static struct {
	PUCHAR bytes;
	ULONG length;
	PVOID mdl;
} kept;

static VP_STATUS keep(struct vpt_ext *t, PVIDEO_REQUEST_PACKET p)
{
	kept.bytes = p->OutputBuffer;
	kept.length = p->OutputBufferLength;
	memset(kept.bytes, 0x3c, kept.length);
	kept.mdl = VideoPortLockBuffer(t, kept.bytes, kept.length,
				       VpModifyAccess);
	return kept.mdl ? NO_ERROR : ERROR_NOT_ENOUGH_MEMORY;
}

static VP_STATUS was_kept(struct vpt_ext *t)
{
	bool good = !memchr_inv(kept.bytes, 0x3c, kept.length);

	VideoPortUnLockBuffer(t, kept.mdl);
	return good ? NO_ERROR : ERROR_INVALID_PARAMETER;
}

/* It is not taken again. */
VP_STATUS vpt_leave_raised(struct vpt_ext *t)
{
	PSPIN_LOCK lock;
	VP_STATUS status;
	UCHAR old;

	status = VideoPortCreateSpinLock(t, &lock);
	if (status == NO_ERROR)
		VideoPortAcquireSpinLock(t, lock, &old);
	return status;
}

/* The IRQL of the first is given back while the second is held. */
static VP_STATUS release_out_of_order(struct vpt_ext *t)
{
	UCHAR old_first, old_second;
	PSPIN_LOCK first, second;

	if (VideoPortCreateSpinLock(t, &first) != NO_ERROR ||
	    VideoPortCreateSpinLock(t, &second) != NO_ERROR)
		return ERROR_NOT_ENOUGH_MEMORY;
	VideoPortAcquireSpinLock(t, first, &old_first);
	VideoPortAcquireSpinLock(t, second, &old_second);
	VideoPortReleaseSpinLock(t, first, old_first);
	VideoPortReleaseSpinLock(t, second, old_second);
	return NO_ERROR;
}

static VP_STATUS handle(struct vpt_ext *t, PVIDEO_REQUEST_PACKET p)
{
	switch (p->IoControlCode) {
	case VPT_ECHO:
		return echo(p);
	case VPT_CLAIM:
		p->StatusBlock->Information = p->OutputBufferLength + 1ULL;
		return NO_ERROR;
	case VPT_STATUS:
		return *(PULONG)p->InputBuffer;
	case VPT_FILL:
		return fill(p);
	case VPT_HOLD:
		return vpt_hold(t, false);
	case VPT_WAIT:
		return vpt_wait_for_ever(t);
	case VPT_WAIT_FOR_DMA:
		return wait_for_dma(t);
	case VPT_POLL:
		return vpt_hold(t, true);
	case VPT_GROW:
		return grow(p);
	case VPT_KEEP:
		return keep(t, p);
	case VPT_KEPT:
		return was_kept(t);
	case VPT_RAISE:
		return vpt_leave_raised(t);
	case VPT_OUT_OF_ORDER:
		return release_out_of_order(t);
	case VPT_DEVICE_LOCK:
		return lock_and_release(t, p->InputBuffer);
	case VPT_MAP:
		return map(t, p);
	case VPT_UNMAP:
		return unmap(t, p);
	case VPT_CLAIM_ALL:
		p->StatusBlock->Information = p->OutputBufferLength;
		return NO_ERROR;
	case VPT_LOCK:
		return lock(t, p);
	default:
		return ERROR_INVALID_FUNCTION;
	}
}

static ULONG least_input(ULONG code)
{
	switch (code) {
	case VPT_STATUS:
	case VPT_FILL:
		return sizeof(ULONG);
	case VPT_DEVICE_LOCK:
		return sizeof(struct vpt_locks);
	case VPT_MAP:
	case VPT_UNMAP:
	case VPT_LOCK:
		return sizeof(struct vpt_view);
	default:
		return 0;
	}
}

BOOLEAN vpt_request(struct vpt_ext *t, PVIDEO_REQUEST_PACKET p)
{
	if (p->IoControlCode == VPT_LEAVE)
		return TRUE;
	p->StatusBlock->Information = 0;
	if (p->InputBufferLength < least_input(p->IoControlCode))
		p->StatusBlock->Status = ERROR_INSUFFICIENT_BUFFER;
	else if (p->IoControlCode == VPT_FALSE)
		p->StatusBlock->Status = ERROR_INVALID_PARAMETER;
	else
		p->StatusBlock->Status = handle(t, p);
	return p->IoControlCode != VPT_FALSE;
}
