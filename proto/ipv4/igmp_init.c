// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * igmp_init - IGMP's knobs and files: net.ipv4.igmp_*, /proc/net/igmp, mcfilter
 *
 * Where:   called by inet_init(); the files are read by ip-maddress, netstat.
 * Mirrors: net/ipv4/igmp.c, cut out.
 * Spec:    Documentation/networking/ip-sysctl.rst.
 */
#include "core/netdevice.h"
#include "core/proc.h"
#include "core/rtnl.h"
#include "core/sysctl.h"
#include "lib/err.h"
#include "proto/ipv4/igmp_priv.h"
#include "proto/protocol.h"

static const char *igmp_querier(const struct in_device *in_dev)
{
	if (igmp_v1_seen(in_dev))
		return "V1";
	return igmp_v2_seen(in_dev) ? "V2" : "V3";
}

static int igmp_mc_seq_show(struct seq_file *m, void *data)
{
	struct in_device *in_dev;
	struct net_device *dev;
	struct ip_mc_list *im;

	seq_puts(m, "Idx\tDevice    : Count Querier\tGroup    Users Timer"
		    "\tReporter\n");
	rcu_read_lock();
	for_each_netdev_rcu (seq_file_net(m), dev) {
		in_dev = __in_dev_get_rcu(dev);
		if (!in_dev || !in_dev->mc_list)
			continue;
		seq_printf(m, "%d\t%-10s: %5d %7s\n", dev->ifindex, dev->name,
			   in_dev->mc_count, igmp_querier(in_dev));
		for_each_pmc_rcu(in_dev, im)
		{
			unsigned long left =
				im->tm_running && time_after(im->timer.expires,
							     jiffies)
					? im->timer.expires - jiffies
					: 0;

			seq_printf(m, "\t\t\t\t%08X %5d %d:%08lX\t\t%d\n",
				   im->multiaddr, im->users, im->tm_running,
				   left * 100 / HZ, im->reporter);
		}
	}
	rcu_read_unlock();
	return 0;
}

static int igmp_mcf_seq_show(struct seq_file *m, void *data)
{
	struct in_device *in_dev;
	struct ip_sf_list *psf;
	struct net_device *dev;
	struct ip_mc_list *im;

	seq_printf(m, "Idx %6s %10s %10s %6s %6s\n", "Device", "MCA", "SRC",
		   "INC", "EXC");
	rcu_read_lock();
	for_each_netdev_rcu (seq_file_net(m), dev) {
		in_dev = __in_dev_get_rcu(dev);
		if (!in_dev)
			continue;
		for_each_pmc_rcu(in_dev, im)
		{
			for (psf = im->sources; psf; psf = psf->sf_next)
				seq_printf(m,
					   "%3d %6.6s 0x%08x 0x%08x %6lu "
					   "%6lu\n",
					   dev->ifindex, dev->name,
					   ntohl(im->multiaddr),
					   ntohl(psf->sf_inaddr),
					   psf->sf_count[MCAST_INCLUDE],
					   psf->sf_count[MCAST_EXCLUDE]);
		}
	}
	rcu_read_unlock();
	return 0;
}

#define IGMP_ENTRY(field, min)                                                 \
	{                                                                      \
		.procname = #field,                                            \
		.data = SYSCTL_OFFSET(struct netns_ipv4, sysctl_##field),      \
		.maxlen = sizeof(int), .mode = 0644,                           \
		.proc_handler = proc_dointvec_minmax, .extra1 = min            \
	}

static const struct ctl_table igmp_table[] = {
	IGMP_ENTRY(igmp_max_memberships, SYSCTL_ZERO),
	IGMP_ENTRY(igmp_max_msf, SYSCTL_ZERO),
	IGMP_ENTRY(igmp_qrv, SYSCTL_ONE),
	{.procname = "igmp_link_local_mcast_reports",
	 .data = SYSCTL_OFFSET(struct netns_ipv4, sysctl_igmp_llm_reports),
	 .maxlen = sizeof(u8),
	 .mode = 0644,
	 .proc_handler = proc_dou8vec_minmax},
};

static int igmp_net_init(struct net *net)
{
	struct netns_ipv4 *ip4 = net_ipv4(net);

	ip4->sysctl_igmp_max_memberships = 20;
	ip4->sysctl_igmp_max_msf = 10;
	ip4->sysctl_igmp_llm_reports = 1;
	ip4->sysctl_igmp_qrv = 2;
	ip4->igmp_hdr =
		register_net_sysctl_of(net, "net/ipv4", igmp_table, ip4);
	ip4->igmp_proc =
		proc_file(net, "/proc/net/igmp", igmp_mc_seq_show, NULL, NULL);
	ip4->mcfilter_proc = proc_file(net, "/proc/net/mcfilter",
				       igmp_mcf_seq_show, NULL, NULL);
	if (ip4->igmp_hdr && !IS_ERR(ip4->igmp_proc) &&
	    !IS_ERR(ip4->mcfilter_proc))
		return 0;
	proc_remove(ip4->mcfilter_proc);
	proc_remove(ip4->igmp_proc);
	if (ip4->igmp_hdr)
		unregister_net_sysctl_table(ip4->igmp_hdr);
	return -ENOMEM;
}

static void igmp_net_exit(struct net *net)
{
	struct netns_ipv4 *ip4 = net_ipv4(net);

	proc_remove(ip4->mcfilter_proc);
	proc_remove(ip4->igmp_proc);
	unregister_net_sysctl_table(ip4->igmp_hdr);
}

static struct pernet_operations igmp_net_ops = {
	.init = igmp_net_init,
	.exit = igmp_net_exit,
};

static const struct net_protocol igmp_protocol = {
	.handler = igmp_rcv,
};

/* Context: process, init; before devices get their in_device. 0 or -errno. */
int igmp_mc_init(void)
{
	int err = register_pernet_subsys(&igmp_net_ops);

	if (err)
		return err;
	err = inet_add_protocol(&igmp_protocol, IPPROTO_IGMP);
	if (err)
		unregister_pernet_subsys(&igmp_net_ops);
	return err;
}

void igmp_mc_exit(void)
{
	inet_del_protocol(&igmp_protocol, IPPROTO_IGMP);
	unregister_pernet_subsys(&igmp_net_ops);
}
