// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dev_backlog - each CPU's input queue, for packets that come from software
 *
 * Where:   netif_rx() (loopback, tunnels) and RPS put packets in; the
 *          backlog's own napi takes them out: process_backlog().
 * Mirrors: enqueue_to_backlog(), process_backlog(), flush_backlog() of
 *          net/core/dev.c.
 *
 * As in the kernel, the queue admits one packet more than
 * net.core.netdev_max_backlog says.
 */
#include "core/dev_priv.h"
#include "core/napi_priv.h"
#include "core/ptype.h"
#include "core/rtnl.h"
#include "core/softnet.h"
#include "core/trace.h"
#include "core/vlan_rx.h"

DEFINE_STATIC_PER_MACHINE(const struct vlan_rx_ops *, vlan_rx);
DEFINE_STATIC_PER_CPU(struct softnet_data, softnet_data);
DEFINE_STATIC_PER_CPU(struct work_struct, flush_works);

struct softnet_data *softnet_data_of(struct cpu *cpu)
{
	return &cpu_var_of(cpu, softnet_data);
}
EXPORT_SYMBOL(softnet_data_of);

/**
 * enqueue_to_backlog - give @skb to another CPU, or to this one's later self
 * @skb: takes
 * @cpu: whose queue
 * @qtail: the position behind it, for RFS
 *
 * Context: BH disabled. Return: NET_RX_SUCCESS, NET_RX_DROP.
 */
int enqueue_to_backlog(struct sk_buff *skb, int cpu, unsigned int *qtail)
{
	struct softnet_data *sd =
		softnet_data_of(&current_machine()->cpus[cpu]);
	enum skb_drop_reason reason = SKB_DROP_REASON_DEV_READY;
	unsigned int qlen;

	if (!netif_running(skb->dev))
		goto drop;
	spin_lock(&sd->input_pkt_queue.lock);
	qlen = skb_queue_len(&sd->input_pkt_queue);
	if (qlen <= (unsigned int)READ_ONCE(net_hotdata.max_backlog)) {
		if (!qlen &&
		    !test_and_set_bit(NAPI_STATE_SCHED, &sd->backlog.state))
			napi_schedule_rps(sd);
		__skb_queue_tail(&sd->input_pkt_queue, skb);
		*qtail = ++sd->input_queue_tail;
		trace_rps_enqueue(skb, (unsigned int)cpu, qlen + 1);
		spin_unlock(&sd->input_pkt_queue.lock);
		return NET_RX_SUCCESS;
	}
	reason = SKB_DROP_REASON_CPU_BACKLOG;
	WRITE_ONCE(sd->dropped, sd->dropped + 1);
	spin_unlock(&sd->input_pkt_queue.lock);
drop:
	dev_core_stats_rx_dropped_inc(skb->dev);
	kfree_skb_reason(skb, reason);
	return NET_RX_DROP;
}

static int netif_rx_internal(struct sk_buff *skb)
{
	struct rps_dev_flow voidflow, *rflow = &voidflow;
	int cpu, ret;

	if (net_hotdata.tstamp_prequeue && !skb->tstamp &&
	    net_timestamp_needed())
		skb->tstamp = ktime_get_real();
	trace_netif_rx(skb, skb->dev->name, skb->protocol);
	rcu_read_lock();
	cpu = get_rps_cpu(skb->dev, skb, &rflow);
	if (cpu < 0)
		cpu = (int)smp_processor_id();
	ret = enqueue_to_backlog(skb, cpu, &rflow->last_qtail);
	rcu_read_unlock();
	return ret;
}

/* netif_rx() for who runs with BH disabled. Takes @skb. */
int __netif_rx(struct sk_buff *skb)
{
	lockdep_assert(in_interrupt());
	return netif_rx_internal(skb);
}
EXPORT_SYMBOL(__netif_rx);

/**
 * netif_rx - queue @skb as if it had been received
 * @skb: takes
 *
 * Context: any. Return: NET_RX_SUCCESS, NET_RX_DROP.
 */
int netif_rx(struct sk_buff *skb)
{
	bool need_bh_off = !in_interrupt();
	int ret;

	if (need_bh_off)
		local_bh_disable();
	ret = netif_rx_internal(skb);
	if (need_bh_off)
		local_bh_enable();
	return ret;
}
EXPORT_SYMBOL(netif_rx);

