// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipv4_double - what lies above and below routing in ipv4.so, as doubles
 *
 * Where:   linked with the routing files alone into their tests and bench:
 *          packets vanish, ICMP is counted, ARP resolves nobody.
 * Mirrors: nothing.
 * Spec:    none.
 */
#include "tests/unit/ipv4_double.h"

#include "core/netdevice.h"
#include "core/rtnl.h"
#include "core/skbuff.h"
#include "lib/ktime.h"
#include "proto/ipv4/arp.h"
#include "proto/ipv4/icmp.h"
#include "proto/ipv4/igmp.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/route.h"

struct ipv4_double ipv4_double;

static int swallow(struct sk_buff *skb)
{
	consume_skb(skb);
	return 0;
}

int ip_local_deliver(struct sk_buff *skb)
{
	return swallow(skb);
}

int ip_forward(struct sk_buff *skb)
{
	return swallow(skb);
}

int ip_output(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	return swallow(skb);
}

int ip_mc_output(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	return swallow(skb);
}

void icmp_send(struct sk_buff *skb_in, int type, int code, __be32 info)
{
	ipv4_double.icmp_sent++;
	ipv4_double.icmp_type = type;
	ipv4_double.icmp_code = code;
	ipv4_double.icmp_info = info;
}

void __icmp_send(struct sk_buff *skb_in, int type, int code, __be32 info,
		 const struct ip_options *opt)
{
	icmp_send(skb_in, type, code, info);
}

int __ip_options_compile(struct net *net, struct ip_options *opt,
			 struct sk_buff *skb, __be32 *info)
{
	return 0;
}

/* 224.0.0.1 is heard on every link that is up, nothing else. */
int ip_check_mc_rcu(struct in_device *in_dev, __be32 mc_addr, __be32 src_addr,
		    u8 proto)
{
	return mc_addr == htonl(INADDR_ALLHOSTS_GROUP) &&
	       (in_dev->dev->flags & IFF_UP);
}

void ip_mc_init_dev(struct in_device *in_dev)
{
}

void ip_mc_destroy_dev(struct in_device *in_dev)
{
}

void ip_mc_up(struct in_device *in_dev)
{
}

void ip_mc_down(struct in_device *in_dev)
{
}

void arp_send(int type, int ptype, __be32 dest_ip, struct net_device *dev,
	      __be32 src_ip, const unsigned char *dest_hw,
	      const unsigned char *src_hw, const unsigned char *th)
{
}

int arp_invalidate(struct net_device *dev, __be32 ip, bool force)
{
	return 0;
}

void arp_ifdown(struct net_device *dev)
{
	neigh_ifdown(arp_neigh_table(), dev);
}

/* A neighbour table that resolves nobody. */
static u32 test_arp_hash(const void *pkey, const struct net_device *dev,
			 const u32 *hash_rnd)
{
	return *(const u32 *)pkey * hash_rnd[0] ^ (u32)dev->ifindex;
}

static int test_arp_constructor(struct neighbour *n)
{
	static const struct neigh_ops ops = {
		.family = AF_INET,
		.output = neigh_resolve_output,
		.connected_output = neigh_resolve_output,
	};

	n->type = RTN_UNICAST;
	n->ops = &ops;
	n->output = ops.output;
	return 0;
}

DEFINE_STATIC_PER_MACHINE(struct neigh_table, test_arp_tbl);

static int test_arp_init(void)
{
	struct neigh_table *tbl = &machine_var(test_arp_tbl);

	*tbl = (struct neigh_table){
		.family = AF_INET,
		.key_len = 4,
		.protocol = cpu_to_be16(ETH_P_IP),
		.hash = test_arp_hash,
		.key_eq = neigh_key_eq32,
		.constructor = test_arp_constructor,
		.id = "arp_cache",
		.gc_interval = 30 * HZ,
		.gc_thresh1 = 128,
		.gc_thresh2 = 512,
		.gc_thresh3 = 1024,
	};
	NEIGH_VAR_INIT(&tbl->parms, RETRANS_TIME, 1 * HZ);
	NEIGH_VAR_INIT(&tbl->parms, BASE_REACHABLE_TIME, 30 * HZ);
	NEIGH_VAR_INIT(&tbl->parms, DELAY_PROBE_TIME, 5 * HZ);
	NEIGH_VAR_INIT(&tbl->parms, INTERVAL_PROBE_TIME_MS, 5 * HZ);
	NEIGH_VAR_INIT(&tbl->parms, GC_STALETIME, 60 * HZ);
	return neigh_table_init(NEIGH_ARP_TABLE, tbl);
}

/* ---- devices ------------------------------------------------------------- */

static netdev_tx_t test_xmit(struct sk_buff *skb, struct net_device *dev)
{
	consume_skb(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops test_ops = {
	.ndo_start_xmit = test_xmit,
};

static void lo_setup(struct net_device *dev)
{
	dev->mtu = 65536;
	dev->type = ARPHRD_LOOPBACK;
	dev->flags = IFF_LOOPBACK;
	dev->addr_len = ETH_ALEN;
	dev->netdev_ops = &test_ops;
	dev->priv_flags |= IFF_NO_QUEUE;
}

static void eth_dev_setup(struct net_device *dev)
{
	lo_setup(dev);
	dev->mtu = 1500;
	dev->type = ARPHRD_ETHER;
	dev->flags = IFF_BROADCAST | IFF_MULTICAST;
}

struct net_device *ipv4_double_link(const char *name)
{
	bool lo = !strcmp(name, "lo");
	struct net_device *dev;

	dev = alloc_netdev(0, name, NET_NAME_UNKNOWN,
			   lo ? lo_setup : eth_dev_setup);
	if (!dev)
		return NULL;
	dev_net_set(dev, &init_net);
	if (register_netdev(dev)) {
		free_netdev(dev);
		return NULL;
	}
	rtnl_lock();
	if (lo)
		init_net.loopback_dev = dev;
	dev_change_flags(dev, dev->flags | IFF_UP, NULL);
	rtnl_unlock();
	return dev;
}

void ipv4_double_unlink(struct net_device *dev)
{
	unregister_netdev(dev);
	if (init_net.loopback_dev == dev)
		init_net.loopback_dev = NULL;
	free_netdev(dev);
}

/* ---- all of it ----------------------------------------------------------- */

int ipv4_double_init(void)
{
	int err;

	memset(&ipv4_double, 0, sizeof(ipv4_double));
	err = test_arp_init();
	if (!err)
		err = ipv4_netns_init();
	if (!err)
		err = ip_rt_init();
	if (!err)
		net_ipv4(&init_net)->sysctl_ip_default_ttl = 64;
	return err;
}

int ipv4_double_exit(void)
{
	int left;

	ip_rt_exit();
	ipv4_netns_exit();
	left = neigh_table_clear(NEIGH_ARP_TABLE, &machine_var(test_arp_tbl));
	rcu_barrier();
	return left;
}
