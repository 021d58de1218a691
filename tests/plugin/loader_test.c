// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * loader_test - modules that are good, bad, late, in use, replaced
 *
 * Where:   the loader in core/module*.c.
 * Mirrors: kernel/module/ in what is refused and why.
 *
 * The modules stand beside this file; each bad one has one fault. This program
 * is linked with all of core and lends its symbols to them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/module_internal.h"
#include "core/proc.h"
#include "lib/kthread.h"
#include "lib/ktime.h"
#include "lib/oops.h"
#include "lib/slab.h"
#include "lib/string.h"
#include "lib/vsprintf.h"
#include "tests/harness.h"
#include "tests/plugin/loader.h"
#include "tests/world.h"

TEST_SETUP(loader_begin);
TEST_TEARDOWN(loader_end);

#define PARAM(p) text_of("/sys/module/good/parameters/" p)

TEST(good_module_has_its_defaults)
{
	ASSERT_EQ(load("good", NULL), 0);
	EXPECT_STREQ(PARAM("flag"), "N\n");
	EXPECT_STREQ(PARAM("unflag"), "N\n");
	EXPECT_STREQ(PARAM("number"), "-5\n");
	EXPECT_STREQ(PARAM("count"), "7\n");
	EXPECT_STREQ(PARAM("big"), "-1\n");
	EXPECT_STREQ(PARAM("text"), "none\n");
	EXPECT_STREQ(PARAM("small"), "3\n");
	EXPECT_STREQ(PARAM("octet"), "9\n");
	EXPECT_STREQ(PARAM("ports"), "1,2\n");
	EXPECT_STREQ(PARAM("hidden"), "-2");
	EXPECT_STREQ(text_of("/sys/module/good/version"), "1.2\n");
	EXPECT_STREQ(text_of("/sys/module/good/initstate"), "live\n");
	EXPECT_STREQ(text_of("/sys/module/good/refcnt"), "0\n");
	EXPECT_EQ(unload("good"), 0);
	EXPECT_STREQ(PARAM("flag"), "-2");
}

TEST(every_type_of_parameter_is_set)
{
	ASSERT_EQ(load("good",
		       "flag unflag=1 number=0x10 count=4294967295 big=-9 "
		       "ubig=18446744073709551615 text=\"two words\" "
		       "small=-32768 octet=255 ports=80,443,8080 hidden=2"),
		  0);
	EXPECT_STREQ(PARAM("flag"), "Y\n");
	EXPECT_STREQ(PARAM("unflag"), "Y\n");
	EXPECT_STREQ(PARAM("number"), "16\n");
	EXPECT_STREQ(PARAM("count"), "4294967295\n");
	EXPECT_STREQ(PARAM("big"), "-9\n");
	EXPECT_STREQ(PARAM("ubig"), "18446744073709551615\n");
	EXPECT_STREQ(PARAM("text"), "two words\n");
	EXPECT_STREQ(PARAM("small"), "-32768\n");
	EXPECT_STREQ(PARAM("octet"), "255\n");
	EXPECT_STREQ(PARAM("ports"), "80,443,8080\n");
	/* and by file, if its mode allows */
	EXPECT_EQ(
		vfs_write(NULL, "/sys/module/good/parameters/text", "new\n", 4),
		0);
	EXPECT_STREQ(PARAM("text"), "new\n");
	EXPECT_EQ(
		vfs_write(NULL, "/sys/module/good/parameters/number", "x\n", 2),
		-EINVAL);
	EXPECT_EQ(vfs_write(NULL, "/sys/module/good/parameters/count", "1", 1),
		  -EIO);
	EXPECT_EQ(unload("good"), 0);
}

TEST(wrong_parameters_are_named_with_what_would_do)
{
	EXPECT_EQ(load("good", "colour=red"), -EINVAL);
	says("has no parameter \"colour\"");
	says("number");
	EXPECT_EQ(load("good", "number=ten"), -EINVAL);
	says("\"number\" cannot be \"ten\"");
	EXPECT_EQ(load("good", "octet=256"), -ERANGE);
	says("byte is 0..255");
	EXPECT_EQ(load("good", "count=-1"), -EINVAL);
	EXPECT_EQ(load("good", "number"), -EINVAL);
	says("wants a value");
	EXPECT_EQ(load("good", "ports=1,x"), -EINVAL);
	EXPECT_EQ(load("good", "ports=1,2,3,4,5"), -E2BIG);
	EXPECT_EQ(load("dep_base", "x=1"), -EINVAL);
	says("it has none");
	EXPECT_STREQ(text_of("/proc/modules"), "");
}

