// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * show_dev - the views of devices and CPUs: dev, ring, napi, irq, softnet
 *
 * Where:   `show dev`, `show ring eth0`, …; registered when a machine starts.
 * Mirrors: nothing in the kernel; /proc/interrupts, /proc/net/softnet_stat and
 *          ethtool -S have the same numbers.
 */
#include "core/net_namespace.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "core/show.h"
#include "core/softnet.h"
#include "lib/interrupt.h"
#include "lib/kernel.h"
#include "lib/string.h"

/* ---- dev -----------------------------------------------------------------
 */

static const struct show_col dev_cols[] = {
	{"device", -10}, {"state", -8},	 {"mtu", 5}, {"address", -17},
	{"rx", 9},	 {"rx_drop", 7}, {"tx", 9},  {"tx_drop", 7},
};

static const char *dev_state(const struct net_device *dev)
{
	if (!(dev->flags & IFF_UP))
		return "down";
	return netif_carrier_ok(dev) ? "up" : "no-wire";
}

static int show_devices(struct show *s)
{
	struct net_device *dev;

	SHOW_TABLE(s, "devices", dev_cols);
	rtnl_lock();
	for_each_netdev (s->net, dev) {
		struct rtnl_link_stats64 st;

		dev_get_stats(dev, &st);
		show_cell(s, "%s", dev->name);
		show_cell(s, "%s", dev_state(dev));
		show_cell_num(s, (u64)dev->mtu);
		if (dev->addr_len == 6)
			show_cell(s, "%pM", dev->dev_addr);
		else
			show_cell(s, "-");
		show_cell_num(s, st.rx_packets);
		show_cell_num(s, st.rx_dropped + st.rx_missed_errors);
		show_cell_num(s, st.tx_packets);
		show_cell_num(s, st.tx_dropped);
	}
	rtnl_unlock();
	show_table_end(s);
	return 0;
}

static const struct view dev_view = {
	.name = "dev",
	.args = "",
	.what = "the devices, their state and counters",
	.show = show_devices,
};

/* ---- ring: the driver knows ----------------------------------------------
 */

static int show_ring(struct show *s)
{
	struct net_device *dev;
	int err = -EOPNOTSUPP;

	rtnl_lock();
	dev = show_device(s);
	if (!dev)
		err = -ENODEV;
	else if (dev->netdev_ops->ndo_show)
		err = dev->netdev_ops->ndo_show(dev, s);
	else
		show_fail(s, err, "%s has no rings: a tap or a wire has",
			  dev->name);
	rtnl_unlock();
	return err;
}

static const struct view ring_view = {
	.name = "ring",
	.args = "DEV [rx|tx [list]]",
	.what = "descriptors, their owners, the three positions",
	.show = show_ring,
};

/* ---- napi ----------------------------------------------------------------
 */

static const struct show_col napi_cols[] = {
	{"device", -8},	   {"id", 4},	  {"irq", 4},	   {"state", -10},
	{"scheduled", 10}, {"polls", 10}, {"packets", 10}, {"empty", 8},
};

static const char *napi_state_name(const struct napi_struct *n)
{
	if (test_bit(NAPI_STATE_DISABLE, &n->state))
		return "disabled";
	if (test_bit(NAPI_STATE_MISSED, &n->state))
		return "missed";
	if (test_bit(NAPI_STATE_SCHED, &n->state))
		return n->list_owner >= 0 ? "polling" : "off";
	return "idle";
}

/* One that was never switched on (a queue in reserve) says nothing. */
static void napi_row(struct show *s, const struct napi_struct *n)
{
	if (!n->transition_head)
		return;
	show_cell(s, "%s", n->dev->name);
	show_cell_num(s, n->napi_id);
	if (n->irq >= 0)
		show_cell_num(s, (u64)n->irq);
	else
		show_cell(s, "-");
	show_cell(s, "%s", napi_state_name(n));
	show_cell_num(s, n->scheduled);
	show_cell_num(s, n->polls);
	show_cell_num(s, n->packets);
	show_cell_num(s, n->empty_polls);
}

static const struct show_col step_cols[] = {
	{"time_ns", 16},
	{"id", 4},
	{"what", -12},
	{"work", 5},
};

