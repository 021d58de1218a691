// SPDX-License-Identifier: GPL-2.0-or-later
/* lib/printk: the ring, and lines that no machine has. */
#include "tests/harness.h"

#define pr_fmt(fmt) "test: " fmt

#include "lib/printk.h"
#include "lib/seq_buf.h"

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
