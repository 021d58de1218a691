#!/bin/bash
# strata-http - the host's curl against the stack's http service, over the TAP
#
# usage: strata-http.sh [--soak PERCENT --seed N]
# Soak: 1 GB down and 1 GB up, 64 MB each way through a hostile wire, at 100 %.
name=strata-http
# shellcheck source=tests/live/lib.sh
. "${srcdir:-.}/tests/live/lib.sh"
need_tap
need curl python3 sha256sum
soak='' seed=1
while [ $# -gt 1 ]; do
	case $1 in
	--soak) soak=$2 ;;
	--seed) seed=$2 ;;
	esac
	shift 2
done

helper() {
	strata peer -- python3 "$srcdir/tests/live/http_peer.py" "$@"
}
ask() {
	strata peer -- curl -sS --max-time "${limit:-60}" "$@"
}

# get URL BYTES: /bytes/N arrives whole and right; prints seconds
get() {
	local got want
	got=$({ ask -w '%{stderr}%{time_total} s, %{speed_download} B/s\n' \
		"$1/bytes/$2" | sha256sum; } 2>"$tmp/rate")
	want=$(python3 "$srcdir/tests/live/http_peer.py" sha "$2")
	cat "$tmp/rate" >"$tmp/out"
	[ "${got%% *}" = "$want" ]
}
# put URL BYTES: the server's SHA-256 is ours
put() {
	local got want
	head -c "$2" /dev/zero | openssl enc -aes-128-ctr -nosalt \
		-K 00112233445566778899aabbccddeeff \
		-iv "$(printf '%032x' "$seed")" >"$tmp/file"
	want=$(sha256sum <"$tmp/file")
	got=$(ask -w '%{stderr}%{time_total} s, %{speed_upload} B/s\n' \
		-T "$tmp/file" "$1/" 2>"$tmp/rate")
	{ cat "$tmp/rate"; echo "$got"; } >"$tmp/out"
	rm "$tmp/file"
	[ "$got" = "${want%% *}  $2 bytes" ]
}
rate() {
	echo "# seed $seed: $1 bytes $2: $(tail -1 "$tmp/rate")"
}

# A router that the TAP leads to, and a server behind a wire that does all.
hostile() {
	cat >"$tmp/conf" <<-'END'
	host router {
		dev eth0 { tap host=tap0; address 10.0.0.2/24; peer 10.0.0.1/24; }
		dev eth1 { address 10.1.0.1/24; }
		sysctl net.ipv4.ip_forward = 1;
		service none;
	}
	host server {
		dev eth0 { address 10.1.0.2/24; }
		route default via 10.1.0.1;
		service http;
		events off;
	}
	wire router:eth1 server:eth0 {
		loss 0.01; reorder 0.01; duplicate 0.01; corrupt 0.01;
	}
	END
	echo "seed $seed;" >>"$tmp/conf"
	strata up "$tmp/conf" >"$tmp/out" 2>&1 &&
		strata peer -- ip route add 10.1.0.0/24 via 10.0.0.2
	ok $? "a server behind a wire that loses, reorders, doubles, corrupts"
	get http://10.1.0.2 "$1"
	ok $? "$1 bytes down through it, with the right SHA-256"
	rate "$1" "down, hostile"
	put http://10.1.0.2 "$1"
	ok $? "$1 bytes up through it, with the right SHA-256"
	rate "$1" "up, hostile"
	strata down >"$tmp/out" 2>&1
	ok $? "down: nothing is left"
}

if [ -n "$soak" ]; then
	limit=3000
	strata up >"$tmp/out" 2>&1
	bytes=$((1073741824 * soak / 100))
	get http://10.0.0.2 $bytes
	ok $? "$bytes bytes down with the right SHA-256"
	rate $bytes down
	put http://10.0.0.2 $bytes
	ok $? "$bytes bytes up with the right SHA-256"
	rate $bytes up
	strata down >"$tmp/out" 2>&1
	ok $? "down: nothing is left"
	hostile $((67108864 * soak / 100))
	plan
fi

strata up >"$tmp/out" 2>&1 &&
	grep -q 'strata peer -- curl http://10.0.0.2/' "$tmp/out"
ok $? "up says what to try next"
ask http://10.0.0.2/ >"$tmp/out" && grep -q 'tcp_v4_rcv(): port' "$tmp/out" &&
	awk 'length > 80 { exit 1 }' "$tmp/out"
ok $? "curl / tells the way of its own request, in 80 columns"
ask -H 'Accept: application/json' http://10.0.0.2/ >"$tmp/page"
python3 - "$tmp/page" >"$tmp/ids" <<'END'
import json, sys
page = json.load(open(sys.argv[1]))
packet = page["packets"][0]
steps = {s["event"]: s for s in packet["steps"]}
rx = steps["nic:nic_rx"]
print(packet["skb"], rx["args"]["desc"], steps["tcp:tcp_rcv"]["args"]["seq"],
      steps["ip:ip_rcv"]["time_ns"] - steps["nic:nic_rx"]["time_ns"])
