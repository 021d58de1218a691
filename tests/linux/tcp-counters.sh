#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# tcp-counters.sh - one transfer moves the same counters as in Linux
#
# 1 MB up and 1000 bytes down, over veth between two namespaces of the host's
# kernel, and over a wire between two hosts of ours. Our names are Linux's, in
# its order; what moved is the same but for what batches and time decide.
# Skipped without the right to make a namespace.
#
# usage: tcp-counters.sh; TAP on stdout
set -u
export LC_ALL=C
build=${builddir:-.}
tmp=$(mktemp -d) || exit 1
a=strata-ca-$$ b=strata-cb-$$
trap 'ip netns del "$a" 2>/dev/null; ip netns del "$b" 2>/dev/null
	rm -rf "$tmp"' EXIT

skip() {
	echo "ok 1 - tcp-counters # SKIP $1"
	echo "1..1"
	exit 0
}

command -v python3 >/dev/null || skip "no python3"
for n in "$a" "$b"; do
	ip netns add "$n" 2>/dev/null ||
		skip "no right to make a network namespace"
done
ip link add eth0 netns "$a" type veth peer name eth0 netns "$b" 2>/dev/null ||
	skip "no veth on this host"
ip -n "$a" addr add 10.0.0.1/24 dev eth0
ip -n "$b" addr add 10.0.0.2/24 dev eth0
for n in "$a" "$b"; do
	ip -n "$n" link set eth0 up
done

ip netns exec "$b" python3 -c '
import socket
l = socket.socket(); l.bind(("10.0.0.2", 80)); l.listen(8)
print("ready", flush=True)
s, _ = l.accept()
while s.recv(8192):
    pass
s.sendall(b"x" * 1000)
s.close()' >"$tmp/ready" &
server=$!
for _ in $(seq 100); do
	[ -s "$tmp/ready" ] && break
	sleep 0.1
done
ip netns exec "$a" python3 -c '
import socket
s = socket.create_connection(("10.0.0.2", 80))
for i in range(250):
    s.sendall(b"a" * 4000)
s.shutdown(socket.SHUT_WR)
while s.recv(8192):
    pass
s.close()'
wait "$server"
sleep 0.1
{
	ip netns exec "$a" cat /proc/net/snmp /proc/net/netstat
	echo '='
	ip netns exec "$b" cat /proc/net/snmp /proc/net/netstat
} >"$tmp/linux"
"$build/tests/linux/tcp_counters" 2>"$tmp/ours" >"$tmp/tap" || {
	cat "$tmp/tap"
	exit 1
}

python3 - "$tmp/linux" "$tmp/ours" <<'EOF'
import sys

# What batches (GRO, a reader that is slower or faster) and time decide.
MAY = set("""TCPHPHits TCPPureAcks TCPHPAcks TCPRcvCoalesce TCPAutoCorking
    DelayedACKs DelayedACKLocked TCPBacklogCoalesce TCPFromZeroWindowAdv
    TCPToZeroWindowAdv TCPWantZeroWindowAdv TCPSmallQueueFailure
    TCPHystartTrainDetect TCPHystartTrainCwnd TCPHystartDelayDetect
    TCPHystartDelayCwnd TCPRcvCollapsed PruneCalled TCPOFOQueue
    TCPSpuriousRtxHostQueues TCPKeepAlive InSegs OutSegs""".split())
# A host that is busy sends again what was only late; ours never does.
LATE = set("""RetransSegs TCPLossProbes TCPLossProbeRecovery TCPTimeouts
    TCPDSACKRecv TCPDSACKIgnoredNoUndo TCPDSACKRecvSegs DelayedACKLost
    TCPDSACKOldSent TcpTimeoutRehash TcpDuplicateDataRehash
    TCPSpuriousRTOs""".split())
number = 0


def say(ok, text):
    global number
    number += 1
    print(f"{'ok' if ok else 'not ok'} {number} - {text}")
    return ok


def read(path):
    sides = [{}, {}]
    which = 0
    lines = open(path).read().split("\n")
    i = 0
    while i + 1 < len(lines):
        if lines[i] == "=":
            which, i = 1, i + 1
            continue
        names, values = lines[i].split(), lines[i + 1].split()
        sides[which][names[0]] = dict(zip(names[1:], map(int, values[1:])))
        i += 2
    return sides


linux, ours = read(sys.argv[1]), read(sys.argv[2])
good = True
for group in ("Tcp:", "TcpExt:"):
    theirs, mine = list(linux[0][group]), list(ours[0][group])
    strange = [n for n in mine if n not in theirs]
    missing = [n for n in theirs if n not in mine]
    order = [n for n in theirs if n in mine] == [n for n in mine if n in theirs]
    for n in strange:
        print(f"# {group} {n}: Linux has no such counter")
    for n in missing:
        print(f"# {group} {n}: only Linux has it")
    good &= say(not strange and order, f"{group} names are Linux's, in order")
    for side, who in enumerate(("client", "server")):
        wrong = []
        for n in mine:
            if n in MAY or n not in theirs:
                continue
            x, y = linux[side][group][n], ours[side][group][n]
            if n in LATE:
                x = 0
            if x != y and not (n in ("TCPOrigDataSent", "TCPDelivered")
                               and (x > 0) == (y > 0)):
                wrong.append(f"{n}: Linux {x}, ours {y}")
        for text in wrong:
            print(f"# {group} {who}: {text}")
        good &= say(not wrong, f"{group} what moved at the {who}")
print(f"1..{number}")
sys.exit(not good)
EOF
