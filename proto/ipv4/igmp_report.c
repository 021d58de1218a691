// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * igmp_report - what is said of groups, as packets
 *
 * Where:   igmp.c's timers and joins call it; out by ip_local_out().
 * Mirrors: net/ipv4/igmp.c, cut out. A change of sources is reported as the
 *          whole new filter (TO_IN, TO_EX), not as ALLOW and BLOCK
 *          differences: RFC 3376 §5.1 lets routers take both.
 * Spec:    RFC 2236 §2 (v2), RFC 3376 §4.2 (v3), RFC 2113 (router alert).
 */
#include "core/netdevice.h"
#include "lib/err.h"
#include "proto/ipv4/igmp_priv.h"
#include "proto/ipv4/ip.h"

/* Nobody reports 224.0.0.1; the rest of 224.0.0.x only if wanted. */
bool igmp_reports_group(const struct in_device *in_dev, __be32 group)
{
	if (group == IGMP_ALL_HOSTS)
		return false;
	return !ipv4_is_local_multicast(group) ||
	       READ_ONCE(
		       net_ipv4(dev_net(in_dev->dev))->sysctl_igmp_llm_reports);
}

/* ---- packets out
 * -------------------------------------------------------------
 */

/* Gives a packet with a header of 24 bytes (router alert), routed; or NULL. */
static struct sk_buff *igmp_newpack(struct net_device *dev, __be32 dst,
				    unsigned int size)
{
	struct net *net = dev_net(dev);
	struct flowi4 fl4 = {
		.flowi4_oif = dev->ifindex,
		.flowi4_proto = IPPROTO_IGMP,
		.daddr = dst,
	};
	unsigned int hlen = LL_RESERVED_SPACE(dev);
	struct rtable *rt = ip_route_output_key(net, &fl4);
	struct sk_buff *skb;
	struct iphdr *iph;
	u8 *ra;

	if (IS_ERR(rt))
		return NULL;
	skb = fl4.saddr ? alloc_skb(size + 24 + hlen, GFP_ATOMIC) : NULL;
	if (!skb) {
		ip_rt_put(rt);
		return NULL;
	}
	skb_dst_set(skb, &rt->dst);
	skb->dev = dev;
	skb->priority = 7; /* TC_PRIO_CONTROL */
	skb_reserve(skb, (int)hlen);
	skb_reset_network_header(skb);
	iph = skb_put_zero(skb, 24);
	iph->version = 4;
	iph->ihl = 6;
	iph->tos = 0xc0;
	iph->frag_off = htons(IP_DF);
	iph->ttl = 1;
	iph->daddr = dst;
	iph->saddr = fl4.saddr;
	iph->protocol = IPPROTO_IGMP;
	ip_select_ident(net, skb, NULL);
	ra = (u8 *)&iph[1];
	ra[0] = IPOPT_RA;
	ra[1] = 4;
	skb_set_transport_header(skb, 24);
	return skb;
}

static void igmp_out(struct sk_buff *skb)
{
	rcu_read_lock();
	ip_local_out(dev_net(skb_dst(skb)->dev), NULL, skb);
	rcu_read_unlock();
}

/* RFC 2236 §2: report or leave of one group. */
void igmp_send_v2(struct in_device *in_dev, __be32 group, u8 type)
{
	__be32 dst = type == IGMP_HOST_LEAVE_MESSAGE ? IGMP_ALL_ROUTER : group;
	struct igmphdr *ih;
	struct sk_buff *skb;

	if (!igmp_reports_group(in_dev, group))
		return;
	skb = igmp_newpack(in_dev->dev, dst, sizeof(*ih));
	if (!skb)
		return;
	ih = skb_put_zero(skb, sizeof(*ih));
	ih->type = type;
	ih->group = group;
	ih->csum = ip_compute_csum(ih, sizeof(*ih));
	igmp_out(skb);
}

/* Takes @skb; NULL is fine. */
static void igmpv3_send(struct sk_buff *skb)
{
	struct igmpv3_report *r;
	struct igmpv3_grec *rec;
	u16 n = 0;

	if (!skb)
		return;
	r = (struct igmpv3_report *)skb_transport_header(skb);
	for (u8 *p = (u8 *)(r + 1); p < skb_tail_pointer(skb); n++) {
		rec = (struct igmpv3_grec *)p;
		p += sizeof(*rec) + ntohs(rec->grec_nsrcs) * 4UL;
	}
	r->ngrec = htons(n);
	r->csum = ip_compute_csum(
		r, (int)(skb_tail_pointer(skb) - (unsigned char *)r));
	igmp_out(skb);
}

