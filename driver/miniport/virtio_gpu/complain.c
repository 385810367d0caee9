// SPDX-License-Identifier: GPL-2.0
/* What the device does wrong, in the log, which must survive it. */
#include "virtio_gpu.h"

#define VG_COMPLAINT_MAX 16

VOID VgComplain(PVG_EXTENSION Ext, PSTR Message, ULONG Value)
{
	if (Ext->Complaints.Count >= VG_COMPLAINT_MAX)
		return;
	Ext->Complaints.Count++;
	VideoPortDebugPrint(Error, Message, Value);
}

VOID VgComplainAnew(PVG_EXTENSION Ext)
{
	Ext->Complaints.Count = 0;
}
