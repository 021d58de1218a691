// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proto_af_inet_test - the calls that AF_INET sockets share; corked datagrams
 *
 * Where:   proto_test; a transport that sends what it is given.
 * Mirrors: nothing.
 * Spec:    ip(7), netdevice(7), bind(2).
 */
#include "tests/unit/ip_world.h"

#include "core/module.h"
#include "core/rtnl.h"
#include "core/socket.h"
#include "core/tcp_states.h"
#include "hdr/if.h"
#include "lib/err.h"
#include "proto/ipv4/af_inet.h"
#include "proto/protocol.h"

#include <linux/capability.h>

/* ---- the transport --------------------------------------------------------
 */

static int echo_sendmsg(struct sock *sk, struct msghdr *msg, size_t len)
{
	struct inet_sock *inet = inet_sk(sk);
	struct flowi4 *fl4 = &inet->cork.fl.u.ip4;
	struct rtable *rt = NULL;
	struct ipcm_cookie ipc;
	int err;

	lock_sock(sk);
	ipcm_init_sk(&ipc, inet);
	if (skb_queue_empty(&sk->sk_write_queue)) {
		flowi4_init_output(fl4, 0, 0, 0, RT_SCOPE_UNIVERSE, TEST_PROTO,
				   0, ip4("10.0.0.2"), inet->inet_saddr, 0, 0,
				   0);
		rt = ip_route_output_flow(sock_net(sk), fl4, sk);
	}
	err = ip_append_data(sk, fl4, ip_generic_getfrag, msg, (int)len, 0,
			     &ipc, &rt, msg->msg_flags);
	if (err)
		ip_flush_pending_frames(sk);
	else if (!(msg->msg_flags & MSG_MORE))
		err = ip_push_pending_frames(sk, fl4);
	if (rt)
		ip_rt_put(rt);
	release_sock(sk);
	return err ?: (int)len;
}

static void echo_close(struct sock *sk, long timeout)
{
	ip_flush_pending_frames(sk);
	sk_common_release(sk);
}

static int echo_get_port(struct sock *sk, unsigned short snum)
{
	if (snum == 7777)
		return 1; /* taken */
	inet_sk(sk)->inet_num = snum ?: 40000;
	return 0;
}

static int echo_hash(struct sock *sk)
{
	return 0;
}

static void echo_unhash(struct sock *sk)
{
}

static struct proto echo_prot = {
	.name = "ECHO",
	.obj_size = sizeof(struct inet_sock),
	.close = echo_close,
	.sendmsg = echo_sendmsg,
	.get_port = echo_get_port,
	.hash = echo_hash,
	.unhash = echo_unhash,
};

static const struct inet_protosw echo_protosw = {
	.type = SOCK_DGRAM,
	.protocol = TEST_PROTO,
	.prot = &echo_prot,
	.ops = &inet_dgram_ops,
};

static const struct net_proto_family family = {
	.family = PF_INET,
	.create = inet_create,
};

static struct socket *sock;

static void begin(void)
{
	ip_world_begin();
	module_set_autoload(false);
	ASSERT_EQ(proto_register(&echo_prot, 1), 0);
	ASSERT_EQ(inet_register_protosw(&echo_protosw), 0);
	ASSERT_EQ(sock_register(&family), 0);
	ASSERT_EQ(sock_create_kern(ip_world.net, AF_INET, SOCK_DGRAM, 0, &sock),
		  0);
}

static void end(void)
{
	if (sock)
		sock_release(sock);
	sock = NULL;
	forget(&ip_world.out);
	sock_unregister(PF_INET);
	inet_unregister_protosw(&echo_protosw);
	rcu_barrier();
	proto_unregister(&echo_prot);
	ip_world_end();
}

TEST_SETUP(begin);
TEST_TEARDOWN(end);

static u8 data[8192], got[8192];

/* @len bytes of the pattern from @from on. */
static int send_part(int from, int len, unsigned int flags)
{
	struct msghdr msg = {.msg_flags = flags};
	struct kvec vec = {.iov_base = data, .iov_len = (size_t)len};

	fill(data, from, len);
	return kernel_sendmsg(sock, &msg, &vec, 1, (size_t)len);
}

