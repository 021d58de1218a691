// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proc - /proc/net/sockstat; what /proc/net/snmp says of forwarding
 *
 * Where:   ss -s and netstat read it; core/stats.c prints the counters.
 * Mirrors: net/ipv4/proc.c: the rest of it is in core/stats.c.
 * Spec:    proc(5).
 */
#include "core/proc.h"

#include "core/sock.h"
#include "lib/err.h"
#include "proto/ipv4/inet_frag.h"
#include "proto/ipv4/inetdevice.h"
#include "proto/ipv4/ip.h"

/* The sockets of a namespace by the name of their proto. */
struct count {
	struct net *net;
	const char *name;
	int inuse;
	long pages;
};

static void count_one(void *data, struct proto *prot, int sockets, long pages)
{
	struct count *c = data;

	if (strcmp(prot->name, c->name))
		return;
	c->inuse = sock_prot_inuse_get(c->net, prot);
	c->pages = pages;
}

static struct count count_proto(struct net *net, const char *name)
{
	struct count c = {.net = net, .name = name};

	proto_walk(count_one, &c);
	return c;
}

static void count_all(void *data, struct proto *prot, int sockets, long pages)
{
	*(int *)data += sockets;
}

static int sockstat_seq_show(struct seq_file *m, void *v)
{
	struct net *net = seq_file_net(m);
	struct fqdir *fqdir = net_ipv4(net)->fqdir;
	struct count c;
	int all = 0;

	proto_walk(count_all, &all);
	seq_printf(m, "sockets: used %d\n", all);
	if (net_ipv4(net)->tcp_sockstat)
		net_ipv4(net)->tcp_sockstat(m, net);
	c = count_proto(net, "UDP");
	seq_printf(m, "UDP: inuse %d mem %ld\n", c.inuse, c.pages);
	seq_printf(m, "UDPLITE: inuse %d\n",
		   count_proto(net, "UDP-Lite").inuse);
	seq_printf(m, "RAW: inuse %d\n", count_proto(net, "RAW").inuse);
	seq_printf(m, "FRAG: inuse %u memory %lu\n", fqdir_queues(fqdir),
		   (unsigned long)frag_mem_limit(fqdir));
	return 0;
}

static void ip_mib_info(struct net *net, int *forwarding, int *ttl)
{
	if (!net->ipv4)
		return;
	*forwarding = IPV4_DEVCONF_ALL(net, FORWARDING) ? 1 : 2;
	*ttl = net_ipv4(net)->sysctl_ip_default_ttl;
}

static int ip_proc_init_net(struct net *net)
{
	struct proc_entry *e = proc_file(net, "/proc/net/sockstat",
					 sockstat_seq_show, NULL, NULL);

	if (IS_ERR(e))
		return (int)PTR_ERR(e);
	net_ipv4(net)->sockstat_proc = e;
	net->mib.ip_info = ip_mib_info;
	return 0;
}

static void ip_proc_exit_net(struct net *net)
{
	net->mib.ip_info = NULL;
	proc_remove(net_ipv4(net)->sockstat_proc);
}

static struct pernet_operations ip_proc_ops = {
	.init = ip_proc_init_net,
	.exit = ip_proc_exit_net,
};

/* Context: process, init. */
int ip_misc_proc_init(void)
{
	return register_pernet_subsys(&ip_proc_ops);
}

void ip_misc_proc_exit(void)
{
	unregister_pernet_subsys(&ip_proc_ops);
}
