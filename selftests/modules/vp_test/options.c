// SPDX-License-Identifier: GPL-2.0
/* What a test asks for when it loads the module */
#include <linux/module.h>

#include "vp_test.h"

bool vpt_msi = true;
module_param_named(msi, vpt_msi, bool, 0444);
MODULE_PARM_DESC(msi, "the INF would say MSISupported");

bool vpt_offer_ring = true;
module_param_named(ring, vpt_offer_ring, bool, 0444);
MODULE_PARM_DESC(ring, "offer FRAME_RING");

bool vpt_guard;
module_param_named(guard, vpt_guard, bool, 0444);
MODULE_PARM_DESC(guard, "videoport's dma_guard is on: write outside of buffers");

static char *fail = "";
module_param(fail, charp, 0444);
MODULE_PARM_DESC(fail, "stage that goes wrong: find, init, init-lock, init-wait, early-children, modes, modes-locked, child, interface, version, function, power, no-power, pull");

/* Fail at a stage of the device's life because the test asked for it. */
bool vpt_fails(const char *stage)
{
	return !strcmp(fail, stage);
}
