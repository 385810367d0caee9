/* SPDX-License-Identifier: GPL-2.0 */
/* A ring's frames in a program's address space. */
#ifndef VIDEOPORT_PROGRAM_RINGMAP_H
#define VIDEOPORT_PROGRAM_RINGMAP_H

struct vm_area_struct;
struct vp_set;

int vp_ringmap_mmap(struct vp_set *set, struct vm_area_struct *vma);

#endif
