// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_counters - one transfer, and what it moved in /proc/net
 *
 * Where:   tests/linux/tcp-counters.sh compares it with the host's kernel.
 * Mirrors: nothing in the kernel.
 *
 * Prints snmp and netstat of the client, a line of '=', those of the server.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/harness.h"
#include "tests/topology/stream.h"

static void show(struct st_net *n, const char *file)
{
	char *text = st_file_text(n, file);

	if (text)
		fputs(text, stderr);
	free(text);
}

TEST(transfer)
{
	struct topo_env env = {.knobs = "rate=1gbit delay=50us"};
	struct topo t;
	struct stream st = {
		.t = &t,
		.server = 1,
		.address = "10.0.0.2",
		.port = 80,
		.up = 1000000,
		.down = 1000,
		.seed = 1,
	};

	topo_chain(&t, 2, &env, 1);
	EXPECT_EQ(stream_run(&st, 100 * ST_SEC), 1);
	stream_expect_whole(&st);
	topo_run(&t, 100 * ST_MSEC);
	for (unsigned int i = 0; i < 2; i++) {
		show(t.n[i], "/proc/net/snmp");
		show(t.n[i], "/proc/net/netstat");
		if (!i)
			fputs("=\n", stderr);
	}
	topo_run(&t, 65 * ST_SEC);
	topo_end(&t);
}
