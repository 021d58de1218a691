// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * skbuff_debug - what is said when a packet does not fit
 *
 * Where:   skb_put() beyond the end, skb_push() below the head, WARNs.
 * Mirrors: skb_panic() and skb_dump() of net/core/skbuff.c.
 *
 * The kernel panics after the report because the memory is damaged already.
 * Here the check comes first: the operation is refused, nothing is damaged.
 */
#include "core/skbuff_priv.h"
#include "core/trace.h"
#include "lib/machine.h"

/* A hook may leave by its own way (end the test); if it returns: refused. */
void skb_set_panic_hook(void (*hook)(const struct sk_buff *skb))
{
	skb_machine()->panic_hook = hook;
}
EXPORT_SYMBOL(skb_set_panic_hook);

static void skb_panic(const struct sk_buff *skb, unsigned int sz,
		      const char *func, const char *what)
{
	void (*hook)(const struct sk_buff *) = skb_machine()->panic_hook;

	report_bug(__FILE__, __LINE__, func,
		   "skbuff: %s: text:%s len:%u put:%u head:0 data:%u tail:%u "
		   "end:%u skb:%u",
		   what, func, skb->len, sz, skb_headroom(skb), skb->tail,
		   skb->end, skb->id);
	if (!hook)
		__builtin_trap();
	hook(skb);
}

/* @len bytes more would pass the end. Context: any. */
void skb_over_panic(const struct sk_buff *skb, unsigned int len,
		    const char *func)
{
	skb_panic(skb, len, func, "skb_over_panic");
}
EXPORT_SYMBOL(skb_over_panic);

/* @len bytes in front would pass the head, or pull into the frags. */
void skb_under_panic(const struct sk_buff *skb, unsigned int len,
		     const char *func)
{
	skb_panic(skb, len, func, "skb_under_panic");
}
EXPORT_SYMBOL(skb_under_panic);

static void skb_dump_bytes(int level, const struct sk_buff *skb)
{
	u8 row[16];
	int pos, n;

	for (pos = 0; pos < (int)skb->len; pos += n) {
		n = min((int)skb->len - pos, (int)sizeof(row));
		if (skb_copy_bits(skb, pos, row, n))
			break;
		_printk(level, "skb data: %08x: %*ph", pos, n, row);
	}
}

/**
 * skb_dump - the packet as it stands, to the log
 * @level: KERN_ERR and kin
 * @skb: borrowed
 * @full_pkt: its bytes, too
 *
 * Context: any. The form is the kernel's, without pointers.
 */
void skb_dump(int level, const struct sk_buff *skb, bool full_pkt)
{
	const struct skb_shared_info *sh = skb_shinfo(skb);

	_printk(level,
		"skb len=%u data_len=%u headroom=%u headlen=%u tailroom=%d",
		skb->len, skb->data_len, skb_headroom(skb), skb_headlen(skb),
		skb_tailroom(skb));
	_printk(level, "mac=(%d,%d) net=(%d,%d) trans=%d",
		skb_mac_header_was_set(skb) ? skb->mac_header : -1,
		skb_mac_header_was_set(skb) ? (int)skb_mac_header_len(skb) : -1,
		skb->network_header,
		skb_transport_header_was_set(skb)
			? (int)skb_network_header_len(skb)
			: -1,
		skb_transport_header_was_set(skb) ? skb->transport_header : -1);
	_printk(level,
		"shinfo(txflags=%u nr_frags=%u gso(size=%u type=%u segs=%u))",
		sh->tx_flags, sh->nr_frags, sh->gso_size, sh->gso_type,
		sh->gso_segs);
	_printk(level,
		"csum(0x%x start=%u offset=%u ip_summed=%u complete_sw=%u "
		"valid=%u level=%u)",
		(u32)skb->csum, skb->csum_start, skb->csum_offset,
		skb->ip_summed, skb->csum_complete_sw, skb->csum_valid,
		skb->csum_level);
	_printk(level, "hash(0x%x sw=%u l4=%u) proto=0x%04x pkttype=%u iif=%d",
		skb->hash, skb->sw_hash, skb->l4_hash, ntohs(skb->protocol),
		skb->pkt_type, skb->skb_iif);
	if (full_pkt)
		skb_dump_bytes(level, skb);
}
EXPORT_SYMBOL(skb_dump);
