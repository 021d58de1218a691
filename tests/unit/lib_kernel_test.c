// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_kernel_test - small macros, byte order, atomics
 *
 * Where:   tests/unit/lib_test.
 * Mirrors: the minmax, math64 and overflow KUnit tests.
 * Spec:    lib/kernel.h, lib/math64.h, lib/byteorder.h, lib/atomic.h.
 */
#include "tests/harness.h"

#include "lib/atomic.h"
#include "lib/byteorder.h"
#include "lib/kernel.h"
#include "lib/reciprocal_div.h"

static int calls;

static int once(int x)
{
	calls++;
	return x;
}

TEST(minmax_evaluates_once_and_nests)
{
	unsigned int u = 7;
	u8 small = 200;

	calls = 0;
	EXPECT_EQ(min(once(3), once(4)), 3);
	EXPECT_EQ(calls, 2);
	EXPECT_EQ(max(min(1, 5), max(2, 3)), 3);
	EXPECT_EQ(min(u, 5), 5u);
	EXPECT_EQ(min_t(int, -1, u), -1);
	EXPECT_EQ(max_t(u32, -1, u), U32_MAX);
	EXPECT_EQ(clamp(12, 1, 10), 10);
	EXPECT_EQ(clamp_t(u8, 300, 0, 255), 44);
	EXPECT_EQ(clamp_val(small, 0, 100), 100);
	EXPECT_EQ(min3(3, 1, 2), 1);
	EXPECT_EQ(min_not_zero(0, 4), 4);
	EXPECT_EQ(min_not_zero(5, 4), 4);
}

TEST(kernel_rounding)
{
	int a = 1, b = 2;

	EXPECT_EQ(ALIGN(13, 8), 16);
	EXPECT_EQ(ALIGN_DOWN(13, 8), 8);
	EXPECT(IS_ALIGNED(16, 8) && !IS_ALIGNED(17, 8));
	EXPECT_EQ(round_up(13u, 4), 16u);
	EXPECT_EQ(round_up(16u, 4), 16u);
	EXPECT_EQ(round_down(13u, 4), 12u);
	EXPECT_EQ(roundup(13, 5), 15);
	EXPECT_EQ(rounddown(13, 5), 10);
	EXPECT_EQ(DIV_ROUND_UP(13, 5), 3);
	EXPECT_EQ(DIV_ROUND_CLOSEST(13, 5), 3);
	EXPECT_EQ(DIV_ROUND_CLOSEST(-13, 5), -3);
	EXPECT_EQ(roundup_pow_of_two(1), 1u);
	EXPECT_EQ(roundup_pow_of_two(17), 32u);
	EXPECT_EQ(roundup_pow_of_two(32), 32u);
	EXPECT_EQ(rounddown_pow_of_two(33), 32u);
	EXPECT_EQ(ilog2(1), 0);
	EXPECT_EQ(ilog2(1ULL << 40), 40);
	EXPECT_EQ(order_base_2(5), 3);
	EXPECT(is_power_of_2(64) && !is_power_of_2(0) && !is_power_of_2(6));
	swap(a, b);
	EXPECT_EQ(a * 10 + b, 21);
	EXPECT_EQ(abs(-5), 5);
	EXPECT_EQ(abs((s64)-5000000000LL), 5000000000LL);
}

struct inner {
	int x;
};
struct outer {
	char c;
	struct inner in;
	u16 tail[];
};

TEST(kernel_struct_helpers)
{
	struct outer o;

	EXPECT(container_of(&o.in, struct outer, in) == &o);
	EXPECT_EQ(sizeof_field(struct outer, in), sizeof(struct inner));
	EXPECT_EQ(offsetofend(struct outer, in), 8u);
	EXPECT_EQ(struct_size(&o, tail, 3), sizeof(o) + 6);
	EXPECT_EQ(struct_size(&o, tail, SIZE_MAX), SIZE_MAX);
	EXPECT_EQ(array_size(SIZE_MAX, 2), SIZE_MAX);
	EXPECT_EQ(upper_32_bits(0x123456789abcdef0ULL), 0x12345678u);
	EXPECT_EQ(sign_extend32(0xff, 7), -1);
}

TEST(err_pointer_carries_errno)
{
	int x;

	EXPECT(IS_ERR(ERR_PTR(-ENOENT)));
	EXPECT(IS_ERR(ERR_PTR(-MAX_ERRNO)));
	EXPECT(!IS_ERR(ERR_PTR(-MAX_ERRNO - 1)));
	EXPECT(!IS_ERR(&x) && !IS_ERR(NULL));
	EXPECT(IS_ERR_OR_NULL(NULL));
	EXPECT_EQ(PTR_ERR(ERR_PTR(-EBUSY)), -EBUSY);
	EXPECT_EQ(PTR_ERR_OR_ZERO(ERR_PTR(-EBUSY)), -EBUSY);
	EXPECT_EQ(PTR_ERR_OR_ZERO(&x), 0);
}

