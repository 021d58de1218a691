// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * drop_test - eight ways to lose a packet; each moves one counter, has one name
 *
 * Where:   bare hosts (tests/topology/pair.h) below IP, a chain of hosts
 *          (topo.h) above it; virtual time; st_why() is what `why` prints.
 * Spec:    checklist rows 85 and 197: the table of where packets get dropped.
 * Mirrors: nothing in the kernel.
 */
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/interrupt.h"
#include "tests/harness.h"
#include "tests/topology/firewall.h"
#include "tests/topology/pair.h"
#include "tests/topology/topo.h"

/* How often @word stands in @text. */
static unsigned int times(const char *text, const char *word)
{
	unsigned int n = 0;

	for (; text && (text = strstr(text, word)) != NULL; text++)
		n++;
	return n;
}

/* @h lost packets by @cause alone, @count of them; @look shows it. */
static void expect_cause(struct st_host *h, const char *cause, uint64_t count,
			 const char *look)
{
	char want[120], *p, *text = st_why(h, "drops", 1);

	ASSERT_NOT_NULL(text);
	snprintf(want, sizeof(want), "{\"cause\":\"%s\",\"count\":%llu,", cause,
		 (unsigned long long)count);
	EXPECT_EQ(times(text, "\"cause\":"), 1);
	EXPECT_EQ(times(text, want), 1);
	p = strstr(text, "\"look\":");
	EXPECT(p && strstr(p, look));
	if (times(text, want) != 1)
		printf("# %s", text);
	free(text);
	text = st_why(h, "drops", 0);
	ASSERT_NOT_NULL(text);
	snprintf(want, sizeof(want), "%llu %s", (unsigned long long)count,
		 cause);
	EXPECT_EQ(strncmp(text, want, strlen(want)), 0);
	EXPECT_EQ(times(text, "  try     "), 1);
	for (p = text; *p; p += strcspn(p, "\n") + 1)
		EXPECT_LE(strcspn(p, "\n"), 80);
	free(text);
}

static void expect_nothing(struct st_host *h)
{
	char *text = st_why(h, "drops", 0);

	EXPECT_STREQ(text,
		     "nothing was dropped: `show books` has the account\n");
	free(text);
}

/* ---- below IP -------------------------------------------------------------
 */

static int mask_irq(void *data)
{
	disable_irq_nosync(*(unsigned int *)data);
	return 0;
}

static int unmask_irq(void *data)
{
	enable_irq(*(unsigned int *)data);
	return 0;
}

TEST(drop_ring_full)
{
	struct burst b = {.count = 300, .gap_ns = 10 * ST_USEC};
	unsigned int irq;
	struct pair p;

	pair_start(&p, 1, NULL);
	expect_nothing(p.b);
	irq = (unsigned int)pair_irq(p.nb, "eth0-TxRx-0");
	on_host(p.b, mask_irq, &irq);
	pair_send(&p, &b);
	on_host(p.b, unmask_irq, &irq);
	pair_run(&p, ST_MSEC);
	EXPECT_EQ(pair_stat(p.b, "rx_missed_errors"), 44);
	expect_cause(p.b, "ring full", 44, "ethtool -S eth0 | grep rx_missed");
	pair_end(&p);
}

TEST(drop_hardware_error)
{
	struct pair p;

	pair_start(&p, 1, NULL);
	EXPECT_EQ(st_wire_set(p.a, "eth0", "fcs=1"), 0);
	pair_burst(&p, 5);
	EXPECT_EQ(pair_stat(p.b, "rx_errors"), 5);
	expect_cause(p.b, "hardware error", 5,
		     "ethtool -S eth0 | grep -E 'rx_");
	pair_end(&p);
}

/* Nothing is lost, but it is where the ring begins to fill. */
TEST(drop_budget)
{
	struct pair p;

	pair_start(&p, 1, "rx=512");
	EXPECT_EQ(st_sysctl(p.nb, "net.core.netdev_budget", "8"), 0);
	pair_burst(&p, 500);
	EXPECT_EQ(pair_softnet(p.nb, 0, 3), 8);
	EXPECT_EQ(pair_got(&p), 500);
	expect_cause(p.b, "budget", 8, "softnet_stat");
	pair_end(&p);
}

