// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * secure_seq - numbers that somebody off the path cannot guess
 *
 * Where:   tcp_v4_connect(), tcp_conn_request(), inet_hash_connect().
 * Mirrors: net/core/secure_seq.c, IPv4's half.
 * Spec:    RFC 6528 §3: ISN = M + F(addresses, ports, secret), M a clock of
 *          4 µs; here 64 ns, as in Linux. RFC 6056 §3.3.3; RFC 7323 §7.1.
 *
 * The secrets are drawn from the machine's generator when they are first used.
 */
#include "lib/machine.h"
#include "lib/random.h"
#include "lib/siphash.h"
#include "proto/ipv4/tcp_priv.h"

DEFINE_STATIC_PER_MACHINE(siphash_key_t, net_secret);
DEFINE_STATIC_PER_MACHINE(siphash_key_t, ts_secret);

/* Two CPUs may come at once: key[0] says who draws, key[1] that it is done. */
const siphash_key_t *siphash_key_once(siphash_key_t *key)
{
	if (likely(smp_load_acquire(&key->key[1])))
		return key;
	if (!cmpxchg(&key->key[0], 0, get_random_u64() | 1))
		smp_store_release(&key->key[1], get_random_u64() | 1);
	while (!smp_load_acquire(&key->key[1]))
		cpu_relax();
	return key;
}

u32 secure_tcp_seq(__be32 saddr, __be32 daddr, __be16 sport, __be16 dport)
{
	u32 hash = (u32)siphash_3u32(
		(u32)saddr, (u32)daddr, (u32)sport << 16 | (u32)dport,
		siphash_key_once(&machine_var(net_secret)));

	return hash + (u32)((u64)ktime_get_real() >> 6);
}

/* 0: timestamps are the bare clock (net.ipv4.tcp_timestamps is 2). */
u32 secure_tcp_ts_off(const struct net *net, __be32 saddr, __be32 daddr)
{
	if (READ_ONCE(net_ipv4(net)->sysctl_tcp_timestamps) != 1)
		return 0;
	return (u32)siphash_2u32((u32)saddr, (u32)daddr,
				 siphash_key_once(&machine_var(ts_secret)));
}

u64 secure_ipv4_port_ephemeral(__be32 saddr, __be32 daddr, __be16 dport)
{
	return siphash_3u32((u32)saddr, (u32)daddr, (u32)dport,
			    siphash_key_once(&machine_var(net_secret)));
}
