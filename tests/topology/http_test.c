// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * http_test - the example servers, by clients in virtual time
 *
 * Spec:    RFC 9110, RFC 9112.
 * Where:   examples/ over the embedding library, two hosts on a wire.
 * Mirrors: nothing in the kernel.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "examples/app.h"
#include "tests/harness.h"
#include "tests/topology/topo.h"

static struct topo net;
static struct app *app;

static void begin(const struct service *service, const struct app_opts *o)
{
	topo_chain(&net, 2, &topo_envs[0], 1);
	app = app_start(net.h[1], service, o);
	ASSERT(app != NULL);
}

static void end(void)
{
	EXPECT_EQ(app_stop(app), 0);
	topo_run(&net, 61 * ST_SEC);
	topo_end(&net);
}

static struct st_sock *dial(const struct service *service)
{
	struct sockaddr_in to = topo_addr("10.0.0.2", service->port);
	struct st_sock *s = st_socket(net.n[0], AF_INET, SOCK_STREAM, 0, NULL);

	ASSERT(s != NULL);
	ASSERT_EQ(st_connect(s, (struct sockaddr *)&to, sizeof(to)), 0);
	return s;
}

static void say(struct st_sock *s, const char *text)
{
	EXPECT_EQ(st_send(s, text, strlen(text), 0), (long)strlen(text));
}

/* All that comes until the other side ends. NUL behind it; free() it. */
static char *hear(struct st_sock *s, size_t *len)
{
	size_t room = 1 << 20, n = 0;
	char *buf = malloc(room + 1);
	ssize_t ret = 0;

	while (n < room && (ret = st_recv(s, buf + n, room - n, 0)) > 0)
		n += (size_t)ret;
	EXPECT_EQ(ret, 0);
	buf[n] = '\0';
	if (len)
		*len = n;
	return buf;
}

/* One connection: @text, what is answered. */
static char *ask(const char *text)
{
	struct st_sock *s = dial(&service_http);
	char *answer;

	say(s, text);
	st_shutdown(s, SHUT_WR);
	answer = hear(s, NULL);
	st_close(s);
	return answer;
}

static void expect_answer(const char *request, const char *status,
			  const char *words)
{
	char *answer = ask(request), got[32] = "";

	EXPECT_EQ(strncmp(answer, "HTTP/1.1 ", 9), 0);
	snprintf(got, sizeof(got), "%.*s", (int)strlen(status), answer + 9);
	EXPECT_STREQ(got, status);
	if (!strstr(answer, words))
		EXPECT_STREQ(answer, words);
	free(answer);
}

/* ---- echo, discard, chargen, sink ---------------------------------------- */

TEST(app_echo_gives_back_what_came)
{
	struct st_sock *s;
	char *text;
	size_t len;

	begin(&service_echo, NULL);
	s = dial(&service_echo);
	say(s, "one ");
	say(s, "two");
	st_shutdown(s, SHUT_WR);
	text = hear(s, &len);
	EXPECT_STREQ(text, "one two");
	free(text);
	st_close(s);
	end();
}

TEST(app_chargen_lines_are_those_of_rfc_864)
{
	static char buf[74 * 3];
	struct st_sock *s;

	begin(&service_chargen, NULL);
	s = dial(&service_chargen);
	EXPECT_EQ(st_recv(s, buf, sizeof(buf), MSG_WAITALL), 222);
	EXPECT_EQ(memcmp(buf, " !\"#$%&'()*+", 12), 0);
	EXPECT_EQ(memcmp(buf + 72, "\r\n!\"#$", 6), 0);
	EXPECT_EQ(memcmp(buf + 146, "\r\n\"#$%", 6), 0);
	st_close(s); /* in the middle: the server hears a reset */
	end();
}

TEST(app_sink_answers_how_much_it_got)
{
	static const char block[30000];
	struct st_sock *s;
	char *text;

	begin(&service_sink, NULL);
	s = dial(&service_sink);
	EXPECT_EQ(st_send(s, block, sizeof(block), 0), 30000);
	st_shutdown(s, SHUT_WR);
	text = hear(s, NULL);
	EXPECT_EQ(strncmp(text, "30000 bytes in ", 15), 0);
	free(text);
	st_close(s);
	end();
}

