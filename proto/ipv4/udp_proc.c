// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * udp_proc - /proc/net/udp, net.ipv4.udp_mem
 *
 * Where:   read by netstat and ss; one line for each socket, by its chain.
 * Mirrors: net/ipv4/udp.c, cut. The address of the socket, which the kernel
 *          hides from most readers, is always 0.
 * Spec:    proc(5).
 */
#include "core/proc.h"
#include "core/sysctl.h"
#include "lib/err.h"
#include "proto/ipv4/udp.h"

/* Context: RCU. */
void udp4_format_sock(struct seq_file *m, const struct sock *sk,
		      unsigned int bucket)
{
	const struct inet_sock *inet = inet_sk(sk);

	seq_setwidth(m, 127);
	seq_printf(m,
		   "%5u: %08X:%04X %08X:%04X %02X %08X:%08X %02X:%08lX %08X "
		   "%5u %8d %llu %d %016d %d",
		   bucket, inet->inet_rcv_saddr, ntohs(inet->inet_sport),
		   inet->inet_daddr, ntohs(inet->inet_dport), sk->sk_state,
		   sk_wmem_alloc_get(sk), sk_rmem_alloc_get(sk), 0, 0L, 0,
		   sk->sk_cred.uid, 0, (unsigned long long)sk->sk_ino,
		   (int)refcount_read(&sk->sk_refcnt), 0,
		   atomic_read(&sk->sk_drops));
	seq_pad(m, '\n');
}

static int udp4_seq_show(struct seq_file *m, void *data)
{
	struct udp_table *table = udp_table_get();
	struct sock *sk;

	seq_setwidth(m, 127);
	seq_puts(m, "   sl  local_address rem_address   st tx_queue rx_queue "
		    "tr tm->when retrnsmt   uid  timeout inode ref pointer "
		    "drops");
	seq_pad(m, '\n');
	rcu_read_lock();
	for (unsigned int i = 0; i <= table->mask; i++) {
		sk_for_each_rcu(sk, &table->hash[i].head)
		{
			if (net_eq(sock_net(sk), seq_file_net(m)) &&
			    sk->sk_family == AF_INET)
				udp4_format_sock(m, sk, i);
		}
	}
	rcu_read_unlock();
	return 0;
}

DEFINE_STATIC_PER_MACHINE(unsigned int, udp_net_id);

struct account {
	long mem[3];
};

/* The machine's account, so only its first namespace has the file. */
static const struct ctl_table udp_mem_table[] = {
	{.procname = "udp_mem",
	 .data = SYSCTL_OFFSET(struct account, mem),
	 .maxlen = sizeof_field(struct account, mem),
	 .mode = 0644,
	 .proc_handler = proc_doulongvec_minmax},
};

static int udp_init_net(struct net *net)
{
	struct proc_entry **proc = net_generic(net, machine_var(udp_net_id));
	struct netns_ipv4 *ip4 = net_ipv4(net);

	*proc = proc_file(net, "/proc/net/udp", udp4_seq_show, NULL, NULL);
	if (IS_ERR(*proc))
		return (int)PTR_ERR(*proc);
	if (!net_eq(net, &init_net))
		return 0;
	ip4->udp_mem_hdr = register_net_sysctl_of(
		net, "net/ipv4", udp_mem_table, proto_sysctl_mem(&udp_prot));
	if (ip4->udp_mem_hdr)
		return 0;
	proc_remove(*proc);
	return -ENOMEM;
}

static void udp_exit_net(struct net *net)
{
	struct proc_entry **proc = net_generic(net, machine_var(udp_net_id));

	if (net_ipv4(net)->udp_mem_hdr)
		unregister_net_sysctl_table(net_ipv4(net)->udp_mem_hdr);
	proc_remove(*proc);
}

const struct pernet_operations udp_net_ops = {
	.init = udp_init_net,
	.exit = udp_exit_net,
	.id = &udp_net_id,
	.size = sizeof(struct proc_entry *),
};
