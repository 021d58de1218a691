// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rps - receive packet steering, flow steering, transmit steering
 *
 * Where:   netif_receive_skb() asks get_rps_cpu(); the packet goes to that
 *          CPU's backlog; when the softirq here ends, net_rps_action() kicks
 *          the CPUs that had none to do.
 * Mirrors: the RPS, RFS and XPS parts of net/core/dev.c, net-sysfs.c.
 * Spec:    Documentation/networking/scaling.rst.
 */
#include "core/rps.h"
#include "core/dev_priv.h"
#include "core/rtnl.h"
#include "core/softnet.h"
#include "lib/interrupt.h"
#include "lib/log2.h"
#include "lib/slab.h"

/* ---- which CPU --------------------------------------------------------------
 */

/* The flow moves to @next_cpu: remember where its queue stood. */
static struct rps_dev_flow *set_rps_cpu(struct rps_dev_flow *rflow,
					u16 next_cpu)
{
	if (next_cpu < nr_cpu_ids) {
		struct softnet_data *sd =
			softnet_data_of(&current_machine()->cpus[next_cpu]);

		rflow->last_qtail = READ_ONCE(sd->input_queue_head);
	}
	rflow->cpu = next_cpu;
	return rflow;
}

/*
 * RFS: the CPU where the flow's reader runs; the old one as long as packets
 * of the flow may still be in its queue, so that none overtakes another.
 */
static int rfs_cpu(struct rps_sock_flow_table *sock, u32 hash,
		   struct rps_dev_flow_table *table,
		   struct rps_dev_flow **rflowp)
{
	u32 ident = READ_ONCE(sock->ents[hash & sock->mask]), next_cpu, tcpu;
	struct rps_dev_flow *rflow;
	struct softnet_data *sd;

	if ((ident ^ hash) & ~sock->cpu_mask)
		return -1;
	next_cpu = ident & sock->cpu_mask;
	rflow = &table->flows[hash & table->mask];
	tcpu = rflow->cpu;
	if (tcpu != next_cpu) {
		bool drained = tcpu >= nr_cpu_ids;

		if (!drained) {
			sd = softnet_data_of(&current_machine()->cpus[tcpu]);
			drained = (int)(READ_ONCE(sd->input_queue_head) -
					rflow->last_qtail) >= 0;
		}
		if (drained) {
			tcpu = next_cpu;
			rflow = set_rps_cpu(rflow, (u16)next_cpu);
		}
	}
	if (tcpu >= nr_cpu_ids)
		return -1;
	*rflowp = rflow;
	return (int)tcpu;
}

/**
 * get_rps_cpu - whose backlog @skb goes to
 * @rflowp: set when the backlog's position must be kept with the flow
 *
 * Context: rcu_read_lock(), softirq. Borrows @skb. Return: -1: stay here.
 */
int get_rps_cpu(struct net_device *dev, struct sk_buff *skb,
		struct rps_dev_flow **rflowp)
{
	struct netdev_rx_queue *rxqueue = dev->_rx;
	struct rps_sock_flow_table *sock_flow_table;
	struct rps_dev_flow_table *flow_table;
	struct rps_map *map;
	u32 hash, tcpu;
	int cpu = -1;

	if (skb_rx_queue_recorded(skb)) {
		u16 index = skb_get_rx_queue(skb);

		if (unlikely(index >= dev->real_num_rx_queues)) {
			WARN_ONCE(dev->real_num_rx_queues > 1,
				  "%s received packet on queue %u, but number "
				  "of RX queues is %u",
				  dev->name, index, dev->real_num_rx_queues);
			return -1;
		}
		rxqueue += index;
	}
	flow_table = rcu_dereference(rxqueue->rps_flow_table);
	map = rcu_dereference(rxqueue->rps_map);
	if (!flow_table && !map)
		return -1;
	skb_reset_network_header(skb);
	hash = skb_get_hash(skb);
	if (!hash)
		return -1;
	sock_flow_table = rcu_dereference(net_hotdata.rps_sock_flow_table);
	if (flow_table && sock_flow_table)
		cpu = rfs_cpu(sock_flow_table, hash, flow_table, rflowp);
	if (cpu < 0 && map) {
		tcpu = map->cpus[reciprocal_scale(hash, map->len)];
		if (tcpu < nr_cpu_ids)
			cpu = (int)tcpu;
	}
	return cpu;
}

/* ---- the kick
 * ------------------------------------------------------------------ */

/*
 * @sd has packets in its backlog and was idle. Another CPU is told at the end
 * of our softirq, once for all packets. Context: sd's input queue locked.
 */
