/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_PCI_H
#define VG_PCI_H

#include "base.h"

/* A mapped structure of the device */
typedef struct _VG_PART {
	PUCHAR Base;
	ULONG Length;
} VG_PART, *PVG_PART;

typedef struct _VG_PCI {
	VG_PART Common;
	VG_PART Notify;
	VG_PART Isr;
	VG_PART Device;
	ULONG NotifyMultiplier;
} VG_PCI, *PVG_PCI;

VP_STATUS VgPciMap(PVG_EXTENSION Ext);
VOID VgPciUnmap(PVG_EXTENSION Ext);
BOOLEAN VgPciMsixEnabled(PVG_EXTENSION Ext);

/* A queue's doorbell, by the number that the device has for it; or NULL */
PUSHORT VgPciDoorbell(PVG_EXTENSION Ext, USHORT Number);

/* Reading clears it. */
UCHAR VgPciReadIsr(PVG_EXTENSION Ext);

/* Fields of the common configuration, COMMON_* */
UCHAR VgPciRead8(PVG_EXTENSION Ext, ULONG Offset);
USHORT VgPciRead16(PVG_EXTENSION Ext, ULONG Offset);
ULONG VgPciRead32(PVG_EXTENSION Ext, ULONG Offset);
VOID VgPciWrite8(PVG_EXTENSION Ext, ULONG Offset, UCHAR Value);
VOID VgPciWrite16(PVG_EXTENSION Ext, ULONG Offset, USHORT Value);
VOID VgPciWrite32(PVG_EXTENSION Ext, ULONG Offset, ULONG Value);
VOID VgPciWrite64(PVG_EXTENSION Ext, ULONG Offset, ULONGLONG Value);

/* Fields of the device's own, GPU_CONFIG_* */
ULONG VgPciReadConfig(PVG_EXTENSION Ext, ULONG Offset);
VOID VgPciWriteConfig(PVG_EXTENSION Ext, ULONG Offset, ULONG Value);

#endif
