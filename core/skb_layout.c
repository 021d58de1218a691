// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * skb_layout - a packet's memory as a drawing
 *
 * Where:   `show skb --layout`, labs, reports.
 * Mirrors: nothing in the kernel; the picture is that of core/skbuff.h.
 *
 * Marks (head, the headers, data, tail, end) are sorted by their offset from
 * head; between two marks lies a region, named after the last header before
 * it. A header in front of data has been pulled: it is there, but the packet
 * begins behind it.
 */
#include "core/skb_layout.h"

#include "core/book.h"
#include "core/netdevice.h"
#include "lib/seq_buf.h"

#define BOX_WIDTH 48
#define NR_MARKS  10

struct layout_mark {
	unsigned int at; /* offset from head */
	const char *name;
	const char *region; /* what begins here; NULL: goes on */
};

struct layout {
	struct seq_buf s;
	const struct sk_buff *skb;
	struct layout_mark mark[NR_MARKS];
	unsigned int n;
};

/* By offset; marks of one offset in the order in which they came. */
static void layout_mark(struct layout *l, unsigned int at, const char *name,
			const char *region)
{
	unsigned int i = l->n++;

	for (; i && l->mark[i - 1].at > at; i--)
		l->mark[i] = l->mark[i - 1];
	l->mark[i] = (struct layout_mark){at, name, region};
}

static void layout_marks(struct layout *l)
{
	const struct sk_buff *skb = l->skb;

	layout_mark(l, 0, "head", "headroom");
	layout_mark(l, skb_headroom(skb), "data", NULL);
	if (skb_mac_header_was_set(skb))
		layout_mark(l, skb->mac_header, "mac", "mac header");
	if (skb->network_header)
		layout_mark(l, skb->network_header, "network",
			    "network header");
	if (skb_transport_header_was_set(skb) && skb->transport_header)
		layout_mark(l, skb->transport_header, "transport",
			    "transport header, payload");
	if (skb->encapsulation && skb->inner_network_header)
		layout_mark(l, skb->inner_network_header, "inner network",
			    "inner network header");
	if (skb->encapsulation && skb->inner_transport_header)
		layout_mark(l, skb->inner_transport_header, "inner transport",
			    "inner transport header, payload");
	layout_mark(l, skb->tail, "tail", "tailroom");
	layout_mark(l, skb->end, "end", "skb_shared_info");
}

/* The line between two regions, with the names of all marks at @at. */
static void layout_line(struct layout *l, unsigned int *i)
{
	unsigned int at = l->mark[*i].at, pos;
	char names[64] = "";
	struct seq_buf n;

	seq_buf_init(&n, names, sizeof(names));
	for (; *i < l->n && l->mark[*i].at == at; (*i)++)
		seq_buf_printf(&n, "%s%s", names[0] ? "," : "",
			       l->mark[*i].name);
	seq_buf_printf(&l->s, "%15s %6u +", seq_buf_str(&n), at);
	for (pos = 0; pos < BOX_WIDTH; pos++)
		seq_buf_putc(&l->s, '-');
	seq_buf_puts(&l->s, "+\n");
}

static void layout_row(struct layout *l, const char *left, const char *right)
{
	seq_buf_printf(&l->s, "%22s | %-*s%s |\n", "",
		       BOX_WIDTH - 2 - (int)strlen(right), left, right);
}

/* Up to eight bytes at @p. */
static void layout_bytes(char *buf, size_t size, const u8 *p, unsigned int n)
{
	struct seq_buf s;

	seq_buf_init(&s, buf, size);
	if (n)
		seq_buf_printf(&s, "%*ph", (int)min(n, 8u), p);
	if (n > 8)
		seq_buf_puts(&s, " ..");
	seq_buf_str(&s);
}

/* The region in front of mark @next; @name: of the last mark that had one. */
static void layout_region(struct layout *l, const char *name, unsigned int from,
			  unsigned int to)
{
	const struct sk_buff *skb = l->skb;
	unsigned int data = skb_headroom(skb);
	bool headroom = !strcmp(name, "headroom");
	char left[64], right[32], bytes[32];
	struct seq_buf s;

	if (from >= data && headroom) {
		name = "data";
		headroom = false;
	}
	seq_buf_init(&s, left, sizeof(left));
	seq_buf_printf(&s, "%s%s", name,
		       from < data && !headroom ? ", pulled" : "");
	seq_buf_str(&s);
	seq_buf_init(&s, right, sizeof(right));
	seq_buf_printf(&s, "%u bytes", to - from);
	seq_buf_str(&s);
	layout_row(l, left, right);
	if (headroom || from >= skb->tail)
		return;
	layout_bytes(bytes, sizeof(bytes), skb->head + from, to - from);
	layout_row(l, bytes, "");
}

static void layout_linear(struct layout *l)
{
	const char *name = "headroom";
	unsigned int i = 0, from, k;

	while (i < l->n) {
		from = l->mark[i].at;
		for (k = i; k < l->n && l->mark[k].at == from; k++) {
			if (l->mark[k].region)
				name = l->mark[k].region;
		}
		layout_line(l, &i);
		if (i < l->n)
			layout_region(l, name, from, l->mark[i].at);
	}
}

