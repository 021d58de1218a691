/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crc32 - the Ethernet frame check sequence, and Castagnoli's
 *
 * Where:   see crc32.h.
 * Mirrors: lib/crc32.c.
 * Spec:    IEEE 802.3 §3.2.9, polynomial 0x04c11db7; RFC 9260 appendix A,
 *          0x1edc6f41; both bit-reversed.
 *
 * Eight bytes at a time: table k holds the CRC of each byte value followed
 * by k zero bytes. A CRC is linear, so eight numbers, those of the single
 * bits, make a whole table, and the compiler does it.
 */
#include "lib/crc32.h"

#include "lib/byteorder.h"

#define B(n, i, c) (((n) >> (i)) & 1 ? (c) : 0)
#define E1(n, a, b, c, d, e, f, g, h)                                          \
	(B(n, 0, a) ^ B(n, 1, b) ^ B(n, 2, c) ^ B(n, 3, d) ^ B(n, 4, e) ^      \
	 B(n, 5, f) ^ B(n, 6, g) ^ B(n, 7, h))
#define E4(n, ...)                                                             \
	E1(n, __VA_ARGS__), E1((n) + 1, __VA_ARGS__),                          \
		E1((n) + 2, __VA_ARGS__), E1((n) + 3, __VA_ARGS__)
#define E16(n, ...)                                                            \
	E4(n, __VA_ARGS__), E4((n) + 4, __VA_ARGS__),                          \
		E4((n) + 8, __VA_ARGS__), E4((n) + 12, __VA_ARGS__)
#define E64(n, ...)                                                            \
	E16(n, __VA_ARGS__), E16((n) + 16, __VA_ARGS__),                       \
		E16((n) + 32, __VA_ARGS__), E16((n) + 48, __VA_ARGS__)
#define TABLE(...)                                                             \
	{                                                                      \
		E64(0, __VA_ARGS__), E64(64, __VA_ARGS__),                     \
			E64(128, __VA_ARGS__), E64(192, __VA_ARGS__)           \
	}

static const u32 crc32_table[8][256] = {
	TABLE(0x77073096, 0xee0e612c, 0x076dc419, 0x0edb8832, 0x1db71064,
	      0x3b6e20c8, 0x76dc4190, 0xedb88320),
	TABLE(0x191b3141, 0x32366282, 0x646cc504, 0xc8d98a08, 0x4ac21251,
	      0x958424a2, 0xf0794f05, 0x3b83984b),
	TABLE(0x01c26a37, 0x0384d46e, 0x0709a8dc, 0x0e1351b8, 0x1c26a370,
	      0x384d46e0, 0x709a8dc0, 0xe1351b80),
	TABLE(0xb8bc6765, 0xaa09c88b, 0x8f629757, 0xc5b428ef, 0x5019579f,
	      0xa032af3e, 0x9b14583d, 0xed59b63b),
	TABLE(0x3d6029b0, 0x7ac05360, 0xf580a6c0, 0x30704bc1, 0x60e09782,
	      0xc1c12f04, 0x58f35849, 0xb1e6b092),
	TABLE(0xcb5cd3a5, 0x4dc8a10b, 0x9b914216, 0xec53826d, 0x03d6029b,
	      0x07ac0536, 0x0f580a6c, 0x1eb014d8),
	TABLE(0xa6770bb4, 0x979f1129, 0xf44f2413, 0x33ef4e67, 0x67de9cce,
	      0xcfbd399c, 0x440b7579, 0x8816eaf2),
	TABLE(0xccaa009e, 0x4225077d, 0x844a0efa, 0xd3e51bb5, 0x7cbb312b,
	      0xf9766256, 0x299dc2ed, 0x533b85da),
};

static const u32 crc32c_table[8][256] = {
	TABLE(0xf26b8303, 0xe13b70f7, 0xc79a971f, 0x8ad958cf, 0x105ec76f,
	      0x20bd8ede, 0x417b1dbc, 0x82f63b78),
	TABLE(0x13a29877, 0x274530ee, 0x4e8a61dc, 0x9d14c3b8, 0x3fc5f181,
	      0x7f8be302, 0xff17c604, 0xfbc3faf9),
	TABLE(0xa541927e, 0x4f6f520d, 0x9edea41a, 0x38513ec5, 0x70a27d8a,
	      0xe144fb14, 0xc76580d9, 0x8b277743),
	TABLE(0xdd45aab8, 0xbf672381, 0x7b2231f3, 0xf64463e6, 0xe964b13d,
	      0xd725148b, 0xaba65fe7, 0x52a0c93f),
	TABLE(0x38116fac, 0x7022df58, 0xe045beb0, 0xc5670b91, 0x8f2261d3,
	      0x1ba8b557, 0x37516aae, 0x6ea2d55c),
	TABLE(0xef306b19, 0xdb8ca0c3, 0xb2f53777, 0x6006181f, 0xc00c303e,
	      0x85f4168d, 0x0e045beb, 0x1c08b7d6),
	TABLE(0x68032cc8, 0xd0065990, 0xa5e0c5d1, 0x4e2dfd53, 0x9c5bfaa6,
	      0x3d5b83bd, 0x7ab7077a, 0xf56e0ef4),
	TABLE(0x493c7d27, 0x9278fa4e, 0x211d826d, 0x423b04da, 0x847609b4,
	      0x0d006599, 0x1a00cb32, 0x34019664),
};

static u32 crc_by_table(u32 crc, const u8 *p, size_t len,
			const u32 (*table)[256])
{
	for (; len >= 8; len -= 8, p += 8) {
		u64 w = get_unaligned_le64(p) ^ crc;

		crc = 0;
		for (int k = 7; k >= 0; k--, w >>= 8)
			crc ^= table[k][w & 0xff];
	}
	while (len--)
		crc = (crc >> 8) ^ table[0][(crc ^ *p++) & 0xff];
	return crc;
}

/**
 * crc32_le - go on with Ethernet's CRC
 * @crc: so far; ~0 to begin
 * @p: bytes
 * @len: how many
 *
 * Context: any.
 * Return: the CRC, not inverted.
 */
u32 crc32_le(u32 crc, const void *p, size_t len)
{
	return crc_by_table(crc, p, len, crc32_table);
}
EXPORT_SYMBOL(crc32_le);

/**
 * crc32c - go on with Castagnoli's CRC
 * @crc: so far; ~0 to begin
 * @p: bytes
 * @len: how many
 *
 * Context: any.
 * Return: the CRC, not inverted.
 */
u32 crc32c(u32 crc, const void *p, size_t len)
{
	return crc_by_table(crc, p, len, crc32c_table);
}
EXPORT_SYMBOL(crc32c);
