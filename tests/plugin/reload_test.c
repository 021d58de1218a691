// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reload_test - modules that are replaced, and many hands at once
 *
 * Where:   the loader in core/module*.c.
 * Mirrors: kernel/module/ where it has the like.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/module_internal.h"
#include "core/proc.h"
#include "lib/kthread.h"
#include "lib/ktime.h"
#include "lib/slab.h"
#include "lib/string.h"
#include "lib/vsprintf.h"
#include "tests/harness.h"
#include "tests/plugin/loader.h"
#include "tests/world.h"

TEST_SETUP(loader_begin);
TEST_TEARDOWN(loader_end);

static char dir[] = "/tmp/strata-relo-XXXXXX";

/* As a build does: a new file takes the name. */
static void put_build(int build)
{
	struct os_file f;
	char from[512], to[64], tmp[64];
	FILE *out;

	scnprintf(from, sizeof(from), "%s/relo%d/relo.so", loader_dir, build);
	scnprintf(to, sizeof(to), "%s/relo.so", dir);
	scnprintf(tmp, sizeof(tmp), "%s/new", dir);
	ASSERT_EQ(os_file_read(from, &f), 0);
	out = fopen(tmp, "w");
	ASSERT_NOT_NULL(out);
	EXPECT_EQ(fwrite(f.data, 1, f.size, out), f.size);
	fclose(out);
	os_dl_free(f.data);
	EXPECT_EQ(rename(tmp, to), 0);
}

static void relo_begin(void)
{
	strcpy(dir, "/tmp/strata-relo-XXXXXX");
	ASSERT_NOT_NULL(mkdtemp(dir));
	module_set_path(dir);
}

static void relo_end(void)
{
	char path[64];

	scnprintf(path, sizeof(path), "%s/relo.so", dir);
	unlink(path);
	rmdir(dir);
}

TEST(reload_takes_the_new_file_and_keeps_the_parameters)
{
	relo_begin();
	put_build(1);
	EXPECT_EQ(load("relo", "given=7"), 0);
	EXPECT_STREQ(text_of("/proc/relo"), "build 1 given 7\n");
	put_build(2);
	EXPECT_EQ(reload("relo", NULL), 0);
	EXPECT_STREQ(text_of("/proc/relo"), "build 2 given 7\n");
	EXPECT_EQ(reload("relo", "given=8"), 0);
	EXPECT_STREQ(text_of("/proc/relo"), "build 2 given 8\n");
	put_build(1);
	EXPECT_EQ(reload("relo", NULL), 0);
	EXPECT_STREQ(text_of("/proc/relo"), "build 1 given 8\n");
	EXPECT_EQ(unload("relo"), 0);
	relo_end();
}

TEST(reload_that_fails_brings_the_old_one_back)
{
	relo_begin();
	put_build(1);
	EXPECT_EQ(load("relo", "given=7"), 0);
	put_build(3);
	EXPECT_EQ(reload("relo", NULL), -ENODEV);
	says("its init failed");
	EXPECT_STREQ(text_of("/proc/relo"), "build 1 given 7\n");
	EXPECT_EQ(reload("relo", "nosuch=1"), -EINVAL);
	EXPECT_STREQ(text_of("/proc/relo"), "build 1 given 7\n");
	put_build(2);
	EXPECT_EQ(reload("relo", NULL), 0);
	EXPECT_STREQ(text_of("/proc/relo"), "build 2 given 7\n");
	relo_end();
	EXPECT_EQ(reload("relo", NULL), -ENOENT);
	EXPECT_STREQ(text_of("/proc/relo"), "build 2 given 7\n");
	EXPECT_EQ(unload("relo"), 0);
}

TEST(two_machines_may_run_two_builds)
{
	struct machine *other = test_machine(h.world, "other", 1);
	struct task_guard g2;

	relo_begin();
	put_build(1);
	EXPECT_EQ(load("relo", "given=1"), 0);
	task_enter(&g2, other, 0);
	EXPECT_EQ(load("relo", NULL), 0);
	task_leave(&g2);
	put_build(2);
	EXPECT_EQ(reload("relo", NULL), 0);
	EXPECT_STREQ(text_of("/proc/relo"), "build 2 given 1\n");
	task_enter(&g2, other, 0);
	EXPECT_STREQ(text_of("/proc/relo"), "build 1 given 1\n");
	EXPECT_EQ(reload("relo", NULL), 0);
	EXPECT_STREQ(text_of("/proc/relo"), "build 2 given 1\n");
	task_leave(&g2);
	EXPECT_EQ(machine_free(other), 0);
	EXPECT_EQ(unload("relo"), 0);
	relo_end();
}

/* ---- many at once ------------------------------------------------------ */

static int busy_reader(void *data)
{
	while (!kthread_should_stop()) {
		text_of("/proc/relo");
		text_of("/proc/modules");
		text_of("/sys/module/relo/parameters/given");
		schedule_timeout_uninterruptible(1);
	}
	return 0;
}

