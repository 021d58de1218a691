// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_hash_test - jhash, siphash, CRCs: published vectors
 *
 * Where:   tests/unit/lib_test.
 * Mirrors: lib/siphash_kunit.c, lib/crc_kunit.c.
 * Spec:    lookup3.c driver5(); SipHash reference vectors.h; RFC 3720 B.4.
 */
#include "tests/harness.h"

#include "lib/crc32.h"
#include "lib/hash.h"
#include "lib/jhash.h"
#include "lib/kernel.h"
#include "lib/siphash.h"

/* lookup3.c's own driver5(): hashlittle() is jhash(). */
TEST(jhash_gives_lookup3_vectors)
{
	const char *text = "Four score and seven years ago";

	EXPECT_EQ(jhash("", 0, 0), 0xdeadbeefu);
	EXPECT_EQ(jhash("", 0, 0xdeadbeef), 0xbd5b7ddeu);
	EXPECT_EQ(jhash(text, 30, 0), 0x17770551u);
	EXPECT_EQ(jhash(text, 30, 1), 0xcd628161u);
}

TEST(jhash_does_not_depend_on_alignment)
{
	u8 buf[80], moved[88];

	for (size_t i = 0; i < sizeof(buf); i++)
		buf[i] = (u8)test_random();
	for (u32 len = 0; len <= 70; len++)
		for (size_t shift = 0; shift < 8; shift++) {
			memcpy(moved + shift, buf, len);
			EXPECT_EQ(jhash(moved + shift, len, 5),
				  jhash(buf, len, 5));
		}
}

TEST(jhash_words_equal_jhash2)
{
	u32 k[8];

	/* Bytes of little-endian words are words on any CPU. */
	for (size_t i = 0; i < ARRAY_SIZE(k); i++)
		k[i] = le32_to_cpu((__le32)(test_random() % 251 * 0x01010101u));
	EXPECT_EQ(jhash_1word(k[0], 9), jhash2(k, 1, 9));
	EXPECT_EQ(jhash_2words(k[0], k[1], 9), jhash2(k, 2, 9));
	EXPECT_EQ(jhash_3words(k[0], k[1], k[2], 9), jhash2(k, 3, 9));
	for (u32 n = 0; n <= 8; n++)
		EXPECT_EQ(jhash2(k, n, 9), jhash(k, n * 4, 9));
}

static const siphash_key_t key = {
	{0x0706050403020100ULL, 0x0f0e0d0c0b0a0908ULL}};
static const hsiphash_key_t hkey = {
	{0x0706050403020100ULL, 0x0f0e0d0c0b0a0908ULL}};

static void count_up(u8 *buf, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buf[i] = (u8)i;
}

/* The paper's appendix A (15 bytes) and the reference vectors.h. */
TEST(siphash_gives_reference_vectors)
{
	static const struct {
		size_t len;
		u64 hash;
	} v[] = {
		{0, 0x726fdb47dd0e0e31ULL},  {1, 0x74f839c593dc67fdULL},
		{8, 0x93f5f5799a932462ULL},  {15, 0xa129ca6149be45e5ULL},
		{63, 0x958a324ceb064572ULL},
	};
	u8 buf[80], moved[80];

	count_up(buf, sizeof(buf));
	for (size_t i = 0; i < ARRAY_SIZE(v); i++) {
		EXPECT_EQ(siphash(buf, v[i].len, &key), v[i].hash);
		memcpy(moved + 3, buf, v[i].len);
		EXPECT_EQ(siphash(moved + 3, v[i].len, &key), v[i].hash);
	}
}

TEST(siphash_fixed_forms_equal_the_bytes)
{
	u8 b[32];
	u64 w[4];
	u32 h[4];

	count_up(b, sizeof(b));
	for (int i = 0; i < 4; i++) {
		w[i] = get_unaligned_le64(b + 8 * i);
		h[i] = get_unaligned_le32(b + 4 * i);
	}
	EXPECT_EQ(siphash_1u64(w[0], &key), siphash(b, 8, &key));
	EXPECT_EQ(siphash_2u64(w[0], w[1], &key), siphash(b, 16, &key));
	EXPECT_EQ(siphash_3u64(w[0], w[1], w[2], &key), siphash(b, 24, &key));
	EXPECT_EQ(siphash_4u64(w[0], w[1], w[2], w[3], &key),
		  siphash(b, 32, &key));
	EXPECT_EQ(siphash_1u32(h[0], &key), siphash(b, 4, &key));
	EXPECT_EQ(siphash_2u32(h[0], h[1], &key), siphash(b, 8, &key));
	EXPECT_EQ(siphash_3u32(h[0], h[1], h[2], &key), siphash(b, 12, &key));
	EXPECT_EQ(siphash_4u32(h[0], h[1], h[2], h[3], &key),
		  siphash(b, 16, &key));
	EXPECT_EQ(hsiphash_1u32(h[0], &hkey), hsiphash(b, 4, &hkey));
	EXPECT_EQ(hsiphash_2u32(h[0], h[1], &hkey), hsiphash(b, 8, &hkey));
	EXPECT_EQ(hsiphash_3u32(h[0], h[1], h[2], &hkey),
		  hsiphash(b, 12, &hkey));
	EXPECT_EQ(hsiphash_4u32(h[0], h[1], h[2], h[3], &hkey),
		  hsiphash(b, 16, &hkey));
}

