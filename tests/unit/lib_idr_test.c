// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_idr_test - numbers against a plain array, failing memory, and ida
 *
 * Where:   tests/unit/lib_test.
 * Mirrors: tools/testing/radix-tree/idr-test.c.
 * Spec:    lib/idr.h.
 */
#include "lib/idr.h"
#include "lib/oops.h"
#include "lib/slab.h"
#include "tests/unit/host_fixture.h"

static struct idr idr;
static int objects[5000];

static void begin(void)
{
	host_begin(1);
	idr_init(&idr);
}
TEST_SETUP(begin);

static void end(void)
{
	idr_destroy(&idr);
	rcu_barrier();
	host_end();
}
TEST_TEARDOWN(end);

TEST(idr_gives_the_smallest_free_number)
{
	for (int i = 0; i < 5000; i++)
		ASSERT_EQ(idr_alloc(&idr, &objects[i], 0, 0, GFP_KERNEL), i);
	EXPECT(idr_remove(&idr, 4097) == &objects[4097]);
	EXPECT(idr_remove(&idr, 63) == &objects[63]);
	EXPECT(idr_remove(&idr, 2000) == &objects[2000]);
	EXPECT_NULL(idr_remove(&idr, 63));
	EXPECT_NULL(idr_find(&idr, 63));
	EXPECT_EQ(idr_alloc(&idr, &objects[1], 100, 0, GFP_KERNEL), 2000);
	EXPECT_EQ(idr_alloc(&idr, &objects[1], 0, 0, GFP_KERNEL), 63);
	EXPECT_EQ(idr_alloc(&idr, &objects[1], 0, 0, GFP_KERNEL), 4097);
	EXPECT_EQ(idr_alloc(&idr, &objects[1], 0, 0, GFP_KERNEL), 5000);
	EXPECT(idr_find(&idr, 4999) == &objects[4999]);
	EXPECT_NULL(idr_find(&idr, 5001));
	EXPECT_NULL(idr_find(&idr, 1UL << 40));
}

TEST(idr_ranges_end)
{
	EXPECT_EQ(idr_alloc(&idr, objects, 5, 7, GFP_KERNEL), 5);
	EXPECT_EQ(idr_alloc(&idr, objects, 5, 7, GFP_KERNEL), 6);
	EXPECT_EQ(idr_alloc(&idr, objects, 5, 7, GFP_KERNEL), -ENOSPC);
	EXPECT_EQ(idr_alloc(&idr, objects, INT_MAX, 0, GFP_KERNEL), INT_MAX);
	EXPECT_EQ(idr_alloc(&idr, objects, INT_MAX, 0, GFP_KERNEL), -ENOSPC);
	EXPECT(idr_find(&idr, INT_MAX) == objects);
	EXPECT_EQ(idr_alloc(&idr, objects, 9, 9, GFP_KERNEL), -ENOSPC);
}

TEST(idr_u32_holds_the_largest_number)
{
	u32 id = U32_MAX;

	EXPECT_EQ(idr_alloc_u32(&idr, objects, &id, U32_MAX, GFP_KERNEL), 0);
	EXPECT_EQ(id, U32_MAX);
	EXPECT_EQ(idr_alloc_u32(&idr, objects, &id, U32_MAX, GFP_KERNEL),
		  -ENOSPC);
	EXPECT(idr_find(&idr, U32_MAX) == objects);
	EXPECT(idr_remove(&idr, U32_MAX) == objects);
	EXPECT(idr_is_empty(&idr));
}

TEST(idr_base_is_the_least_number)
{
	idr_init_base(&idr, 100);
	EXPECT_EQ(idr_alloc(&idr, &objects[0], 0, 0, GFP_KERNEL), 100);
	EXPECT_EQ(idr_alloc(&idr, &objects[1], 0, 0, GFP_KERNEL), 101);
	EXPECT(idr_find(&idr, 101) == &objects[1]);
	EXPECT_NULL(idr_find(&idr, 1));
	EXPECT_NULL(idr_remove(&idr, 1));
	EXPECT_EQ(idr_alloc(&idr, objects, 0, 50, GFP_KERNEL), -ENOSPC);
}

TEST(idr_cyclic_goes_on_and_comes_round)
{
	for (int i = 2; i < 6; i++)
		EXPECT_EQ(idr_alloc_cyclic(&idr, objects, 2, 6, GFP_KERNEL), i);
	EXPECT_EQ(idr_alloc_cyclic(&idr, objects, 2, 6, GFP_KERNEL), -ENOSPC);
	idr_remove(&idr, 3);
	EXPECT_EQ(idr_alloc_cyclic(&idr, objects, 2, 6, GFP_KERNEL), 3);
	idr_remove(&idr, 2);
	idr_remove(&idr, 5);
	EXPECT_EQ(idr_alloc_cyclic(&idr, objects, 2, 6, GFP_KERNEL), 5);
	EXPECT_EQ(idr_alloc_cyclic(&idr, objects, 2, 6, GFP_KERNEL), 2);
}

