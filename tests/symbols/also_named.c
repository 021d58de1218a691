// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * also_named - types, constants and macros that the article takes for granted
 *
 * Where:   compiled by tests/symbols/compile against installed headers.
 * Mirrors: many headers of include/.
 *
 * Those of TCP and conntrack come with their issues, XDP's flags and SEC()
 * stand in <linux/if_link.h> and in the program's own file.
 */
#include <linux/if_link.h>
#include <linux/tcp.h>

#include "core/etherdevice.h"
#include "core/ethtool.h"
#include "core/flow.h"
#include "core/gro.h"
#include "core/napi.h"
#include "core/net_namespace.h"
#include "core/netdevice.h"
#include "core/netfilter.h"
#include "core/skbuff.h"
#include "core/sock.h"
#include "core/socket.h"
#include "core/xdp.h"
#include "hdr/arp.h"
#include "hdr/eth.h"
#include "hdr/if.h"
#include "hdr/ip.h"
#include "hdr/socket.h"
#include "hdr/tcp.h"
#include "hdr/udp.h"
#include "lib/hrtimer.h"
#include "lib/interrupt.h"
#include "lib/list_nulls.h"
#include "lib/rbtree.h"
#include "lib/sched.h"
#include "lib/slab.h"
#include "proto/ipv4/ip_fib.h"
#include "proto/ipv4/route.h"
#include "proto/ipv4/udp.h"
#include "symbols.h"

HAS_TYPE(struct ethhdr);
HAS_TYPE(struct iphdr);
HAS_TYPE(struct tcphdr);
HAS_TYPE(struct udphdr);
HAS_TYPE(struct flowi);
HAS_TYPE(struct flowi4);
HAS_TYPE(struct fib_result);
HAS_TYPE(struct rtable);
HAS_TYPE(struct packet_type);
HAS_TYPE(struct sockaddr);
HAS_TYPE(struct msghdr);
HAS_TYPE(struct in6_addr);
HAS_TYPE(struct hlist_node);
HAS_TYPE(struct hlist_nulls_node);
HAS_TYPE(struct list_head);
HAS_TYPE(struct rb_node);
HAS_TYPE(struct sk_buff_head);
HAS_TYPE(skb_frag_t);
HAS_TYPE(sk_buff_data_t);
HAS_TYPE(struct skb_shared_hwtstamps);
HAS_TYPE(struct socket_wq);
HAS_TYPE(struct poll_table_struct);
HAS_TYPE(sockptr_t);
HAS_TYPE(struct net);
HAS_TYPE(possible_net_t);
HAS_TYPE(struct net_device_stats);
HAS_TYPE(struct pcpu_sw_netstats);
HAS_TYPE(struct rtnl_link_stats64);
HAS_TYPE(struct netdev_queue);
HAS_TYPE(struct netdev_rx_queue);
HAS_TYPE(netdev_features_t);
HAS_TYPE(netdev_tx_t);
HAS_TYPE(struct header_ops);
HAS_TYPE(struct ethtool_ops);
HAS_TYPE(struct netdev_bpf);
HAS_TYPE(struct xdp_frame);
HAS_TYPE(struct xdp_rxq_info);
HAS_TYPE(struct xdp_txq_info);
HAS_TYPE(struct udp_sock);
HAS_TYPE(struct gro_list);
HAS_TYPE(struct hrtimer);
HAS_TYPE(struct task_struct);
HAS_TYPE(refcount_t);
HAS_TYPE(atomic_t);
HAS_TYPE(ktime_t);
HAS_TYPE(irqreturn_t);

IS(AF_INET, 2);
IS(AF_UNIX, 1);
IS(SOCK_STREAM, 1);
IS(SOCK_DGRAM, 2);
IS(SOCK_NOSPACE, 2);
IS(SO_REUSEADDR, 2);
IS(ARPHRD_ETHER, 1);
IS(IFF_UP, 1);
IS(IFF_BROADCAST, 2);
IS(IFNAMSIZ, 16);
IS(MAX_ADDR_LEN, 32);
IS(MAX_SKB_FRAGS, 17);
IS(GRO_HASH_BUCKETS, 8);
IS(NET_SKB_PAD, 64);
IS(ETH_P_IP, 0x0800);
IS(ETH_P_ARP, 0x0806);
IS(ETH_P_IPV6, 0x86dd);
IS(PACKET_HOST, 0);
IS(IRQ_HANDLED, 1);
IS(XDP_FLAGS_SKB_MODE, 2);
IS(XDP_FLAGS_DRV_MODE, 4);
IS(XDP_FLAGS_HW_MODE, 8);
IS(NF_INET_PRE_ROUTING, 0);
IS(NF_INET_LOCAL_IN, 1);
IS(NF_INET_FORWARD, 2);
IS(NF_INET_LOCAL_OUT, 3);
IS(NF_INET_POST_ROUTING, 4);
IS(NAPI_POLL_WEIGHT, 64);
_Static_assert(GFP_KERNEL != GFP_ATOMIC, "two contexts");

/* As the articles call them. */
static inline int read_locked(struct sock *sk)
{
	int backlog;

	lock_sock(sk);
	backlog = sk->sk_backlog.len;
	release_sock(sk);
	return backlog;
}
HAS_TYPE(__typeof__(read_locked(NULL)));
