#!/bin/bash
# frames - frames that no honest host sends; scapy makes and judges them
name=frames
# shellcheck source=tests/live/lib.sh
. "${srcdir:-.}/tests/live/lib.sh"
need_tap
need ip
python=
for p in python3 /usr/bin/python3; do
	"$p" -c 'import scapy' 2>/dev/null && python=$p && break
done
[ -n "$python" ] || skip_all "there is no python3-scapy"

# judge WHO: the lines of frames.py, numbered on
judge() {
	local before=$n line
	while IFS= read -r line; do
		case $line in
		"ok - "*) ok 0 "$1: ${line#ok - }" ;;
		"not ok - "*) ok 1 "$1: ${line#not ok - }" ;;
		*) echo "# $line" ;;
		esac
	done <"$tmp/frames"
	[ $((n - before)) -gt 75 ] && grep -q 'still answers' "$tmp/frames"
	ok $? "$1: frames.py came to its end"
}

cat >"$tmp/conf" <<'END'
host us {
	dev eth0 { tap; address 10.0.0.2/24; peer 10.0.0.1/24; }
	sysctl net.ipv4.icmp_ratelimit = 0;
}
END
strata up "$tmp/conf" >"$tmp/frames" 2>&1
ok $? "up"
strata peer -- "$python" -B "$srcdir/tests/live/frames.py" >"$tmp/frames" 2>&1
judge strata
strata peer -- ping -q -c 3 -i 0.2 -W 5 10.0.0.2 >"$tmp/out" 2>&1 &&
	grep -q ' 0% packet loss' "$tmp/out"
ok $? "the stack still answers the host's ping"
strata down >"$tmp/out" 2>&1 && grep -q 'both books balance, nothing is left' \
	"$tmp/out"
ok $? "down: nothing is left"
rm -f "$tmp/out"

# The host's own kernel in our place, behind a veth, in a namespace of its own.
cat >"$tmp/linux.sh" <<'END'
unshare -n sleep 60 &
other=$!
trap 'kill $other' EXIT
until [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do
	sleep 0.05
done
ip link add tap0 type veth peer name eth0 netns $other || exit 77
no6() {
	local file=/proc/sys/net/ipv6/conf/all/disable_ipv6
	[ ! -e $file ] || echo 1 >$file
}
no6 && ip address add 10.0.0.1/24 dev tap0 && ip link set tap0 up || exit 1
export -f no6
nsenter --net=/proc/$other/ns/net bash -c 'no6
	ip address add 10.0.0.2/24 dev eth0 && ip link set eth0 up &&
	ip link set lo up && echo 0 >/proc/sys/net/ipv4/icmp_ratelimit' ||
	exit 1
"$python" -B "$srcdir/tests/live/frames.py"
END
export python srcdir
in_namespace bash "$tmp/linux.sh" >"$tmp/frames" 2>&1
if [ $? -eq 77 ]; then
	ok 0 "linux # SKIP this kernel has no veth"
else
	judge linux
fi
plan