void napi_schedule_rps(struct softnet_data *sd)
{
	struct softnet_data *mysd = this_softnet();

	if (sd == mysd) {
		____napi_schedule(mysd, &mysd->backlog);
		return;
	}
	sd->rps_ipi_next = mysd->rps_ipi_list;
	mysd->rps_ipi_list = sd;
	if (!mysd->in_net_rx_action)
		raise_softirq(NET_RX_SOFTIRQ);
}

/* The kernel's inter-processor interrupt. Context: softirq's end. */
void net_rps_action(struct softnet_data *sd)
{
	struct softnet_data *remote = sd->rps_ipi_list;

	sd->rps_ipi_list = NULL;
	while (remote) {
		struct softnet_data *next = remote->rps_ipi_next;
		struct cpu *cpu = &current_machine()->cpus[remote->cpu];

		smp_store_release(&remote->rps_ipi_pending, true);
		__atomic_or_fetch(&cpu->softirq_remote, BIT(NET_RX_SOFTIRQ),
				  __ATOMIC_RELEASE);
		cpu_kick(cpu);
		remote = next;
	}
}

/* What the kicked CPU does first. */
void rps_take_kick(struct softnet_data *sd)
{
	if (!READ_ONCE(sd->rps_ipi_pending))
		return;
	if (!__atomic_exchange_n(&sd->rps_ipi_pending, false, __ATOMIC_ACQUIRE))
		return;
	sd->ipis++;
	WRITE_ONCE(sd->received_rps, sd->received_rps + 1);
	____napi_schedule(sd, &sd->backlog);
}

/* ---- knobs
 * ---------------------------------------------------------------------- */

int netdev_rx_queue_set_rps_mask(struct netdev_rx_queue *queue, u64 mask)
{
	struct rps_map *map = NULL, *old;
	unsigned int len = 0;

	if (mask) {
		map = kzalloc(struct_size(map, cpus, nr_cpu_ids), GFP_KERNEL);
		if (!map)
			return -ENOMEM;
		for (unsigned int i = 0; i < nr_cpu_ids; i++) {
			if (mask & BIT_ULL(i))
				map->cpus[len++] = (u16)i;
		}
		map->len = len;
		if (!len) { /* only CPUs that are not there */
			kfree(map);
			map = NULL;
		}
	}
	old = queue->rps_map;
	rcu_assign_pointer(queue->rps_map, map);
	if (old)
		kfree_rcu(old, rcu);
	return 0;
}
EXPORT_SYMBOL(netdev_rx_queue_set_rps_mask);

u64 netdev_rx_queue_rps_mask(const struct netdev_rx_queue *queue)
{
	const struct rps_map *map;
	u64 mask = 0;

	rcu_read_lock();
	map = rcu_dereference(queue->rps_map);
	for (unsigned int i = 0; map && i < map->len; i++)
		mask |= BIT_ULL(map->cpus[i]);
	rcu_read_unlock();
	return mask;
}
EXPORT_SYMBOL(netdev_rx_queue_rps_mask);

int rps_dev_flow_table_resize(struct netdev_rx_queue *queue,
			      unsigned long count)
{
	struct rps_dev_flow_table *table = NULL, *old;

	if (count > INT_MAX / 2)
		return -EINVAL;
	if (count) {
		unsigned long size = roundup_pow_of_two(count);

		table = kzalloc(struct_size(table, flows, size), GFP_KERNEL);
		if (!table)
			return -ENOMEM;
		table->mask = (unsigned int)size - 1;
		for (unsigned long i = 0; i < size; i++)
			table->flows[i].cpu = RPS_NO_CPU;
	}
	old = queue->rps_flow_table;
	rcu_assign_pointer(queue->rps_flow_table, table);
	if (old)
		kfree_rcu(old, rcu);
	return 0;
}
EXPORT_SYMBOL(rps_dev_flow_table_resize);

unsigned int rps_dev_flow_table_size(const struct netdev_rx_queue *queue)
{
	const struct rps_dev_flow_table *table = queue->rps_flow_table;

	return table ? table->mask + 1 : 0;
}
EXPORT_SYMBOL(rps_dev_flow_table_size);

/**
 * rps_sock_flow_resize - net.core.rps_sock_flow_entries
 * @entries: rounded up to a power of two; 0: off
 *
 * Context: process. Return: 0, -EINVAL above 2^29, -ENOMEM.
 */
int rps_sock_flow_resize(unsigned int entries)
{
	struct rps_sock_flow_table *table = NULL, *old;

	if (entries > 1U << 29)
		return -EINVAL;
	if (entries) {
		unsigned int size = (unsigned int)roundup_pow_of_two(entries);

		table = kzalloc(struct_size(table, ents, size), GFP_KERNEL);
		if (!table)
			return -ENOMEM;
		table->mask = size - 1;
		table->cpu_mask = (u32)roundup_pow_of_two(nr_cpu_ids) - 1;
		for (unsigned int i = 0; i < size; i++)
			table->ents[i] = RPS_NO_CPU;
	}
	old = net_hotdata.rps_sock_flow_table;
	rcu_assign_pointer(net_hotdata.rps_sock_flow_table, table);
	if (old)
		kfree_rcu(old, rcu);
	return 0;
}
EXPORT_SYMBOL(rps_sock_flow_resize);

