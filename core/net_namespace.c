// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * net_namespace - struct net: birth, death, and who takes part in both
 *
 * Where:   init_net is made with the machine; others by net_create().
 * Mirrors: net/core/net_namespace.c. Left out: user namespaces, nsid.
 *
 * Registering a pernet_operations runs init() for every namespace there is;
 * a failure undoes what has been done. The list holds subsystems first,
 * devices behind them, so that devices die before what they use.
 */
#define pr_fmt(fmt) "net: " fmt

#include "core/net_namespace.h"
#include "core/module.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "lib/jhash.h"
#include "lib/mutex.h"
#include "lib/rculist.h"
#include "lib/slab.h"

#define MIN_PERNET_OPS_ID 1

struct pernet {
	struct list_head list;
	const struct pernet_operations *ops;
	unsigned int id; /* 0: none */
};

struct net_generic {
	struct rcu_head rcu;
	unsigned int len;
	void *ptr[];
};

DEFINE_STATIC_PER_MACHINE(struct net *, init_net_ptr);
DEFINE_STATIC_PER_MACHINE(struct list_head, net_namespace_list);
/* guarded by pernet_ops_mutex */
DEFINE_STATIC_PER_MACHINE(struct list_head, pernet_list);
DEFINE_STATIC_PER_MACHINE(struct list_head *, first_device);
DEFINE_STATIC_PER_MACHINE(unsigned long, pernet_ids[4]);
DEFINE_STATIC_PER_MACHINE(struct mutex, pernet_ops_mutex);
DEFINE_STATIC_PER_MACHINE(unsigned int, next_net_id);
/* guarded by cleanup_lock */
DEFINE_STATIC_PER_MACHINE(struct list_head, cleanup_list);
DEFINE_STATIC_PER_MACHINE(spinlock_t, cleanup_lock);
DEFINE_STATIC_PER_MACHINE(struct work_struct, net_cleanup_work);

struct net *init_net_of(struct machine *machine)
{
	return machine_var_of(machine, init_net_ptr);
}
EXPORT_SYMBOL(init_net_of);

struct list_head *machine_net_list(void)
{
	return &machine_var(net_namespace_list);
}
EXPORT_SYMBOL(machine_net_list);

/* ---- net_generic -------------------------------------------------------- */

void *net_generic(const struct net *net, unsigned int id)
{
	struct net_generic *ng = rcu_dereference(net->gen);

	return ng && id < ng->len ? ng->ptr[id] : NULL;
}
EXPORT_SYMBOL(net_generic);

static int net_assign_generic(struct net *net, unsigned int id, void *data)
{
	struct net_generic *old = net->gen, *ng;
	unsigned int len;

	if (old && id < old->len) {
		old->ptr[id] = data;
		return 0;
	}
	len = round_up(id + 1, 16u);
	ng = kzalloc(struct_size(ng, ptr, len), GFP_KERNEL);
	if (!ng)
		return -ENOMEM;
	ng->len = len;
	if (old)
		memcpy(ng->ptr, old->ptr, old->len * sizeof(old->ptr[0]));
	ng->ptr[id] = data;
	rcu_assign_pointer(net->gen, ng);
	if (old)
		kfree_rcu(old, rcu);
	return 0;
}

static int ops_init(const struct pernet *p, struct net *net)
{
	const struct pernet_operations *ops = p->ops;
	void *data = NULL;
	int err = 0;

	if (p->id) {
		data = kzalloc(ops->size, GFP_KERNEL);
		if (!data)
			return -ENOMEM;
		err = net_assign_generic(net, p->id, data);
		if (err)
			goto free_data;
	}
	if (ops->init)
		err = CALL("pernet_operations.init", ops->init, net);
	if (!err)
		return 0;
	if (p->id)
		net->gen->ptr[p->id] = NULL;
free_data:
	kfree(data);
	return err;
}

static void ops_pre_exit_list(const struct pernet *p, struct list_head *nets)
{
	struct net *net;

	if (!p->ops->pre_exit)
		return;
	list_for_each_entry (net, nets, exit_list)
		CALL_VOID("pernet_operations.pre_exit", p->ops->pre_exit, net);
}

