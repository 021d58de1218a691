// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ip_append - build datagrams: several sendmsg() calls, several fragments
 *
 * Where:   udp_sendmsg(), raw_sendmsg(), ping and icmp_reply() append bytes;
 *          ip_push_pending_frames() or ip_send_skb() lets them go.
 * Mirrors: the second half of net/ipv4/ip_output.c, cut out. Left out:
 *          MSG_SPLICE_PAGES; MSG_ZEROCOPY copies, and says so.
 * Spec:    RFC 791 §3.2; udp(7): UDP_CORK, MSG_MORE, UDP_SEGMENT.
 *
 * The queue is a list of packets, each as long as a fragment may be (or one
 * packet of any length when UDP GSO will cut it): when they leave they need
 * only headers. Bytes are summed while they are copied.
 *
 *	mtu 1500:  [20|1480][20|1480][20|rest]   maxfraglen 1500, rounded to 8
 */
#include "core/iov_iter.h"
#include "lib/err.h"
#include "lib/slab.h"
#include "proto/ipv4/icmp.h"
#include "proto/ipv4/ip.h"

/* Copy from the application's msghdr, summing if nobody else will. */
int ip_generic_getfrag(void *from, char *to, int offset, int len, int odd,
		       struct sk_buff *skb)
{
	struct msghdr *msg = from;
	__wsum csum = 0;

	if (skb->ip_summed == CHECKSUM_PARTIAL)
		return copy_from_iter_full(to, (size_t)len, &msg->msg_iter)
			       ? 0
			       : -EFAULT;
	if (!csum_and_copy_from_iter_full(to, (size_t)len, &csum,
					  &msg->msg_iter))
		return -EFAULT;
	skb->csum = csum_block_add(skb->csum, csum, odd);
	return 0;
}
EXPORT_SYMBOL(ip_generic_getfrag);

/* One call of ip_append_data(). */
struct append {
	struct sock *sk;
	struct sk_buff_head *queue;
	struct page_frag *frag; /* where bytes go that are not linear */
	struct inet_cork *cork;
	const struct net_device *dev;
	ip_getfrag_t *getfrag;
	void *from;
	int offset; /* in @from */
	int length; /* still to be appended */
	int transhdrlen;
	unsigned int flags; /* MSG_* */
	int mtu;
	int fragheaderlen;
	int maxfraglen;
	u8 csummode;
	struct ubuf_info *uarg; /* MSG_ZEROCOPY: each packet refers to it */
};

static bool append_sg(const struct append *a)
{
	return a->dev->features & NETIF_F_SG;
}

/* Memory for the next packet: linear, or headers only and pages for the rest.
 */
static struct sk_buff *append_alloc(struct append *a, int fraglen, int datalen,
				    int *pagedlen, int *err)
{
	int hh_len = (int)LL_RESERVED_SPACE(a->dev), extra = hh_len + 15;
	struct sk_buff *skb = NULL;
	int alloclen = fraglen;

	*pagedlen = 0;
	if ((a->flags & MSG_MORE) && !append_sg(a)) {
		alloclen = a->mtu;
	} else if (append_sg(a) && (a->cork->gso_size ||
				    fraglen + extra >= (int)SKB_MAX_ALLOC)) {
		alloclen = a->fragheaderlen + a->transhdrlen;
		*pagedlen = datalen - a->transhdrlen;
	}
	alloclen += extra;
	if (a->transhdrlen) {
		skb = sock_alloc_send_skb(a->sk, (unsigned long)alloclen,
					  (int)(a->flags & MSG_DONTWAIT), err);
	} else {
		*err = -ENOBUFS;
		if ((int)refcount_read(&a->sk->sk_wmem_alloc) <=
		    2 * a->sk->sk_sndbuf)
			skb = alloc_skb((unsigned int)alloclen,
					a->sk->sk_allocation);
		if (skb)
			skb_set_owner_w(skb, a->sk);
	}
	if (skb)
		skb_reserve(skb, hh_len);
	return skb;
}

/* Bytes that are too many for @prev, since another follows, move over. */
static void append_take_gap(struct append *a, struct sk_buff *skb,
			    struct sk_buff *prev, char *data, int gap)
{
	skb->csum = skb_copy_and_csum_bits(prev, a->maxfraglen,
					   (u8 *)data + a->transhdrlen, gap);
	prev->csum = csum_sub(prev->csum, skb->csum);
	pskb_trim_unique(prev, (unsigned int)a->maxfraglen);
}

