// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_slab_test - kmalloc() and caches: what is given, taken back, reported
 *
 * Where:   unit tests of lib.
 * Mirrors: lib/slub_kunit.c, lib/test_kasan.c in purpose.
 * Spec:    lib/slab.h.
 */
#include <pthread.h>
#include <stdio.h>

#include "lib/err.h"
#include "lib/kasan.h"
#include "lib/kernel.h"
#include "lib/oops.h"
#include "lib/slab.h"
#include "lib/spinlock.h"
#include "tests/unit/host_fixture.h"

static char reports[65536], lines[8192];

static void keep_report(void *data, const char *text)
{
	size_t used = strlen(reports);

	snprintf(reports + used, sizeof(reports) - used, "%s", text);
}

static void setup(void)
{
	reports[0] = lines[0] = '\0';
	oops_reset();
	oops_set_sink(keep_report, NULL);
	host_begin(2);
}
TEST_SETUP(setup);

static void teardown(void)
{
	host_end();
	oops_set_sink(NULL, NULL);
}
TEST_TEARDOWN(teardown);

/* The reports that a test provoked are not its failure. */
static unsigned long take_reports(void)
{
	unsigned long n = oops_count();

	oops_reset();
	return n;
}

static void on_cpu(int cpu, void (*fn)(void *data), void *data)
{
	struct task_guard g;

	task_leave(&guard);
	ASSERT_EQ(task_enter(&g, host.machine, cpu), 0);
	fn(data);
	task_leave(&g);
	ASSERT_EQ(task_enter(&guard, host.machine, 0), 0);
}

static void do_kfree(void *p)
{
	kfree(p);
}

TEST(kmalloc_of_every_size_is_aligned_and_apart)
{
	static const size_t sizes[] = {
		1,   8,	  16,	17,   64,   96,	  100,	192,  193,  384,  511,
		512, 513, 1024, 1025, 2048, 4096, 8191, 8192, 8193, 70000};
	char *p[ARRAY_SIZE(sizes)];
	unsigned long before = slab_alive(host.machine);

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		p[i] = kmalloc(sizes[i], GFP_KERNEL);
		ASSERT_NOT_NULL(p[i]);
		EXPECT_EQ((unsigned long)p[i] % ARCH_KMALLOC_MINALIGN, 0);
		memset(p[i], (int)i + 1, sizes[i]);
	}
	EXPECT_EQ(slab_alive(host.machine), before + ARRAY_SIZE(sizes));
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		EXPECT_EQ(p[i][0], (int)i + 1);
		EXPECT_EQ(p[i][sizes[i] - 1], (int)i + 1);
		EXPECT_GE(ksize(p[i]), sizes[i]);
		kfree(p[i]);
	}
	EXPECT_EQ(slab_alive(host.machine), before);
}

TEST(kmalloc_of_nothing_gives_a_pointer_that_is_not_null)
{
	void *p = kmalloc(0, GFP_KERNEL);

	EXPECT(p == ZERO_SIZE_PTR);
	EXPECT_EQ(ksize(p), 0);
	kfree(p);
	kfree(NULL);
}

TEST(kzalloc_clears_what_others_left)
{
	static const u8 zero[200];
	u8 *p;

	/* more than the quarantine holds, so that memory does come back */
	for (int i = 0; i < 600; i++) {
		p = kzalloc(200, GFP_KERNEL);
		ASSERT_NOT_NULL(p);
		EXPECT_MEMEQ(p, zero, 200);
		memset(p, 0xee, 200);
		kfree(p);
	}
	p = kcalloc(10, 2000, GFP_KERNEL);
	EXPECT_EQ(p[0] | p[19999], 0);
	kfree(p);
}

TEST(kmalloc_array_refuses_an_overflow)
{
	EXPECT_NULL(kmalloc_array(SIZE_MAX / 2, 3, GFP_KERNEL));
	EXPECT_NULL(kcalloc(SIZE_MAX, 2, GFP_KERNEL));
	EXPECT_NULL(kmalloc(SIZE_MAX, GFP_KERNEL));
}

TEST(krealloc_keeps_what_fits)
{
	char *p = krealloc(NULL, 10, GFP_KERNEL);

	memcpy(p, "012345678", 10);
	p = krealloc(p, 300, GFP_KERNEL);
	EXPECT_STREQ(p, "012345678");
	p = krealloc(p, 20000, GFP_KERNEL);
	EXPECT_STREQ(p, "012345678");
	p = krealloc(p, 5, GFP_KERNEL);
	EXPECT_MEMEQ(p, "01234", 5);
	EXPECT(krealloc(p, 0, GFP_KERNEL) == ZERO_SIZE_PTR);
}

