// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proto - the transports of a machine, and the limits of their sockets
 *
 * Where:   proto_register() by tcp, udp, raw, packet …; sk_alloc() takes the
 *          memory; /proc/net/protocols and sockstat read the counts.
 * Mirrors: the last part of net/core/sock.c, net/core/sysctl_net_core.c.
 *
 * A struct proto is text that all machines share, so what changes stands in a
 * table of the machine, found by prot->inuse_idx.
 */
#include "core/module.h"
#include "core/sock.h"
#include "core/sock_limits.h"
#include "core/sysctl.h"
#include "lib/kernel.h"
#include "lib/printk.h"
#include "lib/slab.h"
#include "lib/string.h"

#define MAX_PROTOS 32

struct proto_slot {
	const struct proto *prot;
	struct kmem_cache *slab;
	int sockets;

	/* the account; of several protos with mem_of, the one's */
	long memory;		/* pages charged to sockets */
	long limit[3];		/* free, pressure, hard */
	unsigned long pressure; /* jiffies since, 0: none */
	int sockets_allocated;
	int orphans;
};

static DEFINE_PER_MACHINE(struct proto_slot, protos[MAX_PROTOS]);
static DEFINE_PER_MACHINE(u64, last_cookie);

static DEFINE_PER_MACHINE(u32, rmem_max);
static DEFINE_PER_MACHINE(u32, wmem_max);
static DEFINE_PER_MACHINE(u32, rmem_default);
static DEFINE_PER_MACHINE(u32, wmem_default);
static DEFINE_PER_MACHINE(struct ctl_table_header *, core_table);

u32 sysctl_rmem_max(void)
{
	return READ_ONCE(machine_var(rmem_max));
}
EXPORT_SYMBOL(sysctl_rmem_max);

u32 sysctl_wmem_max(void)
{
	return READ_ONCE(machine_var(wmem_max));
}

u32 sysctl_rmem_default(void)
{
	return READ_ONCE(machine_var(rmem_default));
}

u32 sysctl_wmem_default(void)
{
	return READ_ONCE(machine_var(wmem_default));
}

u64 next_sock_cookie(void)
{
	return ++machine_var(last_cookie);
}

/* inuse_idx is the same on every machine but for odd load orders: verify. */
static struct proto_slot *slot_of(const struct proto *prot)
{
	struct proto_slot *slots = machine_var(protos);

	if (likely(prot->inuse_idx < MAX_PROTOS &&
		   slots[prot->inuse_idx].prot == prot))
		return &slots[prot->inuse_idx];
	for (unsigned int i = 0; i < MAX_PROTOS; i++)
		if (slots[i].prot == prot)
			return &slots[i];
	return NULL;
}

struct kmem_cache *proto_slab(const struct proto *prot)
{
	return slot_of(prot)->slab;
}

static struct proto_slot *account_of(const struct proto *prot)
{
	return slot_of(prot->mem_of ? prot->mem_of : prot);
}

long *proto_memory_allocated(const struct proto *prot)
{
	return &account_of(prot)->memory;
}
EXPORT_SYMBOL(proto_memory_allocated);

long *proto_sysctl_mem(const struct proto *prot)
{
	return account_of(prot)->limit;
}
EXPORT_SYMBOL(proto_sysctl_mem);

unsigned long *proto_memory_pressure(const struct proto *prot)
{
	return &account_of(prot)->pressure;
}
EXPORT_SYMBOL(proto_memory_pressure);

int *proto_sockets_allocated(const struct proto *prot)
{
	return &account_of(prot)->sockets_allocated;
}
EXPORT_SYMBOL(proto_sockets_allocated);

int *proto_orphan_count(const struct proto *prot)
{
	return &account_of(prot)->orphans;
}
EXPORT_SYMBOL(proto_orphan_count);

int proto_register(struct proto *prot, int alloc_slab)
{
	struct proto_slot *slots = machine_var(protos);
	unsigned int i;

	if (slot_of(prot))
		return -EEXIST;
	for (i = 0; i < MAX_PROTOS && slots[i].prot; i++)
		;
	if (i == MAX_PROTOS)
		return -ENOBUFS;
	slots[i] = (struct proto_slot){.prot = prot};
	if (prot->sysctl_mem)
		memcpy(slots[i].limit, prot->sysctl_mem,
		       sizeof(slots[i].limit));
	slots[i].slab =
		kmem_cache_create(prot->name, prot->obj_size, 0,
				  SLAB_HWCACHE_ALIGN | prot->slab_flags, NULL);
	if (!slots[i].slab) {
		slots[i].prot = NULL;
		return -ENOBUFS;
	}
	prot->inuse_idx = i;
	module_track(prot->owner, "proto", prot, prot->name, NULL);
	return 0;
}
EXPORT_SYMBOL(proto_register);

