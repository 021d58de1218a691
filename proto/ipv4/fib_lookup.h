/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fib_lookup - what the files of the FIB share and nobody else sees
 *
 * Where:   fib_trie*.c, fib_semantics*.c, fib_frontend.c.
 * Mirrors: net/ipv4/fib_lookup.h and the types at the top of fib_trie.c.
 * Spec:    S. Nilsson, G. Karlsson: IP-Address Lookup Using LC-Tries,
 *          IEEE JSAC 17(6), 1999.
 *
 * A node (struct key_vector) covers the addresses that agree with its key
 * above bit pos + bits. A tnode (bits > 0) has 2^bits children, chosen by
 * the bits [pos, pos + bits) of the address; the bits between a node's and
 * its child's are skipped on the way down and checked at the end. A leaf
 * (bits 0) holds one key and the routes of every prefix length with that
 * key, longest first. slen is the longest suffix (32 - prefix length) below
 * a node: it tells whether a shorter prefix can be found there.
 */
#ifndef PROTO_IPV4_FIB_LOOKUP_H
#define PROTO_IPV4_FIB_LOOKUP_H

#include "lib/list.h"
#include "lib/machine.h"
#include "lib/rculist.h"
#include "lib/slab.h"
#include "proto/ipv4/ip_fib.h"

/*
 * One route of a leaf. What every lookup reads comes first: the first route
 * of a leaf lies in the leaf's own cache line.
 */
struct fib_alias {
	struct fib_info *fa_info;
	u8 fa_tos;
	u8 fa_type;
	u8 fa_state; /* FA_S_* */
	u8 fa_slen;  /* 32 - prefix length */
	u32 tb_id;
	struct hlist_node fa_list; /* by slen, table, TOS, metric; RCU */
	s16 fa_default;		   /* which default gateway was chosen last */
	struct rcu_head rcu;
};

#define FA_S_ACCESSED 0x01 /* a kept route may come from it */
#define FA_S_INLINE   0x02 /* lies in its leaf, lives as long as it */

/* Setting it unconditionally would dirty the line on every lookup. */
static inline void fib_alias_accessed(struct fib_alias *fa)
{
	if (!(fa->fa_state & FA_S_ACCESSED))
		fa->fa_state |= FA_S_ACCESSED;
}

typedef unsigned int t_key;

#define KEYLENGTH (8 * (int)sizeof(t_key))
#define KEY_MAX	  ((t_key)~0)

struct key_vector {
	t_key key;
	unsigned char pos;  /* lowest bit that chooses a child */
	unsigned char bits; /* 2^bits children; 0: a leaf */
	unsigned char slen;
	union {
		struct hlist_head leaf;	     /* of fib_alias */
		struct key_vector *tnode[0]; /* RCU */
	};
};

struct tnode {
	struct rcu_head rcu;
	t_key empty_children; /* wraps at 2^32 children, as nobody has */
	t_key full_children;  /* tnodes that skip no bits */
	struct key_vector *parent;
	struct key_vector kv[1];
};

#define TNODE_SIZE(n)                                                          \
	(offsetof(struct tnode, kv[0].tnode) + (n) * sizeof(void *))
#define LEAF_SIZE TNODE_SIZE(1)

/*
 * Deviation: the kernel allocates a leaf's first route apart, which costs
 * each lookup a cache line. Here it lies in the leaf; when it goes before
 * the leaf does, its place stays empty.
 */
struct fib_leaf {
	struct tnode tn;
	struct fib_alias first;
};

/* The root: pos is 32, its one child stands where a leaf's list would. */
struct trie {
	struct key_vector kv[1];
	size_t free_size; /* bytes of tnodes waiting for a grace period */
};

struct trie_stat {
	unsigned int totdepth;
	unsigned int maxdepth;
	unsigned int tnodes;
	unsigned int leaves;
	unsigned int nullpointers;
	unsigned int prefixes;
	unsigned int nodesizes[KEYLENGTH];
};

#define IS_TRIE(n)  ((n)->pos >= KEYLENGTH)
#define IS_TNODE(n) ((n)->bits)
#define IS_LEAF(n)  (!(n)->bits)

static inline struct tnode *tn_info(const struct key_vector *kv)
{
	return container_of((struct key_vector *)kv, struct tnode, kv[0]);
}

#define node_parent(tn)	    (tn_info(tn)->parent)
#define node_parent_rcu(tn) rcu_dereference(tn_info(tn)->parent)

/* By address, for a compiler that takes tnode[0] at its word. */
static inline struct key_vector **tnode_children(const struct key_vector *tn)
{
	return (struct key_vector **)((char *)tn +
				      offsetof(struct key_vector, tnode));
}

