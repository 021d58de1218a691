// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proto_fib_trie_test - the trie against a list that is searched from end to
 *			 end, and its shape against its own rules
 *
 * Where:   tests/unit/proto_route_test, on tests/unit/ipv4_world.h.
 * Mirrors: nothing.
 * Spec:    RFC 1812 §5.2.4.3; proto/ipv4/fib_lookup.h.
 */
#include "core/rtnl.h"
#include "lib/slab.h"
#include "proto/ipv4/fib_lookup.h"
#include "tests/harness.h"
#include "tests/unit/ipv4_world.h"

TEST_SETUP(ipv4_world_begin);
TEST_TEARDOWN(ipv4_world_end);

/* ---- the model ----------------------------------------------------------- */

#define MODEL_MAX 1200

struct model_route {
	u32 table, dst, prio;
	u8 len, tos, type, scope;
	int oif;
	long seq; /* among equal prefix, table, TOS, metric: order */
};

static struct model_route model[MODEL_MAX];
static int model_nr;
static long model_front, model_back;
static bool merged;

static u32 rnd(u32 n)
{
	return (u32)(test_random() % n);
}

static u32 mask_of(int len)
{
	return len ? ~0u << (32 - len) : 0;
}

static bool same_slot(const struct model_route *a, const struct model_route *b)
{
	return a->table == b->table && a->dst == b->dst && a->len == b->len &&
	       a->tos == b->tos && a->prio == b->prio;
}

/* Two routes that share a fib_info, once the slot is the same. */
static bool same_info(const struct model_route *a, const struct model_route *b)
{
	return a->type == b->type && a->oif == b->oif && a->scope == b->scope;
}

/* Whether @a is asked before @b for the same address. */
static bool before_route(const struct model_route *a,
			 const struct model_route *b)
{
	if (a->len != b->len)
		return a->len > b->len;
	if (a->table != b->table)
		return a->table > b->table;
	if (a->tos != b->tos)
		return a->tos > b->tos;
	if (a->prio != b->prio)
		return a->prio < b->prio;
	return a->seq < b->seq;
}

/* What RTM_NEWROUTE answers for each set of flags. */
static int model_insert(const struct model_route *r, u32 nlflags)
{
	struct model_route *first = NULL, *match = NULL;
	int i;

	for (i = 0; i < model_nr; i++) {
		if (!same_slot(&model[i], r))
			continue;
		if (!first || model[i].seq < first->seq)
			first = &model[i];
		if (same_info(&model[i], r))
			match = &model[i];
	}
	if (first) {
		if (nlflags & NLM_F_EXCL)
			return -EEXIST;
		if (nlflags & NLM_F_REPLACE) {
			if (match)
				return match == first ? 0 : -EEXIST;
			first->type = r->type;
			first->oif = r->oif;
			first->scope = r->scope;
			return 0;
		}
		if (match)
			return -EEXIST;
	}
	if (!(nlflags & NLM_F_CREATE))
		return -ENOENT;
	ASSERT(model_nr < MODEL_MAX);
	model[model_nr] = *r;
	model[model_nr].seq =
		nlflags & NLM_F_APPEND ? ++model_back : --model_front;
	model_nr++;
	return 0;
}

/* The first in their order that has what is stated; zeroes match any. */
static int model_delete(const struct fib_config *cfg)
{
	u32 dst = ntohl(cfg->fc_dst);
	int i, best = -1;

	for (i = 0; i < model_nr; i++) {
		const struct model_route *m = &model[i];

		if (m->table != cfg->fc_table || m->dst != dst ||
		    m->len != cfg->fc_dst_len || m->tos != cfg->fc_tos)
			continue;
		if ((cfg->fc_type && m->type != cfg->fc_type) ||
		    (cfg->fc_priority && m->prio != cfg->fc_priority) ||
		    (cfg->fc_oif && m->oif != cfg->fc_oif) ||
		    (cfg->fc_scope != RT_SCOPE_NOWHERE &&
		     m->scope != cfg->fc_scope))
			continue;
		if (best < 0 || before_route(m, &model[best]))
			best = i;
	}
	if (best < 0)
		return -ESRCH;
	model[best] = model[--model_nr];
	return 0;
}

