// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * udp_offload - UDP's part in merging and cutting packets
 *
 * Where:   below IPv4's and IPv6's gro_receive() and gso_segment().
 * Mirrors: net/ipv4/udp_offload.c. Tunnels' callbacks and UFO are left out.
 * Spec:    RFC 768.
 *
 * Datagrams have borders, so they are merged only for who asks: a socket with
 * UDP_GRO gets one buffer and the size of the pieces; a forwarder
 * (rx-udp-gro-forwarding) sends it on as one USO packet; with rx-gro-list
 * whole packets are chained and taken apart again. A checksum is required, and
 * all have the length of the first but the last, which may be shorter.
 */
#include "lib/machine.h"
#include "proto/ipv4/offload.h"

DEFINE_STATIC_PER_MACHINE(udp_gro_lookup_fn *, gro_lookup4);
DEFINE_STATIC_PER_MACHINE(udp_gro_lookup_fn *, gro_lookup6);

/**
 * udp_gro_set_lookup - how a family finds the socket of a datagram
 * @family: AF_INET or AF_INET6
 * @fn: NULL: there are no sockets any more
 *
 * Context: process; sleeps until nobody can be in the old one.
 */
void udp_gro_set_lookup(int family, udp_gro_lookup_fn *fn)
{
	if (family == AF_INET)
		rcu_assign_pointer(machine_var(gro_lookup4), fn);
	else
		rcu_assign_pointer(machine_var(gro_lookup6), fn);
	if (!fn)
		synchronize_rcu();
}
EXPORT_SYMBOL(udp_gro_set_lookup);

/* ---- up ----------------------------------------------------------------- */

static struct sk_buff *udp_gro_flush(struct sk_buff *skb, struct sk_buff *pp)
{
	NAPI_GRO_CB(skb)->flush = 1;
	return pp;
}

/* Whether the IP layer says that @skb does not continue @p. */
static bool udp_gro_ip_differs(struct sk_buff *p)
{
	struct napi_gro_cb *cb = NAPI_GRO_CB(p);

	if (cb->flush)
		return true;
	if (cb->flush_id != 1 || cb->count != 1 || !cb->is_atomic)
		return cb->flush_id;
	cb->is_atomic = 0;
	return false;
}

/* Append @skb to @p, which has its ports. */
static struct sk_buff *udp_gro_append(struct sk_buff *p, struct sk_buff *skb,
				      struct udphdr *uh, unsigned int ulen)
{
	unsigned int first = ntohs(udp_hdr(p)->len);
	int ret;

	if (NAPI_GRO_CB(skb)->is_flist != NAPI_GRO_CB(p)->is_flist)
		return udp_gro_flush(skb, p);
	if (ulen > first || udp_gro_ip_differs(p))
		return p;

	if (NAPI_GRO_CB(skb)->is_flist) {
		if (!pskb_may_pull(skb, skb_gro_offset(skb)))
			return udp_gro_flush(skb, NULL);
		if (skb->ip_summed != p->ip_summed ||
		    skb->csum_level != p->csum_level)
			return udp_gro_flush(skb, NULL);
		ret = skb_gro_receive_list(p, skb);
	} else {
		skb_gro_postpull_rcsum(skb, uh, sizeof(*uh));
		ret = skb_gro_receive(p, skb);
	}
	/* A shorter one is the last; so is the 64th: small floods cost. */
	if (ret || ulen != first || NAPI_GRO_CB(p)->count >= UDP_GRO_CNT_MAX)
		return p;
	return NULL;
}

static struct sk_buff *udp_gro_receive_segment(struct list_head *head,
					       struct sk_buff *skb)
{
	struct udphdr *uh = udp_gro_udphdr(skb);
	struct sk_buff *p;
	unsigned int ulen;

	/* GSO will make checksums, so all must have had one. */
	if (!uh->check)
		return udp_gro_flush(skb, NULL);
	/* Padded or lying packets are nobody's successor. */
	ulen = ntohs(uh->len);
	if (ulen <= sizeof(*uh) || ulen != skb_gro_len(skb))
		return udp_gro_flush(skb, NULL);
	skb_gro_pull(skb, sizeof(*uh));

	list_for_each_entry (p, head, list) {
		const struct udphdr *uh2;

		if (!NAPI_GRO_CB(p)->same_flow)
			continue;
		uh2 = udp_hdr(p);
		if (uh->source == uh2->source && uh->dest == uh2->dest)
			return udp_gro_append(p, skb, uh, ulen);
		NAPI_GRO_CB(p)->same_flow = 0;
	}
	return NULL;
}

