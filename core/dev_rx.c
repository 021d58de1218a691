// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dev_rx - the way up: from a driver's skb to the packet_types that want it
 *
 * Where:   netif_receive_skb(), the GRO engine and the backlog call; taps,
 *          tc, bridges and the protocols' handlers are called.
 * Mirrors: the receive half of net/core/dev.c.
 *
 * Order of __netif_receive_skb_core(), as in the kernel: generic XDP, VLAN tag
 * of the frame, taps, tc ingress, netfilter ingress, VLAN device, rx_handler,
 * packet_type of the protocol. The last listener found gets the skb itself,
 * those before it share it: hence pt_prev, which runs one step behind.
 */
#include "core/dev_priv.h"
#include "core/kallsyms.h"
#include "core/module.h"
#include "core/netfilter.h"
#include "core/pkt_cls.h"
#include "core/ptype.h"
#include "core/rtnl.h"
#include "core/softnet.h"
#include "core/trace.h"
#include "core/vlan_rx.h"
#include "core/xdp.h"
#include "hdr/vlan.h"

/* Stamp it unless somebody has: the first who sees it knows best. */
static void net_timestamp_check(bool here, struct sk_buff *skb)
{
	if (here && !skb->tstamp && net_timestamp_needed())
		skb->tstamp = ktime_get_real();
}

static int deliver_skb(struct sk_buff *skb, struct packet_type *pt,
		       struct net_device *orig_dev)
{
	if (unlikely(skb_orphan_frags_rx(skb, GFP_ATOMIC))) {
		kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
		return NET_RX_DROP;
	}
	if (unlikely(current_machine()->trace_on))
		trace_deliver_skb(skb, kallsyms_name((const void *)pt->func),
				  skb->protocol);
	return CALL("packet_type.func", pt->func, skb, skb->dev, pt, orig_dev);
}

/* A listener before the last: he holds the packet too. */
static int deliver_shared(struct sk_buff *skb, struct packet_type *pt,
			  struct net_device *orig_dev)
{
	skb_get(skb);
	return deliver_skb(skb, pt, orig_dev);
}

/* The listeners of one list; the last found stays in *@pt for the caller. */
static void deliver_ptype_list_skb(struct sk_buff *skb, struct packet_type **pt,
				   struct net_device *orig_dev, __be16 type,
				   struct list_head *ptype_list)
{
	struct packet_type *pt_prev = *pt;
	struct ptype_entry *e;

	list_for_each_entry_rcu (e, ptype_list, list) {
		if (e->type != type)
			continue;
		if (pt_prev)
			deliver_shared(skb, pt_prev, orig_dev);
		pt_prev = e->pt;
	}
	*pt = pt_prev;
}

/* What the steps of the core share. */
struct rx_state {
	struct sk_buff *skb;
	struct net_device *orig_dev;
	struct packet_type *pt_prev;
	bool deliver_exact;
	int ret;
};

static void rx_taps(struct rx_state *rx, struct list_head *list)
{
	struct ptype_entry *e;

	list_for_each_entry_rcu (e, list, list) {
		if (rx->pt_prev)
			rx->ret = deliver_shared(rx->skb, rx->pt_prev,
						 rx->orig_dev);
		rx->pt_prev = e->pt;
	}
}

/* tc ingress and netfilter ingress. False: they have taken it. */
static bool rx_ingress(struct rx_state *rx)
{
	struct net_device *dev = rx->skb->dev;

	if (rx->skb->tc_skip_classify) {
		rx->skb->tc_skip_classify = 0; /* ifb: once is enough */
		return true;
	}
	if (rcu_access_pointer(dev->miniq_ingress)) {
		if (rx->pt_prev) {
			rx->ret = deliver_shared(rx->skb, rx->pt_prev,
						 rx->orig_dev);
			rx->pt_prev = NULL;
		}
		rx->skb = sch_handle_ingress(rx->skb, &rx->ret);
		if (!rx->skb)
			return false;
	}
	if (rcu_access_pointer(dev->nf_hooks_ingress)) {
		if (rx->pt_prev) {
			rx->ret = deliver_shared(rx->skb, rx->pt_prev,
						 rx->orig_dev);
			rx->pt_prev = NULL;
		}
		rx->ret = nf_hook_ingress(rx->skb);
		if (rx->ret < 0)
			return false;
	}
	return true;
}

