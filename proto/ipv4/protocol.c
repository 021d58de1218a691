// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * protocol - the tables of who speaks which IP protocol
 *
 * Where:   ip_protocol_deliver_rcu() and icmp_unreach() look a protocol up;
 *          udp.c, tcp_ipv4.c, icmp.c, tunnels register. inet_create() walks
 *          the kinds of sockets.
 * Mirrors: net/ipv4/protocol.c; inet_register_protosw() of af_inet.c. The
 *          offloads are in ip_offload.c.
 * Spec:    https://www.iana.org/assignments/protocol-numbers
 */
#include "proto/protocol.h"

#include "core/module.h"
#include "core/net_namespace.h"
#include "core/sock.h"
#include "lib/err.h"
#include "lib/machine.h"
#include "lib/rculist.h"
#include "lib/slab.h"
#include "proto/ipv4/icmp.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/protosw.h"

DEFINE_STATIC_PER_MACHINE(const struct net_protocol *,
			  inet_protos[MAX_INET_PROTOS]);
DEFINE_STATIC_PER_MACHINE(const struct ip_raw_ops *, raw_ops);
DEFINE_STATIC_PER_MACHINE(const struct icmp_ping_ops *, ping_ops);
DEFINE_STATIC_PER_MACHINE(struct inetsw, inetsw);

/* Context: RCU. */
const struct net_protocol *inet_protos_get(unsigned int num)
{
	return rcu_dereference(machine_var(inet_protos)[num & 255]);
}
EXPORT_SYMBOL(inet_protos_get);

static void inet_del_protocol_of(void *prot)
{
	for (unsigned int i = 0; i < MAX_INET_PROTOS; i++)
		if (machine_var(inet_protos)[i] == prot)
			(void)inet_del_protocol(prot, (unsigned char)i);
}

/**
 * inet_add_protocol - packets of protocol @num are ours
 * @prot: static const; not written to
 *
 * Context: process.
 * Return: 0, -EINVAL without a handler, -1 when the number is taken.
 */
int inet_add_protocol(const struct net_protocol *prot, unsigned char num)
{
	const struct net_protocol **slot = &machine_var(inet_protos)[num];

	if (!prot->handler)
		return -EINVAL;
	if (*slot)
		return -1;
	rcu_assign_pointer(*slot, prot);
	module_track(NULL, "net_protocol", prot, NULL, inet_del_protocol_of);
	return 0;
}
EXPORT_SYMBOL(inet_add_protocol);

/* Context: process; waits until no CPU is in the handler. 0 or -1. */
int inet_del_protocol(const struct net_protocol *prot, unsigned char num)
{
	const struct net_protocol **slot = &machine_var(inet_protos)[num];

	if (*slot != prot)
		return -1;
	rcu_assign_pointer(*slot, NULL);
	module_untrack("net_protocol", prot);
	synchronize_net();
	return 0;
}
EXPORT_SYMBOL(inet_del_protocol);

/* ---- what raw.c and ping.c give ------------------------------------------ */

/* Context: process; NULL waits until no CPU is inside. */
void ip_raw_ops_set(const struct ip_raw_ops *ops)
{
	rcu_assign_pointer(machine_var(raw_ops), ops);
	if (!ops)
		synchronize_net();
}
EXPORT_SYMBOL(ip_raw_ops_set);

const struct ip_raw_ops *ip_raw_ops_get(void)
{
	return rcu_dereference(machine_var(raw_ops));
}
EXPORT_SYMBOL(ip_raw_ops_get);

/* Context: process; NULL waits until no CPU is inside. */
void icmp_ping_ops_set(const struct icmp_ping_ops *ops)
{
	rcu_assign_pointer(machine_var(ping_ops), ops);
	if (!ops)
		synchronize_net();
}
EXPORT_SYMBOL(icmp_ping_ops_set);

