#!/bin/bash
# strata-kill - kill -9 of the daemon leaves no namespace and no TAP
name=strata-kill
# shellcheck source=tests/live/lib.sh
. "${srcdir:-.}/tests/live/lib.sh"
need_tap

# in_foreground: start, wait for the word; $pid is the daemon
in_foreground() {
	"$builddir/strata" up --foreground >"$tmp/fg" 2>&1 &
	pid=$! pids="$pids $!"
	for _ in $(seq 100); do
		grep -q '^host ' "$tmp/fg" && return 0
		sleep 0.1
	done
	return 1
}

# Who is in that network namespace?
holders() {
	local link
	for link in /proc/[0-9]*/ns/net; do
		[ "$(readlink "$link" 2>/dev/null)" = "$1" ] && echo "$link"
	done
}

in_foreground
ok $? "up --foreground"
ns=$(readlink "/proc/$pid/ns/net")
[ -n "$ns" ] && [ "$ns" != "$(readlink /proc/self/ns/net)" ] &&
	[ -n "$(holders "$ns")" ]
ok $? "the daemon is in a namespace of its own"
kill -9 "$pid"
wait "$pid" 2>/dev/null
sleep 0.2
[ -z "$(holders "$ns")" ]
ok $? "after kill -9 nobody holds the namespace"
refused "a stale socket is no stack" "no stack is up" strata -c lsmod
strata up >"$tmp/out" 2>&1 &&
	strata peer -- ping -c 1 -W 2 10.0.0.2 >"$tmp/out" 2>&1
ok $? "the next start works"
strata down >"$tmp/out" 2>&1
ok $? "and ends clean"

# The same in the caller's namespace, which is one of this test's own.
cat >"$tmp/host.sh" <<'END'
"$builddir/strata" up --foreground --host >"$tmp/fg" 2>&1 &
pid=$!
for _ in $(seq 100); do
	grep -q '^host ' "$tmp/fg" && break
	sleep 0.1
done
ping -c 1 -W 2 10.0.0.2 || exit 1
kill -9 $pid
wait $pid
sleep 0.2
! grep tap0 /proc/net/dev
END
export builddir tmp
if [ "$(id -u)" -eq 0 ]; then
	unshare -n bash "$tmp/host.sh" >"$tmp/out" 2>&1
	ok $? "--host: ping from here; kill -9 leaves no TAP"
else
	ok 0 "--host: kill -9 leaves no TAP # SKIP needs root"
fi
plan
