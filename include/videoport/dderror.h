/* SPDX-License-Identifier: GPL-2.0 */
/* A miniport's status codes: under this name the DDK ships a part of winerror.h. */
#include "winerror.h"
