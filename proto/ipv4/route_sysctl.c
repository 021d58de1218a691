// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * route_sysctl - net.ipv4.route.* and net.ipv4.fib_*
 *
 * Where:   the knobs of route*.c and fib_select.c.
 * Mirrors: net/ipv4/route.c and sysctl_net_ipv4.c, cut: their tables.
 * Spec:    Documentation/networking/ip-sysctl.rst; defaults as Linux 6.1.
 *
 * The knobs that the kernel has once for all namespaces are in init_net's
 * directory only, and everybody uses init_net's. Those of the route cache
 * that Linux has lost (gc_thresh, max_size, …) are absent: they would do
 * nothing.
 */
#include "core/sysctl.h"
#include "lib/kernel.h"
#include "lib/ktime.h"
#include "proto/ipv4/route_priv.h"

#define RT_GC_TIMEOUT (300 * HZ) /* how long a redirect is believed */

static int ipv4_sysctl_rtcache_flush(const struct ctl_table *ctl, int write,
				     void *buffer, size_t *lenp, loff_t *ppos)
{
	struct netns_ipv4 *ipv4 =
		container_of((int *)ctl->data, struct netns_ipv4, sysctl_flush);
	int ret;

	if (!write)
		return -EINVAL;
	ret = proc_dointvec(ctl, write, buffer, lenp, ppos);
	if (ret)
		return ret;
	rt_cache_flush(ipv4->net);
	fnhe_genid_bump(ipv4->net);
	return 0;
}

static const int min_pmtu_min = 20 + 8 + 4; /* IP, and a fragment of 8 */

#define RT_ENTRY(name, field, handler, ...)                                    \
	{                                                                      \
		.procname = name,                                              \
		.data = SYSCTL_OFFSET(struct netns_ipv4, sysctl_##field),      \
		.maxlen = sizeof_field(struct netns_ipv4, sysctl_##field),     \
		.mode = 0644, .proc_handler = handler, ##__VA_ARGS__           \
	}

static const struct ctl_table ipv4_route_netns_table[] = {
	{
		.procname = "flush",
		.data = SYSCTL_OFFSET(struct netns_ipv4, sysctl_flush),
		.maxlen = sizeof(int),
		.mode = 0200,
		.proc_handler = ipv4_sysctl_rtcache_flush,
	},
	RT_ENTRY("min_pmtu", min_pmtu, proc_dointvec_minmax,
		 .extra1 = (void *)&min_pmtu_min),
	RT_ENTRY("mtu_expires", mtu_expires, proc_dointvec_jiffies),
	RT_ENTRY("min_adv_mss", min_adv_mss, proc_dointvec),
};

static const struct ctl_table ipv4_route_table[] = {
	RT_ENTRY("gc_timeout", gc_timeout, proc_dointvec_jiffies),
	RT_ENTRY("redirect_load", redirect_load, proc_dointvec),
	RT_ENTRY("redirect_number", redirect_number, proc_dointvec),
	RT_ENTRY("redirect_silence", redirect_silence, proc_dointvec),
	RT_ENTRY("error_cost", error_cost, proc_dointvec),
	RT_ENTRY("error_burst", error_burst, proc_dointvec),
};

static const struct ctl_table ipv4_fib_table[] = {
	RT_ENTRY("fib_multipath_use_neigh", fib_multipath_use_neigh,
		 proc_dou8vec_minmax, .extra1 = SYSCTL_ZERO,
		 .extra2 = SYSCTL_ONE),
	RT_ENTRY("fib_multipath_hash_policy", fib_multipath_hash_policy,
		 proc_dou8vec_minmax, .extra1 = SYSCTL_ZERO,
		 .extra2 = SYSCTL_ONE),
};

static void route_knobs_init(struct netns_ipv4 *ipv4)
{
	ipv4->sysctl_min_pmtu = 512 + 20 + 20;
	ipv4->sysctl_mtu_expires = 10 * 60 * HZ;
	ipv4->sysctl_min_adv_mss = 256;
	ipv4->sysctl_gc_timeout = RT_GC_TIMEOUT;
	ipv4->sysctl_redirect_number = 9;
	ipv4->sysctl_redirect_load = HZ / 50;
	ipv4->sysctl_redirect_silence = (HZ / 50) << (9 + 1);
	ipv4->sysctl_error_cost = HZ;
	ipv4->sysctl_error_burst = 5 * HZ;
}

/* Context: process, namespace init. Return: 0, -ENOMEM. */
int route_sysctl_net_init(struct net *net)
{
	struct netns_ipv4 *ipv4 = net_ipv4(net);

	route_knobs_init(ipv4);
	ipv4->route_hdr = register_net_sysctl_of(net, "net/ipv4/route",
						 ipv4_route_netns_table, ipv4);
	ipv4->fib_hdr =
		register_net_sysctl_of(net, "net/ipv4", ipv4_fib_table, ipv4);
	if (net_eq(net, &init_net))
		ipv4->route_init_hdr = register_net_sysctl_of(
			net, "net/ipv4/route", ipv4_route_table, ipv4);
	if (ipv4->route_hdr && ipv4->fib_hdr &&
	    (ipv4->route_init_hdr || !net_eq(net, &init_net)))
		return 0;
	route_sysctl_net_exit(net);
	return -ENOMEM;
}

void route_sysctl_net_exit(struct net *net)
{
	struct netns_ipv4 *ipv4 = net_ipv4(net);

	if (ipv4->route_hdr)
		unregister_net_sysctl_table(ipv4->route_hdr);
	if (ipv4->fib_hdr)
		unregister_net_sysctl_table(ipv4->fib_hdr);
	if (ipv4->route_init_hdr)
		unregister_net_sysctl_table(ipv4->route_init_hdr);
}
