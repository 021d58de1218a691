// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ip_fragment - put the fragments of an IPv4 packet together again
 *
 * Where:   ip_local_deliver() hands a fragment to ip_defrag(), which answers 0
 *          when it was the last one: the skb is the whole packet then.
 *          conntrack calls it in PREROUTING and OUTPUT.
 * Mirrors: net/ipv4/ip_fragment.c.
 * Spec:    RFC 791 §3.2, RFC 1122 §3.3.2 (time exceeded, code 1), RFC 3168
 *          §5.3 (ECN), RFC 1858 (tiny fragments).
 *
 * Timer: 30 s (net.ipv4.ipfrag_time) after the first fragment came, the rest
 * dies, and the sender hears of it if fragment 0 is here.
 */
#include "proto/ipv4/inet_frag.h"

#include "core/trace.h"
#include "hdr/ecn.h"
#include "lib/err.h"
#include "lib/slab.h"
#include "proto/ipv4/icmp.h"
#include "proto/ipv4/inetpeer.h"
#include "proto/ipv4/ip.h"

#define IP_FRAG_TIME   (30 * HZ)  /* RFC 1122 §3.3.2: 60 to 120; as Linux */
#define IP_QUEUE_MEM   200	  /* bytes that an empty queue counts as */
#define IPFRAG_HIGH    (4L << 20) /* no new fragments above it */
#define IPFRAG_LOW     (3L << 20)
#define IPFRAG_MAXDIST 64

/* Of one datagram: source, destination, protocol, id. */
struct ipq {
	struct inet_frag_queue q;
	u8 ecn; /* bits IPFRAG_ECN_* seen */
	u16 max_df_size;
	int iif;
	int rid; /* of the peer, when the last one came */
	struct inet_peer *peer;
};

static u8 ip4_frag_ecn(u8 tos)
{
	return (u8)(1 << (tos & INET_ECN_MASK));
}

static struct net *ipq_net(const struct ipq *qp)
{
	return qp->q.fqdir->net;
}

static void ip4_frag_init(struct inet_frag_queue *q, const void *a)
{
	struct ipq *qp = container_of(q, struct ipq, q);
	const struct frag_v4_compare_key *key = a;
	struct net *net = q->fqdir->net;

	q->key.v4 = *key;
	if (q->fqdir->max_dist && net_ipv4(net)->peers)
		qp->peer = inet_getpeer_v4(net_ipv4(net)->peers, key->saddr,
					   (int)key->vif, 1);
}

static void ip4_frag_free(struct inet_frag_queue *q)
{
	struct ipq *qp = container_of(q, struct ipq, q);

	if (qp->peer)
		inet_putpeer(qp->peer);
}

/* conntrack's queues on a router say nothing: RFC 792, "a host". */
static bool frag_expire_skip_icmp(u32 user)
{
	return user == IP_DEFRAG_AF_PACKET ||
	       (user >= IP_DEFRAG_CONNTRACK_IN &&
		user <= __IP_DEFRAG_CONNTRACK_IN_END) ||
	       (user >= IP_DEFRAG_CONNTRACK_BRIDGE_IN &&
		user <= __IP_DEFRAG_CONNTRACK_BRIDGE_IN_END);
}

/* Whether @head, fragment 0 out of the queue, can be answered; RCU. */
static bool ip_expire_route(struct ipq *qp, struct sk_buff *head)
{
	const struct iphdr *iph = ip_hdr(head);

	head->dev = dev_get_by_index_rcu(ipq_net(qp), qp->iif);
	if (!head->dev)
		return false;
	if (ip_route_input_noref(head, iph->daddr, iph->saddr, iph->tos,
				 head->dev))
		return false;
	return !frag_expire_skip_icmp(qp->q.key.v4.user) ||
	       skb_rtable(head)->rt_type == RTN_LOCAL;
}

