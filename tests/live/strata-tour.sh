#!/bin/bash
# strata-tour - all ten stops of the tour run on a stack that is up
name=strata-tour
# shellcheck source=tests/live/lib.sh
. "${srcdir:-.}/tests/live/lib.sh"
need_tap
command -v ping >/dev/null || skip_all "iputils-ping is not installed"

strata up >"$tmp/out" 2>&1
ok $? "starts"
strata -c tour >"$tmp/out" 2>&1 && [ "$(grep -c '^ *[0-9]* ' "$tmp/out")" -eq 10 ]
ok $? "tour lists ten stops"
for i in 1 2 3 4 5 6 7 8 9 10; do
	strata -c "tour $i" >"$tmp/out" 2>"$tmp/err" && [ ! -s "$tmp/err" ] &&
		grep -q "^== $i of 10: " "$tmp/out" &&
		grep -q '^    strata> ' "$tmp/out"
	ok $? "stop $i: every command works"
	cp "$tmp/out" "$tmp/stop$i"
done

# What the text promises is what one sees.
cp "$tmp/stop1" "$tmp/out"
grep -q '^receive path in twelve steps' "$tmp/out" &&
	grep -q '^10 .* icmp_rcv' "$tmp/out" && grep -q '^ICMP ' "$tmp/out"
ok $? "stop 1 shows the way"
cp "$tmp/stop2" "$tmp/out"
[ "$(grep -c '^ *[0-7] nic  *0 ' "$tmp/out")" -eq 8 ]
ok $? "stop 2 lists a ring of eight"
strata -c 'show ring eth0 rx' | grep -q '0 rx     256 '
ok $? "and leaves the ring as it was"
cp "$tmp/stop4" "$tmp/out"
grep -q '^ 3 .* 66+14 ' "$tmp/out" && grep -q '^ 9 .* 80+28 ' "$tmp/out" &&
	grep -q '^ 7 .* 16-14 ' "$tmp/out"
ok $? "stop 4: data moves by 14 and 28, and back by 14"
cp "$tmp/stop10" "$tmp/out"
grep -q 'DROP: NO_SOCKET' "$tmp/out" && grep -q 'both books balance' "$tmp/out"
ok $? "stop 10 finds the dropped datagram"

strata -c 'tour all' >"$tmp/out" 2>"$tmp/err" && [ ! -s "$tmp/err" ] &&
	[ "$(grep -c '^== ' "$tmp/out")" -eq 10 ]
ok $? "all of them in one go"
refused "no eleventh stop" "there is no stop 11" strata -c 'tour 11'
if command -v python3 >/dev/null; then
	strata --json -c tour | tee "$tmp/out" |
		python3 -c 'import json, sys; assert len(json.load(sys.stdin)["stops"]) == 10'
	ok $? "--json lists them"
fi
strata down >"$tmp/out" 2>&1 && grep -q 'both books balance' "$tmp/out"
ok $? "down: the books balance"

# A stop that cannot do what it says tells so.
cat >"$tmp/conf" <<'C'
mode virtual;
host a { dev eth0 { address 10.0.0.1/24; } }
host b { dev eth0 { address 10.0.0.2/24; } }
wire a:eth0 b:eth0 { delay 1ms; }
C
strata up "$tmp/conf" >"$tmp/out" 2>&1
ok $? "a world without a peer starts"
! strata -c 'tour 3' >"$tmp/out" 2>"$tmp/err" &&
	grep -q 'stop 3: .* did not work here' "$tmp/err"
ok $? "and the tour says that its commands do not work there"
strata down >"$tmp/out" 2>&1
ok $? "it ends"
plan