enum rx_next {
	RX_GO_ON,
	RX_AGAIN, /* skb->dev is another one now */
	RX_DONE,
};

static enum rx_next rx_vlan(struct rx_state *rx)
{
	if (!skb_vlan_tag_present(rx->skb))
		return RX_GO_ON;
	if (rx->pt_prev) {
		rx->ret = deliver_shared(rx->skb, rx->pt_prev, rx->orig_dev);
		rx->pt_prev = NULL;
	}
	if (vlan_do_receive(&rx->skb))
		return RX_AGAIN;
	return rx->skb ? RX_GO_ON : RX_DONE;
}

static enum rx_next rx_run_handler(struct rx_state *rx)
{
	rx_handler_func_t *handler;
	rx_handler_result_t res;

	handler = rcu_dereference(rx->skb->dev->rx_handler);
	if (!handler)
		return RX_GO_ON;
	if (rx->pt_prev) {
		rx->ret = deliver_shared(rx->skb, rx->pt_prev, rx->orig_dev);
		rx->pt_prev = NULL;
	}
	res = CALL("net_device.rx_handler", handler, &rx->skb);
	switch (res) {
	case RX_HANDLER_CONSUMED:
		rx->ret = NET_RX_SUCCESS;
		return RX_DONE;
	case RX_HANDLER_ANOTHER:
		return RX_AGAIN;
	case RX_HANDLER_EXACT:
		rx->deliver_exact = true;
		break;
	case RX_HANDLER_PASS:
		break;
	}
	return RX_GO_ON;
}

/* A tag that no VLAN device took: ours only if it is priority alone. */
static void rx_vlan_left(struct rx_state *rx)
{
	struct sk_buff *skb = rx->skb;

	if (skb_vlan_tag_get_id(skb)) {
		skb->pkt_type = PACKET_OTHERHOST;
	} else if (eth_type_vlan(skb->protocol)) {
		/* 802.1ad with priority only in front of 802.1Q: once more */
		__vlan_hwaccel_clear_tag(skb);
		rx->skb = skb_vlan_untag(skb);
		return;
	}
	__vlan_hwaccel_clear_tag(skb);
}

static void rx_ptypes(struct rx_state *rx)
{
	struct sk_buff *skb = rx->skb;
	__be16 type = skb->protocol;

	if (likely(!rx->deliver_exact))
		deliver_ptype_list_skb(skb, &rx->pt_prev, rx->orig_dev, type,
				       ptype_base_of(type));
	deliver_ptype_list_skb(skb, &rx->pt_prev, rx->orig_dev, type,
			       &rx->orig_dev->ptype_specific);
	if (unlikely(skb->dev != rx->orig_dev))
		deliver_ptype_list_skb(skb, &rx->pt_prev, rx->orig_dev, type,
				       &skb->dev->ptype_specific);
}

/* Nobody is left to ask. */
static void rx_unhandled(struct rx_state *rx)
{
	if (!rx->deliver_exact)
		dev_core_stats_rx_dropped_inc(rx->skb->dev);
	else
		dev_core_stats_rx_nohandler_inc(rx->skb->dev);
	kfree_skb_reason(rx->skb, SKB_DROP_REASON_UNHANDLED_PROTO);
	rx->ret = NET_RX_DROP;
}

/* From one device's point of view. */
static enum rx_next rx_one_round(struct rx_state *rx)
{
	struct softnet_data *sd = this_softnet();
	struct sk_buff *skb = rx->skb;
	const struct bpf_prog *prog;
	enum rx_next next;

	skb->skb_iif = skb->dev->ifindex;
	WRITE_ONCE(sd->processed, sd->processed + 1);
	cpu_cost(layer);
	prog = rcu_dereference(skb->dev->xdp_prog);
	if (unlikely(prog)) {
		int act = do_xdp_generic(prog, &rx->skb);

		if (act != XDP_PASS) {
			rx->ret = NET_RX_DROP;
			return RX_DONE;
		}
		skb = rx->skb;
	}
	if (eth_type_vlan(skb->protocol)) {
		rx->skb = skb = skb_vlan_untag(skb);
		if (unlikely(!skb))
			return RX_DONE;
	}
	if (!skb->tc_skip_classify) {
		rx_taps(rx, &dev_net(skb->dev)->ptype_all);
		rx_taps(rx, ptype_all_list());
		rx_taps(rx, &skb->dev->ptype_all);
	}
	if (!rx_ingress(rx))
		return RX_DONE;
	skb_reset_redirect(rx->skb);
	next = rx_vlan(rx);
	if (next != RX_GO_ON)
		return next;
	return rx_run_handler(rx);
}

