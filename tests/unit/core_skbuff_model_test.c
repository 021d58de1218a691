// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_skbuff_model_test - random operations against a flat array of bytes
 *
 * Where:   core_test.
 * Mirrors: nothing.
 * Spec:    whatever is done to a packet, its bytes are those of the model, its
 *          lengths add up, and nobody else's bytes change.
 */
#include "core/skbuff.h"
#include "lib/slab.h"
#include "tests/unit/core_fixture.h"

#define NR    6
#define BYTES 6000

struct model {
	struct sk_buff *skb;
	unsigned int len;
	u8 bytes[BYTES];
};

static struct model m[NR];

TEST_CORE_HOST(1);

static unsigned int rnd(unsigned int n)
{
	return (unsigned int)(test_random() % n);
}

static void fill(u8 *p, unsigned int n)
{
	while (n--)
		*p++ = (u8)test_random();
}

static bool check(const struct model *x)
{
	static u8 buf[BYTES];
	const struct sk_buff *skb = x->skb, *iter;
	unsigned int paged = __skb_pagelen(skb);
	bool ok = true;

	skb_walk_frags (skb, iter)
		paged += iter->len;
	ok &= EXPECT_EQ(skb->len, x->len);
	ok &= EXPECT_EQ(skb->data_len, paged);
	ok &= EXPECT_EQ(skb->tail, skb_headroom(skb) + skb_headlen(skb));
	ok &= EXPECT_LE(skb->tail, skb->end);
	ok &= EXPECT_EQ(refcount_read(&skb->users), 1);
	if (!ok || skb_copy_bits(skb, 0, buf, (int)x->len))
		return false;
	ok &= EXPECT_MEMEQ(buf, x->bytes, x->len);
	ok &= EXPECT_EQ(csum_fold(skb_checksum(skb, 0, (int)x->len, 0)),
			csum_fold(csum_partial(x->bytes, (int)x->len, 0)));
	return ok;
}

static struct model *unused(void)
{
	for (int i = 0; i < NR; i++) {
		if (!m[i].skb)
			return &m[i];
	}
	return NULL;
}

static void drop(struct model *x)
{
	consume_skb(x->skb);
	x->skb = NULL;
}

static void op_alloc(struct model *x)
{
	struct model *n = unused();
	unsigned int len = rnd(900), room = rnd(200);

	if (!n)
		return;
	n->skb = rnd(2) ? netdev_alloc_skb(NULL, len + room + rnd(2000))
			: alloc_skb_fclone(len + room + rnd(300), GFP_ATOMIC);
	skb_reserve(n->skb, (int)room);
	fill(n->bytes, len);
	n->len = len;
	skb_put_data(n->skb, n->bytes, len);
}

static void op_put(struct model *x)
{
	unsigned int n = rnd(100);

	if (skb_cloned(x->skb) || skb_is_nonlinear(x->skb) ||
	    skb_tailroom(x->skb) < (int)n || x->len + n > BYTES)
		return;
	fill(x->bytes + x->len, n);
	skb_put_data(x->skb, x->bytes + x->len, n);
	x->len += n;
}

static void op_push(struct model *x)
{
	unsigned int n = rnd(60);

	if (x->len + n > BYTES || skb_cow_head(x->skb, n))
		return;
	memmove(x->bytes + n, x->bytes, x->len);
	fill(x->bytes, n);
	memcpy(skb_push(x->skb, n), x->bytes, n);
	x->len += n;
}

static void op_pull(struct model *x)
{
	unsigned int n = rnd(80);
	void *p = pskb_pull(x->skb, n);

	EXPECT_EQ(p != NULL, n <= x->len);
	if (!p)
		return;
	memmove(x->bytes, x->bytes + n, x->len - n);
	x->len -= n;
}

static void op_may_pull(struct model *x)
{
	unsigned int n = rnd(x->len + 50);

	EXPECT_EQ(pskb_may_pull(x->skb, n), n <= x->len);
	if (n <= x->len)
		EXPECT_GE(skb_headlen(x->skb), n);
}