/* A new packet at the end of the queue, with what fits its linear part. */
static int append_new_skb(struct append *a, struct sk_buff *prev)
{
	int gap = prev ? (int)prev->len - a->maxfraglen : 0;
	int datalen = a->length + gap, fraglen, pagedlen, copy, err = 0;
	struct sk_buff *skb;
	char *data;

	if (datalen > a->mtu - a->fragheaderlen)
		datalen = a->maxfraglen - a->fragheaderlen;
	fraglen = datalen + a->fragheaderlen;
	skb = append_alloc(a, fraglen, datalen, &pagedlen, &err);
	if (!skb)
		return err;
	skb->ip_summed = a->csummode & 3;
	skb->csum = 0;
	data = skb_put(skb, (unsigned int)(fraglen - pagedlen));
	skb_set_network_header(skb, 0);
	skb->transport_header = (u16)(skb->network_header + a->fragheaderlen);
	data += a->fragheaderlen;
	if (gap) {
		append_take_gap(a, skb, prev, data, gap);
		data += gap;
	}
	copy = datalen - a->transhdrlen - gap - pagedlen;
	if (copy > 0 && a->getfrag(a->from, data + a->transhdrlen, a->offset,
				   copy, gap, skb) < 0) {
		kfree_skb_reason(skb, SKB_DROP_REASON_SKB_UCOPY_FAULT);
		return -EFAULT;
	}
	if (copy < 0)
		copy = 0;
	a->offset += copy;
	a->length -= copy + a->transhdrlen;
	a->transhdrlen = 0;
	a->csummode = CHECKSUM_NONE;
	/* only the first one is time-stamped */
	skb_shinfo(skb)->tx_flags = a->cork->tx_flags;
	a->cork->tx_flags = 0;
	skb_zcopy_set(skb, a->uarg, NULL);
	if ((a->flags & MSG_CONFIRM) && !prev)
		skb_set_dst_pending_confirm(skb, 1);
	__skb_queue_tail(a->queue, skb);
	return 0;
}

/* At most @copy bytes into pages behind @skb. Return: how many, or -errno. */
static int append_page(struct append *a, struct sk_buff *skb, int copy)
{
	struct page_frag *pfrag = a->frag;
	int i = skb_shinfo(skb)->nr_frags;

	if (!sk_page_frag_refill(a->sk, pfrag))
		return -ENOMEM;
	if (!skb_can_coalesce(skb, i, pfrag->page, (int)pfrag->offset)) {
		if (i == MAX_SKB_FRAGS)
			return -EMSGSIZE;
		get_page(pfrag->page);
		skb_fill_page_desc(skb, i, pfrag->page, (int)pfrag->offset, 0);
		i++;
	}
	copy = min_t(int, copy, (int)(pfrag->size - pfrag->offset));
	if (a->getfrag(a->from,
		       (char *)page_address(pfrag->page) + pfrag->offset,
		       a->offset, copy, (int)skb->len, skb) < 0)
		return -EFAULT;
	pfrag->offset += (unsigned int)copy;
	skb_frag_size_add(&skb_shinfo(skb)->frags[i - 1], copy);
	skb_len_add(skb, copy);
	refcount_add(copy, &a->sk->sk_wmem_alloc);
	return copy;
}

/* At most @copy bytes onto the end of @skb. Return: how many, or -errno. */
static int append_to_tail(struct append *a, struct sk_buff *skb, int copy)
{
	unsigned int off = skb->len;

	if (append_sg(a) || skb_tailroom(skb) < copy)
		return append_page(a, skb, copy);
	if (a->getfrag(a->from, skb_put(skb, (unsigned int)copy), a->offset,
		       copy, (int)off, skb) < 0) {
		__skb_trim(skb, off);
		return -EFAULT;
	}
	return copy;
}

static int append_loop(struct append *a)
{
	struct sk_buff *skb = skb_peek_tail(a->queue);
	int copy, err;

	if (!skb) {
		err = append_new_skb(a, NULL);
		if (err)
			return err;
	}
	while (a->length > 0) {
		skb = skb_peek_tail(a->queue);
		copy = a->mtu - (int)skb->len;
		if (copy < a->length) /* not the last: a multiple of 8 */
			copy = a->maxfraglen - (int)skb->len;
		if (copy <= 0) {
			err = append_new_skb(a, skb);
			if (err)
				return err;
			continue;
		}
		copy = append_to_tail(a, skb, min(copy, a->length));
		if (copy < 0)
			return copy;
		a->offset += copy;
		a->length -= copy;
	}
	return 0;
}

