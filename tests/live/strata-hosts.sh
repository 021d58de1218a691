#!/bin/bash
# strata-hosts - several hosts of one file; two daemons at once
name=strata-hosts
# shellcheck source=tests/live/lib.sh
. "${srcdir:-.}/tests/live/lib.sh"
need_tap

# The example of the manual page, as it stands there.
awk '/^\.nf/ { on = 1; next } /^\.fi/ { exit } on' \
	"$srcdir/doc/strata.conf.5" >"$tmp/conf"
strata up "$tmp/conf" >"$tmp/out" 2>&1
ok $? "up FILE with two hosts and a wire"
strata peer -- sh -c "ip route add 10.1.0.0/24 via 10.0.0.2 &&
	ping -c 3 -i 0.2 -W 2 10.1.0.2" >"$tmp/out" 2>&1 &&
	grep -q ' 0% packet loss' "$tmp/out"
ok $? "ping through the router"
grep -q 'ttl=63' "$tmp/out"
ok $? "whose hop is counted"
strata -H server -c 'last icmp_rcv' >"$tmp/out" 2>&1 &&
	grep -q icmp_rcv "$tmp/out"
ok $? "-H: the server tells the ping"
strata -H router -c 'last ip_forward' >"$tmp/out" 2>&1 &&
	grep -q ip_forward "$tmp/out"
ok $? "-H: the router forwarded it"

mkdir -m 700 "$tmp/run2"
XDG_RUNTIME_DIR=$tmp/run2 strata up >"$tmp/out" 2>&1
ok $? "a second daemon in another folder"
XDG_RUNTIME_DIR=$tmp/run2 strata peer -- ping -c 1 -W 2 10.0.0.2 \
	>"$tmp/out" 2>&1 && strata peer -- ping -c 1 -W 2 10.0.0.2 \
	>"$tmp/out" 2>&1
ok $? "both answer"
XDG_RUNTIME_DIR=$tmp/run2 strata down >"$tmp/out" 2>&1
ok $? "one ends"
strata -c lsmod >"$tmp/out" 2>&1
ok $? "the other stays"
strata down >"$tmp/out" 2>&1
ok $? "and ends clean"

cat >"$tmp/conf" <<'END'
mode virtual; seed 3;
host a { dev eth0 { address 10.0.0.1/24; } }
host b { dev eth0 { address 10.0.0.2/24; } }
wire a:eth0 b:eth0 { delay 1ms; }
END
strata up "$tmp/conf" >"$tmp/out" 2>&1
ok $? "virtual time"
strata -c 'run 60s' >"$tmp/out" 2>&1 && grep -q '^now [0-9]\{11\} ns' "$tmp/out"
ok $? "a minute passes at once"
strata down >"$tmp/out" 2>&1
ok $? "and ends clean"
plan