/* Context: TIMER_SOFTIRQ; holds the timer's reference. */
static void ip_expire(struct timer_list *t)
{
	struct ipq *qp = from_timer(qp, t, q.timer);
	struct net *net = ipq_net(qp);
	struct sk_buff *head = NULL;

	rcu_read_lock();
	if (READ_ONCE(qp->q.fqdir->dead))
		goto out;
	spin_lock(&qp->q.lock);
	if (qp->q.flags & INET_FRAG_COMPLETE)
		goto unlock;
	qp->q.flags |= INET_FRAG_DROP;
	inet_frag_kill(&qp->q);
	__IP_INC_STATS(net, IPSTATS_MIB_REASMFAILS);
	__IP_INC_STATS(net, IPSTATS_MIB_REASMTIMEOUT);
	/* skb->dev and rbnode are one place: only out of the tree */
	if (qp->q.flags & INET_FRAG_FIRST_IN)
		head = inet_frag_pull_head(&qp->q);
unlock:
	spin_unlock(&qp->q.lock);
	if (head && ip_expire_route(qp, head))
		icmp_send(head, ICMP_TIME_EXCEEDED, ICMP_EXC_FRAGTIME, 0);
	if (head)
		kfree_skb_reason(head, SKB_DROP_REASON_FRAG_REASM_TIMEOUT);
out:
	rcu_read_unlock();
	inet_frag_put(&qp->q);
}

static const struct inet_frags ip4_frags = {
	.qsize = sizeof(struct ipq),
	.qmem = IP_QUEUE_MEM,
	.constructor = ip4_frag_init,
	.destructor = ip4_frag_free,
	.frag_expire = ip_expire,
	.frags_cache_name = "ip4-frags",
	.rhash_params =
		{
			.key_len = sizeof(struct frag_v4_compare_key),
			.key_offset = offsetof(struct inet_frag_queue, key),
			.head_offset = offsetof(struct inet_frag_queue, node),
			.automatic_shrinking = true,
		},
};

static struct ipq *ip_find(struct net *net, const struct iphdr *iph, u32 user,
			   int vif)
{
	struct frag_v4_compare_key key = {
		.saddr = iph->saddr,
		.daddr = iph->daddr,
		.user = user,
		.vif = (u32)vif,
		.id = iph->id,
		.protocol = iph->protocol,
	};
	struct inet_frag_queue *q;

	q = inet_frag_find(net_ipv4(net)->fqdir, &key);
	return q ? container_of(q, struct ipq, q) : NULL;
}

/*
 * max_dist: so many other fragments of this host came since our last one that
 * its id may have wrapped round.
 */
static bool ip_frag_too_far(struct ipq *qp)
{
	int max = READ_ONCE(qp->q.fqdir->max_dist);
	int start = qp->rid;

	if (!qp->peer || !max)
		return false;
	qp->rid = atomic_inc_return(&qp->peer->rid);
	if (!qp->q.fragments_tail || qp->rid - start <= max)
		return false;
	__IP_INC_STATS(ipq_net(qp), IPSTATS_MIB_REASMFAILS);
	return true;
}

/* Forget what is there, begin anew with the fragment in hand. */
static int ip_frag_reinit(struct ipq *qp)
{
	unsigned int sum;

	if (!mod_timer(&qp->q.timer,
		       jiffies + (unsigned long)qp->q.fqdir->timeout)) {
		refcount_inc(&qp->q.refcnt);
		return -ETIMEDOUT;
	}
	sum = inet_frag_rbtree_purge(&qp->q.rb_fragments,
				     SKB_DROP_REASON_FRAG_TOO_FAR);
	sub_frag_mem_limit(qp->q.fqdir, sum);
	qp->q.flags = 0;
	qp->q.len = 0;
	qp->q.meat = 0;
	qp->q.fragments = 0;
	qp->q.rb_fragments = RB_ROOT;
	qp->q.fragments_tail = NULL;
	qp->q.last_run_head = NULL;
	qp->iif = 0;
	qp->ecn = 0;
	return 0;
}

/*
 * The queue is complete. @skb, its last fragment, becomes the whole packet.
 * Return: 0, or -errno: all fragments stay in the queue, to die with it.
 */
static int ip_frag_reasm(struct ipq *qp, struct sk_buff *skb,
			 struct sk_buff *prev_tail, struct net_device *dev)
{
	struct net *net = ipq_net(qp);
	struct iphdr *iph;
	void *reasm_data;
	unsigned int len;
	u8 ecn = ip_frag_ecn_table[qp->ecn];

