// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * net-procfs - /proc/net/dev and its neighbours; softirqs, interrupts
 *
 * Where:   files of a namespace, or of the machine; read by real tools.
 * Mirrors: net/core/net-procfs.c, fs/proc/softirqs.c, fs/proc/interrupts.c.
 * Spec:    proc(5); softnet_stat has the 15 columns of Linux 6.6.
 */
#include "core/module.h"
#include "core/netdevice.h"
#include "core/proc.h"
#include "core/ptype.h"
#include "core/rtnl.h"
#include "core/softnet.h"
#include "core/stats.h"
#include "lib/interrupt.h"

typedef unsigned long long ull;

static void dev_seq_line(struct seq_file *m, struct net_device *dev)
{
	struct rtnl_link_stats64 st;

	dev_get_stats(dev, &st);
	seq_printf(m, "%6s: %7llu %7llu %4llu %4llu %4llu %5llu %10llu %9llu ",
		   dev->name, (ull)st.rx_bytes, (ull)st.rx_packets,
		   (ull)st.rx_errors,
		   (ull)(st.rx_dropped + st.rx_missed_errors),
		   (ull)st.rx_fifo_errors,
		   (ull)(st.rx_length_errors + st.rx_over_errors +
			 st.rx_crc_errors + st.rx_frame_errors),
		   (ull)st.rx_compressed, (ull)st.multicast);
	seq_printf(m, "%8llu %7llu %4llu %4llu %4llu %5llu %7llu %10llu\n",
		   (ull)st.tx_bytes, (ull)st.tx_packets, (ull)st.tx_errors,
		   (ull)st.tx_dropped, (ull)st.tx_fifo_errors,
		   (ull)st.collisions,
		   (ull)(st.tx_carrier_errors + st.tx_aborted_errors +
			 st.tx_window_errors + st.tx_heartbeat_errors),
		   (ull)st.tx_compressed);
}

int dev_seq_show(struct seq_file *m, void *v)
{
	struct net_device *dev;

	seq_puts(m, "Inter-|   Receive                                         "
		    "       |  Transmit\n");
	seq_puts(m, " face |bytes    packets errs drop fifo frame compressed "
		    "multicast|bytes    packets errs drop fifo colls carrier "
		    "compressed\n");
	rtnl_lock();
	for_each_netdev (seq_file_net(m), dev)
		dev_seq_line(m, dev);
	rtnl_unlock();
	return 0;
}

int softnet_seq_show(struct seq_file *m, void *v)
{
	struct cpu *cpu;

	for_each_cpu_of (current_machine(), cpu) {
		struct softnet_data *sd = softnet_data_of(cpu);
		u32 input = skb_queue_len_lockless(&sd->input_pkt_queue);
		u32 process = skb_queue_len_lockless(&sd->process_queue);

		seq_printf(m, "%08x %08x %08x %08x %08x %08x %08x %08x ",
			   READ_ONCE(sd->processed), READ_ONCE(sd->dropped),
			   READ_ONCE(sd->time_squeeze), 0, 0, 0, 0, 0);
		seq_printf(m, "%08x %08x %08x %08x %08x %08x %08x\n", 0,
			   READ_ONCE(sd->received_rps), 0, input + process,
			   cpu->id, input, process);
	}
	return 0;
}

static void ptype_line(void *data, const struct ptype_entry *e)
{
	struct seq_file *m = data;
	struct net *net = seq_file_net(m);

	if (e->dev && !net_eq(dev_net(e->dev), net))
		return;
	if (e->pt->af_packet_net && !net_eq(e->pt->af_packet_net, net))
		return;
	if (e->type == htons(ETH_P_ALL))
		seq_puts(m, "ALL ");
	else
		seq_printf(m, "%04x", ntohs(e->type));
	seq_printf(m, " %-8s %ps\n", e->dev ? e->dev->name : "",
		   (const void *)e->pt->func);
}

int ptype_seq_show(struct seq_file *m, void *v)
{
	seq_puts(m, "Type Device      Function\n");
	ptype_walk(ptype_line, m);
	return 0;
}