/* Everything that left is one datagram of @total; how many packets it was. */
static int expect_datagram(int total)
{
	int offset = 0, n = 0;
	struct sk_buff *skb;

	while ((skb = sent()) != NULL) {
		int len = (int)skb->len - 20;

		EXPECT(skb->len <= 1500);
		EXPECT_EQ((ntohs(ip_hdr(skb)->frag_off) & IP_OFFSET) * 8,
			  offset);
		EXPECT_EQ(skb_copy_bits(skb, 20, got + offset, len), 0);
		offset += len;
		EXPECT_EQ(!!(ip_hdr(skb)->frag_off & htons(IP_MF)),
			  offset < total);
		EXPECT_EQ(ip_fast_csum(ip_hdr(skb), 5), 0);
		n++;
		consume_skb(skb);
	}
	EXPECT_EQ(offset, total);
	EXPECT(filled(got, 0, total));
	return n;
}

/* ---- corking ---------------------------------------------------------------
 */

static void corked(void)
{
	/* nothing leaves before the last part */
	EXPECT_EQ(send_part(0, 100, MSG_MORE), 100);
	EXPECT_EQ(send_part(100, 201, MSG_MORE), 201);
	EXPECT_EQ(skb_queue_len(&ip_world.out), 0);
	EXPECT_EQ(send_part(301, 99, 0), 99);
	EXPECT_EQ(expect_datagram(400), 1);
	/* parts that do not end at a fragment's end */
	for (int from = 0; from < 7000; from += 700)
		EXPECT_EQ(send_part(from, 700, from < 6300 ? MSG_MORE : 0),
			  700);
	EXPECT_EQ(expect_datagram(7000), 5);
	EXPECT_EQ(send_part(0, 1480, 0), 1480);
	EXPECT_EQ(expect_datagram(1480), 1);
	EXPECT_EQ(send_part(0, 1481, 0), 1481);
	EXPECT_EQ(expect_datagram(1481), 2);
	EXPECT_EQ(sk_wmem_alloc_get(sock->sk), 0);
}

TEST(ip_append_parts_become_one_datagram)
{
	corked();
}

TEST(ip_append_parts_become_one_datagram_on_a_device_with_sg)
{
	ip_world.dev[0]->features |= NETIF_F_SG | NETIF_F_HW_CSUM;
	corked();
}

TEST(ip_append_over_the_mtu_is_refused_when_df_is_asked_for)
{
	struct sk_buff *skb;

	inet_sk(sock->sk)->pmtudisc = IP_PMTUDISC_DO;
	EXPECT_EQ(send_part(0, 1481, 0), -EMSGSIZE);
	EXPECT_EQ(send_part(0, 1000, MSG_MORE), 1000);
	EXPECT_EQ(send_part(1000, 481, 0), -EMSGSIZE);
	EXPECT_NULL(sent());
	EXPECT_EQ(send_part(0, 1480, 0), 1480);
	skb = sent();
	ASSERT(skb);
	EXPECT_EQ(ip_hdr(skb)->frag_off, htons(IP_DF));
	EXPECT_EQ(ip_hdr(skb)->id, 0);
	consume_skb(skb);
	EXPECT_EQ(ip_count(IPSTATS_MIB_OUTDISCARDS), 0);
}

TEST(ip_append_what_is_corked_dies_with_the_socket)
{
	EXPECT_EQ(send_part(0, 3000, MSG_MORE), 3000);
	sock_release(sock);
	sock = NULL;
	EXPECT_NULL(sent());
}

/* ---- addresses
 * --------------------------------------------------------------- */

static int bind_to(const char *addr, u16 port)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
				.sin_port = htons(port),
				.sin_addr.s_addr = ip4(addr)};

	return kernel_bind(sock, (struct sockaddr *)&a, sizeof(a));
}

