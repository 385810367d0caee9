/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VIDEOPORT_STATUS_H
#define VIDEOPORT_STATUS_H

#include "video.h"

int vp_status_errno(VP_STATUS status);

#endif
