// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * harness - write a test in one line, on top of CUnit
 *
 * Where:   included by every *_test.c; harness.c is linked into each test
 *          program and holds main().
 * Mirrors: the shape of the kernel's kselftest_harness.h.
 * Spec:    Test Anything Protocol 13 on stdout.
 *
 * A file is a suite; its tests run in the order of their lines:
 *
 *	static void no_skb_left(void) { EXPECT_EQ(live_skbs(), 0); }
 *	TEST_TEARDOWN(no_skb_left);
 *
 *	TEST(list_empty_after_init_is_true)
 *	{
 *		LIST_HEAD(head);
 *
 *		EXPECT(list_empty(&head));
 *	}
 *
 * EXPECT_* records a failure and goes on, from any thread or coroutine.
 * ASSERT_* leaves the test, so it belongs on the test's own stack: inside a
 * task use EXPECT_* and return.
 */
#ifndef TESTS_HARNESS_H
#define TESTS_HARNESS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct test_case {
	const char *file;
	const char *name;
	int line;
	bool soak; /* runs only under --soak PERCENT */
	void (*fn)(void);
	struct test_case *next;
};

enum test_hook_kind {
	HOOK_SUITE_SETUP,    /* once, before the first test of the file */
	HOOK_SUITE_TEARDOWN, /* once, after the last */
	HOOK_SETUP,	     /* before each test of the file */
	HOOK_TEARDOWN,	     /* after each test of the file, failed or not */
	HOOK_TEARDOWN_ALL,   /* after each test of the program */
};

struct test_hook {
	const char *file;
	enum test_hook_kind kind;
	void (*fn)(void);
	struct test_hook *next;
};

void test_register(struct test_case *t);
void test_register_hook(struct test_hook *h);

/*
 * Records one assertion. Return: @ok. With @fatal and not @ok it does not
 * return but leaves the test.
 */
