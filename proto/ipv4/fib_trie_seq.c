// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fib_trie_seq - walking the trie, and what is printed of it
 *
 * Where:   dumps of the control side; /proc/net/route, fib_trie, fib_triestat.
 * Mirrors: net/ipv4/fib_trie.c, cut: its last third.
 * Spec:    proc(5); the texts are the kernel's, to the blank.
 *
 * A walk keeps no state in the trie: it asks for the leaf at or after a key,
 * so that routes may come and go between two steps.
 */
#include "hdr/socket.h"

#include <linux/route.h>

#include "core/dst.h"
#include "core/netdevice.h"
#include "core/proc.h"
#include "lib/byteorder.h"
#include "lib/kernel.h"
#include "lib/vsprintf.h"
#include "proto/ipv4/fib_lookup.h"
#include "proto/ipv4/netns.h"

/* The first node at or after child @i of @pn, going up as needed. */
static struct key_vector *next_from(struct key_vector *pn, unsigned long i,
				    int *depth)
{
	for (;;) {
		struct key_vector *n;
		t_key pkey = pn->key;

		for (; i < child_length(pn); i++) {
			n = get_child_rcu(pn, i);
			if (n)
				return n;
		}
		if (IS_TRIE(pn))
			return NULL;
		pn = node_parent_rcu(pn);
		i = get_index(pkey, pn) + 1;
		(*depth)--;
	}
}

struct key_vector *fib_trie_next(struct key_vector *n, int *depth)
{
	struct key_vector *pn;

	if (IS_TNODE(n)) {
		(*depth)++;
		return next_from(n, 0, depth);
	}
	pn = node_parent_rcu(n);
	return next_from(pn, get_index(n->key, pn) + 1, depth);
}

struct key_vector *leaf_walk_rcu(struct trie *t, t_key key)
{
	struct key_vector *pn = t->kv, *n = get_child_rcu(pn, 0);
	unsigned long index = 0;
	int depth = 0;

	while (n) {
		unsigned long i = get_cindex(key, n);

		if (i >= 1ul << n->bits) {
			/* All of n lies on one side of key. */
			if (n->key < key)
				n = next_from(pn, index + 1, &depth);
			break;
		}
		if (IS_LEAF(n))
			return n;
		pn = n;
		index = i;
		n = get_child_rcu(pn, index);
		if (!n) {
			n = next_from(pn, index + 1, &depth);
			break;
		}
	}
	while (n && IS_TNODE(n))
		n = fib_trie_next(n, &depth);
	return n;
}

/**
 * fib_table_walk - call a function for each route of a table
 * @tb: the table
 * @fn: called in ascending order of prefix, longest first for an equal
 *	address; non-zero ends the walk. It must not change the table.
 * @data: for @fn
 *
 * Context: RTNL or RCU. Return: what @fn returned last.
 */
int fib_table_walk(struct fib_table *tb,
		   int (*fn)(const struct fib_rt_info *fri, void *data),
		   void *data)
{
	struct key_vector *l;
	struct fib_alias *fa;
	t_key key = 0;
	int err;

	while ((l = leaf_walk_rcu((struct trie *)tb->tb_data, key))) {
		hlist_for_each_entry_rcu (fa, &l->leaf, fa_list) {
			struct fib_rt_info fri = {
				.fi = fa->fa_info,
				.tb_id = fa->tb_id,
				.dst = htonl(l->key),
				.dst_len = KEYLENGTH - fa->fa_slen,
				.tos = fa->fa_tos,
				.type = fa->fa_type,
			};

			if (fa->tb_id != tb->tb_id)
				continue;
			err = fn(&fri, data);
			if (err)
				return err;
		}
		key = l->key + 1;
		if (!key)
			break;
	}
	return 0;
}
EXPORT_SYMBOL(fib_table_walk);

/* ---- /proc/net/fib_trie -------------------------------------------------- */

static const char *const rtn_type_names[__RTN_MAX] = {
	[RTN_UNSPEC] = "UNSPEC",
	[RTN_UNICAST] = "UNICAST",
	[RTN_LOCAL] = "LOCAL",
	[RTN_BROADCAST] = "BROADCAST",
	[RTN_ANYCAST] = "ANYCAST",
	[RTN_MULTICAST] = "MULTICAST",
	[RTN_BLACKHOLE] = "BLACKHOLE",
	[RTN_UNREACHABLE] = "UNREACHABLE",
	[RTN_PROHIBIT] = "PROHIBIT",
	[RTN_THROW] = "THROW",
	[RTN_NAT] = "NAT",
	[RTN_XRESOLVE] = "XRESOLVE",
};

