// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fib_trie - the routes of a table: longest prefix match, add, delete
 *
 * Where:   fib_lookup() asks, under RCU; fib_frontend.c and the control side
 *          change, under RTNL.
 * Mirrors: net/ipv4/fib_trie.c, cut: shapes are changed in
 *          fib_trie_resize.c, whole tables are fib_trie_table.c's, texts are
 *          printed in fib_trie_seq.c.
 * Spec:    RFC 1812 §5.2.4.3: longest match, then TOS, then the metric.
 *
 * A lookup goes down by the bits that the nodes choose, skipping the others,
 * and looks at the whole key only at the leaf: a table of a million routes
 * is three or four steps deep. When the leaf does not match, or its routes
 * do not, the next shorter prefix is where one more trailing 1 of the way
 * down is taken for a 0: that is the way back up.
 *
 * While a namespace has no rules of its own, the local table shares main's
 * trie (routes remember their table), so that one lookup answers for both.
 */
#include "core/extack.h"
#include "core/netdevice.h"
#include "core/trace.h"
#include "lib/byteorder.h"
#include "lib/kernel.h"
#include "proto/ipv4/fib_lookup.h"
#include "proto/ipv4/inetdevice.h"
#include "proto/ipv4/route.h"

/* ---- lookup -------------------------------------------------------------- */

/* Whether nexthop @nhc may carry @flp. */
static bool nhc_usable(const struct fib_nh_common *nhc, int fib_flags,
		       const struct flowi4 *flp)
{
	if (nhc->nhc_flags & RTNH_F_DEAD)
		return false;
	if ((nhc->nhc_flags & RTNH_F_LINKDOWN) &&
	    !(fib_flags & FIB_LOOKUP_IGNORE_LINKSTATE)) {
		struct in_device *in_dev = __in_dev_get_rcu(nhc->nhc_dev);

		if (in_dev && IN_DEV_IGNORE_ROUTES_WITH_LINKDOWN(in_dev))
			return false;
	}
	if (!(flp->flowi4_flags & FLOWI_FLAG_SKIP_NH_OIF) && flp->flowi4_oif &&
	    flp->flowi4_oif != nhc->nhc_oif)
		return false;
	return true;
}

static int fib_usable_nh(const struct fib_info *fi, int fib_flags,
			 const struct flowi4 *flp)
{
	int nhsel;

	for (nhsel = 0; nhsel < fi->fib_nhs; nhsel++)
		if (nhc_usable(&fi->fib_nh[nhsel].nh_common, fib_flags, flp))
			return nhsel;
	return -1;
}

/*
 * The first route of leaf @n that takes the flow. Return: 0, the route's own
 * error, or 1: none, look for a shorter prefix.
 */
static int leaf_match(struct fib_table *tb, struct key_vector *n, t_key key,
		      const struct flowi4 *flp, struct fib_result *res,
		      int fib_flags)
{
	unsigned long diff = key ^ n->key;
	struct fib_alias *fa;

	hlist_for_each_entry_rcu (fa, &n->leaf, fa_list) {
		struct fib_info *fi = fa->fa_info;
		int nhsel, err;

		if (diff >> fa->fa_slen)
			continue;
		if (fa->fa_tos && fa->fa_tos != flp->flowi4_tos)
			continue;
		if (fi->fib_dead || fi->fib_scope < flp->flowi4_scope)
			continue;
		fib_alias_accessed(fa);
		err = fib_props[fa->fa_type].error;
		if (unlikely(err < 0))
			return err;
		if (fi->fib_flags & RTNH_F_DEAD)
			continue;
		nhsel = fib_usable_nh(fi, fib_flags, flp);
		if (nhsel < 0)
			continue;

		if (!(fib_flags & FIB_LOOKUP_NOREF))
			refcount_inc(&fi->fib_clntref);
		res->prefix = htonl(n->key);
		res->prefixlen = KEYLENGTH - fa->fa_slen;
		res->nh_sel = nhsel;
		res->type = fa->fa_type;
		res->scope = fi->fib_scope;
		res->fi = fi;
		res->nhc = fib_info_nhc(fi, nhsel);
		res->table = tb;
		res->fa_head = &n->leaf;
		return 0;
	}
	return 1;
}

