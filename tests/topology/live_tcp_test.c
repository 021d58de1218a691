// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * live_tcp_test - connections between hosts of several live CPUs
 *
 * Where:   sockets through the embedding library, tasks that are threads, a
 *          card with a queue for each CPU.
 * Mirrors: nothing in the kernel.
 *
 * What virtual time cannot show: a segment arrives on one CPU while the reader
 * has the socket on another, a timer fires on a third.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/harness.h"
#include "tests/topology/st_ok.h"
#include "tests/topology/stream.h"

#define STREAMS 6

static struct topo net;

static void begin_hosts(unsigned int ncpu, const char *knobs)
{
	struct st_opts opts = {.clock = ST_LIVE, .seed = 1};

	memset(&net, 0, sizeof(net));
	net.nr = 2;
	net.w = st_world_new(&opts);
	ASSERT(net.w != NULL);
	for (unsigned int i = 0; i < 2; i++) {
		char name[8], addr[16];

		snprintf(name, sizeof(name), "h%u", i);
		snprintf(addr, sizeof(addr), "10.0.0.%u/24", i + 1);
		net.h[i] = st_host_new(net.w, name, ncpu);
		ASSERT(net.h[i] != NULL);
		net.n[i] = st_net_get(net.h[i], 0);
		if (!i)
			continue;
		OK(st_wire(net.h[0], "eth0", net.h[1], "eth0", knobs));
		OK(st_addr_add(net.n[0], "eth0", "10.0.0.1/24"));
		OK(st_addr_add(net.n[1], "eth0", addr));
	}
}

/* Some go one way, some the other; all at once. */
static void streams(uint64_t bytes)
{
	struct stream st[STREAMS];
	int left = 0;

	memset(st, 0, sizeof(st));
	for (unsigned int i = 0; i < STREAMS; i++) {
		st[i] = (struct stream){
			.t = &net,
			.client = i & 1,
			.server = !(i & 1),
			.address = i & 1 ? "10.0.0.1" : "10.0.0.2",
			.port = (uint16_t)(5001 + i),
			.up = bytes,
			.down = bytes / 2,
			.seed = 9 + i,
			.timeout_ns = 20 * ST_SEC,
		};
		stream_start(&st[i]);
	}
	for (int ms = 0; ms < 30000; ms++) {
		left = 0;
		for (unsigned int i = 0; i < STREAMS; i++)
			left += !stream_done(&st[i]);
		if (!left)
			break;
		usleep(1000);
	}
	EXPECT_EQ(left, 0);
	for (unsigned int i = 0; i < STREAMS; i++)
		stream_expect_whole(&st[i]);
}

TEST(live_tcp_streams_cross_two_cpus)
{
	begin_hosts(2, "queues=2");
	streams(200000);
	topo_end(&net);
}

TEST(live_tcp_streams_survive_loss_on_two_cpus)
{
	begin_hosts(2, "queues=2 delay=1ms loss=1%");
	streams(60000);
	topo_end(&net);
}
