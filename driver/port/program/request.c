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

/*
 * Packet and status block are the miniport's to write, so what is checked is a
 * copy of what they held before and of what they hold after: @answer.
 */
static int vp_request_send(struct vp_adapter *adapter,
			   VIDEO_REQUEST_PACKET *packet, STATUS_BLOCK *answer)
{
	STATUS_BLOCK *block = packet->StatusBlock;
	u32 room = packet->OutputBufferLength;
	u32 code = packet->IoControlCode;
	BOOLEAN done;
	int ret;

	lockdep_assert_held(&adapter->device_lock);
	block->Status = VP_STATUS_NONE;
	WRITE_ONCE(adapter->request_code, code);
	done = adapter->hw->HwStartIO(adapter->ext, packet);
	WRITE_ONCE(adapter->request_code, 0);
	vp_returned(adapter);
	answer->Status = READ_ONCE(block->Status);
	answer->Information = READ_ONCE(block->Information);
	ret = vp_request_completed(adapter, code, done, answer->Status);
	if (ret)
		return ret;
	if (answer->Information > room) {
		vp_warn(adapter, "HwVidStartIO(%#x) claims %llu bytes of output where there is room for %u\n",
			code, answer->Information, room);
		return -EIO;
	}
	return vp_errno(answer->Status);
}

/* A miniport that gave up waiting for its device may have left it at work there. */
static void vp_request_free(struct vp_adapter *adapter, u32 code, void *buffer,
			    u32 size)
{
	struct vp_span span = {
		.memory = buffer,
		.at = buffer,
		.size = size,
	};

	/* By name, as a program may pass here when the function is gone. */
	if (buffer && vp_mdl_adopt(adapter, &span))
		pr_warn_ratelimited("%s %s: HwVidStartIO(%#x) returned with the request's buffer locked for DMA; it is kept until it is unlocked\n",
				    adapter->driver_name, adapter->bus_id, code);
	else
		kvfree(buffer);
}

/**
 * vp_request() - send one packet of the port's own
 * @adapter: an adapter whose miniport is initialized
 * @code: IOCTL_VIDEO_*
 * @out: room for what comes out, zero behind it
 * @out_len: bytes of it
 * @information: NULL, or where the count of bytes that came out goes
 *
 * Context: process context, may sleep, device_lock held.
 * Return: 0 or the errno for the miniport's status; -EIO if it claims more
 * output than there is room for, or does not complete the packet; -ENOMEM.
 */
int vp_request(struct vp_adapter *adapter, u32 code, void *out, u32 out_len,
	       u32 *information)
{
	STATUS_BLOCK answer, block = { };
	VIDEO_REQUEST_PACKET packet = {
		.IoControlCode = code,
		.StatusBlock = &block,
		.OutputBufferLength = out_len,
	};
	void *buffer;
	int ret;

	/* Not the caller's, which goes even if the device is still at work there. */
	buffer = kvzalloc(out_len, GFP_KERNEL);
	if (!buffer)
		return -ENOMEM;
	packet.OutputBuffer = buffer;
	ret = vp_request_send(adapter, &packet, &answer);
	if (!ret)
		memcpy(out, buffer, out_len);
	if (!ret && information)
		*information = answer.Information;
	vp_request_free(adapter, code, buffer, out_len);
	return ret;
}

static bool vp_request_valid(const struct videoport_request *request)
{
	return !request->flags &&
	       !memchr_inv(request->reserved, 0, sizeof(request->reserved)) &&
	       request->in_length <= VIDEOPORT_REQUEST_MAX &&
	       request->out_length <= VIDEOPORT_REQUEST_MAX;
}

static u32 vp_request_size(const struct videoport_request *request)
{
	return max(request->in_length, request->out_length);
}

/* One buffer for both directions, as Windows gives for METHOD_BUFFERED. */
static void *vp_request_buffer(const struct videoport_request *request)
{
	u32 size = vp_request_size(request);
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
	STATUS_BLOCK answer, block = { .Status = ERROR_INVALID_FUNCTION };
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
	ret = vp_request_send(adapter, &packet, &answer);
	WRITE_ONCE(adapter->requester_task, NULL);
	adapter->requester = NULL;
	vp_leave(adapter);
	request->status = answer.Status;
	request->information = min_t(u64, answer.Information, U32_MAX);
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
			 request->information)) {
		request->information = 0;
		ret = -EFAULT;
	}
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
	vp_request_free(adapter, request.code, buffer,
			vp_request_size(&request));
	return ret;
}
