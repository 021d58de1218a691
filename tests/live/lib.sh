# lib.sh - what the live tests of the program strata share; sourced
# A private runtime folder, TAP lines, and a clean end whatever happens.
# shellcheck shell=bash
set -u
export LC_ALL=C
srcdir=${srcdir:-.} builddir=${builddir:-build}
builddir=$(cd "$builddir" && pwd)
export STRATA_MODULES=${STRATA_MODULES:-$builddir/modules/.libs}
tmp=$(mktemp -d /tmp/strata-test-XXXXXX)
export XDG_RUNTIME_DIR=$tmp/run XDG_STATE_HOME=$tmp/state
mkdir -m 700 "$tmp/run"
pids=

strata() {
	"$builddir/strata" "$@"
}

cleanup() {
	local dir
	for dir in "$tmp"/run*; do
		XDG_RUNTIME_DIR=$dir strata down >/dev/null 2>&1
	done
	for pid in $pids; do
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	rm -rf "$tmp"
}
trap cleanup EXIT

# shellcheck source=scripts/tap.sh
. "$srcdir/scripts/tap.sh"

# Without a TAP in a namespace of our own there is nothing to test.
need_tap() {
	strata doctor >"$tmp/out" 2>&1 ||
		skip_all "$(sed -n 's/^ *because: //p' "$tmp/out" | head -1)"
}

# The peers are programs of others.
need() {
	local prog
	for prog in "$@"; do
		command -v "$prog" >/dev/null || skip_all "there is no $prog"
	done
}

# in_namespace CMD...: as its root, with lo up
in_namespace() {
	local how=-n
	[ "$(id -u)" -eq 0 ] || how=-rn
	unshare $how "$@"
}

# refused TEXT WORDS CMD...: fails, says one line with the words, leaves nothing
refused() {
	local text=$1 words=$2 rc
	shift 2
	"$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	rc=$?
	cat "$tmp/err" >>"$tmp/out"
	[ $rc -ne 0 ] && [ $rc -lt 126 ] &&
		[ "$(wc -l <"$tmp/err")" -eq 1 ] && grep -qF -- "$words" "$tmp/err"
	ok $? "$text"
}