/* The last transitions, oldest first. */
static void napi_steps(struct show *s, const struct napi_struct *n)
{
	for (unsigned int i = 0; i < NAPI_TRANSITIONS; i++) {
		const struct napi_transition *t =
			&n->transitions[(n->transition_head + i) %
					NAPI_TRANSITIONS];

		if (!t->what)
			continue;
		show_cell_num(s, (u64)t->time);
		show_cell_num(s, n->napi_id);
		show_cell(s, "%s", t->what);
		show_cell_num(s, (u64)t->work);
	}
}

static void each_napi(struct show *s, struct net_device *only,
		      void (*fn)(struct show *s, const struct napi_struct *n))
{
	struct net_device *dev;
	struct napi_struct *n;

	for_each_netdev (s->net, dev) {
		if (only && dev != only)
			continue;
		list_for_each_entry (n, &dev->napi_list, dev_list)
			fn(s, n);
	}
}

static int show_napi(struct show *s)
{
	struct net_device *dev = NULL;

	rtnl_lock();
	if (s->argc)
		dev = show_device(s);
	if (s->argc && !dev) {
		rtnl_unlock();
		return -ENODEV;
	}
	SHOW_TABLE(s, "napi", napi_cols);
	each_napi(s, dev, napi_row);
	show_table_end(s);
	if (dev) {
		show_gap(s);
		SHOW_TABLE(s, "steps", step_cols);
		each_napi(s, dev, napi_steps);
		show_table_end(s);
	}
	rtnl_unlock();
	return 0;
}

static const struct view napi_view = {
	.name = "napi",
	.args = "[DEV]",
	.what = "who polls how often; with DEV the last steps",
	.show = show_napi,
};

/* ---- irq -----------------------------------------------------------------
 */

static const struct show_col irq_cols[] = {
	{"irq", 4},    {"name", -20}, {"cpu", 4},
	{"count", 12}, {"masked", 7}, {"pending", 8},
};

static int show_irq(struct show *s)
{
	struct cpu *cpu;

	SHOW_TABLE(s, "irqs", irq_cols);
	for (unsigned int i = FIRST_IRQ; i < NR_IRQS; i++) {
		const struct irq_desc *d = irq_to_desc(i);
		u64 count = 0;

		if (!d->requested)
			continue;
		for_each_cpu_of (current_machine(), cpu)
			count += d->count[cpu->id];
		show_cell_num(s, i);
		show_cell(s, "%s", d->name);
		show_cell_num(s, d->cpu);
		show_cell_num(s, count);
		show_cell_num(s, d->depth);
		show_cell_num(s, d->pending);
	}
	show_table_end(s);
	return 0;
}

static const struct view irq_view = {
	.name = "irq",
	.args = "",
	.what = "interrupt lines: how often, masked, pending",
	.show = show_irq,
};

/* ---- softnet -------------------------------------------------------------
 */

static const struct show_col softnet_cols[] = {
	{"cpu", 3},	{"processed", 10}, {"dropped", 8},
	{"squeeze", 8}, {"backlog", 8},	   {"rps", 8},
	{"net_rx", 10}, {"net_tx", 10},	   {"ipis", 6},
};

static int show_softnet(struct show *s)
{
	struct cpu *cpu;

	SHOW_TABLE(s, "cpus", softnet_cols);
	for_each_cpu_of (current_machine(), cpu) {
		const struct softnet_data *sd = softnet_data_of(cpu);

		show_cell_num(s, cpu->id);
		show_cell_num(s, sd->processed);
		show_cell_num(s, sd->dropped);
		show_cell_num(s, sd->time_squeeze);
		show_cell_num(s, skb_queue_len_lockless(&sd->input_pkt_queue));
		show_cell_num(s, sd->received_rps);
		show_cell_num(s, sd->net_rx_actions);
		show_cell_num(s, sd->net_tx_actions);
		show_cell_num(s, sd->ipis);
	}
	show_table_end(s);
	return 0;
}

static const struct view softnet_view = {
	.name = "softnet",
	.args = "",
	.what = "per CPU: packets, drops, squeezes, backlog",
	.show = show_softnet,
};

static const struct view *const all[] = {
	&dev_view, &irq_view, &napi_view, &ring_view, &softnet_view,
};

static int show_dev_init(void)
{
	int err = 0;

	for (size_t i = 0; !err && i < ARRAY_SIZE(all); i++)
		err = register_view(all[i]);
	return err;
}

static void show_dev_exit(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		unregister_view(all[i]);
}
late_initcall(show_dev_init, show_dev_exit);
