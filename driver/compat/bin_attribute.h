/* SPDX-License-Identifier: GPL-2.0 */
/* Since Linux 6.16 the functions of a binary attribute do not change it. */
#ifndef VIDEOPORT_BIN_ATTRIBUTE_H
#define VIDEOPORT_BIN_ATTRIBUTE_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 16, 0)
#define vp_bin_const
#else
#define vp_bin_const const
#endif

#endif
