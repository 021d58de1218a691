// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fib - what a route lookup costs among a million, as ratio to a bare hash
 *
 * Where:   make bench; proto/ipv4/fib_trie*.c below it.
 * Mirrors: none.
 * Spec:    PERFORMANCE.md: FIB lookup among 1,000,000 routes, uniform and
 *          Zipf, at most 3 times (then 1.5 times) a bare hash in the same
 *          memory.
 *
 * Prefix lengths are spread as in a default-free table of today: three fifths
 * /24, most others /16 to /23. The hash has as many entries as there are
 * routes, each as large as a leaf and its route, and as many bytes of buckets
 * as the trie has of inner nodes; it is asked for the exact key that the trie
 * has to find, and looks, as the trie does, into the fib_info. Both are asked
 * for the same keys in the same order. Figures are medians of five rounds that
 * take turns.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/netdevice.h"
#include "core/rtnl.h"
#include "hdr/if.h"
#include "lib/err.h"
#include "lib/os.h"
#include "lib/prandom.h"
#include "proto/ipv4/fib_lookup.h"
#include "proto/ipv4/route.h"
#include "tests/unit/ipv4_double.h"

#define NR_MANY 1000000
#define NR_FEW	1000
#define LOOKUPS 1000000
#define ROUNDS	5
#define NR_GW	64

struct prefix {
	u32 addr;
	u8 len;
};

/* As large as a leaf with its route. */
struct hash_entry {
	struct hash_entry *next;
	u32 key;
	struct fib_info *fi;
} __aligned(128);
_Static_assert(sizeof(struct fib_leaf) <= 128, "as large as a leaf");

struct bench {
	struct world *world;
	struct machine *machine;
	struct task_guard guard;
	struct net_device *lo, *dev;
	struct rnd_state rnd;
	struct prefix *prefix;
	unsigned int n;
	struct fib_info **info; /* of each route */
	u32 *which;		/* LOOKUPS: a route */
	__be32 *daddr;		/* and an address in it */
	struct hash_entry *entry, **bucket;
	u32 mask;
	unsigned long sink;
};

static u32 rnd(struct bench *b, u32 n)
{
	return (u32)((u64)prandom_u32_state(&b->rnd) * n >> 32);
}

static void die(const char *what)
{
	printf("Bail out! %s\n", what);
	exit(1);
}

/* ---- routes -------------------------------------------------------------- */

/* Per mille of a default-free table by prefix length. */
static const struct {
	u8 len;
	u16 upto;
} shares[] = {{8, 1},	 {12, 3},   {14, 6},   {15, 9},	  {16, 24},
	      {17, 33},	 {18, 48},  {19, 75},  {20, 122}, {21, 172},
	      {22, 282}, {23, 382}, {24, 985}, {32, 1000}};

static u8 random_len(struct bench *b)
{
	u32 r = rnd(b, 1000);
	unsigned int i = 0;

	while (r >= shares[i].upto)
		i++;
	return shares[i].len;
}

static int cmp_prefix(const void *pa, const void *pb)
{
	const struct prefix *a = pa, *b = pb;

	if (a->addr != b->addr)
		return a->addr < b->addr ? -1 : 1;
	return (int)a->len - (int)b->len;
}

/* Distinct prefixes in 1.0.0.0 to 223.255.255.255, clustered by allocation. */
static void make_prefixes(struct bench *b)
{
	unsigned int i, n = 0, want = b->n;
	struct prefix *p = b->prefix;

	while (n < want) {
		for (i = n; i < want; i++) {
			/* A provider's /12 is filled before the next one. */
			u32 block = rnd(b, 3) ? rnd(b, 900) * 4 + 16
					      : rnd(b, 223 * 16) + 16;

			p[i].len = random_len(b);
			p[i].addr = (block << 20 | rnd(b, 1 << 20)) &
				    ~0u << (32 - p[i].len);
		}
		qsort(p, want, sizeof(*p), cmp_prefix);
		for (i = n = 0; i < want; i++)
			if (!n || cmp_prefix(&p[n - 1], &p[i]))
				p[n++] = p[i];
	}
	for (i = want; i > 1; i--) {
		u32 j = rnd(b, i);
		struct prefix t = p[i - 1];

		p[i - 1] = p[j];
		p[j] = t;
	}
}

static struct fib_config route_cfg(struct bench *b, unsigned int i)
{
	return (struct fib_config){
		.fc_dst = htonl(b->prefix[i].addr),
		.fc_dst_len = b->prefix[i].len,
		.fc_type = RTN_UNICAST,
		.fc_scope = RT_SCOPE_UNIVERSE,
		.fc_gw_family = AF_INET,
		.fc_gw4 = htonl(0xc6120002u + i % NR_GW), /* 198.18.0.2 … */
		.fc_protocol = RTPROT_BGP,
		.fc_priority = 20, /* beside connected routes */
		.fc_nlflags = NLM_F_CREATE | NLM_F_EXCL,
	};
}