static const char *rtn_scope(char *buf, size_t len, u8 scope)
{
	switch (scope) {
	case RT_SCOPE_UNIVERSE:
		return "universe";
	case RT_SCOPE_SITE:
		return "site";
	case RT_SCOPE_LINK:
		return "link";
	case RT_SCOPE_HOST:
		return "host";
	case RT_SCOPE_NOWHERE:
		return "nowhere";
	}
	snprintf(buf, len, "scope=%d", scope);
	return buf;
}

static void table_print(struct seq_file *seq, const struct fib_table *tb)
{
	if (tb->tb_id == RT_TABLE_LOCAL)
		seq_puts(seq, "Local:\n");
	else if (tb->tb_id == RT_TABLE_MAIN)
		seq_puts(seq, "Main:\n");
	else
		seq_printf(seq, "Id %d:\n", tb->tb_id);
}

static void seq_indent(struct seq_file *seq, int n)
{
	while (n-- > 0)
		seq_puts(seq, "   ");
}

static void leaf_print(struct seq_file *seq, struct key_vector *n, int depth)
{
	__be32 val = htonl(n->key);
	struct fib_alias *fa;
	char buf[16];

	seq_indent(seq, depth - 1);
	seq_printf(seq, "  |-- %pI4\n", &val);
	hlist_for_each_entry_rcu (fa, &n->leaf, fa_list) {
		seq_indent(seq, depth);
		seq_printf(seq, "  /%d %s %s", KEYLENGTH - fa->fa_slen,
			   rtn_scope(buf, sizeof(buf), fa->fa_info->fib_scope),
			   rtn_type_names[fa->fa_type]);
		if (fa->fa_tos)
			seq_printf(seq, " tos=%d", fa->fa_tos);
		seq_putc(seq, '\n');
	}
}

static int trie_print_table(struct fib_table *tb, void *data)
{
	struct trie *t = (struct trie *)tb->tb_data;
	struct key_vector *n = get_child_rcu(&t->kv[0], 0);
	struct seq_file *seq = data;
	int depth = 1;

	if (n)
		table_print(seq, tb);
	for (; n; n = fib_trie_next(n, &depth)) {
		__be32 prf = htonl(n->key);

		if (IS_LEAF(n)) {
			leaf_print(seq, n, depth);
			continue;
		}
		seq_indent(seq, depth - 1);
		seq_printf(seq, "  +-- %pI4/%d %u %u %u\n", &prf,
			   KEYLENGTH - n->pos - n->bits, n->bits,
			   tn_info(n)->full_children,
			   tn_info(n)->empty_children);
	}
	return 0;
}

/* The text of /proc/net/fib_trie. Context: process; takes RCU. */
int fib_trie_seq_show(struct seq_file *seq, struct net *net)
{
	rcu_read_lock();
	fib_tables_walk(net, trie_print_table, seq);
	rcu_read_unlock();
	return 0;
}

/* ---- /proc/net/fib_triestat ---------------------------------------------- */

void trie_collect_stats(struct trie *t, struct trie_stat *s)
{
	struct key_vector *n = get_child_rcu(&t->kv[0], 0);
	struct fib_alias *fa;
	int depth = 0;

	memset(s, 0, sizeof(*s));
	for (; n; n = fib_trie_next(n, &depth)) {
		if (IS_TNODE(n)) {
			s->tnodes++;
			if (n->bits < KEYLENGTH)
				s->nodesizes[n->bits]++;
			s->nullpointers += tn_info(n)->empty_children;
			continue;
		}
		s->leaves++;
		s->totdepth += depth;
		s->maxdepth = max(s->maxdepth, (unsigned int)depth);
		hlist_for_each_entry_rcu (fa, &n->leaf, fa_list)
			s->prefixes++;
	}
}

static int trie_show_stats(struct fib_table *tb, void *data)
{
	struct trie *t = (struct trie *)tb->tb_data;
	unsigned int i, max, avdepth = 0, bytes, pointers = 0;
	struct seq_file *seq = data;
	struct trie_stat s;

	if (!get_child_rcu(&t->kv[0], 0))
		return 0;
	table_print(seq, tb);
	trie_collect_stats(t, &s);
	if (s.leaves)
		avdepth = s.totdepth * 100ul / s.leaves;
	seq_printf(seq, "\tAver depth:     %u.%02u\n", avdepth / 100,
		   avdepth % 100);
	seq_printf(seq, "\tMax depth:      %u\n", s.maxdepth);
	seq_printf(seq, "\tLeaves:         %u\n", s.leaves);
	seq_printf(seq, "\tPrefixes:       %u\n", s.prefixes);
	seq_printf(seq, "\tInternal nodes: %u\n\t", s.tnodes);

	max = KEYLENGTH;
	while (max > 0 && !s.nodesizes[max - 1])
		max--;
	for (i = 1; i < max; i++) {
		if (!s.nodesizes[i])
			continue;
		seq_printf(seq, "  %u: %u", i, s.nodesizes[i]);
		pointers += (1u << i) * s.nodesizes[i];
	}
	seq_putc(seq, '\n');
	seq_printf(seq, "\tPointers: %u\n", pointers);
	bytes = LEAF_SIZE * s.leaves + sizeof(struct fib_alias) * s.prefixes +
		TNODE_SIZE(0) * s.tnodes +
		sizeof(struct key_vector *) * pointers;
	seq_printf(seq, "Null ptrs: %u\n", s.nullpointers);
	seq_printf(seq, "Total size: %u  kB\n", (bytes + 1023) / 1024);
	return 0;
}

