/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netfilter - the points where others may look at a packet and decide
 *
 * Where:   NF_HOOK() stands at five places of IPv4 and IPv6, three of ARP, and
 *          at a device's ingress and egress. Hooks are functions in the order
 *          of their priority; each says accept, drop, or something rarer.
 * Mirrors: include/linux/netfilter.h, netfilter_netdev.h, netfilter_ipv4.h,
 *          include/net/netfilter/nf_queue.h.
 *
 *	-> PRE_ROUTING -> route -+-> FORWARD -+-> POST_ROUTING -> device
 *	                         |            |
 *	                      LOCAL_IN     LOCAL_OUT
 *	                         v            ^
 *	                           a socket
 *
 * A place without hooks costs two loads and a branch. The hooks of a place are
 * one array that is replaced as a whole; readers are under RCU.
 */
#ifndef CORE_NETFILTER_H
#define CORE_NETFILTER_H

#include "hdr/socket.h"

#include <linux/netfilter.h>

#include "core/net_namespace.h"
#include "core/netdevice.h"
#include "core/skbuff.h"
#include "lib/list.h"
#include "lib/rcupdate.h"

struct module;
struct nf_conn;
struct sock;

#ifndef NF_INET_INGRESS
#define NF_INET_INGRESS NF_INET_NUMHOOKS
#endif
#define NF_ARP_IN	0
#define NF_ARP_OUT	1
#define NF_ARP_FORWARD	2
#define NF_ARP_NUMHOOKS 3
#define NF_MAX_HOOKS	NF_INET_NUMHOOKS

#ifndef NF_IP_PRI_FIRST
enum nf_ip_hook_priorities {
	NF_IP_PRI_FIRST = INT_MIN,
	NF_IP_PRI_RAW_BEFORE_DEFRAG = -450,
	NF_IP_PRI_CONNTRACK_DEFRAG = -400,
	NF_IP_PRI_RAW = -300,
	NF_IP_PRI_SELINUX_FIRST = -225,
	NF_IP_PRI_CONNTRACK = -200,
	NF_IP_PRI_MANGLE = -150,
	NF_IP_PRI_NAT_DST = -100,
	NF_IP_PRI_FILTER = 0,
	NF_IP_PRI_SECURITY = 50,
	NF_IP_PRI_NAT_SRC = 100,
	NF_IP_PRI_SELINUX_LAST = 225,
	NF_IP_PRI_CONNTRACK_HELPER = 300,
	NF_IP_PRI_CONNTRACK_CONFIRM = INT_MAX,
	NF_IP_PRI_LAST = INT_MAX,
};
#endif

#define MAX_HOOK_COUNT 1024

/* The errno of a NF_DROP_ERR() verdict, negative; 0: a plain drop. */
static inline int NF_DROP_GETERR(int verdict)
{
	return -(verdict >> NF_VERDICT_QBITS);
}

struct nf_hook_state;
/*
 * A hook. Context: softirq or BH off, rcu_read_lock() held. Borrows @skb;
 * takes it only when the answer is NF_STOLEN. Return: NF_*.
 */
typedef unsigned int nf_hookfn(void *priv, struct sk_buff *skb,
			       const struct nf_hook_state *state);

enum nf_hook_ops_type {
	NF_HOOK_OP_UNDEFINED,
	NF_HOOK_OP_NF_TABLES,
	NF_HOOK_OP_BPF,
	NF_HOOK_OP_NFT_FT,
};

/**
 * struct nf_hook_ops - where a hook hangs and what it is
 * @hook: required
 * @dev: NFPROTO_NETDEV, NF_INET_INGRESS: required, the device; else NULL
 * @priv: given to @hook
 * @pf: NFPROTO_*; NFPROTO_INET: both IPv4 and IPv6
 * @hooknum: NF_INET_*, NF_ARP_*, NF_NETDEV_*
 * @priority: ascending; of equal ones the newest comes first, as in Linux
 * @hook_ops_type: who made it, for listings
 */
