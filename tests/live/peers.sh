#!/bin/bash
# peers - the host's programs talk to the stack: ping, traceroute, arping, nc
name=peers
# shellcheck source=tests/live/lib.sh
. "${srcdir:-.}/tests/live/lib.sh"
need_tap
need ping ip

peer() {
	strata peer -- "$@"
}

# all_back CMD...: a ping of which every packet is answered, once
all_back() {
	"$@" >"$tmp/out" 2>&1 && grep -q ' 0% packet loss' "$tmp/out" &&
		! grep -qE 'DUP!|wrong data|errors' "$tmp/out"
}

# A host behind a router whose far wire takes 1,000 bytes.
cat >"$tmp/conf" <<'END'
host router {
	dev eth0 { tap; address 10.0.0.2/24; peer 10.0.0.1/24; }
	dev eth1 { address 10.1.0.1/24; mtu 1000; }
	sysctl net.ipv4.ip_forward = 1;
	sysctl net.ipv4.icmp_ratelimit = 0;
	sysctl net.ipv4.route.error_cost = 0;
}
host server {
	dev eth0 { address 10.1.0.2/24; mtu 1000; }
	route default via 10.1.0.1;
	sysctl net.ipv4.icmp_ratelimit = 0;
}
wire router:eth1 server:eth0 { }
END
strata up "$tmp/conf" >"$tmp/out" 2>&1 &&
	peer ip route add 10.1.0.0/24 via 10.0.0.2
ok $? "up"

all_back peer ping -q -f -c 2000 -W 5 10.0.0.2
ok $? "ping -f: 2,000 of 2,000"
all_back peer ping -q -l 100 -c 500 -i 0.002 -W 5 10.0.0.2
ok $? "100 pings back to back, again and again"
all_back peer ping -q -s 60000 -c 5 -i 0.2 -W 5 10.0.0.2
ok $? "ping -s 60000"
all_back peer ping -q -s 65507 -c 2 -i 0.2 -W 5 10.0.0.2
ok $? "ping -s 65507, the largest"
all_back peer ping -q -s 0 -c 2 -i 0.2 -W 5 10.0.0.2
ok $? "ping -s 0"
all_back peer ping -n -R -c 1 -W 5 10.0.0.2 &&
	[ "$(awk '/^RR:/ { on = 1 } !NF { on = 0 } on { print $NF }' \
		"$tmp/out" | xargs)" = "10.0.0.1 10.0.0.2 10.0.0.2 10.0.0.1" ]
ok $? "ping -R: each way is recorded"
all_back peer ping -n -T tsandaddr -c 1 -W 5 10.0.0.2 &&
	grep -qE '^\s+10.0.0.2\s+[0-9-]+$' "$tmp/out"
ok $? "ping -T: we stamp it"

# ---- the path's MTU
all_back peer ping -q -M dont -s 3000 -c 2 -i 0.2 -W 5 10.1.0.2
ok $? "without DF the router cuts"
all_back peer ping -q -M "do" -s 972 -c 2 -i 0.2 -W 5 10.1.0.2
ok $? "DF, 1,000 bytes: fits"
! peer ping -M "do" -s 973 -c 1 -W 5 10.1.0.2 >"$tmp/out" 2>&1 &&
	grep -q '^From 10.0.0.2 .*Frag needed.*mtu = 1000' "$tmp/out"
ok $? "DF, 1,001 bytes: the router says 1,000"
! peer ping -M "do" -s 973 -c 1 -W 5 10.1.0.2 >"$tmp/out" 2>&1 &&
	grep -qiE 'local error: message too long, mtu.1000' "$tmp/out"
ok $? "and the host's kernel has learned it"
all_back peer ping -q -M want -s 3000 -c 2 -i 0.2 -W 5 10.1.0.2
ok $? "and cuts by itself"
! peer ping -t 1 -c 1 -W 5 10.1.0.2 >"$tmp/out" 2>&1 &&
	grep -q '^From 10.0.0.2 .*Time to live exceeded' "$tmp/out"
ok $? "ttl 1 ends at the router"
peer ip route add 10.9.0.0/24 via 10.0.0.2
! peer ping -c 1 -W 5 10.9.0.1 >"$tmp/out" 2>&1 &&
	grep -q '^From 10.0.0.2 .*Destination Net Unreach' "$tmp/out"
ok $? "no route: the router says so"

