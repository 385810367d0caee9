/* SPDX-License-Identifier: GPL-2.0 */
#ifndef INITGUID
#define INITGUID
#endif
#include "guiddef.h"
