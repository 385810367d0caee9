/* SPDX-License-Identifier: GPL-2.0 */
/* What hangs on the device and what it can show. */
#ifndef VIDEOPORT_MONITOR_H
#define VIDEOPORT_MONITOR_H

#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include "uapi/videoport.h"
#include "video.h"

struct vp_adapter;

#define VP_MONITOR_EDID		256

/**
 * struct vp_monitor_state - modes and children
 * @lock: guards the next six; innermost
 * @modes: as the miniport said last
 * @count: entries of @modes
 * @preferred: the monitor's
 * @edid: the monitor's, zero if it has none
 * @published: the device file is there
 * @owed: children were asked for again before that
 * @work: asks for children again
 * @changed: called after that, nothing held; constant once published
 */
struct vp_monitor_state {
	struct mutex lock; /* guards modes, count, preferred, edid, published, owed */
	VIDEO_MODE_INFORMATION *modes;
	unsigned int count;
	unsigned int preferred;
	u8 edid[VP_MONITOR_EDID];
	bool published;
	bool owed;
	struct work_struct work;
	void (*changed)(struct vp_adapter *adapter);
};

void vp_monitor_setup(struct vp_adapter *adapter);
int vp_monitor_init(struct vp_adapter *adapter);
void vp_monitor_publish(struct vp_adapter *adapter);
void vp_monitor_stop(struct vp_adapter *adapter);
void vp_monitor_serve(struct vp_adapter *adapter, void (*changed)(struct vp_adapter *adapter));
void vp_monitor_free(struct vp_adapter *adapter);
unsigned int vp_monitor_modes(struct vp_adapter *adapter, unsigned int *preferred);
void vp_monitor_edid(struct vp_adapter *adapter, u8 *edid);
int vp_monitor_mode(struct vp_adapter *adapter, unsigned int index, struct videoport_mode *mode);
int vp_monitor_information(struct vp_adapter *adapter, unsigned int index,
			   VIDEO_MODE_INFORMATION *info);

#endif
