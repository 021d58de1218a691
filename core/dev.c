// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dev - the life of a device: allocated, registered, unregistered, freed
 *
 * Where:   drivers call it; everybody else finds the result.
 * Mirrors: net/core/dev.c, cut into dev.c (life), dev_find.c, dev_config.c,
 *          dev_notify.c, dev_features.c, dev_rx.c, dev_tx.c, napi.c, rps.c.
 *
 *	alloc_netdev_mqs -> UNINITIALIZED -register-> REGISTERED
 *	-unregister-> UNREGISTERING -rtnl_unlock()-> UNREGISTERED -> freed
 *
 * Unregistering takes two steps, because the last references (a neighbour, a
 * socket's queue) go only when rtnl is free: see netdev_run_todo().
 */
#define pr_fmt(fmt) "netdev: " fmt

#include "core/dev_priv.h"
#include "core/module.h"
#include "core/rtnl.h"
#include "core/sch_generic.h"
#include "core/softnet.h"
#include "core/xdp.h"
#include "lib/slab.h"
#include "lib/string.h"

#define WAIT_REFS_MIN_MSECS   1
#define WAIT_REFS_MAX_MSECS   250
#define WAIT_REFS_WARN	      (10 * (long)HZ)
#define WAIT_REFS_REBROADCAST ((long)HZ)

DEFINE_STATIC_PER_MACHINE(struct list_head, net_todo_list); /* rtnl */
DEFINE_STATIC_PER_MACHINE(u64, next_reg_seq);		    /* rtnl */

/* ---- allocation -----------------------------------------------------------
 */

static void netdev_queue_init(struct net_device *dev)
{
	for (unsigned int i = 0; i < dev->num_tx_queues; i++) {
		struct netdev_queue *q = &dev->_tx[i];

		q->dev = dev;
		q->index = i;
		q->xmit_lock_owner = -1;
		spin_lock_init(&q->_xmit_lock);
		dql_init(&q->dql, (unsigned int)HZ);
	}
	for (unsigned int i = 0; i < dev->num_rx_queues; i++) {
		dev->_rx[i].dev = dev;
		dev->_rx[i].index = i;
	}
	spin_lock_init(&dev->tx_global_lock);
}

static void netdev_lists_init(struct net_device *dev)
{
	INIT_LIST_HEAD(&dev->napi_list);
	INIT_LIST_HEAD(&dev->unreg_list);
	INIT_LIST_HEAD(&dev->close_list);
	INIT_LIST_HEAD(&dev->todo_list);
	INIT_LIST_HEAD(&dev->dev_list);
	INIT_LIST_HEAD(&dev->link_watch_list);
	INIT_LIST_HEAD(&dev->ptype_all);
	INIT_LIST_HEAD(&dev->ptype_specific);
	netdev_adjacent_init(dev);
	__hw_addr_init(&dev->uc);
	__hw_addr_init(&dev->mc);
	spin_lock_init(&dev->addr_list_lock);
}

static void netdev_limits_init(struct net_device *dev)
{
	dev->gso_max_size = GSO_LEGACY_MAX_SIZE;
	dev->gso_max_segs = GSO_MAX_SEGS;
	dev->gro_max_size = GRO_LEGACY_MAX_SIZE;
	dev->gso_ipv4_max_size = GSO_LEGACY_MAX_SIZE;
	dev->gro_ipv4_max_size = GRO_LEGACY_MAX_SIZE;
	dev->tso_max_size = TSO_LEGACY_MAX_SIZE;
	dev->tso_max_segs = 65535;
	dev->upper_level = 1;
	dev->lower_level = 1;
	dev->priv_flags |= IFF_XMIT_DST_RELEASE;
}

struct net_device *alloc_netdev_mqs(int sizeof_priv, const char *name,
				    unsigned char name_assign_type,
				    void (*setup)(struct net_device *),
				    unsigned int txqs, unsigned int rxqs)
{
	struct net_device *dev;
	size_t priv_off, tx_off, rx_off, size;

	if (WARN_ON(strnlen(name, IFNAMSIZ) >= IFNAMSIZ))
		return NULL;
	if (txqs < 1 || rxqs < 1) {
		pr_err("alloc_netdev: unable to allocate device with zero "
		       "queues\n");
		return NULL;
	}
	priv_off = ALIGN(sizeof(*dev), (size_t)NETDEV_ALIGN);
	tx_off = ALIGN(priv_off + (size_t)sizeof_priv, (size_t)NETDEV_ALIGN);
	rx_off = tx_off + txqs * sizeof(struct netdev_queue);
	size = rx_off + rxqs * sizeof(struct netdev_rx_queue);
	dev = kzalloc(size, GFP_KERNEL_ACCOUNT);
	if (!dev)
		return NULL;
	dev->core_stats = alloc_percpu(struct net_device_core_stats);
	if (!dev->core_stats) {
		kfree(dev);
		return NULL;
	}
	dev->priv = (char *)dev + priv_off;
	dev->_tx = (struct netdev_queue *)((char *)dev + tx_off);
	dev->_rx = (struct netdev_rx_queue *)((char *)dev + rx_off);
	dev->num_tx_queues = dev->real_num_tx_queues = txqs;
	dev->num_rx_queues = dev->real_num_rx_queues = rxqs;

	refcount_set(&dev->dev_refcnt, 1);
	dev_net_set(dev, &init_net);
	netdev_lists_init(dev);
	netdev_queue_init(dev);
	netdev_limits_init(dev);
	CALL_VOID("alloc_netdev.setup", setup, dev);
	if (!dev->tx_queue_len) {
		dev->priv_flags |= IFF_NO_QUEUE;
		dev->tx_queue_len = DEFAULT_TX_QUEUE_LEN;
	}
	strscpy(dev->name, name, IFNAMSIZ);
	dev->name_assign_type = name_assign_type;
	return dev;
}
EXPORT_SYMBOL(alloc_netdev_mqs);

/**
 * free_netdev - give back what alloc_netdev_mqs() gave
 * @dev: not registered; while it unregisters, it is freed when that is done
 *
 * Context: process.
 */
void free_netdev(struct net_device *dev)
{
	struct napi_struct *n, *tmp;

	might_sleep();
	if (dev->reg_state == NETREG_UNREGISTERING) {
		ASSERT_RTNL();
		dev->needs_free_netdev = true;
		return;
	}
	if (WARN_ON(dev->reg_state == NETREG_REGISTERED))
		return;
	list_for_each_entry_safe (n, tmp, &dev->napi_list, dev_list)
		netif_napi_del(n);
	netdev_rps_release(dev);
	dev_uc_flush(dev);
	dev_mc_flush(dev);
	kfree(dev->ingress_queue);
	kfree(dev->ifalias);
	free_percpu(dev->core_stats);
	dev->reg_state = NETREG_RELEASED;
	kfree(dev);
}
EXPORT_SYMBOL(free_netdev);

/* ---- registration -----------------------------------------------------------
 */

/* Required slots and sane numbers; says what is wrong. */
static int netdev_check(const struct net_device *dev)
{
	const struct net_device_ops *ops = dev->netdev_ops;

	if (!ops || !ops->ndo_start_xmit) {
		pr_err("%s: %s is required\n", netdev_name(dev),
		       ops ? "net_device_ops.ndo_start_xmit" : "netdev_ops");
		return -EINVAL;
	}
	if (dev->addr_len > MAX_ADDR_LEN)
		return -EINVAL;
	if (((dev->hw_features | dev->features) &
	     NETIF_F_HW_VLAN_CTAG_FILTER) &&
	    (!ops->ndo_vlan_rx_add_vid || !ops->ndo_vlan_rx_kill_vid)) {
		netdev_warn(dev, "buggy VLAN acceleration in driver\n");
		return -EINVAL;
	}
	return 0;
}

static void netdev_forgotten(void *obj)
{
	unregister_netdev(obj);
}

/* The part after ndo_init(): from here the device is found by others. */
static int netdev_publish(struct net_device *dev)
{
	int err;

	dev->reg_state = NETREG_REGISTERED;
	dev->reg_seq = ++machine_var(next_reg_seq);
	netdev_features_register(dev);
	__netdev_update_features(dev);

	set_bit(__LINK_STATE_PRESENT, &dev->state);
	linkwatch_init_dev(dev);
	dev_init_scheduler(dev);
	dev_hold(dev); /* the lists' */
	list_netdevice(dev);
	if (dev->addr_assign_type == NET_ADDR_PERM)
		memcpy(dev->perm_addr, dev->dev_addr, dev->addr_len);
	module_track(__module_address(dev->netdev_ops), "net_device", dev,
		     dev->name, netdev_forgotten);

	err = notifier_to_errno(call_netdevice_notifiers(NETDEV_REGISTER, dev));
	if (err) {
		dev->needs_free_netdev = false;
		unregister_netdevice_queue(dev, NULL);
		return err;
	}
	return 0;
}

/**
 * register_netdevice - make a device known
 * @dev: from alloc_netdev_mqs(); on failure still the caller's
 *
 * Context: process, rtnl held.
 * Return: 0, -EEXIST (name), -EINVAL (ops, name), or what ndo_init() and the
 * notifiers said.
 */
int register_netdevice(struct net_device *dev)
{
	const struct net_device_ops *ops = dev->netdev_ops;
	struct net *net = dev_net(dev);
	int ret;

	ASSERT_RTNL();
	might_sleep();
	if (WARN_ON(dev->reg_state != NETREG_UNINITIALIZED))
		return -EBUSY;
	ret = netdev_check(dev);
	if (ret)
		return ret;
	ret = dev_prep_valid_name(net, dev, dev->name);
	if (ret < 0)
		return ret;
	if (ops->ndo_init) {
		ret = CALL("net_device_ops.ndo_init", ops->ndo_init, dev);
		if (ret)
			return ret > 0 ? -EIO : ret;
	}
	ret = dev_index_reserve(net, dev->ifindex);
	if (ret < 0)
		goto uninit;
	dev->ifindex = ret;
	ret = notifier_to_errno(
		call_netdevice_notifiers(NETDEV_POST_INIT, dev));
	if (ret)
		goto uninit;
	ret = netdev_publish(dev);
	if (!ret || dev->reg_state != NETREG_UNINITIALIZED)
		return ret;
uninit:
	if (ops->ndo_uninit)
		CALL_VOID("net_device_ops.ndo_uninit", ops->ndo_uninit, dev);
	return ret;
}
EXPORT_SYMBOL(register_netdevice);

int register_netdev(struct net_device *dev)
{
	int err;

	rtnl_lock();
	err = register_netdevice(dev);
	rtnl_unlock();
	return err;
}
EXPORT_SYMBOL(register_netdev);

/* ---- unregistration
 * ----------------------------------------------------------- */

/* What others hang on it goes, then the driver's own. Context: rtnl. */
static void netdev_dismantle(struct net_device *dev)
{
	const struct net_device_ops *ops = dev->netdev_ops;

	dev_shutdown(dev);
	dev_xdp_uninstall(dev);
	call_netdevice_notifiers(NETDEV_UNREGISTER, dev);
	dev_uc_flush(dev);
	dev_mc_flush(dev);
	if (ops->ndo_uninit)
		CALL_VOID("net_device_ops.ndo_uninit", ops->ndo_uninit, dev);
	WARN_ON(dev->rx_handler);
	WARN_ON(!netdev_adjacent_empty(dev));
	netdev_rps_release(dev);
}

/**
 * unregister_netdevice_many - take several devices away at the price of one
 * @head: devices by unreg_list; empty afterwards
 *
 * Context: process, rtnl held. Two grace periods for all of them together.
 */
void unregister_netdevice_many(struct list_head *head)
{
	struct net_device *dev, *tmp;
	LIST_HEAD(close_head);

	ASSERT_RTNL();
	list_for_each_entry_safe (dev, tmp, head, unreg_list) {
		/* registering failed half-way */
		if (dev->reg_state == NETREG_UNINITIALIZED) {
			list_del_init(&dev->unreg_list);
			continue;
		}
		dev->dismantle = true;
	}
	if (list_empty(head))
		return;
	list_for_each_entry (dev, head, unreg_list)
		list_add_tail(&dev->close_list, &close_head);
	dev_close_many(&close_head, true);

	list_for_each_entry (dev, head, unreg_list) {
		unlist_netdevice(dev);
		dev->reg_state = NETREG_UNREGISTERING;
	}
	flush_all_backlogs();
	synchronize_net();
	list_for_each_entry (dev, head, unreg_list)
		netdev_dismantle(dev);
	synchronize_net();
	list_for_each_entry_safe (dev, tmp, head, unreg_list) {
		list_del_init(&dev->unreg_list);
		module_untrack("net_device", dev);
		dev_put(dev);
		dev_net(dev)->dev_unreg_count++;
		list_add_tail(&dev->todo_list, &machine_var(net_todo_list));
	}
}
EXPORT_SYMBOL(unregister_netdevice_many);

void unregister_netdevice_queue(struct net_device *dev, struct list_head *head)
{
	LIST_HEAD(single);

	ASSERT_RTNL();
	if (head) {
		list_move_tail(&dev->unreg_list, head);
		return;
	}
	list_add(&dev->unreg_list, &single);
	unregister_netdevice_many(&single);
}
EXPORT_SYMBOL(unregister_netdevice_queue);

void unregister_netdev(struct net_device *dev)
{
	rtnl_lock();
	unregister_netdevice_queue(dev, NULL);
	rtnl_unlock();
}
EXPORT_SYMBOL(unregister_netdev);

/* Somebody missed the event: tell again. Process, rtnl not held. */
static void netdev_rebroadcast(struct net_device *dev)
{
	rtnl_lock();
	call_netdevice_notifiers(NETDEV_UNREGISTER, dev);
	__rtnl_unlock();
	rcu_barrier();
	rtnl_lock();
	linkwatch_forget_dev(dev);
	__rtnl_unlock();
}

static void netdev_wait_allrefs(struct net_device *dev)
{
	unsigned long warned = jiffies, told = jiffies;
	long wait = 0;

	while (refcount_read(&dev->dev_refcnt) != 1) {
		if (time_after(jiffies, told + WAIT_REFS_REBROADCAST)) {
			netdev_rebroadcast(dev);
			told = jiffies;
		}
		if (!wait) {
			rcu_barrier();
			wait = WAIT_REFS_MIN_MSECS;
		} else {
			schedule_timeout_uninterruptible(
				(long)msecs_to_jiffies(wait));
			wait = min(wait << 1, (long)WAIT_REFS_MAX_MSECS);
		}
		if (refcount_read(&dev->dev_refcnt) != 1 &&
		    time_after(jiffies, warned + WAIT_REFS_WARN)) {
			pr_emerg("unregister_netdevice: waiting for %s to "
				 "become free. Usage count = %u\n",
				 dev->name, refcount_read(&dev->dev_refcnt));
			warned = jiffies;
		}
	}
}

/**
 * netdev_run_todo - release rtnl, then finish what was unregistered under it
 *
 * Context: process, rtnl held; not held on return. May sleep until the last
 * reference to each device is gone.
 */
void netdev_run_todo(void)
{
	struct net_device *dev, *tmp;
	struct net *net;
	LIST_HEAD(list);

	list_splice_init(&machine_var(net_todo_list), &list);
	list_for_each_entry (dev, &list, todo_list)
		linkwatch_forget_dev(dev);
	__rtnl_unlock();
	if (list_empty(&list))
		return;
	rcu_barrier();
	list_for_each_entry_safe (dev, tmp, &list, todo_list) {
		if (WARN_ON(dev->reg_state != NETREG_UNREGISTERING))
			continue;
		netdev_wait_allrefs(dev);
		dev->reg_state = NETREG_UNREGISTERED;
		WARN_ON(dev->ip_ptr);
		WARN_ON(dev->ip6_ptr);
		list_del_init(&dev->todo_list);
		net = dev_net(dev);
		if (dev->priv_destructor)
			CALL_VOID("net_device.priv_destructor",
				  dev->priv_destructor, dev);
		if (dev->needs_free_netdev)
			free_netdev(dev);
		net->dev_unreg_count--;
	}
}

/* ---- a namespace dies -------------------------------------------------------
 */

/* What is real goes back to init_net; what is virtual goes away. */
static void default_device_exit_net(struct net *net, struct list_head *kill)
{
	struct net_device *dev, *tmp;
	char name[IFNAMSIZ];
	int err;

	for_each_netdev_safe(net, dev, tmp)
	{
		if (dev->features & NETIF_F_NETNS_LOCAL)
			continue;
		if (dev->rtnl_link_ops) {
			if (dev->rtnl_link_ops->dellink)
				CALL_VOID("rtnl_link_ops.dellink",
					  dev->rtnl_link_ops->dellink, dev,
					  kill);
			else
				unregister_netdevice_queue(dev, kill);
			continue;
		}
		snprintf(name, sizeof(name), "%s", dev->name);
		if (__dev_get_by_name(&init_net, name))
			strscpy(name, "dev%d", sizeof(name));
		err = dev_change_net_namespace(dev, &init_net, name);
		if (err) {
			pr_emerg("failed to move %s to init_net: %d\n",
				 dev->name, err);
			unregister_netdevice_queue(dev, kill);
		}
	}
}

static void default_device_exit_batch(struct list_head *net_list)
{
	struct net *net;
	LIST_HEAD(kill);

	rtnl_lock();
	list_for_each_entry (net, net_list, exit_list) {
		if (net != &init_net)
			default_device_exit_net(net, &kill);
	}
	unregister_netdevice_many(&kill);
	rtnl_unlock();
}

static const struct pernet_operations default_device_ops = {
	.exit_batch = default_device_exit_batch,
};

static int netdev_life_init(void)
{
	INIT_LIST_HEAD(&machine_var(net_todo_list));
	return register_pernet_device(&default_device_ops);
}

static void netdev_life_exit(void)
{
	struct net_device *dev, *tmp;

	/* Who registered them is gone: they would be leaked unseen. */
	rtnl_lock();
	for_each_netdev_safe(&init_net, dev, tmp)
	{
		pr_err("%s is still registered at the end\n", dev->name);
		dev->needs_free_netdev = true;
		unregister_netdevice_queue(dev, NULL);
	}
	rtnl_unlock();
	unregister_pernet_device(&default_device_ops);
}
core_initcall(netdev_life_init, netdev_life_exit);