const struct icmp_ping_ops *icmp_ping_ops_get(void)
{
	return rcu_dereference(machine_var(ping_ops));
}
EXPORT_SYMBOL(icmp_ping_ops_get);

/* ---- kinds of sockets ---------------------------------------------------- */

/* Context: process, init. */
void inetsw_init(void)
{
	struct inetsw *sw = &machine_var(inetsw);

	spin_lock_init(&sw->lock);
	for (int i = 0; i < SOCK_MAX; i++)
		INIT_LIST_HEAD(&sw->list[i]);
}

struct inetsw *inetsw_get(void)
{
	return &machine_var(inetsw);
}

static void inet_unregister_protosw_of(void *p)
{
	inet_unregister_protosw(p);
}

/**
 * inet_register_protosw - socket(AF_INET, @p->type, @p->protocol) is this
 * @p: static const; not written to
 *
 * It stands behind the permanent ones and before the others, so that it may
 * take the place of what is not permanent.
 * Context: process.
 * Return: 0, -EINVAL, -EPERM, -ENOMEM.
 */
int inet_register_protosw(const struct inet_protosw *p)
{
	struct inetsw *sw = &machine_var(inetsw);
	struct inetsw_node *node, *n;
	struct list_head *last;

	if (p->type >= SOCK_MAX || !p->prot || !p->ops)
		return -EINVAL;
	node = kzalloc(sizeof(*node), GFP_KERNEL);
	if (!node)
		return -ENOMEM;
	node->p = p;
	last = &sw->list[p->type];
	spin_lock_bh(&sw->lock);
	list_for_each_entry (n, &sw->list[p->type], list) {
		if (!(n->p->flags & INET_PROTOSW_PERMANENT))
			break;
		if (n->p->protocol == p->protocol) {
			spin_unlock_bh(&sw->lock);
			kfree(node);
			return -EPERM;
		}
		last = &n->list;
	}
	list_add_rcu(&node->list, last);
	spin_unlock_bh(&sw->lock);
	module_track(NULL, "inet_protosw", p, p->prot->name,
		     inet_unregister_protosw_of);
	return 0;
}
EXPORT_SYMBOL(inet_register_protosw);

/* Context: process; waits for those who found it. */
void inet_unregister_protosw(const struct inet_protosw *p)
{
	struct inetsw *sw = &machine_var(inetsw);
	struct inetsw_node *n, *found = NULL;

	spin_lock_bh(&sw->lock);
	list_for_each_entry (n, &sw->list[p->type], list)
		if (n->p == p)
			found = n;
	if (found)
		list_del_rcu(&found->list);
	spin_unlock_bh(&sw->lock);
	if (!found)
		return;
	module_untrack("inet_protosw", p);
	synchronize_net();
	kfree(found);
}
EXPORT_SYMBOL(inet_unregister_protosw);

/* ---- all of it ----------------------------------------------------------- */

int inet_register_transport(const struct inet_transport *t)
{
	int err = proto_register(t->sw->prot, 1);

	if (err)
		return err;
	err = register_pernet_subsys(t->net_ops); /* its sysctls are proto's */
	if (err)
		goto free_proto;
	if (t->protocol)
		err = inet_add_protocol(t->protocol, (u8)t->sw->protocol);
	if (err)
		goto free_net;
	err = inet_register_protosw(t->sw);
	if (err)
		goto free_protocol;
	return 0;

free_protocol:
	if (t->protocol)
		inet_del_protocol(t->protocol, (u8)t->sw->protocol);
free_net:
	unregister_pernet_subsys(t->net_ops);
free_proto:
	proto_unregister(t->sw->prot);
	return err;
}

void inet_unregister_transport(const struct inet_transport *t)
{
	inet_unregister_protosw(t->sw);
	if (t->protocol)
		inet_del_protocol(t->protocol, (u8)t->sw->protocol);
	unregister_pernet_subsys(t->net_ops);
	proto_unregister(t->sw->prot);
}
