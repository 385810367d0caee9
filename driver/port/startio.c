// SPDX-License-Identifier: GPL-2.0
/* Packets on their way to HwVidStartIO: the port's own, and whoever else's. */
#include <linux/mm.h>
#include <linux/slab.h>

#include "adapter.h"
#include "gate.h"
#include "startio.h"
#include "status.h"
#include "support/memory.h"

/* No miniport returns this: Win32's codes have 16 bits. */
#define VP_STATUS_NONE	((VP_STATUS)0x80000000)
#define VP_STATUS_LAST	0xffff

/* HwVidStartIO has no other way to finish a packet than at once. */
static int vp_startio_completed(struct vp_adapter *adapter, u32 code,
				VP_STATUS status)
{
	if (status == VP_STATUS_NONE || status == ERROR_IO_PENDING) {
		vp_warn(adapter, "HwVidStartIO(%#x) returned without completing the packet\n",
			code);
		return -EIO;
	}
	if (status < 0 || status > VP_STATUS_LAST) {
		vp_warn(adapter, "HwVidStartIO(%#x) completed the packet with %#x, which is no status\n",
			code, status);
		return -EIO;
	}
	return 0;
}

/**
 * vp_startio_send() - send a packet
 * @adapter: an adapter whose miniport is initialized
 * @packet: as HwVidStartIO gets it
 * @answer: what it put into the packet's status block
 *
 * Packet and status block are the miniport's to write, so what is checked is a
 * copy of what they held before and of what they hold after: @answer.
 *
 * Context: process context, may sleep, the device lock held.
 * Return: 0 or the errno for the miniport's status; -EIO if it claims more
 * output than there is room for, or does not complete the packet.
 */
int vp_startio_send(struct vp_adapter *adapter,
		    VIDEO_REQUEST_PACKET *packet, STATUS_BLOCK *answer)
{
	STATUS_BLOCK *block = packet->StatusBlock;
	u32 room = packet->OutputBufferLength;
	u32 code = packet->IoControlCode;
	int ret;

	vp_gate_assert_held(adapter);
	block->Status = VP_STATUS_NONE;
	vp_gate_asks(adapter, code);
	/* FALSE says no more than a status of failure does. */
	adapter->hw->HwStartIO(adapter->ext, packet);
	vp_gate_asks(adapter, 0);
	vp_gate_returned(adapter);
	answer->Status = READ_ONCE(block->Status);
	answer->Information = READ_ONCE(block->Information);
	ret = vp_startio_completed(adapter, code, answer->Status);
	if (ret)
		return ret;
	if (answer->Information > room) {
		vp_warn(adapter, "HwVidStartIO(%#x) claims %llu bytes of output where there is room for %u\n",
			code, answer->Information, room);
		return -EIO;
	}
	return vp_status_errno(answer->Status);
}

/**
 * vp_startio_free() - free the buffer of a packet that was sent
 * @adapter: the adapter
 * @code: of the packet
 * @buffer: what kvfree() takes, or NULL
 * @size: bytes of it
 *
 * A miniport that gave up waiting for its device may have left it at work there.
 *
 * Context: process context, may sleep.
 */
void vp_startio_free(struct vp_adapter *adapter, u32 code, void *buffer,
		     u32 size)
{
	struct vp_memory_span span = {
		.memory = buffer,
		.at = buffer,
		.size = size,
	};

	/* By name, as a program may pass here when the function is gone. */
	if (buffer && vp_memory_kept(adapter, &span))
		pr_warn_ratelimited("%s %s: HwVidStartIO(%#x) returned with the request's buffer locked for DMA; it is kept until it is unlocked\n",
				    adapter->driver_name, adapter->bus_id, code);
	else
		kvfree(buffer);
}

/**
 * vp_startio_put() - send one packet of the port's own that brings something
 * @adapter: an adapter whose miniport is initialized
 * @code: IOCTL_VIDEO_*
 * @in: what goes in
 * @in_len: bytes of it
 * @out: room for what comes out, zero behind it
 * @out_len: bytes of it
 * @information: NULL, or where the count of bytes that came out goes
 *
 * Context: process context, may sleep, the device lock held.
 * Return: 0 or the errno for the miniport's status; -EIO if it claims more
 * output than there is room for, or does not complete the packet; -ENOMEM.
 */
int vp_startio_put(struct vp_adapter *adapter, u32 code, const void *in, u32 in_len, void *out,
		   u32 out_len, u32 *information)
{
	u32 size = max(in_len, out_len);
	STATUS_BLOCK answer, block = { };
	VIDEO_REQUEST_PACKET packet = {
		.IoControlCode = code,
		.StatusBlock = &block,
		.InputBufferLength = in_len,
		.OutputBufferLength = out_len,
	};
	void *buffer = NULL;
	int ret;

	/* Not the caller's, which goes even if the device is still at work there. */
	if (size)
		buffer = kvzalloc(size, GFP_KERNEL);
	if (size && !buffer)
		return -ENOMEM;
	if (in_len)
		memcpy(buffer, in, in_len);
	/* One for both directions, as Windows gives for METHOD_BUFFERED. */
	packet.InputBuffer = in_len ? buffer : NULL;
	packet.OutputBuffer = buffer;
	ret = vp_startio_send(adapter, &packet, &answer);
	if (!ret && out_len)
		memcpy(out, buffer, out_len);
	if (!ret && information)
		*information = answer.Information;
	vp_startio_free(adapter, code, buffer, size);
	return ret;
}

/**
 * vp_startio() - send one packet of the port's own
 * @adapter: an adapter whose miniport is initialized
 * @code: IOCTL_VIDEO_*
 * @out: room for what comes out, zero behind it
 * @out_len: bytes of it
 * @information: NULL, or where the count of bytes that came out goes
 *
 * Context: process context, may sleep, the device lock held.
 * Return: as vp_startio_put().
 */
int vp_startio(struct vp_adapter *adapter, u32 code, void *out, u32 out_len,
	       u32 *information)
{
	return vp_startio_put(adapter, code, NULL, 0, out, out_len, information);
}
