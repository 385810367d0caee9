/* SPDX-License-Identifier: GPL-2.0 */
/* What the DDK has and a miniport can live without. */
#ifndef VIDEOPORT_SUPPORT_REFUSED_H
#define VIDEOPORT_SUPPORT_REFUSED_H

/**
 * struct vp_refused_state - what a miniport asked for in vain
 * @told: bits of functions, each named in the log once
 */
struct vp_refused_state {
	unsigned long told;
};

#endif