/* Whether the device can sum the whole datagram: one packet, or GSO. */
static bool append_hw_csum(const struct append *a)
{
	return a->transhdrlen && a->length + a->fragheaderlen <= a->mtu &&
	       a->dev->features & (NETIF_F_HW_CSUM | NETIF_F_IP_CSUM) &&
	       (!(a->flags & MSG_MORE) || a->cork->gso_size);
}

static void append_end_zerocopy(struct append *a, int err)
{
	if (a->uarg && err)
		msg_zerocopy_put_abort(a->uarg);
	else
		net_zcopy_put(a->uarg);
}

static int __ip_append_data(struct sock *sk, struct flowi4 *fl4,
			    struct sk_buff_head *queue, struct inet_cork *cork,
			    ip_getfrag_t *getfrag, void *from, int length,
			    int transhdrlen, unsigned int flags)
{
	const struct ip_options *opt = cork->opt;
	struct page_frag own = {};
	struct append a = {
		.sk = sk,
		.queue = queue,
		/* without the socket's lock its page may be another sender's */
		.frag = queue == &sk->sk_write_queue ? &sk->sk_frag : &own,
		.cork = cork,
		.dev = cork->dst->dev,
		.getfrag = getfrag,
		.from = from,
		.length = length,
		.transhdrlen = transhdrlen,
		.flags = flags,
		.mtu = cork->gso_size ? (int)IP_MAX_MTU : (int)cork->fragsize,
		.csummode = CHECKSUM_NONE,
	};
	int optlen = (cork->flags & IPCORK_OPT) && opt ? opt->optlen : 0;
	int max, err;

	a.fragheaderlen = (int)sizeof(struct iphdr) + optlen;
	a.maxfraglen = ((a.mtu - a.fragheaderlen) & ~7) + a.fragheaderlen;
	max = ip_sk_ignore_df(sk) ? (int)IP_MAX_MTU : a.mtu;
	if (cork->length + length > max - a.fragheaderlen) {
		ip_local_error(sk, EMSGSIZE, fl4->daddr,
			       inet_sk(sk)->inet_dport, (u32)(a.mtu - optlen));
		return -EMSGSIZE;
	}
	if (append_hw_csum(&a))
		a.csummode = CHECKSUM_PARTIAL;
	if (flags & MSG_ZEROCOPY && length && sock_flag(sk, SOCK_ZEROCOPY)) {
		a.uarg = msg_zerocopy_realloc(sk, (size_t)length,
					      skb_zcopy(skb_peek_tail(queue)));
		if (!a.uarg)
			return -ENOBUFS;
		skb_zcopy_set(skb_peek_tail(queue), a.uarg, NULL);
	}
	cork->length += length;
	err = append_loop(&a);
	if (own.page)
		put_page(own.page);
	append_end_zerocopy(&a, err);
	if (err) {
		cork->length -= a.length;
		IP_INC_STATS(sock_net(sk), IPSTATS_MIB_OUTDISCARDS);
	}
	return err;
}

/* ---- the cork -------------------------------------------------------------
 */

/* Takes *@rtp when 0. */
static int ip_setup_cork(struct sock *sk, struct inet_cork *cork,
			 struct ipcm_cookie *ipc, struct rtable **rtp)
{
	struct rtable *rt = *rtp;

	if (unlikely(!rt))
		return -EFAULT;
	cork->fragsize = ip_sk_use_pmtu(sk) ? dst_mtu(&rt->dst)
					    : READ_ONCE(rt->dst.dev->mtu);
	if (cork->fragsize < IPV4_MIN_MTU)
		return -ENETUNREACH;
	if (ipc->opt) {
		if (!cork->opt)
			cork->opt = kmalloc(sizeof(struct ip_options) + 40,
					    sk->sk_allocation);
		if (!cork->opt)
			return -ENOBUFS;
		memcpy(cork->opt, &ipc->opt->opt,
		       sizeof(struct ip_options) + ipc->opt->opt.optlen);
		cork->flags |= IPCORK_OPT;
		cork->addr = ipc->addr;
	}
	cork->gso_size = ipc->gso_size;
	cork->dst = &rt->dst;
	*rtp = NULL;
	cork->length = 0;
	cork->ttl = ipc->ttl;
	cork->tos = ipc->tos;
	cork->mark = ipc->sockc.mark;
	cork->priority = ipc->sockc.priority;
	cork->transmit_time = ipc->sockc.transmit_time;
	cork->tx_flags = 0;
	sock_tx_timestamp(sk, (u16)ipc->sockc.tsflags, &cork->tx_flags);
	return 0;
}

