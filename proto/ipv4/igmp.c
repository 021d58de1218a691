// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * igmp - multicast groups of each device, and telling the routers of them
 *
 * Where:   ip_mc_inc_group() from sockets (igmp_sock.c) and devinet.c; queries
 *          come by net_protocol IPPROTO_IGMP; reports go by igmp_report.c.
 * Mirrors: net/ipv4/igmp.c; sockets' lists are in igmp_sock.c, the packets in
 *          igmp_report.c.
 * Spec:    RFC 1112, RFC 2236 (v2), RFC 3376 (v3).
 *
 * Timers. im->timer: a report of one group, at a random moment below the
 * maximum that a query states, or unsolicited after a join (v2); holds a
 * reference of im. in_dev->mr_gq_timer: the answer to a general v3 query.
 * in_dev->mr_ifc_timer: v3 state changes, sent mr_qrv times. Both hold one of
 * in_dev. All are deleted when the device goes down.
 */
#include "proto/ipv4/igmp.h"

#include "core/etherdevice.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "lib/err.h"
#include "lib/random.h"
#include "lib/slab.h"
#include "proto/ipv4/arp.h"
#include "proto/ipv4/igmp_priv.h"
#include "proto/ipv4/ip.h"
#include "proto/protocol.h"

#define IGMP_INITIAL_REPORT_DELAY    1
#define IGMP_QUERY_INTERVAL	     (125 * HZ) /* RFC 3376 §8.2 */
#define IGMP_QUERY_RESPONSE_INTERVAL (10 * HZ)	/* §8.3 */

/* ---- which version is spoken ------------------------------------------------
 */

bool igmp_v1_seen(const struct in_device *in_dev)
{
	return IN_DEV_NET_ALL(in_dev, FORCE_IGMP_VERSION) == 1 ||
	       IN_DEV_CONF_GET(in_dev, FORCE_IGMP_VERSION) == 1 ||
	       (in_dev->mr_v1_seen && time_before(jiffies, in_dev->mr_v1_seen));
}

bool igmp_v2_seen(const struct in_device *in_dev)
{
	return IN_DEV_NET_ALL(in_dev, FORCE_IGMP_VERSION) == 2 ||
	       IN_DEV_CONF_GET(in_dev, FORCE_IGMP_VERSION) == 2 ||
	       (in_dev->mr_v2_seen && time_before(jiffies, in_dev->mr_v2_seen));
}

static unsigned long unsolicited_interval(const struct in_device *in_dev)
{
	int ms = igmp_v1_seen(in_dev) || igmp_v2_seen(in_dev)
			 ? IN_DEV_CONF_GET(in_dev,
					   IGMPV2_UNSOLICITED_REPORT_INTERVAL)
			 : IN_DEV_CONF_GET(in_dev,
					   IGMPV3_UNSOLICITED_REPORT_INTERVAL);
	unsigned long delay = msecs_to_jiffies((unsigned int)ms);

	return delay ?: 1;
}

void ip_ma_put(struct ip_mc_list *im)
{
	if (refcount_dec_and_test(&im->refcnt)) {
		in_dev_put(im->interface);
		kfree_rcu(im, rcu);
	}
}

/* ---- timers
 * ------------------------------------------------------------------
 */

static void igmp_start_timer(struct ip_mc_list *im, unsigned long max_delay)
{
	u32 tv = max_delay ? get_random_u32_below((u32)max_delay) : 0;

	im->tm_running = 1;
	if (!mod_timer(&im->timer, jiffies + tv + 2))
		refcount_inc(&im->refcnt);
}

static void igmp_stop_timer(struct ip_mc_list *im)
{
	spin_lock_bh(&im->lock);
	if (timer_delete(&im->timer))
		refcount_dec(&im->refcnt);
	im->tm_running = 0;
	im->reporter = 0;
	im->unsolicit_count = 0;
	spin_unlock_bh(&im->lock);
}

static void igmp_timer_expire(struct timer_list *t)
{
	struct ip_mc_list *im = from_timer(im, t, timer);
	struct in_device *in_dev = im->interface;

	spin_lock(&im->lock);
	im->tm_running = 0;
	if (im->unsolicit_count && --im->unsolicit_count)
		igmp_start_timer(im, unsolicited_interval(in_dev));
	im->reporter = 1;
	spin_unlock(&im->lock);
	rcu_read_lock();
	if (igmp_v1_seen(in_dev))
		igmp_send_v2(in_dev, im->multiaddr,
			     IGMP_HOST_MEMBERSHIP_REPORT);
	else if (igmp_v2_seen(in_dev))
		igmp_send_v2(in_dev, im->multiaddr,
			     IGMPV2_HOST_MEMBERSHIP_REPORT);
	else
		igmpv3_send_report(in_dev, im);
	rcu_read_unlock();
	ip_ma_put(im);
}

