// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * shell_conf_test - the configuration file: what is read, what is refused
 *
 * Where:   shell/conf.c alone.
 * Mirrors: nothing in the kernel.
 */
#include <stdio.h>
#include <string.h>

#include "shell/conf.h"
#include "tests/harness.h"

TEST(conf_default_has_one_host_on_a_tap)
{
	char err[256];
	struct config *c =
		config_parse("default", config_default, err, sizeof(err));
	struct config_dev *d;

	EXPECT_NOT_NULL(c);
	if (!c)
		return;
	EXPECT_EQ(c->nr_hosts, 1);
	EXPECT_EQ(c->virtual_time, false);
	EXPECT_EQ(c->log_limit, 1 << 20);
	d = config_find_dev(&c->host[0], "eth0");
	EXPECT_NOT_NULL(d);
	EXPECT_STREQ(d->kind, "tap");
	EXPECT_STREQ(d->options, "host=tap0");
	EXPECT_STREQ(d->address[0], "10.0.0.2/24");
	EXPECT_STREQ(d->peer, "10.0.0.1/24");
	config_free(c);
}

static const char everything[] =
	"mode virtual; seed 7; log 65536; # a comment\n"
	"host a { cpus 2; events off; module \"tcp_x\" limit=5 debug=1;\n"
	"  dev eth1 { address 10.1.0.1/24; address 10.1.1.1/24; mtu 1400; }\n"
	"  dev d0 { dummy; down; }\n"
	"  route default via 10.1.0.2 dev eth1; route 10.9.0.0/16 dev d0;\n"
	"  sysctl net.ipv4.ip_forward = 1; sysctl net.ipv4.ip_local_port_range="
	"1000 2000; service http 8080; service sink; }\n"
	"host b { service none; }\n"
	"wire a:eth1 b:eth0 { delay 5ms; loss 0.01; }\n";

TEST(conf_everything_is_kept_as_written)
{
	char err[256];
	struct config *c = config_parse("f", everything, err, sizeof(err));
	struct config_host *a;

	EXPECT_STREQ(err, "");
	if (!c)
		return;
	a = config_find_host(c, "a");
	EXPECT_EQ(c->virtual_time, true);
	EXPECT_EQ(c->seed, 7);
	EXPECT_EQ(c->log_limit, 65536);
	EXPECT_EQ(c->nr_hosts, 2);
	EXPECT_EQ(a->cpus, 2);
	EXPECT_EQ(a->no_events, true);
	EXPECT_STREQ(a->module[0].name, "tcp_x");
	EXPECT_STREQ(a->module[0].params, "limit=5 debug=1");
	EXPECT_EQ(a->dev[0].nr_addresses, 2);
	EXPECT_EQ(a->dev[0].mtu, 1400);
	EXPECT_STREQ(a->dev[1].kind, "dummy");
	EXPECT_EQ(a->dev[1].down, true);
	EXPECT_STREQ(a->route[0].via, "10.1.0.2");
	EXPECT_STREQ(a->route[1].dev, "d0");
	EXPECT_STREQ(a->sysctl[0].name, "net.ipv4.ip_forward");
	EXPECT_STREQ(a->sysctl[1].value, "1000 2000");
	EXPECT_EQ(a->nr_services, 2);
	EXPECT_STREQ(a->service[0].name, "http");
	EXPECT_EQ(a->service[0].port, 8080);
	EXPECT_EQ(a->service[1].port, 0);
	EXPECT_EQ(c->host[1].no_services, true);
	EXPECT_STREQ(c->wire[0].host[1], "b");
	EXPECT_STREQ(c->wire[0].dev[0], "eth1");
	EXPECT_STREQ(c->wire[0].knobs, "delay=5ms loss=0.01");
	config_free(c);
}