TEST(inet_bind_refuses_as_linux)
{
	struct sockaddr_in a = {.sin_family = AF_INET6};

	EXPECT_EQ(bind_to("10.0.0.77", 0), -EADDRNOTAVAIL);
	EXPECT_EQ(kernel_bind(sock, (struct sockaddr *)&a, sizeof(a)),
		  -EAFNOSUPPORT);
	EXPECT_EQ(kernel_bind(sock, (struct sockaddr *)&a, sizeof(a) - 1),
		  -EINVAL);
	EXPECT_EQ(bind_to("10.0.0.1", 7777), -EADDRINUSE);
	EXPECT_EQ(inet_sk(sock->sk)->inet_rcv_saddr, 0);
	sock->sk->sk_cred.caps = 0;
	EXPECT_EQ(bind_to("10.0.0.1", 1023), -EACCES);
	EXPECT_EQ(set("ip_unprivileged_port_start", "1000"), 0);
	EXPECT_EQ(bind_to("10.0.0.1", 1023), 0);
	EXPECT_EQ(bind_to("10.0.0.1", 1024), -EINVAL); /* bound already */
}

TEST(inet_bind_nonlocal_when_allowed)
{
	EXPECT_EQ(set("ip_nonlocal_bind", "1"), 0);
	EXPECT_EQ(bind_to("10.0.0.77", 5000), 0);
	EXPECT(sock->sk->sk_userlocks & SOCK_BINDADDR_LOCK);
	EXPECT(sock->sk->sk_userlocks & SOCK_BINDPORT_LOCK);
}

TEST(inet_getname_says_what_was_bound)
{
	struct sockaddr_in a;

	EXPECT_EQ(bind_to("10.0.0.1", 0), 0);
	EXPECT_EQ(kernel_getsockname(sock, (struct sockaddr *)&a), sizeof(a));
	EXPECT_EQ(a.sin_family, AF_INET);
	EXPECT_EQ(ntohs(a.sin_port), 40000);
	EXPECT_EQ(a.sin_addr.s_addr, ip4("10.0.0.1"));
	EXPECT_EQ(kernel_getpeername(sock, (struct sockaddr *)&a), -ENOTCONN);
	EXPECT_EQ(kernel_sock_shutdown(sock, SHUT_RDWR), -ENOTCONN);
}

TEST(inet_create_unknown_kinds_are_refused_as_linux)
{
	struct socket *s;

	EXPECT_EQ(sock_create_kern(ip_world.net, AF_INET, SOCK_STREAM, 0, &s),
		  -ESOCKTNOSUPPORT);
	EXPECT_EQ(sock_create_kern(ip_world.net, AF_INET, SOCK_DGRAM, 99, &s),
		  -EPROTONOSUPPORT);
	EXPECT_EQ(sock_create_kern(ip_world.net, AF_INET, SOCK_DGRAM, -1, &s),
		  -EINVAL);
}

TEST(inet_ctl_sock_is_the_stacks_own)
{
	static const struct net_proto_family pf = {
		.family = PF_INET,
		.create = inet_create,
	};
	struct sock *sk;

	EXPECT_EQ(inet_ctl_sock_create(&sk, &pf, SOCK_DGRAM, TEST_PROTO,
				       ip_world.net),
		  0);
	EXPECT_EQ(sk->sk_allocation, GFP_ATOMIC);
	EXPECT_EQ(sk->sk_protocol, TEST_PROTO);
	inet_ctl_sock_destroy(sk);
	EXPECT_EQ(inet_ctl_sock_create(&sk, &pf, SOCK_DGRAM, 99, ip_world.net),
		  -EPROTONOSUPPORT);
}

/* ---- ioctls
 * -------------------------------------------------------------------- */

static int ifioctl(unsigned int cmd, const char *name, const char *addr,
		   struct ifreq *ifr)
{
	struct sockaddr_in *sin = (struct sockaddr_in *)&ifr->ifr_addr;

	memset(ifr, 0, sizeof(*ifr));
	strncpy(ifr->ifr_name, name, IFNAMSIZ - 1);
	if (addr) {
		sin->sin_family = AF_INET;
		sin->sin_addr.s_addr = ip4(addr);
	}
	return sock_ioctl_kern(sock, cmd, ifr);
}

