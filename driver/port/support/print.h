/* SPDX-License-Identifier: GPL-2.0 */
/* A miniport's words in the kernel log. */
#ifndef VIDEOPORT_SUPPORT_PRINT_H
#define VIDEOPORT_SUPPORT_PRINT_H

void vp_print_exit(void);

#endif