END
read -r skb desc seq ns <"$tmp/ids"
strata -c "last $skb" 2>&1 | tr -s ' \n' ' ' >"$tmp/out"
at() {
	sed "s/.* +\([0-9]*\) skb $skb [^ ]* $1 .*/\1/" "$tmp/out"
}
grep -q "skb $skb [^ ]* nic:nic_rx [^:]*desc=$desc " "$tmp/out" &&
	grep -q "tcp:tcp_rcv [^:]*seq=$seq " "$tmp/out" &&
	[ $(($(at ip:ip_rcv) - $(at nic:nic_rx))) -eq "$ns" ]
ok $? "skb id, ring slot, sequence number and times are the event log's"
ask -H 'Accept: text/html' http://10.0.0.2/ >"$tmp/out" &&
	grep -q '<td>TCP</td>' "$tmp/out"
ok $? "as HTML for those who accept it"

get http://10.0.0.2 10000000
ok $? "10 MB down with the right SHA-256"
put http://10.0.0.2 10000000
ok $? "10 MB up with the right SHA-256"
put http://10.0.0.2 0
ok $? "an empty body, too"
want=$(printf 'in chunks' | sha256sum)
printf 'in chunks' | ask -T - http://10.0.0.2/ >"$tmp/out"
grep -q "^${want%% *}  9 bytes" "$tmp/out"
ok $? "a PUT from a pipe comes in chunks"
ask http://10.0.0.2/bytes/10 http://10.0.0.2/bytes/20 -o "$tmp/a" -o "$tmp/b" \
	-w '%{num_connects}\n' >"$tmp/out"
[ "$(tr '\n' ' ' <"$tmp/out")" = '1 0 ' ]
ok $? "two requests take one connection"
for case in '404:/none' '405:/ -X DELETE' '404:/bytes/many'; do
	# shellcheck disable=SC2086 # options of curl
	ask -o "$tmp/out" -w '%{http_code}' "http://10.0.0.2"${case#*:} >"$tmp/code"
	[ "$(cat "$tmp/code")" = "${case%%:*}" ] && grep -q ' ' "$tmp/out"
	ok $? "${case#*:} is answered with ${case%%:*} and a sentence"
done
ask -I http://10.0.0.2/bytes/77 >"$tmp/out" &&
	grep -q '^Content-Length: 77' "$tmp/out"
ok $? "HEAD has the length and no body"
if command -v nc >/dev/null; then
	printf 'hello' | strata peer -- nc -N -w 5 10.0.0.2 7 >"$tmp/out"
	[ "$(cat "$tmp/out")" = hello ]
	ok $? "echo gives back what came"
	strata peer -- nc -w 5 10.0.0.2 19 </dev/null 2>/dev/null |
		head -c 296 >"$tmp/out"
	[ "$(head -1 "$tmp/out" | wc -c)" -eq 74 ]
	ok $? "chargen's lines have 72 letters"
	head -c 1000000 /dev/zero |
		strata peer -- nc -N -w 5 10.0.0.2 9 >"$tmp/out"
	ok $? "discard takes a million bytes"
fi
helper conns 1000 >"$tmp/out" 2>&1
ok $? "1,000 connections are open at once"

helper udp 20 >"$tmp/flood" 2>&1 &
flood=$!
limit=30 get http://10.0.0.2 10000000
ok $? "10 MB in 30 s while datagrams come as fast as they can"
kill $flood 2>/dev/null
wait $flood 2>/dev/null
strata down >"$tmp/out" 2>&1
ok $? "down: the books balance"

# 198.18.0.0/15 answers nothing: the listener's queue fills, cookies begin
cat >"$tmp/conf" <<'END'
host strata {
	dev eth0 { tap host=tap0; address 10.0.0.2/24; peer 10.0.0.1/24; }
	route 198.18.0.0/15 via 10.0.0.1;
	sysctl net.ipv4.tcp_max_syn_backlog = 64;
	sysctl net.core.somaxconn = 64;
	service http;
}
END
strata up "$tmp/conf" >"$tmp/out" 2>&1
ok $? "a stack with a short queue"
helper syn 6 >"$tmp/flood" 2>&1 &
flood=$!
sleep 2
limit=20 get http://10.0.0.2 1000000
ok $? "a real client gets through a flood of SYNs"
wait $flood
strata -c 'show file /proc/net/netstat' >"$tmp/out"
sent=$(awk '/^TcpExt:/ { for (i = 1; i <= NF; i++) if (!n[i]) n[i] = $i;
	else if (n[i] == "SyncookiesSent") print $i }' "$tmp/out")
[ "${sent:-0}" -gt 100 ]
ok $? "by syncookies"
strata down >"$tmp/out" 2>&1
ok $? "down: the books balance after it"

hostile 1000000
plan
