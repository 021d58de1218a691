/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ip_fib - the IPv4 forwarding information base: what it is made of
 *
 * Where:   route.c asks fib_lookup(); the control side adds and deletes.
 * Mirrors: include/net/ip_fib.h. Left out: nexthop objects, tunnel state,
 *          notifier chain for hardware.
 * Spec:    RFC 1812 §5.2.4.3 (longest match, then TOS, then metric).
 *
 *	rules -> fib_table -> trie leaf (prefix) -> fib_alias (TOS, metric,
 *	type) -> fib_info (shared by equal routes) -> fib_nh (device, gateway)
 */
#ifndef PROTO_IPV4_IP_FIB_H
#define PROTO_IPV4_IP_FIB_H

#include "hdr/socket.h"

#include <linux/in.h>
#include <linux/in6.h>
#include <linux/rtnetlink.h>

#include "core/fib_rules.h"
#include "core/flow.h"
#include "lib/atomic.h"
#include "lib/hlist.h"
#include "lib/rcupdate.h"
#include "lib/refcount.h"
#include "lib/types.h"

struct dst_metrics;
struct fib_info;
struct flow_keys;
struct in_device;
struct in_ifaddr;
struct net;
struct net_device;
struct netlink_ext_ack;
struct rtable;
struct seq_file;
struct sk_buff;

/* One nexthop of a multipath route, as the control side states it. */
struct fib_nh_config {
	int oif;
	u8 gw_family; /* 0: none */
	u8 flags;     /* RTNH_F_ONLINK */
	u8 hops;      /* weight - 1 */
	union {
		__be32 gw4;
		struct in6_addr gw6;
	};
	u32 flow; /* realm */
};

/* A route as the control side states it. */
struct fib_config {
	u8 fc_dst_len;
	u8 fc_tos;
	u8 fc_protocol; /* RTPROT_* */
	u8 fc_scope;	/* RT_SCOPE_* */
	u8 fc_type;	/* RTN_* */
	u8 fc_gw_family;
	u32 fc_table;
	__be32 fc_dst;
	union {
		__be32 fc_gw4;
		struct in6_addr fc_gw6;
	};
	int fc_oif;
	u32 fc_flags; /* RTNH_F_ONLINK */
	u32 fc_priority;
	__be32 fc_prefsrc;
	const struct fib_nh_config *fc_mp; /* multipath: fc_mp_len of them */
	int fc_mp_len;
	const u32 *fc_mx; /* RTAX_MAX values, [RTAX_X - 1]; NULL: none */
	u32 fc_flow;
	u32 fc_nlflags; /* NLM_F_CREATE, EXCL, REPLACE, APPEND */
	struct net *fc_net;
};

struct fib_nh_exception {
	struct fib_nh_exception *fnhe_next; /* RCU */
	int fnhe_genid;
	__be32 fnhe_daddr;
	u32 fnhe_pmtu;
	bool fnhe_mtu_locked;
	__be32 fnhe_gw;
	unsigned long fnhe_expires; /* jiffies; 0: never */
	struct rtable *fnhe_rth_input;
	struct rtable *fnhe_rth_output;
	unsigned long fnhe_stamp;
	struct rcu_head rcu;
};

struct fnhe_hash_bucket {
	struct fib_nh_exception *chain;
};

#define FNHE_HASH_SHIFT	   11
#define FNHE_HASH_SIZE	   (1 << FNHE_HASH_SHIFT)
#define FNHE_RECLAIM_DEPTH 5
#define FNHE_RECLAIM_PTR   ((struct fib_nh_exception *)-1L)

/* What both families' nexthops have. */
struct fib_nh_common {
	struct net_device *nhc_dev; /* held */
	int nhc_oif;
	unsigned char nhc_scope;
	u8 nhc_family;
	u8 nhc_gw_family;	 /* 0: directly connected */
	unsigned char nhc_flags; /* RTNH_F_* */
	union {
		__be32 ipv4;
		struct in6_addr ipv6;
	} nhc_gw;
	int nhc_weight;
	atomic_t nhc_upper_bound; /* of 31-bit hash values; -1: none */

