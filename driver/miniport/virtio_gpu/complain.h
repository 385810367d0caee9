/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VG_COMPLAIN_H
#define VG_COMPLAIN_H

#include "base.h"

/* Since the device was started */
typedef struct _VG_COMPLAINTS {
	ULONG Count;
} VG_COMPLAINTS, *PVG_COMPLAINTS;

/* Say what the device does wrong, if that was not too often already. */
VOID VgComplain(PVG_EXTENSION Ext, PSTR Message, ULONG Value);

/* Be ready to say it again. */
VOID VgComplainAnew(PVG_EXTENSION Ext);

#endif
