/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * igmp - which multicast groups we are members of, and who is told
 *
 * Where:   setsockopt(IP_ADD_MEMBERSHIP …) joins; ip_route_input() asks
 *          ip_check_mc_rcu(); raw.c and udp.c ask ip_mc_sf_allow().
 * Mirrors: include/linux/igmp.h.
 * Spec:    RFC 1112, RFC 2236 (IGMPv2), RFC 3376 (IGMPv3).
 */
#ifndef PROTO_IPV4_IGMP_H
#define PROTO_IPV4_IGMP_H

#include "hdr/socket.h"

#include <linux/igmp.h>
#include <linux/in.h>

#include "core/socket.h"
#include "lib/rcupdate.h"
#include "lib/refcount.h"
#include "lib/spinlock.h"
#include "lib/timer.h"
#include "lib/types.h"

struct in_device;
struct net;
struct net_device;
struct sk_buff;
struct sock;

/* A socket's sources of one group. */
struct ip_sf_socklist {
	unsigned int sl_max;
	unsigned int sl_count;
	struct rcu_head rcu;
	__be32 sl_addr[];
};
#define IP_SFBLOCK 10 /* allocate so many at once */

/* A socket's membership. */
struct ip_mc_socklist {
	struct ip_mc_socklist *next_rcu;
	struct ip_mreqn multi;
	unsigned int sfmode; /* MCAST_INCLUDE, MCAST_EXCLUDE */
	struct ip_sf_socklist *sflist;
	struct rcu_head rcu;
};

/* A source of a group on a device. */
struct ip_sf_list {
	struct ip_sf_list *sf_next;
	unsigned long sf_count[2]; /* sockets that include, exclude it */
	__be32 sf_inaddr;
	unsigned char sf_gsresp;
	unsigned char sf_oldin;
	unsigned char sf_crcount; /* state-change reports still to come */
};

/* A group on a device. */
struct ip_mc_list {
	struct in_device *interface;
	__be32 multiaddr;
	unsigned int sfmode;
	struct ip_sf_list *sources;
	struct ip_sf_list *tomb;
	unsigned long sfcount[2];
	struct ip_mc_list *next_rcu;
	struct ip_mc_list *next_hash;
	struct timer_list timer;
	int users;
	refcount_t refcnt;
	spinlock_t lock;
	char tm_running;
	char reporter;
	char unsolicit_count;
	char loaded;
	unsigned char gsquery;
	unsigned char crcount;
	struct rcu_head rcu;
};

/* May a socket have a packet of @loc_addr from @rmt_addr? RCU. */
int ip_mc_sf_allow(const struct sock *sk, __be32 loc_addr, __be32 rmt_addr,
		   int dif, int sdif);
/* Is a device a member of the group (for that source)? RCU. */
int ip_check_mc_rcu(struct in_device *in_dev, __be32 mc_addr, __be32 src_addr,
		    u8 proto);
int igmp_rcv(struct sk_buff *skb); /* takes */

/* Sockets. Context: process, rtnl and lock_sock(). 0 or -errno. */
int ip_mc_join_group(struct sock *sk, struct ip_mreqn *imr);
int ip_mc_join_group_ssm(struct sock *sk, struct ip_mreqn *imr,
			 unsigned int mode);
int ip_mc_leave_group(struct sock *sk, struct ip_mreqn *imr);
void ip_mc_drop_socket(struct sock *sk);
int ip_mc_source(int add, int omode, struct sock *sk,
		 struct ip_mreq_source *mreqs, int ifindex);
int ip_mc_msfilter(struct sock *sk, struct ip_msfilter *msf, int ifindex);
int ip_mc_msfget(struct sock *sk, struct ip_msfilter *msf, sockptr_t optval,
		 sockptr_t optlen);
int ip_mc_gsfget(struct sock *sk, struct group_filter *gsf, sockptr_t optval,
		 size_t offset);

/* A device's life: devinet.c. Context: rtnl. */
void ip_mc_init_dev(struct in_device *in_dev);
void ip_mc_destroy_dev(struct in_device *in_dev);
void ip_mc_up(struct in_device *in_dev);
void ip_mc_down(struct in_device *in_dev);
void __ip_mc_inc_group(struct in_device *in_dev, __be32 addr, gfp_t gfp);
void ip_mc_inc_group(struct in_device *in_dev, __be32 addr);
void __ip_mc_dec_group(struct in_device *in_dev, __be32 addr, gfp_t gfp);
static inline void ip_mc_dec_group(struct in_device *in_dev, __be32 addr)
{
	__ip_mc_dec_group(in_dev, addr, GFP_KERNEL);
}

int igmp_mc_init(void);
void igmp_mc_exit(void);

#endif /* PROTO_IPV4_IGMP_H */
