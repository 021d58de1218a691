/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * checksum - the Internet checksum over memory
 *
 * Where:   see checksum.h.
 * Mirrors: lib/checksum.c, arch/x86/lib/csum-partial_64.c in speed's purpose.
 * Spec:    RFC 1071 §2: the sum may be built from words of any width, in any
 *          order, in the CPU's byte order, if carries come round at the end.
 *
 * Sums of 64 bits, fed with 32-bit halves, cannot carry below 16 GB, so the
 * inner loop has no carry at all, and vectors do it. An odd address is no
 * case of its own: loads are unaligned.
 */
#include "lib/checksum.h"

#include <linux/in6.h>

#include "lib/kernel.h"

static u32 fold64(u64 sum)
{
	sum = (sum & 0xffffffff) + (sum >> 32);
	return (u32)(sum + (sum >> 32));
}

typedef u64 v2u64 __attribute__((vector_size(16)));

/* Blocks of 64 bytes. */
static u64 sum_blocks(const u8 *p, size_t blocks)
{
	const v2u64 mask = {0xffffffff, 0xffffffff};
	v2u64 low = {0}, high = {0}, w[4];

	for (; blocks--; p += 64) {
		memcpy(w, p, sizeof(w));
		low += (w[0] & mask) + (w[1] & mask) + (w[2] & mask) +
		       (w[3] & mask);
		high += (w[0] >> 32) + (w[1] >> 32) + (w[2] >> 32) +
			(w[3] >> 32);
	}
	low += high;
	return low[0] + low[1];
}

/* The last 0..7 bytes; RFC 1071 fills an odd one up with a zero behind it. */
static u64 sum_tail(const u8 *p, size_t len)
{
	u16 half, last = 0;
	u64 sum = 0;
	u32 word;

	if (len & 4) {
		memcpy(&word, p, 4);
		sum += word;
		p += 4;
	}
	if (len & 2) {
		memcpy(&half, p, 2);
		sum += half;
		p += 2;
	}
	if (len & 1)
		memcpy(&last, p, 1);
	return sum + last;
}

static u64 sum_words(const u8 *p, size_t len)
{
	u64 sum = 0, w;

	if (len >= 64) {
		sum = sum_blocks(p, len / 64);
		p += len & ~(size_t)63;
		len &= 63;
	}
	for (; len >= 8; len -= 8, p += 8) {
		memcpy(&w, p, sizeof(w));
		sum += (u32)w + (w >> 32);
	}
	return sum + sum_tail(p, len);
}

/**
 * csum_partial - add memory to a sum
 * @buff: bytes, at any alignment
 * @len: how many; only the last part may be odd, or csum_block_add() it
 * @sum: sum so far
 *
 * Context: any.
 * Return: the sum, not folded and not inverted.
 */
__wsum csum_partial(const void *buff, int len, __wsum sum)
{
	return (__wsum)fold64(sum_words(buff, (size_t)len) + (u32)sum);
}
EXPORT_SYMBOL(csum_partial);

/**
 * csum_partial_copy_nocheck - copy and sum what was copied
 * @src: bytes
 * @dst: where to; does not overlap
 * @len: how many
 *
 * Sums in pieces that are still in the nearest cache after their copying.
 *
 * Context: any.
 * Return: the sum, not folded and not inverted.
 */
__wsum csum_partial_copy_nocheck(const void *src, void *dst, int len)
{
	const u8 *from = src;
	u8 *to = dst;
	u64 sum = 0;

	for (; len > 2048; len -= 2048, from += 2048, to += 2048) {
		memcpy(to, from, 2048);
		sum += sum_words(to, 2048);
	}
	if (len > 0) {
		memcpy(to, from, (size_t)len);
		sum += sum_words(to, (size_t)len);
	}
	return (__wsum)fold64(sum);
}
EXPORT_SYMBOL(csum_partial_copy_nocheck);

/**
 * ip_fast_csum - checksum of an IPv4 header
 * @iph: header
 * @ihl: its length in words of 32 bits
 *
 * Context: any.
 * Return: 0 when the header holds its right checksum; else what belongs there
 * if its field was 0.
 */
__sum16 ip_fast_csum(const void *iph, unsigned int ihl)
{
	const u8 *p = iph;
	u64 sum = 0;

	while (ihl--) {
		sum += get_unaligned((const u32 *)p);
		p += 4;
	}
	return csum_fold((__wsum)fold64(sum));
}
EXPORT_SYMBOL(ip_fast_csum);

/**
 * ip_compute_csum - checksum of memory: ICMP
 * @buff: bytes
 * @len: how many
 *
 * Context: any.
 * Return: folded and inverted.
 */
__sum16 ip_compute_csum(const void *buff, int len)
{
	return csum_fold(csum_partial(buff, len, 0));
}
EXPORT_SYMBOL(ip_compute_csum);

/**
 * csum_tcpudp_nofold - add the IPv4 pseudo-header
 * @saddr: source address
 * @daddr: destination address
 * @len: of header and data
 * @proto: IPPROTO_*
 * @sum: of header and data
 *
 * RFC 793 §3.1: addresses, zero, protocol, length.
 *
 * Context: any.
 * Return: the sum, not folded.
 */
__wsum csum_tcpudp_nofold(__be32 saddr, __be32 daddr, u32 len, u8 proto,
			  __wsum sum)
{
	u64 s = (u32)sum;

	s += (u32)saddr;
	s += (u32)daddr;
	s += (u32)cpu_to_be32(proto + len);
	return (__wsum)fold64(s);
}
EXPORT_SYMBOL(csum_tcpudp_nofold);

/**
 * csum_ipv6_magic - add the IPv6 pseudo-header and fold
 * @saddr: source address
 * @daddr: destination address
 * @len: upper-layer length
 * @proto: IPPROTO_*, of the upper layer, not of an extension header
 * @sum: of header and data
 *
 * RFC 8200 §8.1.
 *
 * Context: any.
 * Return: folded and inverted.
 */
__sum16 csum_ipv6_magic(const struct in6_addr *saddr,
			const struct in6_addr *daddr, u32 len, u8 proto,
			__wsum sum)
{
	u64 s = (u32)sum;

	s += sum_words((const u8 *)saddr, sizeof(*saddr));
	s += sum_words((const u8 *)daddr, sizeof(*daddr));
	s += (u32)cpu_to_be32(len);
	s += (u32)cpu_to_be32(proto);
	return csum_fold((__wsum)fold64(s));
}
EXPORT_SYMBOL(csum_ipv6_magic);