static __be32 ifaddr(unsigned int cmd, const char *name)
{
	struct ifreq ifr;

	EXPECT_EQ(ifioctl(cmd, name, NULL, &ifr), 0);
	return ((struct sockaddr_in *)&ifr.ifr_addr)->sin_addr.s_addr;
}

TEST(inet_ioctl_addresses_as_ifconfig_sets_them)
{
	struct ifreq ifr;

	EXPECT_EQ(ifaddr(SIOCGIFADDR, "eth0"), ip4("10.0.0.1"));
	EXPECT_EQ(ifaddr(SIOCGIFNETMASK, "eth0"), ip4("255.255.255.0"));
	EXPECT_EQ(ifioctl(SIOCSIFADDR, "eth1", "192.168.7.1", &ifr), 0);
	EXPECT_EQ(ifaddr(SIOCGIFADDR, "eth1"), ip4("192.168.7.1"));
	/* the mask of its class, and the broadcast that follows from it */
	EXPECT_EQ(ifaddr(SIOCGIFNETMASK, "eth1"), ip4("255.255.255.0"));
	EXPECT_EQ(ifaddr(SIOCGIFBRDADDR, "eth1"), ip4("192.168.7.255"));
	EXPECT_EQ(ifioctl(SIOCSIFNETMASK, "eth1", "255.255.0.0", &ifr), 0);
	EXPECT_EQ(ifaddr(SIOCGIFNETMASK, "eth1"), ip4("255.255.0.0"));
	EXPECT_EQ(ifaddr(SIOCGIFBRDADDR, "eth1"), ip4("192.168.255.255"));
	EXPECT_EQ(ifioctl(SIOCSIFNETMASK, "eth1", "255.0.255.0", &ifr),
		  -EINVAL);
	EXPECT_EQ(ifioctl(SIOCSIFADDR, "eth1", "0.0.0.0", &ifr), 0);
	EXPECT_EQ(ifioctl(SIOCGIFADDR, "eth1", NULL, &ifr), -EADDRNOTAVAIL);
	EXPECT_EQ(ifioctl(SIOCGIFADDR, "eth9", NULL, &ifr), -ENODEV);
	sock->sk->sk_cred.caps = 0;
	EXPECT_EQ(ifioctl(SIOCSIFADDR, "eth1", "10.9.9.9", &ifr), -EPERM);
}

TEST(inet_ioctl_routes_as_route_sets_them)
{
	struct rtentry rt = {.rt_flags = RTF_UP | RTF_GATEWAY};
	struct sockaddr_in *dst = (struct sockaddr_in *)&rt.rt_dst;
	struct sockaddr_in *gw = (struct sockaddr_in *)&rt.rt_gateway;
	struct sockaddr_in *mask = (struct sockaddr_in *)&rt.rt_genmask;
	struct rtable *r;

	dst->sin_family = gw->sin_family = mask->sin_family = AF_INET;
	dst->sin_addr.s_addr = ip4("192.0.2.0");
	mask->sin_addr.s_addr = ip4("255.255.255.0");
	gw->sin_addr.s_addr = ip4("10.0.1.7");
	EXPECT_EQ(sock_ioctl_kern(sock, SIOCADDRT, &rt), 0);
	r = ip_route_output(ip_world.net, ip4("192.0.2.9"), 0, 0, 0);
	ASSERT(!IS_ERR(r));
	EXPECT_EQ(r->rt_gw4, ip4("10.0.1.7"));
	EXPECT_EQ(r->dst.dev, ip_world.dev[1]);
	ip_rt_put(r);
	dst->sin_addr.s_addr = ip4("192.0.2.1"); /* bits below the mask */
	EXPECT_EQ(sock_ioctl_kern(sock, SIOCADDRT, &rt), -EINVAL);
	dst->sin_addr.s_addr = ip4("192.0.2.0");
	EXPECT_EQ(sock_ioctl_kern(sock, SIOCDELRT, &rt), 0);
	EXPECT_EQ(sock_ioctl_kern(sock, SIOCDELRT, &rt), -ESRCH);
	r = ip_route_output(ip_world.net, ip4("192.0.2.9"), 0, 0, 0);
	EXPECT_EQ(PTR_ERR(r), -ENETUNREACH);
}