/*
 * Find the packet's listeners. Gives the last one in *@ppt_prev, who is to
 * get *@pskb; NULL: it has been taken. Context: softirq, rcu_read_lock().
 * TOUR: way-up
 */
static int __netif_receive_skb_core(struct sk_buff **pskb,
				    struct packet_type **ppt_prev,
				    struct net_device **orig_dev)
{
	struct sk_buff *skb = *pskb;
	struct rx_state rx = {
		.skb = skb,
		.orig_dev = skb->dev,
		.ret = NET_RX_DROP,
	};
	enum rx_next next;

	net_timestamp_check(!net_hotdata.tstamp_prequeue, skb);
	trace_netif_receive_skb(skb, skb->dev->name, skb->protocol,
				skb->pkt_type);
	skb_reset_network_header(skb);
	if (!skb_transport_header_was_set(skb))
		skb_reset_transport_header(skb);
	skb_reset_mac_len(skb);

	do {
		next = rx_one_round(&rx);
		while (next == RX_GO_ON && skb_vlan_tag_present(rx.skb)) {
			rx_vlan_left(&rx);
			if (!rx.skb)
				next = RX_DONE;
			else if (skb_vlan_tag_present(rx.skb))
				next = rx_vlan(&rx);
		}
	} while (next == RX_AGAIN);

	if (next == RX_GO_ON) {
		rx_ptypes(&rx);
		if (rx.pt_prev) {
			*ppt_prev = rx.pt_prev;
			rx.ret = NET_RX_SUCCESS;
		} else {
			rx_unhandled(&rx);
			rx.skb = NULL;
		}
	}
	*orig_dev = rx.orig_dev;
	*pskb = rx.skb;
	return rx.ret;
}

static int __netif_receive_skb_one_core(struct sk_buff *skb)
{
	const struct sk_buff *outer = current->skb;
	struct net_device *orig_dev = skb->dev;
	struct packet_type *pt_prev = NULL;
	int ret;

	current->skb = skb;
	ret = __netif_receive_skb_core(&skb, &pt_prev, &orig_dev);
	if (pt_prev)
		ret = deliver_skb(skb, pt_prev, orig_dev);
	current->skb = outer;
	return ret;
}

/* Context: softirq, rcu_read_lock(). Takes. The backlog's and ours. */
int __netif_receive_skb(struct sk_buff *skb)
{
	return __netif_receive_skb_one_core(skb);
}

/**
 * netif_receive_skb_core - deliver here and now: no RPS, no time stamp
 * @skb: takes
 *
 * Context: softirq.
 */
int netif_receive_skb_core(struct sk_buff *skb)
{
	int ret;

	rcu_read_lock();
	ret = __netif_receive_skb_one_core(skb);
	rcu_read_unlock();
	return ret;
}
EXPORT_SYMBOL(netif_receive_skb_core);

/* ---- lists
 * ------------------------------------------------------------------------ */

static void __netif_receive_skb_list_ptype(struct list_head *head,
					   struct packet_type *pt_prev,
					   struct net_device *orig_dev)
{
	struct sk_buff *skb, *next;

	if (!pt_prev || list_empty(head))
		return;
	if (pt_prev->list_func) {
		CALL_VOID("packet_type.list_func", pt_prev->list_func, head,
			  pt_prev, orig_dev);
		return;
	}
	list_for_each_entry_safe (skb, next, head, list) {
		skb_list_del_init(skb);
		current->skb = skb;
		deliver_skb(skb, pt_prev, orig_dev);
	}
}