TEST(idr_null_takes_a_number_until_replaced)
{
	EXPECT_EQ(idr_alloc(&idr, NULL, 0, 0, GFP_KERNEL), 0);
	EXPECT_NULL(idr_find(&idr, 0));
	EXPECT_EQ(idr_alloc(&idr, &objects[1], 0, 0, GFP_KERNEL), 1);
	EXPECT_NULL(idr_replace(&idr, &objects[7], 0));
	EXPECT(idr_find(&idr, 0) == &objects[7]);
	EXPECT(idr_replace(&idr, objects, 2) == ERR_PTR(-ENOENT));
}

static int add_up(int id, void *p, void *data)
{
	*(long *)data += id;
	return p == &objects[40] ? 77 : 0;
}

TEST(idr_walks_visit_in_order)
{
	static const int ids[] = {0,	1,	63,	64,	4095,
				  4096, 262143, 262144, INT_MAX};
	unsigned long ul = 0;
	int id, n = 0, *p;
	long sum = 0;

	for (int i = 8; i >= 0; i--)
		idr_alloc(&idr, &objects[i], ids[i], 0, GFP_KERNEL);
	idr_for_each_entry(&idr, p, id)
	{
		EXPECT_EQ(id, ids[n]);
		EXPECT(p == &objects[n]);
		n++;
		if (id == INT_MAX)
			break;
	}
	EXPECT_EQ(n, 9);
	ul = (unsigned long)INT_MAX + 1;
	EXPECT_NULL(idr_get_next_ul(&idr, &ul));
	EXPECT_EQ(idr_for_each(&idr, add_up, &sum), 0);
	EXPECT_EQ(sum,
		  0L + 1 + 63 + 64 + 4095 + 4096 + 262143 + 262144 + INT_MAX);
	idr_replace(&idr, &objects[40], 64);
	sum = 0;
	EXPECT_EQ(idr_for_each(&idr, add_up, &sum), 77);
	EXPECT_EQ(sum, 128);
}

/* Random operations, and a plain array that knows better. */
TEST(idr_random_operations_equal_an_array)
{
	static void *model[3000];
	int in = 0;

	memset(model, 0, sizeof(model));
	for (int op = 0; op < 50000; op++) {
		int id = (int)(test_random() % 3000), got, expected;

		if (test_random() & 1) {
			ASSERT(idr_remove(&idr, (unsigned long)id) ==
			       model[id]);
			in -= !!model[id];
			model[id] = NULL;
			continue;
		}
		for (expected = id; expected < 3000 && model[expected];)
			expected++;
		got = idr_alloc(&idr, &objects[op % 5000], id, 3000,
				GFP_KERNEL);
		ASSERT_EQ(got, expected < 3000 ? expected : -ENOSPC);
		if (got >= 0) {
			model[got] = &objects[op % 5000];
			in++;
		}
	}
	for (int id = 0; id < 3000; id++) {
		ASSERT(idr_find(&idr, (unsigned long)id) == model[id]);
		idr_remove(&idr, (unsigned long)id);
	}
	EXPECT_GT(in, 100);
	EXPECT(idr_is_empty(&idr));
}

TEST(idr_without_memory_changes_nothing)
{
	/* Five levels on top of the one of number 3, and five down again. */
	for (unsigned long nth = 1; nth <= 11; nth++) {
		int err;

		idr_alloc(&idr, objects, 3, 0, GFP_KERNEL);
		slab_fail_nth(host.machine, nth);
		err = idr_alloc(&idr, objects, 1 << 30, 0, GFP_KERNEL);
		slab_fail_nth(host.machine, 0);
		EXPECT_EQ(err, nth <= 10 ? -ENOMEM : 1 << 30);
		EXPECT(idr_find(&idr, 3) == objects);
		EXPECT_NULL(idr_find(&idr, 4));
		EXPECT_EQ(idr_alloc(&idr, objects, 1 << 30, 0, GFP_KERNEL),
			  (1 << 30) + (nth > 10));
		idr_destroy(&idr);
	}
}

TEST(ida_gives_and_takes_numbers)
{
	struct ida ida;

	ida_init(&ida);
	for (int i = 0; i < 200; i++)
		ASSERT_EQ(ida_alloc(&ida, GFP_KERNEL), i);
	ida_free(&ida, 70);
	EXPECT_EQ(ida_alloc_min(&ida, 100, GFP_KERNEL), 200);
	EXPECT_EQ(ida_alloc_max(&ida, 69, GFP_KERNEL), -ENOSPC);
	EXPECT_EQ(ida_alloc_range(&ida, 60, 80, GFP_KERNEL), 70);
	ida_free(&ida, 200);
	for (unsigned int i = 0; i < 200; i++)
		ida_free(&ida, i);
	EXPECT(ida_is_empty(&ida));
	ida_alloc(&ida, GFP_KERNEL);
	ida_destroy(&ida);
	EXPECT(ida_is_empty(&ida));
}