static void ops_exit_list(const struct pernet *p, struct list_head *nets)
{
	struct net *net;

	if (p->ops->exit) {
		list_for_each_entry (net, nets, exit_list) {
			CALL_VOID("pernet_operations.exit", p->ops->exit, net);
			cond_resched();
		}
	}
	if (p->ops->exit_batch)
		CALL_VOID("pernet_operations.exit_batch", p->ops->exit_batch,
			  nets);
}

static void ops_free_list(const struct pernet *p, struct list_head *nets)
{
	struct net *net;

	if (!p->id)
		return;
	list_for_each_entry (net, nets, exit_list) {
		kfree(net_generic(net, p->id));
		net->gen->ptr[p->id] = NULL;
	}
}

/* Undo everything from @p backwards, for the namespaces on @nets. */
static void ops_undo_list(struct pernet *p, struct list_head *nets)
{
	struct list_head *head = &machine_var(pernet_list);
	struct pernet *last = p;

	list_for_each_entry_from_reverse(p, head, list)
		ops_pre_exit_list(p, nets);
	synchronize_rcu();
	p = last;
	list_for_each_entry_from_reverse(p, head, list) ops_exit_list(p, nets);
	p = last;
	list_for_each_entry_from_reverse(p, head, list) ops_free_list(p, nets);
}

/* ---- birth ----------------------------------------------------------------
 */

static struct net *net_alloc(u64 key)
{
	struct net *net = kzalloc(sizeof(*net), GFP_KERNEL);

	if (!net)
		return NULL;
	net->machine = current_machine();
	net->key = key;
	net->id = machine_var(next_net_id)++;
	net->net_cookie = net->id + 1;
	net->hash_mix = jhash_1word(net->id, 0x9e3779b9);
	refcount_set(&net->passive, 1);
	refcount_set(&net->count, 1);
	INIT_LIST_HEAD(&net->list);
	INIT_LIST_HEAD(&net->exit_list);
	INIT_LIST_HEAD(&net->ptype_all);
	INIT_LIST_HEAD(&net->rules_ops);
	INIT_LIST_HEAD(&net->fib_notifier_ops);
	spin_lock_init(&net->rules_mod_lock);
	RAW_INIT_NOTIFIER_HEAD(&net->netdev_chain);
	INIT_LIST_HEAD(&net->dev_base_head);
	net->dev_base_seq = 1;
	net->core.sysctl_somaxconn = 4096;
	net->core.sysctl_optmem_max = 131072;
	sysctl_set_init(&net->sysctls);
	proc_root_init(&net->proc);
	net->dev_name_head = kcalloc(NETDEV_HASHENTRIES,
				     sizeof(struct hlist_head), GFP_KERNEL);
	net->dev_index_head = kcalloc(NETDEV_HASHENTRIES,
				      sizeof(struct hlist_head), GFP_KERNEL);
	if (!net->dev_name_head || !net->dev_index_head ||
	    netns_mib_init(net)) {
		kfree(net->dev_name_head);
		kfree(net->dev_index_head);
		kfree(net);
		return NULL;
	}
	return net;
}

void net_free_passive(struct net *net)
{
	if (!refcount_dec_and_test(&net->passive))
		return;
	sysctl_set_exit(&net->sysctls);
	proc_root_exit(&net->proc);
	netns_mib_exit(net);
	kfree(net->dev_name_head);
	kfree(net->dev_index_head);
	kfree(net->gen);
	kfree(net);
}
EXPORT_SYMBOL(net_free_passive);

/* Context: process, pernet_ops_mutex held. */
static int setup_net(struct net *net)
{
	struct list_head *head = &machine_var(pernet_list);
	struct pernet *p;
	LIST_HEAD(dying);
	int err;

	list_for_each_entry (p, head, list) {
		err = ops_init(p, net);
		if (err)
			goto undo;
	}
	rtnl_lock();
	list_add_tail_rcu(&net->list, &machine_var(net_namespace_list));
	rtnl_unlock();
	return 0;
undo:
	list_add(&net->exit_list, &dying);
	p = list_entry(p->list.prev, struct pernet, list);
	ops_undo_list(p, &dying);
	list_del_init(&net->exit_list);
	rcu_barrier();
	return err;
}

struct net *net_find(u64 key)
{
	struct net *net, *found = NULL;

