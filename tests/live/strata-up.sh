#!/bin/bash
# strata-up - up, the host's ping, what -c answers, down: nothing is left
name=strata-up
# shellcheck source=tests/live/lib.sh
. "${srcdir:-.}/tests/live/lib.sh"
need_tap

strata up >"$tmp/out" 2>&1 && grep -q '10.0.0.2/24' "$tmp/out"
ok $? "starts and says where"
strata peer -- ping -c 5 -i 0.2 -W 2 10.0.0.2 >"$tmp/out" 2>&1 &&
	grep -q ' 0% packet loss' "$tmp/out"
ok $? "the host's kernel pings it without loss"
strata peer -- ping -c 2 -i 0.2 -W 2 -s 20000 10.0.0.2 >"$tmp/out" 2>&1 &&
	grep -q ' 0% packet loss' "$tmp/out"
ok $? "a ping of 20,000 bytes, in fragments"
strata peer -- sh -c 'exit 7'
[ $? -eq 7 ]
ok $? "peer gives the program's exit status"

strata -c 'last icmp_rcv' >"$tmp/out" 2>&1
for word in napi_schedule nic_rx ip_rcv icmp_rcv 'nic_tx ' napi_poll; do
	grep -q "$word" "$tmp/out" || echo "no $word" >>"$tmp/missing"
done
[ ! -e "$tmp/missing" ]
ok $? "last tells the way from the ring to the reply"
awk 'length > 80 { exit 1 }' "$tmp/out"
ok $? "in lines of 80 columns"
{ strata -c 'timeline icmp_rcv'; strata -c 'timeline --tx'; strata -c map; } \
	>"$tmp/out" 2>&1 && grep -q '^ICMP ' "$tmp/out" &&
	grep -q 'ip_rcv() *proto/ipv4/ip_input.c:[0-9]' "$tmp/out" &&
	awk 'length > 80 { exit 1 }' "$tmp/out"
ok $? "timeline and map, too"

{ strata -c help; strata -c 'help show'; strata --help; } >"$tmp/out" 2>&1
awk 'length > 80 { exit 1 }' "$tmp/out"
ok $? "help is of 80 columns"
for view in books dev hooks irq napi neigh 'ring eth0' route skb sock \
	softnet 'file /proc/net/dev'; do
	strata -c "show $view" >"$tmp/out" 2>&1 && [ -s "$tmp/out" ]
	ok $? "show $view"
done
strata -c 'show neigh' | grep -q '10.0.0.1 .*:'
ok $? "the neighbour is known"
strata -c 'show route' | grep -q '^main *unicast *10.0.0.0/24'
ok $? "the connected route is there"
if command -v python3 >/dev/null; then
	for verb in 'show books' 'show ring eth0' 'show route' lsmod help \
		dmesg 'modinfo tap' 'last icmp_rcv' 'last --tx' timeline \
		map; do
		strata --json -c "$verb" 2>&1 | tee "$tmp/out" |
			python3 -c 'import json, sys; json.load(sys.stdin)'
		ok $? "--json -c '$verb' is JSON"
	done
fi

strata -c 'insmod dummy' && strata -c lsmod | grep -q '^dummy ' &&
	strata -c 'rmmod dummy' && ! strata -c lsmod | grep -q '^dummy '
ok $? "insmod, lsmod, rmmod"
(cd "$STRATA_MODULES" && "$builddir/strata" -c 'insmod ./dummy.so' &&
	"$builddir/strata" -c 'rmmod dummy') >"$tmp/out" 2>&1
ok $? "insmod of a file, where the caller stands"
strata -c 'knob eth0 overrun=hold' &&
	strata -c 'show ring eth0' | grep -q 'overrun=hold'
ok $? "knob turns a knob"
timeout -s INT 3 "$builddir/strata" -c 'trace icmp_rcv' >"$tmp/out" 2>&1 &
sleep 1
strata peer -- ping -c 1 -W 2 10.0.0.2 >/dev/null
wait $!
grep -q 'icmp:icmp_rcv type=8' "$tmp/out"
ok $? "trace shows events as they happen, until Ctrl-C"
printf 'lsmod\nshow softnet\nexit\n' | strata >"$tmp/out" 2>&1 &&
	grep -q processed "$tmp/out"
ok $? "the shell reads lines from a pipe"

strata down >"$tmp/out" 2>&1 && grep -q 'both books balance, nothing is left' \
	"$tmp/out"
ok $? "down: the books balance"
[ ! -e "$XDG_RUNTIME_DIR/strata/socket" ]
ok $? "no socket is left"
# A log of 4 KB: 300 complaints are more.
echo 'log 4096; host a { }' >"$tmp/conf"
strata up "$tmp/conf" >"$tmp/out" 2>&1
for i in $(seq 300); do echo "insmod nonsense$i"; done |
	strata >/dev/null 2>&1
log=$XDG_RUNTIME_DIR/strata/log
cp "$log" "$tmp/out"
[ "$(wc -c <"$log")" -le 4300 ] && grep -q 'nonsense300"' "$log" &&
	! grep -q 'nonsense1"' "$log" &&
	head -1 "$log" | grep -q 'older lines were dropped' &&
	! grep -qv '^<[0-7]>' "$log"
ok $? "the log keeps its newest lines"
strata down >"$tmp/out" 2>&1
ok $? "down again"
strata demo >"$tmp/out" 2>&1
ok $? "demo does all of it"
plan
