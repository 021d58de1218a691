/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net_namespace - one struct net for each network namespace of a machine
 *
 * Where:   devices, routes, sockets, hooks and counters hang on it. init_net
 *          is there from boot to the end; the launcher makes others by key.
 * Mirrors: include/net/net_namespace.h, net/core/net_namespace.c.
 *
 * Life: count > 0: in use. At 0 cleanup_net() (a work) calls pre_exit, exit
 * and exit_batch of every pernet_operations in reverse order, after which the
 * memory goes with the last passive reference.
 */
#ifndef CORE_NET_NAMESPACE_H
#define CORE_NET_NAMESPACE_H

#include "core/notifier.h"
#include "core/proc.h"
#include "core/snmp.h"
#include "core/sysctl.h"
#include "lib/atomic.h"
#include "lib/hlist.h"
#include "lib/list.h"
#include "lib/machine.h"
#include "lib/rculist.h"
#include "lib/refcount.h"
#include "lib/sched.h"
#include "lib/spinlock.h"
#include "lib/types.h"
#include "lib/workqueue.h"

struct net_device;
struct net_generic;

#define NETDEV_HASHBITS	   8
#define NETDEV_HASHENTRIES (1 << NETDEV_HASHBITS)
#define LOOPBACK_IFINDEX   1

/* net.core.* of one namespace */
struct netns_core {
	struct ctl_table_header *sysctl_hdr;
	int sysctl_somaxconn;  /* 4096 */
	int sysctl_optmem_max; /* 131072 */
	u32 *prot_inuse;       /* sockets per protocol; core/sock.c */
};

struct net {
	/* immutable */
	struct machine *machine;
	u64 key;	 /* 0: init_net; else what the embedder named it by */
	unsigned int id; /* counter of the machine */
	u64 net_cookie;
	u32 hash_mix; /* goes into socket hashes: from id, not address */

	refcount_t count;	       /* users: devices' tasks, sockets */
	refcount_t passive;	       /* memory */
	struct list_head list;	       /* the machine's, guarded by rtnl */
	struct list_head exit_list;    /* while pernet exits run */
	struct list_head cleanup_node; /* waits for cleanup_net() */

	/* devices: guarded by rtnl, read under RCU */
	struct list_head dev_base_head;
	struct hlist_head *dev_name_head;
	struct hlist_head *dev_index_head;
	int ifindex; /* last given out */
	unsigned int dev_base_seq;
	unsigned int dev_unreg_count; /* unregistered, not yet freed */
	struct net_device *loopback_dev;
	struct raw_notifier_head netdev_chain;
	struct list_head ptype_all;

	/* trees that core/sysctl.c and core/proc.c serve */
	struct ctl_table_set sysctls;
	struct proc_root proc;
	struct proc_entry *sysfs;  /* /sys/class/net */
	struct proc_entry *procfs; /* /proc/net/dev, … */

	struct netns_core core;
	struct netns_mib mib;

	/* fib rules and fib notifiers, protocol-neutral; guarded by rtnl */
	struct list_head rules_ops;
	spinlock_t rules_mod_lock;
	struct list_head fib_notifier_ops;

	/* filled by modules in their pernet init, emptied in exit */
	struct netns_ipv4 *ipv4;
	struct netns_ipv6 *ipv6;
	struct netns_nf *nf;
	struct netns_ct *ct;
	struct netns_nft *nft;
	struct netns_xt *xt;
	struct netns_packet *packet;
	struct netns_unix *unx;
	struct netns_xdp *xdp;
	struct netns_sctp *sctp;
	struct netns_mpls *mpls;
	struct sock *rtnl; /* netlink sockets of the stack's side */
	struct sock *genl_sock;
	struct sock *diag_nlsk;
	struct sock *nfnl;

	struct net_generic *gen; /* net_generic(): by pernet id */
};

struct net *init_net_of(struct machine *machine);
#define init_net (*init_net_of(current_machine()))

/**
 * net_create - make a namespace
 * @key: what net_find() will know it by; not 0
 *
 * Context: process. Give a namespace with one reference, ERR_PTR(-EEXIST)
 * when the key is in use, or what a pernet init returned.
 */
struct net *net_create(u64 key);
/* Context: process. Give a reference to the namespace of @key, or NULL. */
struct net *net_find(u64 key);

/* Any context. The last put_net() lets cleanup_net() run as a work. */
void __put_net(struct net *net);
void net_free_passive(struct net *net);

static inline struct net *get_net(struct net *net)
{
	refcount_inc(&net->count);
	return net;
}

static inline struct net *maybe_get_net(struct net *net)
{
	return refcount_inc_not_zero(&net->count) ? net : NULL;
}

static inline void put_net(struct net *net)
{
	if (refcount_dec_and_test(&net->count))
		__put_net(net);
}

static inline bool check_net(const struct net *net)
{
	return refcount_read(&net->count) != 0;
}

static inline bool net_eq(const struct net *a, const struct net *b)
{
	return a == b;
}

static inline u32 net_hash_mix(const struct net *net)
{
	return net->hash_mix;
}

/* A pointer to a namespace inside another object. */
typedef struct {
	struct net *net;
} possible_net_t;

static inline void write_pnet(possible_net_t *pnet, struct net *net)
{
	rcu_assign_pointer(pnet->net, net);
}

static inline struct net *read_pnet(const possible_net_t *pnet)
{
	return rcu_dereference(pnet->net);
}

/* Context: rtnl; the _rcu form: rcu_read_lock(). */
struct list_head *machine_net_list(void);
#define for_each_net(n) list_for_each_entry (n, machine_net_list(), list)
#define for_each_net_rcu(n)                                                    \
	list_for_each_entry_rcu (n, machine_net_list(), list)

/**
 * struct pernet_operations - what a subsystem does for each namespace
 * @init: process, rtnl not held; 0 or -errno, which undoes what went before
 * @pre_exit: process; stop giving out new references; RCU passes after it
 * @exit: process; for each dying namespace
 * @exit_batch: process; once for all that die together, by exit_list
 * @id: where the index for net_generic() is kept: a per-machine variable
 * @size: bytes that net_generic() finds there, zeroed, ours from init to exit
 *
 * Registration allocates; one static struct serves every machine.
 */
struct pernet_operations {
	int (*init)(struct net *net);
	void (*pre_exit)(struct net *net);
	void (*exit)(struct net *net);
	void (*exit_batch)(struct list_head *net_exit_list);
	unsigned int *id;
	size_t size;
};

/*
 * subsys: the order is that of registration; device: after all subsys ones,
 * torn down before them. Context: process. Return: 0, or what init returned,
 * and nothing is left registered.
 */
int __register_pernet(const struct pernet_operations *ops, unsigned int *id,
		      bool device);
void net_ns_pre_exit(void); /* before all modules go; process */
void unregister_pernet_subsys(const struct pernet_operations *ops);
void unregister_pernet_device(const struct pernet_operations *ops);

/* The id lies in the caller's image, so the caller resolves it. */
#define __pernet_id(ops)                                                       \
	((ops)->id ? &machine_var(*(ops)->id) : (unsigned int *)NULL)
#define register_pernet_subsys(ops)                                            \
	__register_pernet(ops, __pernet_id(ops), false)
#define register_pernet_device(ops)                                            \
	__register_pernet(ops, __pernet_id(ops), true)

/*
 * DEFINE_STATIC_PER_MACHINE(unsigned int, foo_net_id);
 * struct foo_net *fn = net_generic(net, machine_var(foo_net_id));
 */
void *net_generic(const struct net *net, unsigned int id);

#endif /* CORE_NET_NAMESPACE_H */