	struct rtable **nhc_pcpu_rth_output; /* per CPU */
	struct rtable *nhc_rth_input;
	struct fnhe_hash_bucket *nhc_exceptions;
};

struct fib_nh {
	struct fib_nh_common nh_common;
	struct hlist_node nh_hash; /* by device; RTNL */
	struct fib_info *nh_parent;
	u32 nh_tclassid;
	__be32 nh_saddr;
	int nh_saddr_genid;
#define fib_nh_family	       nh_common.nhc_family
#define fib_nh_dev	       nh_common.nhc_dev
#define fib_nh_oif	       nh_common.nhc_oif
#define fib_nh_flags	       nh_common.nhc_flags
#define fib_nh_scope	       nh_common.nhc_scope
#define fib_nh_gw_family       nh_common.nhc_gw_family
#define fib_nh_gw4	       nh_common.nhc_gw.ipv4
#define fib_nh_gw6	       nh_common.nhc_gw.ipv6
#define fib_nh_weight	       nh_common.nhc_weight
#define fib_nh_upper_bound     nh_common.nhc_upper_bound
#define fib_nh_pcpu_rth_output nh_common.nhc_pcpu_rth_output
#define fib_nh_rth_input       nh_common.nhc_rth_input
#define fib_nh_exceptions      nh_common.nhc_exceptions
};

/* What equal routes share: everything but the prefix, TOS, type, table. */
struct fib_info {
	struct hlist_node fib_hash;  /* by content */
	struct hlist_node fib_lhash; /* by prefsrc */
	struct net *fib_net;
	refcount_t fib_treeref; /* routes; the last one unhashes it */
	refcount_t fib_clntref; /* who may look at it */
	unsigned int fib_flags; /* RTNH_F_DEAD, RTNH_F_LINKDOWN */
	unsigned char fib_dead;
	unsigned char fib_protocol;
	unsigned char fib_scope;
	unsigned char fib_type;
	__be32 fib_prefsrc;
	u32 fib_tb_id;
	u32 fib_priority;
	struct dst_metrics *fib_metrics;
#define fib_mtu	   fib_metrics->metrics[RTAX_MTU - 1]
#define fib_window fib_metrics->metrics[RTAX_WINDOW - 1]
#define fib_rtt	   fib_metrics->metrics[RTAX_RTT - 1]
#define fib_advmss fib_metrics->metrics[RTAX_ADVMSS - 1]
	int fib_nhs;
	struct rcu_head rcu;
	struct fib_nh fib_nh[];
};

struct fib_table;

/* What a lookup says. Borrowed: valid while the RCU section lasts. */
struct fib_result {
	__be32 prefix;
	unsigned char prefixlen;
	unsigned char nh_sel;
	unsigned char type; /* RTN_* */
	unsigned char scope;
	u32 tclassid;
	struct fib_nh_common *nhc;
	struct fib_info *fi;
	struct fib_table *table;
	struct hlist_head *fa_head;
};

/* One route of a dump. */
struct fib_rt_info {
	struct fib_info *fi;
	u32 tb_id;
	__be32 dst;
	int dst_len;
	u8 tos;
	u8 type;
};

struct fib_table {
	struct hlist_node tb_hlist;
	u32 tb_id;
	int tb_num_default;
	struct rcu_head rcu;
	unsigned long *tb_data; /* the trie; an alias of another's in local */
	unsigned long __data[];
};

#define FIB_TABLE_HASHBITS    8
#define FIB_TABLE_HASHSZ      (1 << FIB_TABLE_HASHBITS)
#define FIB_DEVINDEX_HASHBITS 8