static void layout_shinfo(struct layout *l)
{
	const struct skb_shared_info *sh = skb_shinfo(l->skb);
	int dataref = atomic_read(&sh->dataref);
	char left[64], right[32];
	struct seq_buf s;

	seq_buf_init(&s, left, sizeof(left));
	seq_buf_printf(&s, "skb_shared_info: dataref %d",
		       dataref & SKB_DATAREF_MASK);
	if (dataref >> SKB_DATAREF_SHIFT)
		seq_buf_printf(&s, " (payload only %d)",
			       dataref >> SKB_DATAREF_SHIFT);
	seq_buf_str(&s);
	seq_buf_init(&s, right, sizeof(right));
	seq_buf_printf(&s, "nr_frags %u", sh->nr_frags);
	seq_buf_str(&s);
	layout_row(l, left, right);
	if (!sh->gso_size)
		return;
	seq_buf_init(&s, left, sizeof(left));
	seq_buf_printf(&s, "gso_size %u  gso_segs %u  gso_type 0x%x",
		       sh->gso_size, sh->gso_segs, sh->gso_type);
	layout_row(l, seq_buf_str(&s), "");
}

static void layout_frags(struct layout *l)
{
	const struct skb_shared_info *sh = skb_shinfo(l->skb);
	const struct sk_buff *iter;
	unsigned int i = l->n - 1;
	char left[64], bytes[32];
	struct seq_buf s;

	for (i = 0; i < sh->nr_frags; i++) {
		const skb_frag_t *frag = &sh->frags[i];

		layout_bytes(bytes, sizeof(bytes), skb_frag_address(frag),
			     frag->len);
		seq_buf_init(&s, left, sizeof(left));
		seq_buf_printf(&s, "frags[%u] page+%u, %u bytes", i,
			       frag->offset, frag->len);
		layout_row(l, seq_buf_str(&s), "");
		layout_row(l, bytes, "");
	}
	skb_walk_frags (l->skb, iter) {
		seq_buf_init(&s, left, sizeof(left));
		seq_buf_printf(&s, "frag_list: skb %u, %u bytes", iter->id,
			       iter->len);
		layout_row(l, seq_buf_str(&s), "");
	}
	seq_buf_printf(&l->s, "%22s +", "");
	for (i = 0; i < BOX_WIDTH; i++)
		seq_buf_putc(&l->s, '-');
	seq_buf_puts(&l->s, "+\n");
}

static const char *name_at(const char *const *names, unsigned int n,
			   unsigned int i)
{
	return i < n ? names[i] : "?";
}

/* What the packet says of itself beside its bytes. */
static void layout_meta(struct layout *l)
{
	static const char *const types[] = {"host",	 "broadcast",
					    "multicast", "otherhost",
					    "outgoing",	 "loopback"};
	static const char *const sums[] = {"none", "unnecessary", "complete",
					   "partial"};
	static const char *const infos[] = {"established", "related", "new",
					    "established reply",
					    "related reply"};
	const struct sk_buff *skb = l->skb;

	seq_buf_printf(&l->s, "dev %s  protocol 0x%04x  type %s  iif %d",
		       skb->dev ? skb->dev->name : "-", ntohs(skb->protocol),
		       name_at(types, ARRAY_SIZE(types), skb->pkt_type),
		       skb->skb_iif);
	seq_buf_printf(&l->s, "  tstamp %lld.%09lld\n",
		       (long long)(skb->tstamp / 1000000000),
		       (long long)(skb->tstamp % 1000000000));
	seq_buf_printf(&l->s, "mark 0x%x  priority 0x%x  hash 0x%x%s  csum %s",
		       skb->mark, skb->priority, skb->hash,
		       skb->l4_hash ? " l4" : "",
		       name_at(sums, ARRAY_SIZE(sums), skb->ip_summed));
	if (skb->vlan_present)
		seq_buf_printf(&l->s, "  vlan %u", skb->vlan_tci & 0xfff);
	seq_buf_printf(&l->s, "\nsk %s  dst %s  conntrack %s\n",
		       skb->sk ? "yes" : "-", skb_dst(skb) ? "yes" : "-",
		       skb_nfct(skb) ? name_at(infos, ARRAY_SIZE(infos),
					       skb->_nfct & NFCT_INFOMASK)
				     : "-");
}

int skb_layout_print(const struct sk_buff *skb, char *buf, size_t size)
{
	struct layout l = {.skb = skb};

	seq_buf_init(&l.s, buf, size);
	seq_buf_printf(&l.s, "skb %u (%s", skb->id, skb_birth_name(skb->book));
	if (skb->parent)
		seq_buf_printf(&l.s, " of %u", skb->parent);
	seq_buf_printf(&l.s, "), users %u, truesize %u%s%s\n",
		       refcount_read(&skb->users), skb->truesize,
		       skb->head_frag ? ", page head" : "",
		       skb_cloned(skb) ? ", shared data" : "");
	seq_buf_printf(&l.s, "len %u = %u linear + %u in frags\n", skb->len,
		       skb_headlen(skb), skb->data_len);
	layout_meta(&l);
	layout_marks(&l);
	layout_linear(&l);
	layout_shinfo(&l);
	layout_frags(&l);
	return (int)strlen(seq_buf_str(&l.s));
}
EXPORT_SYMBOL(skb_layout_print);