TEST(what_is_not_there_or_there_already)
{
	char path[512];

	EXPECT_EQ(load("nosuch", NULL), -ENOENT);
	says("there is no module \"nosuch\"");
	EXPECT_EQ(load("/no/such.so", NULL), -ENOENT);
	EXPECT_EQ(unload("good"), -ENOENT);
	EXPECT_EQ(reload("good", NULL), -ENOENT);
	scnprintf(path, sizeof(path), "%s/good.so", loader_dir);
	EXPECT_EQ(load(path, NULL), 0);
	EXPECT_EQ(load("good", NULL), -EEXIST);
	says("loaded already");
	EXPECT_EQ(load(path, NULL), -EEXIST);
	EXPECT_EQ(unload(path), 0);
}

TEST(foreign_files_are_refused_before_they_are_mapped)
{
	EXPECT_EQ(load("foreign", NULL), -ENOEXEC);
	says("module foreign was built against other headers (vermagic "
	     "0123456789abcdef");
	says("rebuild it");
	EXPECT_EQ(load("nolicense", NULL), -ENOEXEC);
	says("has no license");
	says("MODULE_LICENSE");
	EXPECT_EQ(load("undef", NULL), -ENOENT);
	says("nobody_exports_this");
	EXPECT_EQ(load("/proc/self/exe", NULL), -ENOEXEC);
	EXPECT_EQ(load("/etc/passwd", NULL), -ENOEXEC);
	says("not a shared object");
}

/* Every prefix of a good file, and every byte of its head turned over. */
TEST(broken_files_are_refused)
{
	struct os_file f;
	struct module_file mf;
	char path[512], tmp[] = "/tmp/strata-elf-XXXXXX";
	int fd = mkstemp(tmp);
	size_t i;

	scnprintf(path, sizeof(path), "%s/good.so", loader_dir);
	ASSERT_EQ(os_file_read(path, &f), 0);
	for (i = 0; i < 64; i++) {
		f.data[i] ^= 0xff;
		EXPECT_EQ(pwrite(fd, f.data, f.size, 0), (ssize_t)f.size);
		f.data[i] ^= 0xff;
		module_file_read(&mf, tmp, NULL);
		module_file_free(&mf);
	}
	EXPECT_EQ(pwrite(fd, f.data, f.size, 0), (ssize_t)f.size);
	for (i = 0; i < 200; i++) {
		EXPECT_EQ(ftruncate(fd, (off_t)(test_random() % f.size)), 0);
		EXPECT_NE(module_file_read(&mf, tmp, NULL), 0);
		module_file_free(&mf);
		EXPECT_EQ(pwrite(fd, f.data, f.size, 0), (ssize_t)f.size);
	}
	for (i = 0; i < 2000; i++) { /* the tables at the end */
		size_t at = f.size - 1 - test_random() % 4096;
		u8 b = (u8)test_random();

		EXPECT_EQ(pwrite(fd, &b, 1, (off_t)at), 1);
		module_file_read(&mf, tmp, NULL);
		module_file_free(&mf);
		EXPECT_EQ(pwrite(fd, &f.data[at], 1, (off_t)at), 1);
	}
	os_dl_free(f.data);
	close(fd);
	unlink(tmp);
}

TEST(dependency_is_loaded_first_and_held)
{
	EXPECT_EQ(load("dep_user", NULL), 0);
	EXPECT(strstr(text_of("/proc/modules"), "dep_base "));
	EXPECT(strstr(text_of("/proc/modules"), " 1 dep_user, Live 0x0"));
	EXPECT_EQ(unload("dep_base"), -EBUSY);
	says("needed by dep_user");
	EXPECT_EQ(reload("dep_base", NULL), -EBUSY);
	EXPECT_EQ(reload("dep_user", NULL), 0);
	EXPECT_EQ(unload("dep_user"), 0);
	EXPECT_EQ(unload("dep_base"), 0);
}

