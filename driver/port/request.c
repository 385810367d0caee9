// SPDX-License-Identifier: GPL-2.0
/* IOCTL_VIDEO_* packets on their way to HwVidStartIO, one at a time. */
#include "port.h"

/**
 * vp_request() - send one packet
 * @adapter: an adapter whose miniport is initialized
 * @code: IOCTL_VIDEO_*
 * @in: what goes in
 * @in_len: bytes of it
 * @out: room for what comes out
 * @out_len: bytes of it
 * @information: NULL, or where the count of bytes that came out goes
 *
 * Context: process context, may sleep, device_lock held.
 * Return: 0 or the errno for the miniport's status; -EIO if it claims more
 * output than there is room for.
 */
int vp_request(struct vp_adapter *adapter, u32 code, void *in, u32 in_len,
	       void *out, u32 out_len, u32 *information)
{
	STATUS_BLOCK block = { };
	VIDEO_REQUEST_PACKET packet = {
		.IoControlCode = code,
		.StatusBlock = &block,
		.InputBuffer = in,
		.InputBufferLength = in_len,
		.OutputBuffer = out,
		.OutputBufferLength = out_len,
	};

	lockdep_assert_held(&adapter->device_lock);
	adapter->hw->HwStartIO(adapter->ext, &packet);
	if (block.Information > out_len) {
		vp_warn(adapter, "HwVidStartIO(%#x) claims %llu bytes of output where there is room for %u\n",
			code, block.Information, out_len);
		return -EIO;
	}
	if (information)
		*information = block.Information;
	return vp_errno(block.Status);
}
