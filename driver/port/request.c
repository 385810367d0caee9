// SPDX-License-Identifier: GPL-2.0
/*
 * IOCTL_VIDEO_* packets on their way to HwVidStartIO, one at a time: the port's
 * own, and those of programs.
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "port.h"

/* No miniport returns this: Win32's codes have 16 bits. */
#define VP_STATUS_NONE	((VP_STATUS)0x80000000)
#define VP_STATUS_LAST	0xffff

/* HwVidStartIO has no other way to finish a packet than at once. */
static int vp_request_completed(struct vp_adapter *adapter, u32 code,
				BOOLEAN done, VP_STATUS status)
{
	if (!done || status == VP_STATUS_NONE || status == ERROR_IO_PENDING) {
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

static int vp_request_send(struct vp_adapter *adapter,
			   VIDEO_REQUEST_PACKET *packet)
{
	STATUS_BLOCK *block = packet->StatusBlock;
	BOOLEAN done;
	int ret;

	lockdep_assert_held(&adapter->device_lock);
	block->Status = VP_STATUS_NONE;
	WRITE_ONCE(adapter->request_code, packet->IoControlCode);
	done = adapter->hw->HwStartIO(adapter->ext, packet);
	WRITE_ONCE(adapter->request_code, 0);
	ret = vp_request_completed(adapter, packet->IoControlCode, done,
				   block->Status);
	if (ret)
		return ret;
	if (block->Information > packet->OutputBufferLength) {
		vp_warn(adapter, "HwVidStartIO(%#x) claims %llu bytes of output where there is room for %u\n",
			packet->IoControlCode, block->Information,
			packet->OutputBufferLength);
		return -EIO;
	}
	return vp_errno(block->Status);
}

/**
 * vp_request() - send one packet of the port's own
 * @adapter: an adapter whose miniport is initialized
 * @code: IOCTL_VIDEO_*
 * @out: room for what comes out
 * @out_len: bytes of it
 * @information: NULL, or where the count of bytes that came out goes
 *
 * Context: process context, may sleep, device_lock held.
 * Return: 0 or the errno for the miniport's status; -EIO if it claims more
 * output than there is room for, or does not complete the packet.
 */
int vp_request(struct vp_adapter *adapter, u32 code, void *out, u32 out_len,
	       u32 *information)
{
	STATUS_BLOCK block = { };
	VIDEO_REQUEST_PACKET packet = {
		.IoControlCode = code,
		.StatusBlock = &block,
		.OutputBuffer = out,
		.OutputBufferLength = out_len,
	};
	int ret;

	ret = vp_request_send(adapter, &packet);
	if (!ret && information)
		*information = block.Information;
	return ret;
}

static bool vp_request_valid(const struct videoport_request *request)
{
	return !request->flags &&
	       !memchr_inv(request->reserved, 0, sizeof(request->reserved)) &&
	       request->in_length <= VIDEOPORT_REQUEST_MAX &&
	       request->out_length <= VIDEOPORT_REQUEST_MAX;
}

/* One buffer for both directions, as Windows gives for METHOD_BUFFERED. */
static void *vp_request_buffer(const struct videoport_request *request)
{
	u32 size = max(request->in_length, request->out_length);
	void *buffer;

	if (!size)
		return NULL;
	buffer = kvzalloc(size, GFP_KERNEL);
	if (!buffer)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(buffer, u64_to_user_ptr(request->in),
			   request->in_length)) {
		kvfree(buffer);
		return ERR_PTR(-EFAULT);
	}
	return buffer;
}

/* User memory is touched before and after, never under the device lock. */
static int vp_request_serve(struct vp_adapter *adapter, struct file *filp,
			    struct videoport_request *request, void *buffer)
{
	STATUS_BLOCK block = { .Status = ERROR_INVALID_FUNCTION };
	VIDEO_REQUEST_PACKET packet = {
		.IoControlCode = request->code,
		.StatusBlock = &block,
		.InputBuffer = buffer,
		.InputBufferLength = request->in_length,
		.OutputBuffer = buffer,
		.OutputBufferLength = request->out_length,
	};
	struct vp_requester requester = {
		.file = filp,
		.code = request->code,
	};
	int ret;

	ret = vp_enter_interruptible(adapter);
	if (ret)
		return ret;
	adapter->requester = &requester;
	WRITE_ONCE(adapter->requester_task, current);
	ret = vp_request_send(adapter, &packet);
	WRITE_ONCE(adapter->requester_task, NULL);
	adapter->requester = NULL;
	vp_leave(adapter);
	request->status = block.Status;
	request->information = min_t(u64, block.Information, U32_MAX);
	return ret;
}

/* @ret: what became of it; a miniport with more to tell gives what fits. */
static int vp_request_answer(struct videoport_request *request,
			     const void *buffer, int ret,
			     struct videoport_request __user *arg)
{
	if (ret && ret != -ENOSPC)
		request->information = 0;
	if (copy_to_user(u64_to_user_ptr(request->out), buffer,
			 request->information))
		return -EFAULT;
	return copy_to_user(arg, request, sizeof(*request)) ? -EFAULT : ret;
}

/**
 * vp_ioctl_request() - a program's packet
 * @adapter: the adapter
 * @filp: the program's file, by which the miniport may map memory for it
 * @arg: where the program keeps its struct videoport_request
 *
 * Context: process context, may sleep, waits for other PASSIVE calls.
 * Return: 0 or a negative errno. Whenever the miniport was asked, the program
 * finds its status in the structure.
 */
long vp_ioctl_request(struct vp_adapter *adapter, struct file *filp,
		      struct videoport_request __user *arg)
{
	struct videoport_request request;
	void *buffer;
	int ret;

	/* Windows' miniports trust their caller with the whole device. */
	if (!capable(CAP_SYS_RAWIO))
		return -EPERM;
	if (copy_from_user(&request, arg, sizeof(request)))
		return -EFAULT;
	if (!vp_request_valid(&request))
		return -EINVAL;
	buffer = vp_request_buffer(&request);
	if (IS_ERR(buffer))
		return PTR_ERR(buffer);
	request.status = VIDEOPORT_STATUS_NONE;
	request.information = 0;
	ret = vp_request_serve(adapter, filp, &request, buffer);
	ret = vp_request_answer(&request, buffer, ret, arg);
	kvfree(buffer);
	return ret;
}
