// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * shell_story_test - the story of a packet: from the interrupt to the answer
 *
 * Where:   st_last() on two hosts on a wire, virtual time.
 * Mirrors: nothing in the kernel.
 */
#include <arpa/inet.h>
#include <netinet/ip_icmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/strata.h"
#include "tests/harness.h"

static struct st_world *world;
static struct st_host *a, *b;

static int start(void)
{
	world = st_world_new(&(struct st_opts){.seed = 1});
	a = world ? st_host_new(world, "a", 1) : NULL;
	b = a ? st_host_new(world, "b", 1) : NULL;
	if (!b || st_wire(a, "eth0", b, "eth0", "delay=1ms"))
		return -1;
	if (st_addr_add(st_net_get(a, 0), "eth0", "10.0.0.1/24") ||
	    st_addr_add(st_net_get(b, 0), "eth0", "10.0.0.2/24"))
		return -1;
	return st_trace(a, "*", NULL, NULL) || st_trace(b, "*", NULL, NULL);
}

/* One echo request from a to b, and its answer. */
static int ping(void)
{
	struct st_sock *s = st_socket(st_net_get(a, 0), AF_INET, SOCK_RAW,
				      IPPROTO_ICMP, NULL);
	struct sockaddr_in to = {.sin_family = AF_INET};
	struct icmphdr echo = {.type = ICMP_ECHO};
	char answer[256];
	ssize_t n;

	if (!s)
		return -1;
	inet_pton(AF_INET, "10.0.0.2", &to.sin_addr);
	echo.checksum = htons(0xf7ff);
	n = st_sendto(s, &echo, sizeof(echo), 0, (struct sockaddr *)&to,
		      sizeof(to));
	if (n == sizeof(echo))
		n = st_recv(s, answer, sizeof(answer), 0);
	st_close(s);
	return n > 0 ? 0 : -1;
}

/* The words stand in @text in this order. */
static int in_order(const char *text, const char *const *words)
{
	for (; text && *words; words++)
		text = strstr(text, *words);
	return text != NULL;
}

TEST(story_runs_from_the_interrupt_to_the_reply)
{
	static const char *const way[] = {
		"irq_handler_entry", "napi_schedule", "nic_rx", "ip_rcv",
		"icmp_rcv type=8",   "ip_output",     "nic_tx", NULL,
	};
	char *text;

	ASSERT_EQ(start(), 0);
	ASSERT_EQ(ping(), 0);
	text = st_last(b, 0, 0);
	ASSERT_NOT_NULL(text);
	EXPECT(in_order(text, way));
	/* the ARP exchange before it is another story */
	EXPECT_NULL(strstr(text, "arp_rcv"));
	free(text);
	text = st_last(a, 0, 0);
	EXPECT(text && strstr(text, "icmp_rcv type=0"));
	EXPECT(text && !strstr(text, "type=8"));
	free(text);
	EXPECT_EQ(st_world_free(world, NULL), 0);
}

TEST(story_of_what_went_out_is_the_request_alone)
{
	char *text;

	ASSERT_EQ(start(), 0);
	ASSERT_EQ(ping(), 0);
	text = st_last(a, 0, 1);
	EXPECT(text && strstr(text, "nic_tx"));
	EXPECT(text && !strstr(text, "icmp_rcv"));
	free(text);
	EXPECT_NULL(st_last(a, 1000000, 0));
	EXPECT(strlen(st_errmsg()) > 10);
	EXPECT_EQ(st_world_free(world, NULL), 0);
}

/* A datagram that nobody has read yet, on b. */
static struct st_sock *leave_one(void)
{
	struct st_sock *from, *to;
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(7)};

	inet_pton(AF_INET, "10.0.0.2", &in.sin_addr);
	from = st_socket(st_net_get(a, 0), AF_INET, SOCK_DGRAM, 0, NULL);
	to = st_socket(st_net_get(b, 0), AF_INET, SOCK_DGRAM, 0, NULL);
	if (!from || !to || st_bind(to, (struct sockaddr *)&in, sizeof(in)) ||
	    st_sendto(from, "hello", 5, 0, (struct sockaddr *)&in,
		      sizeof(in)) != 5)
		return NULL;
	st_close(from);
	st_run(world, 100 * ST_MSEC, NULL, NULL);
	return to;
}

TEST(story_show_skb_finds_what_waits_in_a_socket)
{
	struct st_sock *to;
	char what[64], *text, *row;
	unsigned int id = 0;

	ASSERT_EQ(start(), 0);
	to = leave_one();
	ASSERT_NOT_NULL(to);
	text = st_show(b, "skb", 0);
	ASSERT_NOT_NULL(text);
	EXPECT(strstr(text, "alive                1\n"));
	row = strstr(text, "born_at\n");
	/* the list is kept by builds with sanitizers */
	if (row && sscanf(row + 8, "%u", &id) == 1) {
		free(text);
		snprintf(what, sizeof(what), "skb %u --layout", id);
		text = st_show(b, what, 0);
		ASSERT_NOT_NULL(text);
		EXPECT(strstr(text, "udp_rcv"));
		EXPECT(strstr(text, "head"));
	}
	free(text);
	text = st_show(b, "sock", 0);
	EXPECT(text && strstr(text, "10.0.0.2:7 "));
	free(text);
	st_close(to);
	EXPECT_EQ(st_world_free(world, NULL), 0);
}
