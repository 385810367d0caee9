/* SPDX-License-Identifier: GPL-2.0 */
/* What is taken from devices behind an IOMMU, as its trace says. */
#ifndef _SELFTESTS_UNMAPPED_H
#define _SELFTESTS_UNMAPPED_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the PCI function has an IOMMU, which is watched from now on */
bool unmapped_watch(const char *address);

/*
 * Bytes since then, of all devices, in parts of this size, or with 0 of any; it is watched no
 * more.
 */
size_t unmapped(size_t part);

#endif