TEST(kstrdup_and_kin_copy)
{
	char *a = kstrdup("hello", GFP_KERNEL);
	char *b = kmemdup("bytes", 6, GFP_KERNEL);
	char *c = kstrndup("truncated", 5, GFP_KERNEL);
	char *d = kasprintf(GFP_KERNEL, "%s-%d", "eth", 7);

	EXPECT_STREQ(a, "hello");
	EXPECT_STREQ(b, "bytes");
	EXPECT_STREQ(c, "trunc");
	EXPECT_STREQ(d, "eth-7");
	EXPECT_NULL(kstrdup(NULL, GFP_KERNEL));
	kfree(a);
	kfree(b);
	kfree(c);
	kfree(d);
}

struct thing {
	u64 a, b, c, d;
};

static unsigned int constructed;

static void construct(void *p)
{
	struct thing *t = p;

	constructed++;
	t->a = 42;
}

TEST(cache_constructs_each_object_once)
{
	struct kmem_cache *s =
		kmem_cache_create("things", sizeof(struct thing), 64,
				  SLAB_TYPESAFE_BY_RCU, construct);
	struct thing *t[50];

	ASSERT_NOT_NULL(s);
	EXPECT_EQ(kmem_cache_size(s), sizeof(struct thing));
	constructed = 0;
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 50; i++) {
			t[i] = kmem_cache_alloc(s, GFP_KERNEL);
			ASSERT_NOT_NULL(t[i]);
			EXPECT_EQ((unsigned long)t[i] % 64, 0);
			EXPECT_EQ(t[i]->a, 42);
		}
		for (int i = 0; i < 50; i++)
			kmem_cache_free(s, t[i]);
		/* Typesafe: a late reader still finds a thing. */
		EXPECT_EQ(t[7]->a, 42);
	}
	EXPECT_EQ(constructed, 50);
	kmem_cache_destroy(s);
}

TEST(cache_create_refuses_nonsense)
{
	EXPECT_NULL(kmem_cache_create("x", 0, 0, 0, NULL));
	EXPECT_NULL(kmem_cache_create("x", 8, 24, 0, NULL));
	EXPECT_NULL(kmem_cache_create("x", 1 << 20, 0, 0, NULL));
	kmem_cache_destroy(NULL);
}

static void find_things(void *data, const struct slab_stat *st)
{
	struct slab_stat *out = data;
	const char *name = out->name;

	if (strcmp(st->name, name) != 0)
		return;
	*out = *st;
	out->name = name; /* the cache's own copy ends with it */
}

TEST(walk_tells_alive_and_total)
{
	struct kmem_cache *s = KMEM_CACHE(thing, SLAB_HWCACHE_ALIGN);
	struct slab_stat st = {.name = "thing"};
	void *p = kmem_cache_zalloc(s, GFP_ATOMIC);

	slab_walk(host.machine, find_things, &st);
	EXPECT_EQ(st.size, sizeof(struct thing));
	EXPECT_EQ(st.alive, 1);
	EXPECT_GE(st.total, 1);
	kmem_cache_free(s, p);
	kmem_cache_destroy(s);
	st.alive = 99;
	slab_walk(host.machine, find_things, &st);
	EXPECT_EQ(st.alive, 99); /* not called for it any more */
}

TEST(object_freed_on_another_cpu_comes_home)
{
	struct slab_stat st = {.name = "kmalloc-8k"};
	unsigned long total;
	void *p = kmalloc(8000, GFP_KERNEL);

	on_cpu(1, do_kfree, p);
	slab_walk(host.machine, find_things, &st);
	EXPECT_EQ(st.alive, 0);
	total = st.total;
	/* As many as the quarantine holds, then memory must not grow. */
	for (int i = 0; i < 1000; i++)
		on_cpu(1, do_kfree, kmalloc(8000, GFP_KERNEL));
	slab_walk(host.machine, find_things, &st);
	EXPECT_EQ(st.alive, 0);
	EXPECT_LE(st.total, total + 260);
}

TEST(object_freed_by_a_task_of_another_machine_comes_home)
{
	struct machine *other = test_machine(host.world, "other", 1);
	void *p = kmalloc(100, GFP_KERNEL);
	unsigned long before = slab_alive(host.machine);
	struct task_guard g;

	task_leave(&guard);
	task_enter(&g, other, 0);
	kfree(p);
	task_leave(&g);
	EXPECT_EQ(slab_alive(host.machine), before - 1);
	EXPECT_EQ(machine_free(other), 0);
	task_enter(&guard, host.machine, 0);
}

static noinline void free_it(void *p)
{
	kfree(p);
	barrier(); /* a call, not a jump: it has a frame */
}