struct nf_hook_ops {
	nf_hookfn *hook;
	struct net_device *dev;
	void *priv;
	u8 pf;
	unsigned int hooknum;
	int priority;
	enum nf_hook_ops_type hook_ops_type : 8;
};

struct nf_hook_entry {
	nf_hookfn *hook;
	void *priv;
};

/* The hooks of one place; orig[i] is whose hooks[i] is. */
struct nf_hook_entries {
	u16 num_hook_entries;
	struct rcu_head rcu;
	const struct nf_hook_ops **orig;
	struct nf_hook_entry hooks[];
};

/* What a hook is told besides the packet. */
struct nf_hook_state {
	u8 hook;
	u8 pf;
	struct net_device *in;
	struct net_device *out;
	struct sock *sk;
	struct net *net;
	/* takes the packet when all have accepted */
	int (*okfn)(struct net *net, struct sock *sk, struct sk_buff *skb);
};

/* One namespace's hooks: struct net.nf. */
struct netns_nf {
	struct nf_hook_entries *hooks_ipv4[NF_INET_NUMHOOKS];
	struct nf_hook_entries *hooks_ipv6[NF_INET_NUMHOOKS];
	struct nf_hook_entries *hooks_arp[NF_ARP_NUMHOOKS];
	struct nf_hook_entries *hooks_bridge[NF_INET_NUMHOOKS];
};

/* A hook that says NF_REPEAT again and again is a bug, not a reason to hang. */
#define NF_MAX_REPEAT 16

static inline void
nf_hook_state_init(struct nf_hook_state *p, unsigned int hook, u8 pf,
		   struct net_device *indev, struct net_device *outdev,
		   struct sock *sk, struct net *net,
		   int (*okfn)(struct net *, struct sock *, struct sk_buff *))
{
	p->hook = (u8)hook;
	p->pf = pf;
	p->in = indev;
	p->out = outdev;
	p->sk = sk;
	p->net = net;
	p->okfn = okfn;
}

static inline int nf_hook_entry_hookfn(const struct nf_hook_entry *entry,
				       struct sk_buff *skb,
				       struct nf_hook_state *state)
{
	return (int)entry->hook(entry->priv, skb, state);
}

/* ---- registering; process -------------------------------------------------
 */

/**
 * nf_register_net_hook - hang a hook
 * @net: its namespace
 * @ops: not copied and not written to; stays until unregistered
 *
 * Readers see it before this returns. Return: 0, -EINVAL (no such place, no
 * device), -ENOMEM, -E2BIG, -EBUSY (a second BPF hook at this priority).
 */
int nf_register_net_hook(struct net *net, const struct nf_hook_ops *ops);
/* When it returns no new packet meets the hook; text stays until RCU ends. */
void nf_unregister_net_hook(struct net *net, const struct nf_hook_ops *ops);
int nf_register_net_hooks(struct net *net, const struct nf_hook_ops *reg,
			  unsigned int n);
void nf_unregister_net_hooks(struct net *net, const struct nf_hook_ops *reg,
			     unsigned int n);
/* "PRE_ROUTING", "LOCAL_IN", …; NULL: no such hook. */
const char *nf_hook_name(u8 pf, unsigned int hooknum);

/* Walk the hooks of one place in their order. Context: RCU. */
const struct nf_hook_entries *nf_hook_entries_of(struct net *net, u8 pf,
						 unsigned int hooknum,
						 struct net_device *dev);

/* ---- running ---------------------------------------------------------------
 */

/**
 * nf_hook_slow - ask the hooks from @i on
 *
 * Context: RCU. Takes @skb unless it answers 1. Return: 1: go on with okfn;
 * 0: somebody has it (stolen, queued); -errno: dropped, -EPERM if the hook
 * named no error.
 */
int nf_hook_slow(struct sk_buff *skb, struct nf_hook_state *state,
		 const struct nf_hook_entries *e, unsigned int i);
