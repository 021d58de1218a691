// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * request_sock - memory of connections that are not one yet
 *
 * Where:   tcp_conn_request() and cookies make them; whoever drops the last
 *          reference (timer, hash, packet in hand, accept queue) ends them.
 * Mirrors: net/core/request_sock.c, include/net/request_sock.h.
 * Spec:    RFC 4987 §3.
 *
 * A reader of the established hash may stand on one that is gone, so memory
 * goes back after a grace period.
 */
#include "proto/ipv4/request_sock.h"
#include "core/module.h"
#include "lib/machine.h"

#define REQSK_FAMILIES 2 /* IPv4 and IPv6 */

struct reqsk_slab {
	const struct request_sock_ops *ops;
	struct kmem_cache *slab;
};
DEFINE_STATIC_PER_MACHINE(struct reqsk_slab, reqsk_slabs[REQSK_FAMILIES]);

static struct reqsk_slab *reqsk_slab_find(const struct request_sock_ops *ops)
{
	struct reqsk_slab *s = machine_var(reqsk_slabs);

	for (unsigned int i = 0; i < REQSK_FAMILIES; i++)
		if (s[i].ops == ops)
			return &s[i];
	return NULL;
}

/**
 * reqsk_slab_init - this machine's memory for requests of one kind
 * @ops: whose
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int reqsk_slab_init(const struct request_sock_ops *ops)
{
	struct reqsk_slab *s = reqsk_slab_find(NULL);

	if (WARN_ON(!s))
		return -ENOMEM;
	s->slab = kmem_cache_create(ops->slab_name, ops->obj_size, 0,
				    SLAB_HWCACHE_ALIGN, NULL);
	if (!s->slab)
		return -ENOMEM;
	s->ops = ops;
	return 0;
}
EXPORT_SYMBOL(reqsk_slab_init);

/**
 * reqsk_slab_exit - undo reqsk_slab_init(), once the last request is gone
 * @ops: whose
 *
 * Context: process.
 */
void reqsk_slab_exit(const struct request_sock_ops *ops)
{
	struct reqsk_slab *s = reqsk_slab_find(ops);

	if (!s)
		return;
	rcu_barrier();
	kmem_cache_destroy(s->slab);
	*s = (struct reqsk_slab){0};
}
EXPORT_SYMBOL(reqsk_slab_exit);

struct request_sock *reqsk_alloc(const struct request_sock_ops *ops,
				 struct sock *sk_listener, bool attach_listener)
{
	struct request_sock *req;

	req = kmem_cache_zalloc(reqsk_slab_find(ops)->slab, GFP_ATOMIC);
	if (!req)
		return NULL;
	if (attach_listener) {
		if (!refcount_inc_not_zero(&sk_listener->sk_refcnt)) {
			kmem_cache_free(reqsk_slab_find(ops)->slab, req);
			return NULL;
		}
		req->rsk_listener = sk_listener;
	}
	req->rsk_ops = ops;
	req_to_sk(req)->sk_prot = sk_listener->sk_prot;
	return req;
}
EXPORT_SYMBOL(reqsk_alloc);

static void reqsk_free_rcu(struct rcu_head *head)
{
	struct request_sock *req =
		container_of(head, struct request_sock, rsk_rcu);

	kmem_cache_free(reqsk_slab_find(req->rsk_ops)->slab, req);
}

void __reqsk_free(struct request_sock *req)
{
	req->rsk_ops->destructor(req);
	if (req->rsk_listener)
		sock_put(req->rsk_listener);
	/* A cookie's request was in no hash: nobody looks. */
	if (req->syncookie)
		reqsk_free_rcu(&req->rsk_rcu);
	else
		call_rcu(&req->rsk_rcu, reqsk_free_rcu);
}
EXPORT_SYMBOL(__reqsk_free);
