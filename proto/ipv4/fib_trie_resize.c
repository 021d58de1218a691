// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fib_trie_resize - the shape of the trie: nodes come, go, grow, shrink
 *
 * Where:   below fib_table_insert() and fib_table_delete() (fib_trie.c).
 * Mirrors: net/ipv4/fib_trie.c, cut: its first half, without the lookup.
 * Spec:    Nilsson, Karlsson, "IP-Address Lookup Using LC-Tries", §3-4.
 *
 * A tnode doubles while more than half of the doubled node's children would
 * be in use, and halves when fewer than a quarter are; the root is allowed to
 * be emptier (30 % and 15 %), for every lookup goes through it. What is not
 * empty is counted so that both questions are answered without looking at the
 * children: a full child (a tnode that skips no bit) brings two used slots
 * when we double, any other child one.
 *
 * Readers walk meanwhile: a new node is built aside, its children learn their
 * new parent, and one store puts it in the place of the old one. Who stands on
 * the old one finds his way up by its parent pointer, which is still right.
 */
#include "lib/bitops.h"
#include "lib/kernel.h"
#include "lib/mm.h"
#include "proto/ipv4/fib_lookup.h"

#define MAX_WORK 10 /* doublings or halvings of one node at a time */

static const unsigned int halve_threshold = 25; /* per cent used */
static const unsigned int inflate_threshold = 50;
static const unsigned int halve_threshold_root = 15;
static const unsigned int inflate_threshold_root = 30;

/* Bytes of dead tnodes after which an insert waits for a grace period. */
#define FIB_SYNC_MEM (512 * 1024)

DEFINE_PER_MACHINE(struct kmem_cache *, fib_alias_kmem);
DEFINE_PER_MACHINE(struct kmem_cache *, trie_leaf_kmem);

static void leaf_free_rcu(struct rcu_head *head)
{
	kmem_cache_free(machine_var(trie_leaf_kmem),
			container_of(head, struct fib_leaf, tn.rcu));
}

static void tnode_free_rcu(struct rcu_head *head)
{
	kfree(container_of(head, struct tnode, rcu));
}

void node_free(struct key_vector *n)
{
	call_rcu(&tn_info(n)->rcu, IS_LEAF(n) ? leaf_free_rcu : tnode_free_rcu);
}

struct fib_alias *alias_alloc(const struct fib_alias *tmpl)
{
	struct fib_alias *fa;

	fa = kmem_cache_alloc(machine_var(fib_alias_kmem), GFP_KERNEL);
	if (!fa)
		return NULL;
	*fa = *tmpl;
	fa->fa_state &= ~FA_S_INLINE;
	return fa;
}

static void alias_free_rcu(struct rcu_head *head)
{
	kmem_cache_free(machine_var(fib_alias_kmem),
			container_of(head, struct fib_alias, rcu));
}

void alias_free_mem_rcu(struct fib_alias *fa)
{
	if (!(fa->fa_state & FA_S_INLINE))
		call_rcu(&fa->rcu, alias_free_rcu);
}

static struct fib_leaf *leaf_new(t_key key, const struct fib_alias *tmpl)
{
	struct fib_leaf *leaf;
	struct key_vector *l;

	leaf = kmem_cache_alloc(machine_var(trie_leaf_kmem), GFP_KERNEL);
	if (!leaf)
		return NULL;

	leaf->tn.empty_children = 0;
	leaf->tn.full_children = 0;
	leaf->tn.parent = NULL;
	leaf->first = *tmpl;
	leaf->first.fa_state |= FA_S_INLINE;
	l = leaf->tn.kv;
	l->key = key;
	l->pos = 0;
	l->bits = 0;
	l->slen = tmpl->fa_slen;
	INIT_HLIST_HEAD(&l->leaf);
	hlist_add_head(&leaf->first.fa_list, &l->leaf);
	return leaf;
}

static struct key_vector *tnode_new(t_key key, int pos, int bits)
{
	unsigned int shift = pos + bits;
	struct tnode *tn;
	struct key_vector *kv;

	tn = kvzalloc(TNODE_SIZE(1ul << bits), GFP_KERNEL);
	if (!tn)
		return NULL;

