// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * api_net_test - links, wires, addresses, namespaces, sockets, files
 *
 * Where:   api/net.c, api/file.c, api/sock.c.
 * Mirrors: ip link, ip addr; nothing in the kernel.
 * Spec:    api/strata.h.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "api/strata.h"
#include "tests/harness.h"

static struct st_world *w;
static struct st_host *a, *b;
static struct st_net *na, *nb;

static void begin(void)
{
	w = st_world_new(NULL);
	a = st_host_new(w, "a", 1);
	b = st_host_new(w, "b", 1);
	if (!a || !b)
		test_check(false, true, __FILE__, __LINE__, "%s", st_errmsg());
	na = st_net_get(a, 0);
	nb = st_net_get(b, 0);
}

static void end(void)
{
	EXPECT_EQ(st_world_free(w, NULL), 0);
}

TEST_SETUP(begin);
TEST_TEARDOWN(end);

static bool has_link(struct st_net *n, const char *dev)
{
	char path[64] = "/sys/class/net/";
	char *text = st_file_text(n, strcat(strcat(path, dev), "/mtu"));
	bool is = text != NULL;

	free(text);
	return is;
}

static bool says(const char *part)
{
	return test_check(strstr(st_errmsg(), part) != NULL, false, __FILE__,
			  __LINE__, "\"%s\" says \"%s\"", st_errmsg(), part);
}

TEST(link_comes_changes_and_goes)
{
	char *mtu;

	EXPECT_EQ(st_link_add(na, "d0", "dummy", NULL), 0);
	EXPECT_EQ(st_link_add(na, "d0", "dummy", NULL), -EEXIST);
	EXPECT_EQ(st_link_up(na, "d0", 1), 0);
	EXPECT_EQ(st_link_mtu(na, "d0", 1400), 0);
	mtu = st_file_text(na, "/sys/class/net/d0/mtu");
	EXPECT_STREQ(mtu, "1400\n");
	free(mtu);
	EXPECT_EQ(st_link_del(na, "d0"), 0);
	EXPECT_EQ(st_link_del(na, "d0"), -ENODEV);
	says("ip link");
	EXPECT(st_link_add(na, "d1", "no_such_kind", NULL) < 0);
	EXPECT(!has_link(na, "d1"));
}

/* Whatever is wrong with one end, neither is there. */
TEST(wire_is_made_whole_or_not_at_all)
{
	char knobs[600];

	EXPECT_EQ(st_wire(a, "eth0", b, "eth0", "loss=often"), -EINVAL);
	says("loss=often");
	EXPECT(!has_link(na, "eth0"));
	EXPECT_EQ(st_link_add(nb, "eth0", "dummy", NULL), 0);
	EXPECT_EQ(st_wire(a, "eth0", b, "eth0", NULL), -EEXIST);
	EXPECT(!has_link(na, "eth0"));
	memset(knobs, ' ', sizeof(knobs));
	knobs[sizeof(knobs) - 1] = '\0';
	EXPECT_EQ(st_wire(a, "eth0", b, "eth1", knobs), -E2BIG);
	EXPECT_EQ(st_wire(a, "eth0", b, "eth1", "delay=1ms"), 0);
	EXPECT_EQ(st_wire_set(a, "eth0", "delay=2ms queues=2"), -EINVAL);
	says("queues=2");
	EXPECT_EQ(st_wire_set(a, "eth0", "delay=2ms rx=64"), 0);
	EXPECT_EQ(st_wire_set(a, "nodev", "delay=2ms"), -ENODEV);
}

TEST(wire_between_worlds_is_refused)
{
	struct st_world *other = st_world_new(NULL);
	struct st_host *c = st_host_new_bare(other, "c", 1);

	EXPECT_EQ(st_wire(a, "eth0", c, "eth0", NULL), -EXDEV);
	EXPECT_EQ(st_world_free(other, NULL), 0);
}

TEST(addresses_come_and_go)
{
	EXPECT_EQ(st_link_add(na, "d0", "dummy", NULL), 0);
	EXPECT_EQ(st_link_up(na, "d0", 1), 0);
	EXPECT_EQ(st_addr_add(na, "d0", "10.1.0.1/24"), 0);
	EXPECT_EQ(st_addr_add(na, "d0", "10.2.0.1/24"), 0);
	EXPECT_EQ(st_addr_del(na, "d0", "10.1.0.1/24"), 0);
	EXPECT_EQ(st_addr_del(na, "d0", "10.1.0.1/24"), -EADDRNOTAVAIL);
	EXPECT_EQ(st_addr_del(na, "nodev", "10.1.0.1/24"), -ENODEV);
	EXPECT_EQ(st_addr_add(na, "d0", "10.1.0.1/33"), -EINVAL);
	says("0 to 32");
	EXPECT_EQ(st_addr_add(na, "d0", "ten"), -EINVAL);
	EXPECT_EQ(st_addr_add(na, "nodev", "10.1.0.1/24"), -ENODEV);
	EXPECT_EQ(st_route_add(na, "10.9.0.0/16", "10.2.0.9", NULL), 0);
	EXPECT_EQ(st_route_del(na, "10.9.0.0/16", "10.2.0.9", NULL), 0);
	EXPECT(st_route_del(na, "10.9.0.0/16", "10.2.0.9", NULL) < 0);
}

