// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fib_select - which of several nexthops, and which are alive
 *
 * Where:   after fib_lookup(): multipath, several default gateways; and the
 *          device and address events that kill and revive nexthops.
 * Mirrors: net/ipv4/fib_semantics.c, cut: its last half.
 * Spec:    RFC 2992 (hash threshold): the 31-bit hash space is cut into
 *          pieces as large as the weights; a flow stays on its nexthop, and
 *          when one dies only what must move moves.
 */
#include "core/dst.h"
#include "core/neighbour.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "core/skbuff.h"
#include "hdr/icmp.h"
#include "hdr/ip.h"
#include "lib/jhash.h"
#include "lib/kernel.h"
#include "lib/siphash.h"
#include "proto/ipv4/arp.h"
#include "proto/ipv4/fib_lookup.h"
#include "proto/ipv4/inetdevice.h"
#include "proto/ipv4/route.h"

/* ---- multipath ----------------------------------------------------------- */

/* Whether the nexthop counts: alive, and its link, if that matters, too. */
static bool nh_counts(const struct fib_nh *nh)
{
	const struct in_device *in_dev;

	if (nh->fib_nh_flags & RTNH_F_DEAD)
		return false;
	if (!(nh->fib_nh_flags & RTNH_F_LINKDOWN))
		return true;
	in_dev = nh->fib_nh_dev ? __in_dev_get_rtnl(nh->fib_nh_dev) : NULL;
	return !in_dev || !IN_DEV_IGNORE_ROUTES_WITH_LINKDOWN(in_dev);
}

/* Cut the hash space anew among those that count. Context: RTNL. */
void fib_rebalance(struct fib_info *fi)
{
	u64 total = 0, w = 0;
	int i;

	if (fi->fib_nhs < 2)
		return;
	for (i = 0; i < fi->fib_nhs; i++)
		if (nh_counts(&fi->fib_nh[i]))
			total += fi->fib_nh[i].fib_nh_weight;

	for (i = 0; i < fi->fib_nhs; i++) {
		struct fib_nh *nh = &fi->fib_nh[i];
		int upper_bound = -1;

		if (nh_counts(nh)) {
			w += nh->fib_nh_weight;
			upper_bound =
				(int)(((w << 31) + total / 2) / total - 1);
		}
		atomic_set(&nh->fib_nh_upper_bound, upper_bound);
	}
}

/* Whether the neighbour behind it answers, or was never asked: NUD_VALID. */
bool fib_good_nh(const struct fib_nh *nh)
{
	int state = NUD_REACHABLE;

	if (nh->fib_nh_scope == RT_SCOPE_LINK) {
		struct neighbour *n = NULL;

		rcu_read_lock();
		if (nh->fib_nh_gw_family == AF_INET)
			n = __ipv4_neigh_lookup_noref(nh->fib_nh_dev,
						      nh->fib_nh_gw4);
		if (n)
			state = READ_ONCE(n->nud_state);
		rcu_read_unlock();
	}
	return state & NUD_VALID;
}

/**
 * fib_select_multipath - the nexthop into whose piece the hash falls
 * @res: of a route with several nexthops; nhc and nh_sel are set
 * @hash: 31 bits
 *
 * Context: RCU.
 */
void fib_select_multipath(struct fib_result *res, int hash)
{
	struct fib_info *fi = res->fi;
	bool use_neigh, first = false;
	int i;

	use_neigh = READ_ONCE(
		net_ipv4(fi->fib_net)->sysctl_fib_multipath_use_neigh);
	for (i = 0; i < fi->fib_nhs; i++) {
		struct fib_nh *nh = &fi->fib_nh[i];

		if (use_neigh) {
			if (!fib_good_nh(nh))
				continue;
			if (!first) {
				res->nh_sel = i;
				res->nhc = &nh->nh_common;
				first = true;
			}
		}
		if (hash > atomic_read(&nh->fib_nh_upper_bound))
			continue;
		res->nh_sel = i;
		res->nhc = &nh->nh_common;
		return;
	}
}
EXPORT_SYMBOL(fib_select_multipath);

/* What is hashed. Both directions of a flow give the same. */
struct multipath_keys {
	__be32 src;
	__be32 dst;
	__be16 sport;
	__be16 dport;
	u32 proto;
};

/*
 * The addresses; an ICMP error goes the way of the packet that it is about
 * (RFC 2992 would spread them), so that it meets the same middle boxes.
 */
static void multipath_l3_keys(const struct sk_buff *skb,
			      struct multipath_keys *keys)
{
	const struct iphdr *outer = ip_hdr(skb), *inner;
	unsigned int off = skb_network_offset(skb) + outer->ihl * 4;
	const struct icmphdr *icmph;
	struct icmphdr _icmph;
	struct iphdr _inner;