	tn->empty_children = bits == KEYLENGTH ? 0 : (t_key)(1ul << bits);
	kv = tn->kv;
	kv->key = shift < (unsigned int)KEYLENGTH ? key >> shift << shift : 0;
	kv->pos = pos;
	kv->bits = bits;
	kv->slen = pos;
	return kv;
}

/* Whether a doubling of @tn takes the child's first bit away from it. */
static bool tnode_full(const struct key_vector *tn, const struct key_vector *n)
{
	return n && n->pos + n->bits == tn->pos && IS_TNODE(n);
}

static void update_children(struct key_vector *tn)
{
	unsigned long i;

	for (i = child_length(tn); i--;) {
		struct key_vector *child = get_child(tn, i);

		if (!child)
			continue;
		/*
		 * A child that still names another parent was not reparented
		 * when the new node was built aside: do it and go below, for
		 * a tnode that is itself new has children to tell.
		 */
		if (node_parent(child) == tn)
			update_children(child);
		else
			rcu_assign_pointer(tn_info(child)->parent, tn);
	}
}

static void put_child(struct key_vector *tn, unsigned long i,
		      struct key_vector *n)
{
	struct key_vector *old = get_child(tn, i);
	bool was_full = tnode_full(tn, old), is_full = tnode_full(tn, n);

	if (!n && old)
		tn_info(tn)->empty_children++;
	if (n && !old)
		tn_info(tn)->empty_children--;
	if (was_full && !is_full)
		tn_info(tn)->full_children--;
	if (is_full && !was_full)
		tn_info(tn)->full_children++;
	if (n && tn->slen < n->slen)
		tn->slen = n->slen;
	rcu_assign_pointer(get_child(tn, i), n);
}

void put_child_root(struct key_vector *tp, t_key key, struct key_vector *n)
{
	if (IS_TRIE(tp))
		rcu_assign_pointer(get_child(tp, 0), n);
	else
		put_child(tp, get_index(key, tp), n);
}

/* What a resize builds and throws away: chained by rcu.next meanwhile. */
static void chain_add(struct rcu_head **chain, struct key_vector *n)
{
	tn_info(n)->rcu.next = *chain;
	*chain = &tn_info(n)->rcu;
}

static void chain_free(struct trie *t, struct rcu_head *chain)
{
	while (chain) {
		struct tnode *tn = container_of(chain, struct tnode, rcu);

		chain = chain->next;
		t->free_size += TNODE_SIZE(1ul << tn->kv->bits);
		node_free(tn->kv);
	}
	if (t->free_size < FIB_SYNC_MEM)
		return;
	t->free_size = 0;
	synchronize_net();
}

static void chain_abort(struct rcu_head *chain)
{
	while (chain) {
		struct rcu_head *next = chain->next;

		kfree(container_of(chain, struct tnode, rcu));
		chain = next;
	}
}

static struct key_vector *resize(struct trie *t, struct key_vector *tn);

/*
 * @tn takes the place of @old, which dies with all on @dead. Return: parent.
 * The recursion through resize() goes down one level of the trie each time.
 */
static struct key_vector *replace(struct trie *t, struct key_vector *old,
				  struct key_vector *tn, struct rcu_head *dead)
{
	struct key_vector *tp = node_parent(old);
	unsigned long i;

	tn_info(tn)->parent = tp;
	put_child_root(tp, tn->key, tn);
	update_children(tn);
	chain_add(&dead, old);
	chain_free(t, dead);

	for (i = child_length(tn); i--;) {
		struct key_vector *inode = get_child(tn, i);

		if (tnode_full(tn, inode))
			resize(t, inode);
	}
	return tp;
}

/* A full child with more than two children becomes two of half its size. */
static int split_child(struct key_vector *tn, unsigned long i,
		       struct key_vector *inode, struct rcu_head **made)
{
	unsigned long half = child_length(inode) / 2, j;
	struct key_vector *node[2];
	int side;

