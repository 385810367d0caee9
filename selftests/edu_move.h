/* SPDX-License-Identifier: GPL-2.0 */
/* Random data of every length, moved to the device and back */
#ifndef _SELFTESTS_EDU_MOVE_H
#define _SELFTESTS_EDU_MOVE_H

#include <stdbool.h>

#include "edu_functions.h"

extern bool every_length;	/* or a sample of them */
extern unsigned int wrong;	/* moves that were */

void move_all(void);
unsigned int lengths_moved(unsigned int which);

/* Each transfer is one interrupt and one DPC, by message and by line. */
bool counts_are_right(EDU_INFO *before);

#endif