TEST(drop_backlog_full)
{
	struct pair p;

	pair_start(&p, 2, NULL);
	EXPECT_EQ(st_sysctl(p.nb, "net.core.netdev_max_backlog", "10"), 0);
	pair_sysfs_set(p.nb, "queues/rx-0/rps_cpus", "2");
	pair_burst(&p, 50);
	EXPECT_EQ(pair_softnet(p.nb, 1, 2), 39);
	expect_cause(p.b, "CPU_BACKLOG", 39, "softnet_stat");
	pair_end(&p);
}

/* ---- IP and above ---------------------------------------------------------
 */

static struct st_sock *udp(struct st_net *n, const char *ip, uint16_t port)
{
	struct st_sock *s = st_socket(n, AF_INET, SOCK_DGRAM, 0, NULL);
	struct sockaddr_in a = topo_addr(ip, port);

	ASSERT_NOT_NULL(s);
	ASSERT_EQ(st_bind(s, (struct sockaddr *)&a, sizeof(a)), 0);
	return s;
}

static void send_to(struct st_sock *s, const char *ip, size_t len)
{
	static const char data[1400] = "datagram";
	struct sockaddr_in to = topo_addr(ip, 5000);

	EXPECT_EQ(
		st_sendto(s, data, len, 0, (struct sockaddr *)&to, sizeof(to)),
		(ssize_t)len);
}

/* Frames of IP that came in; each must hold the datagram. */
static unsigned int captured(struct st_sock *tap)
{
	struct sockaddr_ll from;
	unsigned int n = 0, len = sizeof(from);
	char buf[2000];

	while (st_recvfrom(tap, buf, sizeof(buf), MSG_DONTWAIT,
			   (struct sockaddr *)&from, &len) > 0) {
		if (from.sll_pkttype == PACKET_HOST &&
		    from.sll_protocol == htons(ETH_P_IP)) {
			EXPECT_MEMEQ(buf + 14 + 20 + 8, "datagram", 8);
			n++;
		}
		len = sizeof(from);
	}
	return n;
}

/*
 * Row 85: a capture stands before the firewall. The packet is in it, not in
 * the socket, and died of one reason, once.
 */
TEST(drop_by_a_hook_is_captured_all_the_same)
{
	struct st_sock *a, *b, *tap;
	char buf[16], *text;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 81);
	a = udp(t.n[0], "10.0.0.1", 6000);
	b = udp(t.n[1], "10.0.0.2", 5000);
	tap = st_socket(t.n[1], AF_PACKET, SOCK_RAW, htons(ETH_P_ALL), NULL);
	ASSERT_NOT_NULL(tap);
	EXPECT_EQ(st_trace(t.h[1], "*", NULL, NULL), 0);
	firewall_up(t.h[1]);
	for (int i = 0; i < 3; i++)
		send_to(a, "10.0.0.2", 100);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(captured(tap), 3);
	EXPECT_EQ(st_recv(b, buf, sizeof(buf), MSG_DONTWAIT), -11);
	expect_cause(t.h[1], "NETFILTER_DROP", 3, "iptables -L -v -n");
	text = st_why(t.h[1], "drops", 0);
	EXPECT(text && strstr(text, " in nf_hook_slow(), line "));
	free(text);
	text = st_show(t.h[1], "books", 1);
	EXPECT(text && strstr(text, "\"drops\":[{\"dropped\":\"NETFILTER_DROP\""
				    ",\"packets\":3}]"));
	free(text);
	firewall_down(t.h[1]);
	send_to(a, "10.0.0.2", 100);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(captured(tap), 1);
	EXPECT_EQ(st_recv(b, buf, sizeof(buf), MSG_DONTWAIT), 16);
	st_close(tap);
	st_close(a);
	st_close(b);
	topo_end(&t);
}

/* A router that knows no way on. */
TEST(drop_no_route)
{
	struct st_sock *a;
	struct topo t;
	char *text;

	topo_chain(&t, 3, &topo_envs[0], 82);
	EXPECT_EQ(st_route_add(t.n[0], "192.0.2.0/24", "10.0.0.2", "eth0"), 0);
	a = udp(t.n[0], "10.0.0.1", 6000);
	for (int i = 0; i < 4; i++) {
		struct sockaddr_in to = topo_addr("192.0.2.1", 5000);

		/* the ICMP error of the one before may come first */
		if (st_sendto(a, "x", 1, 0, (struct sockaddr *)&to,
			      sizeof(to)) < 0)
			i--;
		topo_run(&t, ST_SEC);
	}
	EXPECT_EQ(topo_snmp(&t, 1, "Ip:", "InDiscards"), 0);
	text = st_file_text(t.n[1], "/proc/net/netstat");
	EXPECT(text && strstr(text, "IpExt: 4 "));
	free(text);
	expect_cause(t.h[1], "IP_INNOROUTES", 4, "ip route get");
	st_close(a);
	topo_end(&t);
}