static void igmp_gq_timer_expire(struct timer_list *t)
{
	struct in_device *in_dev = from_timer(in_dev, t, mr_gq_timer);

	in_dev->mr_gq_running = 0;
	rcu_read_lock();
	igmpv3_send_report(in_dev, NULL);
	rcu_read_unlock();
	in_dev_put(in_dev);
}

static void igmp_ifc_start_timer(struct in_device *in_dev, unsigned long delay)
{
	u32 tv = get_random_u32_below((u32)delay);

	if (!mod_timer(&in_dev->mr_ifc_timer, jiffies + tv + 2))
		in_dev_hold(in_dev);
}

static void igmp_ifc_timer_expire(struct timer_list *t)
{
	struct in_device *in_dev = from_timer(in_dev, t, mr_ifc_timer);

	rcu_read_lock();
	igmpv3_send_cr(in_dev);
	rcu_read_unlock();
	if (in_dev->mr_ifc_count && --in_dev->mr_ifc_count)
		igmp_ifc_start_timer(in_dev, unsolicited_interval(in_dev));
	in_dev_put(in_dev);
}

/* A group's filter changed: say it mr_qrv times (v3). */
void igmp_ifc_event(struct in_device *in_dev)
{
	if (igmp_v1_seen(in_dev) || igmp_v2_seen(in_dev))
		return;
	in_dev->mr_ifc_count = in_dev->mr_qrv;
	igmp_ifc_start_timer(in_dev, 1);
}

/* ---- queries
 * -----------------------------------------------------------------
 */

/* RFC 3376 §4.1.1, §4.1.7: a byte with an exponent. */
static unsigned int igmpv3_exp(u8 v)
{
	return v < 128 ? v : ((v & 0xfU) | 0x10) << (((v >> 4) & 7) + 3);
}

static void igmp_heard_report(struct in_device *in_dev, __be32 group)
{
	struct ip_mc_list *im;

	/* another member spoke: RFC 2236 §3, we need not */
	if (group == IGMP_ALL_HOSTS)
		return;
	for_each_pmc_rcu(in_dev, im)
	{
		if (im->multiaddr == group) {
			igmp_stop_timer(im);
			break;
		}
	}
}

/* An older router: until when we speak as it does. */
static unsigned long igmp_heard_old(struct in_device *in_dev,
				    const struct igmphdr *ih)
{
	unsigned long until =
		jiffies + in_dev->mr_qrv * in_dev->mr_qi + in_dev->mr_qri;

	in_dev->mr_ifc_count = 0;
	if (timer_delete(&in_dev->mr_ifc_timer))
		in_dev_put(in_dev);
	if (ih->code == 0) {
		in_dev->mr_v1_seen = until;
		return IGMP_QUERY_RESPONSE_INTERVAL;
	}
	in_dev->mr_v2_seen = until;
	return ih->code * (unsigned long)(HZ / IGMP_TIMER_SCALE);
}

/* Return: the maximum delay; 0: nothing more to do. */
static unsigned long igmp_heard_v3(struct in_device *in_dev,
				   const struct igmpv3_query *ih3)
{
	struct net *net = dev_net(in_dev->dev);
	unsigned long delay;

	delay = igmpv3_exp(ih3->code) * (unsigned long)(HZ / IGMP_TIMER_SCALE);
	if (!delay)
		delay = 1;
	if (igmp_v1_seen(in_dev))
		return IGMP_QUERY_RESPONSE_INTERVAL;
	if (igmp_v2_seen(in_dev))
		return delay;
	in_dev->mr_maxdelay = delay;
	in_dev->mr_qrv = ih3->qrv ?: (u8)net_ipv4(net)->sysctl_igmp_qrv;
	in_dev->mr_qi = igmpv3_exp(ih3->qqic) * (unsigned long)HZ
				?: IGMP_QUERY_INTERVAL;
	if (ih3->group)
		return delay;
	if (!ih3->nsrcs) {
		in_dev->mr_gq_running = 1;
		if (!mod_timer(&in_dev->mr_gq_timer,
			       jiffies + get_random_u32_below((u32)delay) + 2))
			in_dev_hold(in_dev);
	}
	return 0;
}