static void op_trim(struct model *x)
{
	unsigned int n = x->len - rnd(min(x->len + 1, 300u));

	EXPECT_EQ(pskb_trim(x->skb, n), 0);
	x->len = n;
}

static void op_frag(struct model *x)
{
	unsigned int n = 1 + rnd(600), off = rnd(1000);
	struct page *page;

	if (x->len + n > BYTES || skb_cloned(x->skb) ||
	    skb_has_frag_list(x->skb) ||
	    skb_shinfo(x->skb)->nr_frags == MAX_SKB_FRAGS)
		return;
	page = alloc_page(GFP_ATOMIC);
	fill(x->bytes + x->len, n);
	memcpy((u8 *)page_address(page) + off, x->bytes + x->len, n);
	skb_add_rx_frag(x->skb, skb_shinfo(x->skb)->nr_frags, page, (int)off,
			(int)n, 4096);
	x->len += n;
}

/* Another packet goes to the end of the frag list. */
static void op_frag_list(struct model *x)
{
	struct model *y = &m[rnd(NR)];
	struct sk_buff **last;

	if (y == x || !y->skb || skb_cloned(x->skb) || !y->len ||
	    x->len + y->len > BYTES || skb_has_frag_list(y->skb))
		return;
	for (last = &skb_shinfo(x->skb)->frag_list; *last;
	     last = &(*last)->next) {
		if (skb_shared(*last))
			return;
	}
	*last = y->skb;
	x->skb->len += y->len;
	x->skb->data_len += y->len;
	x->skb->truesize += y->skb->truesize;
	memcpy(x->bytes + x->len, y->bytes, y->len);
	x->len += y->len;
	y->skb = NULL;
}

static void op_copy(struct model *x)
{
	struct model *n = unused();

	if (!n)
		return;
	switch (rnd(6)) {
	case 0:
	case 1:
		n->skb = skb_clone(x->skb, GFP_ATOMIC);
		break;
	case 2:
		n->skb = skb_copy(x->skb, GFP_ATOMIC);
		break;
	case 3:
		n->skb = pskb_copy(x->skb, GFP_ATOMIC);
		break;
	case 4:
		n->skb = skb_copy_expand(x->skb, (int)rnd(200), (int)rnd(200),
					 GFP_ATOMIC);
		break;
	default:
		n->skb = skb_realloc_headroom(x->skb, rnd(200));
		break;
	}
	n->len = x->len;
	memcpy(n->bytes, x->bytes, x->len);
}

static void op_expand(struct model *x)
{
	unsigned int before = skb_headroom(x->skb);
	int nhead = (int)rnd(100);

	EXPECT_EQ(pskb_expand_head(x->skb, nhead, (int)rnd(100), GFP_ATOMIC),
		  0);
	EXPECT_EQ(skb_headroom(x->skb), before + (unsigned int)nhead);
	EXPECT(!skb_cloned(x->skb));
}

static void op_linearize(struct model *x)
{
	EXPECT_EQ(skb_linearize(x->skb), 0);
	EXPECT_EQ(x->skb->data_len, 0);
}

static void op_write(struct model *x)
{
	unsigned int off, n;

	if (!x->len || skb_ensure_writable(x->skb, x->len))
		return;
	off = rnd(x->len);
	n = rnd(x->len - off + 1);
	fill(x->bytes + off, n);
	EXPECT_EQ(skb_store_bits(x->skb, (int)off, x->bytes + off, (int)n), 0);
}

static void op_split(struct model *x)
{
	struct model *n = unused();
	unsigned int len;

	if (!n || x->len < 2 || skb_has_frag_list(x->skb) ||
	    skb_unclone(x->skb, GFP_ATOMIC))
		return;
	len = 1 + rnd(x->len - 1);
	n->skb = alloc_skb(skb_headlen(x->skb), GFP_ATOMIC);
	skb_split(x->skb, n->skb, len);
	n->len = x->len - len;
	memcpy(n->bytes, x->bytes + len, n->len);
	x->len = len;
}

