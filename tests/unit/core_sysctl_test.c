// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_sysctl_test - texts, ranges and errno of the knobs' handlers
 *
 * Where:   core/sysctl.c, proc_sysctl.c.
 * Mirrors: tools/testing/selftests/sysctl in kind.
 * Spec:    what a 6.18 kernel answered to the same writes.
 */
#include "core/net_namespace.h"
#include "core/proc.h"
#include "core/sysctl.h"
#include "lib/bitmap.h"
#include "lib/slab.h"
#include "lib/vsprintf.h"
#include "tests/harness.h"
#include "tests/unit/vfs_text.h"
#include "tests/world.h"

DEFINE_STATIC_PER_MACHINE(int, machine_knob);

static struct knobs {
	int one, three[3], minmax, jif, userhz, ms;
	unsigned int u, urange;
	unsigned long ul;
	u8 octet;
	bool flag;
	char name[8];
	unsigned long *map;
} k;

static int ten = 10;
static unsigned int twenty = 20;
static unsigned long hundred = 100;

#define __ROW(pname, ptr, size, pmode, h, lo, hi)                              \
	{                                                                      \
		.procname = pname, .data = ptr, .maxlen = size, .mode = pmode, \
		.proc_handler = h, .extra1 = lo, .extra2 = hi,                 \
	}
#define RANGE(f, h, lo, hi) __ROW(#f, &k.f, sizeof(k.f), 0644, h, lo, hi)
#define ROW(f, h)	    RANGE(f, h, NULL, NULL)
#define INT_ROW(name, p, m)                                                    \
	__ROW(name, p, sizeof(int), m, proc_dointvec, NULL, NULL)

static const struct ctl_table rows[] = {
	ROW(one, proc_dointvec),
	ROW(three, proc_dointvec),
	RANGE(minmax, proc_dointvec_minmax, SYSCTL_ONE, &ten),
	ROW(jif, proc_dointvec_jiffies),
	ROW(userhz, proc_dointvec_userhz_jiffies),
	ROW(ms, proc_dointvec_ms_jiffies),
	ROW(u, proc_douintvec),
	RANGE(urange, proc_douintvec_minmax, &ten, &twenty),
	RANGE(ul, proc_doulongvec_minmax, NULL, &hundred),
	RANGE(octet, proc_dou8vec_minmax, SYSCTL_ZERO, SYSCTL_TWO),
	ROW(flag, proc_dobool),
	ROW(name, proc_dostring),
	__ROW("map", &k.map, 65536, 0644, proc_do_large_bitmap, NULL, NULL),
	INT_ROW("fixed", &k.one, 0444),
	INT_ROW("secret", &k.one, 0200),
};

static struct test_host h;
static struct task_guard g;
static struct ctl_table_header *header;

static void begin(void)
{
	h = test_host(1);
	task_enter(&g, h.machine, 0);
	memset(&k, 0, sizeof(k));
	k.map = kcalloc(BITS_TO_LONGS(65536), sizeof(long), GFP_KERNEL);
	header = register_sysctl("net/test", rows);
	ASSERT_NOT_NULL(header);
}

static void end(void)
{
	unregister_sysctl_table(header);
	kfree(k.map);
	task_leave(&g);
	test_host_end(&h);
}

TEST_SETUP(begin);
TEST_TEARDOWN(end);

static int set(const char *knob, const char *text)
{
	char path[64];

	scnprintf(path, sizeof(path), "/proc/sys/net/test/%s", knob);
	return vfs_write(NULL, path, text, strlen(text));
}

static const char *get(const char *knob)
{
	char path[64];

	scnprintf(path, sizeof(path), "/proc/sys/net/test/%s", knob);
	return slurp(NULL, path);
}

TEST(sysctl_ints_take_every_base_and_refuse_what_follows)
{
	EXPECT_EQ(set("one", "5\n"), 0);
	EXPECT_STREQ(get("one"), "5\n");
	EXPECT_EQ(set("one", " -7 "), 0);
	EXPECT_STREQ(get("one"), "-7\n");
	EXPECT_EQ(set("one", "0x1F\n"), 0);
	EXPECT_STREQ(get("one"), "31\n");
	EXPECT_EQ(set("one", "010\n"), 0);
	EXPECT_STREQ(get("one"), "8\n");
	EXPECT_EQ(set("one", "-2147483648"), 0);
	EXPECT_STREQ(get("one"), "-2147483648\n");
	EXPECT_EQ(set("one", "2147483648"), -EINVAL);
	EXPECT_EQ(set("one", "99999999999999999999999"), -EINVAL);
	EXPECT_EQ(set("one", "5x\n"), -EINVAL);
	EXPECT_EQ(set("one", "abc"), -EINVAL);
	EXPECT_EQ(set("one", "-"), -EINVAL);
	EXPECT_EQ(set("one", "\n"), -EINVAL);
	EXPECT_STREQ(get("one"), "-2147483648\n");
	EXPECT_EQ(set("one", "3 4\n"), 0); /* the rest is ignored */
	EXPECT_STREQ(get("one"), "3\n");
}

