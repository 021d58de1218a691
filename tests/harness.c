// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * harness - main() of every test program: pick, run, report
 *
 * Where:   tests register themselves before main(); tests/driver reads the
 *          TAP lines that come out.
 * Mirrors: kselftest_harness.h (registration, fixtures), CUnit underneath.
 * Spec:    Test Anything Protocol 13.
 *
 * CUnit owns registry, suites and the record of failures. Each of its tests
 * is the same trampoline, which runs set-up, body and tear-down, so that a
 * body left by ASSERT_* is still followed by its leak assertions.
 */
#include "tests/harness.h"

#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <CUnit/TestRun.h>
#include <fnmatch.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define STACK_REACH (64UL << 20) /* further away is another stack */

static struct {
	struct test_case *cases;
	struct test_hook *hooks;
	struct test_case *cur;
	const char *pattern;
	bool list, verbose;
	double soak; /* percent; 0: the soak tests do not run */
	uint64_t seed, random;
	unsigned int run, passed, failed, skipped;
	bool bad;	  /* the current test has failed */
	const char *skip; /* the current test was skipped, because */
	jmp_buf leave;	  /* where ASSERT_* goes */
	char *frame;	  /* the stack on which it may */
	pthread_mutex_t lock;
} h = {.seed = 1, .lock = PTHREAD_MUTEX_INITIALIZER};

/* Tests and hooks are kept sorted by file, then line: no link order shows. */
void test_register(struct test_case *t)
{
	struct test_case **p = &h.cases;
	int c;

	for (; *p; p = &(*p)->next) {
		c = strcmp((*p)->file, t->file);
		if (c > 0 || (!c && (*p)->line > t->line))
			break;
	}
	t->next = *p;
	*p = t;
}

void test_register_hook(struct test_hook *hook)
{
	struct test_hook **p = &h.hooks;

	while (*p)
		p = &(*p)->next;
	hook->next = NULL;
	*p = hook;
}

uint64_t test_seed(void)
{
	return h.seed;
}

/* splitmix64: any seed will do, zero too */
uint64_t test_random(void)
{
	uint64_t z = (h.random += 0x9e3779b97f4a7c15ULL);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

uint64_t test_soak_count(uint64_t full)
{
	uint64_t n = (uint64_t)((double)full * h.soak / 100.0);

	return n ? n : 1;
}

uint64_t test_wall_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000ULL + (uint64_t)ts.tv_nsec;
}

static void leave_test(const char *why)
{
	char *here = __builtin_frame_address(0);
	unsigned long reach = here > h.frame ? (unsigned long)(here - h.frame)
					     : (unsigned long)(h.frame - here);

	if (reach > STACK_REACH) {
		printf("Bail out! %s outside the stack of the test\n", why);
		fflush(stdout);
		abort();
	}
	longjmp(h.leave, 1);
}

bool test_check(bool ok, bool fatal, const char *file, int line,
		const char *fmt, ...)
{
	char msg[1024];
	va_list ap;

	if (ok && !h.verbose)
		return true;
	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	pthread_mutex_lock(&h.lock);
	if (h.verbose || !ok)
		printf("# %s:%d: %s: %s\n", file, line, ok ? "holds" : "FAILED",
		       msg);
	if (!ok)
		h.bad = true;
	CU_assertImplementation(ok, (unsigned int)line, msg, file, "",
				CU_FALSE);
	pthread_mutex_unlock(&h.lock);
	if (!ok && fatal)
		leave_test("ASSERT");
	return ok;
}

void test_skip(const char *why)
{
	h.skip = why;
	leave_test("test_skip()");
	abort(); /* not reached */
}

static const char *suite_of(const char *file)
{
	static char name[64];
	const char *base = strrchr(file, '/');
	size_t len;

	base = base ? base + 1 : file;
	len = strcspn(base, ".");
	if (len > 5 && !strncmp(base + len - 5, "_test", 5))
		len -= 5;
	snprintf(name, sizeof(name), "%.*s", (int)len, base);
	return name;
}

static void run_hooks(enum test_hook_kind kind, const char *file)
{
	struct test_hook *hook;

	for (hook = h.hooks; hook; hook = hook->next)
		if (hook->kind == kind &&
		    (kind == HOOK_TEARDOWN_ALL || !strcmp(hook->file, file)))
			hook->fn();
}

static bool selected(const struct test_case *t)
{
	char full[256];

	if (t->soak != (h.soak > 0))
		return false;
	if (!h.pattern)
		return true;
	snprintf(full, sizeof(full), "%s.%s", suite_of(t->file), t->name);
	return strstr(full, h.pattern) || !fnmatch(h.pattern, full, 0);
}

/* The selected test that follows, or comes before, @t in the same file? */
static bool first_of_suite(const struct test_case *t)
{
	const struct test_case *c;

	for (c = h.cases; c != t; c = c->next)
		if (!strcmp(c->file, t->file) && selected(c))
			return false;
	return true;
}

