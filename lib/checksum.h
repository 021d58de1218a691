/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * checksum - the Internet checksum, whole, in parts, and incrementally
 *
 * Where:   IP, ICMP, TCP, UDP; GSO and NAT use the incremental forms.
 * Mirrors: include/net/checksum.h, lib/checksum.c, net/ipv6/ip6_checksum.c.
 * Spec:    RFC 1071; RFC 1624 for updates; RFC 8200 §8.1 pseudo-header.
 *
 * A __wsum is a partial sum that any other may be added to; only
 * csum_fold() makes the 16 bits that go on the wire, already inverted.
 */
#ifndef LIB_CHECKSUM_H
#define LIB_CHECKSUM_H

#include "lib/bitops.h"
#include "lib/byteorder.h"

struct in6_addr;

__wsum csum_partial(const void *buff, int len, __wsum sum);
__wsum csum_partial_copy_nocheck(const void *src, void *dst, int len);
__sum16 ip_fast_csum(const void *iph, unsigned int ihl);
__sum16 ip_compute_csum(const void *buff, int len);
__wsum csum_tcpudp_nofold(__be32 saddr, __be32 daddr, u32 len, u8 proto,
			  __wsum sum);
__sum16 csum_ipv6_magic(const struct in6_addr *saddr,
			const struct in6_addr *daddr, u32 len, u8 proto,
			__wsum sum);

#define CSUM_MANGLED_0 ((__sum16)0xffff)

static inline __sum16 csum_fold(__wsum csum)
{
	u32 sum = (u32)csum;

	sum += rol32(sum, 16); /* both halves at once, carry included */
	return (__sum16)(~sum >> 16);
}

static inline __wsum csum_unfold(__sum16 n)
{
	return (__wsum)n;
}

static inline __wsum csum_add(__wsum csum, __wsum addend)
{
	u32 res = (u32)csum + (u32)addend;

	return (__wsum)(res + (res < (u32)addend));
}

static inline __wsum csum_sub(__wsum csum, __wsum addend)
{
	return csum_add(csum, ~addend);
}

static inline __sum16 csum16_add(__sum16 csum, __be16 addend)
{
	u32 res = (u32)(u16)csum + (u16)addend;

	return (__sum16)(res + (res >> 16));
}

static inline __sum16 csum16_sub(__sum16 csum, __be16 addend)
{
	return csum16_add(csum, (__be16)~addend);
}

/* A sum that began at an odd place counts with its bytes exchanged. */
static inline __wsum csum_shift(__wsum sum, int offset)
{
	return offset & 1 ? (__wsum)ror32((u32)sum, 8) : sum;
}

static inline __wsum csum_block_add(__wsum csum, __wsum csum2, int offset)
{
	return csum_add(csum, csum_shift(csum2, offset));
}

/* The same; __skb_checksum() wants an operation that is told the length. */
static inline __wsum csum_block_add_ext(__wsum csum, __wsum csum2, int offset,
					int __always_unused len)
{
	return csum_block_add(csum, csum2, offset);
}

static inline __wsum csum_block_sub(__wsum csum, __wsum csum2, int offset)
{
	return csum_block_add(csum, ~csum2, offset);
}

static inline __sum16 csum_tcpudp_magic(__be32 saddr, __be32 daddr, u32 len,
					u8 proto, __wsum sum)
{
	return csum_fold(csum_tcpudp_nofold(saddr, daddr, len, proto, sum));
}

/* RFC 1624 §3, equation 3: HC' = ~(~HC + ~m + m'). */
static inline void csum_replace_by_diff(__sum16 *sum, __wsum diff)
{
	*sum = csum_fold(csum_add(diff, ~csum_unfold(*sum)));
}

static inline void csum_replace4(__sum16 *sum, __be32 from, __be32 to)
{
	__wsum tmp = csum_sub(~csum_unfold(*sum), (__wsum)from);

	*sum = csum_fold(csum_add(tmp, (__wsum)to));
}

static inline void csum_replace2(__sum16 *sum, __be16 old, __be16 new)
{
	*sum = (__sum16)~csum16_add(csum16_sub((__sum16) ~*sum, old), new);
}

static inline void csum_replace(__wsum *csum, __wsum old, __wsum new)
{
	*csum = csum_add(csum_sub(*csum, old), new);
}

#endif /* LIB_CHECKSUM_H */