TEST(app_discard_ends_with_its_client)
{
	struct st_sock *s;
	char *text;

	begin(&service_discard, NULL);
	s = dial(&service_discard);
	say(s, "nothing of this comes back");
	st_shutdown(s, SHUT_WR);
	text = hear(s, NULL);
	EXPECT_STREQ(text, "");
	free(text);
	st_close(s);
	end();
}

/* With two served, the third waits in the listener's queue for its turn. */
TEST(app_more_than_it_takes_wait)
{
	struct st_sock *s[3];
	char buf[8] = "";

	begin(&service_echo, &(struct app_opts){.max = 2});
	for (int i = 0; i < 3; i++) {
		s[i] = dial(&service_echo);
		say(s[i], "hello");
	}
	topo_run(&net, ST_SEC);
	EXPECT_EQ(st_recv(s[0], buf, sizeof(buf), MSG_DONTWAIT), 5);
	EXPECT_EQ(st_recv(s[1], buf, sizeof(buf), MSG_DONTWAIT), 5);
	EXPECT_EQ(st_recv(s[2], buf, sizeof(buf), MSG_DONTWAIT), -11);
	st_close(s[0]);
	EXPECT_EQ(st_recv(s[2], buf, sizeof(buf), 0), 5);
	st_close(s[1]);
	st_close(s[2]);
	end();
}

/* Two services cannot have one port; the second says so. */
TEST(app_port_that_is_taken_is_refused)
{
	begin(&service_echo, NULL);
	EXPECT_NULL(app_start(net.h[1], &service_echo, NULL));
	EXPECT_NULL(app_start(net.h[1], &service_http,
			      &(struct app_opts){.address = "10.9.9.9"}));
	end();
}

/* ---- requests ------------------------------------------------------------ */

#define H "HTTP/1.1\r\nHost: x\r\n"

