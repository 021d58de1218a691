// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_watch - a hook at OUTPUT that looks into each sender's tcp_sock
 *
 * Where:   tcp_reno_test.c, tests/soak/tcp_hostile_test.c.
 * Mirrors: nothing in the kernel.
 * Spec:    RFC 5681 section 3.1.
 */
#include "tests/topology/tcp_watch.h"

#include <stdlib.h>

#include "core/net_namespace.h"
#include "core/netdevice.h"
#include "core/netfilter.h"
#include "core/rtnl.h"
#include "core/sock.h"
#include "hdr/ip.h"
#include "proto/ipv4/tcp_priv.h"
#include "tests/harness.h"
#include "tests/topology/pair.h"

/* Did its data leave before? A FIN may follow the data. */
static int is_again(const struct tcp_sock *tp, u32 seq)
{
	return before(seq, tp->snd_nxt);
}

/*
 * RFC 5681 (and Linux) lets a lone FIN go whatever cwnd is. Limited transmit
 * (RFC 3042) needs no exception: what is SACKed is not in flight.
 */
static void judge(struct tcp_watch *w, const struct tcp_sent *s, bool fin)
{
	if (s->again) {
		w->again += s->segs;
		return;
	}
	w->new_data += s->segs;
	if (s->in_flight + s->segs <= s->cwnd || (fin && s->segs == 1))
		return;
	if (!w->beyond++)
		w->first = *s;
}

static int is_lost(struct tcp_watch *w, u32 segs)
{
	const unsigned int *n;
	unsigned int from = w->nth + 1;

	w->nth += segs;
	for (n = w->lose; n && *n; n++)
		if (*n >= from && *n <= w->nth)
			return 1;
	return 0;
}

static unsigned int look(void *priv, struct sk_buff *skb,
			 const struct nf_hook_state *state)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct sock *sk = skb->sk;
	struct tcp_watch *w = priv;
	const struct tcphdr *th;
	const struct tcp_sock *tp;
	struct tcp_sent s;
	int lost;

	if (iph->protocol != IPPROTO_TCP || !sk || !sk_fullsock(sk) ||
	    !((1 << sk->sk_state) &
	      (TCPF_ESTABLISHED | TCPF_CLOSE_WAIT | TCPF_FIN_WAIT1 |
	       TCPF_LAST_ACK | TCPF_CLOSING)))
		return NF_ACCEPT;
	tp = tcp_sk(sk);
	th = (const struct tcphdr *)((const u8 *)iph + iph->ihl * 4);
	s.len = ntohs(iph->tot_len) - iph->ihl * 4u - th->doff * 4u;
	if (!s.len)
		return NF_ACCEPT;
	if (!w->nth)
		w->base = ntohl(th->seq);
	s.seq = ntohl(th->seq) - w->base;
	s.segs = skb_shinfo(skb)->gso_segs ?: 1;
	s.in_flight = tcp_packets_in_flight(tp);
	s.cwnd = tcp_snd_cwnd(tp);
	s.ssthresh = tp->snd_ssthresh;
	s.ca_state = inet_csk(sk)->icsk_ca_state;
	s.again = is_again(tp, ntohl(th->seq));
	judge(w, &s, th->fin);
	lost = is_lost(w, s.segs);
	if (w->saw)
		w->saw(w->data, &s, lost);
	if (!lost)
		return NF_ACCEPT;
	/* NF_DROP would tell the sender. */
	kfree_skb_reason(skb, SKB_DROP_REASON_NETFILTER_DROP);
	return NF_STOLEN;
}

static int up(void *data)
{
	struct tcp_watch *w = data;
	struct net_device *dev;

	rtnl_lock();
	dev = __dev_get_by_name(&init_net, "eth0");
	if (dev && w->no_gso)
		WRITE_ONCE(dev->gso_max_segs, 1);
	rtnl_unlock();
	return nf_register_net_hook(&init_net, w->ops);
}

static int down(void *data)
{
	struct tcp_watch *w = data;

	nf_unregister_net_hook(&init_net, w->ops);
	return 0;
}

void tcp_watch_start(struct st_host *h, struct tcp_watch *w)
{
	w->ops = calloc(1, sizeof(*w->ops));
	w->ops->hook = look;
	w->ops->priv = w;
	w->ops->pf = NFPROTO_IPV4;
	w->ops->hooknum = NF_INET_LOCAL_OUT;
	EXPECT_EQ(on_host(h, up, w), 0);
}

void tcp_watch_stop(struct st_host *h, struct tcp_watch *w)
{
	EXPECT_EQ(on_host(h, down, w), 0);
	free(w->ops);
}