	keys->src = outer->saddr;
	keys->dst = outer->daddr;
	if (outer->protocol != IPPROTO_ICMP ||
	    (outer->frag_off & htons(IP_OFFSET)))
		return;
	icmph = skb_header_pointer(skb, off, sizeof(_icmph), &_icmph);
	if (!icmph || !icmp_is_err(icmph->type))
		return;
	inner = skb_header_pointer(skb, off + sizeof(_icmph), sizeof(_inner),
				   &_inner);
	if (!inner)
		return;
	keys->src = inner->saddr;
	keys->dst = inner->daddr;
}

/* Addresses, protocol, and the ports of a packet that is no fragment. */
static void multipath_l4_keys(const struct sk_buff *skb,
			      struct multipath_keys *keys)
{
	const struct iphdr *iph = ip_hdr(skb);
	const __be16 *ports;
	__be16 _ports[2];

	keys->src = iph->saddr;
	keys->dst = iph->daddr;
	keys->proto = iph->protocol;
	if (ip_is_fragment(iph))
		return;
	switch (iph->protocol) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_SCTP:
	case IPPROTO_DCCP:
		break;
	default:
		return;
	}
	ports = skb_header_pointer(skb, skb_network_offset(skb) + iph->ihl * 4,
				   sizeof(_ports), _ports);
	if (!ports)
		return;
	keys->sport = ports[0];
	keys->dport = ports[1];
}

static void multipath_fl4_keys(const struct flowi4 *fl4,
			       struct multipath_keys *keys, bool l4)
{
	keys->src = fl4->saddr;
	keys->dst = fl4->daddr;
	if (!l4)
		return;
	keys->proto = fl4->flowi4_proto;
	keys->sport = fl4->fl4_sport;
	keys->dport = fl4->fl4_dport;
}

static u32 multipath_hash_keys(const struct net *net,
			       struct multipath_keys *keys)
{
	if (ntohl(keys->dst) < ntohl(keys->src) ||
	    (keys->dst == keys->src &&
	     ntohs(keys->dport) < ntohs(keys->sport))) {
		swap(keys->src, keys->dst);
		swap(keys->sport, keys->dport);
	}
	return siphash(keys, sizeof(*keys), &net_ipv4(net)->multipath_key);
}

/**
 * fib_multipath_hash - the flow's place in the hash space
 * @net: the namespace; fib_multipath_hash_policy 0: addresses, 1: and ports
 * @fl4: the key, used when there is no packet
 * @skb: borrowed; the packet, or NULL
 * @flkeys: unused; the kernel's dissected keys
 *
 * Context: RCU. Return: 31 bits.
 */
int fib_multipath_hash(const struct net *net, const struct flowi4 *fl4,
		       const struct sk_buff *skb, struct flow_keys *flkeys)
{
	bool l4 = READ_ONCE(net_ipv4(net)->sysctl_fib_multipath_hash_policy);
	u32 multipath_hash = fl4 ? fl4->flowi4_multipath_hash : 0;
	struct multipath_keys keys = {};
	u32 mhash;

	if (!skb)
		multipath_fl4_keys(fl4, &keys, l4);
	else if (l4)
		multipath_l4_keys(skb, &keys);
	else
		multipath_l3_keys(skb, &keys);
	mhash = multipath_hash_keys(net, &keys);
	if (multipath_hash)
		mhash = jhash_2words(mhash, multipath_hash, 0);
	return mhash >> 1;
}
EXPORT_SYMBOL(fib_multipath_hash);

/**
 * fib_select_path - the last word on where a packet goes and comes from
 * @net: the namespace
 * @res: the lookup's; a nexthop is chosen
 * @fl4: its source is filled in when it has none
 * @skb: borrowed; for the hash, or NULL
 *
 * Context: RCU.
 */
void fib_select_path(struct net *net, struct fib_result *res,
		     struct flowi4 *fl4, const struct sk_buff *skb)
{
	if (fl4->flowi4_oif && !(fl4->flowi4_flags & FLOWI_FLAG_SKIP_NH_OIF))
		goto check_saddr;

	if (res->fi->fib_nhs > 1)
		fib_select_multipath(res,
				     fib_multipath_hash(net, fl4, skb, NULL));
	else if (!res->prefixlen && res->table->tb_num_default > 1 &&
		 res->type == RTN_UNICAST)
		fib_select_default(fl4, res);

check_saddr:
	if (!fl4->saddr)
		fl4->saddr = fib_result_prefsrc(net, res);
}
EXPORT_SYMBOL(fib_select_path);

/* ---- several default routes ---------------------------------------------- */

/*
 * Whether the gateway of @fi, the @order-th default, is to be passed over.
 * The best of those passed over is kept in *@last_resort. One in NUD_STALE
 * or such is used unless it was the last choice, so that all get their turn.
 */