/* Where a lookup stands: child @index of @pn is what it looks at next. */
struct trie_cursor {
	struct key_vector *pn;
	t_key index;
};

/*
 * Go back to the next place where a shorter prefix of the same key can be:
 * the lowest 1 of the child's index becomes 0, on this level or on one above.
 */
static struct key_vector **trie_backtrack(struct trie_cursor *c)
{
	while (!c->index) {
		t_key pkey = c->pn->key;

		if (IS_TRIE(c->pn))
			return NULL;
		c->pn = node_parent_rcu(c->pn);
		c->index = get_index(pkey, c->pn);
	}
	c->index &= c->index - 1;
	return &get_child(c->pn, c->index);
}

/* Whether @n's own prefix can cover @key: no 1 of its key is a 0 there. */
static inline bool prefix_mismatch(t_key key, const struct key_vector *n)
{
	t_key prefix = n->key;

	return (key ^ prefix) & (prefix | -prefix);
}

/*
 * The leaf at or below @n whose key is a prefix of @key, or NULL. Below a
 * node that left the key's way every further bit of a prefix is 0: child 0.
 */
static struct key_vector *prefix_leaf(struct key_vector *n, t_key key)
{
	while (n && !prefix_mismatch(key, n) && n->slen != n->pos) {
		if (IS_LEAF(n))
			return n;
		n = get_child_rcu(n, 0);
	}
	return NULL;
}

/* The next such leaf on the way back. */
static struct key_vector *trie_next_prefix(struct trie_cursor *c, t_key key)
{
	struct key_vector **cptr, *n;

	while ((cptr = trie_backtrack(c))) {
		n = prefix_leaf(rcu_dereference(*cptr), key);
		if (n)
			return n;
	}
	return NULL;
}

/* The walk of fib_table_lookup(). */
static int trie_lookup(struct fib_table *tb, const struct flowi4 *flp,
		       struct fib_result *res, int fib_flags)
{
	struct trie *t = table_trie(tb);
	const t_key key = ntohl(flp->daddr);
	struct trie_cursor c = {.pn = t->kv, .index = 0};
	struct key_vector *n = get_child_rcu(t->kv, 0);
	int err;

	while (n) {
		unsigned long index = get_cindex(key, n);

		if (index >= 1ul << n->bits) {
			/* Not below it, but its short prefixes may fit. */
			n = prefix_leaf(n, key);
			break;
		}
		if (IS_LEAF(n))
			break;
		if (n->slen > n->pos) {
			c.pn = n;
			c.index = index;
		}
		n = get_child_rcu(n, index);
	}

	for (;;) {
		if (n) {
			err = leaf_match(tb, n, key, flp, res, fib_flags);
			if (err <= 0)
				return err;
		}
		n = trie_next_prefix(&c, key);
		if (!n)
			return -EAGAIN;
	}
}

/**
 * fib_table_lookup - longest prefix match in one table
 * @tb: the table
 * @flp: the flow's key
 * @res: filled in when found; borrowed until the RCU section ends, unless
 *	fi is held (without FIB_LOOKUP_NOREF)
 * @fib_flags: FIB_LOOKUP_*
 *
 * Context: RCU.
 * Return: 0; -EAGAIN nothing here, ask the next table; else the error of the
 * route found (-EINVAL blackhole, -EHOSTUNREACH, -EACCES, -EAGAIN throw).
 */
int fib_table_lookup(struct fib_table *tb, const struct flowi4 *flp,
		     struct fib_result *res, int fib_flags)
{
	int err = trie_lookup(tb, flp, res, fib_flags);

	trace_fib_table_lookup(NULL, flp->saddr, flp->daddr, tb->tb_id, err);
	return err;
}
EXPORT_SYMBOL(fib_table_lookup);

/* ---- finding places ------------------------------------------------------ */