static void igmp_heard_query(struct in_device *in_dev, struct sk_buff *skb,
			     unsigned int len)
{
	const struct igmphdr *ih = (struct igmphdr *)skb_transport_header(skb);
	__be32 group = ih->group;
	unsigned long delay;
	struct ip_mc_list *im;

	if (len == 8)
		delay = igmp_heard_old(in_dev, ih);
	else if (len >= 12 && pskb_may_pull(skb, 12))
		delay = igmp_heard_v3(
			in_dev,
			(struct igmpv3_query *)skb_transport_header(skb));
	else
		return;
	if (!delay)
		return;
	if (igmp_v1_seen(in_dev))
		group = 0;
	for_each_pmc_rcu(in_dev, im)
	{
		if ((group && group != im->multiaddr) ||
		    !igmp_reports_group(in_dev, im->multiaddr))
			continue;
		spin_lock_bh(&im->lock);
		im->unsolicit_count = 0;
		/* an earlier answer serves too */
		if (!im->tm_running ||
		    time_after(im->timer.expires, jiffies + delay))
			igmp_start_timer(im, delay);
		spin_unlock_bh(&im->lock);
	}
}

/**
 * igmp_rcv - a query or somebody's report
 * @skb: taken; data at the IGMP header
 *
 * Context: softirq, RCU; struct net_protocol.handler.
 */
int igmp_rcv(struct sk_buff *skb)
{
	enum skb_drop_reason reason = SKB_DROP_REASON_INVALID_PROTO;
	struct in_device *in_dev = __in_dev_get_rcu(skb->dev);
	unsigned int len = skb->len;
	const struct igmphdr *ih;

	if (!in_dev)
		goto drop;
	reason = SKB_DROP_REASON_PKT_TOO_SMALL;
	if (!pskb_may_pull(skb, sizeof(*ih)))
		goto drop;
	reason = SKB_DROP_REASON_SKB_CSUM;
	if (skb_checksum_simple_validate(skb))
		goto drop;
	ih = (struct igmphdr *)skb_transport_header(skb);
	switch (ih->type) {
	case IGMP_HOST_MEMBERSHIP_QUERY:
		igmp_heard_query(in_dev, skb, len);
		break;
	case IGMP_HOST_MEMBERSHIP_REPORT:
	case IGMPV2_HOST_MEMBERSHIP_REPORT:
		/* our own, looped back, says nothing; nor does a unicast */
		if (rt_is_input_route(skb_rtable(skb)) &&
		    (skb->pkt_type == PACKET_MULTICAST ||
		     skb->pkt_type == PACKET_BROADCAST))
			igmp_heard_report(in_dev, ih->group);
		break;
	default:
		break;
	}
	consume_skb(skb);
	return 0;
drop:
	kfree_skb_reason(skb, reason);
	return 0;
}

/* ---- a device's groups
 * ---------------------------------------------------------
 */

static void ip_mc_filter(struct in_device *in_dev, __be32 addr, bool add)
{
	u8 buf[MAX_ADDR_LEN];

	if (arp_mc_map(addr, buf, in_dev->dev, 0))
		return;
	if (add)
		dev_mc_add(in_dev->dev, buf);
	else
		dev_mc_del(in_dev->dev, buf);
}

static void igmp_group_added(struct ip_mc_list *im)
{
	struct in_device *in_dev = im->interface;

	if (!im->loaded) {
		im->loaded = 1;
		ip_mc_filter(in_dev, im->multiaddr, true);
	}
	if (!igmp_reports_group(in_dev, im->multiaddr) || in_dev->dead)
		return;
	im->unsolicit_count =
		(char)net_ipv4(dev_net(in_dev->dev))->sysctl_igmp_qrv;
	if (igmp_v1_seen(in_dev) || igmp_v2_seen(in_dev)) {
		spin_lock_bh(&im->lock);
		igmp_start_timer(im, IGMP_INITIAL_REPORT_DELAY);
		spin_unlock_bh(&im->lock);
		return;
	}
	im->crcount = in_dev->mr_qrv;
	igmp_ifc_event(in_dev);
}

