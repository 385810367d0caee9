// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>

#include "status.h"

/**
 * vp_status_errno() - the errno that a miniport's status stands for
 * @status: a Win32 error code
 *
 * Return: 0 or a negative errno; -EIO for what has no better one.
 */
int vp_status_errno(VP_STATUS status)
{
	switch (status) {
	case NO_ERROR:
		return 0;
	case ERROR_INVALID_FUNCTION:
		return -ENOTTY;
	case ERROR_NOT_ENOUGH_MEMORY:
		return -ENOMEM;
	case ERROR_DEV_NOT_EXIST:
		return -ENODEV;
	case ERROR_INVALID_PARAMETER:
	case ERROR_INSUFFICIENT_BUFFER:
		return -EINVAL;
	case ERROR_MORE_DATA:
		return -ENOSPC;
	case ERROR_BUSY:
		return -EBUSY;
	case WAIT_TIMEOUT:
		return -ETIMEDOUT;
	default:
		return -EIO;
	}
}