static const struct model_route *model_lookup(u32 table, u32 addr, u8 tos,
					      int oif)
{
	const struct model_route *best = NULL;
	int i;

	for (i = 0; i < model_nr; i++) {
		const struct model_route *m = &model[i];
		bool here = m->table == table ||
			    (merged && table == RT_TABLE_MAIN &&
			     m->table == RT_TABLE_LOCAL) ||
			    (merged && table == RT_TABLE_LOCAL &&
			     m->table == RT_TABLE_MAIN);

		if (!here || ((addr ^ m->dst) & mask_of(m->len)))
			continue;
		if (m->tos && m->tos != tos)
			continue;
		if (!fib_props[m->type].error && oif && oif != m->oif)
			continue;
		if (!best || before_route(m, best))
			best = m;
	}
	return best;
}

/* ---- random routes ------------------------------------------------------- */

static u32 random_addr(void)
{
	/* Half of them crowd in a few places, so that the trie gets wide. */
	switch (rnd(4)) {
	case 0:
		return (u32)test_random();
	case 1:
		return 0x0a000000 | rnd(1 << 12) << 8;
	case 2:
		return 0xc0a80000 | rnd(1 << 10);
	default:
		return rnd(64) << 26 | rnd(4);
	}
}

static u8 random_len(void)
{
	static const u8 often[] = {0, 8, 16, 24, 24, 24, 32, 32, 31, 30, 1};

	return rnd(2) ? often[rnd(ARRAY_SIZE(often))] : (u8)rnd(33);
}

static struct model_route random_route(void)
{
	static const u8 types[] = {RTN_UNICAST,	  RTN_UNICAST,	   RTN_UNICAST,
				   RTN_BLACKHOLE, RTN_UNREACHABLE, RTN_PROHIBIT,
				   RTN_THROW};
	static const u8 toses[] = {0, 0, 0, 4, 8, 0x10};
	static const u32 tables[] = {RT_TABLE_MAIN, RT_TABLE_MAIN,
				     RT_TABLE_LOCAL, 100};
	struct model_route r = {};

	r.table = tables[rnd(ARRAY_SIZE(tables))];
	r.len = random_len();
	r.dst = random_addr() & mask_of(r.len);
	r.tos = toses[rnd(ARRAY_SIZE(toses))];
	r.prio = rnd(3) * 50;
	r.type = types[rnd(ARRAY_SIZE(types))];
	if (r.type == RTN_UNICAST) {
		r.scope = RT_SCOPE_LINK;
		r.oif = ipv4_world.dev[rnd(2)]->ifindex;
	}
	return r;
}

static struct fib_config to_cfg(const struct model_route *r, u32 nlflags)
{
	return (struct fib_config){
		.fc_table = r->table,
		.fc_dst = htonl(r->dst),
		.fc_dst_len = r->len,
		.fc_tos = r->tos,
		.fc_priority = r->prio,
		.fc_type = r->type,
		.fc_scope = r->scope,
		.fc_oif = r->oif,
		.fc_protocol = RTPROT_STATIC,
		.fc_nlflags = nlflags,
	};
}

/* ---- the trie's own rules ------------------------------------------------ */

static int leaf_check(struct key_vector *n)
{
	struct fib_alias *fa, *prev = NULL;
	int nr = 0;

	EXPECT_EQ(n->pos, 0);
	EXPECT(!hlist_empty(&n->leaf));
	hlist_for_each_entry (fa, &n->leaf, fa_list) {
		EXPECT(!(n->key & ~mask_of(32 - fa->fa_slen)));
		if (prev) {
			EXPECT_LE(prev->fa_slen, fa->fa_slen);
			if (prev->fa_slen == fa->fa_slen)
				EXPECT_GE(prev->tb_id, fa->tb_id);
		}
		prev = fa;
		nr++;
	}
	if (prev)
		EXPECT_EQ(n->slen, prev->fa_slen);
	return nr;
}