int fib_detect_death(struct fib_info *fi, int order,
		     struct fib_info **last_resort, int *last_idx, int dflt)
{
	const struct fib_nh_common *nhc = fib_info_nhc(fi, 0);
	struct neighbour *n = NULL;
	int state;

	if (nhc->nhc_gw_family == AF_INET)
		n = __ipv4_neigh_lookup_noref(nhc->nhc_dev, nhc->nhc_gw.ipv4);
	if (!n)
		return 0;
	state = READ_ONCE(n->nud_state);
	if (state == NUD_REACHABLE)
		return 0;
	if ((state & NUD_VALID) && order != dflt)
		return 0;
	if ((state & NUD_VALID) ||
	    (*last_idx < 0 && order > dflt && state != NUD_INCOMPLETE)) {
		*last_resort = fi;
		*last_idx = order;
	}
	return 1;
}

/* A default route by gateway that could stand in for @res's. */
static bool default_candidate(const struct fib_alias *fa,
			      const struct fib_result *res)
{
	const struct fib_nh_common *nhc = fib_info_nhc(fa->fa_info, 0);

	return fa->fa_info->fib_scope == res->scope &&
	       fa->fa_type == RTN_UNICAST && nhc->nhc_gw_family &&
	       nhc->nhc_scope == RT_SCOPE_LINK;
}

/* Among default routes of equal metric: the next whose gateway answers. */
void fib_select_default(const struct flowi4 *flp, struct fib_result *res)
{
	struct fib_info *fi = NULL, *last_resort = NULL;
	u32 last_prio = res->fi->fib_priority;
	u8 slen = 32 - res->prefixlen, last_tos = 0;
	struct fib_alias *fa, *fa1 = NULL;
	int order = -1, last_idx = -1;

	hlist_for_each_entry_rcu (fa, res->fa_head, fa_list) {
		struct fib_info *next_fi = fa->fa_info;

		if (fa->fa_slen != slen || fa->tb_id != res->table->tb_id ||
		    (fa->fa_tos && fa->fa_tos != flp->flowi4_tos))
			continue;
		if (next_fi->fib_priority > last_prio &&
		    fa->fa_tos == last_tos) {
			if (last_tos)
				continue;
			break;
		}
		if (next_fi->fib_flags & RTNH_F_DEAD)
			continue;
		last_tos = fa->fa_tos;
		last_prio = next_fi->fib_priority;
		if (!default_candidate(fa, res))
			continue;
		fib_alias_accessed(fa);
		if (!fi) {
			if (next_fi != res->fi)
				break;
			fa1 = fa;
		} else if (!fib_detect_death(fi, order, &last_resort, &last_idx,
					     fa1->fa_default)) {
			fib_result_assign(res, fi);
			fa1->fa_default = order;
			return;
		}
		fi = next_fi;
		order++;
	}

	if (order <= 0 || !fi) {
		if (fa1)
			fa1->fa_default = -1;
		return;
	}
	if (!fib_detect_death(fi, order, &last_resort, &last_idx,
			      fa1->fa_default)) {
		fib_result_assign(res, fi);
		fa1->fa_default = order;
		return;
	}
	if (last_idx >= 0)
		fib_result_assign(res, last_resort);
	fa1->fa_default = last_idx;
}

/* ---- events -------------------------------------------------------------- */

/* @local is no longer ours: routes that prefer it as source die. RTNL. */
int fib_sync_down_addr(struct net_device *dev, __be32 local)
{
	struct net *net = dev_net(dev);
	struct fib_info *fi;
	int ret = 0;

	if (!local)
		return 0;
	hlist_for_each_entry (fi, fib_laddr_bucket(net, local), fib_lhash) {
		if (fi->fib_prefsrc != local || fi->fib_tb_id != RT_TABLE_MAIN)
			continue;
		fi->fib_flags |= RTNH_F_DEAD;
		ret++;
	}
	return ret;
}

/* The nexthops of @fi after @event on @dev. Return: how many are dead. */
static int sync_down_nexthops(struct fib_info *fi, struct net_device *dev,
			      unsigned long event, int scope)
{
	int i, dead = 0;

	for (i = 0; i < fi->fib_nhs; i++) {
		struct fib_nh *nh = &fi->fib_nh[i];

		if (nh->fib_nh_flags & RTNH_F_DEAD) {
			dead++;
		} else if (nh->fib_nh_dev == dev && nh->fib_nh_scope != scope) {
			nh->fib_nh_flags |= RTNH_F_LINKDOWN;
			if (event != NETDEV_CHANGE)
				nh->fib_nh_flags |= RTNH_F_DEAD;
			dead++;
		}
		if (event == NETDEV_UNREGISTER && nh->fib_nh_dev == dev)
			return fi->fib_nhs;
	}
	return dead;
}