/* @head keeps those that go on. */
void nf_hook_slow_list(struct list_head *head, struct nf_hook_state *state,
		       const struct nf_hook_entries *e);

static inline struct nf_hook_entries *nf_hook_head(const struct net *net, u8 pf,
						   unsigned int hook)
{
	const struct netns_nf *nf = net->nf;

	if (unlikely(!nf))
		return NULL;
	switch (pf) {
	case NFPROTO_IPV4:
		return rcu_dereference(nf->hooks_ipv4[hook]);
	case NFPROTO_IPV6:
		return rcu_dereference(nf->hooks_ipv6[hook]);
	case NFPROTO_ARP:
		return rcu_dereference(nf->hooks_arp[hook]);
	case NFPROTO_BRIDGE:
		return rcu_dereference(nf->hooks_bridge[hook]);
	default:
		return NULL;
	}
}

/* Ask; the caller calls okfn when the answer is 1. */
static inline int nf_hook(u8 pf, unsigned int hook, struct net *net,
			  struct sock *sk, struct sk_buff *skb,
			  struct net_device *indev, struct net_device *outdev,
			  int (*okfn)(struct net *, struct sock *,
				      struct sk_buff *))
{
	struct nf_hook_entries *hook_head;
	int ret = 1;

	rcu_read_lock();
	hook_head = nf_hook_head(net, pf, hook);
	if (unlikely(hook_head)) {
		struct nf_hook_state state;

		nf_hook_state_init(&state, hook, pf, indev, outdev, sk, net,
				   okfn);
		ret = nf_hook_slow(skb, &state, hook_head, 0);
	}
	rcu_read_unlock();
	return ret;
}

/* Ask, and go on. Takes @skb. Return: what okfn said, or the hooks. */
static inline int
NF_HOOK(uint8_t pf, unsigned int hook, struct net *net, struct sock *sk,
	struct sk_buff *skb, struct net_device *in, struct net_device *out,
	int (*okfn)(struct net *, struct sock *, struct sk_buff *))
{
	int ret = nf_hook(pf, hook, net, sk, skb, in, out, okfn);

	return ret == 1 ? okfn(net, sk, skb) : ret;
}

static inline int
NF_HOOK_COND(uint8_t pf, unsigned int hook, struct net *net, struct sock *sk,
	     struct sk_buff *skb, struct net_device *in, struct net_device *out,
	     int (*okfn)(struct net *, struct sock *, struct sk_buff *),
	     bool cond)
{
	int ret = 1;

	if (cond)
		ret = nf_hook(pf, hook, net, sk, skb, in, out, okfn);
	return ret == 1 ? okfn(net, sk, skb) : ret;
}

/* Those that pass stay on @head. */
static inline void NF_HOOK_LIST(uint8_t pf, unsigned int hook, struct net *net,
				struct sock *sk, struct list_head *head,
				struct net_device *in, struct net_device *out,
				int (*okfn)(struct net *, struct sock *,
					    struct sk_buff *))
{
	struct nf_hook_entries *hook_head;

	rcu_read_lock();
	hook_head = nf_hook_head(net, pf, hook);
	if (unlikely(hook_head)) {
		struct nf_hook_state state;

		nf_hook_state_init(&state, hook, pf, in, out, sk, net, okfn);
		nf_hook_slow_list(head, &state, hook_head);
	}
	rcu_read_unlock();
}

/* ---- a device's hooks; Context: RCU ----------------------------------------
 */

static inline bool nf_hook_ingress_active(const struct sk_buff *skb)
{
	return unlikely(rcu_access_pointer(skb->dev->nf_hooks_ingress));
}

/* Before the protocols, behind the taps. Takes @skb unless it answers 1. */
int nf_hook_ingress(struct sk_buff *skb);

/*
 * Before the qdisc. Takes and gives @skb; NULL: it is gone and *@rc is what
 * dev_queue_xmit() answers.
 */
struct sk_buff *nf_hook_egress(struct sk_buff *skb, int *rc,
			       struct net_device *dev);

