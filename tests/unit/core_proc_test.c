// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_proc_test - paths, files, directories, readers that are inside
 *
 * Where:   core/proc.c, proc_path.c, seq_file.c.
 * Mirrors: nothing.
 * Spec:    core/proc.h, proc(5).
 */
#include "core/net_namespace.h"
#include "core/proc.h"
#include "core/sysctl.h"
#include "lib/kthread.h"
#include "lib/ktime.h"
#include "lib/slab.h"
#include "lib/string.h"
#include "lib/vsprintf.h"
#include "tests/harness.h"
#include "tests/unit/vfs_text.h"
#include "tests/world.h"

static struct test_host h;
static struct task_guard g;
static struct net *net;

static void begin(void)
{
	h = test_host(1);
	task_enter(&g, h.machine, 0);
	net = kzalloc(sizeof(*net), GFP_KERNEL);
	sysctl_set_init(&net->sysctls);
	proc_root_init(&net->proc);
}

static void end(void)
{
	EXPECT_EQ(proc_root_exit(&net->proc), 0);
	EXPECT_EQ(sysctl_set_exit(&net->sysctls), 0);
	kfree(net);
	task_leave(&g);
	test_host_end(&h);
}

TEST_SETUP(begin);
TEST_TEARDOWN(end);

static int word_show(struct seq_file *m, void *data)
{
	seq_printf(m, "%s\n", (const char *)data);
	return 0;
}

static char written[64];

static int word_write(struct net *n, const char *buf, size_t len, void *data)
{
	strscpy(written, buf, sizeof(written));
	return len == strlen(buf) ? 0 : -EINVAL;
}

static int append(void *ctx, const char *name, umode_t mode)
{
	char *list = ctx;

	strcat(list, name);
	strcat(list, S_ISDIR(mode) ? "/ " : " ");
	return 0;
}

static const char *names(struct net *n, const char *dir)
{
	static char list[512];
	int err;

	list[0] = '\0';
	err = vfs_readdir(n, dir, append, list);
	if (err)
		scnprintf(list, sizeof(list), "%d", err);
	return list;
}

TEST(proc_file_is_read_and_written_by_any_spelling)
{
	struct proc_entry *e;

	e = proc_file(net, "/proc/net/word", word_show, word_write, "hello");
	ASSERT(!IS_ERR(e));
	EXPECT_STREQ(slurp(net, "/proc/net/word"), "hello\n");
	EXPECT_STREQ(slurp(net, "//proc/./net//word"), "hello\n");
	EXPECT_STREQ(slurp(net, "/proc/sys/../net/word"), "hello\n");
	EXPECT_STREQ(slurp(net, "/proc/self/net/word"), "hello\n");
	EXPECT_EQ(vfs_write(net, "/proc/net/word", "abc", 3), 0);
	EXPECT_STREQ(written, "abc");
	EXPECT_STREQ(slurp(NULL, "/proc/net/word"), "-2"); /* ENOENT */
	EXPECT_STREQ(slurp(net, "/proc/net/wor"), "-2");
	EXPECT_STREQ(slurp(net, "/proc/net"), "-21"); /* EISDIR */
	EXPECT_EQ(PTR_ERR(proc_file(net, "/proc/net/word", word_show, NULL,
				    NULL)),
		  -EEXIST);
	proc_remove(e);
	EXPECT_STREQ(slurp(net, "/proc/net/word"), "-2");
}

TEST(proc_file_without_show_or_write_says_so)
{
	struct proc_entry *r, *w;
	struct vfs_stat st;

	r = proc_file(net, "/proc/net/r", word_show, NULL, "r");
	w = proc_file(net, "/proc/net/w", NULL, word_write, NULL);
	EXPECT_EQ(vfs_write(net, "/proc/net/r", "x", 1), -EIO);
	EXPECT_STREQ(slurp(net, "/proc/net/w"), "-13"); /* EACCES */
	ASSERT_EQ(vfs_stat(net, "/proc/net/r", &st), 0);
	EXPECT_EQ(st.mode, S_IFREG | 0444);
	ASSERT_EQ(vfs_stat(net, "/proc/net/w", &st), 0);
	EXPECT_EQ(st.mode, S_IFREG | 0200);
	ASSERT_EQ(vfs_stat(net, "/proc/net", &st), 0);
	EXPECT_EQ(st.mode, S_IFDIR | 0555);
	EXPECT_EQ(vfs_stat(net, "/proc/nett", &st), -ENOENT);
	proc_remove(r);
	proc_remove(w);
}

TEST(proc_directories_are_sorted_and_complete)
{
	static const struct proc_file_desc table[] = {
		{.path = "/proc/net/snmp", .show = word_show},
		{.path = "/proc/net/stat/rt_cache", .show = word_show},
		{.path = "/proc/net/arp", .show = word_show},
	};
	static const struct ctl_table row[] = {{.procname = "b", .mode = 0644},
					       {.procname = "a", .mode = 0444}};
	struct proc_entry *t, *m;
	struct ctl_table_header *s;

	t = proc_files(net, table, ARRAY_SIZE(table));
	ASSERT(!IS_ERR(t));
	EXPECT_EQ(PTR_ERR(proc_files(net, table, 1)), -EEXIST);
	m = proc_file(NULL, "/proc/softirqs", word_show, NULL, NULL);
	s = register_net_sysctl(net, "net/ipv4", row);
	EXPECT_STREQ(names(net, "/proc/net/"), "arp snmp stat/ ");
	EXPECT_STREQ(names(net, "/proc/net/stat"), "rt_cache ");
	EXPECT_STREQ(names(net, "/proc/sys/net/ipv4"), "a b ");
	EXPECT_STREQ(names(net, "/proc/sys/net/ipv4/a"), "-20");
	EXPECT_STREQ(names(net, "/proc/net/arp"), "-20"); /* ENOTDIR */
	EXPECT_STREQ(names(net, "/proc/none"), "-2");
	EXPECT(strstr(names(net, "/proc"), "net/ softirqs sys/ "));
	EXPECT(strstr(names(net, "/"), "proc/ sys/ "));
	unregister_net_sysctl_table(s);
	proc_remove(m);
	proc_remove(t);
}

