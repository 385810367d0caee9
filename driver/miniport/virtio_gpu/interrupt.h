/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_INTERRUPT_H
#define VG_INTERRUPT_H

#include "base.h"

/* HwVidInterrupt, and what it leaves for later */
BOOLEAN NTAPI VgInterrupt(PVOID HwDeviceExtension);
VOID NTAPI VgInterruptDpc(PVOID HwDeviceExtension, PVOID Context);

#endif
