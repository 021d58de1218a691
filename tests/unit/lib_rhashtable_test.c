// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_rhashtable_test - growing, shrinking, walking, readers beside writers
 *
 * Where:   tests/unit/lib_test.
 * Mirrors: lib/test_rhashtable.c.
 * Spec:    lib/rhashtable.h.
 */
#include "lib/kthread.h"
#include "lib/rhashtable.h"
#include "lib/slab.h"
#include "tests/unit/host_fixture.h"

struct thing {
	u32 key;
	u32 seen;
	bool in;
	struct rhash_head node;
};

static const struct rhashtable_params params = {
	.key_len = sizeof(u32),
	.key_offset = offsetof(struct thing, key),
	.head_offset = offsetof(struct thing, node),
	.automatic_shrinking = true,
};

#define THINGS 5000

static struct thing things[THINGS];
static struct rhashtable ht;

static void begin(void)
{
	host_begin(1);
	memset(things, 0, sizeof(things));
	for (u32 i = 0; i < THINGS; i++)
		things[i].key = i * 2654435761u;
	ASSERT_EQ(rhashtable_init(&ht, &params), 0);
}
TEST_SETUP(begin);

static void end(void)
{
	rhashtable_destroy(&ht);
	rcu_barrier();
	host_end();
}
TEST_TEARDOWN(end);

static struct thing *find(u32 key)
{
	return rhashtable_lookup_fast(&ht, &key, params);
}

TEST(rhashtable_grows_and_shrinks_and_never_loses_one)
{
	unsigned int largest;

	for (u32 i = 0; i < THINGS; i++) {
		ASSERT_EQ(rhashtable_insert_fast(&ht, &things[i].node, params),
			  0);
		for (u32 k = i > 40 ? i - 40 : 0; k <= i; k++)
			ASSERT(find(things[k].key) == &things[k]);
	}
	for (u32 i = 0; i < THINGS; i++)
		ASSERT(find(things[i].key) == &things[i]);
	EXPECT_NULL(find(12345));
	largest = ht.tbl->size;
	EXPECT_GE(largest, THINGS);
	for (u32 i = 0; i < THINGS; i++) {
		ASSERT_EQ(rhashtable_remove_fast(&ht, &things[i].node, params),
			  0);
		ASSERT_NULL(find(things[i].key));
		ASSERT(i + 1 == THINGS || find(things[i + 1].key));
	}
	EXPECT_LT(ht.tbl->size, largest / 16);
	EXPECT_EQ(atomic_read(&ht.nelems), 0);
}

TEST(rhashtable_refuses_a_second_key)
{
	struct thing twin = {.key = things[3].key};

	EXPECT_EQ(rhashtable_lookup_insert_fast(&ht, &things[3].node, params),
		  0);
	EXPECT_EQ(rhashtable_lookup_insert_fast(&ht, &twin.node, params),
		  -EEXIST);
	EXPECT(rhashtable_lookup_get_insert_fast(&ht, &twin.node, params) ==
	       &things[3]);
	EXPECT_EQ(rhashtable_remove_fast(&ht, &twin.node, params), -ENOENT);
	EXPECT_EQ(rhashtable_replace_fast(&ht, &things[3].node, &twin.node,
					  params),
		  0);
	EXPECT(find(twin.key) == &twin);
	EXPECT_EQ(rhashtable_replace_fast(&ht, &things[3].node, &things[3].node,
					  params),
		  -ENOENT);
	EXPECT_EQ(rhashtable_remove_fast(&ht, &twin.node, params), 0);
}

TEST(rhashtable_max_size_is_kept)
{
	struct rhashtable_params p = params;
	struct rhashtable small;

	p.max_size = 16;
	ASSERT_EQ(rhashtable_init(&small, &p), 0);
	for (u32 i = 0; i < 32; i++)
		EXPECT_EQ(rhashtable_insert_fast(&small, &things[i].node, p),
			  0);
	EXPECT_EQ(rhashtable_insert_fast(&small, &things[32].node, p), -E2BIG);
	EXPECT_EQ(small.tbl->size, 16u);
	rhashtable_destroy(&small);
}

