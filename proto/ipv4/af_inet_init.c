// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * af_inet_init - ipv4.so starts: who comes up after whom
 *
 * Where:   module_init of ipv4.so. The order is the one place that says who
 *          needs whom; the way out is the same backwards.
 * Mirrors: inet_init() of net/ipv4/af_inet.c.
 * Spec:    none.
 */
#include "core/module.h"
#include "core/netdevice.h"
#include "core/socket.h"
#include "lib/err.h"
#include "proto/ipv4/af_inet.h"
#include "proto/ipv4/arp.h"
#include "proto/ipv4/icmp.h"
#include "proto/ipv4/igmp.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/netns.h"
#include "proto/ipv4/offload.h"
#include "proto/ipv4/ping.h"
#include "proto/ipv4/protosw.h"
#include "proto/ipv4/raw.h"
#include "proto/ipv4/route.h"
#include "proto/ipv4/tcp_priv.h"
#include "proto/ipv4/udp.h"

const struct net_proto_family inet_family_ops = {
	.family = PF_INET,
	.create = inet_create,
	.owner = THIS_MODULE,
};

static int inet_family_init(void)
{
	inetsw_init();
	return sock_register(&inet_family_ops);
}

static void inet_family_exit(void)
{
	sock_unregister(PF_INET);
}

static struct packet_type ip_packet_type = {
	.type = cpu_to_be16(ETH_P_IP),
	.func = ip_rcv,
	.list_func = ip_list_rcv,
};

/* Last of all: from here on packets come. */
static int ip_packet_init(void)
{
	dev_add_pack(&ip_packet_type);
	return 0;
}

static void ip_packet_exit(void)
{
	dev_remove_pack(&ip_packet_type);
}

struct step {
	int (*init)(void);
	void (*exit)(void);
};

static const struct step steps[] = {
	{ipv4_netns_init, ipv4_netns_exit}, /* net->ipv4 */
	{sysctl_ipv4_init, sysctl_ipv4_exit},
	{inet_family_init, inet_family_exit},
	{igmp_mc_init, igmp_mc_exit}, /* before devices get groups */
	{arp_init, arp_exit},	      /* the table, before devinet */
	{ip_rt_init, ip_rt_exit},     /* addresses, tables, routes */
	{ipfrag_init, ipfrag_exit},
	{icmp_init, icmp_exit},
	{ipv4_offload_init, ipv4_offload_exit},
	{udp_init, udp_exit},
	{raw_init, raw_exit},
	{ping_init, ping_exit},
	{tcp_init, tcp_exit}, /* after raw: its RSTs leave by one */
	{ip_misc_proc_init, ip_misc_proc_exit},
	{ip_packet_init, ip_packet_exit},
};

static void undo(unsigned int n)
{
	while (n--)
		steps[n].exit();
}

static int inet_init(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(steps); i++) {
		int err = steps[i].init();

		if (err) {
			undo(i);
			return err;
		}
	}
	return 0;
}

static void inet_exit(void)
{
	undo(ARRAY_SIZE(steps));
}

module_init(inet_init);
module_exit(inet_exit);
MODULE_AUTHOR("Strata");
MODULE_DESCRIPTION("IPv4: routing, ICMP, IGMP, sockets, TCP, UDP, raw, ping");
MODULE_LICENSE("GPL");
MODULE_ALIAS_NETPROTO(2);
MODULE_SOFTDEP("pre: loopback"); /* routes to ourselves go by lo */
