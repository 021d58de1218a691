// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proto_inet_hash_test - who may share a port, who is found in the hash
 *
 * Where:   inet_hash_test; the tables are linked in, sockets are only memory,
 *          what TCP would do is doubled.
 * Mirrors: nothing.
 * Spec:    SO_REUSEADDR, SO_REUSEPORT in socket(7); RFC 6056 §3.3.3.
 */
#include "core/net_namespace.h"
#include "lib/interrupt.h"
#include "lib/slab.h"
#include "proto/ipv4/tcp_priv.h"
#include "tests/unit/host_fixture.h"

static struct tcp_sock *socks;
static struct netns_ipv4 *ipv4;
static int destroyed, unique;

#define NR_SOCKS 4

/* ---- doubles of TCP ------------------------------------------------------ */

void tcp_orphan_count_inc(void)
{
}

void inet_csk_destroy_sock(struct sock *sk)
{
	destroyed++;
}

int tcp_twsk_unique(struct sock *sk, struct sock *sktw, void *twp)
{
	if (unique)
		sock_hold(sktw);
	return unique;
}

/* ---- the world ----------------------------------------------------------- */

static struct sock *sock(int i)
{
	return (struct sock *)&socks[i];
}

static void sock_set(int i, __be32 addr)
{
	struct sock *sk = sock(i);

	memset(&socks[i], 0, sizeof(socks[i]));
	sk->sk_family = AF_INET;
	sk->sk_state = TCP_CLOSE;
	sock_net_set(sk, &init_net);
	refcount_set(&sk->sk_refcnt, 1);
	sk->sk_rcv_saddr = inet_sk(sk)->inet_saddr = addr;
	inet_sk(sk)->inet_daddr = htonl(0x0a000002);
	inet_sk(sk)->inet_dport = htons(80);
}

static void begin(void)
{
	host_begin(1);
	socks = kcalloc(NR_SOCKS, sizeof(*socks), GFP_KERNEL);
	ipv4 = kzalloc(sizeof(*ipv4), GFP_KERNEL);
	init_net.ipv4 = ipv4;
	ipv4->ip_local_ports = 60999U << 16 | 32768;
	ipv4->tcp_death_row.sysctl_max_tw_buckets = 4;
	destroyed = unique = 0;
	ASSERT_EQ(inet_twsk_slab_init(), 0);
	ASSERT_EQ(inet_hashinfo_alloc(inet_hashinfo_get()), 0);
	for (int i = 0; i < NR_SOCKS; i++)
		sock_set(i, htonl(0x0a000001));
}
TEST_SETUP(begin);

static void end(void)
{
	for (int i = 0; i < NR_SOCKS; i++) {
		inet_unhash(sock(i));
		if (inet_csk(sock(i))->icsk_bind_hash)
			inet_put_port(sock(i));
	}
	inet_twsk_purge(inet_hashinfo_get(), &init_net);
	EXPECT_EQ(atomic_read(&ipv4->tcp_death_row.tw_count), 0);
	inet_twsk_slab_exit();
	inet_hashinfo_free(inet_hashinfo_get());
	init_net.ipv4 = NULL;
	kfree(ipv4);
	kfree(socks);
	host_end();
}
TEST_TEARDOWN(end);

/* ---- ports --------------------------------------------------------------- */

/* r: SO_REUSEADDR, p: SO_REUSEPORT, l: listens, u: another user, d: device */
static void dress(struct sock *sk, const char *how)
{
	sk->sk_reuse = strchr(how, 'r') ? SK_CAN_REUSE : 0;
	sk->sk_reuseport = strchr(how, 'p') != NULL;
	sk->sk_cred.uid = strchr(how, 'u') ? 1000 : 0;
	sk->sk_bound_dev_if = strchr(how, 'd') ? 3 : 0;
	sk->sk_state = strchr(how, 'l') ? TCP_LISTEN : TCP_CLOSE;
}

static const struct {
	const char *first, *second;
	u32 addr1, addr2;
	int taken;
} rules[] = {
	{"", "", 1, 1, 1},     {"", "", 1, 2, 0},    {"", "", 0, 2, 1},
	{"", "", 1, 0, 1},     {"r", "", 1, 1, 1},   {"", "r", 1, 1, 1},
	{"r", "r", 1, 1, 0},   {"rl", "r", 1, 1, 1}, {"r", "rl", 1, 1, 0},
	{"rl", "rl", 1, 1, 1}, {"p", "p", 1, 1, 0},  {"p", "", 1, 1, 1},
	{"", "p", 1, 1, 1},    {"p", "pu", 1, 1, 1}, {"pl", "pl", 0, 0, 0},
	{"rpl", "p", 0, 1, 0}, {"d", "", 1, 1, 1},   {"rl", "r", 0, 1, 1},
	{"r", "r", 0, 0, 0},
};

