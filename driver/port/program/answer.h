/* SPDX-License-Identifier: GPL-2.0 */
/* What a miniport answers a display driver, as a program can use it. */
#ifndef VIDEOPORT_PROGRAM_ANSWER_H
#define VIDEOPORT_PROGRAM_ANSWER_H

#include <linux/types.h>

struct vp_adapter;

int vp_answer_for_program(struct vp_adapter *adapter, u32 code, void *buffer, u64 length);

#endif
