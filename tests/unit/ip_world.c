// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ip_world - a machine with lo, two links and all of IPv4 up to ICMP
 *
 * Where:   linked into proto_test.
 * Mirrors: nothing.
 * Spec:    none.
 */
#include "tests/unit/ip_world.h"

#include "core/proc.h"
#include "core/rtnl.h"
#include "lib/err.h"
#include "proto/ipv4/af_inet.h"
#include "proto/ipv4/arp.h"
#include "proto/ipv4/icmp.h"
#include "proto/ipv4/igmp.h"
#include "proto/ipv4/inetdevice.h"
#include "proto/ipv4/offload.h"
#include "proto/ipv4/protosw.h"

struct ip_world ip_world;

/* ---- doubles of what is above: gone once udp.c is linked --------------------
 */

__poll_t __attribute__((weak))
udp_poll(struct file *file, struct socket *sock, struct poll_table_struct *wait)
{
	return 0;
}

int __attribute__((weak))
ip_recv_error(struct sock *sk, struct msghdr *msg, int len, int *addr_len)
{
	return -EAGAIN;
}

void __attribute__((weak))
ip_local_error(struct sock *sk, int err, __be32 daddr, __be16 dport, u32 info)
{
}

static int test_rcv(struct sk_buff *skb)
{
	skb_queue_tail(&ip_world.up, skb);
	return 0;
}

static int test_err(struct sk_buff *skb, u32 info)
{
	ip_world.errs++;
	ip_world.err_info = info;
	ip_world.err_type = icmp_hdr(skb)->type;
	ip_world.err_code = icmp_hdr(skb)->code;
	return 0;
}

static const struct net_protocol test_protocol = {
	.handler = test_rcv,
	.err_handler = test_err,
	.no_policy = 1,
};

/* ---- devices
 * ------------------------------------------------------------------ */

static netdev_tx_t test_xmit(struct sk_buff *skb, struct net_device *dev)
{
	skb_orphan(skb);
	skb_dst_drop(skb);
	skb_queue_tail(&ip_world.out, skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops test_ops = {
	.ndo_start_xmit = test_xmit,
};

static void link_setup(struct net_device *dev)
{
	dev->mtu = 1500;
	dev->type = ARPHRD_ETHER;
	dev->addr_len = ETH_ALEN;
	dev->flags = IFF_BROADCAST | IFF_MULTICAST | IFF_NOARP;
	dev->netdev_ops = &test_ops;
	dev->priv_flags |= IFF_NO_QUEUE;
	memset(dev->broadcast, 0xff, ETH_ALEN);
}

static void lo_setup(struct net_device *dev)
{
	link_setup(dev);
	dev->mtu = 65536;
	dev->type = ARPHRD_LOOPBACK;
	dev->flags = IFF_LOOPBACK;
}

static struct net_device *link_new(const char *name, bool lo)
{
	struct net_device *dev = alloc_netdev(0, name, NET_NAME_UNKNOWN,
					      lo ? lo_setup : link_setup);

	ASSERT(dev);
	dev_net_set(dev, &init_net);
	ASSERT_EQ(register_netdev(dev), 0);
	rtnl_lock();
	if (lo)
		init_net.loopback_dev = dev;
	EXPECT_EQ(dev_change_flags(dev, dev->flags | IFF_UP, NULL), 0);
	rtnl_unlock();
	return dev;
}

static void link_gone(struct net_device *dev)
{
	unregister_netdev(dev);
	if (init_net.loopback_dev == dev)
		init_net.loopback_dev = NULL;
	free_netdev(dev);
}

/* ---- the world
 * ------------------------------------------------------------------ */

static void ip_begin(void)
{
	inetsw_init();
	ASSERT_EQ(ipv4_netns_init(), 0);
	ASSERT_EQ(sysctl_ipv4_init(), 0);
	ASSERT_EQ(igmp_mc_init(), 0);
	ASSERT_EQ(arp_init(), 0);
	ASSERT_EQ(ip_rt_init(), 0);
	ASSERT_EQ(ipfrag_init(), 0);
	ASSERT_EQ(icmp_init(), 0);
	ASSERT_EQ(ipv4_offload_init(), 0);
	ASSERT_EQ(inet_add_protocol(&test_protocol, TEST_PROTO), 0);
	ASSERT_EQ(ip_misc_proc_init(), 0);
}

static void ip_end(void)
{
	ip_misc_proc_exit();
	EXPECT_EQ(inet_del_protocol(&test_protocol, TEST_PROTO), 0);
	ipv4_offload_exit();
	icmp_exit();
	ipfrag_exit();
	ip_rt_exit();
	arp_exit();
	igmp_mc_exit();
	sysctl_ipv4_exit();
	ipv4_netns_exit();
	rcu_barrier();
}

static struct packet_type test_ip_packet_type = {
	.type = cpu_to_be16(ETH_P_IP),
	.func = ip_rcv,
	.list_func = ip_list_rcv,
};

void ip_world_begin(void)
{
	struct ip_world *w = &ip_world;

	memset(w, 0, sizeof(*w));
	w->host = test_host(1);
	task_enter(&w->guard, w->host.machine, 0);
	skb_queue_head_init(&w->out);
	skb_queue_head_init(&w->up);
	w->net = &init_net;
	ip_begin();
	dev_add_pack(&test_ip_packet_type);
	w->lo = link_new("lo", true);
	w->dev[0] = link_new("eth0", false);
	w->dev[1] = link_new("eth1", false);
	rtnl_lock();
	EXPECT_EQ(ip_addr_add(w->net, w->dev[0], ip4("10.0.0.1"), 24, NULL), 0);
	EXPECT_EQ(ip_addr_add(w->net, w->dev[1], ip4("10.0.1.1"), 24, NULL), 0);
	rtnl_unlock();
	wait_jiffies(3 * HZ); /* IGMP has spoken */
	forget(&w->out);
}

void ip_world_end(void)
{
	struct ip_world *w = &ip_world;

	forget(&w->out);
	forget(&w->up);
	link_gone(w->dev[1]);
	link_gone(w->dev[0]);
	link_gone(w->lo);
	forget(&w->out);
	dev_remove_pack(&test_ip_packet_type);
	ip_end();
	task_leave(&w->guard);
	test_host_end(&w->host);
}

/* ---- words
 * ------------------------------------------------------------------------ */

struct sk_buff *pkt_make(struct net_device *dev, const struct pkt *p)
{
	unsigned int hlen = (unsigned int)(20 + p->optlen);
	unsigned int tot = hlen + (unsigned int)p->len;
	struct sk_buff *skb = alloc_skb(128 + tot + 64, GFP_KERNEL);
	struct iphdr *iph;

	skb_reserve(skb, 128);
	skb_reset_mac_header(skb);
	skb_reset_network_header(skb);
	iph = skb_put_zero(skb, hlen);
	if (p->optlen)
		memcpy(iph + 1, p->opt, (size_t)p->optlen);
	if (p->len)
		skb_put_data(skb, p->data, (unsigned int)p->len);
	iph->version = (p->version ?: 4) & 0xf;
	iph->ihl = (hlen / 4) & 0xf;
	iph->tos = p->tos;
	iph->ttl = p->ttl ?: 64;
	iph->id = htons(p->id);
	iph->frag_off = htons(p->frag);
	iph->tot_len = htons((u16)tot);
	iph->protocol = p->proto ?: TEST_PROTO;
	iph->saddr = ip4(p->src ?: "10.0.0.2");
	iph->daddr = ip4(p->dst ?: "10.0.0.1");
	ip_send_check(iph);
	if (p->bad_csum)
		iph->check ^= 0x0100;
	if (p->cut)
		skb_trim(skb, skb->len - (unsigned int)p->cut);
	if (p->pad)
		skb_put_zero(skb, (unsigned int)p->pad);
	skb->dev = dev;
	skb->protocol = htons(ETH_P_IP);
	skb->pkt_type = p->pkt_type & 7;
	return skb;
}

void skb_in(struct sk_buff *skb)
{
	local_bh_disable();
	netif_receive_skb(skb);
	local_bh_enable();
}

struct sk_buff *sent(void)
{
	return skb_dequeue(&ip_world.out);
}

struct sk_buff *came_up(void)
{
	return skb_dequeue(&ip_world.up);
}

void forget(struct sk_buff_head *q)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(q)) != NULL)
		consume_skb(skb);
}

