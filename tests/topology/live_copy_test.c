// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * live_copy_test - a long copy leaves the CPU to others
 *
 * Where:   copy_to_iter() and copy_from_iter() below sendmsg() and recvmsg(),
 *          on hosts of one live CPU each.
 * Mirrors: nothing.
 *
 * The application's buffer has a page that cannot be touched. The fault in the
 * middle of the copy is answered only when a ping has been: if the copy kept
 * the CPU, that would never be.
 */
#include <errno.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/harness.h"
#include "tests/topology/topo.h"

#define SIZE 60000
#define PAGE 4096

static struct topo net;
static char *buffer; /* its second page traps */
static int trapped;  /* the copy stands there */
static int let_go, gave_up;
static struct sigaction before;

static void nap(void)
{
	usleep(200);
}

static void on_fault(int sig, siginfo_t *info, void *uc)
{
	char *at = info->si_addr;

	if (at < buffer + PAGE || at >= buffer + 2 * PAGE) {
		sigaction(SIGSEGV, &before, NULL); /* not ours: again */
		return;
	}
	__atomic_store_n(&trapped, 1, __ATOMIC_RELEASE);
	for (int i = 0; !__atomic_load_n(&let_go, __ATOMIC_ACQUIRE); i++) {
		nap();
		if (i == 15000) {
			gave_up = 1;
			break;
		}
	}
	mprotect(buffer + PAGE, PAGE, PROT_READ | PROT_WRITE);
}

static void begin(void)
{
	struct st_opts opts = {.clock = ST_LIVE, .seed = 1};
	struct sigaction sa = {.sa_sigaction = on_fault,
			       .sa_flags = SA_SIGINFO};

	trapped = let_go = gave_up = 0;
	topo_chain_opts(&net, 2, NULL, &opts);
	buffer = mmap(NULL, 16 * PAGE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT(buffer != MAP_FAILED);
	memset(buffer, 'x', 16 * PAGE);
	mprotect(buffer + PAGE, PAGE, PROT_NONE);
	sigaction(SIGSEGV, &sa, &before);
}

static void end(void)
{
	sigaction(SIGSEGV, &before, NULL);
	munmap(buffer, 16 * PAGE);
	topo_end(&net);
}

TEST_SETUP(begin);
TEST_TEARDOWN(end);

static struct st_sock *udp(struct st_net *n, const char *ip, uint16_t port,
			   const char *to)
{
	struct st_sock *s = st_socket(n, AF_INET, SOCK_DGRAM, 0, NULL);
	struct sockaddr_in a = topo_addr(ip, port), b = topo_addr(to, port);
	struct timeval tv = {.tv_sec = 5};

	ASSERT(s != NULL);
	EXPECT_EQ(st_bind(s, (struct sockaddr *)&a, sizeof(a)), 0);
	EXPECT_EQ(st_connect(s, (struct sockaddr *)&b, sizeof(b)), 0);
	EXPECT_EQ(st_setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)),
		  0);
	return s;
}

/* One echo, as ping(8) sends it. Return: it was answered. */
static bool ping(struct st_net *n, const char *to)
{
	struct {
		struct iphdr ip;
		struct icmphdr icmp;
	} answer = {};
	struct icmphdr echo = {.type = ICMP_ECHO, .checksum = htons(0xf7ff)};
	struct sockaddr_in addr = topo_addr(to, 0);
	struct timeval tv = {.tv_sec = 2};
	struct st_sock *s;
	ssize_t len;

	s = st_socket(n, AF_INET, SOCK_RAW, IPPROTO_ICMP, NULL);
	ASSERT(s != NULL);
	st_setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	st_sendto(s, &echo, sizeof(echo), 0, (struct sockaddr *)&addr,
		  sizeof(addr));
	do
		len = st_recv(s, &answer, sizeof(answer), 0);
	while (len > 0 && answer.icmp.type != ICMP_ECHOREPLY);
	st_close(s);
	return len == sizeof(answer);
}

struct caller {
	struct st_sock *s;
	ssize_t ret;
};

static void *send_it(void *data)
{
	struct caller *c = data;

	c->ret = st_send(c->s, buffer, SIZE, 0);
	return NULL;
}

static void *receive_it(void *data)
{
	struct caller *c = data;

	c->ret = st_recv(c->s, buffer, SIZE, 0);
	return NULL;
}

/* While @fn's copy stands in the trap, @from pings the host it is on. */
static ssize_t ping_meanwhile(void *(*fn)(void *), struct st_sock *s,
			      struct st_net *from, const char *to)
{
	struct caller c = {.s = s};
	bool answered = false;
	pthread_t id;

	ASSERT_EQ(pthread_create(&id, NULL, fn, &c), 0);
	while (!__atomic_load_n(&trapped, __ATOMIC_ACQUIRE) && !gave_up)
		nap();
	answered = ping(from, to);
	__atomic_store_n(&let_go, 1, __ATOMIC_RELEASE);
	pthread_join(id, NULL);
	EXPECT(answered);
	EXPECT_EQ(gave_up, 0);
	return c.ret;
}

TEST(live_ping_is_answered_while_sendmsg_copies)
{
	struct st_sock *a = udp(net.n[0], "10.0.0.1", 7, "10.0.0.2");
	struct st_sock *b = udp(net.n[1], "10.0.0.2", 7, "10.0.0.1");
	char *got = malloc(SIZE);

	EXPECT(ping(net.n[1], "10.0.0.1"));
	EXPECT_EQ(ping_meanwhile(send_it, a, net.n[1], "10.0.0.1"), SIZE);
	EXPECT_EQ(st_recv(b, got, SIZE, 0), SIZE);
	EXPECT_EQ(memcmp(got, buffer, SIZE), 0);
	free(got);
	st_close(a);
	st_close(b);
}

TEST(live_ping_is_answered_while_recvmsg_copies)
{
	struct st_sock *a = udp(net.n[0], "10.0.0.1", 7, "10.0.0.2");
	struct st_sock *b = udp(net.n[1], "10.0.0.2", 7, "10.0.0.1");
	char *sent = malloc(SIZE);

	memset(sent, 'y', SIZE);
	EXPECT(ping(net.n[0], "10.0.0.2"));
	EXPECT_EQ(st_send(a, sent, SIZE, 0), SIZE);
	EXPECT_EQ(ping_meanwhile(receive_it, b, net.n[0], "10.0.0.2"), SIZE);
	EXPECT_EQ(memcmp(sent, buffer, SIZE), 0);
	free(sent);
	st_close(a);
	st_close(b);
}
