// SPDX-License-Identifier: GPL-2.0
/* Programs' IOCTL_VIDEO_* packets. */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "adapter.h"
#include "gate.h"
#include "linear.h"
#include "program/answer.h"
#include "program/request.h"
#include "program/usermap.h"
#include "startio.h"

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
	struct vp_usermap_requester requester = {
		.file = filp,
		.code = request->code,
	};
	int ret;

	ret = vp_gate_enter_interruptible(adapter);
	if (ret)
		return ret;
	ret = vp_linear_permit(adapter, request->code);
	if (ret) {
		vp_gate_leave(adapter);
		return ret;
	}
	vp_usermap_begin(adapter, &requester);
	ret = vp_startio_send(adapter, &packet, &answer);
	if (!ret)
		ret = vp_answer_for_program(adapter, request->code, buffer,
					    answer.Information);
	vp_usermap_end(adapter);
	if (!ret)
		vp_linear_served(adapter, filp, request->code);
	vp_gate_leave(adapter);
	request->status = answer.Status;
	request->information = min_t(u64, answer.Information, U32_MAX);
	/* Whatever the miniport made of it */
	return requester.refused && ret ? -EPERM : ret;
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
 * vp_request_ioctl() - a program's packet
 * @adapter: the adapter
 * @filp: the program's file, by which the miniport may map memory for it
 * @arg: where the program keeps its struct videoport_request
 *
 * Context: process context, may sleep, waits for other PASSIVE calls.
 * Return: 0 or a negative errno. Whenever the miniport was asked, the program
 * finds its status in the structure.
 */
long vp_request_ioctl(struct vp_adapter *adapter, struct file *filp,
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
	vp_startio_free(adapter, request.code, buffer,
			vp_request_size(&request));
	return ret;
}
