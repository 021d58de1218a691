// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_checksum_test - the Internet checksum against RFCs and a slow reference
 *
 * Where:   tests/unit/lib_test.
 * Mirrors: lib/checksum_kunit.c.
 * Spec:    RFC 1071 §3, RFC 1624 §4, RFC 8200 §8.1.
 */
#include "tests/harness.h"

#include <linux/in6.h>

#include "lib/checksum.h"
#include "lib/kernel.h"

/* RFC 1071 §1 to the letter: 16-bit words in network order, folded. */
static u16 slow_sum(const u8 *p, size_t len)
{
	u32 sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += i & 1 ? p[i] : (u32)p[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (u16)sum;
}

/* A folded sum as slow_sum() gives it; 0 and 0xffff are the same number. */
static u16 as_sum(__sum16 folded)
{
	u16 sum = (u16)~be16_to_cpu(folded);

	return sum == 0xffff ? 0 : sum;
}

static u16 ref_sum(const u8 *p, size_t len)
{
	u16 sum = slow_sum(p, len);

	return sum == 0xffff ? 0 : sum;
}

static void randomize(u8 *p, size_t len)
{
	/* Now and then all ones: carries everywhere. */
	u8 set = test_random() % 4 ? 0 : 0xff;

	for (size_t i = 0; i < len; i++)
		p[i] = (u8)test_random() | set;
}

/* RFC 1071 §3. */
TEST(csum_partial_gives_rfc_1071_example)
{
	static const u8 data[] = {0x00, 0x01, 0xf2, 0x03,
				  0xf4, 0xf5, 0xf6, 0xf7};

	EXPECT_EQ(as_sum(ip_compute_csum(data, 8)), 0xddf2);
	EXPECT_EQ(be16_to_cpu(ip_compute_csum(data, 8)), 0x220d);
}

TEST(csum_partial_equals_reference_at_any_length_and_alignment)
{
	u8 buf[400];

	for (int round = 0; round < 8; round++) {
		randomize(buf, sizeof(buf));
		for (int len = 0; len <= 300; len++) {
			size_t at = test_random() % 64;

			ASSERT_EQ(as_sum(csum_fold(
					  csum_partial(buf + at, len, 0))),
				  ref_sum(buf + at, (size_t)len));
		}
	}
}

TEST(csum_partial_of_64k_of_ones_does_not_lose_carries)
{
	static u8 buf[65536 + 8];

	memset(buf, 0xff, sizeof(buf));
	EXPECT_EQ(as_sum(csum_fold(csum_partial(buf, 65535, 0xffffffff))),
		  ref_sum(buf, 65535));
	randomize(buf, sizeof(buf));
	EXPECT_EQ(as_sum(csum_fold(csum_partial(buf + 1, 65535, 0))),
		  ref_sum(buf + 1, 65535));
}

TEST(csum_partial_copy_copies_and_sums)
{
	static u8 from[9000], to[9000];
	static const int lens[] = {0, 1, 7, 64, 1499, 2048, 2049, 8999};

	randomize(from, sizeof(from));
	for (size_t i = 0; i < ARRAY_SIZE(lens); i++) {
		__wsum sum;

		memset(to, 0x55, sizeof(to));
		sum = csum_partial_copy_nocheck(from + 1, to, lens[i]);
		EXPECT_EQ(as_sum(csum_fold(sum)),
			  ref_sum(from + 1, (size_t)lens[i]));
		EXPECT_MEMEQ(from + 1, to, (size_t)lens[i]);
		EXPECT_EQ(to[lens[i]], 0x55);
	}
}

TEST(csum_block_add_and_sub_join_parts_at_odd_places)
{
	u8 buf[128];

	for (int round = 0; round < 2000; round++) {
		int len = 1 + (int)(test_random() % 127);
		int cut = (int)(test_random() % (u64)(len + 1));
		__wsum a, b, all;

		randomize(buf, sizeof(buf));
		a = csum_partial(buf, cut, 0);
		b = csum_partial(buf + cut, len - cut, 0);
		all = csum_block_add(a, b, cut);
		ASSERT_EQ(as_sum(csum_fold(all)), ref_sum(buf, (size_t)len));
		ASSERT_EQ(as_sum(csum_fold(csum_block_sub(all, b, cut))),
			  ref_sum(buf, (size_t)cut));
	}
}

/* An IPv4 header with a published checksum: 0xb861. */
TEST(ip_fast_csum_accepts_and_makes_headers)
{
	u8 iph[] = {0x45, 0x00, 0x00, 0x73, 0x00, 0x00, 0x40, 0x00, 0x40, 0x11,
		    0xb8, 0x61, 0xc0, 0xa8, 0x00, 0x01, 0xc0, 0xa8, 0x00, 0xc7};

	EXPECT_EQ(ip_fast_csum(iph, 5), 0);
	iph[8]--;
	EXPECT_NE(ip_fast_csum(iph, 5), 0);
	iph[8]++;
	iph[10] = iph[11] = 0;
	EXPECT_EQ(be16_to_cpu(ip_fast_csum(iph, 5)), 0xb861);
}

/* RFC 1624 §4: the example that breaks the older equation. */
TEST(csum_replace_gives_rfc_1624_example)
{
	__sum16 sum = cpu_to_be16(0xdd2f);

	csum_replace2(&sum, cpu_to_be16(0x5555), cpu_to_be16(0x3285));
	EXPECT_EQ(be16_to_cpu(sum), 0x0000);
}

TEST(csum_replace_equals_a_new_sum)
{
	u8 buf[40];

	for (int round = 0; round < 5000; round++) {
		__be32 old4, new4 = (__be32)test_random();
		__be16 old2, new2 = (__be16)test_random();
		__sum16 sum;

		randomize(buf, sizeof(buf));
		sum = ip_compute_csum(buf, sizeof(buf));
		memcpy(&old4, buf + 8, 4);
		csum_replace4(&sum, old4, new4);
		memcpy(buf + 8, &new4, 4);
		memcpy(&old2, buf + 20, 2);
		csum_replace2(&sum, old2, new2);
		memcpy(buf + 20, &new2, 2);
		ASSERT_EQ(as_sum(sum), ref_sum(buf, sizeof(buf)));
	}
}

TEST(csum_tcpudp_magic_equals_sum_over_pseudo_header)
{
	u8 p[12 + 33];
	__be32 saddr, daddr;

	for (int round = 0; round < 1000; round++) {
		u16 len = 1 + test_random() % 33;
		__wsum sum;

		randomize(p, sizeof(p));
		p[8] = 0;
		p[9] = 17;
		put_unaligned_be16(len, p + 10);
		memcpy(&saddr, p, 4);
		memcpy(&daddr, p + 4, 4);
		sum = csum_partial(p + 12, len, 0);
		ASSERT_EQ(as_sum(csum_tcpudp_magic(saddr, daddr, len, 17, sum)),
			  ref_sum(p, 12u + len));
	}
}

TEST(csum_ipv6_magic_equals_sum_over_pseudo_header)
{
	struct in6_addr saddr, daddr;
	u8 p[40 + 33];

	for (int round = 0; round < 1000; round++) {
		u32 len = 1 + test_random() % 33;
		__wsum sum;

		randomize(p, sizeof(p));
		put_unaligned_be32(len, p + 32);
		put_unaligned_be32(58, p + 36);
		memcpy(&saddr, p, 16);
		memcpy(&daddr, p + 16, 16);
		sum = csum_partial(p + 40, (int)len, 0);
		ASSERT_EQ(as_sum(csum_ipv6_magic(&saddr, &daddr, len, 58, sum)),
			  ref_sum(p, 40u + len));
	}
}

TEST(csum_of_correct_packet_is_zero_never_minus_zero)
{
	u8 buf[20];
	__sum16 sum;

	for (int round = 0; round < 1000; round++) {
		randomize(buf, sizeof(buf));
		buf[0] |= 1; /* not all zero */
		buf[6] = buf[7] = 0;
		sum = ip_compute_csum(buf, sizeof(buf));
		memcpy(buf + 6, &sum, 2);
		ASSERT_EQ(ip_compute_csum(buf, sizeof(buf)), 0);
	}
}