#define TABLE_LOCAL_INDEX (RT_TABLE_LOCAL & (FIB_TABLE_HASHSZ - 1))
#define TABLE_MAIN_INDEX  (RT_TABLE_MAIN & (FIB_TABLE_HASHSZ - 1))

/* fib_type → error and narrowest scope; fib_semantics.c */
struct fib_prop {
	int error;
	u8 scope;
};
extern const struct fib_prop fib_props[RTN_MAX + 1];

#define FIB_RES_NHC(res)	((res).nhc)
#define FIB_RES_DEV(res)	(FIB_RES_NHC(res)->nhc_dev)
#define FIB_RES_OIF(res)	(FIB_RES_NHC(res)->nhc_oif)
#define FIB_RES_SADDR(net, res) fib_result_prefsrc((net), &(res))

/*
 * Tables. Context: RTNL for changes; RCU for lookups and dumps.
 * Return: 0 or -errno; a sentence in @extack.
 */
int fib_table_lookup(struct fib_table *tb, const struct flowi4 *flp,
		     struct fib_result *res, int fib_flags);
int fib_table_insert(struct net *net, struct fib_table *tb,
		     struct fib_config *cfg, struct netlink_ext_ack *extack);
int fib_table_delete(struct net *net, struct fib_table *tb,
		     struct fib_config *cfg, struct netlink_ext_ack *extack);
int fib_table_flush(struct net *net, struct fib_table *tb, bool flush_all);
void fib_table_flush_external(struct fib_table *tb);
struct fib_table *fib_trie_unmerge(struct fib_table *main_tb);
void fib_free_table(struct fib_table *tb);
struct fib_table *fib_trie_table(u32 id, struct fib_table *alias);
void fib_select_default(const struct flowi4 *flp, struct fib_result *res);

/* Every route of a table, prefixes in ascending order; non-zero stops. */
int fib_table_walk(struct fib_table *tb,
		   int (*fn)(const struct fib_rt_info *fri, void *data),
		   void *data);

struct fib_table *fib_get_table(struct net *net, u32 id);
struct fib_table *fib_new_table(struct net *net, u32 id);
/* Every table by ascending bucket; non-zero stops. Context: RTNL or RCU. */
int fib_tables_walk(struct net *net, int (*fn)(struct fib_table *, void *),
		    void *data);

/*
 * The whole lookup: rules, then tables. Return: 0 and @res; -ENETUNREACH
 * nothing matched; else the error of the route (-EHOSTUNREACH, -EACCES, …).
 * Context: RCU.
 */
int fib_lookup(struct net *net, const struct flowi4 *flp,
	       struct fib_result *res, unsigned int flags);
int __fib_lookup(struct net *net, struct flowi4 *flp, struct fib_result *res,
		 unsigned int flags);
bool fib4_has_custom_rules(const struct net *net);
bool fib4_rule_default(const struct fib_rule *rule);
u32 fib_rules_tclass(const struct fib_result *res);
bool fib4_rules_early_flow_dissect(struct net *net, struct sk_buff *skb,
				   struct flowi4 *fl4,
				   struct flow_keys *flkeys);
int fib4_rules_init(struct net *net);
void fib4_rules_exit(struct net *net);
unsigned int fib4_rules_seq_read(struct net *net);

/* fib_frontend.c */
void fib_add_ifaddr(struct in_ifaddr *ifa);
void fib_del_ifaddr(struct in_ifaddr *ifa, struct in_ifaddr *iprim);
void fib_modify_prefix_metric(struct in_ifaddr *ifa, u32 new_metric);
int fib_unmerge(struct net *net);
void fib_flush(struct net *net);
__be32 fib_compute_spec_dst(struct sk_buff *skb);
bool fib_info_nh_uses_dev(struct fib_info *fi, const struct net_device *dev);
/*
 * Is @src a plausible sender on @dev? Return: < 0 no (-EINVAL martian,
 * -EXDEV reverse path); 0 yes; 1 yes, and on-link (a redirect may help).
 */