	for (side = 0; side < 2; side++) {
		t_key key = inode->key | (side ? 1u << tn->pos : 0);

		node[side] = tnode_new(key, inode->pos, inode->bits - 1);
		if (!node[side])
			return -ENOMEM;
		chain_add(made, node[side]);
		for (j = 0; j < half; j++)
			put_child(node[side], j,
				  get_child(inode, j + (side ? half : 0)));
		tn_info(node[side])->parent = tn;
		put_child(tn, 2 * i + side, node[side]);
	}
	return 0;
}

/* Twice the children: each looks at one bit more. NULL: no memory. */
static struct key_vector *inflate(struct trie *t, struct key_vector *old)
{
	struct rcu_head *dead = NULL, *made = NULL;
	struct key_vector *tn;
	unsigned long i;

	tn = tnode_new(old->key, old->pos - 1, old->bits + 1);
	if (!tn)
		return NULL;
	chain_add(&made, tn);

	for (i = child_length(old); i--;) {
		struct key_vector *inode = get_child(old, i);

		if (!inode)
			continue;
		if (!tnode_full(old, inode)) {
			put_child(tn, get_index(inode->key, tn), inode);
			continue;
		}
		chain_add(&dead, inode);
		if (inode->bits == 1) {
			put_child(tn, 2 * i, get_child(inode, 0));
			put_child(tn, 2 * i + 1, get_child(inode, 1));
			continue;
		}
		if (split_child(tn, i, inode, &made)) {
			chain_abort(made);
			return NULL;
		}
	}
	return replace(t, old, tn, dead);
}

/* Half the children: two that both exist get a tnode of one bit. */
static struct key_vector *halve(struct trie *t, struct key_vector *old)
{
	struct rcu_head *made = NULL;
	struct key_vector *tn;
	unsigned long i;

	tn = tnode_new(old->key, old->pos + 1, old->bits - 1);
	if (!tn)
		return NULL;
	chain_add(&made, tn);

	for (i = child_length(old); i; i -= 2) {
		struct key_vector *node1 = get_child(old, i - 1);
		struct key_vector *node0 = get_child(old, i - 2);
		struct key_vector *inode;

		if (!node1 || !node0) {
			put_child(tn, i / 2 - 1, node1 ? node1 : node0);
			continue;
		}
		inode = tnode_new(node0->key, old->pos, 1);
		if (!inode) {
			chain_abort(made);
			return NULL;
		}
		chain_add(&made, inode);
		put_child(inode, 1, node1);
		put_child(inode, 0, node0);
		tn_info(inode)->parent = tn;
		put_child(tn, i / 2 - 1, inode);
	}
	return replace(t, old, tn, NULL);
}

/* The one child, or none, stands where the tnode stood. */
static struct key_vector *collapse(struct key_vector *old)
{
	struct key_vector *tp = node_parent(old), *n = NULL;
	unsigned long i;

	for (i = child_length(old); i-- && !n;)
		n = get_child(old, i);
	put_child_root(tp, old->key, n);
	if (n)
		rcu_assign_pointer(tn_info(n)->parent, tp);
	node_free(old);
	return tp;
}

static bool should_inflate(const struct key_vector *tp, struct key_vector *tn)
{
	unsigned long used = child_length(tn);
	unsigned long threshold = used;

	threshold *= IS_TRIE(tp) ? inflate_threshold_root : inflate_threshold;
	used -= tn_info(tn)->empty_children;
	used += tn_info(tn)->full_children;
	/* @used of the doubled node, whose per cent are of twice as many */
	return used > 1 && tn->pos && 50 * used >= threshold;
}

static bool should_halve(const struct key_vector *tp, struct key_vector *tn)
{
	unsigned long used = child_length(tn);
	unsigned long threshold = used;

	threshold *= IS_TRIE(tp) ? halve_threshold_root : halve_threshold;
	used -= tn_info(tn)->empty_children;
	return used > 1 && tn->bits > 1 && 100 * used < threshold;
}

static bool should_collapse(struct key_vector *tn)
{
	return child_length(tn) - tn_info(tn)->empty_children < 2;
}

/* Return: the parent, from where the caller goes on. */
static struct key_vector *resize(struct trie *t, struct key_vector *tn)
{
	struct key_vector *tp = node_parent(tn);
	unsigned long cindex = get_index(tn->key, tp);
	int max_work = MAX_WORK;