	inet_frag_kill(&qp->q);
	qp->q.reason = SKB_DROP_REASON_FRAG_MALFORMED;
	if (unlikely(ecn == 0xff))
		goto fail;
	len = ip_hdrlen(skb) + (unsigned int)qp->q.len;
	if (len > 65535)
		goto fail;
	reasm_data = inet_frag_reasm_prepare(&qp->q, skb, prev_tail);
	if (!reasm_data) {
		qp->q.reason = SKB_DROP_REASON_NOMEM;
		goto fail;
	}
	/* conntrack's: leave the fragments apart, to be sent on as they came */
	inet_frag_reasm_finish(&qp->q, skb, reasm_data,
			       qp->q.key.v4.user == IP_DEFRAG_LOCAL_DELIVER);
	skb->dev = dev;
	IPCB(skb)->frag_max_size = max(qp->max_df_size, qp->q.max_size);

	iph = ip_hdr(skb);
	iph->tot_len = htons((u16)len);
	iph->tos |= ecn;
	/* The largest had DF: whoever sends it on must cut it again, with DF.
	 */
	if (qp->max_df_size == qp->q.max_size) {
		IPCB(skb)->flags |= IPSKB_FRAG_PMTU;
		iph->frag_off = htons(IP_DF);
	} else {
		iph->frag_off = 0;
	}
	ip_send_check(iph);
	__IP_INC_STATS(net, IPSTATS_MIB_REASMOKS);
	trace_ip_defrag_done(skb, ntohs(iph->id), qp->q.fragments, len);
	return 0;
fail:
	__IP_INC_STATS(net, IPSTATS_MIB_REASMFAILS);
	return -EINVAL;
}

/*
 * What the offset and MF say about the datagram's length. Return: the end of
 * this fragment, or -EINVAL when that contradicts what is known.
 */
static int ip_frag_end(struct ipq *qp, struct sk_buff *skb, int offset,
		       bool more)
{
	int end = offset + (int)skb->len - skb_network_offset(skb) -
		  (int)ip_hdrlen(skb);

	if (!more) {
		if (end < qp->q.len ||
		    ((qp->q.flags & INET_FRAG_LAST_IN) && end != qp->q.len))
			return -EINVAL;
		qp->q.flags |= INET_FRAG_LAST_IN;
		qp->q.len = end;
	} else {
		if (end & 7) {
			end &= ~7;
			if (skb->ip_summed != CHECKSUM_UNNECESSARY)
				skb->ip_summed = CHECKSUM_NONE;
		}
		if (end > qp->q.len) {
			if (qp->q.flags & INET_FRAG_LAST_IN)
				return -EINVAL;
			qp->q.len = end;
		}
	}
	return end == offset ? -EINVAL : end;
}

/* It is in: what the queue knows by it. */
static void ip_frag_account(struct ipq *qp, struct sk_buff *skb, int offset,
			    int iif, u8 ecn)
{
	u16 fragsize = (u16)(skb->len + ip_hdrlen(skb));

	qp->iif = iif;
	qp->q.stamp = skb->tstamp;
	qp->q.tstamp_type = skb->tstamp_type;
	qp->q.meat += (int)skb->len;
	qp->ecn |= ecn;
	add_frag_mem_limit(qp->q.fqdir, skb->truesize);
	if (offset == 0)
		qp->q.flags |= INET_FRAG_FIRST_IN;
	if (fragsize > qp->q.max_size)
		qp->q.max_size = fragsize;
	if (ip_hdr(skb)->frag_off & htons(IP_DF) && fragsize > qp->max_df_size)
		qp->max_df_size = fragsize;
}

/*
 * Cut the headers off, put the rest into the queue. Return: 0, IPFRAG_DUP,
 * IPFRAG_OVERLAP or -errno with @skb still the caller's.
 */
static int ip_frag_insert(struct ipq *qp, struct sk_buff *skb, int offset,
			  bool more)
{
	unsigned int ihl = ip_hdrlen(skb);
	u8 ecn = ip4_frag_ecn(ip_hdr(skb)->tos);
	int iif = skb->dev ? skb->dev->ifindex : qp->iif;
	int end, err;

	end = ip_frag_end(qp, skb, offset, more);
	if (end < 0)
		return end;
	if (!pskb_pull(skb, (unsigned int)skb_network_offset(skb) + ihl))
		return -ENOMEM;
	err = pskb_trim_rcsum(skb, (unsigned int)(end - offset));
	if (err)
		return err;
	err = inet_frag_queue_insert(&qp->q, skb, offset, end);
	if (!err)
		ip_frag_account(qp, skb, offset, iif, ecn);
	return err;
}

