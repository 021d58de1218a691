// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * link_watch - carry what the cable does to the stack
 *
 * Where:   netif_carrier_on()/off() in a driver's interrupt; the rest needs
 *          rtnl, so a work does it: operstate, qdiscs, NETDEV_CHANGE.
 * Mirrors: net/core/link_watch.c.
 * Spec:    RFC 2863 §3.1.14: operational states.
 *
 * Deviation: Linux lets at most one event a second through unless it is
 * urgent; here the work runs at once, so that a virtual run needs no waiting.
 */
#include "core/dev_priv.h"
#include "core/rtnl.h"
#include "core/sch_generic.h"
#include "lib/workqueue.h"

DEFINE_STATIC_PER_MACHINE(struct list_head, lweventlist);
DEFINE_STATIC_PER_MACHINE(spinlock_t, lweventlist_lock);
DEFINE_STATIC_PER_MACHINE(struct work_struct, linkwatch_work);

static unsigned char default_operstate(const struct net_device *dev)
{
	if (netif_testing(dev))
		return IF_OPER_TESTING;
	if (!netif_carrier_ok(dev))
		return dev->ifindex != dev_get_iflink(dev)
			       ? IF_OPER_LOWERLAYERDOWN
			       : IF_OPER_DOWN;
	if (netif_dormant(dev))
		return IF_OPER_DORMANT;
	return IF_OPER_UP;
}

static void rfc2863_policy(struct net_device *dev)
{
	unsigned char operstate = default_operstate(dev);

	if (operstate == dev->operstate)
		return;
	if (dev->link_mode == IF_LINK_MODE_DORMANT && operstate == IF_OPER_UP)
		operstate = IF_OPER_DORMANT;
	dev->operstate = operstate;
}

void linkwatch_init_dev(struct net_device *dev)
{
	/* A device that never speaks of its carrier stays UNKNOWN. */
	if (!netif_carrier_ok(dev) || netif_dormant(dev) || netif_testing(dev))
		rfc2863_policy(dev);
}

/* Context: rtnl. Takes the list's reference. */
static void linkwatch_do_dev(struct net_device *dev)
{
	clear_bit(__LINK_STATE_LINKWATCH_PENDING, &dev->state);
	if (dev->reg_state == NETREG_REGISTERED) {
		rfc2863_policy(dev);
		if (dev->flags & IFF_UP) {
			if (netif_carrier_ok(dev))
				dev_activate(dev);
			else
				dev_deactivate(dev);
		}
		netdev_state_change(dev);
	}
	dev_put(dev);
}

void linkwatch_run_queue(void)
{
	struct list_head *head = &machine_var(lweventlist);
	spinlock_t *lock = &machine_var(lweventlist_lock);
	struct net_device *dev;

	ASSERT_RTNL();
	spin_lock_bh(lock);
	while (!list_empty(head)) {
		dev = list_first_entry(head, struct net_device,
				       link_watch_list);
		list_del_init(&dev->link_watch_list);
		spin_unlock_bh(lock);
		linkwatch_do_dev(dev);
		spin_lock_bh(lock);
	}
	spin_unlock_bh(lock);
}
EXPORT_SYMBOL(linkwatch_run_queue);

/* The device goes away: its event, if any, now. Context: rtnl. */
void linkwatch_forget_dev(struct net_device *dev)
{
	spinlock_t *lock = &machine_var(lweventlist_lock);
	bool was = false;

	spin_lock_bh(lock);
	if (!list_empty(&dev->link_watch_list)) {
		list_del_init(&dev->link_watch_list);
		was = true;
	}
	spin_unlock_bh(lock);
	if (was)
		linkwatch_do_dev(dev);
}

static void linkwatch_event(struct work_struct *work)
{
	rtnl_lock();
	linkwatch_run_queue();
	rtnl_unlock();
}