bool test_check(bool ok, bool fatal, const char *file, int line,
		const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* The rest of this test is skipped, and says why; it does not count as run. */
void test_skip(const char *why) __attribute__((noreturn));

/* --seed N (default 1), and a generator that it and the test's name seed. */
uint64_t test_seed(void);
uint64_t test_random(void);

/* Under --soak PERCENT: @full * PERCENT / 100, at least 1. */
uint64_t test_soak_count(uint64_t full);

/* Wall time of this process for budgets only, never for behaviour. */
uint64_t test_wall_ns(void);

#define __TEST(test_name, is_soak)                                             \
	static void test_name(void);                                           \
	static struct test_case __case_##test_name = {                         \
		.file = __FILE__,                                              \
		.name = #test_name,                                            \
		.line = __LINE__,                                              \
		.soak = is_soak,                                               \
		.fn = test_name,                                               \
	};                                                                     \
	static void __attribute__((constructor)) __add_##test_name(void)       \
	{                                                                      \
		test_register(&__case_##test_name);                            \
	}                                                                      \
	static void test_name(void)

#define TEST(name)	__TEST(name, false)
#define TEST_SOAK(name) __TEST(name, true)

/* A hook in a header is of the file that includes it. */
#define __TEST_HOOK(hook_kind, func)                                           \
	static struct test_hook __hook_##hook_kind##_##func = {                \
		.file = __BASE_FILE__,                                         \
		.kind = hook_kind,                                             \
		.fn = func,                                                    \
	};                                                                     \
	static void __attribute__((constructor))                               \
	__add_##hook_kind##_##func(void)                                       \
	{                                                                      \
		test_register_hook(&__hook_##hook_kind##_##func);              \
	}                                                                      \
	struct test_hook

#define SUITE_SETUP(fn)	      __TEST_HOOK(HOOK_SUITE_SETUP, fn)
#define SUITE_TEARDOWN(fn)    __TEST_HOOK(HOOK_SUITE_TEARDOWN, fn)
#define TEST_SETUP(fn)	      __TEST_HOOK(HOOK_SETUP, fn)
#define TEST_TEARDOWN(fn)     __TEST_HOOK(HOOK_TEARDOWN, fn)
#define TEST_TEARDOWN_ALL(fn) __TEST_HOOK(HOOK_TEARDOWN_ALL, fn)

#define __CHECK(fatal, cond)                                                   \
	test_check(!!(cond), fatal, __FILE__, __LINE__, "%s", #cond)

/*
 * Integers and pointers of any type; both values are shown. Signed against
 * unsigned is no warning here: an expected value is mostly a plain constant.
 */
#define __CHECK_OP(fatal, a, op, b)                                            \
	({                                                                     \
		__typeof__(1 ? (a) : (a)) __a = (a);                           \
		__typeof__(1 ? (b) : (b)) __b = (b);                           \
		_Pragma("GCC diagnostic push");                                \
		_Pragma("GCC diagnostic ignored \"-Wsign-compare\"");          \
		test_check(__a op __b, fatal, __FILE__, __LINE__,              \
			   "%s (%lld, %#llx) " #op " %s (%lld, %#llx)", #a,    \
			   (long long)__a, (unsigned long long)__a, #b,        \
			   (long long)__b, (unsigned long long)__b);           \
		_Pragma("GCC diagnostic pop");                                 \
	})

#define __CHECK_STR(fatal, a, b)                                               \
	({                                                                     \
		const char *__a = (a), *__b = (b);                             \
		test_check(__a &&__b && !strcmp(__a, __b), fatal, __FILE__,    \
			   __LINE__, "%s \"%s\" == %s \"%s\"", #a,             \
			   __a ? __a : "(null)", #b, __b ? __b : "(null)");    \
	})

#define __CHECK_MEM(fatal, a, b, len)                                          \
	test_check(!memcmp(a, b, len), fatal, __FILE__, __LINE__,              \
		   "%s and %s differ within %llu bytes", #a, #b,               \
		   (unsigned long long)(len))

#define EXPECT(cond)	      __CHECK(false, cond)
#define EXPECT_EQ(a, b)	      __CHECK_OP(false, a, ==, b)
#define EXPECT_NE(a, b)	      __CHECK_OP(false, a, !=, b)
#define EXPECT_LT(a, b)	      __CHECK_OP(false, a, <, b)
#define EXPECT_LE(a, b)	      __CHECK_OP(false, a, <=, b)
#define EXPECT_GT(a, b)	      __CHECK_OP(false, a, >, b)
#define EXPECT_GE(a, b)	      __CHECK_OP(false, a, >=, b)
#define EXPECT_STREQ(a, b)    __CHECK_STR(false, a, b)
#define EXPECT_MEMEQ(a, b, n) __CHECK_MEM(false, a, b, n)
#define EXPECT_NULL(p)	      __CHECK(false, !(p))
#define EXPECT_NOT_NULL(p)    __CHECK(false, (p) != NULL)

#define ASSERT(cond)	      __CHECK(true, cond)
#define ASSERT_EQ(a, b)	      __CHECK_OP(true, a, ==, b)
#define ASSERT_NE(a, b)	      __CHECK_OP(true, a, !=, b)
#define ASSERT_LT(a, b)	      __CHECK_OP(true, a, <, b)
#define ASSERT_LE(a, b)	      __CHECK_OP(true, a, <=, b)
#define ASSERT_GT(a, b)	      __CHECK_OP(true, a, >, b)
#define ASSERT_GE(a, b)	      __CHECK_OP(true, a, >=, b)
#define ASSERT_STREQ(a, b)    __CHECK_STR(true, a, b)
#define ASSERT_MEMEQ(a, b, n) __CHECK_MEM(true, a, b, n)
#define ASSERT_NULL(p)	      __CHECK(true, !(p))
#define ASSERT_NOT_NULL(p)    __CHECK(true, (p) != NULL)

#endif /* TESTS_HARNESS_H */
