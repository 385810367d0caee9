/* SPDX-License-Identifier: GPL-2.0 */
/* Linux 6.8 gave PCI_IRQ_LEGACY the name that PCI uses for it. */
#ifndef VIDEOPORT_INTX_H
#define VIDEOPORT_INTX_H

#include <linux/pci.h>

#ifndef PCI_IRQ_INTX
#define PCI_IRQ_INTX PCI_IRQ_LEGACY
#endif

#endif