/* The text of /proc/net/fib_triestat. Context: process; takes RCU. */
int fib_triestat_seq_show(struct seq_file *seq, struct net *net)
{
	seq_printf(seq,
		   "Basic info: size of leaf: %zu bytes, size of tnode: %zu "
		   "bytes.\n",
		   LEAF_SIZE, TNODE_SIZE(0));
	rcu_read_lock();
	fib_tables_walk(net, trie_show_stats, seq);
	rcu_read_unlock();
	return 0;
}

/* ---- /proc/net/route ----------------------------------------------------- */

unsigned int fib_flag_trans(int type, __be32 mask, const struct fib_info *fi)
{
	unsigned int flags = RTF_UP;

	if (type == RTN_UNREACHABLE || type == RTN_PROHIBIT)
		flags |= RTF_REJECT;
	if (fi->fib_nhs && fi->fib_nh[0].fib_nh_gw_family == AF_INET &&
	    fi->fib_nh[0].fib_nh_gw4)
		flags |= RTF_GATEWAY;
	if (mask == htonl(0xFFFFFFFF))
		flags |= RTF_HOST;
	return flags;
}

static int route_print(const struct fib_rt_info *fri, void *data)
{
	const struct fib_info *fi = fri->fi;
	const struct fib_nh_common *nhc = &fi->fib_nh[0].nh_common;
	__be32 mask = fri->dst_len ? htonl(KEY_MAX << (32 - fri->dst_len)) : 0;
	struct seq_file *seq = data;

	if (fri->type == RTN_BROADCAST || fri->type == RTN_MULTICAST)
		return 0;
	seq_setwidth(seq, 127);
	seq_printf(seq, "%s\t%08X\t%08X\t%04X\t%d\t%u\t%d\t%08X\t%d\t%u\t%u",
		   nhc->nhc_dev ? nhc->nhc_dev->name : "*", fri->dst,
		   nhc->nhc_gw_family == AF_INET ? nhc->nhc_gw.ipv4 : 0,
		   fib_flag_trans(fri->type, mask, fi), 0, 0, fi->fib_priority,
		   mask, fi->fib_advmss ? fi->fib_advmss + 40 : 0,
		   fi->fib_window, fi->fib_rtt >> 3);
	seq_pad(seq, '\n');
	return 0;
}

/* The text of /proc/net/route: the main table. Context: process; takes RCU. */
int fib_route_seq_show(struct seq_file *seq, struct net *net)
{
	struct fib_table *tb;

	seq_printf(seq, "%-127s\n",
		   "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\t"
		   "Mask\t\tMTU\tWindow\tIRTT");
	rcu_read_lock();
	tb = fib_get_table(net, RT_TABLE_MAIN);
	if (tb)
		fib_table_walk(tb, route_print, seq);
	rcu_read_unlock();
	return 0;
}

/* ---- files --------------------------------------------------------------- */

static int trie_file_show(struct seq_file *seq, void *data)
{
	return fib_trie_seq_show(seq, seq->net);
}

static int triestat_file_show(struct seq_file *seq, void *data)
{
	return fib_triestat_seq_show(seq, seq->net);
}

static int route_file_show(struct seq_file *seq, void *data)
{
	return fib_route_seq_show(seq, seq->net);
}

static const struct proc_file_desc fib_files[] = {
	{.path = "/proc/net/fib_trie", .show = trie_file_show},
	{.path = "/proc/net/fib_triestat", .show = triestat_file_show},
	{.path = "/proc/net/route", .show = route_file_show},
};

int fib_trie_proc_init(struct net *net)
{
	struct proc_entry *e;

	e = proc_files(net, fib_files, ARRAY_SIZE(fib_files));
	if (IS_ERR(e))
		return PTR_ERR(e);
	net_ipv4(net)->fib_proc = e;
	return 0;
}

void fib_trie_proc_exit(struct net *net)
{
	proc_remove(net_ipv4(net)->fib_proc);
}
