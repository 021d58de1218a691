// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * shell_show_test - views: text of 80 columns, JSON that balances
 *
 * Where:   st_show() on a host with two cards on a wire.
 * Mirrors: nothing in the kernel.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/strata.h"
#include "tests/harness.h"

static struct st_world *world;
static struct st_host *host;

static int start(void)
{
	world = st_world_new(&(struct st_opts){.seed = 1});
	if (!world)
		return -1;
	host = st_host_new_bare(world, "h", 2);
	if (!host)
		return -1;
	return st_wire(host, "eth0", host, "eth1", NULL);
}

static const char *const views[] = {
	"books",     "dev",	  "hooks",	  "irq", "napi", "neigh",
	"napi eth0", "ring eth0", "ring eth1 tx", "skb", "sock", "softnet",
};

static size_t longest_line(const char *text)
{
	size_t longest = 0;

	while (*text) {
		size_t n = strcspn(text, "\n");

		longest = n > longest ? n : longest;
		text += n + (text[n] != '\0');
	}
	return longest;
}

TEST(show_every_view_has_text_of_80_columns)
{
	EXPECT_EQ(start(), 0);
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
		char *text = st_show(host, views[i], 0);

		EXPECT_NOT_NULL(text);
		if (!text)
			continue;
		if (longest_line(text) > 80)
			printf("# "
			       "%s:\n%s"
			       "\n",
			       views[i], text);
		EXPECT(longest_line(text) <= 80);
		EXPECT(*text != '\0');
		free(text);
	}
	EXPECT_EQ(st_world_free(world, NULL), 0);
}

/* Brackets match, strings end, no comma before a bracket. */
static int json_balances(const char *p)
{
	char stack[32], last = 0;
	int depth = 0;

	for (; *p; p++) {
		if (*p == '"') {
			for (p++; *p && *p != '"'; p++)
				p += *p == '\\';
			if (!*p)
				return 0;
		} else if (*p == '{' || *p == '[') {
			if (last && !strchr("{[,:", last))
				return 0;
			stack[depth++] = *p == '{' ? '}' : ']';
		} else if (*p == '}' || *p == ']') {
			if (!depth || stack[--depth] != *p || last == ',')
				return 0;
		}
		if (*p != ' ' && *p != '\n')
			last = *p;
	}
	return !depth && last == '}';
}

TEST(show_every_view_has_json)
{
	EXPECT_EQ(start(), 0);
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
		char *text = st_show(host, views[i], 1);

		EXPECT_NOT_NULL(text);
		if (text && !json_balances(text))
			printf("# "
			       "%s"
			       "\n",
			       text);
		EXPECT(text && json_balances(text));
		EXPECT(text && !strncmp(text, "{\"view\":\"", 9));
		free(text);
	}
	EXPECT(!json_balances("{\"a\":[1,]}"));
	EXPECT(!json_balances("{\"a\":1"));
	EXPECT_EQ(st_world_free(world, NULL), 0);
}

TEST(show_a_fresh_ring_belongs_to_the_nic)
{
	char *text;

	EXPECT_EQ(start(), 0);
	text = st_show(host, "ring eth0 rx", 0);
	EXPECT(text && strstr(text, "    0 |NNNNNNNN"));
	free(text);
	text = st_show(host, "books", 0);
	EXPECT(text && strstr(text, "both books balance"));
	free(text);
	EXPECT_EQ(st_world_free(world, NULL), 0);
}

TEST(show_refuses_in_a_sentence)
{
	static const char *const bad[] = {
		"",	     "nothing",	     "ring",
		"ring eth9", "ring eth0 up", "skb zero",
		"skb 99999", "napi eth9",
	};

	EXPECT_EQ(start(), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char *text = st_show(host, bad[i], 0);

		EXPECT_NULL(text);
		EXPECT(strlen(st_errmsg()) > 10);
		free(text);
	}
	EXPECT_EQ(st_world_free(world, NULL), 0);
}