/* Neighbours with the same listener and device go to him together. */
static void __netif_receive_skb_list_core(struct list_head *head)
{
	const struct sk_buff *outer = current->skb;
	struct packet_type *pt_curr = NULL;
	struct net_device *od_curr = NULL;
	struct sk_buff *skb, *next;
	LIST_HEAD(sublist);

	list_for_each_entry_safe (skb, next, head, list) {
		struct net_device *orig_dev = skb->dev;
		struct packet_type *pt_prev = NULL;

		skb_list_del_init(skb);
		current->skb = skb;
		__netif_receive_skb_core(&skb, &pt_prev, &orig_dev);
		if (!pt_prev)
			continue;
		if (pt_curr != pt_prev || od_curr != orig_dev) {
			__netif_receive_skb_list_ptype(&sublist, pt_curr,
						       od_curr);
			INIT_LIST_HEAD(&sublist);
			pt_curr = pt_prev;
			od_curr = orig_dev;
		}
		list_add_tail(&skb->list, &sublist);
	}
	__netif_receive_skb_list_ptype(&sublist, pt_curr, od_curr);
	current->skb = outer;
}

/**
 * netif_receive_skb_list_internal - netif_receive_skb() for a list
 * @head: takes every skb; the head is not usable afterwards
 *
 * Context: softirq.
 */
void netif_receive_skb_list_internal(struct list_head *head)
{
	struct sk_buff *skb, *next;
	LIST_HEAD(here);

	rcu_read_lock();
	list_for_each_entry_safe (skb, next, head, list) {
		struct rps_dev_flow voidflow, *rflow = &voidflow;
		int cpu;

		net_timestamp_check(net_hotdata.tstamp_prequeue, skb);
		skb_list_del_init(skb);
		cpu = get_rps_cpu(skb->dev, skb, &rflow);
		if (cpu >= 0)
			enqueue_to_backlog(skb, cpu, &rflow->last_qtail);
		else
			list_add_tail(&skb->list, &here);
	}
	__netif_receive_skb_list_core(&here);
	rcu_read_unlock();
}
EXPORT_SYMBOL(netif_receive_skb_list_internal);

void netif_receive_skb_list(struct list_head *head)
{
	if (!list_empty(head))
		netif_receive_skb_list_internal(head);
}
EXPORT_SYMBOL(netif_receive_skb_list);

/**
 * netif_receive_skb - the stack's front door
 * @skb: takes
 *
 * Context: softirq.
 * Return: NET_RX_SUCCESS, NET_RX_DROP: for statistics only.
 */
int netif_receive_skb(struct sk_buff *skb)
{
	struct rps_dev_flow voidflow, *rflow = &voidflow;
	int cpu, ret;

	net_timestamp_check(net_hotdata.tstamp_prequeue, skb);
	rcu_read_lock();
	cpu = get_rps_cpu(skb->dev, skb, &rflow);
	if (cpu >= 0)
		ret = enqueue_to_backlog(skb, cpu, &rflow->last_qtail);
	else
		ret = __netif_receive_skb(skb);
	rcu_read_unlock();
	return ret;
}
EXPORT_SYMBOL(netif_receive_skb);

/* ---- rx_handler
 * --------------------------------------------------------------- */

static void rx_handler_forgotten(void *dev)
{
	rtnl_lock();
	netdev_rx_handler_unregister(dev);
	rtnl_unlock();
}

int netdev_rx_handler_register(struct net_device *dev,
			       rx_handler_func_t *handler, void *handler_data)
{
	if (dev->rx_handler)
		return -EBUSY;
	rcu_assign_pointer(dev->rx_handler_data, handler_data);
	rcu_assign_pointer(dev->rx_handler, handler);
	module_track(__module_address((const void *)handler), "rx_handler", dev,
		     dev->name, rx_handler_forgotten);
	return 0;
}
EXPORT_SYMBOL(netdev_rx_handler_register);

/* Waits until nobody can be inside: rx_handler_data may be freed then. */
void netdev_rx_handler_unregister(struct net_device *dev)
{
	RCU_INIT_POINTER(dev->rx_handler, NULL);
	module_untrack("rx_handler", dev);
	synchronize_net();
	RCU_INIT_POINTER(dev->rx_handler_data, NULL);
}
EXPORT_SYMBOL(netdev_rx_handler_unregister);

bool netdev_is_rx_handler_busy(struct net_device *dev)
{
	return dev->rx_handler != NULL;
}
EXPORT_SYMBOL(netdev_is_rx_handler_busy);
