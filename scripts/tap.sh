# tap.sh - the TAP lines of a check in shell; sourced, with $name and $tmp set
# shellcheck shell=bash
n=0 status=0

# ok STATUS TEXT: one line; on failure the end of what stands in $tmp/out
ok() {
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $name: $2"
		return 0
	fi
	[ -f "$tmp/out" ] && sed 's/^/# /' "$tmp/out" | tail -20
	echo "not ok $n - $name: $2"
	status=1
}

plan() {
	echo "1..$n"
	exit $status
}

# Nothing can be checked here: say why, and leave
skip_all() {
	echo "ok 1 - $name # SKIP $1"
	echo "1..1"
	exit 0
}
