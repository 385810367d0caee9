/* SPDX-License-Identifier: GPL-2.0 */
/* Ports by their numbers. */
#ifndef VIDEOPORT_HARDWARE_PORTS_H
#define VIDEOPORT_HARDWARE_PORTS_H

#include <linux/types.h>

/* Where a port is a number to the processor, which every address of memory is above */
#define VP_PORTS	(IS_ENABLED(CONFIG_X86) ? 0x10000 : 0)

void vp_ports_open(u32 first, u32 count);
void vp_ports_close(u32 first, u32 count);

#endif