static bool last_of_suite(const struct test_case *t)
{
	const struct test_case *c;

	for (c = t->next; c && !strcmp(c->file, t->file); c = c->next)
		if (selected(c))
			return false;
	return true;
}

/* Each stage is entered afresh: a stage that was left does not skip others. */
static void stage(enum test_hook_kind kind, void (*body)(void))
{
	h.frame = __builtin_frame_address(0);
	if (setjmp(h.leave))
		return;
	if (body)
		body();
	else
		run_hooks(kind, h.cur->file);
}

static void seed_test(const struct test_case *t)
{
	const char *p;

	h.random = h.seed;
	for (p = t->name; *p; p++)
		h.random = (h.random ^ (unsigned char)*p) * 0x100000001b3ULL;
}

static void trampoline(void)
{
	struct test_case *t = h.cur;

	seed_test(t);
	if (first_of_suite(t))
		stage(HOOK_SUITE_SETUP, NULL);
	stage(HOOK_SETUP, NULL);
	if (!h.bad && !h.skip)
		stage(0, t->fn);
	stage(HOOK_TEARDOWN, NULL);
	stage(HOOK_TEARDOWN_ALL, NULL);
	if (last_of_suite(t))
		stage(HOOK_SUITE_TEARDOWN, NULL);
}

static void run_case(struct test_case *t, CU_pSuite suite)
{
	CU_pTest test = CU_add_test(suite, t->name, trampoline);
	uint64_t t0 = test_wall_ns();

	h.cur = t;
	h.bad = false;
	h.skip = NULL;
	h.run++;
	if (!test || CU_run_test(suite, test) != CUE_SUCCESS)
		h.bad = true;
	printf("%sok %u - %s.%s", h.bad ? "not " : "", h.run, suite_of(t->file),
	       t->name);
	if (h.bad) {
		h.failed++;
	} else if (h.skip) {
		printf(" # SKIP %s", h.skip);
		h.skipped++;
	} else {
		h.passed++;
	}
	putchar('\n');
	if (h.verbose)
		printf("# %.3f ms\n", (double)(test_wall_ns() - t0) / 1e6);
	fflush(stdout);
}

static void usage(const char *prog, int status)
{
	fprintf(status ? stderr : stdout,
		"usage: %s [-l] [-v] [--seed N] [--soak PERCENT] [PATTERN]\n"
		"  -l              list the tests, run none\n"
		"  -v              show each check and each test's time\n"
		"  --seed N        seed of test_random() (default 1)\n"
		"  --soak PERCENT  run the soak tests instead, at that share\n"
		"  PATTERN         part of suite.test, or a glob for all of "
		"it\n",
		prog);
	exit(status);
}

static void parse(int argc, char **argv)
{
	char *end = "";
	int i;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "-l"))
			h.list = true;
		else if (!strcmp(argv[i], "-v"))
			h.verbose = true;
		else if (!strcmp(argv[i], "-h") || !strcmp(argv[i], "--help"))
			usage(argv[0], 0);
		else if (!strcmp(argv[i], "--seed") && i + 1 < argc)
			h.seed = strtoull(argv[++i], &end, 0);
		else if (!strcmp(argv[i], "--soak") && i + 1 < argc)
			h.soak = strtod(argv[++i], &end);
		else if (argv[i][0] != '-' && !h.pattern)
			h.pattern = argv[i];
		else
			usage(argv[0], 2);
		if (*end)
			usage(argv[0], 2);
	}
}

int main(int argc, char **argv)
{
	uint64_t t0 = test_wall_ns();
	CU_pSuite suite = NULL;
	const char *file = "";
	struct test_case *t;
	const char *prog = strrchr(argv[0], '/');

	prog = prog ? prog + 1 : argv[0];
	parse(argc, argv);
	if (CU_initialize_registry() != CUE_SUCCESS)
		return 2;
	CU_set_error_action(CUEA_IGNORE);
	for (t = h.cases; t; t = t->next) {
		if (!selected(t))
			continue;
		if (h.list) {
			printf("%s.%s\n", suite_of(t->file), t->name);
			continue;
		}
		if (strcmp(file, t->file)) {
			file = t->file;
			suite = CU_add_suite(suite_of(file), NULL, NULL);
		}
		run_case(t, suite);
	}
	CU_cleanup_registry();
	if (h.list)
		return 0;
	printf("1..%u\n", h.run);
	printf("# %s: %u passed, %u failed, %u skipped, seed %llu, %.0f ms\n",
	       prog, h.passed, h.failed, h.skipped, (unsigned long long)h.seed,
	       (double)(test_wall_ns() - t0) / 1e6);
	if (h.pattern && !h.run) {
		fprintf(stderr, "%s: no test matches %s; -l lists them\n", prog,
			h.pattern);
		return 2;
	}
	return h.failed ? 1 : 0;
}