/* The leaf of @key, or NULL; *@tp is the tnode under which it belongs. */
struct key_vector *fib_find_node(struct trie *t, struct key_vector **tp,
				 t_key key)
{
	struct key_vector *pn, *n = t->kv;
	unsigned long index = 0;

	do {
		pn = n;
		n = get_child(n, index);
		if (!n)
			break;
		index = get_cindex(key, n);
		if (index >= 1ul << n->bits) {
			n = NULL;
			break;
		}
	} while (IS_TNODE(n));

	*tp = pn;
	return n;
}

/*
 * The first route of (@slen, @tb_id) whose TOS and metric are not before
 * (@tos, @prio): an equal one, or the one before which a new one belongs.
 */
static struct fib_alias *fib_find_alias(struct hlist_head *fah, u8 slen, u8 tos,
					u32 prio, u32 tb_id)
{
	struct fib_alias *fa;

	hlist_for_each_entry (fa, fah, fa_list) {
		if (fa->fa_slen < slen)
			continue;
		if (fa->fa_slen != slen)
			break;
		if (fa->tb_id > tb_id)
			continue;
		if (fa->tb_id != tb_id)
			break;
		if (fa->fa_tos > tos)
			continue;
		if (fa->fa_info->fib_priority >= prio || fa->fa_tos < tos)
			return fa;
	}
	return NULL;
}

/* Whether @fa is still a route of the same prefix, table and TOS. */
static bool same_route(const struct fib_alias *fa, u8 slen, u32 tb_id, u8 tos)
{
	return fa->fa_slen == slen && fa->tb_id == tb_id && fa->fa_tos == tos;
}

static bool fib_valid_key_len(u32 key, u8 plen, struct netlink_ext_ack *extack)
{
	if (plen > KEYLENGTH) {
		NL_SET_ERR_MSG(extack, "Invalid prefix length");
		return false;
	}
	if (plen < KEYLENGTH && key << plen) {
		NL_SET_ERR_MSG(extack,
			       "Invalid prefix for given prefix length");
		return false;
	}
	return true;
}

/* ---- insert -------------------------------------------------------------- */

/* A route like @tmpl before @fa, or (NULL) behind the last before it. */
struct fib_alias *fib_insert_alias(struct trie *t, struct key_vector *tp,
				   struct key_vector *l,
				   const struct fib_alias *tmpl,
				   struct fib_alias *fa, t_key key)
{
	struct fib_alias *last, *new;

	if (!l)
		return fib_insert_node(t, tp, tmpl, key);
	new = alias_alloc(tmpl);
	if (!new)
		return NULL;

	if (fa) {
		hlist_add_before_rcu(&new->fa_list, &fa->fa_list);
	} else {
		hlist_for_each_entry (last, &l->leaf, fa_list) {
			if (new->fa_slen < last->fa_slen)
				break;
			if (new->fa_slen ==
			    last->fa_slen &&new->tb_id > last->tb_id)
				break;
			fa = last;
		}
		if (fa)
			hlist_add_behind_rcu(&new->fa_list, &fa->fa_list);
		else
			hlist_add_head_rcu(&new->fa_list, &l->leaf);
	}

	if (l->slen < new->fa_slen) {
		l->slen = new->fa_slen;
		node_push_suffix(tp, new->fa_slen);
	}
	return new;
}

static struct fib_alias alias_tmpl(const struct fib_config *cfg,
				   const struct fib_table *tb,
				   struct fib_info *fi)
{
	return (struct fib_alias){
		.fa_info = fi,
		.fa_tos = cfg->fc_tos,
		.fa_type = cfg->fc_type,
		.fa_slen = KEYLENGTH - cfg->fc_dst_len,
		.tb_id = tb->tb_id,
		.fa_default = -1,
	};
}

/* NLM_F_REPLACE: the new route stands where @fa stood. */
static int fib_replace_alias(struct fib_config *cfg, struct fib_table *tb,
			     struct fib_alias *fa, struct fib_info *fi)
{
	struct fib_alias tmpl = alias_tmpl(cfg, tb, fi);
	struct fib_alias *new_fa = alias_alloc(&tmpl);
	struct fib_info *fi_drop = fa->fa_info;
	u8 state = fa->fa_state;