TEST(rhashtable_bad_parameters_are_refused)
{
	struct rhashtable_params p = {.head_offset = 8};
	struct rhashtable bad;

	EXPECT_EQ(rhashtable_init(&bad, &p), -EINVAL);
	slab_fail_nth(host.machine, 1);
	EXPECT_EQ(rhashtable_init(&bad, &params), -ENOMEM);
	slab_fail_nth(host.machine, 0);
}

/* Without memory for a larger table the chains grow, and that is all. */
TEST(rhashtable_works_on_without_memory)
{
	for (u32 i = 0; i < 500; i++) {
		slab_fail_nth(host.machine, 1);
		ASSERT_EQ(rhashtable_insert_fast(&ht, &things[i].node, params),
			  0);
	}
	slab_fail_nth(host.machine, 0);
	EXPECT_EQ(ht.tbl->size, 64u);
	for (u32 i = 0; i < 500; i++)
		ASSERT(find(things[i].key) == &things[i]);
}

TEST(rhashtable_walk_visits_all_once_at_rest)
{
	struct rhashtable_iter iter;
	struct thing *t;
	int n = 0;

	for (u32 i = 0; i < 1000; i++)
		rhashtable_insert_fast(&ht, &things[i].node, params);
	rhashtable_walk_enter(&ht, &iter);
	rhashtable_walk_start(&iter);
	while ((t = rhashtable_walk_next(&iter))) {
		ASSERT(!IS_ERR(t));
		EXPECT(rhashtable_walk_peek(&iter) == t);
		EXPECT_EQ(t->seen++, 0u);
		if (++n % 100 == 0) {
			rhashtable_walk_stop(&iter);
			EXPECT_EQ(rhashtable_walk_start_check(&iter), 0);
		}
	}
	EXPECT_NULL(rhashtable_walk_next(&iter));
	rhashtable_walk_stop(&iter);
	rhashtable_walk_exit(&iter);
	EXPECT_EQ(n, 1000);
}

/* As a garbage collector does: remove what was given, while walking. */
TEST(rhashtable_walk_may_remove_what_it_is_given)
{
	struct rhashtable_iter iter;
	struct thing *t;
	int rounds = 0, left = 2000;

	for (u32 i = 0; i < 2000; i++)
		rhashtable_insert_fast(&ht, &things[i].node, params);
	rhashtable_walk_enter(&ht, &iter);
	rhashtable_walk_start(&iter);
	while ((t = rhashtable_walk_next(&iter))) {
		if (IS_ERR(t)) {
			ASSERT_EQ(PTR_ERR(t), -EAGAIN);
			ASSERT_LT(rounds++, 20);
			continue;
		}
		ASSERT_EQ(rhashtable_remove_fast(&ht, &t->node, params), 0);
		left--;
	}
	rhashtable_walk_stop(&iter);
	rhashtable_walk_exit(&iter);
	EXPECT_EQ(left, 0);
}

static void count_free(void *ptr, void *arg)
{
	((struct thing *)ptr)->seen++;
	(*(int *)arg)++;
}

TEST(rhashtable_free_and_destroy_frees_each_once)
{
	struct rhashtable other;
	int n = 0;

	ASSERT_EQ(rhashtable_init(&other, &params), 0);
	/* 49 is where a rehash begins, 52 is in its middle. */
	for (u32 i = 0; i < 52; i++)
		rhashtable_insert_fast(&other, &things[i].node, params);
	EXPECT(other.tbl->future_tbl != NULL);
	rhashtable_free_and_destroy(&other, count_free, &n);
	EXPECT_EQ(n, 52);
	for (int i = 0; i < 52; i++)
		EXPECT_EQ(things[i].seen, 1u);
}

TEST(rhashtable_random_operations_equal_an_array)
{
	int in = 0;

	for (int op = 0; op < 60000; op++) {
		struct thing *t = &things[test_random() % (op / 20 + 1)];

		ASSERT(find(t->key) == (t->in ? t : NULL));
		if (t->in)
			ASSERT_EQ(rhashtable_remove_fast(&ht, &t->node, params),
				  0);
		else
			ASSERT_EQ(rhashtable_lookup_insert_fast(&ht, &t->node,
								params),
				  0);
		in += t->in ? -1 : 1;
		t->in = !t->in;
		ASSERT_EQ(atomic_read(&ht.nelems), in);
	}
}