/* v3 remembers a group that is gone until it was said often enough. */
static void igmpv3_bury(struct in_device *in_dev, __be32 addr)
{
	struct ip_mc_list *im = kzalloc(sizeof(*im), GFP_KERNEL);

	if (!im)
		return;
	spin_lock_init(&im->lock);
	refcount_set(&im->refcnt, 1);
	im->interface = in_dev;
	in_dev_hold(in_dev);
	im->multiaddr = addr;
	im->crcount = in_dev->mr_qrv;
	spin_lock_bh(&in_dev->mc_tomb_lock);
	im->next_rcu = in_dev->mc_tomb;
	in_dev->mc_tomb = im;
	spin_unlock_bh(&in_dev->mc_tomb_lock);
	igmp_ifc_event(in_dev);
}

static void igmp_group_dropped(struct ip_mc_list *im)
{
	struct in_device *in_dev = im->interface;
	char reporter = im->reporter;

	if (im->loaded) {
		im->loaded = 0;
		ip_mc_filter(in_dev, im->multiaddr, false);
	}
	igmp_stop_timer(im);
	if (!igmp_reports_group(in_dev, im->multiaddr) || in_dev->dead ||
	    igmp_v1_seen(in_dev))
		return;
	if (!igmp_v2_seen(in_dev))
		igmpv3_bury(in_dev, im->multiaddr);
	else if (reporter)
		igmp_send_v2(in_dev, im->multiaddr, IGMP_HOST_LEAVE_MESSAGE);
}

/* RTNL or RCU. */
struct ip_mc_list *ip_mc_find(struct in_device *in_dev, __be32 addr)
{
	struct ip_mc_list *im;

	for_each_pmc_rcu(in_dev, im)
	{
		if (im->multiaddr == addr)
			return im;
	}
	return NULL;
}

/* One more user. The group's filter is the caller's to set (ip_mc_add_src). */
struct ip_mc_list *ip_mc_get_group(struct in_device *in_dev, __be32 addr)
{
	struct ip_mc_list *im;

	ASSERT_RTNL();
	im = ip_mc_find(in_dev, addr);
	if (im) {
		im->users++;
		return im;
	}
	im = kzalloc(sizeof(*im), GFP_KERNEL);
	if (!im)
		return NULL;
	im->users = 1;
	im->interface = in_dev;
	in_dev_hold(in_dev);
	im->multiaddr = addr;
	refcount_set(&im->refcnt, 1);
	spin_lock_init(&im->lock);
	timer_setup(&im->timer, igmp_timer_expire, 0);
	im->next_rcu = in_dev->mc_list;
	in_dev->mc_count++;
	rcu_assign_pointer(in_dev->mc_list, im);
	return im;
}

void __ip_mc_inc_group(struct in_device *in_dev, __be32 addr, gfp_t gfp)
{
	struct ip_mc_list *im = ip_mc_get_group(in_dev, addr);

	if (!im)
		return;
	im->sfcount[MCAST_EXCLUDE]++;
	if (im->users == 1) {
		if (in_dev->dev->flags & IFF_UP)
			igmp_group_added(im);
		ip_rt_multicast_event(in_dev);
	}
}
EXPORT_SYMBOL(__ip_mc_inc_group);

void ip_mc_inc_group(struct in_device *in_dev, __be32 addr)
{
	__ip_mc_inc_group(in_dev, addr, GFP_KERNEL);
}
EXPORT_SYMBOL(ip_mc_inc_group);

/* A socket joined by @im's sources: tell of it. RTNL. */
void ip_mc_group_changed(struct ip_mc_list *im)
{
	struct in_device *in_dev = im->interface;

	if (im->users == 1 && !im->loaded) {
		if (in_dev->dev->flags & IFF_UP)
			igmp_group_added(im);
		ip_rt_multicast_event(in_dev);
		return;
	}
	im->crcount = in_dev->mr_qrv;
	igmp_ifc_event(in_dev);
}

void ip_mc_clear_src(struct ip_mc_list *im)
{
	struct ip_sf_list *psf;

	spin_lock_bh(&im->lock);
	while ((psf = im->sources) != NULL) {
		im->sources = psf->sf_next;
		kfree(psf);
	}
	im->sfcount[MCAST_EXCLUDE] = im->sfcount[MCAST_INCLUDE] = 0;
	spin_unlock_bh(&im->lock);
}