int fib_validate_source(struct sk_buff *skb, __be32 src, __be32 dst, u8 tos,
			int oif, struct net_device *dev, struct in_device *idev,
			u32 *itag);
int ip_fib_init(void);
void ip_fib_exit(void);
int fib_gw_from_via(struct fib_config *cfg, int family, const void *addr,
		    int len, struct netlink_ext_ack *extack);

/*
 * What `ip route` says: checks the fields, finds or makes the table.
 * Context: process, RTNL held. Return: 0 or -errno, a sentence in @extack.
 */
int ip_route_add(struct net *net, struct fib_config *cfg,
		 struct netlink_ext_ack *extack);
int ip_route_del(struct net *net, struct fib_config *cfg,
		 struct netlink_ext_ack *extack);

/* fib_semantics.c */
struct fib_info *fib_create_info(struct fib_config *cfg,
				 struct netlink_ext_ack *extack);
void fib_release_info(struct fib_info *fi);
void free_fib_info(struct fib_info *fi);
int fib_nh_match(struct net *net, struct fib_config *cfg, struct fib_info *fi,
		 struct netlink_ext_ack *extack);
bool fib_metrics_match(struct fib_config *cfg, struct fib_info *fi);
int fib_check_nh(struct net *net, struct fib_nh *nh, u32 table, u8 scope,
		 struct netlink_ext_ack *extack);
int fib_nh_init(struct net *net, struct fib_nh *nh, struct fib_config *cfg,
		int nh_weight, struct netlink_ext_ack *extack);
void fib_nh_release(struct net *net, struct fib_nh *nh);
void fib_nhc_update_mtu(struct fib_nh_common *nhc, u32 new_mtu, u32 orig);
int fib_nh_common_init(struct net *net, struct fib_nh_common *nhc,
		       struct netlink_ext_ack *extack);
void fib_nh_common_release(struct fib_nh_common *nhc);
int ip_fib_check_default(__be32 gw, struct net_device *dev);
int fib_sync_down_dev(struct net_device *dev, unsigned long event, bool force);
int fib_sync_down_addr(struct net_device *dev, __be32 local);
int fib_sync_up(struct net_device *dev, unsigned char nh_flags);
void fib_sync_mtu(struct net_device *dev, u32 orig_mtu);
__be32 fib_info_update_nhc_saddr(struct net *net, struct fib_nh_common *nhc,
				 unsigned char scope);
__be32 fib_result_prefsrc(struct net *net, struct fib_result *res);
void fib_select_path(struct net *net, struct fib_result *res,
		     struct flowi4 *fl4, const struct sk_buff *skb);
void fib_select_multipath(struct fib_result *res, int hash);
int fib_multipath_hash(const struct net *net, const struct flowi4 *fl4,
		       const struct sk_buff *skb, struct flow_keys *flkeys);

static inline void fib_info_hold(struct fib_info *fi)
{
	refcount_inc(&fi->fib_clntref);
}

static inline void fib_info_put(struct fib_info *fi)
{
	if (refcount_dec_and_test(&fi->fib_clntref))
		free_fib_info(fi);
}

static inline int fib_info_num_path(const struct fib_info *fi)
{
	return fi->fib_nhs;
}

static inline struct fib_nh_common *fib_info_nhc(struct fib_info *fi, int nhsel)
{
	return &fi->fib_nh[nhsel].nh_common;
}

static inline struct fib_nh *fib_info_nh(struct fib_info *fi, int nhsel)
{
	return &fi->fib_nh[nhsel];
}

/* Texts of /proc/net/{route,fib_trie,fib_triestat}. Context: RCU. */
int fib_route_seq_show(struct seq_file *seq, struct net *net);
int fib_trie_seq_show(struct seq_file *seq, struct net *net);
int fib_triestat_seq_show(struct seq_file *seq, struct net *net);

#endif /* PROTO_IPV4_IP_FIB_H */