	while (should_inflate(tp, tn) && max_work) {
		if (!inflate(t, tn))
			break;
		max_work--;
		tn = get_child(tp, cindex);
	}
	if (max_work != MAX_WORK)
		return tp;

	while (should_halve(tp, tn) && max_work) {
		if (!halve(t, tn))
			break;
		max_work--;
		tn = get_child(tp, cindex);
	}
	if (should_collapse(tn))
		return collapse(tn);
	return tp;
}

void trie_rebalance(struct trie *t, struct key_vector *tn)
{
	while (!IS_TRIE(tn))
		tn = resize(t, tn);
}

void node_push_suffix(struct key_vector *tn, unsigned char slen)
{
	while (tn->slen < slen) {
		tn->slen = slen;
		tn = node_parent(tn);
	}
}

/*
 * The longest suffix below @tn. A child at index i can have one longer than
 * pos only by as many bits as i has trailing zeros, so most are skipped.
 */
static unsigned char update_suffix(struct key_vector *tn)
{
	unsigned char slen = tn->pos, slen_max;
	unsigned long stride = 2, i;

	slen_max = min_t(unsigned char, tn->pos + tn->bits - 1, tn->slen);
	for (i = 0; i < child_length(tn); i += stride) {
		struct key_vector *n = get_child(tn, i);

		if (!n || n->slen <= slen)
			continue;
		stride <<= n->slen - slen;
		slen = n->slen;
		i &= ~(stride - 1);
		if (slen >= slen_max)
			break; /* only child 0 can have a longer one */
	}
	tn->slen = slen;
	return slen;
}

void node_pull_suffix(struct key_vector *tn, unsigned char slen)
{
	while (tn->slen > tn->pos && tn->slen > slen) {
		unsigned char old = tn->slen;

		slen = update_suffix(tn);
		if (slen == old)
			break;
		tn = node_parent(tn);
	}
}

/* A leaf for @key below @tp; where a node stands already, both get a tnode. */
struct fib_alias *fib_insert_node(struct trie *t, struct key_vector *tp,
				  const struct fib_alias *tmpl, t_key key)
{
	struct fib_leaf *leaf = leaf_new(key, tmpl);
	struct key_vector *n, *tn;

	if (!leaf)
		return NULL;

	n = get_child(tp, get_index(key, tp));
	if (n) {
		tn = tnode_new(key, __fls(key ^ n->key), 1);
		if (!tn) {
			kmem_cache_free(machine_var(trie_leaf_kmem), leaf);
			return NULL;
		}
		tn_info(tn)->parent = tp;
		put_child(tn, get_index(key, tn) ^ 1, n);
		put_child_root(tp, key, tn);
		rcu_assign_pointer(tn_info(n)->parent, tn);
		tp = tn;
	}

	node_push_suffix(tp, tmpl->fa_slen);
	leaf->tn.parent = tp;
	put_child_root(tp, key, leaf->tn.kv);
	trie_rebalance(t, tp);
	return &leaf->first;
}

int fib_trie_init(void)
{
	struct kmem_cache *fa, *leaf;

	fa = kmem_cache_create("ip_fib_alias", sizeof(struct fib_alias), 0, 0,
			       NULL);
	leaf = kmem_cache_create("ip_fib_trie", sizeof(struct fib_leaf), 0,
				 SLAB_HWCACHE_ALIGN, NULL);
	machine_var(fib_alias_kmem) = fa;
	machine_var(trie_leaf_kmem) = leaf;
	if (fa && leaf)
		return 0;
	fib_trie_exit();
	return -ENOMEM;
}

/* Context: process, after rcu_barrier(). */
void fib_trie_exit(void)
{
	if (machine_var(fib_alias_kmem))
		kmem_cache_destroy(machine_var(fib_alias_kmem));
	if (machine_var(trie_leaf_kmem))
		kmem_cache_destroy(machine_var(trie_leaf_kmem));
	machine_var(fib_alias_kmem) = NULL;
	machine_var(trie_leaf_kmem) = NULL;
}