TEST(math64_products_do_not_overflow)
{
	u64 n = 1000000007ULL * 10;
	u32 rem;

	EXPECT_EQ(mul_u64_u32_shr(U64_MAX, 1u << 31, 32), U64_MAX >> 1);
	EXPECT_EQ(mul_u64_u64_div_u64(U64_MAX, 10, 20), U64_MAX / 2);
	EXPECT_EQ(do_div(n, 1000), 70u);
	EXPECT_EQ(n, 10000000u);
	EXPECT_EQ(div_u64_rem(100, 7, &rem), 14u);
	EXPECT_EQ(rem, 2u);
	EXPECT_EQ(reciprocal_scale(U32_MAX, 10), 9u);
	EXPECT_EQ(reciprocal_scale(0, 10), 0u);
}

TEST(int_sqrt_is_the_floor)
{
	static const u64 x[] = {0, 1, 2, 3, 4, 99, 100, U64_MAX, 1ULL << 62};

	for (size_t i = 0; i < ARRAY_SIZE(x); i++) {
		unsigned __int128 r = int_sqrt64(x[i]);

		EXPECT(r * r <= x[i] && (r + 1) * (r + 1) > x[i]);
	}
}

TEST(reciprocal_divide_equals_division)
{
	for (int i = 0; i < 20000; i++) {
		u32 d = (u32)(test_random() >> test_random() % 32);
		u32 a = (u32)test_random();

		if (!d)
			d = 1;
		ASSERT_EQ(reciprocal_divide(a, reciprocal_value(d)), a / d);
	}
}

TEST(byteorder_is_what_the_wire_says)
{
	static const __be16 constant = cpu_to_be16(0x0800);
	u8 b[9] = {0xee, 1, 2, 3, 4, 5, 6, 7, 8};

	EXPECT_MEMEQ(&constant, "\x08\x00", 2);
	EXPECT_EQ(get_unaligned_be16(b + 1), 0x0102);
	EXPECT_EQ(get_unaligned_be24(b + 1), 0x010203u);
	EXPECT_EQ(get_unaligned_be32(b + 1), 0x01020304u);
	EXPECT_EQ(get_unaligned_be64(b + 1), 0x0102030405060708ULL);
	EXPECT_EQ(get_unaligned_le16(b + 1), 0x0201);
	EXPECT_EQ(get_unaligned_le32(b + 1), 0x04030201u);
	EXPECT_EQ(get_unaligned_le64(b + 1), 0x0807060504030201ULL);
	put_unaligned_be32(0xa1a2a3a4, b + 3);
	EXPECT_MEMEQ(b + 3, "\xa1\xa2\xa3\xa4", 4);
	put_unaligned_be24(0xb1b2b3, b + 1);
	EXPECT_MEMEQ(b + 1, "\xb1\xb2\xb3", 3);
	EXPECT_EQ(ntohl(htonl(0x12345678)), 0x12345678u);
	EXPECT_EQ(ntohs(htons(0x1234)), 0x1234);
}

TEST(atomic_operations_return_as_documented)
{
	atomic_t v = ATOMIC_INIT(5);
	atomic64_t w = ATOMIC64_INIT(1LL << 40);
	int old;

	atomic_add(3, &v);
	EXPECT_EQ(atomic_read(&v), 8);
	EXPECT_EQ(atomic_add_return(2, &v), 10);
	EXPECT_EQ(atomic_fetch_sub(4, &v), 10);
	EXPECT_EQ(atomic_cmpxchg(&v, 5, 9), 6);
	EXPECT_EQ(atomic_cmpxchg(&v, 6, 9), 6);
	EXPECT_EQ(atomic_xchg(&v, 1), 9);
	EXPECT(atomic_dec_and_test(&v));
	EXPECT(!atomic_inc_not_zero(&v));
	EXPECT_EQ(atomic_dec_if_positive(&v), -1);
	EXPECT_EQ(atomic_read(&v), 0);
	EXPECT(atomic_add_unless(&v, 7, 3));
	EXPECT_EQ(atomic_fetch_add_unless(&v, 1, 7), 7);
	EXPECT(!atomic_sub_and_test(6, &v));
	EXPECT(!atomic_add_negative(1, &v));
	EXPECT(atomic_add_negative(-3, &v));
	old = 4;
	EXPECT(!atomic_try_cmpxchg(&v, &old, 0));
	EXPECT_EQ(old, -1);
	EXPECT_EQ(atomic64_inc_return(&w), (1LL << 40) + 1);
	atomic_long_add(5, &w);
	EXPECT_EQ(atomic_long_read(&w), (1LL << 40) + 6);
}