/* A socket keeps its namespace, whoever lets go of it first. */
TEST(namespace_lives_as_long_as_its_sockets)
{
	struct st_net *n = st_net_get(a, 7);
	struct st_sock *s;

	ASSERT(n != NULL);
	EXPECT(st_net_get(a, 7) == n);
	s = st_socket(n, AF_INET, SOCK_DGRAM, 0, NULL);
	ASSERT(s != NULL);
	EXPECT_EQ(st_net_put(n), 0);
	EXPECT_EQ(st_net_put(n), 0);
	EXPECT_EQ(st_poll(s, POLLOUT, NULL, NULL), POLLOUT);
	EXPECT_EQ(st_close(s), 0);
}

TEST(file_answers_as_open_read_readdir)
{
	char buf[4096];
	struct st_file_stat st;
	ssize_t n;

	n = st_file(na, "/proc/net/softnet_stat", ST_FILE_READ, buf, 8, 0);
	EXPECT_EQ(n, 8);
	EXPECT_EQ(st_file(na, "/proc/net/softnet_stat", ST_FILE_READ, buf, 8,
			  100000),
		  0);
	EXPECT_EQ(
		st_file(na, "/proc/net/softnet_stat", ST_FILE_READ, buf, 8, -1),
		-EINVAL);
	EXPECT_EQ(st_file(na, "/proc/nothing", ST_FILE_READ, buf, 8, 0),
		  -ENOENT);
	EXPECT_EQ(st_file(na, "/proc/net", ST_FILE_LIST, buf, 2, 0), -ERANGE);
	EXPECT_GT(st_file(na, "/proc/net", ST_FILE_LIST, buf, sizeof(buf), 0),
		  0);
	EXPECT_EQ(st_file(na, "/proc/net", ST_FILE_STAT, &st, sizeof(st), 0),
		  (ssize_t)sizeof(st));
	EXPECT_EQ(st.mode & 0170000, 0040000);
	EXPECT_EQ(st_file(na, "/proc/net", 99, buf, 8, 0), -EINVAL);
	EXPECT(st_sysctl(na, "net.core.no_such", "1") < 0);
}

/* 15 columns of 8 hexadecimal digits for each CPU: checklist rows 32, 33. */
TEST(softnet_stat_has_15_hex_columns)
{
	char *text = st_file_text(na, "/proc/net/softnet_stat");
	unsigned int columns = 0;

	ASSERT(text != NULL);
	for (char *p = strtok(text, " \n"); p; p = strtok(NULL, " \n")) {
		EXPECT_EQ(strspn(p, "0123456789abcdef"), 8);
		EXPECT_EQ(strlen(p), 8);
		columns++;
	}
	EXPECT_EQ(columns, 15);
	free(text);
}

static int room(struct st_sock *s, int set, int get)
{
	int val = set;
	unsigned int len = sizeof(val);

	EXPECT_EQ(st_setsockopt(s, SOL_SOCKET, get, &val, sizeof(val)), 0);
	EXPECT_EQ(st_getsockopt(s, SOL_SOCKET, get, &val, &len), 0);
	return val;
}

/* Checklist rows 173, 174: the limit clamps, and the kernel doubles. */
TEST(rmem_max_and_wmem_max_clamp_buffers)
{
	struct st_sock *s = st_socket(na, AF_INET, SOCK_DGRAM, 0, NULL);

	ASSERT(s != NULL);
	EXPECT_EQ(st_sysctl(na, "net.core.rmem_max", "16777216"), 0);
	EXPECT_EQ(st_sysctl(na, "/proc/sys/net/core/wmem_max", "16777216"), 0);
	EXPECT_EQ(room(s, 100 << 20, SO_RCVBUF), 2 * 16777216);
	EXPECT_EQ(room(s, 100 << 20, SO_SNDBUF), 2 * 16777216);
	EXPECT_EQ(room(s, 1 << 20, SO_RCVBUF), 2 << 20);
	EXPECT_EQ(st_close(s), 0);
}

static void note(void *data, short revents)
{
	*(short *)data = (short)(*(short *)data | revents);
}

TEST(poll_tells_level_and_edge)
{
	struct st_sock *s = st_socket(na, AF_INET, SOCK_DGRAM, 0, NULL);
	struct sockaddr_in me = {.sin_family = AF_INET, .sin_port = htons(99)};
	struct timeval tv = {.tv_sec = 3};
	short edge = 0;
	char byte;

	inet_pton(AF_INET, "127.0.0.1", &me.sin_addr);
	ASSERT(s != NULL);
	EXPECT_EQ(st_bind(s, (struct sockaddr *)&me, sizeof(me)), 0);
	EXPECT_EQ(st_poll(s, POLLIN, note, &edge), 0);
	EXPECT_EQ(edge, 0);
	EXPECT_EQ(st_sendto(s, "x", 1, 0, (struct sockaddr *)&me, sizeof(me)),
		  1);
	st_run(w, ST_SEC, NULL, NULL);
	EXPECT(edge & POLLIN);
	EXPECT_EQ(st_poll(s, POLLIN, NULL, NULL), POLLIN);
	ASSERT_EQ(st_recv(s, &byte, 1, MSG_DONTWAIT), 1);
	EXPECT_EQ(st_poll(s, POLLIN, NULL, NULL), 0);
	EXPECT_EQ(st_recv(s, &byte, 1, MSG_DONTWAIT), -EAGAIN);
	EXPECT_EQ(st_setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)),
		  0);
	EXPECT_EQ(st_recv(s, &byte, 1, 0), -EAGAIN); /* after 3 s */
	EXPECT_GE(st_now(a, 1), 4 * ST_SEC);
	EXPECT_EQ(st_close(s), 0);
}