TEST(circle_is_named)
{
	EXPECT_EQ(load("cyc_a", NULL), -ELOOP);
	says("cyc_a, cyc_b, cyc_a");
	EXPECT_STREQ(text_of("/proc/modules"), "");
}

TEST(reference_keeps_a_module)
{
	EXPECT_EQ(load("holder", NULL), 0);
	EXPECT_EQ(vfs_write(NULL, "/proc/holder", "+", 1), 0);
	EXPECT_EQ(unload("holder"), -EBUSY);
	says("1 reference");
	says("proc file /proc/holder");
	EXPECT_EQ(modules_referenced(), 1);
	EXPECT_EQ(vfs_write(NULL, "/proc/holder", "-", 1), 0);
	EXPECT_EQ(unload("holder"), 0);
}

static int reader(void *data)
{
	EXPECT_STREQ(text_of("/proc/holder"), "awake\n");
	return 0;
}

TEST(task_inside_keeps_a_module)
{
	EXPECT_EQ(load("holder", NULL), 0);
	kthread_detach(kthread_run(reader, NULL, "reader"));
	schedule_timeout_uninterruptible(HZ / 10);
	EXPECT_EQ(unload("holder"), -EBUSY);
	schedule_timeout_uninterruptible(2 * HZ);
	EXPECT_EQ(unload("holder"), 0);
}

TEST(module_without_exit_stays)
{
	EXPECT_EQ(load("noexit", NULL), 0);
	EXPECT_EQ(unload("noexit"), -EBUSY);
	says("has no module_exit()");
}

TEST(failing_init_leaves_nothing)
{
	EXPECT_EQ(load("failinit", NULL), -ENODEV);
	says("its init failed: -ENODEV");
	reported("module failinit: forgot to unregister proc file "
		 "\"/proc/failinit\"");
	EXPECT_STREQ(text_of("/proc/failinit"), "-2");
	EXPECT_STREQ(text_of("/proc/modules"), "");
	EXPECT_EQ(oops_count(), 1);
	oops_reset();
}

TEST(forgotten_things_are_named_and_taken_out)
{
	EXPECT_EQ(load("forgot", "what=fthwieno"), 0);
	EXPECT_EQ(unload("forgot"), 0);
	says("left 8 things behind");
	reported("module forgot: forgot to unregister proc file "
		 "\"/proc/forgot\"");
	reported("module forgot: forgot to delete timer forgot_timeout");
	reported("forgot_hrtimeout");
	reported("module forgot: forgot to cancel 1 work");
	reported("module forgot: forgot to unregister nf_hook");
	reported("module forgot: forgot to unregister netdevice_notifier");
	reported("module forgot: forgot to free irq 45 (forgot-0)");
	reported("module forgot: forgot to cancel a hw_event");
	EXPECT_STREQ(text_of("/proc/forgot"), "-2");
	oops_reset();
	schedule_timeout_uninterruptible(3 * HZ); /* nothing fires */
}

TEST(memory_that_a_module_forgot_is_counted_at_both_ends)
{
	struct machine *other = test_machine(h.world, "other", 1);
	struct task_guard g2;

	task_enter(&g2, other, 0);
	EXPECT_EQ(load("forgot", "what=m"), 0);
	EXPECT_EQ(unload("forgot"), 0);
	reported("module forgot: forgot to free 1 object");
	task_leave(&g2);
	oops_reset();
	/* its place was in a text that is gone; the object still counts */
	EXPECT_EQ(machine_free(other), 1);
}

TEST(task_left_in_a_text_keeps_the_text)
{
	struct module_text *t;

	EXPECT_EQ(load("forgot", "what=k"), 0);
	EXPECT_EQ(unload("forgot"), 0);
	reported("module forgot: task forgotten");
	oops_reset();
	schedule_timeout_uninterruptible(6 * HZ); /* it returns into it */
	t = module_text_find("forgot");
	ASSERT_NOT_NULL(t);
	module_text_put(t);
	module_text_put(t); /* the one that was kept */
}

struct pair {
	char key[32], value[256];
};
static struct pair pairs[64];
static unsigned int nr_pairs;

