// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * shell_story_test - the story of a packet: from the interrupt to the answer
 *
 * Where:   st_last() and the shell's story on two hosts on a wire, virtual
 *          time: every figure is exact.
 * Spec:    checklist rows 61, 62, 198 to 201.
 * Mirrors: nothing in the kernel.
 */
#include <arpa/inet.h>
#include <netinet/ip_icmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/strata.h"
#include "shell/story.h"
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

/* ---- the steps -------------------------------------------------------------
 */

static struct st_sock *sender, *receiver;

/* A datagram of 300 bytes from a to b, read 1 ms after it came. */
static int send_one(void)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(7)};
	char data[300] = "";

	inet_pton(AF_INET, "10.0.0.2", &in.sin_addr);
	if (st_sendto(sender, data, sizeof(data), 0, (struct sockaddr *)&in,
		      sizeof(in)) != sizeof(data))
		return -1;
	st_run(world, st_now(a, 1) + 2 * ST_MSEC, NULL, NULL);
	return st_recv(receiver, data, sizeof(data), 0) == sizeof(data) ? 0
									: -1;
}

/* Two hosts that know each other; the second datagram is looked at. */
static int start_udp(const char *cost)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(7)};

	if (start() || st_cost(a, cost) || st_cost(b, cost))
		return -1;
	inet_pton(AF_INET, "10.0.0.2", &in.sin_addr);
	sender = st_socket(st_net_get(a, 0), AF_INET, SOCK_DGRAM, 0, NULL);
	receiver = st_socket(st_net_get(b, 0), AF_INET, SOCK_DGRAM, 0, NULL);
	if (!sender || !receiver ||
	    st_bind(receiver, (struct sockaddr *)&in, sizeof(in)))
		return -1;
	/* 2 ms are the ARP exchange's */
	if (st_sendto(sender, "", 1, 0, (struct sockaddr *)&in, sizeof(in)) < 0)
		return -1;
	st_run(world, st_now(a, 1) + 5 * ST_MSEC, NULL, NULL);
	if (st_recv(receiver, (char[1]){0}, 1, 0) != 1)
		return -1;
	return send_one();
}

static void end_udp(void)
{
	st_close(sender);
	st_close(receiver);
	EXPECT_EQ(st_world_free(world, NULL), 0);
}

/* The last that @h saw in this direction; its steps are @golden. */
static void expect_steps(struct st_host *h, bool tx, const char *golden)
{
	struct story s;
	char *text;

	ASSERT_EQ(story_read(h, story_last(h, tx), tx, &s), 0);
	text = story_steps(&s, false);
	EXPECT_STREQ(text, golden);
	free(text);
}

TEST(story_of_a_datagram_up_has_twelve_steps)
{
	ASSERT_EQ(start_udp(""), 0);
	expect_steps(b, false,
		     "receive path in twelve steps               after data    "
		     "functions\n"
		     " 1 NIC -> DMA -> Ring Buffer                0 ns         "
		     "nic_rx_commit\n"
		     " 2 Hardware Interrupt -> NAPI               0 ns         "
		     "nic_msix_clean_rings,\n"
		     "                                                         "
		     "napi_schedule\n"
		     " 3 NAPI poll -> __netif_receive_skb()       0 ns 66+14   "
		     "net_rx_action,\n"
		     "                                                         "
		     "napi_poll, nic_poll\n"
		     " 4 GRO (Generic Receive Offload)            0 ns 80      "
		     "napi_gro_receive\n"
		     " 5 RPS (Receive Packet Steering)               -\n"
		     " 6 tc (traffic control) ingress             0 ns 80      "
		     "__netif_receive_skb\n"
		     " 7 Netfilter PREROUTING                     0 ns 80      "
		     "ip_rcv\n"
		     " 8 Routing Decision                         0 ns         "
		     "ip_route_input_noref,\n"
		     "                                                         "
		     "fib_table_lookup\n"
		     " 9 Netfilter INPUT                          0 ns 80+20   "
		     "ip_local_deliver\n"
		     "10 Transport Protocol Handler               0 ns 100+8   "
		     "udp_rcv\n"
		     "11 Socket Receive Buffer                    0 ns 108     "
		     "sk_data_ready\n"
		     "12 Application                         1000.0 us 108     "
		     "skb_copy_datagram_iter\n");
	end_udp();
}