/* The backlog's poll. Return: packets; it completes by itself. */
int process_backlog(struct napi_struct *napi, int quota)
{
	struct softnet_data *sd =
		container_of(napi, struct softnet_data, backlog);
	bool again = true;
	struct sk_buff *skb;
	int work = 0;

	/* those whom we filled should not wait for our end */
	if (sd->rps_ipi_list)
		net_rps_action(sd);
	napi->weight = READ_ONCE(net_hotdata.dev_rx_weight);
	while (again) {
		while ((skb = __skb_dequeue(&sd->process_queue))) {
			rcu_read_lock();
			__netif_receive_skb(skb);
			rcu_read_unlock();
			WRITE_ONCE(sd->input_queue_head,
				   sd->input_queue_head + 1);
			if (++work >= quota)
				return work;
		}
		spin_lock(&sd->input_pkt_queue.lock);
		if (skb_queue_empty(&sd->input_pkt_queue)) {
			/* not napi_complete(): no device, no irq, no GRO */
			napi->state &= NAPIF_STATE_THREADED;
			napi->completions++;
			again = false;
		} else {
			skb_queue_splice_tail_init(&sd->input_pkt_queue,
						   &sd->process_queue);
		}
		spin_unlock(&sd->input_pkt_queue.lock);
	}
	return work;
}

/* ---- a device goes ----------------------------------------------------------
 */

static void purge_dying(struct softnet_data *sd, struct sk_buff_head *queue,
			struct sk_buff_head *out)
{
	struct sk_buff *skb, *tmp;

	skb_queue_walk_safe (queue, skb, tmp) {
		if (skb->dev->reg_state == NETREG_UNREGISTERING) {
			__skb_unlink(skb, queue);
			__skb_queue_tail(out, skb);
			sd->input_queue_head++;
		}
	}
}

/* On the CPU whose queues they are: the process queue is its own. */
static void flush_backlog(struct work_struct *work)
{
	struct softnet_data *sd = this_softnet();
	struct sk_buff_head out;

	skb_queue_head_init(&out);
	local_bh_disable();
	spin_lock(&sd->input_pkt_queue.lock);
	purge_dying(sd, &sd->input_pkt_queue, &out);
	spin_unlock(&sd->input_pkt_queue.lock);
	purge_dying(sd, &sd->process_queue, &out);
	local_bh_enable();
	__skb_queue_purge_reason(&out, SKB_DROP_REASON_DEV_READY);
}

static bool flush_required(struct softnet_data *sd)
{
	return !skb_queue_empty_lockless(&sd->input_pkt_queue) ||
	       !skb_queue_empty_lockless(&sd->process_queue);
}

/* Drop what unregistering devices have received. Context: process, rtnl. */
void flush_all_backlogs(void)
{
	struct cpu *cpu;

	for_each_cpu_of (current_machine(), cpu) {
		if (flush_required(softnet_data_of(cpu)))
			queue_work_on((int)cpu->id, system_wq,
				      &cpu_var_of(cpu, flush_works));
	}
	for_each_cpu_of (current_machine(), cpu)
		flush_work(&cpu_var_of(cpu, flush_works));
}

/* ---- the VLAN slot
 * --------------------------------------------------------------- */

int vlan_register_rx(const struct vlan_rx_ops *ops)
{
	if (machine_var(vlan_rx))
		return -EBUSY;
	rcu_assign_pointer(machine_var(vlan_rx), ops);
	return 0;
}
EXPORT_SYMBOL(vlan_register_rx);

void vlan_unregister_rx(const struct vlan_rx_ops *ops)
{
	if (machine_var(vlan_rx) != ops)
		return;
	RCU_INIT_POINTER(machine_var(vlan_rx), NULL);
	synchronize_net();
}
EXPORT_SYMBOL(vlan_unregister_rx);

bool vlan_do_receive(struct sk_buff **skbp)
{
	const struct vlan_rx_ops *ops = rcu_dereference(machine_var(vlan_rx));

	return ops && CALL("vlan_rx_ops.do_receive", ops->do_receive, skbp);
}

/* ---- the machine's
 * ------------------------------------------------------------------ */

static int softnet_init(void)
{
	struct cpu *cpu;

	for_each_cpu_of (current_machine(), cpu) {
		struct softnet_data *sd = softnet_data_of(cpu);

		sd->cpu = cpu->id;
		INIT_WORK(&cpu_var_of(cpu, flush_works), flush_backlog);
		INIT_LIST_HEAD(&sd->poll_list);
		skb_queue_head_init(&sd->input_pkt_queue);
		skb_queue_head_init(&sd->process_queue);
		sd->output_queue_tailp = &sd->output_queue;
		napi_init(&sd->backlog, process_backlog, NAPI_POLL_WEIGHT);
	}
	return 0;
}

static void softnet_exit(void)
{
	struct cpu *cpu;

	for_each_cpu_of (current_machine(), cpu) {
		struct softnet_data *sd = softnet_data_of(cpu);

		skb_queue_purge(&sd->input_pkt_queue);
		skb_queue_purge(&sd->process_queue);
	}
}
pure_initcall(softnet_init, softnet_exit);