/* Counts, parents, keys, slen of @n and all below. Return: routes. */
static int node_check(struct key_vector *n)
{
	unsigned long i, empty = 0, full = 0;
	unsigned char slen = n->pos;
	int nr = 0;

	if (IS_LEAF(n))
		return leaf_check(n);
	EXPECT_EQ(n->key & ~mask_of(32 - n->pos - n->bits), 0);
	for (i = 0; i < child_length(n); i++) {
		struct key_vector *c = get_child(n, i);

		if (!c) {
			empty++;
			continue;
		}
		EXPECT(node_parent(c) == n);
		EXPECT_EQ(get_index(c->key, n), i);
		EXPECT_LE(c->pos + c->bits, n->pos);
		full += IS_TNODE(c) && c->pos + c->bits == n->pos;
		nr += node_check(c);
		slen = max(slen, c->slen);
	}
	EXPECT_EQ(tn_info(n)->empty_children, empty);
	EXPECT_EQ(tn_info(n)->full_children, full);
	EXPECT_EQ(n->slen, slen);
	EXPECT_GE(child_length(n) - empty, 2);
	return nr;
}

static int trie_check(u32 id)
{
	struct fib_table *tb = fib_get_table(ipv4_world.net, id);
	struct key_vector *root;

	if (!tb)
		return 0;
	root = get_child(&table_trie(tb)->kv[0], 0);
	if (!root)
		return 0;
	EXPECT(node_parent(root) == &table_trie(tb)->kv[0]);
	return node_check(root);
}

/* Every route of the model, and no other, in the order of a dump. */
static int count_route(const struct fib_rt_info *fri, void *data)
{
	int i, *nr = data;

	for (i = 0; i < model_nr; i++)
		if (model[i].table == fri->tb_id &&
		    htonl(model[i].dst) == fri->dst &&
		    model[i].len == fri->dst_len && model[i].tos == fri->tos &&
		    model[i].type == fri->type &&
		    model[i].prio == fri->fi->fib_priority)
			break;
	EXPECT_LT(i, model_nr);
	(*nr)++;
	return 0;
}

static void whole_check(void)
{
	static const u32 tables[] = {RT_TABLE_MAIN, RT_TABLE_LOCAL, 100};
	int i, nr = 0;

	for (i = 0; i < 3; i++) {
		struct fib_table *tb = fib_get_table(ipv4_world.net, tables[i]);

		if (tb)
			fib_table_walk(tb, count_route, &nr);
	}
	EXPECT_EQ(nr, model_nr);
	nr = trie_check(RT_TABLE_MAIN) + trie_check(100);
	if (!merged)
		nr += trie_check(RT_TABLE_LOCAL);
	EXPECT_EQ(nr, model_nr);
}

/* ---- the comparison ------------------------------------------------------ */