TEST(http_requests_that_are_refused_say_why)
{
	static const struct {
		const char *request, *status, *words;
	} cases[] = {
		{"GET /none " H "\r\n", "404 Not Found", "/bytes/N"},
		{"GET /bytes/x " H "\r\n", "404", "a number"},
		{"GET /bytes/-1 " H "\r\n", "404", "a number"},
		{"DELETE / " H "\r\n", "405 Method", "Allow: GET, HEAD, PUT"},
		{"PUT /bytes/7 " H "\r\n", "405", "Allow: GET, HEAD\r\n"},
		{"PUT / " H "\r\n", "411 Length", "Content-Length"},
		{"GET / HTTP/1.1\r\n\r\n", "400", "Host"},
		{"GET /\r\n\r\n", "400", "METHOD TARGET"},
		{"GET / HTTP/2.0\r\n\r\n", "505", "HTTP/1.1"},
		{"GET x " H "\r\n", "400", "begin with /"},
		{"G(T / " H "\r\n", "400", "no word"},
		{"GET / " H "no colon\r\n\r\n", "400", "NAME: VALUE"},
		{"GET / " H "a : b\r\n\r\n", "400", "no word"},
		{"GET / " H "a: b\r\n c\r\n\r\n", "400", "next line"},
		{"PUT / " H "Content-Length: 1x\r\n\r\n", "400", "no number"},
		{"PUT / " H "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
		 "400", "twice"},
		{"PUT / " H "Content-Length: 1\r\nTransfer-Encoding: chunked"
		 "\r\n\r\n",
		 "400", "not both"},
		{"PUT / " H "Transfer-Encoding: gzip\r\n\r\n", "501",
		 "chunked"},
		{"PUT / " H "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", "400",
		 "no chunk"},
		{"PUT / " H "Content-Length: 99999999999999\r\n\r\n", "413",
		 "more than"},
		{"PUT / " H "Expect: a miracle\r\n\r\n", "417", "100-continue"},
	};

	begin(&service_http, NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		expect_answer(cases[i].request, cases[i].status,
			      cases[i].words);
	end();
}

TEST(http_head_of_more_than_16_kb_is_431)
{
	char *big = malloc(20001);

	memset(big, 'a', 20000);
	memcpy(big, "GET /", 5);
	big[20000] = '\0';
	begin(&service_http, NULL);
	expect_answer(big, "431 Request Header", "16384");
	end();
	free(big);
}

TEST(http_body_above_the_limit_is_413)
{
	begin(&service_http, &(struct app_opts){.max_body = 10});
	expect_answer("PUT / " H "Transfer-Encoding: chunked\r\n\r\n"
		      "8\r\n12345678\r\n8\r\n12345678\r\n0\r\n\r\n",
		      "413", "more than");
	expect_answer("PUT / " H "Content-Length: 11\r\n\r\n12345678901", "413",
		      "more than");
	end();
}

/* Four requests at once, in order, on one connection; the last one ends it. */
TEST(http_pipelined_requests_are_answered_in_order)
{
	const char *p;
	char *answer;

	begin(&service_http, NULL);
	answer = ask("GET /bytes/3 " H "\r\nHEAD /bytes/7 " H "\r\n"
		     "PUT / " H "Content-Length: 3\r\n\r\nabc"
		     "GET /none " H "Connection: close\r\n\r\n");
	p = strstr(answer, "Content-Length: 3\r\n\r\n");
	ASSERT(p != NULL);
	EXPECT_EQ(memcmp(p + 21, "\0\1\2HTTP/1.1 200", 15), 0);
	p = strstr(p + 24, "Content-Length: 7\r\n\r\nHTTP/1.1 200");
	ASSERT(p != NULL);
	p = strstr(p, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff6"
		      "1f20015ad  3 bytes\nHTTP/1.1 404");
	ASSERT(p != NULL);
	EXPECT_NOT_NULL(strstr(p, "Connection: close"));
	free(answer);
	end();
}

TEST(http_chunks_are_one_body)
{
	begin(&service_http, NULL);
	expect_answer("PUT / " H "Transfer-Encoding: chunked\r\n\r\n"
		      "1;ext=1\r\na\r\n2\r\nbc\r\n0\r\nTrailer: x\r\n\r\n",
		      "200",
		      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff6"
		      "1f20015ad  3 bytes\n");
	end();
}

TEST(http_expect_gets_100_first)
{
	struct st_sock *s;
	char buf[64] = "", *rest;

	begin(&service_http, NULL);
	s = dial(&service_http);
	say(s, "PUT / " H "Expect: 100-continue\r\nContent-Length: 3\r\n"
	       "Connection: close\r\n\r\n");
	EXPECT_EQ(st_recv(s, buf, sizeof(buf), 0), 25);
	EXPECT_STREQ(buf, "HTTP/1.1 100 Continue\r\n\r\n");
	say(s, "abc");
	rest = hear(s, NULL);
	EXPECT_NOT_NULL(strstr(rest, "ba7816bf"));
	free(rest);
	st_close(s);
	end();
}

TEST(http_bytes_are_their_positions)
{
	struct st_sock *s;
	unsigned char *answer;
	size_t len, wrong = 0;
	char *body;

	begin(&service_http, NULL);
	s = dial(&service_http);
	say(s, "GET /bytes/300000 " H "Connection: close\r\n\r\n");
	answer = (unsigned char *)hear(s, &len);
	body = strstr((char *)answer, "\r\n\r\n");
	ASSERT(body != NULL);
	body += 4;
	EXPECT_EQ(len - (size_t)(body - (char *)answer), 300000);
	for (size_t i = 0; i < 300000; i++)
		wrong += (unsigned char)body[i] != i % 251;
	EXPECT_EQ(wrong, 0);
	free(answer);
	st_close(s);
	end();
}

/* ---- the page ------------------------------------------------------------ */

/* The number behind "key": or "key":" at or behind @p. */
static uint64_t number(const char *p, const char *key)
{
	char name[32];

	snprintf(name, sizeof(name), "\"%s\":", key);
	p = p ? strstr(p, name) : NULL;
	if (!p)
		return UINT64_MAX;
	p += strlen(name);
	return strtoull(p + (*p == '"'), NULL, 10);
}

struct log {
	const char *page;
	uint32_t skb;
	unsigned int found, missing;
};

/* Each of these events of the packet stands on the page, with its time. */
static void compare(void *data, const struct st_event *ev, const char *text)
{
	static const char *const told[] = {
		"nic:nic_dma",	 "irq:irq_handler_entry", "nic:nic_rx",
		"ip:ip_rcv",	 "tcp:tcp_rcv",		  "sock:sock_queue_rcv",
		"napi:napi_poll"};
	struct log *l = data;
	char words[160];

	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++) {
		const char *p = strstr(text, told[i]);

		if (!p || p[strlen(told[i])] != ' ' ||
		    (ev->skb && ev->skb != l->skb))
			continue;
		snprintf(words, sizeof(words),
			 "\"event\":\"%s\",\"time_ns\":%llu,", told[i],
			 (unsigned long long)ev->time);
		if (strstr(l->page, words))
			l->found++;
		else
			l->missing++;
	}
}