u64 ip_count(int field)
{
	return snmp_sum(ip_world.net->mib.ip_statistics, (unsigned int)field);
}

u64 icmp_count(int field)
{
	return snmp_sum(ip_world.net->mib.icmp_statistics, (unsigned int)field);
}

u64 drops(enum skb_drop_reason reason)
{
	return book_drops(ip_world.host.machine, reason);
}

int set(const char *sysctl, const char *value)
{
	char path[128] = "/proc/sys/net/ipv4/";
	int err;

	strncat(path, sysctl, sizeof(path) - strlen(path) - 1);
	err = vfs_write(ip_world.net, path, value, strlen(value));
	return err > 0 ? 0 : err;
}

void wait_jiffies(long n)
{
	for (; n > 0; n -= 50) /* so short a sleep is exact on the wheel */
		schedule_timeout_uninterruptible(min(n, 50L) - 1);
}

int route_via(const char *dst, int plen, const char *gw)
{
	struct fib_config cfg = {
		.fc_dst = ip4(dst),
		.fc_dst_len = (u8)plen,
		.fc_protocol = RTPROT_BOOT,
		.fc_scope = RT_SCOPE_UNIVERSE,
		.fc_type = RTN_UNICAST,
		.fc_gw_family = AF_INET,
		.fc_gw4 = ip4(gw),
		.fc_nlflags = NLM_F_CREATE | NLM_F_EXCL,
	};
	int err;

	rtnl_lock();
	err = ip_route_add(ip_world.net, &cfg, NULL);
	rtnl_unlock();
	return err;
}

void fill(u8 *buf, int from, int len)
{
	for (int i = 0; i < len; i++)
		buf[i] = (u8)((from + i) * 7 + (from + i) / 256);
}

bool filled(const u8 *buf, int from, int len)
{
	for (int i = 0; i < len; i++)
		if (buf[i] != (u8)((from + i) * 7 + (from + i) / 256))
			return false;
	return true;
}