static void keep_pair(void *data, const char *key, const char *value)
{
	if (nr_pairs < ARRAY_SIZE(pairs)) {
		strscpy(pairs[nr_pairs].key, key, sizeof(pairs->key));
		strscpy(pairs[nr_pairs].value, value, sizeof(pairs->value));
		nr_pairs++;
	}
}

static const char *info(const char *name, const char *key)
{
	unsigned int i;

	nr_pairs = 0;
	if (modinfo_walk(name, keep_pair, NULL, msg, sizeof(msg)))
		return msg;
	for (i = 0; i < nr_pairs; i++)
		if (!strcmp(pairs[i].key, key))
			return pairs[i].value;
	return "";
}

TEST(modinfo_reads_a_file_that_is_not_loaded)
{
	EXPECT_STREQ(info("good", "version"), "1.2");
	EXPECT_STREQ(info("good", "license"), "GPL");
	EXPECT_STREQ(info("good", "name"), "good");
	EXPECT_STREQ(info("good", "uses"), "");
	EXPECT_STREQ(info("dep_user", "depends"), "dep_base");
	EXPECT(strstr(info("good", "filename"), "/good.so"));
	EXPECT(strstr(info("libc_user", "uses"), "malloc"));
	EXPECT(strstr(info("libc_user", "uses"), "exit"));
	EXPECT(strstr(info("nosuch", "name"), "there is no module"));
	EXPECT_NULL(module_text_find("good"));
}

TEST(request_module_knows_names_and_aliases)
{
	EXPECT_EQ(request_module("net-pf-%d", 77), 0);
	EXPECT_STREQ(text_of("/sys/module/good/initstate"), "live\n");
	EXPECT_EQ(request_module("good"), 0); /* there already */
	EXPECT_EQ(unload("good"), 0);
	EXPECT_EQ(request_module("good-%s-kind", "third"), 0);
	EXPECT_EQ(unload("good"), 0);
	EXPECT_EQ(request_module("dep-user"), 0);
	EXPECT_EQ(request_module("net-pf-78"), -ENOENT);
	module_set_autoload(false);
	EXPECT_EQ(request_module("net-pf-77"), -EPERM);
}

TEST(each_machine_has_its_own_instance_and_variables)
{
	struct machine *other = test_machine(h.world, "other", 1);
	struct task_guard g2;

	EXPECT_EQ(load("good", NULL), 0);
	EXPECT_EQ(vfs_write(NULL, "/proc/good", "12345", 5), 0);
	EXPECT_STREQ(text_of("/proc/good"), "seen 5 mapped 5\n");

	task_enter(&g2, other, 0);
	EXPECT_STREQ(text_of("/proc/good"), "-2");
	EXPECT_EQ(load("good", NULL), 0);
	EXPECT_STREQ(text_of("/proc/good"), "seen 0 mapped 5\n");
	EXPECT_EQ(vfs_write(NULL, "/proc/good", "1", 1), 0);
	EXPECT_STREQ(text_of("/proc/good"), "seen 1 mapped 6\n");
	task_leave(&g2);

	EXPECT_EQ(unload("good"), 0);
	EXPECT_EQ(load("good", NULL), 0); /* its own are fresh */
	EXPECT_STREQ(text_of("/proc/good"), "seen 0 mapped 6\n");
	EXPECT_EQ(machine_free(other), 0); /* unloads by itself */
	EXPECT_EQ(unload("good"), 0);
	EXPECT_EQ(load("good", NULL), 0); /* mapped anew: all is fresh */
	EXPECT_STREQ(text_of("/proc/good"), "seen 0 mapped 0\n");
}

TEST(pinned_text_outlives_its_machines)
{
	EXPECT_EQ(module_pin("good"), -ENOENT);
	EXPECT_EQ(load("good", NULL), 0);
	EXPECT_EQ(module_pin("good"), 0);
	EXPECT_EQ(vfs_write(NULL, "/proc/good", "12345", 5), 0);
	EXPECT_EQ(unload("good"), 0);
	EXPECT_EQ(load("good", NULL), 0);
	EXPECT_STREQ(text_of("/proc/good"), "seen 0 mapped 5\n");
	EXPECT_EQ(unload("good"), 0);
	module_unpin("good");
}
