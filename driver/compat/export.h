/* SPDX-License-Identifier: GPL-2.0 */
/* Since Linux 6.13 the name of a namespace is a string. */
#ifndef VIDEOPORT_EXPORT_H
#define VIDEOPORT_EXPORT_H

#include <linux/module.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define EXPORT_SYMBOL_VIDEOPORT(symbol) EXPORT_SYMBOL_NS_GPL(symbol, VIDEOPORT)
#define VP_IMPORT() MODULE_IMPORT_NS(VIDEOPORT)
#define VP_IMPORT_DMA_BUF() MODULE_IMPORT_NS(DMA_BUF)
#else
#define EXPORT_SYMBOL_VIDEOPORT(symbol) EXPORT_SYMBOL_NS_GPL(symbol, "VIDEOPORT")
#define VP_IMPORT() MODULE_IMPORT_NS("VIDEOPORT")
#define VP_IMPORT_DMA_BUF() MODULE_IMPORT_NS("DMA_BUF")
#endif

#endif