/*
 * @qp is locked. Return: 0: @skb is whole; -EINPROGRESS: it waits; other
 * -errno: with a @reason it is the caller's to free, else the queue's.
 */
static int ip_frag_queue(struct ipq *qp, struct sk_buff *skb,
			 enum skb_drop_reason *reason)
{
	struct net *net = ipq_net(qp);
	struct net_device *dev = skb->dev; /* shares its place with rbnode */
	int off = ntohs(ip_hdr(skb)->frag_off), err;
	struct sk_buff *prev_tail;
	unsigned long refdst;

	*reason = SKB_DROP_REASON_DUP_FRAG;
	if (qp->q.flags & INET_FRAG_COMPLETE)
		return -ENOENT;
	if (!(IPCB(skb)->flags & IPSKB_FRAG_COMPLETE) &&
	    unlikely(ip_frag_too_far(qp)) &&
	    unlikely(err = ip_frag_reinit(qp))) {
		inet_frag_kill(&qp->q);
		*reason = SKB_DROP_REASON_FRAG_TOO_FAR;
		return err;
	}
	trace_ip_defrag(skb, ntohs(ip_hdr(skb)->id), (off & IP_OFFSET) << 3,
			!!(off & IP_MF));
	prev_tail = qp->q.fragments_tail;
	err = ip_frag_insert(qp, skb, (off & IP_OFFSET) << 3, off & IP_MF);
	if (err == IPFRAG_DUP)
		return -EINVAL;
	if (err) {
		if (err == IPFRAG_OVERLAP)
			__IP_INC_STATS(net, IPSTATS_MIB_REASM_OVERLAPS);
		*reason = err == -ENOMEM ? SKB_DROP_REASON_NOMEM
					 : SKB_DROP_REASON_FRAG_MALFORMED;
		qp->q.reason = *reason;
		inet_frag_kill(&qp->q);
		__IP_INC_STATS(net, IPSTATS_MIB_REASMFAILS);
		return -EINVAL;
	}
	*reason = SKB_NOT_DROPPED_YET;
	if (qp->q.flags != (INET_FRAG_FIRST_IN | INET_FRAG_LAST_IN) ||
	    qp->q.meat != qp->q.len) {
		skb_dst_drop(skb);
		return -EINPROGRESS;
	}
	refdst = skb->_skb_refdst; /* a clone must not count it */
	skb->_skb_refdst = 0;
	err = ip_frag_reasm(qp, skb, prev_tail, dev);
	skb->_skb_refdst = refdst;
	return err;
}

/**
 * ip_defrag - one more fragment
 * @skb: taken; data at or before the IP header
 * @user: who asks: queues of different users do not mix
 *
 * Context: softirq or BH off, RCU.
 * Return: 0: @skb is the whole packet now and the caller's again;
 * -EINPROGRESS: it waits; other -errno: it is dead.
 */
int ip_defrag(struct net *net, struct sk_buff *skb, u32 user)
{
	enum skb_drop_reason reason;
	struct ipq *qp;
	int ret;

	__IP_INC_STATS(net, IPSTATS_MIB_REASMREQDS);
	skb_orphan(skb);
	qp = ip_find(net, ip_hdr(skb), user, 0);
	if (!qp) {
		__IP_INC_STATS(net, IPSTATS_MIB_REASMFAILS);
		kfree_skb_reason(skb, SKB_DROP_REASON_FRAG_MEM);
		return -ENOMEM;
	}
	spin_lock(&qp->q.lock);
	ret = ip_frag_queue(qp, skb, &reason);
	spin_unlock(&qp->q.lock);
	inet_frag_put(&qp->q);
	if (reason)
		kfree_skb_reason(skb, reason);
	return ret;
}
EXPORT_SYMBOL(ip_defrag);

/**
 * ip_check_defrag - defragment if it is a fragment (packet sockets, macvlan)
 * @skb: taken; data at the IP header
 *
 * Context: softirq, RCU.
 * Return: the packet, or NULL: it waits or is dead.
 */
struct sk_buff *ip_check_defrag(struct net *net, struct sk_buff *skb, u32 user)
{
	int netoff = skb_network_offset(skb);
	struct iphdr iph;
	u32 len;