void linkwatch_fire_event(struct net_device *dev)
{
	spinlock_t *lock = &machine_var(lweventlist_lock);

	if (test_and_set_bit(__LINK_STATE_LINKWATCH_PENDING, &dev->state))
		return;
	spin_lock_bh(lock);
	if (list_empty(&dev->link_watch_list)) {
		list_add_tail(&dev->link_watch_list, &machine_var(lweventlist));
		dev_hold(dev);
	}
	spin_unlock_bh(lock);
	schedule_work(&machine_var(linkwatch_work));
}
EXPORT_SYMBOL(linkwatch_fire_event);

/* ---- what drivers say
 * --------------------------------------------------------- */

/**
 * netif_carrier_on - the cable is in
 *
 * Context: any with a baton.
 */
void netif_carrier_on(struct net_device *dev)
{
	if (!test_and_clear_bit(__LINK_STATE_NOCARRIER, &dev->state))
		return;
	if (dev->reg_state == NETREG_UNINITIALIZED)
		return;
	atomic_inc(&dev->carrier_up_count);
	linkwatch_fire_event(dev);
	if (netif_running(dev))
		netdev_watchdog_up(dev);
}
EXPORT_SYMBOL(netif_carrier_on);

void netif_carrier_off(struct net_device *dev)
{
	if (test_and_set_bit(__LINK_STATE_NOCARRIER, &dev->state))
		return;
	if (dev->reg_state == NETREG_UNINITIALIZED)
		return;
	atomic_inc(&dev->carrier_down_count);
	linkwatch_fire_event(dev);
}
EXPORT_SYMBOL(netif_carrier_off);

/* The cable was out and is in again: tell, though the state is the same. */
void netif_carrier_event(struct net_device *dev)
{
	if (dev->reg_state == NETREG_UNINITIALIZED)
		return;
	atomic_inc(&dev->carrier_up_count);
	atomic_inc(&dev->carrier_down_count);
	linkwatch_fire_event(dev);
}
EXPORT_SYMBOL(netif_carrier_event);

void netif_dormant_on(struct net_device *dev)
{
	if (!test_and_set_bit(__LINK_STATE_DORMANT, &dev->state))
		linkwatch_fire_event(dev);
}
EXPORT_SYMBOL(netif_dormant_on);

void netif_dormant_off(struct net_device *dev)
{
	if (test_and_clear_bit(__LINK_STATE_DORMANT, &dev->state))
		linkwatch_fire_event(dev);
}
EXPORT_SYMBOL(netif_dormant_off);

void netif_testing_on(struct net_device *dev)
{
	if (!test_and_set_bit(__LINK_STATE_TESTING, &dev->state))
		linkwatch_fire_event(dev);
}
EXPORT_SYMBOL(netif_testing_on);

void netif_testing_off(struct net_device *dev)
{
	if (test_and_clear_bit(__LINK_STATE_TESTING, &dev->state))
		linkwatch_fire_event(dev);
}
EXPORT_SYMBOL(netif_testing_off);

/* Suspended hardware: nothing goes out until it is attached again. */
void netif_device_detach(struct net_device *dev)
{
	if (test_and_clear_bit(__LINK_STATE_PRESENT, &dev->state) &&
	    netif_running(dev))
		netif_tx_stop_all_queues(dev);
}
EXPORT_SYMBOL(netif_device_detach);

void netif_device_attach(struct net_device *dev)
{
	if (!test_and_set_bit(__LINK_STATE_PRESENT, &dev->state) &&
	    netif_running(dev)) {
		netif_tx_wake_all_queues(dev);
		netdev_watchdog_up(dev);
	}
}
EXPORT_SYMBOL(netif_device_attach);

static int linkwatch_init(void)
{
	INIT_LIST_HEAD(&machine_var(lweventlist));
	spin_lock_init(&machine_var(lweventlist_lock));
	INIT_WORK(&machine_var(linkwatch_work), linkwatch_event);
	return 0;
}

static void linkwatch_exit(void)
{
	cancel_work_sync(&machine_var(linkwatch_work));
}
pure_initcall(linkwatch_init, linkwatch_exit);
