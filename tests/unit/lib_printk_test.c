// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_printk_test - lines without a machine; the ring of a machine
 *
 * Where:   tests/unit/lib_test.
 * Mirrors: kernel/printk/printk_ringbuffer_kunit_test.c.
 * Spec:    lib/printk.h.
 */
#define pr_fmt(fmt) "test: " fmt

#include "lib/ktime.h"
#include "lib/printk.h"
#include "lib/seq_buf.h"
#include "lib/string.h"
#include "lib/timer.h"
#include "tests/unit/host_fixture.h"

static struct {
	int level;
	int count;
	char text[LOG_LINE_MAX];
} got;

static void sink(void *data, int level, const char *text)
{
	(void)data;
	got.level = level;
	got.count++;
	strcpy(got.text, text);
}

static void sink_set(void)
{
	memset(&got, 0, sizeof(got));
	printk_set_sink(sink, NULL);
}
TEST_SETUP(sink_set);

static void sink_clear(void)
{
	printk_set_sink(NULL, NULL);
}
TEST_TEARDOWN(sink_clear);

TEST(printk_without_machine_goes_to_the_sink)
{
	pr_warn("lost %d frames\n", 3);
	EXPECT_EQ(got.level, LOGLEVEL_WARNING);
	EXPECT_STREQ(got.text, "test: lost 3 frames");
	pr_err("no newline");
	EXPECT_STREQ(got.text, "test: no newline");
	printk_set_sink(NULL, NULL);
	pr_err("nobody listens");
	EXPECT_EQ(got.count, 2);
}

TEST(printk_long_line_is_cut)
{
	char text[LOG_LINE_MAX + 100];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	pr_info("%s", text);
	EXPECT_EQ(strlen(got.text), (size_t)LOG_LINE_MAX - 1);
}

/* In a machine: the ring, the levels, the places. */

static void enter(void)
{
	host_begin(1);
}

static void leave(void)
{
	host_end();
}

TEST(printk_in_a_machine_is_read_back)
{
	struct log_record rec;
	char text[200];
	struct seq_buf s;
	u64 seq, slept;

	enter();
	seq = host.machine->log->next_seq;
	pr_info("one");
	pr_debug("not kept");
	schedule_timeout_uninterruptible(1500);
	slept = ktime_get_ns();
	pr_err("two\n");
	EXPECT_EQ(log_read(host.machine->log, &seq, &rec), 0);
	EXPECT_STREQ(rec.text, "test: one");
	EXPECT_EQ(rec.level, LOGLEVEL_INFO);
	EXPECT_EQ(log_read(host.machine->log, &seq, &rec), 0);
	EXPECT_STREQ(rec.text, "test: two");
	EXPECT_EQ(rec.ts_ns, slept);
	EXPECT_GE(slept, 1500000000);
	EXPECT_EQ(log_read(host.machine->log, &seq, &rec), -ENOENT);
	EXPECT_EQ(got.count, 0);

	seq_buf_init(&s, text, sizeof(text));
	EXPECT_EQ(log_print(host.machine->log, &s), 0);
	EXPECT(strstr(seq_buf_str(&s), "[    0.000000] test: one\n") != NULL);
	EXPECT(strstr(text, "\n[    1.50") != NULL);
	EXPECT(strstr(text, "] test: two\n") != NULL);
	leave();
}

/* Lines of all lengths, ten times what the ring holds. */
TEST(printk_ring_drops_the_oldest_and_keeps_the_rest)
{
	struct log_record rec;
	char fill[LOG_LINE_MAX];
	u64 seq = 0, first;
	u32 length[2000];
	u64 base;

	enter();
	base = host.machine->log->next_seq;
	for (u32 i = 0; i < ARRAY_SIZE(length); i++) {
		length[i] = (u32)(test_random() % 800);
		memset(fill, 'a' + (int)(i % 26), length[i]);
		fill[length[i]] = '\0';
		_printk(LOGLEVEL_INFO, "%s", fill);
	}
	ASSERT_EQ(log_read(host.machine->log, &seq, &rec), -EPIPE);
	first = seq;
	for (u64 i = first; i < base + ARRAY_SIZE(length); i++) {
		ASSERT_EQ(log_read(host.machine->log, &seq, &rec), 0);
		ASSERT_EQ(rec.seq, i);
		ASSERT_EQ(rec.len, length[i - base]);
		ASSERT_EQ(rec.text[rec.len], '\0');
		ASSERT_NULL(memchr_inv(rec.text, 'a' + (int)((i - base) % 26),
				       rec.len));
	}
	EXPECT_EQ(log_read(host.machine->log, &seq, &rec), -ENOENT);
	/* Full to the last line or so: at least nine tenths are in use. */
	EXPECT_GT(base + ARRAY_SIZE(length) - first,
		  LOG_BUF_LEN * 9 / 10 / (400 + 24));
	leave();
}

static int say_once(void)
{
	int said = 0;

	for (int i = 0; i < 5; i++)
		said += printk_once_site(__FILE__, __LINE__);
	return said;
}

TEST(printk_once_is_once_in_each_machine)
{
	enter();
	EXPECT_EQ(say_once(), 1);
	EXPECT_EQ(say_once(), 0);
	leave();
	enter();
	EXPECT_EQ(say_once(), 1);
	leave();
}

TEST(printk_ratelimit_lets_ten_through_in_five_seconds)
{
	struct log_record rec;
	int said = 0;
	u64 seq;

	enter();
	for (int second = 0; second < 7; second++) {
		for (int i = 0; i < 30; i++)
			said += printk_ratelimit();
		if (!second)
			EXPECT_EQ(said, 10);
		if (second == 4)
			EXPECT_EQ(said, 10);
		schedule_timeout_uninterruptible(1000);
	}
	EXPECT_EQ(said, 20);
	seq = host.machine->log->next_seq - 1;
	EXPECT_EQ(log_read(host.machine->log, &seq, &rec), 0);
	EXPECT(strstr(rec.text, "callbacks suppressed") != NULL);
	leave();
}