/**
 * udp_gro_receive - append a datagram to its predecessor, if anyone wants it
 * @head: the bucket, marked by the IP layer
 * @skb: borrowed; skb_gro_offset() at the UDP header
 * @uh: that header
 * @wish: of its socket
 *
 * Context: softirq, rcu_read_lock().
 * Return: the held packet that must go up now, or NULL.
 */
struct sk_buff *udp_gro_receive(struct list_head *head, struct sk_buff *skb,
				struct udphdr *uh, enum udp_gro_wish wish)
{
	netdev_features_t features = skb->dev->features;
	bool flist;

	NAPI_GRO_CB(skb)->is_flist = 0;
	if (skb->encapsulation || NAPI_GRO_CB(skb)->encap_mark)
		return udp_gro_flush(skb, NULL);
	flist = (features & NETIF_F_GRO_FRAGLIST) && wish != UDP_GRO_ON;
	NAPI_GRO_CB(skb)->is_flist = flist;
	if (flist || wish == UDP_GRO_ON ||
	    (wish == UDP_GRO_NO_SOCKET && (features & NETIF_F_GRO_UDP_FWD)))
		return call_gro_receive(udp_gro_receive_segment, head, skb);
	return udp_gro_flush(skb, NULL);
}
EXPORT_SYMBOL(udp_gro_receive);

static struct sk_buff *udp4_gro_receive(struct list_head *head,
					struct sk_buff *skb)
{
	enum udp_gro_wish wish = UDP_GRO_NO_SOCKET;
	struct udphdr *uh = udp_gro_udphdr(skb);
	udp_gro_lookup_fn *lookup;

	if (unlikely(!uh))
		return udp_gro_flush(skb, NULL);
	if (!NAPI_GRO_CB(skb)->flush &&
	    skb_gro_checksum_validate_zero_check(skb, IPPROTO_UDP, uh->check,
						 inet_gro_compute_pseudo))
		return udp_gro_flush(skb, NULL);

	lookup = rcu_dereference(machine_var(gro_lookup4));
	if (lookup)
		wish = lookup(skb, uh->source, uh->dest);
	return udp_gro_receive(head, skb, uh, wish);
}

/**
 * udp_gro_complete - make the merged datagrams what GSO can cut again
 * @skb: borrowed; uh->check holds the pseudo-header's sum
 * @nhoff: of the UDP header from skb->data
 *
 * Context: softirq.
 * Return: 0.
 */
int udp_gro_complete(struct sk_buff *skb, int nhoff)
{
	struct udphdr *uh = (struct udphdr *)(skb->data + nhoff);

	uh->len = htons((u16)(skb->len - (unsigned int)nhoff));
	skb_shinfo(skb)->gso_segs = NAPI_GRO_CB(skb)->count;
	skb_shinfo(skb)->gso_type |= SKB_GSO_UDP_L4;
	if (NAPI_GRO_CB(skb)->is_flist) {
		/* each in the chain was verified, and is not changed */
		skb_shinfo(skb)->gso_type |= SKB_GSO_FRAGLIST;
		__skb_incr_checksum_unnecessary(skb);
		skb->ip_summed = CHECKSUM_UNNECESSARY;
		return 0;
	}
	skb->csum_start = (u16)((unsigned char *)uh - skb->head);
	skb->csum_offset = offsetof(struct udphdr, check);
	skb->ip_summed = CHECKSUM_PARTIAL;
	if (skb->encapsulation)
		skb->inner_transport_header = skb->transport_header;
	return 0;
}
EXPORT_SYMBOL(udp_gro_complete);

static int udp4_gro_complete(struct sk_buff *skb, int nhoff)
{
	const struct iphdr *iph =
		(void *)(skb->data + nhoff - sizeof(struct iphdr));
	struct udphdr *uh = (struct udphdr *)(skb->data + nhoff);

	if (uh->check && !NAPI_GRO_CB(skb)->is_flist)
		uh->check = (__sum16)~csum_tcpudp_magic(
			iph->saddr, iph->daddr, skb->len - (unsigned int)nhoff,
			IPPROTO_UDP, 0);
	return udp_gro_complete(skb, nhoff);
}

/* ---- down ---------------------------------------------------------------- */

/* Put @new in @old's place and repair the checksums that cover it. */
static void udp_gso_replace4(struct sk_buff *seg, __be32 *old, __be32 new)
{
	struct udphdr *uh = udp_hdr(seg);

	if (*old == new)
		return;
	if (uh->check)
		csum_replace4(&uh->check, *old, new);
	csum_replace4(&ip_hdr(seg)->check, *old, new);
	*old = new;
}

