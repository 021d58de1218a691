#!/bin/bash
# strata-drops - dropwatch, perf trace and why say what a packet died of
name=strata-drops
# shellcheck source=tests/live/lib.sh
. "${srcdir:-.}/tests/live/lib.sh"
need_tap

# N datagrams to a port where nobody listens
knock() {
	strata peer -- bash -c \
		"for i in \$(seq $1); do echo x >/dev/udp/10.0.0.2/9; done"
}

# the offsets are the compiler's, and what of UDP it makes one function of
mask() {
	sed -E 's/\+0x[0-9a-f]+/+0xOFF/; s,/0x[0-9a-f]+,/0xSIZE,
		s/ udp_[a-z_]+\+(.*) \[ipv4\]/ UDP+\1/
		s/^(timestamp: ).*/\1T/; s/^(skb: ).*/\1N/'
}

strata up >"$tmp/out" 2>&1
ok $? "starts"
strata peer -- ping -c 1 -W 2 10.0.0.2 >"$tmp/out" 2>&1
ok $? "is there"
# the host's kernel talks IPv6 of its own, which is dropped
strata peer -- sh -c 'echo 1 >/proc/sys/net/ipv6/conf/tap0/disable_ipv6' \
	2>/dev/null

# A session as of dropwatch(1): three drops in a second are one alert.
printf '%s\n' 'dropwatch -l kas' 'set alertlimit 1' show start exit |
	strata >"$tmp/session" 2>&1 &
sleep 1
knock 3
wait $!
mask <"$tmp/session" >"$tmp/out"
diff - "$tmp/out" >"$tmp/diff" <<'END'
Initializing kallsyms db
dropwatch> set alertlimit 1
dropwatch> show
Alert Mode: Summary
Alert Limit: 1
dropwatch> start
Enabling monitoring...
Kernel monitoring activated.
Issue Ctrl-C to stop monitoring
3 drops at UDP+0xOFF (no socket listens for this packet) [NO_SOCKET]
Alert limit reached, deactivating!
dropwatch> exit
Shutting down ...
END
ok $? "a session of dropwatch, summary"

printf '%s\n' 'dropwatch -l kas' 'set alertmode packet' 'set alertlimit 1' \
	start exit | strata >"$tmp/session" 2>&1 &
sleep 1
knock 1
wait $!
mask <"$tmp/session" | sed -n '/^drop at/,/^$/p' >"$tmp/out"
diff - "$tmp/out" >"$tmp/diff" <<'END'
drop at: UDP+0xOFF/0xSIZE (no socket listens for this packet)
origin: software
timestamp: T
protocol: 0x800
length: 10
drop reason: NO_SOCKET
skb: N

END
ok $? "a session of dropwatch, each packet"
id=$(sed -n 's/^skb: //p' "$tmp/session")
strata -c "why $id" >"$tmp/out" 2>&1 &&
	grep -q 'no socket listens' "$tmp/out" &&
	grep -q "last $id. tells its way" "$tmp/out"
ok $? "why of that packet"

timeout -s INT 3 "$builddir/strata" -c 'dropwatch -l kas start' \
	>"$tmp/out" 2>&1 &
sleep 1
knock 1
wait $!
grep -q '^1 drops at ' "$tmp/out" && grep -q 'Got a stop message' "$tmp/out"
ok $? "Ctrl-C stops the monitoring"

strata -c "perf trace -e 'skb:*' -a --duration 2" >"$tmp/out" 2>&1 &
sleep 0.5
knock 1
wait $!
grep -Eq '^ +[0-9]+\.[0-9]{3} [^ ]+ skb:kfree_skb\(skbaddr: [0-9]+, location: udp_[a-z_]+\+0x[0-9a-f]+/0x[0-9a-f]+ \[ipv4\], protocol: 2048, reason: NO_SOCKET\)$' \
	"$tmp/out"
ok $? "perf trace: a drop"
strata -c 'why drops' >"$tmp/out" 2>&1 && grep -q '^[0-9]* NO_SOCKET$' \
	"$tmp/out" && awk 'length > 80 { exit 1 }' "$tmp/out"
ok $? "why drops, in lines of 80 columns"
if command -v python3 >/dev/null; then
	strata --json -c 'why drops' 2>&1 | tee "$tmp/out" |
		python3 -c 'import json, sys; json.load(sys.stdin)'
	ok $? "--json -c 'why drops' is JSON"
fi
refuses() {
	! strata -c "$1" >"$tmp/out" 2>&1 && grep -q "$2" "$tmp/out"
	ok $? "refused: $1"
}
refuses 'perf record' 'there is only trace'
refuses "perf trace -e 'moon:*'" 'names no event'
refuses 'perf trace --duration soon' 'wants seconds'
refuses 'dropwatch -l moon start' 'usage: dropwatch'
refuses 'dropwatch -x' 'usage: dropwatch'
refuses 'why' 'usage: why'
refuses 'why moon' 'why drops'

strata down >"$tmp/out" 2>&1 && grep -q 'both books balance, nothing is left' \
	"$tmp/out"
ok $? "down: the books balance"

# In virtual time the seconds are the host's, and the lines always the same.
cat >"$tmp/conf" <<'END'
mode virtual; seed 3;
host a { dev eth0 { address 10.0.0.1/24; } }
host b { dev eth0 { address 10.0.0.2/24; } }
wire a:eth0 b:eth0 { delay 1ms; }
END
for run in 1 2; do
	strata up "$tmp/conf" >"$tmp/out" 2>&1
	ok $? "virtual time, $run"
	strata -c 'perf trace -a --duration 20' >"$tmp/lines$run" 2>&1 &&
		strata -c 'run 1s' >"$tmp/out" 2>&1 &&
		grep -q '^now 21000000000 ns' "$tmp/out"
	ok $? "twenty seconds of it passed, $run"
	strata -c 'why drops' >"$tmp/out" 2>&1 &&
		grep -q '^nothing was dropped' "$tmp/out"
	ok $? "why drops: there are none, $run"
	strata down >"$tmp/out" 2>&1
	ok $? "down, $run"
done
grep -q 'napi:napi_poll(dev: "eth0", napi_id: 65' "$tmp/lines1" &&
	cmp "$tmp/lines1" "$tmp/lines2" >"$tmp/out" 2>&1
ok $? "both times the same lines"
plan