/**
 * fib_sync_down_dev - a device went down, lost its carrier, or goes away
 * @dev: the device
 * @event: NETDEV_DOWN, NETDEV_CHANGE (carrier) or NETDEV_UNREGISTER
 * @force: local routes too
 *
 * Context: RTNL. Return: how many fib_infos have no nexthop left.
 */
int fib_sync_down_dev(struct net_device *dev, unsigned long event, bool force)
{
	int scope = force ? -1 : RT_SCOPE_NOWHERE, ret = 0;
	struct fib_info *prev_fi = NULL;
	struct fib_nh *nh;

	hlist_for_each_entry (nh, fib_info_devhash_bucket(dev), nh_hash) {
		struct fib_info *fi = nh->nh_parent;

		if (nh->fib_nh_dev != dev || fi == prev_fi)
			continue;
		prev_fi = fi;
		if (sync_down_nexthops(fi, dev, event, scope) == fi->fib_nhs) {
			fi->fib_flags |= RTNH_F_LINKDOWN;
			if (event != NETDEV_CHANGE)
				fi->fib_flags |= RTNH_F_DEAD;
			ret++;
		}
		fib_rebalance(fi);
	}
	return ret;
}

/**
 * fib_sync_up - a device is up again, or its carrier is
 * @dev: the device
 * @nh_flags: RTNH_F_DEAD or RTNH_F_LINKDOWN: what ends
 *
 * Context: RTNL. Return: how many fib_infos live.
 */
int fib_sync_up(struct net_device *dev, unsigned char nh_flags)
{
	struct fib_info *prev_fi = NULL;
	struct fib_nh *nh;
	int i, ret = 0;

	if (!(dev->flags & IFF_UP))
		return 0;
	if ((nh_flags & RTNH_F_DEAD) &&
	    (dev_get_flags(dev) & (IFF_RUNNING | IFF_LOWER_UP)))
		nh_flags |= RTNH_F_LINKDOWN;

	hlist_for_each_entry (nh, fib_info_devhash_bucket(dev), nh_hash) {
		struct fib_info *fi = nh->nh_parent;
		int alive = 0;

		if (nh->fib_nh_dev != dev || fi == prev_fi)
			continue;
		prev_fi = fi;
		for (i = 0; i < fi->fib_nhs; i++) {
			struct fib_nh *n = &fi->fib_nh[i];

			if (!(n->fib_nh_flags & nh_flags)) {
				alive++;
				continue;
			}
			if (n->fib_nh_dev != dev || !__in_dev_get_rtnl(dev))
				continue;
			alive++;
			n->fib_nh_flags &= ~nh_flags;
		}
		if (alive > 0) {
			fi->fib_flags &= ~nh_flags;
			ret++;
		}
		fib_rebalance(fi);
	}
	return ret;
}

/*
 * The device's MTU changed: an exception that was narrower than the new one
 * stays, one that stood for the old one follows. Context: RTNL.
 */
void fib_nhc_update_mtu(struct fib_nh_common *nhc, u32 new_mtu, u32 orig)
{
	struct fnhe_hash_bucket *bucket = nhc->nhc_exceptions;
	struct fib_nh_exception *fnhe;
	int i;

	for (i = 0; bucket && i < FNHE_HASH_SIZE; i++) {
		for (fnhe = bucket[i].chain; fnhe; fnhe = fnhe->fnhe_next) {
			if (fnhe->fnhe_mtu_locked) {
				if (new_mtu <= fnhe->fnhe_pmtu) {
					fnhe->fnhe_pmtu = new_mtu;
					fnhe->fnhe_mtu_locked = false;
				}
			} else if (new_mtu < fnhe->fnhe_pmtu ||
				   orig == fnhe->fnhe_pmtu) {
				fnhe->fnhe_pmtu = new_mtu;
			}
		}
	}
}

void fib_sync_mtu(struct net_device *dev, u32 orig_mtu)
{
	struct fib_nh *nh;

	hlist_for_each_entry (nh, fib_info_devhash_bucket(dev), nh_hash)
		if (nh->fib_nh_dev == dev)
			fib_nhc_update_mtu(&nh->nh_common, dev->mtu, orig_mtu);
}

/* 0: @gw is the gateway of a live nexthop over @dev. RCU. */
int ip_fib_check_default(__be32 gw, struct net_device *dev)
{
	struct fib_nh *nh;

	hlist_for_each_entry_rcu (nh, fib_info_devhash_bucket(dev), nh_hash)
		if (nh->fib_nh_dev == dev && nh->fib_nh_gw4 == gw &&
		    !(nh->fib_nh_flags & RTNH_F_DEAD))
			return 0;
	return -1;
}