	if (skb->protocol != htons(ETH_P_IP))
		return skb;
	if (skb_copy_bits(skb, netoff, &iph, sizeof(iph)) < 0)
		return skb;
	if (iph.ihl < 5 || iph.version != 4)
		return skb;
	len = ntohs(iph.tot_len);
	if (skb->len < (u32)netoff + len || len < iph.ihl * 4u)
		return skb;
	if (!ip_is_fragment(&iph))
		return skb;
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return NULL;
	if (!pskb_may_pull(skb, (unsigned int)netoff + iph.ihl * 4u) ||
	    pskb_trim_rcsum(skb, (unsigned int)netoff + len)) {
		kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
		return NULL;
	}
	memset(IPCB(skb), 0, sizeof(struct inet_skb_parm));
	if (ip_defrag(net, skb, user))
		return NULL;
	skb_clear_hash(skb);
	return skb;
}
EXPORT_SYMBOL(ip_check_defrag);

/* ---- sysctls and namespaces ---------------------------------------------- */

/* Not below ipfrag_low_thresh. */
static int proc_high_thresh(const struct ctl_table *table, int write,
			    void *buffer, size_t *lenp, loff_t *ppos)
{
	struct ctl_table t = *table;

	t.extra1 = &container_of(table->data, struct fqdir, high_thresh)
			    ->low_thresh;
	return proc_doulongvec_minmax(&t, write, buffer, lenp, ppos);
}

/* Not above ipfrag_high_thresh. */
static int proc_low_thresh(const struct ctl_table *table, int write,
			   void *buffer, size_t *lenp, loff_t *ppos)
{
	struct ctl_table t = *table;

	t.extra2 = &container_of(table->data, struct fqdir, low_thresh)
			    ->high_thresh;
	return proc_doulongvec_minmax(&t, write, buffer, lenp, ppos);
}

static const struct ctl_table ip4_frags_ns_ctl_table[] = {
	{.procname = "ipfrag_high_thresh",
	 .data = SYSCTL_OFFSET(struct fqdir, high_thresh),
	 .maxlen = sizeof(long),
	 .mode = 0644,
	 .proc_handler = proc_high_thresh},
	{.procname = "ipfrag_low_thresh",
	 .data = SYSCTL_OFFSET(struct fqdir, low_thresh),
	 .maxlen = sizeof(long),
	 .mode = 0644,
	 .proc_handler = proc_low_thresh},
	{.procname = "ipfrag_time",
	 .data = SYSCTL_OFFSET(struct fqdir, timeout),
	 .maxlen = sizeof(int),
	 .mode = 0644,
	 .proc_handler = proc_dointvec_jiffies},
	{.procname = "ipfrag_max_dist",
	 .data = SYSCTL_OFFSET(struct fqdir, max_dist),
	 .maxlen = sizeof(int),
	 .mode = 0644,
	 .proc_handler = proc_dointvec_minmax,
	 .extra1 = SYSCTL_ZERO},
};

static int ipv4_frags_init_net(struct net *net)
{
	struct netns_ipv4 *ip4 = net_ipv4(net);
	int err = fqdir_init(&ip4->fqdir, &ip4_frags, net);

	if (err)
		return err;
	ip4->fqdir->high_thresh = IPFRAG_HIGH;
	ip4->fqdir->low_thresh = IPFRAG_LOW;
	ip4->fqdir->timeout = IP_FRAG_TIME;
	ip4->fqdir->max_dist = IPFRAG_MAXDIST;
	ip4->frags_hdr = register_net_sysctl_of(
		net, "net/ipv4", ip4_frags_ns_ctl_table, ip4->fqdir);
	if (ip4->frags_hdr)
		return 0;
	fqdir_exit(ip4->fqdir);
	return -ENOMEM;
}

static void ipv4_frags_pre_exit_net(struct net *net)
{
	fqdir_pre_exit(net_ipv4(net)->fqdir);
}

static void ipv4_frags_exit_net(struct net *net)
{
	unregister_net_sysctl_table(net_ipv4(net)->frags_hdr);
	fqdir_exit(net_ipv4(net)->fqdir);
}

static struct pernet_operations ip4_frags_ops = {
	.init = ipv4_frags_init_net,
	.pre_exit = ipv4_frags_pre_exit_net,
	.exit = ipv4_frags_exit_net,
};

/* Context: process, init. */
int ipfrag_init(void)
{
	return register_pernet_subsys(&ip4_frags_ops);
}

void ipfrag_exit(void)
{
	unregister_pernet_subsys(&ip4_frags_ops);
}