static inline bool nf_hook_egress_active(const struct net_device *dev)
{
	return unlikely(rcu_access_pointer(dev->nf_hooks_egress));
}

static inline void nf_skip_egress(struct sk_buff *skb, bool skip)
{
	skb->nf_skip_egress = skip;
}

/* ---- queueing to a program --------------------------------------------------
 */

/* A packet that waits for a verdict from outside. */
struct nf_queue_entry {
	struct list_head list;
	struct sk_buff *skb;
	unsigned int id;
	unsigned int hook_index; /* of the hook that said NF_QUEUE */
	struct nf_hook_state state;
	u16 size;
	/* LOCAL_OUT: what the route depends on, as it was */
	u32 rt_mark;
	u8 rt_key[33];
};

/**
 * struct nf_queue_handler - where NF_QUEUE goes (nfnetlink_queue)
 * @outfn: softirq; takes @entry and its packet when it returns 0; -ENOBUFS,
 *	   -ESRCH (nobody listens on that queue)
 * @nf_hook_drop: process; a hook of @net is gone: let go what waits
 */
struct nf_queue_handler {
	int (*outfn)(struct nf_queue_entry *entry, unsigned int queuenum);
	void (*nf_hook_drop)(struct net *net);
};

/* One for each machine. Context: process. 0 or -EBUSY. */
int nf_register_queue_handler(const struct nf_queue_handler *qh);
void nf_unregister_queue_handler(void);
/* Used by nf_hook_slow(): 1: nobody listens, and the verdict allows that. */
int nf_queue(struct sk_buff *skb, struct nf_hook_state *state,
	     unsigned int index, unsigned int verdict);
/* A hook of @net is gone: what waits behind it must not come back to it. */
void nf_queue_nf_hook_drop(struct net *net);
/* The verdict is there. Takes @entry and its packet. Context: process, softirq.
 */
void nf_reinject(struct nf_queue_entry *entry, unsigned int verdict);
void nf_queue_entry_free(struct nf_queue_entry *entry);
/* Hold what the entry points at. False: the socket is dying. */
bool nf_queue_entry_get_refs(struct nf_queue_entry *entry);

/*
 * IPv4's and IPv6's way to look a route up again, when a program or a hook in
 * LOCAL_OUT changed what it depends on. Context: process. 0 or -EBUSY.
 */
typedef int nf_reroute_fn(struct net *net, struct sock *sk,
			  struct sk_buff *skb);
int nf_register_reroute(u8 pf, nf_reroute_fn *fn);
void nf_unregister_reroute(u8 pf);

/* ---- connection tracking's slots --------------------------------------------
 */

/**
 * struct nf_ct_hook - what conntrack gives to who does not link with it
 * @update: softirq; a program changed a tracked packet
 * @destroy: any; the last reference of @nfct is gone
 * @attach: any; @nskb answers @skb: same connection
 * @set_closing: any; the connection was reset by us
 * @confirm: softirq; NF_ACCEPT, NF_DROP
 */
struct nf_ct_hook {
	int (*update)(struct net *net, struct sk_buff *skb);
	void (*destroy)(struct nf_conntrack *nfct);
	void (*attach)(struct sk_buff *nskb, const struct sk_buff *skb);
	void (*set_closing)(struct nf_conntrack *nfct);
	int (*confirm)(struct sk_buff *skb);
};

/* One for each machine. Context: process; get: RCU. */
void nf_ct_hook_set(const struct nf_ct_hook *hook); /* NULL: gone */
const struct nf_ct_hook *nf_ct_hook_get(void);
/* @new, our answer to @skb, belongs to the same connection. Any context. */
void nf_ct_attach(struct sk_buff *new, const struct sk_buff *skb);
void nf_ct_set_closing(struct nf_conntrack *nfct);
int nf_ct_update(struct net *net, struct sk_buff *skb);

#endif /* CORE_NETFILTER_H */