/*
 * A lookup stands on an object that is taken out and comes back with another
 * key, in another chain, as type-safe memory allows. The comparison of keys
 * is where the writer comes in.
 */
static struct {
	struct rhashtable ht;
	bool armed;
	u32 moved;
} astray;

static int compare_and_move(struct rhashtable_compare_arg *arg, const void *obj)
{
	struct thing *t = (struct thing *)obj;
	bool equal = t->key == *(const u32 *)arg->key;

	if (astray.armed && !equal) {
		astray.armed = false;
		rhashtable_remove_fast(&astray.ht, &t->node, params);
		t->key = 0x80000001u + astray.moved++;
		rhashtable_insert_fast(&astray.ht, &t->node, params);
	}
	return !equal;
}

static u32 hash_thing(const void *data, u32 len, u32 seed)
{
	return jhash(data, sizeof(u32), seed);
}

TEST(rhashtable_lookup_led_into_another_chain_starts_again)
{
	struct rhashtable_params p = params;

	p.hashfn = hash_thing;
	p.obj_hashfn = hash_thing;
	p.obj_cmpfn = compare_and_move;
	p.automatic_shrinking = false;
	memset(&astray, 0, sizeof(astray));
	ASSERT_EQ(rhashtable_init(&astray.ht, &p), 0);
	for (u32 i = 0; i < 3000; i++)
		rhashtable_insert_fast(&astray.ht, &things[i].node, p);
	for (u32 i = 0; i < 3000; i++) {
		u32 key = things[i].key;

		astray.armed = true;
		ASSERT(rhashtable_lookup_fast(&astray.ht, &key, p) ==
		       &things[i]);
	}
	EXPECT_GT(astray.moved, 300u);
	rhashtable_destroy(&astray.ht);
}

/* CPU 1 looks up what stays while CPU 0 makes the table grow and shrink. */
static struct {
	struct rhashtable ht;
	u32 misses, lookups;
	bool stop;
} race;

static int reader(void *data)
{
	while (!READ_ONCE(race.stop)) {
		rcu_read_lock();
		for (u32 i = 0; i < 50; i++) {
			u32 key = things[i].key;

			race.misses += rhashtable_lookup(&race.ht, &key,
							 params) != &things[i];
			WRITE_ONCE(race.lookups, race.lookups + 1);
		}
		rcu_read_unlock();
		cond_resched();
	}
	return 0;
}

TEST(rhashtable_live_reader_never_misses)
{
	struct test_host live;
	struct task_struct *t;
	struct task_guard g;

	task_leave(&guard);
	live = test_host_live(2);
	task_enter(&g, live.machine, 0);
	memset(&race, 0, sizeof(race));
	ASSERT_EQ(rhashtable_init(&race.ht, &params), 0);
	for (u32 i = 0; i < 50; i++)
		rhashtable_insert_fast(&race.ht, &things[i].node, params);
	t = kthread_create_on_cpu(reader, NULL, 1, "reader");
	wake_up_process(t);
	for (int round = 0; round < 5 || READ_ONCE(race.lookups) < 200000;
	     round++) {
		for (u32 i = 50; i < 2000; i++)
			rhashtable_insert_fast(&race.ht, &things[i].node,
					       params);
		for (u32 i = 50; i < 2000; i++)
			rhashtable_remove_fast(&race.ht, &things[i].node,
					       params);
		synchronize_rcu();
	}
	WRITE_ONCE(race.stop, true);
	kthread_stop(t);
	EXPECT_GT(race.lookups, 0u);
	EXPECT_EQ(race.misses, 0u);
	rhashtable_destroy(&race.ht);
	rcu_barrier();
	task_leave(&g);
	test_host_end(&live);
	task_enter(&guard, host.machine, 0);
}