void proto_unregister(struct proto *prot)
{
	struct proto_slot *slot = slot_of(prot);

	if (!slot)
		return;
	rcu_barrier(); /* socks that readers of a hash may still look at */
	WARN_ON(slot->sockets || slot->memory || slot->sockets_allocated);
	module_untrack("proto", prot);
	kmem_cache_destroy(slot->slab);
	slot->prot = NULL;
}
EXPORT_SYMBOL(proto_unregister);

void proto_walk(void (*fn)(void *data, struct proto *prot, int sockets,
			   long pages),
		void *data)
{
	struct proto_slot *s;

	for (s = machine_var(protos); s < machine_var(protos) + MAX_PROTOS; s++)
		if (s->prot)
			fn(data, (struct proto *)s->prot, s->sockets,
			   s->memory);
}
EXPORT_SYMBOL(proto_walk);

void sock_prot_inuse_add(const struct net *net, const struct proto *prot,
			 int val)
{
	struct proto_slot *slot = slot_of(prot);

	__atomic_fetch_add(&slot->sockets, val, __ATOMIC_RELAXED);
	if (net->core.prot_inuse)
		__atomic_fetch_add(
			&net->core.prot_inuse[slot - machine_var(protos)],
			(u32)val, __ATOMIC_RELAXED);
}
EXPORT_SYMBOL(sock_prot_inuse_add);

int sock_prot_inuse_get(struct net *net, struct proto *prot)
{
	struct proto_slot *slot = slot_of(prot);

	if (!slot || !net->core.prot_inuse)
		return 0;
	return max(0, (int)net->core.prot_inuse[slot - machine_var(protos)]);
}
EXPORT_SYMBOL(sock_prot_inuse_get);

/* ---- limits ----------------------------------------------------------------
 */

static const int min_sndbuf = SOCK_MIN_SNDBUF;
static const int min_rcvbuf = SOCK_MIN_RCVBUF;

#define LIMIT(name, least)                                                     \
	{                                                                      \
		.procname = #name, .data = &(name), .maxlen = sizeof(u32),     \
		.mode = 0644, .proc_handler = proc_dointvec_minmax,            \
		.extra1 = (void *)&(least),                                    \
	}

static const struct ctl_table limits[] = {
	LIMIT(wmem_max, min_sndbuf),
	LIMIT(rmem_max, min_rcvbuf),
	LIMIT(wmem_default, min_sndbuf),
	LIMIT(rmem_default, min_rcvbuf),
};

static int register_limits(void)
{
	machine_var(core_table) = register_machine_sysctl("net/core", limits);
	return machine_var(core_table) ? 0 : -ENOMEM;
}

/* Each namespace counts its sockets by protocol. */
static int inuse_init(struct net *net)
{
	net->core.prot_inuse = kcalloc(MAX_PROTOS, sizeof(u32), GFP_KERNEL);
	return net->core.prot_inuse ? 0 : -ENOMEM;
}

static void inuse_exit(struct net *net)
{
	kfree(net->core.prot_inuse);
	net->core.prot_inuse = NULL;
}

static const struct pernet_operations inuse_ops = {
	.init = inuse_init,
	.exit = inuse_exit,
};

static int proto_init(void)
{
	int err;

	/* 256 packets of 256 bytes and their sk_buffs; the seeds' maximum. */
	machine_var(wmem_default) = machine_var(rmem_default) = 212992;
	machine_var(wmem_max) = machine_var(rmem_max) = 16777216;
	err = register_limits();
	if (err)
		return err;
	err = register_pernet_subsys(&inuse_ops);
	if (err)
		unregister_sysctl_table(machine_var(core_table));
	return err;
}

static void proto_exit(void)
{
	unregister_pernet_subsys(&inuse_ops);
	unregister_sysctl_table(machine_var(core_table));
}
subsys_initcall(proto_init, proto_exit);