TEST(sysctl_vector_keeps_what_stood_before_the_bad_number)
{
	EXPECT_EQ(set("three", "1 2\t3\n"), 0);
	EXPECT_STREQ(get("three"), "1\t2\t3\n");
	EXPECT_EQ(set("three", "9 x 8"), -EINVAL);
	EXPECT_STREQ(get("three"), "9\t2\t3\n");
	EXPECT_EQ(set("three", "4 5"), 0);
	EXPECT_STREQ(get("three"), "4\t5\t3\n");
}

TEST(sysctl_ranges_are_inclusive)
{
	EXPECT_EQ(set("minmax", "1"), 0);
	EXPECT_EQ(set("minmax", "10"), 0);
	EXPECT_EQ(set("minmax", "0"), -EINVAL);
	EXPECT_EQ(set("minmax", "11"), -EINVAL);
	EXPECT_STREQ(get("minmax"), "10\n");
	EXPECT_EQ(set("urange", "10"), 0);
	EXPECT_EQ(set("urange", "21"), -ERANGE);
	EXPECT_EQ(set("urange", "-1"), -EINVAL);
	EXPECT_STREQ(get("urange"), "10\n");
	EXPECT_EQ(set("ul", "100"), 0);
	EXPECT_EQ(set("ul", "101"), -EINVAL);
	EXPECT_STREQ(get("ul"), "100\n");
	EXPECT_EQ(set("octet", "2"), 0);
	EXPECT_EQ(set("octet", "3"), -EINVAL);
	EXPECT_EQ(set("octet", "256"), -EINVAL);
	EXPECT_STREQ(get("octet"), "2\n");
}

TEST(sysctl_unsigned_has_no_sign)
{
	EXPECT_EQ(set("u", "4294967295"), 0);
	EXPECT_STREQ(get("u"), "4294967295\n");
	EXPECT_EQ(set("u", "4294967296"), -EINVAL);
	EXPECT_EQ(set("u", "-1"), -EINVAL);
	EXPECT_EQ(set("flag", "1"), 0);
	EXPECT_STREQ(get("flag"), "1\n");
}

TEST(sysctl_times_are_shown_in_their_unit_and_kept_in_jiffies)
{
	EXPECT_EQ(set("jif", "60"), 0);
	EXPECT_EQ(k.jif, 60 * HZ);
	EXPECT_STREQ(get("jif"), "60\n");
	EXPECT_EQ(set("jif", "2147484"), -EINVAL);
	EXPECT_EQ(set("userhz", "100"), 0);
	EXPECT_EQ(k.userhz, HZ);
	EXPECT_STREQ(get("userhz"), "100\n");
	EXPECT_EQ(set("ms", "2500"), 0);
	EXPECT_EQ(k.ms, 2500 * HZ / 1000);
	EXPECT_STREQ(get("ms"), "2500\n");
	EXPECT_EQ(set("ms", "-1"), -EINVAL);
}

TEST(sysctl_string_ends_at_the_newline_and_at_its_size)
{
	EXPECT_EQ(set("name", "cubic\nreno"), 0);
	EXPECT_STREQ(get("name"), "cubic\n");
	EXPECT_EQ(set("name", "longerthaneight"), 0);
	EXPECT_STREQ(get("name"), "longert\n");
}

TEST(sysctl_bitmap_is_ranges_and_all_or_nothing)
{
	EXPECT_EQ(set("map", "8080,9000-9100,5\n"), 0);
	EXPECT_STREQ(get("map"), "5,8080,9000-9100\n");
	EXPECT_EQ(set("map", "7,70000\n"), -EINVAL);
	EXPECT_EQ(set("map", "5-3\n"), -EINVAL);
	EXPECT_EQ(set("map", "1;2"), -EINVAL);
	EXPECT_STREQ(get("map"), "5,8080,9000-9100\n");
	EXPECT_EQ(set("map", "0-65535"), 0);
	EXPECT_STREQ(get("map"), "0-65535\n");
	EXPECT_EQ(set("map", "\n"), 0);
	EXPECT_STREQ(get("map"), "\n");
}