static void ip_cork_release(struct inet_cork *cork)
{
	cork->flags &= ~(unsigned int)IPCORK_OPT;
	kfree(cork->opt);
	cork->opt = NULL;
	dst_release(cork->dst);
	cork->dst = NULL;
}

/**
 * ip_append_data - more bytes for the datagram of @sk
 * @sk: locked
 * @getfrag: copies from @from
 * @length: bytes, with @transhdrlen of transport header
 * @rt: taken with the first bytes (and set to NULL)
 * @flags: MSG_*
 *
 * Context: process; softirq for control sockets.
 * Return: 0, -EMSGSIZE, -EFAULT, -ENOBUFS, -EAGAIN …: what was queued before
 * stays queued.
 */
int ip_append_data(struct sock *sk, struct flowi4 *fl4, ip_getfrag_t *getfrag,
		   void *from, int length, int transhdrlen,
		   struct ipcm_cookie *ipc, struct rtable **rtp,
		   unsigned int flags)
{
	struct inet_cork *cork = &inet_sk(sk)->cork.base;
	int err;

	if (flags & MSG_PROBE)
		return 0;
	if (skb_queue_empty(&sk->sk_write_queue)) {
		err = ip_setup_cork(sk, cork, ipc, rtp);
		if (err)
			return err;
	} else {
		transhdrlen = 0;
	}
	return __ip_append_data(sk, fl4, &sk->sk_write_queue, cork, getfrag,
				from, length, transhdrlen, flags);
}
EXPORT_SYMBOL(ip_append_data);

/* ---- one packet of them ----------------------------------------------------
 */

/* The packets of @queue behind the first become its frag_list. */
static struct sk_buff *cork_chain(struct sk_buff_head *queue)
{
	struct sk_buff *skb = __skb_dequeue(queue), *tmp, **tail;

	if (!skb)
		return NULL;
	tail = &skb_shinfo(skb)->frag_list;
	if (skb->data < skb_network_header(skb))
		__skb_pull(skb, (unsigned int)skb_network_offset(skb));
	while ((tmp = __skb_dequeue(queue)) != NULL) {
		__skb_pull(tmp, (unsigned int)skb_network_header_len(skb));
		*tail = tmp;
		tail = &tmp->next;
		skb->len += tmp->len;
		skb->data_len += tmp->len;
		skb->truesize += tmp->truesize; /* charged by the first now */
		tmp->destructor = NULL;
		tmp->sk = NULL;
	}
	return skb;
}

static __be16 cork_df(struct sock *sk, const struct sk_buff *skb,
		      const struct dst_entry *dst)
{
	u8 pmtudisc = READ_ONCE(inet_sk(sk)->pmtudisc);

	if (pmtudisc == IP_PMTUDISC_DO || pmtudisc == IP_PMTUDISC_PROBE ||
	    (skb->len <= dst_mtu(dst) && ip_dst_dont_fragment(sk, dst)))
		return htons(IP_DF);
	return 0;
}

static int cork_ttl(struct sock *sk, const struct inet_cork *cork,
		    const struct rtable *rt)
{
	if (cork->ttl)
		return cork->ttl;
	if (rt->rt_type == RTN_MULTICAST)
		return READ_ONCE(inet_sk(sk)->mc_ttl);
	return ip_select_ttl(inet_sk(sk), &rt->dst);
}

/**
 * __ip_make_skb - the queued bytes become one packet with a header
 * @queue: emptied
 * @cork: released
 *
 * Context: as ip_append_data().
 * Return: a packet to be sent, whose transport header is still the caller's
 * to write; NULL: nothing was queued.
 */
struct sk_buff *__ip_make_skb(struct sock *sk, struct flowi4 *fl4,
			      struct sk_buff_head *queue,
			      struct inet_cork *cork)
{
	struct rtable *rt = (struct rtable *)cork->dst;
	struct net *net = sock_net(sk);
	struct sk_buff *skb = cork_chain(queue);
	struct iphdr *iph;

