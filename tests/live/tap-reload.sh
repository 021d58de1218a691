#!/bin/bash
# tap-reload - tap_reload_test in a network namespace of its own
#
# usage: tap-reload.sh [WORDS OF A TEST | --soak PERCENT --seed N]
name=tap-reload
# shellcheck source=tests/live/lib.sh
. "${srcdir:-.}/tests/live/lib.sh"
need_tap
need ping

in_namespace "$builddir/tests/live/tap_reload_test" "$@"