	if (!new_fa)
		return -ENOBUFS;
	hlist_replace_rcu(&fa->fa_list, &new_fa->fa_list);
	alias_free_mem_rcu(fa);
	fib_release_info(fi_drop);
	if (state & FA_S_ACCESSED)
		rt_cache_flush(cfg->fc_net);
	rtmsg_fib(RTM_NEWROUTE, cfg->fc_dst, new_fa, cfg->fc_dst_len, tb->tb_id,
		  cfg->fc_net, NLM_F_REPLACE);
	return 0;
}

/*
 * Routes of the same prefix, TOS and metric as the new one start at *@pfa.
 * Return: 1 go on and insert before *@pfa; 0 done; -errno.
 */
static int fib_insert_conflict(struct fib_config *cfg, struct fib_table *tb,
			       struct fib_info *fi, struct fib_alias **pfa,
			       u32 *nlflags)
{
	struct fib_alias *fa = *pfa, *fa_first = fa, *fa_match = NULL;
	u8 slen = KEYLENGTH - cfg->fc_dst_len;
	int err;

	if (cfg->fc_nlflags & NLM_F_EXCL)
		return -EEXIST;

	hlist_for_each_entry_from(fa, fa_list)
	{
		if (!same_route(fa, slen, tb->tb_id, cfg->fc_tos) ||
		    fa->fa_info->fib_priority != fi->fib_priority)
			break;
		if (fa->fa_type == cfg->fc_type && fa->fa_info == fi) {
			fa_match = fa;
			break;
		}
	}

	if (cfg->fc_nlflags & NLM_F_REPLACE) {
		if (fa_match) {
			if (fa_match != fa_first)
				return -EEXIST;
			fib_release_info(fi);
			return 0;
		}
		err = fib_replace_alias(cfg, tb, fa_first, fi);
		return err;
	}
	if (fa_match)
		return -EEXIST;
	if (cfg->fc_nlflags & NLM_F_APPEND) {
		*nlflags |= NLM_F_APPEND;
		*pfa = fa; /* may be NULL: behind the last */
	}
	return 1;
}

/**
 * fib_table_insert - add, replace or append a route
 * @net: the namespace
 * @tb: the table
 * @cfg: the route; fc_nlflags as in RTM_NEWROUTE
 * @extack: gets the sentence
 *
 * Context: process, RTNL held.
 * Return: 0; -EEXIST; -ENOENT without NLM_F_CREATE; -EINVAL and what
 * fib_create_info() says; -ENOBUFS, -ENOMEM.
 */
int fib_table_insert(struct net *net, struct fib_table *tb,
		     struct fib_config *cfg, struct netlink_ext_ack *extack)
{
	struct trie *t = table_trie(tb);
	u32 nlflags = NLM_F_CREATE;
	struct fib_alias *fa, *new_fa, tmpl;
	struct key_vector *l, *tp;
	struct fib_info *fi;
	t_key key = ntohl(cfg->fc_dst);
	int err;

	ASSERT_RTNL();
	if (!fib_valid_key_len(key, cfg->fc_dst_len, extack))
		return -EINVAL;
	fi = fib_create_info(cfg, extack);
	if (IS_ERR(fi))
		return PTR_ERR(fi);

	l = fib_find_node(t, &tp, key);
	fa = l ? fib_find_alias(&l->leaf, KEYLENGTH - cfg->fc_dst_len,
				cfg->fc_tos, fi->fib_priority, tb->tb_id)
	       : NULL;
	if (fa && fa->fa_tos == cfg->fc_tos &&
	    fa->fa_info->fib_priority == fi->fib_priority) {
		err = fib_insert_conflict(cfg, tb, fi, &fa, &nlflags);
		if (!err)
			return 0;
		if (err < 0)
			goto out_release;
	}

	err = -ENOENT;
	if (!(cfg->fc_nlflags & NLM_F_CREATE))
		goto out_release;
	err = -ENOBUFS;
	tmpl = alias_tmpl(cfg, tb, fi);
	new_fa = fib_insert_alias(t, tp, l, &tmpl, fa, key);
	if (!new_fa)
		goto out_release;