TEST(story_of_a_datagram_down_has_ten_steps)
{
	ASSERT_EQ(start_udp(""), 0);
	expect_steps(a, true,
		     "send path in ten steps                     after data    "
		     "functions\n"
		     " 1 Application calls send()/write()         0 ns         "
		     "sock_sendmsg\n"
		     " 2 Transport Protocol                       0 ns 44-8    "
		     "udp_sendmsg\n"
		     " 3 IP Layer                                 0 ns 36-20   "
		     "ip_route_output_flow,\n"
		     "                                                         "
		     "fib_table_lookup\n"
		     " 4 Netfilter OUTPUT                         0 ns 16      "
		     "__ip_local_out\n"
		     " 5 Routing                                  0 ns 16      "
		     "ip_output\n"
		     " 6 Netfilter POSTROUTING                    0 ns 16      "
		     "ip_finish_output\n"
		     " 7 Neighbor Subsystem (ARP)                 0 ns 16-14   "
		     "neigh_output\n"
		     " 8 tc (traffic control) egress / qdisc      0 ns 2       "
		     "dev_queue_xmit\n"
		     " 9 Device Driver                            0 ns 2       "
		     "ndo_start_xmit,\n"
		     "                                                         "
		     "nic_start_xmit\n"
		     "10 NIC Hardware                             0 ns 2       "
		     "nic_tx_done,\n"
		     "                                                         "
		     "napi_consume_skb\n");
	end_udp();
}

/* The moves of data in order, and no others: @moves ends with 0. */
static void expect_moves(struct st_host *h, bool tx, const int *moves)
{
	struct story s;

	ASSERT_EQ(story_read(h, story_last(h, tx), tx, &s), 0);
	for (unsigned int i = 1; i <= s.nr; i++)
		if (s.step[i].moved)
			EXPECT_EQ(s.step[i].moved, *moves++);
	EXPECT_EQ(*moves, 0);
}

/* Row 61: down, room is taken for UDP, IP and Ethernet. */
TEST(story_of_udp_down_takes_8_20_14)
{
	static const int udp[] = {-8, -20, -14, 0};

	ASSERT_EQ(start_udp(""), 0);
	expect_moves(a, true, udp);
	end_udp();
}

/* A connection from a to b without options, and 300 bytes over it. */
static struct st_sock *listener;

static int start_tcp(void)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(80)};
	struct sockaddr *to = (struct sockaddr *)&in;
	char data[300] = "";

	if (start() ||
	    st_sysctl(st_net_get(a, 0), "net.ipv4.tcp_timestamps", "0"))
		return -1;
	inet_pton(AF_INET, "10.0.0.2", &in.sin_addr);
	sender = st_socket(st_net_get(a, 0), AF_INET, SOCK_STREAM, 0, NULL);
	listener = st_socket(st_net_get(b, 0), AF_INET, SOCK_STREAM, 0, NULL);
	if (!sender || !listener || st_bind(listener, to, sizeof(in)) ||
	    st_listen(listener, 1) || st_connect(sender, to, sizeof(in)))
		return -1;
	receiver = st_accept(listener, NULL, NULL, 0);
	if (!receiver || st_send(sender, data, sizeof(data), 0) != 300)
		return -1;
	st_run(world, st_now(a, 1) + 2 * ST_MSEC, NULL, NULL);
	return st_recv(receiver, data, sizeof(data), 0) == 300 ? 0 : -1;
}

/* TIME_WAIT is over when the world ends. */
static void end_tcp(void)
{
	st_close(sender);
	st_close(receiver);
	st_close(listener);
	st_run(world, st_now(a, 1) + 100 * ST_SEC, NULL, NULL);
	EXPECT_EQ(st_world_free(world, NULL), 0);
}

/* Row 61 in the article's own figures: down, for TCP, IP and Ethernet. */
TEST(story_of_tcp_down_takes_20_20_14)
{
	static const int tcp[] = {-20, -20, -14, 0};

	ASSERT_EQ(start_tcp(), 0);
	expect_moves(a, true, tcp);
	expect_steps(a, true,
		     "send path in ten steps                     after data    "
		     "functions\n"
		     " 1 Application calls send()/write()         0 ns         "
		     "sock_sendmsg\n"
		     " 2 Transport Protocol                       0 ns 320-20  "
		     "tcp_transmit_skb\n"
		     " 3 IP Layer                                 0 ns 300-20  "
		     "ip_queue_xmit\n"
		     " 4 Netfilter OUTPUT                         0 ns 280     "
		     "__ip_local_out\n"
		     " 5 Routing                                  0 ns 280     "
		     "ip_output\n"
		     " 6 Netfilter POSTROUTING                    0 ns 280     "
		     "ip_finish_output\n"
		     " 7 Neighbor Subsystem (ARP)                 0 ns 280-14  "
		     "neigh_output\n"
		     " 8 tc (traffic control) egress / qdisc      0 ns 266     "
		     "dev_queue_xmit\n"
		     " 9 Device Driver                            0 ns 266     "
		     "ndo_start_xmit,\n"
		     "                                                         "
		     "nic_start_xmit\n"
		     "10 NIC Hardware                             0 ns 266     "
		     "nic_tx_done,\n"
		     "                                                         "
		     "napi_consume_skb\n");
	end_tcp();
}

/* Row 62 with TCP. */
TEST(story_of_tcp_up_pulls_14_20_20)
{
	static const int tcp[] = {14, 20, 20, 0};

	ASSERT_EQ(start_tcp(), 0);
	expect_moves(b, false, tcp);
	end_tcp();
}

/* Row 62: up, each layer pulls its header. */
TEST(story_of_udp_up_pulls_14_20_8)
{
	static const int udp[] = {14, 20, 8, 0};

	ASSERT_EQ(start_udp(""), 0);
	expect_moves(b, false, udp);
	end_udp();
}