static void one_lookup(void)
{
	static const u32 tables[] = {RT_TABLE_MAIN, RT_TABLE_LOCAL, 100};
	static const u8 toses[] = {0, 4, 8, 0x10, 0x14};
	u32 table = tables[rnd(3)], addr = random_addr() | rnd(2);
	const struct model_route *want;
	struct fib_table *tb = fib_get_table(ipv4_world.net, table);
	struct fib_result res = {};
	struct flowi4 fl4 = {.daddr = htonl(addr)};
	int err = -EAGAIN;

	fl4.flowi4_tos = toses[rnd(ARRAY_SIZE(toses))];
	if (!rnd(4))
		fl4.flowi4_oif = ipv4_world.dev[rnd(2)]->ifindex;
	rcu_read_lock();
	if (tb)
		err = fib_table_lookup(tb, &fl4, &res, FIB_LOOKUP_NOREF);
	want = tb ? model_lookup(table, addr, fl4.flowi4_tos, fl4.flowi4_oif)
		  : NULL;
	if (!want) {
		EXPECT_EQ(err, -EAGAIN);
	} else {
		EXPECT_EQ(err, fib_props[want->type].error);
		if (!err) {
			EXPECT_EQ(ntohl(res.prefix), want->dst);
			EXPECT_EQ(res.prefixlen, want->len);
			EXPECT_EQ(res.type, want->type);
			EXPECT_EQ(res.fi->fib_priority, want->prio);
			EXPECT_EQ(FIB_RES_OIF(res), want->oif);
		}
	}
	rcu_read_unlock();
}

static void one_insert(void)
{
	static const u32 flags[] = {
		NLM_F_CREATE | NLM_F_EXCL,    NLM_F_CREATE | NLM_F_EXCL,
		NLM_F_CREATE | NLM_F_APPEND,  NLM_F_CREATE,
		NLM_F_CREATE | NLM_F_REPLACE, NLM_F_REPLACE};
	struct model_route r = random_route();
	u32 f = flags[rnd(ARRAY_SIZE(flags))];
	struct fib_config cfg;

	if (rnd(3) == 0 && model_nr) {
		/* The same place as another, to have alternatives. */
		struct model_route o = model[rnd((u32)model_nr)];

		r.table = o.table;
		r.dst = o.dst;
		r.len = o.len;
		r.tos = rnd(2) ? o.tos : r.tos;
	}
	cfg = to_cfg(&r, f);
	EXPECT_EQ(route_add(&cfg), model_insert(&r, f));
}

/* Only prefix, TOS and table. */
static struct fib_config any_of(const struct model_route *r)
{
	struct fib_config cfg = to_cfg(r, 0);

	cfg.fc_type = 0;
	cfg.fc_scope = RT_SCOPE_NOWHERE;
	cfg.fc_oif = 0;
	cfg.fc_priority = 0;
	cfg.fc_protocol = 0;
	return cfg;
}

static void one_delete(void)
{
	struct model_route r =
		model_nr && rnd(8) ? model[rnd((u32)model_nr)] : random_route();
	struct fib_config cfg = rnd(3) ? to_cfg(&r, 0) : any_of(&r);

	EXPECT_EQ(route_del(&cfg), model_delete(&cfg));
}

/* lo's routes are there when a test begins: without 127.0.0.1 there are none.
 */
static void model_begin(void)
{
	model_nr = 0;
	model_front = model_back = 0;
	merged = true;
	ASSERT_EQ(addr_del(ipv4_world.lo, "127.0.0.1", 8), 0);
}

static void model_run(int ops)
{
	int i;

	for (i = 0; i < ops; i++) {
		u32 what = rnd(10);

		if (what < 6)
			one_lookup();
		else if (what < 8 && model_nr < MODEL_MAX - 1)
			one_insert();
		else if (what < 9 || model_nr > MODEL_MAX / 2)
			one_delete();
		if (i % 5000 == 0)
			whole_check();
	}
	whole_check();
}

static void model_end(void)
{
	while (model_nr) {
		struct fib_config cfg = any_of(&model[model_nr - 1]);

		EXPECT_EQ(route_del(&cfg), model_delete(&cfg));
	}
	whole_check();
	EXPECT_EQ(net_ipv4(ipv4_world.net)->fib_info_cnt, 0);
}

TEST(fib_trie_random_routes_answers_as_naive_list)
{
	model_begin();
	model_run(60000);
	model_end();
}

/* The first rule takes local's routes out of main's trie. */
TEST(fib_trie_unmerged_answers_as_naive_list)
{
	model_begin();
	model_run(20000);
	rtnl_lock();
	EXPECT_EQ(fib_unmerge(ipv4_world.net), 0);
	rtnl_unlock();
	merged = false;
	whole_check();
	model_run(20000);
	model_end();
}