static const char *event(const char *page, const char *name)
{
	char words[64];

	snprintf(words, sizeof(words), "\"event\":\"%s\"", name);
	return strstr(page, words);
}

TEST(http_page_tells_the_way_that_the_event_log_has)
{
	struct log l = {.found = 0};
	char *page, *biography, slot[32];

	begin(&service_http, NULL);
	EXPECT_EQ(st_trace(net.h[1], "*", NULL, NULL), 0);
	EXPECT_EQ(st_cost(net.h[1], "lab"), 0);
	page = ask("GET / " H "Accept: application/json\r\n\r\n");
	l.page = page;
	l.skb = (uint32_t)number(page, "skb");
	EXPECT_EQ(number(page, "bytes"), 53);
	ASSERT(st_story(net.h[1], l.skb, compare, &l) > 0);
	EXPECT_EQ(l.found, 7);
	EXPECT_EQ(l.missing, 0);
	/* the packet, its slot: as the biography has them */
	biography = st_last(net.h[1], l.skb, 0);
	snprintf(slot, sizeof(slot), "desc=%llu",
		 (unsigned long long)number(event(page, "nic:nic_rx"), "desc"));
	EXPECT_NOT_NULL(strstr(biography, slot));
	EXPECT_EQ(number(event(page, "nic:nic_dma"), "desc"),
		  number(event(page, "nic:nic_rx"), "desc"));
	EXPECT_EQ(number(event(page, "skb:skb_copy_datagram_iovec"), "len"),
		  53);
	free(biography);
	free(page);
	EXPECT_EQ(st_trace(net.h[1], NULL, NULL, NULL), 0);
	end();
}

/* A request in two pieces: both packets stand on the page, in order. */
TEST(http_page_tells_each_packet_of_the_request)
{
	struct st_sock *s;
	uint64_t first, second;
	char *page, *p;

	begin(&service_http, NULL);
	EXPECT_EQ(st_trace(net.h[1], "*", NULL, NULL), 0);
	s = dial(&service_http);
	say(s, "GET / HTTP/1.1\r\nHo");
	topo_run(&net, ST_SEC);
	say(s, "st: x\r\nAccept: application/json\r\nConnection: close\r\n"
	       "\r\n");
	page = hear(s, NULL);
	first = number(page, "skb");
	p = strstr(strstr(page, "\"skb\":") + 1, "\"skb\":");
	ASSERT(p != NULL);
	second = number(p, "skb");
	EXPECT_LT(first, second);
	EXPECT_NULL(strstr(p + 1, "\"skb\":"));
	EXPECT_EQ(number(event(page, "skb:skb_copy_datagram_iovec"), "len"),
		  18);
	EXPECT_EQ(number(event(p, "skb:skb_copy_datagram_iovec"), "len"), 54);
	free(page);
	st_close(s);
	EXPECT_EQ(st_trace(net.h[1], NULL, NULL, NULL), 0);
	end();
}

