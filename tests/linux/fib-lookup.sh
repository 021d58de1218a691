#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# fib-lookup.sh - the same routes and rules in Linux and in ours: same answers
#
# Some thousand seeded commands go to a network namespace of the host's kernel
# and to tests/linux/fib_lookup. What is refused, what "route get" says, and
# the files under /proc/net that show the tables must agree. Skipped without
# the right to make a namespace.
#
# usage: fib-lookup.sh [SEED [QUESTIONS]]; TAP on stdout
set -u
export LC_ALL=C
seed=${1:-1}
asked=${2:-100} # pairs of questions, five times
build=${builddir:-.}
tmp=$(mktemp -d) || exit 1
ns=strata-fib-$$
trap 'ip netns del "$ns" 2>/dev/null; rm -rf "$tmp"' EXIT

skip() {
	echo "ok 1 - fib-lookup # SKIP $1"
	echo "1..1"
	exit 0
}

ip netns add "$ns" 2>/dev/null || skip "no right to make a network namespace"
N=(ip -n "$ns")
"${N[@]}" link set lo up
for i in 0 1 2; do
	"${N[@]}" link add "eth$i" type veth peer name "p$i" 2>/dev/null ||
		skip "no veth on this host"
	"${N[@]}" link set "p$i" up
	"${N[@]}" link set "eth$i" up
done

RANDOM=$seed
# Written into variables, not by $(…): a sub-shell would not move RANDOM.
r=
addr() { # mostly where the routes are
	local odd=(224.0.0.1 239.1.2.3 255.255.255.255 127.0.0.1 127.3.2.1
		10.0.0.0 10.1.0.255 192.168.1.1)
	case $((RANDOM % 6)) in
	0) r="10.$((RANDOM % 4)).$((RANDOM % 3)).$((RANDOM % 256))" ;;
	1) r="192.168.$((RANDOM % 4)).$((RANDOM % 256))" ;;
	2) r="$((RANDOM % 223 + 1)).$((RANDOM % 256)).0.1" ;;
	3) r="10.$((RANDOM % 4)).0.$((RANDOM % 5))" ;;
	4) r="172.16.$((RANDOM % 16)).$((RANDOM % 256))" ;;
	5) r=${odd[RANDOM % ${#odd[@]}]} ;;
	esac
}
net() {
	case $((RANDOM % 8)) in
	0) r="default" ;;
	1) r="10.0.0.0/8" ;;
	2) r="10.$((RANDOM % 4)).0.0/16" ;;
	3) r="10.$((RANDOM % 4)).$((RANDOM % 3)).0/24" ;;
	4) r="192.168.$((RANDOM % 4)).0/24" ;;
	5) r="$((RANDOM % 223 + 1)).0.0.0/8" ;;
	6) r="172.16.$((RANDOM % 8 * 2)).0/23" ;;
	7) r="10.$((RANDOM % 4)).$((RANDOM % 3)).$((RANDOM % 256))/32" ;;
	esac
}
one() { # one WORD...: one of them
	local a=("$@")
	r=${a[RANDOM % $#]}
}
some() { # some ONE-IN OPTION VALUE...: the option with one of the values
	local n=$1 o=$2
	shift 2
	local a=("$@")
	r=
	((RANDOM % n == 0)) && r=" $o ${a[RANDOM % $#]}"
}

routes() {
	local i what
	for ((i = 0; i < 300; i++)); do
		one add add add append replace change del
		what="route $r"
		case $((RANDOM % 8)) in
		0)
			one blackhole unreachable prohibit throw
			what+=" $r"
			net
			what+=" $r"
			;;
		1 | 2 | 3)
			net
			what+=" $r via 10.$((RANDOM % 4)).0.$((RANDOM % 6 + 1))"
			;;
		4)
			net
			what+=" $r via 10.$((RANDOM % 4)).0.9 dev eth$((RANDOM % 3))"
			((RANDOM % 3)) || what+=" onlink"
			;;
		*)
			net
			what+=" $r dev eth$((RANDOM % 3))"
			;;
		esac
		some 4 metric 5 10 100
		what+=$r
		some 6 tos 0x10 0x08
		what+=$r
		some 4 table 100 101 200
		what+=$r
		some 6 src 10.0.0.2 10.1.0.2 10.9.9.9 10.0.0.4
		what+=$r
		echo "$what"
	done
}

setup() {
	echo "addr add 10.0.0.2/24 brd + dev eth0"
	echo "addr add 10.1.0.2/24 dev eth1"
	echo "addr add 10.2.0.2/23 brd + dev eth2"
	echo "addr add 10.0.0.4/24 dev eth0"
	echo "addr add 10.0.0.2/24 dev eth0"
	echo "addr add 192.168.1.1/32 dev eth1"
	routes
}

rules() {
	local i what
	for ((i = 0; i < 14; i++)); do
		what="rule add pref $((RANDOM % 8 * 100 + 50))"
		((RANDOM % 8)) || what+=" not"
		some 2 from 10.0.0.0/24 10.1.0.2 all 192.168.0.0/16
		what+=$r
		some 3 to 10.0.0.0/8 172.16.0.0/12 8.0.0.0/8
		what+=$r
		some 5 fwmark 1 2 0x10/0xf0
		what+=$r
		some 6 tos 0x10 0x08
		what+=$r
		some 6 iif eth0 eth1 eth2
		what+=$r
		case $((RANDOM % 7)) in
		0) one blackhole unreachable prohibit ;;
		1) r="goto $((RANDOM % 8 * 100 + 50))" ;;
		2) r="lookup main suppress_prefixlength $((RANDOM % 2 * 8))" ;;
		*) one "lookup 100" "lookup 101" "lookup 200" "lookup 77" ;;
		esac
		echo "$what $r"
	done
}