TEST(a_port_is_shared_as_linux_shares_it)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(rules); i++) {
		sock_set(0, rules[i].addr1);
		sock_set(1, rules[i].addr2);
		dress(sock(0), rules[i].first);
		dress(sock(1), rules[i].second);
		EXPECT_EQ(inet_csk_get_port(sock(0), 7), 0);
		if (inet_csk_get_port(sock(1), 7) != rules[i].taken)
			EXPECT_EQ((int)i, -1);
		inet_put_port(sock(0));
		if (inet_csk(sock(1))->icsk_bind_hash)
			inet_put_port(sock(1));
	}
}

TEST(port_0_is_an_odd_distance_from_the_first)
{
	ASSERT_EQ(inet_csk_get_port(sock(0), 0), 0);
	EXPECT_EQ(inet_sk(sock(0))->inet_num & 1, 1);
	EXPECT_GE(inet_sk(sock(0))->inet_num, 32768);
	EXPECT_LE(inet_sk(sock(0))->inet_num, 60999);
}

TEST(port_0_of_a_full_range_is_refused)
{
	ipv4->ip_local_ports = 5001U << 16 | 5000;
	EXPECT_EQ(inet_csk_get_port(sock(0), 0), 0);
	EXPECT_EQ(inet_csk_get_port(sock(1), 0), 0);
	EXPECT_EQ(inet_csk_get_port(sock(2), 0), 1);
}

/* ---- connections --------------------------------------------------------- */

static struct sock *find(int i)
{
	const struct inet_sock *inet = inet_sk(sock(i));

	return __inet_lookup_established(
		&init_net, inet_hashinfo_get(), inet->inet_daddr,
		inet->inet_dport, inet->inet_rcv_saddr, inet->inet_num, 1, 0);
}

static int connect_port(int i)
{
	return inet_hash_connect(&ipv4->tcp_death_row, sock(i));
}

TEST(connect_takes_even_ports_one_after_the_other_and_is_found)
{
	ASSERT_EQ(connect_port(0), 0);
	ASSERT_EQ(connect_port(1), 0);
	EXPECT_EQ(inet_sk(sock(0))->inet_num & 1, 0);
	EXPECT_NE(inet_sk(sock(0))->inet_num, inet_sk(sock(1))->inet_num);
	EXPECT(find(0) == sock(0));
	EXPECT(find(1) == sock(1));
	EXPECT_EQ(refcount_read(&sock(0)->sk_refcnt), 2);
}

TEST(a_port_of_connect_serves_another_peer)
{
	ipv4->ip_local_ports = 5000U << 16 | 5000;
	inet_sk(sock(1))->inet_dport = htons(81);
	EXPECT_EQ(connect_port(0), 0);
	EXPECT_EQ(connect_port(1), 0);
	EXPECT_EQ(connect_port(2), -EADDRNOTAVAIL);
	EXPECT_EQ(inet_sk(sock(1))->inet_num, 5000);
}

TEST(the_second_of_two_equal_connections_is_refused)
{
	bool dup = false;

	ASSERT_EQ(connect_port(0), 0);
	inet_sk(sock(1))->inet_num = inet_sk(sock(0))->inet_num;
	local_bh_disable();
	EXPECT(!inet_ehash_nolisten(sock(1), NULL, &dup));
	local_bh_enable();
	EXPECT(dup);
	EXPECT_EQ(destroyed, 1);
	inet_sk(sock(1))->inet_num = 0;
}

TEST(time_wait_takes_the_place_and_gives_it_up_when_asked)
{
	struct inet_timewait_sock *tw;
	struct sock *sk;

	ipv4->ip_local_ports = 5000U << 16 | 5000;
	ASSERT_EQ(connect_port(0), 0);
	local_bh_disable();
	tw = inet_twsk_alloc(sock(0), &ipv4->tcp_death_row, TCP_TIME_WAIT);
	inet_twsk_schedule(tw, TCP_TIMEWAIT_LEN);
	inet_twsk_hashdance(tw, sock(0), inet_hashinfo_get());
	sk = find(0);
	EXPECT(sk == (struct sock *)tw);
	sock_gen_put(sk);
	local_bh_enable();
	inet_put_port(sock(0));
	EXPECT_EQ(connect_port(1), -EADDRNOTAVAIL);
	unique = 1;
	EXPECT_EQ(connect_port(1), 0);
	EXPECT(find(1) == sock(1));
	EXPECT_EQ(atomic_read(&ipv4->tcp_death_row.tw_count), 0);
}

TEST(time_wait_is_over_after_its_time)
{
	struct inet_timewait_sock *tw;

	ASSERT_EQ(connect_port(0), 0);
	local_bh_disable();
	tw = inet_twsk_alloc(sock(0), &ipv4->tcp_death_row, TCP_TIME_WAIT);
	inet_twsk_schedule(tw, TCP_TIMEWAIT_LEN);
	inet_twsk_hashdance(tw, sock(0), inet_hashinfo_get());
	local_bh_enable();
	schedule_timeout_uninterruptible(TCP_TIMEWAIT_LEN + HZ);
	EXPECT_EQ(atomic_read(&ipv4->tcp_death_row.tw_count), 0);
	EXPECT_NULL(find(0));
}