int dev_mc_seq_show(struct seq_file *m, void *v)
{
	struct netdev_hw_addr *ha;
	struct net_device *dev;

	rtnl_lock();
	for_each_netdev (seq_file_net(m), dev) {
		spin_lock_bh(&dev->addr_list_lock);
		netdev_for_each_mc_addr(ha, dev)
			seq_printf(m, "%-4d %-15s %-5d %-5d %*phN\n",
				   dev->ifindex, dev->name, ha->refcount,
				   ha->global_use, dev->addr_len, ha->addr);
		spin_unlock_bh(&dev->addr_list_lock);
	}
	rtnl_unlock();
	return 0;
}

static void cpu_header(struct seq_file *m, int width)
{
	struct cpu *cpu;

	seq_printf(m, "%*s", width, "");
	for_each_cpu_of (current_machine(), cpu)
		seq_printf(m, "CPU%-8u", cpu->id);
	seq_putc(m, '\n');
}

int softirqs_seq_show(struct seq_file *m, void *v)
{
	struct cpu *cpu;

	cpu_header(m, 20);
	for (int i = 0; i < NR_SOFTIRQS; i++) {
		seq_printf(m, "%12s:", softirq_to_name[i]);
		for_each_cpu_of (current_machine(), cpu)
			seq_printf(m, " %10llu",
				   (ull)READ_ONCE(cpu->softirqs[i]));
		seq_putc(m, '\n');
	}
	return 0;
}

int interrupts_seq_show(struct seq_file *m, void *v)
{
	struct cpu *cpu;

	cpu_header(m, 11);
	for (unsigned int i = FIRST_IRQ; i < NR_IRQS; i++) {
		const struct irq_desc *d = irq_to_desc(i);
		char name[sizeof(d->name)];

		if (!irq_name(i, name))
			continue;
		seq_printf(m, "%3u: ", i);
		for_each_cpu_of (current_machine(), cpu)
			seq_printf(m, "%10llu ",
				   (ull)READ_ONCE(d->count[cpu->id]));
		seq_printf(m, " IR-PCI-MSI %u-edge      %s\n",
			   524288 + i - FIRST_IRQ, name);
	}
	return 0;
}

/* ---- as files
 * ----------------------------------------------------------------- */

static const struct proc_file_desc net_files[] = {
	{.path = "/proc/net/dev", .show = dev_seq_show},
	{.path = "/proc/net/softnet_stat", .show = softnet_seq_show},
	{.path = "/proc/net/ptype", .show = ptype_seq_show},
	{.path = "/proc/net/dev_mcast", .show = dev_mc_seq_show},
	{.path = "/proc/net/snmp", .show = snmp_seq_show},
	{.path = "/proc/net/netstat", .show = netstat_seq_show},
};

static const struct proc_file_desc machine_files[] = {
	{.path = "/proc/softirqs", .show = softirqs_seq_show},
	{.path = "/proc/interrupts", .show = interrupts_seq_show},
};

static int net_procfs_net_init(struct net *net)
{
	struct proc_entry *e;

	e = proc_files(net, net_files, ARRAY_SIZE(net_files));
	if (IS_ERR(e))
		return (int)PTR_ERR(e);
	net->procfs = e;
	return 0;
}

static void net_procfs_net_exit(struct net *net)
{
	proc_remove(net->procfs);
}

static const struct pernet_operations net_procfs_ops = {
	.init = net_procfs_net_init,
	.exit = net_procfs_net_exit,
};

DEFINE_STATIC_PER_MACHINE(struct proc_entry *, machine_procfs);

static int net_procfs_init(void)
{
	struct proc_entry *e;

	e = proc_files(NULL, machine_files, ARRAY_SIZE(machine_files));
	if (IS_ERR(e))
		return (int)PTR_ERR(e);
	machine_var(machine_procfs) = e;
	return register_pernet_subsys(&net_procfs_ops);
}

static void net_procfs_exit(void)
{
	unregister_pernet_subsys(&net_procfs_ops);
	proc_remove(machine_var(machine_procfs));
}
subsys_initcall(net_procfs_init, net_procfs_exit);