/* By an independent implementation in Python, from the paper. */
TEST(hsiphash_gives_siphash_1_3_cut)
{
	static const u32 v[] = {
		0x050fc4dc, 0x7d57ca93, 0x4dc7d44d, 0xe7ddf7fb, 0x88d38328,
		0x49533b67, 0xc59f22a7, 0x9bb11140, 0x8d299a8e, 0x6c063de4,
		0x92ff097f, 0xf94dc352, 0x57b4d9a2, 0x1229ffa7, 0xc0f95d34,
		0x2a519956, 0x7d908b66,
	};
	u8 buf[20];

	count_up(buf, sizeof(buf));
	for (size_t i = 0; i < ARRAY_SIZE(v); i++)
		EXPECT_EQ(hsiphash(buf, i, &hkey), v[i]);
}

TEST(halfsiphash_gives_1_3_vectors)
{
	static const halfsiphash_key_t k = {{0x03020100, 0x07060504}};
	static const u32 v[] = {
		0x5814c896, 0xe7e864ca, 0xbc4b0e30, 0x01539939, 0x7e059ea6,
		0x88e3d89b, 0xa0080b65, 0x9d38d9d6, 0x577999b1, 0xc839caed,
		0xe4fa32cf, 0x959246ee, 0x6b28096c, 0x66dd9cd6, 0x16658a7c,
		0xd0257b04, 0x8b31d501,
	};
	u8 buf[20];

	count_up(buf, sizeof(buf));
	for (size_t i = 0; i < ARRAY_SIZE(v); i++)
		EXPECT_EQ(halfsiphash(buf, i, &k), v[i]);
}

/* The "check" values of the CRC catalogue; RFC 3720 B.4 for 32 zeros. */
TEST(crc32_gives_check_values)
{
	u8 zeros[32] = {0};

	EXPECT_EQ(~crc32_le(~0u, "123456789", 9), 0xcbf43926u);
	EXPECT_EQ(~crc32c(~0u, "123456789", 9), 0xe3069283u);
	EXPECT_EQ(~crc32c(~0u, zeros, 32), 0x8a9136aau);
	EXPECT_EQ(crc32_le(0x12345678, "", 0), 0x12345678u);
}

static u32 slow_crc(u32 crc, const u8 *p, size_t len, u32 poly)
{
	while (len--) {
		crc ^= *p++;
		for (int i = 0; i < 8; i++)
			crc = (crc >> 1) ^ (crc & 1 ? poly : 0);
	}
	return crc;
}

TEST(crc32_equals_bit_by_bit_at_any_length_and_alignment)
{
	u8 buf[200];

	for (size_t i = 0; i < sizeof(buf); i++)
		buf[i] = (u8)test_random();
	for (size_t len = 0; len < 100; len++)
		for (size_t at = 0; at < 9; at++) {
			u32 seed = (u32)test_random();

			EXPECT_EQ(crc32_le(seed, buf + at, len),
				  slow_crc(seed, buf + at, len, 0xedb88320));
			EXPECT_EQ(crc32c(seed, buf + at, len),
				  slow_crc(seed, buf + at, len, 0x82f63b78));
		}
}

TEST(crc32_of_frame_with_fcs_is_the_residue)
{
	u8 frame[68];
	u32 fcs;

	for (size_t i = 0; i < 64; i++)
		frame[i] = (u8)test_random();
	fcs = ~crc32_le(~0u, frame, 64);
	put_unaligned_le32(fcs, frame + 64);
	EXPECT_EQ(crc32_le(~0u, frame, 68), 0xdebb20e3u);
}

TEST(hash_32_spreads_small_numbers)
{
	unsigned int hits[16] = {0};

	for (u32 i = 0; i < 1600; i++)
		hits[hash_32(i, 4)]++;
	for (int i = 0; i < 16; i++) {
		EXPECT_GT(hits[i], 80u);
		EXPECT_LT(hits[i], 120u);
	}
	EXPECT_EQ(hash_64(1, 8), 0x61u);
}