static void add_routes(struct bench *b)
{
	s64 t = os_clock_monotonic();
	unsigned int i;

	rtnl_lock();
	for (i = 0; i < b->n; i++) {
		struct fib_config cfg = route_cfg(b, i);

		if (ip_route_add(&init_net, &cfg, NULL))
			die("a route was refused");
	}
	rtnl_unlock();
	t = os_clock_monotonic() - t;
	printf("insert %u routes: %.2f s, %.0f ns each\n", b->n,
	       (double)t / 1e9, (double)t / b->n);
}

static void del_routes(struct bench *b)
{
	s64 t = os_clock_monotonic();
	unsigned int i;

	rtnl_lock();
	for (i = 0; i < b->n; i++) {
		struct fib_config cfg = route_cfg(b, i);

		if (ip_route_del(&init_net, &cfg, NULL))
			die("a route was lost");
	}
	rtnl_unlock();
	t = os_clock_monotonic() - t;
	printf("delete %u routes: %.2f s, %.0f ns each\n", b->n,
	       (double)t / 1e9, (double)t / b->n);
}

/* ---- the hash ------------------------------------------------------------ */

static u32 bare_hash(u32 key)
{
	return (key * 2654435761u) ^ (key * 2654435761u) >> 15;
}

static void hash_make(struct bench *b, const struct trie_stat *s)
{
	size_t bytes = TNODE_SIZE(0) * s->tnodes;
	unsigned int i, order = 10;

	for (i = 1; i < KEYLENGTH; i++)
		bytes += s->nodesizes[i] * (8ul << i);
	while ((8ul << (order + 1)) <= bytes)
		order++;
	b->mask = (1u << order) - 1;
	b->bucket = calloc(1ul << order, sizeof(*b->bucket));
	b->entry = aligned_alloc(128, b->n * sizeof(*b->entry));
	if (!b->bucket || !b->entry)
		die("no memory for the hash");
	for (i = 0; i < b->n; i++) {
		/* In the order of the routes, as the leaves were made. */
		struct hash_entry *e = &b->entry[i], **p;

		e->key = b->prefix[i].addr | b->prefix[i].len;
		e->fi = b->info[i];
		p = &b->bucket[bare_hash(e->key) & b->mask];
		e->next = *p;
		*p = e;
	}
	printf("trie: %.1f MB inner, %u leaves, depth %.2f; hash: 2^%u "
	       "buckets\n",
	       (double)bytes / 1e6, s->leaves, (double)s->totdepth / s->leaves,
	       order);
}

static double run_hash(struct bench *b)
{
	s64 t = os_clock_monotonic();
	unsigned int i;

	for (i = 0; i < LOOKUPS; i++) {
		const struct prefix *p = &b->prefix[b->which[i]];
		u32 key = p->addr | p->len;
		struct hash_entry *e = b->bucket[bare_hash(key) & b->mask];

		while (e && e->key != key)
			e = e->next;
		b->sink += (unsigned long)e->fi->fib_nh[0].fib_nh_oif;
	}
	return (double)(os_clock_monotonic() - t) / LOOKUPS;
}

static double run_trie(struct bench *b)
{
	struct fib_table *tb = fib_get_table(&init_net, RT_TABLE_MAIN);
	struct fib_result res;
	unsigned int i;
	s64 t;

	rcu_read_lock();
	t = os_clock_monotonic();
	for (i = 0; i < LOOKUPS; i++) {
		/* The hash must read its key from the list; so do we. */
		const struct prefix *p = &b->prefix[b->which[i]];
		struct flowi4 fl4;

		fl4.flowi4_oif = 0;
		fl4.flowi4_tos = 0;
		fl4.flowi4_scope = 0;
		fl4.flowi4_flags = 0;
		fl4.daddr = b->daddr[i];
		b->sink += p->len;
		if (fib_table_lookup(tb, &fl4, &res, FIB_LOOKUP_NOREF))
			die("an address has no route");
		b->sink += (unsigned long)FIB_RES_OIF(res);
	}
	t = os_clock_monotonic() - t;
	rcu_read_unlock();
	return (double)t / LOOKUPS;
}

/* ---- what is asked ------------------------------------------------------- */

/* The route that an address really takes may be longer than the one drawn. */
static void settle(struct bench *b, unsigned int i)
{
	const struct prefix *p = &b->prefix[b->which[i]];
	u32 host = p->len < 32 ? prandom_u32_state(&b->rnd) >> p->len : 0;

	b->daddr[i] = htonl(p->addr | host);
}