# ---- traceroute
hops() { # hops FIRST SECOND: that and nothing else
	awk -v want="$*" '/^ *[0-9]+ / { got = got (got ? " " : "") $2 }
		END { exit got != want }' "$tmp/out"
}
if command -v traceroute >/dev/null; then
	for mode in -U -I "-U -p 53" "-I -q 3"; do
		# shellcheck disable=SC2086 # words
		peer traceroute -n -w 3 $mode 10.1.0.2 >"$tmp/out" 2>&1 &&
			hops 10.0.0.2 10.1.0.2 && ! grep -q '\*' "$tmp/out"
		ok $? "traceroute $mode: two hops, none silent"
	done
	peer traceroute -n -w 3 -q 1 10.0.0.2 >"$tmp/out" 2>&1 &&
		hops 10.0.0.2
	ok $? "traceroute to the first hop"
	peer traceroute -n -w 3 -q 1 10.9.0.1 >"$tmp/out" 2>&1
	grep -qE '10.0.0.2 .*!N' "$tmp/out"
	ok $? "traceroute into nowhere: !N"
	peer ip route flush cache
	peer traceroute -n -w 3 -q 1 --mtu 10.1.0.2 >"$tmp/out" 2>&1 &&
		grep -q 'F=1000' "$tmp/out"
	ok $? "traceroute --mtu finds 1,000"
else
	ok 0 "traceroute # SKIP it is not installed"
fi

# ---- arping
if command -v arping >/dev/null && arping -V 2>&1 | grep -q iputils; then
	peer arping -c 3 -w 5 -I tap0 10.0.0.2 >"$tmp/out" 2>&1 &&
		grep -q 'Received 3 response' "$tmp/out"
	ok $? "arping: 3 of 3"
	peer arping -D -c 2 -w 5 -I tap0 10.0.0.2 >"$tmp/out" 2>&1
	[ $? -eq 1 ]
	ok $? "arping -D: the address is ours"
	peer arping -D -c 2 -w 2 -I tap0 10.0.0.77 >"$tmp/out" 2>&1
	ok $? "arping -D: that one is nobody's"
	peer arping -c 1 -w 1 -I tap0 10.1.0.2 >"$tmp/out" 2>&1
	grep -q 'Received 0 response' "$tmp/out"
	ok $? "arping: we do not speak for what lies behind us"
	peer ip address add 10.0.0.9/24 dev tap0
	peer arping -U -c 1 -w 1 -I tap0 -s 10.0.0.9 10.0.0.9 >"$tmp/out" 2>&1
	strata -c 'show neigh' >"$tmp/out" 2>&1
	! grep -q '^10.0.0.9 ' "$tmp/out"
	ok $? "an announcement alone makes no neighbour"
else
	ok 0 "arping # SKIP iputils-arping is not installed"
fi

strata -H server -c 'show books' >"$tmp/out" 2>&1 &&
	grep -q 'both books balance' "$tmp/out"
ok $? "the server's books balance"
strata down >"$tmp/out" 2>&1 && grep -q 'both books balance, nothing is left' \
	"$tmp/out"
ok $? "down: nothing is left"

# ---- nc: the stack's side is a program on the library
cat >"$tmp/nc.sh" <<'END'
udp_host=$builddir/tests/live/udp_host
soon() { # soon CMD...: within five seconds
	for _ in $(seq 100); do
		"$@" && return 0
		sleep 0.05
	done
	return 1
}
begin() { # begin WORDS...: udp_host, and our address when its TAP is there
	"$udp_host" "$@" >"$tmp/stack" 2>"$tmp/stack.err" &
	host=$!
	soon grep -q ready "$tmp/stack"
	ip address add 10.0.0.1/24 dev tap0 && ip link set tap0 up
}
client() { # client FILE: to the stack; its answer comes back the same
	nc -u -n 10.0.0.2 7 <"$1" >"$tmp/back" &
	nc=$!
	wait $host && soon cmp -s "$1" "$tmp/back"
	rc=$?
	kill $nc
	return $rc
}
echo hello >"$tmp/small"
head -c 9000 /dev/urandom >"$tmp/large"
begin echo 7 1
client "$tmp/small" && grep -q '^10.0.0.1 6$' "$tmp/stack"
echo "nc_small $?"
begin echo 7 1
client "$tmp/large" && grep -q '^10.0.0.1 9000$' "$tmp/stack"
echo "nc_large $?"
begin say 10.0.0.1 9 question
echo answer | nc -u -l -n 10.0.0.1 9 >"$tmp/back" &
nc=$!
wait $host && grep -q '^answer$' "$tmp/stack" && grep -q '^question' "$tmp/back"
echo "nc_listens $?"
kill $nc
cat "$tmp/stack" "$tmp/stack.err" "$tmp/back"
END
if command -v nc >/dev/null; then
	export builddir tmp
	in_namespace bash "$tmp/nc.sh" >"$tmp/out" 2>&1
	grep -aq '^nc_small 0' "$tmp/out"
	ok $? "nc -u to the stack and back"
	grep -aq '^nc_large 0' "$tmp/out"
	ok $? "nc -u: 9,000 bytes, in fragments"
	grep -aq '^nc_listens 0' "$tmp/out"
	ok $? "the stack to nc -u -l and back"
else
	ok 0 "nc # SKIP it is not installed"
fi
plan
