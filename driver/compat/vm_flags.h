/* SPDX-License-Identifier: GPL-2.0 */
/* Linux 6.3 put vm_flags behind a function that write-locks the area. */
#ifndef VIDEOPORT_VM_FLAGS_H
#define VIDEOPORT_VM_FLAGS_H

#include <linux/mm.h>
#include <linux/version.h>

static inline void vp_vm_flags_set(struct vm_area_struct *vma,
				   unsigned long flags)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
	vma->vm_flags |= flags;
#else
	vm_flags_set(vma, flags);
#endif
}

#endif
