#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The port driver's times, by those of vp_test's cases that measure.
exec "$(dirname "$0")/port" --timed