/* One user less. RTNL. */
void ip_mc_put_group(struct in_device *in_dev, __be32 addr)
{
	struct ip_mc_list *im, **pp;

	ASSERT_RTNL();
	for (pp = &in_dev->mc_list; (im = *pp) != NULL; pp = &im->next_rcu) {
		if (im->multiaddr != addr)
			continue;
		if (--im->users)
			return;
		rcu_assign_pointer(*pp, im->next_rcu);
		in_dev->mc_count--;
		igmp_group_dropped(im);
		ip_mc_clear_src(im);
		if (!in_dev->dead)
			ip_rt_multicast_event(in_dev);
		ip_ma_put(im);
		return;
	}
}

void __ip_mc_dec_group(struct in_device *in_dev, __be32 addr, gfp_t gfp)
{
	struct ip_mc_list *im = ip_mc_find(in_dev, addr);

	if (!im)
		return;
	im->sfcount[MCAST_EXCLUDE]--;
	ip_mc_put_group(in_dev, addr);
}
EXPORT_SYMBOL(__ip_mc_dec_group);

/**
 * ip_check_mc_rcu - is this device a member of @mc_addr, for @src_addr?
 * @src_addr: 0: any
 *
 * Context: RCU.
 */
int ip_check_mc_rcu(struct in_device *in_dev, __be32 mc_addr, __be32 src_addr,
		    u8 proto)
{
	struct ip_mc_list *im = ip_mc_find(in_dev, mc_addr);
	struct ip_sf_list *psf;

	if (!im)
		return 0;
	if (proto == IPPROTO_IGMP || !src_addr)
		return 1;
	for (psf = im->sources; psf; psf = psf->sf_next)
		if (psf->sf_inaddr == src_addr)
			break;
	if (!psf)
		return im->sfcount[MCAST_EXCLUDE] != 0;
	return psf->sf_count[MCAST_INCLUDE] ||
	       psf->sf_count[MCAST_EXCLUDE] != im->sfcount[MCAST_EXCLUDE];
}
EXPORT_SYMBOL(ip_check_mc_rcu);

/* ---- a device's life; RTNL
 * ------------------------------------------------------
 */

void ip_mc_init_dev(struct in_device *in_dev)
{
	struct net *net = dev_net(in_dev->dev);

	timer_setup(&in_dev->mr_gq_timer, igmp_gq_timer_expire, 0);
	timer_setup(&in_dev->mr_ifc_timer, igmp_ifc_timer_expire, 0);
	in_dev->mr_qi = IGMP_QUERY_INTERVAL;
	in_dev->mr_qri = IGMP_QUERY_RESPONSE_INTERVAL;
	in_dev->mr_qrv = (unsigned char)net_ipv4(net)->sysctl_igmp_qrv ?: 2;
	spin_lock_init(&in_dev->mc_tomb_lock);
}

void ip_mc_up(struct in_device *in_dev)
{
	struct ip_mc_list *im;

	ip_mc_inc_group(in_dev, IGMP_ALL_HOSTS);
	for (im = in_dev->mc_list; im; im = im->next_rcu)
		igmp_group_added(im);
}

static void igmpv3_forget(struct in_device *in_dev)
{
	struct ip_mc_list *im, *next;

	spin_lock_bh(&in_dev->mc_tomb_lock);
	im = in_dev->mc_tomb;
	in_dev->mc_tomb = NULL;
	spin_unlock_bh(&in_dev->mc_tomb_lock);
	for (; im; im = next) {
		next = im->next_rcu;
		ip_ma_put(im);
	}
}

void ip_mc_down(struct in_device *in_dev)
{
	struct ip_mc_list *im;

	for (im = in_dev->mc_list; im; im = im->next_rcu) {
		if (im->loaded) {
			im->loaded = 0;
			ip_mc_filter(in_dev, im->multiaddr, false);
		}
		igmp_stop_timer(im);
	}
	in_dev->mr_ifc_count = 0;
	if (timer_delete_sync(&in_dev->mr_ifc_timer))
		in_dev_put(in_dev);
	in_dev->mr_gq_running = 0;
	if (timer_delete_sync(&in_dev->mr_gq_timer))
		in_dev_put(in_dev);
	igmpv3_forget(in_dev);
	if (ip_mc_find(in_dev, IGMP_ALL_HOSTS))
		ip_mc_dec_group(in_dev, IGMP_ALL_HOSTS);
}

void ip_mc_destroy_dev(struct in_device *in_dev)
{
	struct ip_mc_list *im;

	ip_mc_down(in_dev);
	while ((im = in_dev->mc_list) != NULL) {
		in_dev->mc_list = im->next_rcu;
		in_dev->mc_count--;
		ip_mc_clear_src(im);
		ip_ma_put(im);
	}
}