	rcu_read_lock();
	for_each_net_rcu(net)
	{
		if (net->key == key) {
			found = maybe_get_net(net);
			break;
		}
	}
	rcu_read_unlock();
	return found;
}
EXPORT_SYMBOL(net_find);

struct net *net_create(u64 key)
{
	struct mutex *lock = &machine_var(pernet_ops_mutex);
	struct net *net;
	int err;

	might_sleep();
	mutex_lock(lock);
	net = net_find(key);
	if (net || !key) {
		if (net)
			put_net(net);
		mutex_unlock(lock);
		return ERR_PTR(key ? -EEXIST : -EINVAL);
	}
	net = net_alloc(key);
	if (!net) {
		mutex_unlock(lock);
		return ERR_PTR(-ENOMEM);
	}
	err = setup_net(net);
	mutex_unlock(lock);
	if (err) {
		net_free_passive(net);
		return ERR_PTR(err);
	}
	return net;
}
EXPORT_SYMBOL(net_create);

/* ---- death ----------------------------------------------------------------
 */

/* The last user has gone. Any context: the rest is a work. */
void __put_net(struct net *net)
{
	spin_lock_bh(&machine_var(cleanup_lock));
	list_add_tail(&net->cleanup_node, &machine_var(cleanup_list));
	spin_unlock_bh(&machine_var(cleanup_lock));
	schedule_work(&machine_var(net_cleanup_work));
}
EXPORT_SYMBOL(__put_net);

static void cleanup_net(struct work_struct *work)
{
	struct list_head *head = &machine_var(pernet_list);
	struct net *net, *tmp;
	LIST_HEAD(killed);
	LIST_HEAD(dying);

	spin_lock_bh(&machine_var(cleanup_lock));
	list_splice_init(&machine_var(cleanup_list), &killed);
	spin_unlock_bh(&machine_var(cleanup_lock));
	if (list_empty(&killed))
		return;

	mutex_lock(&machine_var(pernet_ops_mutex));
	rtnl_lock();
	list_for_each_entry (net, &killed, cleanup_node) {
		list_del_rcu(&net->list);
		list_add_tail(&net->exit_list, &dying);
	}
	rtnl_unlock();
	ops_undo_list(list_last_entry(head, struct pernet, list), &dying);
	mutex_unlock(&machine_var(pernet_ops_mutex));

	/* Callbacks that still look at the namespaces. */
	rcu_barrier();
	list_for_each_entry_safe (net, tmp, &dying, exit_list) {
		list_del_init(&net->exit_list);
		net_free_passive(net);
	}
}

/* ---- registration -----------------------------------------------------------
 */

static int pernet_id_get(unsigned int *id)
{
	unsigned long *map = machine_var(pernet_ids);

	for (unsigned int i = MIN_PERNET_OPS_ID; i < 4 * BITS_PER_LONG; i++) {
		if (!__test_and_set_bit(i, map)) {
			*id = i;
			return 0;
		}
	}
	return -ENOSPC;
}

static struct pernet *pernet_find(const struct pernet_operations *ops)
{
	struct pernet *p;

	list_for_each_entry (p, &machine_var(pernet_list), list) {
		if (p->ops == ops)
			return p;
	}
	return NULL;
}

/*
 * The machine ends: nobody is to get a new reference, and what only waits for
 * an answer is cut short. Context: process.
 */
void net_ns_pre_exit(void)
{
	struct pernet *p;
	LIST_HEAD(nets);
	struct net *net;

	mutex_lock(&machine_var(pernet_ops_mutex));
	for_each_net (net)
		list_add_tail(&net->exit_list, &nets);
	list_for_each_entry_reverse(p, &machine_var(pernet_list), list)
		ops_pre_exit_list(p, &nets);
	mutex_unlock(&machine_var(pernet_ops_mutex));
	rcu_barrier();
}

static void pernet_forgotten(void *obj)
{
	unregister_pernet_subsys(obj);
}

/* Run exit for every namespace and forget @p. pernet_ops_mutex held. */
static void pernet_remove(struct pernet *p, struct list_head *nets)
{
	list_del(&p->list);
	ops_pre_exit_list(p, nets);
	synchronize_rcu();
	ops_exit_list(p, nets);
	ops_free_list(p, nets);
}