/* Each is refused with its line and a word of what is wrong. */
static const struct {
	const char *text, *expect;
} refused[] = {
	{"", "f:1: no host"},
	{"hosts a { }", "f:1: the file has no \"hosts\": expected mode"},
	{"host a {", "f:1: a host is not closed"},
	{"host a { } }", "f:1: \"}\" without"},
	{"\n\nhost a { cpus many; }", "f:3: cpus many: expected a number"},
	{"host a { cpus 65; }", "from 1 to 64"},
	{"host a { cpus; }", "written otherwise: expected cpus N;"},
	{"host a;", "expected host NAME { … }"},
	{"host a { }\nhost a { }", "f:2: there is a host a already"},
	{"host a { dev x { tap; tap; } }", "x is a tap already"},
	{"host a { dev x { tap 5; } }", "tap 5: expected KEY=VALUE"},
	{"host a { dev x { } }", "x of host a is nothing"},
	{"host a { dev x { dummy; peer 1.2.3.4/8; } }", "x is none"},
	{"mode virtual; host a { dev x { tap; } }", "a tap needs mode live"},
	{"host a { dev x { tap; address 10.0.0.2; } }", "as in 10.0.0.2/24"},
	{"host a { dev x { tap; address 10.0.0.2/33; } }", "10.0.0.2/24"},
	{"host a { dev x { tap; address 10.0.0.256/8; } }", "10.0.0.2/24"},
	{"host a { dev x { tap; mtu 67; } }", "from 68 to 65535"},
	{"host a { dev 0123456789abcdef { tap; } }", "at most 15 bytes"},
	{"host a { route default; }", "leads nowhere"},
	{"host a { route default via; }", "expected via ADDRESS or"},
	{"host a { route 10.0.0.0 dev x; }", "as in 10.0.0.2/24"},
	{"host a { service gopher; }", "no service gopher: expected http"},
	{"host a { service; }", "written otherwise: expected service NAME"},
	{"host a { service http 0; }", "service 0: expected a number"},
	{"host a { service http 65536; }", "expected a number"},
	{"host a { service none 7; }", "service none stands alone"},
	{"host a { service none; service echo; }", "after service none"},
	{"host a { service echo; service none; }", "stands alone"},
	{"host a { sysctl x; }", "expected NAME = VALUE"},
	{"host a { sysctl x = ; }", "expected NAME = VALUE"},
	{"host a { cpus 1 }", "expected \";\" before \"}\""},
	{"host a { cpus \"1", "does not end on its line"},
	{"mode slow;", "expected live or virtual"},
	{"seed 0;", "expected a number"},
	{"log 4095;", "from 4096 to 1073741824"},
	{"log 1M;", "expected a number"},
	{"log;", "written otherwise: expected log BYTES;"},
	{"host a { } wire a:x b:y { }", "no host b"},
	{"host a { } wire a b { }", "expected HOST:DEVICE"},
	{"host a { } wire a:x a:y { } wire a:y a:z { }",
	 "a:y has a wire already, of line 1"},
	{"host a { dev x { tap; } } wire a:x a:y { }", "makes its own device"},
	{"host a { } wire a:x a:y { speed 5; }", "a wire has no \"speed\""},
	{"{ }", "without a name"},
};

TEST(conf_each_bad_line_is_told_with_its_number)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		char err[256];
		struct config *c =
			config_parse("f", refused[i].text, err, sizeof(err));

		EXPECT_NULL(c);
		if (!strstr(err, refused[i].expect) || strncmp(err, "f:", 2))
			printf("# %s\n# gave %s\n", refused[i].text, err);
		EXPECT_NOT_NULL(strstr(err, refused[i].expect));
		EXPECT_EQ(strncmp(err, "f:", 2), 0);
		config_free(c);
	}
}

/* Cut anywhere, a good file is refused or read, never misread in memory. */
TEST(conf_survives_being_cut_and_bent_anywhere)
{
	char text[sizeof(everything)], err[256];

	for (size_t i = 0; i < sizeof(everything); i++) {
		memcpy(text, everything, sizeof(text));
		text[i] = '\0';
		config_free(config_parse("f", text, err, sizeof(err)));
		for (const char *p = "{};\"#\n /:"; *p; p++) {
			memcpy(text, everything, sizeof(text));
			if (i + 1 < sizeof(text))
				text[i] = *p;
			config_free(config_parse("f", text, err, sizeof(err)));
		}
	}
}