static void udp_gso_replace2(struct sk_buff *seg, __be16 *old, __be16 new)
{
	struct udphdr *uh = udp_hdr(seg);

	if (*old == new)
		return;
	if (uh->check) {
		csum_replace2(&uh->check, *old, new);
		if (!uh->check)
			uh->check = CSUM_MANGLED_0;
	}
	*old = new;
}

/*
 * The members of a chain have their own headers. NAT saw the first one only:
 * what it changed there is changed in all.
 */
static struct sk_buff *udp_gso_segment_list(struct sk_buff *skb,
					    netdev_features_t features,
					    bool is_ipv6)
{
	unsigned int mss = skb_shinfo(skb)->gso_size;
	struct sk_buff *segs, *seg;

	segs = skb_segment_list(skb, features, skb_mac_header_len(skb));
	if (IS_ERR(segs))
		return segs;
	udp_hdr(segs)->len = htons((u16)(sizeof(struct udphdr) + mss));
	if (is_ipv6)
		return segs;
	for (seg = segs->next; seg; seg = seg->next) {
		udp_gso_replace4(seg, &ip_hdr(seg)->saddr, ip_hdr(segs)->saddr);
		udp_gso_replace4(seg, &ip_hdr(seg)->daddr, ip_hdr(segs)->daddr);
		udp_gso_replace2(seg, &udp_hdr(seg)->source,
				 udp_hdr(segs)->source);
		udp_gso_replace2(seg, &udp_hdr(seg)->dest, udp_hdr(segs)->dest);
	}
	return segs;
}

/* Length and checksum of one segment. */
static void udp_gso_fix(struct sk_buff *seg, __sum16 check, __be16 oldlen)
{
	struct udphdr *uh = udp_hdr(seg);
	unsigned int len = seg->len - (unsigned int)skb_transport_offset(seg);
	__be16 newlen = htons((u16)len);

	check = csum16_add(csum16_sub(check, oldlen), newlen);
	uh->len = newlen;
	uh->check = check;
	if (seg->ip_summed == CHECKSUM_PARTIAL) {
		gso_reset_checksum(seg, ~csum_unfold(check));
		return;
	}
	uh->check = gso_make_checksum(seg, ~csum_unfold(check));
	if (!uh->check)
		uh->check = CSUM_MANGLED_0; /* 0 would mean: none */
}

/**
 * __udp_gso_segment - cut a buffer into datagrams
 * @gso_skb: borrowed; data at the UDP header; uh->check: the pseudo-header's
 *	sum
 * @features: of the device
 * @is_ipv6: the header in front of it
 *
 * Context: any, rcu_read_lock().
 * Return: as struct offload_callbacks.gso_segment.
 */
struct sk_buff *__udp_gso_segment(struct sk_buff *gso_skb,
				  netdev_features_t features, bool is_ipv6)
{
	unsigned int mss = skb_shinfo(gso_skb)->gso_size;
	struct sk_buff *segs, *seg;
	__sum16 check;
	__be16 len;

	if (gso_skb->len <= sizeof(struct udphdr) + mss)
		return ERR_PTR(-EINVAL);
	if (skb_gso_ok(gso_skb, features | NETIF_F_GSO_ROBUST)) {
		skb_shinfo(gso_skb)->gso_segs = (u16)DIV_ROUND_UP(
			gso_skb->len - sizeof(struct udphdr), mss);
		return NULL;
	}
	if (skb_shinfo(gso_skb)->gso_type & SKB_GSO_FRAGLIST)
		return udp_gso_segment_list(gso_skb, features, is_ipv6);

	check = udp_hdr(gso_skb)->check;
	len = udp_hdr(gso_skb)->len;
	skb_pull(gso_skb, sizeof(struct udphdr));
	segs = skb_segment(gso_skb, features);
	if (IS_ERR(segs))
		return segs;
	for (seg = segs; seg; seg = seg->next)
		udp_gso_fix(seg, check, len);
	return segs;
}
EXPORT_SYMBOL(__udp_gso_segment);

static struct sk_buff *udp4_gso_segment(struct sk_buff *skb,
					netdev_features_t features)
{
	if (!(skb_shinfo(skb)->gso_type & SKB_GSO_UDP_L4) ||
	    !pskb_may_pull(skb, sizeof(struct udphdr)))
		return ERR_PTR(-EINVAL);
	return __udp_gso_segment(skb, features, false);
}

const struct net_offload udpv4_offload = {
	.callbacks =
		{
			.gso_segment = udp4_gso_segment,
			.gro_receive = udp4_gro_receive,
			.gro_complete = udp4_gro_complete,
		},
};