/* Neighbours age and devices are watched, but that wakes nobody. */
TEST(blocking_call_that_nothing_can_end_gives_edeadlk)
{
	struct st_sock *s = st_socket(na, AF_INET, SOCK_DGRAM, 0, NULL);
	struct st_sock *t = st_socket(nb, AF_INET, SOCK_DGRAM, 0, NULL);
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(99)};
	int64_t idle;
	char byte;

	ASSERT_EQ(st_wire(a, "eth0", b, "eth0", "delay=1ms"), 0);
	EXPECT_EQ(st_addr_add(na, "eth0", "10.0.0.1/24"), 0);
	EXPECT_EQ(st_addr_add(nb, "eth0", "10.0.0.2/24"), 0);
	inet_pton(AF_INET, "10.0.0.2", &to.sin_addr);
	EXPECT_EQ(st_bind(t, (struct sockaddr *)&to, sizeof(to)), 0);
	EXPECT_EQ(st_sendto(s, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)),
		  1);
	EXPECT_EQ(st_recv(t, &byte, 1, 0), 1); /* ARP and all */
	EXPECT_EQ(st_recv(t, &byte, 1, 0), -EDEADLK);
	/* what was under way has come to its end: probes, their time-outs */
	idle = st_now(a, 1);
	EXPECT_LT(idle, 120 * ST_SEC);
	EXPECT_EQ(st_next_event(w), -ENOENT);
	EXPECT_EQ(st_run(w, ST_EVER, NULL, NULL), -ENOENT);
	EXPECT_EQ(st_recv(t, &byte, 1, 0), -EDEADLK);
	EXPECT_EQ(st_now(a, 1), idle);
	/* but time can be made to pass, and then it is done */
	EXPECT_EQ(st_run(w, idle + 600 * ST_SEC, NULL, NULL), 0);
	EXPECT_EQ(st_now(a, 1), idle + 600 * ST_SEC);
	EXPECT_EQ(st_close(s), 0);
	EXPECT_EQ(st_close(t), 0);
}

/* Checklist row 186: pairs of lines, names in the kernel's order. */
TEST(proc_net_snmp_has_the_kernels_names_in_order)
{
	static const char *const heads[] = {
		"Ip: Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors "
		"ForwDatagrams InUnknownProtos InDiscards InDelivers "
		"OutRequests OutDiscards OutNoRoutes ReasmTimeout ReasmReqds "
		"ReasmOKs ReasmFails FragOKs FragFails FragCreates",
		"Icmp: InMsgs InErrors InCsumErrors InDestUnreachs InTimeExcds "
		"InParmProbs InSrcQuenchs InRedirects InEchos InEchoReps ",
		"Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens ",
		"Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors "
		"SndbufErrors InCsumErrors IgnoredMulti MemErrors",
	};
	char *text = st_file_text(na, "/proc/net/snmp"), *at = text;

	ASSERT(text != NULL);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		char *found = at ? strstr(at, heads[i]) : NULL;

		EXPECT(found != NULL);
		at = found;
	}
	free(text);
}

static void collect(void *data, const struct st_event *ev, const char *text)
{
	strncat(data, text, 4000 - strlen(data));
	strncat(data, "\n", 4000 - strlen(data));
}

/* Checklist rows 103, 111: the functions of the way down, in their order. */
TEST(way_of_a_sent_datagram_bears_the_kernels_names)
{
	static const char *const steps[] = {
		"sock_sendmsg",	    "udp_send",		 "ip_output ",
		"ip_finish_output", "net_dev_queue",	 "net_dev_start_xmit",
		"netif_rx",	    "netif_receive_skb", "handler=ip_rcv",
		"ip:ip_rcv",
	};
	struct st_sock *s = st_socket(na, AF_INET, SOCK_DGRAM, 0, NULL);
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
	char *way = calloc(1, 4096), *at = way;

	inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
	EXPECT_EQ(st_trace(a, "*", collect, way), 0);
	EXPECT_EQ(st_sendto(s, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)),
		  1);
	EXPECT_EQ(st_trace(a, NULL, NULL, NULL), 0);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		char *found = strstr(at, steps[i]);

		test_check(found != NULL, false, __FILE__, __LINE__,
			   "%s is on the way", steps[i]);
		at = found ? found : at;
	}
	EXPECT_EQ(st_close(s), 0);
	free(way);
}
