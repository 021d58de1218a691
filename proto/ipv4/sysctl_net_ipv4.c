// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysctl_net_ipv4 - net.ipv4.*: IP's and ICMP's knobs, and ports
 *
 * Where:   fields of struct netns_ipv4; each namespace has its own.
 * Mirrors: net/ipv4/sysctl_net_ipv4.c; the transports' are in their files.
 * Spec:    Documentation/networking/ip-sysctl.rst; defaults as Linux 6.1.
 */
#include "core/sock.h"
#include "core/sysctl.h"
#include "lib/err.h"
#include "lib/slab.h"
#include "proto/ipv4/ip.h"

#define PORTS 65536

static const int ttl_min = 1, ttl_max = 255;
static const int prot_sock_min = 0, prot_sock_max = 65535;
static const int port_min[2] = {1, 1}, port_max[2] = {65535, 65535};

/* ---- ports ----------------------------------------------------------------
 */

static int ipv4_local_port_range(const struct ctl_table *table, int write,
				 void *buffer, size_t *lenp, loff_t *ppos)
{
	struct netns_ipv4 *ip4 =
		container_of(table->data, struct netns_ipv4, ip_local_ports);
	int range[2], ret;
	struct ctl_table tmp = {
		.data = range,
		.maxlen = sizeof(range),
		.mode = table->mode,
		.extra1 = (void *)port_min,
		.extra2 = (void *)port_max,
	};

	range[0] = ip4->ip_local_ports & 0xffff;
	range[1] = (int)(ip4->ip_local_ports >> 16);
	ret = proc_dointvec_minmax(&tmp, write, buffer, lenp, ppos);
	if (ret || !write)
		return ret;
	/* a first port below the unprivileged ones would not be usable */
	if (range[1] < range[0] || range[0] < ip4->sysctl_ip_prot_sock)
		return -EINVAL;
	WRITE_ONCE(ip4->ip_local_ports, (u32)range[1] << 16 | (u32)range[0]);
	return 0;
}

static int ipv4_privileged_ports(const struct ctl_table *table, int write,
				 void *buffer, size_t *lenp, loff_t *ppos)
{
	struct netns_ipv4 *ip4 = container_of(
		(int *)table->data, struct netns_ipv4, sysctl_ip_prot_sock);
	int pports = ip4->sysctl_ip_prot_sock, ret;
	struct ctl_table tmp = {
		.data = &pports,
		.maxlen = sizeof(pports),
		.mode = table->mode,
		.extra1 = (void *)&prot_sock_min,
		.extra2 = (void *)&prot_sock_max,
	};

	ret = proc_dointvec_minmax(&tmp, write, buffer, lenp, ppos);
	if (ret || !write)
		return ret;
	if ((int)(ip4->ip_local_ports & 0xffff) < pports)
		return -EINVAL;
	WRITE_ONCE(ip4->sysctl_ip_prot_sock, pports);
	return 0;
}

/* ---- the table --------------------------------------------------------------
 */

#define IPV4_ENTRY(name, field, handler, ...)                                  \
	{                                                                      \
		.procname = name,                                              \
		.data = SYSCTL_OFFSET(struct netns_ipv4, field),               \
		.maxlen = sizeof_field(struct netns_ipv4, field),              \
		.mode = 0644, .proc_handler = handler, ##__VA_ARGS__           \
	}
#define IPV4_BOOL(name)                                                        \
	IPV4_ENTRY(#name, sysctl_##name, proc_dou8vec_minmax,                  \
		   .extra1 = SYSCTL_ZERO, .extra2 = SYSCTL_ONE)

