// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * shell_perf_test - events as perf trace prints them
 *
 * Where:   shell/perf_print.c, on two hosts on a wire, virtual time.
 * Spec:    checklist row 194.
 * Mirrors: nothing in the kernel.
 */
#include "shell/daemon.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/dropreason.h"
#include "lib/oops.h"
#include "lib/sched.h"
#include "shell/watch.h"
#include "tests/harness.h"

static struct st_world *world;
static struct st_host *a, *b;
static struct machine *machine; /* of b, as events tell it */
static char seen[2048];

/* The address behind the function's name is the build's. */
static void cut_location(char *line)
{
	char *plus = strstr(line, "+0x"), *rest = plus ? strchr(plus, ',') : 0;

	if (rest)
		memmove(plus, rest, strlen(rest) + 1);
}

static void see(void *data, const struct st_event *ev, const char *text)
{
	const struct trace_rec *rec = (const struct trace_rec *)ev;
	size_t used = strlen(seen);
	char line[300], at[120];

	machine = current_machine();
	if (trace_ip())
		oops_symbol(trace_ip(), at, sizeof(at));
	perf_print(machine, rec, trace_ip() ? at : NULL, line, sizeof(line));
	cut_location(line);
	snprintf(seen + used, sizeof(seen) - used, "%s\n", line);
}

static struct st_sock *udp(struct st_host *h, const char *ip, uint16_t port)
{
	struct sockaddr_in in = {.sin_family = AF_INET,
				 .sin_port = htons(port)};
	struct st_sock *s =
		st_socket(st_net_get(h, 0), AF_INET, SOCK_DGRAM, 0, NULL);

	ASSERT_NOT_NULL(s);
	inet_pton(AF_INET, ip, &in.sin_addr);
	EXPECT_EQ(st_bind(s, (struct sockaddr *)&in, sizeof(in)), 0);
	return s;
}

static void send_to(struct st_sock *s, uint16_t port)
{
	struct sockaddr_in in = {.sin_family = AF_INET,
				 .sin_port = htons(port)};

	inet_pton(AF_INET, "10.0.0.2", &in.sin_addr);
	EXPECT_EQ(
		st_sendto(s, "hello", 5, 0, (struct sockaddr *)&in, sizeof(in)),
		5);
	st_run(world, st_now(a, 1) + ST_SEC, NULL, NULL);
}

static struct st_sock *from, *to;

static void begin(void)
{
	world = st_world_new(&(struct st_opts){.seed = 1});
	a = st_host_new(world, "a", 1);
	b = st_host_new(world, "b", 1);
	EXPECT_EQ(st_wire(a, "eth0", b, "eth0", NULL), 0);
	st_addr_add(st_net_get(a, 0), "eth0", "10.0.0.1/24");
	st_addr_add(st_net_get(b, 0), "eth0", "10.0.0.2/24");
	from = udp(a, "10.0.0.1", 6000);
	to = udp(b, "10.0.0.2", 5000);
	send_to(from, 5000); /* ARP and all that is over */
	EXPECT_EQ(st_recv(to, seen, sizeof(seen), 0), 5);
	memset(seen, 0, sizeof(seen));
}
TEST_SETUP(begin);

static void end(void)
{
	st_close(from);
	st_close(to);
	EXPECT_EQ(st_world_free(world, NULL), 0);
}
TEST_TEARDOWN(end);

/* Row 194: the lines of perf trace -e 'skb:*'. */
TEST(perf_lines_of_a_read_and_of_a_drop)
{
	char buf[16], want[512];
	unsigned int id = 0;

	EXPECT_EQ(st_trace(b, "skb:kfree_skb,consume_skb,skb_copy*", see, NULL),
		  0);
	send_to(from, 5000);
	EXPECT_EQ(st_recv(to, buf, sizeof(buf), 0), 5);
	ASSERT_EQ(sscanf(seen, "skb:skb_copy_datagram_iovec(skbaddr: %u,", &id),
		  1);
	snprintf(want, sizeof(want),
		 "skb:skb_copy_datagram_iovec(skbaddr: %u, len: 5)\n"
		 "skb:consume_skb(skbaddr: %u)\n",
		 id, id);
	EXPECT_STREQ(seen, want);
	seen[0] = '\0';
	send_to(from, 5001);
	ASSERT_EQ(
		sscanf(seen, "skb:kfree_skb(skbaddr: %u, location: udp_", &id),
		1);
	snprintf(want, sizeof(want),
		 "skb:kfree_skb(skbaddr: %u, location: ", id);
	EXPECT_EQ(strncmp(seen, want, strlen(want)), 0);
	EXPECT(strstr(seen, ", protocol: 2048, reason: NO_SOCKET)\n"));
}

/* Without an address it is the function and line that the record has. */
TEST(perf_line_has_the_kinds_of_arguments)
{
	struct trace_rec rec = {.skb = 7, .type = TRACE_net_dev_queue};
	char line[200];

	EXPECT_EQ(st_trace(b, "skb:*", see, NULL), 0);
	send_to(from, 5001);
	ASSERT_NOT_NULL(machine);
	rec.arg[1] = htons(0x0806);
	rec.arg[2] = 3;
	perf_print(machine, &rec, NULL, line, sizeof(line));
	EXPECT_STREQ(line, "net:net_dev_queue(skbaddr: 7, dev: \"?\", "
			   "protocol: 2054, queue: 3)");
	rec = (struct trace_rec){.type = TRACE_fib_table_lookup};
	rec.arg[0] = htonl(0x0a000001);
	rec.arg[1] = htonl(0x0a000002);
	rec.arg[2] = 254;
	rec.arg[3] = (u64)-101;
	perf_print(machine, &rec, NULL, line, sizeof(line));
	EXPECT_STREQ(line, "fib:fib_table_lookup(saddr: 10.0.0.1, "
			   "daddr: 10.0.0.2, table: 254, err: -101)");
	rec = (struct trace_rec){.skb = 9, .type = TRACE_kfree_skb};
	rec.arg[0] = SKB_DROP_REASON_IP_CSUM;
	rec.arg[2] = 12;
	perf_print(machine, &rec, NULL, line, 60);
	EXPECT_EQ(strlen(line), 59);
	EXPECT_EQ(
		strncmp(line, "skb:kfree_skb(skbaddr: 9, location: ?:12, ", 42),
		0);
}