/* A port that nobody has: the story ends in step 10, and says why. */
TEST(story_of_a_dropped_packet_names_step_and_reason)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(9)};
	struct story s;
	char *text;

	ASSERT_EQ(start_udp(""), 0);
	inet_pton(AF_INET, "10.0.0.2", &in.sin_addr);
	st_sendto(sender, "", 1, 0, (struct sockaddr *)&in, sizeof(in));
	st_run(world, st_now(a, 1) + 2 * ST_MSEC, NULL, NULL);
	ASSERT_EQ(story_read(b, story_last(b, false), false, &s), 0);
	EXPECT_EQ(s.died, 10);
	EXPECT_STREQ(s.reason, "NO_SOCKET");
	EXPECT(!s.step[11].met && !s.step[12].met);
	text = story_steps(&s, false);
	EXPECT(text && strstr(text, "DROP: NO_SOCKET\n"));
	free(text);
	text = story_steps(&s, true);
	EXPECT(text && strstr(text, "\"dropped\":\"NO_SOCKET\"}"));
	free(text);
	end_udp();
}

/* ---- the timeline ----------------------------------------------------------
 */

/* Each line but the first begins with the next of @layers; time goes on. */
static void expect_layers(struct st_host *h, bool tx, const char *const *layers)
{
	unsigned long long from, last = 0;
	char *text, *line;
	struct story s;

	ASSERT_EQ(story_read(h, story_last(h, tx), tx, &s), 0);
	text = story_timeline(&s, true);
	ASSERT_NOT_NULL(text);
	line = text;
	for (; *layers; layers++) {
		char want[64];

		snprintf(want, sizeof(want), "{\"layer\":\"%s\",", *layers);
		line = line ? strstr(line + 1, "{\"layer\":") : NULL;
		EXPECT(line && !strncmp(line, want, strlen(want)));
		EXPECT(line &&
		       sscanf(strstr(line, "\"start_ns\":"),
			      "\"start_ns\":%llu", &from) == 1 &&
		       from >= last);
		last = from;
	}
	EXPECT(line && !strstr(line + 1, "{\"layer\":"));
	EXPECT(last > 0);
	free(text);
}

/* Row 200: the layers in the figure's order; what each takes is the model's. */
TEST(timeline_up_goes_from_the_wire_to_the_application)
{
	static const char *const layers[] = {
		"NIC DMA", "IRQ",    "softirq/NAPI", "core, tc", "IP",
		"UDP",	   "socket", "App",	     NULL,
	};

	ASSERT_EQ(start_udp("lab"), 0);
	expect_layers(b, false, layers);
	end_udp();
}

TEST(timeline_down_goes_from_the_application_to_the_wire)
{
	static const char *const layers[] = {
		"App", "UDP", "IP", "neighbour", "qdisc", "driver", "NIC", NULL,
	};

	ASSERT_EQ(start_udp("lab"), 0);
	expect_layers(a, true, layers);
	end_udp();
}

/* A wait in the socket is cut out of the picture. */
TEST(timeline_draws_each_layer_behind_the_one_before)
{
	static const struct {
		unsigned int step;
		uint64_t ns;
	} met[] = {{1, 0},    {2, 0},	  {3, 2300},  {6, 2800},
		   {7, 2950}, {10, 3250}, {11, 3400}, {12, 1000000}};
	struct story s = {
		.skb = 7, .transport = "UDP", .nr = 12, .ns = 1000500};
	char *text;

	for (size_t i = 0; i < sizeof(met) / sizeof(met[0]); i++)
		s.step[met[i].step] =
			(struct story_step){.met = true, .ns = met[i].ns};
	text = story_timeline(&s, false);
	EXPECT_STREQ(text, "layer         context       from     takes  "
			   "skb 7, received\n"
			   "NIC DMA       hardware      0 ns      0 ns "
			   "|.                                 |\n"
			   "IRQ           hardirq       0 ns   2300 ns "
			   "|#####################             |\n"
			   "softirq/NAPI  softirq    2300 ns    500 ns "
			   "|                    #####         |\n"
			   "core, tc      softirq    2800 ns    150 ns "
			   "|                        ##        |\n"
			   "IP            softirq    2950 ns    300 ns "
			   "|                         ####     |\n"
			   "UDP           softirq    3250 ns    150 ns "
			   "|                            ##    |\n"
			   "socket        waits      3400 ns  996.6 us "
			   "|                             ~    |\n"
			   "App           syscall  1000.0 us    500 ns "
			   "|                             #####|\n");
	free(text);
}

TEST(timeline_without_a_model_says_so)
{
	struct story s;
	char *text;

	ASSERT_EQ(start_udp(""), 0);
	ASSERT_EQ(story_read(a, story_last(a, true), true, &s), 0);
	EXPECT_EQ(s.ns, 0);
	text = story_timeline(&s, false);
	EXPECT(text && strstr(text, "All at one instant"));
	free(text);
	end_udp();
}