TEST(double_free_names_cache_and_both_places)
{
	void (*volatile again)(void *) = free_it;
	void *p = kmalloc(60, GFP_KERNEL);
	unsigned long before = slab_alive(host.machine);

	kfree(p);
	again(p);
	EXPECT_EQ(take_reports(), 1);
	EXPECT_NOT_NULL(strstr(reports, "double free of kmalloc-64"));
	EXPECT_NOT_NULL(strstr(reports, "lib_slab_test.c:"));
	EXPECT_NOT_NULL(strstr(reports, "freed by double_free_names_cache"));
	EXPECT_NOT_NULL(strstr(reports, "free_it+0x"));
	EXPECT_EQ(slab_alive(host.machine), before - 1);
}

TEST(free_into_the_wrong_cache_is_reported_and_not_done)
{
	struct kmem_cache *s = KMEM_CACHE(thing, 0);
	void (*volatile give)(struct kmem_cache *, void *) = kmem_cache_free;
	void *p = kmalloc(100, GFP_KERNEL);
	char local[64] = {0};

	give(s, p);
	EXPECT_EQ(take_reports(), 1);
	EXPECT_NOT_NULL(strstr(reports, "kmem_cache_free(thing) of "
					"kmalloc-128"));
	give(s, local + 32);
	EXPECT_EQ(take_reports(), 1);
	kfree(p);
	kmem_cache_destroy(s);
}

TEST(destroying_a_cache_in_use_is_reported_and_keeps_it)
{
	struct kmem_cache *s = KMEM_CACHE(thing, 0);
	struct thing *t = kmem_cache_alloc(s, GFP_KERNEL);

	kmem_cache_destroy(s);
	EXPECT_EQ(take_reports(), 1);
	EXPECT_NOT_NULL(strstr(reports, "cache thing destroyed with 1"));
	t->a = 1;
	kmem_cache_free(s, t);
}

TEST(nth_allocation_fails_once)
{
	void *p[4];

	slab_fail_nth(host.machine, 3);
	for (int i = 0; i < 4; i++)
		p[i] = kmalloc(10, GFP_KERNEL);
	EXPECT_NOT_NULL(p[0]);
	EXPECT_NOT_NULL(p[1]);
	EXPECT_NULL(p[2]);
	EXPECT_NOT_NULL(p[3]);
	for (int i = 0; i < 4; i++)
		kfree(p[i]);
}

static void alloc_atomic(gfp_t flags)
{
	preempt_disable();
	kfree(kmalloc(10, flags));
	preempt_enable();
}

TEST(gfp_kernel_in_atomic_context_is_reported_once_for_a_place)
{
	alloc_atomic(GFP_ATOMIC);
	EXPECT_EQ(oops_count(), 0);
	alloc_atomic(GFP_KERNEL);
	EXPECT_NOT_NULL(strstr(reports, "GFP_KERNEL in atomic context"));
	EXPECT_NOT_NULL(strstr(reports, "lib_slab_test.c:"));
	reports[0] = '\0';
	alloc_atomic(GFP_KERNEL);
	EXPECT_STREQ(reports, "");
	EXPECT_EQ(take_reports(), 2); /* both are counted */
}

/* Leaks: a machine of its own, whose log is kept. */
static void keep_line(void *data, const char *name, int level, const char *line)
{
	size_t used = strlen(lines);

	snprintf(lines + used, sizeof(lines) - used, "%s\n", line);
}

static struct machine *logging_machine(struct world **world)
{
	static const struct world_ops ops = {.log = keep_line};
	struct world_opts opts = {
		.mode = WORLD_VIRTUAL, .seed = 1, .ops = &ops};

	*world = world_new(&opts);
	ASSERT(!IS_ERR(*world));
	return test_machine(*world, "leaky", 1);
}

TEST(what_is_left_is_logged_by_cache_place_and_count)
{
	char want[128];
	struct world *world;
	struct machine *m = logging_machine(&world);
	struct kmem_cache *s;
	struct task_guard g;
	int line = 0;

	task_leave(&guard);
	task_enter(&g, m, 0);
	s = KMEM_CACHE(thing, 0);
	for (int i = 0; i < 3; i++) {
		line = __LINE__ + 1;
		(void)!kmem_cache_alloc(s, GFP_KERNEL);
	}
	(void)!kmalloc(100000, GFP_KERNEL);
	task_leave(&g);
	EXPECT_EQ(machine_free(m), 4);
	world_free(world);
	snprintf(want, sizeof(want),
		 "slab: thing: 3 left, allocated at %s:%d\n", __FILE__, line);
	EXPECT_NOT_NULL(strstr(lines, want));
	EXPECT_NOT_NULL(strstr(lines, "slab: kmalloc-large: 1 left"));
	task_enter(&guard, host.machine, 0);
}