static void op_coalesce(struct model *x)
{
	struct model *y = &m[rnd(NR)];
	bool stolen;
	int delta;

	if (y == x || !y->skb || x->len + y->len > BYTES)
		return;
	if (!skb_try_coalesce(x->skb, y->skb, &stolen, &delta))
		return;
	kfree_skb_partial(y->skb, stolen);
	memcpy(x->bytes + x->len, y->bytes, y->len);
	x->len += y->len;
	y->skb = NULL;
}

static void op_pad(struct model *x)
{
	unsigned int len = x->len + rnd(40);

	if (len > BYTES)
		return;
	EXPECT_EQ(skb_put_padto(x->skb, len), 0);
	memset(x->bytes + x->len, 0, len - x->len);
	x->len = len;
}

static void op_header_pointer(struct model *x)
{
	u8 buf[40], *p;
	int off = (int)rnd(x->len + 20), n = (int)rnd(40);

	p = skb_header_pointer(x->skb, off, n, buf);
	EXPECT_EQ(p != NULL, (unsigned int)(off + n) <= x->len);
	if (p)
		EXPECT_MEMEQ(p, x->bytes + off, (size_t)n);
}

static void op_unclone(struct model *x)
{
	unsigned int truesize = x->skb->truesize;

	EXPECT_EQ(skb_unclone_keeptruesize(x->skb, GFP_ATOMIC), 0);
	EXPECT_EQ(x->skb->truesize, truesize);
}

static void (*const ops[])(struct model *x) = {
	op_alloc,    op_put,	op_push,      op_pull,		 op_may_pull,
	op_trim,     op_frag,	op_frag,      op_frag_list,	 op_copy,
	op_copy,     op_expand, op_linearize, op_write,		 op_split,
	op_coalesce, op_pad,	drop,	      op_header_pointer, op_unclone,
};

static void run(unsigned int steps)
{
	memset(m, 0, sizeof(m));
	for (unsigned int i = 0; i < steps; i++) {
		struct model *x = &m[rnd(NR)];
		unsigned int op = x->skb ? rnd(ARRAY_SIZE(ops)) : 0;

		ops[op](x);
		for (int k = 0; k < NR; k++) {
			if (m[k].skb && !check(&m[k])) {
				test_check(false, true, __FILE__, __LINE__,
					   "step %u, operation %u, packet %d",
					   i, op, k);
			}
		}
	}
	for (int k = 0; k < NR; k++)
		drop(&m[k]);
}

TEST(skb_random_operations_match_a_flat_array)
{
	run(6000);
}

/* Every allocation may fail: nothing leaks, nothing else changes. */
TEST(skb_random_operations_survive_lack_of_memory)
{
	struct sk_buff *skb, *other;
	struct page *page;

	for (unsigned long n = 1; n < 200; n++) {
		skb = alloc_skb(300, GFP_ATOMIC);
		skb_put_zero(skb, 100);
		page = alloc_page(GFP_ATOMIC);
		skb_add_rx_frag(skb, 0, page, 0, 500, 4096);
		slab_fail_nth(host.machine, 1 + n % 4);
		switch (n % 7) {
		case 0:
			other = skb_copy(skb, GFP_ATOMIC);
			break;
		case 1:
			other = skb_clone(skb, GFP_ATOMIC);
			break;
		case 2:
			other = pskb_copy(skb, GFP_ATOMIC);
			break;
		case 3:
			other = skb_realloc_headroom(skb, 100);
			break;
		case 4:
			other = NULL;
			if (pskb_expand_head(skb, 10, 0, GFP_ATOMIC))
				EXPECT_EQ(skb_headroom(skb), 0);
			break;
		case 5:
			other = NULL;
			skb_linearize(skb);
			break;
		default:
			other = skb_clone(skb, GFP_ATOMIC);
			if (other)
				other = skb_unshare(other, GFP_ATOMIC);
			break;
		}
		slab_fail_nth(host.machine, 0);
		EXPECT_EQ(skb->len, 600);
		consume_skb(other);
		consume_skb(skb);
	}
}

TEST_SOAK(skb_random_operations_soak)
{
	run((unsigned int)test_soak_count(1000000));
}
