// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipv4_world - a machine with lo, two links, and IPv4's routing alone
 *
 * Where:   linked into the tests of routes, rules and addresses.
 * Mirrors: nothing.
 * Spec:    none.
 */
#include "tests/unit/ipv4_world.h"

#include "core/etherdevice.h"
#include "core/proc.h"
#include "core/rtnl.h"
#include "hdr/ip.h"
#include "hdr/udp.h"
#include "lib/net_utils.h"
#include "lib/slab.h"
#include "tests/harness.h"

struct ipv4_world ipv4_world;
static struct netlink_ext_ack extack;

/* ---- the world ----------------------------------------------------------- */

void ipv4_world_begin(void)
{
	ipv4_world_begin_on(test_host(2));
}

void ipv4_world_begin_on(struct test_host host)
{
	struct ipv4_world *w = &ipv4_world;

	memset(w, 0, sizeof(*w));
	w->host = host;
	task_enter(&w->guard, w->host.machine, 0);
	w->net = &init_net;
	ASSERT_EQ(ipv4_double_init(), 0);
	w->lo = ipv4_double_link("lo");
	w->dev[0] = ipv4_double_link("eth0");
	w->dev[1] = ipv4_double_link("eth1");
	ASSERT(w->lo && w->dev[0] && w->dev[1]);
}

void ipv4_world_end(void)
{
	struct ipv4_world *w = &ipv4_world;

	ipv4_double_unlink(w->dev[1]);
	ipv4_double_unlink(w->dev[0]);
	ipv4_double_unlink(w->lo);
	EXPECT_EQ(ipv4_double_exit(), 0);
	task_leave(&w->guard);
	test_host_end(&w->host);
}

/* ---- words --------------------------------------------------------------- */

const char *refusal(void)
{
	return extack._msg ? extack._msg : "";
}

int addr_add(struct net_device *dev, const char *addr, int plen)
{
	int err;

	memset(&extack, 0, sizeof(extack));
	rtnl_lock();
	err = ip_addr_add(ipv4_world.net, dev, ip4(addr), plen, &extack);
	rtnl_unlock();
	return err;
}

int addr_del(struct net_device *dev, const char *addr, int plen)
{
	int err;

	memset(&extack, 0, sizeof(extack));
	rtnl_lock();
	err = ip_addr_del(ipv4_world.net, dev, ip4(addr), plen, &extack);
	rtnl_unlock();
	return err;
}

int route_add(struct fib_config *cfg)
{
	int err;

	memset(&extack, 0, sizeof(extack));
	rtnl_lock();
	err = ip_route_add(ipv4_world.net, cfg, &extack);
	rtnl_unlock();
	return err;
}

int route_del(struct fib_config *cfg)
{
	int err;

	memset(&extack, 0, sizeof(extack));
	rtnl_lock();
	err = ip_route_del(ipv4_world.net, cfg, &extack);
	rtnl_unlock();
	return err;
}

int route_to(const char *dst, int plen, const char *gw, struct net_device *dev,
	     u32 metric)
{
	struct fib_config cfg = {
		.fc_dst = ip4(dst),
		.fc_dst_len = (u8)plen,
		.fc_protocol = RTPROT_BOOT,
		.fc_scope = gw ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK,
		.fc_type = RTN_UNICAST,
		.fc_gw_family = gw ? AF_INET : 0,
		.fc_gw4 = gw ? ip4(gw) : 0,
		.fc_oif = dev ? dev->ifindex : 0,
		.fc_priority = metric,
		.fc_nlflags = NLM_F_CREATE | NLM_F_EXCL,
	};

	return route_add(&cfg);
}

int sysctl_set(const char *name, const char *value)
{
	return vfs_write(ipv4_world.net, name, value, strlen(value));
}

struct sk_buff *packet(struct net_device *dev, const char *src, const char *dst,
		       u16 sport, u16 dport)
{
	struct sk_buff *skb = alloc_skb(256, GFP_KERNEL);
	struct udphdr *uh;
	struct iphdr *iph;

	skb_reserve(skb, 64);
	skb_reset_network_header(skb);
	iph = skb_put_zero(skb, sizeof(*iph));
	skb_set_transport_header(skb, sizeof(*iph));
	uh = skb_put_zero(skb, sizeof(*uh));
	uh->source = htons(sport);
	uh->dest = htons(dport);
	uh->len = htons(sizeof(*uh));
	iph->version = 4;
	iph->ihl = 5;
	iph->ttl = 64;
	iph->tot_len = htons((u16)skb->len);
	iph->protocol = IPPROTO_UDP;
	iph->saddr = ip4(src);
	iph->daddr = ip4(dst);
	skb->protocol = htons(ETH_P_IP);
	skb->dev = dev;
	return skb;
}

struct rtable *out(const char *dst, struct flowi4 *fl4)
{
	fl4->daddr = ip4(dst);
	return ip_route_output_key(ipv4_world.net, fl4);
}
