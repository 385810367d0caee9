/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VIDEOPORT_SUPPORT_REPORT_H
#define VIDEOPORT_SUPPORT_REPORT_H

struct vp_adapter;

void vp_report_reclaim(struct vp_adapter *adapter);

#endif