static void uniform(struct bench *b)
{
	unsigned int i;

	for (i = 0; i < LOOKUPS; i++) {
		b->which[i] = rnd(b, b->n);
		settle(b, i);
	}
}

/* P(k) ~ 1/k by inversion of the harmonic sum; routes are in random order. */
static void zipf(struct bench *b)
{
	double h = log((double)b->n) + 0.5772;
	unsigned int i;

	for (i = 0; i < LOOKUPS; i++) {
		double u = (double)prandom_u32_state(&b->rnd) / 4294967296.0;
		double k = exp(u * h - 0.5772);

		b->which[i] = k < 1 ? 0 : (u32)k - 1;
		if (b->which[i] >= b->n)
			b->which[i] = b->n - 1;
		settle(b, i);
	}
}

static int cmp_double(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void compare(struct bench *b, const char *name)
{
	double trie[ROUNDS], hash[ROUNDS], ratio[ROUNDS];
	int i;

	run_trie(b);
	run_hash(b);
	for (i = 0; i < ROUNDS; i++) {
		trie[i] = run_trie(b);
		hash[i] = run_hash(b);
		ratio[i] = trie[i] / hash[i];
	}
	qsort(trie, ROUNDS, sizeof(double), cmp_double);
	qsort(hash, ROUNDS, sizeof(double), cmp_double);
	qsort(ratio, ROUNDS, sizeof(double), cmp_double);
	printf("%s among %u: trie %.0f ns, bare hash %.0f ns, ratio %.2f\n",
	       name, b->n, trie[ROUNDS / 2], hash[ROUNDS / 2],
	       ratio[ROUNDS / 2]);
}

/* ---- a machine with one link --------------------------------------------- */

static void begin(struct bench *b)
{
	struct world_opts wopts = {.mode = WORLD_VIRTUAL, .seed = 1};
	struct machine_opts mopts = {.name = "bench", .nr_cpus = 1};

	b->world = world_new(&wopts);
	b->machine = machine_new(b->world, &mopts);
	if (IS_ERR(b->machine))
		die("no machine");
	task_enter(&b->guard, b->machine, 0);
	if (ipv4_double_init())
		die("no IPv4");
	b->lo = ipv4_double_link("lo");
	b->dev = ipv4_double_link("eth0");
	if (!b->lo || !b->dev)
		die("no link");
	rtnl_lock();
	ip_addr_add(&init_net, b->dev, htonl(0xc6120001), 15, NULL);
	rtnl_unlock();
	prandom_seed_state(&b->rnd, 1);
	b->which = malloc(LOOKUPS * sizeof(*b->which));
	b->daddr = malloc(LOOKUPS * sizeof(*b->daddr));
}

static void end(struct bench *b)
{
	ipv4_double_unlink(b->dev);
	ipv4_double_unlink(b->lo);
	ipv4_double_exit();
	task_leave(&b->guard);
	if (machine_free(b->machine))
		die("something was left behind");
	world_free(b->world);
	free(b->which);
	free(b->daddr);
}

/* The fib_info of each route, so that the hash can look into the same. */
static void collect_infos(struct bench *b)
{
	struct fib_table *tb = fib_get_table(&init_net, RT_TABLE_MAIN);
	unsigned int i;

	for (i = 0; i < b->n; i++) {
		struct flowi4 fl4 = {.daddr = htonl(b->prefix[i].addr)};
		struct fib_result res;

		rcu_read_lock();
		if (fib_table_lookup(tb, &fl4, &res, FIB_LOOKUP_NOREF))
			die("an address has no route");
		b->info[i] = res.fi;
		rcu_read_unlock();
	}
}

static void bench_size(struct bench *b, unsigned int n)
{
	struct trie_stat s;

	b->n = n;
	b->prefix = calloc(n, sizeof(*b->prefix));
	b->info = calloc(n, sizeof(*b->info));
	if (!b->prefix || !b->info)
		die("no memory");
	make_prefixes(b);
	add_routes(b);
	collect_infos(b);
	trie_collect_stats(table_trie(fib_get_table(&init_net, RT_TABLE_MAIN)),
			   &s);
	hash_make(b, &s);
	uniform(b);
	compare(b, "uniform");
	zipf(b);
	compare(b, "zipf");
	free(b->bucket);
	free(b->entry);
	del_routes(b);
	free(b->prefix);
	free(b->info);
}

int main(void)
{
	static struct bench b;

	begin(&b);
	bench_size(&b, NR_FEW);
	bench_size(&b, NR_MANY);
	end(&b);
	return b.sink == 42;
}