	if (!skb)
		goto out;
	skb->ignore_df = ip_sk_ignore_df(sk);
	memset(IPCB(skb), 0, sizeof(struct inet_skb_parm));
	iph = ip_hdr(skb);
	iph->version = 4;
	iph->ihl = 5;
	iph->tos =
		cork->tos != -1 ? (u8)cork->tos : READ_ONCE(inet_sk(sk)->tos);
	iph->frag_off = cork_df(sk, skb, &rt->dst);
	iph->ttl = (u8)cork_ttl(sk, cork, rt);
	iph->protocol = (u8)sk->sk_protocol;
	ip_copy_addrs(iph, fl4);
	ip_select_ident(net, skb, sk);
	if (cork->flags & IPCORK_OPT) {
		iph->ihl += (cork->opt->optlen >> 2) & 0xf;
		ip_options_build(skb, cork->opt, cork->addr, rt);
	}
	skb->priority = cork->priority;
	skb->mark = cork->mark;
	if (cork->transmit_time) {
		skb->tstamp = (ktime_t)cork->transmit_time;
		skb->tstamp_type = 1;
	}
	cork->dst = NULL; /* its reference is the packet's now */
	skb_dst_set(skb, &rt->dst);
	if (iph->protocol == IPPROTO_ICMP)
		icmp_out_count(net, sk->sk_type == SOCK_RAW &&
						    !inet_test_bit(HDRINCL, sk)
					    ? fl4->fl4_icmp_type
					    : icmp_hdr(skb)->type);
out:
	ip_cork_release(cork);
	return skb;
}
EXPORT_SYMBOL(__ip_make_skb);

/* Takes @skb. 0, or -errno; NET_XMIT_CN is no error. */
int ip_send_skb(struct net *net, struct sk_buff *skb)
{
	int err;

	rcu_read_lock();
	err = ip_local_out(net, skb->sk, skb);
	rcu_read_unlock();
	if (err > 0)
		err = net_xmit_errno(err);
	if (err)
		IP_INC_STATS(net, IPSTATS_MIB_OUTDISCARDS);
	return err;
}
EXPORT_SYMBOL(ip_send_skb);

/* What is queued on @sk goes. Context: process, @sk locked. */
int ip_push_pending_frames(struct sock *sk, struct flowi4 *fl4)
{
	struct sk_buff *skb = ip_finish_skb(sk, fl4);

	return skb ? ip_send_skb(sock_net(sk), skb) : 0;
}
EXPORT_SYMBOL(ip_push_pending_frames);

static void __ip_flush_pending_frames(struct sk_buff_head *queue,
				      struct inet_cork *cork)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue_tail(queue)) != NULL)
		kfree_skb_reason(skb, SKB_DROP_REASON_QUEUE_PURGE);
	ip_cork_release(cork);
}

/* What is queued on @sk dies. Context: process, @sk locked. */
void ip_flush_pending_frames(struct sock *sk)
{
	__ip_flush_pending_frames(&sk->sk_write_queue, &inet_sk(sk)->cork.base);
}
EXPORT_SYMBOL(ip_flush_pending_frames);

/**
 * ip_make_skb - append and finish in one go, without the socket's queue
 * @cork: the caller's, on his stack
 *
 * Context: process; @sk need not be locked.
 * Return: a packet, NULL (MSG_PROBE), or ERR_PTR().
 */
struct sk_buff *ip_make_skb(struct sock *sk, struct flowi4 *fl4,
			    ip_getfrag_t *getfrag, void *from, int length,
			    int transhdrlen, struct ipcm_cookie *ipc,
			    struct rtable **rtp, struct inet_cork *cork,
			    unsigned int flags)
{
	struct sk_buff_head queue;
	int err;

	if (flags & MSG_PROBE)
		return NULL;
	__skb_queue_head_init(&queue);
	cork->flags = 0;
	cork->addr = 0;
	cork->opt = NULL;
	err = ip_setup_cork(sk, cork, ipc, rtp);
	if (err) {
		kfree(cork->opt);
		return ERR_PTR(err);
	}
	err = __ip_append_data(sk, fl4, &queue, cork, getfrag, from, length,
			       transhdrlen, flags);
	if (err) {
		__ip_flush_pending_frames(&queue, cork);
		return ERR_PTR(err);
	}
	return __ip_make_skb(sk, fl4, &queue, cork);
}
EXPORT_SYMBOL(ip_make_skb);