static uint64_t rcvbuf_errors(struct topo *t)
{
	return (uint64_t)topo_snmp(t, 1, "Udp:", "RcvbufErrors");
}

/* A buffer for two small datagrams, and a burst of ten. */
TEST(drop_socket_buffer_full)
{
	struct st_sock *a, *b;
	int small = 512;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 83);
	a = udp(t.n[0], "10.0.0.1", 6000);
	b = udp(t.n[1], "10.0.0.2", 5000);
	EXPECT_EQ(
		st_setsockopt(b, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)),
		0);
	for (int i = 0; i < 10; i++)
		send_to(a, "10.0.0.2", 10);
	topo_run(&t, ST_SEC);
	EXPECT(rcvbuf_errors(&t) > 0 && rcvbuf_errors(&t) < 10);
	expect_cause(t.h[1], "socket buffer full", rcvbuf_errors(&t),
		     "show sock");
	st_close(a);
	st_close(b);
	topo_end(&t);
}

/* The default buffer; for each datagram that is read two come. */
TEST(drop_slow_application)
{
	struct st_sock *a, *b;
	unsigned int got = 0;
	char buf[1400], *text;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 84);
	a = udp(t.n[0], "10.0.0.1", 6000);
	b = udp(t.n[1], "10.0.0.2", 5000);
	for (int i = 0; i < 300; i++) {
		send_to(a, "10.0.0.2", 1400);
		send_to(a, "10.0.0.2", 1400);
		topo_run(&t, ST_MSEC);
		got += st_recv(b, buf, sizeof(buf), MSG_DONTWAIT) == 1400;
	}
	EXPECT_EQ(got, 300);
	text = st_show(t.h[1], "sock", 0);
	EXPECT(text && strstr(text, "10.0.0.2:5000"));
	free(text);
	EXPECT_GT(rcvbuf_errors(&t), 0);
	expect_cause(t.h[1], "slow application", rcvbuf_errors(&t),
		     "recv_q stays high");
	st_close(a);
	st_close(b);
	topo_end(&t);
}

/* ---- one packet -----------------------------------------------------------
 */

static uint32_t died;

static void note_death(void *data, const struct st_event *ev, const char *text)
{
	if (strstr(text, (const char *)data))
		died = ev->skb;
}

static char *why_died(struct topo *t)
{
	char id[16];

	snprintf(id, sizeof(id), "%u", died);
	return st_why(t->h[1], id, 0);
}

TEST(why_of_one_packet_tells_its_end)
{
	char buf[16], *text;
	struct st_sock *a, *b;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 85);
	a = udp(t.n[0], "10.0.0.1", 6000);
	b = udp(t.n[1], "10.0.0.2", 5000);
	died = 0;
	EXPECT_EQ(st_trace(t.h[1], "*", note_death, "skb:consume_skb"), 0);
	send_to(a, "10.0.0.2", 16);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(st_recv(b, buf, sizeof(buf), 0), 16);
	text = why_died(&t);
	EXPECT(text && strstr(text, "reached its end"));
	free(text);
	st_close(b);
	EXPECT_EQ(st_trace(t.h[1], "*", note_death, "skb:kfree_skb"), 0);
	send_to(a, "10.0.0.2", 16);
	topo_run(&t, ST_SEC);
	text = why_died(&t);
	EXPECT(text && !strncmp(text, "1 NO_SOCKET\n", 12));
	EXPECT(text && strstr(text, "NoPorts of Udp"));
	EXPECT(text && strstr(text, "tells its way"));
	free(text);
	EXPECT_NULL(st_why(t.h[1], "1000000", 0));
	EXPECT(strstr(st_errmsg(), "not remembered"));
	EXPECT_NULL(st_why(t.h[1], "the moon", 0));
	EXPECT(strstr(st_errmsg(), "why drops"));
	st_close(a);
	topo_end(&t);
}