unsigned int rps_sock_flow_size(void)
{
	const struct rps_sock_flow_table *table =
		net_hotdata.rps_sock_flow_table;

	return table ? table->mask + 1 : 0;
}
EXPORT_SYMBOL(rps_sock_flow_size);

void rps_record_sock_flow_hash(u32 hash)
{
	struct rps_sock_flow_table *table;
	u32 val, *ent;

	if (!hash)
		return;
	rcu_read_lock();
	table = rcu_dereference(net_hotdata.rps_sock_flow_table);
	if (table) {
		ent = &table->ents[hash & table->mask];
		val = (hash & ~table->cpu_mask) | smp_processor_id();
		if (READ_ONCE(*ent) != val)
			WRITE_ONCE(*ent, val);
	}
	rcu_read_unlock();
}
EXPORT_SYMBOL(rps_record_sock_flow_hash);

/* ---- XPS
 * -------------------------------------------------------------------------- */

static void xps_free(struct xps_dev_maps *maps)
{
	if (!maps)
		return;
	for (unsigned int i = 0; i < maps->nr_ids; i++)
		kfree(maps->attr_map[i]);
	kfree(maps);
}

/* @old with queue @index, or without it; NULL: empty, or no memory. */
static struct xps_map *xps_map_change(const struct xps_map *old, u16 index,
				      bool with)
{
	unsigned int len = old ? old->len : 0, n = 0;
	struct xps_map *map;

	map = kzalloc(struct_size(map, queues, len + 1), GFP_KERNEL);
	if (!map)
		return NULL;
	for (unsigned int i = 0; i < len; i++) {
		if (old->queues[i] != index)
			map->queues[n++] = old->queues[i];
	}
	if (with)
		map->queues[n++] = index;
	map->len = n;
	if (!n) {
		kfree(map);
		return NULL;
	}
	return map;
}

int netif_set_xps_queue(struct net_device *dev, u64 mask, u16 index)
{
	struct xps_dev_maps *new, *old = dev->xps_cpus;
	bool any = false;

	if (index >= dev->num_tx_queues)
		return -EINVAL;
	new = kzalloc(struct_size(new, attr_map, nr_cpu_ids), GFP_KERNEL);
	if (!new)
		return -ENOMEM;
	new->nr_ids = nr_cpu_ids;
	new->num_tc = 1;
	for (unsigned int i = 0; i < nr_cpu_ids; i++) {
		bool with = mask & BIT_ULL(i);

		new->attr_map[i] = xps_map_change(old ? old->attr_map[i] : NULL,
						  index, with);
		if (with && !new->attr_map[i]) {
			xps_free(new);
			return -ENOMEM;
		}
		any |= !!new->attr_map[i];
	}
	if (!any) {
		xps_free(new);
		new = NULL;
	}
	rcu_assign_pointer(dev->xps_cpus, new);
	synchronize_net();
	xps_free(old);
	return 0;
}
EXPORT_SYMBOL(netif_set_xps_queue);

u64 netif_get_xps_queue(const struct net_device *dev, u16 index)
{
	const struct xps_dev_maps *maps = dev->xps_cpus;
	u64 mask = 0;

	for (unsigned int i = 0; maps && i < maps->nr_ids; i++) {
		const struct xps_map *map = maps->attr_map[i];

		for (unsigned int q = 0; map && q < map->len; q++) {
			if (map->queues[q] == index)
				mask |= BIT_ULL(i);
		}
	}
	return mask;
}
EXPORT_SYMBOL(netif_get_xps_queue);

/* The device goes: nobody receives or sends by it any more. */
void netdev_rps_release(struct net_device *dev)
{
	for (unsigned int i = 0; i < dev->num_rx_queues; i++) {
		struct netdev_rx_queue *q = &dev->_rx[i];

		kfree(q->rps_map);
		q->rps_map = NULL;
		kfree(q->rps_flow_table);
		q->rps_flow_table = NULL;
	}
	xps_free(dev->xps_cpus);
	dev->xps_cpus = NULL;
}

static void rps_exit(void)
{
	kfree(net_hotdata.rps_sock_flow_table);
	net_hotdata.rps_sock_flow_table = NULL;
}

static int rps_init(void)
{
	return 0;
}
core_initcall(rps_init, rps_exit);
