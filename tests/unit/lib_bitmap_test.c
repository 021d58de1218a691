// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_bitmap_test - bit operations, masks and their text
 *
 * Where:   tests/unit/lib_test.
 * Mirrors: lib/test_bitmap.c, the bitops and cpumask KUnit tests.
 * Spec:    what /sys/class/net shows and takes as rps_cpus.
 */
#include "tests/harness.h"

#include "lib/cpumask.h"

TEST(bitops_set_and_test_across_words)
{
	unsigned long w[2] = {0};

	set_bit(63, w);
	set_bit(64, w);
	EXPECT_EQ(w[0], 1UL << 63);
	EXPECT_EQ(w[1], 1UL);
	EXPECT(test_and_set_bit(64, w));
	EXPECT(!test_and_set_bit(65, w));
	EXPECT(test_and_clear_bit(63, w));
	EXPECT(!test_and_clear_bit(63, w));
	change_bit(0, w);
	EXPECT(test_bit(0, w));
	EXPECT(test_and_change_bit(0, w));
	__set_bit(3, w);
	EXPECT(__test_and_clear_bit(3, w));
	EXPECT(!__test_and_set_bit(3, w));
	assign_bit(3, w, false);
	EXPECT_EQ(w[0], 0UL);
	EXPECT(!test_and_set_bit_lock(1, w));
	EXPECT(test_and_set_bit_lock(1, w));
	clear_bit_unlock(1, w);
	EXPECT_EQ(w[0], 0UL);
}

TEST(bitops_find_first_and_last)
{
	EXPECT_EQ(ffs(0), 0);
	EXPECT_EQ(ffs(0x10), 5);
	EXPECT_EQ(fls(0), 0);
	EXPECT_EQ(fls(1), 1);
	EXPECT_EQ(fls(0x80000000u), 32);
	EXPECT_EQ(fls64(1ULL << 63), 64);
	EXPECT_EQ(__ffs(0x100), 8u);
	EXPECT_EQ(__fls(0x1ff), 8u);
	EXPECT_EQ(ffz(0xff), 8u);
	EXPECT_EQ(hweight32(0xf0f0), 8u);
	EXPECT_EQ(hweight64(~0ULL), 64u);
	EXPECT_EQ(hweight8(0x1ff), 8u);
	EXPECT_EQ(rol32(0x80000001, 1), 3u);
	EXPECT_EQ(ror32(3, 1), 0x80000001u);
	EXPECT_EQ(rol64(1, 0), 1u);
	EXPECT_EQ(GENMASK(7, 4), 0xf0u);
	EXPECT_EQ(GENMASK_ULL(63, 0), ~0ULL);
}

/* find_*_bit() against a walk over single bits. */
TEST(bitmap_find_equals_slow_walk)
{
	DECLARE_BITMAP(map, 200);

	for (int round = 0; round < 2000; round++) {
		unsigned int size = 1 + test_random() % 200;
		unsigned int from = test_random() % (size + 2), i, last = size;

		bitmap_zero(map, 200);
		for (int k = test_random() % 6; k > 0; k--)
			__set_bit((long)(test_random() % 200), map);
		if (round & 1)
			for (i = 0; i < BITS_TO_LONGS(200); i++)
				map[i] = ~map[i];
		for (i = from; i < size && !test_bit(i, map); i++)
			;
		ASSERT_EQ(find_next_bit(map, size, from), min(i, size));
		for (i = from; i < size && test_bit(i, map); i++)
			;
		ASSERT_EQ(find_next_zero_bit(map, size, from), min(i, size));
		for (i = 0; i < size; i++)
			if (test_bit(i, map))
				last = i;
		ASSERT_EQ(find_last_bit(map, size), last);
	}
}

TEST(bitmap_walk_visits_set_bits)
{
	unsigned long map[2] = {0x8000000000000005UL, 0x2};
	unsigned int bit, n = 0;
	static const unsigned int expected[] = {0, 2, 63, 65};

	for_each_set_bit(bit, map, 128) EXPECT_EQ(bit, expected[n++]);
	EXPECT_EQ(n, 4u);
	n = 0;
	for_each_clear_bit(bit, map, 5) n += bit;
	EXPECT_EQ(n, 1u + 3 + 4);
}

TEST(bitmap_operations_combine)
{
	DECLARE_BITMAP(a, 100);
	DECLARE_BITMAP(b, 100);
	DECLARE_BITMAP(c, 100);

	bitmap_fill(a, 100);
	EXPECT(bitmap_full(a, 100));
	EXPECT_EQ(bitmap_weight(a, 100), 100u);
	bitmap_zero(b, 100);
	EXPECT(bitmap_empty(b, 100));
	bitmap_set(b, 60, 10);
	EXPECT_EQ(bitmap_weight(b, 100), 10u);
	EXPECT(bitmap_subset(b, a, 100));
	EXPECT(!bitmap_subset(a, b, 100));
	EXPECT(bitmap_and(c, a, b, 100));
	EXPECT(bitmap_equal(c, b, 100));
	EXPECT(bitmap_andnot(c, a, b, 100));
	EXPECT(!bitmap_intersects(c, b, 100));
	bitmap_or(c, c, b, 100);
	EXPECT(bitmap_equal(c, a, 100));
	bitmap_clear(b, 60, 10);
	EXPECT(!bitmap_and(c, a, b, 100));
}

