/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's harness, but that no case has a limit of its own: see wait.h. */
#ifndef _SELFTESTS_HARNESS_H
#define _SELFTESTS_HARNESS_H

#include "kselftest_harness.h"

/* A day */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 86400

#endif
