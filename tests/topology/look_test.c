// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * look_test - what can be seen of a call: its steps, its copies
 *
 * Where:   sockets through the embedding library, virtual time.
 * Spec:    checklist rows 143, 146.
 * Mirrors: nothing in the kernel.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/harness.h"
#include "tests/topology/topo.h"

/* ---- socket() -------------------------------------------------------------
 */

struct seen {
	char text[1024];
};

/* "   0.000000000 0 sock:…": only what happened, not when and where. */
static void see(void *data, const struct st_event *ev, const char *text)
{
	struct seen *s = data;
	size_t used = strlen(s->text);
	const char *p = strstr(text, "sock:");

	snprintf(s->text + used, sizeof(s->text) - used, "%s\n", p ? p : text);
}

/* Row 143: the way of one socket() through the layers, and nothing else. */
TEST(socket_call_goes_from_the_family_to_the_protocol)
{
	static const char golden[] =
		"sock:__sys_socket family=2 type=2 protocol=0\n"
		"sock:sock_create family=2 type=2 protocol=0\n"
		"sock:inet_create type=2 protocol=0\n"
		"sock:sk_alloc family=2 prot=UDP\n"
		"sock:udp_init_sock rcvbuf=212992\n"
		"sock:sock_map_fd family=2 inode=";
	struct seen s = {""};
	struct st_sock *sk;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 71);
	EXPECT_EQ(st_trace(t.h[0], "*", see, &s), 0);
	sk = st_socket(t.n[0], AF_INET, SOCK_DGRAM, 0, NULL);
	EXPECT_EQ(st_trace(t.h[0], NULL, NULL, NULL), 0);
	ASSERT_NOT_NULL(sk);
	EXPECT_EQ(strncmp(s.text, golden, strlen(golden)), 0);
	EXPECT(strchr(s.text + strlen(golden), '\n') ==
	       s.text + strlen(s.text) - 1);
	st_close(sk);
	topo_end(&t);
}

TEST(socket_call_of_a_stream_inits_tcp)
{
	static const char golden[] =
		"sock:__sys_socket family=2 type=1 protocol=0\n"
		"sock:sock_create family=2 type=1 protocol=0\n"
		"sock:inet_create type=1 protocol=0\n"
		"sock:sk_alloc family=2 prot=TCP\n"
		"sock:tcp_v4_init_sock rcvbuf=131072\n"
		"sock:sock_map_fd family=2 inode=";
	struct seen s = {""};
	struct st_sock *sk;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 71);
	EXPECT_EQ(st_trace(t.h[0], "*", see, &s), 0);
	sk = st_socket(t.n[0], AF_INET, SOCK_STREAM, 0, NULL);
	EXPECT_EQ(st_trace(t.h[0], NULL, NULL, NULL), 0);
	ASSERT_NOT_NULL(sk);
	EXPECT_EQ(strncmp(s.text, golden, strlen(golden)), 0);
	EXPECT(strchr(s.text + strlen(golden), '\n') ==
	       s.text + strlen(s.text) - 1);
	st_close(sk);
	topo_end(&t);
}

/* Refused: it ends at the layer that refused. */
TEST(socket_call_that_fails_ends_where_it_was_refused)
{
	struct seen s = {""};
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 72);
	EXPECT_EQ(st_trace(t.h[0], "sock:*", see, &s), 0);
	EXPECT_NULL(st_socket(t.n[0], AF_INET, SOCK_DGRAM, 255, NULL));
	EXPECT_STREQ(s.text, "sock:__sys_socket family=2 type=2 protocol=255\n"
			     "sock:sock_create family=2 type=2 protocol=255\n"
			     "sock:inet_create type=2 protocol=255\n");
	s.text[0] = '\0';
	EXPECT_NULL(st_socket(t.n[0], 44, SOCK_DGRAM, 0, NULL));
	EXPECT_STREQ(s.text, "sock:__sys_socket family=44 type=2 protocol=0\n"
			     "sock:sock_create family=44 type=2 protocol=0\n");
	topo_end(&t);
}

/* ---- copies ---------------------------------------------------------------
 */

static struct st_sock *udp(struct st_net *n, const char *ip, uint16_t port)
{
	struct st_sock *s = st_socket(n, AF_INET, SOCK_DGRAM, 0, NULL);
	struct sockaddr_in a = topo_addr(ip, port);

	ASSERT_NOT_NULL(s);
	ASSERT_EQ(st_bind(s, (struct sockaddr *)&a, sizeof(a)), 0);
	return s;
}

static struct st_report report(struct topo *t, unsigned int h)
{
	struct st_report r;

	EXPECT_EQ(st_report(t->h[h], &r), 0);
	return r;
}

/* Row 146: once in, once out; what does not fit the reader is not copied. */
TEST(copies_are_counted_to_the_byte)
{
	struct sockaddr_in to = topo_addr("10.0.0.2", 5000);
	struct st_sock *a, *b;
	static char data[3000];
	struct topo t;
	char *text;

	topo_chain(&t, 2, &topo_envs[0], 73);
	a = udp(t.n[0], "10.0.0.1", 6000);
	b = udp(t.n[1], "10.0.0.2", 5000);
	for (int i = 0; i < 3; i++) /* the last one in fragments */
		EXPECT_EQ(st_sendto(a, data, i == 2 ? 3000 : 100, 0,
				    (struct sockaddr *)&to, sizeof(to)),
			  i == 2 ? 3000 : 100);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(report(&t, 0).copied_from_user, 3200);
	EXPECT_EQ(report(&t, 0).copied_to_user, 0);
	EXPECT_EQ(report(&t, 1).copied_to_user, 0);
	EXPECT_EQ(st_recv(b, data, sizeof(data), MSG_PEEK), 100);
	EXPECT_EQ(report(&t, 1).copied_to_user, 100);
	EXPECT_EQ(st_recv(b, data, sizeof(data), 0), 100);
	EXPECT_EQ(report(&t, 1).copied_to_user, 200);
	EXPECT_EQ(st_recv(b, data, 10, MSG_TRUNC), 100);
	EXPECT_EQ(report(&t, 1).copied_to_user, 210);
	EXPECT_EQ(st_recv(b, data, sizeof(data), 0), 3000);
	EXPECT_EQ(report(&t, 1).copied_to_user, 3210);
	EXPECT_EQ(report(&t, 1).copied_from_user, 0);
	text = st_show(t.h[0], "copies", 1);
	EXPECT(text && strstr(text, "\"copy\":\"copy_from_user\",\"calls\":"));
	EXPECT(text && strstr(text, ",\"bytes\":3200}"));
	EXPECT(text && strstr(text, "\"copy_to_user\",\"calls\":0,"
				    "\"bytes\":0}"));
	free(text);
	st_close(a);
	st_close(b);
	topo_end(&t);
}