TEST(cpumask_prints_as_sysfs)
{
	struct cpumask m;
	char buf[40];

	cpumask_clear(&m);
	cpumask_set_cpu(0, &m);
	cpumask_set_cpu(1, &m);
	cpumask_set_cpu(3, &m);
	EXPECT_EQ(cpumask_print(buf, sizeof(buf), &m, 4), 1);
	EXPECT_STREQ(buf, "b");
	cpumask_print(buf, sizeof(buf), &m, 5);
	EXPECT_STREQ(buf, "0b");
	cpumask_print(buf, sizeof(buf), &m, 64);
	EXPECT_STREQ(buf, "00000000,0000000b");
	EXPECT_EQ(cpulist_print(buf, sizeof(buf), &m, 64), 5);
	EXPECT_STREQ(buf, "0-1,3");
	cpumask_clear(&m);
	EXPECT_EQ(cpulist_print(buf, sizeof(buf), &m, 64), 0);
	EXPECT_STREQ(buf, "");
	EXPECT_EQ(cpumask_print(NULL, 0, &m, 64), 17);
}

TEST(cpumask_parse_reads_what_sysfs_takes)
{
	struct cpumask m;

	EXPECT_EQ(cpumask_parse("f\n", &m), 0);
	EXPECT_EQ(m.bits[0], 0xfUL);
	EXPECT_EQ(cpumask_parse("1,00000000", &m), 0);
	EXPECT_EQ(m.bits[0], 1UL << 32);
	EXPECT_EQ(cpumask_parse("1,2", &m), 0);
	EXPECT_EQ(m.bits[0], (1UL << 32) + 2);
	EXPECT_EQ(cpumask_parse("0", &m), 0);
	EXPECT(cpumask_empty(&m));
	EXPECT_EQ(cpumask_parse("00000000,00000000,ffffffff", &m), 0);
	EXPECT_EQ(cpumask_parse("1,00000000,00000000", &m), -EOVERFLOW);
	EXPECT_EQ(cpumask_parse("123456789", &m), -EOVERFLOW);
	EXPECT_EQ(cpumask_parse("g", &m), -EINVAL);
	EXPECT_EQ(cpumask_parse("", &m), -EINVAL);
	EXPECT_EQ(cpumask_parse("1,,2", &m), -EINVAL);
	EXPECT_EQ(cpumask_parse(",1", &m), -EINVAL);
}

TEST(cpulist_parse_reads_ranges)
{
	struct cpumask m;

	EXPECT_EQ(cpulist_parse("0-2,5\n", &m), 0);
	EXPECT_EQ(m.bits[0], 0x27UL);
	EXPECT_EQ(cpulist_parse("", &m), 0);
	EXPECT(cpumask_empty(&m));
	EXPECT_EQ(cpulist_parse("all", &m), 0);
	EXPECT_EQ(cpumask_weight(&m), 64u);
	EXPECT_EQ(cpulist_parse("60-N", &m), 0);
	EXPECT_EQ(m.bits[0], 0xfUL << 60);
	EXPECT_EQ(cpulist_parse("0-7:2/4", &m), 0);
	EXPECT_EQ(m.bits[0], 0x33UL);
	EXPECT_EQ(cpulist_parse("3-1", &m), -EINVAL);
	EXPECT_EQ(cpulist_parse("64", &m), -ERANGE);
	EXPECT_EQ(cpulist_parse("1-", &m), -EINVAL);
	EXPECT_EQ(cpulist_parse("1x", &m), -EINVAL);
	EXPECT_EQ(cpulist_parse("0-7:5/4", &m), -EINVAL);
}

/* Print, parse, print: the same. */
TEST(cpumask_text_survives_a_round_trip)
{
	struct cpumask m, back;
	char buf[200];

	for (int i = 0; i < 2000; i++) {
		m.bits[0] = test_random() & test_random();
		cpumask_print(buf, sizeof(buf), &m, 64);
		ASSERT_EQ(cpumask_parse(buf, &back), 0);
		ASSERT(cpumask_equal(&m, &back));
		cpulist_print(buf, sizeof(buf), &m, 64);
		ASSERT_EQ(cpulist_parse(buf, &back), 0);
		ASSERT(cpumask_equal(&m, &back));
	}
}

TEST(cpumask_walk_visits_cpus)
{
	struct cpumask m = CPU_MASK_NONE;
	unsigned int cpu, sum = 0;

	cpumask_set_cpu(2, &m);
	cpumask_set_cpu(63, &m);
	for_each_cpu (cpu, &m)
		sum += cpu;
	EXPECT_EQ(sum, 65u);
	EXPECT_EQ(cpumask_first(&m), 2u);
	EXPECT_EQ(cpumask_next(2, &m), 63u);
	EXPECT_GE(cpumask_next(63, &m), NR_CPUS);
	EXPECT_EQ(cpumask_next(-1, &m), 2u);
}
