// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_show_test - `show tcp` follows a connection through its states
 *
 * Spec:    RFC 9293 §3.3.2.
 * Where:   st_show() of two hosts while they connect, talk and close.
 * Mirrors: nothing in the kernel.
 */
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/harness.h"
#include "tests/topology/topo.h"

static struct topo t;

/* The count of @state in the diagram of host @h. */
static unsigned int count(unsigned int h, const char *state)
{
	char *json = st_show(t.h[h], "tcp states", 1), key[32], *p;
	unsigned int n = ~0u;

	snprintf(key, sizeof(key), "\"%s\":", state);
	p = json ? strstr(json, key) : NULL;
	if (p)
		n = (unsigned int)strtoul(p + strlen(key), NULL, 10);
	free(json);
	return n;
}

static void expect_text(unsigned int h, const char *what, const char *words)
{
	char *text = st_show(t.h[h], what, 0), *line, *save = NULL;

	ASSERT(text != NULL);
	if (!strstr(text, words))
		EXPECT_STREQ(text, words);
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		EXPECT_LE(strlen(line), 80);
	free(text);
}

static void settle(void)
{
	topo_run(&t, 100 * ST_MSEC);
}

TEST(show_tcp_counts_each_state_that_a_connection_passes)
{
	struct sockaddr_in a = topo_addr("10.0.0.2", 80);
	struct sockaddr_in any = topo_addr("0.0.0.0", 80);
	struct st_sock *l, *c, *s;
	char buf[8];

	topo_chain(&t, 2, &topo_envs[0], 1);
	expect_text(0, "tcp", "id state");
	l = st_socket(t.n[1], AF_INET, SOCK_STREAM, 0, NULL);
	c = st_socket(t.n[0], AF_INET, SOCK_STREAM, 0, NULL);
	ASSERT(l && c);
	ASSERT_EQ(st_bind(l, (struct sockaddr *)&any, sizeof(any)), 0);
	ASSERT_EQ(st_listen(l, 8), 0);
	EXPECT_EQ(count(1, "LISTEN"), 1);
	expect_text(1, "tcp", "LISTEN      0.0.0.0:80");
	ASSERT_EQ(st_connect(c, (struct sockaddr *)&a, sizeof(a)), 0);
	settle();
	EXPECT_EQ(count(0, "ESTABLISHED"), 1);
	EXPECT_EQ(count(1, "ESTABLISHED"), 1);
	expect_text(0, "tcp", "cwnd 10 ssthresh - srtt ");
	expect_text(0, "tcp states", "ESTABLISHED <-+   1");
	s = st_accept(l, NULL, NULL, 0);
	ASSERT(s != NULL);
	st_shutdown(c, SHUT_WR);
	settle();
	EXPECT_EQ(count(0, "FIN_WAIT2"), 1);
	EXPECT_EQ(count(1, "CLOSE_WAIT"), 1);
	EXPECT_EQ(st_recv(s, buf, sizeof(buf), 0), 0);
	st_close(s);
	settle();
	EXPECT_EQ(count(0, "TIME_WAIT"), 1);
	EXPECT_EQ(count(1, "CLOSE_WAIT"), 0);
	expect_text(0, "tcp", "TIME_WAIT");
	st_close(c);
	st_close(l);
	topo_run(&t, 65 * ST_SEC);
	EXPECT_EQ(count(0, "TIME_WAIT"), 0);
	EXPECT_EQ(count(1, "LISTEN"), 0);
	topo_end(&t);
}

/* SYN_SENT and SYN_RECV, while the other side is silent. */
TEST(show_tcp_counts_connections_that_are_opening)
{
	struct sockaddr_in a = topo_addr("10.0.0.2", 80);
	struct sockaddr_in any = topo_addr("0.0.0.0", 80);
	struct st_args args = {.how = ST_TRY, .addr = &a, .addrlen = sizeof(a)};
	struct st_sock *l, *c;

	topo_chain(&t, 2, &topo_envs[0], 1);
	l = st_socket(t.n[1], AF_INET, SOCK_STREAM, 0, NULL);
	c = st_socket(t.n[0], AF_INET, SOCK_STREAM, 0, NULL);
	ASSERT(l && c);
	ASSERT_EQ(st_bind(l, (struct sockaddr *)&any, sizeof(any)), 0);
	ASSERT_EQ(st_listen(l, 8), 0);
	EXPECT_EQ(st_wire_set(t.h[1], "eth0", "loss=1"), 0);
	EXPECT_EQ(st_call(c, ST_CONNECT, &args), -115 /* EINPROGRESS */);
	settle();
	EXPECT_EQ(count(0, "SYN_SENT"), 1);
	expect_text(0, "tcp", "retrans in ");
	st_close(c);
	st_close(l);
	topo_run(&t, 200 * ST_SEC);
	EXPECT_EQ(count(0, "SYN_SENT"), 0);
	EXPECT_EQ(count(1, "SYN_RECV"), 0);
	topo_end(&t);
}

TEST(show_tcp_tells_all_of_one_connection)
{
	static const char *const fields[] = {
		"rcv_nxt",
		"copied_seq",
		"rcv_wup",
		"snd_nxt",
		"snd_una",
		"snd_sml",
		"rcv_wnd",
		"write_seq",
		"snd_cwnd",
		"snd_ssthresh",
		"srtt_us",
		"mdev_us",
		"rttvar_us",
		"rto_ms",
		"tsoffset",
		"retransmits",
		"rcv_tsval",
		"rcv_tsecr",
		"timer",
		"state",
		"selective_acks[0]",
		"selective_acks[3]",
	};
	struct sockaddr_in a = topo_addr("10.0.0.2", 80);
	struct sockaddr_in any = topo_addr("0.0.0.0", 80);
	struct st_sock *l, *c;
	char *json, *p, what[32], key[40];

	topo_chain(&t, 2, &topo_envs[0], 1);
	l = st_socket(t.n[1], AF_INET, SOCK_STREAM, 0, NULL);
	c = st_socket(t.n[0], AF_INET, SOCK_STREAM, 0, NULL);
	ASSERT(l && c);
	ASSERT_EQ(st_bind(l, (struct sockaddr *)&any, sizeof(any)), 0);
	ASSERT_EQ(st_listen(l, 8), 0);
	ASSERT_EQ(st_connect(c, (struct sockaddr *)&a, sizeof(a)), 0);
	json = st_show(t.h[0], "tcp", 1);
	p = json ? strstr(json, "\"id\":") : NULL;
	ASSERT(p != NULL);
	snprintf(what, sizeof(what), "tcp %lu", strtoul(p + 5, NULL, 10));
	free(json);
	json = st_show(t.h[0], what, 1);
	ASSERT(json != NULL);
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		snprintf(key, sizeof(key), "\"%s\":", fields[i]);
		if (!strstr(json, key))
			EXPECT_STREQ(json, key);
	}
	free(json);
	EXPECT_NULL(st_show(t.h[0], "tcp 99999", 0));
	EXPECT_NULL(st_show(t.h[0], "tcp nonsense", 0));
	EXPECT_NOT_NULL(strstr(st_errmsg(), "expected states, or the id"));
	st_close(c);
	st_close(l);
	topo_run(&t, 65 * ST_SEC);
	topo_end(&t);
}
