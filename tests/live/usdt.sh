#!/bin/bash
# usdt - static probes with the kernel's names, for perf, gdb and bpftrace
# gdb's own $ in single quotes:
# shellcheck disable=SC2016
name=usdt
# shellcheck source=tests/live/lib.sh
. "${srcdir:-.}/tests/live/lib.sh"

if ! grep -q '^#define HAVE_SYS_SDT_H' "$builddir/config.h"; then
	! readelf -n "$builddir/.libs/libstrata.so" 2>/dev/null |
		grep -q stapsdt
	ok $? "without <sys/sdt.h> there is no probe"
	plan
fi

readelf -n "$builddir/.libs/libstrata.so" >"$tmp/out" 2>&1
for probe in kfree_skb consume_skb skb_copy_datagram_iovec; do
	grep -A1 'Provider: skb$' "$tmp/out" | grep -q "Name: $probe\$"
	ok $? "the library has skb:$probe"
done

# gdb stops at a drop: skbaddr, location, protocol, reason, as in the kernel.
export LD_LIBRARY_PATH=$builddir/.libs ASAN_OPTIONS=detect_leaks=0
if command -v gdb >/dev/null && gdb -q -batch -ex run /bin/true 2>&1 |
	grep -q 'exited normally'; then
	timeout 60 gdb -q -batch -ex 'set startup-with-shell off' \
		-ex 'set debuginfod enabled off' -ex 'break main' \
		-ex 'run drop_by_a_hook' \
		-ex 'break -probe-stap skb:kfree_skb' -ex continue \
		-ex 'print $_probe_argc' \
		-ex 'print (enum skb_drop_reason)$_probe_arg3' \
		-ex 'print (unsigned short)$_probe_arg2' \
		-ex 'info symbol $_probe_arg1' -ex kill \
		"$builddir/tests/topology/drop_test" >"$tmp/out" 2>&1
	grep -q '^\$1 = 4$' "$tmp/out" &&
		grep -q 'SKB_DROP_REASON_NETFILTER_DROP' "$tmp/out" &&
		grep -q '^\$3 = 2048$' "$tmp/out" &&
		grep -q '^nf_hook_slow + ' "$tmp/out"
	ok $? "gdb stops at skb:kfree_skb and reads its arguments"
else
	n=$((n + 1))
	echo "ok $n - $name: gdb # SKIP no gdb, or it may not trace"
fi
plan
