/* SPDX-License-Identifier: GPL-2.0 */
/* How Windows composes a device control code. */
#ifndef _DEVIOCTL_
#define _DEVIOCTL_

#define FILE_DEVICE_VIDEO 0x00000023

#define METHOD_BUFFERED 0
#define METHOD_IN_DIRECT 1
#define METHOD_OUT_DIRECT 2
#define METHOD_NEITHER 3

#define FILE_ANY_ACCESS 0

#define CTL_CODE(DeviceType, Function, Method, Access) \
	(((DeviceType) << 16) | ((Access) << 14) | ((Function) << 2) | (Method))

#endif
