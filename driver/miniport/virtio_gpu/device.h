/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_DEVICE_H
#define VG_DEVICE_H

#include "base.h"

typedef struct _VG_DEVICE {
	BOOLEAN DmaRemapped;
	BOOLEAN Msix;
	ULONG Features[VIRTIO_FEATURE_WORDS];
} VG_DEVICE, *PVG_DEVICE;

/* All PASSIVE, but for VgDeviceUsesMsix */
VOID VgDevicePrepare(PVG_EXTENSION Ext);

/* As far as features: what cannot be driven shows here. */
VP_STATUS VgDeviceGreet(PVG_EXTENSION Ext);

VP_STATUS VgDeviceStart(PVG_EXTENSION Ext);

/* On NO_ERROR the device reaches no memory any more. */
VP_STATUS VgDeviceReset(PVG_EXTENSION Ext);
VP_STATUS VgDeviceStop(PVG_EXTENSION Ext);

/* Since the last start */
BOOLEAN VgDeviceUsesMsix(PVG_EXTENSION Ext);

#endif