TEST_SOAK(fib_trie_random_routes_soak)
{
	model_begin();
	model_run((int)test_soak_count(2000000));
	model_end();
}

/* ---- known answers ------------------------------------------------------- */

TEST(fib_trie_prefix_with_host_bits_is_refused)
{
	EXPECT_EQ(route_to("10.0.0.1", 24, NULL, ipv4_world.dev[0], 0),
		  -EINVAL);
	EXPECT_STREQ(refusal(), "Invalid prefix for given prefix length");
	EXPECT_EQ(route_to("10.0.0.0", 33, NULL, ipv4_world.dev[0], 0),
		  -EINVAL);
	EXPECT_STREQ(refusal(), "Invalid prefix length");
}

TEST(fib_trie_dense_block_is_one_wide_node)
{
	struct trie_stat s;
	struct fib_table *tb;
	char text[24];
	int i;

	for (i = 0; i < 256; i++) {
		snprintf(text, sizeof(text), "10.1.%d.0", i);
		ASSERT_EQ(route_to(text, 24, NULL, ipv4_world.dev[0], 0), 0);
	}
	tb = fib_get_table(ipv4_world.net, RT_TABLE_MAIN);
	trie_collect_stats(table_trie(tb), &s);
	/* As /proc/net/fib_triestat of Linux has it. */
	EXPECT_EQ(s.maxdepth, 3);
	EXPECT_EQ(s.leaves, 259);
	EXPECT_EQ(s.nodesizes[9], 1);
	EXPECT_EQ(s.nodesizes[2], 2);
	EXPECT_EQ(s.nodesizes[1], 1);
	EXPECT_EQ(s.nullpointers, 260);
	trie_check(RT_TABLE_MAIN);
}

/* Memory runs out at each place in turn: the trie stays whole. */
TEST(fib_trie_without_memory_refuses_or_stays_narrow)
{
	char text[24];
	int i, err, failed = 0;

	for (i = 0; i < 400; i++) {
		snprintf(text, sizeof(text), "10.%d.%d.0", i / 16, i % 16);
		slab_fail_nth(ipv4_world.host.machine, i % 7 + 1);
		err = route_to(text, 24, NULL, ipv4_world.dev[i & 1],
			       (u32)i % 5);
		slab_fail_nth(ipv4_world.host.machine, 0);
		EXPECT(!err || err == -ENOMEM || err == -ENOBUFS);
		failed += err != 0;
		if (i % 20 == 0)
			trie_check(RT_TABLE_MAIN);
	}
	EXPECT_GT(failed, 50);
	trie_check(RT_TABLE_MAIN);
}

/* The device goes: its routes go, the other's stay. */
TEST(fib_trie_flush_takes_routes_of_dead_device_only)
{
	struct fib_result res;
	struct flowi4 fl4 = {.daddr = ip4("10.2.3.4")};

	ASSERT_EQ(route_to("10.2.0.0", 16, NULL, ipv4_world.dev[0], 0), 0);
	ASSERT_EQ(route_to("10.0.0.0", 8, NULL, ipv4_world.dev[1], 0), 0);
	rcu_read_lock();
	EXPECT_EQ(fib_lookup(ipv4_world.net, &fl4, &res, 0), 0);
	EXPECT_EQ(res.prefixlen, 16);
	rcu_read_unlock();
	rtnl_lock();
	dev_change_flags(ipv4_world.dev[0], IFF_BROADCAST | IFF_MULTICAST,
			 NULL);
	rtnl_unlock();
	rcu_read_lock();
	EXPECT_EQ(fib_lookup(ipv4_world.net, &fl4, &res, 0), 0);
	EXPECT_EQ(res.prefixlen, 8);
	rcu_read_unlock();
	trie_check(RT_TABLE_MAIN);
}