addrs() { # addresses that share subnets, addresses, broadcasts
	local i what
	for ((i = 0; i < 40; i++)); do
		one add add del
		what="addr $r 10.$((RANDOM % 3 + 5)).0.$((RANDOM % 5 + 1))"
		one 8 24 24 25 30 31 32
		what+="/$r"
		((RANDOM % 2)) && what+=" brd +"
		echo "$what dev eth$((RANDOM % 2))"
		((i % 8)) || echo "show /proc/net/fib_trie"
	done
	files
}

links() { # down takes routes along, up brings back what addresses bring
	local i
	for ((i = 0; i < 6; i++)); do
		echo "link set dev eth$((RANDOM % 3)) down"
		files
		routes | head -10
		echo "link set dev eth$((RANDOM % 3)) up"
		echo "link set dev eth$((RANDOM % 3)) up"
		files
	done
}

questions() {
	local i what
	for ((i = 0; i < asked; i++)); do
		addr
		what="route get $r"
		some 4 from 10.0.0.2 10.1.0.2 10.2.0.2
		what+=$r
		some 5 oif eth0 eth1 eth2
		what+=$r
		some 5 tos 0x10 0x08
		what+=$r
		some 5 mark 1 2 0x10
		echo "$what$r"
		addr
		what="route get $r"
		addr
		echo "$what from $r iif eth$((RANDOM % 3))"
	done
}

sysctls() { # what differs by distribution is set first
	local k
	for k in all default eth0 eth1 eth2; do
		echo "sysctl net.ipv4.conf.$k.rp_filter 0"
		echo "sysctl net.ipv4.conf.$k.accept_local 0"
		echo "sysctl net.ipv4.conf.$k.promote_secondaries 0"
	done
	echo "sysctl net.ipv4.ip_forward 0"
}

files() {
	echo "show /proc/net/route"
	echo "show /proc/net/fib_trie"
}

{
	sysctls
	setup
	files
	questions
	echo "sysctl net.ipv4.ip_forward 1"
	echo "sysctl net.ipv4.conf.eth0.rp_filter 1"
	echo "sysctl net.ipv4.conf.eth1.rp_filter 2"
	questions
	rules
	files
	questions
	routes
	files
	addrs
	echo "sysctl net.ipv4.conf.all.promote_secondaries 1"
	addrs
	links
	questions
	echo "addr del 10.0.0.2/24 dev eth0"
	echo "addr del 10.2.0.2/23 dev eth2"
	files
	questions
} >"$tmp/commands"

# One line's answer of the host, in the words of tests/linux/fib_lookup.c.
host() {
	local out
	case $1 in
	sysctl)
		ip netns exec "$ns" sh -c "echo $3 >/proc/sys/${2//./\/}" &&
			echo ok
		return
		;;
	show)
		ip netns exec "$ns" cat "$2"
		return
		;;
	esac
	out=$("${N[@]}" "$@" 2>&1)
	if [[ "$1 $2" == "route get" ]]; then
		out=${out%%$'\n'*}
		out=${out% }
		out=${out% uid 0}
		# iproute2 takes RTNH_F_TRAP's neighbours for flags of its own
		out=${out/ rt_offload_failed/}
		# the mark is echoed
		out=$(sed 's/ mark [0-9a-fx]*//; s/ tos [a-z0-9x]*//' <<<"$out")
	fi
	out=${out#RTNETLINK answers: }
	out=${out/#Invalid cross-device link/Invalid argument}
	out=${out#Error: }
	echo "${out:-ok}"
}

nr=0
while read -r -a line; do
	echo -n "$((++nr)) "
	host "${line[@]}"
done <"$tmp/commands" | sed 's/\.$//' >"$tmp/linux"
"$build/tests/linux/fib_lookup" <"$tmp/commands" | sed 's/\.$//' >"$tmp/ours"
status=${PIPESTATUS[0]}

fail=0
total=$(wc -l <"$tmp/commands")
if ((status)); then
	echo "not ok 1 - fib_lookup ended with $status"
	fail=1
elif diff "$tmp/linux" "$tmp/ours" >"$tmp/diff"; then
	echo "ok 1 - fib-lookup: $total commands, seed $seed"
else
	bad=$(grep -c '^<' "$tmp/diff")
	echo "not ok 1 - fib-lookup: $bad of $total answers differ, seed $seed"
	grep -o '^[<>] [0-9]* ' "$tmp/diff" | grep -o '[0-9]*' | sort -un |
		head -20 | while read -r n; do
		echo "# command $n: $(sed -n "${n}p" "$tmp/commands")"
		grep -h "^[<>] $n " "$tmp/diff" | sed 's/^/#   /'
	done
	head -40 "$tmp/diff" | sed 's/^/# /'
	fail=1
fi
[[ ${KEEP:-} ]] && cp "$tmp"/{commands,linux,ours} "$KEEP"
echo "1..1"
exit $fail
