#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The guest's part of "make test": test-guest.sh TEST...
#
# What fails to load is for the tests to find: they skip or fail, and are counted.
takeover load
takeover take
modprobe vp_test

cd /kselftest || exit
for test in "$@"; do
	set -- "$@" -t "videoport:$test"
	shift
done
exec ./run_kselftest.sh "$@"