#define get_child(tn, i)     (tnode_children(tn)[i])
#define get_child_rcu(tn, i) rcu_dereference(tnode_children(tn)[i])

/* The root has none by this count. */
static inline unsigned long child_length(const struct key_vector *tn)
{
	return (1ul << tn->bits) & ~1ul;
}

/* Above child_length(): the key differs in a bit that the node skips. */
static inline unsigned long get_cindex(t_key key, const struct key_vector *n)
{
	return (key ^ n->key) >> n->pos;
}

static inline unsigned long get_index(t_key key, const struct key_vector *kv)
{
	if (kv->pos >= KEYLENGTH)
		return 0;
	return (key ^ kv->key) >> kv->pos;
}

DECLARE_PER_MACHINE(struct kmem_cache *, fib_alias_kmem);
DECLARE_PER_MACHINE(struct kmem_cache *, trie_leaf_kmem);

/*
 * fib_trie_resize.c. Context: RTNL. Both give, or NULL: a route like @tmpl
 * outside of a leaf; one in a new leaf for @key below @tp.
 */
struct fib_alias *alias_alloc(const struct fib_alias *tmpl);
struct fib_alias *fib_insert_node(struct trie *t, struct key_vector *tp,
				  const struct fib_alias *tmpl, t_key key);
void alias_free_mem_rcu(struct fib_alias *fa); /* after a grace period */
void node_free(struct key_vector *n);	       /* likewise */
void trie_rebalance(struct trie *t, struct key_vector *tn);
void put_child_root(struct key_vector *tp, t_key key, struct key_vector *n);
void node_push_suffix(struct key_vector *tn, unsigned char slen);
void node_pull_suffix(struct key_vector *tn, unsigned char slen);

/* fib_trie.c. Context: RTNL. */
struct key_vector *fib_find_node(struct trie *t, struct key_vector **tp,
				 t_key key);
struct fib_alias *fib_insert_alias(struct trie *t, struct key_vector *tp,
				   struct key_vector *l,
				   const struct fib_alias *tmpl,
				   struct fib_alias *fa, t_key key);
void fib_remove_alias(struct trie *t, struct key_vector *tp,
		      struct key_vector *l, struct fib_alias *old);

static inline struct trie *table_trie(const struct fib_table *tb)
{
	return (struct trie *)tb->tb_data;
}

/* The leaf with the smallest key that is not below @key. RTNL or RCU. */
struct key_vector *leaf_walk_rcu(struct trie *t, t_key key);
/* The node after @n in preorder, @depth kept. RTNL or RCU. */
struct key_vector *fib_trie_next(struct key_vector *n, int *depth);
void trie_collect_stats(struct trie *t, struct trie_stat *s);

int fib_trie_init(void);
/* fib_show.c: "show route" */
int fib_show_init(void);
void fib_show_exit(void);
void fib_trie_exit(void);
int fib_trie_proc_init(struct net *net);
void fib_trie_proc_exit(struct net *net);

/* fib_semantics*.c */
void rtmsg_fib(int event, __be32 key, struct fib_alias *fa, int dst_len,
	       u32 tb_id, struct net *net, unsigned int nlm_flags);
unsigned int fib_flag_trans(int type, __be32 mask, const struct fib_info *fi);
int fib_semantics_net_init(struct net *net);
void fib_semantics_net_exit(struct net *net);
bool fib_good_nh(const struct fib_nh *nh);
void fib_rebalance(struct fib_info *fi);
struct fib_info *fib_find_info(struct fib_info *nfi);
int fib_detect_death(struct fib_info *fi, int order,
		     struct fib_info **last_resort, int *last_idx, int dflt);
struct hlist_head *fib_info_devhash_bucket(const struct net_device *dev);
struct hlist_head *fib_laddr_bucket(struct net *net, __be32 addr);

static inline void fib_result_assign(struct fib_result *res,
				     struct fib_info *fi)
{
	res->fi = fi;
	res->nhc = fib_info_nhc(fi, 0);
}

/* Walk the nexthops of @fi. */
#define for_nexthops(fi) for (int nhsel = 0; nhsel < (fi)->fib_nhs; nhsel++)
#define change_nexthops(fi)                                                    \
	for (                                                                  \
		struct {                                                       \
			int i;                                                 \
			struct fib_nh *nh;                                     \
		} __nh = {0, (fi)->fib_nh};                                    \
		__nh.i < (fi)->fib_nhs; __nh.i++, __nh.nh++)

#endif /* PROTO_IPV4_FIB_LOOKUP_H */