TEST(sysctl_long_text_comes_whole)
{
	unsigned int i;
	size_t len;
	char *text;

	for (i = 0; i < 65536; i += 2)
		__set_bit(i, k.map);
	ASSERT_EQ(vfs_read(NULL, "net.test.map", &text, &len), 0);
	EXPECT(len > 150000);
	EXPECT_EQ(text[len - 1], '\n');
	EXPECT_MEMEQ(text + len - 6, "65534\n", 6);
	kfree(text);
}

TEST(sysctl_mode_is_obeyed)
{
	EXPECT_EQ(set("fixed", "1"), -EPERM);
	EXPECT_EQ(set("secret", "6"), 0);
	EXPECT_STREQ(get("secret"), "-13");
	EXPECT_STREQ(get("fixed"), "6\n");
	EXPECT_EQ(set("nothing", "1"), -ENOENT);
	EXPECT_EQ(vfs_write(NULL, "/proc/sys/net/test", "1", 1), -EISDIR);
}

TEST(sysctl_dotted_name_takes_a_slash_for_a_dot)
{
	static const struct ctl_table row[] = {INT_ROW("mtu", &k.one, 0644)};
	struct ctl_table_header *dev;

	dev = register_sysctl("net/test/conf/eth0.5", row);
	EXPECT_EQ(vfs_write(NULL, "net.test.conf.eth0/5.mtu", "77", 2), 0);
	EXPECT_EQ(k.one, 77);
	EXPECT_EQ(vfs_write(NULL, "net/test/conf/eth0.5/mtu", "78", 2), 0);
	EXPECT_EQ(k.one, 78);
	unregister_sysctl_table(dev);
	EXPECT_EQ(vfs_write(NULL, "net.test.conf.eth0/5.mtu", "79", 2),
		  -ENOENT);
}

struct two {
	int a, b;
};

TEST(sysctl_one_table_serves_every_namespace)
{
	static const struct ctl_table row[] = {
		INT_ROW("b", SYSCTL_OFFSET(struct two, b), 0644), {}};
	struct net *net = kcalloc(2, sizeof(*net), GFP_KERNEL);
	struct two v[2] = {{1, 2}, {3, 4}};
	struct ctl_table_header *t[2];
	unsigned int i;
	size_t len;
	char *text;

	for (i = 0; i < 2; i++) {
		sysctl_set_init(&net[i].sysctls);
		proc_root_init(&net[i].proc);
		t[i] = register_net_sysctl_of(&net[i], "net/ipv4", row, &v[i]);
	}
	EXPECT_EQ(vfs_write(&net[1], "net.ipv4.b", "9", 1), 0);
	EXPECT_EQ(v[0].b, 2);
	EXPECT_EQ(v[1].b, 9);
	ASSERT_EQ(vfs_read(&net[0], "net.ipv4.b", &text, &len), 0);
	EXPECT_STREQ(text, "2\n");
	kfree(text);
	EXPECT_EQ(vfs_write(NULL, "net.ipv4.b", "9", 1), -ENOENT);
	for (i = 0; i < 2; i++) {
		unregister_net_sysctl_table(t[i]);
		EXPECT_EQ(sysctl_set_exit(&net[i].sysctls), 0);
	}
	kfree(net);
}

TEST(sysctl_machine_variable_is_the_machines_own)
{
	static const struct ctl_table row[] = {
		INT_ROW("knob", &machine_knob, 0644)};
	struct machine *other = test_machine(h.world, "other", 1);
	struct ctl_table_header *t;
	struct task_guard g2;

	t = register_machine_sysctl("net/core", row);
	EXPECT_EQ(vfs_write(NULL, "net.core.knob", "300", 3), 0);
	EXPECT_EQ(machine_var(machine_knob), 300);
	unregister_sysctl_table(t);

	task_enter(&g2, other, 0);
	t = register_machine_sysctl("net/core", row);
	EXPECT_EQ(machine_var(machine_knob), 0);
	EXPECT_EQ(vfs_write(NULL, "net.core.knob", "8", 1), 0);
	unregister_sysctl_table(t);
	task_leave(&g2);
	EXPECT_EQ(machine_var(machine_knob), 300);
	EXPECT_EQ(machine_var_of(other, machine_knob), 8);
	EXPECT_EQ(machine_free(other), 0);
}
