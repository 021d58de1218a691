/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * snmp - the MIB counters of a namespace: one array for each protocol and CPU
 *
 * Where:   counted where it happens; read by /proc/net/snmp and netstat.
 * Mirrors: include/net/snmp.h, netns/mib.h and the *_INC_STATS macros of
 *          include/net/ip.h, tcp.h, udp.h, icmp.h.
 * Spec:    RFC 1213, 2011-2013; the indices are those of <linux/snmp.h>.
 *
 * A counter is its CPU's own: no atomics. Forms with and without leading
 * underscores are the same; both exist so that kernel code reads as it is.
 */
#ifndef CORE_SNMP_H
#define CORE_SNMP_H

#include <linux/snmp.h>

#include "lib/atomic.h"
#include "lib/percpu.h"
#include "lib/types.h"

struct net;
struct seq_file;

#define IPSTATS_MIB_MAX	  __IPSTATS_MIB_MAX
#define ICMP_MIB_MAX	  __ICMP_MIB_MAX
#define ICMPMSG_MIB_MAX	  512 /* in 0..255, out 256..511, by type */
#define ICMP6_MIB_MAX	  __ICMP6_MIB_MAX
#define ICMP6MSG_MIB_MAX  512
#define TCP_MIB_MAX	  __TCP_MIB_MAX
#define UDP_MIB_MAX	  __UDP_MIB_MAX
#define LINUX_MIB_MAX	  __LINUX_MIB_MAX
#define LINUX_MIB_XFRMMAX __LINUX_MIB_XFRMMAX
#define LINUX_MIB_TLSMAX  __LINUX_MIB_TLSMAX

struct ipstats_mib {
	u64 mibs[IPSTATS_MIB_MAX];
};
struct icmp_mib {
	u64 mibs[ICMP_MIB_MAX];
};
struct icmpmsg_mib {
	atomic_long_t mibs[ICMPMSG_MIB_MAX]; /* shared by all CPUs */
};
struct icmpv6_mib {
	u64 mibs[ICMP6_MIB_MAX];
};
struct icmpv6msg_mib {
	atomic_long_t mibs[ICMP6MSG_MIB_MAX];
};
struct tcp_mib {
	u64 mibs[TCP_MIB_MAX];
};
struct udp_mib {
	u64 mibs[UDP_MIB_MAX];
};
struct linux_mib {
	u64 mibs[LINUX_MIB_MAX];
};

struct netns_mib {
	struct ipstats_mib __percpu *ip_statistics;
	struct icmp_mib __percpu *icmp_statistics;
	struct icmpmsg_mib *icmpmsg_statistics;
	struct tcp_mib __percpu *tcp_statistics;
	struct linux_mib __percpu *net_statistics;
	struct udp_mib __percpu *udp_statistics;
	struct udp_mib __percpu *udplite_statistics;
	/* filled by the IPv6 module */
	struct ipstats_mib __percpu *ipv6_statistics;
	struct icmpv6_mib __percpu *icmpv6_statistics;
	struct icmpv6msg_mib *icmpv6msg_statistics;
	struct udp_mib __percpu *udp_stats_in6;
	struct udp_mib __percpu *udplite_stats_in6;
	/* filled by the IPv4 module: 1 forwards, 2 does not; the default TTL */
	void (*ip_info)(struct net *net, int *forwarding, int *ttl);
};

/* Context: any with a baton. @mib is one of the pointers above. */
#define SNMP_INC_STATS(mib, field)    (this_cpu_ptr(mib)->mibs[field]++)
#define SNMP_DEC_STATS(mib, field)    (this_cpu_ptr(mib)->mibs[field]--)
#define SNMP_ADD_STATS(mib, field, n) (this_cpu_ptr(mib)->mibs[field] += (n))
/* Packets and octets at once: @base is e.g. IPSTATS_MIB_IN. */
#define SNMP_UPD_PO_STATS(mib, base, n)                                        \
	do {                                                                   \
		__typeof__((mib)->mibs[0]) *__m = this_cpu_ptr(mib)->mibs;     \
		__m[base##PKTS]++;                                             \
		__m[base##OCTETS] += (n);                                      \
	} while (0)

/* The sum over CPUs of one counter. */
u64 snmp_sum(const void __percpu *mib, unsigned int field);
#define snmp_fold_field(mib, field)   snmp_sum(mib, field)
#define snmp_fold_field64(mib, field) snmp_sum(mib, field)

#define IP_INC_STATS(net, f)	  SNMP_INC_STATS((net)->mib.ip_statistics, f)
#define __IP_INC_STATS(net, f)	  IP_INC_STATS(net, f)
#define IP_ADD_STATS(net, f, n)	  SNMP_ADD_STATS((net)->mib.ip_statistics, f, n)
#define __IP_ADD_STATS(net, f, n) IP_ADD_STATS(net, f, n)
#define IP_UPD_PO_STATS(net, f, n)                                             \
	SNMP_UPD_PO_STATS((net)->mib.ip_statistics, f, n)
#define __IP_UPD_PO_STATS(net, f, n) IP_UPD_PO_STATS(net, f, n)
#define NET_INC_STATS(net, f)	     SNMP_INC_STATS((net)->mib.net_statistics, f)
#define __NET_INC_STATS(net, f)	     NET_INC_STATS(net, f)
#define NET_ADD_STATS(net, f, n)     SNMP_ADD_STATS((net)->mib.net_statistics, f, n)
#define __NET_ADD_STATS(net, f, n)   NET_ADD_STATS(net, f, n)
#define TCP_INC_STATS(net, f)	     SNMP_INC_STATS((net)->mib.tcp_statistics, f)
#define __TCP_INC_STATS(net, f)	     TCP_INC_STATS(net, f)
#define TCP_DEC_STATS(net, f)	     SNMP_DEC_STATS((net)->mib.tcp_statistics, f)
#define TCP_ADD_STATS(net, f, n)     SNMP_ADD_STATS((net)->mib.tcp_statistics, f, n)
#define UDP_INC_STATS(net, f, is_udplite)                                      \
	SNMP_INC_STATS((is_udplite) ? (net)->mib.udplite_statistics            \
				    : (net)->mib.udp_statistics,               \
		       f)
#define __UDP_INC_STATS(net, f, is_udplite) UDP_INC_STATS(net, f, is_udplite)
#define ICMP_INC_STATS(net, f)		    SNMP_INC_STATS((net)->mib.icmp_statistics, f)
#define __ICMP_INC_STATS(net, f)	    ICMP_INC_STATS(net, f)
#define ICMPMSGOUT_INC_STATS(net, f)                                           \
	atomic_long_inc(&(net)->mib.icmpmsg_statistics->mibs[(f) + 256])
#define ICMPMSGIN_INC_STATS(net, f)                                            \
	atomic_long_inc(&(net)->mib.icmpmsg_statistics->mibs[f])

/* Rows of /proc/net/snmp and netstat, ended by a NULL name. */
struct snmp_mib {
	const char *name;
	int entry;
};
extern const struct snmp_mib snmp4_ipstats_list[];
extern const struct snmp_mib snmp4_ipextstats_list[];
extern const struct snmp_mib snmp4_icmp_list[];
extern const struct snmp_mib snmp4_tcp_list[];
extern const struct snmp_mib snmp4_udp_list[];
extern const struct snmp_mib snmp4_net_list[];

/* Context: process. */
int netns_mib_init(struct net *net);
void netns_mib_exit(struct net *net);

#endif /* CORE_SNMP_H */