	if (!cfg->fc_dst_len)
		tb->tb_num_default++;
	rt_cache_flush(net);
	rtmsg_fib(RTM_NEWROUTE, cfg->fc_dst, new_fa, cfg->fc_dst_len, tb->tb_id,
		  net, nlflags);
	return 0;

out_release:
	fib_release_info(fi);
	return err;
}
EXPORT_SYMBOL(fib_table_insert);

/* ---- delete -------------------------------------------------------------- */

/* Frees it, and its leaf with the last one: @old must not be touched again. */
void fib_remove_alias(struct trie *t, struct key_vector *tp,
		      struct key_vector *l, struct fib_alias *old)
{
	struct hlist_node **pprev = old->fa_list.pprev;
	struct fib_alias *fa;

	hlist_del_rcu(&old->fa_list);
	alias_free_mem_rcu(old);
	if (hlist_empty(&l->leaf)) {
		put_child_root(tp, l->key, NULL);
		if (tp->slen == l->slen)
			node_pull_suffix(tp, tp->pos);
		node_free(l);
		trie_rebalance(t, tp);
		return;
	}
	/* Only the last of the list can have had the longest suffix. */
	if (*pprev)
		return;
	fa = hlist_entry(pprev, __typeof__(*fa), fa_list.next);
	l->slen = fa->fa_slen;
	node_pull_suffix(tp, fa->fa_slen);
}

/* What an RTM_DELROUTE leaves open matches everything. */
static bool fib_config_match(struct net *net, struct fib_config *cfg,
			     const struct fib_alias *fa,
			     struct netlink_ext_ack *extack)
{
	struct fib_info *fi = fa->fa_info;

	return (!cfg->fc_type || fa->fa_type == cfg->fc_type) &&
	       (cfg->fc_scope == RT_SCOPE_NOWHERE ||
		fi->fib_scope == cfg->fc_scope) &&
	       (!cfg->fc_prefsrc || fi->fib_prefsrc == cfg->fc_prefsrc) &&
	       (!cfg->fc_protocol || fi->fib_protocol == cfg->fc_protocol) &&
	       fib_nh_match(net, cfg, fi, extack) == 0 &&
	       fib_metrics_match(cfg, fi);
}

/**
 * fib_table_delete - delete the first route that matches what is stated
 * @net: the namespace
 * @tb: the table
 * @cfg: prefix and TOS must be equal; a field that is 0 matches any
 * @extack: gets the sentence
 *
 * Context: process, RTNL held. Return: 0, -ESRCH, -EINVAL.
 */
int fib_table_delete(struct net *net, struct fib_table *tb,
		     struct fib_config *cfg, struct netlink_ext_ack *extack)
{
	struct trie *t = table_trie(tb);
	t_key key = ntohl(cfg->fc_dst);
	struct key_vector *l, *tp;
	struct fib_alias *fa;
	struct fib_info *fi;
	u8 slen, state;

	ASSERT_RTNL();
	if (!fib_valid_key_len(key, cfg->fc_dst_len, extack))
		return -EINVAL;
	slen = KEYLENGTH - cfg->fc_dst_len;
	l = fib_find_node(t, &tp, key);
	if (!l)
		return -ESRCH;
	fa = fib_find_alias(&l->leaf, slen, cfg->fc_tos, 0, tb->tb_id);

	hlist_for_each_entry_from(fa, fa_list)
	{
		if (!same_route(fa, slen, tb->tb_id, cfg->fc_tos))
			return -ESRCH;
		if (fib_config_match(net, cfg, fa, extack))
			break;
	}
	if (!fa)
		return -ESRCH;

	rtmsg_fib(RTM_DELROUTE, cfg->fc_dst, fa, cfg->fc_dst_len, tb->tb_id,
		  net, 0);
	if (!cfg->fc_dst_len)
		tb->tb_num_default--;
	fi = fa->fa_info;
	state = fa->fa_state;
	fib_remove_alias(t, tp, l, fa);
	if (state & FA_S_ACCESSED)
		rt_cache_flush(net);
	fib_release_info(fi);
	return 0;
}
EXPORT_SYMBOL(fib_table_delete);