TEST(check_text_finds_what_a_module_left)
{
	static const char text[] = "module.c:1\0module.c:2";
	void *a = __kmalloc(10, GFP_KERNEL, text);
	void *b = __kmalloc(20000, GFP_KERNEL, text + 11);
	void *c = kmalloc(10, GFP_KERNEL);

	EXPECT_EQ(slab_check_text(host.machine, text, text + sizeof(text)), 2);
	EXPECT_EQ(slab_check_text(host.machine, text, text + sizeof(text)), 0);
	kfree(a);
	kfree(b);
	kfree(c);
}

TEST(new_machine_holds_little)
{
	EXPECT_LT(slab_bytes(host.machine), 256 * 1024);
}

TEST(bytes_return_when_a_cache_ends)
{
	size_t before = slab_bytes(host.machine);
	struct kmem_cache *s = kmem_cache_create("big", 4000, 0, 0, NULL);
	void *p[20];

	for (int i = 0; i < 20; i++)
		p[i] = kmem_cache_alloc(s, GFP_KERNEL);
	EXPECT_GE(slab_bytes(host.machine), before + 20 * 4000);
	for (int i = 0; i < 20; i++)
		kmem_cache_free(s, p[i]);
	kmem_cache_destroy(s);
	EXPECT_EQ(slab_bytes(host.machine), before);
}

#ifdef KASAN
int __asan_address_is_poisoned(const volatile void *addr);

TEST(kasan_sees_free_memory_and_what_is_behind_an_object)
{
	char *p = kmalloc(50, GFP_KERNEL), *q;

	EXPECT(!__asan_address_is_poisoned(p));
	EXPECT(!__asan_address_is_poisoned(p + 49));
	EXPECT(__asan_address_is_poisoned(p + 50));
	EXPECT(__asan_address_is_poisoned(p - 1));
	kfree(p);
	EXPECT(__asan_address_is_poisoned(p));
	for (int i = 0; i < 200; i++) {
		q = kmalloc(50, GFP_KERNEL);
		EXPECT(q != p); /* it is in quarantine */
		kfree(q);
	}
}
#endif

/* Two host threads, two CPUs: one allocates, the other frees. */
#define RING 64

static struct {
	void *slot[RING];
	struct test_host host;
} traffic;

static void *consumer(void *arg)
{
	struct task_guard g;
	unsigned int n = 0;
	void *p;

	task_enter(&g, traffic.host.machine, 1);
	while (n < 20000) {
		p = __atomic_exchange_n(&traffic.slot[n % RING], NULL,
					__ATOMIC_ACQUIRE);
		if (!p) {
			cond_resched();
			continue;
		}
		EXPECT_EQ(*(u32 *)p, n);
		kfree(p);
		n++;
	}
	task_leave(&g);
	return NULL;
}

static void produce(void)
{
	unsigned int n = 0;
	u32 *p;

	while (n < 20000) {
		if (__atomic_load_n(&traffic.slot[n % RING],
				    __ATOMIC_RELAXED)) {
			cond_resched();
			continue;
		}
		p = kmalloc(16 + n % 1000, GFP_KERNEL);
		*p = n;
		__atomic_store_n(&traffic.slot[n % RING], p, __ATOMIC_RELEASE);
		n++;
	}
}

TEST(live_cpus_hand_objects_to_each_other)
{
	unsigned long before;
	struct task_guard g;
	pthread_t thread;

	task_leave(&guard);
	traffic.host = test_host_live(2);
	before = slab_alive(traffic.host.machine);
	pthread_create(&thread, NULL, consumer, NULL);
	task_enter(&g, traffic.host.machine, 0);
	produce();
	task_leave(&g);
	pthread_join(thread, NULL);
	EXPECT_EQ(slab_alive(traffic.host.machine), before);
	test_host_end(&traffic.host);
	task_enter(&guard, host.machine, 0);
}

TEST_SOAK(random_allocations_keep_their_bytes)
{
	struct {
		u8 *p;
		size_t size;
		u8 fill;
	} * o, obj[256] = {{0}};
	uint64_t n = test_soak_count(5000000);
	unsigned long before = slab_alive(host.machine);

	for (uint64_t i = 0; i < n; i++) {
		uint64_t r = test_random();

		o = &obj[r % 256];
		if (o->p) {
			EXPECT_EQ(o->p[0], o->fill);
			EXPECT_EQ(o->p[o->size - 1], o->fill);
			kfree(o->p);
			o->p = NULL;
			continue;
		}
		o->size = 1 + (r >> 8) % ((r >> 40) % 16 ? 600 : 20000);
		o->fill = (u8)(r >> 56);
		o->p = kmalloc(o->size, GFP_KERNEL);
		memset(o->p, o->fill, o->size);
	}
	for (o = obj; o < obj + 256; o++)
		kfree(o->p);
	EXPECT_EQ(slab_alive(host.machine), before);
}