TEST(http_page_in_80_columns_and_in_html)
{
	char *page, *line, *save = NULL;

	begin(&service_http, NULL);
	EXPECT_EQ(st_trace(net.h[1], "*", NULL, NULL), 0);
	page = ask("GET / " H "Accept: */*\r\n\r\n");
	EXPECT_NOT_NULL(strstr(page, "TCP       tcp_v4_rcv(): port"));
	for (line = strtok_r(page, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		EXPECT(strlen(line) <= 80);
	free(page);
	page = ask("GET / " H "Accept: text/html\r\n\r\n");
	EXPECT_NOT_NULL(strstr(page, "Content-Type: text/html"));
	EXPECT_NOT_NULL(strstr(page, "<td>ip_rcv(): from 10.0.0.1"));
	free(page);
	EXPECT_EQ(st_trace(net.h[1], NULL, NULL, NULL), 0);
	page = ask("GET / " H "\r\n");
	EXPECT_NOT_NULL(strstr(page, "events are off"));
	free(page);
	end();
}

/* ---- many ---------------------------------------------------------------- */

TEST(http_1000_connections_are_open_at_once)
{
	static struct st_sock *s[1000];
	char buf[256];
	unsigned int served = 0;

	begin(&service_http, NULL);
	for (int i = 0; i < 1000; i++)
		s[i] = dial(&service_http);
	for (int i = 999; i >= 0; i--)
		say(s[i], "HEAD /bytes/1 " H "\r\n");
	for (int i = 0; i < 1000; i++) {
		ssize_t n = st_recv(s[i], buf, sizeof(buf) - 1, 0);

		served += n > 15 && !memcmp(buf, "HTTP/1.1 200 OK", 15);
		st_close(s[i]);
	}
	EXPECT_EQ(served, 1000);
	end();
}

static uint64_t objects(unsigned int h)
{
	struct st_report r;

	EXPECT_EQ(st_report(net.h[h], &r), 0);
	return r.objects;
}

/* /proc/net/sockstat: "TCP: inuse 1 orphan 0 tw 7 …" */
static uint64_t time_waits(unsigned int h)
{
	char *text = st_file_text(net.n[h], "/proc/net/sockstat");
	char *p = text ? strstr(text, " tw ") : NULL;
	uint64_t n = p ? strtoull(p + 4, NULL, 10) : UINT64_MAX;

	free(text);
	return n;
}

static void connections(unsigned int n)
{
	char buf[256];

	for (unsigned int i = 0; i < n; i++) {
		struct st_sock *s = dial(&service_http);

		say(s, "HEAD /bytes/1 " H "Connection: close\r\n\r\n");
		EXPECT(st_recv(s, buf, sizeof(buf), 0) > 15);
		EXPECT_EQ(st_recv(s, buf, sizeof(buf), 0), 0);
		st_close(s);
	}
	topo_run(&net, ST_SEC); /* the last one's last ACK */
}

/* 60 s, and the timer wheel's grain there: 4096 ms. */
#define TIME_WAIT_NS (65 * ST_SEC)

/* The server closes first: it keeps the TIME_WAITs, and nothing else. */
static void sequence(unsigned int half)
{
	uint64_t start, obj1, obj2, tw1, tw2;

	begin(&service_http, NULL);
	connections(20); /* caches fill */
	topo_run(&net, TIME_WAIT_NS);
	start = objects(1);
	EXPECT_EQ(time_waits(1), 0);
	connections(half);
	obj1 = objects(1);
	tw1 = time_waits(1);
	connections(half);
	obj2 = objects(1);
	tw2 = time_waits(1);
	EXPECT_GT(tw1, half / 8); /* a port that comes again ends one */
	EXPECT_EQ(obj1 - start, tw1);
	EXPECT_EQ(obj2 - start, tw2);
	topo_run(&net, TIME_WAIT_NS);
	EXPECT_EQ(time_waits(1), 0);
	EXPECT_EQ(objects(1), start);
	end();
}

TEST(http_connections_in_sequence_leave_time_wait_alone)
{
	sequence(1000);
}

TEST_SOAK(http_200000_connections_in_sequence)
{
	sequence((unsigned int)test_soak_count(100000));
}