/* How many sources a record names: those of the filter that is in force. */
static bool igmp_source_counts(const struct ip_mc_list *im,
			       const struct ip_sf_list *psf)
{
	if (im->sfcount[MCAST_EXCLUDE])
		return !psf->sf_count[MCAST_INCLUDE] &&
		       psf->sf_count[MCAST_EXCLUDE] ==
			       im->sfcount[MCAST_EXCLUDE];
	return psf->sf_count[MCAST_INCLUDE] != 0;
}

/* RFC 3376 §4.2.12: @change: TO_IN, TO_EX; else MODE_IS_… */
static u8 igmpv3_type(const struct ip_mc_list *im, bool change)
{
	bool ex = im->sfcount[MCAST_EXCLUDE] != 0;

	if (change)
		return ex ? IGMPV3_CHANGE_TO_EXCLUDE : IGMPV3_CHANGE_TO_INCLUDE;
	return ex ? IGMPV3_MODE_IS_EXCLUDE : IGMPV3_MODE_IS_INCLUDE;
}

/* Append the record of @im. Takes and gives @skb, which may be NULL. */
static struct sk_buff *igmpv3_add_rec(struct sk_buff *skb,
				      struct in_device *in_dev,
				      struct ip_mc_list *im, bool change)
{
	unsigned int n = 0, size;
	struct ip_sf_list *psf;
	struct igmpv3_grec *rec;

	for (psf = im->sources; psf; psf = psf->sf_next)
		n += igmp_source_counts(im, psf);
	size = (unsigned int)(sizeof(*rec) + n * sizeof(__be32));
	if (skb && (unsigned int)skb_tailroom(skb) < size) {
		igmpv3_send(skb);
		skb = NULL;
	}
	if (!skb) {
		skb = igmp_newpack(in_dev->dev, IGMPV3_ALL_MCR,
				   max(size + 8, in_dev->dev->mtu - 24));
		if (!skb)
			return NULL;
		((struct igmpv3_report *)skb_put_zero(
			 skb, sizeof(struct igmpv3_report)))
			->type = IGMPV3_HOST_MEMBERSHIP_REPORT;
	}
	rec = skb_put_zero(skb, sizeof(*rec));
	rec->grec_type = igmpv3_type(im, change);
	rec->grec_nsrcs = htons((u16)n);
	rec->grec_mca = im->multiaddr;
	for (psf = im->sources; psf; psf = psf->sf_next)
		if (igmp_source_counts(im, psf))
			skb_put_data(skb, &psf->sf_inaddr, 4);
	return skb;
}

/* The state of @only, or of all groups. RCU. */
void igmpv3_send_report(struct in_device *in_dev, struct ip_mc_list *only)
{
	struct sk_buff *skb = NULL;
	struct ip_mc_list *im;

	for_each_pmc_rcu(in_dev, im)
	{
		if ((only && im != only) ||
		    !igmp_reports_group(in_dev, im->multiaddr))
			continue;
		spin_lock_bh(&im->lock);
		skb = igmpv3_add_rec(skb, in_dev, im, false);
		spin_unlock_bh(&im->lock);
	}
	igmpv3_send(skb);
}

/* What changed and was not said mr_qrv times yet. RCU. */
void igmpv3_send_cr(struct in_device *in_dev)
{
	struct ip_mc_list *im, **pp;
	struct sk_buff *skb = NULL;

	spin_lock_bh(&in_dev->mc_tomb_lock);
	for (pp = &in_dev->mc_tomb; (im = *pp) != NULL;) {
		skb = igmpv3_add_rec(skb, in_dev, im, true);
		if (--im->crcount) {
			pp = &im->next_rcu;
			continue;
		}
		*pp = im->next_rcu;
		ip_ma_put(im);
	}
	spin_unlock_bh(&in_dev->mc_tomb_lock);
	for_each_pmc_rcu(in_dev, im)
	{
		if (!im->crcount)
			continue;
		spin_lock_bh(&im->lock);
		skb = igmpv3_add_rec(skb, in_dev, im, true);
		im->crcount--;
		spin_unlock_bh(&im->lock);
	}
	igmpv3_send(skb);
}