/* /dyn/NAME/length for whatever NAME is not "none" */
static int length_show(struct seq_file *m, void *data)
{
	seq_printf(m, "%lu\n", (unsigned long)strlen(data));
	return 0;
}

static int released;

static void dyn_release(struct proc_node *node)
{
	released++;
	kfree(node->hold);
}

static int dyn_lookup(struct net *n, void *data, const char *rel,
		      struct proc_node *node)
{
	char *slash;

	if (strstarts(rel, "none"))
		return -ENOENT;
	node->mode = S_IFDIR | 0555;
	slash = strchr(rel, '/');
	if (!slash)
		return 0;
	if (strcmp(slash, "/length"))
		return -ENOENT;
	node->mode = S_IFREG | 0444;
	node->show = length_show;
	node->hold = kstrdup(rel, GFP_KERNEL);
	*strchr(node->hold, '/') = '\0';
	node->data = node->hold;
	node->release = dyn_release;
	return 0;
}

static int dyn_readdir(struct net *n, void *data, const char *rel,
		       proc_fill_t fill, void *ctx)
{
	if (*rel)
		return fill(ctx, "length", S_IFREG | 0444);
	return fill(ctx, "lo", S_IFDIR | 0555)
		       ?: fill(ctx, "eth0", S_IFDIR | 0555);
}

TEST(proc_dynamic_directory_asks_its_owner)
{
	static const struct proc_dir_ops ops = {.lookup = dyn_lookup,
						.readdir = dyn_readdir};
	struct proc_entry *e = proc_dynamic(net, "/sys/class/dyn", &ops, NULL);
	struct vfs_stat st;

	ASSERT(!IS_ERR(e));
	released = 0;
	EXPECT_STREQ(slurp(net, "/sys/class/dyn/eth0/length"), "4\n");
	EXPECT_EQ(released, 1);
	EXPECT_STREQ(slurp(net, "/sys/class/dyn/eth0"), "-21");
	EXPECT_STREQ(slurp(net, "/sys/class/dyn/none/length"), "-2");
	EXPECT_STREQ(names(net, "/sys/class/dyn"), "eth0/ lo/ ");
	EXPECT_STREQ(names(net, "/sys/class/dyn/lo"), "length ");
	EXPECT_STREQ(names(net, "/sys/class"), "dyn/ ");
	ASSERT_EQ(vfs_stat(net, "/sys/class/dyn/lo", &st), 0);
	EXPECT(st.dynamic && S_ISDIR(st.mode));
	proc_remove(e);
}

TEST(proc_empty_file_is_an_empty_text)
{
	struct proc_entry *e;

	e = proc_file(net, "/proc/net/empty", word_show, NULL, "");
	EXPECT_STREQ(slurp(net, "/proc/net/empty"), "\n");
	proc_remove(e);
}

static int big_show(struct seq_file *m, void *data)
{
	unsigned int i;

	for (i = 0; i < 10000; i++)
		seq_printf(m, "line %05u\n", i);
	return 0;
}

TEST(proc_text_grows_as_needed)
{
	struct proc_entry *e;
	size_t len;
	char *text;

	e = proc_file(net, "/proc/net/big", big_show, NULL, NULL);
	ASSERT_EQ(vfs_read(net, "/proc/net/big", &text, &len), 0);
	EXPECT_EQ(len, 110000);
	EXPECT_MEMEQ(text + len - 11, "line 09999\n", 11);
	kfree(text);
	proc_remove(e);
}

TEST(proc_read_without_memory_is_enomem)
{
	struct proc_entry *e;
	unsigned int n;
	size_t len;
	char *text;
	int err;

	e = proc_file(net, "/proc/net/big", big_show, NULL, NULL);
	for (n = 1, err = -ENOMEM; err; n++) {
		slab_fail_nth(h.machine, n);
		err = vfs_read(net, "/proc/net/big", &text, &len);
		if (err)
			EXPECT_EQ(err, -ENOMEM);
	}
	slab_fail_nth(h.machine, 0);
	EXPECT_GT(n, 3);
	kfree(text);
	proc_remove(e);
}

static int slow_show(struct seq_file *m, void *data)
{
	schedule_timeout_uninterruptible(HZ);
	*(int *)data += 1;
	return 0;
}

static int slow_reader(void *data)
{
	size_t len;
	char *text;

	if (!vfs_read(net, "/proc/net/slow", &text, &len))
		kfree(text);
	return 0;
}

TEST(proc_remove_waits_for_a_reader)
{
	int shown = 0;
	struct proc_entry *e;
	ktime_t t0 = ktime_get();

	e = proc_file(net, "/proc/net/slow", slow_show, NULL, &shown);
	kthread_detach(kthread_run(slow_reader, NULL, "reader"));
	schedule_timeout_uninterruptible(HZ / 10);
	proc_remove(e);
	EXPECT_EQ(shown, 1);
	EXPECT_GE(ktime_get() - t0, NSEC_PER_SEC);
	schedule_timeout_uninterruptible(1); /* the reader ends */
}

TEST(seq_pad_fills_up_to_the_width)
{
	struct seq_file m = {0};

	seq_setwidth(&m, 6);
	seq_puts(&m, "ab");
	seq_pad(&m, '\n');
	EXPECT_STREQ(m.buf, "ab    \n");
	seq_release(&m);
}