static const struct ctl_table ipv4_net_table[] = {
	IPV4_ENTRY("ip_default_ttl", sysctl_ip_default_ttl, proc_dou8vec_minmax,
		   .extra1 = (void *)&ttl_min, .extra2 = (void *)&ttl_max),
	IPV4_ENTRY("ip_dynaddr", sysctl_ip_dynaddr, proc_dou8vec_minmax),
	IPV4_ENTRY("ip_early_demux", sysctl_ip_early_demux,
		   proc_dou8vec_minmax),
	IPV4_ENTRY("tcp_early_demux", sysctl_tcp_early_demux,
		   proc_dou8vec_minmax),
	IPV4_ENTRY("udp_early_demux", sysctl_udp_early_demux,
		   proc_dou8vec_minmax),
	IPV4_ENTRY("ip_nonlocal_bind", sysctl_ip_nonlocal_bind,
		   proc_dou8vec_minmax),
	IPV4_BOOL(ip_autobind_reuse),
	IPV4_ENTRY("ip_no_pmtu_disc", sysctl_ip_no_pmtu_disc,
		   proc_dou8vec_minmax),
	IPV4_ENTRY("ip_forward_use_pmtu", sysctl_ip_fwd_use_pmtu,
		   proc_dou8vec_minmax),
	IPV4_ENTRY("ip_forward_update_priority", sysctl_ip_fwd_update_priority,
		   proc_dou8vec_minmax, .extra1 = SYSCTL_ZERO,
		   .extra2 = SYSCTL_ONE),
	IPV4_ENTRY("fwmark_reflect", sysctl_fwmark_reflect,
		   proc_dou8vec_minmax),
	IPV4_ENTRY("ip_local_port_range", ip_local_ports,
		   ipv4_local_port_range),
	IPV4_ENTRY("ip_unprivileged_port_start", sysctl_ip_prot_sock,
		   ipv4_privileged_ports),
	{.procname = "ip_local_reserved_ports",
	 .data = SYSCTL_OFFSET(struct netns_ipv4, sysctl_local_reserved_ports),
	 .maxlen = PORTS,
	 .mode = 0644,
	 .proc_handler = proc_do_large_bitmap},
	IPV4_BOOL(icmp_echo_ignore_all),
	IPV4_BOOL(icmp_echo_ignore_broadcasts),
	IPV4_BOOL(icmp_ignore_bogus_error_responses),
	IPV4_BOOL(icmp_errors_use_inbound_ifaddr),
	IPV4_ENTRY("icmp_ratelimit", sysctl_icmp_ratelimit,
		   proc_dointvec_ms_jiffies),
	IPV4_ENTRY("icmp_ratemask", sysctl_icmp_ratemask, proc_dointvec),
	IPV4_ENTRY("icmp_msgs_per_sec", sysctl_icmp_msgs_per_sec,
		   proc_dointvec_minmax, .extra1 = SYSCTL_ZERO),
	IPV4_ENTRY("icmp_msgs_burst", sysctl_icmp_msgs_burst,
		   proc_dointvec_minmax, .extra1 = SYSCTL_ZERO),
	IPV4_ENTRY("udp_rmem_min", sysctl_udp_rmem_min, proc_dointvec_minmax,
		   .extra1 = SYSCTL_ONE),
	IPV4_ENTRY("udp_wmem_min", sysctl_udp_wmem_min, proc_dointvec_minmax,
		   .extra1 = SYSCTL_ONE),
};

static int ipv4_sysctl_init_net(struct net *net)
{
	struct netns_ipv4 *ip4 = net_ipv4(net);

	ip4->sysctl_ip_default_ttl = IPDEFTTL;
	ip4->sysctl_ip_early_demux = 1;
	ip4->sysctl_tcp_early_demux = 1;
	ip4->sysctl_udp_early_demux = 1;
	ip4->sysctl_ip_fwd_update_priority = 1;
	ip4->sysctl_ip_prot_sock = 1024;
	ip4->sysctl_udp_rmem_min = ip4->sysctl_udp_wmem_min = SK_MEM_QUANTUM;
	ip4->ip_local_ports = 60999u << 16 | 32768u;
	ip4->sysctl_local_reserved_ports = kzalloc(PORTS / 8, GFP_KERNEL);
	if (!ip4->sysctl_local_reserved_ports)
		return -ENOMEM;
	ip4->ipv4_hdr =
		register_net_sysctl_of(net, "net/ipv4", ipv4_net_table, ip4);
	if (ip4->ipv4_hdr)
		return 0;
	kfree(ip4->sysctl_local_reserved_ports);
	return -ENOMEM;
}

static void ipv4_sysctl_exit_net(struct net *net)
{
	unregister_net_sysctl_table(net_ipv4(net)->ipv4_hdr);
	kfree(net_ipv4(net)->sysctl_local_reserved_ports);
}

static struct pernet_operations ipv4_sysctl_ops = {
	.init = ipv4_sysctl_init_net,
	.exit = ipv4_sysctl_exit_net,
};

/* Context: process, init. */
int sysctl_ipv4_init(void)
{
	return register_pernet_subsys(&ipv4_sysctl_ops);
}

void sysctl_ipv4_exit(void)
{
	unregister_pernet_subsys(&ipv4_sysctl_ops);
}