TEST(a_thousand_loads_reloads_and_unloads_while_it_is_read)
{
	struct task_struct *t = kthread_run(busy_reader, NULL, "reader");
	size_t bytes = 0;
	unsigned int i;

	relo_begin();
	put_build(1);
	for (i = 0; i < 1000; i++) {
		ASSERT_EQ(load("relo", "given=1"), 0);
		ASSERT_EQ(reload("relo", NULL), 0);
		ASSERT_EQ(unload("relo"), 0);
		if (i == 100)
			bytes = slab_bytes(h.machine);
	}
	EXPECT_LE(slab_bytes(h.machine), bytes + 65536);
	kthread_stop(t);
	relo_end();
}

/* Live machines of one process, each with a thread that loads and unloads. */
struct loader {
	pthread_t thread;
	struct machine *machine;
	int failed;
};

static void *load_and_unload(void *data)
{
	struct loader *l = data;
	struct task_guard guard;
	unsigned int i;
	int err;

	task_enter(&guard, l->machine, 0);
	for (i = 0; i < 100; i++) {
		l->failed |= load_module("dep_user", NULL, NULL, 0);
		do
			err = reload_module("dep_user", NULL, NULL, 0);
		while (err == -EBUSY && (cond_resched(), true));
		l->failed |= err;
		do /* somebody may be reading it */
			err = unload_module("dep_user", NULL, 0);
		while (err == -EBUSY && (cond_resched(), true));
		l->failed |= err;
		l->failed |= unload_module("dep_base", NULL, 0);
	}
	task_leave(&guard);
	return NULL;
}

static void *read_on(void *data)
{
	static const char *const paths[] = {"/proc/modules",
					    "/sys/module/dep_user/refcnt"};
	struct loader *l = data;
	struct task_guard guard;
	unsigned int i;
	size_t len;
	char *text;

	task_enter(&guard, l->machine, 1);
	for (i = 0; i < 2000; i++) {
		if (!vfs_read(NULL, paths[i % 2], &text, &len))
			kfree(text);
		cond_resched();
	}
	task_leave(&guard);
	return NULL;
}

TEST(live_machines_load_at_once)
{
	struct test_host live;
	struct loader l[3];
	pthread_t reader_thread;
	unsigned int i;

	task_leave(&g);
	live = test_host_live(2);
	for (i = 0; i < ARRAY_SIZE(l); i++) {
		l[i].machine =
			i ? test_machine(live.world, "more", 1) : live.machine;
		l[i].failed = 0;
		ASSERT_EQ(pthread_create(&l[i].thread, NULL, load_and_unload,
					 &l[i]),
			  0);
	}
	ASSERT_EQ(pthread_create(&reader_thread, NULL, read_on, &l[0]), 0);
	pthread_join(reader_thread, NULL);
	for (i = 0; i < ARRAY_SIZE(l); i++) {
		pthread_join(l[i].thread, NULL);
		EXPECT_EQ(l[i].failed, 0);
		if (i)
			EXPECT_EQ(machine_free(l[i].machine), 0);
	}
	test_host_end(&live);
	task_enter(&g, h.machine, 0);
}

/* One CPU loads and unloads, the other reads, in many interleavings. */
static int explorer(void *data)
{
	unsigned int i;

	for (i = 0; i < 5; i++) {
		text_of("/proc/good");
		text_of("/sys/module/good/parameters/text");
		text_of("/proc/modules");
		cond_resched();
	}
	return 0;
}

static void explore_once(u64 seed)
{
	struct test_host x = test_host_explore(2, seed);
	struct task_struct *t;
	struct task_guard gx;
	unsigned int i;
	int err;

	task_enter(&gx, x.machine, 0);
	t = kthread_create_on_cpu(explorer, NULL, 1, "explorer");
	wake_up_process(t);
	for (i = 0; i < 3; i++) {
		EXPECT_EQ(load_module("good", "text=word", NULL, 0), 0);
		do /* a reader may be inside */
			err = unload_module("good", NULL, 0);
		while (err == -EBUSY && (cond_resched(), true));
		EXPECT_EQ(err, 0);
	}
	kthread_stop(t);
	task_leave(&gx);
	test_host_end(&x);
}

TEST(readers_and_loader_on_two_cpus_in_many_orders)
{
	u64 seed;

	task_leave(&g);
	for (seed = 1; seed <= 100; seed++)
		explore_once(seed);
	task_enter(&g, h.machine, 0);
}

/* Asking for what nobody has opens no file, and a new file is seen. */
TEST(alias_that_nobody_has_costs_little_and_a_new_file_is_found)
{
	unsigned int i;

	relo_begin();
	for (i = 0; i < 100000; i++)
		EXPECT_EQ(request_module("net-pf-%u", i % 64), -ENOENT);
	EXPECT_EQ(request_module("relo-alias"), -ENOENT);
	put_build(1);
	EXPECT_EQ(request_module("relo-alias"), 0);
	EXPECT_STREQ(text_of("/proc/relo"), "build 1 given 0\n");
	EXPECT_EQ(unload("relo"), 0);
	relo_end();
}
