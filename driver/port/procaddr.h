/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VIDEOPORT_PROCADDR_H
#define VIDEOPORT_PROCADDR_H

#include "video.h"

PVOID vp_procaddr(PVOID HwDeviceExtension, PUCHAR FunctionName);

#endif