static int pernet_add(struct pernet *p, struct list_head *where)
{
	struct net *net, *tmp;
	LIST_HEAD(done);
	int err = 0;

	list_add_tail(&p->list, where);
	for_each_net (net) {
		err = ops_init(p, net);
		if (err)
			break;
		list_add_tail(&net->exit_list, &done);
	}
	if (err)
		pernet_remove(p, &done);
	list_for_each_entry_safe (net, tmp, &done, exit_list)
		list_del_init(&net->exit_list);
	return err;
}

int __register_pernet(const struct pernet_operations *ops, unsigned int *id,
		      bool device)
{
	struct list_head **first = &machine_var(first_device);
	struct pernet *p;
	int err = -ENOMEM;

	might_sleep();
	mutex_lock(&machine_var(pernet_ops_mutex));
	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		goto out;
	p->ops = ops;
	err = -EEXIST;
	if (pernet_find(ops))
		goto free_p;
	err = id ? pernet_id_get(&p->id) : 0;
	if (err)
		goto free_p;
	if (id)
		*id = p->id;
	err = pernet_add(p, device ? &machine_var(pernet_list) : *first);
	if (err)
		goto free_id;
	if (device && *first == &machine_var(pernet_list))
		*first = &p->list;
	mutex_unlock(&machine_var(pernet_ops_mutex));
	module_track(NULL, "pernet_operations", ops, NULL, pernet_forgotten);
	return 0;
free_id:
	__clear_bit(p->id, machine_var(pernet_ids));
free_p:
	kfree(p);
out:
	mutex_unlock(&machine_var(pernet_ops_mutex));
	return err;
}
EXPORT_SYMBOL(__register_pernet);

/**
 * unregister_pernet_subsys - exit() for every namespace, then forget @ops
 * @ops: as registered; waits until no CPU can be inside
 *
 * Context: process.
 */
void unregister_pernet_subsys(const struct pernet_operations *ops)
{
	struct list_head **first = &machine_var(first_device);
	struct net *net, *tmp;
	struct pernet *p;
	LIST_HEAD(nets);

	mutex_lock(&machine_var(pernet_ops_mutex));
	p = pernet_find(ops);
	if (!p)
		goto out;
	for_each_net (net)
		list_add_tail(&net->exit_list, &nets);
	if (*first == &p->list)
		*first = p->list.next;
	pernet_remove(p, &nets);
	list_for_each_entry_safe (net, tmp, &nets, exit_list)
		list_del_init(&net->exit_list);
	if (p->id)
		__clear_bit(p->id, machine_var(pernet_ids));
	kfree(p);
	module_untrack("pernet_operations", ops);
out:
	mutex_unlock(&machine_var(pernet_ops_mutex));
}
EXPORT_SYMBOL(unregister_pernet_subsys);

void unregister_pernet_device(const struct pernet_operations *ops)
{
	unregister_pernet_subsys(ops);
}
EXPORT_SYMBOL(unregister_pernet_device);

/* ---- the machine's ------------------------------------------------------- */

static int net_ns_init(void)
{
	struct net *net;

	INIT_LIST_HEAD(&machine_var(net_namespace_list));
	INIT_LIST_HEAD(&machine_var(pernet_list));
	machine_var(first_device) = &machine_var(pernet_list);
	INIT_LIST_HEAD(&machine_var(cleanup_list));
	spin_lock_init(&machine_var(cleanup_lock));
	mutex_init(&machine_var(pernet_ops_mutex));
	INIT_WORK(&machine_var(net_cleanup_work), cleanup_net);

	net = net_alloc(0);
	if (!net)
		return -ENOMEM;
	machine_var(init_net_ptr) = net;
	list_add_tail_rcu(&net->list, &machine_var(net_namespace_list));
	return 0;
}

static void net_ns_exit(void)
{
	struct net *net, *tmp;

	flush_work(&machine_var(net_cleanup_work));
	list_for_each_entry_safe (net, tmp, machine_net_list(), list) {
		if (net != machine_var(init_net_ptr)) {
			pr_err("namespace %llu still has %u users\n",
			       (unsigned long long)net->key,
			       refcount_read(&net->count));
			continue;
		}
		list_del(&net->list);
		net_free_passive(net);
	}
	machine_var(init_net_ptr) = NULL;
}
pure_initcall(net_ns_init, net_ns_exit);
